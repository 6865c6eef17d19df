/* public/public.c — documents of the standard at their stable addresses. */
#include "app/public/public.h"

#include "app/cache.h"
#include "badge/bake.h"
#include "badge/recipient.h"
#include "base/codec.h"
#include "format/jose.h"
#include "store/blob.h"

#define JWT_TYPE  "application/vc+jwt"
#define LD_TYPE   "application/ld+json"
#define JSON_TYPE "application/json"

static code answer(struct document *out, const char *type, str body)
{
    *out = (struct document){.status = 200, .type = cstr(type), .body = body};
    return OK;
}

static bool asks_for_token(str accept)
{
    return str_contains(accept, S("jwt")) || str_starts(accept, S("text/plain"));
}

/* ---- the award ---- */

/* A JSON form of what is secured as a JWT (VCDM 2.0 §4.13). */
static str enveloped(struct arena *a, str token)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "@context", S("https://www.w3.org/ns/credentials/v2"));
    json_put_member(&w, "id", str_join(a, S("data:application/vc+jwt,"), token));
    json_put_member(&w, "type", S("EnvelopedVerifiableCredential"));
    json_close_object(&w);
    return buf_done(&b);
}

static code award_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str id,
                           struct document *out, struct error *err)
{
    struct award_row w;
    str token;

    (void)app;
    TRY(award_by_public_id(db, a, id, &w, err));
    TRY(award_token(db, a, &w, &token, err));
    if (asks_for_token(q->accept))
        return answer(out, JWT_TYPE, token);
    return answer(out, "application/vc+ld+json", enveloped(a, token));
}

static str joined(struct arena *a, str x, str y, str z)
{
    return str_join(a, x, str_join(a, y, z));
}

static struct v2_urls v2_urls_of(struct arena *a, const struct org *o, str award, str badge, int64_t number)
{
    struct buf version = buf_new(a);

    buf_put(&version, badge);
    buf_byte(&version, '/');
    buf_int(&version, number);
    return (struct v2_urls){
        .assertion = joined(a, o->base, S("/ob2/b/"), award),
        .badge_class = joined(a, o->base, S("/ob2/badges/"), buf_done(&version)),
        .issuer = joined(a, o->base, S("/ob2/i/"), o->slug),
    };
}

/* What a hosted assertion says, but for the addresses. */
static const char sql_hosted[] = SQL(
    "SELECT w.public_id, CASE WHEN w.recipient = '' THEN p.email ELSE w.recipient END,"
    " CASE WHEN w.salt = '' THEN w.public_id ELSE w.salt END, w.awarded_at, w.valid_until, w.narrative, w.evidence_url,"
    " w.revoked_at, w.revoke_reason, w.org_version_id, w.version_id FROM award w JOIN person p ON p.id = w.person_id"
    " WHERE w.public_id = $1");

struct hosted { struct badge badge; struct v2_urls urls; str public_id; int64_t org_version, version; };

static void read_hosted(struct rows *r, struct arena *a, struct hosted *h)
{
    str evidence = row_str(r, 6, a), salt = row_str(r, 2, a);

    *h = (struct hosted){
        .badge = {.awarded = row_int(r, 3), .has_awarded = true, .valid_until = row_int(r, 4),
                  .has_valid_until = !row_is_null(r, 4), .narrative = row_str(r, 5, a), .is_revoked = !row_is_null(r, 7),
                  .revocation_reason = row_str(r, 8, a)},
        .public_id = row_str(r, 0, a), .org_version = row_int(r, 9), .version = row_int(r, 10)};
    *list_add(a, &h->badge.identities) = (struct identity){
        .type = S("emailAddress"), .hashed = true, .salt = salt, .value = recipient_hash(a, row_str(r, 1, a), salt)};
    if (!str_is_empty(evidence))
        *list_add(a, &h->badge.evidence) = (struct evidence){.id = evidence};
}

/* Base address, issuer, badge and its number: of two versions that never
 * change, so known once for all. */
static const char sql_names[] = SQL(
    "SELECT i.base, o.slug, c.public_id, v.number FROM org_version i JOIN org o ON o.id = i.org_id"
    " CROSS JOIN achievement_version v JOIN achievement c ON c.id = v.achievement_id WHERE i.id = $1 AND v.id = $2");

static code load_names(struct db *db, struct arena *a, const struct hosted *h, str *names, struct error *err)
{
    struct rows *r = db_query(db, sql_names, ARGS(v_int(h->org_version), v_int(h->version)));
    bool found = rows_next(r);

    if (found)
        *names = str_printf(a, STR_FMT "\n" STR_FMT "\n" STR_FMT "\n%lld", STR_ARG(row_str(r, 0, a)),
                            STR_ARG(row_str(r, 1, a)), STR_ARG(row_str(r, 2, a)), (long long)row_int(r, 3));
    TRY(rows_end(r, err));
    return found ? OK : fail(err, FAULT, "award", "the version of the badge or of the issuer is not there");
}

static code find_names(struct db *db, struct arena *a, const struct hosted *h, str *names, struct error *err)
{
    struct buf key = buf_new(a);

    buf_putz(&key, "names ");
    buf_int(&key, (int64_t)db_identity(db));
    buf_byte(&key, ' ');
    buf_int(&key, h->org_version);
    buf_byte(&key, ' ');
    buf_int(&key, h->version);
    if (cache_get(a, buf_done(&key), 0, names))
        return OK;
    TRY(load_names(db, a, h, names, err));
    cache_put(buf_done(&key), 0, *names);
    return OK;
}

static code add_urls(struct db *db, struct arena *a, struct hosted *h, struct error *err)
{
    struct org o = {0};
    str names, badge, number;
    int64_t n = 0;

    TRY(find_names(db, a, h, &names, err));
    if (!str_cut(&names, '\n', &o.base) || !str_cut(&names, '\n', &o.slug) || !str_cut(&names, '\n', &badge) ||
        !str_cut(&names, '\n', &number) || !str_to_int(number, &n))
        return fail(err, FAULT, "award", "the names of the badge cannot be read");
    h->urls = v2_urls_of(a, &o, h->public_id, badge, n);
    return OK;
}

static code load_hosted(struct db *db, struct arena *a, str public_id, struct hosted *h, struct error *err)
{
    struct rows *r = db_query(db, sql_hosted, ARGS(v_str(public_id)));
    bool found = rows_next(r);

    if (found)
        read_hosted(r, a, h);
    TRY(rows_end(r, err));
    return found ? add_urls(db, a, h, err) : fail(err, NOT_FOUND, "award", "there is no such award");
}

static code write_hosted(struct arena *a, const struct hosted *h, str *json, struct error *err)
{
    if (!h->badge.is_revoked)
        return write_v2_assertion(a, &h->badge, &h->urls, json, err);
    *json = write_v2_revoked(a, h->urls.assertion, h->badge.revocation_reason);
    return OK;
}

code public_v2_assertion(struct db *db, struct arena *a, const struct award_row *w, str *json, struct error *err)
{
    struct hosted h;

    TRY(load_hosted(db, a, w->public_id, &h, err));
    return write_hosted(a, &h, json, err);
}

/* OB 2.0 §Revoking Hosted: 410 Gone or revoked:true; we give both. */
static code v2_award_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str id,
                              struct document *out, struct error *err)
{
    struct hosted h;
    str json;

    (void)app;
    TRY(load_hosted(db, a, id, &h, err));
    TRY(write_hosted(a, &h, &json, err));
    TRY(answer(out, str_contains(q->accept, S(LD_TYPE)) ? LD_TYPE : JSON_TYPE, json));
    out->status = h.badge.is_revoked ? 410 : 200;
    return OK;
}

/* ---- the badge ---- */

struct award_parts { struct org org; struct badge_row badge; struct badge_version_row version; struct v2_urls urls; };

/* "ID" or "ID/NUMBER"; without a number the newest version. */
static code badge_parts(struct db *db, struct arena *a, const struct asked *q, str rest, struct award_parts *p, struct error *err)
{
    struct badge_version_list versions = {0};
    int64_t number;
    str id, tail = rest;

    if (!str_cut(&tail, '/', &id))
        return fail(err, NOT_FOUND, "badge", "there is no such badge");
    TRY(catalog_by_public_id(db, a, id, &p->badge, err));
    if (str_eq(p->badge.state, S("draft")))
        return fail(err, NOT_FOUND, "badge", "there is no such badge");
    TRY(org_get(db, a, p->badge.org, &p->org, err));
    TRY(org_asked_at(db, q->host, &p->org, a, err));
    p->version = p->badge.v;
    if (!str_is_empty(tail)) {
        TRY(catalog_versions(db, a, p->badge.org, p->badge.id, &versions, err));
        p->version.id = 0;
        for (size_t i = 0; str_to_int(tail, &number) && i < versions.n; i++)
            if (versions.items[i].number == number)
                p->version = versions.items[i];
        if (p->version.id == 0)
            return fail(err, NOT_FOUND, "badge", "there is no such version of this badge");
    }
    p->urls = v2_urls_of(a, &p->org, S(""), p->badge.public_id, p->version.number);
    return OK;
}

static code badge_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest,
                           struct document *out, struct error *err)
{
    struct award_parts p;
    struct achievement ac;

    (void)app;
    (void)q;
    TRY(badge_parts(db, a, q, rest, &p, err));
    catalog_achievement(a, &p.org, &p.badge, &p.version, &ac);
    return answer(out, JSON_TYPE, write_v3_achievement(a, &ac));
}

static code v2_badge_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest,
                              struct document *out, struct error *err)
{
    struct award_parts p;
    struct achievement ac;

    (void)app;
    TRY(badge_parts(db, a, q, rest, &p, err));
    catalog_achievement(a, &p.org, &p.badge, &p.version, &ac);
    return answer(out, str_contains(q->accept, S(LD_TYPE)) ? LD_TYPE : JSON_TYPE, write_v2_badge_class(a, &ac, &p.urls));
}

/* ---- the issuer and its keys ---- */

static struct issue_key *usable_keys(struct arena *a, const struct org_key_list *keys, size_t *n)
{
    struct issue_key *out = NEW_ARRAY(a, keys->n ? keys->n : 1, struct issue_key);

    *n = 0;
    for (size_t i = 0; i < keys->n; i++)
        if (!str_eq(keys->items[i].state, S("compromised")))
            out[(*n)++] = (struct issue_key){keys->items[i].key, keys->items[i].address};
    return out;
}

/* An address of the same keys in the other form: the profile is published
 * under its URL and as did:web at the same time. */
static void readdress(struct arena *a, const struct org *o, bool did, struct org_key_list *keys)
{
    for (size_t i = 0; i < keys->n; i++) {
        struct org_key *k = &keys->items[i];
        k->address = did ? str_printf(a, STR_FMT "#" STR_FMT, STR_ARG(org_did(a, o)), STR_ARG(k->kid))
                         : str_printf(a, STR_FMT "/keys/" STR_FMT, STR_ARG(org_profile_url(a, o)), STR_ARG(k->kid));
    }
}

static str profile_json(struct arena *a, const struct org *o, struct org_key_list *keys)
{
    struct profile p;
    size_t n;

    readdress(a, o, false, keys);
    struct issue_key *usable = usable_keys(a, keys, &n);
    org_profile(a, o, &p);
    p.id = org_profile_url(a, o);
    return write_profile(a, &p, usable, n);
}

static str did_json(struct arena *a, const struct org *o, struct org_key_list *keys)
{
    size_t n;

    readdress(a, o, true, keys);
    struct issue_key *usable = usable_keys(a, keys, &n);
    return write_did_document(a, org_did(a, o), org_profile_url(a, o), usable, n);
}

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

static str jwks_json(struct arena *a, const struct org *o, const struct org_key_list *keys)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_key(&w, "keys");
    json_open_array(&w);
    for (size_t i = 0; i < keys->n; i++)
        if (!str_eq(keys->items[i].state, S("compromised")))
            put_jwk(a, &w, o, &keys->items[i]);
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}

static code jwk_document(struct arena *a, const struct org *o, const struct org_key_list *keys, str kid,
                         struct document *out, struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    for (size_t i = 0; i < keys->n; i++)
        if (str_eq(keys->items[i].kid, kid) && !str_eq(keys->items[i].state, S("compromised"))) {
            put_jwk(a, &w, o, &keys->items[i]);
            return answer(out, "application/jwk+json", buf_done(&b));
        }
    return fail(err, NOT_FOUND, "key", "the issuer has no such key");
}

static code choose_issuer_document(struct arena *a, const struct org *o, struct org_key_list *keys, str rest,
                                   struct document *out, struct error *err)
{
    if (str_is_empty(rest))
        return answer(out, JSON_TYPE, profile_json(a, o, keys));
    if (str_eq(rest, S("did.json")))
        return answer(out, "application/did+json", did_json(a, o, keys));
    if (str_eq(rest, S("jwks.json")))
        return answer(out, "application/jwk-set+json", jwks_json(a, o, keys));
    if (str_starts(rest, S("keys/")))
        return jwk_document(a, o, keys, str_from(rest, 5), out, err);
    return fail(err, NOT_FOUND, "", "there is no such page");
}

/* "SLUG", "SLUG/did.json", "SLUG/jwks.json", "SLUG/keys/KID", "SLUG/offline.json". */
static code issuer_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest,
                            struct document *out, struct error *err)
{
    struct org o;
    struct org_key_list keys = {0};
    str slug;

    (void)q;
    if (!str_cut(&rest, '/', &slug))
        return fail(err, NOT_FOUND, "", "there is no such page");
    TRY(org_by_slug(db, a, slug, &o, err));
    TRY(org_asked_at(db, q->host, &o, a, err));
    if (str_eq(rest, S("offline.json"))) {
        TRY(public_offline_map(app, db, a, &o, &out->body, err));
        return answer(out, JSON_TYPE, out->body);
    }
    code c = org_keys(app, db, a, &o, false, &keys, err);
    if (c == OK)
        c = choose_issuer_document(a, &o, &keys, rest, out, err);
    org_keys_close(&keys);
    return c;
}

static code v2_issuer_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str slug,
                               struct document *out, struct error *err)
{
    struct org o;
    struct profile p;

    (void)app;
    TRY(org_by_slug(db, a, slug, &o, err));
    TRY(org_asked_at(db, q->host, &o, a, err));
    org_profile(a, &o, &p);
    struct v2_urls urls = v2_urls_of(a, &o, S(""), S(""), 0);
    return answer(out, str_contains(q->accept, S(LD_TYPE)) ? LD_TYPE : JSON_TYPE, write_v2_issuer(a, &p, &urls));
}

/* ---- status lists, pictures ---- */

static code status_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str id,
                            struct document *out, struct error *err)
{
    str token;

    TRY(public_status_list(app, db, a, id, &token, err));
    if (str_contains(q->accept, S("json")) && !asks_for_token(q->accept))
        return answer(out, "application/vc+ld+json", enveloped(a, token));
    return answer(out, JWT_TYPE, token);
}

static code image_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str hash,
                           struct document *out, struct error *err)
{
    struct blob b;

    (void)app;
    (void)q;
    TRY(blob_get(db, a, hash, &b, err));
    *out = (struct document){.status = 200, .type = b.type, .body = b.bytes};
    return OK;
}

/* RFC 8615: the keys of the only issuer, or of the first. */
static code well_known_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest,
                                struct document *out, struct error *err)
{
    struct org o;

    if (!str_eq(rest, S("jwks.json")))
        return fail(err, NOT_FOUND, "", "there is no such page");
    TRY(org_first(db, a, &o, err));
    return issuer_document(app, db, a, q, str_printf(a, STR_FMT "/jwks.json", STR_ARG(o.slug)), out, err);
}

/* ---- by path ---- */

typedef code document_fn(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest,
                         struct document *out, struct error *err);
static const struct { const char *prefix; document_fn *make; } documents[] = {
    {"/b/", award_document},
    {"/ob2/b/", v2_award_document},
    {"/badges/", badge_document},
    {"/ob2/badges/", v2_badge_document},
    {"/i/", issuer_document},
    {"/ob2/i/", v2_issuer_document},
    {"/status/", status_document},
    {"/images/", image_document},
    {"/.well-known/", well_known_document},
};

code public_document(struct app *app, struct db *db, struct arena *a, const struct asked *q,
                     struct document *out, struct error *err)
{
    for (size_t i = 0; i < COUNT(documents); i++) {
        str prefix = cstr(documents[i].prefix);
        if (str_starts(q->path, prefix))
            return documents[i].make(app, db, a, q, str_from(q->path, prefix.n), out, err);
    }
    return fail(err, NOT_FOUND, "", "there is no such page");
}

/* ---- baked pictures ---- */

static code payload_of(struct db *db, struct arena *a, const struct award_row *w, bool version2, str *payload, struct error *err)
{
    return version2 ? public_v2_assertion(db, a, w, payload, err) : award_token(db, a, w, payload, err);
}

code public_png(struct db *db, struct arena *a, const struct award_row *w, bool version2, str *png, struct error *err)
{
    struct blob picture;
    str payload;

    TRY(payload_of(db, a, w, version2, &payload, err));
    TRY(blob_get(db, a, w->png_hash, &picture, err));
    return bake(a, picture.bytes, version2 ? OB_2_0 : OB_3_0, payload, png, err);
}

/* A badge whose picture came as PNG is wrapped, pixels untouched. */
static str wrap_png(struct arena *a, str png)
{
    return str_printf(a, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 600\" width=\"600\" height=\"600\">"
                      "<image width=\"600\" height=\"600\" href=\"data:image/png;base64," STR_FMT "\"/></svg>",
                      STR_ARG(base64_encode(a, png)));
}

code public_svg(struct db *db, struct arena *a, const struct award_row *w, bool version2, str *svg, struct error *err)
{
    struct badge_version_row v;
    struct blob picture;
    str payload;

    TRY(catalog_version(db, a, w->version, &v, err));
    TRY(payload_of(db, a, w, version2, &payload, err));
    TRY(blob_get(db, a, str_is_empty(v.svg_hash) ? v.png_hash : v.svg_hash, &picture, err));
    str bytes = str_is_empty(v.svg_hash) ? wrap_png(a, picture.bytes) : picture.bytes;
    return bake(a, bytes, version2 ? OB_2_0 : OB_3_0, payload, svg, err);
}
