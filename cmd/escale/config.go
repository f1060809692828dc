package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"escale/bot/telegram"
	"escale/web"
)

// Config is the configuration file. Its scalar fields are those of the table
// in options.go; a test keeps the two equal.
type Config struct {
	Listen            string `yaml:"listen"`
	BaseURL           string `yaml:"base_url"`
	Data              string `yaml:"data"`
	Store             string `yaml:"store"`
	StorePasswordFile string `yaml:"store_password_file"`
	StoreReplicas     string `yaml:"store_replicas"`
	StoreAcceptLoss   string `yaml:"store_accept_loss"`
	Programme         string `yaml:"programme"`
	Installation      string `yaml:"installation"`
	MasterKeyFile     string `yaml:"master_key_file"`
	BackupRecipients  string `yaml:"backup_recipients"`
	BackupKeep        string `yaml:"backup_keep"`
	ErasedIDs         string `yaml:"erased_ids"`
	CalendarInterval  string `yaml:"calendar_interval"`
	CalendarSettling  string `yaml:"calendar_settling"`
	PrivateFeeds      string `yaml:"private_feeds"`
	TrustedProxy      string `yaml:"trusted_proxy"`
	TelegramTokenFile string `yaml:"telegram_token_file"`
	TelegramName      string `yaml:"telegram_name"`
	TelegramAPI       string `yaml:"telegram_api"`
	TelegramWebhook   string `yaml:"telegram_webhook"`
	SMTPHost          string `yaml:"smtp_host"`
	SMTPPort          string `yaml:"smtp_port"`
	SMTPTLS           string `yaml:"smtp_tls"`
	SMTPUsername      string `yaml:"smtp_username"`
	SMTPPasswordFile  string `yaml:"smtp_password_file"`
	MailFrom          string `yaml:"mail_from"`
	IMAPHost          string `yaml:"imap_host"`
	IMAPPort          string `yaml:"imap_port"`
	IMAPTLS           string `yaml:"imap_tls"`
	IMAPUsername      string `yaml:"imap_username"`
	IMAPPasswordFile  string `yaml:"imap_password_file"`
	Users             []user `yaml:"users"`
}

// user reads the coordinators' pages within a scope.
type user struct {
	Name         string `yaml:"name"`
	Scope        string `yaml:"scope"` // national, departement:CODE or structure:ID
	PasswordHash string `yaml:"password_hash"`
}

// readConfig reads the file over the defaults; unknown keys are refused with
// their line. Relative paths are relative to the file.
func readConfig(file string) (*Config, error) {
	if file == "" {
		return nil, usageError{errors.New("which configuration? -config FILE")}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c := defaults()
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(c); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %s", file, yaml.FormatError(err, false, true))
	}
	c.resolve(filepath.Dir(file))
	if err := c.validate(places(file, b)); err != nil {
		return nil, err
	}
	return c, nil
}

// resolve makes relative paths absolute and fills what derives from the rest.
func (c *Config) resolve(dir string) {
	for _, p := range []*string{&c.Data, &c.Programme, &c.MasterKeyFile, &c.ErasedIDs, &c.StorePasswordFile, &c.TelegramTokenFile, &c.SMTPPasswordFile, &c.IMAPPasswordFile} {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(dir, *p)
		}
	}
	if c.ErasedIDs == "" {
		c.ErasedIDs = filepath.Join(c.Data, "erased.ids")
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://" + c.Listen
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
}

// validate reports every fault of the configuration at once, by place and key.
func (c *Config) validate(place func(key string) string) error {
	var faults []error
	fault := func(key, format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s: %s: %s", place(key), key, fmt.Sprintf(format, args...)))
	}
	if c.Installation == "" {
		fault("installation", "is missing: want a name such as escale.example.fr")
	}
	if c.MasterKeyFile == "" {
		fault("master_key_file", "is missing: want a file made by `head -c 32 /dev/urandom | base64`, mode 0600")
	}
	c.validateBackups(fault)
	if u, err := url.Parse(c.BaseURL); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		fault("base_url", "%q is not an http or https address", c.BaseURL)
	}
	if c.SMTPHost != "" && c.MailFrom == "" {
		fault("mail_from", "is missing: e-mails need a sender")
	}
	for _, address := range c.privateFeeds() {
		if _, err := netip.ParseAddrPort(address); err != nil {
			fault("private_feeds", "%q: want an IP address and a port, such as 10.0.0.7:443", address)
		}
	}
	if err := telegram.CheckWebhook(c.TelegramWebhook); err != nil {
		fault("telegram_webhook", "%q: %v", c.TelegramWebhook, err)
	}
	if err := telegram.CheckName(c.TelegramName); err != nil {
		fault("telegram_name", "%q: %v", c.TelegramName, err)
	}
	if c.Store != "" {
		if _, err := c.sharedStore(); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", place("store"), err))
		}
	}
	switch c.SMTPTLS {
	case "starttls", "tls", "none":
	default:
		fault("smtp_tls", "%q: want starttls, tls or none", c.SMTPTLS)
	}
	if c.IMAPHost != "" && c.IMAPUsername == "" {
		fault("imap_username", "is missing: whose mailbox is it?")
	}
	switch c.IMAPTLS {
	case "tls", "starttls", "none":
	default:
		fault("imap_tls", "%q: want tls, starttls or none", c.IMAPTLS)
	}
	if d, err := time.ParseDuration(c.CalendarInterval); err != nil || d < time.Second {
		fault("calendar_interval", "%q: want a time such as 60s, 1s at least", c.CalendarInterval)
	}
	if d, err := time.ParseDuration(c.CalendarSettling); err != nil || d < time.Second {
		fault("calendar_settling", "%q: want a time such as 2m, 1s at least", c.CalendarSettling)
	}
	for i, u := range c.Users {
		key := fmt.Sprintf("users[%d]", i)
		if u.Name == "" || !strings.HasPrefix(u.PasswordHash, "$argon2id$") {
			fault(key, "wants name, scope and password_hash (made by `escale password`)")
		}
		if _, err := web.ParseScope(u.Scope); err != nil {
			fault(key+".scope", "%v", err)
		}
	}
	return errors.Join(faults...)
}

// calendarInterval is how often calendars are read; a valid configuration is
// taken for granted.
func (c *Config) calendarInterval() time.Duration {
	d, _ := time.ParseDuration(c.CalendarInterval)
	return d
}

// calendarSettling is how long what staff did must stay the same; as above.
func (c *Config) calendarSettling() time.Duration {
	d, _ := time.ParseDuration(c.CalendarSettling)
	return d
}

// privateFeeds are the addresses of private_feeds.
func (c *Config) privateFeeds() []string {
	return strings.FieldsFunc(c.PrivateFeeds, func(r rune) bool { return r == ',' || r == ' ' })
}

// secret reads a secret from its file, without the final newline.
func secret(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	b, err := os.ReadFile(file)
	return strings.TrimRight(string(b), "\r\n"), err
}

// parseConfigFlag reads -config and whatever else the command declares.
func parseConfigFlag(con console, name string, args []string, declare func(*flag.FlagSet)) (*Config, *flag.FlagSet, error) {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(con.err)
	file := fs.String("config", os.Getenv("ESCALE_CONFIG"), "configuration `file`")
	if declare != nil {
		declare(fs)
	}
	if err := parseFlags(fs, args); err != nil {
		return nil, nil, err
	}
	c, err := readConfig(*file)
	return c, fs, err
}

// parseFlags parses flags that may stand before or after the arguments.
func parseFlags(fs *flag.FlagSet, args []string) error {
	var rest []string
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return err
			}
			return usageError{err}
		}
		args = fs.Args()
		if len(args) > 0 {
			rest, args = append(rest, args[0]), args[1:]
		}
	}
	return fs.Parse(append([]string{"--"}, rest...))
}

func runConfig(_ context.Context, con console, _ []string) error {
	_, err := io.WriteString(con.out, exampleConfig())
	return err
}

func runPassword(_ context.Context, con console, _ []string) error {
	b, err := io.ReadAll(io.LimitReader(con.in, 4096))
	if err != nil {
		return err
	}
	password := strings.TrimRight(string(b), "\r\n")
	if len(password) < 12 {
		return errors.New("a password has at least 12 characters; write it on standard input")
	}
	hash, err := web.HashPassword(password)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(con.out, hash)
	return err
}
