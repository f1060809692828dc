//go:build linux

package sqlite_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/sqlite"
)

// TestPowerCutLosesNothingAcknowledged writes on a disk of its own, stops in the
// middle of it, and takes what the disk holds at that instant: what was only in
// the system's memory is lost, as with the power. It is tried twice, since what
// the first cut left is written on by whoever comes next.
func TestPowerCutLosesNothingAcknowledged(t *testing.T) {
	image := filepath.Join(t.TempDir(), "disk")
	run(t, "truncate", "-s", "128M", image)
	run(t, "mkfs.ext4", "-q", "-F", image)
	acknowledged := map[string]bool{}
	for cut, many := range []int{300, 900} {
		ids := cutAfter(t, image, many)
		for _, id := range ids {
			acknowledged[id] = true
		}
		standing(t, image, acknowledged)
		t.Logf("cut %d: %d acknowledged", cut, len(ids))
	}
}

// cutAfter runs a child on the disk until it acknowledged so much, and puts the
// disk's image in place as it was then.
func cutAfter(t *testing.T, image string, many int) []string {
	t.Helper()
	dir := mounted(t, image)
	c := startChild(t, filepath.Join(dir, "escale.db"))
	c.read(t, many)
	ids := c.rest()
	if err := c.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	// a witness: nobody asks for it to be stored, so a cut must lose it
	put(t, filepath.Join(dir, "witness"), []byte("in memory only"))
	run(t, "cp", "--sparse=always", image, image+".cut")
	c.kill(t)
	run(t, "umount", dir)
	if err := os.Rename(image+".cut", image); err != nil {
		t.Fatal(err)
	}
	return ids
}

// standing fails unless the disk holds a sound store with everything that was
// acknowledged, and not what was never written to it.
func standing(t *testing.T, image string, acknowledged map[string]bool) {
	t.Helper()
	dir := mounted(t, image)
	if b, err := os.ReadFile(filepath.Join(dir, "witness")); err == nil && len(b) > 0 {
		t.Error("the disk holds what was only in memory: the test proves nothing")
	}
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(dir, "escale.db")})
	if err != nil {
		t.Fatal(err)
	}
	lost := 0
	for id := range acknowledged {
		if _, err := s.Get(t.Context(), scheduling.Key{Kind: "booking", ID: id}); err != nil {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d that were acknowledged are lost", lost, len(acknowledged))
	}
	whole(t, s)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	run(t, "umount", dir)
}

// mounted mounts the image, until the test is over at the latest. Written pages
// stay in memory as long as nobody syncs them.
func mounted(t *testing.T, image string) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Fatal("a power cut is played with a loop device, which only root may mount: run make test as root")
	}
	dir := t.TempDir()
	run(t, "mount", "-o", "loop,commit=300", image, dir)
	t.Cleanup(func() { _ = exec.Command("umount", "-q", dir).Run() }) // is mounted only if the test failed
	return dir
}

// run runs a command that must succeed.
func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s(Debian packages: e2fsprogs, mount)", name, strings.Join(args, " "), err, out)
	}
}

// running is a child that writes until it is stopped.
type running struct {
	cmd   *exec.Cmd
	mu    sync.Mutex // guards lines
	lines []string
	more  chan struct{} // a line came
	ended chan struct{}
}

func startChild(t *testing.T, path string, env ...string) *running {
	t.Helper()
	c := &running{more: make(chan struct{}, 1), ended: make(chan struct{})}
	c.cmd = exec.CommandContext(t.Context(), os.Args[0])
	c.cmd.Env = append(append(os.Environ(), child+"="+path), env...)
	c.cmd.Stderr = os.Stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go c.listen(out)
	return c
}

func (c *running) listen(out io.Reader) {
	defer close(c.ended)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		c.mu.Lock()
		c.lines = append(c.lines, lines.Text())
		c.mu.Unlock()
		select {
		case c.more <- struct{}{}:
		default:
		}
	}
}

// read returns the lines so far, once there are so many.
func (c *running) read(t *testing.T, many int) []string {
	t.Helper()
	return c.until(t, fmt.Sprint(many, " lines"), func(lines []string) bool { return len(lines) >= many })
}

func (c *running) until(t *testing.T, what string, enough func(lines []string) bool) []string {
	t.Helper()
	late := time.After(90 * time.Second)
	for {
		if lines := c.rest(); enough(lines) {
			return lines
		}
		select {
		case <-c.more:
		case <-c.ended:
			t.Fatalf("the child ended before %s: %v", what, c.cmd.Wait())
		case <-late:
			t.Fatalf("no %s in 90 seconds", what)
		}
	}
}

// rest returns all lines that came.
func (c *running) rest() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.lines...)
}

func (c *running) kill(t *testing.T) {
	t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-c.ended
	if err := c.cmd.Wait(); err == nil {
		t.Fatal("the child was not killed")
	}
}
