/* account/confirm_pages.c — "confirm that it is you": before what would help a
 * thief most, and where an organisation asks for more than a password. */
#include "app/account/account_pages.h"

#include "base/crypto.h"
#include "templates.h"

static const struct form_field confirm_fields[] = {
    {"password", FIELD_SECRET, "Password"},
    {"code", FIELD_LINE, "Code", .max = 40},
    {"nonce", FIELD_LINE, "Page", .max = 64},
};
const struct form_spec confirm_form = FORM(confirm_fields);

/* What is asked for when nothing was chosen. */
static const char *first_means(const struct confirm_view *v)
{
    return v->has_password ? "password" : v->has_app ? "app" : v->codes_left && !v->passkey.is_possible ? "recovery" : "";
}

/* Which means are offered, and taken. Where the second step is on, who came in
 * without it must make it. */
static code find_means(struct request *rq, struct confirm_view *v, struct error *err)
{
    struct second_step s;
    bool asked = str_eq(rq->method == GET ? request_query(rq, "why") : request_field(rq, "why"), S("strong"));

    TRY(account_get(rq->db, rq->arena, rq->session->account, &v->account, err));
    TRY(second_step_look(rq->db, rq->arena, v->account.id, &s, err));
    v->is_strong = asked || (s.is_on && !rq->session->is_strong);
    v->has_app = s.has_app;
    v->codes_left = s.is_on ? s.codes_left : 0;
    v->has_mail = !v->is_strong && v->account.email.n;
    v->has_password = !v->is_strong && v->account.has_password;
    v->why = asked ? S("strong") : S("");
    v->next = sign_next(rq);
    v->passkey = passkey_question_to(rq, "/account/confirm/passkey", "Use a passkey", v->account.id);
    v->passkey.is_possible = v->passkey.is_possible && v->passkey.allow.n;
    v->passkey.must_verify = v->is_strong;
    v->passkey.next = v->next;
    v->passkey.why = v->why;
    if (!v->by || !*v->by)
        v->by = first_means(v);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct confirm_view v)
{
    struct error err = {0};

    if (find_means(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Confirm that it is you", "account");
    tmpl_confirm(&o, &v);
    app_send(rq, rs, &o);
    if (!v.form->ok)
        rs->status = v.is_slowed ? 429 : 422;
}

void confirm_show(struct request *rq, struct response *rs)
{
    static const char *const choices[] = {"password", "app", "recovery"};
    struct confirm_view v = {.form = form_empty(rq->arena, &confirm_form)};

    for (size_t i = 0; i < COUNT(choices); i++)
        if (str_eq(request_query(rq, "by"), cstr(choices[i])))
            v.by = choices[i];
    show(rq, rs, v);
}

static void done(struct request *rq, struct response *rs, bool is_strong)
{
    struct error err = {0};

    if (session_prove(rq, rs, &app_of(rq)->session, is_strong, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, sign_next(rq), NULL);
}

/* The answer to one try. */
static void answer(struct request *rq, struct response *rs, struct confirm_view v, code c, const struct error *err, bool is_strong)
{
    if (c == OK) {
        done(rq, rs, is_strong);
    } else if (c == FAULT) {
        app_fail(rq, rs, err);
    } else {
        v.is_slowed = c == LIMIT;
        if (v.form->ok)
            form_reject_error(v.form, err, rq->arena);
        show(rq, rs, v);
    }
}

/* Password and mailed code alone are one factor. */
static code allow_weak(struct request *rq, struct account *own, struct error *err)
{
    struct confirm_view v = {0};

    TRY(find_means(rq, &v, err));
    *own = v.account;
    return v.is_strong ? fail(err, DENIED, "", "this needs your second step") : OK;
}

/* A field that was left empty is not a try. */
static code need(const struct form *f, const char *field, const char *sentence, struct error *err)
{
    if (f->ok && str_is_empty(form_text(f, field)))
        return fail(err, BAD_INPUT, field, "%s", sentence);
    return f->ok ? OK : BAD_INPUT;
}

static code check_password(struct request *rq, const struct form *f, struct error *err)
{
    struct account own;
    int64_t id;

    TRY(need(f, "password", "type your password", err));
    TRY(allow_weak(rq, &own, err));
    code c = account_sign_in(rq->db, rq->arena, own.email, form_text(f, "password"), rq->client, &id, err);
    return c == DENIED ? fail(err, DENIED, "password", "this is not your password") : c;
}

void confirm_password(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &confirm_form);
    struct error err = {.code = BAD_INPUT};
    code c = check_password(rq, f, &err);

    answer(rq, rs, (struct confirm_view){.form = f, .by = "password"}, c, &err, false);
}

void confirm_code(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &confirm_form);
    struct error err = {.code = BAD_INPUT};
    code c = need(f, "code", "type the code that the app shows", &err);

    if (c == OK)
        c = code_app_check(app_of(rq), rq->db, rq->arena, rq->session->account, form_text(f, "code"), &err);
    answer(rq, rs, (struct confirm_view){.form = f, .by = "app"}, c, &err, true);
}

void confirm_recovery(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &confirm_form);
    struct error err = {.code = BAD_INPUT};
    code c = need(f, "code", "type one of your recovery codes", &err);

    if (c == OK)
        c = recovery_use(rq->db, rq->arena, rq->session->account, form_text(f, "code"), &err);
    answer(rq, rs, (struct confirm_view){.form = f, .by = "recovery"}, c, &err, true);
}

void confirm_passkey(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &confirm_form);
    struct passkey_proof proof;
    struct error err = {0};
    code c = passkey_answered(rq, rq->session->account, &proof, &err);

    answer(rq, rs, (struct confirm_view){.form = f}, c, &err, proof.is_strong);
}

/* ---- a code by mail ---- */

void confirm_ask_mail(struct request *rq, struct response *rs)
{
    struct confirm_view v = {.form = form_empty(rq->arena, &confirm_form), .by = "mail"};
    struct error err = {0};
    struct account own;
    str nonce = random_token(rq->arena, 16);
    code c = allow_weak(rq, &own, &err);

    form_set(v.form, "nonce", nonce);
    if (c == OK)
        c = account_ask_confirm(app_of(rq), rq->db, rq->arena, own.id, nonce, &err);
    if (c == OK)
        show(rq, rs, v);
    else
        answer(rq, rs, (struct confirm_view){.form = v.form}, c, &err, false);
}

static code check_mailed(struct request *rq, const struct form *f, struct error *err)
{
    const struct mailed_code m = {form_text(f, "nonce"), form_text(f, "code"), rq->client};
    struct account own;

    TRY(need(f, "code", "type the code from the mail", err));
    TRY(allow_weak(rq, &own, err));
    return account_confirm_by_code(rq->db, rq->arena, &m, own.id, err);
}

void confirm_mail(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &confirm_form);
    struct error err = {.code = BAD_INPUT};
    code c = check_mailed(rq, f, &err);

    answer(rq, rs, (struct confirm_view){.form = f, .by = "mail"}, c, &err, false);
}
