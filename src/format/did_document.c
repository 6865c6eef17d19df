/* format/did_document.c — the key that a controller document (DID Core §5.2,
 * Controlled Identifiers §2.2) lists for a purpose. Documents are read as
 * plain JSON: their @context never changes what a member means. */
#include "format/did.h"
#include "format/jose.h"
#include "format/multikey.h"

#define MAX_METHODS 64

/* `id` may be written as "#key", relative to the document. */
static bool same_id(const struct json *written, str document_id, str id)
{
    str s = json_str(written);

    if (!str_starts(s, S("#")))
        return !str_is_absent(s) && str_eq(s, id);
    return id.n == document_id.n + s.n && str_starts(id, document_id) && str_ends(id, s);
}

/* The one method of that id in `list`; two of them are an error. */
static code find_in(const struct json *list, str document_id, str id, const struct json **found,
                    struct error *err)
{
    size_t n = json_many_count(list);

    if (n > MAX_METHODS)
        return fail(err, LIMIT, "verificationMethod", "the document lists more than %d keys", MAX_METHODS);
    for (size_t i = 0; i < n; i++) {
        const struct json *m = json_many(list, i);
        if (!json_is(m, JSON_OBJECT) || !same_id(json_get(m, "id"), document_id, id))
            continue;
        if (*found)
            return fail(err, BAD_INPUT, "verificationMethod", "the document lists this key twice");
        *found = m;
    }
    return OK;
}

static bool is_referenced(const struct json *list, str document_id, str id)
{
    for (size_t i = 0; i < json_many_count(list); i++)
        if (same_id(json_many(list, i), document_id, id))
            return true;
    return false;
}

static code find_method(const struct json *document, str document_id, str id, const char *purpose,
                        const struct json **out, struct error *err)
{
    const struct json *listed = json_get(document, purpose), *embedded = NULL, *method = NULL;

    TRY(find_in(json_get(document, "verificationMethod"), document_id, id, &method, err));
    TRY(find_in(listed, document_id, id, &embedded, err));
    if (method && embedded)
        return fail(err, BAD_INPUT, purpose, "the document lists this key twice");
    if (!method && !embedded)
        return fail(err, NOT_FOUND, "verificationMethod", "the document does not list the key \"" STR_FMT "\"",
                    STR_ARG(str_slice(id, 0, 100)));
    if (method && !is_referenced(listed, document_id, id))
        return fail(err, DENIED, purpose, "the key is listed, but not for \"%s\"", purpose);
    *out = method ? method : embedded;
    return OK;
}

/* A DID document speaks for its own keys alone (T-18). */
static code check_owner(const struct json *document, str document_id, const struct json *method,
                        str id, struct error *err)
{
    struct did_url d;

    if (json_bool(json_get(document, "deactivated")))
        return fail(err, DENIED, "deactivated", "the document is deactivated");
    if (did_looks_like(id)) {
        TRY(did_parse(id, &d, err));
        if (!str_eq(d.did, document_id))
            return fail(err, DENIED, "controller", "the key belongs to another DID than the document");
    }
    str controller = json_str(json_get(method, "controller"));
    if (str_is_absent(controller) || !str_eq(controller, document_id))
        return fail(err, DENIED, "controller", "the key is controlled by another than the document's owner");
    return OK;
}

/* Controlled Identifiers §2.2: not to be used from `revoked` or `expires` on.
 * What `created` says of a signature does not count: who has a stolen key can
 * write any day there. */
code did_method_is_current(const struct json *method, msec at, struct error *err)
{
    static const struct end { const char *member, *words; } ends[] = {
        {"revoked", "the key was revoked by its owner"},
        {"expires", "the key has expired"},
    };
    msec end, now = at ? at : clock_now();

    for (size_t i = 0; i < COUNT(ends); i++) {
        const struct json *v = json_get(method, ends[i].member);
        if (!v)
            continue;
        TRY(time_parse(json_str(v), &end, err));
        if (end <= now)
            return fail(err, DENIED, ends[i].member, "%s", ends[i].words);
    }
    return OK;
}

static const struct form {
    const char *type, *member;
} forms[] = {
    {"Multikey", "publicKeyMultibase"},
    {"Ed25519VerificationKey2020", "publicKeyMultibase"},
    {"JsonWebKey", "publicKeyJwk"},
    {"JsonWebKey2020", "publicKeyJwk"},
};

static const struct form *form_of(const struct json *type)
{
    for (size_t t = 0; t < json_many_count(type); t++)
        for (size_t i = 0; i < COUNT(forms); i++)
            if (str_eq(json_str(json_many(type, t)), cstr(forms[i].type)))
                return &forms[i];
    return NULL;
}

static code read_key(struct arena *a, const struct json *method, struct key **out, struct error *err)
{
    const struct form *form = form_of(json_get(method, "type"));
    const struct json *multibase = json_get(method, "publicKeyMultibase");
    const struct json *jwk = json_get(method, "publicKeyJwk");

    if (!form)
        return fail(err, UNSUPPORTED, "type", "the key is of a type not known here");
    if (multibase && jwk)
        return fail(err, BAD_INPUT, "publicKeyJwk", "the key is given in two forms");
    if (!json_get(method, form->member))
        return fail(err, BAD_INPUT, form->member, "the member \"%s\" is missing", form->member);
    return jwk ? jwk_read(a, jwk, out, err) : multikey_read(a, json_str(multibase), out, err);
}

code did_document_key(struct arena *a, const struct json *document, str id,
                      const struct did_use *use, struct key **out, struct error *err)
{
    const struct json *method = NULL;
    str document_id;

    if (!json_is(document, JSON_OBJECT))
        return fail(err, BAD_INPUT, "", "the key document must be a JSON object");
    TRY(json_need_str(document, "id", &document_id, err));
    TRY(find_method(document, document_id, id, use->purpose, &method, err));
    TRY(check_owner(document, document_id, method, id, err));
    TRY(did_method_is_current(method, use->at, err));
    return read_key(a, method, out, err);
}
