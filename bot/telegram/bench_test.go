package telegram_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"escale/bot"
	"escale/bot/telegram"
	"escale/bot/telegram/faketelegram"
)

// standIn in the environment makes the test's binary a stand-in for Telegram, so
// that it is measured in another process.
const standIn = "ESCALE_STAND_IN_FOR_TELEGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(standIn) != "" {
		serveStandIn()
		return
	}
	os.Exit(m.Run())
}

// talk is what people are to say, and how the server behaves.
type talk struct {
	First, People, Turns, Limit int
	Delay                       time.Duration
}

// talked is how long it took.
type talked struct {
	Whole   time.Duration
	Each    []time.Duration
	Refused int // messages that came too fast
}

// serveStandIn tells its address and that of its control, and ends with its
// standard input.
func serveStandIn() {
	server := faketelegram.New(1000)
	control := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number := func(name string) int { n, _ := strconv.Atoi(r.FormValue(name)); return n }
		server.Delay(time.Duration(number("delay")))
		server.Limit(number("limit"))
		refused := server.Refused()
		whole, each, err := server.Chatter(r.Context(), int64(number("first")), number("people"), number("turns"), "/aide")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(talked{whole, each, server.Refused() - refused})
	}))
	fmt.Println(server.URL)
	fmt.Println(control.URL)
	_, _ = bufio.NewReader(os.Stdin).ReadString(0)
}

// distant is a stand-in in another process.
type distant struct{ url, control string }

func startDistant(b *testing.B) distant {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), standIn+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	var d distant
	if _, err := fmt.Fscanln(out, &d.url); err != nil {
		b.Fatal(err)
	}
	if _, err := fmt.Fscanln(out, &d.control); err != nil {
		b.Fatal(err)
	}
	return d
}

func (d distant) talk(b *testing.B, t talk) talked {
	b.Helper()
	q := url.Values{}
	for name, n := range map[string]int{"first": t.First, "people": t.People, "turns": t.Turns, "limit": t.Limit, "delay": int(t.Delay)} {
		q.Set(name, strconv.Itoa(n))
	}
	resp, err := http.PostForm(d.control, q)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	var done talked
	if err := json.NewDecoder(resp.Body).Decode(&done); err != nil || len(done.Each) != t.Turns {
		b.Fatalf("%d answers of %d: %v", len(done.Each), t.Turns, err)
	}
	return done
}

// echoes has the bare library repeat what it hears, with no store, until stopped.
func (d distant) echoes(b *testing.B) (stop func()) {
	b.Helper()
	library, err := api.New(faketelegram.Token, api.WithServerURL(d.url), api.WithSkipGetMe(), api.WithDefaultHandler(
		func(ctx context.Context, l *api.Bot, u *models.Update) {
			_, _ = l.SendMessage(ctx, &api.SendMessageParams{ChatID: u.Message.Chat.ID, Text: u.Message.Text})
		},
	), api.WithErrorsHandler(func(error) {}))
	if err != nil {
		b.Fatal(err)
	}
	return running(library.Start)
}

// converses has our adapter hold real conversations on a real store.
func (d distant) converses(b *testing.B, rates map[string]bot.Rate) (stop func()) {
	b.Helper()
	h := newHouse(b)
	c, err := telegram.New(telegram.Config{Token: faketelegram.Token, URL: d.url, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	r, deliver := h.replica(c, "house", 0, rates)
	return running(
		func(ctx context.Context) { c.Run(ctx, r.Receive) },
		func(ctx context.Context) { deliver.Run(ctx, time.Second) },
	)
}

func running(all ...func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	for _, run := range all {
		group.Go(func() { run(ctx) })
	}
	return func() { cancel(); group.Wait() }
}

// BenchmarkTurnsBesideTheLibrary measures turns a second through the adapter,
// each committed durably, answered and acknowledged, beside the bare library
// that repeats what it hears and keeps nothing: in turns, with 1 ms of latency.
func BenchmarkTurnsBesideTheLibrary(b *testing.B) {
	d := startDistant(b)
	var ours, theirs, ratios []float64
	var each, calm []time.Duration
	first := 1_000_000
	for b.Loop() {
		t := talk{First: first, People: 64, Turns: 2000, Delay: time.Millisecond}
		stop := d.echoes(b)
		bare := d.talk(b, t)
		stop()
		t.First += 1000
		stop = d.converses(b, nil)
		d.talk(b, talk{First: t.First, People: 64, Turns: 128}) // the greetings
		full := d.talk(b, t)
		few := d.talk(b, talk{First: t.First, People: 4, Turns: 400, Delay: time.Millisecond})
		stop()
		first += 2000
		ours, theirs = append(ours, perSecond(full)), append(theirs, perSecond(bare))
		ratios, each = append(ratios, perSecond(full)/perSecond(bare)), append(each, full.Each...)
		calm = append(calm, few.Each...)
	}
	slices.Sort(each)
	slices.Sort(calm)
	b.ReportMetric(middle(ours), "turns/s")
	b.ReportMetric(middle(theirs), "library/s")
	b.ReportMetric(middle(ratios), "x-library")
	b.ReportMetric(float64(each[len(each)*99/100].Microseconds())/1000, "p99-ms/64-people")
	b.ReportMetric(float64(calm[len(calm)*99/100].Microseconds())/1000, "p99-ms/4-people")
}

// BenchmarkTurnsAtThePlatformsRate measures messages a second with 200 ms of
// latency, on a server that refuses more than 30.
func BenchmarkTurnsAtThePlatformsRate(b *testing.B) {
	d := startDistant(b)
	rates := map[string]bot.Rate{telegram.ChannelName: {PerSecond: telegram.Rate.PerSecond, Together: telegram.Rate.Together}}
	stop := d.converses(b, rates)
	defer stop()
	var ours []float64
	var each []time.Duration
	var refused int
	for i := 0; b.Loop(); i++ {
		done := d.talk(b, talk{First: 1_000_000 + 1000*i, People: 64, Turns: 900, Limit: 30, Delay: 200 * time.Millisecond})
		ours, each, refused = append(ours, perSecond(done)), append(each, done.Each...), refused+done.Refused
	}
	slices.Sort(each)
	b.ReportMetric(middle(ours), "turns/s")
	b.ReportMetric(middle(ours)/30, "x-platform")
	b.ReportMetric(float64(refused), "refused")
	b.ReportMetric(float64(each[len(each)*99/100].Milliseconds()), "p99-ms")
}

func perSecond(t talked) float64 { return float64(len(t.Each)) / t.Whole.Seconds() }

func middle(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
