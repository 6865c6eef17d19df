/* format/jsonld_name.c — keywords, and what kind of name a text is. */
#include "format/jsonld_private.h"
#include "base/uri.h"

static const str keywords[KEYWORDS] = {
    [KEY_BASE] = S("@base"),
    [KEY_CONTAINER] = S("@container"),
    [KEY_CONTEXT] = S("@context"),
    [KEY_DIRECTION] = S("@direction"),
    [KEY_GRAPH] = S("@graph"),
    [KEY_ID] = S("@id"),
    [KEY_IMPORT] = S("@import"),
    [KEY_INCLUDED] = S("@included"),
    [KEY_INDEX] = S("@index"),
    [KEY_JSON] = S("@json"),
    [KEY_LANGUAGE] = S("@language"),
    [KEY_LIST] = S("@list"),
    [KEY_NEST] = S("@nest"),
    [KEY_NOTHING] = S("@none"),
    [KEY_PREFIX] = S("@prefix"),
    [KEY_PROPAGATE] = S("@propagate"),
    [KEY_PROTECTED] = S("@protected"),
    [KEY_REVERSE] = S("@reverse"),
    [KEY_SET] = S("@set"),
    [KEY_TYPE] = S("@type"),
    [KEY_VALUE] = S("@value"),
    [KEY_VERSION] = S("@version"),
    [KEY_VOCAB] = S("@vocab"),
};

enum ld_keyword ld_keyword_of(str s)
{
    if (s.n < 3 || s.p[0] != '@')
        return KEY_NONE;
    for (enum ld_keyword k = KEY_NONE + 1; k < KEYWORDS; k++)
        if (s.n == keywords[k].n && s.p[1] == keywords[k].p[1] && str_eq(s, keywords[k]))
            return k;
    return KEY_NONE;
}

str ld_keyword_text(enum ld_keyword k)
{
    return keywords[k];
}

bool ld_looks_like_keyword(str s)
{
    if (s.n < 2 || s.p[0] != '@')
        return false;
    for (size_t i = 1; i < s.n; i++)
        if ((s.p[i] | 0x20) < 'a' || (s.p[i] | 0x20) > 'z')
            return false;
    return true;
}

bool ld_has_iri_form(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ')
            return false;
    return uri_is_absolute(s);
}

bool ld_read_direction(const struct json *v, enum ld_direction *out)
{
    str s = json_str(v);

    *out = str_eq(s, S("ltr")) ? LEFT_TO_RIGHT : str_eq(s, S("rtl")) ? RIGHT_TO_LEFT : NO_DIRECTION;
    return *out != NO_DIRECTION;
}

str ld_direction_text(enum ld_direction d)
{
    static const str texts[] = {
        [NO_DIRECTION] = {NULL, 0}, [LEFT_TO_RIGHT] = S("ltr"), [RIGHT_TO_LEFT] = S("rtl")};

    return texts[d];
}

struct ld_name ld_keyword_name(enum ld_keyword k)
{
    return (struct ld_name){.text = keywords[k], .kind = NAME_KEYWORD, .keyword = (uint8_t)k};
}

/* Strict enough for N-Quads, and no fragment of a fragment (RFC 3987 §2.2). */
static bool is_iri(str text)
{
    ptrdiff_t hash = str_find_byte(text, '#');

    return rdf_is_iri(text) &&
           (hash < 0 || str_find_byte(str_from(text, (size_t)hash + 1), '#') < 0);
}

struct ld_name ld_name_of(str text)
{
    struct ld_name name = {.text = text, .kind = NAME_OTHER};

    if (str_is_absent(text))
        name.kind = NAME_NULL;
    else if (str_starts(text, S("_:")))
        name.kind = NAME_BLANK;
    else if (is_iri(text))
        name.kind = NAME_IRI;
    return name;
}

bool ld_name_eq(const struct ld_name *x, const struct ld_name *y)
{
    return (x->text.p == y->text.p && x->text.n == y->text.n) || str_eq(x->text, y->text);
}
