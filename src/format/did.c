/* format/did.c — DID syntax, and the methods whose identifier says all: key
 * and jwk. did:web addresses are in did_web.c, documents in did_document.c. */
#include "format/did.h"
#include <string.h>
#include "base/codec.h"
#include "format/jose.h"
#include "format/multikey.h"

#define MAX_DID 2048

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* Letters, digits, whole percent escapes and the characters in `also`. */
static bool only(str s, const char *also)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%') {
            if (i + 2 >= s.n || !is_hex(s.p[i + 1]) || !is_hex(s.p[i + 2]))
                return false;
            i += 2;
        } else if (!is_alnum(s.p[i]) && (!s.p[i] || !strchr(also, s.p[i]))) {
            return false;
        }
    }
    return true;
}

static bool is_method(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_alnum(s.p[i]) || (s.p[i] >= 'A' && s.p[i] <= 'Z'))
            return false;
    return s.n > 0;
}

bool did_looks_like(str text)
{
    return str_starts(text, S("did:"));
}

/* Takes what stands behind the first `mark` off the end of `*s`; absent if
 * there is none. */
static str take_behind(str *s, char mark)
{
    ptrdiff_t at = str_find_byte(*s, mark);
    str tail = at < 0 ? (str){0} : str_from(*s, (size_t)at + 1);

    if (at >= 0)
        *s = str_slice(*s, 0, (size_t)at);
    return tail;
}

code did_parse(str text, struct did_url *out, struct error *err)
{
    static const char path_chars[] = "-._~!$&'()*+,;=:@/", query_chars[] = "-._~!$&'()*+,;=:@/?";
    struct did_url d = {0};
    str rest = text, scheme;

    if (text.n > MAX_DID)
        return fail(err, LIMIT, "", "the DID is longer than %d bytes", MAX_DID);
    d.fragment = take_behind(&rest, '#');
    d.query = take_behind(&rest, '?');
    ptrdiff_t slash = str_find_byte(rest, '/');
    if (slash >= 0) {
        d.path = str_from(rest, (size_t)slash);
        rest = str_slice(rest, 0, (size_t)slash);
    }
    d.did = rest;
    if (!str_cut(&rest, ':', &scheme) || !str_eq(scheme, S("did")) ||
        !str_cut(&rest, ':', &d.method) || !is_method(d.method))
        return fail(err, BAD_INPUT, "", "a DID begins with \"did:\" and a method in small letters");
    d.id = rest;
    if (d.id.n == 0 || d.id.p[d.id.n - 1] == ':' || !only(d.id, ".-_:"))
        return fail(err, BAD_INPUT, "", "the identifier in the DID is empty or has a character it may not have");
    if (!only(d.path, path_chars) || !only(d.query, query_chars) || !only(d.fragment, query_chars))
        return fail(err, BAD_INPUT, "", "the DID URL has a character it may not have");
    *out = d;
    return OK;
}

/* Methods whose identifier is the key. */

static code key_method(struct arena *a, const struct did_url *d, struct key **out, struct error *err)
{
    if (d->fragment.p && !str_eq(d->fragment, d->id))
        return fail(err, BAD_INPUT, "", "the fragment names another key than the did:key");
    return multikey_read(a, d->id, out, err);
}

/* The method's one key is "#0" (did:jwk §DID to DID document). */
static code jwk_method(struct arena *a, const struct did_url *d, struct key **out, struct error *err)
{
    const struct json *jwk;
    str text = base64url_decode(a, d->id);

    if (d->fragment.p && !str_eq(d->fragment, S("0")))
        return fail(err, BAD_INPUT, "", "the key of a did:jwk is named #0");
    if (str_is_absent(text))
        return fail(err, BAD_INPUT, "", "the did:jwk is not base64url");
    TRY(json_parse(a, text, NULL, &jwk, err));
    return jwk_read(a, jwk, out, err);
}

static const struct embedding {
    const char *method;
    code (*read)(struct arena *a, const struct did_url *d, struct key **out, struct error *err);
} embeddings[] = {
    {"key", key_method},
    {"jwk", jwk_method},
};

code did_embedded_key(struct arena *a, str did_url, struct key **out, struct error *err)
{
    struct did_url d;

    TRY(did_parse(did_url, &d, err));
    if (d.path.p || d.query.p)
        return fail(err, BAD_INPUT, "", "the name of a key has no path and no query");
    for (size_t i = 0; i < COUNT(embeddings); i++)
        if (str_eq(d.method, cstr(embeddings[i].method)))
            return embeddings[i].read(a, &d, out, err);
    return fail(err, UNSUPPORTED, "", "did:" STR_FMT " does not carry its key", STR_ARG(d.method));
}

str did_key_from(struct arena *a, const struct key *key)
{
    return str_join(a, S("did:key:"), multikey_write(a, key));
}
