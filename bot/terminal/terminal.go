// Package terminal is the conversation at a command line: a menu of numbers
// for a person, or a line of JSON a message for a program.
package terminal

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"

	"escale/bot"
)

// ChannelName is the terminal's name among channels.
const ChannelName = "terminal"

// Config is a conversation at a command line.
type Config struct {
	In  io.Reader
	Out io.Writer
	// JSON reads and writes a line of JSON at a time; otherwise a person types.
	JSON bool
	// Replay plays a transcript, as those of bot/testdata/dialogues.
	Replay   bool
	Address  string // whose conversation it is; default a new one
	Language string // BCP 47, a first guess
	// Receive is the Reception's. In plain mode it gets an empty inbound first,
	// which opens the conversation.
	Receive func(context.Context, bot.Inbound) error
}

// Terminal is a channel that collects what is sent until a line was answered.
type Terminal struct {
	mu   sync.Mutex               // guards sent
	sent map[string][]bot.Message // by address
}

// New makes the channel, to be handed to the Deliverer.
func New() *Terminal { return &Terminal{sent: map[string][]bot.Message{}} }

// Name is ChannelName.
func (t *Terminal) Name() string { return ChannelName }

// Send keeps a message for the next answer.
func (t *Terminal) Send(_ context.Context, to bot.Recipient, m bot.Message) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sent[to.Address] = append(t.sent[to.Address], m)
	return nil
}

func (t *Terminal) collect(address string) []bot.Message {
	t.mu.Lock()
	defer t.mu.Unlock()
	sent := t.sent[address]
	delete(t.sent, address)
	return sent
}

// longest line read, in bytes; a longer one is an error of its own.
const longest = 64 << 10

// Run answers the input line by line until it ends or the context does. The
// error is that of reading or writing: a turn that fails is said, and the next
// line is read.
func (t *Terminal) Run(ctx context.Context, c Config) error {
	if c.Address == "" {
		c.Address = rand.Text()
	}
	s := &session{Terminal: t, Config: c, run: rand.Text(), face: plainFace(c.Out)}
	switch {
	case c.JSON:
		s.face = jsonFace(c.Out)
	case c.Replay:
		return s.replay(ctx)
	default:
		if err := s.take(ctx, bot.Inbound{}, nil); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	return s.answerAll(ctx)
}

// replay plays the whole input; the error says how much of it could not be.
func (s *session) replay(ctx context.Context) error {
	script := replayFace(s.Out)
	s.face = script
	if err := s.answerAll(ctx); err != nil {
		return err
	}
	if script.missed > 0 {
		return fmt.Errorf("%d lines could not be played", script.missed)
	}
	return nil
}

func (s *session) answerAll(ctx context.Context) error {
	lines := bufio.NewReaderSize(s.In, longest)
	for ctx.Err() == nil {
		line, err := readLine(lines)
		if errors.Is(err, io.EOF) {
			return nil
		}
		s.line++
		if err != nil && !errors.Is(err, errTooLong) {
			return fmt.Errorf("read line %d: %w", s.line, err)
		}
		if err := s.answer(ctx, line, err); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	return ctx.Err()
}

// session is one run over one input.
type session struct {
	*Terminal
	Config
	run  string // tells this run's inbounds from another's
	line int
	face face
}

// face is how lines are read and messages shown.
type face interface {
	// read understands a line; ok is false for a line that asks for nothing.
	read(line string) (in bot.Inbound, ok bool, err error)
	show(m bot.Message) error
	fault(line int, err error) error
	end() error
}

func (s *session) answer(ctx context.Context, line string, err error) error {
	in, ok := bot.Inbound{}, false
	if err == nil && !utf8.ValidString(line) {
		err = errors.New("not UTF-8")
	}
	if err == nil {
		in, ok, err = s.face.read(line)
	}
	if err == nil && !ok {
		return nil
	}
	return s.take(ctx, in, err)
}

// take hands an inbound in, unless it could not be read, and shows what comes
// of it. The error is that of writing.
func (s *session) take(ctx context.Context, in bot.Inbound, err error) error {
	if err == nil {
		in.ID = fmt.Sprintf("%s/%d", s.run, s.line)
		in.Channel, in.Address, in.Language, in.Verified = ChannelName, s.Address, cmp.Or(in.Language, s.Language), true
		err = s.Receive(ctx, in)
	}
	for _, m := range s.collect(s.Address) {
		if err := s.face.show(m); err != nil {
			return err
		}
	}
	if err != nil {
		if err := s.face.fault(s.line, err); err != nil {
			return err
		}
	}
	return s.face.end()
}

var errTooLong = fmt.Errorf("longer than %d bytes", longest)

// readLine reads a line without its end; the last may lack one. A line too long
// is read to its end and is errTooLong.
func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	tooLong := false
	for errors.Is(err, bufio.ErrBufferFull) {
		tooLong = true
		_, err = r.ReadSlice('\n')
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return "", err
	case tooLong:
		return "", errTooLong
	case len(line) == 0:
		return "", io.EOF
	}
	return trimEnd(string(line)), nil
}

func trimEnd(line string) string {
	for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
		line = line[:len(line)-1]
	}
	return line
}
