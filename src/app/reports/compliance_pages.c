/* reports/compliance_pages.c — how much of what is asked is held, as dials, charts, tables
 * and files; what it is about stands in the address. */
#include "app/reports/compliance_pages.h"

#include "app/org/access.h"
#include "format/csv.h"
#include "templates.h"

#include <stdlib.h>

#define LINES_SHOWN 50                           /* of requirements; the file has all */

/* ---- the address ---- */

static str weight_asked(struct request *rq)
{
    str asked = request_query(rq, "weight");

    return requirement_word(requirement_criticalities, asked)[0] ? asked : S("");
}

static str in_query(struct arena *a, const struct compliance_ask *q)
{
    const struct { const char *name; int64_t id; } ids[] = {{"department", q->department}, {"site", q->site}, {"requirement", q->requirement}};
    struct buf b = buf_new(a);

    for (size_t i = 0; i < COUNT(ids); i++)
        if (ids[i].id)
            buf_printf(&b, "%s%s=%lld", b.n ? "&" : "", ids[i].name, (long long)ids[i].id);
    if (q->weight.n)
        buf_printf(&b, "%sweight=" STR_FMT, b.n ? "&" : "", STR_ARG(q->weight));
    return buf_done(&b);
}

static code load(struct request *rq, struct compliance_view *v, struct error *err)
{
    const struct access *may;

    v->base = str_printf(rq->arena, "/org/%lld", (long long)rq->org);
    v->self = str_join(rq->arena, v->base, S("/reports/compliance"));
    TRY(access_of(rq, rq->org, &may, err));
    v->ask = (struct compliance_ask){
        .org = rq->org, .department = report_id_asked(rq, "department"), .site = report_id_asked(rq, "site"), .requirement = report_id_asked(rq, "requirement"),
        .weight = weight_asked(rq), .account = rq->session->account, .grants = access_grants(rq->arena, may, VIEW_STANDINGS)};
    v->query = in_query(rq->arena, &v->ask);
    v->is_part = v->ask.grants.n > 0;
    v->is_filtered = v->query.n > 0;
    return compliance_make(rq->db, rq->arena, &v->ask, &v->c, err);
}

/* The matrix of the same people, as far as it has those filters. */
static str matrix_of(struct arena *a, const struct compliance_view *v, struct compliance_ask q, const char *state)
{
    str weight = q.weight;

    q.weight = S("");
    str where = in_query(a, &q);
    return str_printf(a, STR_FMT "/matrix?%s%s" STR_FMT "%s" STR_FMT, STR_ARG(v->base), state, state[0] && where.n ? "&" : "", STR_ARG(where),
                      weight.n ? (state[0] || where.n ? "&criticality=" : "criticality=") : "", STR_ARG(weight));
}

/* ---- filters ---- */

/* Only what the reader may see of requirements: to whose right goes for some badges the others are not named. */
static code add_requirements(struct request *rq, struct compliance_view *v, struct error *err)
{
    struct requirement_list all = {0};

    TRY(requirement_find(rq->db, rq->arena, rq->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (access_has_requirement(rq, VIEW_STANDINGS, all.items[i].id))
            report_add_choice(rq->arena, &v->requirements, all.items[i].id,
                              str_printf(rq->arena, STR_FMT " · " STR_FMT, STR_ARG(all.items[i].code), STR_ARG(all.items[i].name)), 0, v->ask.requirement);
    return OK;
}

static void add_weights(struct arena *a, struct compliance_view *v)
{
    for (const struct requirement_word *w = requirement_criticalities; w->name; w++)
        *list_add(a, &v->weights) = (struct report_choice){cstr(w->name), said(w->words), str_eq(v->ask.weight, cstr(w->name)), 0};
}

/* ---- figures ---- */

/* Never all while something is missing, nor nothing while something is held. */
static str share_of(struct arena *a, int64_t part, int64_t whole)
{
    int64_t share = whole ? part * 100 / whole : 0;

    return whole ? str_printf(a, "%lld %%", (long long)(share == 0 && part > 0 ? 1 : share)) : S("–");
}

static void add_dial(struct arena *a, struct compliance_view *v, const struct compliance_line *line, str name, const char *weight)
{
    struct compliance_ask q = v->ask;

    if (weight)
        q.weight = cstr(weight);
    *list_add(a, &v->dials) = (struct compliance_dial){
        .name = name, .line = line, .share = share_of(a, line->held, line->asked), .of_100 = chart_share(line->held, line->asked),
        .href = matrix_of(a, v, q, "state=overdue&state=expired")};
}

static void add_dials(struct arena *a, struct compliance_view *v)
{
    add_dial(a, v, &v->c.all, said("All together"), NULL);
    for (size_t i = 0; i < COMPLIANCE_WEIGHTS; i++)
        if (v->c.weights[i].asked)
            add_dial(a, v, &v->c.weights[i], v->c.weights[i].name, requirement_criticalities[i].name);
}

static struct compliance_row row_of(struct arena *a, const struct compliance_line *l, str href, int64_t most)
{
    return (struct compliance_row){.line = *l, .href = href, .share = share_of(a, l->held, l->asked), .bar = chart_share(l->asked, most),
                                   .part = l->held ? chart_share(l->held, most) : 0};
}

static int64_t most_asked(const struct compliance_lines *lines)
{
    int64_t most = 0;

    for (size_t i = 0; i < lines->n; i++)
        most = lines->items[i].asked > most ? lines->items[i].asked : most;
    return most;
}

static int64_t ending_of(const struct compliance_line *l)
{
    return l->near + l->soon + l->later;
}

static int soonest_first(const void *x, const void *y)
{
    const struct compliance_row *a = x, *b = y;

    if (a->line.near != b->line.near)
        return a->line.near < b->line.near ? 1 : -1;
    return a->line.soon != b->line.soon ? (a->line.soon < b->line.soon ? 1 : -1) : a->line.id < b->line.id ? -1 : a->line.id > b->line.id;
}

static void arrange_ending(struct compliance_rows *all)
{
    int64_t most = 0;

    for (size_t i = 0; i < all->n; i++)
        most = ending_of(&all->items[i].line) > most ? ending_of(&all->items[i].line) : most;
    for (size_t i = 0; i < all->n; i++)
        all->items[i].bar = chart_share(ending_of(&all->items[i].line), most);
    if (all->n)
        qsort(all->items, all->n, sizeof all->items[0], soonest_first);
    all->n = all->n < LINES_SHOWN ? all->n : LINES_SHOWN;
}

static void add_rows(struct arena *a, struct compliance_view *v)
{
    int64_t most = most_asked(&v->c.requirements);

    for (size_t i = 0; i < v->c.requirements.n; i++) {
        const struct compliance_line *l = &v->c.requirements.items[i];
        struct compliance_ask q = v->ask;
        q.requirement = l->id;
        str href = matrix_of(a, v, q, "");
        if (i < LINES_SHOWN)
            *list_add(a, &v->requirement_rows) = row_of(a, l, href, most);
        if (ending_of(l))
            *list_add(a, &v->ending_rows) = row_of(a, l, href, most);
    }
    arrange_ending(&v->ending_rows);
    most = most_asked(&v->c.departments);
    for (size_t i = 0; i < v->c.departments.n; i++) {
        const struct compliance_line *l = &v->c.departments.items[i];
        struct compliance_ask q = v->ask;
        q.department = l->id;
        str href = l->id ? matrix_of(a, v, q, "") : S("");
        *list_add(a, &v->department_rows) = row_of(a, l, href, most);
    }
}

static void draw_months(struct arena *a, struct compliance_view *v)
{
    const struct chart_points *p = &v->c.months;

    v->months = (struct chart){.id = "chart-months", .title = said("At the end of each month"),
                               .words = words_printf(a, "%lld of %lld are held today. The table below has the same figures.", (long long)v->c.all.held, (long long)v->c.all.asked)};
    chart_columns(a, p, (struct chart_look){.part = true}, &v->months);
    for (size_t i = 0; i < p->n; i++)
        *list_add(a, &v->month_rows) = (struct compliance_month){p->items[i].label, share_of(a, p->items[i].part, p->items[i].n), p->items[i].n, p->items[i].part};
}

static code fill(struct request *rq, struct compliance_view *v, struct error *err)
{
    struct arena *a = rq->arena;

    v->tabs = report_tabs_of(rq, "compliance");
    TRY(report_add_places(rq, DEPARTMENT, v->ask.department, &v->departments, err));
    TRY(report_add_places(rq, SITE, v->ask.site, &v->sites, err));
    TRY(add_requirements(rq, v, err));
    add_weights(a, v);
    v->nothing_asked = v->c.all.asked + v->c.all.excused == 0;
    add_dials(a, v);
    add_rows(a, v);
    draw_months(a, v);
    return OK;
}

static void show(struct request *rq, struct response *rs)
{
    struct compliance_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK || fill(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Compliance", "figures");
    tmpl_compliance(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- files ---- */

static const char *const line_heads[] = {"Code", "Name", "Asked of", "Held", "Overdue or expired", "Waived, on leave or suspended", "Within 30 days", "31 to 60 days", "61 to 90 days"};

static void put_line(struct buf *b, const struct compliance_line *l)
{
    const int64_t numbers[] = {l->asked, l->held, l->late, l->excused, l->near, l->soon, l->later};

    csv_put(b, l->code, true);
    csv_put(b, l->name, false);
    for (size_t i = 0; i < COUNT(numbers); i++)
        report_put_number(b, numbers[i]);
    csv_end_row(b);
}

static void put_requirements(struct buf *b, const struct compliance *c)
{
    report_put_heads(b, line_heads, COUNT(line_heads));
    for (size_t i = 0; i < c->requirements.n; i++)
        put_line(b, &c->requirements.items[i]);
}

static void put_ending(struct buf *b, const struct compliance *c)
{
    report_put_heads(b, line_heads, COUNT(line_heads));
    for (size_t i = 0; i < c->requirements.n; i++)
        if (ending_of(&c->requirements.items[i]))
            put_line(b, &c->requirements.items[i]);
}

static void put_departments(struct buf *b, const struct compliance *c)
{
    report_put_heads(b, line_heads, COUNT(line_heads));
    for (size_t i = 0; i < c->departments.n; i++)
        put_line(b, &c->departments.items[i]);
}

static void put_weights(struct buf *b, const struct compliance *c)
{
    report_put_heads(b, line_heads, COUNT(line_heads));
    for (size_t i = 0; i < COMPLIANCE_WEIGHTS; i++)
        put_line(b, &c->weights[i]);
}

static void put_months(struct buf *b, const struct compliance *c)
{
    static const char *const heads[] = {"Month", "Asked of", "Held"};

    report_put_heads(b, heads, COUNT(heads));
    for (size_t i = 0; i < c->months.n; i++) {
        csv_put(b, c->months.items[i].label, true);
        report_put_number(b, c->months.items[i].n);
        report_put_number(b, c->months.items[i].part);
        csv_end_row(b);
    }
}

static const struct { const char *name; void (*put)(struct buf *b, const struct compliance *c); } files[] = {
    {"requirements.csv", put_requirements}, {"departments.csv", put_departments}, {"ending.csv", put_ending}, {"weights.csv", put_weights}, {"months.csv", put_months},
};

static void file(struct request *rq, struct response *rs)
{
    struct compliance_view v = {0};
    struct error err = {0};
    str name = request_param(rq, "file");
    struct buf b = buf_new(rq->arena);

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < COUNT(files); i++)
        if (str_eq(name, cstr(files[i].name))) {
            files[i].put(&b, &v.c);
            report_send_file(rq, rs, name, &b);
            return;
        }
    app_error_page(rq, rs, 404, "there is no such report");
}

const struct route compliance_routes[] = {
    {GET, "/org/{org}/reports/compliance", VIEW_STANDINGS, show, NULL, 0, .within = IN_LISTS},
    {GET, "/org/{org}/reports/compliance/files/{file}", VIEW_STANDINGS, file, NULL, 0, .within = IN_LISTS},
    {0},
};
