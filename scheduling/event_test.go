package scheduling_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"escale/programme"
	"escale/scheduling"
)

// Staff read who calls, or the link that both open: they have no number of the
// parent's.
func TestEventSaysHowTheyMeet(t *testing.T) {
	for _, c := range []struct {
		name, mode, own, structure, want string
	}{
		{"the structure's number", programme.Phone, "", "04 65 71 10 11", "Par téléphone : le parent appelle le 04 65 71 10 11"},
		{"the agenda's number", programme.Phone, "04 65 71 10 12", "04 65 71 10 11", "Par téléphone : le parent appelle le 04 65 71 10 12"},
		{"no number any more", programme.Phone, "", "", "Par téléphone : le parent appelle"},
		{"video", programme.Video, "", "", "En visio : https://visio.tilleuls.example/lea"},
		{"in person", programme.InPerson, "04 65 71 10 12", "04 65 71 10 11", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, func(w *world) {
				w.places[0].Phone = c.structure
				a := &w.places[0].Agendas[0]
				a.Phone, a.Video = c.own, "https://visio.tilleuls.example/lea"
				a.Modes = []string{programme.InPerson, programme.Video, programme.Phone}
			})
			book := w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00"))
			book.Mode = c.mode
			b := w.row(w.do(book, scheduling.OK).Booking)
			w.calendars.change(lea, func(cal *calendar) {
				notes := strings.Split(cal.events[scheduling.EventUID("essai.invalid", b.ID, 1)].Notes, "\n")
				said := slices.DeleteFunc(notes, func(line string) bool {
					return line == "Référence : "+b.Reference || line == "séance 1/3"
				})
				if got := strings.Join(said, "\n"); got != c.want {
					t.Errorf("notes say %q, want %q", got, c.want)
				}
			})
		})
	}
}

// Whom staff await: the professional, and the first name that she gave, as long
// as it can be read.
func TestEventNamesWhomSheNamed(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"given", nil, "Prénom donné\u00a0: Camille Exemple"},
		{"erased since", scheduling.ErrErased, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, func(w *world) {
				w.places[0].Agendas[0].Professional = "Mme Exemple"
				w.config.Open = func(_ context.Context, _ string, sealed []byte) ([]byte, error) { return sealed, c.err }
			})
			book := w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00"))
			book.Sealed = []byte("Camille\r\nExemple")
			b := w.row(w.do(book, scheduling.OK).Booking)
			w.calendars.change(lea, func(cal *calendar) {
				e := cal.events[scheduling.EventUID("essai.invalid", b.ID, 1)]
				_, notes, _ := strings.Cut(e.Notes, "\n")
				if want := "Avec Mme Exemple\nséance 1/3"; notes != want || e.Private != c.want {
					t.Errorf("notes say %q and %q, want %q and %q", notes, e.Private, want, c.want)
				}
			})
		})
	}
}
