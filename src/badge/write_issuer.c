/* The documents in which an issuer publishes itself and its keys. */
#include "badge/issue.h"
#include "badge/write.h"
#include "format/jose.h"

/* A JsonWebKey holds every kind of key, RSA too, which Multikey does not. */
static void put_methods(struct json_writer *w, struct arena *a, str controller,
                        const struct issue_key *keys, size_t n)
{
    json_put_key(w, "verificationMethod");
    json_open_array(w);
    for (size_t i = 0; i < n; i++) {
        json_open_object(w);
        put_text(w, "id", keys[i].id);
        put_text(w, "type", S("JsonWebKey"));
        put_text(w, "controller", controller);
        json_put_key(w, "publicKeyJwk");
        jwk_write(a, w, keys[i].key, (str){0});
        json_close_object(w);
    }
    json_close_array(w);
    json_put_key(w, "assertionMethod");
    json_open_array(w);
    for (size_t i = 0; i < n; i++)
        json_put_str(w, keys[i].id);
    json_close_array(w);
}

str write_profile(struct arena *a, const struct profile *p, const struct issue_key *keys,
                  size_t n_keys)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    json_open_object(&w);
    put_contexts(&w);
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
    json_put_key(&w, "@context");
    json_open_array(&w);
    json_put_cstr(&w, "https://www.w3.org/ns/did/v1");
    json_put_cstr(&w, "https://w3id.org/security/jwk/v1");
    json_close_array(&w);
    put_text(&w, "id", did);
    if (!str_is_empty(also_known_as))
        put_strings(&w, "alsoKnownAs", &(struct str_list){.items = &also_known_as, .n = 1});
    put_methods(&w, a, did, keys, n_keys);
    json_close_object(&w);
    return buf_done(&out);
}
