package programme

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
)

// communesTSV is the table of communes/SOURCE.md.
//
//go:embed communes/communes.tsv.gz
var communesTSV []byte

// Commune is a present commune of France, overseas included.
type Commune struct {
	Code           string // INSEE: "38185"
	Name           string
	Postcodes      []string // sorted; empty for five uninhabited places
	EPCI           string   // "" for a few islands
	Arrondissement string   // "" in Mayotte and overseas collectivities
	Departement    string   // "38", "2A", "974"
	Region         string
}

// Territory is the table of communes. It is immutable and safe for concurrent
// use.
type Territory struct {
	communes   []Commune         // in order of code
	partOf     map[string]string // municipal arrondissement → its commune
	byPostcode map[string][]int
	codes      map[string]bool // of départements
}

// Communes returns the table carried by the binary. It is unpacked on first
// use, in some tens of milliseconds, and shared from then on.
func Communes() *Territory { return communes() }

var communes = sync.OnceValue(func() *Territory {
	t, err := readTerritory(communesTSV)
	if err != nil {
		panic(fmt.Sprintf("embedded table of communes: %v", err)) // the build is broken
	}
	return t
})

// ByCode finds a commune by INSEE code. The code of a municipal arrondissement
// (75111, 69383, 13201) finds its commune.
func (t *Territory) ByCode(code string) (Commune, bool) {
	if of, ok := t.partOf[code]; ok {
		code = of
	}
	i, ok := slices.BinarySearchFunc(t.communes, code, func(c Commune, code string) int {
		return strings.Compare(c.Code, code)
	})
	if !ok {
		return Commune{}, false
	}
	return t.communes[i], true
}

// ByPostcode lists the communes of a postcode in order of code. A postcode may
// cover many communes, and even two départements.
func (t *Territory) ByPostcode(postcode string) []Commune {
	var found []Commune
	for _, i := range t.byPostcode[postcode] {
		found = append(found, t.communes[i])
	}
	return found
}

// All are the communes in order of code.
func (t *Territory) All() iter.Seq[Commune] { return slices.Values(t.communes) }

// Departement reports whether the code is that of a département.
func (t *Territory) Departement(code string) bool { return t.codes[code] }

// Len counts the communes.
func (t *Territory) Len() int { return len(t.communes) }

// How near two communes are; there are no coordinates.
const (
	SameCommune = iota
	SameEPCI
	SameArrondissement
	SameDepartement
	Elsewhere
)

// Nearness tells how near b is to a: SameCommune (0) to Elsewhere (4).
func Nearness(a, b Commune) int {
	same := func(x, y string) bool { return x != "" && x == y }
	switch {
	case same(a.Code, b.Code):
		return SameCommune
	case same(a.EPCI, b.EPCI):
		return SameEPCI
	case same(a.Arrondissement, b.Arrondissement):
		return SameArrondissement
	case same(a.Departement, b.Departement):
		return SameDepartement
	}
	return Elsewhere
}

func readTerritory(packed []byte) (*Territory, error) {
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	table, err := io.ReadAll(zip)
	if err != nil {
		return nil, err
	}
	t := &Territory{
		communes:   make([]Commune, 0, 36000),
		partOf:     map[string]string{},
		byPostcode: make(map[string][]int, 6500),
		codes:      map[string]bool{},
	}
	for line := range strings.Lines(string(table)) {
		if err := t.add(strings.TrimSuffix(line, "\n")); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Territory) add(line string) error {
	f := strings.Split(line, "\t")
	if len(f) == 2 && strings.HasPrefix(f[1], "=") {
		t.partOf[f[0]] = f[1][1:]
		return nil
	}
	if len(f) != 7 {
		return fmt.Errorf("line %q: want 7 columns", line)
	}
	c := Commune{f[0], f[1], strings.Fields(f[2]), f[3], f[4], f[5], f[6]}
	for _, p := range c.Postcodes {
		t.byPostcode[p] = append(t.byPostcode[p], len(t.communes))
	}
	t.codes[c.Departement] = true
	t.communes = append(t.communes, c)
	return nil
}
