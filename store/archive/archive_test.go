package archive_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/archive"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var created = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)

func header() archive.Header {
	return archive.Header{Installation: "essai.escale.example", Created: created, Program: "v1", Key: "k"}
}

// all is a sequence of entries without an error.
func all(entries ...archive.Entry) iter.Seq2[archive.Entry, error] {
	return func(yield func(archive.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// gathered reads an archive that has to be whole.
func gathered(t *testing.T, from io.Reader) (archive.Header, []archive.Entry) {
	t.Helper()
	r, err := archive.NewReader(from)
	if err != nil {
		t.Fatal(err)
	}
	var got []archive.Entry
	for e, err := range r.Entries() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
	}
	return r.Header, got
}

// leases are not in an archive: whoever held one is not there afterwards.
var leases = map[string]bool{"LeasedTo": true, "LeaseUntil": true}

// anything fills every field of a value with something of its own that a store
// could keep.
func anything(v reflect.Value, rnd *rand.Rand) {
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		*at = created.Add(time.Duration(rnd.IntN(1e9)) * time.Millisecond)
		return
	case *time.Duration:
		*at = time.Duration(rnd.IntN(1e6)) * time.Millisecond
		return
	case *scheduling.Interval:
		at.Start = created.Add(time.Duration(rnd.IntN(1e9)) * time.Millisecond)
		at.End = at.Start.Add(time.Duration(1+rnd.IntN(1e9)) * time.Millisecond)
		return
	case *scheduling.Clock:
		*at = []scheduling.Clock{scheduling.MachineTime, scheduling.ProgrammeTime}[rnd.IntN(2)]
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if !leases[v.Type().Field(i).Name] {
				anything(v.Field(i), rnd)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+rnd.IntN(5), 5))
		for i := range v.Len() {
			anything(v.Index(i), rnd)
		}
	case reflect.String:
		v.SetString(fmt.Sprintf("é\xff\x00%d", rnd.Int()))
	case reflect.Int, reflect.Int64:
		v.SetInt(1 + rnd.Int64N(1<<62))
	case reflect.Uint8:
		v.SetUint(uint64(rnd.IntN(256)))
	case reflect.Bool:
		v.SetBool(true)
	default:
		panic("a field of kind " + v.Kind().String())
	}
}

func samples() []archive.Entry {
	return []archive.Entry{
		new(archive.Record), new(archive.Claim), new(archive.Message), new(archive.Command),
		new(archive.Counter), new(archive.Work), new(archive.Chat),
	}
}

// least are entries with no more in them than a store asks for.
func least() []archive.Entry {
	day := scheduling.Interval{Start: created, End: created.AddDate(0, 0, 1)}
	return []archive.Entry{
		&archive.Record{Key: scheduling.Key{Kind: "k", ID: "i"}, Version: 1},
		&archive.Claim{Owner: "o", Resource: "r", Capacity: 1, Interval: day},
		&archive.Message{ID: "i", Chat: "c", Seq: 1}, &archive.Command{ID: "i"}, new(archive.Counter),
		&archive.Work{Due: scheduling.Due{ID: "i", Clock: scheduling.MachineTime}}, new(archive.Chat),
	}
}

// Every field of the store's port comes back, also one that is added tomorrow.
func TestEveryFieldComesBack(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var want []archive.Entry
	for range 20 {
		for _, e := range samples() {
			anything(reflect.ValueOf(e).Elem(), rnd)
			want = append(want, e)
		}
	}
	want = append(want, least()...) // and nothing comes back as nothing
	var file bytes.Buffer
	n, err := archive.Write(&file, header(), all(want...))
	if err != nil || n.Total() != int64(len(want)) || n.Records != 21 || n.Chats != 21 {
		t.Fatalf("wrote %+v: %v", n, err)
	}
	h, got := gathered(t, &file)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantHeader := header()
	wantHeader.Format = 1
	if diff := cmp.Diff(wantHeader, h); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
}

func TestAnEmptyStoreMakesAnArchive(t *testing.T) {
	var file bytes.Buffer
	if _, err := archive.Write(&file, header(), all()); err != nil {
		t.Fatal(err)
	}
	if _, got := gathered(t, &file); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestAnErrorOfTheStoreLeavesNoWholeArchive(t *testing.T) {
	broken := errors.New("the disk broke")
	var file bytes.Buffer
	_, err := archive.Write(&file, header(), func(yield func(archive.Entry, error) bool) {
		_ = yield(&archive.Counter{Name: "a"}, nil) && yield(nil, broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if r, err := archive.NewReader(&file); err == nil && r.Check() == nil {
		t.Error("what was written counts as an archive")
	}
}

func TestAnEntryTooLongIsNotWritten(t *testing.T) {
	_, err := archive.Write(io.Discard, header(), all(&archive.Record{Data: make([]byte, 64<<20)}))
	if err == nil || !strings.Contains(err.Error(), "64 MiB") {
		t.Errorf("got %v", err)
	}
}

// identity makes a key pair.
func identity(t testing.TB) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// sealed is a small archive, encrypted.
func sealed(t testing.TB, id *age.X25519Identity) []byte {
	t.Helper()
	var file bytes.Buffer
	_, err := archive.Seal(&file, []age.Recipient{id.Recipient()}, header(),
		all(&archive.Counter{Name: "a", N: 3}, &archive.Chat{ID: "b", Rest: created}))
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func check(file []byte, id age.Identity) error {
	r, err := archive.Open(bytes.NewReader(file), []age.Identity{id})
	if err != nil {
		return err
	}
	return r.Check()
}

func TestABadArchiveIsCalledByItsName(t *testing.T) {
	id := identity(t)
	good := sealed(t, id)
	// encrypted for the right person, but something else
	enclosed := func(text []byte) []byte {
		var file bytes.Buffer
		w, err := age.Encrypt(&file, id.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	}
	altered := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	var plain bytes.Buffer
	if _, err := archive.Write(&plain, header(), all(&archive.Counter{Name: "a", N: 3})); err != nil {
		t.Fatal(err)
	}
	if err := check(good, id); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"a text":                    {[]byte("a letter to somebody, long enough to be read"), archive.ErrForeign},
		"a database":                {[]byte("SQLite format 3\x00" + strings.Repeat("x", 4096)), archive.ErrForeign},
		"an archive not encrypted":  {plain.Bytes(), archive.ErrForeign},
		"an empty file":             {nil, archive.ErrCut},
		"altered in its first line": {altered(3), archive.ErrForeign},
		"altered in its middle":     {altered(len(good) - 40), archive.ErrDamaged},
		"altered at its end":        {altered(len(good) - 1), archive.ErrDamaged},
		"cut in its header":         {good[:60], archive.ErrCut},
		"something added":           {append(bytes.Clone(good), 'x'), archive.ErrDamaged},
		"an encrypted letter":       {enclosed([]byte("a letter to somebody, long enough to be read")), archive.ErrForeign},
		"an encrypted gzip":         {enclosed(zipped(t, []byte("a letter to somebody, long enough to be read"))), archive.ErrForeign},
		"a later format":            {enclosed(zipped(t, []byte("escale archive\n\x1ah{\"format\":2,\"created\":77}"))), archive.ErrNewer},
		"a header that is none":     {enclosed(zipped(t, []byte("escale archive\n\x03h{}"))), archive.ErrDamaged},
		"no end":                    {enclosed(plain.Bytes()[:plain.Len()-20]), archive.ErrCut},
		"two archives":              {enclosed(append(bytes.Clone(plain.Bytes()), plain.Bytes()...)), archive.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			if err := check(c.file, id); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	if err := check(good, identity(t)); !errors.Is(err, archive.ErrKey) {
		t.Errorf("for somebody else: %v", err)
	}
	for n := range good {
		if err := check(good[:n], id); err == nil {
			t.Fatalf("cut after %d of %d bytes, it counts as whole", n, len(good))
		}
		if err := check(altered(n), id); err == nil {
			t.Fatalf("altered at byte %d, it counts as whole", n)
		}
	}
}

func TestRecipientsAreRead(t *testing.T) {
	one, other := identity(t).Recipient().String(), identity(t).Recipient().String()
	late, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	for keys, want := range map[string]int{
		one: 1, one + ", " + other: 2, one + " " + other: 2, late.Recipient().String(): 1,
		"": 0, "age1": 0, identity(t).String(): 0, one + "," + late.Recipient().String(): 0,
	} {
		got, err := archive.Recipients(keys)
		if len(got) != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d recipients, %v; want %d", keys, len(got), err, want)
		}
	}
}
