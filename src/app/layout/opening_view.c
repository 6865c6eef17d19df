/* layout/opening_view.c */
#include "app/layout/opening_view.h"

#include "base/words.h"
#include "web/out.h"

struct tag_view opening_tag(const struct opening *o)
{
    static const struct { const char *kind, *icon, *words; } looks[] = {
        [OPENING_OPEN] = {"good", "check", "Open"}, [OPENING_EARLY] = {"info", "clock", "Opens later"},
        [OPENING_LATE] = {NULL, "clock-off", "Time is over"}, [OPENING_STOPPED] = {"warn", "ban", "Stopped"},
        [OPENING_FULL] = {NULL, "circle-check", "All taken"}, [OPENING_ARCHIVED] = {NULL, "archive", "Badge archived"},
    };
    enum opening_state now = opening_state(o, clock_now());

    return (struct tag_view){looks[now].kind, looks[now].icon, said(looks[now].words)};
}

str opening_moment(struct arena *a, msec t)
{
    msec minute = t % DAY / MINUTE;

    return str_printf(a, STR_FMT " %02d:%02d", STR_ARG(date_format(a, date_of(t))), (int)(minute / 60), (int)(minute % 60));
}

static str moment_said(struct arena *a, msec t)
{
    msec minute = t % DAY / MINUTE;

    return str_printf(a, STR_FMT " %02d:%02d", STR_ARG(out_day_said(a, t)), (int)(minute / 60), (int)(minute % 60));
}

str opening_hours(struct arena *a, const struct opening *o)
{
    if (o->opens && o->closes)
        return words_printf(a, "From " STR_FMT " until " STR_FMT " UTC", STR_ARG(moment_said(a, o->opens)), STR_ARG(moment_said(a, o->closes)));
    if (o->opens)
        return words_printf(a, "From " STR_FMT " UTC", STR_ARG(moment_said(a, o->opens)));
    return o->closes ? words_printf(a, "Until " STR_FMT " UTC", STR_ARG(moment_said(a, o->closes))) : S("");
}

str opening_used(struct arena *a, const struct opening *o)
{
    return o->most ? words_printf(a, "%lld of %lld", (long long)o->taken, (long long)o->most) : str_printf(a, "%lld", (long long)o->taken);
}

/* ---- in forms ---- */

/* What an input of type datetime-local sends, or people type: "2026-05-04 09:30". */
static bool read_moment(struct arena *a, struct form *f, const char *name, msec *out)
{
    str typed = form_text(f, name);
    ptrdiff_t gap = str_find_byte(typed, str_contains(typed, S("T")) ? 'T' : ' ');

    *out = 0;
    if (str_is_empty(typed))
        return true;
    str day = gap < 0 ? typed : str_slice(typed, 0, (size_t)gap), time = gap < 0 ? S("00:00") : str_from(typed, (size_t)gap + 1);
    str full = str_printf(a, STR_FMT "T" STR_FMT "%sZ", STR_ARG(day), STR_ARG(time), time.n == 5 ? ":00" : "");
    if (time_parse(full, out, NULL) == OK)
        return true;
    form_reject(f, name, said("Write day and time as 2026-05-04 09:30"));
    return false;
}

bool opening_read(struct arena *a, struct form *f, struct opening *o)
{
    bool opens = read_moment(a, f, "opens", &o->opens), closes = read_moment(a, f, "closes", &o->closes);

    o->most = form_int(f, "most");
    return opens && closes;
}

/* As an input of type datetime-local wants it. */
static str typed(struct arena *a, msec t)
{
    str m = opening_moment(a, t);

    return t ? str_printf(a, STR_FMT "T" STR_FMT, STR_ARG(str_slice(m, 0, 10)), STR_ARG(str_from(m, 11))) : S("");
}

void opening_fill(struct arena *a, struct form *f, const struct opening *o)
{
    form_set(f, "opens", typed(a, o->opens));
    form_set(f, "closes", typed(a, o->closes));
    if (o->most)
        form_set_int(f, "most", o->most);
}
