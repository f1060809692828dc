package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// parent is somebody with a browser without JavaScript: she reads the page,
// fills in its forms and follows where they lead.
type parent struct {
	t    testing.TB
	base string
	http *http.Client
	page *html.Node
	taps int
}

func newParent(t testing.TB, base string) *parent {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &parent{t: t, base: base, http: &http.Client{Jar: jar}}
	p.open("/")
	return p
}

// open goes to a page of the service.
func (p *parent) open(path string) {
	p.t.Helper()
	resp, err := p.http.Get(p.base + path)
	p.read(resp, err)
}

func (p *parent) read(resp *http.Response, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(resp.Body)
		p.t.Fatalf("%s answers %d: %s", resp.Request.URL.Path, resp.StatusCode, b)
	}
	if p.page, err = html.Parse(resp.Body); err != nil {
		p.t.Fatal(err)
	}
}

// tap presses the last button on the page whose label contains text.
func (p *parent) tap(text string) {
	p.t.Helper()
	b := p.button(text)
	if b == nil {
		p.t.Fatalf("no button %q on the page:\n%s\nbuttons: %s", text, p.text(), strings.Join(p.labels(), " | "))
	}
	p.send(b)
}

// send presses a button.
func (p *parent) send(b *html.Node) {
	p.t.Helper()
	p.taps++
	f := p.form(b)
	resp, err := p.http.PostForm(f.action, f.fields)
	p.read(resp, err)
}

// filled is a form as the browser would send it.
type filled struct {
	action string
	fields url.Values
}

// form is what pressing a button would send.
func (p *parent) form(b *html.Node) filled {
	p.t.Helper()
	form := ancestor(b, "form")
	f := filled{p.base + attr(form, "action"), hidden(form)}
	if name := attr(b, "name"); name != "" {
		f.fields.Set(name, attr(b, "value"))
	}
	return f
}

// press presses the first button of a step on the page, whatever its label, and
// returns the label.
func (p *parent) press(value string) string {
	p.t.Helper()
	found := p.buttons(value)
	if len(found) == 0 {
		p.t.Fatalf("no button of %q on the page:\n%s", value, p.text())
	}
	label := textOf(found[0])
	p.send(found[0])
	return label
}

// say types an answer and sends it.
func (p *parent) say(text string) {
	p.t.Helper()
	for n := range p.page.Descendants() {
		if n.Type == html.ElementNode && n.Data == "input" && attr(n, "name") == "text" {
			form := ancestor(n, "form")
			fields := hidden(form)
			fields.Set("text", text)
			resp, err := p.http.PostForm(p.base+attr(form, "action"), fields)
			p.read(resp, err)
			return
		}
	}
	p.t.Fatal("nowhere to write on the page")
}

// sees fails unless the page shows the text.
func (p *parent) sees(text string) {
	p.t.Helper()
	if !strings.Contains(p.text(), text) {
		p.t.Fatalf("the page does not say %q:\n%s\nbuttons: %s", text, p.text(), strings.Join(p.labels(), " | "))
	}
}

// button is the last one whose label contains text.
func (p *parent) button(text string) *html.Node {
	var found *html.Node
	for n := range p.page.Descendants() {
		if n.Type == html.ElementNode && n.Data == "button" && strings.Contains(textOf(n), text) {
			found = n
		}
	}
	return found
}

// buttons are those whose value begins with a step, such as ".slots.".
func (p *parent) buttons(value string) []*html.Node {
	var found []*html.Node
	for n := range p.page.Descendants() {
		if n.Type == html.ElementNode && n.Data == "button" && strings.Contains(attr(n, "value"), value) {
			found = append(found, n)
		}
	}
	return found
}

func (p *parent) labels() []string {
	var out []string
	for n := range p.page.Descendants() {
		if n.Type == html.ElementNode && n.Data == "button" {
			out = append(out, textOf(n))
		}
	}
	return out
}

// text is what the conversation shows.
func (p *parent) text() string {
	for n := range p.page.Descendants() {
		if n.Type == html.ElementNode && n.Data == "main" {
			return textOf(n)
		}
	}
	return textOf(p.page)
}

// last is what the end of the conversation says, with its buttons.
func (p *parent) last() string {
	text := strings.Join(strings.Fields(p.text()), " ")
	return text[strings.LastIndex(text, "Vous : ")+1:]
}

// push moves the demo's clock.
func (p *parent) push(by string) {
	p.t.Helper()
	resp, err := p.http.PostForm(p.base+"/demo/avancer", url.Values{"de": {by}})
	p.read(resp, err)
}

// links are the addresses on the page that contain a text.
func (p *parent) links(contains string) []string {
	var out []string
	for n := range p.page.Descendants() {
		if n.Type == html.ElementNode && n.Data == "a" && strings.Contains(attr(n, "href"), contains) {
			out = append(out, attr(n, "href"))
		}
	}
	return slices.Compact(out)
}

func hidden(form *html.Node) url.Values {
	out := url.Values{}
	for n := range form.Descendants() {
		if n.Type == html.ElementNode && n.Data == "input" && attr(n, "type") == "hidden" {
			out.Set(attr(n, "name"), attr(n, "value"))
		}
	}
	return out
}

func ancestor(n *html.Node, name string) *html.Node {
	for n != nil && (n.Type != html.ElementNode || n.Data != name) {
		n = n.Parent
	}
	return n
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.Data != "script" && c.Parent.Data != "style" {
			b.WriteString(c.Data)
			if c.Parent.Data == "p" || c.Parent.Data == "button" {
				b.WriteString("\n")
			}
		}
	}
	return strings.TrimSpace(b.String())
}
