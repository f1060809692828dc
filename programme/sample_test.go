package programme_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"escale/programme"
	"escale/programme/sample"
)

func loadSample(t *testing.T) *programme.Programme {
	t.Helper()
	p, err := programme.Load(sample.FS)
	if err != nil {
		t.Fatalf("load the sample:\n%v", err)
	}
	return p
}

func TestSampleIsWhole(t *testing.T) {
	p := loadSample(t)
	if len(p.Warnings) > 0 {
		t.Errorf("warnings:\n%v", p.Warnings)
	}
	if faults := p.Check(); len(faults) > 0 {
		t.Errorf("check:\n%v", faults)
	}
	_, _ = fmt.Println, time.Now
	_ = slices.Contains[[]int]
}
