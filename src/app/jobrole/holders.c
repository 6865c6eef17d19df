/* jobrole/holders.c — who works as a job role: named ones; and what follows for the rest. */
#include "app/jobrole/jobrole.h"

static const char sql_for_it[] = SQL(
    "SELECT DISTINCT v.requirement_id FROM requirement_audience x JOIN requirement_version v ON v.id = x.version_id"
    " WHERE x.org_id = $1 AND x.kind = 'job' AND x.ref_id = $2 AND v.number > 0 ORDER BY v.requirement_id");

code jobrole_touch(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct rows *r = db_query(db, sql_for_it, ARGS(v_int(org), v_int(id)));
    struct id_list all = {0};

    while (rows_next(r))
        *list_add(a, &all) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < all.n; i++)
        TRY(requirement_touch(db, a, org, all.items[i], 0, err));
    return OK;
}

static const char sql_hold[] = SQL(
    "INSERT INTO jobrole_person (org_id, jobrole_id, person_id, created_at) SELECT p.org_id, j.id, p.id, $4 FROM person p JOIN jobrole j ON j.org_id = p.org_id"
    " WHERE p.org_id = $1 AND j.id = $2 AND p.id = $3 AND p.removed_at IS NULL ON CONFLICT DO NOTHING");
static const char sql_unhold[] = SQL("DELETE FROM jobrole_person WHERE org_id = $1 AND jobrole_id = $2 AND person_id = $3");

static code tell(struct db *db, struct arena *a, const struct jobrole_holder *h, const char *what, struct error *err)
{
    TRY(org_log(db, h->of.org, h->of.by, what, str_printf(a, "person %lld", (long long)h->person), str_printf(a, "job role %lld", (long long)h->of.id), err));
    return jobrole_touch(db, a, h->of.org, h->of.id, err);
}

static code hold(struct db *db, struct arena *a, const struct jobrole_holder *h, struct error *err)
{
    int64_t made = 0;

    TRY(db_run(db, sql_hold, ARGS(v_int(h->of.org), v_int(h->of.id), v_int(h->person), v_int(clock_now())), &made, err));
    return made ? tell(db, a, h, "jobrole.hold", err) : fail(err, CONFLICT, "person", "they are named already, or do not work here");
}

code jobrole_hold(struct db *db, struct arena *a, const struct jobrole_holder *h, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, hold(db, a, h, err), err);
}

static code unhold(struct db *db, struct arena *a, const struct jobrole_holder *h, struct error *err)
{
    int64_t gone = 0;

    TRY(db_run(db, sql_unhold, ARGS(v_int(h->of.org), v_int(h->of.id), v_int(h->person)), &gone, err));
    return gone ? tell(db, a, h, "jobrole.hold-end", err) : fail(err, NOT_FOUND, "person", "they are not named");
}

code jobrole_unhold(struct db *db, struct arena *a, const struct jobrole_holder *h, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, unhold(db, a, h, err), err);
}

static const char sql_named[] = SQL(
    "SELECT p.id, CASE WHEN p.name = '' THEN p.email ELSE p.name END FROM jobrole_person h JOIN person p ON p.id = h.person_id"
    " WHERE h.org_id = $1 AND h.jobrole_id = $2 ORDER BY lower(p.name), p.id LIMIT $3");

code jobrole_named(struct db *db, struct arena *a, int64_t org, int64_t id, struct jobrole_named_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_named, ARGS(v_int(org), v_int(id), v_int(JOBROLE_NAMED_SHOWN)));

    while (rows_next(r))
        *list_add(a, out) = (struct jobrole_named){row_int(r, 0), row_str(r, 1, a)};
    return rows_end(r, err);
}

static const char sql_is_held[] = SQL("SELECT count(*) FROM person p WHERE p.org_id = $1 AND p.id = $3 AND " WORKS_AS("$2"));

code jobrole_is_held(struct db *db, int64_t org, int64_t id, int64_t person, bool *out, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_is_held, ARGS(v_int(org), v_int(id), v_int(person)), &n, err));
    *out = n > 0;
    return OK;
}
