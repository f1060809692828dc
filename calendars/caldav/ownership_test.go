package caldav

import (
	"testing"
)

// Whose a calendar is, as servers say it.
func TestOwnersOfCalendars(t *testing.T) {
	us := `<d:current-user-principal><d:href>/dav/principals/users/escale/</d:href></d:current-user-principal>`
	for _, c := range []struct {
		name, props string
		want        bool
	}{
		{"nothing said", ``, false},
		{"no owner", us, false},
		{"nobody signed in", `<d:owner><d:href>/dav/principals/users/accueil/</d:href></d:owner><d:current-user-principal><d:unauthenticated/></d:current-user-principal>`, false},
		{"ours", us + `<d:owner><d:href>/dav/principals/users/escale/</d:href></d:owner>`, false},
		{"ours, with a host and no slash", us + `<d:owner><d:href>https://agenda.example/dav/principals/users/Escale</d:href></d:owner>`, false},
		{"ours, on ownCloud", us + `<o:owner-principal>principals/users/escale</o:owner-principal>`, false},
		{"ours, by an old address", `<d:current-user-principal><d:href>/remote.php/caldav/principals/escale/</d:href></d:current-user-principal><o:owner-principal>principals/users/escale</o:owner-principal>`, false},
		{"another's", us + `<d:owner><d:href>/dav/principals/users/accueil/</d:href></d:owner>`, true},
		{"another's, on ownCloud", us + `<o:owner-principal>principals/users/accueil</o:owner-principal>`, true},
		{"another's of a longer name", us + `<o:owner-principal>principals/users/cs-escale</o:owner-principal>`, true},
		{"marked", us + `<d:owner><d:href>/dav/principals/users/escale/</d:href></d:owner><d:resourcetype><s:shared/></d:resourcetype>`, true},
		{"shared by us", us + `<d:owner><d:href>/dav/principals/users/escale/</d:href></d:owner><d:resourcetype><s:shared-owner/></d:resourcetype>`, false},
	} {
		m, err := readMultistatus(answer{body: []byte(`<d:multistatus xmlns:d="DAV:" xmlns:o="http://owncloud.org/ns" xmlns:s="http://calendarserver.org/ns/"><d:response><d:href>/cal/</d:href><d:propstat><d:prop>` +
			c.props + `</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>`)})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Responses[0].found().isShared(); got != c.want {
			t.Errorf("%s: shared %v", c.name, got)
		}
	}
}

// Their own calendars are not taken for somebody else's on any server.
func TestServersAndOwnCalendars(t *testing.T) {
	onEveryServer(t, func(s *site) {
		cal, err := s.client.Calendar(t.Context(), s.NewCalendar())
		if err != nil || cal.Shared {
			s.t.Errorf("%+v, %v", cal, err)
		}
		list, err := s.client.Calendars(t.Context())
		if err != nil {
			s.t.Error(err)
		}
		for _, cal := range list {
			if cal.Shared {
				s.t.Errorf("%+v", cal)
			}
		}
	})
}
