/* account/account_pages.c — one's own account: name, password, addresses,
 * where one is signed in, leaving. */
#include "app/account/account_pages.h"

#include "app/kept_file.h"
#include "format/email.h"
#include "templates.h"

static const struct form_field name_fields[] = {{"name", FIELD_LINE, "Your name", .max = 120, .required = true}};
static const struct form_spec name_form = FORM(name_fields);
static const struct form_field address_fields[] = {{"email", FIELD_EMAIL, "E-mail address", .required = true}};
static const struct form_spec address_form = FORM(address_fields);
static const struct form_field delete_fields[] = {{"typed", FIELD_LINE, "Your e-mail address", .max = 254, .required = true}};
static const struct form_spec delete_form = FORM(delete_fields);

static code load(struct request *rq, struct account_view *v, struct error *err)
{
    struct arena *a = rq->arena;

    TRY(account_get(rq->db, a, rq->session->account, &v->account, err));
    TRY(account_addresses(rq->db, a, v->account.id, &v->addresses, err));
    if (!v->name) {
        v->name = form_empty(a, &name_form);
        form_set(v->name, "name", v->account.name);
    }
    return OK;
}

static void show(struct request *rq, struct response *rs, struct account_view given)
{
    struct error err = {0};

    if (load(rq, &given, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "My account", "account");
    tmpl_account(&o, &given);
    app_send_form(rq, rs, &o, given.name);
}

static void account_show(struct request *rq, struct response *rs)
{
    show(rq, rs, (struct account_view){0});
}

static void account_name(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &name_form);
    struct error err = {0};

    if (!f->ok)
        show(rq, rs, (struct account_view){.name = f});
    else if (account_rename(rq->db, rq->session->account, form_text(f, "name"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/account"), "Your name is changed.");
}

/* ---- addresses ---- */

static void show_address(struct request *rq, struct response *rs, struct form *f)
{
    struct out o = app_page(rq, "Add an address", "account");

    tmpl_address_new(&o, &(struct address_view){f});
    app_send_form(rq, rs, &o, f);
}

static void address_new(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &address_form);

    if (!str_is_empty(request_query(rq, "email")))
        form_set(f, "email", request_query(rq, "email"));
    show_address(rq, rs, f);
}

/* The same answer, whoever the address belongs to. */
static void address_add(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &address_form);
    struct error err = {0};
    code c = BAD_INPUT;

    if (f->ok)
        c = account_ask_address(app_of(rq), rq->db, rq->arena, rq->session->account, form_text(f, "email"), &err);
    if (c == OK) {
        app_done(rq, rs, S("/account"), "Look into the mailbox of that address: the link there adds it.");
    } else if (c == FAULT) {
        app_fail(rq, rs, &err);
    } else {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_address(rq, rs, f);
    }
}

static code note(struct request *rq, const char *what, str detail, str to, struct error *err)
{
    return account_note(app_of(rq), rq->db, rq->arena,
                        &(struct account_event){rq->session->account, what, detail, session_agent(rq), to}, err);
}

static code change_main(struct request *rq, struct error *err)
{
    struct account before, after;

    TRY(account_get(rq->db, rq->arena, rq->session->account, &before, err));
    TRY(account_make_primary(rq->db, before.id, request_param_int(rq, "id"), err));
    TRY(account_get(rq->db, rq->arena, before.id, &after, err));
    return note(rq, "address.main", after.email, before.email, err);
}

/* Told to the address that was the main one. */
static void address_primary(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (change_main(rq, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/account"), "This is your main address now.");
}

static str address_of(const struct account_address_list *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].id == id)
            return all->items[i].address;
    return S("");
}

static code remove_address(struct request *rq, struct error *err)
{
    int64_t own = rq->session->account, id = request_param_int(rq, "id");
    struct account_address_list all = {0};

    TRY(account_addresses(rq->db, rq->arena, own, &all, err));
    TRY(account_remove_address(rq->db, own, id, err));
    return note(rq, "address.remove", address_of(&all, id), S(""), err);
}

static void address_remove(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (remove_address(rq, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/account"), "The address is removed. Badges that you keep stay in your Backpack.");
}

/* ---- leaving ---- */

static void show_delete(struct request *rq, struct response *rs, struct form *f)
{
    struct account own;
    struct error err = {0};

    if (account_get(rq->db, rq->arena, rq->session->account, &own, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct delete_view v = {f, own.email};
    struct out o = app_page(rq, "Delete my account", "account");
    tmpl_account_delete(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void delete_show(struct request *rq, struct response *rs)
{
    show_delete(rq, rs, form_empty(rq->arena, &delete_form));
}

static code delete_account(struct request *rq, const struct form *f, struct error *err)
{
    struct account own;
    str typed = email_fold(rq->arena, form_text(f, "typed"));

    TRY(account_get(rq->db, rq->arena, rq->session->account, &own, err));
    if (!str_eq(typed, email_fold(rq->arena, own.email)))
        return fail(err, BAD_INPUT, "typed", "this is not the address of your account");
    TRY(account_delete(rq->db, rq->arena, own.id, err));
    kept_file_forget(app_of(rq), rq->arena, own.id);
    return OK;
}

static void delete_do(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &delete_form);
    struct error err = {0};
    code c = f->ok ? delete_account(rq, f, &err) : BAD_INPUT;

    if (c == FAULT) {
        app_fail(rq, rs, &err);
    } else if (c != OK) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_delete(rq, rs, f);
    } else if (session_sign_out(rq, rs, &app_of(rq)->session, &err) != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_done(rq, rs, S("/"), "Your account is deleted.");
    }
}

const struct route account_routes[] = {
    {GET,  "/sign-in", EVERYBODY, sign_in_show, NULL, 0},
    {POST, "/sign-in", EVERYBODY, sign_in_do, NULL, 0},
    {POST, "/sign-out", EVERYBODY, sign_out_do, NULL, 0},
    {GET,  "/sign-in/link", EVERYBODY, sign_link_show, NULL, 0},
    {POST, "/sign-in/link", EVERYBODY, sign_link_ask, NULL, 0},
    {GET,  "/sign-in/link/{token}", EVERYBODY, sign_link_open, NULL, 0},
    {POST, "/sign-in/link/{token}", EVERYBODY, sign_link_use, NULL, 0},
    {GET,  "/register", EVERYBODY, register_show, NULL, 0},
    {POST, "/register", EVERYBODY, register_ask, NULL, 0},
    {GET,  "/forgotten-password", EVERYBODY, forgotten_show, NULL, 0},
    {POST, "/forgotten-password", EVERYBODY, forgotten_ask, NULL, 0},
    {GET,  "/new-password/{token}", EVERYBODY, reset_open, NULL, 0},
    {POST, "/new-password/{token}", EVERYBODY, reset_use, NULL, 0},
    {GET,  "/verify-email/{token}", EVERYBODY, verify_email_open, NULL, 0},
    {POST, "/verify-email/{token}", EVERYBODY, verify_email_use, NULL, 0},
    {POST, "/sign-in/passkey", EVERYBODY, sign_in_passkey, NULL, 0},
    {POST, "/sign-in/code", EVERYBODY, sign_link_code, &confirm_form, 0},
    {GET,  "/sign-in/second", EVERYBODY, second_show, NULL, 0},
    {POST, "/sign-in/second", EVERYBODY, second_code, &second_form, 0},
    {POST, "/sign-in/second/recovery", EVERYBODY, second_recovery, &second_form, 0},
    {POST, "/sign-in/second/passkey", EVERYBODY, second_passkey, NULL, 0},
    {GET,  "/language", EVERYBODY, language_show, NULL, 0},
    {POST, "/language", EVERYBODY, language_do, &language_form, 0},
    {GET,  "/account", SIGNED_IN, account_show, NULL, 0},
    {POST, "/account/name", SIGNED_IN, account_name, &name_form, 0},
    {GET,  "/account/addresses/new", SIGNED_IN, address_new, NULL, FRESH},
    {POST, "/account/addresses", SIGNED_IN, address_add, &address_form, FRESH},
    {POST, "/account/addresses/{id}/primary", SIGNED_IN, address_primary, NULL, FRESH},
    {POST, "/account/addresses/{id}/remove", SIGNED_IN, address_remove, NULL, FRESH},
    {GET,  "/account/delete", SIGNED_IN, delete_show, NULL, FRESH},
    {POST, "/account/delete", SIGNED_IN, delete_do, &delete_form, FRESH},
    {GET,  "/account/confirm", SIGNED_IN, confirm_show, NULL, 0},
    {POST, "/account/confirm/password", SIGNED_IN, confirm_password, &confirm_form, 0},
    {POST, "/account/confirm/app", SIGNED_IN, confirm_code, &confirm_form, 0},
    {POST, "/account/confirm/recovery", SIGNED_IN, confirm_recovery, &confirm_form, 0},
    {POST, "/account/confirm/passkey", SIGNED_IN, confirm_passkey, NULL, 0},
    {POST, "/account/confirm/mail/ask", SIGNED_IN, confirm_ask_mail, NULL, 0},
    {POST, "/account/confirm/mail", SIGNED_IN, confirm_mail, &confirm_form, 0},
    {GET,  "/account/security", SIGNED_IN, security_show, NULL, 0},
    {POST, "/account/security/password", SIGNED_IN, security_password, &password_change_form, 0},
    {POST, "/account/security/password/remove", SIGNED_IN, security_password_remove, NULL, FRESH},
    {GET,  "/account/security/passkeys/new", SIGNED_IN, passkey_new_show, NULL, FRESH},
    {POST, "/account/security/passkeys", SIGNED_IN, passkey_new_save, &passkey_new_form, FRESH},
    {POST, "/account/security/passkeys/{id}/name", SIGNED_IN, passkey_name, &passkey_name_form, 0},
    {POST, "/account/security/passkeys/{id}/remove", SIGNED_IN, passkey_take_away, NULL, FRESH},
    {POST, "/account/security/step", SIGNED_IN, security_step, NULL, FRESH},
    {GET,  "/account/security/app", SIGNED_IN, code_app_show, NULL, FRESH},
    {GET,  "/account/security/app.svg", SIGNED_IN, code_app_picture, NULL, FRESH},
    {POST, "/account/security/app", SIGNED_IN, code_app_save, &code_app_form, FRESH},
    {POST, "/account/security/codes", SIGNED_IN, codes_make, NULL, FRESH},
    {POST, "/account/security/sessions/end", SIGNED_IN, security_sessions_end, NULL, 0},
    {POST, "/account/security/sessions/{name}/end", SIGNED_IN, security_session_end, NULL, 0},
    {POST, "/account/security/devices/{id}/forget", SIGNED_IN, security_device_forget, NULL, 0},
    {0},
};
