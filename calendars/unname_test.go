package calendars

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
)

const remark = "Ce parent ne reçoit plus de messages"

func TestNamesLeaveAnEvent(t *testing.T) {
	r := startRadicale(t)
	p := testPublisher(t, r)
	e := session("b1", 1, monday)
	e.Private = scheduling.FirstName + " : Prénom-Inventé, dit ; « le grand »"
	e.Seen = p.must(t, e)
	if !strings.Contains(r.text(e.Seen.Href), "Inventé") {
		t.Fatal("the name is not there: the test proves nothing")
	}
	// staff have said how it went, and noted something of their own
	marked := strings.Replace(r.text(e.Seen.Href), "SUMMARY:Escale", "CATEGORIES:venu\r\nSUMMARY:Venu · Escale", 1)
	if a := r.Write(e.Seen.Href, marked); a.Status/100 != 2 {
		t.Fatalf("staff can't write: %d", a.Status)
	}
	before := r.text(e.Seen.Href)

	e.Unname, e.Private = true, remark
	for range 2 {
		p.must(t, e)
	}
	after := r.text(e.Seen.Href)
	if strings.Contains(after, "Inventé") || strings.Contains(after, scheduling.FirstName) || strings.Count(after, "reçoit plus") != 1 {
		t.Errorf("after:\n%s", after)
	}
	for _, kept := range []string{"Venu · Escale", "CATEGORIES:venu", "séance 2/3", "LOCATION:"} {
		if strings.Contains(before, kept) && !strings.Contains(after, kept) {
			t.Errorf("%q is lost:\n%s", kept, after)
		}
	}
	if err := r.client().Delete(t.Context(), e.Seen.Href, ""); err != nil {
		t.Fatal(err)
	}
	p.must(t, e) // what is gone names nobody
	if refs, err := p.client.List(t.Context(), p.path); err != nil || len(refs) != 0 {
		t.Errorf("written anew: %v, %v", refs, err)
	}
}

func TestWithoutName(t *testing.T) {
	object := func(lines ...string) string {
		return "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	}
	long := "ATTACH:data:text/plain," + strings.Repeat("x", 200<<10)
	for _, c := range []struct {
		name, in, remark, want string
		changed                bool
	}{
		{"none", object("DESCRIPTION:Référence"), "", object("DESCRIPTION:Référence"), false},
		{"named", object("UID:u", `DESCRIPTION:Référence\nPrénom donné : Zoé\, dite Z\nAprès`, long), "", object("UID:u", `DESCRIPTION:Référence\nAprès`, long), true},
		{"folded", object("DESCRIPTION:Référence\\nPré", " nom donné : Z", " oé", "UID:u"), "", object("DESCRIPTION:Référence", "UID:u"), true},
		{"a copy", object("DESCRIPTION;LANGUAGE=fr:x\\nPrénom donné : Zoé", "X-ALT-DESC;FMTTYPE=text/html:<p>Prénom donné : Zoé</p>"), "r", object(`DESCRIPTION;LANGUAGE=fr:x\nr`), true},
		{"said", object(`DESCRIPTION:x\nr`), "r", object(`DESCRIPTION:x\nr`), false},
		{"alarm", object("BEGIN:VALARM", "DESCRIPTION:x", "END:VALARM"), "r", object("BEGIN:VALARM", "DESCRIPTION:x", "END:VALARM"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, changed := withoutName([]byte(c.in), c.remark)
			if d := cmp.Diff(c.want, string(got)); d != "" || changed != c.changed {
				t.Errorf("changed %v (-want +got):\n%s", changed, d)
			}
			if again, more := withoutName(got, c.remark); more || string(again) != string(got) {
				t.Errorf("again: %v\n%s", more, again)
			}
		})
	}
}
