package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
)

//go:embed templates static
var files embed.FS

// frame is what every page has around it.
type frame struct {
	Title     string
	Programme string
	Demo      *Demo
	User      *User
	Scope     string // of the user, in words
}

func (w *Web) frame(title string) frame {
	return frame{Title: title, Programme: w.Catalogue().Name.In("fr"), Demo: w.Demo}
}

// parsePages parses each page together with the frame around it.
func parsePages() (map[string]*template.Template, error) {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, name := range names {
		base := path.Base(name)
		t, err := template.New(base).Funcs(template.FuncMap{"dict": dict}).ParseFS(files, "templates/frame.html", name)
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", base, err)
		}
		pages[base[:len(base)-len(".html")]] = t
	}
	return pages, nil
}

// dict lets a template hand several values to another, names and values in turn.
func dict(pairs ...any) (map[string]any, error) {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// show writes a page whole or, if it can't be made, the error page.
func (w *Web) show(rw http.ResponseWriter, status int, name string, view any) {
	var b bytes.Buffer
	if err := w.pages[name].ExecuteTemplate(&b, "frame", view); err != nil {
		w.failed(rw, "write page "+name, err)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.WriteHeader(status)
	rw.Write(b.Bytes())
}

// static serves our own styles.
func (w *Web) static(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	if _, err := fs.Stat(files, "static/"+name); err != nil || !fs.ValidPath(name) {
		w.notFound(rw, r)
		return
	}
	rw.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(rw, r, files, "static/"+name)
}

// HouseStyle is base.css, the style every page of the house begins with.
func HouseStyle() []byte {
	b, err := files.ReadFile("static/base.css")
	if err != nil {
		panic(err) // embedded
	}
	return b
}
