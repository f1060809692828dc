package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"escale/bot/email"
	"escale/scheduling"
)

// mostPushed bounds one push, so that a slip of the finger does not spend the
// programme's whole period.
const mostPushed = 62 * 24 * time.Hour

// push moves the programme's clock forward, stopping at every due instant on
// the way so that each thing happens at its hour. One push at a time, and not
// while the tick has work under way: that belongs to an hour that would be over.
func (d *demo) push(ctx context.Context, by time.Duration) error {
	d.house.working.Lock()
	defer d.house.working.Unlock()
	d.house.look(ctx)
	target := d.clocks.Programme().Add(by)
	if soon := d.clocks.Programme().Add(d.house.config.calendarSettling()); soon.Before(target) && d.house.unsettled(ctx) {
		if err := d.pushTo(ctx, soon); err != nil {
			return err
		}
		d.house.look(ctx)
		d.house.look(ctx) // now every calendar around was read since
	}
	return d.pushTo(ctx, target)
}

// unsettled reports whether something that staff did waits to be settled.
func (h *house) unsettled(ctx context.Context) bool {
	all, err := h.store.List(ctx, scheduling.Query{Kind: "booking", Tag: scheduling.TagUnsettled, Limit: 1})
	return err != nil || len(all) > 0
}

// pushTo moves the clock to an instant by way of everything that is due before.
func (d *demo) pushTo(ctx context.Context, target time.Time) error {
	for {
		next, err := d.house.store.NextDue(ctx, scheduling.ProgrammeTime)
		if errors.Is(err, scheduling.ErrNotFound) || err == nil && next.After(target) {
			next, err = target, nil
		}
		if err != nil {
			return err
		}
		before := d.clocks.Programme()
		if err := d.clocks.set(ctx, next); err != nil {
			return err
		}
		if d.house.begun(ctx, before) {
			d.house.look(ctx) // what staff said of it counts from its hour on
		}
		if err := d.house.settleNow(ctx); err != nil {
			return err
		}
		if !next.Before(target) {
			return nil
		}
	}
}

// begun reports whether a session's hour has come since.
func (h *house) begun(ctx context.Context, since time.Time) bool {
	all, err := h.store.List(ctx, scheduling.Query{Kind: "booking", Tag: "state:" + string(scheduling.Booked)})
	return err != nil || slices.ContainsFunc(all, func(r scheduling.Record) bool {
		b, err := h.desk.Booking(ctx, r.ID)
		start := b.Stands().Start
		return err != nil || start.After(since) && !start.After(h.clocks.Programme())
	})
}

// looking bounds how long a push waits for calendars that don't answer.
const looking = 10 * time.Second

// look reads every calendar, so that what staff just changed counts before time
// moves on.
func (h *house) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, looking)
	defer cancel()
	for agenda, err := range h.syncAll(ctx, h.observe, h.catalogue.programme().Structures...) {
		h.log.Warn("calendars not read before the push", "agenda", agenda, "err", err)
	}
}

// settleNow does everything that is due at this instant.
func (h *house) settleNow(ctx context.Context) error {
	if err := h.worker.Drain(ctx); err != nil {
		return err
	}
	return h.deliverer.Pass(ctx)
}

// readPush reads 90m, 48h or 3d.
func readPush(s string) (time.Duration, error) {
	days, isDays := strings.CutSuffix(strings.TrimSpace(s), "d")
	by, err := time.ParseDuration(strings.TrimSpace(s))
	if isDays {
		var n int
		n, err = strconv.Atoi(days)
		by = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || by <= 0 || by > mostPushed {
		return 0, fmt.Errorf("%q: want a time forward such as 90m, 48h or 3d, at most 62d", s)
	}
	return by, nil
}

//go:embed demo_page.html
var demoPageText string

var demoPage = template.Must(template.New("demo").Parse(demoPageText))

// routes adds the demo's own pages to those of the house.
func (d *demo) routes() *http.ServeMux {
	mux := d.house.routes()
	guard := http.NewCrossOriginProtection()
	mux.HandleFunc("GET /demo", d.show)
	mux.Handle("POST /demo/avancer", guard.Handler(http.HandlerFunc(d.advance)))
	return mux
}

func (d *demo) advance(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	by, err := readPush(r.FormValue("de"))
	if r.FormValue("de") == "next" {
		by, err = d.toNext(r.Context())
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := d.push(context.WithoutCancel(r.Context()), by); err != nil {
		d.house.log.Error("push the clock", "err", err)
		http.Error(w, "L’horloge n’a pas pu avancer jusqu’au bout.", http.StatusInternalServerError)
		return
	}
	if strings.HasPrefix(r.Header.Get("Accept"), "text/plain") {
		fmt.Fprintf(w, "For families it is now %s in Paris.\n", d.clocks.Programme().In(paris()).Format("2006-01-02 15:04"))
		return
	}
	http.Redirect(w, r, "/demo", http.StatusSeeOther)
}

// toNext is the time until the next thing that is due.
func (d *demo) toNext(ctx context.Context) (time.Duration, error) {
	next, err := d.house.store.NextDue(ctx, scheduling.ProgrammeTime)
	if err != nil {
		return 0, errors.New("rien n’est prévu")
	}
	return max(next.Sub(d.clocks.Programme()), time.Second), nil
}

// demoView is what the demo's page shows.
type demoView struct {
	Now, Shift, Next, Calendars string
	Steps                       []demoStep
	Users                       []demoUserView
	Mail                        []mailView
	Pages                       []ownPage
}

type (
	demoStep     struct{ Value, Label string }
	demoUserView struct{ Name, Password, Sees string }
	mailView     struct{ Subject, To, Date, Text string }
)

func (d *demo) show(w http.ResponseWriter, r *http.Request) {
	kept, err := d.mail.List(30)
	if err != nil {
		d.house.log.Error("list the mail", "err", err)
	}
	say := d.house.texts.In("fr")
	now := d.clocks.Programme().In(paris())
	v := demoView{
		Now: say.Day(now, paris()) + " " + strconv.Itoa(now.Year()) + ", " + say.Clock(now), Calendars: d.house.config.BaseURL + "/caldav/", Pages: d.pages,
		Steps: []demoStep{{"1h", "+ 1 heure"}, {"24h", "+ 1 jour"}, {"7d", "+ 1 semaine"}},
		Mail:  mailViews(kept),
	}
	if shift := d.clocks.shift(); shift > time.Minute {
		v.Shift = fmt.Sprintf("%d j %d h", int(shift.Hours())/24, int(shift.Hours())%24)
	}
	if next, err := d.house.store.NextDue(r.Context(), scheduling.ProgrammeTime); err == nil {
		v.Steps = append(v.Steps, demoStep{"next", "Jusqu’au prochain envoi"})
		v.Next = say.Day(next, paris()) + ", " + say.Clock(next.In(paris()))
	}
	for _, u := range demoUsers() {
		v.Users = append(v.Users, demoUserView{u.user.Name, u.password, u.sees})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	if err := demoPage.Execute(w, v); err != nil {
		d.house.log.Warn("demo page", "err", err)
	}
}

func mailViews(kept []email.Kept) []mailView {
	var out []mailView
	for _, k := range kept {
		out = append(out, mailView{k.Subject, k.To, k.Date.In(paris()).Format("02/01/2006 15:04"), k.Text})
	}
	return out
}

func paris() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // the binary carries its zones
	}
	return loc
}
