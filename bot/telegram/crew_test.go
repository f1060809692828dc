package telegram_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/bot"
)

// words is what each parent of these tests types, one after the other.
var words = []string{"/start", "/aide", "/rdv", "n'importe quoi", "/langue", "/humain"}

const parents = 6

// sentByTheDead is how many messages a process sends before it is killed.
const sentByTheDead = 7

// talk lets all parents type everything.
func (s *stage) talk() {
	for i := range int64(parents) {
		s.server.Join(700_000+i, "fr")
	}
	for _, text := range words {
		for i := range int64(parents) {
			s.server.Say(700_000+i, text)
		}
	}
}

// undisturbed is what one parent is answered, in order.
func undisturbed(t *testing.T) []string {
	t.Helper()
	s, h := newStage(t), newHouse(t)
	b := s.bot()
	s.run(b, h.reception(b).Receive)
	for _, text := range words {
		s.server.Say(zoe, text)
	}
	s.settled()
	if len(s.texts()) < len(words) {
		t.Fatalf("%d answers to %d words", len(s.texts()), len(words))
	}
	return s.texts()
}

func (s *stage) textsOf(chat int64) []string {
	var texts []string
	for _, m := range s.server.Sent(chat) {
		texts = append(texts, m.Text)
	}
	return texts
}

// mortal is a channel of a process that is killed before the message that is
// left 0th, and never gets any further.
type mortal struct {
	bot.Channel
	left   atomic.Int32
	kill   func()
	buried context.Context
}

func (m *mortal) Send(ctx context.Context, to bot.Recipient, message bot.Message) error {
	if m.left.Add(-1) >= 0 {
		return m.Channel.Send(ctx, to, message)
	}
	m.kill()
	<-m.buried.Done()
	return m.buried.Err()
}

// again is how many messages were read a second time: those that a process had
// sent and not yet noted as sent when it was killed, from one of them on. It is
// false when anything else differs.
func again(want, read []string) (n int, ok bool) {
	n = len(read) - len(want)
	for sent := max(n, 0); n >= 0 && sent <= len(want); sent++ {
		if slices.Equal(read, slices.Concat(want[:sent], want[sent-n:])) {
			return n, true
		}
	}
	return n, false
}

func TestTwoReplicasBehindTheWebhookLoseNothingWhenOneIsKilled(t *testing.T) {
	want := undisturbed(t)
	s, h := newStage(t), newHouse(t)
	doomed := s.hooked()
	buried, bury := context.WithCancel(context.Background())
	dying := &mortal{Channel: doomed, buried: buried}
	dying.left.Store(sentByTheDead)
	first, _ := h.replica(dying, "a", 3*time.Second, nil) // longer than a busy machine takes for a message
	addressA, stop := s.listen(doomed, first.Receive)
	var dead sync.WaitGroup
	dying.kill = sync.OnceFunc(func() { dead.Go(stop) })
	t.Cleanup(func() { bury(); dead.Wait() })

	survivor := s.hooked()
	second, deliver := h.replica(survivor, "b", time.Minute, nil)
	addressB, _ := s.listen(survivor, second.Receive)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { deliver.Run(ctx, 20*time.Millisecond) })
	t.Cleanup(func() { cancel(); running.Wait() })

	s.server.Front(addressA, addressB)
	s.talk()
	s.settled()
	s.await("every answer", func() bool {
		for i := range int64(parents) {
			if read := s.textsOf(700_000 + i); len(read) < len(want) || read[len(read)-1] != want[len(want)-1] {
				return false
			}
		}
		return true
	})
	if dying.left.Load() >= 0 {
		t.Fatal("nobody was killed")
	}
	twice := 0
	for i := range int64(parents) {
		read := s.textsOf(700_000 + i)
		n, ok := again(want, read)
		if !ok {
			t.Errorf("parent %d reads (-undisturbed +read):\n%s", i, cmp.Diff(want, read))
		}
		twice += n
	}
	if twice > sentByTheDead {
		t.Errorf("%d messages came twice, and the dead had sent %d", twice, sentByTheDead)
	}
}

func TestUpdatesPostedInNoOrderAndMoreThanOnceAreEachAnsweredOnce(t *testing.T) {
	s, h := newStage(t), newHouse(t)
	s.server.Confuse(2)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	rest := sync.OnceFunc(func() { cancel(); running.Wait() })
	t.Cleanup(rest)
	var replicas []string
	for _, owner := range []string{"a", "b"} {
		b := s.hooked()
		r, deliver := h.replica(b, owner, time.Minute, nil)
		// An answer that the other replica's claim of the chat came before waits
		// for a pass.
		running.Go(func() { deliver.Run(ctx, 20*time.Millisecond) })
		address, _ := s.listen(b, func(ctx context.Context, in bot.Inbound) error {
			err := r.Receive(ctx, in)
			if err == nil {
				err = s.receive(ctx, in)
			}
			return err
		})
		replicas = append(replicas, address)
	}
	const said = 20
	for i := range said {
		s.server.Say(zoe, fmt.Sprint("/aide ", i))
		s.server.Say(karim, "/aide")
	}
	s.server.Front(replicas...)
	s.settled()
	s.await("every answer", func() bool {
		return len(s.textsOf(zoe)) >= said && len(s.textsOf(karim)) >= said
	})
	rest()
	if n := len(s.heard()); n < 3*2*said {
		t.Errorf("%d updates were taken, want each three times at least", n)
	}
	for _, chat := range []int64{zoe, karim} {
		answers := s.textsOf(chat)
		// The first one said, whichever came first, is also greeted.
		slices.Sort(answers)
		if n := len(answers); n != said && n != said+1 {
			t.Errorf("%d answers to %d words: %q", n, said, slices.Compact(answers))
		}
	}
}
