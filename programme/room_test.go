package programme_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"escale/programme"
)

// Another structure's room is named with its id, and must be one that it has.
func TestARoomThatAnotherStructureLends(t *testing.T) {
	for room, want := range map[string]string{"lilas/bleue": "lilas/bleue", "bleue": "rose/bleue", "lilas/verte": "", "rose/bleue": "", "": ""} {
		fsys := with(t, inStructure, "    offers: [talk]", "    offers: [talk]\n    room: bleue")
		other := strings.Replace(string(fsys[inStructure].Data), "id: lilas", "id: rose", 1)
		fsys["structures/rose.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(other, "room: bleue", "room: "+room, 1))}
		p, err := programme.Load(fsys)
		if p == nil {
			t.Fatal(err)
		}
		s, there := p.Structure("rose")
		if there != (want != "" || room == "") || (err == nil) != there {
			t.Errorf("%q: the structure is there: %v, %v", room, there, err)
			continue
		}
		if there && s.RoomOf(s.Agendas[0]) != want {
			t.Errorf("%q is %q, want %q", room, s.RoomOf(s.Agendas[0]), want)
		}
	}
}
