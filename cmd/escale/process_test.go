package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// binary builds the program once for all tests that run it as a process.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "escale-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "escale")
	cmd := exec.Command("go", "build", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		os.Stderr.Write(out)
	}
	return path, err
})

// process is the program, running.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	base string // http://127.0.0.1:port
	out  *bytes.Buffer
	mu   *sync.Mutex // guards out
	done chan struct{}
}

// start runs a command of the program and waits until it answers. The line that
// contains sign, on either output, holds its address.
func start(t testing.TB, args ...string) *process {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, out: &bytes.Buffer{}, mu: &sync.Mutex{}, done: make(chan struct{})}
	p.cmd = exec.Command(path, args...)
	r, w := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = w, w
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	go p.read(r, address)
	go func() {
		defer close(p.done)
		_ = p.cmd.Wait() // the test looks at what it left behind
		w.Close()
	}()
	t.Cleanup(p.kill)
	select {
	case p.base = <-address:
	case <-p.done:
		t.Fatalf("escale %s ended:\n%s", strings.Join(args, " "), p.output())
	case <-time.After(60 * time.Second):
		t.Fatalf("escale %s does not say where it listens:\n%s", strings.Join(args, " "), p.output())
	}
	p.until("answers", func() bool {
		resp, err := http.Get(p.base + "/healthz")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	return p
}

// read keeps the output and finds the address in it.
func (p *process) read(r io.Reader, address chan<- string) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		p.mu.Lock()
		p.out.WriteString(line + "\n")
		p.mu.Unlock()
		if _, rest, ok := strings.Cut(line, "The chat, as a parent"); ok {
			address <- strings.TrimSuffix(strings.TrimSpace(rest), "/")
		}
		if _, rest, ok := strings.Cut(line, "escale listens"); ok {
			_, addr, _ := strings.Cut(rest, "address=")
			addr, _, _ = strings.Cut(addr, " ")
			address <- "http://" + addr
		}
	}
	_, _ = io.Copy(io.Discard, r)
}

func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// kill is kill -9: nothing can be tidied up.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// ended reports whether the process is over.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// until waits for a condition, asking every 50 ms, for at most a minute and a
// half: the longest that staff's changes may take is a minute.
func (p *process) until(what string, condition func() bool) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-p.done:
			if condition() {
				return // it was the end that was waited for
			}
			p.t.Fatalf("escale ended before: %s\n%s", what, p.output())
		case <-ctx.Done():
			p.t.Fatalf("never: %s\n%s", what, p.output())
		}
	}
}
