/* format/jsonld_mapping.c — what a term stands for: the IRI mapping of a
 * definition (JSON-LD 1.1 API §4.2, steps 13 to 18). */
#include <string.h>
#include "format/jsonld_define.h"

/* The term itself, as if no context had defined it before (step 6). */
static code expand_afresh(const struct ld_draft *x, struct ld_name *out)
{
    x->d->hidden = x->name;
    TRY(ld_draft_expand(x, x->name, out));
    x->d->hidden = (str){0};
    return OK;
}

/* @reverse (step 13) */

static code set_reverse(struct ld_draft *x, const struct json *v, bool *ignored)
{
    const struct json *container = x->entry[KEY_CONTAINER];
    str way = json_str(container);

    if (x->entry[KEY_ID] || x->entry[KEY_NEST])
        return ld_draft_wrong(x, "invalid reverse property: @reverse stands beside @id or @nest");
    if (!json_is(v, JSON_STRING))
        return ld_draft_wrong(x, "invalid IRI mapping: @reverse must be a string");
    *ignored = ld_looks_like_keyword(json_str(v));
    if (*ignored)
        return OK;
    TRY(ld_draft_expand(x, json_str(v), &x->t->iri));
    if (!ld_draft_is_iri(&x->t->iri) && x->t->iri.kind != NAME_BLANK)
        return ld_draft_wrong(x, "invalid IRI mapping: @reverse must name an IRI");
    if (container && !json_is(container, JSON_NULL) && !str_eq(way, S("@set")) &&
        !str_eq(way, S("@index")))
        return ld_draft_wrong(x,
                              "invalid reverse property: its container can be @set or @index only");
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
static code check_lookalike(struct ld_draft *x, size_t member)
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
        return ld_draft_wrong(
            x, "invalid IRI mapping: the term looks like an IRI and is given another");
    return OK;
}

static code map_to_id(struct ld_draft *x, const struct json *v, str id, size_t member,
                      bool *ignored)
{
    if (v && json_is(v, JSON_NULL))
        return OK;
    if (str_is_absent(id))
        return ld_draft_wrong(x, "invalid IRI mapping: @id must be a string or null");
    *ignored = ld_looks_like_keyword(id) && !ld_keyword_of(id);
    if (*ignored)
        return OK;
    TRY(ld_draft_expand(x, id, &x->t->iri));
    if (x->t->iri.kind == NAME_KEYWORD && x->t->iri.keyword == KEY_CONTEXT)
        return ld_draft_wrong(x, "invalid keyword alias: @context cannot have another name");
    if (x->t->iri.kind != NAME_KEYWORD && x->t->iri.kind != NAME_BLANK &&
        !ld_draft_is_iri(&x->t->iri))
        return ld_draft_wrong(x, "invalid IRI mapping: what the term stands for is no IRI");
    TRY(check_lookalike(x, member));
    x->t->is_prefix = inner_colon(x->name) < 0 && str_find_byte(x->name, '/') < 0 && !x->value &&
                      (x->t->iri.kind == NAME_BLANK ||
                       (x->t->iri.kind != NAME_KEYWORD && ends_with_delimiter(x->t->iri.text)));
    return OK;
}

static code map_compact(struct ld_draft *x, size_t colon)
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

static code map_by_itself(struct ld_draft *x, size_t member)
{
    ptrdiff_t colon = inner_colon(x->name);
    const struct ld_context *c = *x->d->result;
    str text;

    if (colon >= 0)
        return map_compact(x, (size_t)colon);
    if (str_find_byte(x->name, '/') >= 0) {
        x->d->state[member] = DEFINED;
        TRY(expand_afresh(x, &x->t->iri));
        return ld_draft_is_iri(&x->t->iri)
                   ? OK
                   : ld_draft_wrong(x, "invalid IRI mapping: the term is a relative IRI");
    }
    if (str_eq(x->name, S("@type"))) {
        x->t->iri = ld_keyword_name(KEY_TYPE);
        return OK;
    }
    if (c->vocab.kind == NAME_NULL)
        return ld_draft_wrong(
            x, "invalid IRI mapping: the term stands for no IRI, and there is no @vocab");
    TRY(ld_join(x->r, c->vocab.text, x->name, &x->at, &text));
    x->t->iri = ld_name_of(text);
    x->t->iri.framed = true;
    return OK;
}

static code set_iri(struct ld_draft *x, size_t member, bool *ignored)
{
    const struct json *v = x->entry[KEY_ID];
    str id = x->value ? json_str(v) : x->simple;

    if (x->is_null)
        return OK;
    if ((v || !x->value) && !str_eq(id, x->name))
        return map_to_id(x, v, id, member, ignored);
    return map_by_itself(x, member);
}

code ld_draft_map(struct ld_draft *x, size_t member, bool *ignored)
{
    const struct json *reverse = x->entry[KEY_REVERSE];

    return reverse ? set_reverse(x, reverse, ignored) : set_iri(x, member, ignored);
}
