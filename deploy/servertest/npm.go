package servertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// Modules returns the folder node_modules of a folder with a package.json,
// named from the project's root, and installs it at its locked versions when it
// is not there. A lock keeps two test programs from installing at once.
func Modules(t testing.TB, folder string) string {
	t.Helper()
	root := Root(t)
	unlock := lock(t, filepath.Join(root, "build", "npm.lock"))
	defer unlock()
	dir := filepath.Join(root, filepath.FromSlash(folder))
	modules := filepath.Join(dir, "node_modules")
	if _, err := os.Stat(filepath.Join(modules, ".package-lock.json")); err == nil {
		return modules // npm writes that file last
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("npm ci in %s (Debian package npm): %v\n%s", dir, err, out)
	}
	return modules
}

func lock(t testing.TB, path string) (unlock func()) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	return func() { f.Close() }
}

// Root is the folder of go.mod above the test.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}
