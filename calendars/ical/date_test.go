package ical

import (
	"testing"
	"time"
)

// date reads a time that a test writes.
func date(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
