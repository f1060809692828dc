package terminal

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"escale/bot"
)

// plain shows choices as a menu of numbers.
type plain struct {
	out     io.Writer
	menu    []bot.Choice // of the messages shown last
	answers bool         // the menu is of the answer being shown
}

func plainFace(w io.Writer) *plain { return &plain{out: w} }

// read takes a number of the menu as its choice, and anything else as words.
func (p *plain) read(line string) (bot.Inbound, bool, error) {
	line = strings.TrimSpace(line)
	if line == "" {
		return bot.Inbound{}, false, nil
	}
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(p.menu) {
		return bot.Inbound{Choice: p.menu[n-1].ID}, true, nil
	}
	return bot.Inbound{Text: line}, true, nil
}

func (p *plain) show(m bot.Message) error {
	if !p.answers {
		p.menu, p.answers = nil, true
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\n", m.Text)
	if m.Document != nil {
		fmt.Fprintf(&b, "  [%s, %d octets]\n", m.Document.Name, len(m.Document.Data))
		if strings.HasPrefix(m.Document.Type, "text/plain") {
			fmt.Fprintf(&b, "\n%s\n", m.Document.Data)
		}
	}
	for _, c := range m.Choices {
		if c.URL != "" {
			fmt.Fprintf(&b, "     %s : %s\n", c.Label, c.URL)
			continue
		}
		p.menu = append(p.menu, c)
		fmt.Fprintf(&b, "%3d. %s\n", len(p.menu), c.Label)
	}
	_, err := io.WriteString(p.out, printable(b.String()))
	return err
}

func (p *plain) fault(line int, err error) error {
	_, err = fmt.Fprintf(p.out, "\n(ligne %d : %s)\n", line, printable(err.Error()))
	return err
}

func (p *plain) end() error {
	p.answers = false
	_, err := io.WriteString(p.out, "\n> ")
	return err
}

// printable keeps control characters, which a terminal would obey, out of it.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r >= ' ' && r != 0x7f && (r < 0x80 || r > 0x9f) {
			return r
		}
		return -1
	}, s)
}
