// Package locales holds every text the product says, one go-i18n file a
// language, and writes dates, times and plurals as that language does.
package locales

// The languages shipped. FALC ("facile à lire et à comprendre") is easy-to-read
// French: go-i18n ignores private-use tags silently, so it is a catalogue of
// its own here.
const (
	French  = "fr"
	English = "en"
	FALC    = "fr-falc"
)
