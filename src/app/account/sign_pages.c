/* account/sign_pages.c — signing in with a password or a passkey, and out. */
#include "app/account/account_pages.h"

#include "app/settings.h"
#include "templates.h"

#define PASSKEY_TRIES 60                         /* of one network */

static const struct account_company *company;

void account_set_company(const struct account_company *c)
{
    company = c;
}

static const struct form_field sign_in_fields[] = {
    {"email", FIELD_LINE, "E-mail address", .max = 254, .required = true},
    {"password", FIELD_SECRET, "Password", .required = true},
};
static const struct form_spec sign_in_form = FORM(sign_in_fields);

str sign_next(const struct request *rq)
{
    str next = rq->method == GET ? request_query(rq, "next") : request_field(rq, "next");

    return path_is_local(next) ? next : S("/");
}

/* Under an https address the cookie is Secure: a browser that came to another
 * name without TLS drops it, and could sign in for ever. It is told where to go. */
static str better_address(const struct request *rq)
{
    const struct app *app = app_of(rq);
    bool proxied = rq->is_http10 || request_header(rq, "x-forwarded-for").p || request_header(rq, "x-forwarded-proto").p;
    str there = str_from(app->base, S("https://").n);

    return app->session.secure_cookies && !proxied && !str_eq(request_header(rq, "host"), there) ? app->base : S("");
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct sign_view v = {.form = f, .next = sign_next(rq), .elsewhere = better_address(rq),
                          .passkey = passkey_question(rq, "/sign-in/passkey", "Sign in with a passkey")};
    struct out o = app_page(rq, "Sign in", "");

    if (company && company->ways(rq, v.next, &v.ways, NULL) != OK)
        v.ways.n = 0;                            /* the other ways are still there */
    v.passkey.autofill = f->ok;                  /* after a refusal only when pressed */
    v.passkey.next = v.next;
    tmpl_sign_in(&o, &v);
    app_send(rq, rs, &o);
}

void sign_in_show(struct request *rq, struct response *rs)
{
    if (settings_need_setup(rq->db))
        response_redirect(rs, S("/setup"));
    else if (rq->session->account)
        response_redirect(rs, sign_next(rq));
    else
        show(rq, rs, form_empty(rq->arena, &sign_in_form));
}

static void refuse(struct request *rq, struct response *rs, struct form *f, const struct error *err)
{
    if (err->code == FAULT) {
        app_fail(rq, rs, err);
        return;
    }
    if (f->ok)
        form_reject_error(f, err, rq->arena);
    show(rq, rs, f);
    rs->status = err->code == LIMIT ? 429 : 422;
}

void sign_in_do(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &sign_in_form);
    struct error err = {.code = BAD_INPUT};
    struct entrance in = {.method = "password", .next = sign_next(rq)};

    if (f->ok && account_sign_in(rq->db, rq->arena, form_text(f, "email"), form_text(f, "password"), rq->client, &in.account, &err) == OK)
        entrance_go(rq, rs, &in);
    else
        refuse(rq, rs, f, &err);
}

void sign_in_passkey(struct request *rq, struct response *rs)
{
    struct entrance in = {.method = "passkey", .next = sign_next(rq)};
    struct passkey_proof proof;
    struct error err = {0};
    code c = throttle_try(rq->db, str_join(rq->arena, S("passkey "), rq->client), PASSKEY_TRIES, &err);

    if (c == OK)
        c = passkey_answered(rq, 0, &proof, &err);
    in.account = proof.account;
    in.is_strong = proof.is_strong;
    if (c == OK)
        entrance_go(rq, rs, &in);
    else
        refuse(rq, rs, form_empty(rq->arena, &sign_in_form), &err);
}

void sign_out_do(struct request *rq, struct response *rs)
{
    struct error err = {0};
    str way_out = company ? company->way_out(rq) : (str){0};

    if (session_sign_out(rq, rs, &app_of(rq)->session, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, way_out.n ? way_out : S("/"), "You are signed out.");
}
