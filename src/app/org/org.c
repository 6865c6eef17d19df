/* org/org.c — the organisation and its profile, version by version. */
#include "app/org/org_private.h"

#include "app/draw.h"
#include "format/did.h"
#include "store/blob.h"

#define ORG_COLUMNS                                                            \
    "o.id, v.id, o.slug, v.base, v.name, v.description, v.url, v.email, v.logo_hash, v.id_form," \
    " v.award_form, o.created_at, v.issuer_id, i.slug"
#define ORG_VERSIONS " FROM org_version v JOIN org o ON o.id = v.org_id LEFT JOIN issuer i ON i.id = v.issuer_id "
#define ORG_NOW ORG_VERSIONS "WHERE v.id = coalesce(i.version_id, o.version_id) AND "

static void read_org(struct rows *r, struct arena *a, struct org *out)
{
    *out = (struct org){
        .id = row_int(r, 0), .version = row_int(r, 1), .slug = row_str(r, 2, a), .base = row_str(r, 3, a),
        .name = row_str(r, 4, a), .description = row_str(r, 5, a), .url = row_str(r, 6, a),
        .email = row_str(r, 7, a), .logo_hash = row_str(r, 8, a), .id_form = row_str(r, 9, a),
        .award_form = row_str(r, 10, a), .created = row_int(r, 11), .issuer = row_int(r, 12),
    };
    if (out->issuer)
        out->slug = row_str(r, 13, a);
}

static code one_org(struct rows *r, struct arena *a, struct org *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_org(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "organisation", "there is no such organisation");
}

static const char sql_by_id[] = SQL("SELECT " ORG_COLUMNS ORG_NOW "o.id = $1 AND v.issuer_id = $2");
static const char sql_by_slug[] = SQL("SELECT " ORG_COLUMNS ORG_NOW "v.id ="
    " coalesce((SELECT version_id FROM org WHERE slug = $1), (SELECT version_id FROM issuer WHERE slug = $1))");
static const char sql_at_version[] = SQL(
    "SELECT " ORG_COLUMNS ORG_VERSIONS "WHERE v.id = $1");

code org_get(struct db *db, struct arena *a, int64_t id, struct org *out, struct error *err)
{
    return org_issuer_get(db, a, id, 0, out, err);
}

code org_issuer_get(struct db *db, struct arena *a, int64_t org, int64_t issuer, struct org *out, struct error *err)
{
    return one_org(db_query(db, sql_by_id, ARGS(v_int(org), v_int(issuer))), a, out, err);
}

code org_by_slug(struct db *db, struct arena *a, str slug, struct org *out, struct error *err)
{
    return one_org(db_query(db, sql_by_slug, ARGS(v_str(slug))), a, out, err);
}

code org_at_version(struct db *db, struct arena *a, int64_t version, struct org *out, struct error *err)
{
    return one_org(db_query(db, sql_at_version, ARGS(v_int(version))), a, out, err);
}

static const char sql_taken[] = SQL("SELECT count(*) FROM issuer WHERE slug = $1");
static const char sql_insert[] = SQL("INSERT INTO org (slug, created_at) VALUES ($1, $2) RETURNING id");
static const char sql_insert_version[] = SQL(
    "INSERT INTO org_version (org_id, base, name, description, url, email, logo_hash, id_form, award_form, created_at,"
    " issuer_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id");
static const char sql_set_version[] = SQL("UPDATE org SET version_id = $2 WHERE id = $1");
static const char sql_set_issuer[] = SQL("UPDATE issuer SET version_id = $2 WHERE id = $1");

code org_add_version(struct db *db, const struct org *o, struct error *err)
{
    int64_t version;

    TRY(db_int(db, sql_insert_version,
               ARGS(v_int(o->id), v_str(o->base), v_str(o->name), v_str(o->description), v_str(o->url),
                    v_str(o->email), v_str(o->logo_hash), v_str(o->id_form), v_str(o->award_form), v_int(clock_now()), v_int(o->issuer)),
               &version, err));
    TRY(db_run(db, o->issuer ? sql_set_issuer : sql_set_version, ARGS(v_int(o->issuer ? o->issuer : o->id), v_int(version)), NULL, err));
    return public_changed(db, err);
}

static const char sql_first_member[] = SQL("INSERT INTO member (org_id, account_id, created_at) VALUES ($1, $2, $3)");

/* Whoever begins does everything, until there are others. */
static code add_first_member(struct db *db, struct arena *a, int64_t org, int64_t account, struct error *err)
{
    struct role_grants all = {0};

    TRY(role_grants_read(a, S("admin;assessor;checker"), &all, err));
    TRY(db_run(db, sql_first_member, ARGS(v_int(org), v_int(account), v_int(clock_now())), NULL, err));
    return member_grants_put(db, org, account, &all, err);
}

static code create_rows(struct app *app, struct db *db, struct arena *a, const struct org *o,
                        int64_t admin, int64_t *id, struct error *err)
{
    struct org made = *o;
    int64_t taken = 0;

    TRY(db_int(db, sql_taken, ARGS(v_str(o->slug)), &taken, err));
    if (taken)
        return fail(err, CONFLICT, "slug", "another issuer has this address");
    TRY(db_int(db, sql_insert, ARGS(v_str(o->slug), v_int(clock_now())), id, err));
    made.id = *id;
    if (str_is_empty(made.base))
        made.base = app->base;
    if (str_is_empty(made.award_form))
        made.award_form = S("proof");
    TRY(org_add_version(db, &made, err));
    TRY(add_first_member(db, a, *id, admin, err));
    TRY(org_add_key(app, db, a, &made, S("EdDSA"), err));
    return org_log(db, *id, admin, "org.create", o->name, S(""), err);
}

code org_create(struct app *app, struct db *db, struct arena *a, const struct org *o,
                int64_t admin_account, int64_t *id, struct error *err)
{
    bool own = !db_in_transaction(db);

    if (own)
        TRY(db_begin(db, err));
    code c = create_rows(app, db, a, o, admin_account, id, err);
    return own ? db_end(db, c, err) : c;
}

static bool same_profile(const struct org *x, const struct org *y)
{
    return str_eq(x->base, y->base) && str_eq(x->name, y->name) && str_eq(x->description, y->description)
        && str_eq(x->url, y->url) && str_eq(x->email, y->email) && str_eq(x->logo_hash, y->logo_hash)
        && str_eq(x->id_form, y->id_form) && str_eq(x->award_form, y->award_form);
}

static code update_rows(struct db *db, struct arena *a, const struct org *o, int64_t by, struct error *err)
{
    struct org before;

    TRY(org_issuer_get(db, a, o->id, o->issuer, &before, err));
    if (same_profile(&before, o))
        return OK;
    TRY(org_add_version(db, o, err));
    return org_log(db, o->id, by, "org.change", o->name, S(""), err);
}

code org_update(struct db *db, struct arena *a, const struct org *o, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, update_rows(db, a, o, by, err), err);
}

/* Older versions keep their address, and with them the awards made under it. */
static const char sql_elsewhere[] = SQL("SELECT " ORG_COLUMNS ORG_NOW "v.base <> $1 ORDER BY o.id, v.issuer_id");

code org_readdress(struct db *db, struct arena *a, str base, int64_t by, struct error *err)
{
    struct rows *r = db_query(db, sql_elsewhere, ARGS(v_str(base)));
    LIST(struct org) all = {0};

    while (rows_next(r))
        read_org(r, a, list_add(a, &all));
    TRY(rows_end(r, err));
    for (size_t i = 0; i < all.n; i++) {
        str was = all.items[i].base;
        all.items[i].base = base;
        TRY(org_add_version(db, &all.items[i], err));
        TRY(org_log(db, all.items[i].id, by, "org.address", base, was, err));
    }
    return OK;
}

static const char sql_asked_at[] = SQL(
    "SELECT base FROM org_version WHERE org_id = $1 AND issuer_id = $3 AND base IN ('http://' || $2, 'https://' || $2)"
    " ORDER BY id DESC LIMIT 1");

static bool is_host_of(str host, str base)
{
    return str_ends(base, host) && str_ends(str_slice(base, 0, base.n - host.n), S("://"));
}

code org_asked_at(struct db *db, str host, struct org *o, struct arena *a, struct error *err)
{
    if (str_is_empty(host) || is_host_of(host, o->base))
        return OK;
    struct rows *r = db_query(db, sql_asked_at, ARGS(v_int(o->id), v_str(str_lower(a, host)), v_int(o->issuer)));
    if (rows_next(r))
        o->base = row_str(r, 0, a);
    return rows_end(r, err);
}

static const char sql_addresses[] = SQL(
    "SELECT base FROM org_version WHERE org_id = $1 AND issuer_id = $2 GROUP BY base ORDER BY max(id) DESC");

code org_addresses(struct db *db, struct arena *a, const struct org *o, struct str_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_addresses, ARGS(v_int(o->id), v_int(o->issuer)));

    while (rows_next(r))
        *list_add(a, out) = row_str(r, 0, a);
    return rows_end(r, err);
}

static const char sql_knows_address[] = SQL("SELECT count(*) FROM (SELECT 1 FROM org_version WHERE base = $1 LIMIT 1) AS any_version");

code org_knows_address(struct db *db, str origin, bool *known, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_knows_address, ARGS(v_str(origin)), &n, err));
    *known = n > 0;
    return OK;
}

code org_logo_put(struct db *db, struct arena *a, str bytes, str *hash, struct error *err)
{
    struct accepted_image image = {0};
    struct error why = {0};
    code c = draw_image_accept(a, bytes, &image, &why);

    if (c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED)
        return fail(err, c, "logo", "%s", why.text);
    if (c != OK)
        return fail(err, FAULT, "logo", "%s", why.text);
    return blob_put(db, a, image.png, S("image/png"), clock_now(), hash, err);
}

str org_profile_url(struct arena *a, const struct org *o)
{
    return str_printf(a, STR_FMT "/i/" STR_FMT, STR_ARG(o->base), STR_ARG(o->slug));
}

str org_did(struct arena *a, const struct org *o)
{
    str did;

    return did_web_from_url(a, org_profile_url(a, o), &did, NULL) == OK ? did : (str){0};
}

str org_issuer_id(struct arena *a, const struct org *o)
{
    str did = str_eq(o->id_form, S("did:web")) ? org_did(a, o) : (str){0};

    return str_is_absent(did) ? org_profile_url(a, o) : did;
}

void org_profile(struct arena *a, const struct org *o, struct profile *out)
{
    *out = (struct profile){
        .id = org_issuer_id(a, o), .type = S("Profile"), .name = o->name,
        .url = str_is_empty(o->url) ? org_profile_url(a, o) : o->url,
        .email = o->email, .description = o->description,
    };
    if (!str_is_empty(o->logo_hash))
        out->image.id = str_printf(a, STR_FMT "/images/" STR_FMT, STR_ARG(o->base), STR_ARG(o->logo_hash));
}
