/* org/people_pages.c — everybody who was awarded something, and one of them. */
#include "app/org/org_pages.h"

#include "app/layout/paging.h"
#include "base/uri.h"
#include "templates.h"

#define PEOPLE_PER_PAGE 50
#define AWARDS_PER_PAGE 50

/* ---- the list ---- */

static str list_address(struct request *rq, const struct people_view *v)
{
    return str_printf(rq->arena, STR_FMT "/people?q=" STR_FMT "%s", STR_ARG(v->base), STR_ARG(uri_encode(rq->arena, v->search)),
                      v->removed ? "&state=removed" : "");
}

static code load_list(struct request *rq, struct people_view *v, struct error *err)
{
    struct paging p = paging_of(rq, PEOPLE_PER_PAGE);
    struct person_list *found = &v->people;

    v->may_award = role_may(org_role(rq->db, rq->arena, rq->org, rq->session->account), AWARD_BADGES);
    TRY(person_find(rq->db, rq->arena, rq->org, &(struct person_filter){v->search, v->removed, p.at}, found, err));
    if (v->search.n)
        TRY(person_search_from_start(rq->db, rq->org, &v->from_start, err));
    paging_arrange(&p, found);
    v->pages = paging_links(rq->arena, &p, &(struct paged){
        .address = list_address(rq, v), .n = found->n, .first = found->n ? found->items[0].id : 0,
        .last = found->n ? found->items[found->n - 1].id : 0});
    v->is_first = p.from == 1;
    return OK;
}

void people_list(struct request *rq, struct response *rs)
{
    struct people_view v = {.base = org_base(rq), .search = str_trim(request_query(rq, "q")),
                            .removed = str_eq(request_query(rq, "state"), S("removed"))};
    struct error err = {0};

    v.search = str_slice(v.search, 0, 100);
    if (load_list(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "People", "people");
    tmpl_org_people(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one of them ---- */

static const struct form_field person_fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120, .required = true},
    {"department", FIELD_LINE, "Department", .max = 120},
};
static const struct form_spec person_form = FORM(person_fields);

static code add_awards(struct request *rq, int64_t id, struct person_view *v, struct error *err)
{
    struct paging p = paging_of(rq, AWARDS_PER_PAGE);
    struct award_line_list *found = &v->awards;

    TRY(person_awards(rq->db, rq->arena, rq->org, id, &p.at, found, err));
    paging_arrange(&p, found);
    v->pages = paging_links(rq->arena, &p, &(struct paged){
        .address = rq->path, .n = found->n, .first = found->n ? found->items[0].id : 0,
        .last = found->n ? found->items[found->n - 1].id : 0});
    return OK;
}

static code load(struct request *rq, struct person_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct org_log_list rows = {0};
    int64_t id = request_param_int(rq, "id");
    str role = org_role(rq->db, a, rq->org, rq->session->account);

    v->base = org_base(rq);
    v->may_edit = v->may_award = role_may(role, AWARD_BADGES);
    v->may_manage = role_may(role, MANAGE_ORG);
    TRY(person_get(rq->db, a, rq->org, id, &v->person, err));
    TRY(add_awards(rq, id, v, err));
    TRY(org_log_find(rq->db, a, rq->org, str_printf(a, "person %lld", (long long)id), &(struct keyset){.limit = 20}, &rows, err));
    log_lines(a, v->base, &rows, &v->log);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct person_view v = {.form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (!v.form) {
        v.form = form_empty(rq->arena, &person_form);
        form_set(v.form, "name", v.person.name);
        form_set(v.form, "department", v.person.department);
    }
    struct out o = app_page(rq, str_z(rq->arena, v.person.name), "people");
    tmpl_org_person(&o, &v);
    app_send(rq, rs, &o);
    if (!v.form->ok)
        rs->status = 422;
}

void person_show(struct request *rq, struct response *rs)
{
    show(rq, rs, NULL);
}

static struct person_change change_of(struct request *rq)
{
    return (struct person_change){.org = rq->org, .id = request_param_int(rq, "id"), .by = rq->session->account};
}

static void done_or_fail(struct request *rq, struct response *rs, code c, const struct error *err, const char *message)
{
    if (c == OK)
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/people/%lld", STR_ARG(org_base(rq)),
                                    (long long)request_param_int(rq, "id")), message);
    else
        app_fail(rq, rs, err);
}

void person_edit(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &person_form);
    struct person_change c = change_of(rq);
    struct error err = {0};

    if (!f->ok) {
        show(rq, rs, f);
        return;
    }
    c.name = form_text(f, "name");
    c.department = form_text(f, "department");
    done_or_fail(rq, rs, person_save(rq->db, rq->arena, &c, &err), &err, "Saved.");
}

void person_take_off(struct request *rq, struct response *rs)
{
    struct person_change c = change_of(rq);
    struct error err = {0};

    done_or_fail(rq, rs, person_remove(rq->db, rq->arena, &c, &err), &err,
                 "Removed from the list. The awards stay valid.");
}

void person_put_back(struct request *rq, struct response *rs)
{
    struct person_change c = change_of(rq);
    struct error err = {0};

    done_or_fail(rq, rs, person_restore(rq->db, rq->arena, &c, &err), &err, "Back on the list.");
}
