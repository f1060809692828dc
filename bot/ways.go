package bot

import (
	"maps"
	"slices"

	"escale/scheduling"
)

// at notes where she writes from, and forgets no other place.
func (c *Conversation) at(channel, address string) {
	ways := map[string]string{}
	if c.Channel != "" && (len(c.Ways) > 0 || c.Channel != channel) {
		ways[c.Channel] = c.Address
	}
	maps.Copy(ways, c.Ways)
	c.Channel, c.Address = channel, address
	if ways[channel] = address; len(ways) > 1 {
		c.Ways = ways
	}
}

// others are the further places that a message goes to: what is urgent goes
// everywhere; what may come later goes to an app, if she wrote last from a page,
// which can't tell her.
func (r *Reception) others(o opened, m Message) map[string]string {
	to := map[string]string{}
	for channel, address := range o.Ways {
		later := m.Class == scheduling.Reminder || m.Class == scheduling.Questionnaire
		switch {
		case channel == o.Channel:
		case m.Others, m.Class == scheduling.Notice, later && o.Channel == webChannel:
			to[channel] = address
		}
	}
	return to
}

// ways are the channels a message takes, with the address in each: where the
// conversation is held, unless she left there, and by e-mail what concerns an
// appointment.
func (r *Reception) ways(o opened, m Message) map[string]string {
	ways := r.others(o, m)
	if !m.Others {
		ways[o.Channel] = o.Address
	}
	for _, left := range o.left {
		delete(ways, left)
	}
	if o.Email == "" || m.Subject == "" || !r.deliver.has(EmailChannel) || slices.Contains(o.left, EmailChannel) {
		return ways
	}
	switch m.Class {
	case scheduling.Reminder, scheduling.Notice, scheduling.Questionnaire:
		ways[EmailChannel] = o.Email
	}
	return ways
}
