package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/deploy/servertest"
	"escale/locales"
	"escale/programme/sample"
)

// service is `escale serve` with the sample programme, where one structure has
// a calendar server of its own and another opens by hours in its file.
type service struct {
	t        testing.TB
	dir      string
	config   string
	radicale *radicale
	mail     *mailbox
	process  *process
	parents  int // who came so far
}

const structureMail = "accueil@tilleuls.example"

// newService writes the configuration and starts the servers, not the service.
// more is added to the configuration.
func newService(t testing.TB, more ...string) *service {
	t.Helper()
	s := &service{t: t, dir: t.TempDir(), radicale: startRadicale(t), mail: startMailbox(t)}
	s.radicale.staff("make", "Escale")
	s.radicale.staff("make", "Agenda")
	from := midday(0)
	s.radicale.staff("add", "Escale", "Ouvert", stamp(from), stamp(from.Add(4*time.Hour)), "FREQ=DAILY;COUNT=30")
	s.programme()
	s.file("master.key", base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))+"\n")
	s.file("radicale.password", staffPassword+"\n")
	s.config = s.file("escale.yaml", strings.Join(append([]string{
		"listen: " + servertest.FreeAddress(t),
		"data: data",
		"programme: programme",
		"installation: essai.escale.example",
		"master_key_file: master.key",
		"trusted_proxy: 127.0.0.1",
		"calendar_interval: 1s",
		"calendar_settling: 2s",
		"smtp_host: 127.0.0.1",
		fmt.Sprintf("smtp_port: %d", s.mail.Port),
		"smtp_tls: none",
		"mail_from: Escale <bonjour@escale.example>",
	}, more...), "\n")+"\n")
	return s
}

func (s *service) file(name, text string) string {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	writeFile(s.t, path, text)
	return path
}

// programme copies the sample. One structure of Isère is left, with calendars
// on its own server; that of Bordeaux is open every day, where it is day now.
// Quotas count over twelve months, so that no test fails around New Year.
func (s *service) programme() {
	s.t.Helper()
	err := fs.WalkDir(sample.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(name, "voiron") {
			return err
		}
		b, err := fs.ReadFile(sample.FS, name)
		if err == nil && filepath.Ext(name) == ".yaml" {
			s.file("programme/"+name, strings.ReplaceAll(string(b), "per: civil-year", "per: rolling-year"))
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.tilleuls(s.radicale.URL(), "radicale.password")
	bordeaux := "programme/structures/paej-bordeaux.yaml"
	s.file(bordeaux, strings.NewReplacer(
		"    modes: [in-person, video, phone]\n", "    modes: [in-person, video, phone]\n    hours:\n      - {from: \"09:00\", to: \"17:00\"}\n",
		"commune: \"33063\"\n", "commune: \"33063\"\nzone: "+daytimeZone().String()+"\n",
	).Replace(s.read(bordeaux)))
}

// tilleuls writes the structure's file with its account.
func (s *service) tilleuls(url, passwordFile string) {
	s.t.Helper()
	s.file("programme/structures/centre-social-des-tilleuls.yaml", `id: centre-social-des-tilleuls
name: Centre social des Tilleuls-Imaginaires
kind: centre-social
commune: "38185"
zone: `+daytimeZone().String()+`
address: 12 allée des Tilleuls-Imaginaires, 38000 Grenoble
access:
  fr: Rez-de-chaussée, porte bleue.
  en: Ground floor, blue door.
  fr-falc: Poussez la porte bleue.
phone: 04 65 71 10 11
email: `+structureMail+`
caldav:
  url: `+url+`
  username: `+staffUser+`
  password_file: `+filepath.Join(s.dir, passwordFile)+`
agendas:
  - id: tilleul
    professional: Mme Exemple-Tilleul
    trade:
      fr: Éducatrice de jeunes enfants
      en: Early childhood educator
      fr-falc: Elle connaît bien les jeunes enfants
    qualification: Diplôme d’État d’éducatrice de jeunes enfants
    offers: [accompagnement]
    modes: [in-person, phone]
    open: [Escale]
    busy: [Agenda]
`)
}

func (s *service) read(name string) string {
	s.t.Helper()
	b, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(b)
}

// daytimeZone is a zone of France where it is day, and where clocks never
// change: at night, what staff change reaches parents in the morning only.
var daytimeZone = sync.OnceValue(func() *time.Location {
	for _, zone := range []string{"Indian/Reunion", "America/Martinique", "Pacific/Tahiti"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			panic(err) // the test binary carries its zones
		}
		now := time.Now()
		if now.In(loc).Hour() >= 8 && now.Add(10*time.Minute).In(loc).Hour() < 21 {
			return loc
		}
	}
	panic("night everywhere")
})

// midday is noon, in the structure's zone, so many days after the day after
// tomorrow.
func midday(days int) time.Time {
	loc := daytimeZone()
	y, m, d := time.Now().In(loc).Date()
	return time.Date(y, m, d+2+days, 12, 0, 0, 0, loc).UTC()
}

// serve starts the service, or starts it again.
func (s *service) serve() *service {
	s.t.Helper()
	s.process = start(s.t, "serve", "-config", s.config)
	return s
}

// from sends every request as if from a household of its own: limits are by
// network, and the proxy of the tests is trusted.
type from struct{ network string }

func (f from) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Forwarded-For", f.network)
	return http.DefaultTransport.RoundTrip(r)
}

// parent opens the chat from a network of her own.
func (s *service) parent() *parent {
	s.t.Helper()
	s.parents++
	p := newParent(s.t, s.process.base)
	p.http.Transport = from{fmt.Sprintf("10.%d.%d.1", s.parents/256, s.parents%256)}
	return p
}

// book goes from the first message to the tap that confirms, at the first slot
// offered near a postcode.
func (p *parent) book(postcode string) {
	p.t.Helper()
	p.toSlots(postcode)
	p.press(".slots.s-")
	p.tap(said("tap.confirm"))
}

// toSlots answers every question up to the list of slots.
func (p *parent) toSlots(postcode string) {
	p.t.Helper()
	p.tap("Mon rôle de parent")
	p.say(postcode)
	p.tap("De 0 à 5 ans")
	p.tap("Oui")
}

// hears waits until the page says something, looking again and again.
func (s *service) hears(p *parent, text string) {
	s.t.Helper()
	seen := ""
	defer func() {
		if s.t.Failed() {
			s.t.Log("the page says: ", seen)
		}
	}()
	s.process.until("the page says "+text, func() bool {
		p.open("/")
		seen = p.text()
		return strings.Contains(seen, text)
	})
}

// execution is what a run of the program left.
type execution struct {
	out, err string
	code     int
}

// execute runs a command of the program to its end.
func execute(t testing.TB, in string, args ...string) execution {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	var out, complaints strings.Builder
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(in), &out, &complaints
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || exit.ExitCode() < 0) {
		t.Fatalf("escale %q: %v\n%s%s", args, err, out.String(), complaints.String())
	}
	return execution{out.String(), complaints.String(), cmd.ProcessState.ExitCode()}
}

// shippedTexts are read once: ten languages take a while, and stories ask often.
var shippedTexts = sync.OnceValue(func() *locales.Catalogue {
	texts, err := locales.New()
	if err != nil {
		panic(err) // the texts are in the binary, and tested there
	}
	return texts
})

// said is what a text of the French locale always says: its longest part
// between two placeholders, on its first line.
func said(key string) string {
	longest := ""
	for part := range strings.SplitSeq(shippedTexts().In(locales.French).T(key), "<no value>") {
		part, _, _ = strings.Cut(strings.TrimSpace(part), "\n")
		if len(part) > len(longest) {
			longest = part
		}
	}
	if longest == "" {
		panic("no text " + key)
	}
	return longest
}

// slots asks the command line what is offered at a structure; it runs beside
// the service.
func (s *service) slots(structure string) []jsonSlot {
	s.t.Helper()
	c := execute(s.t, "", "slots", "-config", s.config, "-structure", structure, "-json")
	var list []jsonSlot
	for line := range strings.Lines(c.out) {
		var slot jsonSlot
		if err := json.Unmarshal([]byte(line), &slot); err != nil {
			s.t.Fatalf("%v: %q", err, line)
		}
		list = append(list, slot)
	}
	return list
}

// silent is the number of calendars that /healthz says can't be read.
func (s *service) silent() int { return s.health().Silent }

func (s *service) health() health {
	s.t.Helper()
	resp, err := http.Get(s.process.base + "/healthz")
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	var h health
	if err := json.NewDecoder(resp.Body).Decode(&h); err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("healthz: %d, %v", resp.StatusCode, err)
	}
	return h
}
