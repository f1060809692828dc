package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/sqlite"
)

// BenchmarkApply measures a booking's change beside a plain insert of as many
// bytes with the same driver and the same durability, in turns; "ratio" is the
// rate of Apply over that of the insert, the median of the turns. p99 is how long
// one call takes at most, but for one in a hundred.
func BenchmarkApply(b *testing.B) {
	for _, workers := range []int{1, 32} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "escale.db"), nil)
			insert := plainInsert(b)
			apply := func(ctx context.Context, id string) error {
				_, err := s.Apply(ctx, booked(id))
				return err
			}
			var applied, inserted calls
			for round := 0; b.Loop(); round++ {
				applied.round(b, workers, round, apply)
				inserted.round(b, workers, round, insert)
			}
			b.ReportMetric(applied.rate(), "apply/s")
			b.ReportMetric(inserted.rate(), "insert/s")
			b.ReportMetric(applied.p99(), "p99-apply-ms")
			b.ReportMetric(inserted.p99(), "p99-insert-ms")
			b.ReportMetric(medianRatio(inserted.rounds, applied.rounds), "ratio")
		})
	}
}

// calls are measured in rounds, each of as many calls.
type calls struct {
	rounds, each []time.Duration
	mu           sync.Mutex // guards each
}

// perRound is how many calls a worker makes in a round.
const perRound = 20

func (c *calls) round(b *testing.B, workers, round int, call func(ctx context.Context, id string) error) {
	b.Helper()
	begin := time.Now()
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := range perRound {
				at := time.Now()
				if err := call(b.Context(), fmt.Sprintf("%d-%d-%d", round, w, i)); err != nil {
					b.Error(err)
				}
				took := time.Since(at)
				c.mu.Lock()
				c.each = append(c.each, took)
				c.mu.Unlock()
			}
		})
	}
	all.Wait()
	c.rounds = append(c.rounds, time.Since(begin))
}

func (c *calls) rate() float64 {
	var all time.Duration
	for _, r := range c.rounds {
		all += r
	}
	return float64(len(c.each)) / all.Seconds()
}

func (c *calls) p99() float64 {
	slices.Sort(c.each)
	return float64(c.each[len(c.each)*99/100].Microseconds()) / 1000
}

// medianRatio is how many times longer those took than these.
func medianRatio(those, these []time.Duration) float64 {
	var all []float64
	for n := range these {
		all = append(all, those[n].Seconds()/these[n].Seconds())
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// durably is how the store opens its file.
const durably = "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(1)" +
	"&_pragma=temp_store(MEMORY)&_pragma=wal_autocheckpoint(4000)&_txlock=immediate"

// plain opens a database of the comparison's own, with one connection.
func plain(b *testing.B, ddl string) *sql.DB {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "plain.db")+durably)
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { db.Close() })
	if _, err := db.ExecContext(b.Context(), ddl); err != nil {
		b.Fatal(err)
	}
	return db
}

// plainInsert commits a row with as many bytes as a booking's change has.
func plainInsert(b *testing.B) func(ctx context.Context, id string) error {
	b.Helper()
	db := plain(b, `CREATE TABLE plain (id TEXT PRIMARY KEY, data BLOB)`)
	s, err := db.PrepareContext(b.Context(), `INSERT INTO plain (id, data) VALUES (?, ?)`)
	if err != nil {
		b.Fatal(err)
	}
	return func(ctx context.Context, id string) error {
		_, err := s.ExecContext(ctx, id, make([]byte, 450))
		return err
	}
}

// BenchmarkDue claims and acknowledges 100,000 works that are due at once, as
// replicas do, beside claiming as many rows of a plain table by an indexed UPDATE
// and deleting them, in transactions of the same size.
func BenchmarkDue(b *testing.B) {
	for b.Loop() {
		s := open(b, filepath.Join(b.TempDir(), "escale.db"), nil)
		fillDue(b, s)
		begin := time.Now()
		drain(b, s)
		worked := time.Since(begin)
		db := plain(b, `CREATE TABLE plain (id INTEGER PRIMARY KEY, at INTEGER, lease INTEGER, data BLOB); CREATE INDEX plain_at ON plain (at)`)
		fillPlain(b, db)
		begin = time.Now()
		drainPlain(b, db)
		plain := time.Since(begin)
		b.ReportMetric(dueAtOnce/worked.Seconds(), "works/s")
		b.ReportMetric(dueAtOnce/plain.Seconds(), "rows/s")
		b.ReportMetric(plain.Seconds()/worked.Seconds(), "ratio")
	}
}

const (
	dueAtOnce = 100_000
	together  = 64 // works claimed at once
)

func fillDue(b *testing.B, s *sqlite.Store) {
	b.Helper()
	at := time.Date(2026, 3, 28, 9, 0, 0, 0, time.UTC)
	for n := 0; n < dueAtOnce; {
		c := scheduling.Change{Command: fmt.Sprint("fill ", n)}
		for range 1000 {
			id := fmt.Sprint("remind/", n)
			c.Due = append(c.Due, scheduling.Due{
				ID: id, Kind: "remind", Subject: id, At: at.Add(time.Duration(n) * time.Millisecond), Clock: scheduling.ProgrammeTime, Data: make([]byte, 60),
			})
			n++
		}
		if _, err := s.Apply(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
}

// drain lets workers claim and finish until nothing is left, each work in an
// Apply of its own.
func drain(b *testing.B, s *sqlite.Store) {
	b.Helper()
	var mu sync.Mutex // guards done
	done := map[string]bool{}
	w := scheduling.NewWorker(scheduling.WorkerConfig{
		Store: s, Clocks: fixed{}, Owner: "r", Batch: together,
		Handlers: map[string]scheduling.Handler{"remind": func(_ context.Context, d scheduling.Due) error {
			mu.Lock()
			defer mu.Unlock()
			done[d.ID] = true
			return nil
		}},
	})
	if err := w.Drain(b.Context()); err != nil {
		b.Fatal(err)
	}
	if len(done) != dueAtOnce {
		b.Fatalf("%d of %d works were done", len(done), dueAtOnce)
	}
}

// fixed are clocks that stand still after everything is due.
type fixed struct{}

func (fixed) Programme() time.Time { return time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) }
func (fixed) Machine() time.Time   { return time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) }

func fillPlain(b *testing.B, db *sql.DB) {
	b.Helper()
	const q = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO plain (at, lease, data) SELECT i, 0, zeroblob(100) FROM n`
	if _, err := db.ExecContext(b.Context(), q, dueAtOnce); err != nil {
		b.Fatal(err)
	}
}

func drainPlain(b *testing.B, db *sql.DB) {
	b.Helper()
	claim, err := db.PrepareContext(b.Context(), `UPDATE plain SET lease = 1 WHERE id IN (SELECT id FROM plain WHERE at <= ? AND lease = 0 ORDER BY at LIMIT ?)`)
	if err != nil {
		b.Fatal(err)
	}
	ack, err := db.PrepareContext(b.Context(), `DELETE FROM plain WHERE id IN (SELECT id FROM plain WHERE at <= ? AND lease = 1 ORDER BY at LIMIT ?)`)
	if err != nil {
		b.Fatal(err)
	}
	for left := dueAtOnce; left > 0; left -= together {
		for _, s := range []*sql.Stmt{claim, ack} {
			if _, err := s.ExecContext(b.Context(), dueAtOnce, together); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkGet reads one record among a thousand.
func BenchmarkGet(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "escale.db"), nil)
	for i := range 1000 {
		if _, err := s.Apply(b.Context(), booked(fmt.Sprint(i))); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := s.Get(b.Context(), scheduling.Key{Kind: "booking", ID: "500"}); err != nil {
			b.Fatal(err)
		}
	}
}
