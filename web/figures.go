package web

import (
	"fmt"
	"math"

	"escale/evaluation"
)

// section is one table as it is read: the page and the export are both made
// from it, so that they can't differ.
type section struct {
	ID      string // in the export
	Title   string
	Intro   string
	Base    string // how many answers the figures are made of
	Place   string // what the figures cover
	Corner  string // head of the first column
	Columns []string
	Lines   []line
}

type line struct {
	ID    string
	Label string
	Place string // when it covers another place than its section
	Level evaluation.Level
	Cells []shown
}

// shown is one figure in words.
type shown struct {
	evaluation.Cell
	Text   string // the figure, or why there is none
	Detail string // its interval, and how many answers it is made of
	Short  string // the interval alone
	Bar    *bar
}

// bar is drawn from 0 to 100: a share and its interval.
type bar struct {
	Width    int
	Interval bool
	Low, Len int
}

// counted is the number under which counts are said rather than per cent.
const counted = 30

// figure says a cell in French.
func figure(c evaluation.Cell, threshold int) shown {
	if !c.Shown {
		return shown{Cell: c, Text: hidden(c, threshold), Detail: hiddenDetail(c)}
	}
	s := shown{Cell: c}
	switch c.Kind {
	case evaluation.Count, evaluation.Texts:
		s.Text = number(c.N)
	case evaluation.Share:
		s.Text, s.Short, s.Bar = share(c)
		s.Detail = "intervalle : " + s.Short + more(c)
	case evaluation.Mean:
		s.Text = decimal(c.Mean, 1)
		s.Detail = "moyenne de " + count(c.Used, "réponse", "réponses") + more(c)
	case evaluation.Days:
		s.Text = count(c.Median, "jour", "jours")
		s.Short = fmt.Sprintf("9 sur 10 en %s au plus", count(c.P90, "jour", "jours"))
		s.Detail = s.Short + more(c)
	}
	return s
}

// share says k of n: as counts, and in per cent from thirty on.
func share(c evaluation.Cell) (text, interval string, b *bar) {
	text = number(c.K) + "\u00a0sur\u00a0" + number(c.Used) // never broken
	if c.Used >= counted {
		text = percent(c.Share()) + " (" + text + ")"
	}
	low := whole(c.Low)
	return text, between(c.Low, c.High), &bar{Width: whole(c.Share()), Interval: true, Low: low, Len: max(1, whole(c.High)-low)}
}

// more says how many answers wait for the next batch. A response rate has no
// batches: all are used.
func more(c evaluation.Cell) string {
	if c.N <= c.Used {
		return ""
	}
	return fmt.Sprintf(" ; %s sur %s", number(c.Used), number(c.N)) + " prises en compte"
}

// hidden says why there is no figure.
func hidden(c evaluation.Cell, threshold int) string {
	switch c.Why {
	case evaluation.None:
		return "–"
	case evaluation.Few:
		return fmt.Sprintf("%s, il en faut %d", count(c.N, "réponse", "réponses"), threshold)
	case evaluation.Waiting:
		if c.N == 0 { // of sessions, how many there are may be hidden too
			return "à venir"
		}
		return count(c.N, "réponse", "réponses") + ", à venir"
	}
	return "masqué"
}

func hiddenDetail(c evaluation.Cell) string {
	switch c.Why {
	case evaluation.None:
		return "rien pour l’instant"
	case evaluation.Waiting:
		return "quand le mois sera fini et le groupe assez grand"
	case evaluation.Small:
		return "petit nombre, ou qui en révélerait un"
	}
	return ""
}

func whole(x float64) int { return int(math.Round(x * 100)) }
