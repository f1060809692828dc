package webchat

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A double click on the button of a code posts it once: it works once, and the second
// answer would say that it does not.
func TestBrowserDoubleClickOnACode(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url + "/continuer/K7M2P9QX")
	b.Eval(`void (window.stopped = [], addEventListener('submit', e => { stopped.push(e.defaultPrevented); e.preventDefault() }))`, nil)
	b.Eval(`void [1, 2].forEach(() => document.querySelector('.open button').click())`, nil)
	var stopped []bool
	b.Eval(`stopped`, &stopped)
	if diff := cmp.Diff([]bool{false, true}, stopped); diff != "" {
		t.Errorf("which of two clicks are stopped (-want +got):\n%s", diff)
	}
}
