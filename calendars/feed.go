package calendars

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"escale/calendars/caldav"
	"escale/calendars/ical"
	"escale/scheduling"
)

// feed is an iCalendar file at an address, as Outlook and Google publish them:
// it can only be read. Its address is a secret that opens it to whoever has it,
// and stands in no log, status or error: name stands for it.
type feed struct {
	address *url.URL
	name    string // its host
	client  *http.Client
	slots   chan struct{} // bounds what runs at once on this host
}

// validators are by what a feed is known to be the same (RFC 9110, 8.8): what the
// server says, and a digest, since many servers say nothing.
type validators struct {
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`
	Sum      []byte `json:"sum,omitempty"`
}

// Troubles that only feeds have.
const (
	Incomplete caldav.Trouble = "incomplete" // it ends before its end
	Emptied    caldav.Trouble = "emptied"    // nothing is left where there was much
	NotPublic  caldav.Trouble = "not-public" // a private address, or no https
)

// feedWords say what a trouble means for a feed, where that is something else
// than for an account, or none of an account's.
var feedWords = map[caldav.Trouble]string{
	Incomplete:             "Cet agenda publié arrive incomplet. Escale garde ce qui était connu et le relit.",
	Emptied:                "Cet agenda publié est soudain vide, ou presque. S’il devait l’être, il n’y a rien à faire : Escale le croira demain. Sinon, publiez-le de nouveau.",
	NotPublic:              "L’adresse de cet agenda publié n’est pas une adresse https ouverte sur l’Internet. Donnez celle que votre messagerie affiche sous « ICS » ou « iCal ».",
	caldav.PasswordRefused: "Le lien de cet agenda publié n’est plus valable. Publiez-le de nouveau, et donnez le nouveau lien.",
	caldav.NotAllowed:      "Le lien de cet agenda publié n’est plus valable. Publiez-le de nouveau, et donnez le nouveau lien.",
	caldav.Missing:         "Le lien de cet agenda publié n’est plus valable. Publiez-le de nouveau, et donnez le nouveau lien.",
	caldav.NotACalendar:    "À l’adresse de cet agenda publié, il y a autre chose qu’un agenda, peut-être une page web. Donnez le lien que votre messagerie affiche sous « ICS » ou « iCal ».",
}

// newFeed reads the address of a feed. Even if it is none, the feed has a name
// that can be shown.
func newFeed(address string, client *http.Client, private []string) (*feed, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return &feed{name: "flux"}, &caldav.Error{Trouble: NotPublic, Doing: "read a feed", Err: errors.New("its address is none")}
	}
	if strings.EqualFold(u.Scheme, "webcal") || strings.EqualFold(u.Scheme, "webcals") {
		u.Scheme = "https"
	}
	u.Fragment = ""
	f := &feed{address: u, name: u.Host, client: client}
	if err := mayFetch(u, private); err != nil {
		return f, &caldav.Error{Trouble: NotPublic, Doing: "GET " + f.name, Err: err}
	}
	return f, nil
}

// feedName names the nth feed of an agenda by its host.
func feedName(feeds []Feed, nth int) string {
	name := hostOf(feeds[nth].URL)
	same := 1
	for _, other := range feeds[:nth] {
		if other != feeds[nth] && hostOf(other.URL) == name {
			same++
		}
	}
	if name == "" {
		name = "flux"
	}
	if same > 1 {
		return fmt.Sprintf("%s (%d)", name, same)
	}
	return name
}

// feedTimeout bounds one reading, from the first byte asked to the last read.
const feedTimeout = time.Minute

// get reads the feed, unless it is as the marks say: then body is nil.
func (f *feed) get(ctx context.Context, known validators) (body []byte, header http.Header, err error) {
	select {
	case f.slots <- struct{}{}:
		defer func() { <-f.slots }()
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, feedTimeout)
	defer cancel()
	fail := func(trouble caldav.Trouble, err error) error {
		return &caldav.Error{Trouble: trouble, Doing: "GET " + f.name, Err: err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.address.String(), nil)
	if err != nil {
		return nil, nil, fail(NotPublic, errors.New("its address is none"))
	}
	known.ask(req.Header)
	resp, err := f.client.Do(req)
	if err != nil {
		return nil, nil, fail(troubleOfGet(err), tellable(err))
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotModified && (known.ETag != "" || known.Modified != ""):
		return nil, resp.Header, nil
	case resp.StatusCode != http.StatusOK:
		return nil, nil, caldav.Unwanted(http.MethodGet, f.name, resp)
	case resp.ContentLength > ical.MaxSize:
		return nil, nil, fail(caldav.TooLarge, nil)
	}
	body, err = io.ReadAll(io.LimitReader(resp.Body, ical.MaxSize+1))
	switch {
	case err != nil:
		return nil, nil, fail(Incomplete, err)
	case len(body) > ical.MaxSize:
		return nil, nil, fail(caldav.TooLarge, nil)
	}
	if trouble := whole(body); trouble != "" {
		return nil, nil, fail(trouble, nil)
	}
	return body, resp.Header, nil
}

func (v validators) ask(h http.Header) {
	h.Set("User-Agent", "Escale")
	h.Set("Accept", "text/calendar, */*;q=0.5")
	if v.ETag != "" {
		h.Set("If-None-Match", v.ETag)
	}
	if v.Modified != "" {
		h.Set("If-Modified-Since", v.Modified)
	}
}

func troubleOfGet(err error) caldav.Trouble {
	switch {
	case errors.Is(err, errNotPublic):
		return NotPublic
	case errors.Is(err, errManyRedirects), errors.Is(tellable(err), errNoAnswer):
		return caldav.NotACalendar
	}
	return caldav.NoAnswer(err)
}

var errNoAnswer = errors.New("its answer is not HTTP, or leads nowhere")

// tellable is an error of the network or of the connection. Others of net/http
// quote what the server wrote, such as where it redirects to: the server may have
// the secret address in it.
func tellable(err error) error {
	err = caldav.WithoutAddress(err)
	_, network := errors.AsType[net.Error](err)
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, alert := errors.AsType[tls.RecordHeaderError](err)
	if network || certificate || alert || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.Canceled) ||
		errors.Is(err, errNotPublic) || errors.Is(err, errManyRedirects) {
		return err
	}
	return errNoAnswer
}

// whole says whether a text is a calendar from its beginning to its end.
func whole(body []byte) caldav.Trouble {
	text := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	const begin, end = "BEGIN:VCALENDAR", "END:VCALENDAR"
	switch {
	case len(text) < len(begin) || !bytes.EqualFold(text[:len(begin)], []byte(begin)):
		return caldav.NotACalendar
	case !bytes.EqualFold(text[max(0, len(text)-len(end)):], []byte(end)):
		return Incomplete
	}
	return ""
}

// readFeed reads the feed if it has changed, and its events that have.
func (p *pull) readFeed(ctx context.Context) error {
	known := p.marks
	if p.all {
		known = validators{} // a server may change it and say that it did not
	}
	body, header, err := p.feed.get(ctx, known)
	if err != nil {
		return err
	}
	p.pace = paceOf(header)
	if body == nil {
		return nil
	}
	p.full = true
	p.marks = validators{header.Get("ETag"), header.Get("Last-Modified"), []byte(digest(body))}
	if bytes.Equal(p.marks.Sum, known.Sum) {
		return nil
	}
	parts := splitFeed(body)
	if err := p.believe(len(parts)); err != nil {
		return err
	}
	for href := range p.objects {
		if _, there := parts[href]; !there {
			p.gone = append(p.gone, href)
		}
	}
	for href, part := range parts {
		p.keep(caldav.Object{Ref: caldav.Ref{Href: href}, Data: part.text}, part.sum)
	}
	return nil
}

// emptiedAfter is how long a feed has to stay empty until that is believed.
const emptiedAfter = 24 * time.Hour

// believe doubts a feed that suddenly has next to nothing: a mailbox that was
// moved or a service in trouble answers so, and everybody would look free.
func (p *pull) believe(now int) error {
	before := len(p.objects)
	if now > 0 && (before < 20 || now > before/10) || before < 3 {
		p.emptied = time.Time{}
		return nil
	}
	if p.emptied.IsZero() {
		p.emptied = p.begun
	}
	if p.begun.Sub(p.emptied) >= emptiedAfter {
		return nil
	}
	return &caldav.Error{Trouble: Emptied, Doing: "GET " + p.feed.name, Err: fmt.Errorf("%d events, after %d", now, before)}
}

// paceOf is how often a feed wants to be asked at most (RFC 9111, 5.2.2.1).
func paceOf(h http.Header) time.Duration {
	for directive := range strings.SplitSeq(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		if !strings.EqualFold(name, "max-age") {
			continue
		}
		if n, err := strconv.Atoi(strings.Trim(value, `"`)); err == nil {
			return max(feedPace, min(time.Duration(min(n, 86400))*time.Second, maxFeedPace))
		}
	}
	return feedPace
}

// echoes reports whether an occurrence of a feed is a session of ours that came
// back: a mailbox that accepts our invitation may publish it under a UID of its
// own. The session itself takes up that time.
func (u use) echoes(sessions []scheduling.StandingSession, s stretch) bool {
	return u.feed != nil && slices.ContainsFunc(sessions, func(o scheduling.StandingSession) bool {
		return o.Start.Equal(s.start) && o.End.Equal(s.end)
	})
}

// says puts a trouble into words for a structure, in French.
func (c *copied) says(t caldav.Trouble) string {
	if words := feedWords[t]; c.feed != nil && words != "" {
		return words
	}
	return t.Words()
}
