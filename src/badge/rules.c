#include "badge/rules.h"

#include <string.h>

#include "badge/place.h"
#include "badge/read.h"
#include "base/uri.h"

static bool is_uri(const struct json *v)
{
    struct uri u;
    str s = json_str(v);

    return uri_is_absolute(s) && uri_parse(s, &u, NULL) == OK;
}

static bool is_uuid(str s)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    for (size_t i = 0; i < s.n && s.n == sizeof form - 1; i++) {
        bool is_hex =
            (s.p[i] >= '0' && s.p[i] <= '9') || ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'f');
        if (form[i] == 'x' ? !is_hex : s.p[i] != '-')
            return false;
    }
    return s.n == sizeof form - 1;
}

/* OB 2.0 §Primitive datatypes, as the reference validator takes it. */
static bool is_iri(const struct json *v)
{
    str s = json_str(v);

    if (str_starts(s, S("urn:uuid")))
        return str_starts(s, S("urn:uuid:")) && is_uuid(str_from(s, 9));
    return (str_starts(s, S("_:")) && s.n > 2) || (is_uri(v) && !str_starts(s, S("data:")));
}

static bool are_texts(const struct json *v)
{
    for (size_t i = 0; i < json_many_count(v); i++)
        if (!json_is(json_many(v, i), JSON_STRING))
            return false;
    return true;
}

/* Looser than what we accept ourselves: other hosts, other habits. */
static bool is_email(str s)
{
    ptrdiff_t at = str_find_byte(s, '@');

    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '<' || s.p[i] == '>' || s.p[i] == ',')
            return false;
    return at > 0 && (size_t)at + 1 < s.n && str_find_byte(str_from(s, (size_t)at + 1), '@') < 0;
}

static bool are_digits(str s, size_t min, size_t max)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n >= min && s.n <= max;
}

/* E.164, and RFC 3966's extension. */
static bool is_telephone(str s)
{
    ptrdiff_t ext = str_find(s, S(";ext="));
    str number = ext < 0 ? s : str_slice(s, 0, (size_t)ext);

    if (str_starts(number, S("+")))
        number = str_from(number, 1);
    return are_digits(number, 2, 15) &&
           (ext < 0 || are_digits(str_from(s, (size_t)ext + 5), 1, 15));
}

static bool is_date(struct arena *a, const struct json *v, enum shape shape)
{
    msec t;
    str s = json_str(v);

    if (shape == DATE_V1)
        return v1_time(v, &t);
    return time_parse(shape == DATE_V2 ? v2_time(a, s) : s, &t, NULL) == OK;
}

static bool is_flag(const struct json *v)
{
    bool flag;

    return v1_flag(v, &flag);
}

/* ---- addresses ---- */

/* RFC 1123 §2.1: no empty label, no hyphen at an end. */
static bool is_host(str host)
{
    str label, rest = str_ends(host, S(".")) ? str_slice(host, 0, host.n - 1) : host;

    if (str_starts(host, S("[")))
        return true;
    while (str_cut(&rest, '.', &label))
        if (label.n == 0 || label.p[0] == '-' || label.p[label.n - 1] == '-')
            return false;
    return true;
}

static bool is_web(str s)
{
    struct uri u;

    return uri_is_http(s) && uri_parse(s, &u, NULL) == OK && is_host(u.host);
}

static bool is_place(str s)
{
    struct uri u;
    bool is_path = str_starts(s, S("/")) && !str_starts(s, S("//"));

    return is_web(s) || (is_path && uri_parse(s, &u, NULL) == OK);
}

static bool is_origin(str s)
{
    struct uri u;

    return is_web(s) && uri_parse(s, &u, NULL) == OK && (u.path.n == 0 || str_eq(u.path, S("/"))) &&
           str_is_absent(u.userinfo) && str_is_absent(u.query) && str_is_absent(u.fragment);
}

static bool is_picture(str s)
{
    return is_web(s) || str_starts(s, S("data:image/png")) ||
           str_starts(s, S("data:image/svg+xml"));
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* A host by its name: labels, the last of letters. Numbers are no host. */
static bool is_authority(str s)
{
    struct uri u;
    str rest, label = {0};

    if (uri_parse(s.n < 300 ? s : S(""), &u, NULL) == OK && str_contains(s, S("/")))
        return false;
    rest = str_find_byte(s, ':') < 0 ? s : str_slice(s, 0, (size_t)str_find_byte(s, ':'));
    if (rest.n < s.n && !are_digits(str_from(s, rest.n + 1), 1, 5))
        return false;
    if (str_eq(rest, S("localhost")))
        return true;
    size_t labels = 0;
    while (str_cut(&rest, '.', &label)) {
        labels++;
        for (size_t i = 0; i < label.n; i++)
            if (!is_letter(label.p[i]) && !are_digits(str_slice(label, i, i + 1), 1, 1) &&
                label.p[i] != '-' && (unsigned char)label.p[i] < 0x80)
                return false;
        if (label.n == 0)
            return false;
    }
    return labels > 1 && (is_letter(label.p[0]) || (unsigned char)label.p[0] >= 0x80);
}

/* ---- short texts ---- */

/* "0.5.0", "v1.2". */
static bool is_numbering(str s)
{
    str part, rest = str_starts(s, S("v")) ? str_from(s, 1) : s;
    size_t parts = 0;

    while (str_cut(&rest, '.', &part)) {
        parts++;
        if (!are_digits(part, 1, 9))
            return false;
    }
    return parts == 2 || parts == 3;
}

/* BCP 47 by its outline. */
static bool is_language(str s)
{
    str part;
    size_t parts = 0;

    while (str_cut(&s, '-', &part)) {
        for (size_t i = 0; i < part.n; i++)
            if (!is_letter(part.p[i]) &&
                (parts == 0 || !are_digits(str_slice(part, i, i + 1), 1, 1)))
                return false;
        if (part.n == 0 || part.n > 8)
            return false;
        parts++;
    }
    return parts > 0;
}

static bool has_dotted_host(str email)
{
    str host = str_from(email, (size_t)(str_find_byte(email, '@') + 1));

    return str_find_byte(host, '.') > 0 && !str_ends(host, S("."));
}

static bool is_words(const struct json *v)
{
    return !str_is_empty(json_str(v)) || (json_is(v, JSON_OBJECT) && json_count(v) > 0) ||
           (json_is(v, JSON_ARRAY) && json_count(v) > 0);
}

static bool is_words_v2(const struct json *v)
{
    for (size_t i = 0; i < json_many_count(v) && json_is(v, JSON_ARRAY); i++)
        if (!json_get(json_many(v, i), "@language"))
            return false;
    return is_words(v);
}

static bool has_any_class(const struct json *node, const char *classes)
{
    str rest = cstr(classes), one;

    while (str_cut(&rest, '|', &one))
        for (size_t i = 0; i < json_many_count(json_get(node, "type")); i++)
            if (str_eq(json_str(json_many(json_get(node, "type"), i)), one))
                return true;
    return false;
}

bool rules_fits(struct arena *a, const struct json *v, enum shape shape)
{
    str s = json_str(v);

    switch (shape) {
    case ANYTHING:
    case CLASS: /* the node decides */
        return true;
    case TEXT:
        return !str_is_empty(s);
    case WORDS:
        return is_words(v);
    case WORDS_V2:
        return is_words_v2(v);
    case TEXTS:
        return are_texts(v);
    case URI:
        return is_uri(v);
    case WEB:
        return is_web(s);
    case IRI:
        return is_iri(v);
    case NODE:
        return is_uri(v) || json_is(v, JSON_OBJECT);
    case REFERENCE:
        return is_uri(v) || is_uri(json_get(v, "id"));
    case OBJECT:
        return json_is(json_many(v, 0), JSON_OBJECT);
    case ONE_OBJECT:
        return json_many_count(v) == 1 && json_is(json_many(v, 0), JSON_OBJECT);
    case BOOL:
        return json_is(v, JSON_TRUE) || json_is(v, JSON_FALSE);
    case DATE:
    case DATE_V2:
    case DATE_V1:
        return is_date(a, v, shape);
    case FLAG:
        return is_flag(v);
    case PLACE:
        return is_place(s);
    case ORIGIN:
        return is_origin(s);
    case PICTURE:
        return is_picture(s);
    case PICTURE_V0:
        return is_picture(s) || is_place(s);
    case AUTHORITY:
        return is_authority(s);
    case NUMBERING:
        return is_numbering(s);
    case LANGUAGE:
        return is_language(s);
    case EMAIL:
        return is_email(s);
    case EMAIL_V1:
        return is_email(s) && has_dotted_host(s);
    case TELEPHONE:
        return is_telephone(s);
    }
    return false;
}

static bool fits(struct arena *a, const struct json *node, const struct json *v,
                 const struct rule *r)
{
    if (r->shape == CLASS)
        return has_any_class(node, r->classes);
    if (!r->many)
        return rules_fits(a, v, r->shape);
    for (size_t i = 0; i < json_many_count(v); i++)
        if (!rules_fits(a, json_many(v, i), r->shape))
            return false;
    return true;
}

/* What to call a member of the wrong shape: code and words. */
static const struct complaint {
    const char *flaw, *words;
} complaints[] = {
    [ANYTHING] = {"value-type", "is not right"},
    [TEXT] = {"value-type", "must be text"},
    [WORDS] = {"value-type", "must be text"},
    [WORDS_V2] = {"value-type", "must be text"},
    [TEXTS] = {"value-type", "must be text or a list of texts"},
    [URI] = {"id-not-uri", "must be a URI"},
    [WEB] = {"value-type", "must be a web address"},
    [IRI] = {"id-not-uri", "must be a URI"},
    [NODE] = {"value-type", "must be a URI or an object"},
    [REFERENCE] = {"id-not-uri", "must be a URI or an object that has one"},
    [OBJECT] = {"value-type", "must be an object"},
    [ONE_OBJECT] = {"too-many-values", "must be exactly one object"},
    [BOOL] = {"value-type", "must be true or false"},
    [DATE] = {"date-malformed", "must be a date and time with its time zone"},
    [DATE_V2] = {"date-malformed", "must be a date and time with its time zone"},
    [DATE_V1] = {"date-malformed", "must be a date"},
    [FLAG] = {"value-type", "must be true or false"},
    [PLACE] = {"value-type", "must be a web address"},
    [ORIGIN] = {"value-type", "must be a host like https://example.org"},
    [PICTURE] = {"image-type", "must be the web address of a picture"},
    [PICTURE_V0] = {"image-type", "must be the web address of a picture"},
    [AUTHORITY] = {"value-type", "must be a host like example.org"},
    [NUMBERING] = {"value-type", "must be a number like 0.5.0"},
    [LANGUAGE] = {"value-type", "must be a language like en-GB"},
    [EMAIL] = {"value-type", "must be a mail address"},
    [EMAIL_V1] = {"value-type", "must be a mail address"},
    [TELEPHONE] = {"value-type", "must be a telephone number like +15551234567"},
    [CLASS] = {"type-wrong", "must name the class"},
};

/* null, and lists of nothing else, are not there: OB 2.0 in JSON-LD. */
static bool is_absent(const struct json *v)
{
    for (size_t i = 0; i < json_many_count(v); i++)
        if (!json_is(json_many(v, i), JSON_NULL))
            return false;
    return true;
}

static const struct json *member_of(const struct json *node, const struct rule *r)
{
    const struct json *v = json_get(node, r->member);

    if (!v && r->shape != CLASS && r->classes)
        v = json_get(node, r->classes);
    return is_absent(v) ? NULL : v;
}

/* Rules of one place, which are asked of every node there. */
struct judging {
    struct inquiry *q;
    const struct rule *rules;
    size_t n;
    str root;
};

static void complain(const struct judging *j, const struct rule *r, enum outcome o,
                     const char *flaw, const struct place *up, const char *words)
{
    const struct place here = {.up = up, .key = cstr(r->member)};

    found(j->q, o, flaw, place_pointer(j->q->a, j->root, &here), "\"%s\" %s.", r->member, words);
}

static void judge_value(const struct judging *j, const struct rule *r, const struct json *v,
                        const struct place *at)
{
    const struct complaint *c = &complaints[r->shape];
    bool is_one = !r->many && r->shape != TEXTS && r->shape != CLASS;

    if (is_one && json_is(v, JSON_ARRAY) && json_count(v) > 1)
        complain(j, r, FAIL, "too-many-values", at, "must be given once");
    else
        complain(j, r, FAIL, c->flaw, at,
                 r->shape == CLASS ? str_printf(j->q->a, "%s %s", c->words, r->classes).p
                                   : c->words);
}

static void judge_member(const struct judging *j, const struct rule *r, const struct json *node,
                         const struct place *at)
{
    const struct json *v = member_of(node, r);

    if (v && !fits(j->q->a, node, v, r))
        judge_value(j, r, v, at);
    else if (!v && r->need != MAY)
        complain(j, r, r->need == MUST ? FAIL : WARN, "required-missing", at, "is missing");
}

static void walk(const struct judging *j, const struct json *node, str path,
                 const struct place *at);

static void walk_items(const struct judging *j, const struct json *list, str path,
                       const struct place *up)
{
    for (size_t i = 0; i < json_count(list); i++) {
        const struct place here = {.up = up, .item = i};
        if (!json_is(json_item(list, i), JSON_ARRAY))
            walk(j, json_item(list, i), path, &here);
    }
}

/* `path` is what is left of the rule's place. A node that is only a reference
 * (a string) has no members to judge. */
static void walk(const struct judging *j, const struct json *node, str path, const struct place *at)
{
    struct place here = {.up = at};

    if (json_is(node, JSON_ARRAY)) {
        walk_items(j, node, path, at);
        return;
    }
    if (!json_is(node, JSON_OBJECT))
        return;
    if (str_is_empty(path)) {
        for (size_t i = 0; i < j->n; i++)
            judge_member(j, &j->rules[i], node, at);
        return;
    }
    str_cut(&path, '.', &here.key);
    walk(j, json_get_str(node, here.key), path, &here);
}

void rules_apply(struct inquiry *q, const struct json *doc, const char *root,
                 const struct rule *rules, size_t n)
{
    struct judging j = {.q = q, .root = cstr(root)};

    for (size_t i = 0; i < n; i += j.n) {
        j.rules = &rules[i];
        for (j.n = 1; i + j.n < n && strcmp(rules[i].at, rules[i + j.n].at) == 0;)
            j.n++;
        walk(&j, doc, cstr(rules[i].at), NULL);
    }
}
