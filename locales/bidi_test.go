package locales

import "testing"

const rtlTexts = `
say.late: "تأخرتِ؟ اتصلي بالرقم {{.Number}}."
say.when: "{{.Day}} على الساعة {{.Clock}}"
say.with: "{{.Name}}, {{.Trade}}"
list.next: "{{.Before}}، {{.Item}}"
list.last: "{{.Before}} و{{.Item}}"
date.weekdays: "الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت"
date.months: "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر"
date.first: "1"
date.day: "{{.Weekday}} {{.Number}} {{.Month}}"
date.full-hour: "{{.Hour}}:00"
`

func TestValuesStandApart(t *testing.T) {
	ar := fixture(t, "ar", rtlTexts)
	for _, c := range []struct{ what, got, want string }{
		{"a number", ar.T("say.late", "Number", "01 99 00 12 34"), "تأخرتِ؟ اتصلي بالرقم \u206801 99 00 12 34\u2069."},
		{"a number that is no string", ar.T("say.late", "Number", 17), "تأخرتِ؟ اتصلي بالرقم \u206817\u2069."},
		{"a value kept apart already", ar.T("say.late", "Number", ar.Apart("17")), "تأخرتِ؟ اتصلي بالرقم \u206817\u2069."},
		{"a sentence within another", ar.T("say.late", "Number", ar.T("say.when", "Day", "24", "Clock", "10:00")), "تأخرتِ؟ اتصلي بالرقم \u2068\u206824\u2069 على الساعة \u206810:00\u2069\u2069."},
		{"two that look like one", ar.Apart("\u2068a\u2069 \u2068b\u2069"), "\u2068\u2068a\u2069 \u2068b\u2069\u2069"},
		{"nothing", ar.T("say.late", "Number", ""), "تأخرتِ؟ اتصلي بالرقم ."},
		{"two lines", ar.Apart("a\nb"), "\u2068a\u2069\n\u2068b\u2069"},
		{"a value that would turn the rest around", ar.Apart("a\u202eb\u2067c"), "\u2068abc\u2069"},
		{"marks in the wrong order", ar.Apart("a\u2069b\u2068"), "\u2068ab\u2069"},
		{"a list", ar.List([]string{"a", "b", "c"}), "\u200f\u2068a\u2069، \u2068b\u2069 و\u2068c\u2069"},
		{"a series", ar.Series([]string{"a", "b"}), "\u200f\u2068a\u2069، \u2068b\u2069"},
		{"a list of one", ar.List([]string{"a"}), "\u2068a\u2069"},
		{"a row", ar.Row("a", "b"), "\u200f\u2068a\u2069 · \u2068b\u2069"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

func TestOtherLanguagesGetNoMarks(t *testing.T) {
	fr := texts(t).In(French)
	for _, got := range []string{fr.Apart("a"), fr.Laid("a"), fr.Row("a"), fr.List([]string{"a"})} {
		if got != "a" {
			t.Errorf("%q", got)
		}
	}
	if got := fr.Apart("a\u202eb"); got != "ab" {
		t.Errorf("%q turns what follows around", got)
	}
	if got := fr.List([]string{"a", "b", "c"}); got != "a, b et c" {
		t.Errorf("%q", got)
	}
	if fr.List(nil) != "" || fr.RightToLeft() {
		t.Error("French from the right")
	}
}

// Whatever a line begins with, it is laid out from the right.
func TestLinesBeginFromTheRight(t *testing.T) {
	ar := fixture(t, "ar", rtlTexts)
	for _, c := range []struct{ what, text, want string }{
		{"Arabic", "مرحبا Escale", "مرحبا Escale"},
		{"a name first", "Escale ترحب", "\u200fEscale ترحب"},
		{"a name apart", "\u2068Escale\u2069 ترحب", "\u200f\u2068Escale\u2069 ترحب"},
		{"Arabic apart", "\u2068مرحبا\u2069", "\u200f\u2068مرحبا\u2069"},
		{"a number first", "17: الشرطة", "17: الشرطة"},
		{"a sign first", "🌐 لغات", "🌐 لغات"},
		{"French", "L’entrée est sans marche.", "\u200f\u2068L’entrée est sans marche.\u2069"},
		{"a link", "https://a.example/b/", "\u200f\u2068https://a.example/b/ \u2069"},
		{"a number alone", "01 99 00 12 34", "\u200f\u206801 99 00 12 34\u2069"},
		{"values alone", "\u2068a\u2069 · \u2068b\u2069", "\u200f\u2068a\u2069 · \u2068b\u2069"},
		{"each line", "مرحبا\n\nEscale ترحب", "مرحبا\n\n\u200fEscale ترحب"},
		{"nothing", "", ""},
	} {
		got := ar.Laid(c.text)
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
		if again := ar.Laid(got); again != got {
			t.Errorf("%s: laid twice it is %q", c.what, again)
		}
	}
}
