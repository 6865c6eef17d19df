/* reports/reports_pages.c — the report as a page with charts, and each table of it
 * as a file for spreadsheets. */
#include "app/reports/reports_pages.h"

#include "app/org/access.h"
#include "format/csv.h"
#include "templates.h"

#define LINES_SHOWN 25                           /* of badges and departments; the file has all */

/* ---- filters ---- */

static const char sql_badge_names[] = SQL(
    "SELECT c.id, v.name FROM achievement c JOIN achievement_version v ON v.id = c.version_id"
    " WHERE c.org_id = $1 AND c.state <> 'draft' ORDER BY lower(v.name), c.id LIMIT 1000");

void report_add_choice(struct arena *a, struct report_choices *out, int64_t id, str words, int depth, int64_t chosen)
{
    *list_add(a, out) = (struct report_choice){str_printf(a, "%lld", (long long)id), words, id == chosen, depth};
}

code report_add_badges(struct request *rq, int64_t chosen, struct report_choices *out, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_badge_names, ARGS(v_int(rq->org)));

    while (rows_next(r))
        report_add_choice(rq->arena, out, row_int(r, 0), row_str(r, 1, rq->arena), 0, chosen);
    return rows_end(r, err);
}

code report_add_places(struct request *rq, enum place_kind kind, int64_t chosen, struct report_choices *out, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_names(rq->db, rq->arena, rq->org, kind, &all, err));
    for (size_t i = 0; i < all.n; i++)
        report_add_choice(rq->arena, out, all.items[i].id, all.items[i].name, all.items[i].depth, chosen);
    return OK;
}

/* Checks are counted by badge alone: they are shown to who sees all awards. */
struct report_tabs report_tabs_of(struct request *rq, const char *now)
{
    return (struct report_tabs){now, str_printf(rq->arena, "/org/%lld", (long long)rq->org), access_holds_some(rq, VIEW_STANDINGS), access_holds(rq, VIEW_AWARDS)};
}

/* ---- figures in words ---- */

str report_percent(struct arena *a, int64_t part, int64_t whole)
{
    return whole ? str_printf(a, "%lld %%", (long long)((part * 100 + whole / 2) / whole)) : S("–");
}

static str change_of(struct arena *a, int64_t now, int64_t before)
{
    if (before == 0)
        return now ? said("none in the period before") : said("as in the period before");
    int64_t change = ((now - before) * 100 + (now >= before ? before / 2 : -before / 2)) / before;
    if (change == 0)
        return said("as in the period before");
    return change > 0 ? words_printf(a, "%lld %% more than in the period before", (long long)change)
                      : words_printf(a, "%lld %% fewer than in the period before", (long long)-change);
}

static void draw_time(struct arena *a, struct reports_view *v)
{
    struct chart_point sum = {0};

    for (size_t i = 0; i < v->r.time.n; i++) {
        sum.label = v->r.time.items[i].label;
        sum.n += v->r.time.items[i].n;
        *list_add(a, &v->sums) = sum;
    }
    v->time = (struct chart){.id = "chart-time", .title = said("Awards over time"),
                             .words = words_printf(a, "%lld awards, %lld of them claimed. The table below has the same figures.",
                                                   (long long)v->r.n, (long long)v->r.claimed)};
    chart_columns(a, &v->r.time, (struct chart_look){.part = true, .before = v->q.ask.compares}, &v->time);
    v->sum = (struct chart){.id = "chart-sum", .title = said("All together"),
                            .words = words_printf(a, "The line rises to %lld awards. The table below has the same figures.", (long long)v->r.n)};
    chart_curve(a, &v->sums, &v->sum);
}

static void add_rows(struct arena *a, const struct report_lines *lines, const char *kind, const struct reports_view *v, struct report_rows *out)
{
    int64_t most = lines->n ? lines->items[0].n : 0;

    for (size_t i = 0; i < lines->n && i < LINES_SHOWN; i++) {
        const struct report_line *l = &lines->items[i];
        *list_add(a, out) = (struct report_row){
            .line = *l, .bar = chart_share(l->n, most), .part = chart_share(l->claimed, most), .share = report_percent(a, l->claimed, l->n),
            .href = l->id ? str_printf(a, STR_FMT "/awards?%s=%lld", STR_ARG(v->base), kind, (long long)l->id) : S("")};
    }
}

static void add_expiring(struct arena *a, struct reports_view *v)
{
    int64_t most = 0;

    for (size_t i = 0; i < v->r.expiring.n; i++) {
        const struct report_line *l = &v->r.expiring.items[i];
        v->near += l->near;
        v->soon += l->soon;
        v->later += l->later;
        most = l->n > most ? l->n : most;
    }
    add_rows(a, &v->r.expiring, "badge", v, &v->expiring_rows);
    for (size_t i = 0; i < v->expiring_rows.n; i++)
        v->expiring_rows.items[i].bar = chart_share(v->expiring_rows.items[i].line.n, most);
}

static const struct { const char *state, *look, *words; } mail_looks[] = {
    {"sent", "chart-good", "Sent"}, {"queued", "chart-bar-2", "On its way"}, {"outbox", "chart-warn", "Waits for a mail server"},
    {"failed", "chart-bad", "Could not be sent"}, {"bounced", "chart-bad", "Came back"},
};

static struct report_mail_row mail_row(const struct report_mail *m)
{
    for (size_t i = 0; i < COUNT(mail_looks); i++)
        if (str_eq(m->state, cstr(mail_looks[i].state)))
            return (struct report_mail_row){mail_looks[i].look, said(mail_looks[i].words), m->n, 0, S("")};
    return (struct report_mail_row){"chart-bar", m->state, m->n, 0, S("")};
}

static void add_mails(struct arena *a, struct reports_view *v)
{
    int64_t most = 0;

    for (size_t i = 0; i < v->r.mails.n; i++) {
        v->mails += v->r.mails.items[i].n;
        most = v->r.mails.items[i].n > most ? v->r.mails.items[i].n : most;
    }
    for (size_t i = 0; i < v->r.mails.n; i++) {
        struct report_mail_row row = mail_row(&v->r.mails.items[i]);
        row.bar = chart_share(row.n, most);
        row.href = v->may_see_mail ? str_printf(a, STR_FMT "/mail?state=" STR_FMT, STR_ARG(v->base), STR_ARG(v->r.mails.items[i].state)) : S("");
        *list_add(a, &v->mail_rows) = row;
    }
}

static code load(struct request *rq, struct reports_view *v, struct error *err)
{
    const struct access *may;

    v->base = str_printf(rq->arena, "/org/%lld", (long long)rq->org);
    v->self = str_join(rq->arena, v->base, S("/reports"));
    TRY(report_asked(rq, &v->q, err));
    TRY(access_of(rq, rq->org, &may, err));
    v->q.ask.account = rq->session->account;
    v->q.ask.grants = access_grants(rq->arena, may, VIEW_AWARDS);
    v->is_part = v->q.ask.grants.n > 0;
    return reports_make(rq->db, rq->arena, &v->q.ask, clock_now(), &v->r, err);
}

static code fill(struct request *rq, struct reports_view *v, struct error *err)
{
    struct arena *a = rq->arena;

    report_periods(a, v->q.period, &v->periods);
    TRY(report_add_badges(rq, v->q.ask.badge, &v->badges, err));
    TRY(report_add_places(rq, DEPARTMENT, v->q.ask.department, &v->departments, err));
    TRY(report_add_places(rq, SITE, v->q.ask.site, &v->sites, err));
    v->tabs = report_tabs_of(rq, "awards");
    v->may_see_mail = app_allow(rq, AWARD_BADGES, rq->org) == OK;
    v->from = date_format(a, date_of(v->q.ask.from));
    v->until = date_format(a, date_of(v->q.ask.until - DAY));
    v->claimed_share = report_percent(a, v->r.claimed, v->r.n);
    v->change = v->q.ask.compares ? change_of(a, v->r.n, v->r.before) : S("");
    draw_time(a, v);
    add_rows(a, &v->r.badges, "badge", v, &v->badge_rows);
    add_rows(a, &v->r.departments, "department", v, &v->department_rows);
    add_expiring(a, v);
    add_mails(a, v);
    return OK;
}

static void show(struct request *rq, struct response *rs)
{
    struct reports_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK || fill(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Reports", "figures");
    tmpl_reports(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- files ---- */

void report_put_heads(struct buf *b, const char *const *heads, size_t n)
{
    buf_putz(b, "\xEF\xBB\xBF");
    for (size_t i = 0; i < n; i++)
        csv_put(b, said(heads[i]), i == 0);
    csv_end_row(b);
}

void report_put_number(struct buf *b, int64_t n)
{
    buf_printf(b, ",%lld", (long long)n);
}

static void put_time(struct buf *b, const struct reports *r)
{
    static const char *const heads[] = {"Period", "Awards", "Claimed", "In the period before", "All together"};
    int64_t sum = 0;

    report_put_heads(b, heads, COUNT(heads));
    for (size_t i = 0; i < r->time.n; i++) {
        const struct chart_point *p = &r->time.items[i];
        const int64_t numbers[] = {p->n, p->part, p->before, sum += p->n};
        csv_put(b, p->label, true);
        for (size_t k = 0; k < COUNT(numbers); k++)
            report_put_number(b, numbers[k]);
        csv_end_row(b);
    }
}

static void put_lines(struct buf *b, const char *head, const struct report_lines *lines)
{
    const char *heads[] = {head, "Awards", "Claimed", "In the period before"};

    report_put_heads(b, heads, COUNT(heads));
    for (size_t i = 0; i < lines->n; i++) {
        csv_put(b, lines->items[i].name, true);
        report_put_number(b, lines->items[i].n);
        report_put_number(b, lines->items[i].claimed);
        report_put_number(b, lines->items[i].before);
        csv_end_row(b);
    }
}

static void put_badges(struct buf *b, const struct reports *r)
{
    put_lines(b, "Badge", &r->badges);
}

static void put_departments(struct buf *b, const struct reports *r)
{
    put_lines(b, "Department", &r->departments);
}

static void put_expiring(struct buf *b, const struct reports *r)
{
    static const char *const heads[] = {"Badge", "Within 30 days", "31 to 60 days", "61 to 90 days"};

    report_put_heads(b, heads, COUNT(heads));
    for (size_t i = 0; i < r->expiring.n; i++) {
        const struct report_line *l = &r->expiring.items[i];
        csv_put(b, l->name, true);
        report_put_number(b, l->near);
        report_put_number(b, l->soon);
        report_put_number(b, l->later);
        csv_end_row(b);
    }
}

static void put_mails(struct buf *b, const struct reports *r)
{
    static const char *const heads[] = {"State", "Mails"};

    report_put_heads(b, heads, COUNT(heads));
    for (size_t i = 0; i < r->mails.n; i++) {
        csv_put(b, mail_row(&r->mails.items[i]).words, true);
        report_put_number(b, r->mails.items[i].n);
        csv_end_row(b);
    }
}

static const struct { const char *name; void (*put)(struct buf *b, const struct reports *r); } files[] = {
    {"time.csv", put_time}, {"badges.csv", put_badges}, {"departments.csv", put_departments}, {"expiring.csv", put_expiring}, {"mail.csv", put_mails},
};

bool report_put_file(struct buf *b, str name, const struct reports *r)
{
    for (size_t i = 0; i < COUNT(files); i++)
        if (str_eq(name, cstr(files[i].name))) {
            files[i].put(b, r);
            return true;
        }
    return false;
}

void report_send_file(struct request *rq, struct response *rs, str name, struct buf *b)
{
    response_bytes(rs, S("text/csv; charset=utf-8"), buf_done(b));
    response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"" STR_FMT "\"", STR_ARG(name)));
}

static void file(struct request *rq, struct response *rs)
{
    struct reports_view v = {0};
    struct error err = {0};
    str name = request_param(rq, "file");
    struct buf b = buf_new(rq->arena);

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (!report_put_file(&b, name, &v.r)) {
        app_error_page(rq, rs, 404, "there is no such report");
        return;
    }
    report_send_file(rq, rs, name, &b);
}

const struct route reports_routes[] = {
    {GET, "/org/{org}/reports", VIEW_AWARDS, show, NULL, 0, .within = IN_LISTS},
    {GET, "/org/{org}/reports/files/{file}", VIEW_AWARDS, file, NULL, 0, .within = IN_LISTS},
    {0},
};
