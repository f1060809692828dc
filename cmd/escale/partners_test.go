package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"escale/deploy/servertest"
	"escale/programme/sample"
	"escale/web/browsertest"
)

// frontHouse is an installation of the sample programme, whose calendars Escale
// hosts: nothing else runs.
func frontHouse(t *testing.T) (config, base string) {
	t.Helper()
	dir := t.TempDir()
	err := fs.WalkDir(sample.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(sample.FS, name)
		if err == nil {
			writeFile(t, filepath.Join(dir, "programme", name), string(b))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	listen := servertest.FreeAddress(t)
	writeFile(t, filepath.Join(dir, "master.key"), base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{9}, 32))+"\n")
	config = filepath.Join(dir, "escale.yaml")
	writeFile(t, config, fmt.Sprintf("listen: %s\nbase_url: http://%s\ndata: data\nprogramme: programme\ninstallation: essai.example\nmaster_key_file: master.key\ntelegram_name: escale_essai_bot\n", listen, listen))
	return config, "http://" + listen
}

// A partner's link asks who opens it; once revoked, beside the running service, it
// says so and welcomes her as anybody; the code made since works.
func TestPartnersLinksAreMadeAndRevoked(t *testing.T) {
	t.Parallel()
	config, base := frontHouse(t)
	partners := func(args ...string) string {
		t.Helper()
		c := execute(t, "", append([]string{"partners", "-config", config}, args...)...)
		if c.code != 0 {
			t.Fatalf("partners %q ends with %d: %s", args, c.code, c.err)
		}
		return c.out
	}
	links := regexp.MustCompile(regexp.QuoteMeta(base) + `/\?de=p\d+_\w{24}\n`)
	all := partners()
	if n := len(links.FindAllString(all, -1)); n != 3 || strings.Count(all, "https://t.me/escale_essai_bot?start=p1_") != 3 {
		t.Fatalf("partners lists:\n%s", all)
	}
	start(t, "serve", "-config", config)
	first := strings.TrimSpace(links.FindString(partners()))
	if page := read(t, first); !strings.Contains(page, "La PMI d’Exempleville vous envoie") {
		t.Errorf("the link opens:\n%s", page)
	}
	second := strings.TrimSpace(links.FindAllString(partners("-new", "pmi-exempleville"), -1)[1])
	partners("-revoke", "pmi-exempleville/1")
	if page := read(t, first); strings.Contains(page, "vous envoie") || !strings.Contains(page, said("say.referral-ended")) || !strings.Contains(page, "topic-role") {
		t.Errorf("revoked, the link opens:\n%s", page)
	}
	if page := read(t, second); !strings.Contains(page, "La PMI d’Exempleville vous envoie") {
		t.Errorf("the second link opens:\n%s", page)
	}
	cut := read(t, first[:len(first)-1])
	if strings.Contains(cut, "vous envoie") || strings.Contains(cut, said("say.referral-ended")) || !strings.Contains(cut, "topic-role") {
		t.Errorf("cut short, the link opens:\n%s", cut)
	}
	if out := partners("-counts"); !strings.Contains(out, "pmi-exempleville  fewer than 11, or none\n") {
		t.Errorf("counts: %s", out)
	}
	for _, wrong := range [][]string{
		{"-new", "personne"},
		{"-revoke", "pmi-exempleville/x"},
		{"-revoke", "personne"},
		{"-new", "pmi-exempleville", "-revoke", "pmi-exempleville"},
		{"-counts", "-new", "pmi-exempleville"},
	} {
		if c := execute(t, "", append([]string{"partners", "-config", config}, wrong...)...); c.code != 2 {
			t.Errorf("%q ends with %d: %s", wrong, c.code, c.err)
		}
	}
}

func read(t *testing.T, address string) string {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", address, resp.Status, err)
	}
	return string(b)
}

// Posters are printed by Chromium on one page of A4, in each language; a reader of
// QR codes finds the link on the picture, and it opens the chat with the structure
// or the partner known.
func TestPostersLeadToTheChat(t *testing.T) {
	t.Parallel()
	config, base := frontHouse(t)
	start(t, "serve", "-config", config)
	b := browsertest.New(t)
	for _, c := range []struct{ name, whom, id, language, opens string }{
		{"structure-fr", "-structure", "centre-social-des-tilleuls", "fr", "Vous avez vu notre affiche ici"},
		{"structure-en", "-structure", "maison-1000-jours-voiron", "en", "You saw our poster here"},
		{"partenaire-falc", "-partner", "pmi-exempleville", "fr-falc", "Nous comptons les familles"},
	} {
		file := filepath.Join(filepath.Dir(config), c.name+".html")
		out := execute(t, "", "poster", "-config", config, c.whom, c.id, "-language", c.language, "-o", file)
		if out.code != 0 || !strings.Contains(out.err, "set base_url") { // http: a telephone elsewhere can't open it
			t.Fatalf("%s: poster ends with %d: %s", c.name, out.code, out.err)
		}
		link := onPaper(t, b, file)
		if !strings.HasPrefix(link, base+"/?de=") {
			t.Fatalf("%s: the code reads %q", c.name, link)
		}
		b.Open(link)
		b.WaitText(c.opens)
		b.Axe(t)
		b.Screenshot("affiche-" + c.name + "-ouverte")
	}
}

// The code of a poster for Telegram opens the bot there, with whose poster it is; the
// longest name that a bot can have fits.
func TestPostersLeadToTelegram(t *testing.T) {
	t.Parallel()
	config, base := frontHouse(t)
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	const name = "Escale_pour_les_parents_38_59bot"
	writeFile(t, config, strings.Replace(string(text), "escale_essai_bot", name, 1))
	start(t, "serve", "-config", config)
	b := browsertest.New(t)
	for _, c := range []struct{ name, whom, id, language, says, opens string }{
		{"telegram-falc", "-structure", "centre-social-des-tilleuls", "fr-falc", "Le carré ouvre Telegram", "Vous avez vu notre affiche ici"},
		{"telegram-ar", "-partner", "pmi-exempleville", "ar", "يفتح تطبيق", "La PMI d’Exempleville vous envoie"},
	} {
		file := filepath.Join(filepath.Dir(config), c.name+".html")
		out := execute(t, "", "poster", "-config", config, c.whom, c.id, "-language", c.language, "-telegram", "-o", file)
		if out.code != 0 || !strings.Contains(out.err, "set base_url") { // the poster names the page, too
			t.Fatalf("%s: poster ends with %d: %s", c.name, out.code, out.err)
		}
		link := onPaper(t, b, file)
		b.WaitText("@" + name)
		b.WaitText(c.says)
		payload, ok := strings.CutPrefix(link, "https://t.me/"+name+"?start=")
		if !ok || len(payload) > 64 {
			t.Fatalf("%s: the code reads %q", c.name, link)
		}
		if page := read(t, base+"/?de="+payload); !strings.Contains(page, c.opens) {
			t.Errorf("%s: what it carries opens:\n%s", c.name, page)
		}
	}
}

// onPaper prints a poster on one page of A4, and returns what its code reads.
func onPaper(t *testing.T, b *browsertest.Browser, file string) (link string) {
	t.Helper()
	name := "affiche-" + strings.TrimSuffix(filepath.Base(file), ".html")
	b.Paper(3)
	b.Open("file://" + file)
	var over float64
	b.Eval(`Math.max(document.documentElement.scrollHeight - `+strconv.Itoa(browsertest.A4Height)+`, document.body.scrollHeight - document.body.clientHeight)`, &over)
	if over > 0 {
		t.Errorf("%s: %v px do not fit on the page", name, over)
	}
	b.NoSideScroll(t)
	b.Axe(t)
	b.ScreenshotView(name)
	b.Media("screen", nil)
	b.Size(360, 700)
	return decoded(t, "../../build/screenshots/"+name+".png")
}

// decoded is what a reader of QR codes finds on a picture.
func decoded(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	found, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatalf("no code on %s: %v", file, err)
	}
	return found.GetText()
}

func TestPosterSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	config, _ := frontHouse(t)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-o", "x.html"}, 2, "-structure ID or -partner ID"},
		{[]string{"-partner", "pmi-exempleville"}, 2, "-o FILE"},
		{[]string{"-partner", "personne", "-o", "x.html"}, 2, `"personne"`},
		{[]string{"-structure", "nulle-part", "-o", "x.html"}, 2, `"nulle-part"`},
		{[]string{"-partner", "pmi-exempleville", "-language", "tlh", "-o", "x.html"}, 2, `"tlh": want fr`},
	} {
		got := execute(t, "", append([]string{"poster", "-config", config}, c.args...)...)
		if got.code != c.code || !strings.Contains(got.err, c.want) {
			t.Errorf("poster %q ends with %d: %s", c.args, got.code, got.err)
		}
	}
	partners := filepath.Join(filepath.Dir(config), "programme", "partners.yaml")
	listed, err := os.ReadFile(partners)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, partners, strings.Replace(string(listed), "until: 2027-12-31", "until: 2020-12-31", 1))
	ended := execute(t, "", "poster", "-config", config, "-partner", "cabinet-inventaire", "-o", filepath.Join(t.TempDir(), "x.html"))
	if ended.code != 1 || !strings.Contains(ended.err, "ended on 2020-12-31") {
		t.Errorf("the poster of a partner whose time is over ends with %d: %s", ended.code, ended.err)
	}
	if c := execute(t, "", "partners", "-config", config, "-revoke", "pmi-exempleville"); c.code != 0 {
		t.Fatal(c.err)
	}
	c := execute(t, "", "poster", "-config", config, "-partner", "pmi-exempleville", "-o", filepath.Join(t.TempDir(), "x.html"))
	if c.code != 1 || !strings.Contains(c.err, "partners -new pmi-exempleville") {
		t.Errorf("the poster of a revoked partner ends with %d: %s", c.code, c.err)
	}
}
