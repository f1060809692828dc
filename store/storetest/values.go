package storetest

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"escale/scheduling"
)

// values states that what is stored comes back as it was, whatever it is.
func values() (cases []example) {
	for name, id := range map[string]string{
		"spaces": " a b ", "accents": "séance d’été", "emoji": "👩‍👧", "a composed and a decomposed é": "é e\u0301", "Arabic": "موعد",
		"a percent sign": "100%", "an underscore": "a_b", "a star": "a*[b]?", "quotes": `it's "so"`, "braces": "{a}:{b}", "a line end": "a\nb",
		"a slash and a colon": "a/b:c", "a backslash": `a\b`, "500 letters": strings.Repeat("0123456789", 50), "digits": "007", "a word of the language": "nil",
	} {
		cases = append(cases, idOf(name, id), tagOf(name, id), workOf(name, id), chatOf(name, id), commandOf(name, id), counterOf(name, id))
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "a zero byte": {0}, "zero bytes within": []byte("a\x00b\x00"), "no UTF-8": {0xff, 0xfe, 0xc3, 0x28},
		"every byte": everyByte(), "what looks like JSON": []byte(`{"a":[]}`), "a number": []byte("12"), "200 kB": bytes.Repeat([]byte("séance\x00"), 25_000),
	} {
		cases = append(cases, dataOf(name, data))
	}
	for name, at := range map[string]time.Time{
		"none": {}, "now": start(), "finer than a millisecond": start().Add(1_234_567), "of another zone": start().In(time.FixedZone("", 4*3600)),
		"far ahead": time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), "29 February": time.Date(2028, 2, 29, 23, 59, 59, 999e6, time.UTC),
	} {
		cases = append(cases, expiryOf(name, at), notAfter(name, at))
	}
	return append(cases, manyTags(), longList())
}

func everyByte() []byte {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return all
}

// cut is an instant as a store gives it back.
func cut(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return at.Truncate(time.Millisecond).UTC()
}

func idOf(name, id string) example {
	return example{"an id with " + name, func(b *bench) {
		b.must(scheduling.Change{Put: []scheduling.Record{note(id, 0, "x"), note(id+"!", 0, "y"), note("0", 0, "z")}})
		b.holds(note(id, 1, "x"))
		b.must(scheduling.Change{Expect: []scheduling.Expect{{Key: noteKey(id), Version: 1}}, Delete: []scheduling.Key{noteKey(id)}})
		b.absent(id)
		b.holds(note(id+"!", 1, "y"))
		b.lists(scheduling.Query{Kind: "note", After: id, Limit: 1}, id+"!")
	}}
}

func tagOf(name, tag string) example {
	return example{"a tag with " + name, func(b *bench) {
		b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x", tag, "other"), note("b", 0, "x", tag+"!"), note("c", 0, "x", "!"+tag)}})
		b.lists(scheduling.Query{Kind: "note", Tag: tag}, "a")
		b.holds(note("a", 1, "x", tag, "other"))
	}}
}

func workOf(name, id string) example {
	return example{"work whose id and subject have " + name, func(b *bench) {
		w := work(id, 0)
		w.Kind = id
		other := work(id+"!", 1)
		b.must(adding(w, other))
		got, err := b.ClaimDue(b.ctx(), id, start(), start(), time.Minute, 9)
		b.ok(err)
		want := born(w, id, 1)
		want.Try = 1
		b.same("claimed", []scheduling.Due{want}, got)
		b.ok(b.FailDue(b.ctx(), scheduling.Fence{ID: id, Try: 1}, "cause "+id, time.Time{}))
		dead, err := b.Dead(b.ctx())
		b.ok(err)
		b.same("cause", "cause "+id, dead[0].LastError)
		b.must(scheduling.Change{Drop: []string{w.Subject}})
		b.claims("r2", 60, id+"!")
	}}
}

func chatOf(name, chat string) example {
	return example{"a chat with " + name, func(b *bench) {
		m := notice(chat, chat)
		m.Parent, m.Channel = chat, chat
		b.must(sending(m, notice("other", chat+"!")))
		got, err := b.ClaimOutbox(b.ctx(), "r1", chat, start(), time.Minute, 9)
		b.ok(err)
		want := bornOut(m, "r1", 1)
		want.Try, want.Seq = 1, got[0].Seq
		b.same("taken", []scheduling.Outgoing{want}, got)
		b.ok(b.AckOutbox(b.ctx(), []string{chat}))
		b.takes("r1", chat, 0)
		b.takes("r1", "", 0, "other")
	}}
}

func commandOf(name, id string) example {
	return example{"a command and an outcome with " + name, func(b *bench) {
		b.must(scheduling.Change{Command: id, Outcome: []byte(id)})
		r := b.must(scheduling.Change{Command: id, Outcome: []byte("other")})
		b.same("result", scheduling.Result{Outcome: []byte(id), Repeated: true}, r)
		if r := b.must(scheduling.Change{Command: id + "!"}); r.Repeated {
			b.Fatal("another command is taken for it")
		}
	}}
}

func counterOf(name, id string) example {
	return example{"a counter with " + name, func(b *bench) {
		b.must(scheduling.Change{Count: map[string]int64{id: 1, id + "/x": 2, "!" + id: 4}})
		got, err := b.Counts(b.ctx(), id)
		b.ok(err)
		b.same("counts", map[string]int64{id: 1, id + "/x": 2}, got)
	}}
}

func dataOf(name string, data []byte) example {
	return example{"data that is " + name, func(b *bench) {
		w, m := work("w", 0), notice("m", "chat")
		w.Data, m.Sealed = data, data
		b.must(scheduling.Change{
			Command: "c", Outcome: data, Put: []scheduling.Record{{Key: noteKey("a"), Data: data}},
			Due: []scheduling.Due{w}, Outbox: []scheduling.Outgoing{m},
		})
		b.holds(scheduling.Record{Key: noteKey("a"), Version: 1, Data: data})
		b.same("outcome", data, b.must(scheduling.Change{Command: "c"}).Outcome)
		works, err := b.ClaimDue(b.ctx(), "r1", start(), start(), time.Minute, 9)
		b.ok(err)
		b.same("work", data, works[0].Data)
		messages, err := b.ClaimOutbox(b.ctx(), "r1", "", start(), time.Minute, 9)
		b.ok(err)
		b.same("message", data, messages[0].Sealed)
	}}
}

func expiryOf(name string, at time.Time) example {
	return example{"an expiry " + name, func(b *bench) {
		r := note("a", 0, "x")
		r.Expires = at
		if !at.IsZero() && !at.After(start()) {
			b.clock.push(-time.Hour)
		}
		b.must(scheduling.Change{Put: []scheduling.Record{r}})
		r.Version, r.Expires = 1, cut(at)
		b.holds(r)
	}}
}

func notAfter(name string, at time.Time) example {
	return example{"a guard's instant " + name, func(b *bench) {
		m := notice("m", "chat")
		m.Guard = scheduling.Guard{Booking: "b", Placement: 3, NotAfter: at}
		b.must(sending(m))
		got, err := b.ClaimOutbox(b.ctx(), "r1", "", start(), time.Minute, 9)
		b.ok(err)
		m.Guard.NotAfter = cut(at)
		b.same("guard", m.Guard, got[0].Guard)
	}}
}

func manyTags() example {
	return example{"a record may have a hundred tags, and keeps their order", func(b *bench) {
		var tags []string
		for i := 99; i >= 0; i-- {
			tags = append(tags, fmt.Sprint("t", i))
		}
		b.must(scheduling.Change{Put: []scheduling.Record{note("a", 0, "x", tags...)}})
		b.holds(note("a", 1, "x", tags...))
		for _, tag := range tags {
			b.lists(scheduling.Query{Kind: "note", Tag: tag}, "a")
		}
	}}
}

func longList() example {
	return example{"lists page through everything once, by the bytes of the id, while others write", func(b *bench) {
		var c scheduling.Change
		for i := range 250 {
			c.Put = append(c.Put, note(fmt.Sprintf("é%03d", i), 0, "x", "all"), note(fmt.Sprintf("Z%03d", i), 0, "x", "all"))
		}
		b.must(c)
		for _, tag := range []string{"", "all"} {
			seen, after := 0, ""
			for {
				page, err := b.List(b.ctx(), scheduling.Query{Kind: "note", Tag: tag, After: after, Limit: 37})
				b.ok(err)
				if len(page) == 0 {
					break
				}
				for _, r := range page {
					if r.ID <= after {
						b.Fatalf("%q comes after %q", r.ID, after)
					}
					after = r.ID
				}
				seen += len(page)
				b.must(scheduling.Change{Put: []scheduling.Record{note(fmt.Sprint("A ", tag, seen), 0, "x", "all")}})
			}
			// what was written meanwhile stands before the page that was read
			b.same("seen", 500+map[string]int{"": 0, "all": 14}[tag], seen)
		}
	}}
}
