package servertest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Ports that the system gives to nobody by itself: what it hands out when asked
// for any may be given to somebody else before the server that it is meant for
// has begun to listen.
const (
	firstPort = 12000
	lastPort  = 31999
)

// FreeAddress returns a host and port of this machine that is the test's until
// it ends: no other test that asks gets it, in whatever process, and neither
// does who asks the system for any port.
func FreeAddress(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(os.TempDir(), "escale-test-ports")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		if address := fmt.Sprintf("127.0.0.1:%d", port); reserve(t, filepath.Join(dir, fmt.Sprint(port))) && free(address) {
			return address
		}
	}
	t.Fatal("no free port")
	return ""
}

// reserve takes a lock that the end of the process gives back at the latest.
func reserve(t testing.TB, file string) bool {
	t.Helper()
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		f.Close()
		return false
	}
	t.Cleanup(func() { f.Close() })
	return true
}

func free(address string) bool {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return false
	}
	return l.Close() == nil
}
