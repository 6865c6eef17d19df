/* backpack/frozen.c — what was seen goes into rows, and comes out as files. */
#include "app/backpack/frozen.h"

#include "app/master_key.h"
#include "base/codec.h"
#include "format/contexts.h"
#include "format/did.h"
#include "format/jose.h"
#include "format/json.h"

#define MOST_BYTES ((size_t)4 << 20)             /* of one look; what is beyond is named by its hash alone */

/* ---- the key ---- */

/* PKCS#8 of Ed25519 (RFC 8410 §7) is this and the secret. The caller closes the key. */
static const char pkcs8[16] = "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";

static code frozen_key(const struct app *app, struct arena *a, struct key **out, struct error *err)
{
    str secret;

    if (str_is_empty(app->master_key))
        return fail(err, FAULT, "", "there is no master key to sign a receipt with");
    secret = master_key_derive(a, app->master_key, "receipts of the Backpack");
    str der = str_join(a, (str){pkcs8, sizeof pkcs8}, secret);
    str pem = str_printf(a, "-----BEGIN PRIVATE KEY-----\n" STR_FMT "\n-----END PRIVATE KEY-----\n", STR_ARG(base64_encode(a, der)));
    code c = key_from_pem(pem, out, err);
    crypto_wipe((char *)(uintptr_t)pem.p, pem.n);
    crypto_wipe((char *)(uintptr_t)der.p, der.n);
    crypto_wipe((char *)(uintptr_t)secret.p, secret.n);
    return c;
}

code frozen_signer(const struct app *app, struct arena *a, str *did, struct error *err)
{
    struct key *key = NULL;

    TRY(frozen_key(app, a, &key, err));
    *did = did_key_from(a, key);
    key_close(key);
    return OK;
}

void frozen_keys_show(struct request *rq, struct response *rs)
{
    struct key *key = NULL;
    struct error err = {0};
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    if (frozen_key(app_of(rq), rq->arena, &key, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    json_open_object(&w);
    json_put_key(&w, "keys");
    json_open_array(&w);
    jwk_write(rq->arena, &w, key, did_key_from(rq->arena, key));
    json_close_array(&w);
    json_close_object(&w);
    key_close(key);
    response_bytes(rs, S("application/jwk-set+json"), buf_done(&b));
    response_header(rs, "Access-Control-Allow-Origin", S("*"));
}

/* ---- what was seen, as a receipt ---- */

struct kept_text { str sha256, bytes; };
struct freeze { struct arena *a; struct receipt r; LIST(struct kept_text) texts; size_t bytes; };

static bool has_text(const struct freeze *f, str sha256)
{
    for (size_t i = 0; i < f->texts.n; i++)
        if (str_eq(f->texts.items[i].sha256, sha256))
            return true;
    return false;
}

static str take_text(struct freeze *f, str bytes)
{
    str hash = sha256_hex(f->a, bytes);

    if (!has_text(f, hash) && f->bytes + bytes.n <= MOST_BYTES) {
        *list_add(f->a, &f->texts) = (struct kept_text){hash, bytes.p ? bytes : S("")};
        f->bytes += bytes.n;
    }
    return hash;
}

static void take_documents(struct freeze *f, const struct recorded_list *seen)
{
    for (size_t i = 0; i < seen->n && f->r.documents.n < RECEIPT_DOCUMENTS; i++) {
        const struct recorded *d = &seen->items[i];
        *list_add(f->a, &f->r.documents) = (struct receipt_document){
            .url = d->url, .final_url = d->got.final_url, .type = d->got.content_type.p ? d->got.content_type : S(""),
            .sha256 = take_text(f, d->got.body), .status = d->got.status, .bytes = (int64_t)d->got.body.n, .at = d->got.at};
    }
}

/* The words that it is read by. Every edition is kept: a proof holds under one. */
static void take_contexts(struct freeze *f, const struct json *document)
{
    const struct json *list = json_get(document, "@context");

    for (size_t i = 0; i < json_many_count(list); i++) {
        str url = json_str(json_many(list, i));
        const struct bundled_context *c;
        for (size_t k = 0; url.n && (c = contexts_find(url, k)) && f->r.contexts.n < RECEIPT_DOCUMENTS; k++)
            *list_add(f->a, &f->r.contexts) = (struct receipt_context){c->url, take_text(f, c->json)};
    }
}

static code sign(struct app *app, struct freeze *f, str *token, struct error *err)
{
    struct key *key = NULL;

    TRY(frozen_key(app, f->a, &key, err));
    code c = receipt_sign(f->a, key, &f->r, token, err);
    key_close(key);
    return c;
}

/* ---- rows ---- */

static const char sql_first[] = SQL("SELECT count(*) FROM holding_sight WHERE holding_id = $1 AND which = 'first'");
static const char sql_drop[] = SQL("DELETE FROM holding_sight WHERE holding_id = $1 AND which = $2");
static const char sql_add[] = SQL(
    "INSERT INTO holding_sight (holding_id, which, seen_at, verdict, receipt, report) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id");
static const char sql_name[] = SQL("INSERT INTO sight_document (sight_id, hash) VALUES ($1, $2)");
static const char sql_again[] = SQL("UPDATE frozen_document SET named_at = $2 WHERE hash = $1");
static const char sql_text[] = SQL("INSERT INTO frozen_document (hash, bytes, named_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO UPDATE SET named_at = excluded.named_at");

/* Most are there already: lists and profiles of issuers, contexts. */
static code add_texts(struct db *db, const struct freeze *f, int64_t sight, struct error *err)
{
    msec now = clock_now();

    for (size_t i = 0; i < f->texts.n; i++) {
        const struct kept_text *t = &f->texts.items[i];
        int64_t there = 0;
        TRY(db_run(db, sql_name, ARGS(v_int(sight), v_str(t->sha256)), NULL, err));
        TRY(db_run(db, sql_again, ARGS(v_str(t->sha256), v_int(now)), &there, err));
        if (!there)
            TRY(db_run(db, sql_text, ARGS(v_str(t->sha256), v_bytes(t->bytes), v_int(now)), NULL, err));
    }
    return OK;
}

static code add_sight(struct app *app, struct db *db, struct freeze *f, int64_t holding, const char *which, str report, struct error *err)
{
    str token;
    int64_t id;

    TRY(sign(app, f, &token, err));
    TRY(db_run(db, sql_drop, ARGS(v_int(holding), v_str(cstr(which))), NULL, err));
    TRY(db_int(db, sql_add, ARGS(v_int(holding), v_str(cstr(which)), v_int(f->r.seen), v_str(f->r.verdict), v_str(token), v_str(report)), &id, err));
    return add_texts(db, f, id, err);
}

code frozen_keep(struct app *app, struct db *db, struct arena *a, int64_t holding, str bytes, const struct sight *s, const struct report *r,
                 struct error *err)
{
    struct freeze f = {.a = a};
    str report = report_json(a, r);
    int64_t first = 0;

    TRY(db_int(db, sql_first, ARGS(v_int(holding)), &first, err));
    if (first && r->verdict != VALID)
        return OK;
    f.r = (struct receipt){.server = app->base, .seen = r->at, .verdict = cstr(verdict_name(r->verdict)),
                           .version = cstr(badge_version_name(r->badge.version)), .anchor = r->anchor.value.p ? r->anchor.value : S(""),
                           .badge_sha256 = sha256_hex(a, bytes), .badge_bytes = (int64_t)bytes.n, .report_sha256 = sha256_hex(a, report),
                           .found_at = s->found_at};
    take_documents(&f, &s->rec.seen);
    take_contexts(&f, r->badge.document);
    return add_sight(app, db, &f, holding, first ? "last" : "first", report, err);
}

static const char sql_forget[] = SQL("DELETE FROM holding_sight WHERE holding_id = $1");
/* A day later: a look that is being written may name it again. */
static const char sql_purge[] = SQL(
    "DELETE FROM frozen_document WHERE named_at < $1 AND NOT EXISTS (SELECT 1 FROM sight_document d WHERE d.hash = frozen_document.hash)"
    " AND NOT EXISTS (SELECT 1 FROM intake_document i WHERE i.hash = frozen_document.hash)");

code frozen_forget(struct db *db, int64_t holding, struct error *err)
{
    return db_run(db, sql_forget, ARGS(v_int(holding)), NULL, err);
}

code frozen_purge(struct db *db, struct error *err)
{
    return db_run(db, sql_purge, ARGS(v_int(clock_now() - DAY)), NULL, err);
}

/* ---- reading ---- */

static const char sql_best[] = SQL(
    "SELECT s.id, s.which, s.seen_at, s.verdict, s.receipt, s.report FROM holding_sight s JOIN holding h ON h.id = s.holding_id"
    " WHERE h.owner_id = $1 AND h.id = $2 ORDER BY CASE WHEN s.verdict = 'valid' THEN 0 ELSE 1 END, s.seen_at DESC, s.id DESC LIMIT 1");

code holding_frozen(struct db *db, struct arena *a, int64_t owner, int64_t holding, struct frozen *out, struct error *err)
{
    struct rows *r = db_query(db, sql_best, ARGS(v_int(owner), v_int(holding)));
    bool found = rows_next(r);

    if (found)
        *out = (struct frozen){.id = row_int(r, 0), .which = row_str(r, 1, a), .seen = row_int(r, 2), .verdict = row_str(r, 3, a),
                               .token = row_str(r, 4, a), .report = row_str(r, 5, a)};
    TRY(rows_end(r, err));
    return found ? receipt_read(a, out->token, &out->receipt, err)
                 : fail(err, NOT_FOUND, "badge", "nothing was kept of what this badge was judged by");
}

static const char sql_bytes[] = SQL(
    "SELECT t.bytes FROM frozen_document t WHERE t.hash = $3 AND EXISTS (SELECT 1 FROM sight_document d"
    " JOIN holding_sight s ON s.id = d.sight_id JOIN holding h ON h.id = s.holding_id WHERE d.hash = t.hash AND h.owner_id = $1 AND h.id = $2)");

code frozen_document(struct db *db, struct arena *a, int64_t owner, int64_t holding, str sha256, str *bytes, struct error *err)
{
    struct rows *r = db_query(db, sql_bytes, ARGS(v_int(owner), v_int(holding), v_str(sha256)));
    bool found = rows_next(r);

    if (found)
        *bytes = row_str(r, 0, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "document", "this document was not kept");
}

/* ---- as files ---- */

/* What --documents reads: each address with its answer. */
str frozen_map(struct arena *a, const struct receipt *r)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    for (size_t i = 0; i < r->documents.n; i++) {
        const struct receipt_document *d = &r->documents.items[i];
        json_put_key_str(&w, d->url);
        json_open_object(&w);
        json_put_member_int(&w, "status", d->status);
        json_put_member(&w, "type", d->type);
        json_put_member(&w, "file", str_join(a, S("documents/"), d->sha256));
        json_close_object(&w);
    }
    json_close_object(&w);
    return buf_done(&b);
}

static const char sql_texts[] = SQL(
    "SELECT t.hash, t.bytes FROM sight_document d JOIN frozen_document t ON t.hash = d.hash WHERE d.sight_id = $1 ORDER BY t.hash");

static code put_texts(struct db *db, struct arena *a, const struct frozen *f, const struct frozen_to *to, struct error *err)
{
    struct rows *r = db_query(db, sql_texts, ARGS(v_int(f->id)));
    code c = OK;

    while (c == OK && rows_next(r))
        c = to->put(to->ctx, str_printf(a, STR_FMT "documents/" STR_FMT, STR_ARG(to->folder), STR_ARG(row_str(r, 0, a))), row_str(r, 1, a), err);
    code end = rows_end(r, c == OK ? err : NULL);
    return c != OK ? c : end;
}

code holding_frozen_files(struct db *db, struct arena *a, int64_t owner, int64_t holding, const struct frozen_to *to, bool *found, struct error *err)
{
    struct frozen f;
    code c = holding_frozen(db, a, owner, holding, &f, err);

    *found = c == OK;
    if (c == NOT_FOUND)
        return OK;
    TRY(c);
    TRY(to->put(to->ctx, str_join(a, to->folder, S("receipt.jwt")), f.token, err));
    TRY(to->put(to->ctx, str_join(a, to->folder, S("report.json")), f.report, err));
    TRY(to->put(to->ctx, str_join(a, to->folder, S("documents.json")), frozen_map(a, &f.receipt), err));
    return put_texts(db, a, &f, to, err);
}
