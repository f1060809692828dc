package storetest

import (
	"time"

	"escale/scheduling"
)

func message(id, chat string, class scheduling.Class) scheduling.Outgoing {
	return scheduling.Outgoing{ID: id, Chat: chat, Channel: "web", Class: class, Parent: "p1", Sealed: []byte("sealed " + id)}
}

func notice(id, chat string) scheduling.Outgoing { return message(id, chat, scheduling.Notice) }

func bornOut(m scheduling.Outgoing, owner string, until int) scheduling.Outgoing {
	m.LeasedTo, m.LeaseUntil = owner, minutes(until, 0).Start
	return m
}

func sending(ms ...scheduling.Outgoing) scheduling.Change { return scheduling.Change{Outbox: ms} }

func outbox() []example {
	return []example{
		{"messages come as they were sent, in order", func(b *bench) {
			m := notice("a", "chat")
			m.Guard = scheduling.Guard{Booking: "b1", Placement: 2, NotAfter: minutes(30, 0).Start}
			b.must(sending(m, notice("b", "chat")))
			b.must(sending(notice("c", "chat")))
			got, err := b.ClaimOutbox(b.ctx(), "r1", "", start(), time.Minute, 9)
			b.ok(err)
			b.same("ids", []string{"a", "b", "c"}, outIDs(got))
			m = bornOut(m, "r1", 1)
			m.Try, m.Seq = 1, got[0].Seq
			b.same("message", m, got[0])
			if got[0].Seq >= got[1].Seq || got[1].Seq >= got[2].Seq {
				b.Fatalf("numbers do not rise: %d, %d, %d", got[0].Seq, got[1].Seq, got[2].Seq)
			}
		}},
		{"at most n, from the first of the chat", func(b *bench) {
			b.must(sending(notice("a", "chat"), notice("b", "chat"), notice("c", "chat")))
			got, err := b.ClaimOutbox(b.ctx(), "r1", "chat", start(), time.Minute, 2)
			b.ok(err)
			b.same("ids", []string{"a", "b"}, outIDs(got))
		}},
		{"one chat, one owner", func(b *bench) {
			b.must(sending(notice("a", "chat"), notice("x", "other")))
			b.takes("r1", "chat", 0, "a")
			b.takes("r2", "chat", 0)
			b.takes("r2", "", 0, "x")
		}},
		{"while some is out nothing more of the chat comes, not even to its owner", func(b *bench) {
			b.must(sending(notice("a", "chat")))
			b.takes("r1", "", 0, "a")
			b.must(sending(notice("b", "chat")))
			b.takes("r1", "", 0)
			b.takes("r1", "chat", 0)
			b.ok(b.AckOutbox(b.ctx(), []string{"a"}))
			b.takes("r2", "chat", 0, "b")
		}},
		{"acknowledged in part, the chat stays with its owner", func(b *bench) {
			b.must(sending(notice("a", "chat"), notice("b", "chat"), notice("c", "chat")))
			b.takes("r1", "", 0, "a", "b", "c")
			b.ok(b.AckOutbox(b.ctx(), []string{"a", "b"}))
			b.takes("r2", "", 0)
			b.clock.push(time.Minute)
			b.takes("r2", "", 1, "c")
		}},
		{"a lease that ends gives the chat to another, from its first message", func(b *bench) {
			b.must(sending(notice("a", "chat"), notice("b", "chat")))
			b.takes("r1", "", 0, "a", "b")
			b.clock.push(time.Minute)
			got, err := b.ClaimOutbox(b.ctx(), "r2", "", minutes(1, 0).Start, time.Minute, 9)
			b.ok(err)
			b.same("ids", []string{"a", "b"}, outIDs(got))
			b.same("try", 2, got[0].Try)
		}},
		{"chats with replies go first, each from its first message", func(b *bench) {
			b.must(sending(
				message("reminder", "c1", scheduling.Reminder),
				message("notice", "c2", scheduling.Notice), message("reply", "c2", scheduling.Reply),
				message("questionnaire", "c3", scheduling.Questionnaire), message("reply 3", "c3", scheduling.Reply),
			))
			b.takes("r1", "", 0, "notice", "reply", "questionnaire", "reply 3", "reminder")
		}},
		{"when few may go, a reply's chat is the one", func(b *bench) {
			b.must(sending(message("reminder", "c1", scheduling.Reminder), message("reply", "c2", scheduling.Reply)))
			got, err := b.ClaimOutbox(b.ctx(), "r1", "", start(), time.Minute, 1)
			b.ok(err)
			b.same("ids", []string{"reply"}, outIDs(got))
		}},
		{"acknowledged messages are gone, and acknowledging again is nothing", func(b *bench) {
			b.must(sending(notice("a", "chat")))
			b.takes("r1", "", 0, "a")
			for range 2 {
				b.ok(b.AckOutbox(b.ctx(), []string{"a", "unknown"}))
			}
			b.clock.push(time.Hour)
			b.takes("r1", "", 60)
		}},
		{"born leased, they come to their owner until the lease ends", func(b *bench) {
			b.must(sending(bornOut(notice("a", "chat"), "r1", 2)))
			b.takes("r2", "", 1)
			b.takes("r2", "chat", 1)
			b.takes("r1", "chat", 1, "a")
		}},
		{"born leased and left lying, they come to others", func(b *bench) {
			b.must(sending(bornOut(notice("a", "chat"), "r1", 2)))
			b.clock.push(2 * time.Minute)
			b.takes("r2", "", 2, "a")
		}},
		{"born leased to one while another has the chat, they stand behind", func(b *bench) {
			b.must(sending(notice("a", "chat")))
			b.takes("r1", "", 0, "a")
			b.must(sending(bornOut(notice("b", "chat"), "r2", 9)))
			b.takes("r2", "chat", 0)
			b.ok(b.AckOutbox(b.ctx(), []string{"a"}))
			b.takes("r2", "chat", 0, "b")
		}},
		{"a chat born leased to one is not born leased to another", func(b *bench) {
			b.must(sending(bornOut(notice("a", "chat"), "r1", 2)))
			b.must(sending(bornOut(notice("b", "chat"), "r2", 9)))
			b.takes("r2", "chat", 1)
			b.takes("r1", "chat", 1, "a", "b")
		}},
		{"a chat that rests comes to nobody before the instant", func(b *bench) {
			b.must(sending(notice("a", "chat")))
			b.takes("r1", "", 0, "a")
			b.ok(b.RetryOutbox(b.ctx(), "chat", minutes(5, 0).Start))
			b.must(sending(notice("b", "chat"), notice("x", "other")))
			b.takes("r1", "chat", 4)
			b.takes("r1", "", 4, "x")
			b.clock.push(5 * time.Minute)
			b.takes("r2", "chat", 5, "a", "b")
		}},
		{"silence drops what is waiting or out, of that chat alone", func(b *bench) {
			b.must(sending(notice("a", "chat"), notice("x", "other")))
			b.takes("r1", "chat", 0, "a")
			b.must(sending(notice("b", "chat")))
			b.must(scheduling.Change{Silence: []string{"chat", "unknown", ""}})
			b.clock.push(time.Hour)
			b.takes("r1", "", 60, "x")
		}},
		{"a farewell in the change that silences goes out", func(b *bench) {
			b.must(sending(notice("a", "chat")))
			b.must(scheduling.Change{Silence: []string{"chat"}, Outbox: []scheduling.Outgoing{notice("farewell", "chat")}})
			b.takes("r1", "", 0, "farewell")
		}},
		{"a message under an id that waits is refused", func(b *bench) {
			b.must(sending(notice("a", "chat")))
			if _, err := b.try(sending(notice("a", "chat"))); err == nil {
				b.Fatal("queued twice")
			}
			b.takes("r1", "", 0, "a")
		}},
	}
}

// takes fails unless exactly these messages come at that minute.
func (b *bench) takes(owner, chat string, minute int, want ...string) {
	b.Helper()
	got, err := b.ClaimOutbox(b.ctx(), owner, chat, minutes(minute, 0).Start, time.Minute, 99)
	b.ok(err)
	b.same("taken", want, outIDs(got))
}

func outIDs(ms []scheduling.Outgoing) (all []string) {
	for _, m := range ms {
		all = append(all, m.ID)
	}
	return all
}
