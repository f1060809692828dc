package webchat

import "testing"

// She answers while what staff changed is still on its way to her page, as on a slow
// line: her answer is not dropped, and what comes late does not take her back.
func TestBrowserAnswersWhileThePageIsReadAnew(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url)
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	b.Eval(`void (window.slow = new Promise(asked => {
		const real = window.fetch
		window.fetch = (where, how) => where !== '/' ? real(where, how)
			: new Promise(answer => { window.late = real(where, how).then(r => r.text()); window.arrive = () => window.late.then(t => answer(new Response(t))); asked(true) })
	}))`, nil)
	h.notify(moved())
	var asked bool
	b.Eval(`slow`, &asked)
	b.Fill("#text", "38000")
	b.Press("\r")
	b.WaitText("Quel âge")
	b.Eval(`late.then(() => arrive()).then(() => new Promise(requestAnimationFrame)).then(() => 0)`, nil)
	b.WaitText("Quel âge")
	if n := len(h.inputs()); n != 2 {
		t.Errorf("%d inputs for 2 answers", n)
	}
}

// What staff changed waits while her finger is on a button, which would be gone before
// it was tapped.
func TestBrowserKeepsTheButtonUnderHerFinger(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url)
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	b.Eval(`void (window.slow = new Promise(asked => {
		const real = window.fetch
		window.under = document.querySelector('.write button')
		window.fetch = (where, how) => new Promise(answer => {
			window.arrive = () => { window.fetch = real; return real(where, how).then(answer) }
			asked(true)
		})
	}))`, nil)
	h.notify(moved())
	var asked, there bool
	b.Eval(`slow`, &asked)
	b.Eval(`under.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))`, nil)
	b.Eval(`arrive().then(() => new Promise(r => setTimeout(r, 100))).then(() => under.isConnected)`, &there)
	if !there {
		t.Error("the button went while her finger was on it")
	}
	b.Eval(`under.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }))`, nil)
	b.WaitText("a déplacé votre séance")
}

// As many tabs as she likes, and she can still answer.
func TestBrowserWithManyTabs(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url)
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	b.Eval(`void (window.tabs = Array.from({ length: 9 }, () => new EventSource('/events')))`, nil)
	b.Fill("#text", "38000")
	b.Press("\r")
	b.WaitText("Quel âge")
	b.Eval(`tabs.forEach(t => t.close())`, nil)
}
