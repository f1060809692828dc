package programme_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

const smallPartners = `partners:
  - id: pmi
    kind: pmi
    name: {fr: La PMI, en: The health centre}
    departements: [38]
    offers: [talk]
    from: 2026-01-01
    until: 2026-12-31
  - id: ecole
    kind: ecole
    name: {fr: L’école, en: The school}
    revoked: true
`

func TestPartnersAreRead(t *testing.T) {
	files := withPartners(t, smallPartners)
	p, err := programme.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	pmi, ok := p.Partner("pmi")
	if !ok || pmi.Name.In("en") != "The health centre" || pmi.Kind != "pmi" || len(pmi.Offers) != 1 {
		t.Errorf("read %+v", pmi)
	}
	school, _ := p.Partner("ecole")
	for _, c := range []struct {
		partner programme.Partner
		day     string
		sends   bool
	}{
		{pmi, "2025-12-31", false},
		{pmi, "2026-01-01", true},
		{pmi, "2026-12-31", true},
		{pmi, "2027-01-01", false},
		{school, "2026-06-01", false},
	} {
		day, err := programme.ParseDate(c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.partner.Sends(day); got != c.sends {
			t.Errorf("%s on %s: sends %v", c.partner.ID, c.day, got)
		}
	}
}

func TestFaultsOfPartnersNameTheirPlace(t *testing.T) {
	const broken = `partners:
  - id: PMI
    kind: hopital
    name: {fr: La PMI}
    departements: ["01"]
    offers: [chant]
    from: 2026-02-01
    until: 2026-01-01
  - id: pmi
    name: {fr: A, en: A}
    kind: pmi
    mail: a@b.fr
`
	p, err := programme.Load(withPartners(t, broken))
	if p == nil || len(p.Partners) != 0 {
		t.Fatalf("a broken partners.yaml took more along than the partners: %v", p)
	}
	want := []string{
		`partners.yaml:2:9: partners[0].id: "PMI" is not an id: want at most 40 small letters and digits, with - between words`,
		`partners.yaml:3:11: partners[0].kind: "hopital" is not a kind of partner: want pmi, ecole, medecin, sage-femme, maternite, creche, centre-social, mairie, caf, association, justice or autre`,
		`partners.yaml:4:5: partners[0].name: is missing in en`,
		`partners.yaml:5:20: partners[0].departements[0]: "01" is not a département that takes part`,
		`partners.yaml:6:14: partners[0].offers[0]: "chant" is not an offer`,
		`partners.yaml:8:12: partners[0].until: 2026-01-01 is before 2026-02-01`,
		`partners.yaml:12:11: partners[1].mail: is not known here: want departements, from, id, kind, name, offers, revoked or until`,
	}
	if diff := cmp.Diff(want, faultLines(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func withPartners(t *testing.T, text string) fstest.MapFS {
	t.Helper()
	files := with(t, "programme.yaml", "", "")
	files["partners.yaml"] = &fstest.MapFile{Data: []byte(text)}
	return files
}

func faultLines(err error) []string {
	var lines []string
	var faults programme.Faults
	errors.As(err, &faults)
	for _, f := range faults {
		lines = append(lines, f.Error())
	}
	return lines
}
