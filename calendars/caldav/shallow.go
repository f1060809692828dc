package caldav

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
)

// maxNesting is how deep an answer may nest; what servers send is eight deep.
const maxNesting = 64

var errTooDeep = errors.New("nested too deep")

// shallow reads XML and gives up where it nests too deep: the decoder remembers
// every open element, and an answer may hold millions.
type shallow struct {
	d     *xml.Decoder
	depth int
}

// newShallow returns a decoder that is as lenient as servers need.
func newShallow(body []byte) *xml.Decoder {
	inner := xml.NewDecoder(bytes.NewReader(body))
	inner.Strict = false
	outer := xml.NewTokenDecoder(&shallow{d: inner})
	outer.Strict = false
	return outer
}

// Token gives the next token; namespaces are left to the decoder that asks.
func (s *shallow) Token() (xml.Token, error) {
	t, err := s.d.RawToken()
	switch t.(type) {
	case xml.StartElement:
		s.depth++
	case xml.EndElement:
		s.depth--
	}
	if s.depth > maxNesting {
		return nil, errTooDeep
	}
	if errors.Is(err, io.EOF) && s.depth > 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return t, err
}
