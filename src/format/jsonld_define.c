/* format/jsonld_define.c — Create Term Definition (JSON-LD 1.1 API §4.2). */
#include "format/jsonld_private.h"
#include <string.h>

enum { UNDEFINED, BEING_DEFINED, DEFINED };

/* One definition that is being made. */
struct draft {
    struct ld_definer *d;
    struct ld_run *r;
    str name;
    const struct json *value; /* an object; NULL: `simple` or null */
    str simple;               /* "term": "IRI" */
    bool is_null;
    struct ld_term *t;
    struct ld_place at;
    unsigned depth;
};

static code wrong(const struct draft *x, const char *what)
{
    return ld_fail(x->r, BAD_INPUT, &x->at, "%s", what);
}

static code new_in_1_1(const struct draft *x, const struct json *v)
{
    return v && x->r->opt->mode_1_0
               ? wrong(x, "invalid term definition: this is new in JSON-LD 1.1")
               : OK;
}

static code expand(const struct draft *x, str value, struct ld_name *out)
{
    return ld_expand_iri(x->r, *x->d->result, value, AS_VOCAB, x->d, x->depth, &x->at, out);
}

/* The term itself, as if no context had defined it before (step 6). */
static code expand_afresh(const struct draft *x, struct ld_name *out)
{
    x->d->hidden = x->name;
    TRY(expand(x, x->name, out));
    x->d->hidden = (str){0};
    return OK;
}

static bool is_iri(const struct ld_name *n)
{
    return n->kind == NAME_IRI || (n->kind == NAME_OTHER && ld_has_iri_form(n->text));
}

static const struct json *entry(const struct draft *x, const char *key)
{
    return x->value ? json_get(x->value, key) : NULL;
}

/* @type (step 12) */

static code set_type(struct draft *x)
{
    const struct json *v = entry(x, "@type");
    struct ld_name type;

    if (!v)
        return OK;
    if (!json_is(v, JSON_STRING))
        return wrong(x, "invalid type mapping: @type must be a string");
    TRY(expand(x, json_str(v), &type));
    if (type.kind == NAME_KEYWORD && type.keyword == KEY_ID)
        x->t->coercion = COERCE_ID;
    else if (type.kind == NAME_KEYWORD && type.keyword == KEY_VOCAB)
        x->t->coercion = COERCE_VOCAB;
    else if (type.kind == NAME_KEYWORD && type.keyword == KEY_JSON && !x->r->opt->mode_1_0)
        x->t->coercion = COERCE_JSON;
    else if (type.kind == NAME_KEYWORD && type.keyword == KEY_NOTHING && !x->r->opt->mode_1_0)
        x->t->coercion = COERCE_NONE;
    else if (is_iri(&type))
        x->t->coercion = COERCE_TYPE;
    else
        return wrong(
            x, "invalid type mapping: @type is neither an IRI nor @id, @vocab, @json or @none");
    x->t->type = type;
    return OK;
}

/* @reverse (step 13) */

static code set_reverse(struct draft *x, const struct json *v, bool *ignored)
{
    const struct json *container = entry(x, "@container");
    str way = json_str(container);

    if (entry(x, "@id") || entry(x, "@nest"))
        return wrong(x, "invalid reverse property: @reverse stands beside @id or @nest");
    if (!json_is(v, JSON_STRING))
        return wrong(x, "invalid IRI mapping: @reverse must be a string");
    *ignored = ld_looks_like_keyword(json_str(v));
    if (*ignored)
        return OK;
    TRY(expand(x, json_str(v), &x->t->iri));
    if (!is_iri(&x->t->iri) && x->t->iri.kind != NAME_BLANK)
        return wrong(x, "invalid IRI mapping: @reverse must name an IRI");
    if (container && !json_is(container, JSON_NULL) && !str_eq(way, S("@set")) &&
        !str_eq(way, S("@index")))
        return wrong(x, "invalid reverse property: its container can be @set or @index only");
    x->t->container = str_eq(way, S("@set")) ? IN_SET : str_eq(way, S("@index")) ? IN_INDEX : 0;
    x->t->is_reverse = true;
    return OK;
}

/* The IRI mapping (steps 14 to 18). */

static bool ends_with_delimiter(str iri) /* RFC 3986 §2.2, gen-delims */
{
    return iri.n && strchr(":/?#[]@", iri.p[iri.n - 1]);
}

static ptrdiff_t inner_colon(str s)
{
    ptrdiff_t at = str_find_byte(str_from(s, 1), ':');

    return at < 0 ? -1 : at + 1;
}

/* A term that looks like an IRI must mean what it looks like (step 14.2.4). */
static code check_lookalike(struct draft *x, size_t member)
{
    struct ld_name as_text;
    ptrdiff_t colon = inner_colon(x->name);

    if ((colon < 0 || (size_t)colon + 1 == x->name.n) && str_find_byte(x->name, '/') < 0)
        return OK;
    if (x->r->opt->mode_1_0)
        return OK;
    x->d->state[member] = DEFINED;
    TRY(expand_afresh(x, &as_text));
    x->d->state[member] = BEING_DEFINED;
    if (!ld_name_eq(&as_text, &x->t->iri))
        return wrong(x, "invalid IRI mapping: the term looks like an IRI and is given another");
    return OK;
}

static code map_to_id(struct draft *x, const struct json *v, str id, size_t member, bool *ignored)
{
    if (v && json_is(v, JSON_NULL))
        return OK;
    if (str_is_absent(id))
        return wrong(x, "invalid IRI mapping: @id must be a string or null");
    *ignored = ld_looks_like_keyword(id) && !ld_keyword_of(id);
    if (*ignored)
        return OK;
    TRY(expand(x, id, &x->t->iri));
    if (x->t->iri.kind == NAME_KEYWORD && x->t->iri.keyword == KEY_CONTEXT)
        return wrong(x, "invalid keyword alias: @context cannot have another name");
    if (x->t->iri.kind != NAME_KEYWORD && x->t->iri.kind != NAME_BLANK && !is_iri(&x->t->iri))
        return wrong(x, "invalid IRI mapping: what the term stands for is no IRI");
    TRY(check_lookalike(x, member));
    x->t->is_prefix = inner_colon(x->name) < 0 && str_find_byte(x->name, '/') < 0 && !x->value &&
                      (x->t->iri.kind == NAME_BLANK ||
                       (x->t->iri.kind != NAME_KEYWORD && ends_with_delimiter(x->t->iri.text)));
    return OK;
}

static code map_compact(struct draft *x, size_t colon)
{
    str prefix = str_slice(x->name, 0, colon);

    TRY(ld_define_name(x->d, prefix, x->depth));
    const struct ld_term *t = ld_find(*x->d->result, prefix);
    if (!t || t->iri.kind == NAME_NULL) {
        x->t->iri = ld_name_of(x->name);
        return OK;
    }
    str text;
    TRY(ld_join(x->r, t->iri.text, str_from(x->name, colon + 1), &x->at, &text));
    x->t->iri = ld_name_of(text);
    x->t->iri.framed = true;
    return OK;
}

static code map_by_itself(struct draft *x, size_t member)
{
    ptrdiff_t colon = inner_colon(x->name);
    const struct ld_context *c = *x->d->result;
    str text;

    if (colon >= 0)
        return map_compact(x, (size_t)colon);
    if (str_find_byte(x->name, '/') >= 0) {
        x->d->state[member] = DEFINED;
        TRY(expand_afresh(x, &x->t->iri));
        return is_iri(&x->t->iri) ? OK
                                  : wrong(x, "invalid IRI mapping: the term is a relative IRI");
    }
    if (str_eq(x->name, S("@type"))) {
        x->t->iri = ld_keyword_name(KEY_TYPE);
        return OK;
    }
    if (c->vocab.kind == NAME_NULL)
        return wrong(x, "invalid IRI mapping: the term stands for no IRI, and there is no @vocab");
    TRY(ld_join(x->r, c->vocab.text, x->name, &x->at, &text));
    x->t->iri = ld_name_of(text);
    x->t->iri.framed = true;
    return OK;
}

static code set_iri(struct draft *x, size_t member, bool *ignored)
{
    const struct json *v = entry(x, "@id");
    str id = x->value ? json_str(v) : x->simple;

    if (x->is_null)
        return OK;
    if ((v || !x->value) && !str_eq(id, x->name))
        return map_to_id(x, v, id, member, ignored);
    return map_by_itself(x, member);
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

static code set_container(struct draft *x)
{
    const struct json *v = entry(x, "@container");
    uint8_t bits = 0;

    if (!v || x->t->is_reverse)
        return OK;
    for (size_t i = 0; i < json_many_count(v); i++) {
        uint8_t bit = container_of(json_str(json_many(v, i)));
        if (!bit || bits & bit)
            return wrong(x, "invalid container mapping: @container has a value that is not known");
        bits |= bit;
    }
    if (!is_container(bits) ||
        (x->r->opt->mode_1_0 && (!json_is(v, JSON_STRING) || bits & (IN_GRAPH | IN_ID | IN_TYPE))))
        return wrong(x, "invalid container mapping: these values of @container do not go together");
    x->t->container = bits;
    if (!(bits & IN_TYPE))
        return OK;
    if (x->t->coercion == COERCE_NOTHING) {
        x->t->coercion = COERCE_ID;
        x->t->type = ld_keyword_name(KEY_ID);
    }
    if (x->t->coercion != COERCE_ID && x->t->coercion != COERCE_VOCAB)
        return wrong(x, "invalid type mapping: a @type container holds @id or @vocab");
    return OK;
}

/* The rest (steps 20 to 26). */

static code set_index(struct draft *x)
{
    const struct json *v = entry(x, "@index");
    struct ld_name property = {.kind = NAME_NULL};

    TRY(new_in_1_1(x, v));
    if (!v)
        return OK;
    if (!(x->t->container & IN_INDEX))
        return wrong(x, "invalid term definition: @index without an @index container");
    if (json_is(v, JSON_STRING))
        TRY(expand(x, json_str(v), &property));
    if (!is_iri(&property))
        return wrong(x, "invalid term definition: @index must name a property");
    x->t->index = json_str(v);
    return OK;
}

static code set_context(struct draft *x)
{
    const struct json *v = entry(x, "@context");

    TRY(new_in_1_1(x, v));
    x->t->context = v;
    x->t->context_base = x->d->job->base;
    return OK;
}

static code set_language(struct draft *x)
{
    const struct json *language = entry(x, "@language"), *direction = entry(x, "@direction");
    enum ld_direction d = NO_DIRECTION;

    if (entry(x, "@type"))
        return OK;
    if (language && !json_is(language, JSON_STRING) && !json_is(language, JSON_NULL))
        return wrong(x, "invalid language mapping: @language must be a string or null");
    if (direction && !ld_read_direction(direction, &d) && !json_is(direction, JSON_NULL))
        return wrong(x, "invalid base direction: it must be \"ltr\", \"rtl\" or null");
    x->t->has_language = language != NULL;
    x->t->language = json_str(language);
    x->t->has_direction = direction != NULL;
    x->t->direction = (uint8_t)d;
    return OK;
}

static code set_nest(struct draft *x)
{
    const struct json *v = entry(x, "@nest");
    str nest = json_str(v);

    TRY(new_in_1_1(x, v));
    if (v && (str_is_absent(nest) || (ld_keyword_of(nest) && !str_eq(nest, S("@nest")))))
        return wrong(x, "invalid @nest value: it must be a term or @nest");
    x->t->nest = nest;
    return OK;
}

static code set_prefix(struct draft *x)
{
    const struct json *v = entry(x, "@prefix");

    TRY(new_in_1_1(x, v));
    if (!v)
        return OK;
    if (str_find_byte(x->name, ':') >= 0 || str_find_byte(x->name, '/') >= 0)
        return wrong(x, "invalid term definition: a term with a colon or slash cannot be a prefix");
    if (!json_is(v, JSON_TRUE) && !json_is(v, JSON_FALSE))
        return wrong(x, "invalid @prefix value: it must be true or false");
    x->t->is_prefix = json_bool(v);
    if (x->t->is_prefix && x->t->iri.kind == NAME_KEYWORD)
        return wrong(x, "invalid term definition: a keyword cannot be a prefix");
    return OK;
}

static code check_entries(const struct draft *x)
{
    for (size_t i = 0; x->value && i < json_count(x->value); i++)
        switch (ld_keyword_of(json_key(x->value, i))) {
        case KEY_ID:
        case KEY_REVERSE:
        case KEY_CONTAINER:
        case KEY_CONTEXT:
        case KEY_DIRECTION:
        case KEY_INDEX:
        case KEY_LANGUAGE:
        case KEY_NEST:
        case KEY_PREFIX:
        case KEY_PROTECTED:
        case KEY_TYPE:
            continue;
        default:
            return wrong(x, "invalid term definition: it has an entry that is not known");
        }
    return OK;
}

/* Keywords cannot be defined again, but @type can be made a set (step 4). */
static code check_keyword(const struct draft *x, const struct json *v)
{
    bool is_type = str_eq(x->name, S("@type"));
    size_t known = 0;

    if (!ld_keyword_of(x->name))
        return OK;
    if (json_get(v, "@protected"))
        known++;
    if (str_eq(json_str(json_get(v, "@container")), S("@set")))
        known++;
    if (!is_type || x->r->opt->mode_1_0 || known == 0 || known != json_count(v))
        return wrong(x, "keyword redefinition: a keyword cannot be given another meaning");
    return OK;
}

static code read_protected(struct draft *x)
{
    const struct json *v = entry(x, "@protected");

    x->t->is_protected = x->d->is_protected;
    TRY(new_in_1_1(x, v));
    if (!v)
        return OK;
    if (!json_is(v, JSON_TRUE) && !json_is(v, JSON_FALSE))
        return wrong(x, "invalid @protected value: it must be true or false");
    x->t->is_protected = json_bool(v);
    return OK;
}

static code fill(struct draft *x, size_t member, bool *ignored)
{
    const struct json *reverse = entry(x, "@reverse");

    TRY(read_protected(x));
    TRY(set_type(x));
    if (reverse) {
        TRY(set_reverse(x, reverse, ignored));
    } else {
        TRY(set_iri(x, member, ignored));
        TRY(set_container(x));
    }
    if (*ignored)
        return OK;
    TRY(set_index(x));
    TRY(set_context(x));
    TRY(set_language(x));
    TRY(set_nest(x));
    TRY(set_prefix(x));
    return check_entries(x);
}

/* Steps 27 and 28. The same again changes nothing, so that a context applied
 * twice is the context applied once. */
static code keep(const struct draft *x)
{
    struct ld_definer *d = x->d;
    const struct ld_term *old = ld_find(*d->result, x->name);
    bool is_same = old && ld_term_eq(old, x->t);

    if (old && old->is_protected && !d->job->override_protected) {
        if (!is_same)
            return wrong(
                x, "protected term redefinition: the term is protected and means something else");
        return OK;
    }
    if (is_same && old->is_protected == x->t->is_protected)
        return OK;
    ld_put(x->r, ld_change(x->r, d->result, d->own), x->t);
    return OK;
}

/* A word that is kept for later versions defines nothing, and what was defined
 * before is gone (steps 5, 6, 13.3 and 14.2.2). */
static code ignore(const struct draft *x)
{
    const struct ld_term *old = ld_find(*x->d->result, x->name);

    TRY(ld_lose(x->r, &x->at, "this form of word is kept for later versions"));
    if (!old)
        return OK;
    if (old->is_protected && !x->d->job->override_protected)
        return wrong(x, "protected term redefinition: the term is protected");
    *x->t = (struct ld_term){.name = x->name, .is_gone = true};
    ld_put(x->r, ld_change(x->r, x->d->result, x->d->own), x->t);
    return OK;
}

static code charge(const struct draft *x)
{
    if (x->depth > x->r->left.depth)
        return ld_fail(x->r, LIMIT, &x->at,
                       "context overflow: definitions depend on each other too deeply");
    if (x->r->left.terms == 0)
        return ld_fail(x->r, LIMIT, &x->at,
                       "context overflow: the document defines too many terms");
    x->r->left.terms--;
    return OK;
}

static code define(struct draft *x, const struct json *v, size_t member)
{
    bool ignored = false;

    TRY(charge(x));
    if (x->name.n == 0)
        return wrong(x, "invalid term definition: the empty text cannot be a term");
    TRY(check_keyword(x, v));
    x->t = NEW(x->r->a, struct ld_term);
    x->t->name = x->name;
    if (ld_looks_like_keyword(x->name) && !ld_keyword_of(x->name))
        return ignore(x);
    x->is_null = json_is(v, JSON_NULL);
    x->simple = json_str(v);
    x->value = json_is(v, JSON_OBJECT) ? v : NULL;
    if (!x->is_null && !x->value && str_is_absent(x->simple))
        return wrong(x, "invalid term definition: it must be a string, an object or null");
    TRY(fill(x, member, &ignored));
    return ignored ? ignore(x) : keep(x);
}

code ld_define(struct ld_definer *d, size_t member, unsigned depth)
{
    const struct json *v = d->local->members[member];
    struct draft x = {
        .d = d,
        .r = d->r,
        .name = json_key_of(v),
        .at = {.up = d->at, .key = json_key_of(v)},
        .depth = depth + 1,
    };

    if (d->state[member] == DEFINED)
        return OK;
    if (d->state[member] == BEING_DEFINED)
        return wrong(&x, "cyclic IRI mapping: the term is defined by itself");
    d->state[member] = BEING_DEFINED;
    TRY(define(&x, v, member));
    d->state[member] = DEFINED;
    return OK;
}

static ptrdiff_t find_member(const struct ld_local *l, str name)
{
    uint32_t hash = json_hash_key(name);

    if (l->by_name) {
        const struct json **at = map_get(l->by_name, name);
        return at ? at - l->members : -1;
    }
    for (size_t i = 0; i < l->n; i++)
        if (json_has_key(l->members[i], name, hash))
            return (ptrdiff_t)i;
    return -1;
}

code ld_define_name(struct ld_definer *d, str name, unsigned depth)
{
    ptrdiff_t at = find_member(d->local, name);

    if (at < 0 || d->state[at] == DEFINED || ld_keyword_of(name))
        return OK;
    return ld_define(d, (size_t)at, depth);
}

/* Step 21.3: the result is thrown away. */
code ld_validate_scoped(const struct ld_definer *d, const struct json *member)
{
    const struct ld_context *ignored;
    const struct ld_place at = {.up = d->at, .key = json_key_of(member)};
    const struct ld_place inside = {.up = &at, .key = S("@context")};
    struct ld_job job = {
        .active = *d->result,
        .local = json_get(member, "@context"),
        .base = d->job->base,
        .remotes = d->job->remotes,
        .at = &inside,
        .depth = d->job->depth + 1,
        .override_protected = true,
        .not_validated = true,
    };
    struct error reason = {0}, *err = d->r->err;

    d->r->err = &reason;
    code c = ld_process(d->r, &job, &ignored);
    d->r->err = err;
    if (c == OK || c == LIMIT || c == UNREACHABLE)
        return c == OK ? OK : fail(err, c, reason.where, "%s", reason.text);
    return fail(err, c, reason.where, "invalid scoped context: %s", reason.text);
}
