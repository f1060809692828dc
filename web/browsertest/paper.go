package browsertest

import "github.com/chromedp/chromedp"

// A4 is the size of a sheet in CSS pixels, 96 an inch.
const (
	A4Width  = 794
	A4Height = 1123
)

// Paper shows the page as a printer does, on a sheet of A4 with scale times 96
// dots an inch; pictures have that many, too.
func (b *Browser) Paper(scale float64) {
	b.t.Helper()
	b.Media("print", nil)
	b.Do(chromedp.EmulateViewport(A4Width, A4Height, chromedp.EmulateScale(scale)))
}
