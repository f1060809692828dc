package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"escale/scheduling"
)

// Callbacks are the requests of parents who asked to be called by a person, as
// scheduling.Desk keeps them.
type Callbacks interface {
	// Callbacks lists them all, those of the nearest deadline first.
	Callbacks(ctx context.Context) ([]scheduling.Callback, error)
	// Caller says whom to call. scheduling.ErrErased or ErrNotFound: nobody any more.
	Caller(ctx context.Context, c scheduling.Callback) (scheduling.Caller, error)
	// What a user does about an open request, at the version that she read:
	// scheduling.ErrAnswered when somebody was faster, ErrNotFound when it is gone.
	TakeCall(ctx context.Context, id string, version int64, user string) error
	CallDone(ctx context.Context, id string, version int64, user string) error
	CallUnanswered(ctx context.Context, id string, version int64, user string) error
}

// sees reports whether a user answers a request: that of her Caf or, where nobody
// sees them all, one that names no département. A structure answers none.
func (w *Web) sees(u User, c scheduling.Callback) bool {
	switch {
	case u.Scope.national():
		return true
	case u.Scope.Structure != "":
		return false
	case c.Departement == "":
		return !w.anybodyNational()
	}
	return c.Departement == u.Scope.Departement
}

func (w *Web) anybodyNational() bool {
	return slices.ContainsFunc(w.Users, func(u User) bool { return u.Scope.national() })
}

// callsOf lists the requests that a user answers.
func (w *Web) callsOf(ctx context.Context, u User) ([]scheduling.Callback, error) {
	all, err := w.Callbacks.Callbacks(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(c scheduling.Callback) bool { return !w.sees(u, c) }), nil
}

// callbacks shows them. Whose they were is written down, and nothing they hold.
func (w *Web) callbacks(rw http.ResponseWriter, r *http.Request, u User) {
	if w.Callbacks == nil || u.Scope.Structure != "" {
		w.notFound(rw, r)
		return
	}
	all, err := w.callsOf(r.Context(), u)
	if err != nil {
		w.failed(rw, "read requests to be called", err)
		return
	}
	v, shown, err := w.callbacksView(r.Context(), u, all)
	if err != nil {
		w.failed(rw, "read who asks to be called", err)
		return
	}
	v.Done, v.Problem = callSaid[r.URL.Query().Get("dit")], callProblem[r.URL.Query().Get("dit")]
	if len(shown) > 0 {
		w.Log.Info("requests to be called were shown", "user", u.Name, "requests", shown)
	}
	w.show(rw, http.StatusOK, "rappels", v)
}

// callSaid and callProblem are what the page says after a button, by a word in
// its address.
var (
	callSaid = map[string]string{
		"pris":         "C’est noté : vous vous occupez de cette demande.",
		"fait":         "C’est noté : l’appel est fait. Le numéro est effacé, et le parent le sait.",
		"sans-reponse": "C’est noté : sans réponse. Le parent le sait.",
	}
	callProblem = map[string]string{
		"autre":  "Quelqu’un d’autre a été plus rapide : voici où en est la demande. Rien n’a été changé.",
		"partie": "Cette demande n’est plus là : le parent l’a retirée, ou elle est close.",
	}
)

// answerCall does what a user decided about a request.
func (w *Web) answerCall(rw http.ResponseWriter, r *http.Request, u User) {
	r.Body = http.MaxBytesReader(rw, r.Body, 4096)
	if w.Callbacks == nil || u.Scope.Structure != "" || r.ParseForm() != nil {
		w.notFound(rw, r)
		return
	}
	said := r.PostForm.Get("faire")
	do := map[string]func(context.Context, string, int64, string) error{
		"pris": w.Callbacks.TakeCall, "fait": w.Callbacks.CallDone, "sans-reponse": w.Callbacks.CallUnanswered,
	}[said]
	version, err := strconv.ParseInt(r.PostForm.Get("vu"), 10, 64)
	if do == nil || err != nil {
		w.notFound(rw, r)
		return
	}
	id := r.PostForm.Get("demande")
	err = w.mayAnswer(r.Context(), u, id)
	if err == nil {
		err = do(r.Context(), id, version, u.Name)
	}
	switch {
	case errors.Is(err, scheduling.ErrAnswered):
		said = "autre"
	case errors.Is(err, scheduling.ErrNotFound):
		said = "partie"
	case err != nil:
		w.failed(rw, "answer a request to be called", err)
		return
	default:
		w.Log.Info("a request to be called was answered", "user", u.Name, "request", id, "what", said)
	}
	http.Redirect(rw, r, "/rappels?dit="+said, http.StatusSeeOther)
}

// mayAnswer returns scheduling.ErrNotFound unless the request is one that the user
// sees.
func (w *Web) mayAnswer(ctx context.Context, u User, id string) error {
	all, err := w.callsOf(ctx, u)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(c scheduling.Callback) bool { return c.ID == id }) {
		return fmt.Errorf("a request: %w", scheduling.ErrNotFound)
	}
	return nil
}
