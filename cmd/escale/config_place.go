package main

import (
	"fmt"
	"strings"
)

// places tells where a configuration gives a key: "escale.yaml:12"; the file alone
// where it does not. "users[2].scope" is where the users begin.
func places(file string, text []byte) func(key string) string {
	lines := map[string]int{}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		if key, _, ok := strings.Cut(line, ":"); ok && lines[key] == 0 {
			lines[key] = n
		}
	}
	return func(key string) string {
		top, _, _ := strings.Cut(key, "[")
		if at := lines[top]; at > 0 {
			return fmt.Sprintf("%s:%d", file, at)
		}
		return file
	}
}
