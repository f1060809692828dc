//go:build linux

package sqlite_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
)

// TestFullDiskIsSurvived lets the system answer "no space left" to every write
// of a running service for a while: what it acknowledged is stored, what it
// refused is not, and with room again it goes on.
func TestFullDiskIsSurvived(t *testing.T) {
	path := filepath.Join(t.TempDir(), "escale.db")
	c := startChild(t, path, persistent+"=1")
	c.read(t, 100)
	full := fillDisk(t, c.cmd.Process.Pid)
	refusedSoFar := len(refusals(c.rest()))
	c.until(t, "refusals", func(lines []string) bool { return len(refusals(lines)) >= refusedSoFar+40 })
	full.empty(t)
	then := len(c.rest())
	c.until(t, "recovery", func(lines []string) bool { return len(lines)-len(refusals(lines)) >= then+200 })
	c.kill(t)
	s := open(t, path, nil)
	stored := func(id string) bool {
		_, err := s.Get(t.Context(), scheduling.Key{Kind: "booking", ID: id})
		return err == nil
	}
	acknowledged := 0
	for _, line := range c.rest() {
		id, no := strings.CutPrefix(line, "refused ")
		if stored(id) == no {
			t.Errorf("%s was refused: %v, is stored: %v", id, no, !no)
		}
		if !no {
			acknowledged++
		}
	}
	t.Logf("%d acknowledged, %d refused", acknowledged, len(refusals(c.rest())))
	whole(t, s)
}

func refusals(lines []string) (all []string) {
	for _, line := range lines {
		if strings.HasPrefix(line, "refused ") {
			all = append(all, line)
		}
	}
	return all
}

// fullDisk is strace, which answers for the system as long as it looks on.
type fullDisk struct {
	cmd  *exec.Cmd
	said *strings.Builder
}

func fillDisk(t *testing.T, pid int) *fullDisk {
	t.Helper()
	d := &fullDisk{said: &strings.Builder{}}
	d.cmd = exec.CommandContext(t.Context(), "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64",
		"-e", "inject=pwrite64:error=ENOSPC", "-p", strconv.Itoa(pid))
	d.cmd.Stderr = d.said
	if err := d.cmd.Start(); err != nil {
		t.Fatalf("strace (Debian package strace): %v", err)
	}
	return d
}

// empty makes room again.
func (d *fullDisk) empty(t *testing.T) {
	t.Helper()
	_ = d.cmd.Process.Signal(os.Interrupt) // it lets go of the process and ends
	ended := make(chan error, 1)
	go func() { ended <- d.cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(90 * time.Second):
		t.Fatalf("strace does not let go: %s", d.said)
	}
}
