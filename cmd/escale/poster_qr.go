package main

import (
	"fmt"
	"html/template"
	"strings"

	"rsc.io/qr"
)

// quiet is the empty border of a QR code, in modules (ISO/IEC 18004, 6.3.8).
const quiet = 4

// qrCode draws a link as inline SVG: level Q, which a quarter of the code can be
// torn off or drawn over and it still reads.
func qrCode(link string) (template.HTML, error) {
	code, err := qr.Encode(link, qr.Q)
	if err != nil {
		return "", fmt.Errorf("qr code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for x+run < code.Size && code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	side := code.Size + 2*quiet
	// Only numbers of ours are in it.
	return template.HTML(fmt.Sprintf(
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="QR" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`,
		side, side, side, side, path.String(),
	)), nil
}
