package scheduling

import (
	"testing"
	"time"

	"escale/programme"
)

// TestTwoHoursOfTheDay: nights don't count, were they an hour shorter or longer,
// and nothing lasts beyond the notice.
func TestTwoHoursOfTheDay(t *testing.T) {
	never := "2028-01-01 00:00"
	for _, c := range []struct{ zone, now, last, from, until string }{
		{"Europe/Paris", "2027-03-01 10:00", never, "2027-03-01 10:00", "2027-03-01 12:00"},
		{"Europe/Paris", "2027-03-01 20:30", never, "2027-03-01 20:30", "2027-03-02 09:30"},
		{"Europe/Paris", "2027-03-01 19:00", never, "2027-03-01 19:00", "2027-03-01 21:00"},
		{"Europe/Paris", "2027-03-01 21:00", never, "2027-03-02 08:00", "2027-03-02 10:00"},
		{"Europe/Paris", "2027-03-01 03:00", never, "2027-03-01 08:00", "2027-03-01 10:00"},
		{"Europe/Paris", "2027-03-27 20:30", never, "2027-03-27 20:30", "2027-03-28 09:30"}, // 23 hours
		{"Europe/Paris", "2027-10-30 20:30", never, "2027-10-30 20:30", "2027-10-31 09:30"}, // 25 hours
		{"America/Martinique", "2027-03-01 20:00", never, "2027-03-01 20:00", "2027-03-02 09:00"},
		{"Indian/Reunion", "2027-12-31 20:59", never, "2027-12-31 20:59", "2028-01-01 00:00"},
		{"Europe/Paris", "2027-03-01 10:00", "2027-03-01 10:40", "2027-03-01 10:00", "2027-03-01 10:40"},
		{"Europe/Paris", "2027-03-01 10:00", "2027-03-01 10:29", "", ""}, // too little to answer
		{"Europe/Paris", "2027-03-01 22:00", "2027-03-02 08:10", "", ""}, // nor by night
	} {
		loc, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		at := func(s string) time.Time {
			v, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		from, until, ok := turnOf(at(c.now).UTC(), at(c.last), loc)
		if ok != (c.from != "") {
			t.Errorf("%s %s until %s: %v", c.zone, c.now, c.last, ok)
			continue
		}
		if ok && (!from.Equal(at(c.from)) || !until.Equal(at(c.until))) {
			t.Errorf("%s %s: from %s until %s, want %s until %s", c.zone, c.now, from.In(loc), until.In(loc), c.from, c.until)
		}
	}
}

func TestNearIsTheSmallestAreaWithTheOffer(t *testing.T) {
	agendas := []programme.Agenda{{ID: "a", Offers: []string{"o"}}}
	at := func(communes ...string) *programme.Programme {
		p := &programme.Programme{}
		for _, c := range communes {
			p.Structures = append(p.Structures, programme.Structure{ID: c, Commune: c, Agendas: agendas})
		}
		return p
	}
	grenoble, _ := programme.Communes().ByCode("38185")
	both := at("38185", "38544") // Grenoble and Vienne
	near := NearArea(both, "o", grenoble)
	if near.EPCI != grenoble.EPCI || near.IsAll(both, "o", "38") {
		t.Errorf("near Grenoble is %+v", near)
	}
	if far := NearArea(at("38544"), "o", grenoble); !far.IsAll(at("38544"), "o", "38") {
		t.Errorf("with one place far away, near is %+v", far)
	}
	if none := NearArea(both, "another", grenoble); none != (Area{}) {
		t.Errorf("of an offer that nobody holds, near is %+v", none)
	}
}
