package bot

import (
	"context"
	"strings"
	"time"

	"escale/evaluation"
)

// Referrals reads the payloads of links and posters.
type Referrals interface {
	// Read says whose a payload is at now, programme time; the zero Referral:
	// nobody's. An error means that it can't be told.
	Read(ctx context.Context, payload string, now time.Time) (Referral, error)
}

// Sent is who sent a parent here. It goes with her conversation.
type Sent struct {
	// Partner is asked about, until she agreed; who refuses is not noted.
	Partner string `json:"partner,omitempty"`
	// Agreed: she said yes, as the conversation's consents tell.
	Agreed bool `json:"agreed,omitempty"`
	// Counted: she was counted for the partner, once and for all.
	Counted bool `json:"counted,omitempty"`
	// Structure is where she saw the poster: its times are shown first.
	Structure string `json:"structure,omitempty"`
}

const (
	// consentReferral: she agreed to be counted for a partner.
	consentReferral = "referral/"
	// referralVersion is that of what she agrees to; a new wording in what matters
	// is a new version.
	referralVersion = "2026-11"
)

// arrive takes the payload of a start link, before anything else is made of what
// came with it. One that is nobody's changes nothing.
func (t *turn) arrive(ctx context.Context, payload string) error {
	if t.Referrals == nil || payload == "" {
		return nil
	}
	r, err := t.Referrals.Read(ctx, payload, t.now)
	if err != nil {
		return err
	}
	if !r.Revoked {
		t.arrived = r
	}
	sent := &t.notes().Sent
	switch {
	case r.Revoked:
		t.leads(t.say.T("say.referral-ended"))
	case r.Partner != "" && r.Partner != sent.Partner:
		*sent = Sent{Partner: r.Partner, Structure: sent.Structure}
	case r.Structure != "":
		sent.Structure = r.Structure
	}
	if t.c.Step == stepWelcome && len(t.c.Trail) == 0 {
		t.c.Step = t.opening()
	}
	return nil
}

// referring reports whether she is to be asked about who sent her.
func (t *turn) referring() bool {
	s := t.notes().Sent
	_, known := t.p.Partner(s.Partner)
	return known && !s.Agreed
}

// askReferral asks, in a question of its own, whether she may be counted.
func askReferral(ctx context.Context, t *turn) error {
	x, ok := t.p.Partner(t.notes().Sent.Partner)
	if !ok { // the programme changed meanwhile
		t.notes().Sent.Partner = ""
		return t.advance(ctx)
	}
	choices := []Choice{t.answer(agreeKey(x.ID), t.say.T("tap.referral-yes")), t.answer(declineKey, t.say.T("tap.referral-no"))}
	choices = append(choices, t.otherLanguages()...)
	t.ask(t.say.T("ask.referral", "Partner", t.text(x.Name)), append(choices, t.privacyNotice())...)
	return nil
}

const declineKey = "no"

// agreeKey names within a choice id whom she agrees to be counted for: she may have
// been asked about another partner further up.
func agreeKey(partner string) string { return "yes-" + short(partner) }

// privacyNotice says what is kept in her language: the page is in French.
func (t *turn) privacyNotice() Choice {
	if t.say.Tag() == "fr" {
		return t.privacyPage()
	}
	return word("confidentialite", t.say.T("tap.privacy"))
}

// privacyPage opens the page that says what is kept.
func (t *turn) privacyPage() Choice {
	c := word("confidentialite", t.say.T("tap.privacy"))
	c.URL = t.page("privacy")
	return c
}

// takeReferral keeps that she agreed, or forgets who sent her.
func takeReferral(ctx context.Context, t *turn, r reply) (bool, error) {
	switch r.value {
	case agreeKey(t.notes().Sent.Partner):
		t.agree()
	case declineKey:
		t.decline()
	default:
		return false, nil
	}
	return true, t.advance(ctx)
}

func (t *turn) agree() {
	sent := &t.notes().Sent
	sent.Agreed = true
	t.consents(consentReferral+sent.Partner, referralVersion)
	t.leads(t.say.T("say.referral-yes"))
}

func (t *turn) decline() {
	sent := &t.notes().Sent
	*sent = Sent{Structure: sent.Structure}
	t.leads(t.say.T("say.referral-no"))
}

// readReferral says, for her own reading, that she agreed to be counted; "" of
// other consents.
func (t *turn) readReferral(c Consent) string {
	id, ok := strings.CutPrefix(c.What, consentReferral)
	if !ok {
		return ""
	}
	name := id
	if x, known := t.p.Partner(id); known {
		name = t.text(x.Name)
	}
	return t.say.T("data.referral", "Partner", name, "Day", t.say.LongDay(c.On, t.zone()), "Version", c.Version)
}

// route is the kind of partner that she agreed to be counted for, or "".
func (t *turn) route() string {
	if s := t.notes().Sent; s.Agreed && !s.Counted {
		x, _ := t.p.Partner(s.Partner)
		return x.Kind
	}
	return ""
}

// came counts her for the partner that sent her, at her first appointment that
// stands, if she agreed and it is one of the partner's offers.
func (t *turn) came(offer string) {
	s := &t.notes().Sent
	s.Structure = ""
	x, known := t.p.Partner(s.Partner)
	if !known || !s.Agreed || s.Counted || !x.Counts(offer) {
		return
	}
	s.Counted = true
	t.out.Referred = append(t.out.Referred, x.ID)
}

// Referred is the counter of the families that came by a partner in a month,
// which evaluation.NewReferrals reads.
func Referred(now time.Time, partner string) string {
	return evaluation.ReferralPrefix + now.Format("2006-01") + "/" + partner
}

// WelcomeFrom is the first page of who comes by a link or a poster, for a channel
// that shows one before anything is kept: its choices fit a new Conversation,
// heard together with the payload. now is programme time.
func (d *Dialogue) WelcomeFrom(ctx context.Context, language, payload string, now time.Time) ([]Message, error) {
	t := d.begin(Conversation{Language: language}, now)
	t.meet(Inbound{Language: language}, true)
	if err := t.arrive(ctx, payload); err != nil {
		return nil, err
	}
	if err := t.greet(ctx); err != nil {
		return nil, err
	}
	return t.end().Messages, nil
}
