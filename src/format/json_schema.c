/* format/json_schema.c — a value held against a schema: the walk, and the
 * keywords that put schemas together. */
#include "format/json_private.h"
#include "format/json_schema_private.h"

/* A badge of 4 KB takes about 3,000; a million is some tens of milliseconds. */
#define BUDGET    1000000
#define MAX_DEPTH 300
#define MAX_HERE  64 /* schemas for one place: more run in a circle */

/* ---- marks ---- */

static struct marks *marks_new(struct run *r, const struct json *v)
{
    struct marks *m = NEW(r->a, struct marks);
    size_t words = json_count(v) / 64 + 1;

    spend(r, words);
    *m = (struct marks){NEW_ARRAY(r->a, words, uint64_t), words};
    return m;
}

void mark(struct marks *m, size_t i)
{
    if (m)
        m->bits[i / 64] |= (uint64_t)1 << i % 64;
}

bool is_marked(const struct marks *m, size_t i)
{
    return m->bits[i / 64] >> i % 64 & 1;
}

static void marks_add(struct marks *to, const struct marks *from)
{
    for (size_t i = 0; to && from && i < to->n; i++)
        to->bits[i] |= from->bits[i];
}

/* ---- flaws ---- */

static void put_pointer(struct buf *b, const struct place *at)
{
    if (!at->parent)
        return;
    put_pointer(b, at->parent);
    if (!at->key.p) {
        buf_printf(b, "/%zu", at->index);
        return;
    }
    buf_byte(b, '/');
    for (size_t i = 0; i < at->key.n; i++) /* RFC 6901 §3 */
        if (at->key.p[i] == '~' || at->key.p[i] == '/')
            buf_putz(b, at->key.p[i] == '~' ? "~0" : "~1");
        else
            buf_byte(b, at->key.p[i]);
}

bool flawed(struct visit *v, const char *fmt, ...)
{
    struct run *r = v->r;
    struct buf where = buf_new(r->a), text = buf_new(r->a);
    va_list ap;

    if (r->quiet || r->code != OK || r->flaws->n >= SCHEMA_MAX_FLAWS)
        return false;
    put_pointer(&where, v->at);
    va_start(ap, fmt);
    buf_vprintf(&text, fmt, ap);
    va_end(ap);
    *list_add(r->a, r->flaws) = (struct schema_flaw){buf_done(&where), buf_done(&text)};
    return false;
}

static bool stop(struct run *r, code c, const char *what)
{
    if (r->code == OK)
        r->code = fail(r->err, c, "", "%s", what);
    return false;
}

bool spend(struct run *r, size_t n)
{
    if (n > r->budget)
        return stop(r, LIMIT, "comparing with the schema takes more work than is allowed");
    r->budget -= n;
    return true;
}

/* ---- the walk ---- */

static bool apply_rules(struct run *r, const struct schema_node *n, const struct place *at,
                        struct marks *marks)
{
    bool holds = true;

    for (size_t i = 0; i < n->rules.n && r->code == OK && (holds || !r->quiet); i++) {
        const struct rule *rule = &n->rules.items[i];
        struct visit v = {
            .r = r, .node = n, .rule = rule, .value = rule->value, .at = at, .marks = marks};
        holds &= spend(r, 1) && rule->keyword->check(&v);
    }
    return holds && r->code == OK;
}

/* `marks` of the caller get what a schema that holds has looked at. */
static bool holds(struct run *r, const struct schema_node *n, const struct place *at,
                  struct marks *marks)
{
    struct marks *own = NULL;
    bool yes;

    if (r->code != OK)
        return false;
    if (json_is(n->json, JSON_FALSE))
        return flawed(&(struct visit){.r = r, .at = at}, "must not be there");
    if (r->depth >= MAX_DEPTH)
        return stop(r, LIMIT, "schema and value are nested too deeply");
    if (r->here >= MAX_HERE)
        return stop(r, BAD_INPUT, "the schema runs in a circle");
    if (r->s->has_unevaluated)
        own = marks_new(r, at->v);
    r->depth++;
    r->here++;
    yes = apply_rules(r, n, at, own);
    r->here--;
    r->depth--;
    if (yes)
        marks_add(marks, own);
    return yes;
}

bool holds_here(struct visit *v, const struct json *sub, struct marks *marks)
{
    return holds(v->r, schema_node_of(v->r->s, sub), v->at, marks);
}

static bool holds_below(struct visit *v, const struct json *sub, const struct place *at)
{
    unsigned here = v->r->here;
    bool yes;

    v->r->here = 0;
    yes = holds(v->r, schema_node_of(v->r->s, sub), at, NULL);
    v->r->here = here;
    return yes;
}

bool holds_for_member(struct visit *v, const struct json *sub, size_t i)
{
    return holds_below(v, sub,
                       &(struct place){.v = json_value(v->at->v, i),
                                       .parent = v->at,
                                       .key = json_key(v->at->v, i)});
}

bool holds_for_item(struct visit *v, const struct json *sub, size_t i)
{
    return holds_below(v, sub,
                       &(struct place){.v = json_item(v->at->v, i), .parent = v->at, .index = i});
}

bool holds_for_key(struct visit *v, const struct json *sub, size_t i)
{
    str key = json_key(v->at->v, i);
    struct json name = {.kind = JSON_STRING, .bytes = key.p, .n = (uint32_t)key.n};

    return holds_below(v, sub, &(struct place){.v = &name, .parent = v->at, .key = key});
}

const struct json *keyword_value(const struct visit *v, const char *name)
{
    const struct keyword *k = keyword_find(cstr(name), v->r->s->draft);

    return k ? json_get(v->node->json, name) : NULL;
}

code json_schema_check(struct arena *a, struct json_schema *s, const struct json *v,
                       struct schema_flaw_list *flaws, struct error *err)
{
    struct run r = {.a = a, .s = s, .flaws = flaws, .err = err, .budget = BUDGET};
    bool yes;

    *flaws = (struct schema_flaw_list){0};
    yes = holds(&r, s->root, &(struct place){.v = v}, NULL);
    if (r.code == OK && !yes && flaws->n == 0) /* never a yes for want of words */
        flawed(&(struct visit){.r = &r, .at = &(struct place){.v = v}}, "does not fit");
    return r.code;
}

/* ---- references and combinations ---- */

bool check_ref(struct visit *v)
{
    return holds(v->r, v->rule->target, v->at, v->marks);
}

bool check_all_of(struct visit *v)
{
    bool yes = true;

    for (size_t i = 0; i < json_count(v->value); i++)
        yes &= holds_here(v, json_item(v->value, i), v->marks);
    return yes;
}

/* The `type` of a schema, looked for where its references lead. */
static const struct json *type_of(struct visit *v, const struct json *sub)
{
    const struct schema_node *n = schema_node_of(v->r->s, sub), *next;

    for (int i = 0; i < MAX_HERE && n; i++, n = next) {
        next = NULL;
        for (size_t k = 0; k < n->rules.n; k++) {
            if (n->rules.items[k].keyword->check == check_type)
                return n->rules.items[k].value;
            if (n->rules.items[k].target)
                next = n->rules.items[k].target;
        }
    }
    return NULL;
}

static bool may_be(struct visit *v, const struct json *sub)
{
    const struct json *type = type_of(v, sub);

    for (size_t i = 0; i < json_many_count(type); i++)
        if (kind_has_name(v->at->v, json_str(json_many(type, i)), v->r->s->draft))
            return true;
    return !type;
}

/* The one alternative that is for values of this kind; its flaws are those that
 * a person wants to read. */
static const struct json *only_likely(struct visit *v)
{
    const struct json *likely = NULL;

    for (size_t i = 0; i < json_count(v->value); i++)
        if (may_be(v, json_item(v->value, i))) {
            if (likely)
                return NULL;
            likely = json_item(v->value, i);
        }
    return likely;
}

/* How many alternatives hold; all are asked where marks are wanted. */
static size_t count_holding(struct visit *v, size_t enough)
{
    const struct json *likely = only_likely(v);
    size_t n = 0;

    for (size_t i = 0; i < json_count(v->value) && (n < enough || v->marks) && v->r->code == OK;
         i++) {
        const struct json *sub = json_item(v->value, i);
        v->r->quiet += sub != likely;
        n += holds_here(v, sub, v->marks);
        v->r->quiet -= sub != likely;
    }
    if (n == 0 && !likely)
        flawed(v, "fits none of the %zu forms that it may have", json_count(v->value));
    return n;
}

bool check_any_of(struct visit *v)
{
    return count_holding(v, 1) > 0;
}

bool check_one_of(struct visit *v)
{
    size_t n = count_holding(v, 2);

    return n == 1 ||
           (n > 1 && flawed(v, "fits more than one of the forms of which it may have one"));
}

/* Quietly, whether a schema holds here. */
static bool is_so(struct visit *v, const struct json *sub, struct marks *marks)
{
    bool yes;

    v->r->quiet++;
    yes = holds_here(v, sub, marks);
    v->r->quiet--;
    return yes;
}

bool check_not(struct visit *v)
{
    return !is_so(v, v->value, NULL) || flawed(v, "has a form that it must not have");
}

bool check_if(struct visit *v)
{
    const struct json *then = keyword_value(v, is_so(v, v->value, v->marks) ? "then" : "else");

    return !then || holds_here(v, then, v->marks);
}
