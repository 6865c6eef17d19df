/* org/org_issuer.c — several profiles of one organisation: an academy and a
 * safety department issue under names, addresses and keys of their own. */
#include "app/org/org_private.h"

#include "app/settings.h"

#define SLUG_TRIES 50

/* ---- reading ---- */

/* The first one, then the others; badges whose newest version is theirs. */
static const char sql_all[] = SQL(
    "SELECT v.issuer_id, coalesce(i.slug, o.slug), v.name, v.logo_hash, (SELECT count(*) FROM achievement b"
    " JOIN achievement_version n ON n.id = b.version_id WHERE b.org_id = o.id AND n.issuer_id = v.issuer_id)"
    " FROM org_version v JOIN org o ON o.id = v.org_id LEFT JOIN issuer i ON i.id = v.issuer_id"
    " WHERE v.org_id = $1 AND v.id = coalesce(i.version_id, o.version_id) ORDER BY v.issuer_id");

code org_issuers(struct db *db, struct arena *a, int64_t org, struct org_issuer_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = (struct org_issuer){.id = row_int(r, 0), .slug = row_str(r, 1, a), .name = row_str(r, 2, a),
                                                .logo_hash = row_str(r, 3, a), .badges = row_int(r, 4)};
    return rows_end(r, err);
}

static const char sql_every[] = SQL(
    "SELECT version_id FROM org UNION ALL SELECT version_id FROM issuer ORDER BY version_id LIMIT $1");

code org_every_profile(struct db *db, struct arena *a, int64_t most, struct org_version_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_every, ARGS(v_int(most)));

    while (rows_next(r))
        *list_add(a, out) = row_int(r, 0);
    return rows_end(r, err);
}

/* ---- the address ---- */

/* Letters and digits of the name, which never change again. */
str org_slug_of(struct arena *a, str name)
{
    str lower = str_lower(a, name);
    struct buf b = buf_new(a);

    for (size_t i = 0; i < lower.n && b.n < 40; i++) {
        char c = lower.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain)
            buf_byte(&b, c);
        else if (b.n && b.p[b.n - 1] != '-')
            buf_byte(&b, '-');
    }
    str slug = buf_done(&b);
    while (str_ends(slug, S("-")))
        slug = str_slice(slug, 0, slug.n - 1);
    return slug;
}

static const char sql_taken[] = SQL(
    "SELECT (SELECT count(*) FROM org WHERE slug = $1) + (SELECT count(*) FROM issuer WHERE slug = $1)");

/* "safety" if nobody has it, else "harbour-vale-safety", then with a number. */
static code free_slug(struct db *db, struct arena *a, const struct org *first, str name, str *out, struct error *err)
{
    str own = org_slug_of(a, name);
    str with = str_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(first->slug), own.n ? "-" : "", STR_ARG(own));
    int64_t taken = 1;

    for (int i = 0; i < SLUG_TRIES; i++) {
        *out = i > 1 ? str_printf(a, STR_FMT "-%d", STR_ARG(with), i) : i == 1 || !own.n ? with : own;
        TRY(db_int(db, sql_taken, ARGS(v_str(*out)), &taken, err));
        if (taken == 0)
            return OK;
    }
    return fail(err, CONFLICT, "name", "too many profiles have this name; choose another one");
}

/* ---- changing ---- */

static const char sql_count[] = SQL("SELECT count(*) FROM issuer WHERE org_id = $1");
static const char sql_insert[] = SQL("INSERT INTO issuer (org_id, slug, created_at) VALUES ($1, $2, $3) RETURNING id");

static code add_rows(struct app *app, struct db *db, struct arena *a, const struct org *o, int64_t by, int64_t *issuer, struct error *err)
{
    struct org first, made = *o;
    int64_t n = 0;

    TRY(org_get(db, a, o->id, &first, err));
    TRY(db_int(db, sql_count, ARGS(v_int(o->id)), &n, err));
    if (n + 1 >= ORG_ISSUERS)
        return fail(err, LIMIT, "name", "an organisation has at most %d profiles", ORG_ISSUERS);
    TRY(free_slug(db, a, &first, o->name, &made.slug, err));
    made.base = first.base;
    TRY(db_int(db, sql_insert, ARGS(v_int(o->id), v_str(made.slug), v_int(clock_now())), &made.issuer, err));
    TRY(org_add_version(db, &made, err));
    TRY(org_add_key(app, db, a, &made, S("EdDSA"), err));
    *issuer = made.issuer;
    return org_log(db, o->id, by, "issuer.create", o->name, made.slug, err);
}

code org_issuer_add(struct app *app, struct db *db, struct arena *a, const struct org *o, int64_t by, int64_t *issuer, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, add_rows(app, db, a, o, by, issuer, err), err);
}

/* By any version of a badge: an award may name it. */
static const char sql_used[] = SQL(
    "SELECT count(*) FROM achievement b JOIN achievement_version v ON v.achievement_id = b.id WHERE b.org_id = $1 AND v.issuer_id = $2");
static const char sql_remove[] = SQL("DELETE FROM issuer WHERE org_id = $1 AND id = $2");
static const char sql_remove_keys[] = SQL("DELETE FROM org_key WHERE org_id = $1 AND issuer_id = $2");
static const char sql_remove_versions[] = SQL("DELETE FROM org_version WHERE org_id = $1 AND issuer_id = $2");
static const char sql_remove_brand[] = SQL("DELETE FROM brand WHERE org_id = $1 AND issuer_id = $2");

static code remove_rows(struct db *db, struct arena *a, int64_t org, int64_t issuer, int64_t by, struct error *err)
{
    static const char *const all[] = {sql_remove, sql_remove_keys, sql_remove_versions, sql_remove_brand};
    struct org o;
    int64_t used = 0;

    TRY(org_issuer_get(db, a, org, issuer, &o, err));
    TRY(db_int(db, sql_used, ARGS(v_int(org), v_int(issuer)), &used, err));
    if (used || issuer == 0)
        return fail(err, CONFLICT, "profile", issuer ? "a badge names this profile, so it has to stay" : "an organisation needs its first profile");
    for (size_t i = 0; i < COUNT(all); i++)
        TRY(db_run(db, all[i], ARGS(v_int(org), v_int(issuer)), NULL, err));
    TRY(org_log(db, org, by, "issuer.remove", o.name, o.slug, err));
    return public_changed(db, err);
}

code org_issuer_remove(struct db *db, struct arena *a, int64_t org, int64_t issuer, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_rows(db, a, org, issuer, by, err), err);
}
