/* Reads cases from standard input, a line each: a mode, the end of the window as
 * 20260301T000000, how many occurrences at most, then the content lines of a
 * VEVENT, all separated by tabs. Prints for each case, on one line, what libical
 * makes of it: "rule" asks its iterator, "object" its walk over RRULE, RDATE
 * and EXDATE. An occurrence is its wall clock and its Unix second, joined by @. */
#define _GNU_SOURCE
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
    struct icaltimetype end;
    int left;
    const icaltimezone *zone;
};

static void print(struct icaltimetype t, const icaltimezone *zone)
{
    printf(" %04d%02d%02d", t.year, t.month, t.day);
    if (!t.is_date)
        printf("T%02d%02d%02d@%lld", t.hour, t.minute, t.second,
               (long long)icaltime_as_timet_with_zone(t, zone));
}

static const icaltimezone *zone_of(icalproperty *p)
{
    icalparameter *tzid = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
    return tzid ? icaltimezone_get_builtin_timezone(icalparameter_get_tzid(tzid))
                : icaltimezone_get_utc_timezone();
}

static void by_rule(icalcomponent *event, struct walk *w)
{
    icalproperty *start = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    icalproperty *rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    if (!start || !rule) {
        printf(" unreadable");
        return;
    }
    struct icaltimetype dtstart = icalproperty_get_dtstart(start);
    if (!dtstart.is_date)
        dtstart = icaltime_set_timezone(&dtstart, w->zone);
    icalrecur_iterator *it = icalrecur_iterator_new(icalproperty_get_rrule(rule), dtstart);
    if (!it) {
        printf(" refused");
        return;
    }
    for (; w->left > 0; w->left--) {
        struct icaltimetype t = icalrecur_iterator_next(it);
        if (icaltime_is_null_time(t) || strcmp(icaltime_as_ical_string(t), icaltime_as_ical_string(w->end)) >= 0)
            break;
        print(t, w->zone);
    }
    icalrecur_iterator_free(it);
}

static void found(icalcomponent *event, struct icaltime_span *span, void *data)
{
    struct walk *w = data;
    (void)event;
    if (w->left-- > 0)
        printf(" @%lld", (long long)span->start);
}

static void run(char *line)
{
    char *mode = strsep(&line, "\t"), *end = strsep(&line, "\t"), *most = strsep(&line, "\t");
    if (!line) {
        puts(" malformed");
        return;
    }
    char *text = NULL, *part;
    if (asprintf(&text, "BEGIN:VEVENT\r\n") < 0)
        exit(1);
    while ((part = strsep(&line, "\t"))) {
        char *more = NULL;
        if (asprintf(&more, "%s%s\r\n", text, part) < 0)
            exit(1);
        free(text);
        text = more;
    }
    char *whole = NULL;
    if (asprintf(&whole, "%sEND:VEVENT\r\n", text) < 0)
        exit(1);
    free(text);
    icalcomponent *event = icalparser_parse_string(whole);
    free(whole);
    icalproperty *start = event ? icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY) : NULL;
    if (!start) {
        puts(" unreadable");
        return;
    }
    struct walk w = {icaltime_from_string(end), atoi(most), zone_of(start)};
    if (strcmp(mode, "rule") == 0)
        by_rule(event, &w);
    else
        icalcomponent_foreach_recurrence(event, icaltime_from_string("19700101T000000Z"), w.end, found, &w);
    puts("");
    icalcomponent_free(event);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = 0;
        run(line);
    }
    free(line);
    return 0;
}
