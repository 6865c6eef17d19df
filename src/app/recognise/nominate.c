/* recognise/nominate.c — naming somebody: who is found, what is asked before, taking it back. */
#include "app/recognise/recognise_private.h"

#include "app/org/access.h"
#include "app/zone.h"
#include "base/utf8.h"
#include "store/search.h"
#include "web/out.h"

#define FOUND_MOST 10
#define SHOWN      100

/* ---- whom ---- */

#define NOMINEE                                                                                                     \
    "SELECT p.id, CASE WHEN p.name IN ('', p.email) THEN '…' ELSE p.name END, p.title, coalesce(d.name, '') FROM person p" \
    " LEFT JOIN department d ON d.id = p.department_id"

str nominee_about(struct arena *a, str title, str department)
{
    return title.n && department.n ? str_printf(a, STR_FMT " · " STR_FMT, STR_ARG(title), STR_ARG(department)) : title.n ? title : department;
}

static void read_nominee(struct rows *r, struct arena *a, struct nominee *p)
{
    *p = (struct nominee){row_int(r, 0), row_str(r, 1, a), nominee_about(a, row_str(r, 2, a), row_str(r, 3, a))};
}

static const char sql_start[] = SQL(
    NOMINEE " WHERE p.org_id = $1 AND lower(p.name) >= $3 AND lower(p.name) < $4 AND " IS_HERE("p", "$5")
    " AND p.id NOT IN " PERSONS_OF("$1", "$2") " ORDER BY lower(p.name), p.id LIMIT $6");
/* A later word of the name, by looking at everybody where they are few enough; or
 * an address that is known already, whole. */
static const char sql_within[] = SQL(
    NOMINEE " WHERE p.org_id = $1 AND (lower(p.name) LIKE $3 ESCAPE '!' OR p.folded = $4) AND " IS_HERE("p", "$5")
    " AND p.id NOT IN " PERSONS_OF("$1", "$2") " ORDER BY lower(p.name), p.id LIMIT $6");

static bool has_nominee(const struct nominees *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].id == id)
            return true;
    return false;
}

static code add_nominees(struct rows *r, struct arena *a, struct nominees *out, struct error *err)
{
    struct nominee p;

    while (rows_next(r)) {
        read_nominee(r, a, &p);
        if (out->n < FOUND_MOST && !has_nominee(out, p.id))
            *list_add(a, out) = p;
    }
    return rows_end(r, err);
}

code nominees_find(struct db *db, struct arena *a, const struct nominee_search *q, struct nominees *out, struct error *err)
{
    str words = str_trim(q->words);
    struct search_range range = search_start(a, words);
    bool only_start = false;

    if (utf8_count(words) < 2)
        return OK;
    TRY(add_nominees(db_query(db, sql_start, ARGS(v_int(q->org), v_int(q->account), v_str(range.from), v_str(range.to), v_int(clock_now()),
                                                  v_int(FOUND_MOST))), a, out, err));
    TRY(person_search_from_start(db, q->org, &only_start, err));
    if (only_start || out->n == FOUND_MOST)
        return OK;
    return add_nominees(db_query(db, sql_within, ARGS(v_int(q->org), v_int(q->account), v_str(search_anywhere(a, str_join(a, S(" "), words))),
                                                      v_str(str_lower(a, words)), v_int(clock_now()), v_int(FOUND_MOST))), a, out, err);
}

static const char sql_nominee[] = SQL(NOMINEE " WHERE p.org_id = $1 AND p.id = $2 AND " IS_HERE("p", "$3"));

code nominee_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct nominee *out, struct error *err)
{
    struct rows *r = db_query(db, sql_nominee, ARGS(v_int(org), v_int(id), v_int(clock_now())));
    bool found = rows_next(r);

    if (found)
        read_nominee(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "person", "there is nobody of that name here");
}

/* ---- may they ---- */

static const char sql_member[] = SQL(
    "SELECT count(*) FROM member m WHERE m.org_id = $1 AND m.account_id = $2 AND " HAS_ROLE("m.org_id", "m.account_id", "$3"));
static const char sql_listed[] = SQL(
    "SELECT count(*) FROM person p WHERE p.id IN (" ACCESS_MINE("$1", "$2") ") AND " WORKS_HERE("p", "$3"));
static const char sql_leads[] = SQL(
    "SELECT count(*) FROM person p WHERE p.org_id = $1 AND p.removed_at IS NULL AND p.manager_id IN (" ACCESS_MINE("$1", "$2") ")");

static code is_among(struct db *db, const struct scheme *s, int64_t account, bool *out, struct error *err)
{
    int64_t member = 0, listed = 0, leads = 0;

    TRY(db_int(db, sql_listed, ARGS(v_int(s->org), v_int(account), v_int(clock_now())), &listed, err));
    if (str_eq(s->who, S("managers"))) {
        TRY(db_int(db, sql_leads, ARGS(v_int(s->org), v_int(account)), &leads, err));
        *out = listed > 0 && leads > 0;
        return OK;
    }
    TRY(db_int(db, sql_member, ARGS(v_int(s->org), v_int(account), v_int(clock_now())), &member, err));
    *out = member > 0 || (listed > 0 && str_eq(s->who, S("people")));
    return OK;
}

/* The month as the organisation's clocks have it. */
static code month_start(struct db *db, struct arena *a, int64_t org, msec *out, struct error *err)
{
    struct org_awarding rule;
    struct date d;

    TRY(org_awarding_get(db, a, org, &rule, err));
    d = date_of(zone_day(a, rule.time_zone, clock_now()).day);
    d.day = 1;
    *out = zone_moment(a, rule.time_zone, date_start(d));
    return OK;
}

/* By this account, or another that proved an address of the same entry: two accounts
 * do not make two people. What is not proved counts for nobody else, nor tells of them. */
#define BY_THEM(org, account)                                                                                        \
    "(n.account_id = " account " OR n.account_id IN (SELECT e.account_id FROM account_email e WHERE e.verified_at IS NOT NULL AND e.folded IN" \
    " (SELECT i.folded FROM person i WHERE i.id IN (" ACCESS_MINE(org, account) ")"                                    \
    " UNION SELECT j.folded FROM person_address j WHERE j.person_id IN (" ACCESS_MINE(org, account) "))))"
static const char sql_used[] = SQL(
    "SELECT count(*) FROM nomination n WHERE n.created_at >= $3 AND n.scheme_id = $4 AND n.state <> 'withdrawn' AND " BY_THEM("$1", "$2"));

code scheme_left(struct db *db, struct arena *a, const struct scheme *s, int64_t account, int64_t *left, struct error *err)
{
    msec since = 0;
    int64_t used = 0;

    *left = -1;
    if (s->quota == 0)
        return OK;
    TRY(month_start(db, a, s->org, &since, err));
    TRY(db_int(db, sql_used, ARGS(v_int(s->org), v_int(account), v_int(since), v_int(s->id)), &used, err));
    *left = used < s->quota ? s->quota - used : 0;
    return OK;
}

code scheme_may_nominate(struct db *db, struct arena *a, const struct scheme *s, int64_t account, struct error *err)
{
    bool among = false;
    int64_t left = 0;

    TRY(is_among(db, s, account, &among, err));
    if (!among)
        return fail(err, DENIED, "scheme", str_eq(s->who, S("managers")) ? "only people who lead somebody nominate here" : "only people who work here nominate here");
    if (s->stopped)
        return fail(err, CONFLICT, "scheme", "nobody is nominated here at the moment");
    if (!str_eq(s->badge_state, S("published")))
        return fail(err, CONFLICT, "scheme", "its badge is no longer awarded");
    TRY(scheme_left(db, a, s, account, &left, err));
    return left != 0 ? OK : fail(err, CONFLICT, "scheme", "you have used up your nominations of this month");
}

/* ---- the rules about one person ---- */

static const char sql_self[] = SQL("SELECT count(*) FROM person p WHERE p.id = $3 AND p.id IN " PERSONS_OF("$1", "$2"));
static const char sql_waits[] = SQL(
    "SELECT count(*) FROM nomination n WHERE n.scheme_id = $3 AND n.state = 'waiting' AND n.person_id = $4 AND " BY_THEM("$1", "$2"));
static const char sql_rested[] = SQL(
    "SELECT max(n.decided_at) FROM nomination n LEFT JOIN award w ON w.id = n.award_id WHERE n.scheme_id = $1 AND n.state = 'accepted' AND n.person_id = $2"
    " AND n.id <> $3 AND n.lead_id IS NULL AND w.revoked_at IS NULL");
/* In a round before this one. */
static const char sql_rested_rounds[] = SQL(
    "SELECT max(f.number) FROM nomination n JOIN recognition_round f ON f.id = n.round_id LEFT JOIN award w ON w.id = n.award_id WHERE n.scheme_id = $1"
    " AND n.state = 'accepted' AND n.person_id = $2 AND n.lead_id IS NULL AND w.revoked_at IS NULL AND f.number < $3");

static code check_rounds(struct db *db, const struct rest_ask *q, struct error *err)
{
    struct rows *r;
    int64_t last = 0;

    if (q->rounds == 0 || q->round == 0)
        return OK;
    r = db_query(db, sql_rested_rounds, ARGS(v_int(q->scheme), v_int(q->person), v_int(q->round)));
    if (rows_next(r))
        last = row_int(r, 0);
    TRY(rows_end(r, err));
    if (last == 0 || last + q->rounds < q->round)
        return OK;
    if (last + q->rounds == q->round)
        return fail(err, q->as, "person", STR_FMT " was recognised here not long ago, and can be again in the next round", STR_ARG(q->name));
    return fail(err, q->as, "person", STR_FMT " was recognised here not long ago, and can be again in %lld rounds", STR_ARG(q->name),
                (long long)(last + q->rounds + 1 - q->round));
}

code nomination_check_rest(struct db *db, struct arena *a, const struct rest_ask *q, struct error *err)
{
    struct rows *r;
    msec last = 0;

    TRY(check_rounds(db, q, err));
    if (q->days == 0)
        return OK;
    r = db_query(db, sql_rested, ARGS(v_int(q->scheme), v_int(q->person), v_int(q->but)));
    if (rows_next(r))
        last = row_int(r, 0);
    TRY(rows_end(r, err));
    if (last == 0 || last + q->days * DAY <= clock_now())
        return OK;
    return fail(err, q->as, "person", STR_FMT " was recognised here not long ago, and can be again from " STR_FMT, STR_ARG(q->name),
                STR_ARG(out_day_said(a, last + q->days * DAY)));
}

code nomination_check_self(struct db *db, const struct self_ask *q, struct error *err)
{
    int64_t self = 0;

    TRY(db_int(db, sql_self, ARGS(v_int(q->org), v_int(q->account), v_int(q->person)), &self, err));
    return self ? fail(err, q->as, "person", "nobody nominates themselves") : OK;
}

static code check_pair(struct db *db, const struct nominate *n, const struct nominee *p, struct error *err)
{
    const struct scheme *s = n->s;
    int64_t waits = 0;

    TRY(nomination_check_self(db, &(struct self_ask){s->org, n->account, n->person, BAD_INPUT}, err));
    TRY(db_int(db, sql_waits, ARGS(v_int(s->org), v_int(n->account), v_int(s->id), v_int(n->person)), &waits, err));
    return waits ? fail(err, BAD_INPUT, "person", "you have nominated " STR_FMT " already: it waits for an answer", STR_ARG(p->name)) : OK;
}

static bool has_value(const struct str_list *all, str value)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], value))
            return true;
    return false;
}

static code check_words(struct arena *a, const struct nominate *n, struct error *err)
{
    struct str_list values = {0};
    size_t length = utf8_count(str_trim(n->citation));

    scheme_values(a, n->s, &values);
    if (values.n && !has_value(&values, n->value))
        return fail(err, BAD_INPUT, "value", "choose what it stands for");
    if (length < CITATION_LEAST)
        return fail(err, BAD_INPUT, "citation", "say a little more: at least %d letters, so that it means something", CITATION_LEAST);
    if (length > CITATION_MOST)
        return fail(err, BAD_INPUT, "citation", "at most %d letters; these are %zu", CITATION_MOST, length);
    return OK;
}

/* ---- writing ---- */

/* Two that come at once wait for each other here, so that both are counted. */
static const char sql_count[] = SQL("UPDATE recognition_scheme SET nominated = nominated + 1 WHERE id = $1 AND stopped_at IS NULL");
static const char sql_insert[] = SQL(
    "INSERT INTO nomination (org_id, scheme_id, account_id, person_id, company_value, citation, state, reason, created_at, changed_at,"
    " is_named, endorses, round_id) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', '', $7, $7, $8, $9,"
    " (SELECT f.id FROM recognition_round f WHERE f.scheme_id = $2 AND f.state = 'open')) RETURNING id");

static code check_all(struct db *db, struct arena *a, const struct nominate *n, struct nominee *p, struct error *err)
{
    code c;

    TRY(scheme_may_nominate(db, a, n->s, n->account, err));
    c = n->person > 0 ? nominee_get(db, a, n->s->org, n->person, p, NULL) : NOT_FOUND;
    if (c != OK)
        return c == NOT_FOUND ? fail(err, BAD_INPUT, "person", "choose who it is for") : fail(err, c, "person", "the directory could not be read");
    TRY(check_pair(db, n, p, err));
    TRY(nomination_check_rest(db, a, &(struct rest_ask){n->s->id, n->person, n->s->rest_days, 0, p->name, BAD_INPUT, n->s->rest_rounds, n->s->round}, err));
    return check_words(a, n, err);
}

static code check_decidable(struct db *db, const struct nominate *n, const struct nominee *p, struct error *err)
{
    struct quorum q = {0};
    struct nomination like = {.org = n->s->org, .scheme = n->s->id, .account = n->account, .person = n->person};

    TRY(nomination_quorum(db, &like, &q, err));
    if (q.deciders == 0)
        return fail(err, BAD_INPUT, "person", "nobody may decide about " STR_FMT ": somebody else has to be named first who decides", STR_ARG(p->name));
    return OK;
}

/* The log names the scheme and not the person, who may read it. */
static code write(struct db *db, struct arena *a, const struct nominate *n, int64_t *id, struct error *err)
{
    struct nominee p;
    msec since = clock_now();
    int64_t changed = 0;

    TRY(db_run(db, sql_count, ARGS(v_int(n->s->id)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "scheme", "nobody is nominated here at the moment");
    TRY(check_all(db, a, n, &p, err));
    TRY(check_decidable(db, n, &p, err));
    TRY(db_int(db, sql_insert,
               ARGS(v_int(n->s->org), v_int(n->s->id), v_int(n->account), v_int(n->person), v_str(str_is_empty(str_trim(n->s->company_values)) ? S("") : n->value),
                    v_str(str_trim(n->citation)), v_int(clock_now()), v_int(n->is_named && n->s->says_who), v_int(n->endorses)),
               id, err));
    TRY(nomination_tell_deciders_later(db, a, n->s->org, since, err));
    return org_log(db, n->s->org, n->account, "recognise.nominate", str_printf(a, "nomination %lld", (long long)*id), n->s->name, err);
}

code nominate(struct db *db, struct arena *a, const struct nominate *n, int64_t *id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, write(db, a, n, id, err), err);
}

/* ---- what became of them ---- */

#define NOMINATION                                                                                                     \
    "SELECT n.id, n.org_id, n.scheme_id, n.account_id, n.person_id, n.award_id, v.issuer_id, s.achievement_id, n.company_value, n.citation," \
    " n.state, n.reason, n.created_at, n.changed_at, n.decided_at, n.told_at, s.name, s.public_id, v.name, v.png_hash, o.name,"  \
    " CASE WHEN p.name = '' THEN p.email ELSE p.name END, p.email, p.title, coalesce(d.name, ''), coalesce(c.name, '')," \
    " n.round_id, n.lead_id, f.number, f.closes_at, coalesce(f.state, ''), s.time_zone, n.endorses, n.endorsement_id"                                                 \
    " FROM nomination n LEFT JOIN recognition_round f ON f.id = n.round_id JOIN recognition_scheme s ON s.id = n.scheme_id JOIN achievement b ON b.id = s.achievement_id"    \
    " JOIN achievement_version v ON v.id = b.version_id JOIN org g ON g.id = n.org_id LEFT JOIN issuer i ON i.id = v.issuer_id" \
    " JOIN org_version o ON o.id = coalesce(i.version_id, g.version_id) JOIN person p ON p.id = n.person_id"              \
    " LEFT JOIN department d ON d.id = p.department_id LEFT JOIN account c ON c.id = n.account_id"

static void read_nomination(struct rows *r, struct arena *a, struct nomination *n)
{
    *n = (struct nomination){
        .id = row_int(r, 0), .org = row_int(r, 1), .scheme = row_int(r, 2), .account = row_int(r, 3), .person = row_int(r, 4), .award = row_int(r, 5),
        .issuer = row_int(r, 6), .achievement = row_int(r, 7), .value = row_str(r, 8, a), .citation = row_str(r, 9, a), .state = row_str(r, 10, a),
        .reason = row_str(r, 11, a), .created = row_int(r, 12), .changed = row_int(r, 13), .decided = row_int(r, 14), .told = row_int(r, 15),
        .scheme_name = row_str(r, 16, a), .scheme_public_id = row_str(r, 17, a), .badge_name = row_str(r, 18, a), .png_hash = row_str(r, 19, a),
        .org_name = row_str(r, 20, a), .name = row_str(r, 21, a), .email = row_str(r, 22, a),
        .about = nominee_about(a, row_str(r, 23, a), row_str(r, 24, a)), .nominator = row_str(r, 25, a),
        .round = row_int(r, 26), .lead = row_int(r, 27), .round_number = row_int(r, 28), .closes = row_int(r, 29), .round_state = row_str(r, 30, a),
        .time_zone = row_str(r, 31, a), .endorses = row_bool(r, 32), .endorsement = row_int(r, 33)};
    n->is_nameless = str_eq(n->name, n->email);
}

void nomination_hide_address(struct nomination *n)
{
    if (n->is_nameless)
        n->name = S("…");
}

static const char sql_get[] = SQL(NOMINATION " WHERE n.org_id = $1 AND n.id = $2");
static const char sql_of[] = SQL(NOMINATION " WHERE n.account_id = $1 ORDER BY n.created_at DESC, n.id DESC LIMIT $2");

code nomination_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct nomination *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_nomination(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "nomination", "there is no such nomination");
}

code nominations_of(struct db *db, struct arena *a, int64_t account, struct nominations *out, struct error *err)
{
    struct rows *r = db_query(db, sql_of, ARGS(v_int(account), v_int(SHOWN)));

    while (rows_next(r)) {
        struct nomination *n = list_add(a, out);
        read_nomination(r, a, n);
        nomination_hide_address(n);
    }
    return rows_end(r, err);
}

static const char sql_withdraw[] = SQL(
    "UPDATE nomination SET state = 'withdrawn', changed_at = $3 WHERE id = $1 AND account_id = $2 AND state = 'waiting' RETURNING org_id");

static code withdraw(struct db *db, struct arena *a, const struct nomination_of *w, struct error *err)
{
    struct nomination n;
    struct rows *r;
    int64_t org = 0;

    TRY(nomination_line_up(db, w->id, err));
    r = db_query(db, sql_withdraw, ARGS(v_int(w->id), v_int(w->account), v_int(clock_now())));
    if (rows_next(r))
        org = row_int(r, 0);
    TRY(rows_end(r, err));
    if (org == 0)
        return fail(err, CONFLICT, "nomination", "it does not wait any more");
    TRY(nomination_get(db, a, org, w->id, &n, err));
    TRY(round_after_vote(db, a, &n, false, err));
    return org_log(db, org, w->account, "recognise.withdraw", str_printf(a, "nomination %lld", (long long)w->id), S(""), err);
}

code nomination_withdraw(struct db *db, struct arena *a, const struct nomination_of *w, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, withdraw(db, a, w, err), err);
}
