package web

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"escale/scheduling"
)

// oneSession is what the token "jeton" names.
type oneSession struct {
	it    Session
	marks int
}

func (o *oneSession) Session(_ context.Context, token string) (Session, error) {
	if token != "jeton" {
		return Session{}, scheduling.ErrNotFound
	}
	return o.it, nil
}

func (o *oneSession) Mark(_ context.Context, _ string, state scheduling.State) error {
	o.marks++
	o.it.State = state
	return nil
}

func newSession(t testing.TB) (*world, *oneSession) {
	w, p := newDiary(t)
	start := p.at("25 10:00")
	o := &oneSession{it: Session{Reference: "K7M2-P9", Start: start, From: start, Until: start.Add(31 * 24 * time.Hour), State: scheduling.Booked}}
	w.Sessions = o
	return w, o
}

func TestOneTapSaysHowASessionWent(t *testing.T) {
	w, o := newSession(t)
	w.says(w.page("/seance/jeton"), "mercredi 25 novembre à 10\u202fh", "K7M2-P9", ">Venu</button>", ">Absent</button>")
	if o.marks != 0 {
		t.Fatal("looking marked it")
	}
	for answer, want := range map[string]string{"oui": "C’est noté : venu", "non": "C’est noté : absent"} {
		if status, page := w.post("/seance/jeton", url.Values{"venu": {answer}}); status != http.StatusOK {
			t.Errorf("%s: %d", answer, status)
		} else {
			w.says(page, want)
		}
	}
	w.post("/seance/jeton", url.Values{"venu": {"peut-être"}})
	if o.marks != 2 {
		t.Errorf("marked %d times", o.marks)
	}
}

func TestASessionIsSaidInItsTime(t *testing.T) {
	w, o := newSession(t)
	w.clocks.now = o.it.From.Add(-time.Minute)
	w.says(w.page("/seance/jeton"), "Vous pourrez répondre à partir du mercredi 25 novembre à 10\u202fh")
	w.clocks.now = o.it.Until.Add(time.Minute)
	w.says(w.page("/seance/jeton"), "On pouvait répondre jusqu’au")
}

func TestAnUnknownTokenIsAPageThatIsNotThere(t *testing.T) {
	w, o := newSession(t)
	for _, token := range []string{"x", "jeton2", "%2e%2e", ""} {
		status, page := w.get("/seance/" + token)
		posted, _ := w.post("/seance/"+token, url.Values{"venu": {"oui"}})
		if status != http.StatusNotFound || posted != http.StatusNotFound && posted != http.StatusMethodNotAllowed {
			t.Errorf("%q: %d and %d\n%s", token, status, posted, page)
		}
	}
	if o.marks != 0 {
		t.Error("something was marked")
	}
}
