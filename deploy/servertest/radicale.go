package servertest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// NewRadicale starts Radicale with an empty folder.
func NewRadicale(t testing.TB, user, password string) *Server {
	t.Helper()
	dir := t.TempDir()
	s := &Server{User: user, Password: password, Home: "/" + user + "/", address: FreeAddress(t)}
	writeAll(t, dir, map[string]string{
		"users": user + ":" + password + "\n",
		"config": fmt.Sprintf(`[server]
hosts = %s
[auth]
type = htpasswd
htpasswd_filename = %s/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = %s/data
[logging]
level = error
`, s.address, dir, dir),
	})
	return s.begin(t, func() (stop func()) {
		return run(t, "radicale", exec.Command("/usr/bin/radicale", "-C", filepath.Join(dir, "config")))
	})
}

// writeAll writes the files of a server's configuration.
func writeAll(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
