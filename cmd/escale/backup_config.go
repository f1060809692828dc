package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"filippo.io/age"

	"escale/store/archive"
	"escale/store/seal"
)

// validateBackups reports the faults of what backups are made by.
func (c *Config) validateBackups(fault func(key, format string, args ...any)) {
	if c.BackupRecipients != "" {
		if _, err := archive.Recipients(c.BackupRecipients); err != nil {
			fault("backup_recipients", "%v", err)
		}
	}
	if n, err := strconv.Atoi(c.BackupKeep); err != nil || n < 1 || n > 3650 {
		fault("backup_keep", "%q: want a number of days from 1 to 3650", c.BackupKeep)
	}
}

// backupKeep is how long backups are kept; a valid configuration is taken for
// granted.
func (c *Config) backupKeep() time.Duration {
	n, _ := strconv.Atoi(c.BackupKeep)
	return time.Duration(n) * 24 * time.Hour
}

// ledger remembers who was erased.
func (c *Config) ledger() *seal.Ledger { return seal.NewLedger(c.ErasedIDs, realClocks{}.Machine) }

// keyMark tells this master key from another in a backup's header.
func (c *Config) keyMark() (string, error) {
	master, err := seal.LoadMaster(c.MasterKeyFile)
	if err != nil {
		return "", fmt.Errorf("master_key_file: %w", err)
	}
	mark, err := seal.Mark(master)
	if err != nil {
		return "", fmt.Errorf("master_key_file: %w", err)
	}
	return mark, nil
}

// readIdentities reads private keys, from a file that nobody else may read.
func readIdentities(path string) (_ []age.Identity, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 && info.Mode().IsRegular() && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("identity %s: others may read it (mode %04o): chmod 600 it", path, info.Mode().Perm())
	}
	all, err := age.ParseIdentities(f)
	if err != nil {
		// The library's words may quote a line: nothing of a private key is shown.
		return nil, fmt.Errorf("identity %s: want a private key of age, AGE-SECRET-KEY-1…, as made by: escale backup -new-identity FILE", path)
	}
	return all, nil
}

// newIdentity makes a key pair: the private key goes to a new file, the public
// one is returned.
func newIdentity(path string) (recipient string, err error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("identity: %w", err)
	}
	_, err = fmt.Fprintf(f, "# created: %s\n# public key: %s\n%s\n", realClocks{}.Machine().UTC().Format(time.RFC3339), id.Recipient(), id)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", fmt.Errorf("identity: %w", err)
	}
	return id.Recipient().String(), nil
}
