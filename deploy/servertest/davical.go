//go:build servers

package servertest

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// NewDAViCal starts DAViCal on a PostgreSQL of its own. It answers under
// /caldav.php, as its manual installs it.
func NewDAViCal(t testing.TB, user, password string) *Server {
	t.Helper()
	create := installed(t, "davical", "/usr/share/davical/dba/create-database.sh")
	installed(t, "php-pgsql", "/usr/lib/php/*/pdo_pgsql.so")
	db := newPostgres(t)
	db.tool(t, "/bin/sh", create, "davical", "unused", "davical_dba", "davical_app")
	folder := filepath.Join(Root(t), "deploy/servertest/davical")
	db.run(t, "davical", "postgres", filepath.Join(folder, "account.sql"), "user="+user, "password="+password)
	s := &Server{User: user, Password: password, Home: "/caldav.php/" + user + "/", address: FreeAddress(t)}
	return s.begin(t, func() (stop func()) {
		return run(t, "php-cli", php(s.address, filepath.Join(folder, "router.php"),
			"DAVICAL_DATABASE=dbname=davical user=davical_app host="+db.host+" port="+db.port))
	})
}

// php is PHP's own web server, with several workers, on one script.
func php(address, script string, env ...string) *exec.Cmd {
	cmd := exec.Command("/usr/bin/php", "-d", "display_errors=0", "-d", "error_reporting=0", "-q", "-S", address, "-t", filepath.Dir(script), script)
	cmd.Env = append([]string{"PATH=/usr/bin:/bin", "PHP_CLI_SERVER_WORKERS=6"}, env...)
	return cmd
}
