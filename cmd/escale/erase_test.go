package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"escale/scheduling"
	"escale/store/seal"
)

// records looks into the store beside the running service.
func (s *service) records(kind string) []scheduling.Record {
	s.t.Helper()
	c, err := readConfig(s.config)
	if err != nil {
		s.t.Fatal(err)
	}
	store, err := openExisting(context.Background(), c)
	if err != nil {
		s.t.Fatal(err)
	}
	defer store.Close()
	all, err := store.List(s.t.Context(), scheduling.Query{Kind: kind})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// rows are the bookings of the store.
func (s *service) rows() []scheduling.Booking {
	s.t.Helper()
	var all []scheduling.Booking
	for _, r := range s.records("booking") {
		var b scheduling.Booking
		if err := json.Unmarshal(r.Data, &b); err != nil {
			s.t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// bookNamed books a session under a first name, and returns its reference.
func (p *parent) bookNamed(name string) string {
	p.t.Helper()
	p.toSlots("38000")
	p.send(p.buttons(".slots.s-")[0])
	p.tap("Donner un prénom")
	p.say(name)
	p.tap("Oui, je confirme")
	p.sees("C’est réservé")
	return regexp.MustCompile(`[2-9A-Z]{4}-[2-9A-Z]{2}`).FindString(p.text())
}

func TestAnOperatorErasesBesideTheService(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.serve()
	erase := func(args ...string) execution {
		return execute(t, "", append([]string{"erase", "-config", s.config}, args...)...)
	}
	mum, dad := s.parent(), s.parent()
	hers, his := mum.bookNamed("Prunelline"), dad.bookNamed("Zorglubin")
	all := s.rows()
	if len(all) != 2 || hers == "" || his == "" {
		t.Fatalf("%d bookings, %q, %q", len(all), hers, his)
	}
	key := s.keyOf(hers)

	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"-reference", hers, "-parent", "x"}, 2, "one of"},
		{[]string{"-address", "web:nonsense"}, 1, "nobody is known by that"},
		{[]string{"-reference", hers}, 1, "sessions ahead: 1"},
	} {
		if got := erase(c.args...); got.code != c.code || !strings.Contains(got.err, c.says) {
			t.Errorf("erase %v ends with %d: %s%s", c.args, got.code, got.out, got.err)
		}
	}
	if now := s.rows(); len(now) != 2 || len(s.records("key")) != 2 {
		t.Fatal("something was erased though nothing should have been")
	}

	if c := erase("-reference", strings.ToLower(hers), "-keep"); c.code != 0 || !strings.Contains(c.out, "kept: 1") {
		t.Errorf("erase ends with %d: %s%s", c.code, c.out, c.err)
	}
	for _, b := range s.rows() {
		switch {
		case !b.State.Live():
			t.Errorf("%s is %s", b.Reference, b.State)
		case b.Reference == hers && (b.Parent != "" || b.Conversation != "" || b.Family != "" || b.Sealed != nil):
			t.Errorf("it still leads to her: %+v", b)
		case b.Reference == his && (b.Parent == "" || b.Sealed == nil):
			t.Errorf("his was touched: %+v", b)
		}
	}
	mum.open("/")
	if strings.Contains(mum.text(), hers) {
		t.Errorf("her page still shows it: %s", mum.text())
	}
	s.hold(key, false)

	token := dad.token()
	if c := erase("-address", "web:"+token, "-cancel"); c.code != 0 || !strings.Contains(c.out, "cancelled: 1") {
		t.Errorf("erase ends with %d: %s%s", c.code, c.out, c.err)
	}
	for _, kind := range []string{"key", "conversation", "address", "webchat", "family"} {
		if left := s.records(kind); len(left) != 0 {
			t.Errorf("%d records of kind %s are left", len(left), kind)
		}
	}
	ids, err := seal.NewLedger(filepath.Join(s.dir, "data", "erased.ids"), nil).All()
	if err != nil || len(ids) != 2 {
		t.Errorf("the ledger knows %v, %v", ids, err)
	}
}

func TestAnErasureSaysWhom(t *testing.T) {
	for _, c := range []struct {
		e    eraser
		says string
	}{
		{eraser{}, "one of"},
		{eraser{reference: "K7M2-P9", parent: "x"}, "one of"},
		{eraser{reference: "K7M2-P9", keep: true, cancel: true}, "either"},
		{eraser{address: "pigeon:x"}, "want a channel"},
		{eraser{address: "web:"}, "want a channel"},
		{eraser{address: "her@example.fr"}, "want a channel"},
	} {
		if err := c.e.check(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.e, err)
		}
	}
	if err := (&eraser{address: "email:her@example.fr", cancel: true}).check(); err != nil {
		t.Error(err)
	}
}

// keyOf returns the wrapped key of the parent of a session.
func (s *service) keyOf(reference string) []byte {
	s.t.Helper()
	for _, b := range s.rows() {
		for _, r := range s.records("key") {
			if b.Reference == reference && r.ID == b.Parent {
				s.hold(r.Data, true)
				return r.Data
			}
		}
	}
	s.t.Fatalf("no key for %s", reference)
	return nil
}

// hold checks whether the store's files hold some bytes.
func (s *service) hold(secret []byte, want bool) {
	s.t.Helper()
	found := false
	for _, name := range []string{"escale.db", "escale.db-wal"} {
		data, err := os.ReadFile(filepath.Join(s.dir, "data", name))
		if err != nil && !os.IsNotExist(err) {
			s.t.Fatal(err)
		}
		found = found || bytes.Contains(data, secret)
	}
	if found != want {
		s.t.Errorf("the files hold it: %v, want %v", found, want)
	}
}
