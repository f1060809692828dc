package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"filippo.io/age"
)

// Recipients reads public keys, parted by commas or spaces: for whom archives
// are encrypted. At least one.
func Recipients(keys string) ([]age.Recipient, error) {
	lines := strings.Join(strings.FieldsFunc(keys, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }), "\n")
	all, err := age.ParseRecipients(strings.NewReader(lines))
	if err != nil {
		return nil, errors.New("want public keys of age, such as age1…, commas between")
	}
	// Some kinds don't go together.
	if _, err := age.Encrypt(io.Discard, all...); err != nil {
		return nil, err
	}
	return all, nil
}

// Seal writes an archive encrypted for the recipients, as Write does.
func Seal(to io.Writer, recipients []age.Recipient, h Header, entries iter.Seq2[Entry, error]) (Counts, error) {
	sealed, err := age.Encrypt(to, recipients...)
	if err != nil {
		return Counts{}, fmt.Errorf("encrypt archive: %w", err)
	}
	n, err := Write(sealed, h, entries)
	if err != nil {
		return n, err
	}
	if err := sealed.Close(); err != nil {
		return n, fmt.Errorf("encrypt archive: %w", err)
	}
	return n, nil
}

// intro begins every file of age.
const intro = "age-encryption.org/"

// Open reads the header of an encrypted archive, as NewReader does.
func Open(from io.Reader, identities []age.Identity) (*Reader, error) {
	file := bufio.NewReaderSize(from, 1<<16)
	start, err := file.Peek(len(intro))
	if !bytes.HasPrefix([]byte(intro), start) {
		return nil, ErrForeign
	}
	if err != nil {
		return nil, reason(err)
	}
	plain, err := age.Decrypt(file, identities...)
	if errors.As(err, new(*age.NoIdentityMatchError)) {
		return nil, ErrKey
	}
	if err != nil {
		return nil, reason(err)
	}
	return NewReader(plain)
}

// Check reads an archive from its header to its end. Nil: it is whole.
func (r *Reader) Check() error {
	for _, err := range r.Entries() {
		if err != nil {
			return err
		}
	}
	return nil
}
