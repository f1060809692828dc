package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"escale/calendars"
	"escale/calendars/caldav"
	"escale/programme"
)

// names helps who wrote a calendar's name otherwise than its server does: where
// one was not found, it tells what the account sees. The names are printed here
// only, never logged.
func (o offering) names(ctx context.Context, s programme.Structure) {
	missing := func(a programme.Agenda) bool {
		return slices.ContainsFunc(o.status[s.AgendaID(a)], func(c calendars.CalendarStatus) bool {
			return !c.Feed && c.Trouble == caldav.Missing
		})
	}
	i := slices.IndexFunc(s.Agendas, missing)
	if i < 0 || hosted(s) {
		return
	}
	src, err := o.h.source(s, s.Agendas[i])
	if err != nil {
		return // which was said already
	}
	client, err := caldav.NewClient(caldav.Config{URL: src.URL, Username: src.Username, Password: src.Password})
	if err != nil {
		return
	}
	list, err := client.Calendars(ctx)
	if err != nil {
		return
	}
	var names []string
	for _, c := range list {
		if c.Name != "" {
			names = append(names, c.Name)
		}
	}
	if len(names) > 0 {
		o.note(fmt.Sprintf("%s: Voici les agendas que ce compte voit : «\u00a0%s\u00a0».", s.File, strings.Join(names, "\u00a0», «\u00a0")))
	}
}
