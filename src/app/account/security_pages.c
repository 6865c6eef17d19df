/* account/security_pages.c — "sign-in and security": password, second step, where
 * one is signed in, what happened. */
#include "app/account/account_pages.h"

#include "templates.h"

#define LOG_LINES 15
#define HERE "/account/security"

static const struct form_field password_fields[] = {
    {"current", FIELD_SECRET, "Present password"},
    {"password", FIELD_SECRET, "New password", .required = true},
};
const struct form_spec password_change_form = FORM(password_fields);
static const struct form_field step_fields[] = {{"on", FIELD_BOOL, "Second step"}};
static const struct form_spec step_form = FORM(step_fields);

/* ---- the page ---- */

static code load_sessions(struct request *rq, struct security_view *v, struct error *err)
{
    struct session_list list = {0};

    TRY(session_list(rq, &app_of(rq)->session, &list, err));
    for (size_t i = 0; i < list.n; i++)
        *list_add(rq->arena, &v->sessions) = (struct session_line){list.items[i], device_words(rq->arena, list.items[i].user_agent)};
    return OK;
}

static code load(struct request *rq, struct security_view *v, struct error *err)
{
    int64_t own = rq->session->account;

    v->host = passkey_host(rq->arena, app_of(rq));
    v->passkeys_possible = !str_is_absent(v->host);
    TRY(account_get(rq->db, rq->arena, own, &v->account, err));
    TRY(second_step_look(rq->db, rq->arena, own, &v->step, err));
    TRY(passkey_all(app_of(rq), rq->db, rq->arena, own, &v->passkeys, err));
    TRY(load_sessions(rq, v, err));
    TRY(device_trusted(rq, own, &v->trusted, err));
    return account_log_recent(rq->db, rq->arena, own, LOG_LINES, &v->log, err);
}

static void show(struct request *rq, struct response *rs, struct form *password)
{
    struct security_view v = {.password = password};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Sign-in and security", "account");
    tmpl_security(&o, &v);
    app_send_form(rq, rs, &o, password);
}

void security_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &password_change_form));
}

static void done_or_fail(struct request *rq, struct response *rs, code c, const struct error *err, const char *message)
{
    app_done_or_fail(rq, rs, c, err, S(HERE), message);
}

static code note(struct request *rq, const char *what, struct error *err)
{
    return account_note(app_of(rq), rq->db, rq->arena,
                        &(struct account_event){.account = rq->session->account, .what = what, .user_agent = session_agent(rq)}, err);
}

/* ---- password ---- */

/* The present one proves the person; who has none must have proved it just now. */
static code check_current(struct request *rq, const struct account *own, const struct form *f, struct error *err)
{
    int64_t id;

    if (!own->has_password)
        return clock_now() - rq->session->proved_at < FRESH_FOR ? OK : fail(err, DENIED, "", "confirm first that it is you");
    code c = account_sign_in(rq->db, rq->arena, own->email, form_text(f, "current"), rq->client, &id, err);
    return c == DENIED ? fail(err, DENIED, "current", "this is not your present password")
         : c == LIMIT  ? fail(err, LIMIT, "current", "too many tries: wait a few minutes")
                       : c;
}

static code change_password(struct request *rq, const struct form *f, struct error *err)
{
    struct account own;
    str password = form_text(f, "password");

    TRY(account_get(rq->db, rq->arena, rq->session->account, &own, err));
    TRY(check_current(rq, &own, f, err));
    TRY(password_acceptable(rq->arena, password, own.email, own.name, err));
    TRY(account_set_password(rq->db, rq->arena, own.id, password, err));
    TRY(device_trust_none(rq->db, own.id, err));
    TRY(note(rq, "password.new", err));
    return session_end_others(rq, own.id, err);
}

void security_password(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &password_change_form);
    struct error err = {0};
    code c = f->ok ? change_password(rq, f, &err) : BAD_INPUT;

    if (c == OK || c == FAULT) {
        done_or_fail(rq, rs, c, &err, "Your password is changed; everywhere else you are signed out.");
    } else {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show(rq, rs, f);
    }
}

static code remove_password(struct request *rq, struct error *err)
{
    struct second_step s;

    TRY(second_step_look(rq->db, rq->arena, rq->session->account, &s, err));
    if (s.passkeys == 0)
        return fail(err, CONFLICT, "", "add a passkey first: without one you would need a mail for each sign-in");
    TRY(account_remove_password(rq->db, rq->session->account, err));
    return note(rq, "password.remove", err);
}

void security_password_remove(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = remove_password(rq, &err);

    done_or_fail(rq, rs, c, &err, "Your account has no password any more.");
}

/* ---- the second step ---- */

static code turn(struct request *rq, bool on, struct error *err)
{
    TRY(second_step_turn(rq->db, rq->session->account, on, err));
    if (!on)
        TRY(device_trust_none(rq->db, rq->session->account, err));
    return note(rq, on ? "step.on" : "step.off", err);
}

void security_step(struct request *rq, struct response *rs)
{
    const struct form *f = form_read(rq, &step_form);
    struct error err = {0};
    bool on = form_bool(f, "on");
    code c = turn(rq, on, &err);

    done_or_fail(rq, rs, c, &err, on ? "The second step is on." : "The second step is off.");
}

/* ---- where one is signed in ---- */

void security_sessions_end(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = session_end_others(rq, rq->session->account, &err);

    done_or_fail(rq, rs, c, &err, "Everywhere else you are signed out.");
}

void security_session_end(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = session_end_one(rq, rq->session->account, request_param(rq, "name"), &err);

    done_or_fail(rq, rs, c, &err, "That browser is signed out.");
}

void security_device_forget(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = device_forget(rq->db, rq->session->account, request_param_int(rq, "id"), &err);

    done_or_fail(rq, rs, c, &err, "The second step is asked for there again.");
}
