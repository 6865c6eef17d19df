/* list/act_pages.c — from ticked rows to a page that shows exactly what will
 * change, how far it is, and how it is taken back. */
#include "app/list/act_view.h"
#include "app/list/list_private.h"

#include "base/uri.h"
#include "base/utf8.h"
#include "templates.h"

static str act_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, "/org/%lld/acts/%lld", (long long)rq->org, (long long)id);
}

/* ---- asked for ---- */

static void ticked_rows(struct request *rq, struct id_list *out)
{
    int64_t id;

    for (size_t i = 0; i < rq->form.n; i++)
        if (str_eq(rq->form.items[i].name, S("row")) && str_to_int(rq->form.items[i].value, &id))
            *list_add(rq->arena, out) = id;
}

static str back_of(struct request *rq)
{
    str back = request_field(rq, "back");

    return path_is_local(back) && back.n < 1000 ? back : str_printf(rq->arena, "/org/%lld", (long long)rq->org);
}

static code ask(struct request *rq, const struct list_def *def, const struct list_act *what, int64_t *id, struct error *err)
{
    struct id_list rows = {0};
    struct list l;
    str scope = request_field(rq, "scope");

    struct list_query_of q = {rq->db, rq->arena, def, rq->org, rq->session->account, 0, request_field(rq, "query")};
    if (!str_to_int(scope, &q.id))
        q.id = 0;
    TRY(list_of_query(&q, &l, err));
    ticked_rows(rq, &rows);
    return act_ask(&(struct act_new){&l, what, str_is_empty(request_field(rq, "every")) ? &rows : NULL, back_of(rq)}, id, err);
}

/* What was ticked by hand, needs no words and can be taken back is done at
 * once; everything else is looked at first. */
static bool is_plain(struct request *rq, const struct list_act *what)
{
    return what->undo && !what->inputs && !what->typed && str_is_empty(request_field(rq, "every"));
}

static void go_on(struct request *rq, struct response *rs, const struct list_act *what, int64_t id)
{
    struct act act;
    struct error err = {0};

    if (!is_plain(rq, what)) {
        response_redirect(rs, act_path(rq, id));
        return;
    }
    code c = act_get(rq->db, rq->arena, rq->org, rq->session->account, id, &act, &err);
    if (c == OK)
        c = act_start(app_of(rq), rq->db, rq->arena, &act, S(""), &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, str_eq(act.state, S("done")) && act.skipped == 0 ? act.back : act_path(rq, id));
}

void act_asked(struct request *rq, struct response *rs)
{
    const struct list_def *def = list_named(request_param(rq, "list"));
    const struct list_act *what = def ? act_named(def, request_field(rq, "act")) : NULL;
    struct error err = {0};
    int64_t id;

    if (!what) {
        app_error_page(rq, rs, 404, "there is nothing of that name to do");
        return;
    }
    if (app_allow(rq, what->right, rq->org) != OK) {
        app_error_page(rq, rs, 403, "your role does not allow this");
        return;
    }
    code c = ask(rq, def, what, &id, &err);
    if (c == BAD_INPUT) {
        flash_set(rq, rs, &app_of(rq)->session, "bad", said("Nothing was ticked, so nothing was done."));
        response_redirect(rs, back_of(rq));
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        go_on(rq, rs, what, id);
    }
}

/* ---- looked at ---- */

static code fill_fields(struct request *rq, struct act_view *v, const struct error *wrong, struct error *err)
{
    for (const struct act_input *i = v->act.what->inputs; i && i->name; i++) {
        str typed = request_field(rq, i->name);
        struct act_field f = {.input = i, .value = str_is_absent(typed) ? S("") : typed, .error = S("")};
        if (i->choices)
            TRY(i->choices(&v->rows, &f.choices, err));
        if (wrong && str_eq(cstr(wrong->where), cstr(i->name)))
            f.error = cstr(wrong->text);
        *list_add(rq->arena, &v->fields) = f;
    }
    return OK;
}

static bool is_state(const struct act_view *v, const char *state)
{
    return str_eq(v->act.state, cstr(state));
}

static void fill_words(struct request *rq, struct act_view *v)
{
    struct arena *a = rq->arena;
    bool asked = is_state(v, "asked");
    const struct list_act *what = v->act.what;

    v->self = act_path(rq, v->act.id);
    v->title = act_words(a, v->act.def, asked ? what->title : what->done, asked ? v->act.total : v->act.done);
    if (is_state(v, "running") || is_state(v, "undoing"))
        v->title = act_words(a, v->act.def, is_state(v, "running") ? "Working on {n}" : "Taking back {n}", v->act.total);
    if (is_state(v, "undone"))
        v->title = act_words(a, v->act.def, "Taken back: {n} are as they were", v->act.done);
    v->may_undo = is_state(v, "done") && v->act.undo_until > clock_now();
    v->is_danger = !what->undo;
    v->back = str_is_empty(v->act.back) ? str_printf(a, "/org/%lld", (long long)rq->org) : v->act.back;
}

static code load(struct request *rq, struct act_view *v, const struct error *wrong, struct error *err)
{
    TRY(act_get(rq->db, rq->arena, rq->org, rq->session->account, request_param_int(rq, "id"), &v->act, err));
    v->act.why = app_sentence(rq->arena, str_z(rq->arena, v->act.why));
    if (app_allow(rq, v->act.what->right, rq->org) != OK)
        return fail(err, DENIED, "act", "your role does not allow this");
    v->rows = (struct list){.def = v->act.def, .address = rq->path, .id = v->act.scope, .act = v->act.id, .is_bare = true};
    TRY(list_load(rq, &v->rows, err));
    if (wrong && str_eq(cstr(wrong->where), S("typed")))
        v->typed_error = cstr(wrong->text);
    TRY(fill_fields(rq, v, wrong, err));
    fill_words(rq, v);
    return OK;
}

static void show(struct request *rq, struct response *rs, const struct error *wrong)
{
    struct act_view v = {.error = S(""), .typed_error = S("")};
    struct error err = {0};

    if (load(rq, &v, wrong, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.title), "");
    if (is_state(&v, "running") || is_state(&v, "undoing"))
        ((struct page *)o.page)->refresh_seconds = 3;
    tmpl_list_act(&o, &v);
    app_send(rq, rs, &o);
    if (wrong)
        rs->status = 422;
}

static bool is_proved(struct request *rq, const struct list_act *what)
{
    return !what->fresh || clock_now() - rq->session->proved_at < FRESH_FOR;
}

/* Asked before the page that asks for the rest, so that what is typed there is not lost. */
static bool asks_proof(struct request *rq, struct response *rs)
{
    struct act act;

    if (act_get(rq->db, rq->arena, rq->org, rq->session->account, request_param_int(rq, "id"), &act, NULL) != OK
        || !str_eq(act.state, S("asked")) || is_proved(rq, act.what))
        return false;
    response_redirect(rs, str_printf(rq->arena, "/account/confirm?next=" STR_FMT, STR_ARG(uri_encode(rq->arena, rq->path))));
    return true;
}

void act_show(struct request *rq, struct response *rs)
{
    if (!asks_proof(rq, rs))
        show(rq, rs, NULL);
}

/* ---- done, taken back, left ---- */

static code check_date(str text, const char *name, struct error *err)
{
    struct date d;

    return date_parse(text, &d, NULL) == OK ? OK : fail(err, BAD_INPUT, name, "write the day as 2026-11-24");
}

static code check_choice(struct list *l, const struct act_input *i, str text, struct error *err)
{
    struct list_choices choices = {0};

    TRY(i->choices(l, &choices, err));
    for (size_t k = 0; k < choices.n; k++)
        if (str_eq(choices.items[k].value, text))
            return OK;
    return fail(err, BAD_INPUT, i->name, "choose one of the list");
}

static code typed_input(struct request *rq, struct act *act, str *out, struct error *err)
{
    struct list l;
    struct buf b = buf_new(rq->arena);

    TRY(list_of_query(&(struct list_query_of){rq->db, rq->arena, act->def, rq->org, act->account, act->scope, S("")}, &l, err));
    for (const struct act_input *i = act->what->inputs; i && i->name; i++) {
        str text = str_trim(request_field(rq, i->name));
        if (str_is_empty(text))
            continue;
        if (text.n > 300 || !utf8_is_valid(text) || utf8_has_controls(text))
            return fail(err, BAD_INPUT, i->name, "write at most 300 letters in one line");
        if (i->kind == FIELD_DATE)
            TRY(check_date(text, i->name, err));
        if (i->choices)
            TRY(check_choice(&l, i, text, err));
        buf_printf(&b, "%s%s=" STR_FMT, b.n ? "&" : "", i->name, STR_ARG(uri_encode(rq->arena, text)));
    }
    *out = buf_done(&b);
    return OK;
}

static code do_it(struct request *rq, struct act *act, struct error *err)
{
    str input;
    const char *typed = act->what->typed;

    if (app_allow(rq, act->what->right, rq->org) != OK)
        return fail(err, DENIED, "act", "your role does not allow this");
    if (!is_proved(rq, act->what))
        return fail(err, DENIED, "act", "confirm first that it is you");
    if (typed && !str_eq_nocase(str_trim(request_field(rq, "typed")), cstr(typed)))
        return fail(err, BAD_INPUT, "typed", "type the word %s to do this", typed);
    TRY(typed_input(rq, act, &input, err));
    return act_start(app_of(rq), rq->db, rq->arena, act, input, err);
}

/* Everything went well and is over: back to the list, which offers the undo. */
static void after(struct request *rq, struct response *rs, const struct act *act)
{
    bool is_over = (str_eq(act->state, S("done")) && act->what->undo) || str_eq(act->state, S("undone"));

    response_redirect(rs, is_over && act->skipped == 0 && act->back.n ? act->back : act_path(rq, act->id));
}

void act_do(struct request *rq, struct response *rs)
{
    struct act act;
    struct error err = {0};
    code c = act_get(rq->db, rq->arena, rq->org, rq->session->account, request_param_int(rq, "id"), &act, &err);

    if (c == OK)
        c = do_it(rq, &act, &err);
    if (c == OK)
        after(rq, rs, &act);
    else if (c == BAD_INPUT)
        show(rq, rs, &err);
    else
        app_fail(rq, rs, &err);
}

void act_take_back(struct request *rq, struct response *rs)
{
    struct act act;
    struct error err = {0};
    code c = act_get(rq->db, rq->arena, rq->org, rq->session->account, request_param_int(rq, "id"), &act, &err);

    if (c == OK)
        c = act_undo(app_of(rq), rq->db, rq->arena, &act, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (str_eq(act.state, S("undone")) && act.skipped == 0)
        flash_set(rq, rs, &app_of(rq)->session, "good", said("Taken back: everything is as it was."));
    after(rq, rs, &act);
}

void act_leave(struct request *rq, struct response *rs)
{
    struct act act;
    struct error err = {0};
    code c = act_get(rq->db, rq->arena, rq->org, rq->session->account, request_param_int(rq, "id"), &act, &err);

    if (c == OK)
        c = act_drop(rq->db, &act, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, act.back.n ? act.back : str_printf(rq->arena, "/org/%lld", (long long)rq->org));
}
