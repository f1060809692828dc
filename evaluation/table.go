package evaluation

// Table is one figure of the results, the same for the page, the CSV and the
// report. Rows and columns are ids; whoever shows it finds the names.
type Table struct {
	ID      string
	Columns []string
	Rows    []Row
}

// Row is a line of a table.
type Row struct {
	ID    string
	Level Level
	Under string // of OneOffer, where the lines above don't say it: the département
	Cells []Cell
}

// Level says what a row stands for.
type Level string

const (
	National     Level = "national"
	Departement  Level = "departement" // a Caf
	OneStructure Level = "structure"
	OneOffer     Level = "offer" // below its département
	OneOption    Level = "option"
	Favourable   Level = "favourable" // the options that count as favourable, together
	Average      Level = "average"
)

// Cell is one figure, or the reason why it is not shown.
type Cell struct {
	Shown bool
	Why   Why // empty when shown
	Kind  Figure
	// N is how many bookings, invitations or answers there are now. It moves at
	// once; for a Count it is the figure itself, and 0 while hidden.
	N int
	// Used is how many of the N the figure is computed on: whole batches.
	Used int
	// K of Used, the share, and its Wilson interval from 0 to 1.
	K         int
	Low, High float64
	// Mean of Used values, for Average.
	Mean float64
	// Median and P90 are days, for Days.
	Median, P90 int
}

// Share is K in Used, from 0 to 1.
func (c Cell) Share() float64 {
	if c.Used == 0 {
		return 0
	}
	return float64(c.K) / float64(c.Used)
}

// Figure says how a cell is read.
type Figure string

const (
	Count Figure = "count"
	Share Figure = "share"
	Mean  Figure = "mean"
	Days  Figure = "days"
	Texts Figure = "texts" // free text: only how many there are
)

// Why a cell is hidden.
type Why string

const (
	// None: there is nothing yet.
	None Why = "none"
	// Few: fewer answers than the threshold.
	Few Why = "few"
	// Waiting: enough answers, but not yet a whole batch of a month that is over,
	// or only batches in which everybody said the same.
	Waiting Why = "waiting"
	// Small: a count under the threshold, or one that would let such a count be
	// found by subtraction. Which of the two is not said.
	Small Why = "small"
)

// Filter selects what is looked at. Empty fields do not filter; From and To are
// whole months, both included.
type Filter struct {
	Departement string
	Structure   string
	Offer       string
	From, To    string
}

func (f Filter) in(month string) bool {
	return (f.From == "" || month >= f.From) && (f.To == "" || month <= f.To)
}
