package when

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// written puts down what was heard: "2026-11-24 afternoon", "2026-11-23.. 14:00".
func (w Heard) written() string {
	var parts []string
	switch {
	case !w.From.IsZero() && w.From == w.To:
		parts = append(parts, w.From.String())
	case !w.From.IsZero() || !w.To.IsZero():
		parts = append(parts, w.From.String()+".."+w.To.String())
	}
	if w.Part != "" {
		parts = append(parts, string(w.Part))
	}
	clock := func(minutes int) string { return fmt.Sprintf("%d:%02d", minutes/60, minutes%60) }
	switch {
	case w.Earliest != 0 && w.Earliest == w.Latest:
		parts = append(parts, clock(w.Earliest))
	case w.Earliest != 0 && w.Latest != 0:
		parts = append(parts, clock(w.Earliest)+"-"+clock(w.Latest))
	case w.Earliest != 0:
		parts = append(parts, clock(w.Earliest)+"-")
	case w.Latest != 0:
		parts = append(parts, "-"+clock(w.Latest))
	}
	if w.Soonest {
		parts = append(parts, "soonest")
	}
	if w.AnyTime {
		parts = append(parts, "any")
	}
	return strings.Join(parts, " ")
}

// hearer is a grammar or a vocabulary.
type hearer interface {
	Hear(words string, now time.Time) (Heard, string, bool)
}

// heardAs asks a grammar for each sentence of a table "words → meaning"; "-" means
// that nothing is heard.
func heardAs(t *testing.T, g hearer, now time.Time, table string) {
	t.Helper()
	for line := range strings.Lines(table) {
		words, want, ok := strings.Cut(strings.TrimSpace(line), " → ")
		if !ok {
			continue
		}
		w, rest, heard := g.Hear(words, now)
		got := "-"
		if heard {
			got = w.written()
		}
		if got != want {
			t.Errorf("%s, %q: heard %q, want %q; besides: %q", now.Format("Mon 2006-01-02"), words, got, want, rest)
		}
	}
}

func zoneNamed(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// sunday is the day of most transcripts, in the parent's zone.
func sunday(t *testing.T, zone string) time.Time {
	t.Helper()
	return time.Date(2026, 11, 22, 10, 0, 0, 0, zoneNamed(t, zone))
}

func TestWhenInFrench(t *testing.T) {
	heardAs(t, french(), sunday(t, programme.Paris), `
		mardi → 2026-11-24
		mardi prochain après-midi → 2026-11-24 afternoon
		Mardi matin svp → 2026-11-24 morning
		plutôt le soir → evening
		plutot en soirée → evening
		le plus tôt possible → soonest
		au plus vite s'il vous plaît → soonest
		dès que possible → soonest
		pas avant lundi → 2026-11-23..
		je ne peux pas avant mercredi → 2026-11-25..
		pas avant le 3 décembre → 2026-12-03..
		à partir de jeudi → 2026-11-26..
		après mercredi → 2026-11-26..
		avant vendredi → ..2026-11-26
		d'ici vendredi → ..2026-11-27
		jusqu'à jeudi → ..2026-11-26
		entre mardi et jeudi → 2026-11-24..2026-11-26
		du 1er au 4 décembre → 2026-12-01..2026-12-04
		la semaine prochaine → 2026-11-23..2026-11-29
		cette semaine → 2026-11-22
		mardi de la semaine prochaine → 2026-11-24
		mardi en huit → 2026-12-01
		début de semaine prochaine → 2026-11-23..2026-11-25
		fin de semaine prochaine → 2026-11-26..2026-11-27
		vendredi à 14h → 2026-11-27 14:00
		vendredi 14h30 → 2026-11-27 14:30
		vendredi à 2 heures → 2026-11-27 14:00
		vendredi à 9 h du matin → 2026-11-27 morning 9:00
		jeudi vers 10:30 → 2026-11-26 10:30
		après 17h → 17:00-
		mardi avant 10h → 2026-11-24 -10:00
		entre 14h et 16h → 14:00-16:00
		mercredi entre 9h et 11h30 → 2026-11-25 9:00-11:30
		le 3 décembre → 2026-12-03
		le 1er décembre au matin → 2026-12-01 morning
		jeudi 3 decembre → 2026-12-03
		3 déc. → 2026-12-03
		3/12 → 2026-12-03
		3/12/2026 → 2026-12-03
		le 03.12.26 → 2026-12-03
		le 3 → 2026-12-03
		le 25 → 2026-11-25
		demain matin → 2026-11-23 morning
		demain à midi → 2026-11-23 12:00-13:59
		après-demain → 2026-11-24
		aujourd'hui → 2026-11-22
		ce soir → 2026-11-22 evening
		cet aprem → 2026-11-22 afternoon
		dans trois jours → 2026-11-25
		dans 15 jours → 2026-12-07..2026-12-13
		dans deux semaines → 2026-11-30..2026-12-06
		d'ici deux semaines → 2026-11-22..2026-12-06
		en décembre → 2026-12-01..2026-12-31
		début janvier → 2027-01-01..2027-01-10
		mi-décembre → 2026-12-10..2026-12-20
		fin novembre → 2026-11-20..2026-11-30
		le mois prochain → 2026-12-01..2026-12-31
		ce week-end → 2026-11-22
		le week end prochain → 2026-11-28..2026-11-29
		en fin de journée → 17:00-
		après le travail → 17:00-
		après l'école → 16:30-
		n'importe quand → any
		peu importe le jour → any
		plutôt jeudi ou vendredi → 2026-11-26..2026-11-27
		pourquoi pas mardi → 2026-11-24
		lundi ça m'irait → 2026-11-23
		est-ce qu'il y a quelque chose jeudi après-midi ? → 2026-11-26 afternoon
		pas mardi → -
		je ne peux pas le mardi → -
		sauf le mercredi → -
		mardi dernier → -
		hier → -
		depuis lundi → -
		le 31 février → -
		le 40/13 → -
		à 27h → -
		bonjour → -
		mon fils → -
		je suis en retard → -
	`)
}

func TestWhenInEnglish(t *testing.T) {
	heardAs(t, english(), sunday(t, programme.Paris), `
		next tuesday afternoon → 2026-11-24 afternoon
		as soon as possible → soonest
		ASAP please → soonest
		the earliest available → soonest
		rather in the evening → evening
		evenings are best → evening
		not before monday → 2026-11-23..
		I can't come before Wednesday → 2026-11-25..
		after thursday → 2026-11-27..
		by friday → ..2026-11-27
		next week → 2026-11-23..2026-11-29
		thursday next week → 2026-11-26
		friday at 2pm → 2026-11-27 14:00
		friday at 2 → 2026-11-27 14:00
		friday 10.30 am → 2026-11-27 10:30
		at 10 o'clock → 10:00
		tomorrow morning → 2026-11-23 morning
		tommorow → 2026-11-23
		the day after tomorrow → 2026-11-24
		tonight → 2026-11-22 evening
		3rd of December → 2026-12-03
		December 3rd → 2026-12-03
		on the 3rd → 2026-12-03
		the 25th → 2026-11-25
		3/12 → 2026-12-03
		12/25 → 2026-12-25
		between tuesday and thursday → 2026-11-24..2026-11-26
		from monday to wednesday → 2026-11-23..2026-11-25
		between 2pm and 4pm → 14:00-16:00
		after work → 17:00-
		in two weeks → 2026-11-30..2026-12-06
		in three days → 2026-11-25
		early january → 2027-01-01..2027-01-10
		next month → 2026-12-01..2026-12-31
		this weekend → 2026-11-22
		any time is fine → any
		why not thursday → 2026-11-26
		not on tuesday → -
		I can't on tuesdays → -
		last tuesday → -
		february 30 → -
		my son → -
	`)
}

// The days of the clock changes, and the turn of the year, count like any other;
// so do zones far away, where it is another day.
func TestWhenAtTheEdges(t *testing.T) {
	at := func(zone string, month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 30, 0, 0, zoneNamed(t, zone))
	}
	heardAs(t, french(), at(programme.Paris, 3, 28, 23), `
		demain matin → 2026-03-29 morning
		après-demain → 2026-03-30
		la semaine prochaine → 2026-03-30..2026-04-05
		ce week-end → 2026-03-28..2026-03-29`)
	heardAs(t, french(), at(programme.Paris, 10, 24, 23), `
		demain → 2026-10-25
		après-demain à 2h30 du matin → 2026-10-26 morning 2:30
		dans 7 jours → 2026-10-31`)
	heardAs(t, french(), at(programme.Paris, 12, 30, 12), `
		demain → 2026-12-31
		vendredi → 2027-01-01
		le 2 → 2027-01-02
		3/1 → 2027-01-03
		le 29 décembre → 2027-12-29
		la semaine prochaine → 2027-01-04..2027-01-10
		le mois prochain → 2027-01-01..2027-01-31
		en janvier → 2027-01-01..2027-01-31
		du 30 décembre au 2 janvier → 2026-12-30..2027-01-02
		le 29 février → -`)
	// 20:30 on the 31st in Guadeloupe is 01:30 on New Year's Day in Paris.
	heardAs(t, english(), time.Date(2027, 1, 1, 0, 30, 0, 0, time.UTC).In(zoneNamed(t, "America/Guadeloupe")), `
		tomorrow → 2027-01-01
		today → 2026-12-31`)
	if w, _, _ := french().Hear("le 29 février 2028", at(programme.Paris, 12, 30, 12)); w.From.String() != "2028-02-29" {
		t.Errorf("a leap day: %s", w.written())
	}
}

// Whatever is typed, what is heard is neither over nor turned round.
func FuzzWhen(f *testing.F) {
	for _, s := range []string{"mardi prochain à 14h", "du 3 au 1er mai", "le 31/02/0000", "dans 99999999999 jours", "\x00lundi\x00", "not before the 3rd of", "entre 25h et 3"} {
		f.Add(s, int64(1_800_000_000))
	}
	f.Fuzz(func(t *testing.T, words string, unix int64) {
		now := time.Unix(unix%4_000_000_000, 0).In(zoneNamed(t, programme.Paris))
		for _, g := range []*Grammar{french(), english()} {
			w, _, ok := g.Hear(words, now)
			today := programme.DateOf(now)
			switch {
			case !ok:
			case !w.To.IsZero() && (w.To.Compare(today) < 0 || w.To.Compare(w.From) < 0):
				t.Errorf("%q: %s", words, w.written())
			case w.Earliest < 0 || w.Latest >= 24*60 || w.Latest != 0 && w.Latest < w.Earliest:
				t.Errorf("%q: %s", words, w.written())
			case w.Part != "" && w.Part != scheduling.Morning && w.Part != scheduling.Afternoon && w.Part != scheduling.Evening:
				t.Errorf("%q: %s", words, w.written())
			}
		}
	})
}
