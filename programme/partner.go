package programme

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// partnersFile says who sends families here; an installation may have none.
const partnersFile = "partners.yaml"

// Partner is who may send a family here, with a link or a poster of its own. It
// learns nothing of her: only how many came, once they are many enough.
type Partner struct {
	ID   string `yaml:"id"`
	Name Text   `yaml:"name"` // begins the sentence "… vous envoie vers nous"
	Kind string `yaml:"kind"` // one of PartnerKinds
	// Departements whose coordinators see its counts; empty: all.
	Departements []string `yaml:"departements"`
	// Offers that count for it; empty: all.
	Offers []string `yaml:"offers"`
	// From and Until are the days on which its links work; both are given, and
	// either may be absent.
	From  Date `yaml:"from"`
	Until Date `yaml:"until"`
	// Revoked: its links work no more, and say so kindly.
	Revoked bool `yaml:"revoked"`
}

// PartnerKinds are what a partner may be.
func PartnerKinds() []string {
	return []string{
		"pmi", "ecole", "medecin", "sage-femme", "maternite", "creche", "centre-social",
		"mairie", "caf", "association", "justice", "autre",
	}
}

// partnerList is partners.yaml.
type partnerList struct {
	Partners []Partner `yaml:"partners"`
}

// Partner finds a partner by id.
func (p *Programme) Partner(id string) (Partner, bool) {
	return find(p.Partners, func(x Partner) bool { return x.ID == id })
}

// Sends reports whether the partner's links work on the day, but for codes of
// its that were revoked.
func (p Partner) Sends(d Date) bool {
	return !p.Revoked && Period{From: p.From, Until: p.Until}.Includes(d)
}

// Counts reports whether an appointment for the offer counts for the partner.
func (p Partner) Counts(offer string) bool {
	return len(p.Offers) == 0 || slices.Contains(p.Offers, offer)
}

// partners reads partners.yaml, if there is one. A fault in it leaves the
// programme in force, without partners.
func (l *loader) partners() {
	if _, err := fs.Stat(l.fsys, partnersFile); errors.Is(err, fs.ErrNotExist) || !l.readable {
		return
	}
	doc := newDocument(partnersFile)
	var list partnerList
	if data, ok := l.file(doc); ok && doc.decode(data, &list) {
		l.translate(&list)
		verifier{doc, l.p}.partners(list.Partners)
	}
	l.faults = append(l.faults, doc.faults...)
	if wrong, _ := doc.faults.split(); len(wrong) == 0 {
		l.p.Partners = list.Partners
	}
}

func (v verifier) partners(partners []Partner) {
	taken := map[string]string{}
	for i, p := range partners {
		at := fmt.Sprintf("partners[%d]", i)
		v.id(at+".id", p.ID, plainID, taken)
		v.text(at+".name", p.Name)
		v.one(at+".kind", p.Kind, "a kind of partner", PartnerKinds()...)
		v.known(at+".departements", p.Departements, "a département that takes part", v.takesPart)
		v.known(at+".offers", p.Offers, "an offer", func(id string) bool { _, ok := v.p.Offer(id); return ok })
		if !p.Until.IsZero() && p.Until.Compare(p.From) < 0 {
			v.fault(at+".until", "%s is before %s", p.Until, p.From)
		}
	}
}
