/* recognise/wall.c — what is on the wall, who may look at it, and taking it down. */
#include "app/recognise/wall.h"

#include "app/org/access.h"
#include "app/recognise/recognise_private.h"

/* ---- what is on it ---- */

/* An address is not a name, whoever entered it as one. */
#define NAME(name, email) "CASE WHEN " name " = '' OR " name " = " email " OR " name " LIKE '%@%' THEN '…' ELSE " name " END"
/* Who nominated, with their consent and the scheme's, unless they want to be left out. */
#define BY                                                                                                              \
    "CASE WHEN n.is_named = 1 AND s.says_who = 1 AND c.name IS NOT NULL AND c.name NOT LIKE '%@%'"                       \
    " AND NOT EXISTS (SELECT 1 FROM wall_off f WHERE f.person_id IN " PERSONS_OF("n.org_id", "n.account_id") ") THEN c.name ELSE '' END"

#define ENTRY(now)                                                                                                      \
    "SELECT n.id, p.id, n.told_at, coalesce(n.taken_at, 0), " NAME("p.name", "p.email") ", p.title, coalesce(d.name, ''), n.company_value," \
    " n.citation, v.name, coalesce(w.picture_hash, v.png_hash), " BY ", n.taken_why FROM nomination n JOIN recognition_scheme s ON s.id = n.scheme_id"                     \
    " JOIN award w ON w.id = n.award_id JOIN achievement_version v ON v.id = w.version_id JOIN person p ON p.id = n.person_id"                        \
    " LEFT JOIN department d ON d.id = p.department_id LEFT JOIN account c ON c.id = n.account_id"                        \
    " WHERE n.org_id = $1 AND n.state = 'accepted' AND w.revoked_at IS NULL"                                              \
    " AND NOT EXISTS (SELECT 1 FROM award_suspension x WHERE x.award_id = w.id) AND " IS_HERE("p", now)                  \
    " AND NOT EXISTS (SELECT 1 FROM wall_off o WHERE o.person_id = p.id)"                                                 \
    " AND NOT EXISTS (SELECT 1 FROM account_email h JOIN wall_off z ON z.person_id IN " PERSONS_OF("n.org_id", "h.account_id")  \
    " WHERE h.folded = p.folded AND h.verified_at IS NOT NULL)"
#define ASKED                                                                                                          \
    " AND n.told_at + s.wall_days * 86400000 > $2 AND (n.company_value = $3 OR $3 = '')"                                \
    " AND ($4 = 0 OR p.department_id IN (WITH RECURSIVE below(id) AS (SELECT CAST($4 AS BIGINT) UNION SELECT e.id FROM department e"      \
    " JOIN below ON e.parent_id = below.id) SELECT id FROM below)) AND (p.id = $5 OR $5 = 0)"                           \
    " AND CASE WHEN n.taken_at IS NULL THEN 0 ELSE 1 END = $6"
static const char sql_down[] = SQL(ENTRY("$2") ASKED " AND (n.told_at < $7 OR (n.told_at = $7 AND n.id < $8)) ORDER BY n.told_at DESC, n.id DESC LIMIT $9");
static const char sql_up[] = SQL(ENTRY("$2") ASKED " AND (n.told_at > $7 OR (n.told_at = $7 AND n.id > $8)) ORDER BY n.told_at, n.id LIMIT $9");
static const char sql_get[] = SQL(ENTRY("$3") " AND n.id = $2 AND n.told_at IS NOT NULL");

static void read_entry(struct rows *r, struct arena *a, struct wall_entry *e)
{
    str title = row_str(r, 5, a), department = row_str(r, 6, a);

    *e = (struct wall_entry){
        .nomination = row_int(r, 0), .person = row_int(r, 1), .told = row_int(r, 2), .taken = row_int(r, 3), .name = row_str(r, 4, a),
        .about = nominee_about(a, title, department), .value = row_str(r, 7, a), .citation = row_str(r, 8, a), .badge = row_str(r, 9, a),
        .png_hash = row_str(r, 10, a), .by = row_str(r, 11, a), .why = row_str(r, 12, a)};
}

/* Where a page stands that is next to that nomination. */
struct place { msec told; int64_t id; };
static const struct place top = {INT64_MAX, INT64_MAX};
static const char sql_place[] = SQL("SELECT told_at FROM nomination WHERE org_id = $1 AND id = $2 AND told_at IS NOT NULL");

static code place_of(struct db *db, int64_t org, const struct keyset *at, struct place *out, struct error *err)
{
    struct rows *r;

    *out = top;
    if (keyset_row(at, 0) == 0)
        return OK;
    r = db_query(db, sql_place, ARGS(v_int(org), v_int(keyset_row(at, 0))));
    if (rows_next(r))
        *out = (struct place){row_int(r, 0), keyset_row(at, 0)};
    return rows_end(r, err);
}

code wall_find(struct db *db, struct arena *a, const struct wall_ask *q, const struct keyset *at, struct wall_entries *out, struct error *err)
{
    struct place next_to;
    struct rows *r;

    TRY(place_of(db, q->org, at, &next_to, err));
    r = db_query(db, keyset_is_back(at) ? sql_up : sql_down,
                 ARGS(v_int(q->org), v_int(clock_now()), v_str(q->value), v_int(q->department), v_int(q->person), v_int(q->taken), v_int(next_to.told),
                      v_int(next_to.id), v_int(at->limit)));
    while (rows_next(r))
        read_entry(r, a, list_add(a, out));
    return rows_end(r, err);
}

code wall_get(struct db *db, struct arena *a, int64_t org, int64_t nomination, struct wall_entry *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(nomination), v_int(clock_now())));
    bool found = rows_next(r);

    if (found)
        read_entry(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "nomination", "there is no such recognition on the wall");
}

static const char sql_values[] = SQL("SELECT s.company_values FROM recognition_scheme s WHERE s.org_id = $1 AND s.wall_days > 0 ORDER BY s.id LIMIT 300");

static bool has(const struct str_list *all, str one)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], one))
            return true;
    return false;
}

code wall_values(struct db *db, struct arena *a, int64_t org, struct str_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_values, ARGS(v_int(org)));

    while (rows_next(r)) {
        struct scheme s = {.company_values = row_str(r, 0, a)};
        struct str_list values = {0};
        scheme_values(a, &s, &values);
        for (size_t i = 0; i < values.n; i++)
            if (!has(out, values.items[i]))
                *list_add(a, out) = values.items[i];
    }
    return rows_end(r, err);
}

/* ---- who looks ---- */

#define THEIRS_HERE(org, me, now) "SELECT p.id FROM person p WHERE p.id IN (" ACCESS_MINE(org, me) ") AND " WORKS_HERE("p", now)
static const char sql_may[] = SQL(
    "SELECT CASE WHEN EXISTS (" THEIRS_HERE("$1", "$2", "$3") ") OR EXISTS (SELECT 1 FROM member m WHERE m.org_id = $1 AND m.account_id = $2 AND "
    HAS_ROLE("m.org_id", "m.account_id", "$3") ") THEN 1 ELSE 0 END");

code wall_may_see(struct db *db, int64_t org, int64_t account, struct error *err)
{
    int64_t may = 0;

    TRY(db_int(db, sql_may, ARGS(v_int(org), v_int(account), v_int(clock_now())), &may, err));
    return may ? OK : fail(err, NOT_FOUND, "wall", "there is no such wall");
}

static const char sql_walls[] = SQL(
    "SELECT g.id, v.name FROM org g JOIN org_version v ON v.id = g.version_id WHERE EXISTS (SELECT 1 FROM recognition_scheme s WHERE s.org_id = g.id AND s.wall_days > 0)"
    " AND (EXISTS (SELECT 1 FROM member m WHERE m.org_id = g.id AND m.account_id = $1 AND " HAS_ROLE("m.org_id", "m.account_id", "$2") ")"
    " OR EXISTS (" THEIRS_HERE("g.id", "$1", "$2") ")) ORDER BY lower(v.name), g.id LIMIT 50");

code walls_of(struct db *db, struct arena *a, int64_t account, struct wall_orgs *out, struct error *err)
{
    struct rows *r = db_query(db, sql_walls, ARGS(v_int(account), v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, out) = (struct wall_org){row_int(r, 0), row_str(r, 1, a)};
    return rows_end(r, err);
}

/* ---- one's own choice ---- */

static const char sql_self[] = SQL(
    "SELECT count(*), count(f.person_id) FROM person p LEFT JOIN wall_off f ON f.person_id = p.id WHERE p.id IN (" ACCESS_MINE("$1", "$2") ") AND p.removed_at IS NULL");
static const char sql_off[] = SQL(
    "INSERT INTO wall_off (person_id, created_at) SELECT p.id, $3 FROM person p WHERE p.id IN (" ACCESS_MINE("$1", "$2") ") AND p.removed_at IS NULL"
    " ON CONFLICT DO NOTHING");
static const char sql_on[] = SQL("DELETE FROM wall_off WHERE person_id IN (" ACCESS_MINE("$1", "$2") ")");

code wall_self(struct db *db, int64_t org, int64_t account, struct wall_self *out, struct error *err)
{
    struct rows *r = db_query(db, sql_self, ARGS(v_int(org), v_int(account)));

    if (rows_next(r))
        *out = (struct wall_self){row_int(r, 0) > 0, row_int(r, 0) > 0 && row_int(r, 1) == row_int(r, 0)};
    return rows_end(r, err);
}

code wall_set_off(struct db *db, int64_t org, int64_t account, bool is_off, struct error *err)
{
    if (is_off)
        return db_run(db, sql_off, ARGS(v_int(org), v_int(account), v_int(clock_now())), NULL, err);
    return db_run(db, sql_on, ARGS(v_int(org), v_int(account)), NULL, err);
}

/* ---- taking down ---- */

static const char sql_take[] = SQL("UPDATE nomination SET taken_at = $3, taken_why = $4 WHERE org_id = $1 AND id = $2 AND state = 'accepted' AND told_at IS NOT NULL");

/* The log has the reason, and not the person: more may read it. */
static code take(struct db *db, struct arena *a, const struct wall_take *w, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_take, ARGS(v_int(w->org), v_int(w->nomination), v_int_if(w->down, clock_now()), v_str(w->down ? w->why : S(""))), &changed, err));
    if (changed == 0)
        return fail(err, NOT_FOUND, "nomination", "there is no such recognition on the wall");
    return org_log(db, w->org, w->by, w->down ? "recognise.take-down" : "recognise.put-back", str_printf(a, "nomination %lld", (long long)w->nomination),
                   w->down ? w->why : S(""), err);
}

code wall_take(struct db *db, struct arena *a, const struct wall_take *w, struct error *err)
{
    if (w->down && str_is_empty(w->why))
        return fail(err, BAD_INPUT, "why", "say why: it stands in the log");
    TRY(db_begin(db, err));
    return db_end(db, take(db, a, w, err), err);
}
