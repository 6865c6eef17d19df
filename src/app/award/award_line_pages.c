/* award/award_line_pages.c — one line of a list: corrected or left out with a
 * press, or opened in its place with all that it says. The people of the list
 * kept as a group. */
#include "app/award/award_pages.h"

#include "base/uri.h"

/* ---- where the page was ---- */

/* "?only=wrong&after=50&from=51": of what the page was asked for, what we know. */
static str page_query(struct request *rq)
{
    static const char *const numbers[] = {"after", "before", "from"};
    struct buf b = buf_new(rq->arena);
    int64_t n;

    if (request_query(rq, "only").n)
        buf_printf(&b, "?only=" STR_FMT, STR_ARG(uri_encode(rq->arena, str_slice(request_query(rq, "only"), 0, 40))));
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (str_to_int(request_query(rq, numbers[i]), &n))
            buf_printf(&b, "%c%s=%lld", b.n ? '&' : '?', numbers[i], (long long)n);
    return buf_done(&b);
}

static str page_of(struct request *rq)
{
    return str_join(rq->arena, award_list_path(rq, request_param_int(rq, "id")), page_query(rq));
}

str award_line_path(struct request *rq, int64_t number)
{
    str query = page_query(rq);

    return str_printf(rq->arena, STR_FMT STR_FMT "%cedit=%lld#line-%lld", STR_ARG(award_list_path(rq, request_param_int(rq, "id"))),
                      STR_ARG(query), query.n ? '&' : '?', (long long)number, (long long)number);
}

/* ---- corrected, left out ---- */

static const struct form_field row_fields[] = {
    {"number", FIELD_INT, "Line", .min = 1, .required = true},
    {"name", FIELD_LINE, "Name", .max = 150},
    {"email", FIELD_LINE, "E-mail address", .max = 300},
    {"go", FIELD_CHOICE, "Action", .choices = "correct|leave-out", .required = true},
};
static const struct form_spec row_form = FORM(row_fields);

/* What was typed stays in the row, with what is still wrong. */
static void show_wrong_row(struct request *rq, struct response *rs, const struct form *f, const struct error *why)
{
    struct award_list_view v = {0};
    struct error err = {0};

    if (award_list_load(rq, request_param_int(rq, "id"), &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < v.rows.n; i++) {
        struct award_list_row *r = &v.rows.items[i];
        if (r->r.number != form_int(f, "number"))
            continue;
        r->r.name = form_text(f, "name");
        r->r.email = form_text(f, "email");
        r->why = award_capital(rq->arena, str_copy(rq->arena, cstr(why->text)));
    }
    award_list_show_as(rq, rs, &v);
    rs->status = 422;
}

void award_list_row_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &row_form);
    struct error err = {0};
    int64_t id = request_param_int(rq, "id");
    bool leave = str_eq(form_text(f, "go"), S("leave-out"));
    code c = f->ok ? OK : fail(&err, BAD_INPUT, "row", "this line could not be read");

    if (c == OK)
        c = leave ? bulk_leave_out(rq->db, rq->arena, rq->org, id, form_int(f, "number"), &err)
                  : bulk_correct(rq->db, rq->arena, &(struct bulk_act){rq->org, id, rq->session->account}, form_int(f, "number"), form_text(f, "name"), form_text(f, "email"), &err);
    if (c == BAD_INPUT || c == LIMIT)
        show_wrong_row(rq, rs, f, &err);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, page_of(rq), leave ? "The line is left out." : "The line is corrected.");
}

/* ---- all that a line says ---- */

static const struct form_field line_fields[] = {
    {"number", FIELD_INT, "Line", .min = 1, .required = true},
    {"name", FIELD_LINE, "Name", .max = 150},
    {"email", FIELD_LINE, "E-mail address", .max = 300},
    {"awarded_on", FIELD_DATE, "Day of the award"},
    {"valid_until", FIELD_DATE, "Last day it is valid"},
    {"narrative", FIELD_TEXT, "A sentence on this award", .max = 2000},
    {"evidence_url", FIELD_URL, "Link to evidence", .max = 1000},
    AWARD_RESULT_FIELDS,
};
static const struct form_spec line_form = FORM(line_fields);

static void fill(struct request *rq, const struct bulk_row *r, const struct award_list_view *v, struct form *f)
{
    form_set_int(f, "number", r->number);
    form_set(f, "name", r->name);
    form_set(f, "email", r->email);
    if (r->awarded_on > 0)
        form_set_int(f, "awarded_on", r->awarded_on);
    if (r->valid_until > 0)
        form_set_int(f, "valid_until", r->valid_until - DAY);
    form_set(f, "narrative", r->narrative);
    form_set(f, "evidence_url", r->evidence_url);
    award_results_fill(rq->arena, f, &v->described, r->results);
}

static void take_line(struct request *rq, int64_t number, struct form *f, struct award_list_view *v)
{
    v->line = (struct award_line_edit){.number = number, .form = f, .back = str_printf(rq->arena, STR_FMT "#line-%lld", STR_ARG(page_of(rq)), (long long)number),
                                       .action = str_printf(rq->arena, STR_FMT "/line" STR_FMT, STR_ARG(v->self), STR_ARG(page_query(rq)))};
    award_result_inputs(rq->arena, f, &v->described, &v->line.results);
}

code award_line_load(struct request *rq, struct award_list_view *v, struct error *err)
{
    struct bulk_row row;
    struct form *f = form_empty(rq->arena, &line_form);
    int64_t number = 0;

    if (v->line.number)                          /* what was typed is shown again */
        take_line(rq, v->line.number, v->line.form, v);
    if (v->line.number || !str_to_int(request_query(rq, "edit"), &number) || bulk_is(&v->b, "running"))
        return OK;
    code c = bulk_line_get(rq->db, rq->arena, &v->b, number, &row, err);
    if (c != OK)
        return c == NOT_FOUND ? OK : c;
    fill(rq, &row, v, f);
    take_line(rq, number, f, v);
    return OK;
}

static void show_wrong_line(struct request *rq, struct response *rs, struct form *f)
{
    struct award_list_view v = {.line = {.number = form_int(f, "number"), .form = f}};
    struct error err = {0};

    if (award_list_load(rq, request_param_int(rq, "id"), &v, &err) != OK)
        app_fail(rq, rs, &err);
    else
        award_list_show_as(rq, rs, &v);
}

static code change(struct request *rq, struct form *f, struct error *err)
{
    struct bulk_act act = {rq->org, request_param_int(rq, "id"), rq->session->account};
    struct bulk_line l = {.number = form_int(f, "number"), .name = form_text(f, "name"), .email = form_text(f, "email"),
                          .narrative = form_text(f, "narrative"), .evidence_url = form_text(f, "evidence_url"),
                          .awarded_on = form_int(f, "awarded_on"), .valid_until = form_int(f, "valid_until")};
    struct bulk b;
    struct badge_row badge;

    if (l.valid_until > 0)
        l.valid_until += DAY;                    /* it is good on that day too */
    TRY(bulk_get(rq->db, rq->arena, rq->org, act.list, &b, err));
    TRY(catalog_get(rq->db, rq->arena, rq->org, b.achievement, &badge, err));
    l.results = award_results_typed(rq->arena, f, &badge.v.results);
    if (str_is_absent(l.results))
        l.results = S("");
    return f->ok ? bulk_change_line(rq->db, rq->arena, &act, &l, err) : OK;
}

void award_line_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &line_form);
    struct error err = {0};
    code c = f->ok ? change(rq, f, &err) : OK;

    if (c == BAD_INPUT || c == LIMIT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, STR_FMT "#line-%lld", STR_ARG(page_of(rq)), (long long)form_int(f, "number")), "The line is changed.");
    else
        show_wrong_line(rq, rs, f);
}

/* ---- all of them as a group ---- */

static const struct form_field group_fields[] = {{"group", FIELD_LINE, "Name of the group", .max = 120, .required = true}};
static const struct form_spec group_form = FORM(group_fields);

struct form *award_group_form(struct request *rq)
{
    return form_empty(rq->arena, &group_form);
}

static void show_wrong_group(struct request *rq, struct response *rs, struct form *f)
{
    struct award_list_view v = {.group = f};
    struct error err = {0};

    if (award_list_load(rq, request_param_int(rq, "id"), &v, &err) != OK)
        app_fail(rq, rs, &err);
    else
        award_list_show_as(rq, rs, &v);
}

void award_group_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &group_form);
    struct bulk_act act = {rq->org, request_param_int(rq, "id"), rq->session->account};
    struct bulk_group g = {.name = form_text(f, "group")};
    struct error err = {0};
    code c = f->ok ? bulk_keep_group(rq->db, rq->arena, &act, &g, &err) : OK;

    if (c == BAD_INPUT || c == CONFLICT)
        form_reject(f, "group", app_sentence(rq->arena, err.text));
    if (!f->ok) {
        show_wrong_group(rq, rs, f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        flash_set(rq, rs, &app_of(rq)->session, "good",
                  words_printf(rq->arena, g.people == 1 ? "%lld person is kept as the group “" STR_FMT "”." : "%lld people are kept as the group “" STR_FMT "”.",
                               (long long)g.people, STR_ARG(g.name)));
        response_redirect(rs, award_list_path(rq, act.list));
    }
}
