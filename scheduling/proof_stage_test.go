package scheduling_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// stage is a realm that is always the same: Léa and Tom share a room, and there is
// a group of three.
type stage struct {
	*realm
	calm *side // what comes before and after
}

// stageDay is the first day on which its calendars are open; it is a Wednesday.
func stageDay() programme.Date { return programme.Date{Year: 2028, Month: 6, Day: 14} }

func newStage(t *testing.T, open opener, q programme.Quota) *stage {
	t.Helper()
	offer := func(id string) programme.Offer {
		return programme.Offer{
			ID: id, Name: programme.Text{"fr": id}, Where: map[string]programme.Period{"38": {}}, Duration: time.Hour, Quota: q,
			Rules:     programme.Rules{Notice: 2 * time.Hour, Horizon: 900 * 24 * time.Hour},
			Reminders: []time.Duration{48 * time.Hour, 2 * time.Hour},
		}
	}
	r := &realm{t: t, slots: map[string][]scheduling.Slot{}, ledger: newLedger(), single: true}
	r.programme = &programme.Programme{
		Offers: []programme.Offer{offer("solo"), offer("cercle")},
		Structures: []programme.Structure{{ID: "centre", Name: "Centre Exemple", Kind: "laep", Commune: "38185", Agendas: []programme.Agenda{
			{ID: "lea", Offers: []string{"solo"}, Room: "salle"},
			{ID: "tom", Offers: []string{"solo"}, Room: "salle"},
			{ID: "cercle", Offers: []string{"cercle"}, Seats: 3},
		}}},
	}
	before := stageDay()
	before.Day--
	dawn := before.In(time.UTC).Add(8 * time.Hour)
	r.clock = &clocks{programme: dawn, machine: dawn.Add(time.Hour)}
	r.calendars = &calendars{clock: r.clock, all: map[string]*calendar{}}
	for _, a := range r.programme.Structures[0].Agendas {
		r.drawAgenda(r.programme.Structures[0], a, before)
	}
	r.store = open(t, r.clock.Machine)
	r.onlooker = scheduling.NewDesk(r.desk(r.store, r.calendars))
	r.resources = r.claimable()
	for _, who := range []string{"ana", "ben", "cleo"} {
		r.comes(who)
	}
	st := &stage{realm: r}
	st.calm = st.newSide()
	return st
}

// newSide is somebody at work, with a replica without troubles.
func (st *stage) newSide() *side {
	return &side{realm: st.realm, rng: rand.New(rand.NewPCG(1, 1)), replica: st.realm.replica(nil)}
}

// at is the session of an agenda that begins at an hour of a day, from 0.
func (st *stage) at(agenda string, day, hour int) scheduling.Slot {
	st.t.Helper()
	_, a, _ := st.programme.Agenda("centre/" + agenda)
	start := time.Date(stageDay().Year, stageDay().Month, stageDay().Day+day, hour, 0, 0, 0, st.zone(st.programme.Structures[0]))
	for _, s := range st.slots["centre/"+a.ID] {
		if s.Start.Equal(start) {
			return s
		}
	}
	st.t.Fatalf("%s has no session at %s", agenda, start)
	return scheduling.Slot{}
}

// do gives a command, and returns its outcome.
func (s *side) do(c scheduling.Command) scheduling.Outcome {
	s.ledger.gives(&c)
	s.carry(s.replica, c)
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	return s.ledger.heard[c.ID]
}

func (s *side) books(who string, slot scheduling.Slot) scheduling.Outcome {
	return s.asks(scheduling.DoBook, who, slot)
}

func (s *side) asks(kind, who string, slot scheduling.Slot) scheduling.Outcome {
	c := of(who, kind)
	c.Slot = slot
	return s.do(c)
}

// moves asks for another time for her only session.
func (s *side) moves(who string, slot scheduling.Slot) { s.about(scheduling.DoMove, who, slot) }

func (s *side) cancels(who string) { s.about(scheduling.DoCancel, who, scheduling.Slot{}) }

func (s *side) about(kind, who string, slot scheduling.Slot) scheduling.Outcome {
	c := of(who, kind)
	c.Slot = slot
	mine, err := s.onlooker.Bookings(s.t.Context(), c.Conversation)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(mine) > 0 {
		c.Booking = mine[0].ID
	}
	return s.do(c)
}

// links has the one enter the code of the other.
func (s *side) links(who, code string) scheduling.Outcome {
	c := of(who, scheduling.DoLink)
	c.Link = code
	return s.do(c)
}

func (s *side) parts(who string) { s.do(of(who, scheduling.DoUnlink)) }

func (s *side) code(who string) string { return s.do(of(who, scheduling.DoCode)).Link }

// wishes leaves a wish for whatever frees.
func (s *side) wishes(who, offer string) {
	c := of(who, scheduling.DoWish)
	c.Seek = &scheduling.Seek{Offer: offer, Commune: "38185"}
	s.do(c)
}

// forgets erases a parent.
func (s *side) forgets(who string, keep bool) {
	e := &erased{keep: keep}
	s.ledger.mu.Lock()
	s.ledger.erased[who] = e
	s.ledger.mu.Unlock()
	if err := s.replica.desk.Erase(s.t.Context(), scheduling.Erasure{Parent: who, Keep: keep}); err != nil {
		s.ledger.found("errors", "erase %s: %v", who, err)
	}
	s.ledger.mu.Lock()
	e.done = true
	s.ledger.mu.Unlock()
}

// live lists the sessions that stand.
func (st *stage) live() (all []scheduling.Booking) {
	for _, b := range st.bookings() {
		if b.State.Live() {
			all = append(all, b)
		}
	}
	return all
}
