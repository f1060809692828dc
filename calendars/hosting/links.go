package hosting

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"escale/scheduling"
)

// Links are secret addresses that open one agenda to whoever knows them, without
// a password. Of each kind an agenda has one at most: a new one ends the former.
// Only a hash is kept, by which a secret is found: nobody can read it later, and
// nobody learns from how long the search takes.
type Links struct {
	Store scheduling.Store
	Clock func() time.Time // machine time
}

// Link is what a secret opens.
type Link struct {
	Kind   string    `json:"kind"`   // PageLink or FeedLink
	Agenda string    `json:"agenda"` // structure/agenda
	Made   time.Time `json:"made"`
}

// Kinds of links.
const (
	PageLink = "page" // the agenda's page, where it can be changed
	FeedLink = "feed" // the agenda as a calendar file, to be read only
)

const kindLink = "hosting-link"

// New makes the agenda's link and returns its secret: 26 letters and digits, 130
// bits.
func (l Links) New(ctx context.Context, kind, agenda string) (string, error) {
	former, err := l.of(ctx, kind, agenda)
	if err != nil {
		return "", fmt.Errorf("link to %s: %w", agenda, err)
	}
	secret := rand.Text()
	data, err := json.Marshal(Link{kind, agenda, l.Clock().UTC().Truncate(time.Second)})
	if err != nil {
		return "", err
	}
	_, err = l.Store.Apply(ctx, scheduling.Change{
		Command: "link/" + rand.Text(), Delete: former,
		Put: []scheduling.Record{{Key: linkKey(kind, secret), Tags: []string{linkTag(kind, agenda)}, Data: data}},
	})
	if err != nil {
		return "", fmt.Errorf("link to %s: %w", agenda, err)
	}
	return secret, nil
}

// Revoke ends the agenda's link; scheduling.ErrNotFound if there is none.
func (l Links) Revoke(ctx context.Context, kind, agenda string) error {
	former, err := l.of(ctx, kind, agenda)
	if err == nil && len(former) == 0 {
		err = scheduling.ErrNotFound
	}
	if err == nil {
		_, err = l.Store.Apply(ctx, scheduling.Change{Command: "link/" + rand.Text(), Delete: former})
	}
	if err != nil {
		return fmt.Errorf("revoke the link to %s: %w", agenda, err)
	}
	return nil
}

// Find returns what a secret opens, or scheduling.ErrNotFound.
func (l Links) Find(ctx context.Context, kind, secret string) (found Link, err error) {
	r, err := l.Store.Get(ctx, linkKey(kind, secret))
	if err != nil {
		return found, err
	}
	return found, json.Unmarshal(r.Data, &found)
}

func (l Links) of(ctx context.Context, kind, agenda string) ([]scheduling.Key, error) {
	page, err := l.Store.List(ctx, scheduling.Query{Kind: kindLink, Tag: linkTag(kind, agenda)})
	var keys []scheduling.Key
	for _, r := range page {
		keys = append(keys, r.Key)
	}
	return keys, err
}

func linkKey(kind, secret string) scheduling.Key {
	sum := sha256.Sum256([]byte(kind + "\x00" + secret))
	return scheduling.Key{Kind: kindLink, ID: hex.EncodeToString(sum[:])}
}

func linkTag(kind, agenda string) string { return "link:" + kind + "/" + agenda }
