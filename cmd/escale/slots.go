package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// wanted is what `escale slots` looks for.
type wanted struct {
	offer, structure string
	from, to         time.Time
	json             bool
}

// runSlots prints what a parent would be offered, now, from the calendars.
func runSlots(ctx context.Context, con console, args []string) error {
	var offer, structure, from, to *string
	var asJSON *bool
	c, _, err := parseConfigFlag(con, "slots", args, func(fs *flag.FlagSet) {
		offer = fs.String("offer", "", "only this offer `id`")
		structure = fs.String("structure", "", "only this structure `id`")
		from = fs.String("from", "", "from this day or instant `T` on: 2026-11-23, or RFC 3339; default now")
		to = fs.String("to", "", "up to and not including `T`; default everything offered")
		asJSON = fs.Bool("json", false, "one JSON line a slot")
	})
	if err != nil {
		return err
	}
	w := wanted{offer: *offer, structure: *structure, json: *asJSON}
	if w.from, err = readInstant("from", *from, paris()); err != nil {
		return err
	}
	if w.to, err = readInstant("to", *to, paris()); err != nil {
		return err
	}
	h, end, err := onACopy(ctx, con, c)
	if err != nil {
		return err
	}
	return errors.Join(h.listSlots(ctx, con, w), end())
}

// readInstant reads a day (its first instant in loc) or an RFC 3339 instant; ""
// is the zero time.
func readInstant(name, s string, loc *time.Location) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, loc); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, usageError{fmt.Errorf("-%s %q: want 2026-11-23 or 2026-11-23T09:00:00+01:00", name, s)}
	}
	return t, nil
}

// listSlots syncs the calendars asked about once, and prints every slot.
func (h *house) listSlots(ctx context.Context, con console, w wanted) error {
	p := h.catalogue.programme()
	if _, ok := p.Offer(w.offer); w.offer != "" && !ok {
		return usageError{fmt.Errorf("-offer %q: no such offer in programme.yaml", w.offer)}
	}
	if _, ok := p.Structure(w.structure); w.structure != "" && !ok {
		return usageError{fmt.Errorf("-structure %q: no such structure", w.structure)}
	}
	structures := slices.DeleteFunc(slices.Clone(p.Structures), func(s programme.Structure) bool {
		return w.structure != "" && w.structure != s.ID
	})
	notOffered(con, h.syncAll(ctx, nil, structures...))
	out := slotPrinter(con.out, w.json)
	for _, s := range structures {
		for _, o := range offersOf(s) {
			if w.offer != "" && w.offer != o {
				continue
			}
			if err := h.slotsOf(ctx, s, o, w, out.slot); err != nil {
				return err
			}
		}
	}
	return out.end()
}

// slotsOf pages through the slots of one offer at one structure.
func (h *house) slotsOf(ctx context.Context, s programme.Structure, offer string, w wanted, each func(scheduling.Slot) error) error {
	q := scheduling.Search{Offer: offer, Commune: s.Commune, Structure: s.ID, Zone: s.Zone, Limit: 100, Brief: true}
	if !w.from.IsZero() {
		q.After.Start = w.from.Add(-time.Nanosecond)
	}
	for {
		page, err := h.desk.Search(ctx, q)
		if err != nil {
			return err
		}
		for _, slot := range page.Slots {
			if !w.to.IsZero() && !slot.Start.Before(w.to) {
				return nil
			}
			if slot.Start.Before(w.from) {
				continue
			}
			if err := each(slot); err != nil {
				return err
			}
		}
		if page.Next == (scheduling.Cursor{}) {
			return nil
		}
		q.After = page.Next
	}
}

// printer prints slots as lines.
type printer struct {
	slot func(scheduling.Slot) error
	end  func() error
}

func slotPrinter(out io.Writer, asJSON bool) printer {
	if asJSON {
		enc := json.NewEncoder(out)
		return printer{func(s scheduling.Slot) error {
			return enc.Encode(jsonSlot{s.Offer, s.Structure, s.Agenda, s.Start.UTC().Format(time.RFC3339), s.End.UTC().Format(time.RFC3339), s.Modes, s.Place})
		}, func() error { return nil }}
	}
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	return printer{func(s scheduling.Slot) error {
		at := s.Start.In(paris())
		_, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", at.Format("2006-01-02 15:04 MST"), s.Offer, s.Agenda, strings.TrimSuffix(strings.Join(s.Modes, ", ")+"\t"+s.Place, "\t"))
		return err
	}, table.Flush}
}

// jsonSlot is the line of `escale slots -json`; instants are UTC, RFC 3339.
type jsonSlot struct {
	Offer     string   `json:"offer"`
	Structure string   `json:"structure"`
	Agenda    string   `json:"agenda"`
	Start     string   `json:"start"`
	End       string   `json:"end"`
	Modes     []string `json:"modes"`
	Place     string   `json:"place,omitempty"`
}
