//go:build servers

package servertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Kinds are the servers of the second tier: slower to start, and to be run as
// root, since two of them want users of their own.
func Kinds() []Kind {
	return []Kind{{"DAViCal", NewDAViCal}, {"SOGo", NewSOGo}, {"sabre/dav 1.8", NewSabre}}
}

// as makes a command that runs as a system user, which its package made.
func as(t testing.TB, user, program string, args ...string) *exec.Cmd {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatalf("%s has to run as the user %s, which only root can do: run the tests of these servers as root", filepath.Base(program), user)
	}
	return exec.Command("/usr/bin/setpriv", append([]string{"--reuid", user, "--regid", user, "--clear-groups", "--", program}, args...)...)
}

// openDir makes a folder that a system user can reach and owns.
func openDir(t testing.TB, owner string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "servertest")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if out, err := exec.Command("chown", owner+":", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

// installed fails the test where a file of a Debian package is missing.
func installed(t testing.TB, debian, file string) string {
	t.Helper()
	found, err := filepath.Glob(file)
	if err != nil || len(found) == 0 {
		t.Fatalf("no %s: install the Debian package %s", file, debian)
	}
	return found[len(found)-1]
}

// finish runs a command that prepares a server.
func finish(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
}
