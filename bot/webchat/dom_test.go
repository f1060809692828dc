package webchat

import (
	"iter"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// page is a parsed document, or a part of one.
type page struct{ *html.Node }

// all yields the elements of that name.
func (p *page) all(element string) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for n := range p.Descendants() {
			if n.Type == html.ElementNode && n.Data == element && !yield(n) {
				return
			}
		}
	}
}

// buttons lists what can be tapped inside the conversation, links too.
func (p *page) buttons() []string {
	var labels []string
	for n := range p.all("li") {
		for e := range n.Descendants() {
			if e.Type == html.ElementNode && (e.Data == "button" || e.Data == "a" && attr(e, "class") == "button") {
				labels = append(labels, text(e))
			}
		}
	}
	return labels
}

// said lists the lines of the conversation, hers marked with "> ".
func (p *page) said() []string {
	var lines []string
	for n := range p.all("div") {
		if attr(n, "class") != "said" {
			continue
		}
		mark := ""
		if attr(n.Parent, "class") == "hers" {
			mark = "> "
		}
		var paragraphs []string
		for e := range (&page{n}).all("p") {
			paragraphs = append(paragraphs, text(e))
		}
		lines = append(lines, mark+strings.Join(paragraphs, " / "))
	}
	return lines
}

// notice is what the page says beside the conversation.
func (p *page) notice() string {
	for n := range p.all("div") {
		if attr(n, "class") == "notice" {
			return text(n)
		}
	}
	return ""
}

func (p *page) byID(id string) *html.Node {
	for n := range p.Descendants() {
		if n.Type == html.ElementNode && attr(n, "id") == id {
			return n
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var s strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			s.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(s.String())
}

func hidden(form *html.Node) url.Values {
	fields := url.Values{}
	for n := range (&page{form}).all("input") {
		if attr(n, "type") == "hidden" {
			fields.Set(attr(n, "name"), attr(n, "value"))
		}
	}
	return fields
}
