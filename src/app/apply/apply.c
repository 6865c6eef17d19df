/* apply/apply.c — the applicant's side: a draft, answers, handing in, withdrawing. */
#include "app/apply/apply_private.h"

#include "app/account/account.h"
#include "app/mail/mail.h"
#include "app/hook/hook.h"
#include "app/people/leader.h"
#include "app/requirement/requirement.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "format/email.h"

#define ASKS_PER_NETWORK  300
#define MAILS_PER_ADDRESS 4
#define SHOWN             100

static bool is(const struct application *p, const char *state)
{
    return str_eq(p->state, cstr(state));
}

bool application_is_open(const struct application *p)
{
    return is(p, "draft") || (is(p, "more") && p->told > 0);
}

bool application_is_judged(const struct application *p)
{
    return is(p, "waiting") || is(p, "second") || is(p, "third");
}

/* ---- finding ---- */

#define APPLICATION                                                                                                \
    "SELECT p.id, p.org_id, p.achievement_id, p.version_id, p.folder_id, p.assigned_to, p.round, p.award_id, p.public_id, p.name, p.email," \
    " p.folded, p.state, p.statement, p.reason, v.name, v.png_hash, o.name, c.name, p.is_sampled, p.created_at, p.changed_at," \
    " p.submitted_at, p.due_at, p.decided_at, p.told_at, v.issuer_id FROM application p JOIN achievement_version v ON v.id = p.version_id" \
    " JOIN org g ON g.id = p.org_id LEFT JOIN issuer i ON i.id = v.issuer_id"  \
    " JOIN org_version o ON o.id = coalesce(i.version_id, g.version_id) LEFT JOIN account c ON c.id = p.assigned_to"

static void read_one(struct rows *r, struct arena *a, struct application *p)
{
    *p = (struct application){
        .id = row_int(r, 0), .org = row_int(r, 1), .achievement = row_int(r, 2), .version = row_int(r, 3), .folder = row_int(r, 4),
        .assigned = row_int(r, 5), .round = row_int(r, 6), .award = row_int(r, 7), .public_id = row_str(r, 8, a), .name = row_str(r, 9, a),
        .email = row_str(r, 10, a), .folded = row_str(r, 11, a), .state = row_str(r, 12, a), .statement = row_str(r, 13, a),
        .reason = row_str(r, 14, a), .badge_name = row_str(r, 15, a), .png_hash = row_str(r, 16, a), .org_name = row_str(r, 17, a),
        .assigned_name = row_str(r, 18, a), .is_sampled = row_bool(r, 19), .created = row_int(r, 20), .changed = row_int(r, 21),
        .submitted = row_int(r, 22), .due = row_int(r, 23), .decided = row_int(r, 24), .told = row_int(r, 25), .issuer = row_int(r, 26)};
}

static code one(struct rows *r, struct arena *a, struct application *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_one(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "application", "there is no such application: copy the address whole");
}

static const char sql_get[] = SQL(APPLICATION " WHERE p.org_id = $1 AND p.id = $2");
static const char sql_of_award[] = SQL(APPLICATION " WHERE p.org_id = $1 AND p.award_id = $2 ORDER BY p.id DESC LIMIT 1");
static const char sql_by_public_id[] = SQL(APPLICATION " WHERE p.public_id = $1");
static const char sql_open_one[] = SQL(
    APPLICATION " WHERE p.achievement_id = $1 AND p.folded = $2 AND p.state IN ('draft', 'waiting', 'second', 'third', 'more')");
static const char sql_of_account[] = SQL(
    APPLICATION " WHERE p.folded IN (SELECT e.folded FROM account_email e WHERE e.account_id = $1 AND e.verified_at IS NOT NULL)"
    " ORDER BY p.id DESC LIMIT $2");

code application_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct application *out, struct error *err)
{
    return one(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code application_of_award(struct db *db, struct arena *a, int64_t org, int64_t award, struct application *out, struct error *err)
{
    return one(db_query(db, sql_of_award, ARGS(v_int(org), v_int(award))), a, out, err);
}

code application_by_public_id(struct db *db, struct arena *a, str public_id, struct application *out, struct error *err)
{
    return one(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

code applications_of(struct db *db, struct arena *a, int64_t account, struct applications *out, struct error *err)
{
    struct rows *r = db_query(db, sql_of_account, ARGS(v_int(account), v_int(SHOWN)));

    while (rows_next(r))
        read_one(r, a, list_add(a, out));
    return rows_end(r, err);
}

static const char sql_answers[] = SQL("SELECT item, words FROM application_answer WHERE application_id = $1");

code application_answers(struct db *db, struct arena *a, int64_t id, struct apply_answers *out, struct error *err)
{
    struct rows *r = db_query(db, sql_answers, ARGS(v_int(id)));

    while (rows_next(r))
        *list_add(a, out) = (struct apply_answer){row_str(r, 0, a), row_str(r, 1, a)};
    return rows_end(r, err);
}

code application_path(struct app *app, struct db *db, struct arena *a, const struct application *p, str *out, struct error *err)
{
    struct evidence_folder f;

    TRY(evidence_folder_get(db, a, p->folder, &f, err));
    *out = str_printf(a, "/applications/" STR_FMT "/" STR_FMT, STR_ARG(p->public_id), STR_ARG(evidence_key(a, app, &f)));
    return OK;
}

code apply_touch_standing(struct db *db, struct arena *a, const struct application *p, struct error *err)
{
    return requirement_touch_applied(db, a, &(struct requirement_applied){p->org, p->achievement, p->folded}, err);
}

/* ---- beginning ---- */

static const char sql_insert[] = SQL(
    "INSERT INTO application (org_id, achievement_id, version_id, folder_id, public_id, name, email, folded, state, statement, round,"
    " is_sampled, reason, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', '', 0, 0, '', $9, $9)"
    " ON CONFLICT DO NOTHING");

/* The draft of this address, made now if there is none; two that come at once meet in the index. */
static code begin(struct db *db, struct arena *a, const struct apply_form *f, const struct apply_ask *q, struct application *out, struct error *err)
{
    struct args which = ARGS(v_int(f->achievement), v_str(email_fold(a, q->email)));
    int64_t folder = 0;
    code c = one(db_query(db, sql_open_one, which), a, out, NULL);

    if (c != NOT_FOUND)
        return c == OK ? OK : fail(err, c, "application", "it could not be read");
    TRY(evidence_open(db, a, &(struct evidence_owner){f->org, q->email, f->badge_name}, &folder, err));
    TRY(db_run(db, sql_insert,
               ARGS(v_int(f->org), v_int(f->achievement), v_int(f->version), v_int(folder), v_str(random_token(a, 12)), v_str(q->name),
                    v_str(q->email), v_str(email_fold(a, q->email)), v_int(clock_now())),
               NULL, err));
    TRY(one(db_query(db, sql_open_one, which), a, out, err));
    return apply_touch_standing(db, a, out, err);
}

static code check_open(const struct apply_form *f, struct error *err)
{
    enum opening_state s = opening_state(&f->open, clock_now());

    return s == OPENING_OPEN ? OK : fail(err, CONFLICT, "apply", "%s", words(apply_closed_words(s)));
}

static code begin_by_mail(struct app *app, struct db *db, struct arena *a, const struct apply_form *f, const struct apply_ask *q, struct error *err)
{
    struct application p;

    TRY(begin(db, a, f, q, &p, err));
    return apply_mail(app, db, a, &p, "application", S(""), err);
}

code apply_ask(struct app *app, struct db *db, struct arena *a, const struct apply_form *f, const struct apply_ask *q, struct error *err)
{
    TRY(check_open(f, err));
    TRY(throttle_try(db, str_join(a, S("claim-network "), q->client), ASKS_PER_NETWORK, err));
    if (throttle_try(db, str_join(a, S("mail-address "), email_fold(a, q->email)), MAILS_PER_ADDRESS, NULL) != OK)
        return OK;
    TRY(db_begin(db, err));
    TRY(db_end(db, begin_by_mail(app, db, a, f, q, err), err));
    app_wake(app);
    return OK;
}

code apply_begin(struct db *db, struct arena *a, const struct apply_form *f, int64_t account, struct application *out, struct error *err)
{
    struct account_address_list addresses = {0};
    struct account acc;

    TRY(check_open(f, err));
    TRY(account_get(db, a, account, &acc, err));
    TRY(account_addresses(db, a, account, &addresses, err));
    for (size_t i = 0; i < addresses.n; i++)
        if (addresses.items[i].is_verified && addresses.items[i].is_primary) {
            TRY(db_begin(db, err));
            return db_end(db, begin(db, a, f, &(struct apply_ask){acc.name, addresses.items[i].address, S("")}, out, err), err);
        }
    return fail(err, CONFLICT, "email", "prove your e-mail address first, on the page of your account");
}

/* ---- writing ---- */

static const char sql_draft[] = SQL(
    "UPDATE application SET name = $2, statement = $3, changed_at = $4 WHERE id = $1 AND (state = 'draft' OR (state = 'more' AND told_at IS NOT NULL))");
static const char sql_answer[] = SQL(
    "INSERT INTO application_answer (application_id, item, words) VALUES ($1, $2, $3)"
    " ON CONFLICT (application_id, item) DO UPDATE SET words = $3");

static code save(struct db *db, const struct apply_draft *d, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_draft, ARGS(v_int(d->p->id), v_str(d->name), v_str(d->statement), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "application", "it is handed in, so it cannot be changed now");
    for (size_t i = 0; i < d->answers->n; i++)
        TRY(db_run(db, sql_answer, ARGS(v_int(d->p->id), v_str(d->answers->items[i].item), v_str(d->answers->items[i].words)), NULL, err));
    return OK;
}

code application_save(struct db *db, struct arena *a, const struct apply_draft *d, struct error *err)
{
    (void)a;
    TRY(db_begin(db, err));
    return db_end(db, save(db, d, err), err);
}

/* ---- handing in ---- */

static bool is_answered(const struct criterion *c, const struct apply_answers *answers, const struct evidence_pieces *pieces)
{
    for (size_t i = 0; i < answers->n; i++)
        if (str_eq(answers->items[i].item, c->id) && str_trim(answers->items[i].words).n > 0)
            return true;
    for (size_t i = 0; i < pieces->n; i++)
        if (str_eq(pieces->items[i].item, c->id) && !pieces->items[i].removed)
            return true;
    return false;
}

static code check_whole(struct db *db, struct arena *a, const struct application *p, const struct badge_version_row *v, struct error *err)
{
    struct apply_answers answers = {0};
    struct evidence_pieces pieces = {0};

    TRY(application_answers(db, a, p->id, &answers, err));
    TRY(evidence_of(db, a, p->folder, &pieces, err));
    for (size_t i = 0; i < v->items.n; i++)
        if (v->items.items[i].is_required && !is_answered(&v->items.items[i], &answers, &pieces))
            return fail(err, BAD_INPUT, "item", "“" STR_FMT "” has no answer and no evidence yet", STR_ARG(utf8_cut(v->items.items[i].text, 100)));
    if (v->items.n == 0 && pieces.n == 0 && str_is_empty(p->statement))
        return fail(err, BAD_INPUT, "item", "say what you have done, or add evidence");
    return OK;
}

static const char sql_held[] = SQL(
    "SELECT count(*) FROM award w JOIN person q ON q.id = w.person_id WHERE q.org_id = $1 AND q.folded = $2 AND w.achievement_id = $3"
    " AND w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > $4)");
static const char sql_take_place[] = SQL(
    "UPDATE apply_form SET taken = taken + 1 WHERE achievement_id = $1 AND stopped_at IS NULL AND (most = 0 OR taken < most)"
    " AND (opens_at IS NULL OR opens_at <= $2) AND (closes_at IS NULL OR closes_at > $2)");

/* A first time takes a place; what was asked for more has one already. */
static code take_place(struct db *db, const struct application *p, const struct apply_form *f, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_held, ARGS(v_int(p->org), v_str(p->folded), v_int(p->achievement), v_int(clock_now())), &n, err));
    if (n > 0)
        return fail(err, CONFLICT, "application", "you have this badge already");
    if (p->round > 0)
        return OK;
    TRY(check_open(f, err));
    TRY(db_run(db, sql_take_place, ARGS(v_int(p->achievement), v_int(clock_now())), &n, err));
    return n ? OK : fail(err, CONFLICT, "apply", "%s", words(apply_closed_words(OPENING_FULL)));
}

static const char sql_places[] = SQL("UPDATE apply_form SET taken = taken + $2 WHERE achievement_id = $1");

code apply_count_places(struct db *db, const struct application *p, int n, struct error *err)
{
    return db_run(db, sql_places, ARGS(v_int(p->achievement), v_int(n)), NULL, err);
}

static const char sql_submit[] = SQL(
    "UPDATE application SET state = 'waiting', round = round + 1, is_sampled = $2, version_id = $3, submitted_at = $4, due_at = $5,"
    " changed_at = $4, assigned_to = NULL, decided_at = NULL, told_at = NULL, reason = '' WHERE id = $1"
    " AND (state = 'draft' OR (state = 'more' AND told_at IS NOT NULL))");

static const char sql_person[] = SQL(
    "SELECT min(x.id) FROM (SELECT p.id FROM person p WHERE p.org_id = $1 AND p.folded = $2 AND " WORKS_HERE("p", "$3")
    " UNION SELECT t.person_id FROM person_address t JOIN person o ON o.id = t.person_id WHERE t.org_id = $1 AND t.folded = $2 AND " WORKS_HERE("o", "$3") ") x");

static code tell_leader(struct app *app, struct db *db, struct arena *a, const struct application *p, struct error *err)
{
    struct leader_told t = {p->org, 0, p->badge_name, str_printf(a, "/org/%lld/team/applications/%lld", (long long)p->org, (long long)p->id)};
    bool granted = false;

    TRY(leaders_judge(db, p->org, LED_APPLICATIONS, &granted, err));
    if (granted)
        TRY(db_int(db, sql_person, ARGS(v_int(p->org), v_str(p->folded), v_int(clock_now())), &t.person, err));
    return t.person ? leader_tell(app, db, a, &t, err) : OK;
}

static code submit(struct app *app, struct db *db, struct arena *a, const struct application *seen, struct error *err)
{
    struct application now_is;
    const struct application *p = &now_is;
    struct apply_form f;
    struct badge_version_row v;
    msec now = clock_now();
    int64_t changed = 0;

    TRY(application_get(db, a, seen->org, seen->id, &now_is, err));
    TRY(apply_form_get(db, a, p->org, p->achievement, &f, err));
    TRY(catalog_version(db, a, f.version, &v, err));
    TRY(check_whole(db, a, p, &v, err));
    TRY(take_place(db, p, &f, err));
    TRY(db_run(db, sql_submit,
               ARGS(v_int(p->id), v_int(apply_is_sampled(f.seed, p->public_id, f.sample)), v_int(v.id), v_int(now),
                    v_int_if(f.days > 0, now + f.days * DAY)),
               &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "application", "it is handed in already");
    TRY(hook_tell(db, a, p->org, "application.submitted", p->id, err));
    TRY(apply_touch_standing(db, a, p, err));
    TRY(org_log(db, p->org, 0, "apply.submit", str_printf(a, "application %lld", (long long)p->id), p->name, err));
    TRY(tell_leader(app, db, a, p, err));
    return apply_mail(app, db, a, p, "application-received", S(""), err);
}

code application_submit(struct app *app, struct db *db, struct arena *a, const struct application *p, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, submit(app, db, a, p, err), err));
    app_wake(app);
    return OK;
}

static const char sql_withdraw[] = SQL(
    "UPDATE application SET state = 'withdrawn', changed_at = $2, assigned_to = NULL WHERE id = $1"
    " AND state IN ('draft', 'waiting', 'second', 'third', 'more')");

static code withdraw(struct db *db, struct arena *a, const struct application *p, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_withdraw, ARGS(v_int(p->id), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "application", "it was decided already");
    if (p->round > 0) {
        TRY(apply_count_places(db, p, -1, err));
        TRY(hook_tell(db, a, p->org, "application.withdrawn", p->id, err));
    }
    TRY(apply_touch_standing(db, a, p, err));
    return org_log(db, p->org, 0, "apply.withdraw", str_printf(a, "application %lld", (long long)p->id), p->name, err);
}

code application_withdraw(struct db *db, struct arena *a, const struct application *p, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, withdraw(db, a, p, err), err);
}
