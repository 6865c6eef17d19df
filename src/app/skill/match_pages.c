/* skill/match_pages.c — skills without a place: each with those that it may be; decided one by
 * one or many at once, and taken back. */
#include "app/skill/skill_view.h"

#include "templates.h"

static const struct form_field fields[] = {
    {"go", FIELD_CHOICE, "What", .choices = "same|leave|firsts|undo", .required = true},
    {"row", FIELD_MANY, "Skills", .max = 4000},
    {"item", FIELD_INT, "Skill"},
    {"other", FIELD_LINE, "Another one", .max = 2000},
};
static const struct form_spec spec = FORM(fields);

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/frameworks/unplaced", (long long)rq->org);
}

static size_t from_of(struct request *rq)
{
    int64_t n = 0;

    return str_to_int(request_query(rq, "from"), &n) && n > 0 && n < 1000000 ? (size_t)n : 0;
}

static str page_at(struct request *rq, const struct match_view *v, size_t from)
{
    return str_printf(rq->arena, STR_FMT "?state=%s&from=%zu", STR_ARG(v->self), v->is_same ? "same" : v->is_left ? "left" : "open", from);
}

static code load(struct request *rq, struct match_view *v, struct error *err)
{
    str state = request_query(rq, "state");
    struct match_ask q = {.org = rq->org, .state = str_eq(state, S("same")) ? MATCH_SAME : str_eq(state, S("left")) ? MATCH_LEFT : MATCH_OPEN, .from = from_of(rq)};
    struct match_rows rows = {0};
    size_t n = 0;

    TRY(match_find(rq->db, rq->arena, &q, &rows, &n, err));
    v->is_open = q.state == MATCH_OPEN;
    v->is_same = q.state == MATCH_SAME;
    v->is_left = q.state == MATCH_LEFT;
    for (size_t i = 0; i < rows.n; i++)
        *list_add(rq->arena, &v->lines) = (struct match_line){rows.items[i], (int64_t)i};
    v->all = (int64_t)n;
    v->from = (int64_t)q.from + (rows.n > 0);
    v->to = (int64_t)(q.from + rows.n);
    if (q.from > 0)
        v->previous = page_at(rq, v, q.from > MATCH_ROWS ? q.from - MATCH_ROWS : 0);
    if (q.from + rows.n < n)
        v->next = page_at(rq, v, q.from + rows.n);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct match_view v = {.form = f, .self = self_path(rq), .back = str_printf(rq->arena, "/org/%lld/frameworks", (long long)rq->org),
                           .may_decide = app_allow(rq, DESIGN_BADGES, rq->org) == OK};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Skills without a place", "badges");
    tmpl_skill_match(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void match_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &spec));
}

/* ---- decided ---- */

/* What was typed goes before what is chosen. */
static code chosen(struct request *rq, const struct form *f, int64_t *item, struct error *err)
{
    if (form_text(f, "other").n)
        TRY(match_named(rq->db, rq->org, form_text(f, "other"), item, err));
    else
        *item = form_int(f, "item");
    return *item > 0 ? OK : fail(err, BAD_INPUT, "skill", "choose a skill of your frameworks, by its code or web address");
}

/* Of those that are ticked, where there is any. */
static code firsts(struct request *rq, const struct str_list *ticked, struct match_says *out, struct error *err)
{
    struct match_rows rows = {0};
    size_t n = 0;

    TRY(match_find(rq->db, rq->arena, &(struct match_ask){.org = rq->org, .state = MATCH_OPEN, .urls = ticked}, &rows, &n, err));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.items[i].offers.n)
            *list_add(rq->arena, out) = (struct match_say){rows.items[i].url, rows.items[i].offers.items[0].item};
    return OK;
}

static code gather(struct request *rq, struct form *f, struct match_says *out, struct error *err)
{
    const struct str_list *rows = &form_value(f, "row")->many;
    int64_t item = 0;

    if (!rows->n)
        return fail(err, BAD_INPUT, "row", "tick at least one skill");
    if (rows->n > MATCH_ROWS)
        return fail(err, BAD_INPUT, "row", "at most %d at once", MATCH_ROWS);
    if (str_eq(form_text(f, "go"), S("firsts")))
        return firsts(rq, rows, out, err);
    if (str_eq(form_text(f, "go"), S("same")))
        TRY(chosen(rq, f, &item, err));
    for (size_t i = 0; i < rows->n; i++)
        *list_add(rq->arena, out) = (struct match_say){rows->items[i], item};
    return OK;
}

static code decide(struct request *rq, struct form *f, int64_t *n, struct error *err)
{
    struct match_says all = {0};
    const struct match_act c = {rq->org, rq->session->account, &all};

    TRY(gather(rq, f, &all, err));
    return str_eq(form_text(f, "go"), S("undo")) ? match_undo(rq->db, rq->arena, &c, n, err) : match_decide(rq->db, rq->arena, &c, n, err);
}

void match_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct error err = {0};
    int64_t n = 0;
    code c = f->ok ? decide(rq, f, &n, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show(rq, rs, f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        flash_set(rq, rs, &app_of(rq)->session, n ? "good" : "bad", n == 1 ? said("Done for 1 skill.") : words_printf(rq->arena, "Done for %lld skills.", (long long)n));
        response_redirect(rs, self_path(rq));
    }
}
