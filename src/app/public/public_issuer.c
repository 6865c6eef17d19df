/* public/public_issuer.c — the issuer and its keys, as each kind of reader
 * looks for them: Profile, did:web, JWK and key set for tokens, Multikey for
 * proofs, CryptographicKey and RevocationList for OB 2.0. A key that was stolen
 * is told of as revoked where the form has a word for it, and else gone. */
#include "app/endorse/endorse.h"
#include "app/public/public_private.h"

#include "badge/status.h"
#include "format/jose.h"

#define MAX_ISSUERS 500                          /* whose keys stand in the one set of a host */

/* ---- Profile and did:web ---- */

/* Each key twice: as JsonWebKey for tokens, as Multikey for proofs. */
static struct issue_key *methods_of(struct arena *a, const struct org *o, const struct org_key_list *keys, bool did, size_t *n)
{
    struct issue_key *out = NEW_ARRAY(a, 2 * keys->n + 1, struct issue_key);

    *n = 0;
    for (size_t i = 0; i < keys->n; i++) {
        struct org_key k = keys->items[i];
        msec revoked = org_key_is_trusted(&k) ? 0 : k.ended;
        org_key_readdress(a, o, did, &k);
        out[(*n)++] = (struct issue_key){k.key, k.address, .revoked = revoked};
        if (!str_is_absent(k.method))
            out[(*n)++] = (struct issue_key){k.key, k.method, .as_multikey = true, .revoked = revoked};
    }
    return out;
}

static str profile_json(struct arena *a, const struct org *o, const struct org_key_list *keys, const struct str_list *endorsements)
{
    struct profile p;
    size_t n;
    const struct issue_key *methods = methods_of(a, o, keys, false, &n);

    org_profile(a, o, &p);
    p.id = org_profile_url(a, o);
    p.endorsements = *endorsements;
    return write_profile(a, &p, methods, n);
}

static code did_document(struct arena *a, const struct org *o, const struct org_key_list *keys, struct document *out,
                         struct error *err)
{
    size_t n;

    if (str_is_absent(org_did(a, o)))
        return fail(err, NOT_FOUND, "", "this address cannot be written as did:web");
    const struct issue_key *methods = methods_of(a, o, keys, true, &n);
    return public_answer(out, "application/did+json", write_did_document(a, org_did(a, o), org_profile_url(a, o), methods, n));
}

/* ---- one key ---- */

/* RFC 7517 §5; `iss` ties each key to its issuer where one host has several. */
static void put_jwk(struct arena *a, struct json_writer *w, const struct org *o, const struct org_key *k)
{
    const struct json *jwk;
    struct buf one = buf_new(a);
    struct json_writer inner = json_writer(&one);

    jwk_write(a, &inner, k->key, k->address);
    if (json_parse(a, buf_done(&one), NULL, &jwk, NULL) != OK)
        return;
    json_open_object(w);
    for (size_t i = 0; i < json_count(jwk); i++) {
        json_put_key(w, str_z(a, json_key(jwk, i)));
        json_put_value(w, json_value(jwk, i));
    }
    json_put_member(w, "iss", org_issuer_id(a, o));
    json_close_object(w);
}

static code jwk_document(struct arena *a, const struct org *o, const struct org_key *k, struct document *out, struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    (void)err;
    put_jwk(a, &w, o, k);
    return public_answer(out, "application/jwk+json", buf_done(&b));
}

static code multikey_document(struct arena *a, const struct org *o, const struct org_key *k, struct document *out, struct error *err)
{
    struct org_key at = *k;

    org_key_readdress(a, o, false, &at);
    if (str_is_absent(at.method))
        return fail(err, NOT_FOUND, "key", "a key of this kind makes no proofs");
    return public_answer(out, LD_TYPE, write_multikey(a, &(struct issue_key){at.key, at.method}, org_profile_url(a, o)));
}

static code v2_key_document(struct arena *a, const struct org *o, const struct org_key *k, struct document *out, struct error *err)
{
    struct v2_urls u = award_v2_urls(a, o, S(""), S(""), 0);
    str json;

    TRY(write_v2_key(a, &(struct issue_key){k->key, k->v2}, u.issuer, &json, err));
    return public_answer(out, LD_TYPE, json);
}

/* Readers that know no word for it must not find the key at all. */
static code gone(struct arena *a, const struct org_key *k, struct document *out)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "kid", k->kid);
    json_put_member(&w, "revoked", time_format(a, k->ended));
    json_close_object(&w);
    public_answer(out, JSON_TYPE, buf_done(&b));
    out->status = 410;
    return OK;
}

typedef code key_document_fn(struct arena *a, const struct org *o, const struct org_key *k, struct document *out, struct error *err);

static code key_document(struct arena *a, const struct org *o, const struct org_key_list *keys, str kid, key_document_fn *make,
                         struct document *out, struct error *err)
{
    for (size_t i = 0; i < keys->n; i++) {
        const struct org_key *k = &keys->items[i];
        if (str_eq(k->kid, kid))
            return org_key_is_trusted(k) ? make(a, o, k, out, err) : gone(a, k, out);
    }
    return fail(err, NOT_FOUND, "key", "the issuer has no such key");
}

/* ---- all keys ---- */

static void put_key_set(struct arena *a, struct json_writer *w, const struct org *o, const struct org_key_list *keys)
{
    for (size_t i = 0; i < keys->n; i++)
        if (org_key_is_trusted(&keys->items[i]))
            put_jwk(a, w, o, &keys->items[i]);
}

static str jwks_json(struct arena *a, const struct org *o, const struct org_key_list *keys)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_key(&w, "keys");
    json_open_array(&w);
    put_key_set(a, &w, o, keys);
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}

static code put_keys_of(struct app *app, struct db *db, struct arena *a, const struct asked *q, int64_t version, struct json_writer *w,
                        struct error *err)
{
    struct org o;
    struct org_key_list keys = {0};

    TRY(org_at_version(db, a, version, &o, err));
    TRY(org_asked_at(db, q->host, &o, a, err));
    code c = org_keys(app, db, a, &o, false, &keys, err);
    if (c == OK)
        put_key_set(a, w, &o, &keys);
    org_keys_close(&keys);
    return c;
}

/* RFC 8615: the keys of every issuer of this host (Implementation Guide, "Key
 * provenance"); `iss` says whose each is. */
code public_well_known(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest, struct document *out,
                       struct error *err)
{
    struct org_version_list ids = {0};
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    if (!str_eq(rest, S("jwks.json")))
        return fail(err, NOT_FOUND, "", "there is no such page");
    TRY(org_every_profile(db, a, MAX_ISSUERS, &ids, err));
    json_open_object(&w);
    json_put_key(&w, "keys");
    json_open_array(&w);
    for (size_t i = 0; i < ids.n; i++)
        TRY(put_keys_of(app, db, a, q, ids.items[i], &w, err));
    json_close_array(&w);
    json_close_object(&w);
    return public_answer(out, "application/jwk-set+json", buf_done(&b));
}

/* ---- by path: /i/SLUG ---- */

/* With what others say of it. */
static code profile(struct db *db, struct arena *a, const struct asked *q, const struct org *o, const struct org_key_list *keys,
                    struct document *out, struct error *err)
{
    struct str_list v3 = {0}, v2 = {0};

    TRY(endorse_carried(db, a, &(struct endorse_thing){o->id, ENDORSE_ISSUER, 0, 0, o->issuer}, 0, &v3, &v2, err));
    return public_answer(out, public_ld_type(q), profile_json(a, o, keys, &v3));
}

struct choice { struct db *db; const struct asked *q; const struct org *o; const struct org_key_list *keys; str rest; };

static code choose(struct arena *a, const struct choice *c, struct document *out, struct error *err)
{
    const struct org *o = c->o;
    const struct org_key_list *keys = c->keys;
    str rest = c->rest;

    if (str_is_empty(rest))
        return profile(c->db, a, c->q, o, keys, out, err);
    if (str_eq(rest, S("did.json")))
        return did_document(a, o, keys, out, err);
    if (str_eq(rest, S("jwks.json")))
        return public_answer(out, "application/jwk-set+json", jwks_json(a, o, keys));
    if (str_starts(rest, S("keys/")))
        return key_document(a, o, keys, str_from(rest, 5), jwk_document, out, err);
    if (str_starts(rest, S("multikeys/")))
        return key_document(a, o, keys, str_from(rest, 10), multikey_document, out, err);
    return fail(err, NOT_FOUND, "", "there is no such page");
}

static code find_issuer(struct db *db, struct arena *a, const struct asked *q, str *rest, struct org *o, struct error *err)
{
    str slug;

    if (!str_cut(rest, '/', &slug))
        return fail(err, NOT_FOUND, "", "there is no such page");
    TRY(org_by_slug(db, a, slug, o, err));
    return org_asked_at(db, q->host, o, a, err);
}

code public_issuer(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest, struct document *out,
                   struct error *err)
{
    struct org o;
    struct org_key_list keys = {0};

    TRY(find_issuer(db, a, q, &rest, &o, err));
    if (str_eq(rest, S("offline.json"))) {
        TRY(public_offline_map(app, db, a, &o, NULL, &out->body, err));
        return public_answer(out, JSON_TYPE, out->body);
    }
    code c = org_keys(app, db, a, &o, false, &keys, err);
    if (c == OK)
        c = choose(a, &(struct choice){db, q, &o, &keys, rest}, out, err);
    org_keys_close(&keys);
    return c;
}

/* ---- by path: /ob2/i/SLUG ---- */

static str revocations_url(struct arena *a, const struct v2_urls *u)
{
    return str_join(a, u->issuer, S("/revocations"));
}

static str v2_issuer_json(struct arena *a, const struct org *o, const struct org_key_list *keys, const struct str_list *endorsements)
{
    struct v2_urls u = award_v2_urls(a, o, S(""), S(""), 0);
    struct profile p;

    org_profile(a, o, &p);
    p.revocation_list_url = revocations_url(a, &u);
    for (size_t i = 0; i < keys->n; i++)
        if (org_key_is_trusted(&keys->items[i]))
            *list_add(a, &u.keys) = keys->items[i].v2;
    u.endorsements = *endorsements;
    return write_v2_issuer(a, &p, &u);
}

/* All of the profile's, whatever their form: an id tells nothing to who
 * does not hold the award. Reasons may tell of people, and anybody can read
 * the list, so they stand only with the award itself. Version 2.0 has no word
 * for suspension: until it is over, the award is revoked there. */
static const char sql_revoked[] = SQL("SELECT w.public_id, w.edition, w.id FROM award w JOIN org_version v ON v.id = w.org_version_id"
    " WHERE w.org_id = $1 AND v.issuer_id = $2 AND (w.revoked_at IS NOT NULL OR w.id IN (SELECT award_id FROM award_suspension"
    " WHERE org_id = $1)) UNION ALL SELECT w.public_id, x.edition, w.id FROM award_past x JOIN award w ON w.id = x.award_id"
    " JOIN status_list l ON l.id = x.status_list_id JOIN org_version v ON v.id = l.org_version_id WHERE x.org_id = $1 AND v.issuer_id = $2 ORDER BY 3, 2");

static code revocations(struct db *db, struct arena *a, const struct org *o, struct document *out, struct error *err)
{
    struct v2_urls u = award_v2_urls(a, o, S(""), S(""), 0);
    struct rows *r = db_query(db, sql_revoked, ARGS(v_int(o->id), v_int(o->issuer)));
    struct revoked_list list = {0};

    while (rows_next(r))
        *list_add(a, &list) = (struct revoked){.id = award_v2_uuid(a, row_str(r, 0, a), row_int(r, 1))};
    TRY(rows_end(r, err));
    return public_answer(out, LD_TYPE, revocation_list_write_v2(a, revocations_url(a, &u), u.issuer, &list));
}

static code v2_issuer(struct db *db, struct arena *a, const struct org *o, const struct org_key_list *keys, struct document *out,
                      struct error *err)
{
    struct str_list v3 = {0}, v2 = {0};

    TRY(endorse_carried(db, a, &(struct endorse_thing){o->id, ENDORSE_ISSUER, 0, 0, o->issuer}, 0, &v3, &v2, err));
    return public_answer(out, LD_TYPE, v2_issuer_json(a, o, keys, &v2));
}

static code choose_v2(struct arena *a, const struct choice *c, struct document *out, struct error *err)
{
    const struct org *o = c->o;
    const struct org_key_list *keys = c->keys;
    str rest = c->rest;

    if (str_is_empty(rest))
        return v2_issuer(c->db, a, o, keys, out, err);
    if (str_starts(rest, S("keys/")))
        return key_document(a, o, keys, str_from(rest, 5), v2_key_document, out, err);
    return fail(err, NOT_FOUND, "", "there is no such page");
}

code public_v2_issuer(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest, struct document *out,
                      struct error *err)
{
    struct org o;
    struct org_key_list keys = {0};
    code c;

    TRY(find_issuer(db, a, q, &rest, &o, err));
    if (str_eq(rest, S("revocations"))) {
        c = revocations(db, a, &o, out, err);
    } else {
        c = org_keys(app, db, a, &o, false, &keys, err);
        if (c == OK)
            c = choose_v2(a, &(struct choice){db, q, &o, &keys, rest}, out, err);
        org_keys_close(&keys);
    }
    if (c == OK && str_eq(out->type, S(LD_TYPE)))
        out->type = cstr(public_ld_type(q));
    return c;
}
