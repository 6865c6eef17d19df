/* public/public_status.c — status lists as signed credentials, kept ready
 * until a revocation makes the next generation; and the map for checks
 * without a network. */
#include "app/public/public.h"

#include "app/cache.h"
#include "badge/status.h"
#include "format/jose.h"

#define LIST_LIFE (7 * DAY)                      /* a stale copy stops counting after this */
#define LIST_TTL  (5 * MINUTE)

struct list_row { int64_t id, org_version, size, generation; };

static const char sql_list[] = SQL("SELECT id, org_version_id, size, generation FROM status_list WHERE public_id = $1");
static const char sql_revoked[] = SQL(
    "SELECT status_index FROM award WHERE status_list_id = $1 AND revoked_at IS NOT NULL");

static code load_list(struct db *db, str public_id, struct list_row *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list, ARGS(v_str(public_id)));
    bool found = rows_next(r);

    if (found)
        *out = (struct list_row){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "status list", "there is no such status list");
}

static code load_bits(struct db *db, struct arena *a, const struct list_row *l, struct bitstring *out, struct error *err)
{
    struct rows *r = db_query(db, sql_revoked, ARGS(v_int(l->id)));

    *out = bitstring_new(a, (size_t)l->size);
    while (rows_next(r))
        bitstring_set(out, (size_t)row_int(r, 0), true);
    return rows_end(r, err);
}

static code sign_list(struct app *app, struct db *db, struct arena *a, const struct list_row *l, str public_id,
                      str *token, struct error *err)
{
    struct org o;
    struct org_key key;
    struct bitstring bits;
    str signature;
    msec now = clock_now() / SECOND * SECOND;

    TRY(org_at_version(db, a, l->org_version, &o, err));
    TRY(load_bits(db, a, l, &bits, err));
    struct status_list list = {
        .id = str_printf(a, STR_FMT "/status/" STR_FMT, STR_ARG(o.base), STR_ARG(public_id)),
        .issuer_id = org_issuer_id(a, &o), .purpose = S("revocation"), .valid_from = now,
        .valid_until = now + LIST_LIFE, .ttl_ms = LIST_TTL,
    };
    str payload = status_list_write(a, &list, &bits);
    TRY(org_active_key(app, db, a, &o, &key, err));
    struct issue_key issue = {key.key, key.address};
    code c = vcjwt_sign(a, payload, &issue, &signature, token, err);
    key_close(key.key);
    return c;
}

/* A list is signed anew after a revocation, and once an hour so that its end
 * of validity stays ahead. */
code public_status_list(struct app *app, struct db *db, struct arena *a, str public_id, str *token, struct error *err)
{
    struct list_row l = {0};

    TRY(load_list(db, public_id, &l, err));
    str key = str_join(a, S("status "), public_id);
    int64_t stamp = l.generation * 1000000 + clock_now() / HOUR;
    if (cache_get(a, key, stamp, token))
        return OK;
    TRY(sign_list(app, db, a, &l, public_id, token, err));
    cache_put(key, stamp, *token);
    return OK;
}

static const char sql_list_ids[] = SQL("SELECT public_id FROM status_list ORDER BY id");

code public_status_list_ids(struct db *db, struct arena *a, struct str_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list_ids, NO_ARGS);

    while (rows_next(r))
        *list_add(a, out) = row_str(r, 0, a);
    return rows_end(r, err);
}

/* ---- the map for checks without a network ---- */

static const char sql_lists_of_org[] = SQL("SELECT l.public_id FROM status_list l JOIN org_version v ON v.id = l.org_version_id"
    " WHERE l.org_id = $1 AND v.base = $2 ORDER BY l.id");

static code put_document(struct app *app, struct db *db, struct arena *a, struct json_writer *w, str base, str path,
                         str accept, struct error *err)
{
    struct document d;
    struct asked q = {str_from(base, (size_t)(str_find(base, S("://")) + 3)), path, accept};
    bool is_json = !str_contains(accept, S("jwt"));

    TRY(public_document(app, db, a, &q, &d, err));
    json_put_key(w, str_z(a, str_join(a, base, path)));
    json_open_object(w);
    json_put_member_int(w, "status", d.status);
    json_put_member(w, "type", d.type);
    json_put_key(w, is_json ? "json" : "text");
    if (is_json)
        json_put_text(w, d.body);
    else
        json_put_str(w, d.body);
    json_close_object(w);
    return OK;
}

static code put_lists(struct app *app, struct db *db, struct arena *a, struct json_writer *w, const struct org *o, struct error *err)
{
    struct rows *r = db_query(db, sql_lists_of_org, ARGS(v_int(o->id), v_str(o->base)));
    struct str_list lists = {0};

    while (rows_next(r))
        *list_add(a, &lists) = row_str(r, 0, a);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < lists.n; i++)
        TRY(put_document(app, db, a, w, o->base, str_join(a, S("/status/"), lists.items[i]), S("application/vc+jwt"), err));
    return OK;
}

static code put_keys(struct app *app, struct db *db, struct arena *a, struct json_writer *w, const struct org *o, struct error *err)
{
    struct org_key_list keys = {0};
    code c = org_keys(app, db, a, o, false, &keys, err);

    for (size_t i = 0; c == OK && i < keys.n; i++)
        if (!str_eq(keys.items[i].state, S("compromised")))
            c = put_document(app, db, a, w, o->base,
                             str_printf(a, "/i/" STR_FMT "/keys/" STR_FMT, STR_ARG(o->slug), STR_ARG(keys.items[i].kid)),
                             S("application/json"), err);
    org_keys_close(&keys);
    return c;
}

static code put_all(struct app *app, struct db *db, struct arena *a, struct json_writer *w, const struct org *o,
                    struct error *err)
{
    str issuer = str_join(a, S("/i/"), o->slug), accept = S("application/json");

    TRY(put_document(app, db, a, w, o->base, issuer, accept, err));
    TRY(put_document(app, db, a, w, o->base, str_join(a, issuer, S("/did.json")), accept, err));
    TRY(put_document(app, db, a, w, o->base, str_join(a, issuer, S("/jwks.json")), accept, err));
    TRY(put_keys(app, db, a, w, o, err));
    return put_lists(app, db, a, w, o, err);
}

code public_offline_map(struct app *app, struct db *db, struct arena *a, const struct org *o, str *json, struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    struct str_list bases = {0};
    struct org then = *o;

    TRY(org_addresses(db, a, o->id, &bases, err));
    json_open_object(&w);
    for (size_t i = 0; i < bases.n; i++) {
        then.base = bases.items[i];
        TRY(put_all(app, db, a, &w, &then, err));
    }
    json_close_object(&w);
    *json = buf_done(&b);
    return OK;
}
