/* audit/sample_pages.c — a sample drawn, gone through line by line, kept as a file. */
#include "app/audit/audit_pages.h"

#include "app/matrix/matrix.h"
#include "app/requirement/requirement_view.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "format/csv.h"
#include "templates.h"

static str base_of(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld", (long long)rq->org);
}

static str samples_of(struct request *rq)
{
    return str_join(rq->arena, base_of(rq), S("/audit/samples"));
}

static const char *section_of(struct request *rq)
{
    const struct access *x;

    return access_of(rq, rq->org, &x, NULL) == OK && access_has_role(x, role_named(S("auditor"))) ? "check" : "norms";
}

void sample_list_show(struct request *rq, struct response *rs)
{
    struct audit_list_view v = {.base = base_of(rq)};

    v.list = (struct list){.def = &samples_list_def, .address = rq->path,
                           .empty = {"list-check", "No sample yet", "A sample is drawn by a seed, so that anybody draws the same again.", str_join(rq->arena, rq->path, S("/new")), "Draw a sample"}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Samples", section_of(rq));
    tmpl_audit_samples(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- a new one ---- */

static const struct form_field new_fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120},
    {"n", FIELD_INT, "How many", .min = 1, .max = SAMPLE_MOST, .required = true},
    {"seed", FIELD_LINE, "Seed", .max = SAMPLE_SEED, .required = true},
    {"at", FIELD_DATE, "As at", .required = true},
    {"requirement", FIELD_MANY, "Requirements"}, {"department", FIELD_MANY, "Department, with those in it"},
    {"site", FIELD_MANY, "Site"}, {"team", FIELD_MANY, "Team"}, {"state", FIELD_MANY, "Who stands so"},
};
static const struct form_spec new_spec = FORM(new_fields);

bool sample_has(const struct form_value *v, str value)
{
    for (size_t i = 0; i < v->many.n; i++)
        if (str_eq(v->many.items[i], value))
            return true;
    return false;
}

/* As the matrix has them. */
static code add_choices(struct list *matrix, const char *name, struct list_choices *out, struct error *err)
{
    for (size_t i = 0; i < matrix->def->n_filters; i++)
        if (str_eq(cstr(matrix->def->filters[i].name), cstr(name)))
            return list_choices_of(matrix, &matrix->def->filters[i], out, err);
    return OK;
}

static code load_choices(struct request *rq, struct sample_new_view *v, struct error *err)
{
    struct list_query_of all = {.db = rq->db, .a = rq->arena, .def = &matrix_list_def, .org = rq->org, .account = rq->session->account};
    struct list l;

    for (enum requirement_state s = STANDING_NOT_APPLICABLE + 1; s < STANDING_STATES; s++)
        *list_add(rq->arena, &v->states) = (struct list_choice){cstr(requirement_state_name(s)), requirement_state_tag(s).words, 0};
    TRY(list_of_query(&all, &l, err));
    TRY(add_choices(&l, "requirement", &v->requirements, err));
    TRY(add_choices(&l, "department", &v->departments, err));
    TRY(add_choices(&l, "site", &v->sites, err));
    return add_choices(&l, "team", &v->teams, err);
}

static void show_new(struct request *rq, struct response *rs, struct form *f)
{
    struct sample_new_view v = {.form = f, .base = base_of(rq)};
    struct error err = {0};

    if (load_choices(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Draw a sample", section_of(rq));
    tmpl_audit_sample_new(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void sample_new_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &new_spec);
    char seed[8];

    random_bytes(seed, sizeof seed);
    form_set(f, "seed", hex_encode(rq->arena, (str){seed, sizeof seed}));
    form_set_int(f, "n", 25);
    form_set(f, "at", date_format(rq->arena, date_of(clock_now())));
    show_new(rq, rs, f);
}

/* The filters of the matrix that the form chooses. Numbers and nothing else come into the query. */
static str query_of(struct request *rq, struct form *f)
{
    static const char *const names[] = {"requirement", "department", "site", "team"};
    struct buf b = buf_new(rq->arena);

    for (size_t i = 0; i < COUNT(names); i++) {
        const struct str_list *many = &form_value(f, names[i])->many;
        for (size_t k = 0; k < many->n; k++) {
            int64_t id;
            if (str_to_int(many->items[k], &id))
                buf_printf(&b, "%s%s=%lld", b.n ? "&" : "", names[i], (long long)id);
        }
    }
    return buf_done(&b);
}

static code draw(struct request *rq, struct form *f, int64_t *id, struct error *err)
{
    struct sample_ask q = {.org = rq->org, .account = rq->session->account, .name = form_text(f, "name"), .seed = form_text(f, "seed"), .query = query_of(rq, f),
                           .day = form_value(f, "at")->number, .n = form_int(f, "n")};
    const struct str_list *states = &form_value(f, "state")->many;

    for (size_t i = 0; i < states->n; i++) {
        enum requirement_state s;
        if (requirement_state_named(states->items[i], &s))
            *list_add(rq->arena, &q.states) = s;
    }
    return sample_make(rq->db, rq->arena, &q, id, err);
}

void sample_new_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &new_spec);
    struct error err = {0};
    int64_t id = 0;
    code c = f->ok ? draw(rq, f, &id, &err) : OK;

    if (c == BAD_INPUT || c == LIMIT || c == NOT_FOUND)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(samples_of(rq)), (long long)id), "The sample is drawn and kept.");
    else
        show_new(rq, rs, f);
}

/* ---- one ---- */

/* Whose right goes for a part sees their own alone. */
code sample_of(struct request *rq, struct sample *out, struct error *err)
{
    const struct access *x;

    TRY(sample_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), out, err));
    TRY(access_of(rq, rq->org, &x, err));
    return out->account == rq->session->account || access_may(x, VIEW_STANDINGS) ? OK : fail(err, NOT_FOUND, "sample", "there is no such sample");
}

static void count(struct sample_view *v, str result)
{
    v->open += result.n == 0;
    v->holds += str_eq(result, S("holds"));
    v->findings += str_eq(result, S("finding"));
    v->notes += str_eq(result, S("note"));
}

static struct sample_row row_of(struct arena *a, const struct sample_view *v, struct sample_line l)
{
    if (!l.name.n)
        l.name = words_printf(a, "Person %lld", (long long)l.person);
    return (struct sample_row){
        .line = l, .tag = requirement_state_tag(l.state),
        .why = str_printf(a, STR_FMT "/matrix/%lld/%lld?at=" STR_FMT "&back=" STR_FMT, STR_ARG(v->base), (long long)l.person, (long long)l.requirement,
                          STR_ARG(date_format(a, date_of(v->s.day))), STR_ARG(uri_encode(a, v->self)))};
}

/* Its place, and what its reader wrote themselves. */
static struct sample_row hidden_row(const struct sample_line *l)
{
    struct sample_line left = {.id = l->id, .place = l->place, .name = said("Not yours to see today"), .number = S(""), .code = S(""), .requirement_name = S(""),
                               .draw = l->draw, .result = l->result, .note = l->note, .noted = l->noted};

    return (struct sample_row){.line = left, .tag.words = S(""), .is_hidden = true};
}

static code load(struct request *rq, struct sample_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct sample_lines lines = {0};
    struct sample_sight sight;

    TRY(sample_of(rq, &v->s, err));
    v->may_note = v->s.account == rq->session->account;
    v->may_pack = pack_may(rq);
    v->self = str_printf(a, STR_FMT "/%lld", STR_ARG(samples_of(rq)), (long long)v->s.id);
    TRY(sample_lines(rq->db, a, rq->org, v->s.id, &lines, err));
    TRY(sample_sight(rq->db, a, &(struct sight_ask){rq->org, rq->session->account, VIEW_STANDINGS}, &sight, err));
    for (size_t i = 0; i < lines.n; i++) {
        const struct sample_line *l = &lines.items[i];
        bool is_seen = sample_sees(&sight, l->person, l->requirement);
        *list_add(a, &v->rows) = is_seen ? row_of(a, v, *l) : hidden_row(l);
        v->hidden += !is_seen;
        count(v, l->result);
    }
    return OK;
}

static str number_of(struct arena *a, int64_t id)
{
    return id ? str_printf(a, "%lld", (long long)id) : S("");
}

static void send_csv(struct request *rq, struct response *rs, const struct sample_view *v)
{
    static const char *const heads[] = {"Place", "Person", "Staff number", "Requirement", "State", "Result", "Note", "Number of the person", "Number of the requirement", "Draw"};
    struct arena *a = rq->arena;
    struct buf b = buf_new(a);

    for (size_t i = 0; i < COUNT(heads); i++)
        csv_put(&b, said(heads[i]), i == 0);
    csv_end_row(&b);
    for (size_t i = 0; i < v->rows.n; i++) {
        const struct sample_line *l = &v->rows.items[i].line;
        const str cells[] = {str_printf(a, "%lld", (long long)l->place), l->name, l->number, l->code, v->rows.items[i].tag.words, cstr(sample_result_words(l->result)), l->note,
                             number_of(a, l->person), number_of(a, l->requirement), l->draw};
        for (size_t k = 0; k < COUNT(cells); k++)
            csv_put(&b, cells[k], k == 0);
        csv_end_row(&b);
    }
    rs->type = S("text/csv; charset=utf-8");
    rs->body = buf_done(&b);
    response_header(rs, "Content-Disposition", str_printf(a, "attachment; filename=\"sample-%lld.csv\"", (long long)v->s.id));
}

void sample_show_with(struct request *rq, struct response *rs, struct form *pack)
{
    struct sample_view v = {.base = base_of(rq), .pack = pack};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (str_eq(request_query(rq, "as"), S("csv"))) {
        send_csv(rq, rs, &v);
        return;
    }
    struct out o = app_page(rq, v.s.name.n ? str_z(rq->arena, v.s.name) : "Sample", section_of(rq));
    tmpl_audit_sample(&o, &v);
    app_send_form(rq, rs, &o, pack);
}

void sample_show(struct request *rq, struct response *rs)
{
    sample_show_with(rq, rs, form_empty(rq->arena, &pack_form));
}

/* "result-17" and "note-17" of each line. */
static str field_of(struct request *rq, const char *what, int64_t line)
{
    str text = request_field(rq, str_z(rq->arena, str_printf(rq->arena, "%s-%lld", what, (long long)line)));

    return str_is_absent(text) ? text : str_trim(text);
}

static code note_lines(struct request *rq, const struct sample *s, struct error *err)
{
    struct sample_lines lines = {0};
    struct sample_sight sight;

    TRY(sample_lines(rq->db, rq->arena, rq->org, s->id, &lines, err));
    TRY(sample_sight(rq->db, rq->arena, &(struct sight_ask){rq->org, rq->session->account, VIEW_STANDINGS}, &sight, err));
    for (size_t i = 0; i < lines.n; i++) {
        if (!sample_sees(&sight, lines.items[i].person, lines.items[i].requirement))
            continue;
        struct sample_note n = {rq->org, s->id, lines.items[i].id, field_of(rq, "result", lines.items[i].id), field_of(rq, "note", lines.items[i].id)};
        if (!str_is_absent(n.result) && !str_is_absent(n.note))
            TRY(sample_note(rq->db, &n, err));
    }
    return OK;
}

void sample_lines_post(struct request *rq, struct response *rs)
{
    struct sample s;
    struct error err = {0};
    code c = sample_of(rq, &s, &err);

    if (c == OK && s.account != rq->session->account)
        c = fail(&err, DENIED, "sample", "who drew the sample notes what they found");
    if (c == OK)
        c = db_begin(rq->db, &err);
    if (c == OK)
        c = db_end(rq->db, note_lines(rq, &s, &err), &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(samples_of(rq)), (long long)s.id), "Noted.");
}

void sample_population_send(struct request *rq, struct response *rs)
{
    struct sample s;
    struct error err = {0};
    struct sample_sight sight;
    str text = S("");
    code c = sample_of(rq, &s, &err);

    if (c == OK)
        c = sample_population(rq->db, rq->arena, rq->org, s.id, &text, &err);
    if (c == OK)
        c = sample_sight(rq->db, rq->arena, &(struct sight_ask){rq->org, rq->session->account, VIEW_STANDINGS}, &sight, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    rs->type = S("text/plain; charset=utf-8");
    rs->body = sample_population_seen(rq->arena, &sight, text);
    response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename=\"sample-%lld-population.txt\"", (long long)s.id));
}
