/* public/public_status.c — status lists as signed credentials, kept ready
 * until a revocation or a suspension makes the next generation. */
#include "app/public/public_private.h"

#include "app/cache.h"
#include "badge/sign.h"
#include "badge/status.h"

#define LIST_LIFE (7 * DAY)                      /* a stale copy stops counting after this */
#define LIST_TTL  (5 * MINUTE)

struct list_row { int64_t id, org_version, size, generation, suspends; };

static const char sql_list[] = SQL("SELECT id, org_version_id, size, generation, suspends FROM status_list WHERE public_id = $1");
/* Also what awards said before they were corrected or moved. */
static const char sql_revoked[] = SQL(
    "SELECT status_index FROM award WHERE status_list_id = $1 AND revoked_at IS NOT NULL"
    " UNION ALL SELECT status_index FROM award_past WHERE status_list_id = $1");
static const char sql_suspended[] = SQL(
    "SELECT w.status_index FROM award_suspension s JOIN award w ON w.id = s.award_id WHERE s.status_list_id = $1");

static code load_list(struct db *db, const struct status_asked *q, struct list_row *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list, ARGS(v_str(q->public_id)));
    bool found = rows_next(r);

    if (found)
        *out = (struct list_row){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4)};
    TRY(rows_end(r, err));
    return found && (out->suspends || !q->of_suspended) ? OK : fail(err, NOT_FOUND, "status list", "there is no such status list");
}

static code load_bits(struct db *db, struct arena *a, const struct list_row *l, bool of_suspended, struct bitstring *out, struct error *err)
{
    struct rows *r = db_query(db, of_suspended ? sql_suspended : sql_revoked, ARGS(v_int(l->id)));

    *out = bitstring_new(a, (size_t)l->size);
    while (rows_next(r))
        bitstring_set(out, (size_t)row_int(r, 0), true);
    return rows_end(r, err);
}

static str list_json(struct arena *a, const struct org *o, const struct status_asked *q, msec now, const struct bitstring *bits)
{
    const struct status_list list = {
        .id = str_printf(a, STR_FMT "/status/" STR_FMT "%s", STR_ARG(o->base), STR_ARG(q->public_id), q->of_suspended ? "/suspension" : ""),
        .issuer_id = org_issuer_id(a, o), .purpose = q->of_suspended ? S("suspension") : S("revocation"), .valid_from = now,
        .valid_until = now + LIST_LIFE, .ttl_ms = LIST_TTL,
    };

    return status_list_write(a, &list, bits);
}

/* With a proof, or as a token, in which form a key of RSA always signs. */
static code sign_list(struct app *app, struct db *db, struct arena *a, const struct list_row *l, const struct status_asked *q,
                      str *text, struct error *err)
{
    struct org o;
    struct org_key key;
    struct bitstring bits;
    msec now = clock_now() / SECOND * SECOND;

    TRY(org_at_version(db, a, l->org_version, &o, err));
    TRY(load_bits(db, a, l, q->of_suspended, &bits, err));
    str list = list_json(a, &o, q, now, &bits);
    TRY(org_active_key(app, db, a, &o, &key, err));
    const struct suite *suite = q->as_token ? NULL : suite_for(org_key_kind(&key));
    const struct proof_terms terms = {.suite = suite, .key = {key.key, suite ? key.method : key.address}, .created = now};
    code c = sign_credential(a, list, &terms, text, err);
    key_close(key.key);
    if (c == OK && !q->as_token && !suite)
        *text = public_enveloped(a, *text);
    return c;
}

/* A list is signed anew after a revocation, and once an hour so that its end
 * of validity stays ahead. */
code public_status_list(struct app *app, struct db *db, struct arena *a, const struct status_asked *q, str *text, struct error *err)
{
    struct list_row l = {0};

    TRY(load_list(db, q, &l, err));
    str key = str_printf(a, "status %s %s " STR_FMT, q->as_token ? "token" : "proof", q->of_suspended ? "suspended" : "revoked",
                         STR_ARG(q->public_id));
    int64_t stamp = l.generation * 1000000 + clock_now() / HOUR;
    if (cache_get(a, key, stamp, text))
        return OK;
    TRY(sign_list(app, db, a, &l, q, text, err));
    cache_put(key, stamp, *text);
    return OK;
}

code public_status(struct app *app, struct db *db, struct arena *a, const struct asked *q, str id, struct document *out,
                   struct error *err)
{
    struct wanted want = public_wanted(q);
    struct status_asked ask = {.as_token = want.token};
    str text, rest = id;

    if (!str_cut(&rest, '/', &ask.public_id))
        return fail(err, NOT_FOUND, "status list", "there is no such status list");
    ask.of_suspended = str_eq(rest, S("suspension"));
    if (!ask.of_suspended && !str_is_empty(rest))
        return fail(err, NOT_FOUND, "status list", "there is no such status list");
    TRY(public_status_list(app, db, a, &ask, &text, err));
    return public_answer(out, want.type, text);
}

static const char sql_list_ids[] = SQL("SELECT public_id FROM status_list ORDER BY id");

code public_status_list_ids(struct db *db, struct arena *a, struct str_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list_ids, NO_ARGS);

    while (rows_next(r))
        *list_add(a, out) = row_str(r, 0, a);
    return rows_end(r, err);
}
