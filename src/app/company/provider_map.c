/* company/provider_map.c — which role a group of the provider means, and for
 * which mail domains the provider may speak. */
#include "app/company/company.h"

#include "base/crypto.h"
#include "format/email.h"

/* ---- roles ---- */

bool provider_can_give(str roles)
{
    str one;
    int n = 0;

    while (str_cut(&roles, ';', &one)) {
        const struct role *role = role_named(one);
        if (!role || !role_is_plain(role))
            return false;
        n++;
    }
    return n > 0;
}

static const char sql_roles[] = SQL("SELECT value, role FROM provider_role WHERE org_id = $1 ORDER BY value LIMIT $2");
static const char sql_role_put[] = SQL(
    "INSERT INTO provider_role (org_id, value, role) VALUES ($1, $2, $3) ON CONFLICT (org_id, value) DO UPDATE SET role = $3");
static const char sql_role_count[] = SQL("SELECT count(*) FROM provider_role WHERE org_id = $1");
static const char sql_role_drop[] = SQL("DELETE FROM provider_role WHERE org_id = $1 AND value = $2");

code provider_roles(struct db *db, struct arena *a, int64_t org, struct provider_role_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_roles, ARGS(v_int(org), v_int(PROVIDER_ROLES_MOST)));

    while (rows_next(r))
        *list_add(a, out) = (struct provider_role){row_str(r, 0, a), row_str(r, 1, a)};
    return rows_end(r, err);
}

static code put_role(struct db *db, struct arena *a, int64_t org, const struct provider_role *role, int64_t by, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_role_count, ARGS(v_int(org)), &n, err));
    if (n >= PROVIDER_ROLES_MOST)
        return fail(err, LIMIT, "value", "there are %d already; put people into larger groups there", PROVIDER_ROLES_MOST);
    TRY(db_run(db, sql_role_put, ARGS(v_int(org), v_str(role->value), v_str(role->role)), NULL, err));
    return org_log(db, org, by, "company.role", S("company"), str_printf(a, STR_FMT " → " STR_FMT, STR_ARG(role->value), STR_ARG(role->role)), err);
}

code provider_role_put(struct db *db, struct arena *a, int64_t org, const struct provider_role *given, int64_t by, struct error *err)
{
    const struct provider_role role = {str_trim(given->value), given->role};

    if (str_is_empty(role.value) || role.value.n > 255)
        return fail(err, BAD_INPUT, "value", "enter the group as the provider writes it");
    if (!provider_can_give(role.role))
        return fail(err, BAD_INPUT, "role", "there is no such role");
    TRY(db_begin(db, err));
    return db_end(db, put_role(db, a, org, &role, by, err), err);
}

static code drop_role(struct db *db, int64_t org, str value, int64_t by, struct error *err)
{
    TRY(db_run(db, sql_role_drop, ARGS(v_int(org), v_str(value)), NULL, err));
    return org_log(db, org, by, "company.role", S("company"), value, err);
}

code provider_role_drop(struct db *db, int64_t org, str value, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, drop_role(db, org, value, by, err), err);
}

static str role_of_value(const struct provider_role_list *roles, str value)
{
    for (size_t i = 0; i < roles->n; i++)
        if (str_eq(roles->items[i].value, value))
            return roles->items[i].role;
    return (str){0};
}

static bool has_role(const struct role_grants *grants, const struct role *role)
{
    for (size_t i = 0; i < grants->n; i++)
        if (grants->items[i].role == role)
            return true;
    return false;
}

/* Each once; what cannot be read gives nothing. */
static void add_roles(struct arena *a, str roles, struct role_grants *out)
{
    struct role_grants more = {0};

    if (role_grants_read(a, roles, &more, NULL) != OK)
        return;
    for (size_t i = 0; i < more.n; i++)
        if (!has_role(out, more.items[i].role))
            *list_add(a, out) = more.items[i];
}

str provider_roles_both(struct arena *a, str x, str y)
{
    struct role_grants all = {0};

    add_roles(a, x, &all);
    add_roles(a, y, &all);
    return role_grants_write(a, &all);
}

str provider_role_of(struct arena *a, const struct provider_role_list *roles, const struct str_list *values, str fallback)
{
    struct role_grants all = {0};

    for (size_t i = 0; i < values->n; i++) {
        str role = role_of_value(roles, values->items[i]);
        if (!str_is_absent(role))
            add_roles(a, role, &all);
    }
    return all.n ? role_grants_write(a, &all) : fallback;
}

/* ---- domains ---- */

static const char sql_domains[] = SQL(
    "SELECT domain, code, CASE WHEN proved_at IS NULL THEN 0 ELSE 1 END FROM provider_domain WHERE org_id = $1 ORDER BY domain");
static const char sql_domain_count[] = SQL("SELECT count(*) FROM provider_domain WHERE org_id = $1");
static const char sql_domain_add[] = SQL(
    "INSERT INTO provider_domain (org_id, domain, code) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
static const char sql_domain_code[] = SQL("SELECT code FROM provider_domain WHERE org_id = $1 AND domain = $2");
static const char sql_domain_taken[] = SQL(
    "SELECT count(*) FROM provider_domain WHERE domain = $2 AND org_id <> $1 AND proved_at IS NOT NULL");
static const char sql_domain_proved[] = SQL(
    "UPDATE provider_domain SET proved_at = $3 WHERE org_id = $1 AND domain = $2 AND proved_at IS NULL");
static const char sql_domain_drop[] = SQL("DELETE FROM provider_domain WHERE org_id = $1 AND domain = $2");
static const char sql_speaks[] = SQL(
    "SELECT count(*) FROM provider_domain WHERE org_id = $1 AND domain = $2 AND proved_at IS NOT NULL");

code provider_domains(struct db *db, struct arena *a, int64_t org, struct provider_domain_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_domains, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = (struct provider_domain){row_str(r, 0, a), row_str(r, 1, a), row_bool(r, 2)};
    return rows_end(r, err);
}

str domain_proof_url(struct arena *a, str domain)
{
    return str_printf(a, "https://" STR_FMT "/.well-known/lapel-domain.txt", STR_ARG(domain));
}

static code note_proved(struct db *db, const struct domain_change *d, struct error *err)
{
    int64_t taken = 0;

    TRY(db_int(db, sql_domain_taken, ARGS(v_int(d->org), v_str(d->domain)), &taken, err));
    if (taken)
        return fail(err, CONFLICT, "domain", "another organisation of this server has proved that domain");
    TRY(db_run(db, sql_domain_proved, ARGS(v_int(d->org), v_str(d->domain), v_int(clock_now())), NULL, err));
    return org_log(db, d->org, d->by, "company.domain", S("company"), d->domain, err);
}

static code add_domain(struct db *db, struct arena *a, const struct domain_change *d, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_domain_count, ARGS(v_int(d->org)), &n, err));
    if (n >= PROVIDER_DOMAINS_MOST)
        return fail(err, LIMIT, "domain", "there are %d already", PROVIDER_DOMAINS_MOST);
    TRY(db_run(db, sql_domain_add, ARGS(v_int(d->org), v_str(d->domain), v_str(random_token(a, 18))), NULL, err));
    return d->vouched ? note_proved(db, d, err) : OK;
}

/* "example.org", "@example.org" or a whole address. */
static code clean_domain(struct arena *a, str typed, str *out, struct error *err)
{
    str text = str_trim(typed);
    ptrdiff_t at = str_find_byte(text, '@');
    struct email email;

    text = at < 0 ? text : str_from(text, (size_t)at + 1);
    if (email_parse(a, str_join(a, S("x@"), text), &email, NULL) != OK)
        return fail(err, BAD_INPUT, "domain", "a domain looks like example.org: what stands behind the @ of your addresses");
    *out = str_lower(a, str_from(email.address, 2));
    return OK;
}

code provider_domain_add(struct db *db, struct arena *a, const struct domain_change *given, struct error *err)
{
    struct domain_change d = *given;

    TRY(clean_domain(a, given->domain, &d.domain, err));
    TRY(db_begin(db, err));
    return db_end(db, add_domain(db, a, &d, err), err);
}

static code domain_code(struct db *db, struct arena *a, const struct domain_change *d, str *out, struct error *err)
{
    struct rows *r = db_query(db, sql_domain_code, ARGS(v_int(d->org), v_str(d->domain)));
    bool found = rows_next(r);

    if (found)
        *out = row_str(r, 0, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "domain", "there is no such domain on the list");
}

code provider_domain_prove(struct app *app, struct db *db, struct arena *a, const struct domain_change *d, struct error *err)
{
    struct fetch_policy policy = app->fetch;
    struct fetched f = {0};
    str code_wanted;

    TRY(domain_code(db, a, d, &code_wanted, err));
    policy.max_bytes = 4096;
    if (fetch_get(a, domain_proof_url(a, d->domain), "text/plain", &policy, &f, NULL) != OK || f.status != 200)
        return fail(err, CONFLICT, "domain", "nothing is to be found at that address yet");
    if (!crypto_equal(str_trim(f.body), code_wanted))
        return fail(err, CONFLICT, "domain", "the file at that address holds something else");
    TRY(db_begin(db, err));
    return db_end(db, note_proved(db, d, err), err);
}

code provider_domain_drop(struct db *db, const struct domain_change *d, struct error *err)
{
    return db_run(db, sql_domain_drop, ARGS(v_int(d->org), v_str(d->domain)), NULL, err);
}

code provider_speaks_for(struct db *db, struct arena *a, int64_t org, str email, bool *yes, struct error *err)
{
    ptrdiff_t at = str_find_byte(email, '@');
    int64_t n = 0;

    *yes = false;
    if (at <= 0)
        return OK;
    TRY(db_int(db, sql_speaks, ARGS(v_int(org), v_str(str_lower(a, str_from(email, (size_t)at + 1)))), &n, err));
    *yes = n > 0;
    return OK;
}
