/* account/links.c — what starts with a mail: registering, signing in by link, a
 * new password, a further address. Who asks learns nothing about an address. */
#include "app/account/account.h"

#include "app/mail/mail.h"
#include "base/crypto.h"
#include "format/email.h"

#define MAILS_PER_ADDRESS 4                      /* an hour, then ever fewer */
#define MAILS_PER_NETWORK 30

#define CODE_TRIES 5                             /* of one page; then ever slower */

/* What a link is for, what its mail says and where it leads; and what the code
 * is for that may come with it. */
struct link_kind { const char *purpose, *mail, *path; msec life; const char *code; };
static const struct link_kind register_link = {"verify", "verify", "/verify-email/", 2 * DAY};
static const struct link_kind exists_link = {"sign-in", "exists", "/sign-in/link/", 2 * HOUR};
static const struct link_kind sign_in_link = {"sign-in", "sign-in", "/sign-in/link/", 30 * MINUTE, "sign-in-code"};
static const struct link_kind confirm_code = {NULL, "confirm", NULL, 15 * MINUTE, "confirm-code"};
static const struct link_kind reset_link = {"reset", "reset", "/new-password/", 2 * HOUR};
static const struct link_kind merge_link = {"merge", "merge", "/account/merge/", 2 * HOUR};
static const struct link_kind address_link = {"add-email", "verify", "/verify-email/", 2 * DAY};

/* Lines: address, name, where to go on. None of them can hold a line end. */
static str payload_of(struct arena *a, const struct link_request *r)
{
    return str_printf(a, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(r->email), STR_ARG(r->name), STR_ARG(r->next));
}

struct link_payload link_payload_read(str payload)
{
    struct link_payload p = {S(""), S(""), S("")};

    if (str_cut(&payload, '\n', &p.email) && str_cut(&payload, '\n', &p.name))
        p.next = payload;
    return p;
}

/* ---- codes: eight figures that count together with the page that asked ---- */

static str code_token(struct arena *a, str nonce, str figures)
{
    return str_printf(a, STR_FMT " " STR_FMT, STR_ARG(nonce), STR_ARG(figures));
}

static code put_code(struct db *db, struct arena *a, const struct link_kind *k, int64_t account, const struct link_request *r,
                     str *shown, struct error *err)
{
    str figures = str_printf(a, "%04u%04u", random_below(10000), random_below(10000));
    const struct link_row row = {k->code, account, payload_of(a, r), code_token(a, r->nonce, figures), k->life};

    *shown = str_printf(a, "%.4s %.4s", figures.p, figures.p + 4);
    return link_put(db, a, &row, err);
}

static str figures_of(struct arena *a, str typed)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < typed.n && b.n < 9; i++)
        if (typed.p[i] >= '0' && typed.p[i] <= '9')
            buf_byte(&b, typed.p[i]);
    return buf_done(&b);
}

static code use_code(struct db *db, struct arena *a, const char *purpose, const struct mailed_code *c, struct one_time_link *out, struct error *err)
{
    str token = code_token(a, c->nonce, figures_of(a, c->typed));

    TRY(throttle_try(db, str_join(a, S("code-network "), c->client), MAILS_PER_NETWORK, err));
    TRY(throttle_try(db, str_join(a, S("code "), str_slice(c->nonce, 0, 64)), CODE_TRIES, err));
    if (link_use(db, a, purpose, token, out, NULL) != OK)
        return fail(err, DENIED, "code", "this is not the code of the newest mail, or it is too old");
    return OK;
}

/* ---- asking ---- */

static code mail_link(struct app *app, struct db *db, struct arena *a, const struct link_kind *k, int64_t account,
                      const struct link_request *r, struct error *err)
{
    struct mail m = {.kind = cstr(k->mail), .to_address = r->email, .to_name = r->name};
    struct letter l = {.kind = k->mail, .asked_here = true};
    str token;

    if (k->path) {
        TRY(link_make(db, a, k->purpose, account, payload_of(a, r), k->life, &token, err));
        l.link = app_url(a, app, str_join(a, cstr(k->path), token));
    }
    if (k->code && r->nonce.n)
        TRY(put_code(db, a, k, account, r, &l.code, err));
    return mail_letter(app, db, a, &l, &m, err);
}

code account_link(struct app *app, struct db *db, struct arena *a, enum account_link kind, const struct account *to, str *url, struct error *err)
{
    const struct link_kind *k = kind == LINK_SIGN_IN ? &sign_in_link : &reset_link;
    const struct link_request r = {.email = to->email, .name = to->name, .next = S("")};
    str token;

    TRY(link_make(db, a, k->purpose, to->id, payload_of(a, &r), k->life, &token, err));
    *url = app_url(a, app, str_join(a, cstr(k->path), token));
    return OK;
}

/* A link that nobody gets, so that the unknown address costs a commit too. */
static code keep_same_time(struct db *db, struct arena *a, const struct link_request *r, struct error *err)
{
    str token;

    return link_make(db, a, "nobody", 0, payload_of(a, r), 0, &token, err);
}

static const char sql_forget_old[] = SQL("DELETE FROM one_time_link WHERE expires_at < $1");

static code write_link(struct app *app, struct db *db, struct arena *a, const struct link_kind *known,
                       const struct link_kind *unknown, struct link_request r, struct error *err)
{
    struct account owner = {0};
    code found = account_by_email(db, a, r.email, &owner, NULL);
    const struct link_kind *k = found == OK ? known : unknown;

    TRY(db_run(db, sql_forget_old, ARGS(v_int(clock_now() - DAY)), NULL, err));
    if (found == OK)
        r.name = owner.name;
    return k ? mail_link(app, db, a, k, owner.id, &r, err) : keep_same_time(db, a, &r, err);
}

static code ask(struct app *app, struct db *db, struct arena *a, const struct link_kind *known,
                const struct link_kind *unknown, const struct link_request *r, struct error *err)
{
    str folded = email_fold(a, r->email);

    TRY(throttle_try(db, str_join(a, S("mail-network "), r->client), MAILS_PER_NETWORK, err));
    if (throttle_try(db, str_join(a, S("mail-address "), folded), MAILS_PER_ADDRESS, NULL) != OK)
        return OK;
    TRY(db_begin(db, err));
    TRY(db_end(db, write_link(app, db, a, known, unknown, *r, err), err));
    app_wake(app);
    return OK;
}

code account_ask_register(struct app *app, struct db *db, struct arena *a, const struct link_request *r, struct error *err)
{
    return ask(app, db, a, &exists_link, &register_link, r, err);
}

code account_ask_sign_in(struct app *app, struct db *db, struct arena *a, const struct link_request *r, struct error *err)
{
    return ask(app, db, a, &sign_in_link, NULL, r, err);
}

code account_ask_reset(struct app *app, struct db *db, struct arena *a, const struct link_request *r, struct error *err)
{
    return ask(app, db, a, &reset_link, NULL, r, err);
}

/* An address that has an account of its own can bring that along. */
static code write_address_link(struct app *app, struct db *db, struct arena *a, int64_t account, str email, struct error *err)
{
    struct account own, owner;
    bool merge = account_by_email(db, a, email, &owner, NULL) == OK && owner.id != account;

    TRY(account_get(db, a, account, &own, err));
    return mail_link(app, db, a, merge ? &merge_link : &address_link, account,
                     &(struct link_request){.email = email, .name = own.name, .next = S("/account")}, err);
}

static code write_confirm_code(struct app *app, struct db *db, struct arena *a, int64_t account, str nonce, struct error *err)
{
    struct account own;

    TRY(account_get(db, a, account, &own, err));
    return mail_link(app, db, a, &confirm_code, account,
                     &(struct link_request){.email = own.email, .name = own.name, .next = S(""), .nonce = nonce}, err);
}

code account_ask_confirm(struct app *app, struct db *db, struct arena *a, int64_t account, str nonce, struct error *err)
{
    TRY(throttle_try(db, str_printf(a, "mail-account %lld", (long long)account), 2 * MAILS_PER_ADDRESS, err));
    TRY(db_begin(db, err));
    TRY(db_end(db, write_confirm_code(app, db, a, account, nonce, err), err));
    app_wake(app);
    return OK;
}

code account_ask_address(struct app *app, struct db *db, struct arena *a, int64_t account, str email, struct error *err)
{
    str subject = str_printf(a, "mail-account %lld", (long long)account);

    TRY(throttle_try(db, subject, 2 * MAILS_PER_ADDRESS, err));
    if (throttle_try(db, str_join(a, S("mail-address "), email_fold(a, email)), MAILS_PER_ADDRESS, NULL) != OK)
        return OK;
    TRY(db_begin(db, err));
    TRY(db_end(db, write_address_link(app, db, a, account, email, err), err));
    app_wake(app);
    return OK;
}

/* ---- following ---- */

static code register_rows(struct db *db, struct arena *a, str token, str name, str hash, int64_t *id, struct error *err)
{
    struct one_time_link link;

    TRY(link_use(db, a, "verify", token, &link, err));
    struct link_payload p = link_payload_read(link.payload);
    return account_create(db, a, &(struct new_account){.name = name, .email = p.email, .hash = hash, .verified = true}, id, err);
}

/* The slow hash is made before the transaction, which would keep others waiting. */
code account_register(struct db *db, struct arena *a, str token, str name, str password, int64_t *id, struct error *err)
{
    struct one_time_link link;
    str hash;

    TRY(link_look(db, a, "verify", token, &link, err));
    TRY(password_acceptable(a, password, link_payload_read(link.payload).email, name, err));
    TRY(password_hash(a, password, &hash, err));
    TRY(db_begin(db, err));
    return db_end(db, register_rows(db, a, token, name, hash, id, err), err);
}

static const char sql_set_hash[] = SQL("UPDATE account SET password = $2 WHERE id = $1");
static const char sql_end_sessions[] = SQL("DELETE FROM session WHERE account_id = $1");
static const char sql_end_trust[] = SQL("UPDATE account_device SET trusted_until = NULL WHERE account_id = $1");

static code reset_rows(struct db *db, struct arena *a, str token, str hash, int64_t *id, struct error *err)
{
    struct one_time_link link;

    TRY(link_use(db, a, "reset", token, &link, err));
    *id = link.account;
    TRY(db_run(db, sql_set_hash, ARGS(v_int(link.account), v_str(hash)), NULL, err));
    TRY(db_run(db, sql_end_trust, ARGS(v_int(link.account)), NULL, err));
    return db_run(db, sql_end_sessions, ARGS(v_int(link.account)), NULL, err);
}

code account_reset(struct db *db, struct arena *a, str token, str password, int64_t *id, struct error *err)
{
    struct one_time_link link;
    struct account own;
    str hash;

    TRY(link_look(db, a, "reset", token, &link, err));
    TRY(account_get(db, a, link.account, &own, err));
    TRY(password_acceptable(a, password, own.email, own.name, err));
    TRY(password_hash(a, password, &hash, err));
    TRY(db_begin(db, err));
    return db_end(db, reset_rows(db, a, token, hash, id, err), err);
}

/* One way in is enough: with the link its code is used up, and all that was
 * asked for before. */
static const char sql_use_up[] = SQL(
    "UPDATE one_time_link SET used_at = $2 WHERE account_id = $1 AND purpose IN ('sign-in', 'sign-in-code') AND used_at IS NULL");

static code let_in(struct db *db, const struct one_time_link *link, int64_t *id, str *next, struct error *err)
{
    *id = link->account;
    *next = link_payload_read(link->payload).next;
    return db_run(db, sql_use_up, ARGS(v_int(link->account), v_int(clock_now())), NULL, err);
}

code account_sign_in_by_link(struct db *db, struct arena *a, str token, int64_t *id, str *next, struct error *err)
{
    struct one_time_link link;

    TRY(link_use(db, a, "sign-in", token, &link, err));
    return let_in(db, &link, id, next, err);
}

code account_sign_in_by_code(struct db *db, struct arena *a, const struct mailed_code *c, int64_t *id, str *next, struct error *err)
{
    struct one_time_link link;

    TRY(use_code(db, a, "sign-in-code", c, &link, err));
    return let_in(db, &link, id, next, err);
}

code account_confirm_by_code(struct db *db, struct arena *a, const struct mailed_code *c, int64_t account, struct error *err)
{
    struct one_time_link link;

    TRY(use_code(db, a, "confirm-code", c, &link, err));
    return link.account == account ? OK : fail(err, DENIED, "code", "this code belongs to another account");
}

static code prove_rows(struct db *db, struct arena *a, str token, int64_t account, struct error *err)
{
    struct one_time_link link;

    TRY(link_use(db, a, "add-email", token, &link, err));
    if (link.account != account)
        return fail(err, DENIED, "link", "this link belongs to another account");
    return account_add_verified(db, a, account, link_payload_read(link.payload).email, err);
}

code account_prove_address(struct db *db, struct arena *a, str token, int64_t account, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, prove_rows(db, a, token, account, err), err);
}
