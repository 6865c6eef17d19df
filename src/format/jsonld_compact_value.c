/* format/jsonld_compact_value.c — Value Compaction (JSON-LD 1.1 API §6.3). */
#include "format/jsonld_compact.h"

static code shorten_id(struct ld_run *r, const struct ld_context *ctx, str iri, bool vocab,
                       struct ld_out **out)
{
    const struct ld_shorten s = {.ctx = ctx, .iri = iri, .vocab = vocab};
    str text = {0};

    if (!str_is_absent(iri))
        TRY(ld_shorten(r, &s, &text));
    *out = ld_out_str(r->a, text);
    return OK;
}

static bool matches_type(const struct ld_term *t, const struct ld_name *type)
{
    return t && (t->coercion == COERCE_TYPE || t->coercion == COERCE_JSON) &&
           type->kind != NAME_NULL && ld_name_eq(&t->type, type);
}

static bool matches_language(const struct ld_context *ctx, const struct ld_term *t,
                             const struct ld_value *v)
{
    str language = t && t->has_language ? t->language : ctx->language;
    unsigned direction = t && t->has_direction ? t->direction : ctx->direction;

    return str_is_absent(language) == str_is_absent(v->language) &&
           str_eq_nocase(language, v->language) && direction == v->direction;
}

/* Steps 7 to 10: the bare value says it all. */
static bool is_plain(const struct ld_context *ctx, const struct ld_term *t,
                     const struct ld_value *v)
{
    if (matches_type(t, &v->type))
        return true;
    if ((t && t->coercion == COERCE_NONE) || v->type.kind != NAME_NULL)
        return false;
    return !json_is(v->json, JSON_STRING) || matches_language(ctx, t, v);
}

code ld_compact_value(struct ld_run *r, const struct ld_context *ctx, const struct ld_term *t,
                      const struct ld_item *item, struct ld_out **out)
{
    bool keeps_index = !str_is_absent(item->index) && !(t && t->container & IN_INDEX);

    *out = NULL;
    if (keeps_index)
        return OK;
    if (item->kind == LD_VALUE) {
        if (is_plain(ctx, t, &item->value))
            *out = ld_out_json(r->a, item->value.json);
        return OK;
    }
    if (!t || (t->coercion != COERCE_ID && t->coercion != COERCE_VOCAB))
        return OK;
    return shorten_id(r, ctx, item->node->id.text, t->coercion == COERCE_VOCAB, out);
}
