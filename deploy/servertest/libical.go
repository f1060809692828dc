package servertest

import (
	"bytes"
	"embed"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed libical/*.c
var programs embed.FS

// Libical compiles a program of the folder libical, such as expand.c, against the
// C library of that name, the most used reader of calendars there is, and
// returns its path. The flags go to the compiler.
func Libical(t testing.TB, source string, flags ...string) string {
	t.Helper()
	text, err := programs.ReadFile("libical/" + source)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), strings.TrimSuffix(source, ".c"))
	args := append([]string{"-O2", "-Wall", "-Wextra", "-Werror", "-x", "c", "-o", path}, flags...)
	gcc := exec.Command("gcc", append(args, "-", "-lical")...)
	gcc.Stdin = bytes.NewReader(text)
	if out, err := gcc.CombinedOutput(); err != nil {
		t.Fatalf("compile %s (Debian packages gcc, libc6-dev, libical-dev): %v\n%s", source, err, out)
	}
	return path
}
