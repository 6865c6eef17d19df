#include "badge/issue.h"
#include "badge/write.h"
#include "format/jose.h"

/* Time as NumericDate: whole seconds (RFC 7519 §2), rounded down before 1970 too. */
static int64_t seconds(msec t)
{
    return t / SECOND - (t % SECOND < 0);
}

code vcjwt_payload(struct arena *a, const struct badge *b, str *payload, struct error *err)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    json_open_object(&w);
    TRY(write_v3_members(&w, a, b, err));
    json_put_member(&w, "iss", b->issuer.id);
    json_put_member(&w, "jti", b->id);
    if (!str_is_empty(b->subject_id))
        json_put_member(&w, "sub", b->subject_id);
    json_put_member_int(&w, "nbf", seconds(b->valid_from));
    if (b->has_valid_until)
        json_put_member_int(&w, "exp", seconds(b->valid_until));
    json_close_object(&w);
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
