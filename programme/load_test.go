package programme_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

// small is a whole programme in few lines; tests break it in one place.
const small = `name: Parents
languages: [fr, en]
departements:
  - {code: 38, name: Isère}
questions:
  - id: topic
    text: {fr: Quoi, en: What}
    choices:
      - {id: role, label: {fr: Rôle, en: Role}}
      - {id: couple, label: {fr: Couple, en: Couple}}
  - id: safety
    consumed: true
    text: {fr: Sûr, en: Safe}
    choices:
      - {id: yes, label: {fr: Oui, en: Yes}}
      - {id: no, label: {fr: Non, en: No}}
relays:
  - id: ccas
    name: {fr: CCAS, en: CCAS}
emergency:
  - number: 17
    for: {fr: Police, en: Police}
offers:
  - id: talk
    name: {fr: Parler, en: Talk}
    summary: {fr: Une heure, en: An hour}
    where:
      38: {from: 2024-01-01, until: 2026-12-31}
    elsewhere:
      text: {fr: Ailleurs, en: Elsewhere}
      relays: [ccas]
    quota: {sessions: 3}
    asks: [topic, safety]
    conditions:
      - when: topic == "couple" or departement in ["38"]
        otherwise:
          text: {fr: Non, en: No}
          relays: [ccas]
      - when: safety != "no"
        otherwise: {silent: true}
    couple: true
    questionnaire: after
`

const smallStructure = `id: lilas
name: Les Lilas
kind: laep
commune: 38185
address: 1 rue des Lilas
agendas:
  - id: anne
    professional: Mme Exemple
    trade: Assistante sociale
    qualification: Diplôme d’État
    offers: [talk]
`

// with returns the small programme, one file of it changed.
func with(t *testing.T, file, old, changed string) fstest.MapFS {
	t.Helper()
	files := map[string]string{
		"programme.yaml":            strings.Replace(small, "name: Parents", "name: {fr: Parents, en: Parents}", 1),
		"structures/lilas.yaml":     strings.Replace(smallStructure, "trade: Assistante sociale", "trade: {fr: Assistante sociale, en: Social worker}", 1),
		"questionnaires/after.yaml": "id: after\nitems: []\n",
	}
	if old != "" && !strings.Contains(files[file], old) {
		t.Fatalf("%s holds no %q", file, old)
	}
	files[file] = strings.Replace(files[file], old, changed, 1)
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestLoadFillsDefaults(t *testing.T) {
	p, err := programme.Load(with(t, "programme.yaml", "", ""))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Warnings) > 0 {
		t.Errorf("warnings:\n%v", p.Warnings)
	}
	talk, _ := p.Offer("talk")
	structure, agenda, ok := p.Agenda("lilas/anne")
	if !ok {
		t.Fatal("no agenda lilas/anne")
	}
	got := map[string]any{
		"thresholds": p.Thresholds,
		"duration":   talk.Duration,
		"quota":      talk.Quota,
		"reminders":  talk.Reminders,
		"where":      talk.Where,
		"zone":       structure.Zone,
		"file":       structure.File,
		"modes":      agenda.Modes,
		"seats":      agenda.Seats,
		"rules":      p.RulesFor(talk, structure, agenda),
		"after":      string(p.Questionnaires["after"]),
	}
	want := map[string]any{
		"thresholds": programme.Thresholds{Inside: 5, Published: 11},
		"duration":   time.Hour,
		"quota":      programme.Quota{Sessions: 3, Per: programme.PerCivilYear},
		"reminders":  []time.Duration{48 * time.Hour, 2 * time.Hour},
		"where": map[string]programme.Period{"38": {
			From: programme.Date{Year: 2024, Month: 1, Day: 1}, Until: programme.Date{Year: 2026, Month: 12, Day: 31},
		}},
		"zone":  "Europe/Paris",
		"file":  "structures/lilas.yaml",
		"modes": []string{programme.InPerson},
		"seats": 1,
		"rules": programme.Rules{
			Policy: programme.PolicyGrid, Grid: time.Hour,
			Notice: 24 * time.Hour, Horizon: 56 * 24 * time.Hour,
		},
		"after": "id: after\nitems: []\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRulesAreInherited(t *testing.T) {
	p := &programme.Programme{}
	offer := programme.Offer{Duration: 45 * time.Minute, Rules: programme.Rules{Notice: 48 * time.Hour, Buffer: 5 * time.Minute}}
	structure := programme.Structure{Rules: programme.Rules{Policy: programme.PolicyPacked, Buffer: 10 * time.Minute}}
	agenda := programme.Agenda{Rules: programme.Rules{DailyCap: 4, Buffer: 15 * time.Minute}}
	want := programme.Rules{
		Policy: programme.PolicyPacked, Grid: 45 * time.Minute, Buffer: 15 * time.Minute,
		Notice: 48 * time.Hour, Horizon: programme.DefaultHorizon, DailyCap: 4,
	}
	if diff := cmp.Diff(want, p.RulesFor(offer, structure, agenda)); diff != "" {
		t.Error(diff)
	}
}

func TestBrokenStructureIsLeftOut(t *testing.T) {
	fsys := with(t, "structures/lilas.yaml", "kind: laep", "kind: creche")
	fsys["structures/roses.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(smallStructure, "id: lilas", "id: roses", 1))}
	p, err := programme.Load(fsys)
	faults, ok := errors.AsType[programme.Faults](err)
	if !ok || len(faults) != 1 || faults[0].File != "structures/lilas.yaml" {
		t.Fatalf("faults: %v", err)
	}
	if p == nil || len(p.Structures) != 1 || p.Structures[0].ID != "roses" {
		t.Fatalf("want the good structure alone, got %+v", p)
	}
}

func TestBrokenProgrammeIsNil(t *testing.T) {
	for name, fsys := range map[string]fs.FS{
		"programme":     with(t, "programme.yaml", "code: 38", "code: 999"),
		"questionnaire": with(t, "questionnaires/after.yaml", "items: []", "items: ["),
		"nothing":       fstest.MapFS{},
	} {
		p, err := programme.Load(fsys)
		if p != nil || err == nil {
			t.Errorf("%s: got %v, %v; want nil and faults", name, p, err)
		}
	}
}

func TestUnqualifiedIsNotOffered(t *testing.T) {
	p, err := programme.Load(with(t, "structures/lilas.yaml", "    qualification: Diplôme d’État\n", ""))
	if err != nil {
		t.Fatal(err)
	}
	if offers := p.Structures[0].Agendas[0].Offers; len(offers) > 0 {
		t.Errorf("offers %v without a qualification", offers)
	}
	want := "programme.yaml:24:5: offers[0]: no agenda offers \"talk\"\n" +
		"structures/lilas.yaml:7:5: agendas[0].qualification: is missing: " +
		"this agenda is not offered until a recognised diploma or training is named"
	if diff := cmp.Diff(want, p.Warnings.Error()); diff != "" {
		t.Error(diff)
	}
}

// Files come from all sorts of editors.
func TestEncodings(t *testing.T) {
	fsys := with(t, "structures/lilas.yaml", "", "")
	lilas := fsys["structures/lilas.yaml"]
	lilas.Data = append([]byte("\ufeff"), strings.ReplaceAll(string(lilas.Data), "\n", "\r\n")...)
	p, err := programme.Load(fsys)
	if err != nil {
		t.Fatalf("a byte order mark and CRLF: %v", err)
	}
	if s, ok := p.Structure("lilas"); !ok || s.Name != "Les Lilas" {
		t.Errorf("read %+v", p.Structures)
	}
	_, err = programme.Load(with(t, "structures/lilas.yaml", "Les Lilas", "Les Lilas fl\xe9tris"))
	want := "structures/lilas.yaml:2:1: is not written in UTF-8: save the file in that encoding"
	if err == nil || err.Error() != want {
		t.Errorf("Latin-1: %v, want %s", err, want)
	}
}
