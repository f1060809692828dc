package programme

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong in one file. Line and Column count from 1; 0 when
// the fault has no place (a missing file).
type Fault struct {
	File    string // "structures/x.yaml"
	Line    int
	Column  int
	Field   string // "agendas[0].modes[1]"
	Message string // what is wrong, and what is expected
	// Warning faults leave the file in force; Load puts them in
	// Programme.Warnings.
	Warning bool
}

// Error writes the fault on one line:
//
//	structures/x.yaml:12:5: agendas[0].modes[0]: "visio" is not a mode: want in-person, video or phone
func (f Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
	}
	b.WriteString(": ")
	if f.Field != "" {
		b.WriteString(f.Field + ": ")
	}
	b.WriteString(f.Message)
	return b.String()
}

// Faults are all that is wrong, in order of file and line. As an error they
// write one a line; errors.As finds them in the error of Load.
type Faults []Fault

// Error writes one fault a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// err returns the faults as an error, nil if there are none.
func (f Faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// split tells what is wrong from what is only worth saying.
func (f Faults) split() (wrong, warnings Faults) {
	for _, fault := range f {
		if fault.Warning {
			warnings = append(warnings, fault)
		} else {
			wrong = append(wrong, fault)
		}
	}
	return wrong, warnings
}

func (f Faults) sort() {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Field, b.Field))
	})
}
