package seal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// LoadMaster reads the master key from a file: 32 bytes in base64, on one line,
// readable by its owner alone (mode 0600 or less; not checked on Windows).
func LoadMaster(path string) ([32]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return [32]byte{}, fmt.Errorf("master key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		return [32]byte{}, fmt.Errorf("master key %s: others may read it (mode %04o): chmod 600 it", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return [32]byte{}, fmt.Errorf("master key: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil || len(key) != 32 {
		return [32]byte{}, fmt.Errorf("master key %s: 32 bytes in base64 are expected, as written by: head -c 32 /dev/urandom | base64", path)
	}
	return [32]byte(key), nil
}

// CreateMaster makes a random master key and writes its file, whole or not at
// all. An existing file is left alone: the error is then fs.ErrExist.
func CreateMaster(path string) ([32]byte, error) {
	var key [32]byte
	if _, err := rand.Read(key[:]); err != nil {
		return key, fmt.Errorf("master key: %w", err)
	}
	if err := writeNew(path, base64.StdEncoding.EncodeToString(key[:])+"\n"); err != nil {
		return [32]byte{}, fmt.Errorf("master key: %w", err)
	}
	return key, nil
}

// Mark tells one master key from another, and nothing else of it.
func Mark(master [32]byte) (string, error) {
	mark, err := hkdf.Key(sha256.New, master[:], nil, "escale mark 1", 16)
	if err != nil {
		return "", err
	}
	return letters(mark), nil
}

// writeNew writes a file beside its place, durably, and links it there: a link
// fails where a file stands, and a crash leaves none that is half written.
func writeNew(path, text string) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".master-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes the new name durable, where the system lets a folder be synced.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
