#include "badge/model.h"

#include "badge/place.h"
#include "badge/read.h"

#define EXT     S("ext:")
#define MISSING "required-missing"

struct judge {
    struct arena *a;
    str root;
    struct model_flaw_list *out;
};

/* Two rules for one member: what is not there is missed once. */
static bool is_missed_already(const struct judge *j, const char *flaw, str where)
{
    for (size_t i = 0; i < j->out->n && str_eq(cstr(flaw), S(MISSING)); i++)
        if (str_eq(j->out->items[i].where, where))
            return true;
    return false;
}

static void flawed(struct judge *j, const char *flaw, const struct place *at, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

static void flawed(struct judge *j, const char *flaw, const struct place *at, const char *fmt, ...)
{
    struct buf b = buf_new(j->a);
    str where = place_pointer(j->a, j->root, at);
    va_list ap;

    if (j->out->n >= MODEL_MAX_FLAWS || is_missed_already(j, flaw, where))
        return;
    va_start(ap, fmt);
    buf_vprintf(&b, fmt, ap);
    va_end(ap);
    *list_add(j->a, j->out) =
        (struct model_flaw){.flaw = flaw, .where = where, .text = buf_done(&b)};
}

/* The i-th of one or many values: a list adds its number, one value alone does not. */
static struct place item_of(const struct place *member, const struct json *v, size_t i)
{
    return json_is(v, JSON_ARRAY) ? (struct place){.up = member, .item = i} : *member;
}

/* ---- one member ---- */

static bool has_word(const char *words, str word)
{
    str rest = cstr(words), one;

    while (str_cut(&rest, '|', &one))
        if (str_eq(one, word))
            return true;
    return false;
}

/* OB 3.0 §AchievementType and its like: "ext:" and letters, digits, dots, dashes. */
static bool is_extension_word(str s)
{
    if (!str_starts(s, EXT) || s.n == EXT.n)
        return false;
    for (size_t i = EXT.n; i < s.n; i++) {
        char c = s.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            c != '.' && c != '-' && c != '_' && c != '|')
            return false;
    }
    return true;
}

/* VCDM 2.0 §11.1: a value in a language has its text, the language and its
 * direction, and nothing else. */
static bool is_language_value(const struct json *v)
{
    for (size_t i = 0; i < json_count(v); i++)
        if (!has_word("@value|@language|@direction", json_key(v, i)))
            return false;
    return json_is(json_get(v, "@value"), JSON_STRING);
}

static bool are_words(const struct json *v)
{
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *one = json_many(v, i);
        if (json_get(one, "@value") ? !is_language_value(one) : !shape_fits(NULL, one, WORDS))
            return false;
    }
    return json_many_count(v) > 0;
}

static bool has_class(const struct json *node, const char *classes)
{
    const struct json *types = json_get(node, "type");

    for (size_t i = 0; i < json_many_count(types); i++)
        if (has_word(classes, json_str(json_many(types, i))))
            return true;
    return false;
}

static bool fits(struct judge *j, const struct json *node, const struct json *v,
                 const struct member *m)
{
    switch (m->shape) {
    case CLASS:
        return has_class(node, m->words);
    case TERM:
        return has_word(m->words, json_str(v));
    case OPEN_TERM:
        return has_word(m->words, json_str(v)) || is_extension_word(json_str(v));
    case WORDS:
        return are_words(v) || (m->need == MAY && json_is(v, JSON_STRING));
    default:
        return shape_fits(j->a, v, m->shape);
    }
}

static void judge_member(struct judge *j, const struct json *node, const struct json *v,
                         const struct member *m, const struct place *at)
{
    if (json_kind(v) == JSON_NULL && (!v || m->shape != URI)) { /* an id that is null is none */
        if (m->need == MUST)
            flawed(j, MISSING, at, "\"%s\" is missing.", m->name);
    } else if (fits(j, node, v, m))
        return;
    else if (m->shape == CLASS)
        flawed(j, shape_flaw(m->shape), at, "\"%s\" must name the class %s.", m->name, m->words);
    else if (m->shape == PART && json_many_count(v) > 1)
        flawed(j, "too-many-values", at, "\"%s\" must be exactly one object.", m->name);
    else
        flawed(j, shape_flaw(m->shape), at, "\"%s\" %s.", m->name, shape_words(m->shape, v));
}

/* ---- all of them, and their parts ---- */

static void judge(struct judge *j, const struct model *m, const struct json *node,
                  const struct place *at)
{
    if (m->base)
        judge(j, m->base, node, at);
    for (size_t i = 0; i < m->n && j->out->n < MODEL_MAX_FLAWS; i++) {
        const struct member *member = &m->members[i];
        const struct json *v = json_get(node, member->name);
        struct place here = {.up = at, .key = cstr(member->name)};
        judge_member(j, node, v, member, &here);
        for (size_t k = 0; member->of && k < json_many_count(v); k++) {
            struct place part = item_of(&here, v, k);
            if (json_is(json_many(v, k), JSON_OBJECT))
                judge(j, member->of, json_many(v, k), &part);
        }
    }
}

void model_judge(struct arena *a, const struct model *m, const struct json *doc, str where,
                 struct model_flaw_list *out)
{
    struct judge j = {.a = a, .root = where, .out = out};

    *out = (struct model_flaw_list){0};
    judge(&j, m, doc, NULL);
}

/* ---- credentials within ---- */

static bool is_enclosing(enum shape s)
{
    return s == TOKENS || s == ENDORSEMENTS || s == CREDENTIALS;
}

/* An address instead of a credential is not followed. */
static enum shape one_of(enum shape s)
{
    return s == ENDORSEMENTS ? PART : s;
}

struct search {
    struct arena *a;
    str root;
    struct enclosed_list *out;
};

static void search_value(struct search *s, const struct member *member, const struct json *holder,
                         const struct json *v, const struct place *at);

static void search(struct search *s, const struct model *m, const struct json *doc,
                   const struct place *at)
{
    if (m->base)
        search(s, m->base, doc, at);
    for (size_t i = 0; i < m->n; i++) {
        const struct member *member = &m->members[i];
        const struct json *v = json_get(doc, member->name);
        struct place here = {.up = at, .key = cstr(member->name)};
        for (size_t k = 0; (member->of || is_enclosing(member->shape)) && k < json_many_count(v);
             k++) {
            struct place part = item_of(&here, v, k);
            search_value(s, member, doc, json_many(v, k), &part);
        }
    }
}

static void search_value(struct search *s, const struct member *member, const struct json *holder,
                         const struct json *v, const struct place *at)
{
    if (is_enclosing(member->shape) && shape_fits(s->a, v, one_of(member->shape)))
        *list_add(s->a, s->out) = (struct enclosed){.v = v,
                                                    .where = place_pointer(s->a, s->root, at),
                                                    .holder = id_of(holder),
                                                    .is_endorsement = member->shape != CREDENTIALS};
    else if (member->of && json_is(v, JSON_OBJECT))
        search(s, member->of, v, at);
}

void model_enclosed(struct arena *a, const struct model *m, const struct json *doc, str where,
                    struct enclosed_list *out)
{
    struct search s = {a, where, out};

    search(&s, m, doc, NULL);
}
