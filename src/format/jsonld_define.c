/* format/jsonld_define.c — Create Term Definition (JSON-LD 1.1 API §4.2). */
#include "format/jsonld_define.h"

code ld_draft_wrong(const struct ld_draft *x, const char *what)
{
    return ld_fail(x->r, BAD_INPUT, &x->at, "%s", what);
}

code ld_draft_expand(const struct ld_draft *x, str value, struct ld_name *out)
{
    return ld_expand_iri(x->r, *x->d->result, value, AS_VOCAB, x->d, x->depth, &x->at, out);
}

bool ld_draft_is_iri(const struct ld_name *n)
{
    return n->kind == NAME_IRI || (n->kind == NAME_OTHER && ld_has_iri_form(n->text));
}

static void gather_entries(struct ld_draft *x)
{
    for (size_t i = 0; x->value && i < json_count(x->value); i++)
        x->entry[ld_keyword_of(json_key(x->value, i))] = json_value(x->value, i);
}

/* Keywords cannot be defined again, but @type can be made a set (step 4). */
static code check_keyword(const struct ld_draft *x, const struct json *v)
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
        return ld_draft_wrong(x, "keyword redefinition: a keyword cannot be given another meaning");
    return OK;
}

/* Making one, and keeping it. */

static code fill(struct ld_draft *x, size_t member, bool *ignored)
{
    TRY(ld_draft_begin(x));
    TRY(ld_draft_map(x, member, ignored));
    return *ignored ? OK : ld_draft_end(x);
}

/* Steps 27 and 28. The same again changes nothing, so that a context applied
 * twice is the context applied once. */
static code keep(const struct ld_draft *x)
{
    struct ld_definer *d = x->d;
    const struct ld_term *old = ld_find(*d->result, x->name);
    bool is_same = old && ld_term_eq(old, x->t);

    if (old && old->is_protected && !d->job->override_protected) {
        if (!is_same)
            return ld_draft_wrong(
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
static code ignore(const struct ld_draft *x)
{
    const struct ld_term *old = ld_find(*x->d->result, x->name);

    TRY(ld_lose(x->r, &x->at, "this form of word is kept for later versions"));
    if (!old)
        return OK;
    if (old->is_protected && !x->d->job->override_protected)
        return ld_draft_wrong(x, "protected term redefinition: the term is protected");
    *x->t = (struct ld_term){.name = x->name, .is_gone = true};
    ld_put(x->r, ld_change(x->r, x->d->result, x->d->own), x->t);
    return OK;
}

static code charge(const struct ld_draft *x)
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

static code define(struct ld_draft *x, const struct json *v, size_t member)
{
    bool ignored = false;

    TRY(charge(x));
    if (x->name.n == 0)
        return ld_draft_wrong(x, "invalid term definition: the empty text cannot be a term");
    TRY(check_keyword(x, v));
    x->t = NEW(x->r->a, struct ld_term);
    x->t->name = x->name;
    if (ld_looks_like_keyword(x->name) && !ld_keyword_of(x->name))
        return ignore(x);
    x->is_null = json_is(v, JSON_NULL);
    x->simple = json_str(v);
    x->value = json_is(v, JSON_OBJECT) ? v : NULL;
    gather_entries(x);
    if (!x->is_null && !x->value && str_is_absent(x->simple))
        return ld_draft_wrong(x, "invalid term definition: it must be a string, an object or null");
    TRY(fill(x, member, &ignored));
    return ignored ? ignore(x) : keep(x);
}

code ld_define(struct ld_definer *d, size_t member, unsigned depth)
{
    const struct json *v = d->local->members[member];
    struct ld_draft x = {
        .d = d,
        .r = d->r,
        .name = json_key_of(v),
        .at = {.up = d->at, .key = json_key_of(v)},
        .depth = depth + 1,
    };

    if (d->state[member] == DEFINED)
        return OK;
    if (d->state[member] == BEING_DEFINED)
        return ld_draft_wrong(&x, "cyclic IRI mapping: the term is defined by itself");
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
