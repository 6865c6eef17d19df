/* format/jsonld_out.c */
#include "format/jsonld_out.h"
#include <stdlib.h>
#include "format/json_private.h"

#define MANY_MEMBERS 16

static struct ld_out *new_of(struct arena *a, enum json_kind kind)
{
    struct ld_out *v = NEW(a, struct ld_out);

    v->kind = kind;
    return v;
}

struct ld_out *ld_out_object(struct arena *a)
{
    return new_of(a, JSON_OBJECT);
}

struct ld_out *ld_out_array(struct arena *a)
{
    return new_of(a, JSON_ARRAY);
}

struct ld_out *ld_out_str(struct arena *a, str s)
{
    struct ld_out *v = new_of(a, str_is_absent(s) ? JSON_NULL : JSON_STRING);

    v->text = s;
    return v;
}

struct ld_out *ld_out_json(struct arena *a, const struct json *v)
{
    struct ld_out *out = new_of(a, json_kind(v));

    out->json = v;
    return out;
}

static void append(struct ld_out *to, struct ld_out *v)
{
    v->next = NULL;
    if (to->last)
        to->last->next = v;
    else
        to->first = v;
    to->last = v;
    to->n++;
}

void ld_out_push(struct ld_out *array, struct ld_out *item)
{
    append(array, item);
}

struct ld_out *ld_out_get(const struct ld_out *object, str key)
{
    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    if (object->by_key)
        return map_get(object->by_key, key);
    for (struct ld_out *m = object->first; m; m = m->next)
        if (str_eq(m->key, key))
            return m;
    return NULL;
}

/* A value may stand in one place only: what is there already is copied. */
static struct ld_out *member(struct arena *a, const struct ld_out *value, str key)
{
    struct ld_out *m = NEW(a, struct ld_out);

    *m = *value;
    m->key = key;
    m->next = NULL;
    return m;
}

void ld_out_set(struct arena *a, struct ld_out *object, str key, struct ld_out *value)
{
    struct ld_out *there = ld_out_get(object, key), *next;

    if (there) {
        next = there->next;
        *there = *value;
        there->key = key;
        there->next = next;
        return;
    }
    there = member(a, value, key);
    append(object, there);
    if (!object->by_key && object->n > MANY_MEMBERS) {
        object->by_key = map_new(a);
        for (struct ld_out *m = object->first; m; m = m->next)
            *map_at(object->by_key, m->key) = m;
    } else if (object->by_key) {
        *map_at(object->by_key, key) = there;
    }
}

void ld_out_remove(struct ld_out *object, str key)
{
    struct ld_out **at = &object->first, *before = NULL;

    while (*at && !str_eq((*at)->key, key)) {
        before = *at;
        at = &(*at)->next;
    }
    if (!*at)
        return;
    if (object->by_key)
        *map_at(object->by_key, key) = NULL;
    if (object->last == *at)
        object->last = before;
    *at = (*at)->next;
    object->n--;
}

static int by_key(const void *x, const void *y)
{
    return str_cmp((*(struct ld_out *const *)x)->key, (*(struct ld_out *const *)y)->key);
}

void ld_out_sort(struct arena *a, struct ld_out *object)
{
    size_t n = object->n, i = 0;
    struct ld_out **all = NEW_ARRAY(a, n ? n : 1, struct ld_out *);

    for (struct ld_out *m = object->first; m; m = m->next)
        all[i++] = m;
    qsort(all, n, sizeof *all, by_key);
    object->first = object->last = NULL;
    object->n = 0;
    for (i = 0; i < n; i++)
        append(object, all[i]);
}

static void add_one(struct arena *a, struct ld_out *object, str key, struct ld_out *value,
                    bool as_array)
{
    struct ld_out *there = ld_out_get(object, key);

    if (!there && (!as_array || value->kind == JSON_ARRAY)) {
        ld_out_set(a, object, key, value);
        return;
    }
    if (!there || there->kind != JSON_ARRAY || there->json) {
        struct ld_out *array = ld_out_array(a);
        if (there)
            ld_out_push(array, member(a, there, (str){0}));
        ld_out_set(a, object, key, array);
        there = ld_out_get(object, key);
    }
    ld_out_push(there, value);
}

void ld_out_add(struct arena *a, struct ld_out *object, str key, struct ld_out *value,
                bool as_array)
{
    struct ld_out *next;

    if (value->kind != JSON_ARRAY || value->json) {
        add_one(a, object, key, value, as_array);
        return;
    }
    if (as_array && !ld_out_get(object, key))
        ld_out_set(a, object, key, ld_out_array(a));
    for (struct ld_out *item = value->first; item; item = next) {
        next = item->next;
        add_one(a, object, key, item, as_array);
    }
}

/* To a value like any other. */

static void finish(struct arena *a, const struct ld_out *v, struct json *to)
{
    const char *key = to->key;
    uint32_t key_n = to->key_n, key_hash = to->key_hash;
    struct json *children;
    size_t i = 0;

    *to = (struct json){.kind = v->kind};
    if (v->json) {
        *to = *v->json;
    } else if (v->kind == JSON_STRING) {
        to->bytes = v->text.p;
        to->n = (uint32_t)v->text.n;
    } else if (v->n) {
        to->children = children = NEW_ARRAY(a, v->n, struct json);
        to->n = (uint32_t)v->n;
        for (const struct ld_out *m = v->first; m; m = m->next, i++) {
            children[i].key = m->key.p;
            children[i].key_n = (uint32_t)m->key.n;
            children[i].key_hash = json_hash_key(m->key);
            finish(a, m, &children[i]);
        }
    }
    to->key = key;
    to->key_n = key_n;
    to->key_hash = key_hash;
}

const struct json *ld_out_done(struct arena *a, const struct ld_out *v)
{
    struct json *top = NEW(a, struct json);

    finish(a, v, top);
    return top;
}
