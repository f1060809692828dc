package caldav

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Bounds of one exchange with a server.
const (
	requestTimeout = 40 * time.Second
	maxAnswer      = 64 << 20 // bytes
	maxRefusal     = 64 << 10 // bytes of an answer that we did not want
	maxRedirects   = 5
)

// transport does HTTP as calendar servers need it: the method and body survive
// a redirect (net/http would turn a redirected PROPFIND into a GET), bodies are
// capped, every failure is an *Error, and a connection that the server dropped
// between two requests is tried again.
type transport struct {
	http               *http.Client
	base               *url.URL
	username, password string
	slots              chan struct{} // bounds what runs at once on this host
	// alone: the server gives a whole process to a connection that is kept open,
	// and hangs up on others meanwhile (SOGo without a web server in front).
	alone atomic.Bool
}

// call is one request.
type call struct {
	method, path string
	depth        string
	header       http.Header
	body         []byte
	want         func(status int) bool
}

// answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
	path   string   // the place, after redirects: see transport.place
	from   *url.URL // the same as an address
}

// do sends the call and reads the whole answer.
func (t *transport) do(ctx context.Context, c call) (answer, error) {
	select {
	case t.slots <- struct{}{}:
		defer func() { <-t.slots }()
	case <-ctx.Done():
		return answer{}, &Error{Trouble: Unreachable, Doing: c.method + " " + c.path, Err: ctx.Err()}
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	to, err := t.resolve(c.path)
	if err != nil {
		return answer{}, err
	}
	for range maxRedirects {
		a, next, err := t.once(ctx, c, to)
		if err != nil || next == nil {
			return a, err
		}
		to = next
	}
	return answer{}, &Error{Trouble: NotACalendar, Doing: c.method + " " + c.path, Err: errors.New("too many redirects")}
}

// once makes one exchange; next is where it redirects to.
func (t *transport) once(ctx context.Context, c call, to *url.URL) (a answer, next *url.URL, err error) {
	fail := func(trouble Trouble, status int, err error) error {
		return &Error{Trouble: trouble, Doing: c.method + " " + to.Path, Status: status, Err: err}
	}
	resp, err := t.send(ctx, c, to)
	if err != nil {
		return a, nil, fail(NoAnswer(err), 0, WithoutAddress(err))
	}
	if strings.HasPrefix(resp.Header.Get("Server"), "SOPE") && t.alone.CompareAndSwap(false, true) {
		defer t.http.CloseIdleConnections() // this one above all
	}
	defer resp.Body.Close()
	if place := resp.Header.Get("Location"); place != "" && resp.StatusCode/100 == 3 {
		if next, err = t.follow(to, place); err != nil {
			return a, nil, err
		}
		return a, next, nil
	}
	if !c.want(resp.StatusCode) {
		// A short answer that is read to its end keeps the connection.
		said, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal))
		return a, nil, refused(c.method, to.Path, resp, precondition(said))
	}
	if resp.ContentLength > maxAnswer {
		return a, nil, fail(TooLarge, 0, nil)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return a, nil, fail(Unreachable, 0, err)
	case len(body) > maxAnswer:
		return a, nil, fail(TooLarge, 0, nil)
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: body, path: t.place(to), from: to}, nil, nil
}

// Unwanted is the error that an answer of an unwanted status means. path stands
// for what was asked for.
func Unwanted(method, path string, resp *http.Response) *Error {
	return &Error{
		Trouble: ofStatus(method, resp.StatusCode), Doing: method + " " + path, Status: resp.StatusCode,
		Retry: readRetry(resp.Header.Get("Retry-After"), resp.Header.Get("Date")),
	}
}

// refused is Unwanted of a CalDAV server. What it names says more than its
// status, unless it is about the password.
func refused(method, path string, resp *http.Response, named string) *Error {
	e := Unwanted(method, path, resp)
	if named != "" {
		e.Err = errors.New(named)
	}
	if t, ok := namedTroubles[named]; ok && e.Trouble != PasswordRefused {
		e.Trouble = t
	}
	return e
}

func (t *transport) send(ctx context.Context, c call, to *url.URL) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, c.method, to.String(), bytes.NewReader(c.body))
	if err != nil {
		return nil, err
	}
	maps.Copy(req.Header, c.header)
	if c.depth != "" {
		req.Header.Set("Depth", c.depth)
	}
	req.Header.Set("User-Agent", "Escale")
	req.Close = t.alone.Load()
	// An empty list tells net/http that the request may be sent again when a
	// reused connection turns out dead; nothing goes out on the wire. Writes are
	// conditional and verified, so that twice is once.
	req.Header["Idempotency-Key"] = []string{}
	if t.username != "" || t.password != "" {
		req.SetBasicAuth(t.username, t.password)
	}
	return t.http.Do(req)
}

// resolve makes an address of a place.
func (t *transport) resolve(place string) (*url.URL, error) {
	ref, err := url.Parse(place)
	if err != nil {
		return nil, &Error{Trouble: NotACalendar, Doing: "read an address", Err: err}
	}
	u := t.base.ResolveReference(ref)
	u.User = nil
	if !trusts(t.base, u) {
		return nil, elsewhere("read an address", u)
	}
	return u, nil
}

// follow checks a redirect: the password goes to nobody else's host, and to no
// weaker connection.
func (t *transport) follow(from *url.URL, location string) (*url.URL, error) {
	ref, err := url.Parse(location)
	if err != nil {
		return nil, &Error{Trouble: NotACalendar, Doing: "follow a redirect from " + from.Path, Err: err}
	}
	to := from.ResolveReference(ref)
	to.User = nil
	if !trusts(t.base, to) || from.Scheme == "https" && to.Scheme != "https" {
		return nil, elsewhere("follow a redirect from "+from.Path, to)
	}
	return to, nil
}

// WithoutAddress drops the address that net/http puts into its errors.
func WithoutAddress(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// readRetry reads Retry-After as seconds or as a date, counted from the
// server's own clock; at most an hour is believed.
func readRetry(value, now string) time.Duration {
	wait := time.Duration(0)
	if n, err := strconv.Atoi(value); err == nil {
		wait = time.Duration(max(0, min(n, 3600))) * time.Second
	} else if until, err := http.ParseTime(value); err == nil {
		if at, err := http.ParseTime(now); err == nil {
			wait = until.Sub(at)
		}
	}
	return max(0, min(wait, time.Hour))
}

// strongETag makes of any ETag one that If-Match accepts: proxies weaken it when
// they compress, and some servers forget the quotes.
func strongETag(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "W/"), "w/")
	if s == "" || strings.HasPrefix(s, `"`) {
		return s
	}
	return `"` + s + `"`
}
