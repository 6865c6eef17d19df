#include "badge/words_v2.h"

#include "badge/read.h"
#include "badge/write.h"
#include "format/jsonld.h"

/* ---- documents that need no other words ---- */

static bool is_own_context(const struct json *context)
{
    return json_many_count(context) == 1 && str_eq(json_str(json_many(context, 0)), S(CONTEXT_OB2));
}

static bool is_extension(const struct json *v)
{
    return json_get(v, "@context") && has_type(v, "Extension");
}

static bool is_plain_key(str key)
{
    return str_eq(key, S("@language")) || (str_find_byte(key, ':') < 0 && !str_starts(key, S("@")));
}

/* No word can have another meaning than in the context: no prefix, no keyword
 * and no context further down. Nor is there a value that linked data takes for
 * another one: a list of one is that one, and null is nothing. */
static bool has_plain_words(const struct json *v, bool is_root)
{
    bool plain = !json_is(v, JSON_NULL) && !(json_is(v, JSON_ARRAY) && json_count(v) < 2);

    for (size_t i = 0; i < json_count(v) && plain; i++) {
        bool is_object = json_is(v, JSON_OBJECT);
        const struct json *value = is_object ? json_value(v, i) : json_item(v, i);
        str key = is_object ? json_key(v, i) : S("");
        if ((is_root && str_eq(key, S("@context"))) || (is_object && is_extension(value)))
            continue;
        plain = is_plain_key(key) && has_plain_words(value, false);
    }
    return plain;
}

/* ---- the others ---- */

/* An extension has a context of its own, which need not be known to read the
 * rest; the extensions are judged from the document as it came. */
static const struct json *without_extensions(struct arena *a, const struct json *v)
{
    const struct json *out = v;

    if (json_is(v, JSON_ARRAY)) {
        const struct json **items = NEW_ARRAY(a, json_count(v) + 1, const struct json *);
        for (size_t i = 0; i < json_count(v); i++)
            items[i] = without_extensions(a, json_item(v, i));
        return json_of_items(a, items, json_count(v));
    }
    for (size_t i = 0; i < json_count(v) && json_is(v, JSON_OBJECT); i++) {
        const struct json *value = json_value(v, i), *kept;
        const char *name = str_z(a, json_key(v, i));
        bool is_node = json_is(value, JSON_OBJECT) || json_is(value, JSON_ARRAY);
        if (!is_node || str_eq(json_key(v, i), S("@context")))
            continue;
        if (is_extension(value))
            out = json_without(a, out, &name, 1);
        else if ((kept = without_extensions(a, value)) != value)
            out = json_with(a, out, json_key(v, i), kept);
    }
    return out;
}

/* Texts in one language are texts; of several languages each says which. */
static str language_of(const struct json *v)
{
    bool is_text = json_is(json_get(v, "@value"), JSON_STRING) && json_count(v) == 2;

    return is_text ? json_str(json_get(v, "@language")) : (str){0};
}

static bool is_one_language(const struct json *v)
{
    str first = language_of(json_many(v, 0));

    for (size_t i = 1; i < json_many_count(v); i++)
        if (!str_eq(language_of(json_many(v, i)), first))
            return false;
    return !str_is_empty(first);
}

static const struct json *plain_text(struct arena *a, const struct json *v);

static const struct json *plain_items(struct arena *a, const struct json *v)
{
    const struct json **items = NEW_ARRAY(a, json_count(v) + 1, const struct json *);
    bool is_plain = is_one_language(v);

    for (size_t i = 0; i < json_count(v); i++)
        items[i] = is_plain ? json_get(json_item(v, i), "@value")
                   : str_is_empty(language_of(json_item(v, i))) ? plain_text(a, json_item(v, i))
                                                                : json_item(v, i);
    return json_of_items(a, items, json_count(v));
}

static const struct json *plain_text(struct arena *a, const struct json *v)
{
    if (json_is(v, JSON_ARRAY))
        return plain_items(a, v);
    if (!str_is_empty(language_of(v)))
        return json_get(v, "@value");
    for (size_t i = 0; i < json_count(v) && json_is(v, JSON_OBJECT); i++) {
        const struct json *plain = plain_text(a, json_value(v, i));
        if (plain != json_value(v, i))
            v = json_with(a, v, json_key(v, i), plain);
    }
    return v;
}

/* The language of a document is a word of 2.0, and no linked data. */
static const struct json *with_language(struct arena *a, const struct json *v,
                                        const struct json *doc)
{
    const struct json *language = json_get(doc, "@language");

    return language && json_is(v, JSON_OBJECT) ? json_with(a, v, S("@language"), language) : v;
}

/* A context that was written with one too many around it. */
static const struct json *unwrapped(struct arena *a, const struct json *doc)
{
    const struct json *context = json_get(doc, "@context"), *inner = json_get(context, "@context");

    return inner && json_count(context) == 1 ? json_with(a, doc, S("@context"), inner) : doc;
}

code words_v2(struct arena *a, const struct json *doc, const struct json **out, struct error *err)
{
    const struct json *own = json_of_str(a, S(CONTEXT_OB2)), *compacted;

    *out = doc;
    if (is_own_context(json_get(doc, "@context")) && has_plain_words(doc, true))
        return OK;
    if (!json_get(doc, "@context"))
        return fail(err, BAD_INPUT, "/@context",
                    "missing: the document does not say which words it uses");
    TRY(jsonld_compact(a, without_extensions(a, unwrapped(a, doc)), own, NULL, &compacted, err));
    *out = with_language(a, plain_text(a, compacted), doc);
    return OK;
}

code words_v2_or_plain(struct arena *a, const struct json *doc, const struct json **out,
                       struct error *err)
{
    *out = doc;
    return json_get(doc, "@context") ? words_v2(a, doc, out, err) : OK;
}
