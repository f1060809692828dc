package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"html/template"
	"os"
	"slices"
	"strings"
	"time"

	"escale/locales"
	"escale/programme"
)

//go:embed poster.html
var posterFile string

// runPoster writes a poster for a structure, or for a partner, in a language: one
// page of HTML that prints on A4.
func runPoster(ctx context.Context, con console, args []string) error {
	var w posterWanted
	c, _, err := parseConfigFlag(con, "poster", args, func(fs *flag.FlagSet) {
		fs.StringVar(&w.structure, "structure", "", "for the structure of this `id`: its times are shown first")
		fs.StringVar(&w.partner, "partner", "", "for the partner of this `id`: with its newest code that works")
		fs.StringVar(&w.language, "language", locales.French, "in the language of this `tag`")
		fs.BoolVar(&w.telegram, "telegram", false, "the QR code opens Telegram instead of the web chat")
		fs.StringVar(&w.file, "o", "", "the `file` to write, such as affiche.html")
	})
	if err != nil {
		return err
	}
	if err := w.check(c); err != nil {
		return usageError{err}
	}
	d, err := openDesk(ctx, c)
	if err != nil {
		return err
	}
	page, err := d.poster(ctx, w)
	if err = errors.Join(err, d.store.Close()); err != nil {
		return err
	}
	if err := os.WriteFile(w.file, page, 0o644); err != nil {
		return err
	}
	if !strings.HasPrefix(c.BaseURL, "https://") {
		fmt.Fprintf(con.err, "note: the poster leads to %s, which telephones elsewhere can't open: set base_url\n", c.BaseURL)
	}
	_, err = fmt.Fprintf(con.out, "%s: open it in a browser and print it, A4, without margins.\n", w.file)
	return err
}

// posterWanted is what the command line asks for.
type posterWanted struct {
	structure, partner, language, file string
	telegram                           bool
}

func (w posterWanted) check(c *Config) error {
	switch {
	case (w.structure == "") == (w.partner == ""):
		return errors.New("say for whom: -structure ID or -partner ID")
	case w.file == "":
		return errors.New("say where to: -o FILE")
	case w.telegram && c.TelegramName == "":
		return errors.New("-telegram: the configuration has no telegram_name")
	}
	return nil
}

// poster is what the page shows.
type poster struct {
	HTMLLang, Dir, Title      string
	Programme, Headline       string
	What                      []string
	QR                        template.HTML
	Scan, Opens               string
	Type, Address             string
	AddressSize               string // mm
	SearchTelegram, Telegram  string
	Free, Human, Phone, Hours string
	PlaceHead, Place          string
	PlaceAddress              string
}

func (d *frontDesk) poster(ctx context.Context, w posterWanted) ([]byte, error) {
	texts, err := locales.New()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(d.programme.Languages, w.language) {
		return nil, usageError{fmt.Errorf("-language %q: want %s", w.language, strings.Join(d.programme.Languages, ", "))}
	}
	say := texts.In(w.language)
	v := d.posterIn(w.language, say)
	payload, departement, err := d.posterFor(ctx, w, say, &v)
	if err != nil {
		return nil, err
	}
	contact := d.programme.ContactsFor(departement, "")[0]
	v.Phone, v.Hours = contact.Phone, contact.Hours.In(w.language)
	links := d.links(payload)
	link := links[0] + "&lang=" + w.language // the chat speaks as the poster does
	if w.telegram {
		link, v.Opens = links[1], say.T("poster.opens-telegram")
	}
	if v.QR, err = qrCode(link); err != nil {
		return nil, err
	}
	page, err := template.New("poster").Parse(posterFile)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = page.Execute(&out, v)
	return out.Bytes(), err
}

// posterIn fills in what every poster in a language says.
func (d *frontDesk) posterIn(language string, say *locales.Printer) poster {
	_, address, _ := strings.Cut(d.config.BaseURL, "://")
	v := poster{
		HTMLLang: say.Tag(), Dir: "ltr", Title: say.T("poster.title"),
		Programme: d.programme.Name.In(language), Headline: say.T("poster.headline"),
		What: []string{say.T("poster.what-1"), say.T("poster.what-2"), say.T("poster.what-3")},
		Scan: say.T("poster.scan"), Type: say.T("poster.type"), Address: address, AddressSize: "7",
		SearchTelegram: say.T("poster.telegram"), Free: say.T("poster.private"), Human: say.T("poster.human"),
	}
	if base, _, private := strings.Cut(say.Tag(), "-falc"); private {
		v.HTMLLang = base
	}
	if locales.RightToLeft(language) {
		v.Dir = "rtl"
	}
	if name := d.config.TelegramName; name != "" {
		v.Telegram = "@" + name
	}
	switch n := max(len(address), len(v.Telegram)); { // beside the code there is room for about 24 large letters
	case n > 30:
		v.AddressSize = "4.6"
	case n > 24:
		v.AddressSize = "5.4"
	}
	if d.free() {
		v.Free = say.T("poster.free")
	}
	return v
}

// free reports whether no offer has a price in figures.
func (d *frontDesk) free() bool {
	return !slices.ContainsFunc(d.programme.Offers, func(o programme.Offer) bool {
		return strings.ContainsAny(o.Price.In(locales.French), "123456789")
	})
}

// posterFor fills in whose poster it is, and returns the payload of its code and
// the département whose contact it names.
func (d *frontDesk) posterFor(ctx context.Context, w posterWanted, say *locales.Printer, v *poster) (payload, departement string, err error) {
	if w.structure != "" {
		s, ok := d.programme.Structure(w.structure)
		if !ok {
			return "", "", usageError{fmt.Errorf("-structure %q: the programme has no such structure", w.structure)}
		}
		v.PlaceHead, v.Place, v.PlaceAddress = say.T("poster.place"), s.Name, s.Address
		return d.codes.OfStructure(s.ID), s.Departement(), nil
	}
	x, err := d.partner("-partner", w.partner)
	if err != nil {
		return "", "", err
	}
	v.PlaceHead, v.Place = say.T("poster.partner"), x.Name.In(w.language)
	if !x.Until.IsZero() && x.Until.Compare(programme.DateOf(time.Now())) < 0 {
		return "", "", fmt.Errorf("-partner %q: its links ended on %s: until, in partners.yaml", x.ID, x.Until)
	}
	if len(x.Departements) == 1 {
		departement = x.Departements[0]
	}
	n, err := d.newest(ctx, x)
	return d.codes.OfPartner(x.ID, n), departement, err
}

// newest is the number of a partner's last code that works.
func (d *frontDesk) newest(ctx context.Context, x programme.Partner) (int, error) {
	codes, err := d.codes.List(ctx, x.ID)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, code := range codes {
		if code.Revoked.IsZero() {
			n = max(n, code.N)
		}
	}
	if n == 0 || x.Revoked {
		return 0, fmt.Errorf("-partner %q: all its codes are revoked; a new one is made by escale partners -new %s", x.ID, x.ID)
	}
	return n, nil
}
