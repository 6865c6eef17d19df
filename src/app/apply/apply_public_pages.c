/* apply/apply_public_pages.c — what a badge asks for, and asking to apply for it. */
#include "app/apply/apply_pages.h"

#include "app/brand.h"
#include "app/layout/opening_view.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Your name", .max = 120},
    {"email", FIELD_EMAIL, "E-mail address"},
    {"how", FIELD_CHOICE, "How", .choices = "mail|account"},
};
static const struct form_spec spec = FORM(fields);

static code load(struct request *rq, struct apply_page_view *v, struct error *err)
{
    struct badge_version_row b;
    struct arena *a = rq->arena;

    TRY(apply_form_by_public_id(rq->db, a, request_param(rq, "form"), &v->f, err));
    TRY(catalog_version(rq->db, a, v->f.version, &b, err));
    for (size_t i = 0; i < b.items.n; i++)
        *list_add(a, &v->items) = (struct apply_page_item){b.items.items[i], as_markdown(b.items.items[i].text)};
    v->words = as_markdown(b.criteria);
    v->picture = apply_picture(a, v->f.png_hash);
    v->action = str_join(a, S("/apply/"), v->f.public_id);
    v->closed = cstr(apply_closed_words(opening_state(&v->f.open, clock_now())));
    v->hours = opening_hours(a, &v->f.open);
    v->has_account = rq->session->account > 0;
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct apply_page_view v = {.form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.f.badge_name), "");
    brand_page_of(rq, &o, v.f.org, v.f.issuer);
    tmpl_apply_page(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "Cache-Control", S("no-store"));
    if (!f->ok)
        rs->status = 422;
}

void apply_public_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &spec));
}

static void by_account(struct request *rq, struct response *rs, const struct apply_form *f)
{
    struct application p;
    struct error err = {0};
    str path;
    code c = apply_begin(rq->db, rq->arena, f, rq->session->account, &p, &err);

    if (c == OK)
        c = application_path(app_of(rq), rq->db, rq->arena, &p, &path, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, path);
}

static void by_mail(struct request *rq, struct response *rs, const struct apply_form *f, struct form *form)
{
    struct error err = {0};
    struct apply_ask q = {form_text(form, "name"), form_text(form, "email"), rq->client};
    code c = OK;

    if (str_is_empty(q.name))
        form_reject(form, "name", said("Write your name"));
    if (str_is_empty(q.email))
        form_reject(form, "email", said("Write your e-mail address"));
    if (form->ok)
        c = apply_ask(app_of(rq), rq->db, rq->arena, f, &q, &err);
    if (c == CONFLICT)
        form_reject_error(form, &err, rq->arena);
    if (!form->ok)
        show(rq, rs, form);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else {
        struct out o = app_page(rq, "Look into your mailbox", "");
        brand_page_of(rq, &o, f->org, f->issuer);
        tmpl_apply_mailbox(&o, &q.email);
        app_send(rq, rs, &o);
    }
}

void apply_public_post(struct request *rq, struct response *rs)
{
    struct form *form = form_read(rq, &spec);
    struct apply_form f;
    struct error err = {0};

    if (apply_form_by_public_id(rq->db, rq->arena, request_param(rq, "form"), &f, &err) != OK)
        app_fail(rq, rs, &err);
    else if (rq->session->account && str_eq(form_text(form, "how"), S("account")))
        by_account(rq, rs, &f);
    else
        by_mail(rq, rs, &f, form);
}
