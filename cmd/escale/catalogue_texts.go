package main

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"escale/evaluation"
	"escale/programme"
)

// translateQuestionnaires gives the questionnaires the texts of texts/*.yaml. Its
// error lists what has no place, is given twice or is missing.
func translateQuestionnaires(o *offered) error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(o.questionnaires)) {
		q := o.questionnaires[name]
		for _, t := range o.programme.Translations {
			for _, text := range t.Questionnaire(name) {
				if err := q.Translate(t.Language, text.Path, text.Text); err != nil {
					faults = append(faults, text.Fault("%v", err))
				}
			}
		}
		for _, gap := range q.Missing(o.programme.Languages...) {
			faults = append(faults, missing(o.programme, name, gap))
		}
	}
	return errors.Join(faults...)
}

// missing points at the translation, or at the questionnaire where there is none.
func missing(p *programme.Programme, name string, gap evaluation.Gap) error {
	path := append([]string{"questionnaires", name}, gap.Path...)
	for _, t := range p.Translations {
		if t.Language == gap.Language {
			return t.Fault(path, "is missing")
		}
	}
	return programme.Fault{File: "questionnaires/" + name + ".yaml", Field: strings.Join(gap.Path, "."), Message: "is missing in " + gap.Language}
}
