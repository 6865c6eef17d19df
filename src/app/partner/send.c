/* partner/send.c — a partner's own program: its tokens, and awards that it sends for people
 * who work here. What is sent is verified, put into the Backpack of whom it names, and judged
 * as if they had handed it in. */
#include "app/partner/partner_private.h"

#include "app/backpack/backpack.h"
#include "app/org/access.h"
#include "app/token/token.h"
#include "app/work.h"
#include "badge/recipient.h"
#include "badge/verify.h"
#include "base/attempt.h"
#include "base/utf8.h"
#include "format/email.h"

#define SCOPE "intake:write"

/* ---- tokens ---- */

static const char sql_of_token[] = SQL("SELECT x.partner_id FROM partner_token x JOIN partner p ON p.id = x.partner_id WHERE p.org_id = $1 AND x.token_id = $2");

code partner_of_token(struct db *db, struct arena *a, int64_t org, int64_t token, struct partner *out, struct error *err)
{
    int64_t id = 0;
    code c = db_int(db, sql_of_token, ARGS(v_int(org), v_int(token)), &id, NULL);

    if (c == NOT_FOUND)
        return fail(err, DENIED, "token", "this token is of no partner: make one on the page of the partner");
    if (c != OK)
        return fail(err, c, "token", "the partner could not be found out");
    TRY(partner_get(db, a, org, id, out, err));
    if (partner_is_held(out))
        return fail(err, DENIED, "partner", "nothing is taken from this partner now: " STR_FMT, STR_ARG(out->trust_why));
    return partner_is(out, "trusted") ? OK : fail(err, DENIED, "partner", "this partner is proposed, and not trusted yet");
}

static const char sql_bind[] = SQL("INSERT INTO partner_token (token_id, partner_id) VALUES ($1, $2)");

static code bind(struct db *db, struct arena *a, const struct partner *p, int64_t token, int64_t by, struct error *err)
{
    TRY(db_run(db, sql_bind, ARGS(v_int(token), v_int(p->id)), NULL, err));
    TRY(partner_tell(db, &(struct partner_happened){.p = p, .kind = "token", .words = S(""), .account = by}, err));
    return org_log(db, p->org, by, "partner.token", str_printf(a, "partner %lld", (long long)p->id), p->name, err);
}

/* A secret that was made and not bound to a partner opens nothing, and nobody saw it. */
code partner_token_make(struct db *db, struct arena *a, const struct partner_of *o, str *secret, struct error *err)
{
    struct partner p;
    struct token t = {.org = o->org, .account = o->by, .scopes = S(SCOPE)};
    int64_t id = 0;

    TRY(partner_get(db, a, o->org, o->id, &p, err));
    if (!partner_is(&p, "trusted"))
        return fail(err, CONFLICT, "partner", "trust the partner before its programs send anything");
    t.name = utf8_cut(p.name, 60);
    t.expires = clock_now() + 366 * DAY;
    TRY(token_make(db, a, &t, &id, secret, err));
    TRY(db_begin(db, err));
    return db_end(db, bind(db, a, &p, id, o->by, err), err);
}

static const char sql_tokens[] = SQL(
    "SELECT t.id, t.name, t.hint, t.created_at, t.used_at, t.revoked_at FROM partner_token x JOIN token t ON t.id = x.token_id WHERE t.org_id = $1 AND x.partner_id = $2"
    " ORDER BY t.id DESC LIMIT 50");

code partner_tokens(struct db *db, struct arena *a, const struct partner *p, struct partner_tokens *out, struct error *err)
{
    struct rows *r = db_query(db, sql_tokens, ARGS(v_int(p->org), v_int(p->id)));

    while (rows_next(r))
        *list_add(a, out) = (struct partner_token){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_int(r, 3), row_int(r, 4), row_int(r, 5)};
    return rows_end(r, err);
}

/* ---- whose it is ---- */

static const char sql_person[] = SQL(
    "SELECT p.id, e.account_id FROM person p JOIN account_email e ON e.verified_at IS NOT NULL AND (e.folded = p.folded OR e.folded IN"
    " (SELECT n.folded FROM person_address n WHERE n.person_id = p.id)) WHERE p.org_id = $1 AND " WORKS_HERE("p", "$3") " AND p.ended_at IS NULL AND p.erased_at IS NULL"
    " AND p.id IN (SELECT q.id FROM person q WHERE q.org_id = $1 AND q.folded = $2 UNION SELECT n.person_id FROM person_address n WHERE n.org_id = $1 AND n.folded = $2)"
    " ORDER BY e.folded = $2 DESC, e.account_id LIMIT 1");

struct receiver { int64_t person, account; };

static code find_receiver(struct db *db, struct arena *a, const struct partner_sent *s, struct receiver *out, struct error *err)
{
    struct rows *r = db_query(db, sql_person, ARGS(v_int(s->partner->org), v_str(email_fold(a, s->email)), v_int(clock_now())));
    bool found = rows_next(r);

    if (found)
        *out = (struct receiver){row_int(r, 0), row_int(r, 1)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "email", "nobody of that address works here and has an account: they hand it in themselves");
}

/* ---- what it is ---- */

struct judging { struct app *app; struct db *db; struct arena *a, *work; const struct partner_sent *s; };

static str or_none(str s)
{
    return str_is_absent(s) ? S("") : s;
}

static code judge(void *ctx, struct error *err)
{
    struct judging *j = ctx;
    struct loader l = app_loader(j->app, j->db, j->work);
    struct verify_options opt = {.loader = &l, .cache = j->app->verified, .recipient = j->s->email};
    struct report r = {0};

    if (badge_verify(j->work, j->s->badge, &opt, &r, NULL) != OK || r.badge.subject != SUBJECT_AWARD)
        return fail(err, BAD_INPUT, "badge", "there is no badge in this");
    if (r.verdict != VALID)
        return fail(err, BAD_INPUT, "badge", STR_FMT, STR_ARG(report_sentence(j->work, &r)));
    if (!recipient_matches(j->work, &r.badge, j->s->email))
        return fail(err, BAD_INPUT, "email", "the badge is not made out to this address");
    struct intake_facts f = {.anchor = or_none(r.anchor.value), .issuer = or_none(r.badge.issuer.id), .achievement = or_none(r.badge.achievement.id), .name = or_none(r.badge.achievement.name)};
    return partner_issued(j->work, j->s->partner, &f) ? OK : fail(err, BAD_INPUT, "badge", "it was not issued by this partner");
}

static code judge_within(struct app *app, struct db *db, struct arena *a, const struct partner_sent *s, struct error *err)
{
    struct judging j = {app, db, a, work_memory(), s};
    code c = attempt(judge, &j, err);

    return c == NO_MEMORY ? fail(err, LIMIT, "badge", "this badge is too large, or asks for too much, to be checked here") : c;
}

/* ---- sent ---- */

static code log_it(struct db *db, struct arena *a, const struct partner *p, int64_t intake, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, org_log(db, p->org, 0, "partner.sent", str_printf(a, "partner %lld", (long long)p->id), str_printf(a, "external training %lld", (long long)intake), err), err);
}

/* Fewer than a person may have waiting: room is left for what they hand in themselves. */
#define SENT_WAITING 20
static const char sql_sent[] = SQL(
    "SELECT count(*) FROM intake i WHERE i.org_id = $1 AND i.person_id = $2 AND i.state IN ('waiting', 'asked', 'second') AND EXISTS (SELECT 1 FROM intake_event e WHERE e.intake_id = i.id"
    " AND e.kind = 'handed-in' AND e.words <> '')");

static code check_room(struct db *db, struct arena *a, const struct intake_new *n, struct error *err)
{
    int64_t sent = 0;

    TRY(db_int(db, sql_sent, ARGS(v_int(n->org), v_int(n->person)), &sent, err));
    if (sent >= SENT_WAITING || intake_may_hand(db, a, n, NULL) == LIMIT)
        return fail(err, LIMIT, "email", "much waits to be judged for this person: send it later");
    return OK;
}

code partner_send(struct app *app, struct db *db, struct arena *a, const struct partner_sent *s, struct intake *out, struct error *err)
{
    const struct partner *p = s->partner;
    struct receiver who = {0};
    struct put put = {0};
    struct intake_done done = {0};

    /* In this order: who works here is told to nobody who holds no genuine award of theirs. */
    TRY(judge_within(app, db, a, s, err));
    TRY(find_receiver(db, a, s, &who, err));
    struct intake_new n = {.account = who.account, .org = p->org, .person = who.person, .note = S(""), .sender = p->name};
    TRY(check_room(db, a, &n, err));
    TRY(backpack_put(app, db, a, who.account, &(struct import){.bytes = s->badge, .source = p->name, .by_others = true}, &put, err));
    code c = intake_badge(app, db, a, &n, put.id, &done, err);
    if (c == CONFLICT)
        return fail(err, CONFLICT, "badge", "this badge is here already");
    TRY(c);
    TRY(log_it(db, a, p, done.id, err));
    return intake_get(db, a, p->org, done.id, out, err);
}
