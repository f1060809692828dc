package hosting

import (
	"context"
	"errors"
	"net/http"

	"escale/scheduling"

	"github.com/emersion/go-ical"
	"github.com/emersion/go-webdav"
	"github.com/emersion/go-webdav/caldav"
)

// backend is what the library asks of the server for the parts it answers:
// discovery, calendar-query and calendar-multiget.
type backend struct {
	*Server
}

type budgetKey struct{}

// within takes the object's size off what the request may still be answered.
func within(ctx context.Context, o object) error {
	left, ok := ctx.Value(budgetKey{}).(*int)
	if !ok {
		return nil
	}
	if *left -= len(o.ICS); *left < 0 {
		return webdav.NewHTTPError(http.StatusInsufficientStorage, errors.New("too much at once"))
	}
	return nil
}

func visitOf(ctx context.Context) visit {
	v, _ := ctx.Value(visitKey{}).(visit)
	return v
}

func (b *backend) CurrentUserPrincipal(ctx context.Context) (string, error) {
	return b.principalPath(visitOf(ctx).user), nil
}

func (b *backend) CalendarHomeSetPath(ctx context.Context) (string, error) {
	return b.homePath(visitOf(ctx).user), nil
}

func (b *backend) CreateCalendar(context.Context, *caldav.Calendar) error { return errForbidden() }

func errForbidden() error {
	return webdav.NewHTTPError(http.StatusForbidden, errors.New("not through this door"))
}

func (b *backend) ListCalendars(ctx context.Context) ([]caldav.Calendar, error) {
	v := visitOf(ctx)
	all, err := b.shelf.calendars(ctx, v.home)
	if err != nil {
		return nil, err
	}
	var list []caldav.Calendar
	for _, c := range all {
		list = append(list, b.collection(v.user, c))
	}
	return list, nil
}

func (b *backend) collection(user string, c calendar) caldav.Calendar {
	return caldav.Calendar{
		Path: b.calendarPath(user, c.Name), Name: c.Display,
		MaxResourceSize: maxObject, SupportedComponentSet: components(),
	}
}

func (b *backend) GetCalendar(ctx context.Context, path string) (*caldav.Calendar, error) {
	v, err := b.visitAt(ctx, path)
	if err != nil {
		return nil, err
	}
	c, err := b.shelf.calendar(ctx, v.calendar())
	if err != nil {
		return nil, httpError(err)
	}
	found := b.collection(v.user, c)
	return &found, nil
}

// visitAt is the visit of the context, about a path that a client named: its
// own, or it is not found.
func (b *backend) visitAt(ctx context.Context, path string) (visit, error) {
	v := visitOf(ctx)
	p, ok := b.place(path)
	if !ok || p.user != v.user || p.calendar == "" {
		return v, httpError(scheduling.ErrNotFound)
	}
	v.place = p
	return v, nil
}

func httpError(err error) error {
	if errors.Is(err, scheduling.ErrNotFound) {
		return webdav.NewHTTPError(http.StatusNotFound, errors.New("not found"))
	}
	return webdav.NewHTTPError(http.StatusServiceUnavailable, errors.New("not now"))
}

func (b *backend) GetCalendarObject(ctx context.Context, path string, _ *caldav.CalendarCompRequest) (*caldav.CalendarObject, error) {
	v, err := b.visitAt(ctx, path)
	if err != nil {
		return nil, err
	}
	if v.place.object == "" {
		return nil, httpError(scheduling.ErrNotFound)
	}
	o, err := b.shelf.object(ctx, v.calendar(), v.place.object)
	if err != nil {
		return nil, httpError(err)
	}
	return b.asAsked(ctx, v, o)
}

// asAsked is an object as the library reports it. What is stored was parsed
// when it came.
func (b *backend) asAsked(ctx context.Context, v visit, o object) (*caldav.CalendarObject, error) {
	if err := within(ctx, o); err != nil {
		return nil, err
	}
	cal, err := parse([]byte(o.ICS))
	if err != nil {
		return nil, httpError(err)
	}
	return b.shown(v, o, cal), nil
}

func (b *backend) shown(v visit, o object, cal *ical.Calendar) *caldav.CalendarObject {
	return &caldav.CalendarObject{
		Path:    b.calendarPath(v.user, v.place.calendar) + o.Name,
		ModTime: o.Modified, ContentLength: int64(len(o.ICS)), ETag: o.etag(), Data: cal,
	}
}

func (b *backend) ListCalendarObjects(ctx context.Context, path string, _ *caldav.CalendarCompRequest) ([]caldav.CalendarObject, error) {
	return b.QueryCalendarObjects(ctx, path, &caldav.CalendarQuery{CompFilter: caldav.CompFilter{Name: ical.CompCalendar}})
}

func (b *backend) QueryCalendarObjects(ctx context.Context, path string, q *caldav.CalendarQuery) ([]caldav.CalendarObject, error) {
	v, err := b.visitAt(ctx, path)
	if err != nil {
		return nil, err
	}
	all, err := b.shelf.objects(ctx, v.calendar())
	if err != nil {
		return nil, httpError(err)
	}
	var found []caldav.CalendarObject
	for _, o := range all {
		cal, err := parse([]byte(o.ICS))
		if err != nil || !(filter{o, cal}).passes(q.CompFilter) {
			continue
		}
		if err := within(ctx, o); err != nil {
			return nil, err
		}
		found = append(found, *b.shown(v, o, cal))
	}
	return found, nil
}

func (b *backend) PutCalendarObject(context.Context, string, *ical.Calendar, *caldav.PutCalendarObjectOptions) (*caldav.CalendarObject, error) {
	return nil, errForbidden()
}

func (b *backend) DeleteCalendarObject(context.Context, string) error { return errForbidden() }
