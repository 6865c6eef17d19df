/* ledger/ledger_file.c — the whole chain as lines of JSON, which a few lines of any
 * language can check: docs/ledger.md says how. */
#include <string.h>

#include "app/ledger/ledger_private.h"
#include "app/org/org.h"
#include "base/codec.h"
#include "format/jose.h"

struct writing { struct arena *a, *row; ledger_write *write; void *ctx; char last[32]; size_t last_n; };

static void put_bytes(struct json_writer *w, const char *name, str bytes)
{
    json_put_member(w, name, base64url_encode(w->b->a, bytes));
}

static code put_line(struct writing *f, struct buf *b, struct error *err)
{
    buf_byte(b, '\n');
    return f->write(f->ctx, buf_done(b), err);
}

/* ---- who, and with which keys ---- */

static code write_head(struct writing *f, const struct org *o, const struct org_key_list *keys, struct error *err)
{
    struct buf b = buf_new(f->a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "ledger", o->name);
    json_put_member(&w, "iss", org_issuer_id(f->a, o));
    json_put_member_int(&w, "org", o->id);
    json_put_key(&w, "keys");
    json_open_array(&w);
    for (size_t i = 0; i < keys->n; i++)
        jwk_write(f->a, &w, keys->items[i].key, keys->items[i].address);
    json_close_array(&w);
    json_close_object(&w);
    return put_line(f, &b, err);
}

/* ---- entries ---- */

static code write_entry(void *ctx, const struct ledger_entry *e, int64_t first, int64_t last, struct error *err)
{
    struct writing *f = ctx;
    struct buf b = buf_new(f->row);
    struct json_writer w = json_writer(&b);

    (void)first;
    (void)last;
    json_open_object(&w);
    json_put_member_int(&w, "account", e->account);
    json_put_member(&w, "act", e->act);
    json_put_member_int(&w, "at", e->at);
    put_bytes(&w, "hash", e->hash);
    put_bytes(&w, "lines", e->lines);
    json_put_member_int(&w, "org", e->org);
    json_put_member_int(&w, "person", e->person);
    put_bytes(&w, "previous", (str){f->last, f->last_n});
    json_put_member(&w, "row", e->row);
    put_bytes(&w, "said", e->said);
    put_bytes(&w, "salts", e->salts);
    json_put_member_int(&w, "seq", e->seq);
    json_put_member(&w, "thing", e->thing);
    json_put_member(&w, "via", e->via);
    json_put_member(&w, "was", e->was);
    json_close_object(&w);
    TRY(put_line(f, &b, err));
    f->last_n = e->hash.n < sizeof f->last ? e->hash.n : sizeof f->last;
    memcpy(f->last, f->last_n ? e->hash.p : "", f->last_n);
    return OK;
}

static code write_points(struct writing *f, struct db *db, int64_t org, struct error *err)
{
    struct ledger_point_list all = {0};

    TRY(ledger_points(db, f->a, org, LEDGER_POINTS_LOOKED_AT, &all, err));
    for (size_t i = all.n; i-- > 0;) {
        struct buf b = buf_new(f->a);
        struct json_writer w = json_writer(&b);
        json_open_object(&w);
        json_put_member(&w, "checkpoint", all.items[i].jws);
        json_close_object(&w);
        TRY(put_line(f, &b, err));
    }
    return OK;
}

static code write_all(struct writing *f, struct app *app, struct db *db, const struct org *o, struct error *err)
{
    struct org_key_list keys = {0};

    TRY(org_keys(app, db, f->a, o, false, &keys, err));
    code c = write_head(f, o, &keys, err);
    org_keys_close(&keys);
    TRY(c);
    TRY(ledger_entries(db, f->row, o->id, INT64_MIN, write_entry, f, err));
    return write_points(f, db, o->id, err);
}

code ledger_export(struct app *app, struct db *db, struct arena *a, int64_t org, ledger_write *write, void *ctx, struct error *err)
{
    struct writing f = {.a = a, .row = arena_new((size_t)64 << 20), .write = write, .ctx = ctx};
    struct org o;
    code c = org_get(db, a, org, &o, err);

    if (c == OK)
        c = write_all(&f, app, db, &o, err);
    arena_free(f.row);
    return c;
}
