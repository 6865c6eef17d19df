/* setup/setup_pages.c — the first run begins: who administers this server. */
#include "app/setup/setup.h"

#include "app/account/account.h"
#include "app/settings.h"
#include "templates.h"

static const struct step steps[] = {
    {"Administrator", {0}}, {"Organisation", {0}}, {"Mail", {0}}, {"Start", {0}},
};

struct steps_view setup_steps(size_t now)
{
    return (struct steps_view){steps, COUNT(steps), now};
}

static const struct form_field admin_fields[] = {
    {"name", FIELD_LINE, "Your name", .max = 120, .required = true},
    {"email", FIELD_EMAIL, "E-mail address", .required = true},
    {"password", FIELD_SECRET, "Password", .max = 200, .required = true},
    {"code", FIELD_LINE, "Set-up code", .max = 40},
};
static const struct form_spec admin_form = FORM(admin_fields);

/* Whoever sits at the machine may begin; others show the code that the server
 * printed when it started. A proxy makes everybody look like the machine. */
static bool may_begin(const struct request *rq, str code_given)
{
    bool local = str_starts(rq->client, S("127.")) || str_eq(rq->client, S("::1"));
    bool proxied = request_header(rq, "x-forwarded-for").p || request_header(rq, "forwarded").p;

    return (local && !proxied) || crypto_equal(code_given, app_of(rq)->setup_code);
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct admin_view v = {
        .form = f, .code = form_text(f, "code"),
        .name = {.value = form_value(f, "name"), .label = "Your name", .autocomplete = "name"},
        .email = {.value = form_value(f, "email"), .label = "E-mail address", .type = "email", .autocomplete = "username"},
        .password = {.value = form_value(f, "password"), .label = "Password", .type = "password",
                     .autocomplete = "new-password", .hint = "At least 12 characters. A sentence is easiest to remember."},
    };
    struct out o = app_page(rq, "Welcome", "");

    tmpl_setup_admin(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

/* Where a person goes on whose first run was interrupted. */
static str next_step(struct request *rq)
{
    struct org o;

    if (settings_need_setup(rq->db))
        return S("/setup");
    return org_first(rq->db, rq->arena, &o, NULL) == OK ? S("/") : S("/setup/organisation");
}

static bool refuse_stranger(struct request *rq, struct response *rs, str code_given)
{
    struct error err = {0};

    if (may_begin(rq, code_given))
        return false;
    fail(&err, DENIED, "code", "this server is not set up yet: open the address that it printed when it was started");
    app_fail(rq, rs, &err);
    return true;
}

static void setup_admin(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &admin_form);

    if (!settings_need_setup(rq->db)) {
        response_redirect(rs, next_step(rq));
        return;
    }
    if (refuse_stranger(rq, rs, request_query(rq, "code")))
        return;
    form_set(f, "code", request_query(rq, "code"));
    show(rq, rs, f);
}

/* Asked again inside the transaction: of two who begin at once one wins. */
static code create_admin(struct request *rq, const struct form *f, int64_t *id, struct error *err)
{
    struct new_account n = {.name = form_text(f, "name"), .email = form_text(f, "email"),
                            .password = form_text(f, "password"), .verified = true, .is_operator = true};

    TRY(password_acceptable(rq->arena, n.password, n.email, n.name, err));
    TRY(db_begin(rq->db, err));
    code c = settings_need_setup(rq->db) ? account_create(rq->db, rq->arena, &n, id, err)
                                         : fail(err, CONFLICT, "", "this server was set up by somebody else just now: sign in");
    return db_end(rq->db, c, err);
}

static void setup_admin_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &admin_form);
    struct error err = {0};
    int64_t id = 0;

    if (!settings_need_setup(rq->db)) {
        response_redirect(rs, next_step(rq));
        return;
    }
    if (refuse_stranger(rq, rs, form_text(f, "code")))
        return;
    if (f->ok && create_admin(rq, f, &id, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, f);
    else if (session_sign_in(rq, rs, &app_of(rq)->session, id, &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, app_of(rq)->role == ROLE_BACKPACK ? S("/backpack") : S("/setup/organisation"));
}

const struct route setup_routes[] = {
    {GET,  "/",                   EVERYBODY, entrance,         NULL,              0},
    {GET,  "/setup",              EVERYBODY, setup_admin,      NULL,              0},
    {POST, "/setup",              EVERYBODY, setup_admin_post, &admin_form,       0},
    {GET,  "/setup/organisation", OPERATOR,  setup_org,        NULL,              0},
    {POST, "/setup/organisation", OPERATOR,  setup_org_post,   &setup_org_form,   0},
    {GET,  "/setup/mail",         OPERATOR,  setup_mail,       NULL,              0},
    {POST, "/setup/mail",         OPERATOR,  setup_mail_post,  &mail_server_form, 0},
    {GET,  "/setup/start",        OPERATOR,  setup_start,      NULL,              0},
    {POST, "/setup/start",        OPERATOR,  setup_start_post, NULL,              0},
    {GET,  "/settings",           OPERATOR,  server_show,      NULL,              0},
    {POST, "/settings",           OPERATOR,  server_save,      &server_form,      0},
    {0},
};
