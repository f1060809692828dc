package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"escale/scheduling"
)

// expect demands that a record be at a version, 0 being absent.
func (t *tx) expect(e scheduling.Expect) error {
	const q = `SELECT version FROM records WHERE kind = ? AND id = ?`
	rows, err := t.query(q, e.Kind, e.ID)
	found, err := collect(rows, err, func(r *sql.Rows) (v int64, err error) { return v, r.Scan(&v) })
	if err != nil {
		return err
	}
	if (len(found) == 0 && e.Version == 0) || (len(found) == 1 && found[0] == e.Version) {
		return nil
	}
	return stale(e.Key)
}

func stale(k scheduling.Key) error {
	return fmt.Errorf("%s %s: %w", k.Kind, k.ID, scheduling.ErrStale)
}

// put writes a record over the version that its writer read.
func (t *tx) put(r scheduling.Record) error {
	tags, err := json.Marshal(append([]string{}, r.Tags...))
	if err != nil {
		return err
	}
	if r.Version > 0 {
		return t.update(r, string(tags))
	}
	const q = `INSERT INTO records (kind, id, version, tags, data, expires) VALUES (?, ?, 1, ?, ?, ?)
		ON CONFLICT DO NOTHING`
	n, err := t.exec(q, r.Kind, r.ID, string(tags), blob(r.Data), ms(r.Expires))
	if err != nil {
		return err
	}
	if n == 0 {
		return stale(r.Key)
	}
	return t.tag(r.Key, r.Tags)
}

// update writes over a record that is there. Most keep their tags.
func (t *tx) update(r scheduling.Record, tags string) error {
	row, was, err := t.row(r.Key)
	if err != nil {
		return err
	}
	const q = `UPDATE records SET version = version + 1, tags = ?, data = ?, expires = ? WHERE rowid = ? AND version = ?`
	n, err := t.exec(q, tags, blob(r.Data), ms(r.Expires), row, r.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return stale(r.Key)
	}
	if was == tags {
		return nil
	}
	return errors.Join(t.untag(r.Key, was), t.tag(r.Key, r.Tags))
}

// row finds a record and its tags; the row is 0 when there is none.
func (t *tx) row(k scheduling.Key) (row int64, tags string, err error) {
	const q = `SELECT rowid, tags FROM records WHERE kind = ? AND id = ?`
	rows, err := t.query(q, k.Kind, k.ID)
	if err != nil {
		return 0, "", err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&row, &tags); err != nil {
			return 0, "", err
		}
	}
	return row, tags, rows.Err()
}

func (t *tx) tag(k scheduling.Key, tags []string) error {
	const q = `INSERT OR IGNORE INTO tags (kind, tag, id) VALUES (?, ?, ?)`
	return each(tags, func(tag string) error {
		_, err := t.exec(q, k.Kind, tag, k.ID)
		return err
	})
}

// untag takes the record's tags away, as its row lists them.
func (t *tx) untag(k scheduling.Key, list string) error {
	const q = `DELETE FROM tags WHERE kind = ? AND tag = ? AND id = ?`
	var tags []string
	if err := json.Unmarshal([]byte(list), &tags); err != nil {
		return fmt.Errorf("tags of %s %s: %w", k.Kind, k.ID, err)
	}
	return each(tags, func(tag string) error {
		_, err := t.exec(q, k.Kind, tag, k.ID)
		return err
	})
}

func (t *tx) delete(k scheduling.Key) error {
	const q = `DELETE FROM records WHERE rowid = ?`
	row, tags, err := t.row(k)
	if err != nil || row == 0 {
		return err
	}
	if _, err := t.exec(q, row); err != nil {
		return err
	}
	return t.untag(k, tags)
}

// Get returns the record, or scheduling.ErrNotFound.
func (s *Store) Get(ctx context.Context, k scheduling.Key) (scheduling.Record, error) {
	const q = `SELECT id, version, tags, data, expires FROM records WHERE kind = ? AND id = ?`
	rows, err := s.read(ctx, q, k.Kind, k.ID)
	found, err := collect(rows, err, record(k.Kind))
	if err == nil && len(found) == 0 {
		err = scheduling.ErrNotFound
	}
	if err != nil {
		return scheduling.Record{}, fmt.Errorf("get %s %s: %w", k.Kind, k.ID, err)
	}
	return found[0], nil
}

// listed is how many records List returns when the query does not say.
const listed = 1000

// List returns the records of a kind in order of id; see scheduling.Reader.
func (s *Store) List(ctx context.Context, q scheduling.Query) ([]scheduling.Record, error) {
	const all = `SELECT id, version, tags, data, expires FROM records
		WHERE kind = ? AND id > ? ORDER BY id LIMIT ?`
	const tagged = `SELECT r.id, r.version, r.tags, r.data, r.expires
		FROM tags AS t JOIN records AS r ON r.kind = t.kind AND r.id = t.id
		WHERE t.kind = ? AND t.tag = ? AND t.id > ? ORDER BY t.id LIMIT ?`
	if q.Limit <= 0 {
		q.Limit = listed
	}
	var rows *sql.Rows
	var err error
	if q.Tag == "" {
		rows, err = s.read(ctx, all, q.Kind, q.After, q.Limit)
	} else {
		rows, err = s.read(ctx, tagged, q.Kind, q.Tag, q.After, q.Limit)
	}
	found, err := collect(rows, err, record(q.Kind))
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", q.Kind, err)
	}
	return found, nil
}

func record(kind string) func(*sql.Rows) (scheduling.Record, error) {
	return func(rows *sql.Rows) (scheduling.Record, error) {
		r := scheduling.Record{Key: scheduling.Key{Kind: kind}}
		var tags string
		var expires int64
		if err := rows.Scan(&r.ID, &r.Version, &tags, &r.Data, &expires); err != nil {
			return r, err
		}
		r.Expires = instant(expires)
		err := json.Unmarshal([]byte(tags), &r.Tags)
		return r, err
	}
}
