/* format/jsonld_iri.c — IRI Expansion (JSON-LD 1.1 API §5.2). */
#include "format/jsonld_private.h"
#include "base/uri.h"

str ld_base_of(struct ld_run *r, const struct ld_context *c)
{
    if (c->base_kind == BASE_NONE)
        return (str){0};
    if (c->base_kind == BASE_SAID)
        return c->base;
    r->needs_document = true;
    return r->base;
}

static code join(struct ld_run *r, str left, str right, const struct ld_place *at,
                 struct ld_name *out)
{
    str text;

    TRY(ld_join(r, left, right, at, &text));
    *out = ld_name_of(text);
    out->framed = true;
    return OK;
}

static code resolve(struct ld_run *r, const struct ld_context *c, str value,
                    const struct ld_place *at, struct ld_name *out)
{
    str base = ld_base_of(r, c);

    if (str_is_absent(base)) {
        *out = ld_name_of(value);
        return OK;
    }
    if (base.n + value.n > r->left.text)
        return ld_fail(r, LIMIT, at,
                       "too large: the names of this document expand to more text than is read");
    return join(r, uri_resolve(r->a, base, value), S(""), at, out);
}

/* Step 6. `*done` false: the colon means nothing special. */
static code expand_colon(struct ld_run *r, const struct ld_context *c, str value, size_t colon,
                         struct ld_definer *d, unsigned depth, const struct ld_place *at,
                         struct ld_name *out, bool *done)
{
    str prefix = str_slice(value, 0, colon), suffix = str_from(value, colon + 1);

    *done = true;
    *out = ld_name_of(value);
    if (str_eq(prefix, S("_")) || str_starts(suffix, S("//")))
        return OK;
    if (d) {
        TRY(ld_define_name(d, prefix, depth));
        c = *d->result;
    }
    const struct ld_term *t = ld_find(c, prefix);
    if (t && t->is_prefix && t->iri.kind != NAME_NULL)
        return join(r, t->iri.text, suffix, at, out);
    *done = ld_has_iri_form(value);
    return OK;
}

code ld_expand_iri(struct ld_run *r, const struct ld_context *c, str value, unsigned how,
                   struct ld_definer *d, unsigned depth, const struct ld_place *at,
                   struct ld_name *out)
{
    bool done;
    enum ld_keyword k = ld_keyword_of(value);

    *out = k ? ld_keyword_name(k) : (struct ld_name){.kind = NAME_NULL};
    if (k || ld_looks_like_keyword(value))
        return OK;
    if (d) {
        TRY(ld_define_name(d, value, depth));
        c = *d->result;
    }
    const struct ld_term *t = d && str_eq(value, d->hidden) ? NULL : ld_find(c, value);
    if (t && (t->iri.kind == NAME_KEYWORD || how & AS_VOCAB)) {
        *out = t->iri;
        return OK;
    }
    ptrdiff_t colon = str_find_byte(str_from(value, 1), ':');
    if (colon >= 0) {
        TRY(expand_colon(r, c, value, (size_t)colon + 1, d, depth, at, out, &done));
        if (done)
            return OK;
    }
    if (d)
        c = *d->result;
    if (how & AS_VOCAB && c->vocab.kind != NAME_NULL)
        return join(r, c->vocab.text, value, at, out);
    if (how & AS_REFERENCE)
        return resolve(r, c, value, at, out);
    *out = ld_name_of(value);
    return OK;
}
