/* catalog/version_pages.c — what a version changed, and whether those who hold an
 * earlier one must renew. */
#include "app/catalog/catalog_view.h"
#include "templates.h"

static const struct form_field renewal_fields[] = {
    {.name = "counts", .kind = FIELD_CHOICE, .label = "Earlier versions", .required = true, .choices = "yes|until"},
    {.name = "renew_by", .kind = FIELD_DATE, .label = "Renew by"},
};
const struct form_spec renewal_form = FORM(renewal_fields);

void changes_fill(struct arena *a, const struct badge_version_row *from, const struct badge_version_row *to, struct changes_view *out)
{
    catalog_diff(a, from, to, &out->words);
    out->is_other_picture = catalog_is_other_picture(from, to);
    out->picture_before = catalog_picture(a, from);
    out->picture = catalog_picture(a, to);
}

static const struct badge_version_row *numbered(const struct badge_version_list *all, int64_t number)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].number == number)
            return &all->items[i];
    return NULL;
}

static code load(struct request *rq, struct version_view *v, struct error *err)
{
    struct badge_version_list all = {0};
    int64_t number = request_param_int(rq, "number");

    TRY(catalog_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->b, err));
    TRY(catalog_versions(rq->db, rq->arena, rq->org, v->b.id, &all, err));
    const struct badge_version_row *to = numbered(&all, number), *from = numbered(&all, number - 1);
    if (!to || !from)
        return fail(err, NOT_FOUND, "version", "there is no such version with one before it");
    v->self = catalog_badge_path(rq, v->b.id);
    v->number = number;
    v->is_newest = to->id == v->b.v.id;
    v->renew_by = to->renew_by;
    changes_fill(rq->arena, from, to, &v->changes);
    return OK;
}

static void page(struct request *rq, struct response *rs, struct version_view *v)
{
    v->may_design = app_allow(rq, DESIGN_BADGES, rq->org) == OK;
    v->is_until = str_eq(form_text(v->form, "counts"), S("until"));
    struct out o = app_page(rq, "What changed", "badges");
    tmpl_catalog_version(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void version_show(struct request *rq, struct response *rs)
{
    struct version_view v = {.form = form_empty(rq->arena, &renewal_form)};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(v.form, "counts", v.renew_by ? S("until") : S("yes"));
    if (v.renew_by)
        form_set(v.form, "renew_by", date_format(rq->arena, date_of(v.renew_by)));
    page(rq, rs, &v);
}

msec renewal_of(struct form *f)
{
    if (!str_eq(form_text(f, "counts"), S("until")))
        return 0;
    if (str_is_empty(form_text(f, "renew_by")))
        form_reject(f, "renew_by", said("Say by which day."));
    return form_int(f, "renew_by");
}

void version_post(struct request *rq, struct response *rs)
{
    struct version_view v = {.form = form_read(rq, &renewal_form)};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    msec renew_by = renewal_of(v.form);
    if (!v.form->ok) {
        page(rq, rs, &v);
        return;
    }
    str day = renew_by ? date_format(rq->arena, date_of(renew_by)) : S("");
    if (catalog_set_renewal(rq->db, rq->org, v.b.id, v.number, renew_by, &err) != OK
        || org_log(rq->db, rq->org, rq->session->account, "badge.renewal", str_printf(rq->arena, "badge %lld", (long long)v.b.id),
                   day, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, v.self, renew_by ? "Saved: earlier versions are to be renewed." : "Saved: earlier versions still count.");
}
