package caldav

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestRedirectsKeepTheMethod(t *testing.T) {
	c := oddServer(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != "PROPFIND":
			http.Error(w, "not PROPFIND", http.StatusMethodNotAllowed)
		case r.URL.Path == "/old/":
			http.Redirect(w, r, "/cal/", http.StatusMovedPermanently)
		case r.URL.Path == "/away/":
			http.Redirect(w, r, "http://elsewhere.example/cal/", http.StatusFound)
		default:
			if user, password, _ := r.BasicAuth(); user != "u" || password != "p" {
				t.Error("the password did not follow")
			}
			w.WriteHeader(http.StatusMultiStatus)
			_, _ = w.Write([]byte(oneCalendar))
		}
	})
	if cal, err := c.Calendar(t.Context(), "/old/"); err != nil || cal.Name != "Escale" || cal.Path != "/cal/" {
		t.Errorf("%+v, %v", cal, err)
	}
	if _, err := c.Calendar(t.Context(), "/away/"); TroubleOf(err) != Elsewhere || !strings.Contains(err.Error(), "elsewhere.example") {
		t.Errorf("to another host: %v", err)
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	for _, a := range []struct {
		name   string
		status int
		body   string
		want   Trouble
	}{
		{"a login page", 200, "<html><title>Connexion</title></html>", NotACalendar},
		{"a page instead of XML", 207, "<html>oops", NotACalendar},
		{"no calendar", 207, `<multistatus xmlns="DAV:"/>`, NotACalendar},
		{"password", 401, "", PasswordRefused},
		{"forbidden", 403, "", NotAllowed},
		{"gone", 410, "", Missing},
		{"later", 429, "", Busy},
		{"fault", 500, "<error/>", ServerFault},
		{"nested", 207, `<multistatus xmlns="DAV:">` + strings.Repeat("<a>", 1_000_000), NotACalendar},
	} {
		c := oddServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(a.status)
			_, _ = w.Write([]byte(a.body))
		})
		_, err := c.Calendar(t.Context(), "/cal/")
		if TroubleOf(err) != a.want || a.want.Words() == "" {
			t.Errorf("%s: %v", a.name, err)
		}
		if a.status == 429 && RetryAfter(err) != 2*time.Minute {
			t.Errorf("%s: wait %s", a.name, RetryAfter(err))
		}
	}
}

func TestWritesAreBelievedOnlyWhenTheySaySo(t *testing.T) {
	for status, want := range map[int]Trouble{
		207: Rejected, 400: Rejected, 403: NotAllowed, 409: Rejected, 412: Conflict, 423: Busy, 500: ServerFault, 503: Busy, 507: Full,
	} {
		c := oddServer(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		if _, err := c.Put(t.Context(), "/cal/a.ics", "", nil); TroubleOf(err) != want {
			t.Errorf("PUT %d: %v", status, err)
		}
		if err := c.Delete(t.Context(), "/cal/a.ics", `"1"`); TroubleOf(err) != want {
			t.Errorf("DELETE %d: %v", status, err)
		}
	}
}

func TestETagsAreRepaired(t *testing.T) {
	for in, want := range map[string]string{`W/"1"`: `"1"`, `"1"`: `"1"`, `1`: `"1"`, ` w/1 `: `"1"`, ``: ``} {
		if got := strongETag(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
