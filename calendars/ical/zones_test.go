package ical

import (
	"strings"
	"testing"
)

func TestZonesAreKnownInAnyCase(t *testing.T) {
	zones, count := NewZones(), 0
	for row := range strings.Lines(zoneNames) {
		name := strings.TrimSpace(row)
		if strings.HasPrefix(name, "#") {
			continue
		}
		count++
		want := zones.find(name)
		got := zones.find(strings.ToLower(strings.ReplaceAll(name, "_", " ")))
		if want == nil || got == nil || got.String() != want.String() {
			t.Errorf("%s: %v, in lower case %v", name, want, got)
		}
	}
	if count < 500 {
		t.Errorf("%d names", count)
	}
}
