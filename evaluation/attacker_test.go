package evaluation

import "math"

// attacker knows every sum that was shown and bounds what was not, by linear
// programming over the finest cells: the most that arithmetic can do.
type attacker struct {
	rows [][]float64 // sums of atoms
	sums []float64
}

func (a *attacker) learn(atoms []float64, sum int) {
	a.rows, a.sums = append(a.rows, atoms), append(a.sums, float64(sum))
}

// most maximises what·x over x ≥ 0 under everything learnt; +Inf when unbounded.
func (a *attacker) most(what []float64) float64 {
	tab, basis := a.start()
	n := len(what)
	phase1 := make([]float64, len(tab[0])-1)
	for j := n; j < len(phase1); j++ {
		phase1[j] = -1
	}
	if v := simplex(tab, basis, phase1, len(phase1)); v < -1e-6 {
		panic("what was shown contradicts itself")
	}
	a.expel(tab, basis, n)
	phase2 := make([]float64, len(phase1))
	copy(phase2, what)
	return simplex(tab, basis, phase2, n)
}

// start is a tableau with one artificial variable a row.
func (a *attacker) start() (tab [][]float64, basis []int) {
	n := len(a.rows[0])
	for i, r := range a.rows {
		row := make([]float64, n+len(a.rows)+1)
		copy(row, r)
		row[n+i], row[len(row)-1] = 1, a.sums[i]
		tab, basis = append(tab, row), append(basis, n+i)
	}
	return tab, basis
}

// expel takes artificial variables out of the basis where a real one can come in.
func (a *attacker) expel(tab [][]float64, basis []int, n int) {
	for i := range tab {
		if basis[i] < n {
			continue
		}
		for j := range n {
			if math.Abs(tab[i][j]) > 1e-7 {
				pivot(tab, basis, i, j)
				break
			}
		}
	}
}

// simplex maximises cost over the first n columns, by Bland's rule.
func simplex(tab [][]float64, basis []int, cost []float64, n int) float64 {
	for {
		enter := -1
		for j := 0; j < n && enter < 0; j++ {
			gain := cost[j]
			for i := range tab {
				gain -= cost[basis[i]] * tab[i][j]
			}
			if gain > 1e-7 {
				enter = j
			}
		}
		if enter < 0 {
			return value(tab, basis, cost)
		}
		leave := -1
		for i := range tab {
			if tab[i][enter] <= 1e-7 {
				continue
			}
			r := last(tab[i]) / tab[i][enter]
			if leave < 0 || r < last(tab[leave])/tab[leave][enter]-1e-9 ||
				(r < last(tab[leave])/tab[leave][enter]+1e-9 && basis[i] < basis[leave]) {
				leave = i
			}
		}
		if leave < 0 {
			return math.Inf(1)
		}
		pivot(tab, basis, leave, enter)
	}
}

func value(tab [][]float64, basis []int, cost []float64) float64 {
	v := 0.0
	for i := range tab {
		v += cost[basis[i]] * last(tab[i])
	}
	return v
}

func last(row []float64) float64 { return row[len(row)-1] }

func pivot(tab [][]float64, basis []int, r, c int) {
	p := tab[r][c]
	for j := range tab[r] {
		tab[r][j] /= p
	}
	for i := range tab {
		if f := tab[i][c]; i != r && f != 0 {
			for j := range tab[i] {
				tab[i][j] -= f * tab[r][j]
			}
		}
	}
	basis[r] = c
}
