package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"escale/scheduling"

	goredis "github.com/redis/go-redis/v9"
)

// recordName is a record's kind and id in one name.
func recordName(k scheduling.Key) string {
	return strconv.Itoa(len(k.Kind)) + ":" + k.Kind + ":" + k.ID
}

// putArgs is a record as records.lua takes it.
func putArgs(a args, r scheduling.Record) args {
	a = append(a, recordName(r.Key), r.Kind, r.ID, r.Version, r.Version+1, ms(r.Expires))
	a = all(a, r.Tags, named)
	return append(a, pack(r))
}

// pack is the value of a record as it will stand: see layout.
func pack(r scheduling.Record) []byte {
	var tags []byte
	for _, t := range r.Tags {
		tags = fmt.Appendf(tags, "%d:%s", len(t), t)
	}
	b := fmt.Appendf(nil, "%d %d %d\n", r.Version+1, ms(r.Expires), len(tags))
	return append(append(b, tags...), r.Data...)
}

// unpack reads what pack wrote.
func unpack(k scheduling.Key, value string) (scheduling.Record, error) {
	r := scheduling.Record{Key: k}
	head, rest, found := strings.Cut(value, "\n")
	var expires int64
	var length int
	if _, err := fmt.Sscanf(head, "%d %d %d", &r.Version, &expires, &length); !found || err != nil || length > len(rest) {
		return r, errors.New("the record is damaged")
	}
	r.Expires = instant(expires)
	for tags := rest[:length]; tags != ""; {
		size, after, _ := strings.Cut(tags, ":")
		n, err := strconv.Atoi(size)
		if err != nil || n < 0 || n > len(after) {
			return r, errors.New("the record's tags are damaged")
		}
		r.Tags = append(r.Tags, after[:n])
		tags = after[n:]
	}
	r.Data = []byte(rest[length:])
	return r, nil
}

// Get returns the record, or scheduling.ErrNotFound.
func (s *Store) Get(ctx context.Context, k scheduling.Key) (scheduling.Record, error) {
	var value string
	const again = true
	err := s.persist(ctx, again, func(node *goredis.Client) (err error) {
		value, err = node.Get(ctx, s.key("record:"+recordName(k))).Result()
		return err
	})
	if errors.Is(err, goredis.Nil) {
		err = scheduling.ErrNotFound
	}
	var r scheduling.Record
	if err == nil {
		r, err = unpack(k, value)
	}
	if err != nil {
		return scheduling.Record{}, fmt.Errorf("get %s %s: %w", k.Kind, k.ID, err)
	}
	return r, nil
}

// listed is how many records List returns when the query does not say.
const listed = 1000

// List returns the records of a kind in order of id; see scheduling.Reader.
func (s *Store) List(ctx context.Context, q scheduling.Query) ([]scheduling.Record, error) {
	if q.Limit <= 0 {
		q.Limit = listed
	}
	r, err := s.run(ctx, s.scripts.list, q.Kind, q.Tag, q.After, q.Limit)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", q.Kind, err)
	}
	var found []scheduling.Record
	for at := row(r.said); len(at) > 0; {
		k := scheduling.Key{Kind: q.Kind, ID: at.text()}
		record, err := unpack(k, at.text())
		if err != nil {
			return nil, fmt.Errorf("list %s: %s: %w", q.Kind, k.ID, err)
		}
		found = append(found, record)
	}
	return found, nil
}
