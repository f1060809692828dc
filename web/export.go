package web

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"escale/evaluation"
)

// exportColumns are described in docs/coordinateurs.md; a test holds both
// together.
var exportColumns = []string{
	"tableau", "titre", "perimetre", "offre", "du_mois", "au_mois", "niveau", "code", "ligne", "colonne",
	"affichage", "effectif", "base", "favorables", "part", "borne_basse", "borne_haute", "moyenne", "mediane_jours", "p90_jours", "motif",
}

// resultsCSV writes exactly what the page shows, one line a figure, in the
// order of the page. French Excel opens it at once: semicolons, decimal commas,
// and a byte order mark that says UTF-8.
func (w *Web) resultsCSV(rw http.ResponseWriter, r *http.Request, u User) {
	_, b, err := w.ask(r, u)
	if err != nil {
		w.failed(rw, "read results", err)
		return
	}
	var out bytes.Buffer
	out.WriteString("\ufeff")
	c := csv.NewWriter(&out)
	c.Comma, c.UseCRLF = ';', true
	c.Write(exportColumns)
	for _, s := range b.sections() {
		for _, l := range s.Lines {
			for i, cell := range l.Cells {
				c.Write(b.exported(s, l, s.Columns[i], cell))
			}
		}
	}
	if c.Flush(); c.Error() != nil {
		w.failed(rw, "write results", c.Error())
		return
	}
	rw.Header().Set("Content-Type", "text/csv; charset=utf-8")
	rw.Header().Set("Content-Disposition", `attachment; filename="escale-resultats.csv"`)
	rw.Write(out.Bytes())
}

func (b builder) exported(s section, l line, column string, c shown) []string {
	row := []string{
		s.ID, s.Title, cmp.Or(l.Place, s.Place), b.filter.Offer, b.filter.From, b.filter.To,
		string(l.Level), l.ID, l.Label, column, c.Text,
	}
	row = append(row, exportedFigures(c.Cell)...)
	for i, field := range row {
		row[i] = harmless(field)
	}
	return row
}

// exportedFigures writes the numbers as numbers, empty where there are none.
func exportedFigures(c evaluation.Cell) []string {
	f := make([]string, 10)
	if c.Kind != evaluation.Count || c.Shown {
		f[0] = strconv.Itoa(c.N)
	}
	f[9] = string(c.Why)
	if !c.Shown {
		return f
	}
	switch c.Kind {
	case evaluation.Share:
		f[1], f[2] = strconv.Itoa(c.Used), strconv.Itoa(c.K)
		f[3], f[4], f[5] = decimal(c.Share(), 4), decimal(c.Low, 4), decimal(c.High, 4)
	case evaluation.Mean:
		f[1], f[6] = strconv.Itoa(c.Used), decimal(c.Mean, 2)
	case evaluation.Days:
		f[1], f[7], f[8] = strconv.Itoa(c.Used), strconv.Itoa(c.Median), strconv.Itoa(c.P90)
	}
	return f
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
