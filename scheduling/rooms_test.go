package scheduling_test

import (
	"testing"

	"escale/programme"
	"escale/scheduling"
)

// A room that one structure lends another is taken by either; rooms of two
// structures that happen to have one name are two.
func TestARoomOfTwoStructures(t *testing.T) {
	for room, lent := range map[string]bool{"centre/salle": true, "salle": false} {
		for name, open := range stores(t) {
			t.Run(name+"/"+room, func(t *testing.T) {
				st := newStage(t, open, programme.Quota{})
				p := *st.programme
				p.Structures = append(p.Structures[:1:1], programme.Structure{
					ID: "rose", Name: "Maison Exemple", Kind: "laep", Commune: "38185",
					Agendas: []programme.Agenda{{ID: "zoe", Offers: []string{"solo"}, Room: room}},
				})
				st.programme = &p
				st.drawAgenda(p.Structures[1], p.Structures[1].Agendas[0], programme.Date{Year: 2028, Month: 6, Day: 13})
				st.resources = st.claimable()
				there := st.at("lea", 0, 9)
				here := there
				here.Structure, here.Agenda = "rose", "rose/zoe"
				want := map[bool]string{true: scheduling.Taken, false: scheduling.OK}[lent]
				st.calm.books("ana", there)
				if out := st.calm.books("ben", here); out.Code != want {
					t.Errorf("the second is %s, want %s", out.Code, want)
				}
				found, err := st.onlooker.Search(t.Context(), scheduling.Search{Offer: "solo", Commune: "38185", Structure: "rose", Limit: 1})
				if err != nil || len(found.Slots) != 1 || found.Slots[0].Overlaps(there.Interval) {
					t.Errorf("offered: %v, %v", found.Slots, err)
				}
				st.calm.cancels("ana")
				if out := st.calm.books("cleo", here); lent && out.Code != scheduling.OK {
					t.Errorf("once it is free: %s", out.Code)
				}
				st.sound()
				st.report(t, 0)
			})
		}
	}
}
