package calendars

import (
	"fmt"
	"net/http"
	"sync"

	"escale/deploy/servertest"
)

// Racing operations: in each of some rounds, six write at once what only one may.
const (
	rounds = 15
	racers = 6
)

var racingRows = []row{
	{"6 create one object", func(s *site) string {
		cal := s.calendar()
		return race(s, func(round int) (href string, header []string) {
			href, _ = s.event(cal, fmt.Sprint("r", round))
			return href, []string{"If-None-Match", "*"}
		}, cal)
	}},
	{"6 change one version", func(s *site) string {
		cal := s.calendar()
		return race(s, func(round int) (href string, header []string) {
			href, etag := s.fill(cal, fmt.Sprint("r", round))
			return href, []string{"If-Match", etag}
		}, cal)
	}},
}

// race counts the rounds that had exactly one winner. How many had more, or
// none, is chance where a server does not take care: that there are any is not.
func race(s *site, prepare func(round int) (href string, header []string), cal string) string {
	for round := range rounds {
		href, header := prepare(round)
		var wg sync.WaitGroup
		answers := make([]servertest.Answer, racers)
		for i := range racers {
			_, text := s.event(cal, fmt.Sprint("r", round), nine, fmt.Sprint("SUMMARY:", i))
			wg.Go(func() { answers[i] = s.write(href, text, header...) })
		}
		wg.Wait()
		won := 0
		for _, a := range answers {
			if isWritten(a.Status) {
				won++
			}
		}
		if won != 1 || s.raw(http.MethodGet, href, "").Status != http.StatusOK {
			return "not always one winner"
		}
	}
	return "exactly one winner"
}
