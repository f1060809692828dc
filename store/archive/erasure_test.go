package archive_test

import (
	"encoding/json"
	"testing"

	"escale/scheduling"
	"escale/store/archive"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func record(kind, id, data string, tags ...string) *archive.Record {
	return &archive.Record{Key: scheduling.Key{Kind: kind, ID: id}, Version: 2, Data: []byte(data), Tags: tags}
}

// person is everything that may be kept of one, but for her booking.
func person(parent, conversation string) []archive.Entry {
	return []archive.Entry{
		record("key", parent, "wrapped"),
		record("conversation", conversation, "\x01sealed", "parent:"+parent, "left:telegram"),
		record("address", "blind-"+parent, `{"conversation":"`+conversation+`","parent":"`+parent+`"}`, "conversation:"+conversation),
		record("webchat", "cookie-"+parent, "\x01sealed", "conversation:"+conversation),
		record("wish", "wish-"+parent, `{"parent":"`+parent+`"}`),
		record("wish", "tagged-"+parent, "{}", "parent:"+parent),
		&archive.Claim{Owner: "wish/wish-" + parent, Resource: "agenda/b"},
		&archive.Claim{Owner: "wisher/wish-" + parent, Resource: "agenda/b"},
		&archive.Work{Due: scheduling.Due{ID: "look-" + parent, Subject: "wish/wish-" + parent}},
		record("callback", "call-"+parent, `{"parent":"`+parent+`","conversation":"`+conversation+`"}`, "parent:"+parent),
		&archive.Claim{Owner: "call/call-" + parent, Resource: "calling/" + conversation},
		&archive.Claim{Owner: "caller/call-" + parent, Resource: "calls/somewhere/2026-11-22"},
		record("alarm", scheduling.AlarmCallLate+"/call-"+parent, `{"call":"call-`+parent+`"}`),
		&archive.Work{Due: scheduling.Due{ID: "call/call-" + parent, Subject: "call/call-" + parent}},
		&archive.Claim{Owner: "hold/" + conversation, Resource: "agenda/a"},
		&archive.Message{ID: "letter-" + parent, Chat: conversation + "/web", Parent: parent},
		&archive.Message{ID: "unsigned-" + parent, Chat: conversation + "/web"},
		&archive.Chat{ID: conversation + "/web", Rest: created},
		&archive.Work{Due: scheduling.Due{ID: "command-" + parent, Subject: conversation}},
		&archive.Work{Due: scheduling.Due{ID: "said-" + parent, Data: []byte(`{"parent":"` + parent + `"}`)}},
		&archive.Work{Due: scheduling.Due{ID: "tell-" + parent, Subject: "b-" + parent, Data: []byte(`{"conversation":"` + conversation + `"}`)}},
	}
}

// session is a booking with what belongs to nobody.
func session(t *testing.T, of, parent, conversation string, sealed []byte) []archive.Entry {
	t.Helper()
	data, err := json.Marshal(scheduling.Booking{
		ID: "b-" + of, Parent: parent, Conversation: conversation, Family: "f", Sealed: sealed, State: scheduling.Booked,
	})
	if err != nil {
		t.Fatal(err)
	}
	r := record("booking", "b-"+of, string(data), "agenda:a", "family:f")
	if conversation != "" {
		r.Tags = []string{"agenda:a", "conversation:" + conversation, "family:f"}
	}
	return []archive.Entry{
		r, record("family", "f", `{"uses":[]}`), record("fact", "fact", "{}"), &archive.Counter{Name: "n", N: 1},
		&archive.Claim{Owner: "booking/b-" + of, Resource: "agenda/a"},
		&archive.Command{ID: of + "/1/0"}, // an outcome names nobody
		&archive.Work{Due: scheduling.Due{ID: "publish", Subject: "b-" + of, Data: []byte("{}")}},
	}
}

// left is what an erasure of some parents leaves of an archive.
func left(t *testing.T, erased map[string]bool, found int, before []archive.Entry) []archive.Entry {
	t.Helper()
	x := archive.NewErasure(erased)
	for _, e := range before {
		x.Learn(e)
	}
	if x.Found() != found {
		t.Errorf("found %d parents, want %d", x.Found(), found)
	}
	var got []archive.Entry
	for e, err := range x.Without(all(before...)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
	}
	return got
}

func TestWhoWasErasedDoesNotComeBack(t *testing.T) {
	stays := append(person("keeps", "c2"), session(t, "keeps", "keeps", "c2", []byte("name"))...)
	before := append(person("erased", "c1"), session(t, "erased", "erased", "c1", []byte("name"))...)
	want := append(session(t, "erased", "", "", nil), stays...) // her session, and nobody's
	got := left(t, map[string]bool{"erased": true, "unknown": true}, 1, append(before, stays...))
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWithoutAnErasureAllComesBack(t *testing.T) {
	before := append(person("keeps", "c"), session(t, "nobody", "", "", nil)...)
	if diff := cmp.Diff(before, left(t, nil, 0, before)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
