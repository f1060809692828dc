package webchat

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"
	"slices"
)

//go:embed chat.css
var chatStyle []byte

//go:embed chat.js
var chatScript []byte

//go:embed escale.svg
var chatIcon []byte

// assets are the files of the page. Their addresses name their content, so that
// a browser keeps them until they change.
type assets struct {
	Style, Script, Icon string // addresses
	css                 []byte
}

func newAssets(house []byte) assets {
	css := slices.Concat(house, []byte("\n"), chatStyle)
	return assets{
		Style:  "/chat.css?" + fingerprint(css),
		Script: "/chat.js?" + fingerprint(chatScript),
		Icon:   "/escale.svg?" + fingerprint(chatIcon),
		css:    css,
	}
}

func fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:6])
}

func (a assets) style(w http.ResponseWriter, _ *http.Request) {
	serve(w, "text/css; charset=utf-8", a.css)
}

func (a assets) script(w http.ResponseWriter, _ *http.Request) {
	serve(w, "text/javascript; charset=utf-8", chatScript)
}

func (a assets) icon(w http.ResponseWriter, _ *http.Request) {
	serve(w, "image/svg+xml", chatIcon)
}

func serve(w http.ResponseWriter, mediaType string, data []byte) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(data)
}
