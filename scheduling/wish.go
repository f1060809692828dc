package scheduling

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"escale/programme"
)

// A wish is left by a parent who finds nothing soon enough. What frees goes to
// the wishes that fit, the oldest first, each in turn (see freed). A wish ends
// when she books that offer, when she takes it back, when she can't be reached
// any more, and after the time of KeptWish. One for a day before that of a booking
// she has ends with that booking, and when it gets another time.
const (
	// mostWishes is how many a conversation may have: one an offer, and one a
	// booking.
	mostWishes = 3
	// mostTold is how often she hears of a slot in a week: nobody is pestered.
	mostTold = 3
	week     = 7 * 24 * time.Hour
)

// Seek is what a wish asks for.
type Seek struct {
	Offer   string `json:"offer"`
	Commune string `json:"commune"`        // INSEE code of the parent's; only its area is kept
	Near    bool   `json:"near,omitempty"` // only in the smallest area around it that has the offer
	Parts   []Part `json:"parts,omitempty"`
	Mode    string `json:"mode,omitempty"` // empty: any
	// Missed is the month, 2026-11, under which her search that found nothing was
	// counted: the wish then takes its place among the unmet demands.
	Missed string `json:"missed,omitempty"`
	// Moving is a booking of hers: only what is on an earlier day is sought.
	Moving string `json:"moving,omitempty"`
}

// Wish is the record of kind "wish". It holds random ids and nothing that says
// who she is, or where she lives closer than her département or its part.
type Wish struct {
	ID           string `json:"id"`
	Parent       string `json:"parent"`
	Conversation string `json:"conversation"`
	Family       string `json:"family"`
	Offer        string `json:"offer"`
	Departement  string `json:"departement"`
	Area         Area   `json:"area,omitzero"`
	Parts        []Part `json:"parts,omitempty"` // none: any
	Mode         string `json:"mode,omitempty"`
	Verified     bool   `json:"verified,omitempty"`
	// Created and Until are programme time; Until is when it ends unmet.
	Created time.Time `json:"created"`
	Until   time.Time `json:"until"`
	// Sooner is the start of the first slot that she could have had anyway: only
	// what is before it is news. Zero: there was none.
	Sooner time.Time `json:"sooner,omitzero"`
	// Moving is the booking that she would have sooner: it keeps its place until she
	// takes another. Only what starts before the instant Before, the beginning of
	// that booking's day, is sought.
	Moving string    `json:"moving,omitempty"`
	Before time.Time `json:"before,omitzero"`
	// Told is when she was offered a slot in the last week, programme time.
	Told []time.Time `json:"told,omitempty"`
	// Turn counts what she was offered; Offered is what waits for her now.
	Turn    int      `json:"turn,omitempty"`
	Offered *Offered `json:"offered,omitempty"`
	Version int64    `json:"-"`
}

// Offered is a slot held for a wish.
type Offered struct {
	Slot Slot `json:"slot"`
	// From is when she is told, Until when it goes to the next, programme time.
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Freed freeing   `json:"freed"`
}

// wants reports whether a slot is what the wish asks for and sooner than what
// she could have had. zone is the structure's.
func (w Wish) wants(s Slot, zone *time.Location, there programme.Commune, now time.Time) bool {
	switch {
	case s.Offer != w.Offer || there.Departement != w.Departement || !w.Area.has(there):
		return false
	case len(w.Parts) > 0 && !slices.Contains(w.Parts, PartOf(s.Start.In(zone))):
		return false
	case w.Mode != "" && !slices.Contains(s.Modes, w.Mode):
		return false
	case w.tooLate(s):
		return false
	}
	return w.Sooner.IsZero() || !now.Before(w.Sooner) || s.Start.Before(w.Sooner)
}

// tooLate: it is no sooner than the booking she has.
func (w Wish) tooLate(s Slot) bool { return !w.Before.IsZero() && !s.Start.Before(w.Before) }

// waits reports whether she may be offered something now: nothing is waiting for
// her answer, and she was not told too often.
func (w Wish) waits(now time.Time) bool {
	return w.Offered == nil && now.Before(w.Until) && len(lately(w.Told, now)) < mostTold
}

// lately are the instants of the last week.
func lately(told []time.Time, now time.Time) []time.Time {
	return slices.DeleteFunc(slices.Clone(told), func(at time.Time) bool { return now.Sub(at) >= week })
}

// zone is the parent's.
func (w Wish) zone(d *Desk) *time.Location { return d.zone(programme.Zone(w.Departement)) }

// wishOwner holds a slot for a wish; it is also the subject of its due work.
func wishOwner(id string) string { return "wish/" + id }

// movingTag finds the wish that a booking had been sooner.
func movingTag(booking string) string { return "moving:" + booking }

func seekTag(offer, departement string) string { return "seek:" + offer + "/" + departement }

// record makes the wish's record with the tags that find it again.
func (w Wish) record(d *Desk) Record {
	now := d.c.Clocks
	tags := []string{
		"parent:" + w.Parent, "conversation:" + w.Conversation, "family:" + w.Family,
		seekTag(w.Offer, w.Departement),
	}
	if w.Moving != "" {
		tags = append(tags, movingTag(w.Moving))
	}
	return Record{
		Key: Key{Kind: "wish", ID: w.ID}, Version: w.Version, Data: encode(w), Tags: tags,
		// should nobody end it
		Expires: now.Machine().Add(w.Until.Sub(now.Programme()) + week),
	}
}

func readWish(r Record) (Wish, error) {
	var w Wish
	if err := json.Unmarshal(r.Data, &w); err != nil {
		return Wish{}, fmt.Errorf("wish %s: %w", r.ID, err)
	}
	w.Version = r.Version
	return w, nil
}
