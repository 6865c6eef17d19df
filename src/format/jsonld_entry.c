/* format/jsonld_entry.c — the entries of a definition besides its IRI: types,
 * containers and the rest (JSON-LD 1.1 API §4.2, steps 11, 12 and 19 to 26). */
#include "format/jsonld_define.h"

static code new_in_1_1(const struct ld_draft *x, const struct json *v)
{
    return v && x->r->opt->mode_1_0
               ? ld_draft_wrong(x, "invalid term definition: this is new in JSON-LD 1.1")
               : OK;
}

/* @type (step 12) */

static code set_type(struct ld_draft *x)
{
    const struct json *v = x->entry[KEY_TYPE];
    struct ld_name type;

    if (!v)
        return OK;
    if (!json_is(v, JSON_STRING))
        return ld_draft_wrong(x, "invalid type mapping: @type must be a string");
    TRY(ld_draft_expand(x, json_str(v), &type));
    if (type.kind == NAME_KEYWORD && type.keyword == KEY_ID)
        x->t->coercion = COERCE_ID;
    else if (type.kind == NAME_KEYWORD && type.keyword == KEY_VOCAB)
        x->t->coercion = COERCE_VOCAB;
    else if (type.kind == NAME_KEYWORD && type.keyword == KEY_JSON && !x->r->opt->mode_1_0)
        x->t->coercion = COERCE_JSON;
    else if (type.kind == NAME_KEYWORD && type.keyword == KEY_NOTHING && !x->r->opt->mode_1_0)
        x->t->coercion = COERCE_NONE;
    else if (ld_draft_is_iri(&type))
        x->t->coercion = COERCE_TYPE;
    else
        return ld_draft_wrong(
            x, "invalid type mapping: @type is neither an IRI nor @id, @vocab, @json or @none");
    x->t->type = type;
    return OK;
}

/* @container (step 19) */

static uint8_t container_of(str s)
{
    switch (ld_keyword_of(s)) {
    case KEY_GRAPH:
        return IN_GRAPH;
    case KEY_ID:
        return IN_ID;
    case KEY_INDEX:
        return IN_INDEX;
    case KEY_LANGUAGE:
        return IN_LANGUAGE;
    case KEY_LIST:
        return IN_LIST;
    case KEY_SET:
        return IN_SET;
    case KEY_TYPE:
        return IN_TYPE;
    default:
        return 0;
    }
}

static bool has_one_bit(unsigned bits)
{
    return bits && !(bits & (bits - 1));
}

static bool is_container(uint8_t bits)
{
    uint8_t rest = bits & (uint8_t)~IN_SET;

    if (bits & IN_LIST)
        return bits == IN_LIST;
    return has_one_bit(rest) || bits == IN_SET || rest == (IN_GRAPH | IN_ID) ||
           rest == (IN_GRAPH | IN_INDEX);
}

static code set_container(struct ld_draft *x)
{
    const struct json *v = x->entry[KEY_CONTAINER];
    uint8_t bits = 0;

    if (!v || x->t->is_reverse)
        return OK;
    for (size_t i = 0; i < json_many_count(v); i++) {
        uint8_t bit = container_of(json_str(json_many(v, i)));
        if (!bit || bits & bit)
            return ld_draft_wrong(
                x, "invalid container mapping: @container has a value that is not known");
        bits |= bit;
    }
    if (!is_container(bits) ||
        (x->r->opt->mode_1_0 && (!json_is(v, JSON_STRING) || bits & (IN_GRAPH | IN_ID | IN_TYPE))))
        return ld_draft_wrong(
            x, "invalid container mapping: these values of @container do not go together");
    x->t->container = bits;
    if (!(bits & IN_TYPE))
        return OK;
    if (x->t->coercion == COERCE_NOTHING) {
        x->t->coercion = COERCE_ID;
        x->t->type = ld_keyword_name(KEY_ID);
    }
    if (x->t->coercion != COERCE_ID && x->t->coercion != COERCE_VOCAB)
        return ld_draft_wrong(x, "invalid type mapping: a @type container holds @id or @vocab");
    return OK;
}

/* The rest (steps 20 to 26). */

static code set_index(struct ld_draft *x)
{
    const struct json *v = x->entry[KEY_INDEX];
    struct ld_name property = {.kind = NAME_NULL};

    TRY(new_in_1_1(x, v));
    if (!v)
        return OK;
    if (!(x->t->container & IN_INDEX))
        return ld_draft_wrong(x, "invalid term definition: @index without an @index container");
    if (json_is(v, JSON_STRING))
        TRY(ld_draft_expand(x, json_str(v), &property));
    if (!ld_draft_is_iri(&property))
        return ld_draft_wrong(x, "invalid term definition: @index must name a property");
    x->t->index = json_str(v);
    return OK;
}

static code set_context(struct ld_draft *x)
{
    const struct json *v = x->entry[KEY_CONTEXT];

    TRY(new_in_1_1(x, v));
    x->t->context = v;
    x->t->context_base = x->d->job->base;
    return OK;
}

static code set_language(struct ld_draft *x)
{
    const struct json *language = x->entry[KEY_LANGUAGE], *direction = x->entry[KEY_DIRECTION];
    enum ld_direction d = NO_DIRECTION;

    if (x->entry[KEY_TYPE])
        return OK;
    if (language && !json_is(language, JSON_STRING) && !json_is(language, JSON_NULL))
        return ld_draft_wrong(x, "invalid language mapping: @language must be a string or null");
    if (direction && !ld_read_direction(direction, &d) && !json_is(direction, JSON_NULL))
        return ld_draft_wrong(x, "invalid base direction: it must be \"ltr\", \"rtl\" or null");
    x->t->has_language = language != NULL;
    x->t->language = json_str(language);
    x->t->has_direction = direction != NULL;
    x->t->direction = (uint8_t)d;
    return OK;
}

static code set_nest(struct ld_draft *x)
{
    const struct json *v = x->entry[KEY_NEST];
    str nest = json_str(v);

    TRY(new_in_1_1(x, v));
    if (v && (str_is_absent(nest) || (ld_keyword_of(nest) && !str_eq(nest, S("@nest")))))
        return ld_draft_wrong(x, "invalid @nest value: it must be a term or @nest");
    x->t->nest = nest;
    return OK;
}

static code set_prefix(struct ld_draft *x)
{
    const struct json *v = x->entry[KEY_PREFIX];

    TRY(new_in_1_1(x, v));
    if (!v)
        return OK;
    if (str_find_byte(x->name, ':') >= 0 || str_find_byte(x->name, '/') >= 0)
        return ld_draft_wrong(
            x, "invalid term definition: a term with a colon or slash cannot be a prefix");
    if (!json_is(v, JSON_TRUE) && !json_is(v, JSON_FALSE))
        return ld_draft_wrong(x, "invalid @prefix value: it must be true or false");
    x->t->is_prefix = json_bool(v);
    if (x->t->is_prefix && x->t->iri.kind == NAME_KEYWORD)
        return ld_draft_wrong(x, "invalid term definition: a keyword cannot be a prefix");
    return OK;
}

static code check_entries(const struct ld_draft *x)
{
    static const enum ld_keyword strange[] = {
        KEY_NONE,    KEY_BASE,      KEY_GRAPH, KEY_IMPORT, KEY_INCLUDED, KEY_JSON, KEY_LIST,
        KEY_NOTHING, KEY_PROPAGATE, KEY_SET,   KEY_VALUE,  KEY_VERSION,  KEY_VOCAB};

    for (size_t i = 0; i < COUNT(strange); i++)
        if (x->entry[strange[i]])
            return ld_draft_wrong(x, "invalid term definition: it has an entry that is not known");
    return OK;
}

static code read_protected(struct ld_draft *x)
{
    const struct json *v = x->entry[KEY_PROTECTED];

    x->t->is_protected = x->d->is_protected;
    TRY(new_in_1_1(x, v));
    if (!v)
        return OK;
    if (!json_is(v, JSON_TRUE) && !json_is(v, JSON_FALSE))
        return ld_draft_wrong(x, "invalid @protected value: it must be true or false");
    x->t->is_protected = json_bool(v);
    return OK;
}

code ld_draft_begin(struct ld_draft *x)
{
    TRY(read_protected(x));
    return set_type(x);
}

code ld_draft_end(struct ld_draft *x)
{
    TRY(set_container(x));
    TRY(set_index(x));
    TRY(set_context(x));
    TRY(set_language(x));
    TRY(set_nest(x));
    TRY(set_prefix(x));
    return check_entries(x);
}
