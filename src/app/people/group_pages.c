/* people/group_pages.c — saved groups: made from what the directory shows, or empty
 * to be filled by hand; renamed, deleted, brought back. */
#include "app/people/people_view.h"

#include "base/utf8.h"

#include "templates.h"

#define PER_PAGE     25
#define COUNTED_MOST 2000                        /* of each group on a page of many: as fast with everybody in it */

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

static size_t index_of(const struct group_list *all, int64_t id)
{
    size_t i = 0;

    while (i < all->n && all->items[i].id != id)
        i++;
    return i;
}

/* Behind a row, or before it and then nearest first. From the start where that row is gone. */
static void take_page(struct arena *a, struct paging *p, const struct group_list *all, struct group_list *out)
{
    size_t at = index_of(all, keyset_row(&p->at, 0)), next = 0;

    if (at < all->n)
        next = keyset_is_back(&p->at) ? at : at + 1;
    else
        *p = (struct paging){.at.limit = p->at.limit, .from = 1};
    while (out->n < (size_t)p->at.limit && (keyset_is_back(&p->at) ? next > 0 : next < all->n))
        *list_add(a, out) = all->items[keyset_is_back(&p->at) ? --next : next++];
}

static code add_row(struct request *rq, struct groups_view *v, const struct person_group *g, struct error *err)
{
    struct group_row *row = list_add(rq->arena, &v->rows);
    str query = group_query(rq->arena, g);

    *row = (struct group_row){.group = *g, .words = S(""), .href = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->base), (long long)g->id)};
    if (g->by_filter)
        TRY(people_in_words(rq->db, rq->arena, rq->org, query, &row->words, err));
    TRY(people_count_most(rq->db, rq->arena, rq->org, query, COUNTED_MOST + 1, &row->people, err));
    row->more = row->people > COUNTED_MOST;
    row->people -= row->more;
    return OK;
}

static code load(struct request *rq, struct groups_view *v, struct error *err)
{
    struct paging p = paging_of(rq, PER_PAGE);
    struct group_list all = {0}, shown = {0};

    TRY(group_list(rq->db, rq->arena, rq->org, &all, err));
    take_page(rq->arena, &p, &all, &shown);
    paging_arrange(&p, &shown);
    for (size_t i = 0; i < shown.n; i++)
        TRY(add_row(rq, v, &shown.items[i], err));
    if (shown.n)
        v->pages = paging_links(rq->arena, &p, &(struct paged){v->base, shown.n, shown.items[0].id, shown.items[shown.n - 1].id, (int64_t)all.n});
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
    app_send_form(rq, rs, &o, v->form);
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
    app_send_form(rq, rs, &o, f);
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
