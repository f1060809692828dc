package webchat

import "net/http"

// policy is the content security policy: our own style, script and pictures,
// nothing else; forms go to us, and by the quick exit to the neutral page.
func policy(exit string) string {
	return "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
		"form-action 'self' " + exit + "; base-uri 'none'; frame-ancestors 'none'"
}

// guarded puts the headers on every answer and refuses what another site posts.
func (c *Chat) guarded(h http.HandlerFunc) http.Handler {
	refused := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.refuse(w, r, http.StatusForbidden, "webchat.foreign", posted{})
	})
	guarded := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := c.guard.Check(r); err != nil {
			refused(w, r)
			return
		}
		h(w, r)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", c.policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		// No other site learns a secret link. Not "no-referrer": under it older
		// Safaris post forms with "Origin: null", which is refused as foreign.
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		if c.secure {
			header.Set("Strict-Transport-Security", "max-age=31536000")
		}
		guarded(w, r)
	})
}
