/* ledger/ledger_chain.c — entries one behind the other: what is hashed, and how
 * the newest one is held. docs/ledger.md tells it to others. */
#include <string.h>

#include "app/ledger/ledger_private.h"
#include "base/codec.h"

/* ---- hashes ---- */

static str bytes_of(struct arena *a, const uint8_t *p, size_t n)
{
    return str_copy(a, (str){(const char *)p, n});
}

str ledger_said(struct arena *a, str salts, str was)
{
    uint8_t hash[SHA_MAX];

    if (str_is_absent(was))
        return S("");
    sha_begin(SHA_256);
    sha_add(str_slice(salts, 0, LEDGER_SALT));
    sha_add(was);
    sha_end(hash);
    return bytes_of(a, hash, LEDGER_HASH);
}

str ledger_hash(struct arena *a, const struct ledger_entry *e, str previous)
{
    struct buf b = buf_sized(a, 400);
    struct json_writer w = json_writer(&b);
    uint8_t hash[SHA_MAX];

    sha_into(SHA_256, e->lines, hash);
    json_open_object(&w);
    json_put_member_int(&w, "account", e->account);
    json_put_member(&w, "act", e->act);
    json_put_member_int(&w, "at", e->at);
    json_put_member(&w, "lines", base64url_encode(a, (str){(const char *)hash, 32}));
    json_put_member_int(&w, "org", e->org);
    json_put_member_int(&w, "person", e->person);
    json_put_member(&w, "previous", base64url_encode(a, previous));
    json_put_member(&w, "said", base64url_encode(a, e->said));
    json_put_member_int(&w, "seq", e->seq);
    json_put_member(&w, "thing", e->thing);
    json_put_member(&w, "via", e->via);
    json_close_object(&w);
    sha_into(SHA_256, buf_done(&b), hash);
    return bytes_of(a, hash, 32);
}

str ledger_mac(struct arena *a, const struct ledger *l, str hash)
{
    struct sha256 mac = hmac_sha256(l->key, hash);

    return bytes_of(a, mac.b, LEDGER_MAC);
}

str ledger_head_mac(struct arena *a, const struct ledger *l, int64_t org, int64_t seq, str hash, str things, str pepper)
{
    str said = str_printf(a, "head %lld %lld " STR_FMT " ", (long long)org, (long long)seq, STR_ARG(things));

    return ledger_mac(a, l, str_join(a, str_join(a, said, pepper), hash));
}

str ledger_seal_entry(struct arena *a, str master_key, str hash)
{
    const struct ledger l = {.key = ledger_key(a, master_key)};

    return ledger_mac(a, &l, hash);
}

str ledger_seal_head(struct arena *a, str master_key, int64_t org, int64_t seq, str hash, str things, str pepper)
{
    const struct ledger l = {.key = ledger_key(a, master_key)};

    return ledger_head_mac(a, &l, org, seq, hash, things, pepper);
}

/* ---- the head ---- */

static const char sql_first[] = SQL(
    "INSERT INTO ledger_head (org_id, seq, hash, things, pepper, mac) SELECT o.id, 0, $2, $3, $4, $5 FROM org o WHERE o.id = $1 ON CONFLICT (org_id) DO NOTHING");
/* A write that changes nothing: others wait here until this transaction is over. */
static const char sql_lock[] = SQL(
    "UPDATE ledger_head SET seq = seq WHERE org_id = $1 RETURNING seq, hash, things, pepper, mac");
/* A statement of its own: one that waited for the lock would still see what was there before the others wrote. */
static const char sql_newest[] = SQL("SELECT coalesce(max(e.seq), 0) FROM ledger_entry e WHERE e.org_id = $1");
static const char sql_last[] = SQL("SELECT hash FROM ledger_entry WHERE org_id = $1 AND seq = $2");
static const char sql_close[] = SQL("UPDATE ledger_head SET seq = $2, hash = $3, things = $4, mac = $5 WHERE org_id = $1");

static str all_things(struct arena *a, const struct ledger *l)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < l->n; i++)
        buf_printf(&b, "%s%s", i ? " " : "", l->kinds[i].t->name);
    return buf_done(&b);
}

static void hold(struct ledger_chain *c, str hash)
{
    c->last_n = hash.n < sizeof c->last ? hash.n : sizeof c->last;
    memcpy(c->last, c->last_n ? hash.p : "", c->last_n);
}

static str newest_hash(const struct ledger_chain *c)
{
    return (str){(const char *)c->last, c->last_n};
}

/* Nobody stops working because somebody meddled with the head: entries go on
 * behind the newest there is, and one says what was found. */
static code go_on_after_meddling(struct db *db, struct arena *a, const struct ledger *l, struct ledger_chain *c, int64_t newest, struct error *err)
{
    struct ledger_entry e = {.act = S("broken"), .was = str_printf(a, "{\"head\":%lld,\"newest\":%lld}", (long long)c->seq, (long long)newest)};
    struct rows *r = db_query(db, sql_last, ARGS(v_int(c->org), v_int(newest)));

    c->seq = newest;
    hold(c, rows_next(r) ? row_str(r, 0, a) : S(""));
    TRY(rows_end(r, err));
    return ledger_put(db, a, l, c, &e, err);
}

/* The head of an organisation that is new says that all is covered from its first row. */
code ledger_open(struct db *db, struct arena *a, const struct ledger *l, int64_t org, struct ledger_chain *out, struct error *err)
{
    str things = all_things(a, l), none = S(""), mac = none, pepper;
    uint8_t random[LEDGER_PEPPER];
    int64_t newest = 0, made = 0;

    *out = (struct ledger_chain){.org = org, .is_gone = true};
    random_bytes(random, sizeof random);
    pepper = bytes_of(a, random, sizeof random);
    TRY(db_run(db, sql_first, ARGS(v_int(org), v_bytes(none), v_str(things), v_bytes(pepper), v_bytes(ledger_head_mac(a, l, org, 0, none, things, pepper))),
               &made, err));
    struct rows *r = db_query(db, sql_lock, ARGS(v_int(org)));
    if (rows_next(r)) {
        out->is_gone = false;
        out->seq = row_int(r, 0);
        hold(out, row_str(r, 1, a));
        out->things = row_str(r, 2, a);
        out->pepper = row_str(r, 3, a);
        mac = row_str(r, 4, a);
    }
    TRY(rows_end(r, err));
    TRY(db_int(db, sql_newest, ARGS(v_int(org)), &newest, err));
    if (out->is_gone || (newest == out->seq && str_eq(mac, ledger_head_mac(a, l, org, out->seq, newest_hash(out), out->things, out->pepper))))
        return OK;
    return go_on_after_meddling(db, a, l, out, newest, err);
}

code ledger_close(struct db *db, struct arena *a, const struct ledger *l, const struct ledger_chain *c, struct error *err)
{
    if (c->is_gone)
        return OK;
    return db_run_later(db, sql_close, ARGS(v_int(c->org), v_int(c->seq), v_bytes(newest_hash(c)), v_str(c->things),
                                            v_bytes(ledger_head_mac(a, l, c->org, c->seq, newest_hash(c), c->things, c->pepper))), err);
}

/* ---- entries ---- */

static const char sql_put[] = SQL(
    "INSERT INTO ledger_entry (org_id, seq, at, act, thing, first_id, last_id, lines, salts, row_text, was_text, person_id, account_id, via, said, hash, mac)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)");

code ledger_put(struct db *db, struct arena *a, const struct ledger *l, struct ledger_chain *c, struct ledger_entry *e, struct error *err)
{
    const struct db_doer *doer = db_doer_of(db);
    size_t n = e->lines.n / LEDGER_LINE;
    uint8_t salt[LEDGER_SALT];

    if (str_is_absent(e->salts)) {
        random_bytes(salt, sizeof salt);
        e->salts = bytes_of(a, salt, sizeof salt);
    }
    if (str_is_absent(e->lines))
        e->lines = e->thing = S("");
    e->org = c->org;
    e->seq = c->seq + 1;
    e->at = clock_now();
    e->account = doer->account;
    e->via = str_copy(a, cstr(doer->via));
    e->said = ledger_said(a, e->salts, e->was);
    e->hash = ledger_hash(a, e, newest_hash(c));
    e->mac = ledger_mac(a, l, e->hash);
    TRY(db_run_later(db, sql_put, ARGS(v_int(e->org), v_int(e->seq), v_int(e->at), v_str(e->act), v_str(e->thing),
        v_int(ledger_line_id(e->lines, 0)), v_int(ledger_line_id(e->lines, n ? n - 1 : 0)), v_bytes(e->lines), v_bytes(e->salts), v_str(e->row), v_str(e->was), v_int_if(e->person, e->person),
        v_int_if(e->account, e->account), v_str(e->via), v_bytes(e->said), v_bytes(e->hash), v_bytes(e->mac)), err));
    c->seq = e->seq;
    hold(c, e->hash);
    return OK;
}

code ledger_put_row(struct db *db, struct arena *a, const struct ledger *l, struct ledger_chain *c, const char *act, const struct ledger_kind *k,
                    int64_t id, int64_t person, str row, str was, struct error *err)
{
    uint8_t line[LEDGER_LINE], salt[LEDGER_SALT];

    random_bytes(salt, sizeof salt);
    ledger_line(line, id, salt, row);
    struct ledger_entry e = {.act = cstr(act), .thing = cstr(k->t->name), .person = person, .row = row, .was = was,
                             .lines = bytes_of(a, line, sizeof line), .salts = bytes_of(a, salt, sizeof salt)};
    return ledger_put(db, a, l, c, &e, err);
}

code ledger_put_block(struct db *db, struct arena *a, const struct ledger *l, struct ledger_chain *c, struct ledger_block *b, struct error *err)
{
    size_t n = b->n;

    b->n = 0;
    if (n == 0)
        return OK;
    if (n == 1)
        return ledger_put_row(db, a, l, c, b->act, b->kind, b->rows[0].id, b->rows[0].person, b->rows[0].row, (str){0}, err);
    uint8_t *lines = NEW_ARRAY(a, n * LEDGER_LINE, uint8_t), *salts = NEW_ARRAY(a, n * LEDGER_SALT, uint8_t);
    random_bytes(salts, n * LEDGER_SALT);
    for (size_t i = 0; i < n; i++)
        ledger_line(lines + i * LEDGER_LINE, b->rows[i].id, salts + i * LEDGER_SALT, b->rows[i].row);
    struct ledger_entry e = {.act = cstr(b->act), .thing = cstr(b->kind->t->name),
                             .lines = {(const char *)lines, n * LEDGER_LINE}, .salts = {(const char *)salts, n * LEDGER_SALT}};
    return ledger_put(db, a, l, c, &e, err);
}

/* ---- read ---- */

#define PAGE 200

static const char sql_entries[] = SQL(
    "SELECT e.org_id, e.seq, e.at, e.act, e.thing, e.first_id, e.last_id, e.lines, e.salts, e.row_text, e.was_text, e.person_id, e.account_id, e.via,"
    " e.said, e.hash, e.mac FROM ledger_entry e WHERE e.org_id = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3");

static struct ledger_entry entry_of(struct rows *r, struct arena *a)
{
    return (struct ledger_entry){
        .org = row_int(r, 0), .seq = row_int(r, 1), .at = row_int(r, 2), .act = row_str(r, 3, a), .thing = row_str(r, 4, a),
        .lines = row_str(r, 7, a), .salts = row_str(r, 8, a), .row = row_str(r, 9, a), .was = row_str(r, 10, a),
        .person = row_int(r, 11), .account = row_int(r, 12), .via = row_str(r, 13, a), .said = row_str(r, 14, a),
        .hash = row_str(r, 15, a), .mac = row_str(r, 16, a),
    };
}

static code each_of_page(struct rows *r, struct arena *row, ledger_entry_each *each, void *ctx, int64_t *behind, int *n, struct error *err)
{
    code c = OK;

    for (; c == OK && rows_next(r); ++*n) {
        struct ledger_entry e = entry_of(r, row);
        c = each(ctx, &e, row_int(r, 5), row_int(r, 6), err);
        *behind = e.seq;
        arena_reset(row);
    }
    code ended = rows_end(r, c == OK ? err : NULL);
    return c == OK ? ended : c;
}

code ledger_entries(struct db *db, struct arena *row, int64_t org, int64_t behind, ledger_entry_each *each, void *ctx, struct error *err)
{
    int n;

    do {
        n = 0;
        TRY(each_of_page(db_query(db, sql_entries, ARGS(v_int(org), v_int(behind), v_int(PAGE))), row, each, ctx, &behind, &n, err));
    } while (n == PAGE);
    return OK;
}
