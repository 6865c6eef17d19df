/* account/code_app_pages.c — setting up an app for one-time codes, and recovery
 * codes, which are shown once. */
#include "app/account/account_pages.h"

#include "templates.h"

static const struct form_field app_fields[] = {{"code", FIELD_LINE, "Code", .max = 20, .required = true}};
const struct form_spec code_app_form = FORM(app_fields);

static code begin(struct request *rq, struct code_app *out, struct error *err)
{
    struct account own;

    TRY(account_get(rq->db, rq->arena, rq->session->account, &own, err));
    return code_app_begin(app_of(rq), rq->db, rq->arena, &own, out, err);
}

/* In groups of four, as one reads it aloud. */
static str in_groups(struct arena *a, str secret)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < secret.n; i += 4) {
        if (i)
            buf_byte(&b, ' ');
        buf_put(&b, str_slice(secret, i, i + 4));
    }
    return buf_done(&b);
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct code_app_view v = {.form = f};
    struct error err = {0};

    if (begin(rq, &v.app, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.app.secret = in_groups(rq->arena, v.app.secret);
    struct out o = app_page(rq, "Set up an app for codes", "account");
    tmpl_code_app(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void code_app_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &code_app_form));
}

void code_app_picture(struct request *rq, struct response *rs)
{
    struct code_app c;
    struct error err = {0};

    if (begin(rq, &c, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_send_qr(rq, rs, c.uri, S("no-store"));
}

static code note(struct request *rq, const char *what, struct error *err)
{
    return account_note(app_of(rq), rq->db, rq->arena,
                        &(struct account_event){.account = rq->session->account, .what = what, .user_agent = session_agent(rq)}, err);
}

/* ---- recovery codes ---- */

static code make_codes(struct request *rq, struct codes_view *v, struct error *err)
{
    struct account own;

    TRY(account_get(rq->db, rq->arena, rq->session->account, &own, err));
    TRY(recovery_make(rq->db, rq->arena, own.id, &v->codes, err));
    v->email = own.email;
    v->server = app_host(rq->arena, app_of(rq));
    v->made = clock_now();
    return note(rq, "codes.new", err);
}

static void show_codes(struct request *rq, struct response *rs)
{
    struct codes_view v = {0};
    struct error err = {0};

    if (make_codes(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Recovery codes", "account");
    tmpl_recovery_codes(&o, &v);
    app_send(rq, rs, &o);
}

static code need_step(struct request *rq, struct error *err)
{
    struct second_step s;

    TRY(second_step_look(rq->db, rq->arena, rq->session->account, &s, err));
    return s.is_on ? OK : fail(err, CONFLICT, "", "switch the second step on first");
}

void codes_make(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (need_step(rq, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show_codes(rq, rs);
}

/* ---- the first code ---- */

/* Who showed a code just now has made the second step. */
static code confirm(struct request *rq, struct response *rs, const struct form *f, struct error *err)
{
    TRY(code_app_confirm(app_of(rq), rq->db, rq->arena, rq->session->account, form_text(f, "code"), err));
    TRY(session_prove(rq, rs, &app_of(rq)->session, true, err));
    return note(rq, "step.on", err);
}

void code_app_save(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &code_app_form);
    struct error err = {.code = BAD_INPUT};
    code c = f->ok ? confirm(rq, rs, f, &err) : BAD_INPUT;

    if (c == OK) {
        show_codes(rq, rs);
    } else if (c == BAD_INPUT || c == LIMIT) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show(rq, rs, f);
    } else {
        app_fail(rq, rs, &err);
    }
}
