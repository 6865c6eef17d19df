#include "badge/rules.h"

#include "badge/read.h"
#include "base/uri.h"

static bool is_uri(const struct json *v)
{
    struct uri u;
    str s = json_str(v);

    return uri_is_absolute(s) && uri_parse(s, &u, NULL) == OK;
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

static bool is_date(struct arena *a, const struct json *v, bool v2)
{
    msec t;
    str s = json_str(v);

    return time_parse(v2 ? v2_time(a, s) : s, &t, NULL) == OK;
}

static bool is_words(const struct json *v)
{
    return !str_is_empty(json_str(v)) || (json_is(v, JSON_OBJECT) && json_count(v) > 0) ||
           (json_is(v, JSON_ARRAY) && json_count(v) > 0);
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

static bool fits(struct arena *a, const struct json *node, const struct json *v,
                 const struct rule *r)
{
    switch (r->shape) {
    case ANYTHING:
        return true;
    case TEXT:
        return !str_is_empty(json_str(v));
    case WORDS:
        return is_words(v);
    case TEXTS:
        return are_texts(v);
    case URI:
        return is_uri(v);
    case WEB:
        return uri_is_http(json_str(v));
    case REFERENCE:
        return is_uri(v) || is_uri(json_get(v, "id"));
    case OBJECT:
        return json_is(json_many(v, 0), JSON_OBJECT);
    case ONE_OBJECT:
        return json_many_count(v) == 1 && json_is(json_many(v, 0), JSON_OBJECT);
    case BOOL:
        return json_is(v, JSON_TRUE) || json_is(v, JSON_FALSE);
    case DATE:
        return is_date(a, v, false);
    case DATE_V2:
        return is_date(a, v, true);
    case EMAIL:
        return is_email(json_str(v));
    case TELEPHONE:
        return is_telephone(json_str(v));
    case CLASS:
        return has_any_class(node, r->classes);
    }
    return false;
}

/* What to call a member of the wrong shape: code and words. */
static const struct complaint {
    const char *flaw, *words;
} complaints[] = {
    [ANYTHING] = {"value-type", "is not right"},
    [TEXT] = {"value-type", "must be text"},
    [WORDS] = {"value-type", "must be text"},
    [TEXTS] = {"value-type", "must be text or a list of texts"},
    [URI] = {"id-not-uri", "must be a URI"},
    [WEB] = {"value-type", "must be a web address"},
    [REFERENCE] = {"id-not-uri", "must be a URI or an object that has one"},
    [OBJECT] = {"value-type", "must be an object"},
    [ONE_OBJECT] = {"too-many-values", "must be exactly one object"},
    [BOOL] = {"value-type", "must be true or false"},
    [DATE] = {"date-malformed", "must be a date and time with its time zone"},
    [DATE_V2] = {"date-malformed", "must be a date and time with its time zone"},
    [EMAIL] = {"value-type", "must be a mail address"},
    [TELEPHONE] = {"value-type", "must be a telephone number like +15551234567"},
    [CLASS] = {"type-wrong", "must name the class"},
};

static const struct json *member_of(const struct json *node, const struct rule *r)
{
    const struct json *v = json_get(node, r->member);

    if (!v && r->shape != CLASS && r->classes)
        v = json_get(node, r->classes);
    return json_kind(v) == JSON_NULL ? NULL : v;
}

static void judge_member(struct inquiry *q, const struct json *node, str where,
                         const struct rule *r)
{
    const struct json *v = member_of(node, r);
    const struct complaint *c = &complaints[r->shape];

    where = str_printf(q->a, STR_FMT "/%s", STR_ARG(where), r->member);
    if (!v) {
        if (r->need == MUST)
            found(q, FAIL, "required-missing", where, "\"%s\" is missing.", r->member);
        return;
    }
    if (fits(q->a, node, v, r))
        return;
    if (r->shape == CLASS)
        found(q, FAIL, c->flaw, where, "\"%s\" must name the class %s.", r->member, r->classes);
    else
        found(q, FAIL, c->flaw, where, "\"%s\" %s.", r->member, c->words);
}

/* `path` is what is left of the rule's place. A node that is only a reference
 * (a string) has no members to judge. */
static void walk(struct inquiry *q, const struct json *node, str path, str where,
                 const struct rule *r)
{
    str step;

    if (json_is(node, JSON_ARRAY)) {
        for (size_t i = 0; i < json_count(node); i++)
            if (!json_is(json_item(node, i), JSON_ARRAY))
                walk(q, json_item(node, i), path,
                     str_printf(q->a, STR_FMT "/%zu", STR_ARG(where), i), r);
        return;
    }
    if (!json_is(node, JSON_OBJECT))
        return;
    if (str_is_empty(path)) {
        judge_member(q, node, where, r);
        return;
    }
    str_cut(&path, '.', &step);
    walk(q, json_get_str(node, step), path,
         str_printf(q->a, STR_FMT "/" STR_FMT, STR_ARG(where), STR_ARG(step)), r);
}

void rules_apply(struct inquiry *q, const struct json *doc, const char *root,
                 const struct rule *rules, size_t n)
{
    for (size_t i = 0; i < n; i++)
        walk(q, doc, cstr(rules[i].at), cstr(root), &rules[i]);
}
