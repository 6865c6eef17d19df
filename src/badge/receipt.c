#include "badge/receipt.h"

#include "format/did.h"
#include "format/jose.h"
#include "format/json.h"

/* ---- writing ---- */

static void put_document(struct arena *a, struct json_writer *w, const struct receipt_document *d)
{
    json_open_object(w);
    json_put_member(w, "url", d->url);
    if (!str_eq(d->final_url, d->url))
        json_put_member(w, "final", d->final_url);
    json_put_member_int(w, "status", d->status);
    json_put_member(w, "type", d->type);
    json_put_member(w, "sha256", d->sha256);
    json_put_member_int(w, "bytes", d->bytes);
    json_put_member(w, "at", time_format(a, d->at));
    json_close_object(w);
}

static void put_lists(struct arena *a, struct json_writer *w, const struct receipt *r)
{
    json_put_key(w, "documents");
    json_open_array(w);
    for (size_t i = 0; i < r->documents.n; i++)
        put_document(a, w, &r->documents.items[i]);
    json_close_array(w);
    json_put_key(w, "contexts");
    json_open_array(w);
    for (size_t i = 0; i < r->contexts.n; i++) {
        json_open_object(w);
        json_put_member(w, "url", r->contexts.items[i].url);
        json_put_member(w, "sha256", r->contexts.items[i].sha256);
        json_close_object(w);
    }
    json_close_array(w);
}

static str payload_of(struct arena *a, const struct receipt *r)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "iss", r->server);
    json_put_member_int(&w, "iat", r->seen / SECOND);
    json_put_member(&w, "seen", time_format(a, r->seen));
    json_put_key(&w, "badge");
    json_open_object(&w);
    json_put_member(&w, "sha256", r->badge_sha256);
    json_put_member_int(&w, "bytes", r->badge_bytes);
    if (r->found_at.n)
        json_put_member(&w, "found", r->found_at);
    json_close_object(&w);
    json_put_member(&w, "verdict", r->verdict);
    json_put_member(&w, "version", r->version);
    json_put_member(&w, "anchor", r->anchor);
    json_put_member(&w, "report", r->report_sha256);
    put_lists(a, &w, r);
    json_close_object(&w);
    return buf_done(&b);
}

static str key_name(struct arena *a, const struct key *key)
{
    str did = did_key_from(a, key);

    return str_printf(a, STR_FMT "#" STR_FMT, STR_ARG(did), STR_ARG(str_from(did, sizeof "did:key:" - 1)));
}

code receipt_sign_payload(struct arena *a, const struct key *key, str payload, str *token, struct error *err)
{
    struct jws_header h = {.kid = key_name(a, key), .typ = S("receipt+jwt")};

    return jws_sign(a, key, &h, payload, token, err);
}

code receipt_sign(struct arena *a, const struct key *key, const struct receipt *r, str *token, struct error *err)
{
    if (r->documents.n > RECEIPT_DOCUMENTS || r->contexts.n > RECEIPT_DOCUMENTS)
        return fail(err, LIMIT, "documents", "more than %d documents", RECEIPT_DOCUMENTS);
    return receipt_sign_payload(a, key, payload_of(a, r), token, err);
}

/* ---- reading ---- */

static bool is_hash(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
            return false;
    return s.n == 64;
}

static code need_hash(const struct json *v, const char *key, str *out, struct error *err)
{
    TRY(json_need_str(v, key, out, err));
    return is_hash(*out) ? OK : fail(err, BAD_INPUT, key, "%s is no SHA-256", key);
}

static code need_int(const struct json *v, const char *key, int64_t *out, struct error *err)
{
    return json_int(json_get(v, key), out) && *out >= 0 ? OK : fail(err, BAD_INPUT, key, "%s must be a whole number", key);
}

static code need_time(const struct json *v, const char *key, msec *out, struct error *err)
{
    str text;

    TRY(json_need_str(v, key, &text, err));
    return time_parse(text, out, err);
}

static code read_document(const struct json *v, struct receipt_document *out, struct error *err)
{
    str other = json_str(json_get(v, "final"));

    TRY(json_need_str(v, "url", &out->url, err));
    out->final_url = str_is_empty(other) ? out->url : other;
    TRY(need_int(v, "status", &out->status, err));
    TRY(json_need_str(v, "type", &out->type, err));
    TRY(need_hash(v, "sha256", &out->sha256, err));
    TRY(need_int(v, "bytes", &out->bytes, err));
    return need_time(v, "at", &out->at, err);
}

static code read_lists(struct arena *a, const struct json *v, struct receipt *out, struct error *err)
{
    const struct json *documents = json_get(v, "documents"), *contexts = json_get(v, "contexts");

    if (!json_is(documents, JSON_ARRAY) || !json_is(contexts, JSON_ARRAY))
        return fail(err, BAD_INPUT, "documents", "a receipt lists what was seen");
    if (json_count(documents) > RECEIPT_DOCUMENTS || json_count(contexts) > RECEIPT_DOCUMENTS)
        return fail(err, LIMIT, "documents", "more than %d documents", RECEIPT_DOCUMENTS);
    for (size_t i = 0; i < json_count(documents); i++)
        TRY(read_document(json_item(documents, i), list_add(a, &out->documents), err));
    for (size_t i = 0; i < json_count(contexts); i++) {
        struct receipt_context *c = list_add(a, &out->contexts);
        TRY(json_need_str(json_item(contexts, i), "url", &c->url, err));
        TRY(need_hash(json_item(contexts, i), "sha256", &c->sha256, err));
    }
    return OK;
}

static code read_payload(struct arena *a, str payload, struct receipt *out, struct error *err)
{
    const struct json *v, *badge;

    TRY(json_parse(a, payload, NULL, &v, err));
    TRY(json_need_str(v, "iss", &out->server, err));
    TRY(need_time(v, "seen", &out->seen, err));
    badge = json_get(v, "badge");
    TRY(need_hash(badge, "sha256", &out->badge_sha256, err));
    TRY(need_int(badge, "bytes", &out->badge_bytes, err));
    out->found_at = json_str(json_get(badge, "found"));
    TRY(json_need_str(v, "verdict", &out->verdict, err));
    TRY(json_need_str(v, "version", &out->version, err));
    TRY(json_need_str(v, "anchor", &out->anchor, err));
    TRY(need_hash(v, "report", &out->report_sha256, err));
    return read_lists(a, v, out, err);
}

/* The key that it names, and no other kind than servers sign with. */
static code check_signature(struct arena *a, const struct jws *jws, str *signer, struct error *err)
{
    struct key *key = NULL;

    TRY(did_embedded_key(a, jws->kid, &key, err));
    bool holds = key_kind(key) == KEY_ED25519 && jws_verify(jws, key);
    *signer = did_key_from(a, key);
    key_close(key);
    return holds ? OK : fail(err, DENIED, "signature", "the signature of this receipt does not hold");
}

code receipt_read(struct arena *a, str token, struct receipt *out, struct error *err)
{
    struct jws jws;

    *out = (struct receipt){0};
    token = str_trim(token);
    if (token.n > RECEIPT_BYTES)
        return fail(err, LIMIT, "receipt", "a receipt is at most %zu KB", RECEIPT_BYTES >> 10);
    TRY(jws_parse(a, token, &jws, err));
    if (!str_eq(jws.typ, S("receipt+jwt")) || !str_starts(jws.kid, S("did:key:")))
        return fail(err, BAD_INPUT, "receipt", "this is no receipt of a Backpack");
    TRY(check_signature(a, &jws, &out->signer, err));
    return read_payload(a, jws.payload, out, err);
}
