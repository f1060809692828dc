package main

import (
	"os"
	"testing"
)

func TestDemoFromFirstMessageToResults(t *testing.T) {
	base := os.Getenv("ESCALE_BASE")
	mum := newParent(t, base)
	mum.tap("Mon rôle de parent")
	mum.say("38000")
	mum.tap("De 0 à 5 ans")
	mum.tap("Oui")
	mum.press(".slots.s-")
	t.Log(mum.text(), mum.labels(), mum.taps)
	mum.press(".summary.")
	t.Log(mum.text(), mum.labels(), mum.taps)
}
