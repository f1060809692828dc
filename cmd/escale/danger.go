package main

import (
	"errors"
	"fmt"
	"io/fs"

	"escale/bot/danger"
	"escale/programme"
)

// dangerFile holds an installation's own words of danger, beside programme.yaml.
const dangerFile = "danger.yaml"

// readDanger is the shipped words of danger, with the installation's own if it
// has any.
func readDanger(files fs.FS) (*danger.List, error) {
	shipped, err := danger.Shipped()
	if err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(files, dangerFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return shipped, nil
	case err != nil:
		return nil, fmt.Errorf("%s: %w", dangerFile, err)
	}
	return shipped.With(dangerFile, data)
}

// danger tells which kinds of danger words speak of.
func (c *catalogue) danger(words string) []string { return c.current.Load().danger.Find(words) }

// danger notes what somebody has to read through or to call again.
func (k *checker) danger(o *offered, today programme.Date) {
	note := func(text string) {
		k.notes++
		fmt.Fprintln(k.con.out, "warning:", text)
	}
	if o.danger.ReviewedBy == "" {
		note("words of danger: nobody whose trade it is has reviewed the list yet (reviewed_by is empty)")
	}
	for _, f := range o.programme.Stale(today) {
		note(f.Error())
	}
}
