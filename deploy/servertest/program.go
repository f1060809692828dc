package servertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// guard runs a program until its own input ends, which it does at the latest
// when the test's process is gone. It leads a group of processes, and ends the
// whole group: servers leave children behind.
const guard = `"$@" </dev/null & read -r _; kill -KILL $! 2>/dev/null; wait $! 2>/dev/null; kill -KILL 0`

// run starts a program in a group of its own. stop kills the group and waits.
// The package is what to install where the program is missing. What the program
// says is shown if the test fails.
func run(t testing.TB, debian string, cmd *exec.Cmd) (stop func()) {
	t.Helper()
	if cmd.Err != nil {
		t.Fatalf("%v: install the Debian package %s", cmd.Err, debian)
	}
	if _, err := os.Stat(cmd.Path); err != nil {
		t.Fatalf("%v: install the Debian package %s", err, debian)
	}
	said, err := os.Create(filepath.Join(t.TempDir(), filepath.Base(cmd.Path)))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Args = append([]string{"sh", "-c", guard, "sh", cmd.Path}, cmd.Args[1:]...)
	cmd.Path = "/bin/sh"
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	cmd.Stdout, cmd.Stderr = said, said
	hold, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v (Debian package %s)", err, debian)
	}
	t.Cleanup(func() {
		defer said.Close()
		if text, err := os.ReadFile(said.Name()); err == nil && t.Failed() && len(text) > 0 {
			t.Logf("%s says:\n%s", debian, text[max(0, len(text)-2048):])
		}
	})
	return func() {
		_ = hold.Close()
		_ = cmd.Wait()
	}
}
