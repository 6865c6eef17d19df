/* matrix/matrix_pages.c — the matrix as a page: rows by the list, columns by page, the
 * totals on both edges, everything in the address. */
#include "app/matrix/matrix_view.h"

#include "app/org/access.h"
#include "templates.h"

#define SLIDER_DAYS 730                          /* to either side of today */

/* ---- links ---- */

static str with(const struct list *l, const char *format, const char *value)
{
    str query = list_query(l);

    return str_printf(l->a, STR_FMT "?" STR_FMT "%s%s%s", STR_ARG(l->address), STR_ARG(query), query.n ? "&" : "", format, value);
}

static str page_of_columns(const struct list *l, size_t from)
{
    return with(l, "c=", str_z(l->a, str_printf(l->a, "%zu", from)));
}

/* ---- columns ---- */

struct matrix_page { struct request *rq; struct matrix_view *v; struct matrix_columns all, shown; struct requirement_moment at; };

/* Which of them: ?c= counts those before. */
static void cut_columns(struct request *rq, struct matrix_page *p)
{
    struct matrix_view *v = p->v;
    int64_t from = 0;

    if (!str_to_int(request_query(rq, "c"), &from) || from < 0 || from >= (int64_t)p->all.n)
        from = 0;
    size_t left = p->all.n - (size_t)from, n = left < MATRIX_COLUMNS ? left : MATRIX_COLUMNS;
    p->shown = (struct matrix_columns){.items = p->all.items + from, .n = n};
    v->columns_from = from + (n > 0);
    v->columns_to = from + (int64_t)n;
    v->columns_all = (int64_t)p->all.n;
    v->columns_previous = from > 0 ? page_of_columns(&v->list, from > MATRIX_COLUMNS ? (size_t)from - MATRIX_COLUMNS : 0) : S("");
    v->columns_next = n < left ? page_of_columns(&v->list, (size_t)from + n) : S("");
}

static int64_t open_of(const struct requirement_counts *c)
{
    return c->n[STANDING_OVERDUE] + c->n[STANDING_EXPIRED] + c->n[STANDING_GRACE];
}

static void add_heads(struct matrix_page *p)
{
    struct matrix_view *v = p->v;
    struct arena *a = v->list.a;

    for (size_t i = 0; i < p->shown.n; i++) {
        const struct matrix_column *c = &p->shown.items[i];
        str here = str_printf(a, STR_FMT "?requirement=%lld", STR_ARG(v->list.address), (long long)c->id);
        *list_add(a, &v->heads) = (struct matrix_head){
            .column = *c, .weight = requirement_word(requirement_criticalities, c->criticality), .href = here, .red_href = str_join(a, here, S("&state=overdue&state=expired&state=grace")),
            .open = open_of(&c->counts), .share = c->counts.all ? c->counts.met * 100 / c->counts.all : 0};
    }
}

/* ---- rows ---- */

static str why_href(const struct matrix_view *v, int64_t person, int64_t requirement)
{
    str more = v->is_today ? S("") : str_printf(v->list.a, "?at=" STR_FMT, STR_ARG(v->at));

    return str_printf(v->list.a, STR_FMT "/%lld/%lld" STR_FMT, STR_ARG(v->list.address), (long long)person, (long long)requirement, STR_ARG(more));
}

static void add_line(struct matrix_page *p, const struct list_row *row, const struct matrix_row *m)
{
    struct matrix_view *v = p->v;
    const struct list_cell *name = &row->cells.items[0];
    struct matrix_line line = {.id = row->id, .name = name->text, .sub = name->sub, .href = access_holds_for(p->rq, VIEW_PEOPLE, row->id) ? name->href : S(""), .asked = m->asked, .met = m->met};

    for (size_t k = 0; k < p->shown.n; k++) {
        const struct standing_line *s = &m->cells[k];
        *list_add(v->list.a, &line.cells) = (struct matrix_cell){s->state, matrix_look(s->state), matrix_day(s), why_href(v, row->id, s->requirement)};
        if (v->is_today || s->state == STANDING_NOT_APPLICABLE)
            continue;
        struct requirement_counts *c = &p->shown.items[k].counts;
        c->n[s->state]++;
        c->all++;
        c->met += requirement_state_is_met(s->state);
    }
    *list_add(v->list.a, &v->lines) = line;
}

static code add_lines(struct matrix_page *p, struct error *err)
{
    struct matrix_view *v = p->v;
    struct id_list people = {0};
    struct matrix_rows rows = {0};

    for (size_t i = 0; i < v->list.rows.n; i++)
        *list_add(v->list.a, &people) = v->list.rows.items[i].id;
    TRY(matrix_cells(v->list.db, v->list.a, &(struct matrix_cells_ask){v->list.org, list_owner(&v->list), &people, &p->shown, p->at}, &rows, err));
    for (size_t i = 0; i < rows.n; i++)
        add_line(p, &v->list.rows.items[i], &rows.items[i]);
    return OK;
}

static void add_legend(struct matrix_view *v)
{
    for (enum requirement_state s = STANDING_NOT_APPLICABLE; s < STANDING_STATES; s++)
        *list_add(v->list.a, &v->legend) = (struct matrix_cell){.state = s, .look = matrix_look(s)};
}

/* ---- the page ---- */

static code fill(struct request *rq, struct matrix_page *p, struct error *err)
{
    struct matrix_view *v = p->v;
    struct arena *a = rq->arena;
    struct matrix_ask ask;
    msec today = date_start(date_of(clock_now()));

    matrix_asked(&v->list, &ask, &p->at);
    v->is_today = p->at.day == NO_DAY;
    v->may_change = v->is_today && v->list.buttons.n > 0;
    v->at = date_format(a, date_of(v->is_today ? today : p->at.day));
    v->at_min = date_format(a, date_of(today - SLIDER_DAYS * DAY));
    v->at_max = date_format(a, date_of(today + SLIDER_DAYS * DAY));
    v->days_back = v->is_today ? 0 : (p->at.day - today) / DAY;
    TRY(matrix_columns(rq->db, a, &ask, &p->all, err));
    v->nothing_asked = p->all.n == 0 && ask.bases.n + ask.criticalities.n + ask.requirements.n == 0 && v->is_today;
    cut_columns(rq, p);
    if (v->is_today)
        TRY(matrix_totals(&v->list, &p->shown, err));
    TRY(add_lines(p, err));
    add_heads(p);
    add_legend(v);
    v->by_red = v->list.sort != 0;
    v->red_href = with(&v->list, "sort=", "-open");
    v->name_href = with(&v->list, "sort=", "name");
    v->pdf_href = with(&v->list, "as=", "pdf");
    return OK;
}

/* One requirement that is chosen is what the filter of states is about. */
static int64_t the_requirement(const struct request *rq)
{
    int64_t id = 0, n = 0;

    for (size_t i = 0; i < rq->query.n; i++)
        if (str_eq(rq->query.items[i].name, S("requirement")) && str_to_int(rq->query.items[i].value, &id))
            n++;
    return n == 1 && id > 0 ? id : 0;
}

/* Whoever sees a part alone is not told of the directory: theirs is empty. */
static struct empty_view empty_of(struct request *rq)
{
    const struct access *x;

    if (access_of(rq, rq->org, &x, NULL) == OK && access_grants(rq->arena, x, VIEW_STANDINGS).n)
        return (struct empty_view){"users", "Nobody is in your part", "Your role is for a part of the organisation: some departments, whom you lead, or what you answer for. Whom that has stands here.", S(""), NULL};
    return (struct empty_view){"users", "Nobody is in the directory yet", "Bring in a list of people, and they stand here.",
                               access_holds(rq, VIEW_PEOPLE) ? str_printf(rq->arena, "/org/%lld/people", (long long)rq->org) : S(""), "People"};
}

static struct list list_of(struct request *rq)
{
    int64_t c = 0;

    return (struct list){
        .def = &matrix_list_def, .address = rq->path, .id = the_requirement(rq),
        .keep = str_to_int(request_query(rq, "c"), &c) && c > 0 ? str_printf(rq->arena, "c=%lld", (long long)c) : S(""),
        .empty = empty_of(rq)};
}

static code file(struct request *rq, struct response *rs, bool is_pdf, struct error *err)
{
    struct list l;
    struct matrix_ask ask;
    struct requirement_moment at;
    struct matrix_columns columns = {0};
    ptrdiff_t mark = str_find_byte(rq->target, '?');

    TRY(list_of_query(&(struct list_query_of){rq->db, rq->arena, &matrix_list_def, rq->org, rq->session->account, the_requirement(rq),
                                              mark < 0 ? S("") : str_from(rq->target, (size_t)mark + 1)}, &l, err));
    matrix_asked(&l, &ask, &at);
    TRY(matrix_columns(rq->db, rq->arena, &ask, &columns, err));
    return is_pdf ? matrix_pdf(&l, &columns, at, rs, err) : matrix_csv(&l, &columns, at, rs, err);
}

static void matrix_show(struct request *rq, struct response *rs)
{
    struct matrix_view v = {.base = str_printf(rq->arena, "/org/%lld", (long long)rq->org), .list = list_of(rq),
                            .empty = {"list-check", "Nothing is asked of anybody yet", "A requirement says what is asked of whom, and what proves it. Publish the first one, and how everybody stands is here.",
                                      str_printf(rq->arena, "/org/%lld/standards", (long long)rq->org), "Requirements"}};
    struct matrix_page p = {.rq = rq, .v = &v};
    struct error err = {0};

    bool is_pdf = str_eq(request_query(rq, "as"), S("pdf"));
    if (is_pdf || str_eq(request_query(rq, "as"), S("csv"))) {
        if (file(rq, rs, is_pdf, &err) != OK)
            app_fail(rq, rs, &err);
        return;
    }
    if (list_load(rq, &v.list, &err) != OK || fill(rq, &p, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Matrix", "norms");
    tmpl_matrix(&o, &v);
    app_send(rq, rs, &o);
}

const struct route matrix_routes[] = {
    {GET, "/org/{org}/matrix", VIEW_STANDINGS, matrix_show, NULL, 0, .within = IN_LISTS},
    {GET, "/org/{org}/matrix/{person}/{id}", VIEW_STANDINGS, matrix_why, NULL, 0, .within = OF_STANDING},
    {GET, "/org/{org}/standards/{id}/what-if", SET_STANDARDS, matrix_whatif, NULL, 0, .within = OF_REQUIREMENT},
    {0},
};
