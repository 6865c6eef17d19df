/* format/json_edit.c — values made from values. What is shared stays where it
 * is; only the node that changes and its list of children are new. */
#include "format/json_private.h"

static struct json *new_node(struct arena *a, enum json_kind kind, struct json *children, size_t n)
{
    struct json *v = NEW(a, struct json);

    v->kind = kind;
    v->children = children;
    v->n = (uint32_t)n;
    return v;
}

/* A child of an array is a node without a name, whatever it was before. */
static struct json as_child(const struct json *v, str key)
{
    struct json child = *v;

    child.key = key.p;
    child.key_n = (uint32_t)key.n;
    child.key_hash = key.p ? json_hash_key(key) : 0;
    return child;
}

const struct json *json_of_str(struct arena *a, str s)
{
    struct json *v = NEW(a, struct json);

    v->kind = JSON_STRING;
    v->bytes = s.p ? s.p : "";
    v->n = (uint32_t)s.n;
    return v;
}

const struct json *json_of_items(struct arena *a, const struct json *const *items, size_t n)
{
    struct json *children = NEW_ARRAY(a, n ? n : 1, struct json);

    for (size_t i = 0; i < n; i++)
        children[i] = as_child(items[i], (str){0});
    return new_node(a, JSON_ARRAY, children, n);
}

static bool is_one_of(str key, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(key, cstr(names[i])))
            return true;
    return false;
}

const struct json *json_without(struct arena *a, const struct json *object,
                                const char *const *names, size_t n)
{
    size_t count = json_count(object), kept = 0;
    struct json *children = NEW_ARRAY(a, count + 1, struct json);

    for (size_t i = 0; i < count; i++)
        if (!is_one_of(json_key(object, i), names, n))
            children[kept++] = object->children[i];
    return new_node(a, JSON_OBJECT, children, kept);
}

const struct json *json_with(struct arena *a, const struct json *object, str key,
                             const struct json *value)
{
    size_t count = json_count(object), at = 0;
    struct json *children = NEW_ARRAY(a, count + 1, struct json);

    if (count)
        memcpy(children, object->children, count * sizeof *children);
    while (at < count && !str_eq(json_key(object, at), key))
        at++;
    children[at] = as_child(value, key);
    return new_node(a, JSON_OBJECT, children, at == count ? count + 1 : count);
}
