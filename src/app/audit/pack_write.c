/* audit/pack_write.c — one pack from beginning to end: the archive, then the manifest
 * of all its files, then the signature of the manifest as the last one. */
#include "app/audit/pack_private.h"

#include "base/attempt.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/jose.h"

#define ITEM_QUOTA ((size_t)256 << 20)

static code put_out(void *ctx, str bytes, struct error *err)
{
    struct pack *p = ctx;

    p->made.bytes += bytes.n;
    return bytes.n ? p->q->put(p->q->ctx, bytes, err) : OK;
}

/* ---- the manifest, signed ---- */

static str manifest_of(struct pack *p, str kid)
{
    struct buf b = buf_new(p->item);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member_int(&w, "format", PACK_FORMAT);
    json_put_member(&w, "madeBy", S("Lapel"));
    json_put_member(&w, "made", time_format(p->item, p->now));
    json_put_member(&w, "organisation", p->org.name);
    json_put_member(&w, "issuer", org_issuer_id(p->item, &p->org));
    json_put_member(&w, "asAt", date_format(p->item, date_of(p->sample.day)));
    json_put_member(&w, "seed", p->sample.seed);
    json_put_member_int(&w, "lines", (int64_t)p->lines.n);
    json_put_member(&w, "scope", p->scope);
    json_put_member_int(&w, "leftOut", p->made.left_out);
    json_put_member_bool(&w, "withEvidence", p->q->with_evidence);
    json_put_member(&w, "key", str_printf(p->item, "keys/" STR_FMT ".public.pem", STR_ARG(kid)));
    json_put_key(&w, "files");
    json_put_text(&w, str_printf(p->item, "[" STR_FMT "]", STR_ARG(buf_done(&p->files))));
    json_close_object(&w);
    return buf_done(&b);
}

static code put_signature(struct pack *p, const struct org_key *k, str manifest, struct error *err)
{
    struct buf b = buf_new(p->item);
    struct json_writer w = json_writer(&b);
    str jws;

    p->made.manifest = sha256_hex(p->a, manifest);
    json_open_object(&w);
    json_put_member(&w, "iss", org_issuer_id(p->item, &p->org));
    json_put_member_int(&w, "at", p->now);
    json_put_member(&w, "manifest", p->made.manifest);
    json_close_object(&w);
    TRY(jws_sign(p->item, k->key, &(struct jws_header){.kid = k->address, .typ = S("lapel-audit-pack+jws")}, buf_done(&b), &jws, err));
    return zip_add(&p->zip, S("manifest.jws"), jws, err);
}

static code put_manifest(struct pack *p, struct error *err)
{
    struct org_key k;

    TRY(org_active_key(p->app, p->db, p->item, &p->org, &k, err));
    str manifest = manifest_of(p, k.kid);
    code c = zip_add(&p->zip, S("manifest.json"), manifest, err);
    if (c == OK)
        c = put_signature(p, &k, manifest, err);
    key_close(k.key);
    return c;
}

/* ---- what is theirs to see ---- */

/* Lines and population, as far as whoever it is for sees them today. The smallest draws of what
 * they see are those of the sample that they see: it can still be drawn again. */
static code keep_seen(struct pack *p, struct error *err)
{
    struct sample_lines all = p->lines;

    TRY(sample_sight(p->db, p->a, &(struct sight_ask){p->q->org, p->q->by, VIEW_STANDINGS}, &p->sight, err));
    TRY(sample_sight(p->db, p->a, &(struct sight_ask){p->q->org, p->q->by, OPEN_EVIDENCE}, &p->opens, err));
    p->scope = S("the whole organisation");
    if (!p->sight.everything)
        TRY(auditor_scope_words(p->db, p->a, p->q->org, p->q->by, &p->scope, err));
    p->lines = (struct sample_lines){0};
    for (size_t i = 0; i < all.n; i++)
        if (p->sight.everything || (all.items[i].person && sample_sees(&p->sight, all.items[i].person, all.items[i].requirement)))
            *list_add(p->a, &p->lines) = all.items[i];
    p->made.left_out = (int64_t)(all.n - p->lines.n);
    p->population = sample_population_seen(p->a, &p->sight, p->population);
    return OK;
}

/* ---- the whole ---- */

static code work(void *ctx, struct error *err)
{
    struct pack *p = ctx;

    TRY(org_get(p->db, p->a, p->q->org, &p->org, err));
    TRY(sample_get(p->db, p->a, p->q->org, p->q->sample, &p->sample, err));
    TRY(sample_lines(p->db, p->a, p->q->org, p->q->sample, &p->lines, err));
    TRY(sample_population(p->db, p->a, p->q->org, p->q->sample, &p->population, err));
    TRY(keep_seen(p, err));
    TRY(pack_put_standings(p, err));
    TRY(pack_put_evidence(p, err));
    TRY(pack_put_records(p, err));
    TRY(pack_put_matrix(p, err));
    TRY(pack_put_register(p, err));
    TRY(pack_put_views(p, err));
    TRY(pack_put_proofs(p, err));
    TRY(pack_put_partners(p, err));
    TRY(pack_put_ledger(p, err));
    TRY(pack_put_words(p, err));
    TRY(put_manifest(p, err));
    return zip_end(&p->zip, err);
}

code pack_write(struct app *app, struct db *db, struct arena *a, const struct pack_request *q, struct pack_made *out, struct error *err)
{
    struct pack *p = NEW(a, struct pack);

    *p = (struct pack){.app = app, .db = db, .a = a, .item = arena_new(ITEM_QUOTA), .q = q, .files = buf_new(a), .now = clock_now()};
    p->zip = (struct zip){.a = a, .put = put_out, .ctx = p, .packs = true, .when = p->now};
    code c = attempt(work, p, err);
    *out = p->made;
    arena_free(p->item);
    return c;
}
