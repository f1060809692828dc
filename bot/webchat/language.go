package webchat

import (
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/text/language"
)

// begins is the language of a page that no conversation says: the one asked for in
// the address, else the first of the browser's that is offered.
func (c *Chat) begins(r *http.Request, asked string) string {
	if asked == "" {
		asked = accepted(r.Header.Get("Accept-Language"), c.Languages())
	}
	return c.language(asked)
}

// speaks is the language of a page about somebody's conversation: hers, unless
// another is asked for. A telephone in France is often set to French.
func (c *Chat) speaks(r *http.Request, who visitor, asked string) string {
	if asked == "" && who.known {
		if t, _, err := c.load(r.Context(), who.Recipient); err == nil {
			asked = t.language()
		}
	}
	return c.begins(r, asked)
}

// longestAccept is more than any browser sends (RFC 9110, 12.5.4).
const longestAccept = 1000

// accepted is the language offered that a browser prefers, whatever the country;
// "" when it takes none, or says nothing that can be read.
func accepted(header string, offered []string) string {
	tags, weights, err := language.ParseAcceptLanguage(header[:min(len(header), longestAccept)])
	if err != nil {
		return ""
	}
	for i, tag := range tags {
		base, sure := tag.Base()
		for _, l := range offered {
			if weights[i] > 0 && sure != language.No && l == base.String() {
				return l
			}
		}
	}
	return ""
}

// language is the one offered that was asked for, or the first.
func (c *Chat) language(tag string) string {
	offered := c.Languages()
	for _, l := range offered {
		if strings.EqualFold(l, tag) {
			return l
		}
	}
	return offered[0]
}

// Here is where the page is read in another language: a link that opens a
// conversation stays one.
func (v view) Here() string {
	switch {
	case v.Token != "":
		return "/ouvrir"
	case v.Joining == nil:
		return "/"
	case v.Joining.Code == "":
		return "/continuer"
	}
	return "/continuer/" + url.PathEscape(v.Joining.Code)
}

// fewLanguages stand side by side; more are behind one word.
const fewLanguages = 3

// Folded reports whether the languages are shown when asked for.
func (v view) Folded() bool { return len(v.Switch) > fewLanguages }
