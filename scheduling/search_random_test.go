package scheduling_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
	"escale/scheduling"
	"escale/store/sqlite"
)

// region is a catalogue with calendars and claims drawn by lot.
type region struct {
	tb        testing.TB
	rng       *rand.Rand
	name      string
	store     *sqlite.Store
	desk      *scheduling.Desk
	programme *programme.Programme
	times     map[string]*scheduling.AgendaTime
	now       time.Time
	machine   time.Time
	read      map[string][]scheduling.Claim // what the plain search knows
	zones     map[string]*time.Location
	communes  map[string]string // of structures
	changes   int
}

const unverifiedPerDay = 2

// region is scheduling.Calendars, of which only Time is asked, and the clocks.
func (r *region) Time(agenda string) (*scheduling.AgendaTime, bool) {
	t, ok := r.times[agenda]
	return t, ok
}

func (r *region) Programme() time.Time { return r.now }
func (r *region) Machine() time.Time   { return r.machine }

// onlyTime are calendars that are only looked at.
type onlyTime struct {
	scheduling.Calendars
	*region
}

func (o onlyTime) Time(agenda string) (*scheduling.AgendaTime, bool) { return o.region.Time(agenda) }

// TestSearchIsTheSweep compares pages with those of the plain search, over
// calendars, claims, rules, zones and filters of every kind, while time passes and
// things change.
func TestSearchIsTheSweep(t *testing.T) {
	sweepWorlds(t, 25)
}

func sweepWorlds(t *testing.T, worlds int) {
	now := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "escale.db"), Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	pages, shown := 0, 0
	for seed := range worlds {
		r := newRegion(t, store, uint64(seed))
		for range 12 {
			p, s := r.compare()
			pages, shown = pages+p, shown+s
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
			r.live()
		}
	}
	t.Logf("%d pages with %d slots are the same", pages, shown)
	if pages < 20*worlds || shown < 2*pages {
		t.Error("too few pages, or too empty, to prove anything")
	}
}

// eves are days near which a region stands: clocks change, years end.
var eves = []time.Time{
	time.Date(2027, 3, 26, 10, 0, 0, 0, time.UTC), time.Date(2027, 10, 28, 9, 0, 0, 0, time.UTC),
	time.Date(2027, 12, 30, 7, 0, 0, 0, time.UTC), time.Date(2028, 2, 27, 16, 20, 0, 0, time.UTC),
}

func newRegion(tb testing.TB, store *sqlite.Store, seed uint64) *region {
	rng := rand.New(rand.NewPCG(seed, 7))
	r := &region{
		tb: tb, rng: rng, store: store, name: fmt.Sprint("r", seed),
		times: map[string]*scheduling.AgendaTime{}, read: map[string][]scheduling.Claim{}, zones: map[string]*time.Location{}, communes: map[string]string{},
		now: eves[rng.IntN(len(eves))].Add(time.Duration(rng.IntN(48*60)) * time.Minute), machine: time.Date(2027, 3, 2, 0, 0, 0, 0, time.UTC),
	}
	r.programme = &programme.Programme{Offers: []programme.Offer{r.offer("seul"), r.offer("couple")}}
	for n := range 1 + rng.IntN(4) {
		r.programme.Structures = append(r.programme.Structures, r.structure(n))
	}
	for _, s := range r.programme.Structures {
		for _, a := range s.Agendas {
			r.fill(s, a)
			r.book(s, a, rng.IntN(25))
		}
	}
	r.desk = scheduling.NewDesk(scheduling.DeskConfig{
		Store: store, Calendars: onlyTime{region: r}, Clocks: r, Installation: "essai.invalid", UnverifiedPerDay: unverifiedPerDay,
		Catalogue: func() *programme.Programme { return r.programme },
	})
	return r
}

func draw[T any](rng *rand.Rand, all ...T) T { return all[rng.IntN(len(all))] }

func minutes(rng *rand.Rand, all ...int) time.Duration {
	return time.Duration(draw(rng, all...)) * time.Minute
}

func (r *region) offer(id string) programme.Offer {
	period := programme.Period{}
	if r.rng.IntN(4) == 0 {
		period.Until = programme.DateOf(r.now.AddDate(0, 0, 4))
	}
	return programme.Offer{
		ID: id, Duration: minutes(r.rng, 30, 45, 60, 90), Where: map[string]programme.Period{"38": period},
		Rules: programme.Rules{
			Policy: draw(r.rng, programme.PolicyGrid, programme.PolicyPacked), Grid: minutes(r.rng, 0, 15, 30, 60),
			Buffer: minutes(r.rng, 0, 10, 15), Notice: minutes(r.rng, 1, 120, 24*60), Horizon: minutes(r.rng, 24*60*5, 24*60*15), DailyCap: draw(r.rng, 0, 0, 1, 3),
		},
	}
}

func (r *region) structure(n int) programme.Structure {
	s := programme.Structure{
		ID: fmt.Sprintf("%s-%d", r.name, n), Name: fmt.Sprint("Lieu ", n), Commune: draw(r.rng, "38185", "38421", "38563", "38544", "38053"),
		Zone: draw(r.rng, "", "", "America/Martinique", "Indian/Reunion"), Languages: draw(r.rng, nil, []string{"ar"}, []string{"en", "fsl"}),
	}
	r.communes[s.ID] = s.Commune
	if r.rng.IntN(4) == 0 {
		day := programme.DateOf(r.now.AddDate(0, 0, 2))
		s.Closed = []programme.Period{{From: day, Until: day}}
	}
	for a := range 1 + r.rng.IntN(3) {
		s.Agendas = append(s.Agendas, programme.Agenda{
			ID: fmt.Sprint("a", a), Offers: draw(r.rng, []string{"seul"}, []string{"seul", "couple"}), Seats: draw(r.rng, 1, 1, 3), Room: draw(r.rng, "", "", "bleue"),
			Modes: draw(r.rng, []string{programme.InPerson}, []string{programme.InPerson, programme.Video}, []string{programme.Phone}),
			Rules: programme.Rules{Policy: draw(r.rng, "", "", programme.PolicyPacked), Buffer: minutes(r.rng, 0, 0, 20)},
		})
	}
	return s
}

// fill draws an agenda's calendars anew.
func (r *region) fill(s programme.Structure, a programme.Agenda) {
	t := &scheduling.AgendaTime{}
	at := r.now.Truncate(24*time.Hour).AddDate(0, 0, -2)
	for at.Before(r.now.AddDate(0, 0, 18)) {
		at = at.Add(minutes(r.rng, 30, 90, 9*60, 15*60))
		i := scheduling.Interval{Start: at, End: at.Add(minutes(r.rng, 20, 60, 180, 240, 500, 1900))}
		at = i.End
		switch r.rng.IntN(6) {
		case 0:
			t.Special = append(t.Special, scheduling.OpenHours{
				Interval: i, Place: draw(r.rng, "", "Salle des fêtes"), Modes: draw(r.rng, nil, []string{programme.InPerson}), Offers: draw(r.rng, nil, []string{"couple"}),
			})
			if r.rng.IntN(2) == 0 { // others that overlap
				i.Start = i.Start.Add(20 * time.Minute)
				i.End = i.End.Add(10 * time.Minute)
				t.Special = append(t.Special, scheduling.OpenHours{Interval: i, Place: "Annexe"})
				at = i.End
			}
		default:
			t.Open = append(t.Open, i)
		}
	}
	for at = r.now.AddDate(0, 0, -2); at.Before(r.now.AddDate(0, 0, 18)); {
		at = at.Add(minutes(r.rng, 10, 45, 200, 700))
		i := scheduling.Interval{Start: at, End: at.Add(minutes(r.rng, 5, 30, 60, 400))}
		at = i.End
		t.Busy = append(t.Busy, i)
	}
	for n := range r.rng.IntN(4) {
		t.Sessions = append(t.Sessions, scheduling.StandingSession{
			Booking: fmt.Sprint(r.name, "-stray-", n), Interval: r.someTime(), Agendas: []string{s.AgendaID(a), s.AgendaID(s.Agendas[0])},
		})
	}
	slices.SortFunc(t.Sessions, func(a, b scheduling.StandingSession) int { return a.Start.Compare(b.Start) })
	if r.rng.IntN(12) > 0 {
		r.times[s.AgendaID(a)] = t
	} else {
		delete(r.times, s.AgendaID(a)) // silent
	}
}

func (r *region) someTime() scheduling.Interval {
	start := r.now.Add(time.Duration(r.rng.IntN(12*24*12)) * 5 * time.Minute).Truncate(5 * time.Minute)
	return scheduling.Interval{Start: start, End: start.Add(minutes(r.rng, 30, 45, 60))}
}

// book lays claims on an agenda: where a slot is shown, or anywhere.
func (r *region) book(s programme.Structure, a programme.Agenda, n int) {
	id := s.AgendaID(a)
	var ch scheduling.Change
	for range n {
		r.changes++
		i := r.someTime()
		if r.desk != nil && r.rng.IntN(3) > 0 {
			if page := r.search(scheduling.Search{Offer: draw(r.rng, "seul", "couple"), Commune: "38185", Structure: s.ID, Verified: true}); len(page.Slots) > 0 {
				slot := draw(r.rng, page.Slots...)
				id, i = slot.Agenda, slot.Interval
			}
		}
		owner := draw(r.rng, fmt.Sprint("booking/", r.name, r.changes), "hold/moi", fmt.Sprint("booking/", r.name, "-stray-", r.rng.IntN(4)))
		claim := scheduling.Claim{Owner: owner, Resource: "agenda/" + id, Interval: i, Pad: minutes(r.rng, 0, 15, 40), Capacity: 1 << 30}
		if r.rng.IntN(6) == 0 {
			claim.Expires = r.machine.Add(time.Hour)
		}
		day := programme.DateOf(i.Start.In(r.zone(s.Zone)))
		ch.Claims = append(
			ch.Claims, claim,
			scheduling.Claim{Owner: owner, Resource: "unverified/" + id + "/" + day.String(), Interval: scheduling.Interval{Start: i.Start.AddDate(0, 0, -2), End: i.End.AddDate(0, 0, 2)}, Capacity: 1 << 30},
		)
		if r.rng.IntN(2) == 0 {
			ch.Claims = append(ch.Claims, scheduling.Claim{Owner: owner, Resource: "room/" + s.ID + "/bleue", Interval: i, Capacity: 1 << 30})
		}
		if r.rng.IntN(3) == 0 {
			lock := claim
			lock.Owner = fmt.Sprintf("group/%s/%d", id, i.Start.Unix())
			ch.Claims[len(ch.Claims)-1] = lock
			for range r.rng.IntN(4) {
				r.changes++
				ch.Claims = append(ch.Claims, scheduling.Claim{
					Owner: draw(r.rng, fmt.Sprint("booking/", r.name, r.changes), "hold/moi"), Resource: fmt.Sprintf("seats/%s/%d", id, i.Start.Unix()), Interval: i, Capacity: 1 << 30,
				})
			}
		}
	}
	r.apply(ch)
}

func (r *region) apply(ch scheduling.Change) {
	r.changes++
	ch.Command = fmt.Sprint("c/", r.name, "/", r.changes)
	if _, err := r.store.Apply(r.tb.Context(), ch); err != nil {
		r.tb.Fatal(err)
	}
	clear(r.read)
}

// live lets something happen.
func (r *region) live() {
	s := draw(r.rng, r.programme.Structures...)
	a := draw(r.rng, s.Agendas...)
	switch r.rng.IntN(6) {
	case 0:
		r.now = r.now.Add(minutes(r.rng, 1, 20, 60, 300))
	case 1:
		r.fill(s, a)
	case 2:
		r.book(s, a, 1+r.rng.IntN(8))
	case 3:
		r.apply(scheduling.Change{Release: []string{"hold/moi"}})
	case 4: // the catalogue is read again
		p := *r.programme
		p.Offers = slices.Clone(p.Offers)
		p.Offers[0].Rules.Buffer = minutes(r.rng, 0, 10, 30)
		r.programme = &p
	}
}

func (r *region) search(q scheduling.Search) scheduling.Page {
	page, err := r.desk.Search(r.tb.Context(), q)
	if err != nil && !errors.Is(err, r.tb.Context().Err()) {
		r.tb.Fatal(err)
	}
	return page
}

// wanted draws a search.
func (r *region) wanted() scheduling.Search {
	q := scheduling.Search{
		Offer: draw(r.rng, "seul", "seul", "couple"), Commune: draw(r.rng, "38185", "38544", "38053"), Limit: draw(r.rng, 0, 1, 3, 12),
		Zone: draw(r.rng, "", "", "Indian/Reunion"), Holder: draw(r.rng, "", "moi"), Verified: r.rng.IntN(2) == 0,
		Mode: draw(r.rng, "", "", programme.Video, programme.Phone), Part: draw(r.rng, "", "", "", scheduling.Morning, scheduling.Evening),
		Within: draw(r.rng, 0, 0, 0, programme.SameEPCI, programme.SameArrondissement), Language: draw(r.rng, "", "", "", "", "fsl"),
	}
	if r.rng.IntN(4) == 0 {
		q.Structure = draw(r.rng, r.programme.Structures...).ID
	}
	if r.rng.IntN(4) == 0 {
		q.Day = r.now.AddDate(0, 0, r.rng.IntN(5))
	}
	return q
}

// compare goes through some pages.
func (r *region) compare() (pages, shown int) {
	q := r.wanted()
	for range 5 {
		page := r.search(q)
		var got []string
		for _, s := range page.Slots {
			got = append(got, s.Start.Format("2006-01-02 15:04")+" "+s.Agenda)
		}
		var days []string
		for _, d := range page.Days {
			days = append(days, d.Format(time.DateOnly))
		}
		want, next, facets := r.plain(q).page()
		pages, shown = pages+1, shown+len(got)
		if diff := cmp.Diff(want, got); diff != "" {
			r.tb.Errorf("%+v at %v (-want +got)\n%s", q, r.now, diff)
		}
		if diff := cmp.Diff(next, page.Next); diff != "" {
			r.tb.Errorf("%+v: the next page (-want +got)\n%s", q, diff)
		}
		if diff := cmp.Diff(facets, fmt.Sprint("places ", page.Places, " days ", days, " parts ", page.Parts, " within ", page.Within)); diff != "" {
			r.tb.Errorf("%+v: filters (-want +got)\n%s", q, diff)
		}
		r.brief(q, page)
		if page.Next == (scheduling.Cursor{}) {
			break
		}
		q.After = page.Next
	}
	return pages, shown
}

// brief looks whether a brief page says the same of slots, and as much as it
// should of filters.
func (r *region) brief(q scheduling.Search, whole scheduling.Page) {
	q.Brief = true
	whole.Places, whole.Days, whole.Parts = whole.Places[:min(2, len(whole.Places))], whole.Days[:min(2, len(whole.Days))], nil
	if diff := cmp.Diff(whole, r.search(q)); diff != "" {
		r.tb.Errorf("%+v: brief (-want +got)\n%s", q, diff)
	}
}
