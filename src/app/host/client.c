/* host/client.c — programs that registered themselves (RFC 7591). Anybody may, so
 * a registration means nothing until somebody lets the program in. */
#include "app/host/host_private.h"

#include "base/crypto.h"
#include "base/uri.h"

static str lines(struct arena *a, const struct str_list *list)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < list->n; i++)
        buf_printf(&b, "%s" STR_FMT, i ? "\n" : "", STR_ARG(list->items[i]));
    return buf_done(&b);
}

static str or_empty(str s)
{
    return str_is_absent(s) ? S("") : s;
}

static const char sql_forget[] = SQL("DELETE FROM app_client WHERE allowed_at IS NULL AND created_at < $1");
static const char sql_insert[] = SQL(
    "INSERT INTO app_client (public_id, secret_hash, name, uri, terms, policy, software, version, redirects, scope, refreshes, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");

code client_register(struct db *db, struct arena *a, const struct oauth_client *c, struct client_secret *out, struct error *err)
{
    str offered = host_scopes(a), scope = oauth_scope_within(a, or_empty(c->scope), offered);

    *out = (struct client_secret){random_token(a, 16), random_token(a, 32)};
    TRY(db_run(db, sql_forget, ARGS(v_int(clock_now() - CLIENT_FORGOTTEN)), NULL, err));
    return db_run(db, sql_insert,
                  ARGS(v_str(out->client), v_str(sha256_hex(a, out->secret)), v_str(str_trim(c->name)), v_str(c->uri), v_str(c->terms),
                       v_str(c->policy), v_str(c->software), v_str(or_empty(c->version)), v_str(lines(a, &c->redirects)),
                       v_str(scope.n ? scope : offered), v_int(c->refreshes), v_int(clock_now())),
                  NULL, err);
}

static const char sql_get[] = SQL(
    "SELECT id, public_id, secret_hash, name, uri, terms, policy, redirects, scope, refreshes, created_at FROM app_client WHERE public_id = $1");

code client_by_public_id(struct db *db, struct arena *a, str public_id, struct app_client *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_str(str_is_absent(public_id) ? S("") : public_id)));
    bool found = rows_next(r);

    if (found)
        *out = (struct app_client){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a), row_str(r, 5, a),
                                   row_str(r, 6, a), row_str(r, 7, a), row_str(r, 8, a), row_bool(r, 9), row_int(r, 10)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "client", "no program of that name is registered here");
}

code client_authenticate(struct db *db, struct arena *a, str public_id, str secret, struct app_client *out, struct error *err)
{
    TRY(client_by_public_id(db, a, public_id, out, err));
    return crypto_equal(sha256_hex(a, secret), out->secret_hash) ? OK : fail(err, DENIED, "client", "that is not the secret of this program");
}

bool client_has_redirect(const struct app_client *c, str redirect)
{
    str rest = c->redirects, line;

    while (str_cut(&rest, '\n', &line))
        if (line.n && str_eq(line, redirect))
            return true;
    return false;
}

str client_host(const struct app_client *c)
{
    struct uri u;

    return uri_parse(c->uri, &u, NULL) == OK ? u.host : S("");
}
