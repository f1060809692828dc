package calendars

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

// disk keeps a copy across restarts: disposable, local, and without the titles,
// places and texts of other people's events. The zero disk keeps nothing.
type disk struct{ file string }

func newDisk(dir, key string) disk {
	if dir == "" {
		return disk{}
	}
	sum := sha256.Sum256([]byte(key))
	return disk{filepath.Join(dir, hex.EncodeToString(sum[:16])+".json")}
}

func (d disk) on() bool { return d.file != "" }

// diskForm is the file's form; another version is not read.
type diskForm struct {
	Version int          `json:"version"`
	State   Calendar     `json:"state"`
	Objects []diskObject `json:"objects"`
}

type diskObject struct {
	Href string `json:"href"`
	ETag string `json:"etag"`
	Text []byte `json:"text"`
}

const diskVersion = 1

// save writes the copy. A failure costs the next start a download, no more.
func (d disk) save(c *copied) {
	if !d.on() {
		return
	}
	form := diskForm{Version: diskVersion, State: c.state}
	for href, k := range c.objects {
		if k.text != nil {
			form.Objects = append(form.Objects, diskObject{href, k.etag, k.text})
		}
	}
	data, err := json.Marshal(form)
	if err == nil {
		err = d.write(data)
	}
	if err != nil {
		c.log.Warn("calendar cache not written", "err", err)
	}
}

// write replaces the file at once.
func (d disk) write(data []byte) error {
	if err := os.MkdirAll(filepath.Dir(d.file), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(d.file), "writing-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), d.file)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// load fills a new copy. It counts as never read until the server has answered.
func (d disk) load(c *copied) {
	if !d.on() {
		return
	}
	data, err := os.ReadFile(d.file)
	if err != nil {
		return
	}
	var form diskForm
	if json.Unmarshal(data, &form) != nil || form.Version != diskVersion {
		return
	}
	c.state = form.State
	for _, o := range form.Objects {
		k := keep(Object{Ref{o.Href, o.ETag}, o.Text}, c.zone, c.zones, c.installation)
		k.text = o.Text
		c.objects[o.Href] = k
	}
}

// strip cuts an object down to what keep needs: times, rules and tags, and the
// titles of our own events.
func strip(data []byte, installation string) []byte {
	var out, event bytes.Buffer
	ours, path := false, []string(nil)
	for l := newLines(data); ; {
		text, _, ok := l.next()
		if !ok {
			return out.Bytes()
		}
		name := lineName(text)
		if name == "BEGIN" {
			path = append(path, component(text))
		}
		switch in := last(path); {
		case in == "VEVENT":
			ours = ours || name == "UID" && isOurs(strings.TrimSpace(value(text)), installation)
			event.Write(text)
			event.WriteByte('\n')
		case in == "VCALENDAR" || in == "VTIMEZONE" || in == "STANDARD" || in == "DAYLIGHT":
			out.Write(text)
			out.WriteByte('\n')
		}
		if name == "END" && len(path) > 0 {
			if last(path) == "VEVENT" {
				out.Write(stripEvent(event.Bytes(), ours))
				event.Reset()
				ours = false
			}
			path = path[:len(path)-1]
		}
	}
}

func last(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return path[len(path)-1]
}

// value is what follows the colon of a content line.
func value(text []byte) string {
	p, err := readProperty(text, 0)
	if err != nil {
		return ""
	}
	return p.value
}

// stripEvent keeps the lines of an event that scheduling reads. Of the title of
// somebody else's event only the #words stay.
func stripEvent(text []byte, ours bool) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(text) {
		name := lineName(line)
		switch {
		case name == "SUMMARY" && !ours:
			if tags := hashtags(unescape(value(bytes.TrimSpace(line)))); len(tags) > 0 {
				out.WriteString("SUMMARY:" + escape(strings.Join(tags, " ")) + "\n")
			}
		case name == "LOCATION":
		case name == "BEGIN" || name == "END" || wanted[name]:
			out.Write(line)
		}
	}
	return out.Bytes()
}
