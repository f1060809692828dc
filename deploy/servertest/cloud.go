//go:build servers

package servertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// NewCloud starts a stand-in for Nextcloud with two accounts of one password: all
// calendars that the first makes are shared with the second, which does not see
// what is private in them. What is deleted stays in a trash, and its UID and
// address are refused.
func NewCloud(t testing.TB, owner, other, password string) (owners, others *Server) {
	t.Helper()
	installed(t, "php-sabre-dav", "/usr/share/php/Sabre/DAV/Server.php")
	installed(t, "php-sqlite3", "/usr/lib/php/*/pdo_sqlite.so")
	script := filepath.Join(Root(t), "deploy/servertest/sabre/cloud.php")
	env := []string{"SABRE_DATABASE=" + filepath.Join(t.TempDir(), "db"), "SABRE_USER=" + owner, "SABRE_OTHER=" + other, "SABRE_PASSWORD=" + password}
	create := exec.Command("/usr/bin/php", script)
	create.Env = append(os.Environ(), env...)
	finish(t, create)
	s := &Server{User: owner, Password: password, Home: "/calendars/" + owner + "/", address: FreeAddress(t)}
	s.begin(t, func() (stop func()) { return run(t, "php-cli", php(s.address, script, env...)) })
	shared := *s
	shared.User, shared.Home = other, "/calendars/"+other+"/"
	return s, &shared
}
