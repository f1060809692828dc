package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"

	"escale/programme"
	"escale/scheduling"
)

// paperShelf keeps partners' codes in memory, with versions.
type paperShelf struct {
	mu      sync.Mutex // guards records
	records map[scheduling.Key]scheduling.Record
}

func (p *paperShelf) Get(_ context.Context, k scheduling.Key) (scheduling.Record, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, ok := p.records[k]
	if !ok {
		return scheduling.Record{}, scheduling.ErrNotFound
	}
	return r, nil
}

func (p *paperShelf) Apply(_ context.Context, c scheduling.Change) (scheduling.Result, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range c.Put {
		if p.records[r.Key].Version != r.Version {
			return scheduling.Result{}, scheduling.ErrStale
		}
		r.Version++
		p.records[r.Key] = r
	}
	return scheduling.Result{}, nil
}

func paperCodes(catalogue func() *programme.Programme) Codes {
	blind := func(purpose, value string) string {
		sum := sha256.Sum256([]byte(purpose + "\x00" + value))
		return hex.EncodeToString(sum[:])
	}
	return Codes{Store: &paperShelf{records: map[scheduling.Key]scheduling.Record{}}, Blind: blind, Catalogue: catalogue}
}

// start opens a link or scans a poster: "start partner pmi", "start structure
// tilleuls", or a payload as it stands.
func (s *stageDoor) start(what string) {
	s.hear(Inbound{Start: s.payload(what)})
}

// scan looks at the first page that a poster opens in the web chat, then taps one
// of its choices, which begins the conversation.
func (s *stageDoor) scan(what string) {
	page, err := s.d.WelcomeFrom(context.Background(), s.language, s.payload(what), s.now)
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(page)
	s.scanned = s.payload(what)
}

func (s *stageDoor) payload(what string) string {
	kind, id, _ := strings.Cut(what, " ")
	switch kind {
	case "partner":
		return s.codes.OfPartner(id, 1)
	case "structure":
		return s.codes.OfStructure(id)
	}
	return what
}

// revoke ends all codes of a partner.
func (s *stageDoor) revoke(partner string) {
	if err := s.codes.Revoke(context.Background(), partner, 0, s.now); err != nil {
		s.t.Fatal(err)
	}
}

// counted writes down for whom she was counted.
func (s *stageDoor) counted(partners []string) {
	for _, p := range partners {
		fmt.Fprintf(&s.out, "  ~ one family more for %s\n\n", p)
	}
}
