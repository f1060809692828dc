//go:build servers

package servertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// NewSabre starts sabre/dav 1.8, a stand-in for servers of its age: no
// sync-collection, and two creates at once may both succeed.
func NewSabre(t testing.TB, user, password string) *Server {
	t.Helper()
	installed(t, "php-sabre-dav", "/usr/share/php/Sabre/DAV/Server.php")
	installed(t, "php-sqlite3", "/usr/lib/php/*/pdo_sqlite.so")
	script := filepath.Join(Root(t), "deploy/servertest/sabre/server.php")
	env := []string{"SABRE_DATABASE=" + filepath.Join(t.TempDir(), "db"), "SABRE_USER=" + user, "SABRE_PASSWORD=" + password}
	create := exec.Command("/usr/bin/php", script)
	create.Env = append(os.Environ(), env...)
	finish(t, create)
	s := &Server{User: user, Password: password, Home: "/calendars/" + user + "/", address: FreeAddress(t)}
	return s.begin(t, func() (stop func()) { return run(t, "php-cli", php(s.address, script, env...)) })
}
