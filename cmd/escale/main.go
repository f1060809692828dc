// Command escale is the whole service in one binary: the parents' chat, the
// structures' calendars and the coordinators' pages. It knows every package
// and wires them; none knows it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the binary carries its zones
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], console{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// console is where a command reads and writes.
type console struct {
	in       io.Reader
	out, err io.Writer
}

// command is one verb of the program.
type command struct {
	name  string
	args  string // shown after the name in the help
	short string
	run   func(ctx context.Context, con console, args []string) error
}

// commands lists every verb, in the order the help shows them.
func commands() []command {
	return []command{
		{"demo", "[-data D] [-listen A] [-push D]", "everything on this machine, with a sample programme", runDemo},
		{"serve", "-config F", "the service", runServe},
		{"check", "-config F", "read everything, probe every calendar, print what is wrong and where", runCheck},
		{"slots", "-config F", "what a parent would be offered", runSlots},
		{"expand", "FILE.ics -from T -to T", "one JSON line an occurrence", runExpand},
		{"chat", "-config F [-json | -replay FILE]", "talk to the bot in the terminal, or play a transcript", runChat},
		{"texts", "-language L [-config F | -programme DIR]", "what is to be translated into a language, with the French beside", runTexts},
		{"partners", "-config F", "who may send families, and their links: -new ID, -revoke ID, -counts", runPartners},
		{"poster", "-config F -structure S | -partner P -o FILE", "an A4 poster with a QR code, to print", runPoster},
		{"backup", "-config F -to FILE|DIR", "write all that is stored into an encrypted file, while the service runs", runBackup},
		{"restore", "-config F -identity I FILE", "fill an empty store from a backup, and apply later erasures again", runRestore},
		{"password", "", "read a password, print its argon2id hash for the configuration", runPasswords},
		{"password", "-config F -structure S", "the passwords of a hosted structure's devices: -device NAME, -revoke NAME", runPasswords},
		{"link", "-config F -structure S -agenda A", "a new secret address of an agenda's page; -feed: of its calendar file; -revoke", runLink},
		{"due", "-config F", "work that was given up, and why: -retry ID, -drop ID, or all", runDue},
		{"config", "", "print the commented example configuration", runConfig},
		{"erase", "-config F -reference R", "forget a parent who asks by letter; -address or -parent name her too; -keep or -cancel her session ahead", runErase},
		{"version", "", "print the version", runVersion},
	}
}

// errFound says that a check found faults, which it has printed already.
var errFound = errors.New("faults found")

// run executes one command line and returns its exit code: 0 done, 1 failed,
// 2 misused.
func run(ctx context.Context, args []string, con console) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		fmt.Fprint(con.out, help())
		return 0
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, con, args[1:])
		switch {
		case err == nil || errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, errFound):
			return 1
		case errors.As(err, new(usageError)):
			fmt.Fprintf(con.err, "escale %s: %v\n", c.name, err)
			return 2
		default:
			fmt.Fprintf(con.err, "escale %s: %v\n", c.name, err)
			return 1
		}
	}
	fmt.Fprintf(con.err, "escale: no command %q; try: escale help\n", args[0])
	return 2
}

// usageError is a command line that can't be understood.
type usageError struct{ error }

func runVersion(_ context.Context, con console, _ []string) error {
	_, err := fmt.Fprintln(con.out, "escale", version())
	return err
}
