//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"escale/deploy/servertest"
	"escale/store/archive/archivetest"
	"escale/store/redis"
)

// A restore onto Redis that is killed half-way leaves a store that nobody starts
// on, and that the same restore fills after all.
func TestKilledWhileRestoringOntoRedis(t *testing.T) {
	t.Parallel()
	const bookings = 1500
	o := newOperator(t)
	o.fill(bookings)
	o.must("backup", "-config", o.config, "-to", o.path("good.age"))
	r := servertest.NewRedis(t)
	o.config = newService(t, "store: redis://"+r.Address).config
	o.halfway(r)
	if e := o.run("serve", "-config", o.config); e.code != 1 || !strings.Contains(e.err, redis.ErrRestoring.Error()) {
		t.Errorf("serve on half a store ends with %d and says %q", e.code, e.err)
	}
	o.must("restore", "-config", o.config, "-identity", o.identity, o.path("good.age"))
	s, err := redis.Open(t.Context(), redis.Config{Addresses: []string{r.Address}, Scope: "essai.escale.example"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	archivetest.Alike(t, archivetest.Content(5, bookings), s.Dump(t.Context()))
}

// halfway restores from a pipe that runs dry after half of the backup, the second
// time that it is read, and kills the process there.
func (o *operator) halfway(r *servertest.Redis) {
	o.t.Helper()
	path, err := binary()
	if err != nil {
		o.t.Fatal(err)
	}
	pipe := o.path("pipe.age")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		o.t.Fatal(err)
	}
	backup, err := os.ReadFile(o.path("good.age"))
	if err != nil {
		o.t.Fatal(err)
	}
	var said bytes.Buffer
	cmd := exec.Command(path, "restore", "-config", o.config, "-identity", o.identity, pipe)
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		o.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // it is killed
	}()
	await := func(what string, is func() bool) {
		o.t.Helper()
		for deadline := time.Now().Add(90 * time.Second); !is(); {
			select {
			case <-ended:
				o.t.Fatalf("restore ended before %s: %s", what, said.String())
			case <-time.After(5 * time.Millisecond):
			}
			if time.Now().After(deadline) {
				o.t.Fatalf("no sign of: %s", what)
			}
		}
	}
	pour(o.t, pipe, backup).Close()
	await("it is at the store", func() bool { return r.Do("DBSIZE") != "0" })
	half := pour(o.t, pipe, backup[:len(backup)/2])
	await("a part is there", func() bool {
		return r.Do("GET", "{essai.escale.example}:layout") == "filling" && len(r.Do("DBSIZE")) > 3 // thousands of keys
	})
	if err := cmd.Process.Kill(); err != nil {
		o.t.Fatal(err)
	}
	<-ended
	half.Close()
}

// pour writes into a pipe, which stays open.
func pour(t *testing.T, pipe string, content []byte) *os.File {
	t.Helper()
	f, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err == nil {
		_, err = f.Write(content)
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}
