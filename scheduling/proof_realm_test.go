package scheduling_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"escale/deploy/servertest"
	"escale/programme"
	"escale/scheduling"
	"escale/store/redis"
	"escale/store/sqlite"
)

// opener opens an empty store that is closed with the test.
type opener func(t testing.TB, clock func() time.Time) scheduling.Store

// stores are those that the proofs run on, by name.
func stores(t testing.TB) map[string]opener {
	return map[string]opener{"sqlite": openSQLite, "redis": openRedis(t)}
}

// openRedis starts a server that as many stores as are asked for share.
func openRedis(t testing.TB) opener {
	t.Helper()
	var scopes atomic.Int64
	address := servertest.NewRedis(t).Address
	return func(t testing.TB, clock func() time.Time) scheduling.Store {
		t.Helper()
		s, err := redis.Open(t.Context(), redis.Config{
			Addresses: []string{address}, Clock: clock, Scope: fmt.Sprint("proof", scopes.Add(1)),
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
}

func openSQLite(t testing.TB, clock func() time.Time) scheduling.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "escale.db"), Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// realm is a small programme drawn from a seed, with its calendars, its clock
// and its store, and what is known of it apart from that store.
type realm struct {
	t         testing.TB
	rng       *rand.Rand // of the draw; each side has its own
	programme *programme.Programme
	agendas   []string
	slots     map[string][]scheduling.Slot // by agenda
	clock     *clocks
	calendars *calendars
	store     scheduling.Store // as the replicas see it
	onlooker  *scheduling.Desk // without crashes and faults, for looking
	single    bool             // one thing at a time: the seed says all that happens
	parents   int
	crowd     int // how many of an agenda's slots all ask for; 0: any
	kin       int // percent of what happens that only links, parts and erases a few parents
	ledger    ledger
	resources []scheduling.Ask // all that can be claimed but seats
}

// scenes are the first days of what the realms live through: around 29 February,
// both clock changes and the end of a year. Each is followed by the same days a
// year later.
func scenes() []programme.Date {
	return []programme.Date{
		{Year: 2028, Month: 2, Day: 27},
		{Year: 2028, Month: 3, Day: 24},
		{Year: 2028, Month: 10, Day: 27},
		{Year: 2028, Month: 12, Day: 29},
	}
}

// pick draws one of several.
func pick[T any](rng *rand.Rand, of ...T) T { return of[rng.IntN(len(of))] }

// drawRealm makes a realm of a seed, on a store.
func drawRealm(t testing.TB, seed uint64, single bool, open opener, adapt ...func(scheduling.Store) scheduling.Store) *realm {
	t.Helper()
	r := &realm{t: t, rng: rand.New(rand.NewPCG(seed, 0)), single: single, slots: map[string][]scheduling.Slot{}, parents: 24}
	first := pick(r.rng, scenes()...)
	r.programme = r.drawProgramme()
	dawn := first.In(time.UTC).Add(5 * time.Hour)
	r.clock = &clocks{programme: dawn, machine: dawn.Add(time.Hour)}
	r.calendars = &calendars{clock: r.clock, all: map[string]*calendar{}}
	for _, s := range r.programme.Structures {
		for _, a := range s.Agendas {
			r.drawAgenda(s, a, first)
		}
	}
	r.store = open(t, r.clock.Machine)
	r.onlooker = scheduling.NewDesk(r.desk(r.store, r.calendars))
	r.ledger = newLedger()
	for n := range r.parents {
		r.comes(r.parent(n))
	}
	for _, change := range adapt {
		r.store = change(r.store)
	}
	r.resources = r.claimable()
	return r
}

func (r *realm) drawProgramme() *programme.Programme {
	everywhere := map[string]programme.Period{"38": {}, "974": {}, "972": {}, "976": {}}
	rules := programme.Rules{Notice: 2 * time.Hour, Horizon: 900 * 24 * time.Hour, Buffer: pick(r.rng, 0, 10*time.Minute, 15*time.Minute)}
	quota := func() programme.Quota {
		return programme.Quota{
			Sessions: pick(r.rng, 0, 1, 2, 3), Per: pick(r.rng, programme.PerCivilYear, programme.PerRollingYear),
			MissedCounts: pick(r.rng, true, false),
		}
	}
	offer := func(id string, long time.Duration) programme.Offer {
		return programme.Offer{
			ID: id, Name: programme.Text{"fr": id}, Where: everywhere, Duration: long, Quota: quota(), Rules: rules,
			Reminders: []time.Duration{48 * time.Hour, 2 * time.Hour}, Questionnaire: "apres",
		}
	}
	solo, duo, circle := offer("solo", time.Hour), offer("duo", 90*time.Minute), offer("cercle", 90*time.Minute)
	duo.Couple = true
	modes := []string{programme.InPerson, programme.Video}
	salle, bureau := pick(r.rng, "", "salle"), pick(r.rng, "", "bureau")
	return &programme.Programme{
		Offers: []programme.Offer{solo, duo, circle},
		Structures: []programme.Structure{
			{ID: "tilleuls", Name: "Centre social des Tilleuls", Kind: "centre-social", Commune: "38185", Email: "accueil@centre.invalid", Agendas: []programme.Agenda{
				{ID: "lea", Offers: []string{"solo", "duo"}, Modes: modes, Room: bureau, Rules: programme.Rules{DailyCap: pick(r.rng, 0, 3), Policy: pick(r.rng, programme.PolicyGrid, programme.PolicyPacked)}},
				{ID: "tom", Offers: []string{"solo"}, Modes: modes, Room: "salle"},
				{ID: "ana", Offers: []string{"solo", "duo"}, Modes: modes, Room: pick(r.rng, "salle", "bureau"), Rules: programme.Rules{Grid: 30 * time.Minute}},
				{ID: "cercle", Offers: []string{"cercle"}, Seats: 3, Room: salle, Rules: programme.Rules{DailyCap: pick(r.rng, 0, 2)}},
			}},
			{ID: "ile", Name: "La Cabane", Kind: "laep", Commune: pick(r.rng, "97411", "97209", "97608", "38544"), Agendas: []programme.Agenda{
				{ID: "zoe", Offers: []string{"solo"}, Modes: modes, Room: pick(r.rng, "salle", "tilleuls/salle"), Rules: programme.Rules{DailyCap: 2}},
				{ID: "max", Offers: []string{"solo", "cercle"}, Modes: modes, Room: salle},
			}},
		},
	}
}

// drawAgenda opens an agenda's calendar and lists what can be asked of it: every
// half hour that is open, so that much of it overlaps.
func (r *realm) drawAgenda(s programme.Structure, a programme.Agenda, first programme.Date) {
	id, loc := s.AgendaID(a), r.zone(s)
	c := &calendar{ours: map[string]scheduling.SeenEvent{}, events: map[string]scheduling.CalendarEvent{}}
	for n := range 8 {
		year, plus := first.Year+n/4, n%4+1
		if n/4 > 0 && n%4 > 1 {
			break // fewer of them a year later
		}
		for _, hours := range [][2]int{{0, 4}, {9, 12}, {20, 24}} {
			at := func(h int) time.Time { return time.Date(year, first.Month, first.Day+plus, h, 0, 0, 0, loc).UTC() }
			c.open = append(c.open, scheduling.Interval{Start: at(hours[0]), End: at(hours[1])})
		}
	}
	for _, o := range a.Offers {
		offer, _ := r.programme.Offer(o)
		for _, open := range c.open {
			for at := open.Start; !at.Add(offer.Duration).After(open.End); at = at.Add(30 * time.Minute) {
				r.slots[id] = append(r.slots[id], scheduling.Slot{
					Offer: o, Structure: s.ID, Agenda: id, Modes: a.Modes,
					Interval: scheduling.Interval{Start: at, End: at.Add(offer.Duration)},
				})
			}
		}
	}
	r.calendars.all[id] = c
	r.agendas = append(r.agendas, id)
}

func (r *realm) zone(s programme.Structure) *time.Location {
	loc, err := time.LoadLocation(programme.Zone(s.Departement()))
	if err != nil {
		r.t.Fatal(err)
	}
	return loc
}

// desk is the configuration of every desk of the realm.
func (r *realm) desk(store scheduling.Store, calendars scheduling.Calendars) scheduling.DeskConfig {
	return scheduling.DeskConfig{
		Store: store, Calendars: calendars, Clocks: r.clock, Installation: installation,
		Catalogue:        func() *programme.Programme { return r.programme },
		UnverifiedPerDay: 4, PerOrigin: -1,
	}
}

const installation = "essai.invalid"

// colleagues are the other agendas of an agenda's structure.
func (r *realm) colleagues(agenda string) []string {
	structure, _, _ := strings.Cut(agenda, "/")
	return slices.DeleteFunc(slices.Clone(r.agendas), func(a string) bool {
		return a == agenda || !strings.HasPrefix(a, structure+"/")
	})
}
