/* learn/learn_take.c — statements come in: all of a call or none, each once,
 * whatever order they and what takes them back arrive in. */
#include "app/learn/learn_private.h"

#include "base/codec.h"
#include "base/crypto.h"

/* ---- found ---- */

#define STATEMENT "SELECT s.id, s.org_id, s.version, s.statement_id, s.actor, s.actor_name, s.verb, s.verb_name, s.object, s.object_name, s.body," \
    " s.state, coalesce((SELECT t.name FROM token t WHERE t.id = s.token_id), ''), s.at, s.stored_at, coalesce(s.voided_at, 0) FROM learn_statement s"

static void read_statement(struct rows *r, struct arena *a, struct learn_statement *out)
{
    *out = (struct learn_statement){
        .id = row_int(r, 0), .org = row_int(r, 1), .version = row_int(r, 2), .statement_id = row_str(r, 3, a), .actor = row_str(r, 4, a),
        .actor_name = row_str(r, 5, a), .verb = row_str(r, 6, a), .verb_name = row_str(r, 7, a), .object = row_str(r, 8, a),
        .object_name = row_str(r, 9, a), .body = row_str(r, 10, a), .state = row_str(r, 11, a), .from = row_str(r, 12, a),
        .at = row_int(r, 13), .stored = row_int(r, 14), .voided = row_int(r, 15),
    };
}

static code one_statement(struct rows *r, struct arena *a, struct learn_statement *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_statement(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "statement", "there is no such statement");
}

static const char sql_get[] = SQL(STATEMENT " WHERE s.org_id = $1 AND s.id = $2");

code learn_statement_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct learn_statement *out, struct error *err)
{
    return one_statement(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

static const char sql_by_id[] = SQL(STATEMENT " WHERE s.org_id = $1 AND s.statement_id = $2");

code learn_statement_find(struct db *db, struct arena *a, int64_t org, str statement_id, struct learn_statement *out, struct error *err)
{
    return one_statement(db_query(db, sql_by_id, ARGS(v_int(org), v_str(statement_id))), a, out, err);
}

static const char sql_last[] = SQL(STATEMENT " WHERE s.org_id = $1 AND s.state <> 'voids' ORDER BY s.id DESC LIMIT $2");

code learn_statement_last(struct db *db, struct arena *a, int64_t org, struct learn_statement_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_last, ARGS(v_int(org), v_int(LEARN_DRY)));

    while (rows_next(r))
        read_statement(r, a, list_add(a, out));
    return rows_end(r, err);
}

code learn_statement_read(struct arena *a, const struct learn_statement *s, struct xapi_statement *out, struct error *err)
{
    const struct json *v;

    TRY(json_parse(a, s->body, NULL, &v, err));
    return xapi_statement_read(a, v, s->version == XAPI_2 ? XAPI_2 : XAPI_1, out, err);
}

/* ---- one comes in ---- */

/* RFC 9562 version 4: for a statement that came without an id. */
static str new_id(struct arena *a)
{
    unsigned char b[16];

    random_bytes(b, sizeof b);
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    str h = hex_encode(a, (str){(const char *)b, sizeof b});
    return str_printf(a, STR_FMT "-" STR_FMT "-" STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(str_slice(h, 0, 8)), STR_ARG(str_slice(h, 8, 12)),
                      STR_ARG(str_slice(h, 12, 16)), STR_ARG(str_slice(h, 16, 20)), STR_ARG(str_from(h, 20)));
}

/* Whose words are long are cut for the lists; the body has them whole. */
#define NAME_MOST 300
static str short_name(str s)
{
    size_t n = s.n < NAME_MOST ? s.n : NAME_MOST;

    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    return str_is_absent(s) ? S("") : str_slice(s, 0, n);
}

/* What takes it back may have come before it. */
static const char sql_insert[] = SQL(
    "INSERT INTO learn_statement (org_id, statement_id, digest, token_id, version, actor, actor_name, verb, verb_name, object, object_name, body,"
    " state, at, stored_at, voided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
    " (SELECT min(w.stored_at) FROM learn_statement w WHERE w.org_id = $1 AND w.object = $2 AND w.state = 'voids'))");
/* A statement that takes another back is not taken back itself (xAPI-Data §2.3.2). */
static const char sql_void[] = SQL(
    "UPDATE learn_statement SET voided_at = $3 WHERE org_id = $1 AND statement_id = $2 AND voided_at IS NULL AND state <> 'voids'");

struct arriving { const struct learn_call *call; const struct json *json; struct xapi_statement s; str digest; };

static code insert(struct db *db, struct arena *a, const struct arriving *v, struct error *err)
{
    const struct xapi_statement *s = &v->s;
    str key = xapi_who_key(a, &s->actor);
    msec now = clock_now();

    TRY(db_run(db, sql_insert,
               ARGS(v_int(v->call->org), v_str(s->id), v_str(v->digest), v_int_if(v->call->token > 0, v->call->token), v_int(v->call->version),
                    v_str(str_is_absent(key) ? S("") : key), v_str(short_name(s->actor.name)), v_str(s->verb), v_str(short_name(s->verb_name)),
                    v_str(s->object), v_str(short_name(s->object_name)), v_str(json_text_of(v->json)), v_str(s->voids ? S("voids") : S("new")),
                    v_int(s->at ? s->at : now), v_int(now)), NULL, err));
    return s->voids ? db_run(db, sql_void, ARGS(v_int(v->call->org), v_str(s->object), v_int(now)), NULL, err) : OK;
}

static const char sql_digest[] = SQL("SELECT digest FROM learn_statement WHERE org_id = $1 AND statement_id = $2");

/* xAPI-Data §2.3.1: what is there already stays as it is. */
static code take_one(struct db *db, struct arena *a, const struct arriving *v, struct error *err)
{
    struct rows *r = db_query(db, sql_digest, ARGS(v_int(v->call->org), v_str(v->s.id)));
    bool found = rows_next(r);
    str kept = found ? row_str(r, 0, a) : (str){0};

    TRY(rows_end(r, err));
    if (!found)
        return insert(db, a, v, err);
    return str_eq(kept, v->digest) ? OK : fail(err, CONFLICT, "id", "the statement " STR_FMT " is here already and says something else", STR_ARG(v->s.id));
}

/* ---- a call ---- */

LIST_OF(arriving_list, struct arriving);

static code in_place(struct error *err, code c, size_t i, size_t n)
{
    struct error why = *err;

    return n == 1 ? c : fail(err, c, why.where, "statement %zu, %s: %s", i + 1, why.where, why.text);
}

static code read_one(struct arena *a, const struct learn_call *c, const struct json *v, struct arriving *out, struct error *err)
{
    *out = (struct arriving){.call = c, .json = v};
    TRY(xapi_statement_read(a, v, c->version, &out->s, err));
    TRY(xapi_statement_digest(a, v, &out->digest, err));
    if (str_is_absent(out->s.id))
        out->s.id = str_is_absent(c->id) ? new_id(a) : c->id;
    else if (!str_is_absent(c->id) && !str_eq(out->s.id, c->id))
        return fail(err, BAD_INPUT, "/id", "the address names another statement");
    return OK;
}

static code read_all(struct arena *a, const struct learn_call *c, const struct json *body, struct arriving_list *out, struct error *err)
{
    bool many = json_is(body, JSON_ARRAY);
    size_t n = many ? json_count(body) : 1;
    struct map *seen = map_new(a);
    struct error why = {0};

    if (many && !str_is_absent(c->id))
        return fail(err, BAD_INPUT, "/", "one statement is put, not a list");
    if (n > LEARN_BATCH_MOST)
        return fail(err, LIMIT, "/", "at most %d statements at once", LEARN_BATCH_MOST);
    for (size_t i = 0; i < n; i++) {
        struct arriving *one = list_add(a, out);
        code got = read_one(a, c, many ? json_item(body, i) : body, one, &why);
        void **slot = got == OK ? map_at(seen, one->s.id) : NULL;
        if (slot && *slot)
            got = fail(&why, BAD_INPUT, "/id", "the same id comes twice");
        if (got != OK) {
            got = in_place(&why, got, i, n);
            if (err)
                *err = why;
            return got;
        }
        *slot = one;
    }
    return OK;
}

/* The oldest that came to nothing make room; looked at now and then, since counting is dear. */
#define ROOM_ONE_IN 64
static const char sql_room[] = SQL(
    "DELETE FROM learn_statement WHERE id IN (SELECT s.id FROM learn_statement s WHERE s.org_id = $1 AND s.state = 'none' AND s.id <"
    " coalesce((SELECT x.id FROM learn_statement x WHERE x.org_id = $1 ORDER BY x.id DESC LIMIT 1 OFFSET $2), 0) ORDER BY s.id LIMIT 1000)");

static code take(struct db *db, struct arena *a, const struct learn_call *c, const struct arriving_list *all, struct error *err)
{
    for (size_t i = 0; i < all->n; i++)
        TRY(take_one(db, a, &all->items[i], err));
    if (random_below(ROOM_ONE_IN) == 0)
        TRY(db_run(db, sql_room, ARGS(v_int(c->org), v_int(LEARN_KEPT)), NULL, err));
    return learn_wake(db, a, c->org, err);
}

code learn_take(struct db *db, struct arena *a, const struct learn_call *c, const struct json *body, struct str_list *ids, struct error *err)
{
    struct arriving_list all = {0};

    TRY(read_all(a, c, body, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(a, ids) = all.items[i].s.id;
    TRY(db_begin(db, err));
    return db_end(db, take(db, a, c, &all, err), err);
}
