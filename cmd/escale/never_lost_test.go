package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"escale/evaluation"
	"escale/scheduling"
	"escale/store/sqlite"
)

// cuts are the syncs to disk at which the demo is killed, counted from the
// moment that something is asked of it; 0 is right after it has answered.
func cuts() []int { return []int{0, 1, 2, 4} }

// killedDemo is a demo that is killed in the middle of something and started
// again on what it left.
type killedDemo struct {
	*process
	data   string
	reader *parent // a coordinator
}

func startDemo(t *testing.T) *killedDemo {
	t.Helper()
	data := t.TempDir()
	return &killedDemo{start(t, "demo", "-data", data, "-listen", "127.0.0.1:0"), data, nil}
}

// killedWhile does something during which the demo is killed, and starts it
// again. It reports whether the demo had answered.
func (k *killedDemo) killedWhile(t *testing.T, cut int, do func() error) (answered bool) {
	t.Helper()
	if cut > 0 {
		killAtSync(t, k.process, cut)
	}
	answered = do() == nil
	k.kill()
	k.reader = nil // sign-ins end with the process
	k.process = start(t, "demo", "-data", k.data, "-listen", strings.TrimPrefix(k.base, "http://"))
	return answered
}

// TestAReminderSurvivesACrash: killed while a reminder falls due, or right after
// it was sent, the demo sends it once in the chat and at least once by e-mail.
func TestAReminderSurvivesACrash(t *testing.T) {
	t.Parallel()
	for _, cut := range cuts() {
		t.Run(fmt.Sprintf("cut %d", cut), func(t *testing.T) {
			t.Parallel()
			d := startDemo(t)
			mum := demoMum(t, d.base, 3)
			mum.tap("Des rappels par e-mail")
			mum.say(herMail)
			push := filled{d.base + "/demo/avancer", url.Values{"de": {"next"}}}
			again := func() error { _, err := tries(mum.http, push); return err }
			answered := d.killedWhile(t, cut, again)
			mum.open("/demo")
			if !answered && !strings.Contains(mum.text(), "d’avance") {
				if err := again(); err != nil { // the clock had not moved yet
					t.Fatal(err)
				}
			}
			d.until("the reminder is there", func() bool {
				mum.open("/")
				return strings.Contains(mum.text(), "Petit rappel") && mailed(t, d.data, "To: <"+herMail+">") > 0
			})
			if n := strings.Count(mum.text(), "Petit rappel"); n != 1 {
				t.Errorf("she is reminded %d times: %s", n, mum.last())
			}
		})
	}
}

// TestAnAnswerSurvivesACrash: what she answered is kept once it was acknowledged,
// and once only.
func TestAnAnswerSurvivesACrash(t *testing.T) {
	t.Parallel()
	for _, cut := range cuts() {
		t.Run(fmt.Sprintf("cut %d", cut), func(t *testing.T) {
			t.Parallel()
			d := startDemo(t)
			mum := demoMum(t, d.base, 0)
			for range 12 {
				if mum.button("Je n’ai pas pu venir") != nil {
					break
				}
				mum.push("next")
				mum.open("/")
			}
			before := d.counted(t)
			yes := mum.form(mum.buttons("")[indexOf(mum.buttons(""), "Oui")])
			answered := d.killedWhile(t, cut, func() error { _, err := tries(mum.http, yes); return err })
			mum.open("/")
			if answered && mum.button("Je n’ai pas pu venir") != nil {
				t.Error("she is asked again what she had answered")
			}
			if mum.button("Je n’ai pas pu venir") != nil {
				mum.send(mum.buttons("")[indexOf(mum.buttons(""), "Oui")])
			}
			d.until("the next question is there", func() bool {
				mum.open("/")
				return strings.Contains(mum.text(), "pris le temps de vous écouter")
			})
			d.until("the answer is counted", func() bool { return d.counted(t) > before })
			n := d.kept(t)
			if n != 1 {
				t.Errorf("her answer is kept %d times", n)
			}
		})
	}
}

// counted is how many answers the coordinators read of.
func (k *killedDemo) counted(t *testing.T) int {
	t.Helper()
	if k.reader == nil {
		k.reader = newParent(t, k.base)
		resp, err := k.reader.http.PostForm(k.base+"/connexion", url.Values{"nom": {"nationale"}, "mot-de-passe": {"demo-nationale"}})
		k.reader.read(resp, err)
	}
	for _, r := range k.reader.rows(nil) {
		if r.table == "question-took-place" {
			return r.n
		}
	}
	t.Fatal("the results do not have the first question")
	return 0
}

// kept stops the demo and counts the answers given now. The invented ones have
// no month of arrival.
func (k *killedDemo) kept(t *testing.T) int {
	t.Helper()
	k.kill()
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(k.data, "escale.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	all, err := store.List(t.Context(), scheduling.Query{Kind: "answer", Limit: 10000})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range all {
		var a evaluation.Answer
		if err := json.Unmarshal(r.Data, &a); err != nil {
			t.Fatal(err)
		}
		if a.Arrived != "" && a.Items["took-place"] == "yes" {
			n++
		}
	}
	return n
}
