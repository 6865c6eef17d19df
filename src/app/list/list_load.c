/* list/list_load.c — from what is asked to rows of cells, and how many there are. */
#include "app/list/list_private.h"

#include "base/uri.h"
#include <string.h>

#define PER_PAGE 25
#define FEW      1000                            /* rows that are sooner sorted than looked for in their order */

static struct list_host host;

void list_host_is(const struct list_host *h)
{
    host = *h;
}

const struct list_host *list_host(void)
{
    return &host;
}

const struct list_act *list_act_at(const struct list_def *def, size_t i)
{
    size_t n = 0;

    while (def->acts && def->acts[n])
        if (n++ == i)
            return def->acts[i];
    for (const struct list_extra *x = host.extras; x && x->list; x++)
        if (x->list == def && n++ == i)
            return x->act;
    return NULL;
}

const struct list_def *list_named(str name)
{
    for (const struct list_def *const *d = host.lists; d && *d; d++)
        if (str_eq(name, cstr((*d)->name)))
            return *d;
    return NULL;
}

/* ---- how far the reader's right goes ---- */

struct list_reach list_reach_of(const struct list *l, enum right right)
{
    struct list_reach reach = {.everything = true};

    if (l->account == 0 || l->org <= 0 || right <= SIGNED_IN)
        return reach;
    if (!host.reach || host.reach(l->db, l->a, l->org, l->account, right, &reach, NULL) != OK)
        return (struct list_reach){0};
    return reach;
}

bool list_any(struct list *l, const char *filter_sql, int64_t value)
{
    struct list_sql s = list_sql_new(l->a);

    list_sql_any(&s, l, filter_sql, value);
    struct rows *r = list_sql_rows(&s, l);
    bool found = rows_next(r) && row_int(r, 0) > 0;
    return rows_end(r, NULL) == OK && found;
}

/* ---- columns ---- */

static int64_t list_most(const struct list_def *def)
{
    return def->most ? def->most : LIST_MOST;
}

static int list_values_of(const struct list_column *c)
{
    return c->values ? c->values : 1;
}

static bool names(str list, const char *name)
{
    str one;

    while (str_cut(&list, ',', &one))
        if (str_eq(one, cstr(name)))
            return true;
    return false;
}

static void choose_columns(struct list *l)
{
    size_t n = 0;

    for (size_t i = 0; i < l->def->n_columns; i++) {
        const struct list_column *c = &l->def->columns[i];
        bool wanted = l->is_cards ? names(cstr(l->def->card_columns), c->name)
                                  : str_is_empty(l->look.columns) ? !c->extra : names(l->look.columns, c->name);
        l->shown[i] = (i == 0 || wanted) && n < LIST_SHOWN_MOST;
        n += l->shown[i];
    }
}

/* ---- cells ---- */

static struct list_cell plain_cell(const struct list *l, const struct list_column *c, const struct value *v)
{
    struct list_cell cell = {.kind = c->kind};

    if (c->kind == CELL_TEXT || c->kind == CELL_AMOUNT)
        cell.text = v->kind == VALUE_INT ? str_printf(l->a, "%lld", (long long)v->i) : v->s.p ? v->s : S("");
    else
        cell.number = v->i;
    return cell;
}

struct value list_value(struct list *l, struct rows *r, int column)
{
    struct value v = row_value(r, column);

    if (v.kind != VALUE_INT && v.s.p)
        v.s = str_copy(l->a, v.s);
    return v;
}

void list_cells(struct list *l, struct rows *r, const bool *columns, struct list_row *row)
{
    struct value values[8];
    int at = 2;                                  /* behind the key and what is sorted by */

    row->id = row_int(r, 0);
    for (size_t i = 0; i < l->def->n_columns; i++) {
        const struct list_column *c = &l->def->columns[i];
        if (!columns[i])
            continue;
        for (int k = 0; k < list_values_of(c); k++)
            values[k] = list_value(l, r, at++);
        struct list_cell cell = plain_cell(l, c, &values[0]);
        if (c->cell)
            c->cell(l, values, &cell);
        *list_add(l->a, &row->cells) = cell;
    }
}

/* ---- rows ---- */

static code list_edge(struct list *l, int64_t key, struct value *out, struct error *err)
{
    struct list_sql s = list_sql_new(l->a);

    list_sql_edge(&s, l, key);
    struct rows *r = list_sql_rows(&s, l);
    bool found = rows_next(r);
    *out = found ? list_value(l, r, 0) : v_null();
    return rows_end(r, err);
}

/* A row that is gone cannot be gone on from: the list begins anew. */
static code find_edge(struct list *l, struct list_page *p, struct error *err)
{
    struct paging *at = &l->paging;

    p->is_back = keyset_is_back(&at->at);
    p->after = keyset_row(&at->at, 0);
    if (p->after == 0)
        return OK;
    TRY(list_edge(l, p->after, &p->edge, err));
    if (p->edge.kind != VALUE_NULL)
        return OK;
    *at = (struct paging){.at = {.limit = at->at.limit}, .from = 1};
    p->after = 0;
    p->is_back = false;
    return OK;
}

static code load_rows(struct list *l, struct error *err)
{
    struct list_page p = {.columns = l->shown, .limit = l->paging.at.limit};
    struct list_sql s = list_sql_new(l->a);

    TRY(find_edge(l, &p, err));
    if (l->is_filtered && l->total == 0)         /* or all would be looked at once more */
        return OK;
    list_sql_page(&s, l, &p);
    struct rows *r = list_sql_rows(&s, l);
    while (rows_next(r)) {
        struct list_row *row = list_add(l->a, &l->rows);
        *row = (struct list_row){0};
        list_cells(l, r, l->shown, row);
    }
    TRY(rows_end(r, err));
    paging_arrange(&l->paging, &l->rows);
    return OK;
}

/* ---- how many ---- */

code list_count(struct list *l, int64_t most, int64_t *out, struct error *err)
{
    struct list_sql s = list_sql_new(l->a);

    list_sql_count(&s, l, most);
    struct rows *r = list_sql_rows(&s, l);
    *out = rows_next(r) ? row_int(r, 0) : 0;
    return rows_end(r, err);
}

/* Without what is searched and filtered; standard filters hold. */
static struct list whole_of(const struct list *l)
{
    struct list whole = *l;

    whole.search = S("");
    whole.is_filtered = false;
    memset(whole.asked, 0, sizeof whole.asked);
    for (size_t i = 0; i < l->def->n_filters; i++)
        if (l->def->filters[i].standard)
            whole.asked[i] = (struct list_asked){.values = {cstr(l->def->filters[i].standard)}, .n = 1};
    return whole;
}

static code count_whole(const struct list *l, int64_t most, int64_t *n, struct error *err)
{
    struct list whole = whole_of(l);

    *n = -1;
    if (l->def->total && !l->act && l->reach.everything)
        TRY(l->def->total(&whole, n, err));
    return *n >= 0 ? OK : list_count(&whole, most, n, err);
}

/* Without its standard filters: of them most lists have no index, and each row would be
 * looked up to be counted. */
static code measure(struct list *l, struct error *err)
{
    int64_t most = l->def->most ? l->def->most : LIST_LONG, n;
    struct list all = *l;

    all.search = S("");
    memset(all.asked, 0, sizeof all.asked);
    TRY(list_count(&all, most + 1, &n, err));
    l->is_long = n > most;
    return OK;
}

/* is_long */
static code list_measure(struct list *l, struct error *err)
{
    return l->search.n > 0 && l->def->search_start ? measure(l, err) : OK;
}

static code count_rows(struct list *l, struct error *err)
{
    int64_t most = list_most(l->def);

    TRY(list_measure(l, err));
    TRY(l->is_filtered ? list_count(l, most + 1, &l->total, err) : count_whole(l, most + 1, &l->total, err));
    l->is_nothing = l->total == 0 && !l->is_filtered;
    l->is_few = l->total <= FEW;
    if (l->total > most && (l->is_filtered || !l->def->total || !l->reach.everything))
        l->total = -1;
    return OK;
}

static code choose_sort(struct list *l, struct error *err)
{
    if (l->def->columns[l->sort].indexed || (l->total >= 0 && l->total <= list_most(l->def)))
        return OK;
    TRY(measure(l, err));
    l->unsorted = l->is_long;
    if (l->unsorted)
        list_sort_standard(l);
    return OK;
}

static void link_pages(struct list *l)
{
    bool more = l->total < 0;
    struct paged rows = {.address = list_link(l, list_query(l)), .n = l->rows.n, .total = l->total};

    if (rows.n > 0) {
        rows.first = l->rows.items[0].id;
        rows.last = l->rows.items[rows.n - 1].id;
    }
    if (more)
        rows.total = list_most(l->def);
    l->pages = paging_links(l->a, &l->paging, &rows);
    l->pages.more = more;
}

/* Nothing as it is shown at first: is there any with other values of the
 * standard filters? */
static code look_for_any(struct list *l, struct error *err)
{
    struct list all = *l;
    int64_t n = 0;

    if (!l->is_nothing)
        return OK;
    memset(all.asked, 0, sizeof all.asked);
    TRY(list_count(&all, 1, &n, err));
    l->is_nothing = n == 0;
    return OK;
}

/* ---- the whole ---- */

static void begin(struct list *l, struct request *rq)
{
    l->rq = rq;
    l->a = rq->arena;
    l->db = rq->db;
    l->org = rq->org;
    l->account = rq->session ? rq->session->account : 0;
    l->now = clock_now();
    l->region = str_printf(l->a, "list-%s", l->def->name);
    l->reach = list_reach_of(l, l->def->right);
    l->acts_reach = (struct list_reach){.everything = true};
    list_ask(l, &rq->query);
}

/* Cards stand two, three or four in a line: none is left alone in the last one. */
static int per_page(const struct list *l)
{
    int n = l->look.per_page ? (int)l->look.per_page : PER_PAGE;

    return l->is_cards ? n / 12 * 12 : n;
}

static code load(struct list *l, struct error *err)
{
    str asked = l->look.columns;

    TRY(list_look_load(l, err));
    if (l->columns_asked)
        l->look.columns = asked;
    l->is_cards = l->def->card && !l->columns_asked && !str_eq(l->look.shape, S("table"));
    choose_columns(l);
    l->paging = paging_of(l->rq, per_page(l));
    TRY(count_rows(l, err));
    TRY(choose_sort(l, err));
    TRY(load_rows(l, err));
    link_pages(l);
    TRY(look_for_any(l, err));
    return list_fill_view(l, err);
}

code list_load(struct request *rq, struct list *l, struct error *err)
{
    begin(l, rq);
    return load(l, err);
}

bool list_answer(struct request *rq, struct response *rs, struct list *l)
{
    struct error err = {0};
    code c;

    begin(l, rq);
    bool is_csv = str_eq(request_query(rq, "as"), S("csv"));
    c = !is_csv ? load(l, &err) : list_measure(l, &err) != OK ? err.code : list_csv(l, rs, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    return c != OK || is_csv;
}

/* ---- without a page ---- */

static void pairs_of(struct arena *a, str query, struct pair_list *out)
{
    str one, name, value;

    while (str_cut(&query, '&', &one)) {
        str rest = one;
        if (str_cut(&rest, '=', &name) && uri_decode(a, rest, true, &value, NULL) == OK)
            *list_add(a, out) = (struct pair){name, value};
    }
}

code list_of_query(const struct list_query_of *q, struct list *out, struct error *err)
{
    struct pair_list pairs = {0};

    pairs_of(q->a, q->query, &pairs);
    *out = (struct list){.def = q->def, .a = q->a, .db = q->db, .org = q->org, .account = q->account, .id = q->id,
                         .now = clock_now()};
    out->reach = list_reach_of(out, q->def->right);
    out->acts_reach = (struct list_reach){.everything = true};
    list_ask(out, &pairs);
    choose_columns(out);
    return out->search.n > 0 ? list_measure(out, err) : OK;
}

code list_in_words(struct list *l, str *out, struct error *err)
{
    struct buf b = buf_new(l->a);
    str chosen;

    if (l->search.n > 0)
        buf_printf(&b, "“" STR_FMT "”", STR_ARG(l->search));
    for (size_t i = 0; i < l->def->n_filters; i++)
        for (size_t k = 0; k < l->asked[i].n && !list_is_standard(l, i); k++) {
            const struct list_filter *f = &l->def->filters[i];
            TRY(list_chip_words(l, f, l->asked[i].values[k], &chosen, err));
            buf_printf(&b, "%s%s: " STR_FMT, b.n ? ", " : "", words(f->label), STR_ARG(chosen));
        }
    *out = buf_done(&b);
    return OK;
}

code list_ids(struct list *l, int64_t after, int limit, struct id_list *out, struct error *err)
{
    struct list_sql s = list_sql_new(l->a);

    list_sql_keys(&s, l, after, limit);
    struct rows *r = list_sql_rows(&s, l);
    while (rows_next(r))
        *list_add(l->a, out) = row_int(r, 0);
    return rows_end(r, err);
}

code list_seen(struct list *l, const char *head, struct id_list *out, struct error *err)
{
    struct list_sql s = list_sql_new(l->a);

    list_sql_seen(&s, l, head);
    struct rows *r = list_sql_rows(&s, l);
    while (rows_next(r))
        *list_add(l->a, out) = row_int(r, 0);
    return rows_end(r, err);
}

struct rows *list_gather_rows(struct list *l, const struct list_gather *g)
{
    struct list_sql s = list_sql_new(l->a);

    list_sql_gather(&s, l, g);
    return list_sql_rows(&s, l);
}

/* ---- for tests: every statement that can come of the declaration ---- */

struct checking { const struct list *l; list_check_fn *check; void *ctx; };

static code check_text(const struct checking *c, struct list_sql *s, struct error *err)
{
    return c->check(c->ctx, str_z(c->l->a, buf_done(&s->text)), err);
}

static code check_pages(const struct checking *c, struct error *err)
{
    struct list_sql s;

    for (int k = 0; k < 4; k++) {
        s = list_sql_new(c->l->a);
        list_sql_page(&s, c->l, &(struct list_page){.columns = c->l->shown, .is_back = k & 1, .after = k & 2, .limit = 3});
        TRY(check_text(c, &s, err));
    }
    s = list_sql_new(c->l->a);
    list_sql_edge(&s, c->l, 1);
    return check_text(c, &s, err);
}

static code check_rest(const struct checking *c, struct error *err)
{
    struct list_sql count = list_sql_new(c->l->a), keys = count, take = count;

    list_sql_count(&count, c->l, 10);
    TRY(check_text(c, &count, err));
    keys = list_sql_new(c->l->a);
    list_sql_keys(&keys, c->l, 0, 10);
    TRY(check_text(c, &keys, err));
    take = list_sql_new(c->l->a);
    list_sql_take(&take, c->l, 1);
    return check_text(c, &take, err);
}

static code check_filters(struct list *l, const struct checking *c, struct error *err)
{
    for (size_t i = 0; i < l->def->n_filters; i++) {
        const struct list_filter *f = &l->def->filters[i];
        const struct list_option *o = f->options;
        do {
            l->asked[i] = (struct list_asked){.values = {o ? cstr(o->value) : S("2026-01-31"), S("7")}, .n = f->many ? 2 : 1};
            TRY(check_rest(c, err));
        } while (o && (++o)->value);
    }
    return OK;
}

static code check_seen(struct list *l, const struct checking *c, struct error *err)
{
    for (size_t i = 0; i < l->def->n_filters; i++) {
        struct list_sql s = list_sql_new(l->a);
        if (!l->def->filters[i].seen)
            continue;
        list_sql_seen(&s, l, l->def->filters[i].seen);
        TRY(check_text(c, &s, err));
    }
    return OK;
}

/* Whom the right lets see everything, and each kind of limit. */
static code check_reach(struct list *l, const struct checking *c, struct error *err)
{
    static const struct list_part parts[] = {{1, .below = true}, {2, .departments = true, .badges = true}, {3, .badges = true}};

    l->reach = (struct list_reach){0};
    for (size_t i = 0; i < COUNT(parts); i++)
        *list_add(l->a, &l->reach.parts) = parts[i];
    TRY(check_rest(c, err));
    TRY(check_seen(l, c, err));
    l->reach = (struct list_reach){.everything = true};
    return OK;
}

code list_check(struct arena *a, const struct list_def *def, list_check_fn *check, void *ctx, struct error *err)
{
    struct list l = {.def = def, .a = a, .search = def->search ? S("two words") : S(""), .now = 1, .acts_reach.everything = true};
    struct checking c = {&l, check, ctx};

    memset(l.shown, 1, sizeof l.shown);
    l.reach.everything = true;
    for (size_t i = 0; i < def->n_columns; i++) {
        if (!def->columns[i].order)
            continue;
        l.sort = i;
        TRY(check_pages(&c, err));
    }
    TRY(check_reach(&l, &c, err));
    TRY(check_filters(&l, &c, err));
    l.is_long = true;
    TRY(check_pages(&c, err));
    TRY(check_rest(&c, err));
    l.is_long = false;
    l.is_few = true;
    TRY(check_filters(&l, &c, err));
    TRY(check_pages(&c, err));
    l.act = 1;
    return check_rest(&c, err);
}
