package calendars

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/calendars/ical"
)

// What staff write on open hours, in the fields of Nextcloud, Outlook and others.
func TestOpenHoursSayMore(t *testing.T) {
	for _, c := range []struct {
		name, lines string
		want        string // of "23 09:00-10:00", or empty: plain
	}{
		{"a place", "LOCATION:Antenne des Roses\\, 3 rue Imaginaire", "Antenne des Roses, 3 rue Imaginaire"},
		{"a place over two lines", "LOCATION:Antenne\\n  des Roses", "Antenne des Roses"},
		{"a link alone", "LOCATION:https://visio.example/roses", "https://visio.example/roses video"},
		{"a link and a place", "LOCATION:Salle 2 ; https://visio.example/roses.", "Salle 2 https://visio.example/roses"},
		{"a link that is not safe", "LOCATION:http://visio.example/roses", "http://visio.example/roses"},
		{"a link with a password", "LOCATION:https://a:b@visio.example/", "https://a:b@visio.example/"},
		{"a mode for a place", "LOCATION:Par téléphone", "phone"},
		{"Outlook's own words", "LOCATION:Réunion Microsoft Teams\nX-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.example/l/1", "https://teams.example/l/1 video"},
		{"Google's call", "X-GOOGLE-CONFERENCE:https://meet.example/abc", "https://meet.example/abc"},
		{"a call (RFC 7986)", "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=\"Salon: 2\":https://visio.example/r", "https://visio.example/r"},
		{"a telephone conference", "CONFERENCE;VALUE=URI:tel:+33100000000", ""},
		{"a category", "CATEGORIES:Téléphone", "phone"},
		{"two", "CATEGORIES:VISIO,sur place", "in-person,video"},
		{"a word of the title", "SUMMARY:Permanence #Visio", "video"},
		{"an offer by id", "CATEGORIES:conseil-conjugal", "conseil-conjugal"},
		{"an offer by name", "CATEGORIES:ACCOMPAGNEMENT parental", "accompagnement"},
		{"an offer by its name in another language", "CATEGORIES:Parenting support", "accompagnement"},
		{"an offer as a word", "SUMMARY:#ConseilConjugal", "conseil-conjugal"},
		{"everything", "LOCATION:Salle 2\nCATEGORIES:Accompagnement parental,téléphone", "Salle 2 phone accompagnement"},
		{"what means nothing", "SUMMARY:Permanence\nCATEGORIES:Important\nDESCRIPTION:visio", ""},
		{"a place of control characters", "LOCATION:\u202eSalle\x01 2\u200b", "Salle 2"},
		{"a very long place", "LOCATION:" + strings.Repeat("é", 300), strings.Repeat("é", 100) + "…"},
	} {
		src := AgendaSource{Zone: "Europe/Paris", Offers: []OfferNames{
			{ID: "accompagnement", Names: []string{"Accompagnement parental", "Parenting support"}},
			{ID: "conseil-conjugal", Names: []string{"Conseil conjugal"}},
		}}
		l := agendaOver(t, src).reads("open", wrapped("BEGIN:VEVENT\nUID:a\nDTSTART:20261123T080000Z\nDTEND:20261123T090000Z\n"+c.lines+"\nEND:VEVENT"))
		got, _ := l.between("2026-11-23", "2026-11-24")
		want, open := []string(nil), []string{"11-23 09:00-10:00"}
		if c.want != "" {
			want, open = []string{"11-23 09:00-10:00 " + c.want}, nil
		}
		if diff := cmp.Diff(want, l.saysSpecial(got.Special)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if diff := cmp.Diff(open, l.says(got.Open)); diff != "" {
			t.Errorf("%s: open: %s", c.name, diff)
		}
		if unknown := strings.Join(l.last.unknown, " "); (c.name == "what means nothing") != (unknown == "important") {
			t.Errorf("%s: unknown words %q", c.name, unknown)
		}
	}
}

// Where hours overlap, those that say more count; what says the same is joined.
func TestOpenHoursOverlap(t *testing.T) {
	hour := func(uid, from, to, more string) string {
		return fmt.Sprintf("BEGIN:VEVENT\nUID:%s\nDTSTART:20261123T%s00Z\nDTEND:20261123T%s00Z\n%s\nEND:VEVENT\n", uid, from, to, more)
	}
	l := agendaOver(t, AgendaSource{Zone: "Europe/Paris", Hours: []Hours{{From: "09:00", To: "18:00"}}}).reads("open", wrapped(
		hour("a", "0900", "1000", "LOCATION:Ici")+hour("b", "1000", "1100", "LOCATION:Ici")+hour("c", "1030", "1200", "CATEGORIES:visio")+
			hour("d", "1500", "1600", "SUMMARY:Ouvert"),
	))
	got, _ := l.between("2026-11-23", "2026-11-24")
	if diff := cmp.Diff([]string{"11-23 10:00-12:00 Ici", "11-23 11:30-13:00 video"}, l.saysSpecial(got.Special)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"11-23 09:00-10:00", "11-23 13:00-18:00"}, l.says(got.Open)); diff != "" {
		t.Error(diff)
	}
}

// Of appointments no place is kept, in memory or on the disk; of open hours it
// is, and a start from the disk knows it.
func TestPlacesOfAppointmentsAreNotKept(t *testing.T) {
	r := startRadicale(t)
	opens, mixed := r.make("Escale"), r.make("Travail")
	put := func(calendar, uid, hour string, more ...string) {
		r.Put(calendar+uid+".ics", append([]string{"UID:" + uid, "DTSTART:20261123T" + hour + "0000Z", "DTEND:20261123T" + hour + "3000Z"}, more...)...)
	}
	put(opens, "a", "08", "LOCATION:Antenne A")
	put(mixed, "b", "10", "LOCATION:Antenne B", "SUMMARY:Permanence #Escale")
	put(mixed, "c", "12", "LOCATION:Cabinet du docteur Inventé", "CONFERENCE;VALUE=URI:https://secret.example/c", "SUMMARY:Rendez-vous")
	src := r.source()
	src.Open, src.Busy, src.Bookings = []string{"Escale", "Travail"}, []string{"Travail"}, ""
	cache := t.TempDir()
	for range 2 {
		m := newTestMirror(t, MirrorConfig{CacheDir: cache}, src)
		m.mustSync(t, aline)
		expectWeek(t, m, aline, nil, []string{"23 13:00-13:30"})
		time := m.find(aline).over(m.window())
		l := &laid{zone: ical.LoadZone("Europe/Paris")}
		if diff := cmp.Diff([]string{"11-23 09:00-09:30 Antenne A", "11-23 11:00-11:30 Antenne B"}, l.saysSpecial(time.Special)); diff != "" {
			t.Error(diff)
		}
		for _, u := range m.find(aline).uses {
			for _, k := range u.objects {
				for _, s := range k.series {
					for _, e := range s.Events() {
						if strings.Contains(e.Location, "docteur") || strings.Contains(e.Location, "secret") {
							t.Errorf("kept in memory: %q", e.Location)
						}
					}
				}
			}
		}
		kept := cachedText(t, cache)
		if !strings.Contains(kept, "Antenne A") || !strings.Contains(kept, "Antenne B") || strings.Contains(kept, "docteur") || strings.Contains(kept, "secret.example") {
			t.Errorf("on the disk: %s", kept)
		}
	}
}

// cachedText is the text of every object in a cache.
func cachedText(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cache in %s: %v", dir, err)
	}
	var all bytes.Buffer
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		var form diskForm
		if err := json.NewDecoder(z).Decode(&form); err != nil {
			t.Fatal(err)
		}
		f.Close()
		for _, o := range form.Objects {
			all.Write(o.Text)
		}
	}
	return all.String()
}

// Two professionals share two calendars on a real server: each has her own hours,
// and the other's appointments don't count.
func TestTwoInOneCalendarByTag(t *testing.T) {
	r := startRadicale(t)
	opens, team := r.make("Escale"), r.make("Équipe")
	put := func(calendar, uid, hour, words string) {
		r.Put(calendar+uid+".ics", "UID:"+uid, "DTSTART:20261123T"+hour+"0000Z", "DTEND:20261123T"+hour+"5900Z", words)
	}
	put(opens, "a", "08", "CATEGORIES:Anne")
	put(opens, "b", "09", "SUMMARY:Permanence #basile")
	put(opens, "c", "10", "CATEGORIES:Anne,Basile")
	put(opens, "d", "11", "SUMMARY:À personne")
	put(team, "e", "08", "SUMMARY:Visite #Anne")
	put(team, "f", "09", "CATEGORIES:BASILE")
	put(team, "g", "13", "SUMMARY:Réunion d’équipe")
	var sources []AgendaSource
	for _, tag := range []string{"anne", "basile"} {
		src := r.source()
		src.ID, src.Tag, src.Busy, src.Bookings = "centre/"+tag, tag, []string{"Équipe"}, ""
		sources = append(sources, src)
	}
	m := newTestMirror(t, MirrorConfig{}, sources...)
	for _, src := range sources {
		m.mustSync(t, src.ID)
	}
	expectWeek(t, m, "centre/anne", []string{"23 09:00-09:59", "23 11:00-11:59"}, []string{"23 09:00-09:59", "23 14:00-14:59"})
	expectWeek(t, m, "centre/basile", []string{"23 10:00-10:59", "23 11:00-11:59"}, []string{"23 10:00-10:59", "23 14:00-14:59"})
}
