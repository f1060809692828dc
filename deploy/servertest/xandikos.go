package servertest

import (
	"net"
	"os/exec"
	"testing"
)

// NewXandikos starts Xandikos with an empty folder. It asks for no password.
func NewXandikos(t testing.TB, user, password string) *Server {
	t.Helper()
	dir := t.TempDir()
	s := &Server{User: user, Password: password, Home: "/" + user + "/calendars/", address: FreeAddress(t)}
	host, port, err := net.SplitHostPort(s.address)
	if err != nil {
		t.Fatal(err)
	}
	return s.begin(t, func() (stop func()) {
		return run(t, "xandikos", exec.Command("/usr/bin/xandikos", "-d", dir, "--defaults",
			"--current-user-principal", "/"+user+"/", "-l", host, "-p", port))
	})
}
