/* account/passkey_pages.c — what pages ask a browser about passkeys, what it
 * answers, and the pages that add, name and remove one. */
#include "app/account/account_pages.h"

#include "app/account/notice.h"
#include "base/log.h"
#include "templates.h"

/* ---- asking and hearing ---- */

struct passkey_question passkey_question(struct request *rq, const char *action, const char *button)
{
    str host = passkey_host(rq->arena, app_of(rq));

    return (struct passkey_question){
        .is_possible = !str_is_absent(host), .host = host, .action = cstr(action), .button = button,
        .challenge = passkey_challenge(rq->arena, app_of(rq), rq->session->csrf), .allow = S(""), .next = S(""),
    };
}

/* Which of them the browser may use: "id,id". */
static str ids_of(struct request *rq, int64_t account)
{
    struct passkey_list list = {0};
    struct buf b = buf_new(rq->arena);

    if (passkey_all(app_of(rq), rq->db, rq->arena, account, &list, NULL) != OK)
        return S("");
    for (size_t i = 0; i < list.n; i++) {
        if (!list.items[i].is_of_here)
            continue;
        if (b.n)
            buf_byte(&b, ',');
        buf_put(&b, list.items[i].credential_id);
    }
    return buf_done(&b);
}

struct passkey_question passkey_question_to(struct request *rq, const char *action, const char *button, int64_t account)
{
    struct passkey_question q = passkey_question(rq, action, button);

    q.allow = ids_of(rq, account);
    return q;
}

/* That one was refused as a copy is for its owner to know, not only for who used it. */
static void tell_owner(struct request *rq, const struct passkey_proof *p)
{
    struct error err = {0};
    const struct account_event e = {.account = p->account, .what = "passkey.copied", .detail = p->name, .user_agent = session_agent(rq)};

    if (p->was_copied && account_note(app_of(rq), rq->db, rq->arena, &e, &err) != OK)
        log_error("passkey.copied", &err);
}

code passkey_answered(struct request *rq, int64_t account, struct passkey_proof *out, struct error *err)
{
    const struct passkey_answer answer = {
        .id = request_field(rq, "id"), .client_data = request_field(rq, "client"), .authenticator_data = request_field(rq, "data"),
        .signature = request_field(rq, "signature"), .user_handle = request_field(rq, "user"), .csrf = rq->session->csrf, .account = account,
    };

    *out = (struct passkey_proof){0};
    if (str_is_empty(answer.id))
        return fail(err, DENIED, "passkey", "passkeys need JavaScript: please switch it on, or sign in another way");
    code c = passkey_use(app_of(rq), rq->db, rq->arena, &answer, out, err);
    tell_owner(rq, out);
    return c;
}

/* ---- a new one ---- */

static const struct form_field new_fields[] = {
    {"name", FIELD_LINE, "Name", .max = 60, .required = true},
    {"client", FIELD_LINE, "Answer", .max = 20000},
    {"attestation", FIELD_LINE, "Answer", .max = 100000},
    {"transports", FIELD_LINE, "Answer", .max = 200},
    {"user", FIELD_LINE, "Answer", .max = 100},
};
const struct form_spec passkey_new_form = FORM(new_fields);

static code fill_new(struct request *rq, struct passkey_new_view *v, struct error *err)
{
    TRY(account_get(rq->db, rq->arena, rq->session->account, &v->account, err));
    TRY(passkey_user_handle(rq->db, rq->arena, v->account.id, &v->user_handle, err));
    v->question = passkey_question_to(rq, "/account/security/passkeys", "Add a passkey", v->account.id);
    return OK;
}

static void show_new(struct request *rq, struct response *rs, struct form *f)
{
    struct passkey_new_view v = {.form = f};
    struct error err = {0};

    if (fill_new(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Add a passkey", "account");
    tmpl_passkey_new(&o, &v);
    app_send_form(rq, rs, &o, f);
}

/* Named after the browser it is made with: mostly that is where it lies. */
void passkey_new_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &passkey_new_form);

    form_set(f, "name", device_words(rq->arena, session_agent(rq)));
    show_new(rq, rs, f);
}

static code add(struct request *rq, const struct form *f, struct error *err)
{
    const struct passkey_new n = {
        .account = rq->session->account, .name = form_text(f, "name"), .client_data = form_text(f, "client"),
        .attestation = form_text(f, "attestation"), .transports = form_text(f, "transports"), .user_handle = form_text(f, "user"),
        .csrf = rq->session->csrf,
    };

    if (str_is_empty(n.attestation))
        return fail(err, DENIED, "passkey", "passkeys need JavaScript: please switch it on");
    TRY(passkey_add(app_of(rq), rq->db, rq->arena, &n, err));
    return account_note(app_of(rq), rq->db, rq->arena,
                        &(struct account_event){.account = n.account, .what = "passkey.new", .detail = n.name, .user_agent = session_agent(rq)}, err);
}

void passkey_new_save(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &passkey_new_form);
    struct error err = {0};
    code c = f->ok ? add(rq, f, &err) : BAD_INPUT;

    if (c == OK) {
        app_done(rq, rs, S("/account/security"), "The passkey is added. Next time you sign in with it.");
    } else if (c == FAULT) {
        app_fail(rq, rs, &err);
    } else {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        show_new(rq, rs, f);
    }
}

/* ---- those that are there ---- */

static const struct form_field name_fields[] = {{"name", FIELD_LINE, "Name", .max = 60, .required = true}};
const struct form_spec passkey_name_form = FORM(name_fields);

void passkey_name(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &passkey_name_form);
    struct error err = {0};
    code c = f->ok ? passkey_rename(rq->db, rq->session->account, request_param_int(rq, "id"), form_text(f, "name"), &err)
                   : fail(&err, BAD_INPUT, "name", "a passkey needs a name");

    app_done_or_fail(rq, rs, c, &err, S("/account/security"), "The name is changed.");
}

void passkey_take_away(struct request *rq, struct response *rs)
{
    struct account_event e = {.account = rq->session->account, .what = "passkey.remove", .user_agent = session_agent(rq)};
    struct error err = {0};
    code c = passkey_remove(rq->db, rq->arena, e.account, request_param_int(rq, "id"), &e.detail, &err);

    if (c == OK)
        c = account_note(app_of(rq), rq->db, rq->arena, &e, &err);
    app_done_or_fail(rq, rs, c, &err, S("/account/security"), "The passkey is removed. You can delete it on your device too.");
}
