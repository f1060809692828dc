package archive_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"testing"

	"escale/store/archive"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func zipped(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzReader reads any text as the frames of an archive that is whole otherwise:
// what it believes is written, and read again as the same.
func FuzzReader(f *testing.F) {
	var good bytes.Buffer
	entries := samples()
	for _, e := range entries {
		anything(reflect.ValueOf(e).Elem(), rand.New(rand.NewPCG(1, 2)))
	}
	if _, err := archive.Write(&good, header(), all(entries...)); err != nil {
		f.Fatal(err)
	}
	_, frames := unzipped(f, &good)
	f.Add(frames[:len(frames)-35])
	f.Add([]byte("\xff\xff\xff\xff\x0fr"))
	f.Add([]byte("\x03r\x7e"))
	f.Fuzz(func(t *testing.T, frames []byte) {
		var empty bytes.Buffer
		if _, err := archive.Write(&empty, header(), all()); err != nil {
			t.Fatal(err)
		}
		head, _ := unzipped(t, &empty)
		text := append(head, frames...)
		r, err := archive.NewReader(bytes.NewReader(zipped(t, text)))
		if err != nil {
			t.Fatal(err) // its header is whole
		}
		if err := r.Check(); !errors.Is(err, archive.ErrCut) && !errors.Is(err, archive.ErrDamaged) {
			t.Fatalf("without an end: %v", err)
		}
		sum := sha256.Sum256(text)
		end := append(binary.AppendVarint([]byte{'e'}, r.Counts().Total()), sum[:]...)
		whole := append(binary.AppendUvarint(text, uint64(len(end))), end...)
		rewritten(t, zipped(t, whole))
	})
}

// rewritten writes what an archive holds, if it is one, and compares.
func rewritten(t *testing.T, file []byte) {
	r, err := archive.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var got []archive.Entry
	for e, err := range r.Entries() {
		if err != nil {
			return
		}
		got = append(got, e)
	}
	var again bytes.Buffer
	if _, err := archive.Write(&again, r.Header, all(got...)); err != nil {
		t.Fatal(err)
	}
	_, read := gathered(t, &again)
	if diff := cmp.Diff(got, read, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-first +second):\n%s", diff)
	}
}

// unzipped parts what an archive holds after its header.
func unzipped(t testing.TB, file io.Reader) (head, frames []byte) {
	t.Helper()
	r, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	magic := len("escale archive\n")
	n, used := binary.Uvarint(all[magic:])
	at := magic + used + int(n)
	return all[:at:at], all[at:]
}
