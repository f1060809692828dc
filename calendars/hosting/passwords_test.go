package hosting_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"escale/calendars/hosting"
	"escale/scheduling"

	"github.com/google/go-cmp/cmp"
)

func (s *site) passwords() hosting.Passwords {
	return hosting.Passwords{Store: s.store, Clock: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }}
}

func (s *site) password(name string) string {
	s.t.Helper()
	password, err := s.passwords().New(s.t.Context(), "maison", name)
	if err != nil {
		s.t.Fatal(err)
	}
	return password
}

func TestEachDeviceHasAPasswordOfItsOwn(t *testing.T) {
	s := open(t)
	phone, laptop := s.password("téléphone"), s.password("portable")
	path := s.Path("appareils", "ouvert") + "a.ics"
	for _, password := range []string{phone, laptop} {
		s.gets(http.StatusOK, s.asksAs("appareils", password, "GET", path, ""))
		s.gets(http.StatusUnauthorized, s.asksAs("voisin", password, "GET", s.Path("voisin", "ouvert"), ""))
		s.gets(http.StatusUnauthorized, s.asksAs("maison", password, "GET", home+"a.ics", ""))
		s.gets(http.StatusUnauthorized, s.asksAs("appareils", mistyped(password), "GET", path, ""))
	}
	if err := s.passwords().Revoke(t.Context(), "maison", "téléphone"); err != nil {
		t.Fatal(err)
	}
	s.gets(http.StatusUnauthorized, s.asksAs("appareils", phone, "GET", path, ""))
	s.gets(http.StatusOK, s.asksAs("appareils", laptop, "GET", path, ""))
	list, err := s.passwords().List(t.Context(), "maison")
	if d := cmp.Diff([]hosting.Password{{Name: "portable", Made: s.passwords().Clock()}}, list); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
}

// mistyped changes the last letter.
func mistyped(password string) string {
	start, last := password[:len(password)-1], password[len(password)-1:]
	if last == "x" {
		return start + "y"
	}
	return start + "x"
}

func TestPasswordsAreNamedOnce(t *testing.T) {
	s := open(t)
	s.password("téléphone")
	if _, err := s.passwords().New(t.Context(), "maison", "téléphone"); !errors.Is(err, hosting.ErrNameTaken) {
		t.Errorf("a second of the name: %v", err)
	}
	if _, err := s.passwords().New(t.Context(), "maison", " \n"); err == nil {
		t.Error("one without a name")
	}
	if err := s.passwords().Revoke(t.Context(), "voisin", "téléphone"); !errors.Is(err, scheduling.ErrNotFound) {
		t.Errorf("another home's revoked: %v", err)
	}
}

func TestGuessingIsSlowedDownAndLocksNobodyOut(t *testing.T) {
	s := open(t)
	phone := s.password("téléphone")
	path := s.Path("appareils", "ouvert") + "a.ics"
	s.gets(http.StatusOK, s.asksAs("appareils", phone, "GET", path, ""))
	for range 15 { // a forgotten device
		s.gets(http.StatusUnauthorized, s.asksAs("appareils", "an old password", "GET", path, ""))
	}
	for i := range 9 {
		s.gets(http.StatusUnauthorized, s.asksAs("appareils", fmt.Sprint("guess ", i), "GET", path, ""))
	}
	r := s.gets(http.StatusTooManyRequests, s.asksAs("appareils", "guess 10", "GET", path, ""))
	if r.header.Get("Retry-After") != "900" {
		t.Errorf("Retry-After: %q", r.header.Get("Retry-After"))
	}
	s.gets(http.StatusOK, s.asksAs("appareils", phone, "GET", path, ""))
	s.gets(http.StatusOK, s.asks("GET", home+"a.ics", ""))
	s.origin = "elsewhere"
	s.gets(http.StatusUnauthorized, s.asksAs("appareils", "guess 11", "GET", path, ""))
	s.origin = ""
	s.now = s.now.Add(15 * time.Minute)
	s.gets(http.StatusUnauthorized, s.asksAs("appareils", "guess 12", "GET", path, ""))
}
