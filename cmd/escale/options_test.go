package main

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the README's section anew")

func TestOptionsAreTheFieldsOfTheConfiguration(t *testing.T) {
	var fields, keys []string
	for f := range reflect.TypeFor[Config]().Fields() {
		if f.Type.Kind() == reflect.String {
			fields = append(fields, f.Tag.Get("yaml"))
		}
	}
	c := &Config{}
	for _, o := range options() {
		keys = append(keys, o.key)
		*o.field(c) = o.key // each row must point at its own field
	}
	if diff := cmp.Diff(fields, keys); diff != "" {
		t.Errorf("fields of Config (-) and rows of the table (+):\n%s", diff)
	}
	out, err := yaml.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range options() {
		if !strings.Contains(string(out), o.key+": "+o.key+"\n") {
			t.Errorf("the row %q points at another field", o.key)
		}
	}
}

func TestExampleConfigurationIsReadAndCurrent(t *testing.T) {
	want := exampleConfig()
	got, err := os.ReadFile(filepath.Join("..", "..", "deploy", "escale.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("deploy/escale.yaml is not what `escale config` prints; run make generate:\n%s", diff)
	}
	file := filepath.Join(t.TempDir(), "escale.yaml")
	everything := strings.NewReplacer("\n#users", "\nusers", "\n#  -", "\n  -", "\"…\"", "\"$argon2id$x\"").Replace(want)
	for _, o := range options() {
		everything = strings.ReplaceAll(everything, "\n#"+o.key+":", "\n"+o.key+":")
	}
	if err := os.WriteFile(file, []byte(everything), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := readConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	if c.BaseURL != "https://escale.example.fr" || len(c.Users) != 3 {
		t.Errorf("read %q and %d users from the example", c.BaseURL, len(c.Users))
	}
}

func TestReadmeShowsTheCommands(t *testing.T) {
	const begin, end = "<!-- made by `make generate` -->\n", "<!-- end -->"
	file := filepath.Join("..", "..", "README.md")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	old, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("README.md lacks the two marks of its generated section")
	}
	if *update {
		if err := os.WriteFile(file, []byte(before+begin+readmeSection()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(readmeSection(), old); diff != "" {
		t.Errorf("run make generate:\n%s", diff)
	}
}

func TestBrokenConfigurationNamesLineAndKey(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":  {"listen: x:1\nlisten_on: y\n", "2:1"},
		"not a list":   {"users: 3\n", "1:8"},
		"missing":      {"listen: 127.0.0.1:0\n", "installation: is missing"},
		"bad scope":    {"installation: x\nmaster_key_file: k\nusers:\n- {name: a, scope: all, password_hash: $argon2id$}\n", "escale.yaml:4: users[0].scope"},
		"empty":        {"", "escale.yaml: "},
		"bad interval": {"installation: x\nmaster_key_file: k\ncalendar_interval: often\n", "escale.yaml:3: calendar_interval"},
		"bad address":  {"installation: x\nmaster_key_file: k\nbase_url: ftp://x\n", "escale.yaml:3: base_url"},
		"bad store":    {"installation: x\nstore: postgres://a:5432\nmaster_key_file: k\n", "escale.yaml:2: store"},
		"bot with @":   {"installation: x\nmaster_key_file: k\n# telegram_name: a_bot\ntelegram_name: \"@escale_bot\"\n", `escale.yaml:4: telegram_name: "@escale_bot": want it without @`},
		"no bot":       {"installation: x\nmaster_key_file: k\ntelegram_name: escale\n", `escale.yaml:3: telegram_name: "escale": want`},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "escale.yaml")
			if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := readConfig(file)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), file) {
				t.Errorf("got %v, want the file and %q", err, c.want)
			}
		})
	}
}
