/* setup/setup_org_pages.c — the first run: the organisation with its logo, and
 * the public address, which badges carry for ever. */
#include "app/setup/setup_pages.h"

#include "templates.h"

/* ---- the organisation ---- */

static const struct form_field org_fields[] = {
    {"org", FIELD_LINE, "Organisation", .max = 120, .required = true},
    {"logo", FIELD_FILE, "Logo", .max = (size_t)5 << 20},
    {"without", FIELD_BOOL, "Without this logo"},
};
const struct form_spec setup_org_form = FORM(org_fields);

static void show_org(struct request *rq, struct response *rs, struct form *f, const struct setup_draft *d)
{
    struct setup_view v = setup_view_of(rq, STEP_ORG, f, d);

    setup_show(rq, rs, &v, tmpl_setup_org);
}

void setup_org_show(struct request *rq, struct response *rs)
{
    struct setup_draft d;
    struct form *f = form_empty(rq->arena, &setup_org_form);

    if (!setup_enter(rq, rs, STEP_ORG, &d))
        return;
    form_set(f, "org", d.org);
    show_org(rq, rs, f, &d);
}

static code take_logo(struct request *rq, const struct form *f, struct setup_draft *d, struct error *err)
{
    const struct part *logo = form_file(f, "logo");

    if (form_bool(f, "without"))
        d->logo = S("");
    return logo ? org_logo_put(rq->db, rq->arena, logo->value, &d->logo, err) : OK;
}

void setup_org_post(struct request *rq, struct response *rs)
{
    struct setup_draft d;
    struct error err = {0};

    if (!setup_enter(rq, rs, STEP_ORG, &d))
        return;
    struct form *f = form_read(rq, &setup_org_form);
    code c = f->ok ? take_logo(rq, f, &d, &err) : BAD_INPUT;
    if (c == FAULT) {
        app_fail(rq, rs, &err);
    } else if (c != OK) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_org(rq, rs, f, &d);
    } else {
        d.org = form_text(f, "org");
        setup_go_on(rq, rs, STEP_ORG, &d);
    }
}

/* ---- the public address ---- */

static const struct form_field address_fields[] = {{"base", FIELD_LINE, "Public address", .max = 200, .required = true}};
const struct form_spec setup_address_form = FORM(address_fields);

static void show_address(struct request *rq, struct response *rs, struct form *f, const struct setup_draft *d)
{
    struct setup_view v = setup_view_of(rq, STEP_ADDRESS, f, d);

    v.is_loopback = app_is_loopback(form_text(f, "base"));
    setup_show(rq, rs, &v, tmpl_setup_address);
}

void setup_address_show(struct request *rq, struct response *rs)
{
    struct setup_draft d;
    struct form *f = form_empty(rq->arena, &setup_address_form);

    if (!setup_enter(rq, rs, STEP_ADDRESS, &d))
        return;
    form_set(f, "base", str_is_empty(d.base) ? setup_suggest_base(rq) : d.base);
    show_address(rq, rs, f, &d);
}

void setup_address_post(struct request *rq, struct response *rs)
{
    struct setup_draft d;
    struct error err = {0};

    if (!setup_enter(rq, rs, STEP_ADDRESS, &d))
        return;
    struct form *f = form_read(rq, &setup_address_form);
    if (f->ok && setup_read_base(rq->arena, form_text(f, "base"), &d.base, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        setup_go_on(rq, rs, STEP_ADDRESS, &d);
    else
        show_address(rq, rs, f, &d);
}
