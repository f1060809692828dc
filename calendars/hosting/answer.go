package hosting

import (
	"context"
	"errors"
	"io"
	"net/http"

	"escale/scheduling"
)

// refuse answers with the precondition that failed (RFC 4791, 1.3), "" being
// that the report is supported (RFC 3253, 3.6).
func refuse(w http.ResponseWriter, status int, precondition string) {
	if precondition == "" {
		davError(w, status, "<D:supported-report/>")
		return
	}
	davError(w, status, "<C:"+precondition+"/>")
}

// davError answers with what is wrong as an element (RFC 4918, 16).
func davError(w http.ResponseWriter, status int, element string) {
	answer(w, status, `<D:error xmlns:D="`+nsDAV+`" xmlns:C="`+nsCalDAV+`">`+element+`</D:error>`)
}

func answer(w http.ResponseWriter, status int, xml string) {
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.WriteHeader(status)
	// A client that went away can't be told.
	_, _ = io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+xml)
}

// fail answers an error of the storage or a refusal.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, v visit, err error) {
	f, isFault := errors.AsType[fault](err)
	c, isConflict := errors.AsType[conflict](err)
	switch {
	case errors.Is(err, scheduling.ErrNotFound):
		http.NotFound(w, r)
	case errors.Is(err, errCondition):
		http.Error(w, "it was changed meanwhile", http.StatusPreconditionFailed)
	case errors.Is(err, errFull):
		davError(w, http.StatusInsufficientStorage, "<D:quota-not-exceeded/>")
	case isFault:
		refuse(w, f.status(), f.precondition)
	case isConflict:
		at := href(s.calendarPath(v.user, c.calendar) + c.name)
		davError(w, http.StatusForbidden, "<C:"+noUIDConflict+">"+at+"</C:"+noUIDConflict+">")
	case errors.Is(err, context.Canceled): // the client is gone, or we are closing
		http.Error(w, "not now", http.StatusServiceUnavailable)
	case errors.Is(err, context.DeadlineExceeded):
		davError(w, http.StatusInsufficientStorage, "<D:number-of-matches-within-limits/>")
	default:
		s.log.ErrorContext(r.Context(), "hosted calendar", "method", r.Method, "error", err)
		http.Error(w, "not now", http.StatusServiceUnavailable)
	}
}

// status is that with which a fault is answered.
func (f fault) status() int {
	switch f.precondition {
	case supportedData:
		return http.StatusUnsupportedMediaType
	case maxResourceSize:
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusForbidden
}
