package programme

import (
	"cmp"
	"time"
)

// What an offer's rules are when nobody says otherwise.
const (
	DefaultDuration = time.Hour
	DefaultNotice   = 24 * time.Hour
	DefaultHorizon  = 8 * 7 * 24 * time.Hour
	// FeedNotice is that of an agenda with feeds, unless its own rules say
	// otherwise: Outlook and Google renew what they publish within hours, at times
	// within a day.
	FeedNotice = 48 * time.Hour
)

// RulesFor returns the rules of an offer in one agenda of a structure, each
// field inherited: agenda ← structure ← offer ← defaults. The defaults are a
// grid of the session's length, 24 hours' notice and a horizon of 8 weeks; no
// buffer and no daily cap. Feeds lengthen the notice that an agenda inherits.
func (p *Programme) RulesFor(o Offer, s Structure, a Agenda) Rules {
	r := a.Rules.or(s.Rules).or(o.Rules)
	if len(a.Feeds) > 0 && a.Rules.Notice == 0 {
		r.Notice = max(r.Notice, FeedNotice)
	}
	return r.or(Rules{
		Policy:  PolicyGrid,
		Grid:    cmp.Or(o.Duration, DefaultDuration),
		Notice:  DefaultNotice,
		Horizon: DefaultHorizon,
	})
}

// or fills what r leaves open with what its elders say.
func (r Rules) or(elder Rules) Rules {
	return Rules{
		Policy:   cmp.Or(r.Policy, elder.Policy),
		Grid:     cmp.Or(r.Grid, elder.Grid),
		Buffer:   cmp.Or(r.Buffer, elder.Buffer),
		Notice:   cmp.Or(r.Notice, elder.Notice),
		Horizon:  cmp.Or(r.Horizon, elder.Horizon),
		DailyCap: cmp.Or(r.DailyCap, elder.DailyCap),
	}
}
