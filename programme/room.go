package programme

import (
	"fmt"
	"slices"
	"strings"
)

// RoomOf names the agenda's room among those of all structures: "lilas/bleue".
// Empty: it has none.
func (s Structure) RoomOf(a Agenda) string {
	if a.Room == "" || strings.Contains(a.Room, "/") {
		return a.Room
	}
	return s.ID + "/" + a.Room
}

// lent leaves out structures that name a room of another which no agenda there
// names.
func (l *loader) lent(docs map[string]*document) {
	named := map[string]bool{}
	for _, s := range l.p.Structures {
		for _, a := range s.Agendas {
			named[s.ID+"/"+a.Room] = a.Room != ""
		}
	}
	l.p.Structures = slices.DeleteFunc(l.p.Structures, func(s Structure) bool {
		doc := &document{file: s.File, marks: docs[s.File].marks}
		for i, a := range s.Agendas {
			own := strings.HasPrefix(a.Room, s.ID+"/")
			if strings.Contains(a.Room, "/") && (own || !named[a.Room]) {
				doc.fault(fmt.Sprintf("agendas[%d].room", i), "%q is no room of another structure: want its id and a room that an agenda there names, as in lilas/bleue", a.Room)
			}
		}
		l.faults = append(l.faults, doc.faults...)
		return len(doc.faults) > 0
	})
}
