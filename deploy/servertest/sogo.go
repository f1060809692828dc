//go:build servers

package servertest

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// NewSOGo starts SOGo, with a PostgreSQL and a memcached of its own. Its address
// is the one that SOGo's manual gives for CalDAV. It knows a second account,
// "escale", with the same password.
func NewSOGo(t testing.TB, user, password string) *Server {
	t.Helper()
	sogod := installed(t, "sogo", "/usr/sbin/sogod")
	db := newPostgres(t)
	db.tool(t, "/usr/bin/createuser", "sogo")
	db.tool(t, "/usr/bin/createdb", "-O", "sogo", "sogo")
	db.run(t, "sogo", "sogo", filepath.Join(Root(t), "deploy/servertest/sogo/accounts.sql"), "user="+user, "password="+password)
	dir := openDir(t, "sogo")
	cache := filepath.Join(dir, "memcached")
	t.Cleanup(run(t, "memcached", as(t, "sogo", "/usr/bin/memcached", "-s", cache, "-m", "16")))
	at := "postgresql://sogo:unused@" + db.host + ":" + db.port + "/sogo/"
	s := &Server{User: user, Password: password, Home: "/SOGo/dav/" + user + "/Calendar/", address: FreeAddress(t), root: "/SOGo/dav/"}
	return s.begin(t, func() (stop func()) {
		return run(t, "sogo", sogo(as(
			t, "sogo", sogod, "-WONoDetach", "YES", "-WOPort", s.address, "-WOWorkersCount", "6",
			"-WOLogFile", "-", "-WOPidFile", filepath.Join(dir, "pid"), "-SOGoMemcachedHost", cache,
			"-SOGoProfileURL", at+"profile", "-OCSFolderInfoURL", at+"folders", "-OCSSessionsFolderURL", at+"sessions",
			"-SOGoUserSources", `({type=sql; id=accounts; viewURL="`+at+`accounts"; canAuthenticate=YES; isAddressBook=NO; userPasswordAlgorithm=plain;})`,
		), dir))
	})
}

// sogo gives the program a home, in which GNUstep keeps its locks.
func sogo(cmd *exec.Cmd, home string) *exec.Cmd {
	cmd.Env = []string{"HOME=" + home, "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"}
	cmd.Dir = home
	return cmd
}

// ShareSOGo shares a calendar of SOGo's first account with the second, which has
// these roles in it, and returns that account's hands on the server.
func ShareSOGo(owner *Server, calendar string, roles ...string) *Server {
	owner.t.Helper()
	other := *owner
	other.User, other.Home = "escale", "/SOGo/dav/escale/Calendar/"
	const inverse = ` xmlns="urn:inverse:params:xml:ns:inverse-dav"`
	give := `<acl-query` + inverse + `><set-roles user="escale"><` + strings.Join(roles, "/><") + `/></set-roles></acl-query>`
	for _, status := range []int{owner.Request("POST", calendar, give), other.Request("POST", calendar, `<subscribe`+inverse+`/>`)} {
		if status/100 != 2 {
			owner.t.Fatalf("share %s: %d", calendar, status)
		}
	}
	return &other
}
