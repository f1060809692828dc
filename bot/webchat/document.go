package webchat

import (
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// document hands a file of the conversation to whom it belongs: GET
// /document/{number of its line}.
func (c *Chat) document(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		c.refuse(w, r, http.StatusNotFound, "webchat.no_file", posted{})
		return
	}
	c.away(w, r)
	who, err := c.visitor(r.Context(), r)
	if err != nil {
		c.fail(w, r, "find conversation", err, posted{})
		return
	}
	var t transcript
	if who.known {
		if t, _, err = c.load(r.Context(), who.Recipient); err != nil {
			c.fail(w, r, "read document", err, posted{})
			return
		}
	}
	d := t.file(number)
	if d == nil {
		c.refuse(w, r, http.StatusNotFound, "webchat.no_file", posted{Language: t.language()})
		return
	}
	w.Header().Set("Content-Type", mediaType(d.Type))
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(d.Name)}))
	w.Header().Set("Content-Length", strconv.Itoa(len(d.Data)))
	_, _ = w.Write(d.Data)
}

// mediaType lets through the types that a browser saves; anything else is bytes.
func mediaType(t string) string {
	base, params, err := mime.ParseMediaType(t)
	if err != nil {
		return "application/octet-stream"
	}
	switch base {
	case "text/calendar", "application/pdf", "application/json", "text/plain":
		return mime.FormatMediaType(base, params)
	}
	return "application/octet-stream"
}

func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(cut(name, 80), `\`, "/"))
	if name == "." || name == "/" || name == "" {
		return "escale"
	}
	return name
}
