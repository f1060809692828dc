package servertest

import (
	"bytes"
	"embed"
	"os/exec"
	"path/filepath"
	"testing"
)

//go:embed libical/*.c
var programs embed.FS

// Libical compiles a program of the folder libical against the C library of that
// name, the most used reader of calendars there is, and returns its path.
func Libical(t testing.TB, program string) string {
	t.Helper()
	source, err := programs.ReadFile("libical/" + program + ".c")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), program)
	gcc := exec.Command("gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-x", "c", "-o", path, "-", "-lical")
	gcc.Stdin = bytes.NewReader(source)
	if out, err := gcc.CombinedOutput(); err != nil {
		t.Fatalf("compile %s.c (Debian packages gcc, libc6-dev, libical-dev): %v\n%s", program, err, out)
	}
	return path
}
