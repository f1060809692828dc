package bot

import (
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"
)

// Ids of choices are at most 64 bytes of ASCII, in three families: an answer to
// the present question is "<flow>.<step>.<value>", a word that works anywhere
// stands alone ("urgence", "langue.en"), and what concerns one booking or one
// questionnaire carries its id ("r.<booking>.cannot", "q.<answer>.<item>.<value>").
const (
	aboutBooking = "r"
	aboutSurvey  = "q"
)

// answer is a choice of the present step.
func (t *turn) answer(value, label string) Choice {
	return Choice{ID: fmt.Sprintf("%d.%s.%s", t.c.Flow, t.c.Step, value), Label: label}
}

func (t *turn) filter(value, label string) Choice {
	c := t.answer(value, label)
	c.Role = Filter
	return c
}

// word is a choice that works at every step.
func word(id, label string) Choice { return Choice{ID: id, Label: label, Role: Nav} }

// about is a choice that concerns a booking, whatever the present step.
func about(booking, verb, label string) Choice {
	return Choice{ID: aboutBooking + "." + booking + "." + verb, Label: label}
}

// tapped is an id taken apart.
type tapped struct {
	flow  int
	step  string
	value string
}

// stepTap reads "<flow>.<step>.<value>".
func stepTap(id string) (tapped, bool) {
	parts := strings.SplitN(id, ".", 3)
	if len(parts) < 3 {
		return tapped{}, false
	}
	flow, err := strconv.Atoi(parts[0])
	if err != nil {
		return tapped{}, false
	}
	return tapped{flow: flow, step: parts[1], value: parts[2]}, true
}

// short keeps an id of the programme within a choice id: itself when it is
// short plain ASCII, else a checksum.
func short(id string) string {
	plain := strings.IndexFunc(id, func(r rune) bool {
		return r > 'z' || r < '-' || r == '.'
	}) < 0
	if plain && len(id) <= 16 && id != "" {
		return id
	}
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(id)))
}
