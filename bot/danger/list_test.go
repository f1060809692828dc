package danger

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What can wait least comes first.
func TestKindsAreSorted(t *testing.T) {
	got := shippedList(t).Find("il frappe mon fils et je veux mourir")
	if diff := cmp.Diff([]string{Suicide, Child}, got); diff != "" {
		t.Error(diff)
	}
}

// One harmless use does not hide what stands beside it.
func TestHarmlessHidesNothingElse(t *testing.T) {
	l := shippedList(t)
	for _, text := range []string{
		"il me tue avec ses questions et il me frappe", "je suis morte de fatigue, il me frappe", "il ne crie pas, il me frappe",
		"MON MARI ME FRAPPE!!!", "il me frappe. pas toujours.", "زوجي يضربني mais pas devant les enfants",
	} {
		if got := l.Find(text); !cmp.Equal(got, []string{Violence}) {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// A "not" behind a danger says nothing of it where a language denies in front of
// the verb; in French and in Turkish it may.
func TestWhatFollowsDeniesWhereTheLanguageDoes(t *testing.T) {
	l := shippedList(t)
	for text, want := range map[string][]string{
		"mi marido me pega no se que hacer": {Violence}, "mi marido no me pega": nil,
		"o meu marido bate me nao sei o que fazer": {Violence}, "o meu marido nao me bate": nil,
		"sotul ma bate nu stiu ce sa fac": {Violence}, "sotul nu ma bate": nil,
		"муж меня бьет не знаю что делать": {Violence}, "муж меня не бьет": nil,
		"чоловік мене бє не знаю що робити": {Violence}, "чоловік мене не бє": nil,
		"زوجي يضربني لا اعرف ماذا افعل": {Violence}, "زوجي لا يضربني": nil,
		"il me frappe je ne sais pas quoi faire": {Violence}, "il me frappe pas": nil,
		"kocam beni dövüyor hiç bilmiyorum": {Violence}, "kocam beni dövüyor değil": nil,
	} {
		if diff := cmp.Diff(want, l.Find(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// An apostrophe forgotten in a short word costs nothing.
func TestShortElisions(t *testing.T) {
	l := shippedList(t)
	for text, want := range map[string][]string{
		"jai mis une claque a mon bébé": {OwnViolence}, "jai plus la force de continuer cette vie": {Suicide, OwnViolence},
		"il a dit quil allait me retrouver et me planter": {Violence}, "cest mardi quil vient": nil,
	} {
		if diff := cmp.Diff(want, l.Find(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestOwnWordsStandBesideTheShipped(t *testing.T) {
	l := shippedList(t)
	wider, err := l.With("danger.yaml", []byte("languages:\n  fr:\n    danger:\n      violence: [zorgl* moi]\n    harmless: [me frappe]\n"))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"il zorglube sur moi": {Violence}, "il zorglube pas moi": nil, "il me frappe": {Violence}, "bonjour": nil,
	} {
		if diff := cmp.Diff(want, wider.Find(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	if got := l.Find("il zorglube sur moi"); got != nil {
		t.Errorf("the shipped list took in the other's words: %v", got)
	}
}

// Words in any order count when they stand near the first, and are denied where
// it is.
func TestWordsInAnyOrder(t *testing.T) {
	l, err := shippedList(t).With("danger.yaml", []byte("languages:\n  fr:\n    danger:\n      violence: ['~ zorgl* moi voisin']\n"))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"sur moi hier le voisin zorgle": {Violence}, "il zorgle, ce voisin, et pas que moi": {Violence},
		"le voisin ne zorgle pas sur moi": nil, "le voisin zorgle. moi non": nil,
		"le voisin dort, il y a tant de bruit ici la nuit, il zorgle sur moi": nil,
	} {
		if diff := cmp.Diff(want, l.Find(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestFaultsSayWhere(t *testing.T) {
	for data, want := range map[string]string{
		"languages:\n  xx: {}\n": "d.yaml:2: languages.xx: ",
		"languages:\n  fr:\n    danger:\n      violence:\n        - a\n        - b|?c\n": `d.yaml:6: languages.fr.danger.violence[1]: "b|?c": `,
		"languages:\n  fr:\n    danger:\n      anger: [a]\n":                             "d.yaml:4: languages.fr.danger.anger: ",
		"languages:\n  fr:\n    harmless: [$nobody]\n":                                   "d.yaml:3: languages.fr.harmless[0]: ",
		"languages:\n  fr:\n    harmless: ['~ a +b']\n":                                  "d.yaml:3: languages.fr.harmless[0]: ",
		"languages:\n  fr:\n    danger:\n      '100%d': [a]\n":                           "languages.fr.danger.100%d: ",
		"languages:\n  fr:\n    harmless: [a?]\n":                                        "no word in it is sure",
		"reviewed_on: soon\n":                                                            "d.yaml:1: reviewed_on: ",
		"reviewed: me\n":                                                                 "unknown field",
		"languages: [":                                                                   "d.yaml: ",
	} {
		_, err := shippedList(t).With("d.yaml", []byte(data))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", data, err, want)
		}
	}
}

// FuzzFind: whatever is written, it is read, and the same in capitals.
func FuzzFind(f *testing.F) {
	for _, s := range sentences(f) {
		f.Add(s.text)
	}
	f.Add("\xff\u202e\u0000.,;")
	l := shippedList(f)
	f.Fuzz(func(t *testing.T, text string) {
		once := l.Find(text)
		if again := l.Find(text); !cmp.Equal(once, again) {
			t.Errorf("%v, then %v", once, again)
		}
	})
}

// FuzzOwnWords: any file of words is compiled or refused.
func FuzzOwnWords(f *testing.F) {
	f.Add([]byte("languages:\n  fr:\n    danger:\n      violence: ['a|b* +c? d=']\n"))
	f.Add([]byte("languages: {fr: {words: {a: $a}, harmless: ['$a x']}}"))
	l := shippedList(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		if wider, err := l.With("d.yaml", data); err == nil {
			wider.Find("il me frappe")
		}
	})
}

func BenchmarkFind(b *testing.B) {
	l := shippedList(b)
	for name, text := range map[string]string{
		"short": "je voudrais un rendez-vous mardi après-midi avec mon fils", "longest": strings.Repeat("je voudrais parler de mon fils ", 65),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				l.Find(text)
			}
		})
	}
}
