package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"escale/bot/telegram/faketelegram"
	"escale/deploy/servertest"
	"escale/scheduling"
	"escale/store/redis"
)

// replicaEnv makes the test's own program one of several replicas: the folder
// where its configuration and its clocks are.
const replicaEnv = "ESCALE_TEST_REPLICA"

// TestReplicaProcess is no test but the service as the tests of replicas start
// it, with clocks that they push.
func TestReplicaProcess(t *testing.T) {
	dir := os.Getenv(replicaEnv)
	if dir == "" {
		return
	}
	c, err := readConfig(filepath.Join(dir, "escale.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		t.Fatal(err)
	}
	h, err := openService(t.Context(), c, log, l.Addr().String(), fileClocks{dir})
	if err != nil {
		t.Fatal(err)
	}
	h.replicas.beat = 2 * time.Second // as many beats of real time as a role can wait for
	t.Fatal(h.serve(t.Context(), l, h.routes(), func() { fmt.Fprintln(os.Stderr, "ready") }))
}

// fileClocks are ahead of the real time by what two files say.
type fileClocks struct{ dir string }

func (c fileClocks) Programme() time.Time { return c.ahead("programme") }
func (c fileClocks) Machine() time.Time   { return c.ahead("machine") }

func (c fileClocks) ahead(name string) time.Time {
	text, err := os.ReadFile(filepath.Join(c.dir, name+".ahead"))
	d, wrong := time.ParseDuration(string(text))
	if err != nil || wrong != nil {
		panic(fmt.Sprint("the clock's file: ", err, wrong))
	}
	return time.Now().UTC().Add(d)
}

// replica is one of the processes, with a door to the structure's calendars of
// its own.
type replica struct {
	t    testing.TB
	dir  string
	base string
	door *door
	cmd  *exec.Cmd
	done chan struct{}
	said *os.File

	machine time.Duration // how far its machine time is ahead
}

// crewOfReplicas are several processes on one store, with one bot and one
// structure.
type crewOfReplicas struct {
	*service
	telegram *faketelegram.Server
	store    redis.Config
	all      []*replica
	parents  []*chatter
	kills    []map[int64]int // messages that each chat had when a replica was killed
}

// newCrew writes the configurations and starts the processes on the store at
// address.
func newCrew(t *testing.T, address string, n int) *crewOfReplicas {
	t.Helper()
	c := &crewOfReplicas{service: newService(t), telegram: faketelegram.New(9000)}
	t.Cleanup(c.telegram.Close)
	var err error
	if c.store, err = (&Config{Store: address, Installation: "essai.escale.example"}).sharedStore(); err != nil {
		t.Fatal(err)
	}
	c.store.Clock = time.Now
	for i := range n {
		c.all = append(c.all, c.replica(i, address))
	}
	for _, r := range c.all {
		r.start()
	}
	return c
}

// replica makes the folder of one process.
func (c *crewOfReplicas) replica(i int, address string) *replica {
	c.t.Helper()
	r := &replica{t: c.t, dir: filepath.Join(c.dir, fmt.Sprint("replica", i)), door: newDoor(c.t, c.radicale.URL())}
	listen := servertest.FreeAddress(c.t)
	r.base = "http://" + listen
	if err := os.CopyFS(filepath.Join(r.dir, "programme"), os.DirFS(filepath.Join(c.dir, "programme"))); err != nil {
		c.t.Fatal(err)
	}
	mine := &service{t: c.t, dir: r.dir}
	mine.file("radicale.password", staffPassword+"\n")
	mine.tilleuls(r.door.url(), "radicale.password")
	mine.file("telegram.token", faketelegram.Token+"\n")
	mine.file("escale.yaml", strings.Join([]string{
		"listen: " + listen, "data: data", "store: " + address,
		"programme: programme", "installation: essai.escale.example", "master_key_file: ../master.key",
		"calendar_interval: 1s", "calendar_settling: 2s",
		"telegram_token_file: telegram.token", "telegram_api: " + c.telegram.URL,
	}, "\n")+"\n")
	r.ahead("programme", 0)
	r.ahead("machine", 0)
	said, err := os.Create(filepath.Join(r.dir, "said"))
	if err != nil {
		c.t.Fatal(err)
	}
	r.said = said
	c.t.Cleanup(func() {
		r.kill()
		said.Close()
		if text, err := os.ReadFile(said.Name()); err == nil && c.t.Failed() {
			c.t.Logf("replica %d says:\n%s", i, text[max(0, len(text)-6000):])
		}
	})
	return r
}

// ahead pushes a clock of this process.
func (r *replica) ahead(clock string, by time.Duration) {
	r.t.Helper()
	file := filepath.Join(r.dir, clock+".ahead")
	writeFile(r.t, file+".new", by.String())
	if err := os.Rename(file+".new", file); err != nil {
		r.t.Fatal(err)
	}
}

// start starts the process and waits until it answers.
func (r *replica) start() {
	r.t.Helper()
	r.cmd = exec.Command(os.Args[0], "-test.run=^TestReplicaProcess$")
	r.cmd.Env = append(os.Environ(), replicaEnv+"="+r.dir)
	r.cmd.Stdout, r.cmd.Stderr = r.said, r.said
	if err := r.cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.done = make(chan struct{})
	go func(cmd *exec.Cmd, done chan struct{}) {
		defer close(done)
		_ = cmd.Wait() // it is killed
	}(r.cmd, r.done)
	wait(r.t, "replica answers at "+r.base, func() bool {
		resp, err := http.Get(r.base + "/healthz")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
}

// kill is kill -9.
func (r *replica) kill() {
	if r.cmd != nil && r.cmd.Process != nil {
		_ = r.cmd.Process.Kill()
		<-r.done
	}
}

func (r *replica) signal(s syscall.Signal) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
}

// open looks at the store as one more process would.
func (c *crewOfReplicas) open() *redis.Store {
	c.t.Helper()
	var s *redis.Store
	wait(c.t, "the store opens", func() bool {
		opened, err := redis.Open(c.t.Context(), c.store)
		s = opened
		return err == nil
	})
	c.t.Cleanup(func() { s.Close() })
	return s
}

// bookings reads every booking.
func (c *crewOfReplicas) bookings(s scheduling.Store) []scheduling.Booking {
	c.t.Helper()
	rows, err := s.List(c.t.Context(), scheduling.Query{Kind: "booking", Limit: 10000})
	if err != nil {
		c.t.Fatal(err)
	}
	var all []scheduling.Booking
	for _, r := range rows {
		var b scheduling.Booking
		if err := json.Unmarshal(r.Data, &b); err != nil {
			c.t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// door is a way to a server that can be shut in the middle of a request.
type door struct {
	listener net.Listener
	to       string
	armed    chan chan struct{} // what opens the door again for the next PUT
	holding  atomic.Bool
}

func newDoor(t testing.TB, to string) *door {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &door{listener: l, to: strings.TrimSuffix(to, "/"), armed: make(chan chan struct{}, 1)}
	server := &http.Server{Handler: d, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)}
	go func() { _ = server.Serve(l) }() // it ends with the test
	t.Cleanup(func() { _ = server.Close() })
	return d
}

func (d *door) url() string { return "http://" + d.listener.Addr().String() + "/" }

// holdPut keeps the next PUT back until let is called.
func (d *door) holdPut() (let func()) {
	open := make(chan struct{})
	d.armed <- open
	return func() { close(open) }
}

// isHolding reports whether a PUT is being kept back.
func (d *door) isHolding() bool { return d.holding.Load() }

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if r.Method == http.MethodPut {
		select {
		case open := <-d.armed:
			d.holding.Store(true)
			<-open
			d.holding.Store(false)
		default:
		}
	}
	// What was sent arrives, whatever becomes of its sender.
	req, err := http.NewRequestWithContext(context.WithoutCancel(r.Context()), r.Method, d.to+r.URL.RequestURI(), strings.NewReader(string(body)))
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	req.Header = r.Header.Clone()
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	maps.Copy(w.Header(), resp.Header)
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}
