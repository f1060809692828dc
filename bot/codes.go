package bot

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// Codes are the payloads of links and posters: of a partner, who sends a family
// here, or of a structure, where she would like to come. A code is signed with
// the installation's key, so that none has to be kept; what is kept is which of a
// partner's were made, and which were revoked. It says nothing of whose it is to
// who reads it.
type Codes struct {
	Store     CodeStore
	Blind     func(purpose, value string) string // Vault.Blind
	Catalogue Catalogue
}

// CodeStore is the part of the durable store that codes need.
type CodeStore interface {
	Get(context.Context, scheduling.Key) (scheduling.Record, error)
	Apply(context.Context, scheduling.Change) (scheduling.Result, error)
}

// Referral is what a code says. The zero Referral is nobody's: the code is
// forged, cut, foreign or out of its time.
type Referral struct {
	Partner   string // id
	Structure string // id
	Revoked   bool   // it was a partner's, and works no more
}

// Code is one of a partner's codes.
type Code struct {
	N       int       `json:"n"` // from 1; the first needs no making
	Made    time.Time `json:"made,omitzero"`
	Revoked time.Time `json:"revoked,omitzero"`
}

const (
	partnerCode   = "p"
	structureCode = "s"
	codePurpose   = "start code"
	codeSign      = 24 // letters of the signature: 120 bits
	maxCodes      = 999
)

// OfPartner is the payload of a partner's n-th code: at most 29 letters, digits
// and underscores.
func (c Codes) OfPartner(partner string, n int) string {
	return partnerCode + strconv.Itoa(n) + "_" + c.sign(partnerCode, partner, n)
}

// OfStructure is the payload of a structure's code.
func (c Codes) OfStructure(structure string) string {
	return structureCode + "0_" + c.sign(structureCode, structure, 0)
}

func (c Codes) sign(kind, id string, n int) string {
	return c.Blind(codePurpose, fmt.Sprintf("%s\x00%s\x00%d", kind, id, n))[:codeSign]
}

// Read says whose a payload is, on the day of now in Paris. An error means that
// it can't be told now.
func (c Codes) Read(ctx context.Context, payload string, now time.Time) (Referral, error) {
	head, signature, _ := strings.Cut(payload, "_")
	if len(head) < 2 || len(signature) != codeSign {
		return Referral{}, nil
	}
	n, err := strconv.Atoi(head[1:])
	if err != nil || strconv.Itoa(n) != head[1:] || n < 0 || n > maxCodes {
		return Referral{}, nil
	}
	p := c.Catalogue()
	switch head[:1] {
	case structureCode:
		for _, s := range p.Structures {
			if n == 0 && same(signature, c.sign(structureCode, s.ID, 0)) {
				return Referral{Structure: s.ID}, nil
			}
		}
	case partnerCode:
		for _, x := range p.Partners {
			if n > 0 && same(signature, c.sign(partnerCode, x.ID, n)) {
				return c.referral(ctx, x, n, programme.DateOf(now.In(zoneNamed(programme.Paris))))
			}
		}
	}
	return Referral{}, nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// referral is a partner's, as its code and the day are.
func (c Codes) referral(ctx context.Context, x programme.Partner, n int, today programme.Date) (Referral, error) {
	codes, _, err := c.read(ctx, x.ID)
	if err != nil {
		return Referral{}, err
	}
	revoked := x.Revoked
	for _, code := range codes {
		revoked = revoked || code.N == n && !code.Revoked.IsZero()
	}
	switch {
	case revoked:
		return Referral{Partner: x.ID, Revoked: true}, nil
	case !x.Sends(today):
		return Referral{}, nil
	}
	return Referral{Partner: x.ID}, nil
}

// List returns a partner's codes, oldest first.
func (c Codes) List(ctx context.Context, partner string) ([]Code, error) {
	codes, _, err := c.read(ctx, partner)
	return codes, err
}

// Make adds a code; those before it stay as they are.
func (c Codes) Make(ctx context.Context, partner string, now time.Time) (Code, error) {
	var made Code
	err := c.change(ctx, partner, func(codes []Code) ([]Code, error) {
		made = Code{N: codes[len(codes)-1].N + 1, Made: now.UTC()}
		if made.N > maxCodes {
			return nil, fmt.Errorf("%d codes were made: no more", maxCodes)
		}
		return append(codes, made), nil
	})
	return made, err
}

// Revoke ends a partner's n-th code, or with 0 all there are. scheduling.ErrNotFound:
// there is no such code that works.
func (c Codes) Revoke(ctx context.Context, partner string, n int, now time.Time) error {
	return c.change(ctx, partner, func(codes []Code) ([]Code, error) {
		found := false
		for i := range codes {
			if (n == 0 || codes[i].N == n) && codes[i].Revoked.IsZero() {
				codes[i].Revoked, found = now.UTC(), true
			}
		}
		if !found {
			return nil, scheduling.ErrNotFound
		}
		return codes, nil
	})
}

func (c Codes) change(ctx context.Context, partner string, by func([]Code) ([]Code, error)) error {
	for range tries {
		codes, record, err := c.read(ctx, partner)
		if err != nil {
			return err
		}
		if codes, err = by(codes); err != nil {
			return err
		}
		if record.Data, err = json.Marshal(codes); err != nil {
			return fmt.Errorf("encode codes: %w", err)
		}
		_, err = c.Store.Apply(ctx, scheduling.Change{
			Command: "codes/" + rand.Text(),
			Put:     []scheduling.Record{record},
		})
		if !errors.Is(err, scheduling.ErrStale) {
			return err
		}
	}
	return scheduling.ErrStale
}

// partnerKind are the records of partners' codes, by partner.
const partnerKind = "partner"

func (c Codes) read(ctx context.Context, partner string) ([]Code, scheduling.Record, error) {
	key := scheduling.Key{Kind: partnerKind, ID: partner}
	record, err := c.Store.Get(ctx, key)
	if errors.Is(err, scheduling.ErrNotFound) {
		return []Code{{N: 1}}, scheduling.Record{Key: key}, nil
	}
	if err != nil {
		return nil, record, fmt.Errorf("read codes of %s: %w", partner, err)
	}
	var codes []Code
	if err := json.Unmarshal(record.Data, &codes); err != nil || len(codes) == 0 {
		return nil, record, fmt.Errorf("decode codes of %s: %w", partner, errors.Join(err, errors.New("none")))
	}
	return codes, record, nil
}
