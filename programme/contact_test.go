package programme

import (
	"testing"
	"time"
)

// instant is read in a zone.
func instant(t *testing.T, zone, at string) time.Time {
	t.Helper()
	i, err := time.ParseInLocation("2006-01-02 15:04", at, location(zone))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func weekday(from, to string) []Hours {
	return []Hours{{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: from, To: to}}
}

func contactAt(home string, open ...Hours) Contact {
	c := Contact{Open: open}
	c.setHome(home)
	return c
}

func TestWhoAnswersNow(t *testing.T) {
	halves := append(weekday("09:00", "12:00"), weekday("14:00", "17:00")...)
	for _, c := range []struct {
		name, home, at string
		open           []Hours
		now            bool
		until          string // or when it begins again; in the zone of the home
	}{
		{"in the morning", "38", "2026-11-23 10:00", halves, true, "2026-11-23 12:00"},
		{"on the stroke of noon", "38", "2026-11-23 12:00", halves, false, "2026-11-23 14:00"},
		{"on the stroke of nine", "38", "2026-11-23 09:00", halves, true, "2026-11-23 12:00"},
		{"in the evening", "38", "2026-11-23 18:00", halves, false, "2026-11-24 09:00"},
		{"on a Friday evening", "38", "2026-11-27 18:00", halves, false, "2026-11-30 09:00"},
		{"at Christmas, a Friday", "38", "2026-12-25 10:00", halves, false, "2026-12-28 09:00"},
		{"on Saint Stephen's in Alsace", "67", "2025-12-26 10:00", halves, false, "2025-12-29 09:00"},
		{"the same day in Isère", "38", "2025-12-26 10:00", halves, true, "2025-12-26 12:00"},
		{"on abolition day in Martinique", "972", "2026-05-22 10:00", halves, false, "2026-05-26 09:00"}, // and Whit Monday
		{"before the clock goes forward", "38", "2026-03-27 18:00", halves, false, "2026-03-30 09:00"},
		{"in words only", "38", "2026-11-23 10:00", nil, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			contact := contactAt(c.home, c.open...)
			got := contact.AnswersAt(instant(t, Zone(c.home), c.at))
			at := got.Next
			if got.Now {
				at = got.Until
			}
			said := ""
			if !at.IsZero() {
				said = at.In(location(Zone(c.home))).Format("2006-01-02 15:04")
			}
			if got.Now != c.now || said != c.until {
				t.Errorf("now %v, %q; want %v, %q", got.Now, said, c.now, c.until)
			}
		})
	}
}

func TestByWhenSheIsCalled(t *testing.T) {
	for _, c := range []struct {
		name, home, at string
		open           []Hours
		days           int
		want           string
	}{
		{"the next day", "38", "2026-11-23 10:00", weekday("09:00", "17:00"), 1, "2026-11-24 17:00"},
		{"over a weekend", "38", "2026-11-27 10:00", weekday("09:00", "17:00"), 1, "2026-11-30 17:00"},
		{"over Christmas", "38", "2026-12-24 10:00", weekday("09:00", "17:00"), 1, "2026-12-28 17:00"},
		{"three days", "38", "2026-11-23 10:00", weekday("09:00", "17:00"), 3, "2026-11-26 17:00"},
		{"the later half", "38", "2026-11-23 10:00", append(weekday("14:00", "18:30"), weekday("09:00", "12:00")...), 1, "2026-11-24 18:30"},
		{"hours in words", "38", "2026-11-23 10:00", nil, 1, "2026-11-24 17:00"},
		{"on Réunion", "974", "2026-12-18 23:30", weekday("08:00", "16:00"), 1, "2026-12-21 16:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &Programme{Callbacks: Callbacks{WorkingDays: c.days}}
			got := p.CallBy(contactAt(c.home, c.open...), instant(t, Zone(c.home), c.at))
			if said := got.In(location(Zone(c.home))).Format("2006-01-02 15:04"); said != c.want {
				t.Errorf("%s, want %s", said, c.want)
			}
		})
	}
}

func TestWhoAnswersWhom(t *testing.T) {
	p := &Programme{
		Controller: Controller{Contact: Contact{Name: "everybody"}},
		Contacts: []Contact{
			{Name: "separations", Topics: []string{"separation"}},
			{Name: "north", Departements: []string{"59"}},
			{Name: "separations in the north", Departements: []string{"59"}, Topics: []string{"separation"}},
		},
	}
	for _, c := range []struct {
		departement, topic string
		want               []string
	}{
		{"", "", []string{"everybody"}},
		{"38", "couple", []string{"everybody"}},
		{"59", "", []string{"north"}},
		{"38", "separation", []string{"separations"}},
		{"59", "separation", []string{"separations in the north", "north", "separations"}},
	} {
		var names []string
		for _, f := range p.ContactsFor(c.departement, c.topic) {
			names = append(names, f.Name)
		}
		if len(names) != len(c.want) {
			t.Fatalf("%s/%s: %v, want %v", c.departement, c.topic, names, c.want)
		}
		for i := range names {
			if names[i] != c.want[i] {
				t.Errorf("%s/%s: %v, want %v", c.departement, c.topic, names, c.want)
			}
		}
	}
}

func TestParts(t *testing.T) {
	c := contactAt("38", Hours{From: "14:00", To: "19:00"})
	if c.OpensBefore(12) || !c.OpensFrom(12) || !c.OpensFrom(18) || c.OpensFrom(19) {
		t.Error("the parts of the day are wrong")
	}
	if known := (Contact{}); !known.OpensBefore(12) || !known.OpensFrom(18) {
		t.Error("unknown hours have no parts")
	}
}
