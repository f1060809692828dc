package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/deploy/servertest"
	"escale/scheduling"
)

// stepsChild holds, for the test binary started again, what it is to do until it
// kills itself.
const stepsChild = "ESCALE_TEST_STEPS"

// TestStepsChild is the process that TestKilledAtEveryStep kills, and nothing
// else.
func TestStepsChild(t *testing.T) {
	given := os.Getenv(stepsChild)
	if given == "" {
		return
	}
	var p stepsPlan
	if err := json.Unmarshal([]byte(given), &p); err != nil {
		t.Fatal(err)
	}
	h := openSteps(t, p)
	h.count.begin(p.Die, p.After)
	if err := h.walk(t.Context(), func(c scheduling.Command, out scheduling.Outcome) {
		fmt.Println("ack", c.Kind, out.Code, out.Booking)
	}); err != nil {
		t.Fatal(err)
	}
	fmt.Println("end")
}

// TestKilledAtEveryStep kills the process at each of its calls to the store and
// to the network, in turn, while it answers a parent, books, moves and cancels.
// After each, what was acknowledged is there, what was not is whole or not at
// all, and the calendar shows what the store wants; a message comes twice only if
// the end fell between sending and noting that it was sent.
func TestKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	killedAtEveryStep(t, stepsPlan{SQLite: filepath.Join(t.TempDir(), "escale.db")}, true)
}

// killedAtEveryStep kills after each call, which is before the next one; with
// both true, before each as well.
func killedAtEveryStep(t *testing.T, p stepsPlan, onlyAfter bool) {
	const user, password = "tilleuls", "mot-de-passe-inventé"
	server := servertest.NewRadicale(t, user, password)
	p.Calendar, p.Account, p.User, p.Password = server.MakeCalendar("agenda"), server.URL(), user, password
	box := newLetterbox(t)
	p.Letterbox = box.server.URL
	twice, n := 0, 1
	for ended := false; !ended; n++ {
		for _, after := range []bool{false, true} {
			if onlyAfter && !after {
				continue
			}
			p.Run++
			p.Die, p.After = n, after
			c := runSteps(t, p)
			ended = c.ended
			twice += checkSteps(t, p, c, server, box)
			if t.Failed() {
				t.Fatalf("killed at call %d (after: %v), %s", n, after, c.last())
			}
		}
	}
	t.Logf("%d calls, %d messages twice", n-2, twice)
	if n < 40 || twice == 0 {
		t.Errorf("%d calls and %d messages twice: the test proves little", n-2, twice)
	}
}

// stepsLog is what a child did.
type stepsLog struct {
	lines []string
	acks  []string // "book ok ID"
	ended bool
}

func (l stepsLog) last() string { return strings.Join(l.lines[max(0, len(l.lines)-3):], "; ") }

// ackOf returns the acknowledged code and booking of a command, if any.
func (l stepsLog) ackOf(kind string) (code, booking string) {
	for _, a := range l.acks {
		if f := strings.Fields(a); f[0] == kind {
			return f[1], f[2]
		}
	}
	return "", ""
}

// runSteps runs a child to its end.
func runSteps(t *testing.T, p stepsPlan) stepsLog {
	t.Helper()
	plan, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run", "^TestStepsChild$")
	cmd.Env = append(os.Environ(), stepsChild+"="+string(plan))
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var l stepsLog
	for lines := bufio.NewScanner(out); lines.Scan(); {
		l.lines = append(l.lines, lines.Text())
		if ack, ok := strings.CutPrefix(lines.Text(), "ack "); ok {
			l.acks = append(l.acks, ack)
		}
		l.ended = l.ended || lines.Text() == "end"
	}
	err = cmd.Wait()
	if killed := err != nil && strings.Contains(err.Error(), "killed"); !killed && !l.ended {
		t.Fatalf("the child neither ended nor was killed: %v\n%s\n%s", err, strings.Join(l.lines, "\n"), complaints.String())
	}
	return l
}

// checkSteps starts again after a child's end and looks at what it left, then
// gives the same commands again. It returns how many messages came twice.
func checkSteps(t *testing.T, p stepsPlan, l stepsLog, server *servertest.Server, box *letterbox) (twice int) {
	t.Helper()
	p.Die, p.Later = 0, 10*time.Minute
	h := openSteps(t, p)
	defer h.close()
	h.recover(t)
	h.standsAs(t, l, server)
	again := map[string]scheduling.Outcome{}
	err := h.walk(t.Context(), func(c scheduling.Command, out scheduling.Outcome) { again[c.Kind] = out })
	if err != nil {
		t.Error(err)
	}
	h.recover(t)
	for kind, out := range again {
		code, booking := l.ackOf(kind)
		if out.Code != scheduling.OK || code != "" && (code != out.Code || booking != out.Booking) {
			t.Errorf("%s was %q %s, and given again is %q %s", kind, code, booking, out.Code, out.Booking)
		}
	}
	if shown := h.shown(t, server); len(shown) > 0 {
		t.Errorf("cancelled, and still in the calendar: %v", shown)
	}
	for n := range stepsMessages {
		name := fmt.Sprintf("%d/%d", p.Run, n)
		got := box.count(name)
		lost := l.sent(name) && !l.did("ack outbox")
		if got < 1 || got > 2 || got == 2 && !lost {
			t.Errorf("message %s came %d times; its sending was lost: %v", name, got, lost)
		}
		twice += got - 1
	}
	return twice
}

// sent reports whether a message left the child.
func (l stepsLog) sent(name string) bool { return slices.Contains(l.lines, "sent "+name) }

// did reports whether a call was made and answered.
func (l stepsLog) did(call string) bool {
	return slices.ContainsFunc(l.lines, func(line string) bool { return strings.HasPrefix(line, "done ") && strings.HasSuffix(line, " "+call) })
}

// standsAs compares what a child left with what it had acknowledged.
func (h *steps) standsAs(t *testing.T, l stepsLog, server *servertest.Server) {
	t.Helper()
	rows, err := h.desk.Bookings(t.Context(), h.conversation())
	if err != nil || len(rows) > 1 {
		t.Fatalf("%d bookings: %v", len(rows), err)
	}
	from, to := h.slot(0).Start.Format(time.DateTime), h.slot(1).Start.Format(time.DateTime)
	is := "nothing"
	if len(rows) == 1 {
		if is = string(rows[0].State); rows[0].State == scheduling.Booked {
			is = rows[0].Start.UTC().Format(time.DateTime)
		}
	}
	allowed := []string{"nothing", from}
	for kind, next := range map[string][]string{
		scheduling.DoBook: {from, to}, scheduling.DoMove: {to, "cancelled"}, scheduling.DoCancel: {"cancelled"},
	} {
		if n := slices.IndexFunc(l.acks, func(a string) bool { return strings.HasPrefix(a, kind+" ") }); n == len(l.acks)-1 && n >= 0 {
			allowed = next
		}
	}
	if !slices.Contains(allowed, is) {
		t.Errorf("acknowledged %v, and it is %s", l.acks, is)
	}
	var want []string
	uses := 0
	if is == from || is == to {
		want, uses = []string{is}, 1
	}
	if shown := h.shown(t, server); !slices.Equal(shown, want) {
		t.Errorf("it is %s, and the calendar shows %v", is, shown)
	}
	if claimed := h.claimed(t); !slices.Equal(claimed, want) {
		t.Errorf("it is %s, and what is claimed is %v", is, claimed)
	}
	if got := h.uses(t); got != uses {
		t.Errorf("it is %s, and the family's record has %d sessions", is, got)
	}
}

// letterbox is where messages arrive.
type letterbox struct {
	server *httptest.Server
	mu     sync.Mutex // guards got
	got    map[string]int
}

func newLetterbox(t *testing.T) *letterbox {
	b := &letterbox{got: map[string]int{}}
	b.server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		name, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.got[string(name)]++
	}))
	t.Cleanup(b.server.Close)
	return b
}

func (b *letterbox) count(name string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.got[name]
}

// silent is a log that nobody reads.
func silent() *slog.Logger { return slog.New(slog.DiscardHandler) }
