/*
 * Reads calendars with libical: from iCalendar text to the sorted intervals of
 * every list of objects. It is what Escale's reader is measured against, so it
 * takes libical's fast ways: zones are looked up once by name, a zone of the
 * file's own is read once for all files, and rules begin near the window.
 *
 *   bench PACK FROM TO      (Unix seconds)
 *
 * PACK holds lines "list\n" and "object LENGTH\n" followed by the text. For
 * every line on standard input all of it is read once, and a line tells the
 * processor time and the time in nanoseconds, the number of intervals, their
 * checksum, and with -DCOUNT allocations, bytes allocated, and the most bytes
 * held at once.
 */
#define _GNU_SOURCE
#include <libical/ical.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t allocations, allocated, held, most;

#ifdef COUNT
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

static void *counted(void *p) {
	allocations++;
	allocated += malloc_usable_size(p);
	held += malloc_usable_size(p);
	if (held > most)
		most = held;
	return p;
}

static void uncounted(void *p) {
	if (p)
		held -= malloc_usable_size(p);
}

void *malloc(size_t n) { return counted(__libc_malloc(n)); }
void *calloc(size_t n, size_t m) { return counted(__libc_calloc(n, m)); }
void *realloc(void *p, size_t n) {
	uncounted(p);
	return counted(__libc_realloc(p, n));
}
void free(void *p) {
	uncounted(p);
	__libc_free(p);
}
#endif

/* Lists that grow. */

struct interval { int64_t start, end; };
static struct interval *found;
static size_t nfound, capfound;

static void add(int64_t start, int64_t end) {
	if (nfound == capfound) {
		capfound = capfound ? 2 * capfound : 1024;
		found = realloc(found, capfound * sizeof *found);
	}
	found[nfound++] = (struct interval){start, end};
}

static int by_start(const void *a, const void *b) {
	const struct interval *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

static uint64_t hash_bytes(uint64_t h, const void *data, size_t n) {
	const unsigned char *p = data;
	while (n--)
		h = (h ^ *p++) * 1099511628211u;
	return h;
}
#define SEED 14695981039346656037u

/* Zones by the names that properties give. */

static struct named { char *tzid; icaltimezone *zone; } zones[100];
static int nzones;

static icaltimezone *zone_of(icalcomponent *calendar, icalproperty *p) {
	icalparameter *param = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
	if (!param)
		return NULL;
	const char *tzid = icalparameter_get_tzid(param);
	for (int i = 0; i < nzones; i++)
		if (!strcmp(zones[i].tzid, tzid))
			return zones[i].zone;
	icaltimezone *zone = icaltimezone_get_builtin_timezone(tzid);
	if (!zone) {
		icaltimezone *own = icalcomponent_get_timezone(calendar, tzid);
		if (own) {
			zone = icaltimezone_new();
			icaltimezone_set_component(zone, icalcomponent_new_clone(icaltimezone_get_component(own)));
		}
	}
	if (nzones < 100)
		zones[nzones++] = (struct named){strdup(tzid), zone};
	return zone;
}

static icaltimezone *floating; /* the calendar's own */

static struct icaltimetype in_zone(icalcomponent *calendar, icalproperty *p, struct icaltimetype t) {
	if (!icaltime_is_utc(t)) {
		icaltimezone *zone = zone_of(calendar, p);
		t.zone = zone ? zone : floating;
	}
	return t;
}

static int64_t instant(struct icaltimetype t) { return icaltime_as_timet_with_zone(t, t.zone); }

/* Occurrences that are replaced: a set of UID and instant. */

static struct moved { uint64_t uid; int64_t at; } *moved;
static size_t nmoved, capmoved;

static void moved_add(const char *uid, int64_t at) {
	if (nmoved == capmoved) {
		capmoved = capmoved ? 2 * capmoved : 64;
		moved = realloc(moved, capmoved * sizeof *moved);
	}
	moved[nmoved++] = (struct moved){hash_bytes(SEED, uid, strlen(uid)), at};
}

static int by_uid(const void *a, const void *b) {
	const struct moved *x = a, *y = b;
	if (x->uid != y->uid)
		return x->uid < y->uid ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static int is_moved(const char *uid, int64_t at) {
	if (!nmoved)
		return 0;
	struct moved key = {hash_bytes(SEED, uid, strlen(uid)), at};
	return bsearch(&key, moved, nmoved, sizeof key, by_uid) != NULL;
}

/* One event. */

#define MAX 64
struct event {
	const char *uid;
	struct icaltimetype start, end, replaces;
	struct icaldurationtype duration;
	struct icalrecurrencetype rules[4];
	int64_t out[MAX], extra[MAX];
	int nrules, nout, nextra, has_end, has_duration, is_replacement, counts;
};

static void read_event(icalcomponent *calendar, icalcomponent *c, struct event *e) {
	e->uid = "";
	e->nrules = e->nout = e->nextra = e->has_end = e->has_duration = e->is_replacement = 0;
	e->counts = 1;
	for (icalproperty *p = icalcomponent_get_first_property(c, ICAL_ANY_PROPERTY); p;
	     p = icalcomponent_get_next_property(c, ICAL_ANY_PROPERTY)) {
		switch (icalproperty_isa(p)) {
		case ICAL_UID_PROPERTY:
			e->uid = icalproperty_get_uid(p);
			break;
		case ICAL_DTSTART_PROPERTY:
			e->start = in_zone(calendar, p, icalproperty_get_dtstart(p));
			break;
		case ICAL_DTEND_PROPERTY:
			e->end = in_zone(calendar, p, icalproperty_get_dtend(p));
			e->has_end = 1;
			break;
		case ICAL_DURATION_PROPERTY:
			e->duration = icalproperty_get_duration(p);
			e->has_duration = 1;
			break;
		case ICAL_RECURRENCEID_PROPERTY:
			e->replaces = in_zone(calendar, p, icalproperty_get_recurrenceid(p));
			e->is_replacement = 1;
			break;
		case ICAL_RRULE_PROPERTY:
			if (e->nrules < 4)
				e->rules[e->nrules++] = icalproperty_get_rrule(p);
			break;
		case ICAL_RDATE_PROPERTY:
			if (e->nextra < MAX)
				e->extra[e->nextra++] = instant(in_zone(calendar, p, icalproperty_get_rdate(p).time));
			break;
		case ICAL_EXDATE_PROPERTY:
			if (e->nout < MAX)
				e->out[e->nout++] = instant(in_zone(calendar, p, icalproperty_get_exdate(p)));
			break;
		case ICAL_STATUS_PROPERTY:
			if (icalproperty_get_status(p) == ICAL_STATUS_CANCELLED)
				e->counts = 0;
			break;
		case ICAL_TRANSP_PROPERTY:
			if (icalproperty_get_transp(p) == ICAL_TRANSP_TRANSPARENT)
				e->counts = 0;
			break;
		default:
			break;
		}
	}
}

static int64_t from, to;

/* As many whole days as dates say, else as many seconds. */
static void occurrence(struct event *e, struct icaltimetype t) {
	int64_t start = instant(t), end = start;
	if (e->start.is_date) {
		int days = 1;
		if (e->has_end)
			days = icaltime_day_of_year(e->end) - icaltime_day_of_year(e->start) +
			       (e->end.year != e->start.year ? icaltime_days_in_year(e->start.year) : 0);
		icaltime_adjust(&t, days, 0, 0, 0);
		end = instant(t);
	} else if (e->has_end)
		end = start + (instant(e->end) - instant(e->start));
	else if (e->has_duration)
		end = start + icaldurationtype_as_int(e->duration);
	if (start < to && end > from && start < end)
		add(start, end);
}

static int is_out(struct event *e, int64_t at) {
	for (int i = 0; i < e->nout; i++)
		if (e->out[i] == at)
			return 1;
	return is_moved(e->uid, at);
}

static void series(struct event *e) {
	for (int i = 0; i < e->nrules; i++) {
		icalrecur_iterator *it = icalrecur_iterator_new(e->rules[i], e->start);
		if (!it)
			continue;
		int64_t early = from - 2 * 86400;
		if (!e->rules[i].count && instant(e->start) < early)
			icalrecur_iterator_set_start(it, icaltime_from_timet_with_zone(early, 0, e->start.zone));
		for (;;) {
			struct icaltimetype t = icalrecur_iterator_next(it);
			if (icaltime_is_null_time(t))
				break;
			t.zone = e->start.zone;
			int64_t at = instant(t);
			if (at >= to)
				break;
			if (at >= early && !is_out(e, at))
				occurrence(e, t);
		}
		icalrecur_iterator_free(it);
	}
	for (int i = 0; i < e->nextra; i++)
		if (!is_out(e, e->extra[i]))
			occurrence(e, icaltime_from_timet_with_zone(e->extra[i], 0, e->start.zone));
}

static void each_event(icalcomponent *calendar, void (*with)(struct event *)) {
	struct event e;
	for (icalcomponent *c = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); c;
	     c = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
		read_event(calendar, c, &e);
		with(&e);
	}
}

static struct event *all;
static size_t nall, capall;

static void keep(struct event *e) {
	if (nall == capall) {
		capall = capall ? 2 * capall : 16;
		all = realloc(all, capall * sizeof *all);
	}
	all[nall++] = *e;
	if (e->is_replacement)
		moved_add(e->uid, instant(e->replaces));
}

static void object(const char *text) {
	icalcomponent *calendar = icalparser_parse_string(text);
	if (!calendar) {
		fprintf(stderr, "an object that libical does not read\n");
		exit(1);
	}
	nall = nmoved = 0;
	each_event(calendar, keep);
	qsort(moved, nmoved, sizeof *moved, by_uid);
	for (size_t i = 0; i < nall; i++) {
		struct event *e = &all[i];
		if (!e->counts)
			continue;
		if (e->nrules)
			series(e);
		else if (e->is_replacement || !is_out(e, instant(e->start)))
			occurrence(e, e->start);
	}
	icalcomponent_free(calendar);
}

/* The pack. */

static char *pack;
static uint64_t intervals, sum;

static void end_of_list(void) {
	qsort(found, nfound, sizeof *found, by_start);
	for (size_t i = 0; i < nfound; i++) {
		sum = hash_bytes(sum, &found[i].start, 8);
		sum = hash_bytes(sum, &found[i].end, 8);
	}
	intervals += nfound;
	nfound = 0;
}

/* Every text is followed by a NUL, as libical wants it. */
static void everything(void) {
	intervals = 0;
	sum = SEED;
	for (char *p = pack; *p;) {
		char *rest = strchr(p, '\n') + 1;
		if (*p == 'l') {
			end_of_list();
			p = rest;
			continue;
		}
		size_t n = strtoul(p + 7, NULL, 10);
		object(rest);
		p = rest + n + 1;
	}
	end_of_list();
}

static int64_t nanoseconds(clockid_t clock) {
	struct timespec t;
	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
	FILE *f = argc == 4 ? fopen(argv[1], "rb") : NULL;
	if (!f) {
		fprintf(stderr, "bench PACK FROM TO\n");
		return 2;
	}
	fseek(f, 0, SEEK_END);
	long n = ftell(f);
	rewind(f);
	pack = calloc(n + 1, 1);
	if (fread(pack, 1, n, f) != (size_t)n)
		return 2;
	fclose(f);
	from = atoll(argv[2]);
	to = atoll(argv[3]);
	floating = icaltimezone_get_builtin_timezone("Europe/Paris");
	char line[16];
	while (fgets(line, sizeof line, stdin)) {
		uint64_t allocations0 = allocations, allocated0 = allocated, held0 = held;
		most = held;
		int64_t cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID), wall = nanoseconds(CLOCK_MONOTONIC);
		everything();
		cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
		wall = nanoseconds(CLOCK_MONOTONIC) - wall;
		printf("%lld %lld %llu %llu %llu %llu %llu\n", (long long)cpu, (long long)wall,
		       (unsigned long long)intervals, (unsigned long long)sum,
		       (unsigned long long)(allocations - allocations0), (unsigned long long)(allocated - allocated0),
		       (unsigned long long)(most - held0));
		fflush(stdout);
	}
	return 0;
}
