package ical

// File is what a calendar file says, in the order in which it does.
type File struct {
	Events   []*Event  // of all UIDs, as Gather wants them
	Problems []Problem // their Href is left to whoever knows it
}

// Read reads every event of a calendar file. One that can't be read is left out
// and listed among the problems; the error is ErrTooLarge or ErrNotCalendar.
func (r Reader) Read(data []byte) (File, error) {
	s, err := scanBy(data, r)
	if err != nil {
		return File{}, err
	}
	return File{s.events, s.problems}, nil
}
