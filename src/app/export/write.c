/* export/write.c — one export from the beginning to its end: the archive, what
 * waits beside it on the disk, and the manifest as the last file. */
#include "app/export/export_private.h"

#include <string.h>

#include "base/attempt.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/json.h"

#define ITEM_QUOTA ((size_t)128 << 20)

/* ---- the stream ---- */

static code flush(struct export *x, struct error *err)
{
    str all = {x->waiting, x->n_waiting};

    x->n_waiting = 0;
    return all.n ? x->q->put(x->q->ctx, all, err) : OK;
}

static code put_out(void *ctx, str bytes, struct error *err)
{
    struct export *x = ctx;

    x->n.bytes += bytes.n;
    if (bytes.n > sizeof x->waiting - x->n_waiting)
        TRY(flush(x, err));
    if (bytes.n > sizeof x->waiting)
        return x->q->put(x->q->ctx, bytes, err);
    if (bytes.n)
        memcpy(x->waiting + x->n_waiting, bytes.p, bytes.n);
    x->n_waiting += bytes.n;
    return OK;
}

/* ---- files and the manifest ---- */

/* As sha256sum writes it, and checks it (--check). */
static code note(struct export *x, const uint8_t *hash, str name, struct error *err)
{
    char line[64 + 2 + 500 + 1];
    static const char hex[] = "0123456789abcdef";
    size_t n = 0;

    for (size_t i = 0; i < 32; i++) {
        line[n++] = hex[hash[i] >> 4];
        line[n++] = hex[hash[i] & 15];
    }
    line[n++] = ' ';
    line[n++] = ' ';
    memcpy(line + n, name.p, name.n);
    n += name.n;
    line[n++] = '\n';
    x->n.files++;
    return spill_put(&x->manifest, (str){line, n}, err);
}

code export_add(struct export *x, str name, str bytes, struct error *err)
{
    struct sha256 h = sha256(bytes);

    x->zip.packs = !str_ends(name, S(".png"));   /* which are deflated inside */
    TRY(zip_add(&x->zip, name, bytes, err));
    return note(x, h.b, name, err);
}

code export_begin(struct export *x, str name, struct error *err)
{
    sha_begin(SHA_256);
    return zip_begin(&x->zip, name, err);
}

code export_piece(struct export *x, str bytes, struct error *err)
{
    sha_add(bytes);
    return zip_piece(&x->zip, bytes, err);
}

code export_close(struct export *x, str name, struct error *err)
{
    uint8_t hash[SHA_MAX];

    sha_end(hash);
    TRY(zip_close(&x->zip, err));
    return note(x, hash, name, err);
}

static code manifest_piece(void *ctx, str bytes, struct error *err)
{
    return zip_piece(ctx, bytes, err);
}

static code put_manifest(struct export *x, struct error *err)
{
    TRY(zip_begin(&x->zip, S("MANIFEST.sha256"), err));
    TRY(spill_again(&x->manifest, manifest_piece, &x->zip, err));
    return zip_close(&x->zip, err);
}

/* ---- the whole ---- */

static const char sql_awards[] = SQL("SELECT count(*) FROM award WHERE org_id = $1");

static code put_tables(struct export *x, struct error *err)
{
    TRY(db_begin_snapshot(x->db, err));
    return db_end(x->db, export_put_tables(x, err), err);
}

static code work(void *ctx, struct error *err)
{
    struct export *x = ctx;

    TRY(org_get(x->db, x->a, x->q->org, &x->org, err));
    TRY(db_int(x->db, sql_awards, ARGS(v_int(x->q->org)), &x->all, err));
    TRY(put_tables(x, err));
    TRY(export_put_papers(x, err));
    TRY(put_manifest(x, err));
    TRY(zip_end(&x->zip, err));
    return flush(x, err);
}

/* Files and the second arena have their owner here, outside of what may be left. */
static code with_spills(struct export *x, struct error *err)
{
    TRY(spill_open(x->a, &x->directory, err));
    TRY(spill_open(x->a, &x->manifest, err));
    return attempt(work, x, err);
}

code export_write(struct app *app, struct db *db, struct arena *a, const struct export_request *q, struct export_count *out, struct error *err)
{
    struct export *x = NEW(a, struct export);

    *x = (struct export){.app = app, .db = db, .a = a, .item = arena_new(ITEM_QUOTA), .q = q, .now = clock_now()};
    x->aside = (struct zip_aside){spill_put, spill_again, &x->directory};
    x->zip = (struct zip){.a = a, .put = put_out, .ctx = x, .aside = &x->aside, .when = x->now};
    code c = with_spills(x, err);
    *out = x->n;
    spill_close(&x->directory);
    spill_close(&x->manifest);
    arena_free(x->item);
    return c;
}

/* ---- secret halves ---- */

static code lock_all(struct arena *a, const struct org_key_list *keys, str passphrase, struct json_writer *w, struct error *err)
{
    str pem;

    for (size_t i = 0; i < keys->n; i++) {
        if (!key_has_secret(keys->items[i].key))
            continue;
        TRY(key_to_locked_pem(a, keys->items[i].key, passphrase, &pem, err));
        json_put_key_str(w, keys->items[i].kid);
        json_put_str(w, pem);
    }
    return OK;
}

code export_lock_keys(struct app *app, struct db *db, struct arena *a, int64_t org, str passphrase, str *keys, struct error *err)
{
    struct org_issuer_list issuers = {0};
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    if (passphrase.n < EXPORT_PASSPHRASE)
        return fail(err, BAD_INPUT, "passphrase", "a passphrase for keys has at least %d characters: several words are easy to keep", EXPORT_PASSPHRASE);
    TRY(org_issuers(db, a, org, &issuers, err));
    json_open_object(&w);
    for (size_t i = 0; i < issuers.n; i++) {
        struct org_key_list all = {0};
        struct org o;
        TRY(org_issuer_get(db, a, org, issuers.items[i].id, &o, err));
        code c = org_keys(app, db, a, &o, true, &all, err);
        if (c == OK)
            c = lock_all(a, &all, passphrase, &w, err);
        org_keys_close(&all);
        TRY(c);
    }
    json_close_object(&w);
    *keys = buf_done(&b);
    return OK;
}
