package main

import (
	"net/http"
	"strings"

	"escale/calendars/hosting"
)

// serveFeed answers with a hosted agenda's bookings and other appointments, as
// its calendar holds them, to whoever knows the secret address.
func (h *house) serveFeed(w http.ResponseWriter, r *http.Request) {
	secret, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok {
		http.NotFound(w, r)
		return
	}
	link, err := h.links().Find(r.Context(), hosting.FeedLink, secret)
	s, a, known := h.catalogue.programme().Agenda(link.Agenda)
	if err != nil || !known || !s.Hosts(a) {
		http.NotFound(w, r)
		return
	}
	h.hosting.ServeFeed(w, r, hosting.CalendarID(s.ID, busyCalendar(a)))
}
