/* claim/claim.c — the links themselves: making, changing, stopping, finding. */
#include "app/claim/claim_private.h"

#include "base/crypto.h"


/* ---- making and changing ---- */

/* A file cannot be handed over later: there is no address to send it to. */
static code check(const struct claim_link *l, struct error *err)
{
    if (str_is_empty(l->name))
        return fail(err, BAD_INPUT, "name", "give it a name, so that you find it again");
    TRY(opening_check(&l->open, err));
    if (l->needs_approval && l->with_file)
        return fail(err, BAD_INPUT, "with_file", "whoever waits for approval needs an e-mail address: choose one of the two");
    return OK;
}

static const char sql_insert[] = SQL(
    "INSERT INTO claim_link (org_id, achievement_id, account_id, public_id, name, by_code, needs_approval, with_file,"
    " opens_at, closes_at, most, taken, created_at, is_shown) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13) RETURNING id");

static code insert(struct db *db, struct arena *a, const struct claim_link *l, int64_t *id, struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(db, a, l->org, l->achievement, &b, err));
    if (!str_eq(b.state, S("published")))
        return fail(err, CONFLICT, "badge", "publish the badge before people can get it");
    TRY(db_int(db, sql_insert,
               ARGS(v_int(l->org), v_int(l->achievement), v_int_if(l->account > 0, l->account), v_str(random_token(a, 12)),
                    v_str(l->name), v_int(l->by_code), v_int(l->needs_approval), v_int(l->with_file),
                    v_int_if(l->open.opens > 0, l->open.opens), v_int_if(l->open.closes > 0, l->open.closes), v_int(l->open.most), v_int(clock_now()),
                    v_int(l->is_shown)),
               id, err));
    return org_log(db, l->org, l->account, "claim.create", str_printf(a, "claim %lld", (long long)*id), l->name, err);
}

code claim_create(struct db *db, struct arena *a, const struct claim_link *l, int64_t *id, struct error *err)
{
    TRY(check(l, err));
    TRY(db_begin(db, err));
    return db_end(db, insert(db, a, l, id, err), err);
}

static const char sql_save[] = SQL(
    "UPDATE claim_link SET name = $3, by_code = $4, needs_approval = $5, with_file = $6, opens_at = $7, closes_at = $8,"
    " most = $9, is_shown = $10 WHERE org_id = $1 AND id = $2");

static code save(struct db *db, struct arena *a, const struct claim_link *l, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_save,
               ARGS(v_int(l->org), v_int(l->id), v_str(l->name), v_int(l->by_code), v_int(l->needs_approval),
                    v_int(l->with_file), v_int_if(l->open.opens > 0, l->open.opens), v_int_if(l->open.closes > 0, l->open.closes), v_int(l->open.most),
                    v_int(l->is_shown)),
               &changed, err));
    if (changed == 0)
        return fail(err, NOT_FOUND, "claim", "there is no such link");
    return org_log(db, l->org, l->account, "claim.change", str_printf(a, "claim %lld", (long long)l->id), l->name, err);
}

code claim_save(struct db *db, struct arena *a, const struct claim_link *l, struct error *err)
{
    TRY(check(l, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, l, err), err);
}

static const char sql_stop[] = SQL("UPDATE claim_link SET stopped_at = $3 WHERE org_id = $1 AND id = $2");

static code stop(struct db *db, struct arena *a, const struct claim_stop *s, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_stop, ARGS(v_int(s->org), v_int(s->id), v_int_if(s->stopped, clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, NOT_FOUND, "claim", "there is no such link");
    return org_log(db, s->org, s->account, s->stopped ? "claim.stop" : "claim.start",
                   str_printf(a, "claim %lld", (long long)s->id), S(""), err);
}

code claim_set_stopped(struct db *db, struct arena *a, const struct claim_stop *s, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, stop(db, a, s, err), err);
}

/* ---- finding ---- */

#define COLUMNS                                                                                                    \
    "l.id, l.org_id, l.achievement_id, l.account_id, l.public_id, l.name, l.by_code, l.needs_approval, l.with_file," \
    " l.opens_at, l.closes_at, l.stopped_at, l.created_at, l.most, l.taken, v.name, v.description, v.png_hash, b.state, o.name,"   \
    " l.is_shown, v.issuer_id"
#define FROM                                                                                                       \
    " FROM claim_link l JOIN achievement b ON b.id = l.achievement_id JOIN achievement_version v ON v.id = b.version_id" \
    " JOIN org g ON g.id = l.org_id LEFT JOIN issuer i ON i.id = v.issuer_id"  \
    " JOIN org_version o ON o.id = coalesce(i.version_id, g.version_id)"

static void read_link(struct rows *r, struct arena *a, struct claim_link *l)
{
    *l = (struct claim_link){
        .id = row_int(r, 0), .org = row_int(r, 1), .achievement = row_int(r, 2), .account = row_int(r, 3),
        .public_id = row_str(r, 4, a), .name = row_str(r, 5, a), .by_code = row_bool(r, 6), .needs_approval = row_bool(r, 7),
        .with_file = row_bool(r, 8), .created = row_int(r, 12), .badge_name = row_str(r, 15, a),
        .is_shown = row_bool(r, 20), .issuer = row_int(r, 21), .badge_description = row_str(r, 16, a), .png_hash = row_str(r, 17, a), .org_name = row_str(r, 19, a),
        .open = {.opens = row_int(r, 9), .closes = row_int(r, 10), .stopped = row_int(r, 11), .most = row_int(r, 13),
                 .taken = row_int(r, 14), .badge_state = row_str(r, 18, a)},
    };
}

static code one(struct rows *r, struct arena *a, struct claim_link *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_link(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "claim", "there is no such link: copy the address whole, or scan the code again");
}

static const char sql_get[] = SQL("SELECT " COLUMNS FROM " WHERE l.org_id = $1 AND l.id = $2");
static const char sql_by_id[] = SQL("SELECT " COLUMNS FROM " WHERE l.id = $1");
static const char sql_by_public_id[] = SQL("SELECT " COLUMNS FROM " WHERE l.public_id = $1");
static const char sql_find[] = SQL(
    "SELECT " COLUMNS FROM " WHERE l.org_id = $1 AND ($2 = 0 OR l.achievement_id = $2) ORDER BY l.id DESC LIMIT $3");

code claim_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct claim_link *out, struct error *err)
{
    return one(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code claim_by_id(struct db *db, struct arena *a, int64_t id, struct claim_link *out, struct error *err)
{
    return one(db_query(db, sql_by_id, ARGS(v_int(id))), a, out, err);
}

code claim_by_public_id(struct db *db, struct arena *a, str public_id, struct claim_link *out, struct error *err)
{
    return one(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

code claim_find(struct db *db, struct arena *a, int64_t org, int64_t achievement, struct claim_link_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org), v_int(achievement), v_int(CLAIM_LINKS)));

    while (rows_next(r))
        read_link(r, a, list_add(a, out));
    return rows_end(r, err);
}
