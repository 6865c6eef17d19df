#include "badge/sd_select.h"

#include <stdlib.h>

#define MAX_POINTERS 256
#define MAX_STEPS    64

/* A value on the way to what was chosen. */
struct pick {
    const struct json *source;
    str key; /* of the member; absent: an item */
    size_t item;
    bool is_whole; /* chosen itself, with all that is in it */
    LIST(struct pick *) parts;
};

struct picking {
    struct arena *a;
    bool is_lenient;
    str pointer;
    struct error *err;
};

static code leads_nowhere(struct picking *p)
{
    return fail(p->err, BAD_INPUT, "pointer", "\"" STR_FMT "\" is nowhere in the credential",
                STR_ARG(str_slice(p->pointer, 0, 100)));
}

/* RFC 6901 §4: "~1" is a slash, "~0" a tilde, a tilde alone an error. */
static bool unescape(struct arena *a, str step, str *out)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < step.n; i++) {
        if (step.p[i] != '~') {
            buf_byte(&b, step.p[i]);
            continue;
        }
        if (++i == step.n || (step.p[i] != '0' && step.p[i] != '1'))
            return false;
        buf_byte(&b, step.p[i] == '1' ? '/' : '~');
    }
    *out = buf_done(&b);
    return true;
}

static bool is_index(str s, size_t *out)
{
    int64_t v;

    if (!str_to_int(s, &v) || v < 0 || (s.n > 1 && s.p[0] == '0') || s.p[0] == '-')
        return false;
    *out = (size_t)v;
    return true;
}

static struct pick *part_of(struct arena *a, struct pick *up, const struct json *source, str key,
                            size_t item)
{
    for (size_t i = 0; i < up->parts.n; i++)
        if (up->parts.items[i]->source == source)
            return up->parts.items[i];

    struct pick *p = NEW(a, struct pick);
    *p = (struct pick){.source = source, .key = key, .item = item};
    *list_add(a, &up->parts) = p;
    return p;
}

/* One step down. */
static code step_into(struct picking *p, struct pick *at, str step, struct pick **out)
{
    const struct json *v = at->source;
    const struct json *next = json_get_str(v, step);
    size_t item = 0;

    if (!json_is(v, JSON_OBJECT) && !is_index(step, &item))
        return leads_nowhere(p);
    if (json_is(v, JSON_ARRAY))
        next = json_item(v, item);
    else if (!next && p->is_lenient && str_eq(step, S("0"))) {
        *out = at;
        return OK;
    }
    if (!next)
        return leads_nowhere(p);
    *out = part_of(p->a, at, next, json_is(v, JSON_OBJECT) ? step : (str){0}, item);
    return OK;
}

static code follow(struct picking *p, struct pick *root)
{
    struct pick *at = root;
    str rest = p->pointer, step;
    size_t steps = 0;

    if (!str_is_empty(rest) && rest.p[0] != '/')
        return fail(p->err, BAD_INPUT, "pointer", "a JSON pointer begins with \"/\"");
    rest = str_is_empty(rest) ? (str){0} : str_from(rest, 1);
    while (str_cut(&rest, '/', &step)) {
        if (!unescape(p->a, step, &step) || ++steps > MAX_STEPS)
            return leads_nowhere(p);
        TRY(step_into(p, at, step, &at));
    }
    at->is_whole = true;
    return OK;
}

/* ---- what was chosen, as a document ---- */

static const struct json *build(struct arena *a, const struct pick *p, size_t depth);

/* An object is never shown without saying what it is. */
static const struct json *build_object(struct arena *a, const struct pick *p, size_t depth)
{
    const struct json *v = json_without(a, NULL, NULL, 0);
    const struct json *id = json_get(p->source, "id"), *type = json_get(p->source, "type");
    const struct json *words = json_get(p->source, "@context");

    if (depth == 0 && words)
        v = json_with(a, v, S("@context"), words);
    if (id && !str_starts(json_str(id), S("_:")))
        v = json_with(a, v, S("id"), id);
    if (type)
        v = json_with(a, v, S("type"), type);
    for (size_t i = 0; i < p->parts.n; i++)
        v = json_with(a, v, p->parts.items[i]->key, build(a, p->parts.items[i], depth + 1));
    return v;
}

static int by_item(const void *x, const void *y)
{
    const struct pick *l = *(struct pick *const *)x, *r = *(struct pick *const *)y;

    return (l->item > r->item) - (l->item < r->item);
}

static const struct json *build_array(struct arena *a, const struct pick *p, size_t depth)
{
    const struct json **items = NEW_ARRAY(a, p->parts.n + 1, const struct json *);

    if (p->parts.n)
        qsort(p->parts.items, p->parts.n, sizeof *p->parts.items, by_item);
    for (size_t i = 0; i < p->parts.n; i++)
        items[i] = build(a, p->parts.items[i], depth + 1);
    return json_of_items(a, items, p->parts.n);
}

static const struct json *build(struct arena *a, const struct pick *p, size_t depth)
{
    if (p->is_whole)
        return p->source;
    return json_is(p->source, JSON_ARRAY) ? build_array(a, p, depth) : build_object(a, p, depth);
}

code sd_select(struct arena *a, const struct json *document, const struct str_list *pointers,
               bool is_lenient, const struct json **out, struct error *err)
{
    struct picking p = {.a = a, .is_lenient = is_lenient, .err = err};
    struct pick root = {.source = document};

    *out = NULL;
    if (pointers->n > MAX_POINTERS)
        return fail(err, LIMIT, "pointer", "more than %d JSON pointers are not taken",
                    MAX_POINTERS);
    for (size_t i = 0; i < pointers->n; i++) {
        p.pointer = pointers->items[i];
        TRY(follow(&p, &root));
    }
    if (pointers->n)
        *out = build(a, &root, 0);
    return OK;
}
