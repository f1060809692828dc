package programme

import (
	"time"
	_ "time/tzdata" // the binary runs where no zone file is
)

// Paris is the zone of métropole, and that of emergency numbers.
const Paris = "Europe/Paris"

// overseas zones, by département or collectivity.
var overseas = map[string]string{
	"971": "America/Guadeloupe",
	"972": "America/Martinique",
	"973": "America/Cayenne",
	"974": "Indian/Reunion",
	"975": "America/Miquelon", // the only one overseas that changes its clocks
	"976": "Indian/Mayotte",
	"977": "America/St_Barthelemy",
	"978": "America/Marigot",
	"984": "Indian/Kerguelen",
	"986": "Pacific/Wallis",
	"987": "Pacific/Tahiti",
	"988": "Pacific/Noumea",
}

// Zone is the IANA time zone of a département; Europe/Paris unless overseas.
func Zone(departement string) string {
	if z, ok := overseas[departement]; ok {
		return z
	}
	return Paris
}

// location loads a zone that is known to exist: every zone is in the binary.
func location(zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err) // a zone was not checked at load
	}
	return loc
}
