package email

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/deploy/servertest"
)

// answer is a letter with a calendar object in it, as Outlook sends one: among
// alternatives, in base64 or not.
func answer(uid string) string {
	return strings.ReplaceAll("From: accueil@lilas.example\nTo: bonjour@escale.example\nSubject: =?utf-8?Q?Refus=C3=A9?=\n"+
		"MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"+
		"--b\nContent-Type: text/plain\n\nPas ce jour.\n"+
		"--b\nContent-Type: text/calendar; method=REPLY; charset=\"utf-8\"\nContent-Transfer-Encoding: quoted-printable\n\n"+
		"METHOD:REPLY=0AUID:"+uid+"\n--b--\n", "\n", "\r\n")
}

const plainLetter = "From: a@b.example\r\nTo: bonjour@escale.example\r\nSubject: Bonjour\r\n\r\nMerci.\r\n"

// mailbox is a real one, with an Inbox on it.
func mailbox(t *testing.T) (*servertest.Mailbox, *Inbox) {
	m := servertest.NewMailbox(t, "bonjour", "secret")
	i, err := NewInbox(InboxConfig{Host: m.Host, Port: m.Port, TLS: Plain, User: m.User, Password: m.Password, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return m, i
}

func TestInboxReadsEachAnswerOnce(t *testing.T) {
	m, i := mailbox(t)
	var got []string
	take := func(_ context.Context, object []byte) error {
		got = append(got, strings.TrimSpace(string(object)))
		return nil
	}
	read := func(since Mark, want ...string) Mark {
		t.Helper()
		got = nil
		mark, err := i.Read(t.Context(), since, take)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("read after %v:\n%s", since, diff)
		}
		return mark
	}
	mark := read(Mark{})
	m.Deliver(plainLetter)
	m.Deliver(answer("one"))
	m.Deliver(answer("two"))
	mark = read(mark, "METHOD:REPLY\nUID:one", "METHOD:REPLY\nUID:two")
	mark = read(mark)
	m.Deliver(answer("three") + strings.Repeat("x", maxLetter)) // too large
	m.Deliver(answer("four"))
	mark = read(mark, "METHOD:REPLY\nUID:four")
	read(Mark{Validity: mark.Validity + 1, UID: mark.UID}, // the mailbox was made anew
		"METHOD:REPLY\nUID:one", "METHOD:REPLY\nUID:two", "METHOD:REPLY\nUID:four")
}

func TestInboxStopsAtWhatCantBeTakenYet(t *testing.T) {
	m, i := mailbox(t)
	for n := range 3 {
		m.Deliver(answer(fmt.Sprint(n)))
	}
	full, seen := errors.New("disk full"), 0
	mark, err := i.Read(t.Context(), Mark{}, func(context.Context, []byte) error {
		if seen++; seen == 2 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || mark.UID != 1 {
		t.Fatalf("stopped at %v, %v", mark, err)
	}
	seen = 10
	if mark, err = i.Read(t.Context(), mark, func(context.Context, []byte) error { seen++; return nil }); err != nil || seen != 12 || mark.UID != 3 {
		t.Errorf("then read %d letters up to %v, %v", seen-10, mark, err)
	}
}

func TestInboxTroubleIsAnError(t *testing.T) {
	m, _ := mailbox(t)
	deaf, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	nobody := func(context.Context, []byte) error { return errors.New("called") }
	for name, c := range map[string]InboxConfig{
		"wrong password": {Host: m.Host, Port: m.Port, TLS: Plain, User: m.User, Password: "wrong"},
		"no such folder": {Host: m.Host, Port: m.Port, TLS: Plain, User: m.User, Password: m.Password, Folder: "Ailleurs"},
		"no TLS there":   {Host: m.Host, Port: m.Port, User: m.User, Password: m.Password, Timeout: 200 * time.Millisecond},
		"a deaf server":  {Host: "127.0.0.1", Port: deaf.Addr().(*net.TCPAddr).Port, TLS: Plain, User: "a", Timeout: 200 * time.Millisecond},
	} {
		c.Clock = time.Now
		i, err := NewInbox(c)
		if err != nil {
			t.Fatal(err)
		}
		since := Mark{7, 9}
		mark, err := i.Read(t.Context(), since, nobody)
		if err == nil || mark != since {
			t.Errorf("%s: %v, %v", name, mark, err)
		}
		if err != nil && c.Password != "" && strings.Contains(err.Error(), c.Password) {
			t.Errorf("%s: the password is in %q", name, err)
		}
	}
	for _, c := range []InboxConfig{{User: "a"}, {Host: "a"}, {Host: "a", User: "a", TLS: "maybe"}} {
		if _, err := NewInbox(c); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
}

func FuzzObjects(f *testing.F) {
	f.Add([]byte(answer("a")))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: text/calendar; charset=x\r\nContent-Transfer-Encoding: base64\r\n\r\n!!\r\n--a--"))
	f.Fuzz(func(t *testing.T, letter []byte) {
		for _, o := range objects(letter) {
			if len(o) > len(letter) {
				t.Errorf("%d bytes out of a letter of %d", len(o), len(letter))
			}
		}
	})
}
