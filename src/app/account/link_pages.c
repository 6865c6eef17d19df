/* account/link_pages.c — the pages around links that come by mail. Opening a
 * link shows what it does; only its button does it. */
#include "app/account/account_pages.h"

#include "base/crypto.h"
#include "templates.h"

static const struct form_field email_fields[] = {{"email", FIELD_EMAIL, "E-mail address", .required = true}};
static const struct form_spec email_form = FORM(email_fields);
static const struct form_field register_fields[] = {
    {"name", FIELD_LINE, "Your name", .max = 120, .required = true},
    {"email", FIELD_EMAIL, "E-mail address", .required = true},
};
static const struct form_spec register_form = FORM(register_fields);
static const struct form_field password_fields[] = {{"password", FIELD_SECRET, "Password", .required = true}};
static const struct form_spec password_form = FORM(password_fields);
static const struct form_spec no_form = {NULL, 0};

/* ---- asking for a link ---- */

typedef void template_fn(struct out *o, const struct sign_view *m);
typedef code ask_fn(struct app *app, struct db *db, struct arena *a, const struct link_request *r, struct error *err);

static void show_ask(struct request *rq, struct response *rs, const char *title, template_fn *tmpl, struct form *f)
{
    struct sign_view v = {.form = f, .next = sign_next(rq), .action = rq->path};
    struct out o = app_page(rq, title, "");

    tmpl(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void show_mailbox(struct request *rq, struct response *rs, const struct mailbox_view *v)
{
    struct out o = app_page(rq, v->heading, "");

    tmpl_mailbox(&o, v);
    app_send(rq, rs, &o);
}

/* The answer never says whether there is an account. */
static void ask(struct request *rq, struct response *rs, struct form *f, ask_fn *use)
{
    struct link_request r = {form_text(f, "email"), S(""), sign_next(rq), rq->client};
    struct mailbox_view v = {"Look into your mailbox", r.email, S(""), form_empty(rq->arena, &confirm_form)};
    struct error err = {0};

    if (f->n > 1)
        r.name = form_text(f, "name");
    if (use == account_ask_sign_in)
        r.nonce = v.nonce = random_token(rq->arena, 16);
    code c = use(app_of(rq), rq->db, rq->arena, &r, &err);
    if (c == LIMIT) {
        app_error_page(rq, rs, 429, err.text);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        show_mailbox(rq, rs, &v);
    }
}

/* The code of the mail, typed on the page that asked for it: the mail may be
 * read on a telephone, and the sign-in wanted here. */
void sign_link_code(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &confirm_form);
    struct mailbox_view v = {"Look into your mailbox", request_field(rq, "email"), form_text(f, "nonce"), f};
    const struct mailed_code m = {v.nonce, form_text(f, "code"), rq->client};
    struct entrance in = {.method = "link"};
    struct error err = {.code = BAD_INPUT};
    code c = f->ok ? account_sign_in_by_code(rq->db, rq->arena, &m, &in.account, &in.next, &err) : BAD_INPUT;

    if (c == OK) {
        entrance_go(rq, rs, &in);
    } else if (c == FAULT) {
        app_fail(rq, rs, &err);
    } else {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_mailbox(rq, rs, &v);
        rs->status = c == LIMIT ? 429 : 422;
    }
}

void sign_link_show(struct request *rq, struct response *rs)
{
    show_ask(rq, rs, "Sign in by mail", tmpl_sign_link_ask, form_empty(rq->arena, &email_form));
}

void sign_link_ask(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &email_form);

    if (f->ok)
        ask(rq, rs, f, account_ask_sign_in);
    else
        show_ask(rq, rs, "Sign in by mail", tmpl_sign_link_ask, f);
}

void register_show(struct request *rq, struct response *rs)
{
    show_ask(rq, rs, "Create your Backpack", tmpl_register_ask, form_empty(rq->arena, &register_form));
}

void register_ask(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &register_form);

    if (f->ok)
        ask(rq, rs, f, account_ask_register);
    else
        show_ask(rq, rs, "Create your Backpack", tmpl_register_ask, f);
}

void forgotten_show(struct request *rq, struct response *rs)
{
    show_ask(rq, rs, "Forgotten password", tmpl_forgotten_ask, form_empty(rq->arena, &email_form));
}

void forgotten_ask(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &email_form);

    if (f->ok)
        ask(rq, rs, f, account_ask_reset);
    else
        show_ask(rq, rs, "Forgotten password", tmpl_forgotten_ask, f);
}

/* ---- opening a link ---- */

static void show_link(struct request *rq, struct response *rs, struct link_view *v)
{
    struct out o = app_page(rq, v->heading, "");

    v->action = rq->path;
    tmpl_link_open(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

/* A link that is too old is said so, with the way to a new one. */
static void show_spent(struct request *rq, struct response *rs, const struct error *err)
{
    if (err->code != NOT_FOUND) {
        app_fail(rq, rs, err);
        return;
    }
    struct out o = app_page(rq, "This link is used up", "");
    tmpl_link_spent(&o, &(struct mailbox_view){"This link is used up", S(""), S(""), NULL});
    app_send(rq, rs, &o);
    rs->status = 404;
}

static bool look(struct request *rq, struct response *rs, const char *purpose, struct one_time_link *link)
{
    struct error err = {0};

    if (link_look(rq->db, rq->arena, purpose, request_param(rq, "token"), link, &err) == OK)
        return true;
    show_spent(rq, rs, &err);
    return false;
}

void sign_link_open(struct request *rq, struct response *rs)
{
    struct one_time_link link;

    if (!look(rq, rs, "sign-in", &link))
        return;
    struct link_view v = {"Sign in", "One press, and you are in.", "Sign in", form_empty(rq->arena, &no_form),
                          link_payload_read(link.payload).email, S("")};
    show_link(rq, rs, &v);
}

void sign_link_use(struct request *rq, struct response *rs)
{
    struct error err = {0};
    struct entrance in = {.method = "link", .message = "You are signed in."};

    if (account_sign_in_by_link(rq->db, rq->arena, request_param(rq, "token"), &in.account, &in.next, &err) != OK)
        show_spent(rq, rs, &err);
    else
        entrance_go(rq, rs, &in);
}

static struct link_view reset_view(struct form *f)
{
    return (struct link_view){"Choose a new password", "All other places where you are signed in will be signed out.",
                              "Save and sign in", f, S(""), S("")};
}

void reset_open(struct request *rq, struct response *rs)
{
    struct link_view v = reset_view(form_empty(rq->arena, &password_form));
    struct one_time_link link;

    if (look(rq, rs, "reset", &link))
        show_link(rq, rs, &v);
}

static code reset(struct request *rq, const struct form *f, int64_t *id, struct error *err)
{
    TRY(account_reset(rq->db, rq->arena, request_param(rq, "token"), form_text(f, "password"), id, err));
    return account_note(app_of(rq), rq->db, rq->arena,
                        &(struct account_event){.account = *id, .what = "password.new", .user_agent = session_agent(rq)}, err);
}

void reset_use(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &password_form);
    struct link_view v = reset_view(f);
    struct entrance in = {.method = "password", .next = S("/"), .message = "Your new password is set."};
    struct error err = {0};
    code c = f->ok ? reset(rq, f, &in.account, &err) : BAD_INPUT;

    if (c == OK) {
        entrance_go(rq, rs, &in);
    } else if (c == BAD_INPUT) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_link(rq, rs, &v);
    } else {
        show_spent(rq, rs, &err);
    }
}

/* ---- proving an address: of a new account, or one more of an old ---- */

static struct link_view welcome_view(struct form *f, str email)
{
    return (struct link_view){"Welcome", "Your address is confirmed. Choose a password, and your Backpack is open.",
                              "Open my Backpack", f, email, S("")};
}

/* Only who asked may take the address, and must see where it goes. */
static void open_further(struct request *rq, struct response *rs)
{
    struct one_time_link link;

    if (!look(rq, rs, "add-email", &link))
        return;
    str email = link_payload_read(link.payload).email;
    struct link_view v = {"Add this address", "Badges made out to it can then be kept in your Backpack.", "Add it to my account",
                          form_empty(rq->arena, &no_form), email, S("")};
    if (rq->session->account == link.account)
        show_link(rq, rs, &v);
    else if (rq->session->account == 0)
        response_redirect(rs, str_join(rq->arena, S("/sign-in?next="), rq->path));
    else
        app_error_page(rq, rs, 403, "this link belongs to another account: sign in there first");
}

static bool is_register_link(struct request *rq, struct one_time_link *link)
{
    return link_look(rq->db, rq->arena, "verify", request_param(rq, "token"), link, NULL) == OK;
}

void verify_email_open(struct request *rq, struct response *rs)
{
    struct one_time_link link;

    if (!is_register_link(rq, &link)) {
        open_further(rq, rs);
        return;
    }
    struct link_view v = welcome_view(form_empty(rq->arena, &password_form), link_payload_read(link.payload).email);
    show_link(rq, rs, &v);
}

static void use_further(struct request *rq, struct response *rs)
{
    struct account_event e = {.account = rq->session->account, .what = "address.new", .user_agent = session_agent(rq)};
    struct error err = {0};
    struct one_time_link link;

    if (link_look(rq->db, rq->arena, "add-email", request_param(rq, "token"), &link, NULL) == OK)
        e.detail = link_payload_read(link.payload).email;
    code c = account_prove_address(rq->db, rq->arena, request_param(rq, "token"), e.account, &err);
    if (c == OK)
        c = account_note(app_of(rq), rq->db, rq->arena, &e, &err);
    if (c == OK)
        app_done(rq, rs, S("/account"), "The address is yours now.");
    else if (c == NOT_FOUND)
        show_spent(rq, rs, &err);
    else
        app_fail(rq, rs, &err);
}

static void use_register(struct request *rq, struct response *rs, struct link_payload p)
{
    struct form *f = form_read(rq, &password_form);
    struct link_view v = welcome_view(f, p.email);
    struct entrance in = {.method = "link", .is_new = true, .next = p.next, .message = "Welcome. This Backpack is yours, whoever you work for."};
    struct error err = {0};
    code c = BAD_INPUT;

    if (f->ok)
        c = account_register(rq->db, rq->arena, request_param(rq, "token"), p.name, form_text(f, "password"), &in.account, &err);
    if (c == OK) {
        entrance_go(rq, rs, &in);
    } else if (c == BAD_INPUT) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_link(rq, rs, &v);
    } else {
        show_spent(rq, rs, &err);
    }
}

void verify_email_use(struct request *rq, struct response *rs)
{
    struct one_time_link link;

    if (is_register_link(rq, &link))
        use_register(rq, rs, link_payload_read(link.payload));
    else
        use_further(rq, rs);
}
