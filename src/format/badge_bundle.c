#include "format/badge_bundle.h"

#include "base/uri.h"
#include "format/jose.h"
#include "format/json.h"

#define DEEPEST 6                                /* lists within members within lists */

static const struct json_limits limits = {(size_t)8 << 20, 64, 400000, 1000, (size_t)4 << 20};

struct reading { struct arena *a; struct bundle_items *out; struct map *seen; struct error *err; };

static code add(struct reading *r, enum bundled what, str text)
{
    if (map_get(r->seen, text))
        return OK;
    if (r->out->n >= BUNDLE_MOST)
        return fail(r->err, LIMIT, "file", "there are more than %d badges in it", BUNDLE_MOST);
    *map_at(r->seen, text) = r;
    *list_add(r->a, r->out) = (struct bundle_item){what, text};
    return OK;
}

/* ---- what is a badge by itself ---- */

static bool has_type(const struct json *v, const char *type)
{
    const struct json *types = json_get(v, "type");

    for (size_t i = 0; i < json_many_count(types); i++)
        if (str_eq(json_str(json_many(types, i)), cstr(type)))
            return true;
    return false;
}

/* A credential of any kind, an assertion of any version; a wrapper around one is none. */
static bool is_badge(const struct json *v)
{
    if (json_get(v, "boostCredential"))
        return false;
    if (has_type(v, "VerifiableCredential") || has_type(v, "OpenBadgeCredential") || has_type(v, "AchievementCredential"))
        return json_get(v, "credentialSubject") != NULL;
    return json_get(v, "recipient") && json_get(v, "badge") && (json_get(v, "verify") || json_get(v, "verification") || json_is(json_get(v, "badge"), JSON_OBJECT));
}

/* ---- addresses that are told by a member ---- */

static const char *const links[] = {"openBadgeId", "assertion_url", "assertionUrl", "hostedUrl", "assertion_uri"};

static bool find_link(const struct json *v, str *out)
{
    for (size_t i = 0; i < COUNT(links); i++) {
        *out = json_str(json_get(v, links[i]));
        if (uri_is_http(*out))
            return true;
    }
    return false;
}

static bool is_uuid(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return s.n == 36;
}

/* Credly tells the number of an award; where its badge is, follows from that. */
static bool find_credly(struct arena *a, const struct json *v, str *out)
{
    str id = json_str(json_get(v, "id"));

    if (!json_is(json_get(v, "badge_template"), JSON_OBJECT) || !is_uuid(id))
        return false;
    *out = str_join(a, S("https://api.credly.com/v1/obi/v2/badge_assertions/"), id);
    return true;
}

static bool is_hex(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
            return false;
    return s.n >= 32 && s.n <= 64;
}

/* Moodle tells the hash of an award, and its picture by an address of the same site. */
static bool find_moodle(struct arena *a, const struct json *v, str *out)
{
    str hash = json_str(json_get(v, "uniquehash")), picture = json_str(json_get(v, "badgeurl"));
    static const char *const marks[] = {"/webservice/pluginfile.php", "/pluginfile.php"};

    if (!is_hex(hash) || !uri_is_http(picture))
        return false;
    for (size_t i = 0; i < COUNT(marks); i++) {
        ptrdiff_t at = str_find(picture, cstr(marks[i]));
        if (at < 0)
            continue;
        *out = str_printf(a, STR_FMT "/badges/assertion.php?b=" STR_FMT "&obversion=2", STR_ARG(str_slice(picture, 0, (size_t)at)), STR_ARG(hash));
        return true;
    }
    return false;
}

/* ---- the walk ---- */

static code walk(struct reading *r, const struct json *v, unsigned depth);

/* Text that is a token, an address, or JSON once more. */
static code take_string(struct reading *r, str s, unsigned depth)
{
    const struct json *inner;

    s = str_trim(s);
    if (jws_looks_like(s))
        return add(r, BUNDLED_TEXT, s);
    if (s.n && s.p[0] == '{' && json_parse(r->a, s, &limits, &inner, NULL) == OK)
        return walk(r, inner, depth);
    return OK;
}

/* The members that lead to badges; the first that is there says it all, so that the
 * flattened copy beside an address is left alone. */
static code walk_object(struct reading *r, const struct json *v, unsigned depth)
{
    static const char *const one[] = {"assertion_jws", "jws", "compactJws", "verifiableCredential", "compactJwsString", "rawCredential", "boostCredential", "assertion_json", "vc", "credential", "assertion", "json"};
    str link;

    if (is_badge(v))
        return add(r, BUNDLED_TEXT, json_text_of(v));
    if (find_link(v, &link) || find_credly(r->a, v, &link) || find_moodle(r->a, v, &link))
        return add(r, BUNDLED_LINK, link);
    for (size_t i = 0; i < COUNT(one); i++) {
        const struct json *m = json_get(v, one[i]);
        size_t before = r->out->n;
        if (!m || json_is(m, JSON_ARRAY))
            continue;
        TRY(walk(r, m, depth));
        if (r->out->n > before)
            return OK;
    }
    for (size_t i = 0; i < json_count(v); i++)
        if (json_is(json_value(v, i), JSON_ARRAY) || json_is(json_value(v, i), JSON_OBJECT))
            TRY(walk(r, json_value(v, i), depth));
    return OK;
}

static bool is_list_of_links(const struct json *v)
{
    for (size_t i = 0; i < json_count(v); i++)
        if (!uri_is_http(json_str(json_item(v, i))))
            return false;
    return true;
}

static code walk(struct reading *r, const struct json *v, unsigned depth)
{
    if (depth == 0)
        return OK;
    if (json_is(v, JSON_STRING))
        return take_string(r, json_str(v), depth - 1);
    if (json_is(v, JSON_OBJECT))
        return walk_object(r, v, depth - 1);
    for (size_t i = 0; json_is(v, JSON_ARRAY) && i < json_count(v); i++)
        TRY(walk(r, json_item(v, i), depth - 1));
    return OK;
}

/* ---- text ---- */

static bool is_line_of_badge(str line)
{
    return jws_looks_like(line) || uri_is_http(line);
}

/* Only where every line is one: else it is a text about something. */
static code read_lines(struct reading *r, str text)
{
    str rest = text, line;

    while (str_cut_line(&rest, &line))
        if (!str_is_empty(str_trim(line)) && !is_line_of_badge(str_trim(line)))
            return OK;
    for (rest = text; str_cut_line(&rest, &line);) {
        line = str_trim(line);
        if (line.n)
            TRY(add(r, jws_looks_like(line) ? BUNDLED_TEXT : BUNDLED_LINK, line));
    }
    return OK;
}

code bundle_read(struct arena *a, str text, struct bundle_items *out, struct error *err)
{
    struct reading r = {a, out, map_new(a), err};
    const struct json *v;

    *out = (struct bundle_items){0};
    text = str_trim(text);
    if (str_is_empty(text) || is_line_of_badge(text))
        return OK;
    if (text.p[0] != '{' && text.p[0] != '[')
        return read_lines(&r, text);
    if (json_parse(a, text, &limits, &v, NULL) != OK || is_badge(v))
        return OK;
    if (json_is(v, JSON_ARRAY) && json_count(v) && is_list_of_links(v)) {
        for (size_t i = 0; i < json_count(v); i++)
            TRY(add(&r, BUNDLED_LINK, json_str(json_item(v, i))));
        return OK;
    }
    return walk(&r, v, DEEPEST);
}
