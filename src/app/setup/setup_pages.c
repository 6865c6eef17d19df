/* setup/setup_pages.c — the wizard of the first run: its frame, who may begin,
 * and the first step. Each step keeps what was typed in the visitor's own
 * sealed cookie; only the last one writes, so that one may go back, and an
 * interrupted first run leaves nothing half made. */
#include "app/setup/setup_pages.h"

#include "app/account/account.h"
#include "app/mail/mail.h"
#include "base/crypto.h"
#include "templates.h"

static const struct { const char *label, *path; } steps[STEP_COUNT] = {
    {"You", "/setup"}, {"Organisation", "/setup/organisation"}, {"Address", "/setup/address"},
    {"Mail", "/setup/mail"}, {"Start", "/setup/start"},
};

static const struct form_field code_fields[] = {{"code", FIELD_LINE, "Set-up code", .max = 60, .required = true}};
static const struct form_spec code_form = FORM(code_fields);
static const struct form_field you_fields[] = {
    {"name", FIELD_LINE, "Your name", .max = 120, .required = true},
    {"email", FIELD_EMAIL, "E-mail address", .required = true},
    {"password", FIELD_SECRET, "Password", .max = 200},
};
static const struct form_spec you_form = FORM(you_fields);

/* ---- the way through ---- */

static bool has_step(const struct request *rq, enum step_no n)
{
    const struct app *app = app_of(rq);

    return n == STEP_ORG ? app->role != ROLE_BACKPACK : n == STEP_ADDRESS ? !app->base_is_fixed : true;
}

static bool is_answered(const struct setup_draft *d, enum step_no n)
{
    const str answer[STEP_COUNT] = {d->hash, d->org, d->base, d->mail, S("")};

    return !str_is_empty(answer[n]);
}

static enum step_no neighbour(const struct request *rq, enum step_no n, int by)
{
    int to = (int)n + by;

    while (to > STEP_YOU && to < STEP_START && !has_step(rq, (enum step_no)to))
        to += by;
    return (enum step_no)to;
}

static void show_code(struct request *rq, struct response *rs, struct form *f)
{
    struct setup_view v = {.form = f};

    setup_show(rq, rs, &v, tmpl_setup_code);
}

static void send_away(struct request *rq, struct response *rs)
{
    flash_set(rq, rs, &app_of(rq)->session, "bad", said("This server is set up already. Please sign in."));
    response_redirect(rs, rq->session->account ? S("/") : S("/sign-in"));
}

bool setup_enter(struct request *rq, struct response *rs, enum step_no wanted, struct setup_draft *d)
{
    *d = setup_draft_load(rq);
    if (!settings_need_setup(rq->db)) {
        send_away(rq, rs);
        return false;
    }
    if (!setup_is_local(rq) && str_is_empty(d->code)) {
        show_code(rq, rs, form_empty(rq->arena, &code_form));
        return false;
    }
    for (enum step_no n = STEP_YOU; n < wanted; n++)
        if (has_step(rq, n) && !is_answered(d, n)) {
            response_redirect(rs, cstr(steps[n].path));
            return false;
        }
    return true;
}

/* Steps that were answered, and the one after them, can be gone to. */
static struct steps_view steps_of(const struct request *rq, enum step_no now, const struct setup_draft *d)
{
    struct step *items = NEW_ARRAY(rq->arena, STEP_COUNT, struct step);
    struct steps_view v = {.items = items};
    bool open = true;

    for (enum step_no n = STEP_YOU; n < STEP_COUNT; n++) {
        if (!has_step(rq, n))
            continue;
        items[v.n++] = (struct step){steps[n].label, open ? cstr(steps[n].path) : S("")};
        open = open && is_answered(d, n);
        if (n == now)
            v.now = v.n;
    }
    return v;
}

struct setup_view setup_view_of(const struct request *rq, enum step_no now, struct form *f, const struct setup_draft *d)
{
    return (struct setup_view){
        .form = f, .draft = d, .steps = steps_of(rq, now, d),
        .back = now == STEP_YOU ? S("") : cstr(steps[neighbour(rq, now, -1)].path),
        .has_org = has_step(rq, STEP_ORG), .has_address = has_step(rq, STEP_ADDRESS),
        .address = app_of(rq)->base_is_fixed ? app_of(rq)->base : d->base,
        .dialogue = S(""),
    };
}

void setup_show(struct request *rq, struct response *rs, const struct setup_view *v, setup_template *tmpl)
{
    struct out o = app_page(rq, "Set up", "");

    tmpl(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void setup_go_on(struct request *rq, struct response *rs, enum step_no now, const struct setup_draft *d)
{
    setup_draft_keep(rq, rs, d);
    response_redirect(rs, cstr(steps[neighbour(rq, now, 1)].path));
}

/* ---- the code, for who does not sit at this machine ---- */

static void take_code(struct request *rq, struct response *rs, struct form *f)
{
    struct setup_draft d = setup_draft_load(rq);
    struct error err = {0};
    code c = f->ok ? setup_check_code(rq, form_text(f, "code"), &err) : BAD_INPUT;

    if (c == OK) {
        d.code = S("1");
        setup_draft_keep(rq, rs, &d);
        response_redirect(rs, S("/setup"));
        return;
    }
    if (f->ok)
        form_reject_error(f, &err, rq->arena);
    show_code(rq, rs, f);
    if (c == LIMIT)
        rs->status = 429;
}

static void code_post(struct request *rq, struct response *rs)
{
    if (settings_need_setup(rq->db))
        take_code(rq, rs, form_read(rq, &code_form));
    else
        send_away(rq, rs);
}

/* ---- 1: the administrator ---- */

static void show_you(struct request *rq, struct response *rs, struct form *f, const struct setup_draft *d)
{
    struct setup_view v = setup_view_of(rq, STEP_YOU, f, d);

    setup_show(rq, rs, &v, tmpl_setup_you);
}

/* The link that the server printed holds the code; it leaves the address bar. */
static bool brings_code(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &code_form);

    if (!request_query(rq, "code").p || !settings_need_setup(rq->db))
        return false;
    form_set(f, "code", request_query(rq, "code"));
    take_code(rq, rs, f);
    return true;
}

static void you_show(struct request *rq, struct response *rs)
{
    struct setup_draft d;
    struct form *f = form_empty(rq->arena, &you_form);

    if (brings_code(rq, rs) || !setup_enter(rq, rs, STEP_YOU, &d))
        return;
    form_set(f, "name", d.name);
    form_set(f, "email", d.email);
    show_you(rq, rs, f, &d);
}

/* A password that was accepted before need not be typed again. */
static code take_password(struct arena *a, const struct form *f, struct setup_draft *d, struct error *err)
{
    str password = form_text(f, "password");

    if (str_is_empty(password) && !str_is_empty(d->hash))
        return OK;
    TRY(password_acceptable(a, password, form_text(f, "email"), form_text(f, "name"), err));
    return password_hash(a, password, &d->hash, err);
}

static void you_post(struct request *rq, struct response *rs)
{
    struct setup_draft d;
    struct error err = {0};

    if (!setup_enter(rq, rs, STEP_YOU, &d))
        return;
    struct form *f = form_read(rq, &you_form);
    code c = f->ok ? take_password(rq->arena, f, &d, &err) : BAD_INPUT;
    if (c == OK) {
        d.name = form_text(f, "name");
        d.email = form_text(f, "email");
        setup_go_on(rq, rs, STEP_YOU, &d);
    } else if (c == BAD_INPUT) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_you(rq, rs, f, &d);
    } else {
        app_fail(rq, rs, &err);
    }
}

const struct route setup_routes[] = {
    {GET,  "/",                   EVERYBODY, entrance,           NULL,                0},
    {GET,  "/setup",              EVERYBODY, you_show,           NULL,                0},
    {POST, "/setup",              EVERYBODY, you_post,           &you_form,           0},
    {POST, "/setup/code",         EVERYBODY, code_post,          &code_form,          0},
    {GET,  "/setup/organisation", EVERYBODY, setup_org_show,     NULL,                0},
    {POST, "/setup/organisation", EVERYBODY, setup_org_post,     &setup_org_form,     0},
    {GET,  "/setup/address",      EVERYBODY, setup_address_show, NULL,                0},
    {POST, "/setup/address",      EVERYBODY, setup_address_post, &setup_address_form, 0},
    {GET,  "/setup/mail",         EVERYBODY, setup_mail_show,    NULL,                0},
    {POST, "/setup/mail",         EVERYBODY, setup_mail_post,    &mail_server_form,   0},
    {GET,  "/setup/start",        EVERYBODY, setup_start_show,   NULL,                0},
    {POST, "/setup/start",        EVERYBODY, setup_start_post,   &setup_start_form,   0},
    {GET,  "/settings",           OPERATOR,  server_show,        NULL,                0},
    {POST, "/settings",           OPERATOR,  server_save,        &server_form,        0},
    {0},
};
