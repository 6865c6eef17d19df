/* format/jsonld_expand.c — the Expansion Algorithm (JSON-LD 1.1 API §5.1): any
 * value, scalars, arrays, and objects from their contexts to what they are. */
#include "format/jsonld_expand.h"
#include <math.h>
#include <stdlib.h>

/* What members and values need in common. */

enum ld_keyword ld_keyword_in(const struct ld_context *c, const struct json *member)
{
    str key = json_key_of(member);
    enum ld_keyword k = key.n && key.p[0] == '@' ? ld_keyword_of(key) : KEY_NONE;

    if (k || !c->aliases)
        return k;
    const struct ld_term *t = ld_find_hashed(c, key, member->key_hash);
    return t && t->iri.kind == NAME_KEYWORD ? t->iri.keyword : KEY_NONE;
}

static int by_key(const void *x, const void *y)
{
    return str_cmp(json_key_of(*(const struct json *const *)x),
                   json_key_of(*(const struct json *const *)y));
}

const struct json **ld_in_order(struct ld_run *r, const struct json *object)
{
    size_t n = json_count(object);

    if (!r->opt->ordered || n < 2)
        return NULL;
    const struct json **sorted = NEW_ARRAY(r->a, n, const struct json *);
    for (size_t i = 0; i < n; i++)
        sorted[i] = json_value(object, i);
    qsort(sorted, n, sizeof *sorted, by_key);
    return sorted;
}

code ld_set_id(struct ld_run *r, const struct ld_context *ctx, str value, unsigned how,
               const struct ld_place *place, struct ld_name *out)
{
    TRY(ld_expand_iri(r, ctx, value, how, NULL, 0, place, out));
    if (out->kind == NAME_IRI || out->kind == NAME_BLANK)
        return OK;
    return ld_lose(r, place, "\"" STR_FMT "\" is relative, reserved or no IRI",
                   STR_ARG(str_slice(value, 0, 60)));
}

code ld_check_value(const struct ld_run *r, const struct ld_value *v, const struct ld_place *place)
{
    if (!r->opt->safe)
        return OK;
    if (!str_is_absent(v->language) && !rdf_is_language(v->language))
        return ld_lose(r, place, "\"" STR_FMT "\" is no language",
                       STR_ARG(str_slice(v->language, 0, 60)));
    if (v->type.kind == NAME_OTHER)
        return ld_lose(r, place, "the type of this value is no IRI");
    if (v->direction && r->for_rdf && r->opt->direction == DIRECTION_DROPPED)
        return ld_lose(r, place, "the direction of this text is not kept in RDF");
    if (json_is(v->json, JSON_NUMBER) && !isfinite(json_double(v->json)))
        return ld_lose(r, place, "the number is too large");
    return OK;
}

static const struct ld_term *term_in(const struct ld_at *at, const struct ld_context *ctx)
{
    if (ctx == at->ctx || str_is_absent(at->property))
        return at->term;
    return ld_find(ctx, at->property);
}

/* Scalars. */

code ld_expand_value(struct ld_run *r, const struct ld_context *ctx, const struct ld_term *term,
                     const struct json *v, const struct ld_place *place, struct ld_items *out)
{
    enum ld_coercion coercion = term ? term->coercion : COERCE_NOTHING;
    bool is_string = json_is(v, JSON_STRING);

    if (is_string && (coercion == COERCE_ID || coercion == COERCE_VOCAB)) {
        struct ld_node *node = ld_add(r, out, LD_NODE)->node;
        node->has_id = true;
        return ld_set_id(r, ctx, json_str(v),
                         coercion == COERCE_ID ? AS_REFERENCE : AS_REFERENCE | AS_VOCAB, place,
                         &node->id);
    }
    struct ld_value *value = &ld_add(r, out, LD_VALUE)->value;
    value->json = v;
    if (coercion == COERCE_TYPE || coercion == COERCE_JSON) {
        value->type = term->type;
    } else if (is_string) {
        value->language = term && term->has_language ? term->language : ctx->language;
        value->direction = term && term->has_direction ? term->direction : ctx->direction;
    }
    return ld_check_value(r, value, place);
}

static code expand_scalar(struct ld_run *r, const struct ld_at *at, const struct json *v,
                          struct ld_items *out, enum ld_got *got)
{
    const struct ld_context *ctx = at->ctx;

    *got = GOT_NULL;
    if (ld_is_free(at))
        return ld_lose(r, at->place, "this value belongs to no property");
    if (at->term && at->term->context)
        TRY(ld_enter(r, ctx, at->term, SCOPE_PROPERTY, at->place, &ctx));
    *got = GOT_ONE;
    return ld_expand_value(r, ctx, term_in(at, ctx), v, at->place, out);
}

/* Arrays. */

static code expand_array(struct ld_run *r, const struct ld_at *at, const struct json *array,
                         struct ld_items *out, enum ld_got *got)
{
    bool is_list = at->term && at->term->container & IN_LIST;

    for (size_t i = 0; i < json_count(array); i++) {
        const struct ld_place place = {.up = at->place, .index = i};
        struct ld_at inner = *at;
        struct ld_items items = {0};
        inner.place = &place;
        inner.depth++;
        TRY(ld_expand_any(r, &inner, json_item(array, i), is_list ? &items : out, got));
        if (is_list && *got == GOT_MANY)
            ld_add(r, out, LD_LIST)->list = items;
        else
            ld_splice(out, &items);
    }
    *got = GOT_MANY;
    return OK;
}

/* Objects: first the contexts that hold in it (steps 7 to 11). */

static bool has_member(const struct ld_context *c, const struct json *element, enum ld_keyword k)
{
    if (!(c->aliases >> k & 1))
        return json_get_str(element, ld_keyword_text(k)) != NULL;
    for (size_t i = 0; i < json_count(element); i++)
        if (ld_keyword_in(c, json_value(element, i)) == k)
            return true;
    return false;
}

/* Type-scoped contexts end where a new node object begins. */
static bool is_new_node(const struct ld_context *c, const struct json *element)
{
    if (json_count(element) == 1 && ld_keyword_in(c, json_value(element, 0)) == KEY_ID)
        return false;
    return !has_member(c, element, KEY_VALUE);
}

static code enter_document_context(struct ld_run *r, struct ld_object *o)
{
    const struct json *local = json_get(o->element, "@context");
    const struct ld_place place = {.up = o->at->place, .key = S("@context")};
    struct ld_job job = {.active = o->ctx, .local = local, .base = r->url, .at = &place};

    return local ? ld_process(r, &job, &o->ctx) : OK;
}

static int by_name(const void *x, const void *y)
{
    return str_cmp((*(const struct ld_term *const *)x)->name,
                   (*(const struct ld_term *const *)y)->name);
}

static code enter_types(struct ld_run *r, struct ld_object *o, const struct json *types)
{
    LIST(const struct ld_term *) scoped = {0};
    const struct ld_place place = {.up = o->at->place, .key = json_key_of(types)};

    for (size_t i = 0; i < json_many_count(types); i++) {
        str type = json_str(json_many(types, i));
        const struct ld_term *t = str_is_absent(type) ? NULL : ld_find(o->type_ctx, type);
        if (t && t->context)
            *list_add(r->a, &scoped) = t;
    }
    if (scoped.n > 1)
        qsort(scoped.items, scoped.n, sizeof *scoped.items, by_name);
    for (size_t i = 0; i < scoped.n; i++)
        TRY(ld_enter(r, o->ctx, scoped.items[i], SCOPE_TYPE, &place, &o->ctx));
    return OK;
}

/* The members for @type, at most `max`; how many there are. */
static size_t type_members(const struct ld_context *c, const struct json *element,
                           const struct json **to, size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < json_count(element); i++)
        if (ld_keyword_in(c, json_value(element, i)) == KEY_TYPE && ++n <= max)
            to[n - 1] = json_value(element, i);
    return n;
}

/* By key; more than one member is rare. */
static code enter_type_contexts(struct ld_run *r, struct ld_object *o)
{
    const struct json *only = NULL, **members = &only;
    size_t n = type_members(o->type_ctx, o->element, members, 1);

    if (n > 1) {
        members = NEW_ARRAY(r->a, n, const struct json *);
        type_members(o->type_ctx, o->element, members, n);
        qsort(members, n, sizeof *members, by_key);
    }
    for (size_t i = 0; i < n; i++)
        TRY(enter_types(r, o, members[i]));
    return OK;
}

static code enter_contexts(struct ld_run *r, struct ld_object *o)
{
    const struct ld_at *at = o->at;

    if (at->ctx->previous && !at->from_map && is_new_node(at->ctx, o->element))
        o->ctx = at->ctx->previous;
    if (at->term && at->term->context)
        TRY(ld_enter(r, o->ctx, at->term, SCOPE_PROPERTY, at->place, &o->ctx));
    TRY(enter_document_context(r, o));
    o->type_ctx = o->ctx;
    return enter_type_contexts(r, o);
}

/* … and last, what it turned out to be (steps 15 to 19). */

static code wrong(const struct ld_run *r, const struct ld_object *o, const char *what)
{
    return ld_fail(r, BAD_INPUT, o->at->place, "%s", what);
}

#define BIT(k) (UINT32_C(1) << (k))

static code check_value_type(const struct ld_run *r, const struct ld_object *o)
{
    const struct ld_name *type = &o->types.items[0];

    if (o->many_types || (type->kind != NAME_IRI && !ld_has_iri_form(type->text)))
        return wrong(r, o, "invalid typed value: the type of a value must be one IRI");
    return OK;
}

static code finish_value(struct ld_run *r, const struct ld_object *o, struct ld_items *out,
                         enum ld_got *got)
{
    const uint32_t fine =
        BIT(KEY_DIRECTION) | BIT(KEY_INDEX) | BIT(KEY_LANGUAGE) | BIT(KEY_TYPE) | BIT(KEY_VALUE);
    bool is_json = o->types.n == 1 && o->types.items[0].keyword == KEY_JSON;

    if (o->has & ~fine || o->properties.n || o->reverse.n ||
        (ld_has(o, KEY_TYPE) && o->has & (BIT(KEY_LANGUAGE) | BIT(KEY_DIRECTION))))
        return wrong(r, o, "invalid value object: its members do not go together");
    *got = GOT_NULL;
    if (!is_json) {
        if (json_is(o->value, JSON_NULL))
            return ld_lose(r, o->at->place, "the value is null");
        if (ld_has(o, KEY_LANGUAGE) && !json_is(o->value, JSON_STRING))
            return wrong(r, o, "invalid language-tagged value: only a string has a language");
        if (ld_has(o, KEY_TYPE))
            TRY(check_value_type(r, o));
    }
    if (ld_is_free(o->at))
        return ld_lose(r, o->at->place, "this value belongs to no property");
    struct ld_item *item = ld_add(r, out, LD_VALUE);
    item->index = o->index;
    item->value =
        (struct ld_value){.json = o->value, .language = o->language, .direction = o->direction};
    if (ld_has(o, KEY_TYPE))
        item->value.type = o->types.items[0];
    *got = GOT_ONE;
    return ld_check_value(r, &item->value, o->at->place);
}

static code finish_container(struct ld_run *r, struct ld_object *o, struct ld_items *out,
                             enum ld_got *got)
{
    uint32_t rest = o->has & ~BIT(KEY_INDEX);

    if ((rest != BIT(KEY_SET) && rest != BIT(KEY_LIST)) || o->properties.n || o->reverse.n)
        return wrong(r, o,
                     "invalid set or list object: it may have an @index beside, nothing else");
    if (rest == BIT(KEY_SET)) {
        ld_splice(out, &o->set);
        *got = GOT_MANY;
        return OK;
    }
    struct ld_item *item = ld_add(r, out, LD_LIST);
    item->index = o->index;
    item->list = o->list;
    *got = GOT_ONE;
    return OK;
}

static code finish_node(struct ld_run *r, struct ld_object *o, struct ld_items *out,
                        enum ld_got *got)
{
    bool has_properties = o->properties.n || o->reverse.n;

    *got = GOT_NULL;
    if (o->has == BIT(KEY_LANGUAGE) && !has_properties)
        return ld_lose(r, o->at->place, "a language without a value");
    if (ld_is_free(o->at) && !(o->has & ~BIT(KEY_ID)) && !has_properties)
        return ld_lose(r, o->at->place, "nothing is said about this object");
    struct ld_item *item = ld_add(r, out, LD_NODE);
    item->index = o->index;
    *item->node = (struct ld_node){
        .has_id = ld_has(o, KEY_ID),
        .has_types = ld_has(o, KEY_TYPE),
        .has_graph = ld_has(o, KEY_GRAPH),
        .has_included = ld_has(o, KEY_INCLUDED),
        .id = o->id,
        .types = o->types,
        .properties = o->properties,
        .reverse = o->reverse,
        .graph = o->graph,
        .included = o->included,
    };
    *got = GOT_ONE;
    return OK;
}

static code expand_object(struct ld_run *r, const struct ld_at *at, const struct json *element,
                          struct ld_items *out, enum ld_got *got)
{
    struct ld_object o = {.at = at, .element = element, .ctx = at->ctx};
    struct ld_at inner = *at;

    TRY(enter_contexts(r, &o));
    inner.ctx = o.ctx;
    inner.term = term_in(at, o.ctx);
    inner.from_map = false;
    TRY(ld_expand_members(r, &o, &inner, o.ctx, element));
    if (ld_has(&o, KEY_VALUE))
        return finish_value(r, &o, out, got);
    if (o.has & (BIT(KEY_SET) | BIT(KEY_LIST)))
        return finish_container(r, &o, out, got);
    return finish_node(r, &o, out, got);
}

code ld_expand_any(struct ld_run *r, const struct ld_at *at, const struct json *v,
                   struct ld_items *out, enum ld_got *got)
{
    switch (json_kind(v)) {
    case JSON_NULL:
        *got = GOT_NULL;
        return OK;
    case JSON_ARRAY:
    case JSON_OBJECT:
        if (at->depth >= r->left.depth)
            return ld_fail(r, LIMIT, at->place, "too deep: the document is nested too deeply");
        return json_is(v, JSON_ARRAY) ? expand_array(r, at, v, out, got)
                                      : expand_object(r, at, v, out, got);
    default:
        return expand_scalar(r, at, v, out, got);
    }
}

/* The whole document (§9.1, expand). */

static code apply(struct ld_run *r, const struct json *local, str base,
                  const struct ld_context **ctx)
{
    const struct ld_place place = {.key = S("expandContext")};
    const struct json *inner = json_get(local, "@context");
    struct ld_job job = {
        .active = *ctx, .local = inner ? inner : local, .base = base, .at = &place};

    return local ? ld_process(r, &job, ctx) : OK;
}

static code apply_linked(struct ld_run *r, const struct ld_context **ctx)
{
    struct json url = {.kind = JSON_STRING,
                       .bytes = r->opt->linked_context.p,
                       .n = (uint32_t)r->opt->linked_context.n};

    return str_is_absent(r->opt->linked_context) ? OK : apply(r, &url, r->opt->linked_context, ctx);
}

code ld_expand(struct ld_run *r, const struct json *document, struct ld_items *out)
{
    const struct ld_context *ctx = ld_start(r);
    const struct ld_place place = {0};
    enum ld_got got;

    TRY(apply(r, r->opt->expand_context, r->url, &ctx));
    TRY(apply_linked(r, &ctx));
    struct ld_at at = {.ctx = ctx, .place = &place};
    TRY(ld_expand_any(r, &at, document, out, &got));
    struct ld_item *only = out->first;
    if (got == GOT_ONE && ld_is_graph(only) && !only->node->has_id && str_is_absent(only->index))
        *out = only->node->graph;
    return OK;
}
