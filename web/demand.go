package web

import (
	"context"
	"fmt"
	"maps"

	"escale/evaluation"
	"escale/scheduling"
)

// keptDemand is the last table of unmet demand and what it was made from.
type keptDemand struct {
	counters map[string]int64
	demand   *evaluation.Demand
}

// demand reads the counters of unmet demand; what was decided is kept until one
// moves.
func (w *Web) demand(ctx context.Context) (*evaluation.Demand, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	counters, err := w.Reader.Counts(ctx, scheduling.UnmetPrefix)
	if err != nil {
		return nil, fmt.Errorf("count unmet demand: %w", err)
	}
	if w.unmet.demand == nil || !maps.Equal(counters, w.unmet.counters) {
		w.unmet = keptDemand{counters, evaluation.NewDemand(counters, w.Catalogue().Thresholds.Inside)}
	}
	return w.unmet.demand, nil
}

// unmet are the tables of what was asked for and not found. A user who sees one
// structure has none: nobody asked for a structure.
func (b builder) unmet() []section {
	if b.scope.Structure != "" {
		return nil
	}
	f := b.filter
	if f.Structure != "" && f.Departement == "" {
		f.Departement = departementOf(b.programme, f.Structure)
	}
	parts := map[string]string{
		"": "Toutes", evaluation.AnyPart: "Sans préférence", string(scheduling.Morning): "Matin",
		string(scheduling.Afternoon): "Après-midi", string(scheduling.Evening): "Soir",
	}
	months := func(m string) string {
		if m == "" {
			return "Tous ces mois"
		}
		return shortMonth(m)
	}
	all := []section{
		b.places(b.demand.ByPart(f), "demandes-moment", "Demandes restées sans créneau, par offre et par moment de la journée", func(p string) string { return parts[p] }),
		b.places(b.demand.ByMonth(f), "demandes-mois", "Demandes restées sans créneau, par offre et par mois", months),
	}
	for i := range all {
		all[i].Corner, all[i].Place = "Lieu et offre", "tous les départements"
		if f.Departement != "" {
			all[i].Place = departementName(b.programme, f.Departement)
		}
		if !some(all[i]) {
			all[i].Lines = nil
		}
	}
	return all
}

// some reports whether a table of counts has anything to say.
func some(s section) bool {
	for _, l := range s.Lines {
		for _, c := range l.Cells {
			if !c.Shown || c.N > 0 {
				return true
			}
		}
	}
	return false
}
