/* Reads cases from standard input, a line each: a mode, the window as two wall
 * clocks such as 20260301T000000, how many occurrences at most, then the content
 * lines of a VEVENT, all separated by tabs. Prints for each case, on one line,
 * what libical makes of it: "rule" asks its iterator for wall clocks with their
 * Unix second after @, "object" its walk over RRULE, RDATE and EXDATE for Unix
 * seconds. libical may crash on a case: its line is then the first missing. */
#define _GNU_SOURCE
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
    const char *from, *to;
    int left;
    const icaltimezone *zone;
};

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
    while (w->left > 0) {
        struct icaltimetype t = icalrecur_iterator_next(it);
        char wall[32];
        snprintf(wall, sizeof wall, "%04d%02d%02dT%02d%02d%02d", t.year, t.month, t.day, t.hour, t.minute, t.second);
        if (icaltime_is_null_time(t) || strcmp(wall, w->to) >= 0)
            break;
        if (strcmp(wall, w->from) < 0)
            continue;
        if (t.is_date)
            printf(" %.8s", wall);
        else
            printf(" %s@%lld", wall, (long long)icaltime_as_timet_with_zone(t, w->zone));
        w->left--;
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
    char *mode = strsep(&line, "\t"), *from = strsep(&line, "\t"), *to = strsep(&line, "\t");
    char *most = strsep(&line, "\t");
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
    struct walk w = {from, to, atoi(most), zone_of(start)};
    if (strcmp(mode, "rule") == 0)
        by_rule(event, &w);
    else
        icalcomponent_foreach_recurrence(event, icaltime_from_string(from), icaltime_from_string(to), found, &w);
    puts("");
    icalcomponent_free(event);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 1 << 16); /* whole lines, should libical crash */
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = 0;
        run(line);
    }
    free(line);
    return 0;
}
