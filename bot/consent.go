package bot

import (
	"fmt"
	"hash/crc32"
	"slices"
	"time"

	"escale/scheduling"
)

// Consent is what she was told, or agreed to: which version of it, and when. It
// goes with her conversation.
type Consent struct {
	// What is consentNotice, consentSurvey and the questionnaire's name, or
	// consentReferral and the partner's id.
	What    string    `json:"what"`
	Version string    `json:"version"`
	On      time.Time `json:"on"` // programme time
}

const (
	// consentNotice: she was shown what is kept, by whom and for how long. The
	// service is a public mission: she is informed, and not asked.
	consentNotice = "notice"
	// consentSurvey: she answered a questionnaire that is hers to answer or not.
	consentSurvey = "survey/"

	// wordedOn is when what the notice says last changed in what matters.
	wordedOn = "2026-11"
)

// noticeVersion changes with what matters of the notice, and with nothing else:
// its content, who answers for the data, and how long they are kept.
func (t *turn) noticeVersion() string {
	c, sum := t.p.Controller, crc32.NewIEEE()
	fmt.Fprintf(sum, "%q %q %v", c.Name, c.DPO, scheduling.Periods())
	return fmt.Sprintf("%s-%08x", wordedOn, sum.Sum32())
}

// consents notes one, once a version.
func (t *turn) consents(what, version string) {
	given := Consent{What: what, Version: version, On: t.now}
	i := slices.IndexFunc(t.c.Consents, func(c Consent) bool { return c.What == what })
	switch {
	case i < 0:
		t.c.Consents = append(t.c.Consents, given)
	case t.c.Consents[i].Version != version:
		t.c.Consents[i] = given
	}
}

// renotify shows the notice again to who was shown another version of it.
func (t *turn) renotify() {
	version := t.noticeVersion()
	if slices.ContainsFunc(t.c.Consents, func(c Consent) bool { return c.What == consentNotice && c.Version != version }) {
		t.leads(t.say.T("say.notice-changed"))
		t.leads(t.say.T("say.privacy"))
		t.flush()
	}
	t.consents(consentNotice, version)
}
