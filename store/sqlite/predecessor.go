package sqlite

import (
	"context"
	"database/sql"
)

// forgetPredecessor gives back what an earlier process had leased and not
// finished. The lock on the file says that it is gone, so nobody has to wait
// until its leases end.
func forgetPredecessor(ctx context.Context, conn *sql.Conn) error {
	for _, q := range []string{
		`UPDATE due SET owner = '', lease = 0, born = 0 WHERE lease > 0`,
		`UPDATE outbox SET held = 0 WHERE held > 0`,
		`UPDATE chats SET owner = '', lease = 0 WHERE lease > 0`,
	} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
