//go:build servers

package servertest

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// postgres is a database server of the test's own, that trusts every local user.
type postgres struct {
	host, port string
	data       string // folder
}

// newPostgres starts an empty PostgreSQL; it ends after what uses it.
func newPostgres(t testing.TB) *postgres {
	t.Helper()
	bin := filepath.Dir(installed(t, "postgresql", "/usr/lib/postgresql/*/bin/postgres"))
	address := FreeAddress(t)
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	dir := openDir(t, "postgres")
	p := &postgres{host, port, filepath.Join(dir, "data")}
	finish(t, as(t, "postgres", bin+"/initdb", "-D", p.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"))
	stop := run(t, "postgresql", as(
		t, "postgres", bin+"/postgres", "-D", p.data, "-p", port, "-k", dir,
		"-c", "listen_addresses="+host, "-c", "fsync=off", "-c", "shared_buffers=16MB",
	))
	t.Cleanup(func() {
		p.interrupt(t)
		stop()
	})
	wait(t, "PostgreSQL answers", func() bool {
		cmd := exec.Command(bin + "/pg_isready")
		cmd.Env = p.env()
		return cmd.Run() == nil
	})
	return p
}

// interrupt lets the server end by itself: killed, it would leave shared memory
// behind.
func (p *postgres) interrupt(t testing.TB) {
	lock := filepath.Join(p.data, "postmaster.pid")
	text, err := os.ReadFile(lock)
	if err != nil {
		return // it never started
	}
	first, _, _ := strings.Cut(string(text), "\n")
	if pid, err := strconv.Atoi(first); err != nil || syscall.Kill(pid, syscall.SIGINT) != nil {
		return
	}
	wait(t, "PostgreSQL ends", func() bool {
		_, err := os.Stat(lock)
		return err != nil
	})
}

// env is where PostgreSQL's own programs find the server.
func (p *postgres) env() []string {
	return append(os.Environ(), "PGHOST="+p.host, "PGPORT="+p.port, "PGUSER=postgres")
}

// tool runs one of PostgreSQL's programs, or one that uses them.
func (p *postgres) tool(t testing.TB, program string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = p.env()
	finish(t, cmd)
}

// run executes a file of SQL, in which :'name' stands for a variable.
func (p *postgres) run(t testing.TB, database, user, file string, variables ...string) {
	t.Helper()
	args := []string{"-q", "-v", "ON_ERROR_STOP=1", "-U", user, "-d", database, "-f", file}
	for _, v := range variables {
		args = append(args, "-v", v)
	}
	p.tool(t, "/usr/bin/psql", args...)
}
