package archive

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
)

// Errors of reading, for errors.Is. Each is a sentence for the operator.
var (
	ErrForeign = errors.New("this is no backup of Escale")
	ErrNewer   = errors.New("this backup was made by a later version of Escale: restore it with that one")
	ErrCut     = errors.New("this backup is cut short: a part of the file is missing at its end")
	ErrDamaged = errors.New("this backup is damaged or cut short: it is not as it was written")
	ErrKey     = errors.New("this identity does not open the backup, which was encrypted for others")
)

// Reader reads an archive once, from its beginning to its end.
type Reader struct {
	Header Header
	under  *bufio.Reader // compressed
	from   *bufio.Reader
	sum    hash.Hash // of all that was read
	counts Counts
	size   []byte       // of the frame
	b      bytes.Buffer // the frame
}

// NewReader reads the header of an archive that is not encrypted, or no more.
func NewReader(from io.Reader) (*Reader, error) {
	under := bufio.NewReader(from)
	packed, err := gzip.NewReader(under)
	if errors.Is(err, gzip.ErrHeader) {
		return nil, ErrForeign
	}
	if err != nil {
		return nil, reason(err)
	}
	packed.Multistream(false)
	r := &Reader{under: under, from: bufio.NewReaderSize(packed, 1<<16), sum: sha256.New()}
	return r, r.head()
}

func (r *Reader) head() error {
	start := make([]byte, len(magic))
	if _, err := io.ReadFull(r.from, start); err != nil {
		return reason(err)
	}
	r.sum.Write(start)
	if string(start) != magic {
		return ErrForeign
	}
	b, err := r.frame()
	if err != nil {
		return err
	}
	r.believe(b)
	var written struct{ Format int }
	if b[0] != heading || json.Unmarshal(b[1:], &written) != nil || written.Format < 1 {
		return ErrDamaged
	}
	if written.Format > format {
		return fmt.Errorf("%w (its format is %d, this program reads %d)", ErrNewer, written.Format, format)
	}
	if json.Unmarshal(b[1:], &r.Header) != nil {
		return ErrDamaged
	}
	return nil
}

// Entries gives every entry. It ends without an error only if the archive is
// whole, which is known at its end: what it gave before is not to be kept
// otherwise.
func (r *Reader) Entries() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		made := kinds()
		for {
			b, err := r.frame()
			if err != nil {
				yield(nil, err)
				return
			}
			if b[0] == ending {
				if err := r.end(b[1:]); err != nil {
					yield(nil, err)
				}
				return
			}
			r.believe(b)
			e, err := r.entry(made, b)
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

func (r *Reader) entry(made map[byte]func() Entry, b []byte) (Entry, error) {
	empty, ok := made[b[0]]
	if !ok {
		return nil, fmt.Errorf("%w (an entry of kind %q)", ErrDamaged, b[0])
	}
	e := empty()
	err := decode(b[1:], e)
	if err == nil {
		err = keepable(e)
	}
	if err != nil {
		return nil, fmt.Errorf("%w (entry %d: %w)", ErrDamaged, r.counts.Total()+1, err)
	}
	r.counts.Add(e)
	return e, nil
}

// Counts is how many entries were read so far.
func (r *Reader) Counts() Counts { return r.counts }

// end compares what the archive says of itself with what was read.
func (r *Reader) end(b []byte) error {
	n, used := binary.Varint(b)
	if used <= 0 || n != r.counts.Total() || !bytes.Equal(b[used:], r.sum.Sum(nil)) {
		return fmt.Errorf("%w (it speaks of %d entries, and %d were read)", ErrDamaged, n, r.counts.Total())
	}
	for _, from := range []*bufio.Reader{r.from, r.under} {
		_, err := from.ReadByte()
		if err == nil {
			return fmt.Errorf("%w (something follows its end)", ErrDamaged)
		}
		if !errors.Is(err, io.EOF) {
			return reason(err)
		}
	}
	return nil
}

// frame reads one frame, of one byte at least; it is good until the next.
func (r *Reader) frame() ([]byte, error) {
	n, err := binary.ReadUvarint(r.from)
	if err != nil {
		return nil, reason(err)
	}
	if n == 0 || n > longest {
		return nil, fmt.Errorf("%w (a frame of %d bytes)", ErrDamaged, n)
	}
	r.b.Reset()
	// Room is made only for what is there.
	if _, err := io.CopyN(&r.b, r.from, int64(n)); err != nil {
		return nil, reason(err)
	}
	return r.b.Bytes(), nil
}

// believe counts a frame among those that the end speaks of.
func (r *Reader) believe(b []byte) {
	r.size = binary.AppendUvarint(r.size[:0], uint64(len(b)))
	r.sum.Write(r.size)
	r.sum.Write(b)
}

// reason says what a failure of reading means to the operator.
func reason(err error) error {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ErrCut
	}
	return fmt.Errorf("%w (%w)", ErrDamaged, err)
}
