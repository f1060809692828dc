package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"filippo.io/age"

	"escale/store/archive"
)

// runBackup writes all that is stored into an encrypted file.
func runBackup(ctx context.Context, con console, args []string) error {
	fs := flag.NewFlagSet("backup", flag.ContinueOnError)
	fs.SetOutput(con.err)
	config := fs.String("config", os.Getenv("ESCALE_CONFIG"), "configuration `file`")
	to := fs.String("to", "", "a new file that ends in .age, or a folder that is there: the file gets a dated name in it, and those older than backup_keep are removed; a `path`")
	identity := fs.String("identity", "", "`file` with a private key: decrypt the backup again, and read it to its end")
	fresh := fs.String("new-identity", "", "make a key pair, and nothing else: the private key goes to this new `file`, the public one is for backup_recipients")
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	if *fresh != "" {
		return printIdentity(con, *fresh)
	}
	c, err := readConfig(*config)
	if err != nil {
		return err
	}
	if *to == "" || fs.NArg() > 0 {
		return usageError{errors.New("where to? -to FILE or -to DIR")}
	}
	if c.BackupRecipients == "" {
		return errors.New("backup_recipients is missing in the configuration: for whom is it encrypted? `escale backup -new-identity FILE` makes a key pair")
	}
	b := &backup{config: c, con: con}
	if *identity != "" {
		if b.identities, err = readIdentities(*identity); err != nil {
			return err
		}
	}
	return b.run(ctx, *to)
}

func printIdentity(con console, file string) error {
	recipient, err := newIdentity(file)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(con.out, "backup_recipients: %s\n\nThe private key is in %s. Take it off this machine, to where you will find it\nwhen this machine is lost: without it, no backup can be read.\n", recipient, file)
	return err
}

// backup is one run of the command.
type backup struct {
	config     *Config
	con        console
	identities []age.Identity // to check with; may be empty
}

// run writes the backup, checks it, and only then lets older ones go.
func (b *backup) run(ctx context.Context, to string) (err error) {
	store, err := openExisting(ctx, b.config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	source, ok := store.(archive.Source)
	if !ok {
		return fmt.Errorf("a store of type %T can't be backed up", store)
	}
	now := realClocks{}.Machine()
	path, dir, err := backupPath(to, b.config.Installation, now)
	if err != nil {
		return err
	}
	var counts archive.Counts
	size, err := writeWhole(path, func(w io.Writer) (err error) {
		counts, err = b.seal(w, source.Dump(ctx))
		return err
	}, b.opens)
	if err != nil {
		return err
	}
	fmt.Fprintf(b.con.out, "%s: %s, %.1f MB\n", path, summary(counts), float64(size)/1e6)
	if dir == "" {
		return nil
	}
	if err := b.copyLedger(dir); err != nil {
		return err
	}
	return b.expire(dir)
}

// expire lets go what is older than backup_keep: backups, and the ids of whom no
// backup knows any more.
func (b *backup) expire(dir string) error {
	before := realClocks{}.Machine().Add(-b.config.backupKeep())
	gone, err := expireBackups(dir, b.config.Installation, before)
	if gone > 0 {
		fmt.Fprintf(b.con.out, "%d older than %s days removed: who erased their data must not live on in backups\n", gone, b.config.BackupKeep)
	}
	return errors.Join(err, b.config.ledger().Trim(before))
}

// seal encrypts the entries. What is encrypted is read on the way, as a restore
// would: nobody here can decrypt it.
func (b *backup) seal(w io.Writer, entries iter.Seq2[archive.Entry, error]) (archive.Counts, error) {
	recipients, err := archive.Recipients(b.config.BackupRecipients)
	if err != nil {
		return archive.Counts{}, fmt.Errorf("backup_recipients: %w", err)
	}
	mark, err := b.config.keyMark()
	if err != nil {
		return archive.Counts{}, err
	}
	return archive.Seal(w, recipients, archive.Header{
		Installation: b.config.Installation, Created: realClocks{}.Machine().UTC(), Program: version(), Key: mark,
	}, entries)
}

// opens decrypts the file and reads it to its end, where somebody gave a key.
func (b *backup) opens(path string) error {
	if len(b.identities) == 0 {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	r, err := archive.Open(f, b.identities)
	if err == nil {
		err = r.Check()
	}
	return errors.Join(err, f.Close())
}

// copyLedger puts the ids of who was erased beside the backups: when the machine
// is lost, what was erased since an older backup is known all the same.
func (b *backup) copyLedger(dir string) error {
	return b.config.ledger().CopyTo(filepath.Join(dir, ledgerCopy))
}

// ledgerCopy is the folder beside the backups.
const ledgerCopy = "erased.ids"

// summary says how much there is.
func summary(n archive.Counts) string {
	return fmt.Sprintf("%d records, %d claims, %d works due, %d messages", n.Records, n.Claims, n.Works, n.Messages)
}
