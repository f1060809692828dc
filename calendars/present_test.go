package calendars

import (
	"net/http"
	"testing"
)

// A search tells by the pointer whether an agenda's time is the same.
func TestTimeIsTheSameUntilSomethingChanges(t *testing.T) {
	s := newShelfServer()
	m := newTestMirror(t, MirrorConfig{HTTPClient: &http.Client{Transport: s}}, shelfSource)
	if _, ok := m.Time(aline); ok {
		t.Fatal("offered before it was read")
	}
	m.mustSync(t, aline)
	before, ok := m.Time(aline)
	m.mustSync(t, aline)
	if again, same := m.Time(aline); !ok || !same || again != before {
		t.Error("another time though nothing changed")
	}
	s.put("/odd/rendez-vous/new.ics", icsOf("new", "DTSTART:20261125T130000Z", "DURATION:PT1H"))
	m.mustSync(t, aline)
	after, ok := m.Time(aline)
	if !ok || after == before || len(after.Busy) != len(before.Busy)+1 {
		t.Errorf("busy %v, then %v", before.Busy, after.Busy)
	}
}

// BenchmarkTime is what a search pays for each agenda whose calendars say the same.
func BenchmarkTime(b *testing.B) {
	m := NewMirror(MirrorConfig{Clocks: clocks{monday}, HTTPClient: &http.Client{Transport: newShelfServer()}})
	m.SetAgendas([]AgendaSource{shelfSource})
	if _, err := m.Sync(b.Context(), aline); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, ok := m.Time(aline); !ok {
			b.Fatal("not offered")
		}
	}
}
