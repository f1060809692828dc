package caldav

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Trouble says in one word why a calendar can't be used.
type Trouble string

const (
	Unreachable     Trouble = "unreachable"      // no answer, or none in time
	Untrusted       Trouble = "untrusted"        // its certificate is too old, of another name, or its own
	PasswordRefused Trouble = "password-refused" // 401
	NotAllowed      Trouble = "not-allowed"      // 403: the account may not do this
	Missing         Trouble = "missing"          // 404, 410, or no calendar of that name
	NotACalendar    Trouble = "not-a-calendar"   // something else answers there
	Elsewhere       Trouble = "elsewhere"        // the server leads to somebody else's
	Conflict        Trouble = "conflict"         // 412: changed meanwhile
	Rejected        Trouble = "rejected"         // the server will not store this object
	Full            Trouble = "full"             // 507: no room left in the account
	Busy            Trouble = "busy"             // 429, 503: asks to come back later
	ServerFault     Trouble = "server-fault"     // any other 5xx
	TooLarge        Trouble = "too-large"        // an answer over the cap
)

// words are for a structure, not for an operator: no number, no jargon.
var words = map[Trouble]string{
	Unreachable:     "Le serveur de l’agenda ne répond pas. Escale essaie de nouveau toutes les quelques minutes.",
	Untrusted:       "Le serveur de l’agenda ne prouve pas qui il est\u00a0: son certificat a expiré, ou il est à un autre nom. Escale ne lui confie rien. Prévenez qui s’en occupe.",
	PasswordRefused: "Le serveur de l’agenda refuse l’identifiant ou le mot de passe. Vérifiez-les, ou créez un nouveau mot de passe d’application.",
	NotAllowed:      "Le serveur de l’agenda ne donne pas ce droit à Escale. Partagez l’agenda avec ce compte, en lecture et en écriture.",
	Missing:         "Cet agenda est introuvable. Vérifiez son nom : il a pu être renommé, supprimé, ou n’être plus partagé.",
	NotACalendar:    "Cette adresse n’est pas celle d’un agenda. Vérifiez l’adresse CalDAV.",
	Elsewhere:       "Le serveur de l’agenda renvoie vers une autre adresse, à laquelle Escale ne confie pas votre mot de passe. Si cette autre adresse est bien celle de votre agenda, donnez-la à la place de la première.",
	Conflict:        "Ce rendez-vous a été modifié au même moment. Escale le relit.",
	Rejected:        "Le serveur de l’agenda refuse d’enregistrer le rendez-vous. Vérifiez que ce compte peut écrire dans cet agenda.",
	Full:            "Il n’y a plus de place sur le serveur de l’agenda. Faites de la place, ou demandez-en à votre informaticien.",
	Busy:            "Le serveur de l’agenda est surchargé. Escale attend avant d’essayer de nouveau.",
	ServerFault:     "Le serveur de l’agenda a une panne. Escale essaie de nouveau toutes les quelques minutes.",
	TooLarge:        "Cet agenda est trop gros pour être lu. Archivez ses anciens rendez-vous.",
}

// Words says it in French to a structure.
func (t Trouble) Words() string { return words[t] }

// Error is what went wrong with a calendar server.
type Error struct {
	Trouble Trouble
	Doing   string        // method and path, without credentials
	Status  int           // of HTTP; 0 when there was no answer
	Retry   time.Duration // what the server asks to wait; 0: nothing said
	Err     error
}

func (e *Error) Error() string {
	s := e.Doing + ": " + string(e.Trouble)
	if e.Status != 0 {
		s += fmt.Sprintf(" (%d %s)", e.Status, http.StatusText(e.Status))
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// TroubleOf names what an error means; empty for nil, Unreachable for what is
// not an *Error.
func TroubleOf(err error) Trouble {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Trouble
	}
	return Unreachable
}

// RetryAfter is how long the server asked to wait; 0: it did not.
func RetryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Retry
	}
	return 0
}

// NoAnswer is the trouble that an exchange without an answer means.
func NoAnswer(err error) Trouble {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return Untrusted
	}
	return Unreachable
}

// ofStatus is the trouble that an unwanted HTTP status means: to a write, a
// success that is none (207) is a refusal; to a question, it is a web page.
func ofStatus(method string, status int) Trouble {
	switch status {
	case http.StatusUnauthorized, http.StatusProxyAuthRequired:
		return PasswordRefused
	case http.StatusForbidden:
		return NotAllowed
	case http.StatusNotFound, http.StatusGone:
		return Missing
	case http.StatusPreconditionFailed:
		return Conflict
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusLocked:
		return Busy
	case http.StatusInsufficientStorage:
		return Full
	case http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
		http.StatusUnprocessableEntity, http.StatusMethodNotAllowed:
		return Rejected
	}
	switch {
	case status >= 500:
		return ServerFault
	case (status/100 == 2 || status == http.StatusBadRequest) && (method == http.MethodPut || method == http.MethodDelete):
		return Rejected // Nextcloud's trash answers 400
	}
	return NotACalendar
}

// Hopeless reports whether other requests would meet the error as well, or we
// gave up ourselves.
func Hopeless(err error) bool {
	switch TroubleOf(err) {
	case Unreachable, Untrusted, PasswordRefused, Busy:
		return true
	}
	return canceled(err)
}

// canceled reports whether we gave up ourselves, which is nobody's trouble.
func canceled(err error) bool { return errors.Is(err, context.Canceled) }
