/* The documents in which an issuer publishes itself and its keys. */
#include "badge/issue.h"
#include "badge/write.h"
#include "format/jose.h"
#include "format/multikey.h"

/* A JsonWebKey holds every kind of key, RSA too; readers of proofs want a Multikey. */
static void put_method_members(struct json_writer *w, struct arena *a, str controller,
                               const struct issue_key *k)
{
    put_text(w, "id", k->id);
    put_text(w, "type", k->as_multikey ? S("Multikey") : S("JsonWebKey"));
    put_text(w, "controller", controller);
    if (k->revoked > 0)
        put_time(w, a, "revoked", k->revoked);
    if (k->as_multikey) {
        put_text(w, "publicKeyMultibase", multikey_write(a, k->key));
        return;
    }
    json_put_key(w, "publicKeyJwk");
    jwk_write(a, w, k->key, (str){0});
}

/* A key that was revoked is still told of, and may assert nothing. */
static void put_methods(struct json_writer *w, struct arena *a, str controller,
                        const struct issue_key *keys, size_t n)
{
    json_put_key(w, "verificationMethod");
    json_open_array(w);
    for (size_t i = 0; i < n; i++) {
        json_open_object(w);
        put_method_members(w, a, controller, &keys[i]);
        json_close_object(w);
    }
    json_close_array(w);
    json_put_key(w, "assertionMethod");
    json_open_array(w);
    for (size_t i = 0; i < n; i++)
        if (keys[i].revoked == 0)
            json_put_str(w, keys[i].id);
    json_close_array(w);
}

str write_multikey(struct arena *a, const struct issue_key *k, str controller)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);
    struct issue_key key = *k;

    key.as_multikey = true;
    json_open_object(&w);
    put_text(&w, "@context", S(CONTEXT_MULTIKEY));
    put_method_members(&w, a, controller, &key);
    json_close_object(&w);
    return buf_done(&out);
}

/* Of keys; those of DIDs first, by which readers know a document of keys. */
static void put_key_contexts(struct json_writer *w, bool is_profile)
{
    json_put_key(w, "@context");
    json_open_array(w);
    json_put_cstr(w, CONTEXT_DID);
    json_put_cstr(w, CONTEXT_MULTIKEY);
    json_put_cstr(w, is_profile ? CONTEXT_VC2 : CONTEXT_JWK);
    if (is_profile)
        json_put_cstr(w, CONTEXT_OB3);
    json_close_array(w);
}

str write_profile(struct arena *a, const struct profile *p, const struct issue_key *keys,
                  size_t n_keys)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    json_open_object(&w);
    put_key_contexts(&w, true);
    put_profile_members(&w, p);
    put_methods(&w, a, p->id, keys, n_keys);
    json_close_object(&w);
    return buf_done(&out);
}

str write_did_document(struct arena *a, str did, str also_known_as, const struct issue_key *keys,
                       size_t n_keys)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    json_open_object(&w);
    put_key_contexts(&w, false);
    put_text(&w, "id", did);
    if (!str_is_empty(also_known_as))
        put_strings(&w, "alsoKnownAs", &(struct str_list){.items = &also_known_as, .n = 1});
    put_methods(&w, a, did, keys, n_keys);
    json_close_object(&w);
    return buf_done(&out);
}
