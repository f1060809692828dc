package calendars

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"escale/calendars/caldav"
)

// disk keeps a copy across restarts: disposable, local, and without the titles,
// places and texts of other people's events. The zero disk keeps nothing.
type disk struct{ file string }

func newDisk(dir, key string) disk {
	if dir == "" {
		return disk{}
	}
	sum := sha256.Sum256([]byte(key))
	return disk{filepath.Join(dir, hex.EncodeToString(sum[:16])+diskSuffix)}
}

const diskSuffix = ".json.gz"

func (d disk) on() bool { return d.file != "" }

// diskForm is the file's form, compressed, which also tells whether it is whole;
// another version is not read.
type diskForm struct {
	Version int             `json:"version"`
	State   caldav.Calendar `json:"state"`
	Marks   validators      `json:"marks"`
	Listed  time.Time       `json:"listed"`
	Read    time.Time       `json:"read"`
	Objects []diskObject    `json:"objects"`
}

type diskObject struct {
	Href string `json:"href"`
	ETag string `json:"etag"`
	Sum  []byte `json:"sum"`
	Text []byte `json:"text"`
}

const diskVersion = 3

// save writes the copy. A failure costs the next start a download, no more. The
// caller holds c.pulling, so that nobody changes what is written.
func (d disk) save(c *copied) {
	if !d.on() {
		return
	}
	c.mu.Lock()
	form := diskForm{Version: diskVersion, State: c.state, Marks: c.marks, Listed: c.listed, Read: c.read}
	for href, k := range c.objects {
		if k.text != nil && k.again.IsZero() {
			form.Objects = append(form.Objects, diskObject{href, k.etag, []byte(k.sum), k.text})
		}
	}
	whole := len(form.Objects) == len(c.objects)
	c.mu.Unlock()
	if !whole { // what could not be had is asked for by name
		form.Listed, form.Marks = time.Time{}, validators{}
	}
	if err := d.write(form); err != nil {
		c.log.Warn("calendar cache not written", "err", err)
	}
}

// write replaces the file at once.
func (d disk) write(form diskForm) error {
	if err := os.MkdirAll(filepath.Dir(d.file), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(d.file), "writing-*")
	if err != nil {
		return err
	}
	z := gzip.NewWriter(f)
	err = json.NewEncoder(z).Encode(form)
	for _, finish := range []func() error{z.Close, f.Close} {
		if e := finish(); err == nil {
			err = e
		}
	}
	if err == nil {
		err = os.Rename(f.Name(), d.file)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// load fills a new copy, or leaves it empty if anything is wrong with the file.
// It counts as never read until the server has answered.
func (d disk) load(c *copied) {
	if !d.on() {
		return
	}
	form, ok := d.readForm()
	if !ok {
		return
	}
	c.state, c.marks, c.listed, c.read = form.State, form.Marks, form.Listed, form.Read
	by := c.readerIn(form.State.Zone)
	for _, o := range form.Objects {
		k := c.parse(caldav.Object{Ref: caldav.Ref{Href: o.Href, ETag: o.ETag}, Data: o.Text}, by)
		k.text, k.sum = o.Text, string(o.Sum)
		c.objects[o.Href] = k
	}
}

func (d disk) readForm() (form diskForm, ok bool) {
	f, err := os.Open(d.file)
	if err != nil {
		return form, false
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return form, false
	}
	data, err := io.ReadAll(io.LimitReader(z, maxDisk))
	if err != nil || json.Unmarshal(data, &form) != nil || form.Version != diskVersion {
		return diskForm{}, false
	}
	return form, true
}

// maxDisk bounds what a file may grow to when it is read.
const maxDisk = 256 << 20

// diskFile is how our files are named; others in the folder are left alone.
var diskFile = regexp.MustCompile(`^([0-9a-f]{32}\.json(\.gz)?|writing-[0-9]+)$`)

// sweepDisk removes the copies of calendars that nobody names any more.
func sweepDisk(dir string, copies map[string]*copied, log *slog.Logger) {
	if dir == "" {
		return
	}
	used := map[string]bool{}
	for _, c := range copies {
		used[filepath.Base(c.disk.file)] = true
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return // there is none yet
	}
	for _, f := range files {
		if !diskFile.MatchString(f.Name()) || used[f.Name()] {
			continue
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
			log.Warn("calendar cache not swept", "err", err)
		}
	}
}
