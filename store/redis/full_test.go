package redis_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"escale/deploy/servertest"
	"escale/scheduling"
	"escale/store/redis"
)

func TestAFullMemoryRefusesChangesWhole(t *testing.T) {
	r := servertest.NewRedis(t)
	s := open(t, redis.Config{Addresses: []string{r.Address}})
	if _, err := s.Apply(t.Context(), booked("a")); err != nil {
		t.Fatal(err)
	}
	r.Do("CONFIG", "SET", "maxmemory", "1mb")
	c := booked("b")
	c.Release, c.Drop, c.Silence = []string{"a"}, []string{"a"}, []string{"chat/a"}
	if _, err := s.Apply(t.Context(), c); err == nil || !strings.Contains(err.Error(), "OOM") {
		t.Errorf("with no memory left: %v", err)
	}
	if _, err := s.Get(t.Context(), scheduling.Key{Kind: "booking", ID: "a"}); err != nil {
		t.Error(err)
	}
	r.Do("CONFIG", "SET", "maxmemory", "0")
	taken := booked("other")
	taken.Claims[0].Resource = "agenda/a"
	if _, err := s.Apply(t.Context(), taken); err == nil {
		t.Error("the refused change has released what it wanted to")
	}
	whole(t, s)
	if r, err := s.Apply(t.Context(), c); err != nil || r.Repeated {
		t.Errorf("once there is room again: %+v, %v", r, err)
	}
}

// TestLargeRecordsComeBack: a conversation or a structure's calendar may be long,
// and holds any byte.
func TestLargeRecordsComeBack(t *testing.T) {
	s := open(t, redis.Config{Addresses: []string{servertest.NewRedis(t).Address}})
	data := bytes.Repeat([]byte{0, 0xff, '\r', '\n', ':', '{', '%'}, 100_000)
	for i := range 8 {
		c := scheduling.Change{Command: fmt.Sprint(i), Put: []scheduling.Record{{
			Key: scheduling.Key{Kind: "conversation", ID: "a"}, Version: int64(i), Data: data, Tags: []string{"a\x00\n:b", "", "é"},
		}}}
		if _, err := s.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	for _, tag := range []string{"a\x00\n:b", "é"} {
		got, err := s.List(t.Context(), scheduling.Query{Kind: "conversation", Tag: tag})
		if err != nil || len(got) != 1 || got[0].Version != 8 || !bytes.Equal(got[0].Data, data) || got[0].Tags[0] != "a\x00\n:b" {
			t.Errorf("under %q: %d records, %v", tag, len(got), err)
		}
	}
}
