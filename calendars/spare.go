package calendars

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
)

// errPanic: what a calendar holds made its reading panic.
var errPanic = errors.New("reading it panicked")

// spare does something with what others wrote. A panic becomes an error of that
// calendar: the program and the other calendars go on. The panic's value is not
// logged, since it may quote the calendar.
func spare(log *slog.Logger, do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			log.Error("recovered", "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
			err = fmt.Errorf("%w: %T", errPanic, v)
		}
	}()
	return do()
}
