package evaluation

import "container/heap"

// more is how far the arc's cell can be raised, at most limit, by circulations
// through arcs whose cost is not negative, the cheapest first.
func (g *network) more(id int32, limit int, cost func(int32) int) int {
	if cost(id) < 0 {
		return 0
	}
	return g.flow(g.arcs[id].to, g.arcs[id].from, id, min(limit, g.ahead(id)), cost)
}

// less is how far it can be lowered.
func (g *network) less(id int32, limit int, cost func(int32) int) int {
	if cost(id) < 0 {
		return 0
	}
	return g.flow(g.arcs[id].from, g.arcs[id].to, id, min(limit, g.back(id)), cost)
}

// flow pushes up to limit from one node to another around the examined arc.
func (g *network) flow(from, to int, not int32, limit int, cost func(int32) int) int {
	defer g.settle()
	sum := 0
	for sum < limit {
		path := g.walk(from, to, not, cost)
		if path == nil {
			break
		}
		sum += g.push(path, to, limit-sum)
		for _, id := range path {
			if g.touched != nil {
				g.touched[id] = true
			}
		}
		g.used = append(g.used, path...)
	}
	return sum
}

// settle forgets what was pushed.
func (g *network) settle() {
	for _, id := range g.used {
		g.pushed[id] = 0
	}
	g.used = g.used[:0]
}

// room is how far the arc may still change when walked from the node.
func (g *network) room(id int32, node int) int {
	if g.arcs[id].from == node {
		return g.ahead(id)
	}
	return g.back(id)
}

func (g *network) far(id int32, node int) int {
	if g.arcs[id].from == node {
		return g.arcs[id].to
	}
	return g.arcs[id].from
}

// search is the memory of one walk, kept between walks to spare allocations:
// what it says of a node holds only if the node was marked in this round.
type search struct {
	round  int
	marked []int
	best   []int
	by     []int32
	done   []int
	queue  frontier
}

func newSearch(nodes int) search {
	return search{marked: make([]int, nodes), best: make([]int, nodes), by: make([]int32, nodes), done: make([]int, nodes)}
}

// walk finds the cheapest way from one node to another that does not use the
// examined arc; a negative cost closes an arc.
func (g *network) walk(from, to int, not int32, cost func(int32) int) []int32 {
	g.round++
	g.marked[from], g.best[from] = g.round, 0
	g.queue = append(g.queue[:0], reach{from, 0})
	for g.queue.Len() > 0 {
		at := heap.Pop(&g.queue).(reach)
		if at.node == to {
			return g.path(from, to)
		}
		if g.done[at.node] == g.round {
			continue
		}
		g.done[at.node] = g.round
		for _, id := range g.out[at.node] {
			if c := cost(id); id != not && c >= 0 && g.room(id, at.node) > 0 {
				g.visit(g.far(id, at.node), id, at.cost+c)
			}
		}
	}
	return nil
}

func (g *network) visit(node int, by int32, cost int) {
	if g.marked[node] == g.round && g.best[node] <= cost {
		return
	}
	g.marked[node], g.best[node], g.by[node] = g.round, cost, by
	heap.Push(&g.queue, reach{node, cost})
}

// path lists the arcs of a walk from its end to its start.
func (g *network) path(from, to int) []int32 {
	var p []int32
	for at := to; at != from; {
		id := g.by[at]
		p = append(p, id)
		at = g.far(id, at)
	}
	return p
}

// push sends as much as fits, at most limit, along a path that ends at a node.
func (g *network) push(path []int32, end, limit int) int {
	amount := limit
	enter := make([]int, len(path)) // the node each arc is walked from
	for i, at := 0, end; i < len(path); i++ {
		at = g.far(path[i], at)
		enter[i] = at
		amount = min(amount, g.room(path[i], at))
	}
	for i, id := range path {
		if g.arcs[id].from == enter[i] {
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
