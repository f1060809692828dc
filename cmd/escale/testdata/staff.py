# What a structure's staff do, with python3-caldav and python3-icalendar: clients
# that nobody here wrote. Prints one line of JSON.
#
#   staff.py parse                                       an .ics on standard input
#   staff.py URL USER PASSWORD COMMAND CALENDAR [...]    as below
import datetime
import json
import sys

import icalendar

UTC = datetime.timezone.utc


def events(text):
    """The events of an iCalendar text, its times in UTC."""
    calendar = icalendar.Calendar.from_ical(text)
    found = []
    for e in calendar.walk("VEVENT"):
        people = e.get("ATTENDEE", [])
        found.append({
            "method": str(calendar.get("METHOD", "")),
            "uid": str(e["UID"]),
            "start": e["DTSTART"].dt.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "end": e["DTEND"].dt.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "sequence": int(e.get("SEQUENCE", 0)),
            "class": str(e.get("CLASS", "")),
            "status": str(e.get("STATUS", "")),
            "summary": str(e.get("SUMMARY", "")),
            "description": str(e.get("DESCRIPTION", "")),
            "organizer": str(e.get("ORGANIZER", "")),
            "attendees": [str(p) for p in (people if isinstance(people, list) else [people])],
            "names": sorted(e.keys()),
        })
    return found


def at(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def staff(url, user, password, command, name, *rest):
    import caldav

    principal = caldav.DAVClient(url, username=user, password=password).principal()
    if command == "make":
        principal.make_calendar(name=name, cal_id=name.lower())
        return None
    calendar = principal.calendar(name=name)
    if command == "list":
        return [e for o in calendar.events() for e in events(o.data)]
    if command == "add":  # SUMMARY START END [RRULE]
        summary, start, end, *rule = rest
        more = {"rrule": dict(p.split("=") for p in rule[0].split(";"))} if rule else {}
        calendar.save_event(dtstart=at(start), dtend=at(end), summary=summary, **more)
    elif command == "move":  # UID START END
        event = calendar.event_by_uid(rest[0])
        for p, when in zip((event.vobject_instance.vevent.dtstart, event.vobject_instance.vevent.dtend), rest[1:]):
            p.value = at(when).astimezone(p.value.tzinfo)
        event.save()
    elif command == "delete":  # UID
        calendar.event_by_uid(rest[0]).delete()
    elif command == "place":  # UID LOCATION
        event = calendar.event_by_uid(rest[0])
        event.icalendar_component["LOCATION"] = rest[1]
        event.save()
    elif command == "carry":  # UID CALENDAR, under another UID if there is one more
        event = calendar.event_by_uid(rest[0])
        text = event.data
        event.delete()
        if len(rest) > 2:
            text = text.replace(rest[0], rest[2])
        principal.calendar(name=rest[1]).save_event(text)
    elif command == "remove":
        calendar.delete()
    else:
        sys.exit("no command " + command)
    return None


if sys.argv[1] == "parse":
    answer = events(sys.stdin.buffer.read())
else:
    answer = staff(*sys.argv[1:])
print(json.dumps(answer))
