/* org/issuer_pages.c — the profiles that an organisation issues under: the list
 * of them, making and deleting one. Each has the settings of the first one. */
#include "app/org/org_pages.h"

#include "templates.h"

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120, .required = true},
    {"description", FIELD_TEXT, "Description", .max = 2000},
    {"url", FIELD_URL, "Web address", .max = 500},
    {"email", FIELD_EMAIL, "Contact address", .required = false},
};
static const struct form_spec issuer_form = FORM(fields);

code org_asked(struct request *rq, struct org *o, struct issuer_head *head, struct error *err)
{
    int64_t issuer = str_is_absent(request_param(rq, "issuer")) ? 0 : request_param_int(rq, "issuer");

    if (issuer == 0 && !str_is_absent(request_param(rq, "issuer")))
        return fail(err, NOT_FOUND, "profile", "there is no such profile");
    TRY(org_issuer_get(rq->db, rq->arena, rq->org, issuer, o, err));
    *head = (struct issuer_head){org_base(rq), S(""), o->name, issuer};
    head->self = str_printf(rq->arena, STR_FMT "/settings/profiles/%lld", STR_ARG(head->base), (long long)issuer);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct issuers_view v = {.form = f, .base = org_base(rq)};
    struct error err = {0};

    if (org_issuers(rq->db, rq->arena, rq->org, &v.issuers, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Profiles", "settings");
    tmpl_org_issuers(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void org_issuers_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &issuer_form));
}

/* It begins with what the organisation has chosen. */
static code add(struct request *rq, const struct form *f, int64_t *issuer, struct error *err)
{
    struct org o;

    TRY(org_get(rq->db, rq->arena, rq->org, &o, err));
    o.name = form_text(f, "name");
    o.description = form_text(f, "description");
    o.url = form_text(f, "url");
    o.email = form_text(f, "email");
    return org_issuer_add(app_of(rq), rq->db, rq->arena, &o, rq->session->account, issuer, err);
}

void org_issuers_new(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &issuer_form);
    struct error err = {0};
    int64_t issuer;

    if (f->ok && add(rq, f, &issuer, &err) == OK) {
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/settings/profiles/%lld", STR_ARG(org_base(rq)), (long long)issuer),
                 "The profile is made, with a signing key of its own. Choose it in the basics of a badge.");
        return;
    }
    if (f->ok && err.code != LIMIT && err.code != CONFLICT) {
        app_fail(rq, rs, &err);
        return;
    }
    if (f->ok)
        form_reject_error(f, &err, rq->arena);
    show(rq, rs, f);
}

void org_issuers_remove(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (org_issuer_remove(rq->db, rq->arena, rq->org, request_param_int(rq, "issuer"), rq->session->account, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, org_base(rq), S("/settings/profiles")), "The profile is deleted.");
}
