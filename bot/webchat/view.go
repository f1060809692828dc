package webchat

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"escale/bot"
)

const appointments = "rdv"

// view is what the page's template shows.
type view struct {
	Language string
	Assets   assets
	Lines    []lineView
	Form     string // id of the forms on this page
	Known    bool
	Version  int64 // of the transcript, for noticing a newer one
	Switch   []languageView
	Footer   []Link
	Notice   string
	Ask      bool // whether the device is shared
	Bare     bool // nothing is asked: a way back instead of a field to answer in
	Exit     string
	Clears   int  // seconds after which it is read anew: she will be forgotten
	Large    bool // letters
	Printed  bool // the view that goes on paper
	texts    Printer
	// Retry repeats an input that could not be taken.
	Retry *posted
	// Joining is set on the page that asks for a code.
	Joining *joining
	// Token is set on the page behind a return link.
	Token string
	// Start is the payload of the link that led here, and Resume: she has a
	// conversation, and is asked to go on with it.
	Start  string
	Resume bool
}

// T is a text of the frame.
func (v view) T(id string) string { return v.texts.T("webchat." + id) }

// HTMLLang is the page's lang attribute.
func (v view) HTMLLang() string { return htmlLang(v.Language) }

// Dir is the page's direction.
func (v view) Dir() string { return direction(v.Language) }

// Alone reports whether the page shows a notice instead of a conversation.
func (v view) Alone() bool { return v.Lines == nil }

type languageView struct {
	Tag, Name string
	Current   bool
}

// HTMLLang is the lang attribute of the language's own name.
func (l languageView) HTMLLang() string { return htmlLang(l.Tag) }

// lineView is one message as the template shows it.
type lineView struct {
	Mine       bool
	Last       bool // where the newest messages begin
	Help       bool // emergency numbers
	Lang, Dir  string
	Paragraphs [][]piece
	Answers    []choiceView
	Filters    []choiceView
	Ways       []choiceView // back, more, a person
	File       *fileView
}

// HasButtons reports whether anything can be tapped.
func (l lineView) HasButtons() bool { return len(l.Answers)+len(l.Filters)+len(l.Ways) > 0 }

// choiceView is a button, or a link when it has an address.
type choiceView struct {
	ID, Label string
	URL       template.URL
}

type fileView struct {
	URL, Name string
	Calendar  bool
}

// view fills in what every page has.
func (c *Chat) view(language string) view {
	v := view{
		Language: language, Assets: c.assets, Exit: c.Exit, Footer: c.Footer(language),
		Form: formID(c.Clocks.Machine()), texts: c.Texts(language),
	}
	for _, tag := range c.Languages() {
		v.Switch = append(v.Switch, languageView{
			Tag: tag, Name: c.Texts(tag).T("language.name"), Current: tag == language,
		})
	}
	return v
}

// conversation is the page of somebody who has one.
func (c *Chat) conversation(t transcript, version int64, language string) view {
	v := c.view(language)
	v.Known, v.Version = true, version
	v.Lines = lines(t)
	return v
}

// passing is the page of somebody who only looks: nothing of it is stored.
func (c *Chat) passing(messages []bot.Message, language string) view {
	v := c.view(language)
	var t transcript
	for _, m := range messages {
		t.add(line{Message: m})
	}
	v.Lines = lines(t)
	for i := range v.Lines {
		v.Lines[i].Last = false
		v.Lines[i].Ways = withoutLanguages(v.Lines[i].Ways)
	}
	return v
}

// withoutLanguages drops the buttons that the page's own switch replaces, which
// begins no conversation.
func withoutLanguages(choices []choiceView) []choiceView {
	var others []choiceView
	for _, c := range choices {
		if c.ID != "langue" && !strings.HasPrefix(c.ID, "langue.") {
			others = append(others, c)
		}
	}
	return others
}

// lines lays the transcript out. A button that stands in several of the last
// messages is shown in the last of them only.
func lines(t transcript) []lineView {
	views := make([]lineView, len(t.Lines))
	last, shown := len(t.Lines), map[string]bool{}
	for i := len(t.Lines) - 1; i >= 0; i-- {
		l := t.Lines[i]
		views[i] = lineView{
			Mine: l.Mine, Lang: htmlLang(l.Message.Language), Dir: direction(l.Message.Language),
			Help: !l.Mine && l.Message.Purge && !asks(l.Message), File: file(l),
		}
		views[i].Paragraphs = paragraphs(l.Message.Text, views[i].Help)
		if t.fresh(l) {
			views[i].lay(l.Message.Choices, shown)
			last = i
		}
	}
	if last < len(views) {
		views[last].Last = true
	}
	return views
}

// lay sorts the choices by what they are for. Emergency is in the page's head,
// always in reach.
func (l *lineView) lay(choices []bot.Choice, shown map[string]bool) {
	for _, c := range choices {
		link := safeURL(c.URL)
		if c.Role == bot.Urgent || shown[c.ID] || (c.URL != "" && link == "") {
			continue
		}
		if c.Role != bot.Main {
			shown[c.ID] = true
		}
		v := choiceView{ID: c.ID, Label: c.Label, URL: link}
		switch c.Role {
		case bot.Filter:
			l.Filters = append(l.Filters, v)
		case bot.Nav:
			l.Ways = append(l.Ways, v)
		default:
			l.Answers = append(l.Answers, v)
		}
	}
}

func file(l line) *fileView {
	if l.Message.Document == nil {
		return nil
	}
	return &fileView{
		URL: "/document/" + strconv.Itoa(l.N), Name: l.Message.Document.Name,
		Calendar: strings.HasPrefix(l.Message.Document.Type, "text/calendar"),
	}
}

// safeURL lets web, mail and telephone addresses through, and pages of our own.
func safeURL(address string) template.URL {
	u, err := url.Parse(address)
	if err != nil || strings.ContainsAny(address, "\x00\n\r\t ") {
		return ""
	}
	switch u.Scheme {
	case "https", "http":
		if u.Host != "" {
			return template.URL(u.String())
		}
	case "mailto", "tel", "sms":
		return template.URL(u.String())
	case "":
		if strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.HasPrefix(address, `/\`) {
			return template.URL(u.String())
		}
	}
	return ""
}
