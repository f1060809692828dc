package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"escale/store/archive"
	"escale/store/seal"
)

// runRestore fills an empty store from a backup.
func runRestore(ctx context.Context, con console, args []string) error {
	var identity *string
	c, fs, err := parseConfigFlag(con, "restore", args, func(fs *flag.FlagSet) {
		identity = fs.String("identity", "", "`file` with a private key that the backup was encrypted for")
	})
	if err != nil {
		return err
	}
	if *identity == "" || fs.NArg() != 1 {
		return usageError{errors.New("want -identity FILE and a backup")}
	}
	r := &restore{config: c, con: con, file: fs.Arg(0)}
	if r.identities, err = readIdentities(*identity); err != nil {
		return err
	}
	return r.run(ctx)
}

// restore is one run of the command.
type restore struct {
	config     *Config
	con        console
	file       string
	identities []age.Identity
}

// run reads the backup twice: to its end, so that nothing is written of one that
// is not whole, and into the store.
func (r *restore) run(ctx context.Context) error {
	erased, err := r.erased()
	if err != nil {
		return err
	}
	erasure := archive.NewErasure(erased)
	var made archive.Header
	err = r.read(func(a *archive.Reader) error {
		made = a.Header
		if err := r.ours(a.Header); err != nil {
			return err
		}
		for e, err := range a.Entries() {
			if err = errors.Join(err, context.Cause(ctx)); err != nil {
				return err
			}
			erasure.Learn(e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	// This machine remembers them from now on: an older backup may come next.
	if err := r.copied().CopyTo(r.config.ErasedIDs); err != nil {
		return err
	}
	counts, err := r.fill(ctx, erasure)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.con.out, "Restored what %s held on %s: %s.\n", made.Installation, made.Created.UTC().Format("2006-01-02 at 15:04 UTC"), summary(counts))
	fmt.Fprintf(r.con.out, "Of %d parents who erased their data since, %d were in the backup, and are erased again.\n", len(erased), erasure.Found())
	fmt.Fprintf(r.con.out, "What was booked, moved or cancelled since is known to the structures' calendars alone: docs/operators.md says what to do.\n")
	return nil
}

// erased are the ids of who was erased: by this machine, and by the list that
// was copied beside the backup.
func (r *restore) erased() (map[string]bool, error) {
	all, err := r.config.ledger().All()
	if err != nil {
		return nil, err
	}
	copied, err := r.copied().All()
	for id := range copied {
		all[id] = true
	}
	return all, err
}

// copied is the list beside the backup.
func (r *restore) copied() *seal.Ledger {
	return seal.NewLedger(filepath.Join(filepath.Dir(r.file), ledgerCopy), time.Now)
}

// ours refuses a backup that this configuration could do nothing with.
func (r *restore) ours(h archive.Header) error {
	if h.Installation != r.config.Installation {
		return fmt.Errorf("%s is a backup of installation %q, the configuration is of %q: its calendars would know none of these sessions", r.file, h.Installation, r.config.Installation)
	}
	mark, err := r.config.keyMark()
	if err != nil {
		return err
	}
	if h.Key != mark {
		return fmt.Errorf("%s was made with another master key than %s: nothing personal in it could be read", r.file, r.config.MasterKeyFile)
	}
	return nil
}

// read opens the backup and gives it to do.
func (r *restore) read(do func(*archive.Reader) error) error {
	f, err := os.Open(r.file)
	if err != nil {
		return err
	}
	a, err := archive.Open(f, r.identities)
	if err != nil {
		err = fmt.Errorf("%s: %w", r.file, err)
	} else if err = do(a); isArchives(err) {
		err = fmt.Errorf("%s: %w", r.file, err)
	}
	return errors.Join(err, f.Close())
}

// isArchives reports whether an error is about the backup itself.
func isArchives(err error) bool {
	return errors.Is(err, archive.ErrCut) || errors.Is(err, archive.ErrDamaged) || errors.Is(err, archive.ErrForeign)
}

// fill loads the backup into the store, without who was erased.
func (r *restore) fill(ctx context.Context, erasure *archive.Erasure) (counts archive.Counts, err error) {
	sink, end, err := openEmpty(ctx, r.config)
	if err != nil {
		return counts, err
	}
	defer func() { err = errors.Join(err, end()) }()
	err = r.read(func(a *archive.Reader) error {
		err := sink.Load(ctx, erasure.Without(a.Entries()))
		counts = a.Counts()
		return err
	})
	if errors.Is(err, archive.ErrNotEmpty) {
		err = fmt.Errorf("%w. A backup is restored into an empty store: %s", err, r.config.makeRoom())
	}
	return counts, err
}
