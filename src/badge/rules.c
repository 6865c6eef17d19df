#include "badge/rules.h"

#include <string.h>

#include "badge/place.h"
#include "badge/read.h"

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
    if (r->shape == CLASS)
        return has_any_class(node, r->classes);
    if (!r->many)
        return shape_fits(a, v, r->shape);
    for (size_t i = 0; i < json_many_count(v); i++)
        if (!shape_fits(a, json_many(v, i), r->shape))
            return false;
    return true;
}

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
    const char *words = shape_words(r->shape, v);
    bool is_one = !r->many && r->shape != TEXTS && r->shape != CLASS;

    if (is_one && json_is(v, JSON_ARRAY) && json_count(v) > 1)
        complain(j, r, FAIL, "too-many-values", at, "must be given once");
    else
        complain(j, r, FAIL, shape_flaw(r->shape), at,
                 r->shape == CLASS ? str_printf(j->q->a, "%s %s", words, r->classes).p : words);
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
