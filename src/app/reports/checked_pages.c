/* reports/checked_pages.c — the page about checks of our awards, and its tables as files. Only for
 * who sees all awards: the counts know badges, and nobody. */
#include "app/reports/checked_pages.h"

#include "format/csv.h"
#include "templates.h"

#define LINES_SHOWN 25                           /* of badges; the file has all */

static code load(struct request *rq, struct checked_view *v, struct error *err)
{
    v->base = str_printf(rq->arena, "/org/%lld", (long long)rq->org);
    v->self = str_join(rq->arena, v->base, S("/reports/verification"));
    TRY(report_asked(rq, &v->q, err));
    return checked_make(rq->db, rq->arena, &v->q.ask, &v->c, err);
}

static void add_rows(struct arena *a, struct checked_view *v)
{
    int64_t most = 0;

    for (size_t i = 0; i < CHECKED_OUTCOMES; i++)
        most = v->c.all.of[i] > most ? v->c.all.of[i] : most;
    for (size_t i = 0; i < CHECKED_OUTCOMES; i++)
        if (v->c.all.of[i])
            *list_add(a, &v->outcomes) = (struct checked_row){said(checked_outcomes[i].words), report_percent(a, v->c.all.of[i], v->c.all.n), checked_outcomes[i].look,
                                                              v->c.all.of[i], chart_share(v->c.all.of[i], most)};
    for (size_t i = 0; i < v->c.badges.n && i < LINES_SHOWN; i++) {
        const struct checked_line *l = &v->c.badges.items[i];
        *list_add(a, &v->badge_rows) = (struct checked_badge_row){*l, str_printf(a, STR_FMT "/badges/%lld", STR_ARG(v->base), (long long)l->id),
                                                                  chart_share(l->n, v->c.badges.items[0].n),
                                                                  l->of[CHECKED_VALID] ? chart_share(l->of[CHECKED_VALID], v->c.badges.items[0].n) : 0};
    }
}

static void draw(struct arena *a, struct checked_view *v)
{
    v->time = (struct chart){.id = "chart-checked", .title = said("Checks over time"),
                             .words = words_printf(a, "%lld checks, %lld of them found the award valid. The table below has the same figures.",
                                                   (long long)v->c.all.n, (long long)v->c.all.of[CHECKED_VALID])};
    chart_columns(a, &v->c.time, (struct chart_look){.part = true}, &v->time);
}

static void show(struct request *rq, struct response *rs)
{
    struct checked_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK || report_add_badges(rq, v.q.ask.badge, &v.badges, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    report_periods(rq->arena, v.q.period, &v.periods);
    v.tabs = report_tabs_of(rq, "verification");
    v.from = date_format(rq->arena, date_of(v.q.ask.from));
    v.until = date_format(rq->arena, date_of(v.q.ask.until - DAY));
    add_rows(rq->arena, &v);
    draw(rq->arena, &v);
    struct out o = app_page(rq, "Checks of our awards", "figures");
    tmpl_checked(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- files ---- */

static void put_days(struct buf *b, struct arena *a, const struct checked *c)
{
    static const char *const heads[] = {"Day", "Badge", "Outcome", "Checks"};

    report_put_heads(b, heads, COUNT(heads));
    for (size_t i = 0; i < c->days.n; i++) {
        csv_put(b, date_format(a, date_of(c->days.items[i].day)), true);
        csv_put(b, c->days.items[i].badge, false);
        csv_put(b, said(checked_outcomes[c->days.items[i].outcome].words), false);
        report_put_number(b, c->days.items[i].n);
        csv_end_row(b);
    }
}

static void put_badges(struct buf *b, struct arena *a, const struct checked *c)
{
    const char *heads[2 + CHECKED_OUTCOMES] = {"Badge", "Checks"};

    (void)a;
    for (size_t i = 0; i < CHECKED_OUTCOMES; i++)
        heads[2 + i] = checked_outcomes[i].words;
    report_put_heads(b, heads, COUNT(heads));
    for (size_t i = 0; i < c->badges.n; i++) {
        csv_put(b, c->badges.items[i].name, true);
        report_put_number(b, c->badges.items[i].n);
        for (size_t k = 0; k < CHECKED_OUTCOMES; k++)
            report_put_number(b, c->badges.items[i].of[k]);
        csv_end_row(b);
    }
}

static const struct { const char *name; void (*put)(struct buf *b, struct arena *a, const struct checked *c); } files[] = {{"days.csv", put_days}, {"badges.csv", put_badges}};

static void file(struct request *rq, struct response *rs)
{
    struct checked_view v = {0};
    struct error err = {0};
    str name = request_param(rq, "file");
    struct buf b = buf_new(rq->arena);

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < COUNT(files); i++)
        if (str_eq(name, cstr(files[i].name))) {
            files[i].put(&b, rq->arena, &v.c);
            report_send_file(rq, rs, name, &b);
            return;
        }
    app_error_page(rq, rs, 404, "there is no such report");
}

const struct route checked_routes[] = {
    {GET, "/org/{org}/reports/verification", VIEW_AWARDS, show, NULL, 0},
    {GET, "/org/{org}/reports/verification/files/{file}", VIEW_AWARDS, file, NULL, 0},
    {0},
};
