/* account/second_pages.c — the second step on the way in: a code of the app, a
 * passkey, or a recovery code. */
#include "app/account/account_pages.h"

#include "app/account/notice.h"
#include "templates.h"

static const struct form_field second_fields[] = {
    {"code", FIELD_LINE, "Code", .max = 40, .required = true},
    {"remember", FIELD_BOOL, "Do not ask in this browser for 30 days"},
};
const struct form_spec second_form = FORM(second_fields);

/* Somebody waits here, or is sent back to the beginning. */
static bool find(struct request *rq, struct response *rs, struct entrance *e, struct second_step *s)
{
    struct error err = {0};

    if (!entrance_waiting(rq, e)) {
        app_done(rq, rs, S("/sign-in"), "That took too long: please begin again.");
        return false;
    }
    if (second_step_look(rq->db, rq->arena, e->account, s, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static void show(struct request *rq, struct response *rs, const struct entrance *e, struct second_view v)
{
    struct second_step s;
    struct error err = {0};

    if (second_step_look(rq->db, rq->arena, e->account, &s, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.has_app = s.has_app;
    v.codes_left = s.codes_left;
    v.passkey = passkey_question_to(rq, "/sign-in/second/passkey", "Use a passkey", e->account);
    v.passkey.is_possible = v.passkey.is_possible && v.passkey.allow.n && !str_eq(cstr(e->method), S("passkey"));
    struct out o = app_page(rq, "One more step", "");
    tmpl_second_step(&o, &v);
    app_send(rq, rs, &o);
    if (!v.form->ok)
        rs->status = v.is_slowed ? 429 : 422;
}

void second_show(struct request *rq, struct response *rs)
{
    struct second_view v = {.form = form_empty(rq->arena, &second_form)};
    struct second_step s;
    struct entrance e;

    v.is_recovery = !str_is_absent(request_query(rq, "recovery"));
    if (find(rq, rs, &e, &s))
        show(rq, rs, &e, v);
}

static void refuse(struct request *rq, struct response *rs, const struct entrance *e, struct second_view v, const struct error *err)
{
    if (err->code == FAULT) {
        app_fail(rq, rs, err);
        return;
    }
    v.is_slowed = err->code == LIMIT;
    if (v.form->ok)
        form_reject_error(v.form, err, rq->arena);
    show(rq, rs, e, v);
}

void second_code(struct request *rq, struct response *rs)
{
    struct second_view v = {.form = form_read(rq, &second_form)};
    struct error err = {.code = BAD_INPUT};
    struct second_step s;
    struct entrance e;

    if (!find(rq, rs, &e, &s))
        return;
    if (v.form->ok && code_app_check(app_of(rq), rq->db, rq->arena, e.account, form_text(v.form, "code"), &err) == OK)
        entrance_passed(rq, rs, &e, form_bool(v.form, "remember"));
    else
        refuse(rq, rs, &e, v, &err);
}

/* Its use is told by mail: whoever holds the paper needs the password too. */
void second_recovery(struct request *rq, struct response *rs)
{
    struct second_view v = {.form = form_read(rq, &second_form), .is_recovery = true};
    struct error err = {.code = BAD_INPUT};
    struct second_step s;
    struct entrance e;

    if (!find(rq, rs, &e, &s))
        return;
    code c = v.form->ok ? recovery_use(rq->db, rq->arena, e.account, form_text(v.form, "code"), &err) : BAD_INPUT;
    if (c == OK)
        c = account_note(app_of(rq), rq->db, rq->arena,
                         &(struct account_event){.account = e.account, .what = "codes.used", .user_agent = session_agent(rq)}, &err);
    if (c == OK)
        entrance_passed(rq, rs, &e, form_bool(v.form, "remember"));
    else
        refuse(rq, rs, &e, v, &err);
}

void second_passkey(struct request *rq, struct response *rs)
{
    struct second_view v = {.form = form_empty(rq->arena, &second_form)};
    struct passkey_proof proof;
    struct error err = {0};
    struct second_step s;
    struct entrance e;

    if (!find(rq, rs, &e, &s))
        return;
    if (passkey_answered(rq, e.account, &proof, &err) == OK)
        entrance_passed(rq, rs, &e, !str_is_absent(request_field(rq, "remember")));
    else
        refuse(rq, rs, &e, v, &err);
}
