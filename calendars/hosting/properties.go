package hosting

import (
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// What each kind of resource says of itself.

// everywhere are the properties by which a client finds its way.
func (s *Server) everywhere(user string) []property {
	return []property{
		dav("current-user-principal", href(s.principalPath(user))),
		dav("principal-collection-set", href(s.prefix+"/")),
	}
}

func (s *Server) ofRoot(v visit) []property {
	return append(
		s.everywhere(v.user),
		dav("resourcetype", "<D:collection/>"),
		dav("displayname", "Escale"),
		dav("supported-report-set", ""),
		privileges("read"),
	)
}

func (s *Server) ofPrincipal(v visit) []property {
	self := href(s.principalPath(v.user))
	return append(
		s.everywhere(v.user),
		dav("resourcetype", "<D:collection/><D:principal/>"),
		dav("displayname", quoted(v.home)),
		dav("principal-URL", self),
		dav("owner", self),
		dav("supported-report-set", ""),
		privileges("read"),
		cal("calendar-home-set", href(s.homePath(v.user))),
		// Its own address stands for the mail address that nobody gave.
		cal("calendar-user-address-set", self),
		cal("calendar-user-type", "INDIVIDUAL"),
	)
}

func (s *Server) ofHome(v visit) []property {
	return append(
		s.everywhere(v.user),
		dav("resourcetype", "<D:collection/>"),
		dav("displayname", quoted(v.home)),
		dav("owner", href(s.principalPath(v.user))),
		dav("supported-report-set", ""),
		privileges("all", "read", "write", "bind", "unbind"),
	)
}

func (s *Server) ofCalendar(user string, c calendar) []property {
	var comps, sets, reports strings.Builder
	for _, name := range components() {
		fmt.Fprintf(&comps, `<C:comp name="%s"/>`, name)
	}
	fmt.Fprintf(&sets, `<C:supported-calendar-component-set>%s</C:supported-calendar-component-set>`, comps.String())
	for _, name := range []string{"C:calendar-query", "C:calendar-multiget", "C:free-busy-query", "D:sync-collection"} {
		fmt.Fprintf(&reports, "<D:supported-report><D:report><%s/></D:report></D:supported-report>", name)
	}
	all := append(
		s.everywhere(user),
		dav("resourcetype", "<D:collection/><C:calendar/>"),
		dav("displayname", quoted(c.Display)),
		dav("owner", href(s.principalPath(user))),
		privileges("all", "read", "write", "write-properties", "write-content", "bind", "unbind"),
		dav("supported-report-set", reports.String()),
		dav("sync-token", quoted(c.token(c.Seq))),
		cal("supported-calendar-component-set", comps.String()),
		cal("supported-calendar-component-sets", sets.String()),
		cal("supported-calendar-data", `<C:calendar-data content-type="text/calendar" version="2.0"/>`),
		cal("supported-collation-set", "<C:supported-collation>i;ascii-casemap</C:supported-collation><C:supported-collation>i;octet</C:supported-collation>"),
		cal("max-resource-size", strconv.Itoa(maxObject)),
		property{xml.Name{Space: nsServer, Local: "getctag"}, quoted(c.token(c.Seq))},
	)
	for _, key := range slices.Sorted(maps.Keys(c.Kept)) {
		all = append(all, property{keptName(key), c.Kept[key]})
	}
	return all
}

func (s *Server) ofObject(user string, o object) []property {
	return append(
		s.everywhere(user),
		dav("resourcetype", ""),
		dav("getetag", quoted(`"`+o.etag()+`"`)),
		dav("getcontenttype", "text/calendar; charset=utf-8"),
		dav("getcontentlength", strconv.Itoa(len(o.ICS))),
		dav("getlastmodified", lastModified(o.Modified)),
		dav("owner", href(s.principalPath(user))),
		privileges("all", "read", "write"),
	)
}

// privileges are what the user may do with a resource (RFC 3744, 5.4).
func privileges(names ...string) property {
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "<D:privilege><D:%s/></D:privilege>", name)
	}
	return dav("current-user-privilege-set", b.String())
}
