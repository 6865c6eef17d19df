/* account/account_pages.c — one's own account: name, password, addresses,
 * where one is signed in, leaving. */
#include "app/account/account_pages.h"

#include "format/email.h"
#include "templates.h"

static const struct form_field name_fields[] = {{"name", FIELD_LINE, "Your name", .max = 120, .required = true}};
static const struct form_spec name_form = FORM(name_fields);
static const struct form_field password_fields[] = {
    {"current", FIELD_SECRET, "Present password", .required = false},
    {"password", FIELD_SECRET, "New password", .required = true},
};
static const struct form_spec password_form = FORM(password_fields);
static const struct form_field address_fields[] = {{"email", FIELD_EMAIL, "E-mail address", .required = true}};
static const struct form_spec address_form = FORM(address_fields);
static const struct form_field delete_fields[] = {{"typed", FIELD_LINE, "Your e-mail address", .max = 254, .required = true}};
static const struct form_spec delete_form = FORM(delete_fields);

/* "Firefox on Linux" of what a browser calls itself; the first that fits is
 * meant, since most also name the others. */
static const char *first_in(str agent, const char *const (*names)[2], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_contains(agent, cstr(names[i][0])))
            return names[i][1];
    return NULL;
}

static str browser_words(struct arena *a, str agent)
{
    static const char *const browsers[][2] = {
        {"Edg", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
    };
    static const char *const systems[][2] = {
        {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
        {"Mac OS X", "macOS"}, {"Linux", "Linux"},
    };
    const char *browser = first_in(agent, browsers, COUNT(browsers)), *system = first_in(agent, systems, COUNT(systems));

    if (browser && system)
        return str_printf(a, "%s on %s", browser, system);
    return browser ? cstr(browser) : str_slice(agent, 0, 60);
}

static code load(struct request *rq, struct account_view *v, struct error *err)
{
    struct arena *a = rq->arena;

    TRY(account_get(rq->db, a, rq->session->account, &v->account, err));
    TRY(account_addresses(rq->db, a, v->account.id, &v->addresses, err));
    TRY(session_list(rq, &app_of(rq)->session, &v->sessions, err));
    for (size_t i = 0; i < v->sessions.n; i++)
        v->sessions.items[i].user_agent = browser_words(a, v->sessions.items[i].user_agent);
    if (!v->name) {
        v->name = form_empty(a, &name_form);
        form_set(v->name, "name", v->account.name);
    }
    if (!v->password)
        v->password = form_empty(a, &password_form);
    if (!v->address)
        v->address = form_empty(a, &address_form);
    return OK;
}

/* With the form that was found wrong in `given`, the others as they stand. */
static void show(struct request *rq, struct response *rs, struct account_view given)
{
    struct error err = {0};

    if (load(rq, &given, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "My account", "account");
    tmpl_account(&o, &given);
    app_send(rq, rs, &o);
    if (!given.name->ok || !given.password->ok || !given.address->ok)
        rs->status = 422;
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

static code check_current(struct request *rq, const struct account *own, struct form *f, struct error *err)
{
    int64_t id;

    if (!own->has_password)
        return OK;
    code c = account_sign_in(rq->db, rq->arena, own->email, form_text(f, "current"), rq->client, &id, err);
    return c == DENIED ? fail(err, DENIED, "current", "this is not your present password")
         : c == LIMIT  ? fail(err, LIMIT, "current", "too many tries: wait a few minutes")
                       : c;
}

static code change_password(struct request *rq, struct form *f, struct error *err)
{
    struct account own;
    str password = form_text(f, "password");

    TRY(account_get(rq->db, rq->arena, rq->session->account, &own, err));
    TRY(check_current(rq, &own, f, err));
    TRY(password_acceptable(rq->arena, password, own.email, own.name, err));
    TRY(account_set_password(rq->db, rq->arena, own.id, password, err));
    return session_end_others(rq, own.id, err);
}

static void account_password(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &password_form);
    struct error err = {0};
    code c = f->ok ? change_password(rq, f, &err) : BAD_INPUT;

    if (c == OK) {
        app_done(rq, rs, S("/account"), "Your password is changed; everywhere else you are signed out.");
    } else if (c == FAULT) {
        app_fail(rq, rs, &err);
    } else {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show(rq, rs, (struct account_view){.password = f});
    }
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
        show(rq, rs, (struct account_view){.address = f});
    }
}

static void address_primary(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (account_make_primary(rq->db, rq->session->account, request_param_int(rq, "id"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/account"), "This is your main address now.");
}

static void address_remove(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (account_remove_address(rq->db, rq->session->account, request_param_int(rq, "id"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/account"), "The address is removed.");
}

static void sessions_end(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (session_end_others(rq, rq->session->account, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/account"), "Everywhere else you are signed out.");
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
    app_send(rq, rs, &o);
    if (!f->ok)
        rs->status = 422;
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
    return account_delete(rq->db, own.id, err);
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
    {GET,  "/account", SIGNED_IN, account_show, NULL, 0},
    {POST, "/account/name", SIGNED_IN, account_name, &name_form, 0},
    {POST, "/account/password", SIGNED_IN, account_password, &password_form, 0},
    {POST, "/account/addresses", SIGNED_IN, address_add, &address_form, 0},
    {POST, "/account/addresses/{id}/primary", SIGNED_IN, address_primary, NULL, 0},
    {POST, "/account/addresses/{id}/remove", SIGNED_IN, address_remove, NULL, 0},
    {POST, "/account/sessions/end", SIGNED_IN, sessions_end, NULL, 0},
    {GET,  "/account/delete", SIGNED_IN, delete_show, NULL, 0},
    {POST, "/account/delete", SIGNED_IN, delete_do, &delete_form, 0},
    {0},
};
