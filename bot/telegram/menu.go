package telegram

import (
	"context"
	"fmt"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// Menu is what Telegram shows of the bot to whose app is in a language: its
// commands, and what it is. The zero Menu of a language takes away what was shown.
type Menu struct {
	Language    string // two letters; "" for whose language has no menu
	Commands    []Command
	Description string // at most 512 characters, shown before the first message
	Short       string // at most 120, on the bot's page and with its link
}

// Command is a word of the menu: /rdv.
type Command struct{ Name, Description string }

// show sets one menu.
func (b *Bot) show(ctx context.Context, m Menu) error {
	if err := b.setCommands(ctx, m); err != nil {
		return fmt.Errorf("set commands: %w", b.verdict(err))
	}
	_, err := b.api.SetMyDescription(ctx, &api.SetMyDescriptionParams{Description: m.Description, LanguageCode: m.Language})
	if err == nil {
		_, err = b.api.SetMyShortDescription(ctx, &api.SetMyShortDescriptionParams{ShortDescription: m.Short, LanguageCode: m.Language})
	}
	if err != nil {
		return fmt.Errorf("set description: %w", b.verdict(err))
	}
	return nil
}

func (b *Bot) setCommands(ctx context.Context, m Menu) error {
	if len(m.Commands) == 0 {
		_, err := b.api.DeleteMyCommands(ctx, &api.DeleteMyCommandsParams{LanguageCode: m.Language})
		return err
	}
	var commands []models.BotCommand
	for _, c := range m.Commands {
		commands = append(commands, models.BotCommand{Command: c.Name, Description: c.Description})
	}
	_, err := b.api.SetMyCommands(ctx, &api.SetMyCommandsParams{Commands: commands, LanguageCode: m.Language})
	return err
}
