package servertest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// NewCyrus starts the HTTP part of Cyrus IMAP with one account. Cyrus will not
// run as root: there, it runs as nobody.
func NewCyrus(t testing.TB, account, password string) *Server {
	t.Helper()
	_, s := newCyrus(t, account, password)
	return s
}

func newCyrus(t testing.TB, account, password string) (*cyrus, *Server) {
	t.Helper()
	c := &cyrus{t: t, dir: shortDir(t), imap: FreeAddress(t)}
	c.user, c.credential = unprivileged(t)
	s := &Server{
		User: account, Password: password, Home: "/dav/calendars/user/" + account + "/",
		address: FreeAddress(t), root: "/dav/",
	}
	c.configure(s.address)
	c.password(account, password)
	c.password("admin", password)
	s.begin(t, func() (stop func()) {
		return run(t, "cyrus-imapd", c.command("/usr/lib/cyrus/bin/master", "-C", c.conf(), "-M", c.path("cyrus.conf"), "-p", c.path("pid"), "-D"))
	})
	c.mailbox(account, password)
	return c, s
}

type cyrus struct {
	t          testing.TB
	dir, imap  string // folder; address of IMAP
	user       string // who runs it
	credential *syscall.Credential
}

func (c *cyrus) path(name string) string { return filepath.Join(c.dir, name) }
func (c *cyrus) conf() string            { return c.path("imapd.conf") }

// command is a program of Cyrus, run as its user.
func (c *cyrus) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.credential}
	return cmd
}

func (c *cyrus) configure(http string) {
	c.t.Helper()
	writeAll(c.t, c.dir, map[string]string{
		"imapd.conf": fmt.Sprintf(`cyrus_user: %[2]s
admins: admin
servername: localhost
configdirectory: %[1]s/conf
defaultpartition: default
partition-default: %[1]s/spool
proc_path: %[1]s/proc
mboxname_lockpath: %[1]s/lock
lmtpsocket: %[1]s/lmtp
idlesocket: %[1]s/idle
notifysocket: %[1]s/notify
unixhierarchysep: yes
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: %[1]s/sasldb
sasl_mech_list: PLAIN
httpmodules: caldav freebusy
caldav_create_default: 1
`, c.dir, c.user),
		"cyrus.conf": fmt.Sprintf(`START {
	recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -C %[1]s -r"
}
SERVICES {
	imap cmd="/usr/lib/cyrus/bin/imapd -C %[1]s" listen="%[2]s" prefork=0
	http cmd="/usr/lib/cyrus/bin/httpd -C %[1]s" listen="%[3]s" prefork=1
}
EVENTS {
}
`, c.conf(), c.imap, http),
	})
	for _, name := range []string{"conf", "conf/socket", "conf/db", "conf/log", "conf/msg", "conf/quota", "conf/user", "spool", "proc", "lock"} {
		if err := os.Mkdir(c.path(name), 0o700); err != nil {
			c.t.Fatal(err)
		}
	}
	c.give()
}

// give makes the user who runs Cyrus the owner of all there is so far.
func (c *cyrus) give() {
	c.t.Helper()
	if c.credential == nil {
		return
	}
	err := filepath.WalkDir(c.dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, int(c.credential.Uid), int(c.credential.Gid))
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *cyrus) password(account, password string) {
	c.t.Helper()
	cmd := c.command("/usr/sbin/saslpasswd2", "-f", c.path("sasldb"), "-p", "-c", "-u", "localhost", account)
	cmd.Stdin = strings.NewReader(password)
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("saslpasswd2: %v (Debian package sasl2-bin)\n%s", err, out)
	}
}

// mailbox makes the account's mailbox over IMAP: without one, every request for
// a calendar fails.
func (c *cyrus) mailbox(account, password string) {
	c.t.Helper()
	conn, err := net.Dial("tcp", c.imap)
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "1 LOGIN admin {%d+}\r\n%s\r\n2 CREATE user/%s\r\n3 LOGOUT\r\n", len(password), password, account)
	var said []string
	for lines := bufio.NewScanner(conn); lines.Scan(); said = append(said, lines.Text()) {
		if strings.HasPrefix(lines.Text(), "2 OK") {
			return
		}
	}
	c.t.Fatalf("cyrus made no mailbox (Debian packages cyrus-imapd and libsasl2-modules): %q", said)
}

// unprivileged is who runs servers that refuse to be root: nobody, where the
// tests are root; else whoever runs them, for whom no credential is needed.
func unprivileged(t testing.TB) (name string, credential *syscall.Credential) {
	t.Helper()
	who, err := user.Current()
	if err == nil && who.Uid == "0" {
		who, err = user.Lookup("nobody")
	}
	if err != nil {
		t.Fatal(err)
	}
	if os.Getuid() != 0 {
		return who.Username, nil
	}
	uid, err1 := strconv.ParseUint(who.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(who.Gid, 10, 32)
	if err1 != nil || err2 != nil {
		t.Fatalf("user %s has the ids %s and %s", who.Username, who.Uid, who.Gid)
	}
	return who.Username, &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// shortDir is a folder that other users may enter, and short enough for the
// names of sockets: the test's own is neither.
func shortDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "st")
	if err == nil {
		err = os.Chmod(dir, 0o711)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
