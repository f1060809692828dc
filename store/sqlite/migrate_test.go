package sqlite

import (
	"database/sql"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

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
