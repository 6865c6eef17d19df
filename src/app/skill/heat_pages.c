/* skill/heat_pages.c — the heat map as a page and a file, and the names behind a number. */
#include "app/skill/skill_view.h"

#include "app/catalog/scale.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "format/csv.h"
#include "templates.h"

/* ---- links: the filters of the list, the words, and where one is ---- */

struct place { str words; int64_t from, column; };

static str address_of(const struct heat_view *v, const struct place *p, const char *more)
{
    struct arena *a = v->list.a;
    str query = list_query(&v->list);
    struct buf b = buf_new(a);

    buf_printf(&b, STR_FMT "?" STR_FMT "%sq=" STR_FMT, STR_ARG(v->self), STR_ARG(query), query.n ? "&" : "", STR_ARG(uri_encode(a, p->words)));
    if (v->least)
        buf_printf(&b, "&level=%lld", (long long)v->least);
    if (p->from)
        buf_printf(&b, "&from=%lld", (long long)p->from);
    if (p->column)
        buf_printf(&b, "&c=%lld", (long long)p->column);
    buf_putz(&b, more);
    return buf_done(&b);
}

/* "2.4"; empty: nobody there has a level. */
static str mean_words(struct arena *a, const struct heat_cell *c)
{
    int64_t mean = heat_mean(c);

    return mean ? str_printf(a, "%lld.%lld", (long long)(mean / 10), (long long)(mean % 10)) : S("");
}

/* Who is counted there: those of the filters, and of a department without those below it. */
static struct heat_mark mark_of(const struct heat_view *v, const struct heat_row *row, const struct heat_cell *c, const struct heat_column *of)
{
    str query = list_query(&v->list);
    struct buf b = buf_new(v->list.a);

    buf_printf(&b, STR_FMT "/%lld?" STR_FMT "%s", STR_ARG(v->self), (long long)row->item, STR_ARG(query), of && query.n ? "&" : "");
    if (of && of->id)
        buf_printf(&b, "in=%lld", (long long)of->id);
    else if (of)
        buf_putz(&b, "nowhere=1");
    if (v->least)
        buf_printf(&b, "&level=%lld", (long long)v->least);
    return (struct heat_mark){.href = buf_done(&b), .look = skill_look(heat_depth(c)), .all = c->all, .mean = mean_words(v->list.a, c)};
}

/* ---- the map ---- */

static int64_t number(struct request *rq, const char *name)
{
    int64_t n = 0;

    return str_to_int(request_query(rq, name), &n) && n > 0 && n < 1000000 ? n : 0;
}

static void add_lines(struct heat_view *v, const struct heat *h, const struct place *p)
{
    struct arena *a = v->list.a;
    size_t from = p->column < (int64_t)h->columns.n ? (size_t)p->column : 0, to = from + HEAT_COLUMNS < h->columns.n ? from + HEAT_COLUMNS : h->columns.n;

    for (size_t c = from; c < to; c++)
        *list_add(a, &v->columns) = h->columns.items[c];
    for (size_t i = 0; i < h->rows.n; i++) {
        const struct heat_row *row = &h->rows.items[i];
        struct heat_line line = {.name = row->name, .code = row->code, .level = scale_name(row->levels, v->least), .total = mark_of(v, row, &row->total, NULL),
                                 .href = str_printf(a, "/org/%lld/frameworks/%lld/skills/%lld", (long long)v->list.org, (long long)row->framework, (long long)row->item)};
        for (size_t c = from; c < to; c++)
            *list_add(a, &line.cells) = mark_of(v, row, &row->cells[c], &h->columns.items[c]);
        *list_add(a, &v->lines) = line;
    }
    v->columns_from = (int64_t)from + (to > from);
    v->columns_to = (int64_t)to;
    v->columns_all = (int64_t)h->columns.n;
    if (from > 0)
        v->columns_previous = address_of(v, &(struct place){p->words, p->from, (int64_t)(from > HEAT_COLUMNS ? from - HEAT_COLUMNS : 0)}, "");
    if (to < h->columns.n)
        v->columns_next = address_of(v, &(struct place){p->words, p->from, (int64_t)to}, "");
}

static void add_pages(struct heat_view *v, const struct heat *h, const struct place *p)
{
    v->skills = (int64_t)h->skills;
    v->from = p->from + (h->rows.n > 0);
    v->to = p->from + (int64_t)h->rows.n;
    if (p->from > 0)
        v->previous = address_of(v, &(struct place){p->words, p->from > HEAT_ROWS ? p->from - HEAT_ROWS : 0, 0}, "");
    if (v->to < v->skills)
        v->next = address_of(v, &(struct place){p->words, v->to, 0}, "");
    v->csv = address_of(v, &(struct place){p->words, 0, 0}, "&as=csv");
    v->is_empty = h->skills == 0 && p->words.n == 0;
}

static void send_file(struct response *rs, struct buf *b, const char *disposition)
{
    response_bytes(rs, S("text/csv; charset=utf-8"), buf_done(b));
    response_header(rs, "Content-Disposition", cstr(disposition));
}

static void put_levels(struct arena *a, struct buf *b, const struct heat_row *row, const struct heat_cell *cell)
{
    csv_put(b, str_printf(a, "%lld", (long long)cell->with_level), false);
    csv_put(b, mean_words(a, cell), false);
    csv_put(b, scale_words(a, row->levels), false);
}

/* A line for each skill and department with anybody; levels, where any skill has a scale. */
static void send_csv(struct heat_view *v, const struct heat *h, struct response *rs)
{
    struct buf b = buf_new(v->list.a);
    const char *heads[] = {"Skill", "Code", "Department", "People", "Proved from outside", "Proved", "Confirmed", "Backed", "Said", "With a level", "Mean level", "Levels"};
    const size_t n_heads = COUNT(heads) - (h->highest ? 0 : 3);

    buf_putz(&b, "\xEF\xBB\xBF");
    for (size_t i = 0; i < n_heads; i++)
        csv_put(&b, said(heads[i]), i == 0);
    csv_end_row(&b);
    for (size_t i = 0; i < h->rows.n; i++)
        for (size_t c = 0; c < h->columns.n; c++) {
            const struct heat_row *row = &h->rows.items[i];
            const struct heat_cell *cell = &row->cells[c];
            const int64_t numbers[] = {cell->all, cell->n[SKILL_OUTSIDE], cell->n[SKILL_PROVED], cell->n[SKILL_CONFIRMED], cell->n[SKILL_BACKED], cell->n[SKILL_SAID]};
            if (!cell->all)
                continue;
            csv_put(&b, row->name, true);
            csv_put(&b, row->code, false);
            csv_put(&b, h->columns.items[c].name, false);
            for (size_t k = 0; k < COUNT(numbers); k++)
                csv_put(&b, str_printf(v->list.a, "%lld", (long long)numbers[k]), false);
            if (h->highest)
                put_levels(v->list.a, &b, row, cell);
            csv_end_row(&b);
        }
    send_file(rs, &b, "attachment; filename=\"skills.csv\"");
}

#define CSV_SKILLS 500                           /* of one file */

/* By number: frameworks call their levels differently. */
static void list_least(struct heat_view *v, int64_t highest)
{
    for (int64_t i = 0; highest && i <= highest; i++)
        *list_add(v->list.a, &v->levels) = (struct skill_level){i, i ? words_printf(v->list.a, "Level %lld or higher", (long long)i) : said("Any level"), i == v->least};
}

static int64_t least_of(struct request *rq)
{
    int64_t least = number(rq, "level");

    return least <= SCALE_LEVELS ? least : 0;
}

void heat_show(struct request *rq, struct response *rs)
{
    struct heat_view v = {.self = str_printf(rq->arena, "/org/%lld/skills", (long long)rq->org), .frameworks = str_printf(rq->arena, "/org/%lld/frameworks", (long long)rq->org)};
    struct place p = {utf8_cut(form_clean(rq->arena, request_query(rq, "q"), false), 100), number(rq, "from"), number(rq, "c")};
    bool is_file = str_eq(request_query(rq, "as"), S("csv"));
    struct heat h = {0};
    struct error err = {0};

    v.words = p.words;
    v.least = least_of(rq);
    v.list = (struct list){.def = &heat_list_def, .address = v.self};
    code c = list_load(rq, &v.list, &err);
    if (c == OK)
        c = heat_find(&v.list, &(struct heat_ask){p.words, is_file ? 0 : (size_t)p.from, is_file ? CSV_SKILLS : HEAT_ROWS, clock_now(), v.least}, &h, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (is_file) {
        send_csv(&v, &h, rs);
        return;
    }
    list_least(&v, h.highest);
    add_lines(&v, &h, &p);
    add_pages(&v, &h, &p);
    struct out o = app_page(rq, "Skills", "figures");
    tmpl_heat(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- the names of one ---- */

static void send_names(struct heat_who_view *v, const struct heat_people *all, str levels, struct response *rs)
{
    struct buf b = buf_new(v->list.a);

    buf_putz(&b, "\xEF\xBB\xBF");
    csv_put(&b, said("Name"), true);
    csv_put(&b, said("Department"), false);
    csv_put(&b, said("Proof"), false);
    if (levels.n)
        csv_put(&b, said("Level"), false);
    csv_end_row(&b);
    for (size_t i = 0; i < all->n; i++) {
        csv_put(&b, all->items[i].name, true);
        csv_put(&b, all->items[i].department, false);
        csv_put(&b, skill_tag(all->items[i].full, all->items[i].strength).words, false);
        if (levels.n)
            csv_put(&b, scale_name(levels, all->items[i].level), false);
        csv_end_row(&b);
    }
    send_file(rs, &b, "attachment; filename=\"skill.csv\"");
}

static code load_who(struct request *rq, struct heat_who_view *v, const struct heat_who *q, struct heat_people *people, str *levels, struct error *err)
{
    struct framework_item item;
    size_t n = 0;

    TRY(framework_item_get(rq->db, rq->arena, rq->org, q->item, &item, err));
    TRY(list_load(rq, &v->list, err));
    TRY(heat_who(&v->list, q, people, &n, err));
    v->name = item.skill.target_name;
    *levels = item.skill.levels;
    skill_levels_list(rq->arena, item.skill.levels, request_query(rq, "level"), &v->levels);
    if (v->levels.n)
        v->levels.items[0].name = said("Any level");
    v->least = scale_name(item.skill.levels, q->least);
    v->all = (int64_t)n;
    for (size_t i = 0; i < people->n; i++)
        *list_add(rq->arena, &v->people) = (struct heat_name){
            people->items[i].name, people->items[i].department,
            str_printf(rq->arena, "/org/%lld/people/%lld/skills", (long long)rq->org, (long long)people->items[i].id), scale_name(item.skill.levels, people->items[i].level), skill_tag(people->items[i].full, people->items[i].strength)};
    return OK;
}

#define CSV_NAMES 20000

void heat_who_show(struct request *rq, struct response *rs)
{
    bool is_file = str_eq(request_query(rq, "as"), S("csv"));
    struct heat_who q = {request_param_int(rq, "skill"), is_file ? CSV_NAMES : HEAT_NAMES, clock_now(), least_of(rq)};
    struct heat_who_view v = {.back = str_printf(rq->arena, "/org/%lld/skills", (long long)rq->org)};
    struct heat_people people = {0};
    struct error err = {0};
    str levels = S("");

    v.list = (struct list){.def = &heat_list_def, .address = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v.back), (long long)q.item)};
    if (load_who(rq, &v, &q, &people, &levels, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (is_file) {
        send_names(&v, &people, levels, rs);
        return;
    }
    v.csv = str_printf(rq->arena, STR_FMT "?" STR_FMT "&level=%lld&as=csv", STR_ARG(v.list.address), STR_ARG(list_query(&v.list)), (long long)q.least);
    struct out o = app_page(rq, str_z(rq->arena, v.name), "figures");
    tmpl_heat_who(&o, &v);
    app_send(rq, rs, &o);
}
