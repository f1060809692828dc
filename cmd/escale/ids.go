package main

import (
	"crypto/rand"
	"strings"
)

// newID returns 130 random bits in lower-case base32.
func newID() string { return strings.ToLower(rand.Text()) }
