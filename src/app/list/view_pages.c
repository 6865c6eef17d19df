/* list/view_pages.c — saved views: one is saved, called otherwise, deleted, brought back. */
#include "app/list/list_private.h"
#include "app/list/saved.h"
#include "app/list/view_view.h"

#include "base/utf8.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name of the view", .max = SAVED_NAME_MOST, .required = true},
};
static const struct form_spec spec = FORM(fields);

/* ---- saved ---- */

static code add_view(struct request *rq, const struct list_def *def, struct error *err)
{
    struct saved_view v = {.org = rq->org, .account = rq->session->account, .list = cstr(def->name),
                           .name = utf8_cut(str_trim(request_field(rq, "name")), SAVED_NAME_MOST),
                           .shared = rq->org > 0 && str_eq(request_field(rq, "shared"), S("1"))};
    struct list l;

    TRY(list_of_query(&(struct list_query_of){rq->db, rq->arena, def, rq->org, .query = request_field(rq, "query")}, &l, err));
    v.query = list_query(&l);
    return saved_add(rq->db, &v, &v.id, err);
}

void list_view_add(struct request *rq, struct response *rs)
{
    const struct list_def *def = list_asked_for(rq, rs);
    struct error err = {0};

    if (!def)
        return;
    code c = add_view(rq, def, &err);
    if (c == OK)
        flash_set(rq, rs, &app_of(rq)->session, "good", said("The view is saved."));
    else if (c == BAD_INPUT || c == CONFLICT)
        flash_set(rq, rs, &app_of(rq)->session, "bad", app_sentence(rq->arena, err.text));
    if (c == OK || c == BAD_INPUT || c == CONFLICT)
        list_go_back(rq, rs);
    else
        app_fail(rq, rs, &err);
}

/* ---- one of them ---- */

static bool may_any(struct request *rq)
{
    return rq->org > 0 && app_allow(rq, MANAGE_ORG, rq->org) == OK;
}

static struct saved_act act_of(struct request *rq)
{
    return (struct saved_act){rq->org, rq->session->account, request_param_int(rq, "id"), may_any(rq)};
}

/* Where the list stands is known by the page that one came from. */
static str back_of(struct request *rq)
{
    str back = rq->method == GET ? request_query(rq, "back") : request_field(rq, "back");

    return path_is_local(back) ? back : rq->org ? str_printf(rq->arena, "/org/%lld", (long long)rq->org) : S("/");
}

static str address_of(str path)
{
    ptrdiff_t question = str_find_byte(path, '?');

    return question < 0 ? path : str_slice(path, 0, (size_t)question);
}

static code load(struct request *rq, const struct list_def *def, struct view_view *v, str *name, struct error *err)
{
    struct saved_view saved;
    struct list l;
    struct saved_ask who = {rq->org, rq->session->account, cstr(def->name)};

    TRY(saved_get(rq->db, rq->arena, &who, request_param_int(rq, "id"), &saved, err));
    if (!str_eq(saved.list, cstr(def->name)) || (saved.account != who.account && !may_any(rq)))
        return fail(err, NOT_FOUND, "view", "there is no such view, or it is somebody else's");
    TRY(list_of_query(&(struct list_query_of){rq->db, rq->arena, def, rq->org, .account = who.account, .query = saved.query}, &l, err));
    TRY(list_in_words(&l, &v->words, err));
    v->name = *name = saved.name;
    v->list_href = str_printf(rq->arena, STR_FMT "?" STR_FMT, STR_ARG(address_of(v->back)), STR_ARG(saved.query));
    return OK;
}

static void show(struct request *rq, struct response *rs, const struct list_def *def, struct form *f)
{
    struct view_view v = {.form = f, .back = back_of(rq)};
    struct error err = {0};
    str name;

    v.self = rq->org ? str_printf(rq->arena, "/org/%lld/lists/%s/views/%lld", (long long)rq->org, def->name, (long long)request_param_int(rq, "id"))
                     : str_printf(rq->arena, "/lists/%s/views/%lld", def->name, (long long)request_param_int(rq, "id"));
    if (load(rq, def, &v, &name, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (f->ok)
        form_set(f, "name", name);
    struct out o = app_page(rq, "Saved view", rq->org ? def->name : "backpack");
    if (rq->org)
        tmpl_list_view(&o, &v);
    else
        tmpl_list_view_own(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void list_view_show(struct request *rq, struct response *rs)
{
    const struct list_def *def = list_asked_for(rq, rs);

    if (def)
        show(rq, rs, def, form_empty(rq->arena, &spec));
}

static code rename_view(struct request *rq, const struct form *f, struct error *err)
{
    struct saved_act act = act_of(rq);
    struct saved_view was;

    TRY(saved_get(rq->db, rq->arena, &(struct saved_ask){rq->org, act.account, S("")}, act.id, &was, err));
    return saved_change(rq->db, &act, form_text(f, "name"), was.query, err);
}

void list_view_rename(struct request *rq, struct response *rs)
{
    const struct list_def *def = list_asked_for(rq, rs);
    struct form *f = form_read(rq, &spec);
    struct error err = {0};

    if (!def)
        return;
    code c = f->ok ? rename_view(rq, f, &err) : BAD_INPUT;
    if (c == OK) {
        app_done(rq, rs, back_of(rq), "Saved.");
        return;
    }
    if (c != BAD_INPUT) {
        app_fail(rq, rs, &err);
        return;
    }
    if (err.code)
        form_reject_error(f, &err, rq->arena);
    show(rq, rs, def, f);
}

/* ---- deleted, and back ---- */

static void change(struct request *rq, struct response *rs, code (*how)(struct db *db, const struct saved_act *act, struct error *err))
{
    struct saved_act act = act_of(rq);
    struct error err = {0};

    if (!list_asked_for(rq, rs))
        return;
    if (how(rq->db, &act, &err) != OK)
        app_fail(rq, rs, &err);
    else
        list_go_back(rq, rs);
}

void list_view_drop(struct request *rq, struct response *rs)
{
    change(rq, rs, saved_drop);
}

void list_view_back(struct request *rq, struct response *rs)
{
    change(rq, rs, saved_restore);
}
