package web

import (
	"escale/evaluation"
	"escale/programme"
)

// step is one step of the dialogue, as a coordinator would call it.
type step struct {
	id, name string
	end      bool // the dialogue ended there without an appointment
}

// stepsOf lists the steps in the order a parent meets them: those of every
// programme, and its own questions.
func stepsOf(p *programme.Programme) []step {
	all := []step{{id: "welcome", name: "A ouvert la conversation"}}
	ask := func(q programme.Question) { all = append(all, step{id: q.ID, name: "Question : " + q.Text.In("fr")}) }
	if len(p.Questions) > 0 {
		ask(p.Questions[0])
	}
	all = append(all, step{id: "postcode", name: "Doit donner son code postal"}, step{id: "commune", name: "Doit choisir sa commune"})
	for i, q := range p.Questions {
		if i > 0 {
			ask(q)
		}
	}
	all = append(
		all,
		step{id: "question", name: "Répond aux autres questions"},
		step{id: "offer", name: "Voit les aides possibles"},
		step{id: "slots", name: "Voit les créneaux"},
		step{id: "summary", name: "Relit avant de confirmer"},
		step{id: "placing", name: "A confirmé"},
		step{id: "booked", name: "A son rendez-vous"},
		step{id: "not-eligible", name: "Aucune aide ne convenait ; d’autres lieux ont été indiqués", end: true},
		step{id: "quota-spent", name: "Le nombre de séances était atteint", end: true},
		step{id: "taken", name: "Le créneau venait d’être pris", end: true},
		step{id: "closed", name: "L’offre venait de fermer", end: true},
		step{id: "too-late", name: "Il était trop tard pour ce créneau", end: true},
		step{id: "too-many", name: "Trop de demandes depuis la même connexion", end: true},
		step{id: "gone", name: "Le rendez-vous n’existait plus", end: true},
	)
	for _, o := range p.Offers { // as package bot counts them, each apart: a sum would tell what is hidden
		if o.HandedOver() {
			all = append(all, step{id: "handed-over-" + o.ID, name: "Passage de relais : " + o.Name.In("fr"), end: true})
		}
	}
	return all
}

// funnel makes two tables: where the dialogue went, and why it ended without
// an appointment.
func funnel(p *programme.Programme, d *evaluation.Dialogue, f evaluation.Filter, threshold int) (way, ends section) {
	known := map[string]step{}
	var order []string
	for _, s := range stepsOf(p) {
		known[s.id] = s
		order = append(order, s.id)
	}
	way = section{ID: "dialogue", Title: "Où le dialogue s’arrête", Corner: "Étape", Columns: []string{"Conversations"}}
	ends = section{ID: "fins", Title: "Sans rendez-vous, parce que…", Corner: "Raison", Columns: []string{"Conversations"}}
	for _, s := range d.Funnel(order, f) {
		st, ok := known[s.ID]
		if !ok {
			st = step{id: s.ID, name: s.ID}
		}
		c := figure(s.Reached, threshold)
		row := line{Label: st.name, ID: s.ID, Cells: []shown{c}}
		if st.end {
			ends.Lines = append(ends.Lines, row)
			continue
		}
		row.Cells[0].Bar = &bar{Width: whole(s.Kept)}
		way.Lines = append(way.Lines, row)
	}
	return way, ends
}
