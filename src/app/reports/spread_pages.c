/* reports/spread_pages.c — whether recognition reaches everybody: figures, tables and
 * files; period and scheme stand in the address. */
#include "app/reports/spread_pages.h"

#include "app/org/access.h"
#include "format/csv.h"
#include "templates.h"

static const struct { const char *id, *title, *head, *file; } cards[SPREAD_KINDS] = {
    {"by-department", "By department", "Department", "departments.csv"},
    {"by-team", "By team", "Team", "teams.csv"},
    {"by-site", "By site", "Site", "sites.csv"},
    {"by-employment", "By employment", "Employment", "employment.csv"},
};
static const struct { const char *words, *look; } verdicts[] = {
    [SPREAD_TOO_FEW] = {"Too few to say", ""},
    [SPREAD_LESS] = {"Less than its share", "warn"},
    [SPREAD_EVEN] = {"About its share", "good"},
    [SPREAD_MORE] = {"More than its share", "info"},
};

/* ---- the address ---- */

static str in_query(struct arena *a, const struct spread_view *v)
{
    return v->ask.scheme ? str_printf(a, STR_FMT "&scheme=%lld", STR_ARG(v->q.query), (long long)v->ask.scheme) : v->q.query;
}

static code load(struct request *rq, struct spread_view *v, struct error *err)
{
    const struct access *may;

    v->base = str_printf(rq->arena, "/org/%lld", (long long)rq->org);
    v->self = str_join(rq->arena, v->base, S("/reports/recognition"));
    TRY(report_asked(rq, &v->q, err));
    TRY(access_of(rq, rq->org, &may, err));
    v->ask = (struct spread_ask){.org = rq->org, .from = v->q.ask.from, .until = v->q.ask.until, .scheme = report_id_asked(rq, "scheme"),
                                 .account = rq->session->account, .grants = access_grants(rq->arena, may, VIEW_AWARDS)};
    v->is_part = v->ask.grants.n > 0;
    v->query = in_query(rq->arena, v);
    return spread_make(rq->db, rq->arena, &v->ask, &v->s, err);
}

/* ---- the page ---- */

/* Only schemes whose badge the reader's right goes for. */
static const char sql_schemes[] = SQL("SELECT s.id, s.name, s.achievement_id FROM recognition_scheme s WHERE s.org_id = $1 ORDER BY lower(s.name), s.id");

static code add_schemes(struct request *rq, struct spread_view *v, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_schemes, ARGS(v_int(rq->org)));

    while (rows_next(r))
        if (access_has_badge(rq, VIEW_AWARDS, row_int(r, 2)))
            report_add_choice(rq->arena, &v->schemes, row_int(r, 0), row_str(r, 1, rq->arena), 0, v->ask.scheme);
    return rows_end(r, err);
}

static int64_t of_1000(int64_t part, int64_t whole)
{
    return whole ? part * 1000 / whole : 0;
}

static int64_t longest(const struct spread_view *v, const struct spread_lines *lines)
{
    int64_t most = 0;

    for (size_t i = 0; i < lines->n; i++) {
        int64_t people = of_1000(lines->items[i].people, v->s.people), got = of_1000(lines->items[i].got, v->s.got);
        most = people > most ? people : most;
        most = got > most ? got : most;
    }
    return most;
}

static struct spread_row row_of(struct arena *a, const struct spread_view *v, const struct spread_line *l, int64_t most)
{
    return (struct spread_row){
        .line = *l, .people_share = report_percent(a, l->people, v->s.people), .got_share = report_percent(a, l->got, v->s.got),
        .verdict = said(verdicts[l->verdict].words), .look = verdicts[l->verdict].look,
        .people_bar = chart_share(of_1000(l->people, v->s.people), most), .got_bar = chart_share(of_1000(l->got, v->s.got), most)};
}

static void add_cards(struct arena *a, struct spread_view *v)
{
    for (size_t k = 0; k < SPREAD_KINDS; k++) {
        const struct spread_table *t = &v->s.tables[k];
        struct spread_card c = {.id = cards[k].id, .title = cards[k].title, .head = cards[k].head, .file = cards[k].file, .hidden = t->hidden};
        int64_t most = longest(v, &t->lines);
        for (size_t i = 0; i < t->lines.n; i++)
            *list_add(a, &c.rows) = row_of(a, v, &t->lines.items[i], most);
        *list_add(a, &v->cards) = c;
    }
}

static code fill(struct request *rq, struct spread_view *v, struct error *err)
{
    struct arena *a = rq->arena;

    TRY(add_schemes(rq, v, err));
    v->has_schemes = v->schemes.n > 0;
    v->may_set = access_holds(rq, AWARD_BADGES);
    report_periods(a, v->q.period, &v->periods);
    v->tabs = report_tabs_of(rq, "recognition");
    v->from = date_format(a, date_of(v->ask.from));
    v->until = date_format(a, date_of(v->ask.until - DAY));
    v->reached = report_percent(a, v->s.reached, v->s.people);
    v->within = report_percent(a, v->s.within, v->s.known);
    v->above = report_percent(a, v->s.above, v->s.known);
    add_cards(a, v);
    return OK;
}

static void show(struct request *rq, struct response *rs)
{
    struct spread_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK || fill(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "How recognition is spread", "figures");
    tmpl_spread(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- files ---- */

static void put_table(struct buf *b, const char *head, const struct spread_table *t)
{
    const char *heads[] = {head, "People", "Nominations given", "Nominated", "Recognised", "Beside its share of people"};

    report_put_heads(b, heads, COUNT(heads));
    for (size_t i = 0; i < t->lines.n; i++) {
        const struct spread_line *l = &t->lines.items[i];
        const int64_t numbers[] = {l->people, l->gave, l->named, l->got};
        csv_put(b, l->name, true);
        for (size_t k = 0; k < COUNT(numbers); k++)
            report_put_number(b, numbers[k]);
        csv_put(b, said(verdicts[l->verdict].words), false);
        csv_end_row(b);
    }
}

static void file(struct request *rq, struct response *rs)
{
    struct spread_view v = {0};
    struct error err = {0};
    str name = request_param(rq, "file");
    struct buf b = buf_new(rq->arena);

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t k = 0; k < SPREAD_KINDS; k++)
        if (str_eq(name, cstr(cards[k].file))) {
            put_table(&b, cards[k].head, &v.s.tables[k]);
            report_send_file(rq, rs, name, &b);
            return;
        }
    app_error_page(rq, rs, 404, "there is no such report");
}

const struct route spread_routes[] = {
    {GET, "/org/{org}/reports/recognition", VIEW_AWARDS, show, NULL, 0, .within = IN_LISTS},
    {GET, "/org/{org}/reports/recognition/files/{file}", VIEW_AWARDS, file, NULL, 0, .within = IN_LISTS},
    {0},
};
