/* recognise/decide.c — deciding: who may, what votes make of a nomination, taking a
 * vote back, and telling, when the award is made.
 *
 *   waiting ─ so many say yes ─▶ accepted      waiting ─ so many cannot any more ─▶ declined */
#include "app/recognise/recognise_private.h"

#include "app/account/account.h"
#include "app/hook/hook.h"
#include "app/mail/mail.h"
#include "app/recognise/round.h"

/* ---- who ---- */

/* Those named who still work here, but neither who nominated ($3) nor who is
 * nominated ($4), by every address that any of them has. */
#define DECIDERS                                                                                                       \
    " FROM recognition_decider d LEFT JOIN nomination_vote z ON z.nomination_id = $5 AND z.account_id = d.account_id"    \
    " WHERE d.scheme_id = $2 AND d.account_id <> $3 AND " HAS_ROLE("$1", "d.account_id", "$6")                           \
    " AND NOT EXISTS (SELECT 1 FROM person q WHERE q.id = $4 AND q.id IN " PERSONS_OF("$1", "d.account_id") ")"           \
    " AND NOT EXISTS (SELECT 1 FROM person h WHERE h.id IN " PERSONS_OF("$1", "d.account_id") " AND h.id IN " PERSONS_OF("$1", "$3") ")"
#define DECIDERS_OF(n) v_int((n)->org), v_int((n)->scheme), v_int((n)->account), v_int((n)->person), v_int((n)->id), v_int(clock_now())
static const char sql_may[] = SQL("SELECT count(*)" DECIDERS " AND d.account_id = $7");

code nomination_may_decide(struct db *db, const struct nomination *n, int64_t account, struct error *err)
{
    int64_t may = 0;
    bool leads = false;

    if (account > 0) {
        TRY(db_int(db, sql_may, ARGS(DECIDERS_OF(n), v_int(account)), &may, err));
        TRY(nomination_is_led(db, n, account, &leads, err));
    }
    return may || leads ? OK : fail(err, DENIED, "nomination", "you do not decide on this one: nobody does on a nomination of their own or of themselves");
}

static const char sql_votes_asked[] = SQL("SELECT votes FROM recognition_scheme WHERE id = $1");
/* A vote counts as long as whoever cast it may decide. */
static const char sql_tally[] = SQL(
    "SELECT count(*), count(CASE WHEN z.is_yes = 1 THEN 1 END), count(CASE WHEN z.is_yes = 0 THEN 1 END)" DECIDERS);

code nomination_quorum(struct db *db, const struct nomination *n, struct quorum *out, struct error *err)
{
    struct rows *r = db_query(db, sql_tally, ARGS(DECIDERS_OF(n)));

    if (rows_next(r))
        *out = (struct quorum){.deciders = row_int(r, 0), .yes = row_int(r, 1), .no = row_int(r, 2)};
    TRY(rows_end(r, err));
    TRY(db_int(db, sql_votes_asked, ARGS(v_int(n->scheme)), &out->needed, err));
    if (out->needed > out->deciders)
        out->needed = out->deciders;
    return nomination_leader_said(db, n, out, err);
}

static const char sql_votes[] = SQL(
    "SELECT v.account_id, v.is_yes, v.reason, v.created_at, c.name FROM nomination_vote v JOIN account c ON c.id = v.account_id"
    " WHERE v.nomination_id = $1 ORDER BY v.created_at, v.account_id");

code nomination_votes(struct db *db, struct arena *a, int64_t id, struct votes *out, struct error *err)
{
    struct rows *r = db_query(db, sql_votes, ARGS(v_int(id)));

    while (rows_next(r))
        *list_add(a, out) = (struct vote){row_int(r, 0), row_bool(r, 1), row_str(r, 2, a), row_int(r, 3), row_str(r, 4, a)};
    return rows_end(r, err);
}

/* ---- voting ---- */

/* An earlier one the other way round, by any account of that person: of one of the
 * entries of who nominated. Asked of those who decide alone: to refuse the nomination
 * would tell of the other. */
static const char sql_returned[] = SQL(
    "SELECT count(*) FROM nomination m WHERE m.scheme_id = $3 AND m.id < $6 AND m.state IN ('waiting', 'accepted') AND m.created_at > $5"
    " AND m.person_id IN " PERSONS_OF("$1", "$2")
    " AND m.account_id IN (SELECT e.account_id FROM account_email e WHERE e.folded IN (SELECT p.folded FROM person p WHERE p.id = $4"
    " UNION SELECT o.folded FROM person_address o WHERE o.person_id = $4))");

static code check_return(struct db *db, const struct nomination *n, int64_t days, struct error *err)
{
    int64_t returned = 0;

    if (days == 0 || n->account == 0)
        return OK;
    TRY(db_int(db, sql_returned,
               ARGS(v_int(n->org), v_int(n->account), v_int(n->scheme), v_int(n->person), v_int(n->created - days * DAY), v_int(n->id)), &returned, err));
    return returned ? fail(err, CONFLICT, "nomination", "they have nominated each other within %lld days: the earlier one counts", (long long)days) : OK;
}

/* What holds when it is decided, and still when the award is made. */
static code check_still(struct db *db, struct arena *a, const struct nomination *n, struct scheme *s, struct error *err)
{
    struct nominee p;
    code c = nominee_get(db, a, n->org, n->person, &p, NULL);

    if (c != OK)
        return c == NOT_FOUND ? fail(err, CONFLICT, "nomination", STR_FMT " does not work here any more", STR_ARG(n->name))
                              : fail(err, c, "nomination", "the directory could not be read");
    TRY(nomination_check_self(db, &(struct self_ask){n->org, n->account, n->person, CONFLICT}, err));
    TRY(scheme_get(db, a, n->org, n->scheme, s, err));
    if (!str_eq(s->badge_state, S("published")))
        return fail(err, CONFLICT, "nomination", "its badge is no longer awarded");
    return nomination_check_rest(db, a, &(struct rest_ask){n->scheme, n->person, s->rest_days, n->id, n->name, CONFLICT, s->rest_rounds, n->round_number}, err);
}

code nomination_check_yes(struct db *db, struct arena *a, const struct nomination *n, struct error *err)
{
    struct scheme s;

    TRY(check_still(db, a, n, &s, err));
    return check_return(db, n, s.apart_days, err);
}

/* Two who vote at once wait for each other at the row, so that the second counts both. */
static const char sql_touch[] = SQL("UPDATE nomination SET changed_at = $2 WHERE id = $1 AND state = 'waiting'");
static const char sql_vote[] = SQL(
    "INSERT INTO nomination_vote (nomination_id, account_id, is_yes, reason, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");

static code write_vote(struct db *db, const struct nomination *n, const struct vote *v, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_touch, ARGS(v_int(n->id), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "nomination", "it does not wait for a decision now");
    TRY(db_run(db, sql_vote, ARGS(v_int(n->id), v_int(v->account), v_int(v->is_yes), v_str(v->is_yes ? S("") : v->reason), v_int(clock_now())), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "nomination", "you have voted on it already");
}

/* Told, and the award made, when it can no longer be taken back. */
static code tell_later(struct db *db, struct arena *a, const struct nomination *n, msec decided, struct error *err)
{
    return job_add(db, S("recognise.decided"), str_printf(a, "%lld %lld", (long long)n->org, (long long)n->id),
                   str_printf(a, "recognise.decided %lld %lld", (long long)n->id, (long long)decided), decided + ACT_UNDO_TIME, err);
}

static const char sql_decided[] = SQL(
    "UPDATE nomination SET state = $2, reason = $3, decided_at = $4, told_at = NULL, changed_at = $4, lead_id = $5 WHERE id = $1 AND state = 'waiting'");

code nomination_decide(struct db *db, struct arena *a, const struct nomination *n, const struct outcome_of *to, struct error *err)
{
    msec now = clock_now();

    TRY(db_run(db, sql_decided,
               ARGS(v_int(n->id), v_str(to->is_yes ? S("accepted") : S("declined")), v_str(to->reason), v_int(now), v_int_if(to->lead > 0, to->lead)), NULL, err));
    return tell_later(db, a, n, now, err);
}

/* What was a nomination of somebody else may have become one of oneself, or of one who rests: then it waits. */
static code accept(struct db *db, struct arena *a, const struct nomination *n, struct error *err)
{
    struct error why = {0};
    code c = nomination_check_yes(db, a, n, &why);

    if (c == CONFLICT)
        return OK;
    if (c != OK)
        return fail(err, c, "nomination", "%s", why.text);
    TRY(nomination_decide(db, a, n, &(struct outcome_of){.is_yes = true, .reason = S("")}, err));
    return round_after_vote(db, a, n, true, err);
}

static const char sql_reason[] = SQL(
    "SELECT reason FROM nomination_vote WHERE nomination_id = $1 AND is_yes = 0 ORDER BY created_at DESC, account_id LIMIT 1");

static code decline(struct db *db, struct arena *a, const struct nomination *n, struct error *err)
{
    struct rows *r = db_query(db, sql_reason, ARGS(v_int(n->id)));
    str reason = rows_next(r) ? row_str(r, 0, a) : S("");

    TRY(rows_end(r, err));
    TRY(nomination_decide(db, a, n, &(struct outcome_of){.reason = reason}, err));
    return round_after_vote(db, a, n, false, err);
}

static bool is_enough(const struct quorum *q)
{
    return q->yes > 0 && q->yes >= q->needed && (!q->asks_leader || q->leader_yes);
}

static bool is_refused(const struct quorum *q)
{
    if (q->asks_leader && q->leader_no)
        return true;
    return q->no > 0 && q->yes < q->needed && (q->needed == 1 || q->no > q->deciders - q->needed);
}

/* As soon as enough said yes, or so many no that it cannot come to that any more.
 * Without the yes of who leads the person, where they are asked, it waits; their no ends it.
 * Where one yes is enough, whoever comes first decides, either way. Where nobody may
 * decide, it waits. In a round that is open nobody is chosen yet. */
static code count_votes(struct db *db, struct arena *a, const struct nomination *n, struct error *err)
{
    struct quorum q = {0};

    TRY(nomination_quorum(db, n, &q, err));
    if (is_enough(&q))
        return str_eq(n->round_state, S("open")) ? OK : accept(db, a, n, err);
    return is_refused(&q) ? decline(db, a, n, err) : OK;
}

static const char sql_voted[] = SQL(
    "SELECT n.id FROM nomination n WHERE n.org_id = $1 AND n.scheme_id = $2 AND n.state = 'waiting'"
    " AND EXISTS (SELECT 1 FROM nomination_vote v WHERE v.nomination_id = n.id) ORDER BY n.id");

code nominations_count_again(struct db *db, struct arena *a, int64_t org, int64_t scheme, struct error *err)
{
    struct id_list voted = {0};
    struct nomination n;
    struct rows *r = db_query(db, sql_voted, ARGS(v_int(org), v_int(scheme)));

    while (rows_next(r))
        *list_add(a, &voted) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < voted.n; i++) {
        TRY(nomination_get(db, a, org, voted.items[i], &n, err));
        TRY(count_votes(db, a, &n, err));
    }
    return OK;
}

/* Whoever votes, withdraws, tells or ends the round of a scheme waits for the others here, and
 * goes by what stands then: what was read before may be of a round that has ended meanwhile. */
static const char sql_line_up[] = SQL("UPDATE recognition_scheme SET nominated = nominated WHERE id IN (SELECT n.scheme_id FROM nomination n WHERE n.id = $1)");

code nomination_line_up(struct db *db, int64_t id, struct error *err)
{
    return db_run(db, sql_line_up, ARGS(v_int(id)), NULL, err);
}

static code load_in_line(struct db *db, struct arena *a, const struct nomination *seen, struct nomination *n, struct error *err)
{
    TRY(nomination_line_up(db, seen->id, err));
    return nomination_get(db, a, seen->org, seen->id, n, err);
}

code nomination_vote(struct db *db, struct arena *a, const struct nomination *seen, const struct vote *v, struct error *err)
{
    struct nomination n;

    TRY(load_in_line(db, a, seen, &n, err));
    if (!str_eq(n.state, S("waiting")))
        return fail(err, CONFLICT, "nomination", "it does not wait for a decision now");
    TRY(nomination_may_decide(db, &n, v->account, err));
    if (!v->is_yes && str_is_empty(str_trim(v->reason)))
        return fail(err, BAD_INPUT, "reason", "say why: who nominated reads it");
    if (v->is_yes)
        TRY(nomination_check_yes(db, a, &n, err));
    TRY(write_vote(db, &n, v, err));
    TRY(count_votes(db, a, &n, err));
    return org_log(db, n.org, v->account, v->is_yes ? "recognise.yes" : "recognise.no", str_printf(a, "nomination %lld", (long long)n.id), n.scheme_name, err);
}

/* Of a round that is decided nothing comes back by one vote; nor, while the panel settles a
 * tie, what was not among the first. */
static code check_round_waits(struct db *db, const struct nomination *n, struct error *err)
{
    struct quorum q = {0};
    bool is_panel = str_eq(n->round_state, S("panel"));

    if (n->round && !is_panel && !str_eq(n->round_state, S("open")))
        return fail(err, CONFLICT, "nomination", "its round is decided: whoever sets the scheme can take all of it back");
    if (!is_panel || !str_eq(n->state, S("declined")))
        return OK;
    TRY(nomination_quorum(db, n, &q, err));
    return is_refused(&q) ? OK : fail(err, CONFLICT, "nomination", "its round has ended: the panel chooses among others");
}

/* Waits for whoever tells, and changes nothing: where there is no vote to take back, a run
 * over many goes on, and keeps what was written. */
static const char sql_hold[] = SQL("UPDATE nomination SET changed_at = changed_at WHERE id = $1 AND told_at IS NULL AND state IN ('waiting', 'accepted', 'declined')");
static const char sql_drop[] = SQL("DELETE FROM nomination_vote WHERE nomination_id = $1 AND account_id = $2");
static const char sql_back[] = SQL(
    "UPDATE nomination SET state = 'waiting', reason = '', decided_at = NULL, changed_at = $2 WHERE id = $1");

code nomination_take_back(struct db *db, struct arena *a, const struct nomination *seen, int64_t account, struct error *err)
{
    struct nomination n;
    int64_t changed = 0;

    TRY(load_in_line(db, a, seen, &n, err));
    TRY(check_round_waits(db, &n, err));
    TRY(db_run(db, sql_hold, ARGS(v_int(n.id)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "nomination", "it is too late: the decision was told");
    TRY(db_run(db, sql_drop, ARGS(v_int(n.id), v_int(account)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "nomination", "there is no vote of yours that could be taken back");
    TRY(db_run(db, sql_back, ARGS(v_int(n.id), v_int(clock_now())), NULL, err));
    TRY(count_votes(db, a, &n, err));
    return org_log(db, n.org, account, "recognise.take-back", str_printf(a, "nomination %lld", (long long)n.id), n.scheme_name, err);
}

/* ---- telling ---- */

static const char sql_has_award[] = SQL("UPDATE nomination SET award_id = $2 WHERE id = $1");
/* Who said yes last; where a round decided by itself, somebody who decides in it; 0: nobody is left. */
static const char sql_by[] = SQL(
    "SELECT coalesce((SELECT v.account_id FROM nomination_vote v WHERE v.nomination_id = $1 AND v.is_yes = 1 ORDER BY v.created_at DESC, v.account_id LIMIT 1),"
    " (SELECT min(d.account_id) FROM recognition_decider d WHERE d.scheme_id = $2), 0)");

static code issue(struct db *db, struct arena *a, const struct nomination *n, struct award_context *c, int64_t *made, struct error *err)
{
    int64_t by = 0, award = 0;
    str picture = {0};

    TRY(db_int(db, sql_by, ARGS(v_int(n->id), v_int(n->scheme)), &by, err));
    TRY(round_picture(db, a, n, &picture, err));
    TRY(award_issue(c, db, a,
                    &(struct award_request){.org = n->org, .achievement = n->achievement, .account = by, .by_rule = true, .name = n->is_nameless ? S("") : n->name, .email = n->email,
                                            .narrative = n->citation, .awarded = clock_now(), .again = true, .picture = picture},
                    &award, err));
    TRY(db_run(db, sql_has_award, ARGS(v_int(n->id), v_int(award)), NULL, err));
    *made = award;
    return OK;
}

static code award(struct app *app, struct db *db, struct arena *a, const struct nomination *n, struct error *err)
{
    struct award_context *c = NULL;
    int64_t made = 0;
    code result = award_context_open(app, db, a, n->org, n->achievement, &c, err);

    if (result == OK)
        result = issue(db, a, n, c, &made, err);
    award_context_close(c);
    return result == OK ? nomination_endorse_award(app, db, a, n, made, err) : result;
}

/* And those of the same round that come to the same. */
static const char sql_refused[] = SQL("UPDATE nomination SET state = 'declined', reason = $2 WHERE id = $1 OR (lead_id = $1 AND told_at IS NULL)");

/* Minutes have passed: who was removed meanwhile is not brought back by an award. A return
 * is not asked about again: what is said here, who nominated reads. */
static code award_still(struct app *app, struct db *db, struct arena *a, struct nomination *n, struct error *err)
{
    struct scheme s;
    struct error why = {0};
    code c = check_still(db, a, n, &s, &why);

    if (c == OK)
        return award(app, db, a, n, err);
    if (c != CONFLICT)
        return fail(err, c, "nomination", "%s", why.text);
    n->state = S("declined");
    n->reason = str_copy(a, cstr(why.text));
    return db_run(db, sql_refused, ARGS(v_int(n->id), v_str(n->reason)), NULL, err);
}

static code tell_nominator(struct app *app, struct db *db, struct arena *a, const struct nomination *n, struct error *err)
{
    const char *kind = str_eq(n->state, S("accepted")) ? "nomination-accepted" : "nomination-declined";
    struct account acc;

    if (n->account == 0)
        return OK;
    TRY(account_get(db, a, n->account, &acc, err));
    struct mail m = {.org = n->org, .kind = cstr(kind), .to_address = acc.email, .to_name = acc.name};
    return mail_letter(app, db, a, &(struct letter){.kind = kind, .org = n->org, .issuer = n->issuer, .badge = n->badge_name, .message = n->name,
                                                    .reason = n->reason, .link = app_url(a, app, S("/recognise"))}, &m, err);
}

/* Marked and done in one transaction, in line with those who vote. A
 * decision that was taken back and made anew has a job of its own: this one leaves it alone. */
static const char sql_told[] = SQL(
    "UPDATE nomination SET told_at = $2 WHERE id = $1 AND told_at IS NULL AND state IN ('accepted', 'declined') AND decided_at <= $3");

static code tell(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct nomination n;
    msec now = clock_now();
    int64_t changed = 0;

    TRY(nomination_line_up(db, id, err));
    TRY(db_run(db, sql_told, ARGS(v_int(id), v_int(now), v_int(now - ACT_UNDO_TIME)), &changed, err));
    if (changed == 0)
        return OK;
    TRY(nomination_get(db, a, org, id, &n, err));
    nomination_hide_address(&n);
    if (str_eq(n.state, S("accepted")) && n.lead == 0)
        TRY(award_still(app, db, a, &n, err));
    if (str_eq(n.state, S("accepted")) && n.lead == 0)
        TRY(hook_tell(db, a, org, "recognition.awarded", id, err));
    return tell_nominator(app, db, a, &n, err);
}

static enum job_result run_decided(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    return app_run_about(ctx, db, a, j, tell, err);
}

const struct job_kind recognise_jobs[] = {{"recognise.decided", run_decided}, {"recognise.waiting", recognise_run_waiting}, {"recognise.close", recognise_run_close}, {NULL, NULL}};
