package archivetest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"escale/scheduling"
	"escale/store/archive"
)

// Content is what a store keeps after so many bookings, invented: each with its
// parent, family, claims, commands and due work, of which some failed, and
// letters and holds here and there. The same seed invents the same.
func Content(seed uint64, bookings int) iter.Seq2[archive.Entry, error] {
	return func(yield func(archive.Entry, error) bool) {
		c := &content{rnd: rand.New(rand.NewPCG(seed, 1)), sealed: rand.NewChaCha8([32]byte{byte(seed)})}
		for i := range bookings {
			for _, e := range c.booking(i) {
				if !yield(e, nil) {
					return
				}
			}
		}
		for _, e := range []archive.Entry{
			&archive.Counter{Name: "booked", N: int64(bookings)},
			&archive.Counter{Name: "step/2026-03/38/héllo\x00", N: -3},
			&archive.Record{Key: scheduling.Key{Kind: "empty", ID: "\x00 é"}, Version: 1 << 40},
		} {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// start is the earliest time in the content.
func start() time.Time { return time.Date(2026, 3, 28, 9, 0, 0, 0, time.UTC) }

type content struct {
	rnd    *rand.Rand
	sealed *rand.ChaCha8
	seq    int64
}

// secret is n bytes as encryption makes them.
func (c *content) secret(n int) []byte {
	b := make([]byte, n)
	_, _ = c.sealed.Read(b) // it never fails
	return b
}

func (c *content) booking(i int) []archive.Entry {
	id, parent := fmt.Sprintf("b%07d", i), fmt.Sprintf("p%07d", i)
	conversation, family := fmt.Sprintf("c%07d", i), fmt.Sprintf("f%07d", i/2)
	at := start().Add(time.Duration(c.rnd.IntN(1e6)) * time.Minute)
	slot := scheduling.Slot{Offer: "accompagnement", Structure: "s1", Agenda: fmt.Sprint("s1/a", i%1000), Interval: scheduling.Interval{Start: at, End: at.Add(time.Hour)}}
	data, err := json.Marshal(scheduling.Booking{
		ID: id, Reference: "K7M2-P9", Parent: parent, Family: family, Conversation: conversation, Slot: slot,
		State: scheduling.Booked, Created: at.Add(-time.Hour), Placement: 1, Sealed: c.secret(60), Fact: "fact-" + id,
	})
	if err != nil {
		panic(err) // a booking always is JSON
	}
	key := func(kind, id string) scheduling.Key { return scheduling.Key{Kind: kind, ID: id} }
	all := []archive.Entry{
		&archive.Record{Key: key("booking", id), Version: int64(1 + i%4), Data: data, Tags: []string{"watch:" + slot.Agenda, "agenda:" + slot.Agenda, "conversation:" + conversation, "family:" + family}},
		&archive.Record{Key: key("key", parent), Version: 1, Data: c.secret(73)},
		&archive.Record{Key: key("conversation", conversation), Version: int64(2 + i%9), Data: c.secret(600), Tags: []string{"parent:" + parent}},
		&archive.Record{Key: key("webchat", conversation), Version: 3, Data: c.secret(900), Tags: []string{"conversation:" + conversation}, Expires: at.Add(c.ms(1e9))},
		&archive.Record{Key: key("fact", "fact-"+id), Version: 1, Data: []byte(`{"id":"fact","topic":"sleep"}`)},
		&archive.Claim{Owner: "booking/" + id, Resource: "agenda/" + slot.Agenda, Interval: slot.Interval, Pad: c.ms(1e6).Truncate(time.Minute), Capacity: 1 + i%3},
		&archive.Command{ID: conversation + "/7/0", Outcome: []byte(`{"code":"ok","booking":"` + id + `"}`), At: at.Add(c.ms(1e7))},
		&archive.Command{ID: "row/" + id, At: at},
		c.work("remind/"+id, id, at, i),
		c.work("past/"+id, id, at.Add(time.Hour), i+1),
	}
	if i%2 == 0 {
		all = append(all, &archive.Record{Key: key("family", family), Version: 2, Data: []byte(`{"uses":[]}`)})
	}
	if i%40 == 0 {
		all = append(all, &archive.Claim{Owner: "hold/" + conversation, Resource: "agenda/hold-" + conversation, Interval: slot.Interval, Capacity: 1, Expires: at})
		all = append(all, &archive.Chat{ID: conversation + "/web", Rest: at.Add(c.ms(1e9))})
	}
	for n := range c.rnd.IntN(40) / 37 * 2 {
		all = append(all, c.letter(conversation, parent, id, n, at))
	}
	return all
}

func (c *content) ms(below int) time.Duration {
	return time.Duration(1+c.rnd.IntN(below)) * time.Millisecond
}

// work waits, rests after a failure, or is a dead letter.
func (c *content) work(id, subject string, at time.Time, i int) *archive.Work {
	w := &archive.Work{Due: scheduling.Due{
		ID: id, Kind: scheduling.DueTell, Subject: subject, At: at, Clock: scheduling.ProgrammeTime, Data: []byte(`{"kind":"reminder"}`),
	}}
	switch i % 50 {
	case 1:
		w.Clock, w.Try = scheduling.MachineTime, 2
	case 2:
		w.Try, w.LastError, w.Rest = 3, "calendar not reached", at.Add(c.ms(1e7))
	case 3:
		w.Try, w.LastError, w.Dead = 12, "refused by the calendar", true
	}
	return w
}

func (c *content) letter(conversation, parent, booking string, n int, at time.Time) *archive.Message {
	c.seq += 1 + c.rnd.Int64N(3)
	m := &archive.Message{
		ID: fmt.Sprint(conversation, "/letter/", n), Chat: conversation + "/web", Channel: "web", Class: scheduling.Notice,
		Parent: parent, Sealed: c.secret(400), Seq: c.seq, Try: n,
	}
	if n == 1 {
		m.Class, m.Guard = scheduling.Reminder, scheduling.Guard{Booking: booking, Placement: 2, NotAfter: at}
	}
	return m
}

// Gather takes a dump apart into entries in an order that is the same for every
// store. Of messages, only their order in the chat is kept.
func Gather(entries iter.Seq2[archive.Entry, error]) ([]archive.Entry, error) {
	var all []archive.Entry
	var letters []*archive.Message
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		switch e := e.(type) { // what is empty is nil
		case *archive.Message:
			e.Sealed = append([]byte(nil), e.Sealed...)
			letters = append(letters, e)
		case *archive.Record:
			e.Data, e.Tags = append([]byte(nil), e.Data...), append([]string(nil), e.Tags...)
		case *archive.Command:
			e.Outcome = append([]byte(nil), e.Outcome...)
		case *archive.Work:
			e.Data = append([]byte(nil), e.Data...)
		}
		all = append(all, e)
	}
	slices.SortFunc(letters, func(a, b *archive.Message) int { return cmp.Compare(a.Seq, b.Seq) })
	queued := map[string]int64{}
	for _, m := range letters {
		queued[m.Chat]++
		m.Seq = queued[m.Chat]
	}
	slices.SortFunc(all, func(a, b archive.Entry) int { return cmp.Compare(name(a), name(b)) })
	return all, nil
}

// name is unique to an entry of a store.
func name(e archive.Entry) string {
	switch e := e.(type) {
	case *archive.Record:
		return "record/" + e.Kind + "/" + e.ID
	case *archive.Claim:
		return fmt.Sprint("claim/", e.Resource, "/", e.Owner, "/", e.Start.UnixMilli(), "/", e.End.UnixMilli())
	case *archive.Message:
		return "message/" + e.ID
	case *archive.Command:
		return "command/" + e.ID
	case *archive.Counter:
		return "counter/" + e.Name
	case *archive.Work:
		return "work/" + e.ID
	case *archive.Chat:
		return "chat/" + e.ID
	}
	panic(fmt.Sprintf("an entry of type %T", e))
}
