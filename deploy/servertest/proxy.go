package servertest

import (
	"bytes"
	"compress/gzip"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Proxy stands before a server and does to its answers what networks, proxies
// and servers in trouble do.
type Proxy struct {
	server *httptest.Server
	to     string

	mu      sync.Mutex // guards what follows
	fault   Fault
	methods string
}

// Reply is what the server behind said.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Fault answers a request in its own way, given what the server said.
type Fault func(w http.ResponseWriter, a Reply)

// NewProxy starts a proxy before the server at that address. It changes nothing
// until it is told.
func NewProxy(t testing.TB, to string) *Proxy {
	p := &Proxy{to: strings.TrimSuffix(to, "/")}
	p.server = httptest.NewUnstartedServer(p)
	p.server.Config.ErrorLog = log.New(io.Discard, "", 0) // it hangs up on purpose
	p.server.Start()
	t.Cleanup(p.server.Close)
	return p
}

// URL is where the proxy answers.
func (p *Proxy) URL() string { return p.server.URL + "/" }

// Break makes it answer with a fault to requests of the named methods, separated
// by spaces; none: all. A nil fault mends it.
func (p *Proxy) Break(f Fault, methods string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.methods = f, methods
}

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	fault := p.fault
	if p.methods != "" && !strings.Contains(" "+p.methods+" ", " "+r.Method+" ") {
		fault = nil
	}
	p.mu.Unlock()
	a, err := p.ask(r)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if fault == nil {
		fault = Whole
	}
	fault(w, a)
}

// ask puts the request to the server behind.
func (p *Proxy) ask(r *http.Request) (Reply, error) {
	req, err := http.NewRequestWithContext(r.Context(), r.Method, p.to+r.URL.RequestURI(), r.Body)
	if err != nil {
		return Reply{}, err
	}
	maps.Copy(req.Header, r.Header)
	req.ContentLength = r.ContentLength // not every server takes chunks
	req.Header.Del("Accept-Encoding")
	req.Close = true // a connection that the server dropped is no fault to test
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return Reply{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	resp.Header.Del("Content-Length")
	return Reply{resp.StatusCode, resp.Header, body}, err
}

// Whole passes the answer on.
func Whole(w http.ResponseWriter, a Reply) {
	maps.Copy(w.Header(), a.Header)
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body)
}

// HangUp ends the connection without an answer.
func HangUp(http.ResponseWriter, Reply) { panic(http.ErrAbortHandler) }

// Cut promises the whole body, sends half of it and ends the connection.
func Cut(w http.ResponseWriter, a Reply) {
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	CutChunked(w, a)
}

// CutChunked sends half of the body in chunks and ends the connection.
func CutChunked(w http.ResponseWriter, a Reply) {
	maps.Copy(w.Header(), a.Header)
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body[:len(a.Body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// CutCleanly sends half of the body and says that it is all.
func CutCleanly(w http.ResponseWriter, a Reply) {
	a.Body = a.Body[:len(a.Body)/2]
	Whole(w, a)
}

// Drip sends byte after byte.
func Drip(w http.ResponseWriter, a Reply) {
	maps.Copy(w.Header(), a.Header)
	w.WriteHeader(a.Status)
	for i := range a.Body {
		_, _ = w.Write(a.Body[i : i+1])
		_ = http.NewResponseController(w).Flush()
	}
}

// Status answers with a status and headers, given as name, value, name, value.
func Status(code int, header ...string) Fault {
	return func(w http.ResponseWriter, _ Reply) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "<html><title>"+http.StatusText(code)+"</title>")
	}
}

// Text answers with the server's own status, or another one, and a text.
func Text(status int, kind, text string) Fault {
	return func(w http.ResponseWriter, a Reply) {
		w.Header().Set("Content-Type", kind)
		if status == 0 {
			status = a.Status
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

// Replaced passes the answer on with each old replaced by new.
func Replaced(pairs ...string) Fault {
	return func(w http.ResponseWriter, a Reply) {
		a.Body = []byte(strings.NewReplacer(pairs...).Replace(string(a.Body)))
		Whole(w, a)
	}
}

// Endless answers with so many megabytes of nothing, or until nobody listens.
func Endless(megabytes int) Fault {
	return func(w http.ResponseWriter, a Reply) {
		w.WriteHeader(a.Status)
		fill(w, megabytes)
	}
}

// Bomb does the same, in few bytes on the way.
func Bomb(megabytes int) Fault {
	return func(w http.ResponseWriter, a Reply) {
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(a.Status)
		z := gzip.NewWriter(w)
		fill(z, megabytes)
		_ = z.Close()
	}
}

func fill(w io.Writer, megabytes int) {
	part := bytes.Repeat([]byte(" "), 1<<20)
	for range megabytes {
		if _, err := w.Write(part); err != nil {
			return
		}
	}
}
