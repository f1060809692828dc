package main

import (
	"escale/bot"
	"escale/bot/telegram"
	"escale/bot/terminal"
	"escale/bot/webchat"
	"escale/scheduling"
	"escale/store/seal"
)

// vaultConfig is the vault on the house's store, whose erasures are remembered
// for backups.
func (h *house) vaultConfig(p parts) seal.Config {
	c := seal.Config{Store: p.store, Master: p.master, Clock: p.clocks.Programme}
	if p.config.ErasedIDs != "" {
		c.Erased = p.config.ledger()
	}
	return c
}

// channelNames are all the channels in which messages may wait, served now or
// not.
func channelNames() []string {
	return []string{webchat.Channel, telegram.ChannelName, bot.EmailChannel, terminal.ChannelName}
}

// retentionRules are those for what packages above the desk keep.
func (h *house) retentionRules() []scheduling.Rule {
	return []scheduling.Rule{{Kind: "answer", Kept: scheduling.KeptWords, Look: bot.TrimWords(h.item)}}
}
