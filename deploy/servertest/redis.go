package servertest

import (
	"net"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Redis is a redis-server of the test's own on loopback, that keeps its files
// in a folder of the test.
type Redis struct {
	// Address is host and port; Dir is where its files are.
	Address, Dir string

	t       testing.TB
	flags   []string
	stop    func()
	process int
	login   []string // redis-cli's, where it takes a password
}

// NewRedis starts a server that writes each change to the disk before it
// answers. Settings come in turns of name and value, as on its command line but
// without the dashes, a value's words parted by spaces, and replace the defaults.
func NewRedis(t testing.TB, settings ...string) *Redis {
	t.Helper()
	r := newRedis(t, settings...)
	r.Start()
	return r
}

func newRedis(t testing.TB, settings ...string) *Redis {
	t.Helper()
	r := &Redis{Address: FreeAddress(t), Dir: t.TempDir(), t: t}
	_, port := r.hostPort()
	all := append([]string{
		"bind", "127.0.0.1", "port", port, "dir", r.Dir, "save", "", "appendonly", "yes", "appendfsync", "always",
		"repl-diskless-sync-delay", "0",
	}, settings...)
	for i := 0; i+1 < len(all); i += 2 {
		r.flags = append(r.flags, "--"+all[i])
		if all[i+1] == "" {
			r.flags = append(r.flags, "")
		}
		r.flags = append(r.flags, strings.Fields(all[i+1])...)
		if all[i] == "requirepass" {
			r.login = []string{"--no-auth-warning", "-a", all[i+1]}
		}
	}
	t.Cleanup(func() {
		if r.stop != nil {
			r.stop()
		}
	})
	return r
}

func (r *Redis) hostPort() (host, port string) {
	host, port, err := net.SplitHostPort(r.Address)
	if err != nil {
		r.t.Fatal(err)
	}
	return host, port
}

// Start starts the server, again after Stop with what its files hold.
func (r *Redis) Start() {
	r.t.Helper()
	r.stop = run(r.t, "redis-server", exec.Command("/usr/bin/redis-server", r.flags...))
	wait(r.t, "Redis answers at "+r.Address, func() bool { return r.try("PING") == "PONG" })
	r.process = r.pid()
}

// Stop kills the server with SIGKILL; what it wrote stays on the disk.
func (r *Redis) Stop() {
	r.stop()
	r.stop = nil
}

// Do runs one command through redis-cli and returns what it prints.
func (r *Redis) Do(args ...string) string {
	r.t.Helper()
	out, err := r.cli(args...).CombinedOutput()
	if err != nil {
		r.t.Fatalf("redis-cli %s: %v: %s (Debian package redis-tools)", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// try is Do where there may be no answer.
func (r *Redis) try(args ...string) string {
	out, err := r.cli(args...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func (r *Redis) cli(args ...string) *exec.Cmd {
	host, port := r.hostPort()
	return exec.Command("/usr/bin/redis-cli", append(append([]string{"-h", host, "-p", port}, r.login...), args...)...)
}

// has waits until a section of INFO holds a line.
func (r *Redis) has(section, line string) {
	r.t.Helper()
	wait(r.t, r.Address+" says "+line, func() bool {
		return strings.Contains(r.try("INFO", section)+"\r\n", line+"\r\n")
	})
}

// followed waits until a replica has everything.
func (r *Redis) followed() {
	r.t.Helper()
	wait(r.t, r.Address+" has a replica", func() bool { return strings.Contains(r.try("INFO", "replication"), "state=online") })
}

// Promoted waits until a replica is the master.
func (r *Redis) Promoted() {
	r.t.Helper()
	r.has("replication", "role:master")
}

// Pause stops the server as a machine in trouble would: it holds its
// connections and says nothing, until Resume.
func (r *Redis) Pause() { r.signal(syscall.SIGSTOP) }

// Resume lets it go on.
func (r *Redis) Resume() { r.signal(syscall.SIGCONT) }

func (r *Redis) signal(s syscall.Signal) {
	r.t.Helper()
	if err := syscall.Kill(r.process, s); err != nil {
		r.t.Fatal(err)
	}
}

// pid reads the number of the server's process.
func (r *Redis) pid() int {
	for line := range strings.Lines(r.Do("INFO", "server")) {
		if number, found := strings.CutPrefix(strings.TrimSpace(line), "process_id:"); found {
			if n, err := strconv.Atoi(number); err == nil {
				return n
			}
		}
	}
	r.t.Fatal("Redis does not say which process it is")
	return 0
}
