#include "badge/issue.h"
#include "badge/read.h"
#include "badge/write.h"
#include "format/jose.h"

/* Time as NumericDate: whole seconds (RFC 7519 §2), rounded down before 1970 too. */
static int64_t seconds(msec t)
{
    return t / SECOND - (t % SECOND < 0);
}

/* What the token says once more beside the credential (OB 3.0 §8.2.4). */
struct claims {
    str iss, jti, sub;
    msec from, until;
    bool has_until;
};

static void put_claims(struct json_writer *w, const struct claims *c)
{
    json_put_member(w, "iss", c->iss);
    json_put_member(w, "jti", c->jti);
    put_text(w, "sub", c->sub);
    json_put_member_int(w, "nbf", seconds(c->from));
    if (c->has_until)
        json_put_member_int(w, "exp", seconds(c->until));
}

code vcjwt_payload(struct arena *a, const struct badge *b, str *payload, struct error *err)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);
    const struct claims c = {b->issuer.id,  b->id,          b->subject_id,
                             b->valid_from, b->valid_until, b->has_valid_until};

    json_open_object(&w);
    TRY(write_v3_members(&w, a, b, err));
    put_claims(&w, &c);
    json_close_object(&w);
    *payload = buf_done(&out);
    return OK;
}

static code read_claims(const struct json *doc, struct claims *c, struct error *err)
{
    const struct json *until = json_get(doc, "validUntil");

    *c = (struct claims){.iss = id_of(json_get(doc, "issuer")),
                         .jti = member_text(doc, "id"),
                         .sub = member_text(json_get(doc, "credentialSubject"), "id"),
                         .has_until = until != NULL};
    if (str_is_empty(c->iss) || str_is_empty(c->jti))
        return fail(err, BAD_INPUT, "id", "what is to be signed needs an id and an issuer");
    TRY(time_parse_stamp(member_text(doc, "validFrom"), &c->from, err));
    return until ? time_parse_stamp(json_str(until), &c->until, err) : OK;
}

/* Behind the credential's own members, whose text stays as it is. */
code vcjwt_payload_of(struct arena *a, str credential, str *payload, struct error *err)
{
    struct buf out = buf_new(a), more = buf_new(a);
    struct json_writer w = json_writer(&more);
    const struct json *doc;
    struct claims c;
    str body = str_trim(credential);

    TRY(json_parse(a, body, NULL, &doc, err));
    TRY(read_claims(doc, &c, err));
    json_open_object(&w);
    put_claims(&w, &c);
    json_close_object(&w);
    buf_put(&out, str_slice(body, 0, body.n - 1));
    buf_putz(&out, ",");
    buf_put(&out, str_from(buf_done(&more), 1));
    *payload = buf_done(&out);
    return OK;
}

/* OB 3.0 §8.2.3: alg, kid, and typ "JWT"; no other header is allowed. */
static str signing_input(struct arena *a, enum key_kind kind, str key_id, str payload)
{
    struct jws_header h = {.kid = key_id, .typ = S("JWT")};

    return jws_signing_input(a, kind, &h, payload);
}

code vcjwt_sign(struct arena *a, str payload, const struct issue_key *k, str *signature, str *token,
                struct error *err)
{
    if (!k->key || !key_has_secret(k->key))
        return fail(err, BAD_INPUT, "key", "a badge cannot be signed without the secret key");
    if (str_is_empty(k->id))
        return fail(err, BAD_INPUT, "key", "the key needs an address where others find it");

    str input = signing_input(a, key_kind(k->key), k->id, payload);
    TRY(key_sign(a, k->key, input, signature, err));
    *token = jws_join(a, input, *signature);
    return OK;
}

str vcjwt_rebuild(struct arena *a, str payload, enum key_kind kind, str key_id, str signature)
{
    return jws_join(a, signing_input(a, kind, key_id, payload), signature);
}
