/* induct/visit.c — lanes for visitors, and their passes. */
#include "app/induct/induct_private.h"
#include "app/induct/visit.h"

#include "app/zone.h"
#include "base/crypto.h"

/* ---- lanes ---- */

#define READS "(SELECT count(*) FROM induct_item i WHERE i.template_id = t.id AND i.number = t.number AND i.number > 0 AND i.kind = 'read')"
#define LANE                                                                                                                     \
    "SELECT l.id, l.org_id, l.template_id, l.site_id, l.valid_days, l.keep_days, t.number, l.public_id, l.name, t.name, coalesce(s.name, ''), o.name, l.created_at," \
    " l.stopped_at, CASE WHEN t.archived_at IS NULL THEN " READS " ELSE 0 END FROM induct_lane l JOIN induct_template t ON t.id = l.template_id JOIN org g ON g.id = l.org_id"  \
    " JOIN org_version o ON o.id = g.version_id LEFT JOIN site s ON s.id = l.site_id"
static const char sql_lane[] = SQL(LANE " WHERE l.org_id = $1 AND l.id = $2");
static const char sql_by_public[] = SQL(LANE " WHERE l.public_id = $1");
static const char sql_lanes[] = SQL(LANE " WHERE l.org_id = $1 ORDER BY lower(l.name), l.id LIMIT 500");

static void read_lane(struct rows *r, struct arena *a, struct lane *l)
{
    *l = (struct lane){.id = row_int(r, 0), .org = row_int(r, 1), .template = row_int(r, 2), .site = row_int(r, 3), .valid_days = row_int(r, 4), .keep_days = row_int(r, 5),
                       .number = row_int(r, 6), .public_id = row_str(r, 7, a), .name = row_str(r, 8, a), .template_name = row_str(r, 9, a), .site_name = row_str(r, 10, a),
                       .org_name = row_str(r, 11, a), .created = row_int(r, 12), .stopped = row_int(r, 13), .is_ready = row_int(r, 14) > 0};
}

static code one_lane(struct rows *r, struct arena *a, struct lane *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_lane(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "lane", "there is no such poster for visitors");
}

code lane_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct lane *out, struct error *err)
{
    return one_lane(db_query(db, sql_lane, ARGS(v_int(org), v_int(id))), a, out, err);
}

code lane_by_public_id(struct db *db, struct arena *a, str public_id, struct lane *out, struct error *err)
{
    return one_lane(db_query(db, sql_by_public, ARGS(v_str(public_id))), a, out, err);
}

code lanes_find(struct db *db, struct arena *a, int64_t org, struct lanes *out, struct error *err)
{
    struct rows *r = db_query(db, sql_lanes, ARGS(v_int(org)));

    while (rows_next(r))
        read_lane(r, a, list_add(a, out));
    return rows_end(r, err);
}

code lane_documents(struct db *db, struct arena *a, const struct lane *l, struct induct_items *out, struct error *err)
{
    struct induct_items all = {0};

    TRY(induct_items_of(db, a, l->template, l->number, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.items[i].kind, S("read")))
            *list_add(a, out) = all.items[i];
    return OK;
}

static const char sql_has_site[] = SQL("SELECT count(*) FROM site WHERE org_id = $1 AND id = $2");
static const char sql_insert[] = SQL(
    "INSERT INTO induct_lane (org_id, template_id, site_id, account_id, public_id, name, valid_days, keep_days, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id");
static const char sql_update[] = SQL("UPDATE induct_lane SET template_id = $3, site_id = $4, name = $5, valid_days = $6, keep_days = $7 WHERE org_id = $1 AND id = $2");

static code check(struct db *db, struct arena *a, const struct lane *l, struct error *err)
{
    struct induct_template t;
    int64_t n = 0;

    if (str_is_empty(str_trim(l->name)))
        return fail(err, BAD_INPUT, "name", "give it a name, such as “Gate 2”");
    if (induct_template_get(db, a, l->org, l->template, &t, NULL) != OK || t.number == 0)
        return fail(err, BAD_INPUT, "template", "choose a checklist that is published");
    if (l->site) {
        TRY(db_int(db, sql_has_site, ARGS(v_int(l->org), v_int(l->site)), &n, err));
        if (n == 0)
            return fail(err, BAD_INPUT, "site", "choose one of the list");
    }
    if (l->valid_days < 1 || l->valid_days > LANE_DAYS_MOST)
        return fail(err, BAD_INPUT, "valid", "between 1 and %d days", LANE_DAYS_MOST);
    return l->keep_days >= 0 && l->keep_days <= LANE_DAYS_MOST ? OK : fail(err, BAD_INPUT, "keep", "between 0 and %d days", LANE_DAYS_MOST);
}

static code save(struct db *db, struct arena *a, const struct lane *l, int64_t by, int64_t *id, struct error *err)
{
    int64_t changed = 1;

    TRY(check(db, a, l, err));
    *id = l->id;
    if (l->id)
        TRY(db_run(db, sql_update, ARGS(v_int(l->org), v_int(l->id), v_int(l->template), v_int_if(l->site > 0, l->site), v_str(str_trim(l->name)), v_int(l->valid_days),
                                        v_int(l->keep_days)), &changed, err));
    else
        TRY(db_int(db, sql_insert, ARGS(v_int(l->org), v_int(l->template), v_int_if(l->site > 0, l->site), v_int(by), v_str(random_token(a, 12)), v_str(str_trim(l->name)),
                                        v_int(l->valid_days), v_int(l->keep_days), v_int(clock_now())), id, err));
    if (changed == 0)
        return fail(err, NOT_FOUND, "lane", "there is no such poster for visitors");
    return org_log(db, l->org, by, "induction.lane", str_printf(a, "lane %lld", (long long)*id), str_trim(l->name), err);
}

code lane_save(struct db *db, struct arena *a, const struct lane *l, int64_t by, int64_t *id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, l, by, id, err), err);
}

static const char sql_stop[] = SQL("UPDATE induct_lane SET stopped_at = $3 WHERE org_id = $1 AND id = $2");

static code stop(struct db *db, struct arena *a, const struct induct_act *c, bool stopped, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_stop, ARGS(v_int(c->org), v_int(c->id), v_int_if(stopped, clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, NOT_FOUND, "lane", "there is no such poster for visitors");
    return org_log(db, c->org, c->by, stopped ? "induction.lane-stop" : "induction.lane-start", str_printf(a, "lane %lld", (long long)c->id), S(""), err);
}

code lane_set_stopped(struct db *db, struct arena *a, const struct induct_act *c, bool stopped, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, stop(db, a, c, stopped, err), err);
}

/* ---- passes ---- */

static bool has(const struct str_list *all, str one)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], one))
            return true;
    return false;
}

/* All of it, in the version that is in force now. */
static code check_read(struct arena *a, const struct pass_new *n, const struct induct_items *documents, str *hashes, struct error *err)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < documents->n; i++) {
        if (!has(n->hashes, documents->items[i].hash))
            return fail(err, BAD_INPUT, "read", "read and acknowledge all of it, please");
        buf_printf(&b, "%s" STR_FMT, i ? "\n" : "", STR_ARG(documents->items[i].hash));
    }
    *hashes = buf_done(&b);
    return OK;
}

/* To the end of the last day, by the clocks of the site, else of the organisation. */
static const char sql_zone[] = SQL("SELECT time_zone FROM site WHERE org_id = $1 AND id = $2 AND time_zone <> ''");

static code end_of(struct db *db, struct arena *a, const struct lane *l, msec *out, struct error *err)
{
    struct org_awarding clocks;
    struct rows *r;

    TRY(org_awarding_get(db, a, l->org, &clocks, err));
    r = db_query(db, sql_zone, ARGS(v_int(l->org), v_int(l->site)));
    if (rows_next(r))
        clocks.time_zone = row_str(r, 0, a);
    TRY(rows_end(r, err));
    *out = zone_moment(a, clocks.time_zone, zone_day(a, clocks.time_zone, clock_now()).day + l->valid_days * DAY);
    return OK;
}

static const char sql_pass[] = SQL(
    "INSERT INTO induct_pass (org_id, lane_id, number, token_hash, check_id, name, company, hashes, created_at, until_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

code pass_make(struct db *db, struct arena *a, const struct pass_new *n, str *token, struct error *err)
{
    struct induct_items documents = {0};
    str hashes;
    msec until = 0;

    if (n->l->stopped || !n->l->is_ready)
        return fail(err, CONFLICT, "lane", "nobody gets a pass here at the moment");
    if (str_is_empty(str_trim(n->name)))
        return fail(err, BAD_INPUT, "name", "write your name");
    TRY(lane_documents(db, a, n->l, &documents, err));
    TRY(check_read(a, n, &documents, &hashes, err));
    TRY(end_of(db, a, n->l, &until, err));
    *token = random_token(a, 18);
    return db_run(db, sql_pass, ARGS(v_int(n->l->org), v_int(n->l->id), v_int(n->l->number), v_str(sha256_hex(a, *token)), v_str(random_token(a, 12)), v_str(str_trim(n->name)),
                                     v_str(str_trim(n->company)), v_str(hashes), v_int(clock_now()), v_int(until)), NULL, err);
}

#define PASS                                                                                                                     \
    "SELECT x.id, x.org_id, x.check_id, x.name, x.company, l.name, coalesce(s.name, ''), o.name, x.created_at, CASE WHEN x.ended_at IS NULL THEN x.until_at ELSE x.ended_at END," \
    " coalesce(nullif(s.time_zone, ''), g.time_zone)"                                                                          \
    " FROM induct_pass x JOIN induct_lane l ON l.id = x.lane_id JOIN org g ON g.id = x.org_id JOIN org_version o ON o.id = g.version_id LEFT JOIN site s ON s.id = l.site_id"
static const char sql_by_token[] = SQL(PASS " WHERE x.token_hash = $1");
static const char sql_by_check[] = SQL(PASS " WHERE x.check_id = $1");

static code one_pass(struct rows *r, struct arena *a, struct pass *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        *out = (struct pass){.id = row_int(r, 0), .org = row_int(r, 1), .check_id = row_str(r, 2, a), .name = row_str(r, 3, a), .company = row_str(r, 4, a),
                             .lane_name = row_str(r, 5, a), .site_name = row_str(r, 6, a), .org_name = row_str(r, 7, a), .created = row_int(r, 8), .until = row_int(r, 9), .time_zone = row_str(r, 10, a)};
    TRY(rows_end(r, err));
    if (!found)
        return fail(err, NOT_FOUND, "pass", "there is no such pass; it may have ended long ago");
    out->holds = out->until > clock_now();
    return OK;
}

code pass_by_token(struct db *db, struct arena *a, str token, struct pass *out, struct error *err)
{
    return one_pass(db_query(db, sql_by_token, ARGS(v_str(sha256_hex(a, token)))), a, out, err);
}

code pass_by_check(struct db *db, struct arena *a, str check_id, struct pass *out, struct error *err)
{
    TRY(one_pass(db_query(db, sql_by_check, ARGS(v_str(check_id))), a, out, err));
    out->name = out->company = S("");
    return OK;
}

/* What was ended can be taken back for ten minutes. */
static const char sql_tidy[] = SQL(
    "DELETE FROM induct_pass WHERE coalesce(ended_at, until_at) <= $1 - 600000 AND EXISTS (SELECT 1 FROM induct_lane l WHERE l.id = induct_pass.lane_id"
    " AND coalesce(induct_pass.ended_at, induct_pass.until_at) + l.keep_days * 86400000 + 600000 <= $1)");

code passes_tidy(struct db *db, struct error *err)
{
    return db_run(db, sql_tidy, ARGS(v_int(clock_now())), NULL, err);
}
