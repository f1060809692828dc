package telegram

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// whole sends every request in one piece: the library writes a form field by
// field, and each would be a packet of its own. What is sent is small.
type whole struct{ http.RoundTripper }

// RoundTrip reads the body first, so that its length is known.
func (w whole) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil || r.ContentLength > 0 {
		return w.RoundTripper.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err := r.Body.Close(); err != nil {
		return nil, fmt.Errorf("close request: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return w.RoundTripper.RoundTrip(r)
}
