package archive

import (
	"encoding/binary"
	"errors"
	"math"
	"time"
)

// coder writes fields to b, or takes them from it: one list of fields serves
// both ways. Texts and bytes bear their length, numbers are varints, instants
// UTC milliseconds (0: none), which is as fine as stores keep them.
type coder struct {
	b       []byte
	reading bool
	bad     bool // what was read is no list of these fields
}

var errFields = errors.New("fields that are none")

// encode appends the fields of an entry to b.
func encode(b []byte, e Entry) []byte {
	c := coder{b: b}
	e.fields(&c)
	return c.b
}

// decode fills the entry from b, of which nothing may be left.
func decode(b []byte, e Entry) error {
	c := coder{b: b, reading: true}
	if e.fields(&c); c.bad || len(c.b) > 0 {
		return errFields
	}
	return nil
}

// take returns the next n bytes.
func (c *coder) take(n uint64) []byte {
	if c.bad || n > uint64(len(c.b)) {
		c.bad, c.b = true, nil
		return nil
	}
	taken := c.b[:n]
	c.b = c.b[n:]
	return taken
}

func (c *coder) number(n *int64) {
	if !c.reading {
		c.b = binary.AppendVarint(c.b, *n)
		return
	}
	v, used := binary.Varint(c.b)
	if *n = v; used <= 0 {
		used, c.bad = 0, true
	}
	c.take(uint64(used))
}

func (c *coder) text(s *string) {
	n := int64(len(*s))
	c.number(&n)
	if !c.reading {
		c.b = append(c.b, *s...)
		return
	}
	*s = string(c.take(uint64(n)))
}

func (c *coder) bytes(b *[]byte) {
	n := int64(len(*b))
	c.number(&n)
	if !c.reading {
		c.b = append(c.b, *b...)
		return
	}
	*b = append([]byte{}, c.take(uint64(n))...)
}

func (c *coder) texts(all *[]string) {
	n := int64(len(*all))
	c.number(&n)
	if c.reading && (n < 0 || n > int64(len(c.b))) { // each takes a byte at least
		c.bad = true
		return
	}
	if c.reading {
		*all = make([]string, n)
	}
	for i := range *all {
		c.text(&(*all)[i])
	}
}

func (c *coder) integer(n *int) {
	v := int64(*n)
	c.number(&v)
	if c.bad = c.bad || v > math.MaxInt || v < math.MinInt; c.reading {
		*n = int(v)
	}
}

func (c *coder) boolean(b *bool) {
	var v int64
	if *b {
		v = 1
	}
	c.number(&v)
	if c.bad = c.bad || v>>1 != 0; c.reading {
		*b = v == 1
	}
}

func (c *coder) instant(t *time.Time) {
	var ms int64
	if !t.IsZero() {
		ms = t.UnixMilli()
	}
	c.number(&ms)
	if c.reading && ms != 0 {
		*t = time.UnixMilli(ms).UTC()
	}
}

func (c *coder) span(d *time.Duration) {
	ms := d.Milliseconds()
	c.number(&ms)
	if c.bad = c.bad || ms > math.MaxInt64/int64(time.Millisecond) || ms < 0; c.reading {
		*d = time.Duration(ms) * time.Millisecond
	}
}
