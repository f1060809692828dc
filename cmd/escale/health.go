package main

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"escale/scheduling"
)

// health is what /healthz says: enough for a supervisor, nothing about anybody.
type health struct {
	Status    string `json:"status"` // "ok" or "store"
	Version   string `json:"version"`
	Calendars int    `json:"calendars"` // known
	Silent    int    `json:"silent"`    // of which can't be read now, or were never read
	Dead      int    `json:"dead"`      // work given up, waiting for the operator
	// Given counts it by kind of work; see escale due.
	Given map[string]int `json:"dead_kinds,omitempty"`
	// Retention is what the last night's retention dropped; null before the first.
	Retention *scheduling.Retained `json:"retention"`
}

// healthz answers 200 while the store answers, 503 otherwise. A silent calendar
// is reported and does not make the service unhealthy: the others go on.
func (h *house) healthz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	state, code := health{Status: "ok", Version: version()}, http.StatusOK
	dead, err := h.store.Dead(ctx)
	if err != nil {
		state.Status, code = "store", http.StatusServiceUnavailable
	}
	state.Dead, state.Given = len(dead), kindsOf(dead)
	if last, err := h.desk.Retained(ctx); err == nil {
		state.Retention = &last
	}
	for _, c := range h.mirror.Status() {
		state.Calendars++
		if c.Trouble != "" || neverTried(c) {
			state.Silent++
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(state)
}
