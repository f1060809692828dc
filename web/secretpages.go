package web

import "net/http"

// secretPage is for pages behind an address that only some know: it is told to
// nobody when a link is followed, and to no search engine.
func secretPage(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Referrer-Policy", "no-referrer")
		rw.Header().Set("X-Robots-Tag", "noindex, nofollow")
		// Under "no-referrer" older Safaris, which send no Sec-Fetch-Site, post forms
		// with "Origin: null". Who posts to a secret address knows it: no other site
		// does.
		if r.Header.Get("Origin") == "null" && r.Header.Get("Sec-Fetch-Site") == "" {
			r.Header.Del("Origin")
		}
		next.ServeHTTP(rw, r)
	})
}
