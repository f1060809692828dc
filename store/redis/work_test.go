package redis_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/redis"
)

// booked is a change such as a booking makes.
func booked(id string) scheduling.Change {
	now := time.Date(2026, 3, 28, 9, 0, 0, 0, time.UTC)
	return scheduling.Change{
		Command: "in/test/" + id,
		Outcome: []byte("booked " + id),
		Claims: []scheduling.Claim{{
			Owner: id, Resource: "agenda/" + id, Capacity: 1,
			Interval: scheduling.Interval{Start: now, End: now.Add(time.Hour)},
		}},
		Put: []scheduling.Record{{
			Key: scheduling.Key{Kind: "booking", ID: id}, Tags: []string{"agenda:a", "family:" + id}, Data: make([]byte, 300),
		}},
		Count:  map[string]int64{"booked": 1},
		Due:    []scheduling.Due{{ID: "remind/" + id, Subject: id, At: now, Clock: scheduling.ProgrammeTime}},
		Outbox: []scheduling.Outgoing{{ID: id, Chat: "chat/" + id, Class: scheduling.Reply}},
	}
}

// kept fails unless all of these changes were made, once.
func kept(t *testing.T, s *redis.Store, ids []string) {
	t.Helper()
	var all sync.WaitGroup
	for some := range slices.Chunk(ids, len(ids)/8+1) {
		all.Go(func() {
			for _, id := range some {
				r, err := s.Apply(t.Context(), booked(id))
				if err != nil || !r.Repeated || string(r.Outcome) != "booked "+id {
					t.Errorf("%s was acknowledged; now: %+v, %v", id, r, err)
				}
			}
		})
	}
	all.Wait()
}

// whole fails unless every change is there with all of its parts.
func whole(t *testing.T, s *redis.Store) {
	t.Helper()
	counts, err := s.Counts(t.Context(), "booked")
	if err != nil {
		t.Fatal(err)
	}
	n := int(counts["booked"])
	records, err := s.List(t.Context(), scheduling.Query{Kind: "booking", Tag: "agenda:a", Limit: 1e6})
	if err != nil || len(records) != n || n == 0 {
		t.Errorf("%d records for %d changes: %v", len(records), n, err)
	}
	at := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	works, err := s.ClaimDue(t.Context(), "r", at, at, time.Hour, 1e6)
	if err != nil || len(works) != n {
		t.Errorf("%d works for %d changes: %v", len(works), n, err)
	}
	messages, err := s.ClaimOutbox(t.Context(), "r", "", at, time.Hour, 1e6)
	if err != nil || len(messages) != n {
		t.Errorf("%d messages for %d changes: %v", len(messages), n, err)
	}
}
