/* recognise/scheme.c — schemes: their rules, who decides, to whom they are open. */
#include "app/recognise/recognise_private.h"

#include "app/org/access.h"
#include "app/recognise/round.h"
#include "app/zone.h"
#include "base/crypto.h"

static const char *const whos[] = {"people", "members", "managers"};

void scheme_values(struct arena *a, const struct scheme *s, struct str_list *out)
{
    str rest = s->company_values, line;

    while (str_cut_line(&rest, &line))
        if (str_trim(line).n > 0)
            *list_add(a, out) = str_trim(line);
}

/* ---- finding ---- */

#define SCHEME(now)                                                                                                   \
    "SELECT s.id, s.org_id, s.achievement_id, s.account_id, v.issuer_id, s.quota, s.apart_days, s.rest_days, s.votes, s.public_id, s.name," \
    " s.words, s.who, s.company_values, s.created_at, s.stopped_at, s.nominated, v.name, b.state, v.png_hash, o.name,"   \
    " (SELECT count(*) FROM nomination w WHERE w.scheme_id = s.id AND w.state = 'waiting'),"                                                             \
    " (SELECT count(*) FROM recognition_decider y WHERE y.scheme_id = s.id AND " HAS_ROLE("s.org_id", "y.account_id", now) "),"                             \
    " s.wall_days, s.says_who, s.every, s.close_weekday, s.close_minute, s.time_zone, s.counts, s.tie, s.rest_rounds, s.varies, s.asks_leader,"       \
    " (SELECT r.closes_at FROM recognition_round r WHERE r.scheme_id = s.id AND r.state = 'open'),"                     \
    " (SELECT t.number FROM recognition_round t WHERE t.scheme_id = s.id AND t.state = 'open')"                         \
    " FROM recognition_scheme s JOIN achievement b ON b.id = s.achievement_id JOIN achievement_version v ON v.id = b.version_id" \
    " JOIN org g ON g.id = s.org_id LEFT JOIN issuer i ON i.id = v.issuer_id JOIN org_version o ON o.id = coalesce(i.version_id, g.version_id)"

static void read_scheme(struct rows *r, struct arena *a, struct scheme *s)
{
    *s = (struct scheme){
        .id = row_int(r, 0), .org = row_int(r, 1), .achievement = row_int(r, 2), .account = row_int(r, 3), .issuer = row_int(r, 4),
        .quota = row_int(r, 5), .apart_days = row_int(r, 6), .rest_days = row_int(r, 7), .votes = row_int(r, 8), .public_id = row_str(r, 9, a),
        .name = row_str(r, 10, a), .words = row_str(r, 11, a), .who = row_str(r, 12, a), .company_values = row_str(r, 13, a),
        .created = row_int(r, 14), .stopped = row_int(r, 15), .nominated = row_int(r, 16), .badge_name = row_str(r, 17, a),
        .badge_state = row_str(r, 18, a), .png_hash = row_str(r, 19, a), .org_name = row_str(r, 20, a), .waiting = row_int(r, 21), .deciders = row_int(r, 22),
        .wall_days = row_int(r, 23), .says_who = row_bool(r, 24), .every = row_str(r, 25, a), .close_weekday = row_int(r, 26),
        .close_minute = row_int(r, 27), .time_zone = row_str(r, 28, a), .counts = row_str(r, 29, a), .tie = row_str(r, 30, a), .rest_rounds = row_int(r, 31),
        .varies = row_bool(r, 32), .asks_leader = row_bool(r, 33), .closes = row_int(r, 34), .round = row_int(r, 35)};
}

static code one(struct rows *r, struct arena *a, struct scheme *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_scheme(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "scheme", "there is no such scheme");
}

static code all(struct rows *r, struct arena *a, struct schemes *out, struct error *err)
{
    while (rows_next(r))
        read_scheme(r, a, list_add(a, out));
    return rows_end(r, err);
}

static const char sql_get[] = SQL(SCHEME("$3") " WHERE s.org_id = $1 AND s.id = $2");
static const char sql_by_public_id[] = SQL(SCHEME("$2") " WHERE s.public_id = $1");
static const char sql_find[] = SQL(SCHEME("$2") " WHERE s.org_id = $1 ORDER BY s.stopped_at IS NOT NULL, lower(s.name), s.id LIMIT 300");
/* Where one of the account's proved addresses is in the directory, or it is a member. */
static const char sql_near[] = SQL(
    SCHEME("$2") " WHERE s.stopped_at IS NULL AND b.state = 'published' AND s.org_id IN"
    " (SELECT m.org_id FROM member m WHERE m.account_id = $1"
    " UNION SELECT p.org_id FROM person p JOIN account_email e ON e.folded = p.folded WHERE e.account_id = $1 AND e.verified_at IS NOT NULL"
    " UNION SELECT n.org_id FROM person_address n JOIN account_email f ON f.folded = n.folded WHERE f.account_id = $1 AND f.verified_at IS NOT NULL)"
    " ORDER BY lower(o.name), lower(s.name), s.id LIMIT 300");

code scheme_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct scheme *out, struct error *err)
{
    return one(db_query(db, sql_get, ARGS(v_int(org), v_int(id), v_int(clock_now()))), a, out, err);
}

code scheme_by_public_id(struct db *db, struct arena *a, str public_id, struct scheme *out, struct error *err)
{
    return one(db_query(db, sql_by_public_id, ARGS(v_str(public_id), v_int(clock_now()))), a, out, err);
}

code schemes_find(struct db *db, struct arena *a, int64_t org, struct schemes *out, struct error *err)
{
    return all(db_query(db, sql_find, ARGS(v_int(org), v_int(clock_now()))), a, out, err);
}

code schemes_open_to(struct db *db, struct arena *a, int64_t account, struct schemes *out, struct error *err)
{
    struct schemes near = {0};

    TRY(all(db_query(db, sql_near, ARGS(v_int(account), v_int(clock_now()))), a, &near, err));
    for (size_t i = 0; i < near.n; i++) {
        code c = scheme_may_nominate(db, a, &near.items[i], account, NULL);
        if (c == OK || c == CONFLICT)
            *list_add(a, out) = near.items[i];
        else if (c != DENIED)
            return fail(err, c, "scheme", "who may nominate could not be found out");
    }
    return OK;
}

/* ---- who decides ---- */

static const char sql_deciders[] = SQL(
    "SELECT c.id, c.name, e.address, d.account_id FROM member m JOIN account c ON c.id = m.account_id"
    " LEFT JOIN account_email e ON e.account_id = c.id AND e.is_primary = 1"
    " LEFT JOIN recognition_decider d ON d.account_id = c.id AND d.scheme_id = $2"
    " WHERE m.org_id = $1 AND " HAS_ROLE("m.org_id", "m.account_id", "$3")
    " ORDER BY d.account_id IS NULL, lower(c.name), c.id LIMIT 500");

code scheme_deciders(struct db *db, struct arena *a, int64_t org, int64_t scheme, struct deciders *out, struct error *err)
{
    struct rows *r = db_query(db, sql_deciders, ARGS(v_int(org), v_int(scheme), v_int(clock_now())));

    while (rows_next(r)) {
        str name = row_str(r, 1, a);
        *list_add(a, out) = (struct decider){row_int(r, 0), name.n ? name : row_str(r, 2, a), row_int(r, 3) > 0};
    }
    return rows_end(r, err);
}

/* ---- saving ---- */

static bool is_who(str who)
{
    for (size_t i = 0; i < COUNT(whos); i++)
        if (str_eq(who, cstr(whos[i])))
            return true;
    return false;
}

static bool is_one_of(str word, const char *a, const char *b, const char *c)
{
    return str_eq(word, cstr(a)) || str_eq(word, cstr(b)) || str_eq(word, cstr(c));
}

static code check_rounds(struct arena *a, const struct scheme *s, struct error *err)
{
    struct tzif *zone;
    struct error why = {0};

    if (str_is_empty(s->every))
        return OK;
    if (!is_one_of(s->every, "week", "fortnight", "month"))
        return fail(err, BAD_INPUT, "every", "choose how often it comes");
    if (s->asks_leader)
        return fail(err, BAD_INPUT, "leader", "a round ends by its clock, and waits for nobody: rounds, or whoever leads the person");
    if (s->close_weekday < 1 || s->close_weekday > 7)
        return fail(err, BAD_INPUT, "weekday", "choose on which day a round ends");
    if (s->close_minute < 0 || s->close_minute >= 24 * 60)
        return fail(err, BAD_INPUT, "time", "write when a round ends as a clock shows it, such as 15:00");
    if (!is_one_of(s->counts, "nominations", "votes", "votes") || !is_one_of(s->tie, "waited", "share", "panel"))
        return fail(err, BAD_INPUT, "tie", "choose who a round is decided for");
    if (s->time_zone.n && zone_open(a, s->time_zone, &zone, &why) != OK)
        return fail(err, BAD_INPUT, "zone", "%s", why.text);
    return OK;
}

static code check(struct arena *a, const struct scheme *s, const struct id_list *deciders, struct error *err)
{
    struct str_list values = {0};

    if (str_is_empty(str_trim(s->name)))
        return fail(err, BAD_INPUT, "name", "give it a name that people see, such as “Thank you of the month”");
    if (!is_who(s->who))
        return fail(err, BAD_INPUT, "who", "choose who may nominate");
    if (deciders->n == 0)
        return fail(err, BAD_INPUT, "decider", "choose at least one person who decides");
    if (deciders->n > DECIDERS_MOST)
        return fail(err, BAD_INPUT, "decider", "at most %d people decide", DECIDERS_MOST);
    if (s->votes < 1 || s->votes > (int64_t)deciders->n)
        return fail(err, BAD_INPUT, "votes", "between one and as many as decide");
    TRY(check_rounds(a, s, err));
    scheme_values(a, s, &values);
    if (values.n > VALUES_MOST)
        return fail(err, BAD_INPUT, "values", "at most %d values, each on a line", VALUES_MOST);
    for (size_t i = 0; i < values.n; i++)
        if (values.items[i].n > 80)
            return fail(err, BAD_INPUT, "values", "a value has at most 80 letters");
    return OK;
}

static const char sql_insert[] = SQL(
    "INSERT INTO recognition_scheme (org_id, achievement_id, account_id, public_id, name, words, who, quota, apart_days, rest_days, company_values,"
    " votes, nominated, created_at, wall_days, says_who, asks_leader) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, $16) RETURNING id");
static const char sql_update[] = SQL(
    "UPDATE recognition_scheme SET name = $3, words = $4, who = $5, quota = $6, apart_days = $7, rest_days = $8, company_values = $9, votes = $10,"
    " wall_days = $11, says_who = $12, asks_leader = $13"
    " WHERE org_id = $1 AND id = $2");

static code insert(struct db *db, struct arena *a, const struct scheme_save *w, int64_t *id, struct error *err)
{
    const struct scheme *s = w->s;
    struct badge_row b;
    code c = s->achievement > 0 ? catalog_get(db, a, s->org, s->achievement, &b, NULL) : NOT_FOUND;

    if (c == NOT_FOUND || (c == OK && !str_eq(b.state, S("published"))))
        return fail(err, BAD_INPUT, "badge", "choose a badge that is published");
    if (c != OK)
        return fail(err, c, "badge", "it could not be read");
    return db_int(db, sql_insert,
                  ARGS(v_int(s->org), v_int(s->achievement), v_int_if(w->by > 0, w->by), v_str(random_token(a, 12)), v_str(str_trim(s->name)), v_str(s->words),
                       v_str(s->who), v_int(s->quota), v_int(s->apart_days), v_int(s->rest_days), v_str(s->company_values), v_int(s->votes),
                       v_int(clock_now()), v_int(s->wall_days), v_int(s->says_who), v_int(s->asks_leader)),
                  id, err);
}

static code update(struct db *db, const struct scheme *s, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_update,
               ARGS(v_int(s->org), v_int(s->id), v_str(str_trim(s->name)), v_str(s->words), v_str(s->who), v_int(s->quota), v_int(s->apart_days),
                    v_int(s->rest_days), v_str(s->company_values), v_int(s->votes), v_int(s->wall_days), v_int(s->says_who), v_int(s->asks_leader)),
               &changed, err));
    return changed ? OK : fail(err, NOT_FOUND, "scheme", "there is no such scheme");
}

static const char sql_no_deciders[] = SQL("DELETE FROM recognition_decider WHERE scheme_id = $1");
static const char sql_decider[] = SQL("INSERT INTO recognition_decider (scheme_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");

static bool may_be_decider(const struct deciders *known, int64_t account)
{
    for (size_t i = 0; i < known->n; i++)
        if (known->items[i].account == account)
            return true;
    return false;
}

static code set_deciders(struct db *db, struct arena *a, const struct scheme_save *w, int64_t id, struct error *err)
{
    struct deciders known = {0};

    TRY(scheme_deciders(db, a, w->s->org, id, &known, err));
    TRY(db_run(db, sql_no_deciders, ARGS(v_int(id)), NULL, err));
    for (size_t i = 0; i < w->deciders->n; i++) {
        if (!may_be_decider(&known, w->deciders->items[i]))
            return fail(err, BAD_INPUT, "decider", "somebody who decides has to be a member who may change something");
        TRY(db_run(db, sql_decider, ARGS(v_int(id), v_int(w->deciders->items[i])), NULL, err));
    }
    return OK;
}

static const char sql_rounds[] = SQL(
    "UPDATE recognition_scheme SET every = $2, close_weekday = $3, close_minute = $4, time_zone = $5, counts = $6, tie = $7, rest_rounds = $8, varies = $9 WHERE id = $1");

/* Where no clocks are named, those that the organisation has today. */
static code set_rounds(struct db *db, struct arena *a, const struct scheme *s, int64_t id, struct error *err)
{
    struct org_awarding clocks;

    if (str_is_empty(s->every))
        return db_run(db, sql_rounds, ARGS(v_int(id), v_str(S("")), v_int(5), v_int(900), v_str(S("")), v_str(S("nominations")), v_str(S("waited")), v_int(0), v_int(0)), NULL, err);
    TRY(org_awarding_get(db, a, s->org, &clocks, err));
    return db_run(db, sql_rounds,
                  ARGS(v_int(id), v_str(s->every), v_int(s->close_weekday), v_int(s->close_minute), v_str(s->time_zone.n ? s->time_zone : clocks.time_zone),
                       v_str(s->counts), v_str(s->tie), v_int(s->rest_rounds), v_int(s->varies)),
                  NULL, err);
}

static code save(struct db *db, struct arena *a, const struct scheme_save *w, int64_t *id, struct error *err)
{
    *id = w->s->id;
    TRY(w->s->id ? update(db, w->s, err) : insert(db, a, w, id, err));
    TRY(set_rounds(db, a, w->s, *id, err));
    TRY(set_deciders(db, a, w, *id, err));
    TRY(round_follow_scheme(db, a, w->s->org, *id, err));
    TRY(nominations_count_again(db, a, w->s->org, *id, err));
    return org_log(db, w->s->org, w->by, "recognise.scheme", str_printf(a, "scheme %lld", (long long)*id), str_trim(w->s->name), err);
}

code scheme_save(struct db *db, struct arena *a, const struct scheme_save *w, int64_t *id, struct error *err)
{
    TRY(check(a, w->s, w->deciders, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, w, id, err), err);
}

static const char sql_stop[] = SQL("UPDATE recognition_scheme SET stopped_at = $3 WHERE org_id = $1 AND id = $2");

static code stop(struct db *db, struct arena *a, const struct scheme_stop *w, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_stop, ARGS(v_int(w->org), v_int(w->id), v_int_if(w->stopped, clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, NOT_FOUND, "scheme", "there is no such scheme");
    TRY(round_follow_scheme(db, a, w->org, w->id, err));
    return org_log(db, w->org, w->by, w->stopped ? "recognise.stop" : "recognise.start", str_printf(a, "scheme %lld", (long long)w->id), S(""), err);
}

code scheme_set_stopped(struct db *db, struct arena *a, const struct scheme_stop *w, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, stop(db, a, w, err), err);
}

/* ---- somebody leaves ---- */

static const char sql_schemes_of[] = SQL(
    "SELECT s.id FROM recognition_scheme s JOIN recognition_decider d ON d.scheme_id = s.id WHERE s.org_id = $1 AND d.account_id = $2 AND $3 <> $2 AND EXISTS"
    " (SELECT 1 FROM member m WHERE m.org_id = $1 AND m.account_id = $3 AND " HAS_ROLE("$1", "$3", "$4") ") ORDER BY s.id");
static const char sql_no_decider[] = SQL("DELETE FROM recognition_decider WHERE scheme_id = $1 AND account_id = $2");

code scheme_hand_over(struct db *db, struct arena *a, const struct scheme_handing *h, struct error *err)
{
    struct rows *r = db_query(db, sql_schemes_of, ARGS(v_int(h->org), v_int(h->from), v_int(h->to), v_int(clock_now())));
    struct id_list ids = {0};

    while (rows_next(r))
        *list_add(a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++) {
        TRY(db_run(db, sql_no_decider, ARGS(v_int(ids.items[i]), v_int(h->from)), NULL, err));
        TRY(db_run(db, sql_decider, ARGS(v_int(ids.items[i]), v_int(h->to)), NULL, err));
        TRY(nominations_count_again(db, a, h->org, ids.items[i], err));
    }
    return OK;
}
