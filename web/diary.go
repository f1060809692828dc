package web

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	"escale/scheduling"
)

// Diaries opens the page of an agenda to whoever knows its secret address.
type Diaries interface {
	// Diary returns what the secret opens, or scheduling.ErrNotFound.
	Diary(ctx context.Context, secret string) (Diary, error)
}

// Diary is one agenda of a professional who keeps a paper diary. What is changed
// in it, every program sees that reads the same calendars. What an id names and
// is there no more is passed over; a key makes adding twice add once.
type Diary interface {
	Owner() DiaryOwner
	// Between returns what touches the window, in order of start.
	Between(ctx context.Context, window scheduling.Interval) ([]DiaryEntry, error)
	AddHours(ctx context.Context, key string, at scheduling.Interval, weekly bool) error
	Close(ctx context.Context, key string, at scheduling.Interval, wholeDays bool) error
	// Remove takes hours or a closing away: of a series the occurrence alone, or
	// with all that follow.
	Remove(ctx context.Context, kind, id string, occurrence time.Time, following bool) error
	// Cancel cancels a session; its parent is told.
	Cancel(ctx context.Context, booking string) error
	// Mark says whether the parent came; scheduling.ErrNotFound when it is not the
	// time to say so.
	Mark(ctx context.Context, booking string, state scheduling.State) error
}

// DiaryOwner is whose page it is.
type DiaryOwner struct {
	Structure, Professional string
	Zone                    *time.Location
	Shortest                time.Duration // of the sessions offered; 0: not known
}

// Kinds of entries.
const (
	DiaryOpen    = "open"    // hours that are offered
	DiaryFixed   = "fixed"   // the same, set elsewhere
	DiaryClosed  = "closed"  // closed on this page
	DiaryBusy    = "busy"    // taken by something else
	DiaryBooking = "booking" // a session
)

// DiaryEntry is one line of a diary.
type DiaryEntry struct {
	Kind, ID string // the ID of a booking is the booking's
	scheduling.Interval
	WholeDays  bool
	Repeats    bool
	Occurrence time.Time // of a series: which one; else zero
	// Of a booking:
	Reference, Mode, Place string
	State                  scheduling.State
	Leaving                bool // is being cancelled
}

// live holds for a session that takes place as far as anybody knows.
func (e DiaryEntry) live() bool {
	return e.Kind == DiaryBooking && e.State.Live() && !e.Leaving
}

// diaryPage is one request for the page of one agenda.
type diaryPage struct {
	*Web
	rw     http.ResponseWriter
	r      *http.Request
	diary  Diary
	owner  DiaryOwner
	secret string
	form   func(name string) string
}

// diary opens the agenda and hands it to the page; who does not know its address
// learns nothing.
func (w *Web) diary(show func(diaryPage)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(rw, r.Body, 4096)
		if w.Diaries == nil || r.ParseForm() != nil {
			w.notFound(rw, r)
			return
		}
		secret := r.PathValue("secret")
		d, err := w.Diaries.Diary(r.Context(), secret)
		switch {
		case errors.Is(err, scheduling.ErrNotFound):
			w.notFound(rw, r)
		case err != nil:
			w.failed(rw, "open an agenda's page", err)
		default:
			show(diaryPage{w, rw, r, d, d.Owner(), secret, r.Form.Get})
		}
	}
}

// week shows seven days, those of the address or this week's.
func (p diaryPage) week() { p.weekWith(http.StatusOK, "", "") }

// weekWith shows the week with what went wrong, in which form, or what was done.
func (p diaryPage) weekWith(status int, form, problem string) {
	monday := mondayOf(p.now())
	if day, err := time.ParseInLocation(isoDay, p.form("semaine"), p.owner.Zone); err == nil && near(day, p.now()) {
		monday = mondayOf(day)
	}
	window := scheduling.Interval{Start: monday.UTC(), End: monday.AddDate(0, 0, 7).UTC()}
	all, err := p.diary.Between(p.r.Context(), window)
	if err != nil {
		p.failed(p.rw, "read an agenda", err)
		return
	}
	v := p.view(monday, all)
	v.Problem, v.Done = problem, diaryDone(p.form("fait"))
	if form != "" {
		v.Form, v.Given = form, p.given()
	}
	p.show(p.rw, status, "mon-agenda", v)
}

// now is the day at hand, for families and so for who receives them.
func (p diaryPage) now() time.Time { return p.Clocks.Programme().In(p.owner.Zone) }

const isoDay = "2006-01-02"

// near bounds how far one can leaf: what is asked for is computed.
func near(day, now time.Time) bool { return day.Sub(now).Abs() < 3*366*24*time.Hour }

func mondayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 0, 0, 0, 0, t.Location())
}

// newKey names what a form will add.
func newKey() string { return "page-" + rand.Text() }
