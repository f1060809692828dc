package webchat

import (
	"html/template"
	"regexp"
	"strings"
)

// piece is a part of a paragraph: words, or a link.
type piece struct {
	Text string
	URL  template.URL
}

// What can be reached by a tap: web and mail addresses, and French numbers, of ten
// digits however they are spaced (01 23 45 67 89, 0 800 23 45 67), of four
// beginning with 3 (3919, 39 19), the European 116 006 and its like, and the 112,
// 114, 115 and 119, which are nothing else in a sentence. Where emergency numbers
// are listed, also the 15, 17 and 18.
// Marks of direction (U+200E, U+200F, U+2066 to U+2069) are no part of them.
const reachable = `https?://[^\s<>"\x{200E}\x{200F}\x{2066}-\x{2069}]+[^\s<>".,;:!?)\]\x{200E}\x{200F}\x{2066}-\x{2069}]` +
	`|[\w.+-]+@[\w-]+(?:\.[\w-]+)+` +
	`|\b0(?:[ .\x{00A0}\x{202F}]?\d){9}\b|\b116[ \x{00A0}\x{202F}]?\d{3}\b` +
	`|\b3\d[ \x{00A0}\x{202F}]?\d{2}\b|\b11[2459]\b`

var (
	anywhere = regexp.MustCompile(reachable)
	inHelp   = regexp.MustCompile(reachable + `|\b1[578]\b`)
)

// paragraphs cuts a plain text at its blank lines and finds what can be reached
// by a tap.
func paragraphs(text string, help bool) [][]piece {
	finder := anywhere
	if help {
		finder = inHelp
	}
	var all [][]piece
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.Trim(p, "\n"); p != "" {
			all = append(all, pieces(p, finder))
		}
	}
	return all
}

func pieces(paragraph string, finder *regexp.Regexp) []piece {
	var out []piece
	for {
		at := finder.FindStringIndex(paragraph)
		if at == nil {
			break
		}
		if at[0] > 0 {
			out = append(out, piece{Text: paragraph[:at[0]]})
		}
		found := paragraph[at[0]:at[1]]
		out = append(out, piece{Text: found, URL: reach(found)})
		paragraph = paragraph[at[1]:]
	}
	if paragraph != "" {
		out = append(out, piece{Text: paragraph})
	}
	return out
}

func reach(found string) template.URL {
	if strings.HasPrefix(found, "http") {
		return safeURL(found)
	}
	if strings.Contains(found, "@") {
		return safeURL("mailto:" + found)
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, found)
	if digits == "114" { // who can't speak writes to it
		return safeURL("sms:114")
	}
	return safeURL("tel:" + digits)
}

// htmlLang is a lang attribute: easy-to-read French is French.
func htmlLang(tag string) string {
	if tag == "" || strings.HasPrefix(tag, "fr-") {
		return "fr"
	}
	return tag
}

// direction is a dir attribute.
func direction(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	switch base {
	case "ar", "arc", "ckb", "dv", "fa", "he", "ks", "prs", "ps", "sd", "ug", "ur", "yi":
		return "rtl"
	}
	return "ltr"
}
