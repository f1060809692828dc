package sqlite

import (
	"database/sql"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"escale/scheduling"

	"github.com/google/go-cmp/cmp"
)

// TestMigratesFromEveryVersion: a file left by any earlier program ends with
// the schema of a new one.
func TestMigratesFromEveryVersion(t *testing.T) {
	want := schemaFrom(t, 0)
	for v := range migrations() {
		if d := cmp.Diff(want, schemaFrom(t, v)); d != "" {
			t.Errorf("from version %d (-want +got):\n%s", v, d)
		}
	}
	if len(want) < 10 {
		t.Errorf("only %d tables and indexes", len(want))
	}
}

// schemaFrom is what stands in a file that was at version v and then migrated.
func schemaFrom(t *testing.T, v int) map[string]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "escale.db")
	db, err := sql.Open("sqlite", dsn(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const table = `CREATE TABLE IF NOT EXISTS schema (version INTEGER PRIMARY KEY, at INTEGER NOT NULL)`
	if _, err := conn.ExecContext(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	for i := range v {
		if err := step(t.Context(), conn, i+1, migrations()[i], time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time there is nothing to do
		if err := migrate(t.Context(), conn, time.Unix(2, 0), slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
	}
	return masters(t, conn)
}

// TestMigrationKeepsWhatIsThere: rows of the first schema stand in the latest.
func TestMigrationKeepsWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "escale.db")
	db, err := sql.Open("sqlite", dsn(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	ddl := []string{
		`CREATE TABLE schema (version INTEGER PRIMARY KEY, at INTEGER NOT NULL)`, `INSERT INTO schema VALUES (1, 0)`, migrations()[0],
		`INSERT INTO records VALUES ('note', 'a', 3, '["red"]', x'00', 0)`, `INSERT INTO tags VALUES ('note', 'red', 'a')`,
		`INSERT INTO claims VALUES ('room', 'o', 60000, 120000, 30000, 2, 0, 150000)`,
		`INSERT INTO due VALUES ('w', 'k', 's', 60000, 'machine', x'01', '', 0, 0, 4, 0, 1, 'cause')`,
		`INSERT INTO outbox VALUES (7, 'm', 'chat', 'web', 'reply', 'b', 2, 9000, 'p', x'02', 1, 0)`,
	}
	for _, q := range ddl {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	minute := func(n int) time.Time { return time.Unix(int64(n*60), 0).UTC() }
	claims, err := s.Claims(t.Context(), []scheduling.Ask{{Resource: "room", Window: scheduling.Interval{Start: minute(0), End: minute(9)}}}, minute(0))
	same(t, err, claims, [][]scheduling.Claim{{{
		Owner: "o", Resource: "room", Interval: scheduling.Interval{Start: minute(1), End: minute(2)}, Pad: 30 * time.Second, Capacity: 2,
	}}})
	dead, err := s.Dead(t.Context())
	same(t, err, dead, []scheduling.Due{{
		ID: "w", Kind: "k", Subject: "s", At: minute(1), Clock: scheduling.MachineTime, Data: []byte{1}, Try: 4, LastError: "cause",
	}})
	out, err := s.ClaimOutbox(t.Context(), "r", "", minute(1), time.Minute, 9)
	same(t, err, out, []scheduling.Outgoing{{
		ID: "m", Chat: "chat", Channel: "web", Class: scheduling.Reply, Guard: scheduling.Guard{Booking: "b", Placement: 2, NotAfter: time.Unix(9, 0).UTC()},
		Parent: "p", Sealed: []byte{2}, LeasedTo: "r", LeaseUntil: minute(2), Seq: 7, Try: 2,
	}})
	_, err = s.Apply(t.Context(), scheduling.Change{Command: "c", Delete: []scheduling.Key{{Kind: "note", ID: "a"}}})
	same(t, err, 0, 0)
	tagged, err := s.List(t.Context(), scheduling.Query{Kind: "note", Tag: "red"})
	same(t, err, len(tagged), 0)
}

func same(t *testing.T, err error, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
}

func masters(t *testing.T, conn *sql.Conn) map[string]string {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), `SELECT name, coalesce(sql, '') FROM sqlite_master`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var name, ddl string
		if err := rows.Scan(&name, &ddl); err != nil {
			t.Fatal(err)
		}
		all[name] = ddl
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
