package telegram

import (
	"errors"
	"regexp"
	"strings"
)

// username is what @BotFather lets a bot be called:
// https://core.telegram.org/bots/features#creating-a-new-bot
var username = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{1,28}(?i:bot)$`)

// CheckName tells what is wrong with the name of a bot; empty is none.
func CheckName(name string) error {
	switch {
	case name == "" || username.MatchString(name):
		return nil
	case strings.HasPrefix(name, "@"):
		return errors.New("want it without @")
	case strings.Contains(name, "/"):
		return errors.New("want the name alone, without the address")
	}
	return errors.New("want 5 to 32 letters, digits and _, ending in bot, as @BotFather gives it")
}
