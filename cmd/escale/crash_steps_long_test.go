//go:build long

package main

import (
	"path/filepath"
	"testing"

	"escale/deploy/servertest"
)

// TestKilledBeforeAndAfterEveryStep is TestKilledAtEveryStep, before each call as
// well as after, on every store.
func TestKilledBeforeAndAfterEveryStep(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		killedAtEveryStep(t, stepsPlan{SQLite: filepath.Join(t.TempDir(), "escale.db")}, false)
	})
	t.Run("redis", func(t *testing.T) {
		killedAtEveryStep(t, stepsPlan{Redis: servertest.NewRedis(t).Address}, false)
	})
}
