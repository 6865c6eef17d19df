/* org/settings_pages.c — profile, signing keys and log of an organisation. */
#include "app/org/org_pages.h"

#include "templates.h"

/* ---- profile ---- */

static const struct form_field profile_fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120, .required = true},
    {"description", FIELD_TEXT, "Description", .max = 2000},
    {"url", FIELD_URL, "Web address", .max = 500},
    {"email", FIELD_EMAIL, "Contact address", .required = false},
    {"logo", FIELD_FILE, "Logo", .max = (size_t)5 << 20},
    {"id_form", FIELD_CHOICE, "How badges name you", .choices = "https|did:web", .required = true},
    {"award_form", FIELD_CHOICE, "How badges are signed", .choices = "proof|jwt", .required = true},
};
static const struct form_spec profile_form = FORM(profile_fields);

static void show_profile(struct request *rq, struct response *rs, const struct org *o, const struct issuer_head *head, struct form *f)
{
    struct org as_https = *o;
    as_https.id_form = S("https");
    struct profile_view v = {.form = f, .org = *o, .head = *head, .action = rq->path, .did = org_did(rq->arena, o),
                             .https_id = org_issuer_id(rq->arena, &as_https)};
    struct error err = {0};
    str alg;

    if (org_signing_alg(rq->db, rq->arena, o, &alg, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.signs_by_rsa = str_eq(alg, S("RS256"));
    v.may_remove = o->issuer > 0;
    struct out out = app_page(rq, "Settings", "settings");
    tmpl_org_profile(&out, &v);
    app_send_form(rq, rs, &out, f);
}

static void prefill(struct form *f, const struct org *o)
{
    form_set(f, "name", o->name);
    form_set(f, "description", o->description);
    form_set(f, "url", o->url);
    form_set(f, "email", o->email);
    form_set(f, "id_form", o->id_form);
    form_set(f, "award_form", o->award_form);
}

void org_profile_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &profile_form);
    struct issuer_head head;
    struct error err = {0};
    struct org o;

    if (org_asked(rq, &o, &head, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    prefill(f, &o);
    show_profile(rq, rs, &o, &head, f);
}

static code save_profile(struct request *rq, const struct form *f, struct org o, struct error *err)
{
    const struct part *logo = form_file(f, "logo");

    o.name = form_text(f, "name");
    o.description = form_text(f, "description");
    o.url = form_text(f, "url");
    o.email = form_text(f, "email");
    o.id_form = form_text(f, "id_form");
    o.award_form = form_text(f, "award_form");
    if (str_eq(o.id_form, S("did:web")) && str_is_absent(org_did(rq->arena, &o)))
        return fail(err, BAD_INPUT, "id_form", "this public address cannot be written as did:web");
    if (logo)
        TRY(org_logo_put(rq->db, rq->arena, logo->value, &o.logo_hash, err));
    return org_update(rq->db, rq->arena, &o, rq->session->account, err);
}

void org_profile_save(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &profile_form);
    struct issuer_head head;
    struct error err = {0};
    struct org o;
    code c = org_asked(rq, &o, &head, &err);

    if (c == OK)
        c = f->ok ? save_profile(rq, f, o, &err) : BAD_INPUT;
    if (c == OK) {
        app_done(rq, rs, rq->path, "Saved. Awards from now on carry it; older ones stay as they were signed.");
    } else if (c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_profile(rq, rs, &o, &head, f);
    } else {
        app_fail(rq, rs, &err);
    }
}

/* ---- keys ---- */

static const struct form_field key_fields[] = {
    {"alg", FIELD_CHOICE, "Kind", .choices = "EdDSA|ES256|ES384|RS256", .required = true},
};
static const struct form_spec key_form = FORM(key_fields);

static code load_keys(struct request *rq, struct keys_view *v, struct error *err)
{
    struct org o;

    v->action = rq->path;
    v->restore = str_join(rq->arena, rq->path, S("/restore"));
    TRY(org_asked(rq, &o, &v->head, err));
    code c = org_keys(app_of(rq), rq->db, rq->arena, &o, false, &v->keys, err);
    org_keys_close(&v->keys);
    return c;
}

static void show_keys(struct request *rq, struct response *rs, struct form *f)
{
    struct keys_view v = {.form = f};
    struct error err = {0};

    if (load_keys(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Signing keys", "settings");
    tmpl_org_keys(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void org_keys_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &key_form);

    form_set(f, "alg", S("EdDSA"));
    show_keys(rq, rs, f);
}

void org_keys_new(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &key_form);
    struct issuer_head head;
    struct error err = {0};
    struct org o;

    if (!f->ok) {
        show_keys(rq, rs, f);
        return;
    }
    code c = org_asked(rq, &o, &head, &err);
    if (c == OK)
        c = org_rotate_key(app_of(rq), rq->db, rq->arena, &o, form_text(f, "alg"), rq->session->account, &err);
    app_done_or_fail(rq, rs, c, &err, rq->path, "The new key signs from now on. Older awards stay valid under their own.");
}

/* ---- one key ---- */

str org_keys_path(struct request *rq, const struct issuer_head *head)
{
    return head->issuer ? str_join(rq->arena, head->self, S("/keys")) : str_join(rq->arena, head->base, S("/settings/keys"));
}

static code load_key(struct request *rq, struct key_view *v, struct error *err)
{
    struct org o;

    TRY(org_asked(rq, &o, &v->head, err));
    TRY(org_key_name(rq->db, rq->arena, &o, request_param_int(rq, "key"), &v->key, err));
    v->back = org_keys_path(rq, &v->head);
    v->action = str_join(rq->arena, rq->path, S("/distrust"));
    v->paper = str_join(rq->arena, rq->path, S("/sheet"));
    return org_key_awards(rq->db, &o, v->key.id, &v->awards, err);
}

void org_key_show(struct request *rq, struct response *rs)
{
    struct key_view v = {0};
    struct error err = {0};

    if (load_key(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Signing keys", "settings");
    tmpl_org_key(&o, &v);
    app_send(rq, rs, &o);
}

void org_key_stop(struct request *rq, struct response *rs)
{
    struct issuer_head head;
    struct error err = {0};
    struct org o;
    code c = org_asked(rq, &o, &head, &err);

    if (c == OK)
        c = org_key_distrust(app_of(rq), rq->db, rq->arena, &o, request_param_int(rq, "key"), rq->session->account, &err);
    if (c == OK)
        app_done(rq, rs, org_keys_path(rq, &head), "This key is not trusted any more. Its awards are being signed anew.");
    else
        app_fail(rq, rs, &err);
}
