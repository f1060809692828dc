package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"escale/bot/telegram/faketelegram"
	"escale/deploy/servertest"
	"escale/scheduling"
)

// Three replicas serve parents who come in three waves, while one replica is
// killed, one is paused in the middle of writing to a calendar and wakes up
// minutes later, and the store goes away.
func TestReplicasShareTheWork(t *testing.T) {
	t.Run("Redis restarts", func(t *testing.T) {
		r := servertest.NewRedis(t)
		replicasShareTheWork(t, "redis://"+r.Address, func() { r.Stop(); r.Start() })
	})
	t.Run("the master fails over", func(t *testing.T) {
		w := servertest.NewWatchedRedis(t)
		replicasShareTheWork(t, "redis+sentinel://"+w.Sentinel+"/"+w.Name, func() {
			w.Master.Stop()
			w.Replica.Promoted()
			w.Master.Start() // to follow the other, without which nothing is confirmed
		})
	})
}

func replicasShareTheWork(t *testing.T, address string, cut func()) {
	c := newCrew(t, address, 3)
	c.wave(4, func() { c.killOne(0) })
	c.wave(4, c.pauseWhileWriting)
	c.wave(4, func() {
		cut()
		c.confirms(c.open())
		c.later(4*time.Minute, c.all...) // what was handed out and not heard of is leased
	})
	store := c.open()
	c.placed(store)
	c.checkBookings(store)
	c.passTime(store)
	c.checkTwice()
}

// wave lets parents come together, something happen meanwhile, and all of them
// book.
func (c *crewOfReplicas) wave(n int, meanwhile func()) {
	c.t.Helper()
	for range n {
		p := newChatter(c, int64(100+len(c.parents)))
		c.parents = append(c.parents, p)
		c.telegram.Say(p.chat, "/start")
	}
	c.until("a first parent is offered something", func() bool {
		return slices.ContainsFunc(c.parents[len(c.parents)-n:], func(p *chatter) bool { return p.told(said("ask.slots")) })
	})
	meanwhile()
	c.until("all have booked", func() bool {
		return !slices.ContainsFunc(c.parents, func(p *chatter) bool { return !p.told(said("say.booked")) })
	})
}

// until lets the parents go on, and waits for a condition.
func (c *crewOfReplicas) until(what string, condition func() bool) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 90*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		for _, p := range c.parents {
			p.step()
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			for _, p := range c.parents {
				c.t.Logf("chat %d: %q", p.chat, p.texts())
			}
			c.t.Fatalf("never: %s", what)
		}
	}
}

// later pushes the machine time of some replicas: the leases of others end.
func (c *crewOfReplicas) later(by time.Duration, some ...*replica) {
	for _, r := range some {
		r.machine += by
		r.ahead("machine", r.machine)
	}
}

// killOne kills a replica, lets the others take over what it held, and starts it
// again.
func (c *crewOfReplicas) killOne(i int) {
	c.t.Helper()
	c.all[i].kill()
	c.noteKill()
	c.later(4*time.Minute, c.all...)
	c.all[i].start()
}

func (c *crewOfReplicas) noteKill() {
	had := map[int64]int{}
	for _, p := range c.parents {
		had[p.chat] = len(c.telegram.Sent(p.chat))
	}
	c.kills = append(c.kills, had)
}

// pauseWhileWriting stops a replica dead while its PUT is on the way, lets the
// others do its work once its leases have ended, then lets the PUT arrive, and
// wakes it up.
func (c *crewOfReplicas) pauseWhileWriting() {
	c.t.Helper()
	var lets []func()
	for _, r := range c.all {
		lets = append(lets, r.door.holdPut())
	}
	asleep := -1
	c.until("a replica writes to the calendar", func() bool {
		asleep = slices.IndexFunc(c.all, func(r *replica) bool { return r.door.isHolding() })
		return asleep >= 0
	})
	c.all[asleep].signal(syscall.SIGSTOP)
	var others []*replica
	for i, r := range c.all {
		if i != asleep {
			lets[i]()
			others = append(others, r)
		}
	}
	c.noteKill() // what it had sent, and not noted, is sent again
	c.later(5*time.Minute, others...)
	c.placed(c.open())
	lets[asleep]()
	c.later(5*time.Minute, c.all[asleep])
	c.all[asleep].signal(syscall.SIGCONT)
}

// placed waits until no booking is on its way into a calendar.
func (c *crewOfReplicas) placed(store scheduling.Store) {
	c.t.Helper()
	c.until("what was begun is done", func() bool {
		return !slices.ContainsFunc(c.bookings(store), func(b scheduling.Booking) bool { return b.State == scheduling.Placing })
	})
}

// confirms waits until the store takes changes again.
func (c *crewOfReplicas) confirms(store scheduling.Store) {
	c.t.Helper()
	c.until("the store takes changes", func() bool {
		_, err := store.Apply(c.t.Context(), scheduling.Change{Command: "test/" + newID()})
		return err == nil
	})
}

// checkBookings wants one session of each parent, none over another, and each
// once in the structure's calendar.
func (c *crewOfReplicas) checkBookings(store scheduling.Store) {
	c.t.Helper()
	var all []scheduling.Booking
	whose := map[string]int{}
	for _, b := range c.bookings(store) {
		if b.State.Live() {
			all = append(all, b)
			whose[b.Conversation]++
		}
	}
	if len(all) != len(c.parents) || len(whose) != len(c.parents) {
		c.t.Errorf("%d bookings of %d parents, want one of each of %d", len(all), len(whose), len(c.parents))
	}
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.Agenda == b.Agenda && a.Overlaps(b.Interval) {
				c.t.Errorf("two bookings overlap: %v, %v", a.Interval, b.Interval)
			}
		}
	}
	there := c.radicale.staff("list", "Agenda")
	starts := map[time.Time]bool{}
	for _, e := range there {
		starts[e.Start.UTC()] = true
	}
	if len(there) != len(all) || len(starts) != len(all) {
		c.t.Errorf("%d events at %d times in the calendar, want %d", len(there), len(starts), len(all))
	}
	for _, b := range all {
		if !starts[b.Start] {
			c.t.Errorf("the session at %v is not in the calendar", b.Start)
		}
	}
}

// passTime pushes the programme's time over all that is due until the last
// session is over, and kills a replica on the way. Every reminder has to arrive
// in its turn.
func (c *crewOfReplicas) passTime(store scheduling.Store) {
	c.t.Helper()
	all := c.bookings(store)
	end := slices.MaxFunc(all, func(a, b scheduling.Booking) int { return a.End.Compare(b.End) }).End
	for step := 0; ; step++ {
		next, err := store.NextDue(c.t.Context(), scheduling.ProgrammeTime)
		if errors.Is(err, scheduling.ErrNotFound) || err == nil && next.After(end) {
			return
		}
		if err != nil {
			c.t.Fatal(err)
		}
		to := next.Add(30 * time.Minute)
		for _, r := range c.all {
			r.ahead("programme", time.Until(to))
		}
		if step == 3 {
			c.killOne(1)
		}
		want := remindersBy(to, all)
		c.until(fmt.Sprintf("%d reminders by %v", want, to), func() bool {
			after, err := store.NextDue(c.t.Context(), scheduling.ProgrammeTime)
			return (errors.Is(err, scheduling.ErrNotFound) || err == nil && after.After(to)) && c.reminded() >= want
		})
	}
}

// remindersBy counts what parents must have been reminded of: their offer asks
// for two reminders, of which that is not sent whose time lies before they book.
func remindersBy(to time.Time, all []scheduling.Booking) (n int) {
	for _, b := range all {
		for _, before := range []time.Duration{48 * time.Hour, 2 * time.Hour} {
			if at := b.Start.Add(-before); at.After(b.Created.Add(10*time.Minute)) && !at.After(to) {
				n++
			}
		}
	}
	return n
}

func (c *crewOfReplicas) reminded() (n int) {
	for _, p := range c.parents {
		for _, text := range p.texts() {
			if strings.Contains(text, said("told.reminder")) {
				n++
			}
		}
	}
	return n
}

// checkTwice wants no notice twice but where a replica fell between sending it
// and noting it: the first copy was the chat's last word then.
func (c *crewOfReplicas) checkTwice() {
	c.t.Helper()
	twice := 0
	for _, p := range c.parents {
		all := p.telegram.Sent(p.chat)
		for i, m := range all {
			j := slices.IndexFunc(all[i+1:], func(n faketelegram.Sent) bool { return n.Text == m.Text && len(n.Buttons) == len(m.Buttons) })
			if j < 0 || !isNotice(m.Text) {
				continue
			}
			j += i + 1
			twice++
			if !slices.ContainsFunc(c.kills, func(had map[int64]int) bool { return i < had[p.chat] && had[p.chat] <= j }) {
				c.t.Errorf("chat %d was told twice, and no replica fell in between: %q", p.chat, m.Text)
			}
		}
	}
	c.t.Logf("%d parents, %d falls, %d notices sent twice", len(c.parents), len(c.kills), twice)
}

// chatter is a parent on Telegram.
type chatter struct {
	*crewOfReplicas
	chat     int64
	answered string
}

func newChatter(c *crewOfReplicas, chat int64) *chatter {
	c.telegram.Join(chat, "fr")
	return &chatter{c, chat, ""}
}

// step answers what was asked last, unless she did or has booked.
func (p *chatter) step() {
	sent := p.telegram.Sent(p.chat)
	if len(sent) == 0 || p.told(said("say.booked")) {
		return
	}
	last := sent[len(sent)-1]
	if state := fmt.Sprint(len(sent), last); state != p.answered && p.reply(last) {
		p.answered = state
	}
}

// reply answers a message; false if it asks nothing.
func (p *chatter) reply(m faketelegram.Sent) bool {
	if strings.Contains(m.Text, said("ask.postcode")) {
		p.telegram.Say(p.chat, "38000")
		return true
	}
	var slots []faketelegram.Button
	for _, b := range m.Buttons {
		if strings.Contains(b.Data, ".slots.s-") {
			slots = append(slots, b)
		}
		for _, yes := range []string{"Mon rôle de parent", "De 0 à 5 ans", "Oui"} {
			if strings.Contains(b.Text, yes) {
				p.telegram.Tap(p.chat, m.ID, b.Data)
				return true
			}
		}
	}
	if len(slots) == 0 {
		return false
	}
	// Those who come together want different ones, and some the same.
	p.telegram.Tap(p.chat, m.ID, slots[int(p.chat/2)%len(slots)].Data)
	return true
}

func (p *chatter) texts() (all []string) {
	for _, m := range p.telegram.Sent(p.chat) {
		all = append(all, m.Text)
	}
	return all
}

func (p *chatter) told(text string) bool {
	return slices.ContainsFunc(p.texts(), func(t string) bool { return strings.Contains(t, text) })
}

// isNotice reports whether a text is one that must not come twice: what is asked
// may be asked again.
func isNotice(text string) bool {
	return strings.Contains(text, said("told.reminder")) || strings.Contains(text, said("say.booked"))
}
