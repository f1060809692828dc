package caldav

import (
	"path"
	"strings"
)

// isShared reports whether a calendar belongs to another account than the one
// that asked. Servers hide from all but the owner what is CLASS:PRIVATE, our own
// events too: on Nextcloud they could be neither read back nor removed.
//
// The owner is DAV:owner (RFC 3744, 5.1) or what ownCloud and Nextcloud say
// beside it; a calendar that somebody shared may also be marked as such
// (caldav-sharing, 5.2). Whoever says nothing of it has calendars of their own.
func (p props) isShared() bool {
	if p.Type.Shared != nil {
		return true
	}
	us, owner := principalPath(p.Principal.Href), principalPath(p.Owner.Href)
	if us == "" {
		return false
	}
	cloud := principalPath("/" + strings.TrimSpace(p.CloudOwner)) // of which an old address has fewer parts
	return owner != "" && owner != us || cloud != "" && path.Base(cloud) != path.Base(us)
}

// principalPath makes hrefs of accounts comparable: without host, slashes at the
// ends, and the case in which a person typed the name.
func principalPath(href string) string {
	if href = strings.Trim(cleanHref(href), "/"); href == "" {
		return ""
	}
	return "/" + strings.ToLower(href)
}

// sharedAs finds the one shared calendar of a name to which the server adds its
// owner's: "Agenda (Madame Inventée)", on Nextcloud.
func sharedAs(name string, list []Calendar) (Calendar, bool) {
	var found []Calendar
	for _, cal := range list {
		if at := strings.LastIndex(cal.Name, " ("); at > 0 && cal.Shared && strings.EqualFold(cal.Name[:at], name) {
			found = append(found, cal)
		}
	}
	if len(found) != 1 {
		return Calendar{}, false
	}
	return found[0], true
}
