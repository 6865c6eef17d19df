/* ready/clearance_pages.c — the check at the gate: who, as what, where and when; yes or no. */
#include "app/ready/ready_view.h"

#include "app/people/people.h"
#include "base/uri.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"person", FIELD_LINE, "Who", .max = 254, .required = true},
    {"role", FIELD_LINE, "As what", .max = 40, .required = true},
    {"site", FIELD_LINE, "Where", .max = 20},
    {"at", FIELD_LINE, "When", .max = 40},
};
static const struct form_spec spec = FORM(fields);

static code add_roles(struct request *rq, struct clearance_view *v, struct error *err)
{
    struct jobrole_list all = {0};

    TRY(jobrole_find(rq->db, rq->arena, rq->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->roles) = (struct ready_choice){all.items[i].code, all.items[i].name, str_eq(all.items[i].code, form_text(v->form, "role"))};
    return OK;
}

static code add_sites(struct request *rq, struct clearance_view *v, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_names(rq->db, rq->arena, rq->org, SITE, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        str value = str_printf(rq->arena, "%lld", (long long)all.items[i].id);
        *list_add(rq->arena, &v->sites) = (struct ready_choice){value, all.items[i].name, str_eq(value, form_text(v->form, "site"))};
    }
    return OK;
}

/* Whoever is out of reach is nobody, in the same words. */
static code find_person(struct request *rq, str typed, int64_t *id, struct error *err)
{
    TRY(person_by_words(rq->db, rq->arena, rq->org, typed, id, err));
    if (!*id || clearance_sees(rq, rq->org, *id, NULL) != OK)
        return fail(err, BAD_INPUT, "person", "nobody is called so, or more than one: write their address");
    return OK;
}

static code answer(struct request *rq, struct clearance_view *v, const struct person *p, struct error *err)
{
    struct clearance_ask q = {.org = rq->org, .person = p->id, .at = form_text(v->form, "at")};
    struct jobrole j;

    if (!str_to_int(form_text(v->form, "site"), &q.site))
        q.site = 0;
    if (jobrole_by_code(rq->db, rq->arena, rq->org, form_text(v->form, "role"), &j, NULL) != OK)
        return fail(err, BAD_INPUT, "role", "choose one of the list");
    q.jobrole = j.id;
    TRY(clearance_find(rq->db, rq->arena, &q, &v->r, err));
    v->name = p->name.n ? p->name : p->email;
    v->role = j.name;
    v->href = str_printf(rq->arena, "/org/%lld/people/%lld/ready/%lld", (long long)rq->org, (long long)p->id, (long long)j.id);
    v->is_answered = true;
    v->is_cleared = v->r.state == READY_YES;
    clearance_reasons(rq->arena, &v->r, &v->reasons);
    return OK;
}

/* As it came in the address, so that a bookmark or a code on a door asks it again. */
static void fill(struct request *rq, struct form *f)
{
    for (size_t i = 0; i < COUNT(fields); i++)
        if (request_query(rq, fields[i].name).n && request_query(rq, fields[i].name).n <= fields[i].max)
            form_set(f, fields[i].name, str_trim(request_query(rq, fields[i].name)));
}

static struct clearance_view view_of(struct request *rq)
{
    struct clearance_view v = {.form = form_empty(rq->arena, &spec), .self = str_printf(rq->arena, "/org/%lld/clearance", (long long)rq->org),
                               .roles_href = str_printf(rq->arena, "/org/%lld/job-roles", (long long)rq->org)};

    fill(rq, v.form);
    return v;
}

static void show(struct request *rq, struct response *rs, struct clearance_view *v)
{
    struct error err = {0};
    code c = add_roles(rq, v, &err);

    if (c == OK)
        c = add_sites(rq, v, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Clearance", "norms");
    tmpl_clearance(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

static str answer_path(struct request *rq, const struct form *f, int64_t person)
{
    struct buf b = buf_new(rq->arena);

    buf_printf(&b, "/org/%lld/people/%lld/clearance", (long long)rq->org, (long long)person);
    for (size_t i = 0; i < COUNT(fields); i++)
        buf_printf(&b, "%c%s=" STR_FMT, i == 0 ? '?' : '&', fields[i].name, STR_ARG(uri_encode(rq->arena, form_text(f, fields[i].name))));
    return buf_done(&b);
}

/* The answer stands under the person, so that the row of its route says whom it is about. */
void clearance_show(struct request *rq, struct response *rs)
{
    struct clearance_view v = view_of(rq);
    struct error err = {0};
    int64_t person = 0;

    if (!form_text(v.form, "person").n) {
        show(rq, rs, &v);
    } else if (find_person(rq, form_text(v.form, "person"), &person, &err) == OK) {
        response_redirect(rs, answer_path(rq, v.form, person));
    } else {
        form_reject_error(v.form, &err, rq->arena);
        show(rq, rs, &v);
    }
}

void clearance_of_person(struct request *rq, struct response *rs)
{
    struct clearance_view v = view_of(rq);
    struct error err = {0};
    struct person p;

    if (person_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &p, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (!form_text(v.form, "person").n)
        form_set(v.form, "person", person_has_address(p.email) ? p.email : p.staff_number);
    code c = answer(rq, &v, &p, &err);
    if (c == OK)
        show(rq, rs, &v);
    else if (c == BAD_INPUT || c == NOT_FOUND) {
        form_reject_error(v.form, &err, rq->arena);
        show(rq, rs, &v);
    } else
        app_fail(rq, rs, &err);
}
