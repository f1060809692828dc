package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// narrow is the space that French puts inside numbers and before "%".
const narrow = "\u202f"

// number writes 12345 as 12 345, with narrow spaces that do not break.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + narrow + s[i:]
	}
	return s
}

// percent writes a share from 0 to 1 as a whole number of per cent.
func percent(x float64) string {
	return strconv.Itoa(int(math.Round(x*100))) + narrow + "%"
}

// decimal writes with a comma and that many digits after it.
func decimal(x float64, digits int) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', digits, 64), ".", ",", 1)
}

// count writes a number with its noun, in the plural from two on.
func count(n int, one, many string) string {
	if n < 2 {
		return number(n) + " " + one
	}
	return number(n) + " " + many
}

// between writes an interval of shares: 60–98 %.
func between(low, high float64) string {
	return fmt.Sprintf("%d–%s", int(math.Round(low*100)), percent(high))
}
