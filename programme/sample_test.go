package programme_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"testing"

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
}

func TestSampleTextsAreComplete(t *testing.T) {
	p := loadSample(t)
	count := 0
	texts(reflect.ValueOf(*p), "", func(field string, text programme.Text) {
		count++
		for _, lang := range p.Languages {
			if text[lang] == "" {
				t.Errorf("%s: nothing in %s", field, lang)
			}
		}
	})
	if count < 100 {
		t.Errorf("only %d texts found: the walk is broken", count)
	}
}

// texts visits every text that is not left out altogether.
func texts(v reflect.Value, field string, visit func(string, programme.Text)) {
	if v.Type() == reflect.TypeFor[programme.Text]() {
		if v.Len() > 0 {
			visit(field, v.Interface().(programme.Text))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				texts(v.Field(i), field+"."+f.Name, visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), fmt.Sprintf("%s[%d]", field, i), visit)
		}
	}
}

func TestSampleStructures(t *testing.T) {
	p := loadSample(t)
	kinds, perDepartement := map[string]bool{}, map[string]int{}
	serves := map[string]map[string]bool{} // offer → départements
	for _, s := range p.Structures {
		kinds[s.Kind] = true
		perDepartement[s.Departement()]++
		if len(s.Agendas) < 2 {
			t.Errorf("%s: %d professionals, want two or more", s.ID, len(s.Agendas))
		}
		for _, a := range s.Agendas {
			for _, o := range a.Offers {
				if serves[o] == nil {
					serves[o] = map[string]bool{}
				}
				serves[o][s.Departement()] = true
			}
		}
	}
	if len(kinds) != 6 || perDepartement["38"] != 2 || perDepartement["33"] != 2 || perDepartement["59"] != 2 {
		t.Errorf("kinds %v, structures %v: want six kinds, two a département", kinds, perDepartement)
	}
	for _, o := range p.Offers {
		if !o.HandedOver() && len(serves[o.ID]) != 3 {
			t.Errorf("%s is served in %v, want three départements", o.ID, serves[o.ID])
		}
	}
}

// fictional are the ranges that Arcep keeps for fiction.
var fictional = regexp.MustCompile(`^(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98)( \d\d){2}$`)

func TestSampleNumbersAreFiction(t *testing.T) {
	p := loadSample(t)
	numbers := []string{p.Controller.Contact.Phone}
	for _, s := range p.Structures {
		for _, a := range s.Agendas {
			numbers = append(numbers, s.PhoneOf(a))
		}
	}
	for _, n := range numbers {
		if !fictional.MatchString(n) {
			t.Errorf("%s could be somebody's number", n)
		}
	}
}

// The whole catalogue of facts/programme.md: what is booked here, and what others
// give.
func TestSampleCatalogue(t *testing.T) {
	p := loadSample(t)
	var booked, handed []string
	for _, o := range p.Offers {
		if o.HandedOver() {
			handed = append(handed, o.ID)
		} else {
			booked = append(booked, o.ID)
		}
	}
	if want := []string{"accompagnement", "conseil-conjugal", "etre-parents"}; !slices.Equal(booked, want) {
		t.Errorf("booked here: %v, want %v", booked, want)
	}
	for _, id := range []string{
		"mediation", "espace-rencontre", "parcours-separation", "deuil", "impaye-loyer", "parent-seul", "ajpp", "psychologues",
		"aide-parentalite", "aide-petite-enfance", "aide-enfance-jeunesse", "aide-vie-sociale", "aide-logement",
		"cidff", "laep", "paej", "jeunes", "ecoute", "logement", "ressources", "pension",
	} {
		if !slices.Contains(handed, id) {
			t.Errorf("nobody is handed over to for %s", id)
		}
	}
	topic, _ := p.Question("topic")
	if n := len(topic.Choices); n > 9 {
		t.Errorf("the first question has %d choices", n)
	}
}
