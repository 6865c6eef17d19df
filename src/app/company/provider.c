/* company/provider.c — the provider of an organisation, as it was set up. */
#include "app/company/company.h"

#include "base/crypto.h"

#define PROVIDER_COLUMNS                                                                                                       \
    "p.org_id, o.slug, v.name, p.kind, p.issuer, p.client_id, p.claim, p.scopes, p.new_role,"                                  \
    " CASE WHEN p.sealed IS NULL THEN 0 ELSE 1 END, p.trusts_unmarked, p.adds_people, p.is_on, p.tested_at, p.description,"     \
    " p.described_at, p.keys, p.keys_at, p.seen, p.failure, p.failed_at, p.changed_at, o.company_only"                         \
    " FROM provider p JOIN org o ON o.id = p.org_id JOIN org_version v ON v.id = o.version_id"
static const char sql_get[] = SQL("SELECT " PROVIDER_COLUMNS " WHERE p.org_id = $1");
static const char sql_by_slug[] = SQL("SELECT " PROVIDER_COLUMNS " WHERE o.slug = $1");

static void read_provider(struct rows *r, struct arena *a, struct provider *p)
{
    *p = (struct provider){
        .org = row_int(r, 0), .slug = row_str(r, 1, a), .org_name = row_str(r, 2, a), .kind = row_str(r, 3, a),
        .issuer = row_str(r, 4, a), .client = row_str(r, 5, a), .claim = row_str(r, 6, a), .scopes = row_str(r, 7, a),
        .new_role = row_str(r, 8, a), .has_secret = row_bool(r, 9), .trusts_unmarked = row_bool(r, 10),
        .adds_people = row_bool(r, 11), .is_on = row_bool(r, 12), .tested = row_int(r, 13), .description = row_str(r, 14, a),
        .described = row_int(r, 15), .keys = row_str(r, 16, a), .keys_at = row_int(r, 17), .seen = row_str(r, 18, a),
        .failure = row_str(r, 19, a), .failed = row_int(r, 20), .changed = row_int(r, 21), .only = row_int(r, 22),
    };
}

static code get(struct db *db, struct arena *a, const char *sql, struct args args, struct provider *out, struct error *err)
{
    struct rows *r = db_query(db, sql, args);
    bool found = rows_next(r);

    *out = (struct provider){0};
    if (found)
        read_provider(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "provider", "no company sign-in is set up here");
}

code provider_get(struct db *db, struct arena *a, int64_t org, struct provider *out, struct error *err)
{
    return get(db, a, sql_get, ARGS(v_int(org)), out, err);
}

code provider_by_slug(struct db *db, struct arena *a, str slug, struct provider *out, struct error *err)
{
    return get(db, a, sql_by_slug, ARGS(v_str(slug)), out, err);
}

static const char sql_sealed[] = SQL("SELECT sealed FROM provider WHERE org_id = $1");

code provider_secret(struct app *app, struct db *db, struct arena *a, int64_t org, str *out, struct error *err)
{
    struct rows *r = db_query(db, sql_sealed, ARGS(v_int(org)));
    str sealed = rows_next(r) ? row_str(r, 0, a) : (str){0};

    *out = (str){0};
    TRY(rows_end(r, err));
    return str_is_empty(sealed) ? OK : unseal(a, app->master_key, sealed, out, err);
}

/* ---- saved ---- */

static const char sql_save[] = SQL(
    "INSERT INTO provider (org_id, kind, issuer, client_id, sealed, claim, scopes, new_role, trusts_unmarked, adds_people, changed_at,"
    " is_on, tested_at, description, described_at, keys, keys_at, seen, failure, failed_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, '', 0, '', 0, '', '', 0)"
    " ON CONFLICT (org_id) DO UPDATE SET kind = $2, issuer = $3, client_id = $4, sealed = coalesce($5, provider.sealed), claim = $6,"
    " scopes = $7, new_role = $8, trusts_unmarked = $9, adds_people = $10, changed_at = $11");
/* Who is asked has changed: nothing that was learnt of it holds. */
static const char sql_anew[] = SQL(
    "UPDATE provider SET is_on = 0, tested_at = 0, description = '', described_at = 0, keys = '', keys_at = 0, seen = '', failure = '',"
    " failed_at = 0 WHERE org_id = $1");
static const char sql_free[] = SQL("UPDATE org SET company_only = 0 WHERE id = $1");

static code check(const struct provider *p, struct error *err)
{
    if (str_is_empty(p->client) || p->client.n > 255)
        return fail(err, BAD_INPUT, "client", "enter the name that the provider gave to this application");
    if (p->secret.n > 1000)
        return fail(err, BAD_INPUT, "secret", "the secret is longer than 1,000 letters");
    if (p->new_role.n && !provider_can_give(p->new_role))
        return fail(err, BAD_INPUT, "new_role", "there is no such role");
    return OK;
}

static bool asks_another(const struct provider *was, const struct provider *p)
{
    return !str_eq(was->issuer, p->issuer) || !str_eq(was->client, p->client) || !str_is_absent(p->secret);
}

static code write(struct app *app, struct db *db, struct arena *a, const struct provider *p, int64_t by, struct error *err)
{
    struct provider was;
    bool anew = provider_get(db, a, p->org, &was, NULL) == OK && asks_another(&was, p);
    str sealed = str_is_absent(p->secret) ? (str){0} : seal(a, app->master_key, p->secret);

    TRY(db_run(db, sql_save,
               ARGS(v_int(p->org), v_str(p->kind), v_str(p->issuer), v_str(p->client), v_bytes(sealed), v_str(p->claim), v_str(p->scopes),
                    v_str(p->new_role), v_int(p->trusts_unmarked), v_int(p->adds_people), v_int(clock_now())),
               NULL, err));
    if (anew) {
        TRY(db_run(db, sql_anew, ARGS(v_int(p->org)), NULL, err));
        TRY(db_run(db, sql_free, ARGS(v_int(p->org)), NULL, err));
    }
    return org_log(db, p->org, by, "company.change", S("company"), p->issuer, err);
}

code provider_save(struct app *app, struct db *db, struct arena *a, const struct provider *p, int64_t by, struct error *err)
{
    struct provider clean = *p;

    TRY(oidc_issuer_read(a, p->issuer, app->fetch.allow_http, &clean.issuer, err));
    TRY(check(p, err));
    TRY(db_begin(db, err));
    return db_end(db, write(app, db, a, &clean, by, err), err);
}

/* ---- on, off, away ---- */

static const char sql_switch[] = SQL("UPDATE provider SET is_on = $2 WHERE org_id = $1 AND is_on <> $2");

static code switch_rows(struct db *db, int64_t org, bool on, int64_t by, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_switch, ARGS(v_int(org), v_int(on)), &changed, err));
    if (!on)
        TRY(db_run(db, sql_free, ARGS(v_int(org)), NULL, err));
    return changed ? org_log(db, org, by, on ? "company.on" : "company.off", S("company"), S(""), err) : OK;
}

code provider_switch(struct db *db, struct arena *a, int64_t org, bool on, int64_t by, struct error *err)
{
    struct provider p;

    TRY(provider_get(db, a, org, &p, err));
    if (on && p.tested == 0)
        return fail(err, CONFLICT, "test", "test the connection first: nobody should meet a door that does not open");
    TRY(db_begin(db, err));
    return db_end(db, switch_rows(db, org, on, by, err), err);
}

static const char sql_only[] = SQL(
    "UPDATE org SET company_only = $2 WHERE id = $1 AND EXISTS (SELECT 1 FROM provider p WHERE p.org_id = $1 AND p.is_on = 1)");

static code only_rows(struct db *db, int64_t org, bool only, int64_t by, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_only, ARGS(v_int(org), v_int(only ? by : 0)), &changed, err));
    if (!changed)
        return fail(err, CONFLICT, "only", "switch the company sign-in on first");
    return org_log(db, org, by, only ? "company.only" : "company.free", S("company"), S(""), err);
}

code provider_only(struct db *db, int64_t org, bool only, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, only_rows(db, org, only, by, err), err);
}

static const char sql_remove[] = SQL("DELETE FROM provider WHERE org_id = $1");
static const char sql_remove_roles[] = SQL("DELETE FROM provider_role WHERE org_id = $1");
static const char sql_remove_domains[] = SQL("DELETE FROM provider_domain WHERE org_id = $1");
static const char sql_remove_identities[] = SQL("DELETE FROM identity WHERE org_id = $1");

static code remove_rows(struct db *db, int64_t org, int64_t by, struct error *err)
{
    static const char *const all[] = {sql_remove, sql_remove_roles, sql_remove_domains, sql_remove_identities, sql_free};

    for (size_t i = 0; i < COUNT(all); i++)
        TRY(db_run(db, all[i], ARGS(v_int(org)), NULL, err));
    return org_log(db, org, by, "company.remove", S("company"), S(""), err);
}

code provider_remove(struct db *db, int64_t org, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_rows(db, org, by, err), err);
}

/* ---- noted ---- */

static const char sql_seen[] = SQL("UPDATE provider SET seen = $2, tested_at = $3 WHERE org_id = $1");
static const char sql_failure[] = SQL("UPDATE provider SET failure = $2, failed_at = $3 WHERE org_id = $1");

code provider_note_test(struct db *db, int64_t org, str seen, bool good, struct error *err)
{
    return db_run(db, sql_seen, ARGS(v_int(org), v_str(seen), v_int(good ? clock_now() : 0)), NULL, err);
}

code provider_note_failure(struct db *db, int64_t org, str why, struct error *err)
{
    return db_run(db, sql_failure, ARGS(v_int(org), v_str(why), v_int(clock_now())), NULL, err);
}

/* ---- offered ---- */

#define OFFER "SELECT o.slug, v.name FROM provider p JOIN org o ON o.id = p.org_id JOIN org_version v ON v.id = o.version_id"
static const char sql_offers[] = SQL(OFFER " WHERE p.is_on = 1 ORDER BY v.name LIMIT $1");
static const char sql_of_domain[] = SQL(
    OFFER " JOIN provider_domain d ON d.org_id = p.org_id AND d.proved_at IS NOT NULL WHERE p.is_on = 1 AND d.domain = $1 LIMIT 1");

static code offers(struct db *db, struct arena *a, const char *sql, struct args args, struct provider_offer_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql, args);

    while (rows_next(r))
        *list_add(a, out) = (struct provider_offer){row_str(r, 0, a), row_str(r, 1, a)};
    return rows_end(r, err);
}

code provider_offers(struct db *db, struct arena *a, int limit, struct provider_offer_list *out, struct error *err)
{
    return offers(db, a, sql_offers, ARGS(v_int(limit)), out, err);
}

code provider_of_address(struct db *db, struct arena *a, str email, struct provider_offer *out, struct error *err)
{
    struct provider_offer_list found = {0};
    ptrdiff_t at = str_find_byte(email, '@');

    if (at > 0)
        TRY(offers(db, a, sql_of_domain, ARGS(v_str(str_lower(a, str_from(email, (size_t)at + 1)))), &found, err));
    if (found.n == 0)
        return fail(err, NOT_FOUND, "email", "no company here has set up its sign-in for addresses like this");
    *out = found.items[0];
    return OK;
}
