/* people/roster_pages.c — a list is handed in, its columns are named, what will become
 * of each line is shown, it is done, and taken back. */
#include "app/people/roster_view.h"

#include <string.h>

#include "base/utf8.h"
#include "format/csv.h"
#include "format/json.h"
#include "templates.h"

#define FILE_MOST   ((size_t)60 << 20)          /* as a request may have (LONG_BODY) */
#define PASTED_MOST ((size_t)2 << 20)

/* ---- the lines, as a list ---- */

static void line_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = str_printf(l->a, "%lld", (long long)v[0].i);
}

static void plan_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    static const struct { const char *plan, *kind, *icon, *words; } looks[] = {
        {"new", "good", "user-plus", "New"}, {"change", "info", "pencil", "Change"}, {"same", "", "equal", "As it is"},
        {"wrong", "bad", "alert-circle", "Left out"},
    };

    (void)l;
    for (size_t i = 0; i < COUNT(looks); i++)
        if (str_eq(v[0].s, cstr(looks[i].plan)))
            c->tag = (struct tag_view){looks[i].kind, looks[i].icon, said(looks[i].words)};
    if (str_eq(v[1].s, S("left")))
        c->tag = (struct tag_view){"warn", "alert-triangle", said("Left as it is")};
    if (str_eq(v[1].s, S("undone")))
        c->tag = (struct tag_view){"", "arrow-back-up", said("Taken back")};
}

static str first_cells(struct arena *a, str json)
{
    const struct json *cells;
    struct buf b = buf_new(a);

    if (json_parse(a, json, NULL, &cells, NULL) != OK)
        return S("");
    for (size_t i = 0; i < json_count(cells) && b.n < 60; i++) {
        str cell = json_str(json_item(cells, i));
        if (cell.n > 0)
            buf_printf(&b, "%s" STR_FMT, b.n ? ", " : "", STR_ARG(cell));
    }
    return utf8_cut(buf_done(&b), 80);
}

/* Who it is about, or what the first cells of the line say. */
static void who_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (v[0].kind == VALUE_INT && v[1].kind != VALUE_NULL) {
        c->text = v[1].s.n ? v[1].s : v[2].s;
        c->href = str_printf(l->a, "/org/%lld/people/%lld", (long long)l->org, (long long)v[0].i);
        return;
    }
    c->text = first_cells(l->a, v[3].s);
}

static const struct list_column line_columns[] = {
    {"line", "Line", SQL_PIECE("x.number"), .cell = line_cell, .order = SQL_PIECE("x.number"), .indexed = true},
    {"what", "What", SQL_PIECE("x.plan, x.state"), .values = 2, .cell = plan_cell, .order = SQL_PIECE("x.plan")},
    {"who", "Who", SQL_PIECE("x.person_id, (SELECT p.name FROM person p WHERE p.id = x.person_id),"
                             " (SELECT p.email FROM person p WHERE p.id = x.person_id), x.cells"), .values = 4, .cell = who_cell},
    {"why", "What will change, or what is wrong", SQL_PIECE("x.message")},
};
static const struct list_option plans[] = {
    {"wrong", "Left out", SQL_PIECE("(x.plan = 'wrong' OR x.state = 'left')")}, {"new", "New", SQL_PIECE("x.plan = 'new'")},
    {"change", "Changes", SQL_PIECE("x.plan = 'change'")}, {"same", "As it is", SQL_PIECE("x.plan = 'same'")}, {NULL, NULL, NULL},
};
static const struct list_filter line_filters[] = {{"plan", "What", FILTER_OPTIONS, .options = plans}};

const struct list_def roster_lines_def = {
    .name = "import-lines", .title = "Lines", .thing = "line", .things = "lines", .right = MANAGE_PEOPLE,
    .from = "people_import_line x",
    .where = SQL_PIECE("x.import_id = :id AND x.number > 0 AND x.import_id IN (SELECT i.id FROM people_import i WHERE i.org_id = :org)"),
    .key = "x.id", .search = SQL_PIECE("lower(x.cells) LIKE :word ESCAPE '!' OR lower(x.message) LIKE :word ESCAPE '!'"),
    .search_label = "Any word of the line", LIST_COLUMNS(line_columns), LIST_FILTERS(line_filters), .order = "line",
};

/* ---- handed in ---- */

static const struct form_field upload_fields[] = {
    {"file", FIELD_FILE, "File", .max = FILE_MOST},
    {"people", FIELD_TEXT, "List", .max = PASTED_MOST},
};
static const struct form_spec upload_spec = FORM(upload_fields);

static str roster_base(struct request *rq)
{
    return str_join(rq->arena, people_base(rq), S("/import"));
}

static struct tag_view state_tag(str state)
{
    static const struct { const char *state, *kind, *icon, *words; } looks[] = {
        {"columns", "warn", "clock", "Columns to be named"}, {"reading", "info", "hourglass", "Being read"},
        {"planning", "info", "hourglass", "Being read"}, {"planned", "warn", "clock", "To be checked"},
        {"running", "info", "hourglass", "Being brought in"}, {"managers", "info", "hourglass", "Being brought in"},
        {"done", "good", "check", "Brought in"}, {"undoing", "info", "hourglass", "Being taken back"},
        {"undone", "", "arrow-back-up", "Taken back"}, {"stopped", "bad", "alert-circle", "Stopped"},
    };

    for (size_t i = 0; i < COUNT(looks); i++)
        if (str_eq(state, cstr(looks[i].state)))
            return (struct tag_view){looks[i].kind, looks[i].icon, said(looks[i].words)};
    return (struct tag_view){0};
}

static void show_upload(struct request *rq, struct response *rs, struct form *f)
{
    struct roster_upload_view v = {.base = roster_base(rq), .action = app_long_action(rq, roster_base(rq)), .form = f};
    struct roster_list all = {0};
    struct error err = {0};

    if (roster_find(rq->db, rq->arena, rq->org, &all, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v.rows) = (struct roster_row){
            all.items[i], str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v.base), (long long)all.items[i].id), state_tag(all.items[i].state)};
    struct out o = app_page(rq, "Bring in a list", "people");
    tmpl_roster_upload(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void roster_upload(struct request *rq, struct response *rs)
{
    show_upload(rq, rs, form_empty(rq->arena, &upload_spec));
}

static str file_name(struct arena *a, const struct part *file)
{
    str name = file && utf8_is_valid(file->file_name) && !utf8_has_controls(file->file_name) ? utf8_cut(file->file_name, 120) : S("");

    return name.n ? str_copy(a, name) : said("Pasted list");
}

void roster_upload_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &upload_spec);
    const struct part *file = form_file(f, "file");
    struct roster_new n = {rq->org, rq->session->account, file_name(rq->arena, file), form_text(f, "people")};
    struct error err = {0};
    int64_t id;

    if (file && file->value.n > 0)
        n.text = file->value;
    if (f->ok && str_is_empty(str_trim(n.text)))
        form_reject(f, "file", said("Choose a file, or paste the list below"));
    if (!f->ok) {
        show_upload(rq, rs, f);
        return;
    }
    code c = roster_open(rq->db, rq->arena, &n, &id, &err);
    if (c == OK) {
        response_redirect(rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(roster_base(rq)), (long long)id));
    } else if (c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED) {
        str where = strncmp(err.where, "row", 3) == 0 ? str_printf(rq->arena, "%s: %s", err.where, err.text) : cstr(err.text);
        form_reject(f, "file", app_sentence(rq->arena, str_z(rq->arena, where)));
        show_upload(rq, rs, f);
    } else {
        app_fail(rq, rs, &err);
    }
}

/* What a list may look like, to be filled in. */
void roster_example(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    static const char *const line[ROSTER_FIELDS] = {
        [ROSTER_EMAIL] = "ann.lee@example.org", [ROSTER_NAME] = "Ann Lee", [ROSTER_TITLE] = "Team leader",
        [ROSTER_DEPARTMENT] = "Operations / Warehouse", [ROSTER_TEAMS] = "Early shift; First-aid team", [ROSTER_SITE] = "Harbour",
        [ROSTER_MANAGER] = "bo.kim@example.org", [ROSTER_EMPLOYMENT] = "Permanent", [ROSTER_NUMBER] = "1001", [ROSTER_STARTS] = "2026-01-31",
        [ROSTER_LEAVES] = "",
    };

    buf_putz(&b, "\xEF\xBB\xBF");
    for (int part = 0; part < 2; part++) {
        bool first = true;
        for (int f = ROSTER_EMAIL; f < ROSTER_FIELDS; f++) {
            if (!line[f])
                continue;
            csv_put(&b, cstr(part ? line[f] : roster_words[f].label), first);
            first = false;
        }
        csv_end_row(&b);
    }
    response_header(rs, "Content-Disposition", S("attachment; filename=\"people.csv\""));
    response_bytes(rs, S("text/csv; charset=utf-8"), buf_done(&b));
}

/* ---- one import ---- */

static struct steps_view steps_of(struct arena *a, const struct people_import *i, str base)
{
    struct step *items = NEW_ARRAY(a, 4, struct step);
    size_t now = str_eq(i->state, S("columns")) ? 2 : str_eq(i->state, S("planned")) || str_eq(i->state, S("planning")) || str_eq(i->state, S("reading")) ? 3 : 4;

    items[0] = (struct step){"List", base};
    items[1] = (struct step){"Columns", now == 3 ? str_printf(a, STR_FMT "/%lld?step=columns", STR_ARG(base), (long long)i->id) : S("")};
    items[2] = (struct step){"Check", S("")};
    items[3] = (struct step){"Done", S("")};
    return (struct steps_view){items, 4, now};
}

static code load(struct request *rq, struct roster_view *v, struct error *err)
{
    v->base = roster_base(rq);
    TRY(roster_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->import, err));
    v->self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->base), (long long)v->import.id);
    v->steps = steps_of(rq->arena, &v->import, v->base);
    v->may_award = app_allow(rq, AWARD_BADGES, rq->org) == OK;
    v->may_undo = str_eq(v->import.state, S("done")) && v->import.ended + ROSTER_UNDO_TIME > clock_now();
    return OK;
}

static code fill_columns(struct request *rq, struct roster_view *v, const struct roster_mapping *m, struct error *err)
{
    struct roster_look look = {0};

    TRY(roster_look(rq->db, rq->arena, &v->import, &look, err));
    v->words = roster_words_all();
    v->month_first = m->month_first;
    for (size_t i = 0; i < look.heads.n && i < m->n; i++)
        *list_add(rq->arena, &v->columns) = (struct roster_column){
            i + 1, look.heads.items[i], utf8_cut(look.samples.items[i], 120), m->fields[i], str_printf(rq->arena, "column%zu", i + 1)};
    return OK;
}

static void show_columns(struct request *rq, struct response *rs, struct roster_view *v, const struct roster_mapping *m)
{
    struct error err = {0};

    v->steps.now = 2;
    if (fill_columns(rq, v, m, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Bring in a list: columns", "people");
    tmpl_roster_columns(&o, v);
    app_send(rq, rs, &o);
    if (v->error.n)
        rs->status = 422;
}

static bool is_state(const struct roster_view *v, const char *state)
{
    return str_eq(v->import.state, cstr(state));
}

static void show_working(struct request *rq, struct response *rs, struct roster_view *v)
{
    struct out o = app_page(rq, "Bring in a list", "people");

    v->doing = is_state(v, "undoing") ? "Taking the list back" : is_state(v, "running") || is_state(v, "managers") ? "Bringing the list in" : "Reading the list";
    v->now_at = is_state(v, "undoing") ? v->import.lines - (v->import.next_line > v->import.lines ? v->import.lines : v->import.next_line)
                                       : v->import.next_line > v->import.lines ? v->import.lines : v->import.next_line;
    ((struct page *)o.page)->refresh_seconds = 3;
    tmpl_roster_working(&o, v);
    app_send(rq, rs, &o);
}

static void show_lines(struct request *rq, struct response *rs, struct roster_view *v)
{
    v->list = (struct list){.def = &roster_lines_def, .address = rq->path, .id = v->import.id,
                            .empty = {"list", "No lines", "The list has nobody in it.", S(""), NULL}};
    if (list_answer(rq, rs, &v->list))
        return;
    struct out o = app_page(rq, is_state(v, "planned") ? "Bring in a list: check" : "Bring in a list: done", "people");
    tmpl_roster_lines(&o, v);
    app_send(rq, rs, &o);
}

void roster_show(struct request *rq, struct response *rs)
{
    struct roster_view v = {.error = S("")};
    struct roster_mapping m;
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    roster_mapping_read(v.import.mapping, &m);
    if (is_state(&v, "columns") || (is_state(&v, "planned") && str_eq(request_query(rq, "step"), S("columns"))))
        show_columns(rq, rs, &v, &m);
    else if (is_state(&v, "planned") || is_state(&v, "done") || is_state(&v, "undone") || is_state(&v, "stopped"))
        show_lines(rq, rs, &v);
    else
        show_working(rq, rs, &v);
}

/* ---- on it goes ---- */

static enum roster_field typed_field(struct request *rq, size_t column)
{
    str text = request_field(rq, str_z(rq->arena, str_printf(rq->arena, "column%zu", column + 1)));

    for (int i = 0; i < ROSTER_FIELDS; i++)
        if (str_eq(text, cstr(roster_words[i].name)))
            return (enum roster_field)i;
    return ROSTER_NOTHING;
}

void roster_columns_post(struct request *rq, struct response *rs)
{
    struct roster_view v = {.error = S("")};
    struct roster_mapping m;
    struct error err = {0};
    code c = load(rq, &v, &err);

    if (c == OK) {
        roster_mapping_read(v.import.mapping, &m);
        for (size_t i = 0; i < m.n; i++)
            m.fields[i] = typed_field(rq, i);
        m.month_first = str_eq(request_field(rq, "days"), S("month"));
        c = roster_plan(app_of(rq), rq->db, rq->arena, &v.import, &m, &err);
    }
    if (c == OK) {
        response_redirect(rs, v.self);
    } else if (c == BAD_INPUT) {
        v.error = app_sentence(rq->arena, err.text);
        show_columns(rq, rs, &v, &m);
    } else {
        app_fail(rq, rs, &err);
    }
}

typedef code roster_next(struct app *app, struct db *db, struct arena *a, struct people_import *i, struct error *err);

static void go_on(struct request *rq, struct response *rs, roster_next *next)
{
    struct roster_view v = {.error = S("")};
    struct error err = {0};
    code c = load(rq, &v, &err);

    if (c == OK)
        c = next(app_of(rq), rq->db, rq->arena, &v.import, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, v.self);
}

void roster_start_post(struct request *rq, struct response *rs)
{
    go_on(rq, rs, roster_start);
}

void roster_undo_post(struct request *rq, struct response *rs)
{
    go_on(rq, rs, roster_undo);
}

void roster_drop_post(struct request *rq, struct response *rs)
{
    struct roster_view v = {.error = S("")};
    struct error err = {0};
    code c = load(rq, &v, &err);

    if (c == OK)
        c = roster_drop(rq->db, &v.import, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, v.base, "The list is thrown away. Nobody was changed.");
}
