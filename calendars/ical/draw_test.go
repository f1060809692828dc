package ical

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

var freqs = []string{"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"}

type dice struct{ *rand.Rand }

func (r dice) one(in int) bool { return r.IntN(in) == 0 }

func (r dice) pick(list ...string) string { return list[r.IntN(len(list))] }

// list draws one to four numbers; negative ones too if asked.
func (r dice) list(low, high int, negative bool) string {
	var items []string
	for range 1 + r.IntN(4) {
		n := low + r.IntN(high-low+1)
		if negative && r.one(3) {
			n = -n
		}
		items = append(items, fmt.Sprint(n))
	}
	return strings.Join(items, ",")
}

// days draws weekdays, numbered ones up to nth.
func (r dice) days(nth int) string {
	var items []string
	for range 1 + r.IntN(4) {
		day := r.pick("MO", "TU", "WE", "TH", "FR", "SA", "SU")
		if n := 0; nth > 0 && r.one(2) {
			for n == 0 {
				n = r.IntN(2*nth+1) - nth
			}
			day = fmt.Sprint(n) + day
		}
		items = append(items, day)
	}
	return strings.Join(items, ",")
}

// draw makes one case: RFC 5545's table of what may go with which FREQ is kept.
func (r dice) draw() *drawn {
	d := &drawn{freq: freqs[r.IntN(len(freqs))]}
	if d.freq == "SECONDLY" && !r.one(4) {
		d.freq = "WEEKLY"
	}
	d.parts = []string{"FREQ=" + d.freq}
	d.start = time.Date(2020+r.IntN(8), time.Month(1+r.IntN(12)), 1+r.IntN(31), r.IntN(24), 15*r.IntN(4), 10*r.IntN(2), 0, time.UTC)
	switch r.IntN(4) {
	case 0:
		d.zone = r.pick("Europe/Paris", "America/New_York", "America/Martinique", "Indian/Reunion", "Australia/Lord_Howe")
	case 1:
		d.date = d.freq == "YEARLY" || d.freq == "MONTHLY" || d.freq == "WEEKLY" || d.freq == "DAILY"
	}
	if d.date {
		d.start = midnight(d.start)
	}
	interval := r.interval(d)
	r.coarse(d)
	r.fine(d)
	if !d.goesOn() || !d.begins(!r.one(5)) {
		return r.draw()
	}
	r.limits(d, interval)
	return d
}

func (r dice) interval(d *drawn) int {
	if r.one(2) {
		return 1
	}
	n := 2 + r.IntN(3)
	if r.one(8) {
		n = 5 + r.IntN(30)
	}
	d.parts = append(d.parts, fmt.Sprintf("INTERVAL=%d", n))
	return n
}

// coarse adds the parts that name days.
func (r dice) coarse(d *drawn) {
	add := func(in int, part string) {
		if r.one(in) {
			d.parts = append(d.parts, part)
		}
	}
	fine := d.isFine()
	if fine && !r.one(3) {
		return
	}
	add(4, "BYMONTH="+r.list(1, 12, false))
	if d.freq == "YEARLY" {
		add(4, "BYWEEKNO="+r.list(1, 53, true))
	}
	if d.freq == "YEARLY" || fine {
		add(5, "BYYEARDAY="+r.list(1, 366, true))
	}
	if d.freq != "WEEKLY" {
		add(4, "BYMONTHDAY="+r.list(1, 31, true))
	}
	switch {
	case d.freq == "MONTHLY":
		add(3, "BYDAY="+r.days(5))
	case d.freq == "YEARLY" && d.has("BYMONTH") && !d.has("BYWEEKNO"):
		add(2, "BYDAY="+r.days(5))
	case d.freq == "YEARLY" && !d.has("BYWEEKNO"):
		add(3, "BYDAY="+r.days(53))
	default:
		add(3, "BYDAY="+r.days(0))
	}
}

// fine adds the parts that name times, BYSETPOS and WKST.
func (r dice) fine(d *drawn) {
	if !d.date {
		if r.one(4) {
			d.parts = append(d.parts, "BYHOUR="+r.list(0, 23, false))
		}
		if r.one(5) {
			d.parts = append(d.parts, "BYMINUTE="+r.pick("0", "30", "0,15,30,45", r.list(0, 59, false)))
		}
		if r.one(8) {
			d.parts = append(d.parts, "BYSECOND="+r.pick("0", "10", "0,10,20", r.list(0, 59, false)))
		}
	}
	if r.one(4) && strings.Contains(d.rule(), ";BY") {
		d.parts = append(d.parts, "BYSETPOS="+r.pick("1", "-1", "2", r.list(1, 6, true)))
	}
	if r.one(3) {
		d.parts = append(d.parts, "WKST="+r.pick("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
	}
}

// reach is about how long a window holds enough occurrences of a frequency.
var reach = map[string]time.Duration{
	"YEARLY": 8 * 366 * day, "MONTHLY": 3 * 366 * day, "WEEKLY": 366 * day, "DAILY": 200 * day,
	"HOURLY": 20 * day, "MINUTELY": day, "SECONDLY": time.Hour,
}

// limits adds COUNT or UNTIL and draws the window.
func (r dice) limits(d *drawn, interval int) {
	span := reach[d.freq]
	if d.freq == "YEARLY" || d.freq == "MONTHLY" {
		span *= time.Duration(min(interval, 5))
	}
	d.from, d.to = d.start, d.start.Add(span)
	if r.one(3) { // a window in the middle
		d.from = d.start.Add(span / 16 * time.Duration(r.IntN(16)))
		if d.date {
			d.from = midnight(d.from)
		}
	}
	within := d.start.Add(time.Duration(r.IntN(int(span/time.Second))) * time.Second)
	switch r.IntN(6) {
	case 0, 1:
		d.parts = append(d.parts, fmt.Sprintf("COUNT=%d", 2+r.IntN(20)))
	case 2:
		d.parts = append(d.parts, "UNTIL="+within.Format(dateForm))
	case 3:
		if r.one(3) { // local, or as a mistake on a date
			d.parts = append(d.parts, "UNTIL="+within.Format(wallForm))
		} else {
			d.parts = append(d.parts, "UNTIL="+InstantOf(within, d.location()).UTC().Format(wallForm)+"Z")
		}
	}
}
