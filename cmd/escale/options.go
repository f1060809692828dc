package main

import (
	"flag"
	"fmt"
	"strings"
)

// option is one setting. This table is the only place where it is named: the
// flags, the help, the example configuration and the README come from it.
type option struct {
	key      string // in the configuration file
	flag     string // on the command line; "" for none
	commands string // the commands that take the flag
	value    string // default
	example  string // in the example configuration, when the default says too little
	doc      string
	field    func(*Config) *string
}

func options() []option {
	return []option{
		{
			"listen", "listen", "demo", "127.0.0.1:8080", "",
			"Address and port to listen on. Put a reverse proxy with TLS in front, which logs no paths: some are secret addresses.",
			func(c *Config) *string { return &c.Listen },
		},
		{
			"base_url", "", "", "", "https://escale.example.fr",
			"Public address of the service, for the links it writes. Default: http:// and the listening address.",
			func(c *Config) *string { return &c.BaseURL },
		},
		{
			"data", "data", "demo", "escale-data", "/var/lib/escale",
			"Folder of the store and of what is read from calendars. It survives a restart; one process at a time uses it.",
			func(c *Config) *string { return &c.Data },
		},
		{
			"store", "", "", "", "redis://127.0.0.1:6379/0",
			"Redis instead of a file in the data folder, for several replicas: redis://HOST:PORT/DB, redis+sentinel://HOST:PORT,HOST:PORT/MASTER or redis+cluster://HOST:PORT,HOST:PORT; rediss for TLS; USER@ before the host.",
			func(c *Config) *string { return &c.Store },
		},
		{
			"store_password_file", "", "", "", "/etc/escale/redis.password",
			"File with Redis's password; its Sentinels are given the same.",
			func(c *Config) *string { return &c.StorePasswordFile },
		},
		{
			"store_replicas", "", "", "", "1",
			"Redis replicas that must have a change before it counts. Default: 1 with sentinels or a cluster, otherwise 0.",
			func(c *Config) *string { return &c.StoreReplicas },
		},
		{
			"store_accept_loss", "", "", "no", "",
			"yes: start on a Redis whose settings may lose what was acknowledged (appendfsync everysec, eviction), or that lets nobody see them.",
			func(c *Config) *string { return &c.StoreAcceptLoss },
		},
		{
			"programme", "", "", "programme", "/etc/escale/programme",
			"Folder with programme.yaml, structures/*.yaml, questionnaires/*.yaml and texts/*.yaml. Read again when a file changes.",
			func(c *Config) *string { return &c.Programme },
		},
		{
			"installation", "", "", "", "escale.example.fr",
			"Name of this installation in the events it writes, e.g. its host name. Never change it once in use.",
			func(c *Config) *string { return &c.Installation },
		},
		{
			"master_key_file", "", "", "", "/etc/escale/master.key",
			"File with the key that wraps every parent's own key: 32 bytes in base64, mode 0600, kept and saved apart from the data.",
			func(c *Config) *string { return &c.MasterKeyFile },
		},
		{
			"backup_recipients", "", "", "", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
			"Public keys (age) for whom backups are encrypted, commas between: escale backup -new-identity FILE makes a pair. The private one is kept elsewhere, so that this machine can't read its own backups.",
			func(c *Config) *string { return &c.BackupRecipients },
		},
		{
			"backup_keep", "", "", "35", "",
			"How many days a backup is kept in the folder it was written to: those who erased their data must not live on in backups.",
			func(c *Config) *string { return &c.BackupKeep },
		},
		{
			"erased_ids", "", "", "", "/var/lib/escale/erased.ids",
			"Folder that remembers who was erased, by random ids, for a restore; the same one for all replicas. Default: erased.ids in the data folder.",
			func(c *Config) *string { return &c.ErasedIDs },
		},
		{
			"calendar_interval", "", "", "30s", "",
			"How often calendars are read, at least 1s. What staff make busy is so within twice that time.",
			func(c *Config) *string { return &c.CalendarInterval },
		},
		{
			"calendar_settling", "", "", "2m", "",
			"How long a session that staff moved or deleted stays so before its parent is told, at least 1s.",
			func(c *Config) *string { return &c.CalendarSettling },
		},
		{
			"private_feeds", "", "", "", "10.0.0.7:443",
			"Addresses (IP:port, commas between) on your own network from which a structure's published calendar may be read. All other private addresses are refused.",
			func(c *Config) *string { return &c.PrivateFeeds },
		},
		{
			"trusted_proxy", "", "", "", "127.0.0.1",
			"Address of the reverse proxy whose X-Forwarded-For is believed, for the limits by origin.",
			func(c *Config) *string { return &c.TrustedProxy },
		},
		{
			"telegram_token_file", "", "", "", "/etc/escale/telegram.token",
			"File with the bot's token. Without it, there is no Telegram.",
			func(c *Config) *string { return &c.TelegramTokenFile },
		},
		{
			"telegram_name", "", "", "", "escale_exemple_bot",
			"The bot's name, without @: for the links of partners and posters, which are written without asking Telegram.",
			func(c *Config) *string { return &c.TelegramName },
		},
		{
			"telegram_api", "", "", "https://api.telegram.org", "",
			"Telegram's server.",
			func(c *Config) *string { return &c.TelegramAPI },
		},
		{
			"telegram_webhook", "", "", "", "https://escale.example.fr",
			"Public https address of this service, port 443, 80, 88 or 8443: Telegram posts there what parents write, to any replica, instead of being asked by one. Empty: it is asked.",
			func(c *Config) *string { return &c.TelegramWebhook },
		},
		{
			"smtp_host", "", "", "", "smtp.example.fr",
			"Mail server for invitations and reminders. Without it, no e-mail is sent and none is offered.",
			func(c *Config) *string { return &c.SMTPHost },
		},
		{
			"smtp_port", "", "", "587", "",
			"Its port.",
			func(c *Config) *string { return &c.SMTPPort },
		},
		{
			"smtp_tls", "", "", "starttls", "",
			"starttls (required), tls (from the first byte) or none (only on this machine).",
			func(c *Config) *string { return &c.SMTPTLS },
		},
		{
			"smtp_username", "", "", "", "escale",
			"User name, if the server asks for one.",
			func(c *Config) *string { return &c.SMTPUsername },
		},
		{
			"smtp_password_file", "", "", "", "/etc/escale/smtp.password",
			"File with its password.",
			func(c *Config) *string { return &c.SMTPPasswordFile },
		},
		{
			"mail_from", "", "", "", "Escale <escale@example.fr>",
			"Sender of the e-mails.",
			func(c *Config) *string { return &c.MailFrom },
		},
		{
			"imap_host", "", "", "", "imap.example.fr",
			"Mail store with the sender's mailbox, which is only read: a structure without a CalDAV calendar declines a session by answering its invitation.",
			func(c *Config) *string { return &c.IMAPHost },
		},
		{
			"imap_port", "", "", "993", "",
			"Its port.",
			func(c *Config) *string { return &c.IMAPPort },
		},
		{
			"imap_tls", "", "", "tls", "",
			"tls (from the first byte), starttls (required) or none (only on this machine).",
			func(c *Config) *string { return &c.IMAPTLS },
		},
		{
			"imap_username", "", "", "", "escale@example.fr",
			"User name of the mailbox.",
			func(c *Config) *string { return &c.IMAPUsername },
		},
		{
			"imap_password_file", "", "", "", "/etc/escale/imap.password",
			"File with its password.",
			func(c *Config) *string { return &c.IMAPPasswordFile },
		},
	}
}

// defaults returns a configuration with every default in place.
func defaults() *Config {
	c := &Config{}
	for _, o := range options() {
		*o.field(c) = o.value
	}
	return c
}

// addFlags declares the options that a command takes on its line.
func addFlags(fs *flag.FlagSet, name string, c *Config) {
	for _, o := range options() {
		if o.flag != "" && strings.Contains(o.commands, name) {
			fs.StringVar(o.field(c), o.flag, o.value, o.doc)
		}
	}
}

// readmeSection is the part of the README between its two marks.
func readmeSection() string { return "```\n" + help() + "```\n" }

// help is what `escale help` prints.
func help() string {
	var b strings.Builder
	b.WriteString("Escale guides parents to an hour with a professional, and writes it into the structure's own calendar.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  escale %-36s %s\n", strings.TrimSpace(c.name+" "+c.args), c.short)
	}
	b.WriteString("\nescale COMMAND -h says more. The settings of -config F:\n\n")
	for _, o := range options() {
		fmt.Fprintf(&b, "  %-20s %s\n", o.key, o.doc)
	}
	fmt.Fprintf(&b, "  %-20s %s\n", "users", usersDoc)
	return b.String()
}

const usersDoc = "Who reads the results: name, password_hash (escale password), scope: national, departement:CODE or structure:ID. A structure's own user also opens its hosted calendars."

// exampleConfig is deploy/escale.yaml, the commented example.
func exampleConfig() string {
	var b strings.Builder
	b.WriteString("# Configuration of Escale. Made by `escale config`; every setting is here with its default.\n")
	for _, o := range options() {
		fmt.Fprintf(&b, "\n# %s\n", o.doc)
		value, mark := o.value, ""
		if o.example != "" {
			value = o.example
		}
		if o.value == "" && o.key != "installation" && o.key != "master_key_file" {
			mark = "#"
		}
		fmt.Fprintf(&b, "%s%s: %s\n", mark, o.key, value)
	}
	fmt.Fprintf(&b, "\n# %s\n", usersDoc)
	b.WriteString("#users:\n#  - {name: cnaf, scope: national, password_hash: \"$argon2id$v=19$m=65536,t=1,p=2$…\"}\n")
	b.WriteString("#  - {name: caf38, scope: \"departement:38\", password_hash: \"…\"}\n#  - {name: tilleuls, scope: \"structure:centre-social-des-tilleuls\", password_hash: \"…\"}\n")
	return b.String()
}
