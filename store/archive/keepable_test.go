package archive_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/archive"
)

// TestAnArchiveOfWhatNoStoreCouldKeepIsDamaged: anybody who knows for whom
// backups are encrypted can make one.
func TestAnArchiveOfWhatNoStoreCouldKeepIsDamaged(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	key := scheduling.Key{Kind: "booking", ID: "a"}
	hour := scheduling.Interval{Start: now, End: now.Add(time.Hour)}
	never := scheduling.Interval{Start: now, End: now.Add(-time.Hour)}
	due := scheduling.Due{ID: "a", Kind: "tell", Clock: scheduling.MachineTime}
	again := due
	again.Try = -1
	for what, e := range map[string]archive.Entry{
		"a record that can never be changed": &archive.Record{Key: key, Version: -3},
		"a record that was never put":        &archive.Record{Key: key},
		"a record of no kind":                &archive.Record{Key: scheduling.Key{ID: "a"}, Version: 1},
		"a claim that ends before it starts": &archive.Claim{Owner: "a", Resource: "b", Capacity: 1, Interval: never},
		"a claim on nothing":                 &archive.Claim{Owner: "a", Resource: "b", Capacity: -1, Interval: hour},
		"work on no clock":                   &archive.Work{Due: scheduling.Due{ID: "a", Kind: "tell"}},
		"work tried less than never":         &archive.Work{Due: again},
		"a message of no chat":               &archive.Message{ID: "a", Seq: 1},
		"a message before the first":         &archive.Message{ID: "a", Chat: "b", Seq: -1},
		"a command of no id":                 &archive.Command{},
	} {
		var file bytes.Buffer
		if _, err := archive.Write(&file, header(), all(e)); err != nil {
			t.Fatal(err)
		}
		r, err := archive.NewReader(&file)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Check(); !errors.Is(err, archive.ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
