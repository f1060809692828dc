package main

import (
	"bufio"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestServeStopsWhenAskedAndGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	s := newService(t).serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))
	stream, err := mum.http.Get(s.process.base + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	if stream.StatusCode != http.StatusOK || !bufio.NewScanner(stream.Body).Scan() {
		t.Fatalf("the stream answers %s", stream.Status)
	}
	if err := s.process.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.process.done:
	case <-time.After(time.Minute):
		t.Fatal("asked to stop, the service goes on")
	}
	if code := s.process.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("asked to stop, it ends with %d:\n%s", code, s.process.output())
	}
	s.serve()
	mum.say("/rdv")
	mum.sees(said("say.reference"))
}

func TestAStructureThatLeavesKeepsItsBookings(t *testing.T) {
	t.Parallel()
	s := newService(t).serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))
	file := "programme/structures/centre-social-des-tilleuls.yaml"
	was := s.read(file)
	if err := os.Remove(filepath.Join(s.dir, file)); err != nil {
		t.Fatal(err)
	}
	wait(t, "the structure is no longer offered", func() bool { return s.firstSlot("38000") == "" })
	mum.say("/rdv")
	mum.sees(said("say.reference"))
	mum.tap(said("tap.cancel-it"))
	mum.tap(said("tap.yes-cancel"))
	s.hears(mum, said("say.cancelled"))
	s.file(file, was)
	wait(t, "the structure is back", func() bool { return s.firstSlot("38000") != "" })
	if _, last := s.mail.invitation(structureMail, 2); last.Method != "CANCEL" {
		t.Errorf("the structure is mailed %s", last.Method)
	}
	wait(t, "the session has left the calendar", func() bool { return len(s.radicale.staff("list", "Agenda")) == 0 })
	if log := s.process.output(); strings.Contains(log, "panic") {
		t.Errorf("the log tells of a panic:\n%s", log)
	}
}
