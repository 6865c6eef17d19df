/* app/effort.c — time and money as people write them, and in words. */
#include "app/effort.h"

#include "base/words.h"

/* ---- time as people write it ---- */

/* The number at the front of `*t`, without more than six figures. */
static bool take_number(str *t, int64_t *out)
{
    size_t n = 0;

    while (n < t->n && n < 7 && t->p[n] >= '0' && t->p[n] <= '9')
        n++;
    if (n == 0 || n == 7 || !str_to_int(str_slice(*t, 0, n), out))
        return false;
    *t = str_from(*t, n);
    return true;
}

/* ".5" of an hour; two figures at most count. */
static bool take_part(str *t, int64_t *minutes)
{
    int64_t part = 0;
    str digits = str_from(*t, 1);
    size_t before = digits.n;

    if (!take_number(&digits, &part) || before - digits.n > 2)
        return false;
    *minutes = before - digits.n == 1 ? part * 6 : part * 60 / 100;
    *t = digits;
    return true;
}

static bool is_unit(str t, const char *all)
{
    str words = cstr(all), one;

    while (str_cut(&words, '|', &one))
        if (str_eq_nocase(t, one))
            return true;
    return false;
}

/* Behind the hours: ":30", ".5", "h 30 min", or nothing. */
static bool read_rest(str rest, int64_t hours, int64_t *minutes)
{
    int64_t more = 0;

    if (rest.n && (rest.p[0] == '.' || rest.p[0] == ',')) {
        if (!take_part(&rest, &more))
            return false;
    } else if (rest.n && rest.p[0] == ':') {
        rest = str_from(rest, 1);
        if (!take_number(&rest, &more) || more > 59)
            return false;
    }
    *minutes = hours * 60 + more;
    rest = str_trim(rest);
    if (is_unit(rest, "|h|hrs|hours|hour|std"))
        return true;
    if (rest.n == 0 || (rest.p[0] != 'h' && rest.p[0] != 'H') || more)
        return false;
    rest = str_trim(str_from(rest, 1));
    if (!take_number(&rest, &more) || more > 59 || !is_unit(str_trim(rest), "|m|min"))
        return false;
    *minutes = hours * 60 + more;
    return true;
}

bool effort_read_time(str text, int64_t *minutes)
{
    str rest = str_trim(text);
    int64_t n = 0;

    *minutes = 0;
    if (rest.n == 0)
        return true;
    if (!take_number(&rest, &n))
        return false;
    if (is_unit(str_trim(rest), "m|min|minutes|mins"))
        *minutes = n;
    else if (!read_rest(rest, n, minutes))
        return false;
    return *minutes <= EFFORT_MINUTES;
}

str effort_time_words(struct arena *a, int64_t minutes)
{
    int64_t hours = minutes / 60, rest = minutes % 60;

    if (hours == 0)
        return words_printf(a, "%lld min", (long long)rest);
    return rest ? words_printf(a, "%lld h %lld min", (long long)hours, (long long)rest) : words_printf(a, "%lld h", (long long)hours);
}

str effort_time_typed(struct arena *a, int64_t minutes)
{
    return minutes ? str_printf(a, "%lld:%02lld", (long long)(minutes / 60), (long long)(minutes % 60)) : S("");
}

/* ---- money ---- */

/* Two figures behind the last dot or comma are hundredths; other ones group thousands. */
bool effort_read_cost(str text, int64_t *cost)
{
    int64_t n = 0;
    size_t digits = 0, behind = 0;
    bool is_part = false;

    text = str_trim(text);
    *cost = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c >= '0' && c <= '9' && n < EFFORT_COST) {
            n = n * 10 + (c - '0');
            digits++;
            behind += is_part;
        } else if ((c == '.' || c == ',') && digits && (!is_part || behind == 3)) {
            is_part = true;
            behind = 0;
        } else {
            return false;
        }
    }
    if (text.n && (!digits || (is_part && behind == 0) || (is_part && behind > 3)))
        return false;
    *cost = !is_part || behind == 3 ? n * 100 : behind == 1 ? n * 10 : n;
    return *cost <= EFFORT_COST;
}

str effort_cost_words(struct arena *a, int64_t cost)
{
    return cost % 100 ? str_printf(a, "%lld.%02lld", (long long)(cost / 100), (long long)(cost % 100)) : str_printf(a, "%lld", (long long)(cost / 100));
}

/* ---- added up ---- */

void effort_add(struct effort_sum *sum, const struct effort *e)
{
    sum->n++;
    sum->timeless += !e->has_time;
    sum->costless += !e->has_cost;
    sum->minutes += e->has_time ? e->minutes : 0;
    sum->cost += e->has_cost ? e->cost : 0;
}

struct effort effort_both(const struct effort *x, const struct effort *y)
{
    return (struct effort){x->minutes + y->minutes, x->cost + y->cost, x->has_time && y->has_time, x->has_cost && y->has_cost};
}

struct effort effort_less(const struct effort *x, const struct effort *y)
{
    if (x->has_time != y->has_time)
        return x->has_time ? *x : *y;
    if (x->minutes != y->minutes)
        return x->minutes < y->minutes ? *x : *y;
    return x->has_cost && (!y->has_cost || x->cost <= y->cost) ? *x : *y;
}

/* ---- in words ---- */

static str joined(struct arena *a, str time, str cost)
{
    if (time.n && cost.n)
        return str_printf(a, STR_FMT " · " STR_FMT, STR_ARG(time), STR_ARG(cost));
    return time.n ? time : cost.n ? cost : said("No estimate");
}

static str costs(struct arena *a, int64_t cost)
{
    return cost ? words_printf(a, "Cost " STR_FMT, STR_ARG(effort_cost_words(a, cost))) : said("Costs nothing");
}

str effort_words(struct arena *a, const struct effort *e)
{
    return joined(a, e->has_time ? effort_time_words(a, e->minutes) : S(""), e->has_cost ? costs(a, e->cost) : S(""));
}

static str sum_time(struct arena *a, const struct effort_sum *s)
{
    str time = effort_time_words(a, s->minutes);

    if (s->timeless && !s->minutes)
        return S("");
    return s->timeless ? words_printf(a, "At least " STR_FMT ", %lld without an estimate", STR_ARG(time), (long long)s->timeless) : time;
}

static str sum_cost(struct arena *a, const struct effort_sum *s)
{
    if (s->costless && !s->cost)
        return S("");
    return s->costless ? words_printf(a, "Cost at least " STR_FMT ", %lld without an estimate", STR_ARG(effort_cost_words(a, s->cost)), (long long)s->costless) : costs(a, s->cost);
}

str effort_sum_words(struct arena *a, const struct effort_sum *sum)
{
    return sum->n ? joined(a, sum_time(a, sum), sum_cost(a, sum)) : S("");
}
