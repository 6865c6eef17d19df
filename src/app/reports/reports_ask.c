/* reports/reports_ask.c — the period and the filters of an address. */
#include "app/reports/reports_pages.h"

#include "base/uri.h"

#define FIRST_DAY ((msec)0)
#define LAST_DAY  ((msec)7258118400000)          /* 2200 */

static const struct { const char *value, *words; int months, days; } periods[] = {
    {"12m", "Last 12 months", 12, 0}, {"30d", "Last 30 days", 0, 30}, {"90d", "Last 90 days", 0, 90},
    {"year", "This year", 0, 0}, {"last-year", "Last year", 0, 0}, {"all", "Since the first award", 0, 0}, {"own", "Own dates", 0, 0},
};

void report_periods(struct arena *a, str now, struct report_choices *out)
{
    for (size_t i = 0; i < COUNT(periods); i++)
        *list_add(a, out) = (struct report_choice){cstr(periods[i].value), said(periods[i].words), str_eq(now, cstr(periods[i].value)), 0};
}

static bool day_asked(struct request *rq, const char *name, msec *out)
{
    struct date d;
    str s = request_query(rq, name);

    if (str_is_empty(s) || date_parse(s, &d, NULL) != OK)
        return false;
    *out = date_start(d);
    return *out >= FIRST_DAY && *out < LAST_DAY;
}

int64_t report_id_asked(struct request *rq, const char *name)
{
    int64_t id;

    return str_to_int(request_query(rq, name), &id) && id > 0 ? id : 0;
}

/* Months as they are in the calendar: of twelve, the present one is the last. */
static void last_months(struct date today, int months, struct report_ask *ask)
{
    ask->from = date_start(date_add_months((struct date){today.year, today.month, 1}, 1 - months));
}

static code set_period(struct request *rq, size_t i, struct report_ask *ask, struct error *err)
{
    struct date today = date_of(clock_now());
    str value = cstr(periods[i].value);

    ask->until = date_start(today) + DAY;
    if (periods[i].months)
        last_months(today, periods[i].months, ask);
    else if (periods[i].days)
        ask->from = ask->until - periods[i].days * DAY;
    else if (str_eq(value, S("all")))
        return reports_begin(rq->db, rq->org, clock_now(), &ask->from, err);
    else
        ask->from = date_start((struct date){today.year, 1, 1});
    if (str_eq(value, S("last-year"))) {
        ask->until = ask->from;
        ask->from = date_start((struct date){today.year - 1, 1, 1});
    }
    return OK;
}

/* Own dates: what is not given is that of the last twelve months, and turned round it is one day. */
static void set_own(struct request *rq, struct report_ask *ask)
{
    msec day;

    if (day_asked(rq, "until", &day))
        ask->until = day + DAY;
    if (day_asked(rq, "from", &day))
        ask->from = day;
    if (ask->from >= ask->until)
        ask->from = ask->until - DAY;
}

static size_t period_of(struct request *rq)
{
    str asked = request_query(rq, "period");

    for (size_t i = 0; i < COUNT(periods); i++)
        if (str_eq(asked, cstr(periods[i].value)))
            return i;
    return 0;
}

static str in_query(struct arena *a, const struct report_query *q)
{
    struct buf b = buf_new(a);

    buf_printf(&b, "period=" STR_FMT, STR_ARG(q->period));
    if (str_eq(q->period, S("own")))
        buf_printf(&b, "&from=" STR_FMT "&until=" STR_FMT, STR_ARG(date_format(a, date_of(q->ask.from))),
                   STR_ARG(date_format(a, date_of(q->ask.until - DAY))));
    if (q->ask.badge)
        buf_printf(&b, "&badge=%lld", (long long)q->ask.badge);
    if (q->ask.department)
        buf_printf(&b, "&department=%lld", (long long)q->ask.department);
    if (q->ask.site)
        buf_printf(&b, "&site=%lld", (long long)q->ask.site);
    if (q->ask.compares)
        buf_putz(&b, "&compare=1");
    return buf_done(&b);
}

code report_asked(struct request *rq, struct report_query *out, struct error *err)
{
    size_t i = period_of(rq);

    *out = (struct report_query){.period = cstr(periods[i].value)};
    out->ask = (struct report_ask){
        .org = rq->org, .badge = report_id_asked(rq, "badge"), .department = report_id_asked(rq, "department"), .site = report_id_asked(rq, "site"),
        .compares = str_eq(request_query(rq, "compare"), S("1")),
    };
    TRY(set_period(rq, str_eq(out->period, S("own")) ? 0 : i, &out->ask, err));
    if (str_eq(out->period, S("own")))
        set_own(rq, &out->ask);
    out->query = in_query(rq->arena, out);
    return OK;
}
