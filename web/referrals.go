package web

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"escale/evaluation"
)

// referrals reads the counters of families that came by partners.
func (w *Web) referrals(ctx context.Context) (*evaluation.Referrals, error) {
	counters, err := w.Reader.Counts(ctx, evaluation.ReferralPrefix)
	if err != nil {
		return nil, fmt.Errorf("count referrals: %w", err)
	}
	return evaluation.NewReferrals(counters, w.Catalogue().Thresholds.Inside, evaluation.MonthOf(w.Clocks.Programme())), nil
}

// came is the table of families that came by a partner. A user who sees one
// structure has none: a partner sends to no structure.
func (b builder) came() section {
	s := section{
		ID: "partenaires", Title: "Familles venues par un partenaire", Corner: "Partenaire",
		Columns: []string{"Familles"}, Place: b.place(),
	}
	if b.scope.Structure != "" || b.referrals == nil {
		return s
	}
	departement := b.filter.Departement
	if departement == "" && b.filter.Structure != "" {
		departement = departementOf(b.programme, b.filter.Structure)
	}
	for _, x := range b.programme.Partners {
		if departement != "" && len(x.Departements) > 0 && !slices.Contains(x.Departements, departement) {
			continue
		}
		batches := b.referrals.Of(x.ID, b.filter)
		cell := figure(evaluation.Total(batches), b.release.Threshold())
		if !cell.Shown {
			cell.Text, cell.Detail = fmt.Sprintf("moins de %d, ou aucune", b.release.Threshold()), ""
		}
		cell.Short = spans(batches)
		s.Lines = append(s.Lines, line{ID: x.ID, Label: x.Name.In("fr"), Cells: []shown{cell}})
	}
	return s
}

// spans says which months the groups of families came in.
func spans(batches []evaluation.ReferralBatch) string {
	var said []string
	for _, b := range batches {
		months := shortMonth(b.First)
		if b.Last != b.First {
			months += " à " + shortMonth(b.Last)
		}
		said = append(said, fmt.Sprintf("%s : %d", months, b.Families))
	}
	return strings.Join(said, " ; ")
}
