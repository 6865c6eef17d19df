/* people/places_pages.c — departments, teams and sites: listed, made, changed. */
#include "app/people/people_view.h"

#include "app/zone.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120, .required = true},
    {"parent", FIELD_INT, "Within", .max = INT64_MAX},
    {"into", FIELD_INT, "Into", .max = INT64_MAX},
    {"time_zone", FIELD_LINE, "Time zone", .max = 60},
};
static const struct form_spec spec = FORM(fields);

static bool kind_of(struct request *rq, struct response *rs, struct places_view *v)
{
    v->base = str_printf(rq->arena, "/org/%lld", (long long)rq->org);
    if (!place_kind_of(request_param(rq, "kind"), &v->kind)) {
        app_error_page(rq, rs, 404, "there is no such list");
        return false;
    }
    v->words = &place_words[v->kind];
    v->self = str_printf(rq->arena, STR_FMT "/places/%s", STR_ARG(v->base), v->words->many);
    v->may_manage = app_allow(rq, MANAGE_PEOPLE, rq->org) == OK;
    return true;
}

static code load(struct request *rq, struct places_view *v, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_list(rq->db, rq->arena, rq->org, v->kind, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct workplace *p = &all.items[i];
        *list_add(rq->arena, &v->rows) = (struct place_row){
            *p, str_printf(rq->arena, STR_FMT "/people?%s=%lld", STR_ARG(v->base), v->words->one, (long long)p->id),
            str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->self), (long long)p->id)};
        if (p->id != v->id)
            *list_add(rq->arena, &v->parents) = (struct list_choice){str_printf(rq->arena, "%lld", (long long)p->id), p->name, p->depth};
    }
    return OK;
}

/* What the form of a place shows before anything was typed. */
static code fill(struct request *rq, struct places_view *v, const struct workplace *p, struct error *err)
{
    str zone;

    v->name = p->name;
    form_set(v->form, "name", p->name);
    if (p->parent)
        form_set_int(v->form, "parent", p->parent);
    if (v->kind != SITE)
        return OK;
    TRY(site_zone(rq->db, rq->arena, rq->org, p->id, &zone, err));
    form_set(v->form, "time_zone", zone);
    return OK;
}

static void send(struct request *rq, struct response *rs, struct places_view *v)
{
    struct out o = app_page(rq, v->words->title, "people");

    if (v->id && v->kind == SITE)
        zone_names(rq->arena, &v->zones);
    if (v->id)
        tmpl_place(&o, v);
    else
        tmpl_places(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

static void show(struct request *rq, struct response *rs, struct places_view *v)
{
    struct error err = {0};

    if (load(rq, v, &err) != OK)
        app_fail(rq, rs, &err);
    else
        send(rq, rs, v);
}

void places_show(struct request *rq, struct response *rs)
{
    struct places_view v = {.form = form_empty(rq->arena, &spec)};

    if (kind_of(rq, rs, &v))
        show(rq, rs, &v);
}

static struct place_change change_of(struct request *rq, const struct places_view *v)
{
    return (struct place_change){rq->org, rq->session->account, v->kind, v->id, form_int(v->form, "parent"), form_text(v->form, "name")};
}

/* What is wrong stands beside the field; anything else is a page of its own. */
static void answer(struct request *rq, struct response *rs, struct places_view *v, code c, const struct error *err, const char *done)
{
    if (c == OK) {
        app_done(rq, rs, v->self, done);
    } else if (c == BAD_INPUT || c == CONFLICT) {
        form_reject_error(v->form, err, rq->arena);
        show(rq, rs, v);
    } else {
        app_fail(rq, rs, err);
    }
}

void places_add(struct request *rq, struct response *rs)
{
    struct places_view v = {.form = form_read(rq, &spec)};
    struct error err = {0};
    int64_t id;

    if (!kind_of(rq, rs, &v))
        return;
    if (!v.form->ok) {
        show(rq, rs, &v);
        return;
    }
    struct place_change c = change_of(rq, &v);
    answer(rq, rs, &v, place_add(rq->db, rq->arena, &c, &id, &err), &err, "Added.");
}

void place_show(struct request *rq, struct response *rs)
{
    struct places_view v = {.form = form_empty(rq->arena, &spec), .id = request_param_int(rq, "id")};
    struct workplace p;
    struct error err = {0};

    if (!kind_of(rq, rs, &v))
        return;
    if (place_get(rq->db, rq->arena, rq->org, v.kind, v.id, &p, &err) != OK || fill(rq, &v, &p, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show(rq, rs, &v);
}

static code save(struct request *rq, const struct places_view *v, struct error *err)
{
    struct place_change c = change_of(rq, v);
    struct site_zone_change z = {rq->org, rq->session->account, v->id, form_text(v->form, "time_zone")};

    TRY(site_zone_check(rq->arena, z.zone, err));
    TRY(place_save(rq->db, rq->arena, &c, err));
    return v->kind == SITE ? site_zone_set(rq->db, rq->arena, &z, err) : OK;
}

void place_write(struct request *rq, struct response *rs)
{
    struct places_view v = {.form = form_read(rq, &spec), .id = request_param_int(rq, "id")};
    struct error err = {0};

    if (!kind_of(rq, rs, &v))
        return;
    v.name = form_text(v.form, "name");
    if (!v.form->ok) {
        show(rq, rs, &v);
        return;
    }
    answer(rq, rs, &v, save(rq, &v, &err), &err, "Saved.");
}

/* Nothing of the name is asked here: it stays, and goes with the place. */
void place_join(struct request *rq, struct response *rs)
{
    struct places_view v = {.form = form_read(rq, &spec), .id = request_param_int(rq, "id")};
    struct workplace p;
    struct error err = {0};
    int64_t people = 0;

    if (!kind_of(rq, rs, &v))
        return;
    code c = place_get(rq->db, rq->arena, rq->org, v.kind, v.id, &p, &err);
    if (c == OK) {
        int64_t into = form_int(v.form, "into");
        v.form = form_empty(rq->arena, &spec);
        struct place_change change = {rq->org, rq->session->account, v.kind, v.id, into, p.name};
        c = fill(rq, &v, &p, &err);
        if (c == OK)
            c = place_merge(rq->db, rq->arena, &change, &people, &err);
    }
    answer(rq, rs, &v, c, &err, "Everybody and everything in it is moved, and it is gone.");
}

void place_drop(struct request *rq, struct response *rs)
{
    struct places_view v = {.form = form_empty(rq->arena, &spec), .id = request_param_int(rq, "id")};
    struct error err = {0};
    struct workplace p;

    if (!kind_of(rq, rs, &v))
        return;
    code c = place_get(rq->db, rq->arena, rq->org, v.kind, v.id, &p, &err);
    if (c == OK) {
        c = fill(rq, &v, &p, &err);
        struct place_change change = change_of(rq, &v);
        if (c == OK)
            c = place_remove(rq->db, rq->arena, &change, &err);
    }
    answer(rq, rs, &v, c, &err, "Deleted.");
}
