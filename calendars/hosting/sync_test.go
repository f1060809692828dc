package hosting_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func (s *site) syncs(token, more string, want map[string]string) (next string) {
	s.t.Helper()
	r := s.asks("REPORT", home, syncing(token, more))
	if d := cmp.Diff(want, s.statuses(r)); d != "" {
		s.t.Errorf("sync from %q (-want +got):\n%s", token, d)
	}
	return s.between(r, "sync-token")
}

func (s *site) puts(name, uid string) {
	s.t.Helper()
	r := s.asks("PUT", home+name, string(event(uid, "20260331T080000Z", "20260331T090000Z")))
	s.gets(http.StatusCreated, r)
}

func TestSyncTellsWhatChanged(t *testing.T) {
	s := open(t)
	first := s.syncs("", "", map[string]string{home + "a.ics": "200"})
	s.syncs(first, "", map[string]string{})
	s.puts("b.ics", "b")
	second := s.syncs(first, "", map[string]string{home + "b.ics": "200"})
	s.gets(http.StatusNoContent, s.asks("DELETE", home+"a.ics", ""))
	s.gets(http.StatusNoContent, s.asks("DELETE", home+"b.ics", ""))
	s.puts("b.ics", "b")
	s.syncs(second, "", map[string]string{home + "a.ics": "404", home + "b.ics": "200"})
	s.syncs("", "", map[string]string{home + "b.ics": "200"})
}

func TestSyncGoesOnInParts(t *testing.T) {
	s := open(t)
	const limit = "<limit><nresults>1</nresults></limit>"
	s.puts("b.ics", "b")
	next := s.syncs("", limit, map[string]string{home: "507", home + "a.ics": "200"})
	next = s.syncs(next, limit, map[string]string{home + "b.ics": "200"})
	s.syncs(next, limit, map[string]string{})
}

func TestUnknownTokensMeanToStartAnew(t *testing.T) {
	s := open(t)
	token := s.syncs("", "", map[string]string{home + "a.ics": "200"})
	for _, bad := range []string{"x", token + "0000", token[:len(token)-1] + "-1", "urn:escale:sync:other:1"} {
		r := s.gets(http.StatusForbidden, s.asks("REPORT", home, syncing(bad, "")))
		s.between(r, "valid-sync-token")
	}
}

func TestForgottenDeletionsMakeATokenTooOld(t *testing.T) {
	s := open(t)
	token := s.syncs("", "", map[string]string{home + "a.ics": "200"})
	for i := range 201 {
		name := fmt.Sprintf("n%d.ics", i)
		s.puts(name, name)
		s.gets(http.StatusNoContent, s.asks("DELETE", home+name, ""))
	}
	s.gets(http.StatusForbidden, s.asks("REPORT", home, syncing(token, "")))
	token = s.syncs("", "", map[string]string{home + "a.ics": "200"})
	s.syncs(token, "", map[string]string{})
}

func TestCtagAndTokenMoveWithEveryChange(t *testing.T) {
	s := open(t)
	states := func() [2]string {
		r := s.asks("PROPFIND", home, propfind("<S:getctag/><sync-token/>"), "Depth", "0")
		return [2]string{s.between(r, "getctag"), s.between(r, "sync-token")}
	}
	seen := map[[2]string]bool{states(): true}
	for _, change := range []func(){
		func() { s.puts("b.ics", "b") },
		func() {
			s.gets(204, s.asks("PUT", home+"b.ics", string(event("b", "20260401T080000Z", "20260401T090000Z"))))
		},
		func() { s.gets(204, s.asks("DELETE", home+"b.ics", "")) },
	} {
		change()
		if now := states(); seen[now] {
			t.Errorf("%v again", now)
		} else {
			seen[now] = true
		}
	}
	if now := states(); !seen[now] {
		t.Error("changed though nothing did")
	}
	s.gets(204, s.asks("PUT", home+"a.ics", string(event("a", "20260330T080000Z", "20260330T090000Z"))))
	if now := states(); !seen[now] {
		t.Error("an equal object counts as a change")
	}
}
