/* claim/claim_take.c — the one who comes for a badge: by a proved address, or
 * for the file alone. Nobody learns here who else has it. */
#include "app/claim/claim_private.h"

#include "app/account/account.h"
#include "app/hook/hook.h"
#include "app/mail/mail.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/email.h"

#define PROOF_LIFE        (2 * DAY)
#define ASKS_PER_NETWORK  300                    /* an hour: a whole hall shares one address */
#define FILES_PER_NETWORK 300
#define MAILS_PER_ADDRESS 4
#define WRONG_CODES       20

static const char *const why[] = {
    [OPENING_EARLY] = "this badge cannot be got yet: it opens later",
    [OPENING_LATE] = "the time for getting this badge is over",
    [OPENING_STOPPED] = "this link was stopped by the people who made it",
    [OPENING_FULL] = "all of these badges are taken",
    [OPENING_ARCHIVED] = "this badge is no longer awarded",
};

static code check_open(const struct claim_link *l, struct error *err)
{
    enum opening_state s = opening_state(&l->open, clock_now());

    return s == OPENING_OPEN ? OK : fail(err, CONFLICT, "claim", "%s", words(why[s]));
}

/* ---- codes ---- */

static const char sql_code_free[] = SQL(
    "SELECT count(*) FROM claim_code WHERE link_id = $1 AND code = $2 AND used_at IS NULL");
static const char sql_use_code[] = SQL(
    "UPDATE claim_code SET used_at = $3 WHERE link_id = $1 AND code = $2 AND used_at IS NULL");

/* Wrong and used codes get one answer, and few tries. */
static code check_code(struct db *db, struct arena *a, const struct claim_link *l, const struct claim_ask *q, struct error *err)
{
    str subject = str_join(a, S("claim-code "), q->client);
    int64_t n = 0;

    if (!l->by_code)
        return OK;
    TRY(db_int(db, sql_code_free, ARGS(v_int(l->id), v_str(claim_code_clean(a, q->code))), &n, err));
    if (n > 0)
        return OK;
    TRY(throttle_try(db, subject, WRONG_CODES, err));
    return fail(err, BAD_INPUT, "code", "this code is not right, or it was used before");
}

static code use_code(struct db *db, const struct claim_link *l, str typed, struct error *err)
{
    int64_t used = 0;

    if (!l->by_code)
        return OK;
    TRY(db_run(db, sql_use_code, ARGS(v_int(l->id), v_str(typed), v_int(clock_now())), &used, err));
    return used ? OK : fail(err, CONFLICT, "code", "this code was used meanwhile");
}

/* ---- asking by mail ---- */

static code mail_proof(struct app *app, struct db *db, struct arena *a, const struct claim_link *l, const struct claim_ask *q, struct error *err)
{
    struct mail m = {.org = l->org, .kind = S("claim"), .to_address = q->email, .to_name = q->name};
    str payload = str_printf(a, "%lld\n" STR_FMT "\n" STR_FMT "\n" STR_FMT, (long long)l->id, STR_ARG(q->email),
                             STR_ARG(claim_code_clean(a, q->code)), STR_ARG(q->name));
    str token;

    TRY(link_make(db, a, "claim", 0, payload, PROOF_LIFE, &token, err));
    return mail_letter(app, db, a, &(struct letter){.kind = "claim", .org = l->org, .issuer = l->issuer, .badge = l->badge_name, .asked_here = true,
                                                    .link = app_url(a, app, str_join(a, S("/claimed/"), token))}, &m, err);
}

code claim_ask(struct app *app, struct db *db, struct arena *a, const struct claim_link *l, const struct claim_ask *q, struct error *err)
{
    TRY(check_open(l, err));
    TRY(check_code(db, a, l, q, err));
    TRY(throttle_try(db, str_join(a, S("claim-network "), q->client), ASKS_PER_NETWORK, err));
    if (throttle_try(db, str_join(a, S("mail-address "), email_fold(a, q->email)), MAILS_PER_ADDRESS, NULL) != OK)
        return OK;
    TRY(db_begin(db, err));
    TRY(db_end(db, mail_proof(app, db, a, l, q, err), err));
    app_wake(app);
    return OK;
}

static code read_proof(str payload, struct claim_proof *out, struct error *err)
{
    str id;

    if (str_cut(&payload, '\n', &id) && str_to_int(id, &out->link) && str_cut(&payload, '\n', &out->email) &&
        str_cut(&payload, '\n', &out->code)) {
        out->name = payload;
        return OK;
    }
    return fail(err, FAULT, "link", "a proof of ours cannot be read");
}

code claim_look(struct db *db, struct arena *a, str token, struct claim_proof *out, struct error *err)
{
    struct one_time_link link;

    TRY(link_look(db, a, "claim", token, &link, err));
    return read_proof(link.payload, out, err);
}

code claim_by_proof(struct db *db, struct arena *a, const struct claim_proof *p, struct claim_link *out, struct error *err)
{
    return claim_by_id(db, a, p->link, out, err);
}

/* ---- taking ---- */

/* One place of the link, while it is open: whoever comes at the same moment waits here. */
static const char sql_take_place[] = SQL(
    "UPDATE claim_link SET taken = taken + 1 WHERE id = $1 AND stopped_at IS NULL AND (most = 0 OR taken < most)"
    " AND (opens_at IS NULL OR opens_at <= $2) AND (closes_at IS NULL OR closes_at > $2)");

static code take_place(struct db *db, struct arena *a, struct claim_link *l, struct error *err)
{
    int64_t taken = 0;

    TRY(check_open(l, err));
    TRY(db_run(db, sql_take_place, ARGS(v_int(l->id), v_int(clock_now())), &taken, err));
    if (taken)
        return OK;
    TRY(claim_get(db, a, l->org, l->id, l, err));
    TRY(check_open(l, err));
    return fail(err, CONFLICT, "claim", "all of these badges are taken");
}

static const char sql_entry[] = SQL(
    "INSERT INTO claim_entry (org_id, link_id, state, name, email, folded, code, award_id, reason, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9) RETURNING id");

static code add_entry(struct db *db, struct arena *a, const struct claim_link *l, const struct claim_proof *p, int64_t award, struct error *err)
{
    int64_t id;

    TRY(db_int(db, sql_entry,
               ARGS(v_int(l->org), v_int(l->id), v_str(award ? S("done") : S("waiting")), v_str(p->name), v_str(p->email),
                    v_str(email_fold(a, p->email)), v_str(p->code), v_int_if(award > 0, award), v_int(clock_now())),
               &id, err));
    return award ? OK : hook_tell(db, a, l->org, "claim.waiting", id, err);
}

code claim_award(struct app *app, struct db *db, struct arena *a, const struct claim_person *p, int64_t *award, struct error *err)
{
    struct award_context *c = NULL;
    code result = award_context_open(app, db, a, p->org, p->achievement, &c, err);

    if (result == OK)
        result = award_issue(c, db, a,
                             &(struct award_request){.org = p->org, .achievement = p->achievement, .account = p->account, .name = p->name,
                                                     .email = p->email, .narrative = S(""), .evidence_url = S(""), .awarded = clock_now()},
                             award, err);
    award_context_close(c);
    return result;
}

/* The newest award of this badge that is valid and went to the address. */
static const char sql_held[] = SQL(
    "SELECT w.id FROM award w JOIN person p ON p.id = w.person_id WHERE p.org_id = $1 AND p.folded = $2 AND w.achievement_id = $3"
    " AND w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > $4) ORDER BY w.id DESC LIMIT 1");
static const char sql_waits[] = SQL(
    "SELECT count(*) FROM claim_entry WHERE link_id = $1 AND folded = $2 AND state = 'waiting'");

/* What the address has already is shown again, and takes no second place. */
static code has_already(struct db *db, struct arena *a, const struct claim_link *l, str email, struct claim_got *out, bool *has, struct error *err)
{
    str folded = email_fold(a, email);
    int64_t waiting = 0;
    code c = db_int(db, sql_held, ARGS(v_int(l->org), v_str(folded), v_int(l->achievement), v_int(clock_now())), &out->award, err);

    *has = c == OK;
    if (c != NOT_FOUND)
        return c;
    out->award = 0;
    TRY(db_int(db, sql_waits, ARGS(v_int(l->id), v_str(folded)), &waiting, err));
    *has = waiting > 0;
    return OK;
}

/* Whoever made the link waits for somebody else, as nobody awards to themselves. */
static code must_wait(struct db *db, struct arena *a, const struct claim_link *l, str email, bool *waits, struct error *err)
{
    *waits = true;
    return l->needs_approval ? OK : award_is_self(db, l->org, l->account, email_fold(a, email), waits, err);
}

static code take(struct app *app, struct db *db, struct arena *a, str token, struct claim_got *out, struct error *err)
{
    struct one_time_link link;
    struct claim_proof p;
    struct claim_link l;
    bool has = false, waits;

    TRY(link_use(db, a, "claim", token, &link, err));
    TRY(read_proof(link.payload, &p, err));
    TRY(claim_by_id(db, a, p.link, &l, err));
    TRY(has_already(db, a, &l, p.email, out, &has, err));
    if (has)
        return OK;
    out->is_new = true;
    TRY(take_place(db, a, &l, err));
    TRY(use_code(db, &l, p.code, err));
    TRY(must_wait(db, a, &l, p.email, &waits, err));
    if (!waits)
        TRY(claim_award(app, db, a, &(struct claim_person){l.org, l.achievement, l.account, p.name, p.email}, &out->award, err));
    return add_entry(db, a, &l, &p, out->award, err);
}

code claim_take(struct app *app, struct db *db, struct arena *a, str token, struct claim_got *out, struct error *err)
{
    *out = (struct claim_got){0};
    TRY(db_begin(db, err));
    TRY(db_end(db, take(app, db, a, token, out, err), err));
    app_wake(app);
    return OK;
}

/* ---- the file alone ---- */

/* RFC 9562 version 4. */
static str new_urn(struct arena *a)
{
    unsigned char b[16];

    random_bytes(b, sizeof b);
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    str h = hex_encode(a, (str){(const char *)b, sizeof b});
    return str_printf(a, "urn:uuid:" STR_FMT "-" STR_FMT "-" STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(str_slice(h, 0, 8)),
                      STR_ARG(str_slice(h, 8, 12)), STR_ARG(str_slice(h, 12, 16)), STR_ARG(str_slice(h, 16, 20)), STR_ARG(str_from(h, 20)));
}

static code take_file(struct app *app, struct db *db, struct arena *a, struct claim_link l, const struct claim_ask *q,
                      struct claim_got *out, struct error *err)
{
    struct claim_proof p = {l.id, q->name, S(""), claim_code_clean(a, q->code)};

    TRY(take_place(db, a, &l, err));
    TRY(use_code(db, &l, p.code, err));
    TRY(claim_award(app, db, a, &(struct claim_person){l.org, l.achievement, l.account, q->name, new_urn(a)}, &out->award, err));
    out->is_new = true;
    return add_entry(db, a, &l, &p, out->award, err);
}

code claim_take_file(struct app *app, struct db *db, struct arena *a, const struct claim_link *l, const struct claim_ask *q,
                     struct claim_got *out, struct error *err)
{
    *out = (struct claim_got){0};
    if (!l->with_file || l->needs_approval)
        return fail(err, BAD_INPUT, "email", "this badge is only for people with an e-mail address");
    TRY(check_open(l, err));
    TRY(check_code(db, a, l, q, err));
    TRY(throttle_try(db, str_join(a, S("claim-file "), q->client), FILES_PER_NETWORK, err));
    TRY(db_begin(db, err));
    return db_end(db, take_file(app, db, a, *l, q, out, err), err);
}
