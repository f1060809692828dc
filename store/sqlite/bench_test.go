package sqlite_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/sqlite"
)

// BenchmarkApply measures a booking's change per second, beside a plain durable
// insert of the same size by one writer in the same run, in turns; "ratio" is
// Apply's rate over the insert's.
func BenchmarkApply(b *testing.B) {
	for _, workers := range []int{1, 32} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "escale.db"), nil)
			plain := plainInsert(b)
			var applying, inserting time.Duration
			const round = 64
			next := 0
			for b.Loop() {
				applying += timed(func() { apply(b, s, workers, next, round) })
				inserting += timed(func() { plain(next, round) })
				next += round
			}
			b.ReportMetric(float64(next)/applying.Seconds(), "apply/s")
			b.ReportMetric(float64(next)/inserting.Seconds(), "insert/s")
			b.ReportMetric(inserting.Seconds()/applying.Seconds(), "ratio")
		})
	}
}

func timed(f func()) time.Duration {
	begin := time.Now()
	f()
	return time.Since(begin)
}

func apply(b *testing.B, s *sqlite.Store, workers, from, n int) {
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := from + w; i < from+n; i += workers {
				if _, err := s.Apply(b.Context(), booked(fmt.Sprint(i))); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// plainInsert writes rows of 300 bytes one by one, with the same durability.
func plainInsert(b *testing.B) func(from, n int) {
	path := filepath.Join(b.TempDir(), "plain.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	if _, err := db.ExecContext(b.Context(), `CREATE TABLE plain (id TEXT PRIMARY KEY, data BLOB)`); err != nil {
		b.Fatal(err)
	}
	return func(from, n int) {
		for i := range n {
			const q = `INSERT INTO plain (id, data) VALUES (?, ?)`
			if _, err := db.ExecContext(b.Context(), q, fmt.Sprint(from+i), make([]byte, 300)); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkGet reads one record among a thousand.
func BenchmarkGet(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "escale.db"), nil)
	apply(b, s, 32, 0, 1000)
	for b.Loop() {
		if _, err := s.Get(b.Context(), scheduling.Key{Kind: "booking", ID: "500"}); err != nil {
			b.Fatal(err)
		}
	}
}
