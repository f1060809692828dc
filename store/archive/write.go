package archive

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"time"
)

const (
	magic  = "escale archive\n"
	format = 1
	// longest is how many bytes a frame has at most.
	longest = 64 << 20
	// ending is the letter of the last frame, heading that of the first.
	ending, heading = 'e', 'h'
)

// Header says what an archive is of. It holds nothing personal.
type Header struct {
	Format       int       `json:"format"`
	Installation string    `json:"installation"`
	Created      time.Time `json:"created"`
	Program      string    `json:"program"` // version
	// Key tells one master key from another, and nothing else of it.
	Key string `json:"key"`
}

// Write writes an archive, not encrypted, and returns how many entries it has.
// An error of entries ends it, and the archive is then no whole one.
func Write(to io.Writer, h Header, entries iter.Seq2[Entry, error]) (Counts, error) {
	packed, err := gzip.NewWriterLevel(to, gzip.BestSpeed)
	if err != nil {
		return Counts{}, err
	}
	w := &writer{to: packed, sum: sha256.New()}
	n, err := w.write(h, entries)
	if err != nil {
		return n, fmt.Errorf("write archive: %w", err)
	}
	if err := packed.Close(); err != nil {
		return n, fmt.Errorf("write archive: %w", err)
	}
	return n, nil
}

// writer frames entries.
type writer struct {
	to   io.Writer
	sum  hash.Hash // of all that was written
	size []byte    // of the frame
	b    []byte    // the frame
}

func (w *writer) write(h Header, entries iter.Seq2[Entry, error]) (n Counts, err error) {
	h.Format = format
	head, err := json.Marshal(h)
	if err != nil {
		return n, err
	}
	if err := errors.Join(w.put([]byte(magic)), w.frame(append([]byte{heading}, head...))); err != nil {
		return n, err
	}
	for e, err := range entries {
		if err != nil {
			return n, err
		}
		w.b = encode(append(w.b[:0], kind(e)), e)
		if err := w.frame(w.b); err != nil {
			return n, err
		}
		n.Add(e)
	}
	last := binary.AppendVarint([]byte{ending}, n.Total())
	return n, w.frame(w.sum.Sum(last))
}

// frame writes one frame: its length, its letter and its fields.
func (w *writer) frame(b []byte) error {
	if len(b) > longest {
		return fmt.Errorf("an entry of %d MiB: no more than %d are read back", len(b)>>20, longest>>20)
	}
	w.size = binary.AppendUvarint(w.size[:0], uint64(len(b)))
	return errors.Join(w.put(w.size), w.put(b))
}

func (w *writer) put(b []byte) error {
	w.sum.Write(b)
	_, err := w.to.Write(b)
	return err
}
