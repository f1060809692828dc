package web

import (
	"context"
	"html/template"
	"strings"
	"testing"

	"escale/scheduling"
)

// The page says of everything that is kept how long, as it is obeyed.
func TestThePageSaysHowLongEverythingIsKept(t *testing.T) {
	said := map[scheduling.Kept]bool{}
	for _, l := range keptWords() {
		said[l.kind] = true
	}
	for kind := range scheduling.Periods() {
		if !said[kind] {
			t.Errorf("nothing is said of %s", kind)
		}
	}
	if len(said) != len(scheduling.Periods()) {
		t.Errorf("%d kinds are spoken of, %d are kept for a time", len(said), len(scheduling.Periods()))
	}
	pages, err := parsePages()
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	if err := pages["confidentialite"].ExecuteTemplate(&page, "frame", legalView{Kept: keptLines()}); err != nil {
		t.Fatal(err)
	}
	for _, l := range keptLines() {
		if what := template.HTMLEscapeString(l.What); !strings.Contains(page.String(), what) || !strings.Contains(page.String(), l.HowLong) {
			t.Errorf("the page does not say: %s: %s", l.What, l.HowLong)
		}
	}
	for p, want := range map[scheduling.Period]string{
		{Months: 3}: "trois mois", {Months: 13}: "treize mois", {Days: 7}: "sept jours", {Days: 1}: "un jour",
		{Months: 24}: "24 mois", {Months: 1, Days: 2}: "un mois et deux jours",
	} {
		if got := inWords(p); got != want {
			t.Errorf("%+v: %q, want %q", p, got, want)
		}
	}
}

func TestWhoSeesEverythingSeesWhatANightDropped(t *testing.T) {
	w := &Web{}
	gone := map[scheduling.Kept]int{scheduling.KeptConversation: 12, scheduling.KeptBooking: 1, scheduling.KeptFamily: 3}
	w.Retained = func(context.Context) (scheduling.Retained, error) { return scheduling.Retained{Gone: gone}, nil }
	want := "Conservation\u00a0: 12\u00a0conversations effacées, 1\u00a0rendez-vous effacé la nuit dernière."
	if got := w.retained(t.Context(), User{}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := w.retained(t.Context(), User{Scope: Scope{Departement: "38"}}); got != "" {
		t.Errorf("who sees a part is told %q", got)
	}
	w.Retained = func(context.Context) (scheduling.Retained, error) {
		return scheduling.Retained{}, scheduling.ErrNotFound
	}
	if got := w.retained(t.Context(), User{}); got != "" {
		t.Errorf("before the first night: %q", got)
	}
}
