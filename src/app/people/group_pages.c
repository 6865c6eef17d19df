/* people/group_pages.c — saved groups: made from what the directory shows, or empty
 * to be filled by hand; renamed, deleted, brought back. */
#include "app/people/people_view.h"

#include "base/utf8.h"

#include "templates.h"

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120, .required = true},
    {"kind", FIELD_CHOICE, "Kind", .choices = "hand|filter"},
    {"query", FIELD_LINE, "Filter", .max = 1000},
};
static const struct form_spec spec = FORM(fields);

static str groups_base(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/groups", (long long)rq->org);
}

static str people_href(struct request *rq, const struct person_group *g)
{
    return str_printf(rq->arena, STR_FMT "?" STR_FMT, STR_ARG(people_base(rq)), STR_ARG(group_query(rq->arena, g)));
}

/* What a filter asks, in one spelling: only what the directory knows. */
static code clean_query(struct request *rq, str query, str *out, struct error *err)
{
    struct list l;

    TRY(list_of_query(&(struct list_query_of){rq->db, rq->arena, &people_list_def, rq->org, .query = query}, &l, err));
    *out = list_query(&l);
    return OK;
}

/* ---- all of them ---- */

static code load(struct request *rq, struct groups_view *v, struct error *err)
{
    struct group_list all = {0};

    TRY(group_list(rq->db, rq->arena, rq->org, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        struct group_row row = {all.items[i], str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->base), (long long)all.items[i].id), S(""), 0};
        str query = group_query(rq->arena, &row.group);
        if (row.group.by_filter)
            TRY(people_in_words(rq->db, rq->arena, rq->org, query, &row.words, err));
        TRY(people_count(rq->db, rq->arena, rq->org, query, &row.people, err));
        *list_add(rq->arena, &v->rows) = row;
    }
    return OK;
}

static void show_all(struct request *rq, struct response *rs, struct groups_view *v)
{
    struct error err = {0};

    v->base = groups_base(rq);
    v->may_manage = app_allow(rq, MANAGE_PEOPLE, rq->org) == OK;
    if (load(rq, v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Groups", "people");
    tmpl_groups(&o, v);
    app_send(rq, rs, &o);
    if (!v->form->ok)
        rs->status = 422;
}

void groups_show(struct request *rq, struct response *rs)
{
    struct groups_view v = {.form = form_empty(rq->arena, &spec), .undo = S("")};
    int64_t undo = 0;
    str query = request_query(rq, "from");

    if (!str_is_empty(query)) {
        form_set(v.form, "query", utf8_is_valid(query) ? query : S(""));
        form_set(v.form, "kind", S("filter"));
    }
    if (str_to_int(request_query(rq, "undo"), &undo) && undo > 0)
        v.undo = str_printf(rq->arena, STR_FMT "/%lld/restore", STR_ARG(groups_base(rq)), (long long)undo);
    show_all(rq, rs, &v);
}

static code make(struct request *rq, struct form *f, int64_t *id, struct error *err)
{
    struct group_change c = {rq->org, 0, rq->session->account, form_text(f, "name"), {0}};

    if (str_eq(form_text(f, "kind"), S("filter")))
        TRY(clean_query(rq, form_text(f, "query"), &c.query, err));
    return group_add(rq->db, rq->arena, &c, id, err);
}

void group_new(struct request *rq, struct response *rs)
{
    struct groups_view v = {.form = form_read(rq, &spec), .undo = S("")};
    struct error err = {0};
    int64_t id;
    code c = v.form->ok ? make(rq, v.form, &id, &err) : BAD_INPUT;

    if (c == OK) {
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(groups_base(rq)), (long long)id), "The group is made.");
        return;
    }
    if (err.code && c != BAD_INPUT && c != CONFLICT) {
        app_fail(rq, rs, &err);
        return;
    }
    if (err.code)
        form_reject_error(v.form, &err, rq->arena);
    show_all(rq, rs, &v);
}

/* ---- one of them ---- */

static code load_one(struct request *rq, struct group_view *v, struct error *err)
{
    v->base = groups_base(rq);
    TRY(group_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->group, err));
    v->self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->base), (long long)v->group.id);
    v->href = people_href(rq, &v->group);
    v->may_manage = app_allow(rq, MANAGE_PEOPLE, rq->org) == OK;
    str query = group_query(rq->arena, &v->group);
    TRY(people_in_words(rq->db, rq->arena, rq->org, query, &v->words, err));
    return people_count(rq->db, rq->arena, rq->org, query, &v->people, err);
}

static void show_one(struct request *rq, struct response *rs, struct form *f)
{
    struct group_view v = {.form = f};
    struct error err = {0};

    if (load_one(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (f->ok) {
        form_set(f, "name", v.group.name);
        form_set(f, "query", v.group.query);
    }
    struct out o = app_page(rq, str_z(rq->arena, v.group.name), "people");
    tmpl_group(&o, &v);
    app_send(rq, rs, &o);
    if (!f->ok)
        rs->status = 422;
}

void group_show(struct request *rq, struct response *rs)
{
    show_one(rq, rs, form_empty(rq->arena, &spec));
}

void group_save(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct group_change c = {rq->org, request_param_int(rq, "id"), rq->session->account, form_text(f, "name"), {0}};
    struct error err = {0};
    code done = f->ok ? OK : BAD_INPUT;

    if (done == OK && form_text(f, "query").n > 0)
        done = clean_query(rq, form_text(f, "query"), &c.query, &err);
    if (done == OK)
        done = group_rename(rq->db, rq->arena, &c, &err);
    if (done == OK) {
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(groups_base(rq)), (long long)c.id), "Saved.");
        return;
    }
    if (err.code && done != BAD_INPUT && done != CONFLICT) {
        app_fail(rq, rs, &err);
        return;
    }
    if (err.code)
        form_reject_error(f, &err, rq->arena);
    show_one(rq, rs, f);
}

static struct group_change change_of(struct request *rq)
{
    return (struct group_change){.org = rq->org, .id = request_param_int(rq, "id"), .by = rq->session->account, .name = S("")};
}

void group_drop(struct request *rq, struct response *rs)
{
    struct group_change c = change_of(rq);
    struct error err = {0};

    if (group_remove(rq->db, rq->arena, &c, &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, str_printf(rq->arena, STR_FMT "?undo=%lld", STR_ARG(groups_base(rq)), (long long)c.id));
}

void group_back(struct request *rq, struct response *rs)
{
    struct group_change c = change_of(rq);
    struct error err = {0};

    if (group_restore(rq->db, rq->arena, &c, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(groups_base(rq)), (long long)c.id), "The group is back.");
}
