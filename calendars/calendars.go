// Package calendars is how structures' calendars reach the rest of Escale: it
// mirrors those of every agenda in memory, CalDAV accounts and published feeds,
// tells what time they leave open, writes a booking where staff see it, tries out
// what a server can do, and mails the same booking as an invitation.
//
// It decides nothing about bookings: package scheduling does. It reads no text
// and speaks no protocol itself: packages ical and caldav do. Of other people's
// events it keeps times and tags, and never a title.
package calendars
