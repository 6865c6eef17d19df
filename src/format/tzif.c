/* format/tzif.c — a table of changes, and behind its end a rule for all years to
 * come (POSIX.1 §8.3, RFC 8536 §3.3). */
#include "format/tzif.h"

#include <string.h>

#define MOST_CHANGES 5000
#define HEAD         44

struct change { int64_t at; int32_t ahead; };    /* both in seconds */
/* One day of a year: `kind` M (month, week, weekday), J (1…365, no 29 Feb), N (0…365). */
struct turn { char kind; int month, week, weekday, day; int64_t time; };
struct tzif {
    int32_t first;                               /* before the first change */
    struct change *changes;
    size_t n;
    bool has_rule, has_summer;
    int32_t standard, summer;
    struct turn to_summer, to_standard;
};

/* ---- numbers ---- */

static uint32_t u32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int64_t i64(const char *p)
{
    return (int64_t)((uint64_t)u32(p) << 32 | u32(p + 4));
}

/* ---- the rule ---- */

struct words { const char *p, *end; bool ok; };

static bool take(struct words *w, char c)
{
    bool is = w->p < w->end && *w->p == c;

    w->p += is;
    return is;
}

static int number(struct words *w, int most)
{
    int n = 0;

    w->ok = w->ok && w->p < w->end && *w->p >= '0' && *w->p <= '9';
    while (w->ok && w->p < w->end && *w->p >= '0' && *w->p <= '9') {
        n = n * 10 + (*w->p++ - '0');
        w->ok = n <= most;
    }
    return w->ok ? n : 0;
}

static void skip_name(struct words *w)
{
    const char *from = w->p;

    if (take(w, '<')) {
        while (w->p < w->end && *w->p != '>')
            w->p++;
        w->ok = w->ok && take(w, '>');
        return;
    }
    while (w->p < w->end && ((*w->p >= 'A' && *w->p <= 'Z') || (*w->p >= 'a' && *w->p <= 'z')))
        w->p++;
    w->ok = w->ok && w->p - from >= 3;
}

/* hh[:mm[:ss]], in seconds. */
static int64_t clock_words(struct words *w)
{
    bool back = take(w, '-');
    int64_t s = 0;

    if (!back)
        take(w, '+');
    s = (int64_t)number(w, 167) * 3600;
    if (take(w, ':')) {
        s += number(w, 59) * 60;
        if (take(w, ':'))
            s += number(w, 59);
    }
    return back ? -s : s;
}

static struct turn turn_words(struct words *w)
{
    struct turn t = {.kind = 'N', .time = 7200};

    w->ok = w->ok && take(w, ',');
    if (take(w, 'M')) {
        t.kind = 'M';
        t.month = number(w, 12);
        w->ok = w->ok && t.month > 0 && take(w, '.');
        t.week = number(w, 5);
        w->ok = w->ok && t.week > 0 && take(w, '.');
        t.weekday = number(w, 6);
    } else {
        t.kind = take(w, 'J') ? 'J' : 'N';
        t.day = number(w, 365);
        w->ok = w->ok && (t.kind == 'N' || t.day > 0);
    }
    if (take(w, '/'))
        t.time = clock_words(w);
    return t;
}

/* "CET-1CEST,M3.5.0,M10.5.0/3": what is west of Greenwich is positive. */
static bool read_rule(str text, struct tzif *z)
{
    struct words w = {text.p, text.p + text.n, true};

    skip_name(&w);
    z->standard = (int32_t)-clock_words(&w);
    z->has_rule = true;
    if (w.p == w.end)
        return w.ok;
    skip_name(&w);
    z->has_summer = true;
    z->summer = z->standard + 3600;
    if (w.p < w.end && *w.p != ',')
        z->summer = (int32_t)-clock_words(&w);
    z->to_summer = turn_words(&w);
    z->to_standard = turn_words(&w);
    return w.ok && w.p == w.end;
}

static bool is_leap(int year)
{
    return date_days_in_month(year, 2) == 29;
}

/* 00:00 of that day, as if it were UTC. */
static msec turn_day(const struct turn *t, int year)
{
    if (t->kind == 'J')
        return date_start((struct date){year, 1, 1}) + (t->day - 1 + (is_leap(year) && t->day >= 60)) * DAY;
    if (t->kind == 'N')
        return date_start((struct date){year, 1, 1}) + t->day * DAY;

    msec first = date_start((struct date){year, t->month, 1});
    int weekday = (int)(((first / DAY) % 7 + 7 + 4) % 7);        /* 1970-01-01 was a Thursday */
    int day = (t->weekday - weekday + 7) % 7 + (t->week - 1) * 7;
    while (day >= date_days_in_month(year, t->month))
        day -= 7;
    return first + day * DAY;
}

static int32_t ahead_by_rule(const struct tzif *z, msec t)
{
    if (!z->has_summer)
        return z->standard;
    int year = date_of(t + z->standard * SECOND).year;
    msec summer = turn_day(&z->to_summer, year) + (z->to_summer.time - z->standard) * SECOND;
    msec standard = turn_day(&z->to_standard, year) + (z->to_standard.time - z->summer) * SECOND;
    bool is_summer = summer < standard ? t >= summer && t < standard : t >= summer || t < standard;

    return is_summer ? z->summer : z->standard;
}

/* ---- the file ---- */

struct counts { size_t isut, isstd, leap, time, type, chars; };

static bool read_head(str file, size_t at, struct counts *c)
{
    if (file.n < at + HEAD || memcmp(file.p + at, "TZif", 4) != 0 || file.p[at + 4] < '2')
        return false;
    const char *p = file.p + at + 20;
    *c = (struct counts){u32(p), u32(p + 4), u32(p + 8), u32(p + 12), u32(p + 16), u32(p + 20)};
    return true;
}

/* Counts are bounded before they are multiplied. */
static bool is_sane(const struct counts *c)
{
    return c->isut <= 256 && c->isstd <= 256 && c->leap <= 1000 && c->time <= MOST_CHANGES && c->type >= 1 && c->type <= 256
        && c->chars <= 4096;
}

static size_t body(const struct counts *c, size_t time_size)
{
    return c->time * (time_size + 1) + c->type * 6 + c->chars + c->leap * (time_size + 4) + c->isstd + c->isut;
}

static bool read_changes(struct arena *a, const char *p, const struct counts *c, struct tzif *z)
{
    const char *kinds = p + c->time * 8, *types = kinds + c->time;

    z->first = (int32_t)u32(types);
    z->changes = NEW_ARRAY(a, c->time + 1, struct change);
    for (size_t i = 0; i < c->time; i++) {
        unsigned kind = (unsigned char)kinds[i];
        if (kind >= c->type)
            return false;
        z->changes[i] = (struct change){i64(p + i * 8), (int32_t)u32(types + kind * 6)};
        if (i > 0 && z->changes[i].at <= z->changes[i - 1].at)
            return false;
    }
    z->n = c->time;
    return true;
}

/* RFC 8536 §3.2: an offset is within a day and an hour. */
static bool are_offsets_sane(const struct tzif *z)
{
    const int32_t most = 26 * 3600;
    bool ok = z->first > -most && z->first < most && z->standard > -most && z->standard < most && z->summer > -most && z->summer < most;

    for (size_t i = 0; i < z->n; i++)
        ok = ok && z->changes[i].ahead > -most && z->changes[i].ahead < most;
    return ok;
}

#define NOT_ONE "this is no file of a time zone"

code tzif_read(struct arena *a, str file, struct tzif **out, struct error *err)
{
    struct tzif *z = NEW(a, struct tzif);
    struct counts one, two;

    if (!read_head(file, 0, &one))
        return fail(err, BAD_INPUT, "zone", NOT_ONE);
    if (!is_sane(&one))
        return fail(err, LIMIT, "zone", "this time zone has more changes than any of this world");
    size_t at = HEAD + body(&one, 4);
    if (!read_head(file, at, &two))
        return fail(err, BAD_INPUT, "zone", NOT_ONE);
    if (!is_sane(&two))
        return fail(err, LIMIT, "zone", "this time zone has more changes than any of this world");
    at += HEAD;
    if (file.n < at + body(&two, 8) || !read_changes(a, file.p + at, &two, z))
        return fail(err, BAD_INPUT, "zone", NOT_ONE);
    str foot = str_from(file, at + body(&two, 8));
    if (foot.n >= 2 && foot.p[0] == '\n' && foot.p[foot.n - 1] == '\n') {
        str rule = str_slice(foot, 1, foot.n - 1);
        if (rule.n && !read_rule(rule, z))
            return fail(err, BAD_INPUT, "zone", NOT_ONE);
    }
    if (!are_offsets_sane(z))
        return fail(err, BAD_INPUT, "zone", NOT_ONE);
    *out = z;
    return OK;
}

/* ---- asking ---- */

msec tzif_ahead(const struct tzif *z, msec t)
{
    int64_t s = t >= 0 ? t / SECOND : -((-t + 999) / SECOND);
    size_t from = 0, to = z->n;

    while (from < to) {                          /* the first change after t */
        size_t middle = from + (to - from) / 2;
        if (z->changes[middle].at <= s)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == z->n && z->has_rule)
        return ahead_by_rule(z, t) * SECOND;
    return (from == 0 ? z->first : z->changes[from - 1].ahead) * SECOND;
}

msec tzif_moment(const struct tzif *z, msec wall)
{
    msec before = tzif_ahead(z, wall - DAY), after = tzif_ahead(z, wall + DAY);

    if (tzif_ahead(z, wall - before) == before)  /* the clocks as they were: the first of two */
        return wall - before;
    return tzif_ahead(z, wall - after) == after ? wall - after : wall - before;
}
