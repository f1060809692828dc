package sqlite

import (
	"context"
	"fmt"
)

// count adds to counters.
func (t *tx) count(by map[string]int64) error {
	const q = `INSERT INTO counters (name, n) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET n = n + excluded.n`
	for name, n := range by {
		if _, err := t.exec(q, name, n); err != nil {
			return err
		}
	}
	return nil
}

// Counts returns the counters whose name begins with prefix.
func (s *Store) Counts(ctx context.Context, prefix string) (map[string]int64, error) {
	const q = `SELECT name, n FROM counters WHERE name >= ?1 AND substr(name, 1, length(?1)) = ?1`
	rows, err := s.read(ctx, q, prefix)
	if err != nil {
		return nil, fmt.Errorf("counts %s: %w", prefix, err)
	}
	defer rows.Close()
	counts := map[string]int64{}
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return nil, fmt.Errorf("counts %s: %w", prefix, err)
		}
		counts[name] = n
	}
	return counts, rows.Err()
}
