package redis_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"escale/deploy/servertest"
	"escale/scheduling"
	"escale/store/redis"
)

func TestSweepDropsWhatHasExpired(t *testing.T) {
	now := time.Date(2026, 3, 28, 9, 0, 0, 0, time.UTC)
	r := servertest.NewRedis(t)
	s := open(t, redis.Config{Addresses: []string{r.Address}, Clock: func() time.Time { return now }})
	c := booked("a")
	c.Claims[0].Expires = now.Add(time.Minute)
	c.Put[0].Expires = now.Add(time.Minute)
	for _, c := range []scheduling.Change{c, booked("b")} {
		if _, err := s.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	sweeps(t, s, 0)
	now = now.Add(time.Minute)
	sweeps(t, s, 2) // a's claim and record
	now = now.Add(14*24*time.Hour + time.Millisecond)
	sweeps(t, s, 2) // both commands
	if _, err := s.Get(t.Context(), scheduling.Key{Kind: "booking", ID: "a"}); !errors.Is(err, scheduling.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	records, err := s.List(t.Context(), scheduling.Query{Kind: "booking", Tag: "agenda:a"})
	if err != nil || len(records) != 1 || records[0].ID != "b" {
		t.Errorf("got %v, %v; want b alone", records, err)
	}
}

func sweeps(t *testing.T, s *redis.Store, want int) {
	t.Helper()
	if n, err := s.Sweep(t.Context()); err != nil || n != want {
		t.Errorf("swept %d, %v; want %d", n, err, want)
	}
}

// TestWhatIsOverLeavesNoKey: nothing may pile up beside what is kept.
func TestWhatIsOverLeavesNoKey(t *testing.T) {
	now := time.Date(2026, 3, 28, 9, 0, 0, 0, time.UTC)
	r := servertest.NewRedis(t)
	s := open(t, redis.Config{Addresses: []string{r.Address}, Clock: func() time.Time { return now }})
	if _, err := s.Apply(t.Context(), booked("a")); err != nil {
		t.Fatal(err)
	}
	over := scheduling.Change{
		Command: "over", Release: []string{"a"}, Drop: []string{"a"}, Silence: []string{"chat/a"},
		Delete: []scheduling.Key{{Kind: "booking", ID: "a"}},
	}
	if _, err := s.Apply(t.Context(), over); err != nil {
		t.Fatal(err)
	}
	if err := s.RetryOutbox(t.Context(), "chat/a", now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	now = now.Add(15 * 24 * time.Hour)
	sweeps(t, s, 3) // two commands and the chat that rested
	keys := strings.Fields(r.Do("KEYS", "*"))
	want := map[string]bool{
		"{escale}:layout": true, "{escale}:counters": true, "{escale}:counters.names": true, "{escale}:outbox.seq": true, "{escale}:gone": true,
	}
	for _, k := range keys {
		if !want[k] {
			t.Errorf("%s is left", k)
		}
	}
}

func TestDeletedDataIsInNoFileAfterCheckpoint(t *testing.T) {
	w := servertest.NewWatchedRedis(t)
	for _, r := range []*servertest.Redis{w.Master, w.Replica} {
		r.Do("CONFIG", "SET", "save", "3600 1") // snapshots, too
	}
	s := open(t, watched(w))
	secret := rand.Text() // a snapshot is compressed
	k := scheduling.Key{Kind: "key", ID: "p"}
	put := scheduling.Change{Command: "1", Put: []scheduling.Record{{Key: k, Data: []byte(secret)}}}
	if _, err := s.Apply(t.Context(), put); err != nil {
		t.Fatal(err)
	}
	w.Master.Do("SAVE")
	for _, dir := range []string{w.Master.Dir, w.Replica.Dir} {
		if !inFiles(t, dir, secret) {
			t.Fatal("the files don't hold what was stored: the test proves nothing")
		}
	}
	if _, err := s.Apply(t.Context(), scheduling.Change{Command: "2", Delete: []scheduling.Key{k}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{w.Master.Dir, w.Replica.Dir} {
		// The server unlinks its former files in a thread of its own.
		soon(t, "no file of "+dir+" holds what was deleted", func() bool { return !inFiles(t, dir, secret) })
	}
}

// TestTheSnapshotOfAFirstCopyGoes: a replica keeps the file that its first copy
// of the master came in, though no snapshot is ever made.
func TestTheSnapshotOfAFirstCopyGoes(t *testing.T) {
	master := servertest.NewRedis(t)
	s := open(t, redis.Config{Addresses: []string{master.Address}})
	secret := rand.Text() // a snapshot is compressed
	k := scheduling.Key{Kind: "key", ID: "p"}
	put := scheduling.Change{Command: "1", Put: []scheduling.Record{{Key: k, Data: []byte(secret)}}}
	if _, err := s.Apply(t.Context(), put); err != nil {
		t.Fatal(err)
	}
	replica := servertest.NewRedis(t, "replicaof", strings.Replace(master.Address, ":", " ", 1))
	soon(t, "the replica follows", func() bool { return strings.Contains(master.Do("INFO", "replication"), "state=online") })
	if !inFiles(t, replica.Dir, secret) {
		t.Fatal("the replica's files don't hold what was stored: the test proves nothing")
	}
	if _, err := s.Apply(t.Context(), scheduling.Change{Command: "2", Delete: []scheduling.Key{k}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	soon(t, "no file of the replica holds what was deleted", func() bool { return !inFiles(t, replica.Dir, secret) })
}

// TestCheckpointNamesAReplicaThatIsBeingFilled: its copy may have begun before
// what was deleted went.
func TestCheckpointNamesAReplicaThatIsBeingFilled(t *testing.T) {
	master := servertest.NewRedis(t, "repl-diskless-sync-delay", "600")
	s := open(t, redis.Config{Addresses: []string{master.Address}})
	replica, err := net.Dial("tcp", master.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer replica.Close()
	if _, err := io.WriteString(replica, "REPLCONF listening-port 4321 capa eof\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := replica.Read(make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(replica, "PSYNC ? -1\r\n"); err != nil {
		t.Fatal(err)
	}
	soon(t, "the master knows of it", func() bool { return strings.Contains(master.Do("INFO", "replication"), "port=4321") })
	k := scheduling.Key{Kind: "key", ID: "p"}
	change := scheduling.Change{Command: "1", Put: []scheduling.Record{{Key: k}}, Delete: []scheduling.Key{k}}
	if _, err := s.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	if err := s.Checkpoint(t.Context()); err == nil || !strings.Contains(err.Error(), ":4321 may still hold in its files what was deleted") {
		t.Errorf("said %v", err)
	}
}

func TestCheckpointSaysWhatItCouldNotRewrite(t *testing.T) {
	r := servertest.NewRedis(t, "rename-command", "BGREWRITEAOF hidden")
	s := open(t, redis.Config{Addresses: []string{r.Address}})
	if err := s.Checkpoint(t.Context()); err != nil {
		t.Errorf("nothing was deleted: %v", err)
	}
	k := scheduling.Key{Kind: "key", ID: "p"}
	for _, c := range []scheduling.Change{{Command: "1", Put: []scheduling.Record{{Key: k}}}, {Command: "2", Delete: []scheduling.Key{k}}} {
		if _, err := s.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		err := s.Checkpoint(t.Context())
		if err == nil || !strings.Contains(err.Error(), r.Address+" may still hold in its files what was deleted") {
			t.Errorf("said %v", err)
		}
	}
}

func TestCheckpointNamesAReplicaThatIsAway(t *testing.T) {
	w := servertest.NewWatchedRedis(t)
	namesWhoIsAway(t, watched(w), w.Replica)
}

func TestCheckpointNamesAReplicaOfTheClusterThatIsAway(t *testing.T) {
	nodes := servertest.NewRedisCluster(t, 1)
	c := clustered(nodes)
	if err := open(t, c).Checkpoint(t.Context()); err != nil { // and the scope has a key
		t.Fatal(err)
	}
	for i, n := range nodes[:3] {
		if n.Do("DBSIZE") != "0" {
			namesWhoIsAway(t, c, nodes[i+3])
			return
		}
	}
	t.Fatal("no master has the keys")
}

// namesWhoIsAway fails unless Checkpoint says what it could not reach.
func namesWhoIsAway(t *testing.T, c redis.Config, replica *servertest.Redis) {
	t.Helper()
	s := open(t, c)
	replica.Stop()
	soon(t, "Checkpoint names "+replica.Address, func() bool {
		k := scheduling.Key{Kind: "key", ID: rand.Text()}
		change := scheduling.Change{Command: k.ID, Put: []scheduling.Record{{Key: k}}, Delete: []scheduling.Key{k}}
		if _, err := s.Apply(t.Context(), change); !errors.Is(err, redis.ErrUnconfirmed) {
			t.Fatal(err)
		}
		err := s.Checkpoint(t.Context())
		return err != nil && strings.Contains(err.Error(), replica.Address+" may still hold in its files what was deleted")
	})
}

// inFiles reports whether a file of the folder holds the text; files may vanish
// meanwhile.
func inFiles(t *testing.T, dir, secret string) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && d.IsDir() {
			return nil
		}
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		found = found || bytes.Contains(data, []byte(secret))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// soon waits for a condition.
func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(90 * time.Second); !ok(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}
