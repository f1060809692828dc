package main

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"escale/calendars"
	"escale/programme"
)

// source tells the mirror where to find the time of one agenda. The error is
// about a secret, and names the field that leads to it.
func (h *house) source(s programme.Structure, a programme.Agenda) (calendars.AgendaSource, error) {
	src := calendars.AgendaSource{
		ID: s.AgendaID(a), Zone: s.Zone, Tag: a.Tag, Availability: a.Availability, Offers: h.offerNames(a),
	}
	for _, hours := range a.Hours {
		src.Hours = append(src.Hours, calendars.Hours(hours))
	}
	for i, f := range a.Feeds {
		address, err := secretIn(fmt.Sprintf("feeds[%d].address", i), f.AddressFile, f.AddressEnv)
		if err != nil {
			return src, err
		}
		src.Feeds = append(src.Feeds, calendars.Feed{URL: strings.TrimSpace(address), Open: f.Open, Busy: f.Busy})
	}
	if s.Hosts(a) {
		home := "/caldav/" + url.PathEscape(mirrorUser+s.ID) + "/calendars/"
		src.URL, src.Username, src.Password = "http://"+h.caldav+"/caldav/", mirrorUser+s.ID, h.internal
		src.Open = []string{home + openCalendar(a) + "/"}
		src.Busy = []string{home + busyCalendar(a) + "/"}
		src.Bookings = src.Busy[0]
		return src, nil
	}
	src.URL, src.Username, src.Open, src.Busy, src.Bookings = s.CalDAV.URL, s.CalDAV.Username, a.Open, a.Busy, a.Bookings
	var err error
	src.Password, err = secretIn("caldav.password", s.CalDAV.PasswordFile, s.CalDAV.PasswordEnv)
	return src, err
}

// offerNames are the words by which staff may keep open hours for some of the
// agenda's offers; all of the programme's are known, so that hours kept for an
// offer that the agenda lacks are not offered for others.
func (h *house) offerNames(a programme.Agenda) []calendars.OfferNames {
	if len(a.Offers) == 0 {
		return nil
	}
	var list []calendars.OfferNames
	for _, o := range h.catalogue.programme().Offers {
		if o.HandedOver() { // "#logement" in a title is no word of ours
			continue
		}
		names := calendars.OfferNames{ID: o.ID}
		for _, name := range o.Name {
			names.Names = append(names.Names, name)
		}
		slices.Sort(names.Names)
		list = append(list, names)
	}
	return list
}

// secretIn reads a secret from its file or its variable; without either it is
// empty.
func secretIn(field, file, env string) (string, error) {
	if file != "" {
		s, err := secret(file)
		if err == nil && s == "" {
			err = fmt.Errorf("%s is empty", file)
		}
		if err != nil {
			return "", fmt.Errorf("%s_file: %w", field, err)
		}
		return s, nil
	}
	s := os.Getenv(env)
	if env != "" && s == "" {
		return "", fmt.Errorf("%s_env: %s is not set", field, env)
	}
	return s, nil
}

// secretsOf are all the secrets of a structure as they are now; what can't be
// read is empty.
func secretsOf(s programme.Structure) string {
	password, _ := secretIn("", s.CalDAV.PasswordFile, s.CalDAV.PasswordEnv)
	all := []string{password}
	for _, a := range s.Agendas {
		for _, f := range a.Feeds {
			address, _ := secretIn("", f.AddressFile, f.AddressEnv)
			all = append(all, address)
		}
	}
	return strings.Join(all, "\x00")
}

// passwordsChanged reports whether a structure's secrets are no longer those in
// use: a file was written anew.
func (h *house) passwordsChanged() bool {
	return slices.ContainsFunc(h.catalogue.programme().Structures, func(s programme.Structure) bool {
		return secretsOf(s) != h.passwords[s.ID]
	})
}
