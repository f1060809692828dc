package caldav

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
		cal := s.NewCalendar()
		return race(s, func(round int) (href string, header []string) {
			href, _ = s.event(cal, fmt.Sprint("r", round))
			return href, []string{"If-None-Match", "*"}
		}, cal)
	}},
	{"6 change one version", func(s *site) string {
		cal := s.NewCalendar()
		return race(s, func(round int) (href string, header []string) {
			href, etag := s.fill(cal, fmt.Sprint("r", round))
			return href, []string{"If-Match", etag}
		}, cal)
	}},
}

const notAlways = "not always one winner"

// race looks whether every round has exactly one winner. How many have more, or
// none, is chance where a server does not take care: that there are any is not,
// and one that is known for it gets rounds enough to show it.
func race(s *site, prepare func(round int) (href string, header []string), cal string) string {
	most := rounds
	if s.table == notAlways {
		most = 6 * rounds
	}
	for round := range most {
		href, header := prepare(round)
		var wg sync.WaitGroup
		answers := make([]servertest.Answer, racers)
		for i := range racers {
			_, text := s.event(cal, fmt.Sprint("r", round), nine, fmt.Sprint("SUMMARY:", i))
			wg.Go(func() { answers[i] = s.Write(href, text, header...) })
		}
		wg.Wait()
		won := 0
		for _, a := range answers {
			if isWritten(a.Status) {
				won++
			}
		}
		if won != 1 || s.Raw(http.MethodGet, href, "").Status != http.StatusOK {
			return notAlways
		}
	}
	return "exactly one winner"
}
