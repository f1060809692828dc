package evaluation

import "container/heap"

// network is a slice as a graph, with what has been pushed through it while one
// cell is examined.
type network struct {
	arcs   []arc
	out    [][]int32 // arcs that touch a node
	pushed map[int32]int
	// touched are the arcs that carried anything since the examination began.
	touched map[int32]bool
}

// arc is a cell that is not zero. Zeros are shown, so a hidden cell is known
// to be 1 at least.
type arc struct {
	from, to int
	cell     int
	value    int
}

const boundless = 1 << 30

func (s *slice) network(c *cube) *network {
	g := &network{out: make([][]int32, s.nodes())}
	for row := range s.parent {
		for column := range s.columns {
			i := s.cell(row, column)
			if c.n[i] == 0 {
				continue
			}
			from, to := s.ends(row, column)
			id := int32(len(g.arcs))
			g.arcs = append(g.arcs, arc{from: from, to: to, cell: i, value: c.n[i]})
			g.out[from], g.out[to] = append(g.out[from], id), append(g.out[to], id)
		}
	}
	return g
}

// room is how far the arc may still change when walked from the node.
func (g *network) room(id int32, node int) int {
	if g.arcs[id].from == node {
		return boundless
	}
	return g.arcs[id].value - 1 + g.pushed[id]
}

func (g *network) other(id int32, node int) int {
	if g.arcs[id].from == node {
		return g.arcs[id].to
	}
	return g.arcs[id].from
}

// walk finds the cheapest way from one node to another that does not use the
// examined arc; cost tells what an arc costs, negative that it is closed.
func (g *network) walk(from, to int, not int32, cost func(int32) int) []int32 {
	best := map[int]int{from: 0}
	by := map[int]int32{}
	done := map[int]bool{}
	queue := &frontier{{from, 0}}
	for queue.Len() > 0 {
		at := heap.Pop(queue).(reach)
		if done[at.node] {
			continue
		}
		done[at.node] = true
		if at.node == to {
			return g.path(from, to, by)
		}
		for _, id := range g.out[at.node] {
			c := cost(id)
			if id == not || c < 0 || g.room(id, at.node) <= 0 {
				continue
			}
			next := g.other(id, at.node)
			if old, seen := best[next]; !seen || at.cost+c < old {
				best[next], by[next] = at.cost+c, id
				heap.Push(queue, reach{next, at.cost + c})
			}
		}
	}
	return nil
}

func (g *network) path(from, to int, by map[int]int32) []int32 {
	var p []int32
	for at := to; at != from; {
		id := by[at]
		p = append(p, id)
		at = g.other(id, at)
	}
	return p
}

// push sends as much as fits, at most limit, along a path that ends at a node.
func (g *network) push(path []int32, end, limit int) int {
	amount := limit
	nodes := make([]int, len(path)) // where each arc is entered from
	for i, at := 0, end; i < len(path); i++ {
		at = g.other(path[i], at)
		nodes[i] = at
		amount = min(amount, g.room(path[i], at))
	}
	for i, id := range path {
		if g.arcs[id].from == nodes[i] {
			g.pushed[id] += amount
		} else {
			g.pushed[id] -= amount
		}
	}
	return amount
}

type reach struct{ node, cost int }

type frontier []reach

func (f frontier) Len() int           { return len(f) }
func (f frontier) Less(i, j int) bool { return f[i].cost < f[j].cost }
func (f frontier) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *frontier) Push(x any)        { *f = append(*f, x.(reach)) }
func (f *frontier) Pop() any {
	old := *f
	last := old[len(old)-1]
	*f = old[:len(old)-1]
	return last
}
