// Package calendars reads and writes structures' calendars: it turns iCalendar
// text into occurrences, talks CalDAV to the servers that hold it, mirrors the
// calendars of every agenda in memory, writes a booking where staff see it, and
// mails the same booking as an invitation.
//
// It decides nothing about bookings: package scheduling does. It trusts neither
// a server's time-range, expand and free-busy answers nor the text it is given,
// and keeps nobody's titles but those of our own events.
package calendars
