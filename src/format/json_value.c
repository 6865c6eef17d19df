/* format/json_value.c — asking a value. */
#include <stdlib.h>
#include "format/json_private.h"

enum json_kind json_kind(const struct json *v)
{
    return v ? v->kind : JSON_NULL;
}

bool json_is(const struct json *v, enum json_kind kind)
{
    return v && v->kind == kind;
}

bool json_bool(const struct json *v)
{
    return json_is(v, JSON_TRUE);
}

str json_str(const struct json *v)
{
    return json_is(v, JSON_STRING) ? (str){v->bytes, v->n} : (str){NULL, 0};
}

str json_number_text(const struct json *v)
{
    return json_is(v, JSON_NUMBER) ? (str){v->bytes, v->n} : (str){NULL, 0};
}

bool json_int(const struct json *v, int64_t *out)
{
    return str_to_int(json_number_text(v), out);
}

double json_double(const struct json *v)
{
    return json_is(v, JSON_NUMBER) ? strtod(v->bytes, NULL) : 0;
}

size_t json_count(const struct json *v)
{
    return json_is(v, JSON_ARRAY) || json_is(v, JSON_OBJECT) ? v->n : 0;
}

const struct json *json_item(const struct json *array, size_t i)
{
    return json_is(array, JSON_ARRAY) && i < array->n ? &array->children[i] : NULL;
}

const struct json *json_value(const struct json *object, size_t i)
{
    return json_is(object, JSON_OBJECT) && i < object->n ? &object->children[i] : NULL;
}

str json_key(const struct json *object, size_t i)
{
    const struct json *member = json_value(object, i);

    return member ? json_key_of(member) : (str){NULL, 0};
}

const struct json *json_get_str(const struct json *object, str key)
{
    if (!json_is(object, JSON_OBJECT))
        return NULL;
    uint32_t hash = json_hash_key(key);
    for (size_t i = 0; i < object->n; i++)
        if (json_has_key(&object->children[i], key, hash))
            return &object->children[i];
    return NULL;
}

const struct json *json_get(const struct json *object, const char *key)
{
    return json_get_str(object, cstr(key));
}

str json_text_of(const struct json *v)
{
    return v ? (str){v->raw, v->raw_n} : (str){NULL, 0};
}

size_t json_many_count(const struct json *v)
{
    if (json_kind(v) == JSON_NULL)
        return 0;
    return v->kind == JSON_ARRAY ? v->n : 1;
}

const struct json *json_many(const struct json *v, size_t i)
{
    if (json_is(v, JSON_ARRAY))
        return json_item(v, i);
    return i < json_many_count(v) ? v : NULL;
}

code json_need_str(const struct json *object, const char *key, str *out, struct error *err)
{
    const struct json *v = json_get(object, key);

    if (!v)
        return fail(err, BAD_INPUT, key, "the member \"%s\" is missing", key);
    if (!json_is(v, JSON_STRING))
        return fail(err, BAD_INPUT, key, "the member \"%s\" must be a string", key);
    *out = json_str(v);
    return OK;
}
