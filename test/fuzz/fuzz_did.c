#include "base/uri.h"
#include "format/did.h"
#include "fuzz/fuzz.h"

static void check_web(struct arena *a, str did)
{
    str url, again, without_port;
    struct uri u;

    if (did_web_url(a, did, false, &url, NULL) != OK)
        return;
    REQUIRE(uri_parse(url, &u, NULL) == OK && str_eq(u.scheme, S("https")));
    REQUIRE(!u.userinfo.p && !u.query.p && !u.fragment.p && !str_contains(u.path, S("/..")));
    REQUIRE(str_find_byte(u.host, '.') > 0 && u.host.n < 254);
    REQUIRE(str_ends(u.path, S("/did.json")));
    /* The address without the file's name leads back to the DID. */
    without_port = str_slice(url, 0, url.n - S("/did.json").n);
    if (str_ends(without_port, S("/.well-known")))
        without_port = str_slice(without_port, 0, without_port.n - S("/.well-known").n);
    REQUIRE(did_web_from_url(a, without_port, &again, NULL) == OK);
    REQUIRE(did_web_url(a, again, false, &without_port, NULL) == OK);
}

static const struct did_use for_assertions = {.purpose = "assertionMethod"};

static void check_document(struct arena *a, str text)
{
    const struct json *doc;
    struct key *key = NULL;

    if (json_parse(a, text, NULL, &doc, NULL) != OK)
        return;
    if (did_document_key(a, doc, S("did:web:x.org#k"), &for_assertions, &key, NULL) == OK)
        REQUIRE(str_eq(json_str(json_get(doc, "id")), S("did:web:x.org")));
    key_close(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n}, did;
    struct key *key = NULL;
    struct did_url d;

    if (did_parse(in, &d, NULL) == OK) {
        REQUIRE(str_starts(d.did, S("did:")) && str_eq(d.did, str_slice(in, 0, d.did.n)));
        REQUIRE(d.method.n && d.id.n);
    }
    check_web(a, in);
    check_web(a, str_join(a, S("did:web:"), in));
    if (did_web_from_url(a, in, &did, NULL) == OK)
        REQUIRE(str_starts(did, S("did:web:")));
    if (did_embedded_key(a, in, &key, NULL) == OK)
        REQUIRE(did_looks_like(in));
    key_close(key);
    check_document(a, in);
    arena_free(a);
    return 0;
}
