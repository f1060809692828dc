package caldav

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHrefsHaveOneSpelling(t *testing.T) {
	for in, want := range map[string]string{
		"/cal/a.ics":                             "/cal/a.ics",
		" https://host.example/cal/a.ics ":       "/cal/a.ics",
		"/cal/%61%20b.ics":                       "/cal/a%20b.ics",
		"/cal/été (1)&'@+.ics":                   "/cal/%C3%A9t%C3%A9%20%281%29&%27@+.ics",
		"/cal/%c3%a9t%c3%a9%20(1)%26'%40%2b.ics": "/cal/%C3%A9t%C3%A9%20%281%29&%27@+.ics",
		"/cal/a%2Fb.ics":                         "/cal/a%2Fb.ics",
		"/cal/a%2fb%3fc%23d%25e.ics":             "/cal/a%2Fb%3Fc%23d%25e.ics",
		"//cal/a.ics":                            "/a.ics",
		"a.ics":                                  "",
		"/%2f b":                                 "/%2F%20b",
		"/cal/%zz.ics":                           "",
		"":                                       "",
	} {
		if got := cleanHref(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// What a server names says more than its status.
func TestRefusalsAreNamed(t *testing.T) {
	named := func(name string) string {
		return `<?xml version="1.0"?><d:error xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://sabredav.org/ns">` +
			`<s:message>x</s:message>` + name + `</d:error>`
	}
	for _, c := range []struct {
		status int
		body   string
		want   Trouble
	}{
		{403, named(`<c:no-uid-conflict><d:href>/x</d:href></c:no-uid-conflict>`), Rejected},
		{412, named(`<c:valid-calendar-data/>`), Rejected},
		{207, `<d:multistatus xmlns:d="DAV:"><d:response>` + named(`<c:no-uid-conflict/>`)[21:] + `</d:response></d:multistatus>`, Rejected},
		{403, named(`<d:need-privileges/>`), NotAllowed},
		{403, named(`<d:quota-not-exceeded/>`), Full},
		{412, named(``), Conflict},
		{403, `<html>valid-calendar-data`, NotAllowed},
		{401, named(`<c:valid-calendar-data/>`), PasswordRefused},
	} {
		client := oddServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		if _, err := client.Put(t.Context(), "/cal/a.ics", "", nil); TroubleOf(err) != c.want {
			t.Errorf("%d %s: %v, want %s", c.status, c.body, err, c.want)
		}
	}
}

// The tokens of SOGo count seconds.
func TestSecondsAreAskedAgain(t *testing.T) {
	for in, want := range map[string]string{
		"1795345567": "1795345565", "42": "42", "data:,1795345567-5": "data:,1795345567-5", "": "",
	} {
		if got := since(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// A server that answers 404 for all if one is gone costs few requests, and hides
// nothing.
func TestOneGoneHidesNoOther(t *testing.T) {
	asked := 0
	c := oddServer(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		body, _ := io.ReadAll(r.Body)
		if r.Method == http.MethodGet && r.URL.Path != "/cal/57.ics" {
			_, _ = io.WriteString(w, "BEGIN:VCALENDAR")
			return
		}
		if r.Method != "PROPFIND" && (r.Method == http.MethodGet || strings.Contains(string(body), "/cal/57.ics")) {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.WriteHeader(http.StatusMultiStatus)
		if r.Method == "PROPFIND" {
			_, _ = io.WriteString(w, oneCalendar)
			return
		}
		var b strings.Builder
		for part := range strings.SplitSeq(string(body), "<href>") {
			if href, _, ok := strings.Cut(part, "</href>"); ok {
				fmt.Fprintf(&b, `<response><href>%s</href><propstat><prop><c:calendar-data>BEGIN:VCALENDAR</c:calendar-data></prop><status>HTTP/1.1 200 OK</status></propstat></response>`, href)
			}
		}
		_, _ = io.WriteString(w, `<multistatus xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">`+b.String()+`</multistatus>`)
	})
	var hrefs []string
	for i := range batch {
		hrefs = append(hrefs, fmt.Sprintf("/cal/%d.ics", i))
	}
	objects, err := c.Fetch(t.Context(), "/cal/", hrefs)
	if err != nil || len(objects) != batch-1 {
		t.Errorf("%d objects, %v", len(objects), err)
	}
	if asked > 20 {
		t.Errorf("%d requests", asked)
	}
}

// Whatever a server answers, reading it ends, and its addresses are paths in one
// spelling.
func FuzzMultistatus(f *testing.F) {
	f.Add([]byte(oneCalendar))
	f.Add([]byte(`<multistatus xmlns="DAV:"><response><href>http://h/%C3%A9%2F b</href><status>HTTP/1.1 404 Not Found</status></response><sync-token>1</sync-token></multistatus>`))
	f.Add([]byte("<A000000000 xmlns=\"DAV:\"><response><href>A00:/%2f 0</A>"))
	f.Add([]byte(`<error xmlns="DAV:"><valid-sync-token/></error>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = precondition(data)
		m, err := readMultistatus(answer{body: data})
		if err != nil {
			return
		}
		_ = m.objects()
		for _, r := range m.Responses {
			_, _ = asCalendar(r)
			_ = r.status()
			if diff := cmp.Diff(r.path(), cleanHref(r.path())); diff != "" {
				t.Error(diff)
			}
		}
	})
}
