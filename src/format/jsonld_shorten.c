/* format/jsonld_shorten.c — IRI Compaction (JSON-LD 1.1 API §6.2): a term, a
 * compact IRI, or a relative one. */
#include "format/jsonld_compact.h"
#include "base/uri.h"

/* What the value asks of a term (step 4). */

static void want_container(struct ld_wish *w, unsigned bits)
{
    w->containers[w->containers_n++] = (uint8_t)bits;
}

/* With a set of them the second choice. */
static void want_map(struct ld_wish *w, unsigned bits)
{
    want_container(w, bits);
    want_container(w, bits | IN_SET);
}

struct common {
    str language, type;
};

static struct common common_of(struct ld_run *r, const struct ld_item *item)
{
    struct common c = {S("@none"), S("@none")};

    if (item->kind != LD_VALUE) {
        c.type = S("@id");
        return c;
    }
    str language = ld_language_key(r->a, item->value.language, item->value.direction);
    if (!str_is_absent(language))
        c.language = language;
    else if (item->value.type.kind != NAME_NULL)
        c.type = item->value.type.text;
    else
        c.language = S("@null");
    return c;
}

/* Steps 4.7.3 to 4.7.8: what all items of the list have in common. */
static str common_wish(struct ld_run *r, const struct ld_context *ctx, const struct ld_items *list,
                       enum ld_choice *choice)
{
    struct common all = {ld_default_language(r, ctx), S("@none")};

    for (const struct ld_item *item = list->first; item; item = item->next) {
        struct common c = common_of(r, item);
        if (item == list->first)
            all = c;
        if (!str_eq(all.language, c.language) && item->kind == LD_VALUE)
            all.language = S("@none");
        if (!str_eq(all.type, c.type))
            all.type = S("@none");
        if (str_eq(all.language, S("@none")) && str_eq(all.type, S("@none")))
            break;
    }
    *choice = str_eq(all.type, S("@none")) ? CHOOSE_LANGUAGE : CHOOSE_TYPE;
    return *choice == CHOOSE_TYPE ? all.type : all.language;
}

static str wish_for_graph(struct ld_wish *w, const struct ld_item *item)
{
    bool has_index = !str_is_absent(item->index), has_id = item->node->has_id;

    if (has_index)
        want_map(w, IN_GRAPH | IN_INDEX);
    if (has_id)
        want_map(w, IN_GRAPH | IN_ID);
    want_map(w, IN_GRAPH);
    want_container(w, IN_SET);
    if (!has_index)
        want_map(w, IN_GRAPH | IN_INDEX);
    if (!has_id)
        want_map(w, IN_GRAPH | IN_ID);
    want_map(w, IN_INDEX);
    w->choice = CHOOSE_TYPE;
    return S("@id");
}

static str wish_for_value(struct ld_run *r, struct ld_wish *w, const struct ld_item *item)
{
    str language = ld_language_key(r->a, item->value.language, item->value.direction);
    str value = S("@null");

    if (!str_is_absent(language) && str_is_absent(item->index)) {
        want_map(w, IN_LANGUAGE);
        value = language;
    } else if (item->value.type.kind != NAME_NULL) {
        w->choice = CHOOSE_TYPE;
        value = item->value.type.text;
    }
    want_container(w, IN_SET);
    return value;
}

static str wish_for_node(struct ld_wish *w)
{
    want_map(w, IN_ID);
    want_map(w, IN_TYPE);
    want_container(w, IN_SET);
    w->choice = CHOOSE_TYPE;
    return S("@id");
}

static str wish_for(struct ld_run *r, struct ld_wish *w, const struct ld_shorten *s)
{
    const struct ld_item *item = s->value;

    if (item && !str_is_absent(item->index) && !ld_is_graph(item))
        want_map(w, IN_INDEX);
    if (s->reverse) {
        w->choice = CHOOSE_TYPE;
        want_container(w, IN_SET);
        return S("@reverse");
    }
    if (item && item->kind == LD_LIST) {
        if (str_is_absent(item->index))
            want_container(w, IN_LIST);
        return common_wish(r, s->ctx, &item->list, &w->choice);
    }
    if (item && ld_is_graph(item))
        return wish_for_graph(w, item);
    return item && item->kind == LD_VALUE ? wish_for_value(r, w, item) : wish_for_node(w);
}

static bool is_bare_value(const struct ld_item *item)
{
    return item->kind == LD_VALUE && str_is_absent(item->index) &&
           str_is_absent(item->value.language) && !item->value.direction &&
           item->value.type.kind == NAME_NULL;
}

static void want_last(const struct ld_run *r, struct ld_wish *w, const struct ld_item *item)
{
    want_container(w, 0);
    if (r->opt->mode_1_0)
        return;
    if (!item || str_is_absent(item->index))
        want_map(w, IN_INDEX);
    if (item && is_bare_value(item))
        want_map(w, IN_LANGUAGE);
}

/* Step 4.16: would the IRI itself become a term? */
static code is_term(struct ld_run *r, const struct ld_shorten *s, bool *out)
{
    const struct ld_shorten id = {.ctx = s->ctx, .iri = s->value->node->id.text, .vocab = true};
    str name;

    TRY(ld_shorten(r, &id, &name));
    const struct ld_term *t = ld_find(s->ctx, name);
    *out = t && t->iri.kind != NAME_NULL && str_eq(t->iri.text, id.iri);
    return OK;
}

static code want_values(struct ld_run *r, struct ld_wish *w, const struct ld_shorten *s, str value)
{
    const struct ld_item *item = s->value;
    str *to = w->values;
    bool term_first = false;

    if (str_eq(value, S("@reverse")))
        to[w->values_n++] = value;
    if (w->choice == CHOOSE_TYPE && (str_eq(value, S("@id")) || str_eq(value, S("@reverse"))) &&
        item && item->kind == LD_NODE && item->node->has_id && item->node->id.kind != NAME_NULL) {
        TRY(is_term(r, s, &term_first));
        to[w->values_n++] = term_first ? S("@vocab") : S("@id");
        to[w->values_n++] = term_first ? S("@id") : S("@vocab");
        to[w->values_n++] = S("@none");
    } else {
        to[w->values_n++] = value;
        to[w->values_n++] = S("@none");
        if (item && item->kind == LD_LIST && !item->list.n)
            w->choice = CHOOSE_ANY;
    }
    to[w->values_n++] = S("@any");
    ptrdiff_t bar = w->choice == CHOOSE_LANGUAGE ? str_find_byte(value, '_') : -1;
    if (bar >= 0)
        to[w->values_n++] = str_from(value, (size_t)bar);
    return OK;
}

static code choose_term(struct ld_run *r, const struct ld_shorten *s, const struct ld_term **out)
{
    struct ld_wish w = {.choice = CHOOSE_LANGUAGE};

    *out = NULL;
    if (!s->vocab || !ld_has_inverse(r, s->ctx, s->iri))
        return OK;
    str value = wish_for(r, &w, s);
    want_last(r, &w, s->value);
    TRY(want_values(r, &w, s, value));
    *out = ld_select(r, s->ctx, s->iri, &w);
    return OK;
}

/* Compact IRIs (steps 6 to 8). */

struct compact_iri {
    struct ld_run *r;
    const struct ld_shorten *s;
    str best;
};

static bool is_shorter(str x, str y)
{
    return x.n != y.n ? x.n < y.n : str_cmp(x, y) < 0;
}

/* True: no other prefix of this IRI is better. */
static bool try_prefix(void *ctx, const struct ld_term *t)
{
    struct compact_iri *c = ctx;
    const struct ld_shorten *s = c->s;

    if (t->iri.text.n >= s->iri.n)
        return true;
    if (c->best.p && t->name.n + 1 + s->iri.n - t->iri.text.n > c->best.n)
        return true;
    str candidate = str_printf(c->r->a, STR_FMT ":" STR_FMT, STR_ARG(t->name),
                               STR_ARG(str_from(s->iri, t->iri.text.n)));
    const struct ld_term *taken = ld_find(s->ctx, candidate);
    if (taken && (!str_eq(taken->iri.text, s->iri) || s->value))
        return false;
    if (!c->best.p || is_shorter(candidate, c->best))
        c->best = candidate;
    return true;
}

/* Relative references (step 10). */

static size_t last_slash(str path)
{
    size_t n = path.n;

    while (n && path.p[n - 1] != '/')
        n--;
    return n;
}

static str path_between(struct arena *a, str base, str path)
{
    struct buf b = buf_new(a);
    size_t same = 0, folder = last_slash(base);

    for (size_t i = 0; i < folder && i < path.n && base.p[i] == path.p[i]; i++)
        if (path.p[i] == '/')
            same = i + 1;
    for (size_t i = same; i < folder; i++)
        if (base.p[i] == '/')
            buf_put(&b, S("../"));
    buf_put(&b, str_from(path, same));
    return buf_done(&b);
}

/* Only what leads back to the same IRI is taken. */
static str relative(struct arena *a, str base, str iri)
{
    struct uri from, to;

    if (uri_parse(base, &from, NULL) != OK || uri_parse(iri, &to, NULL) != OK ||
        !str_eq(from.scheme, to.scheme) || !str_eq(from.authority, to.authority) ||
        str_is_absent(from.authority) != str_is_absent(to.authority))
        return iri;
    str tail = str_from(iri, (size_t)(to.path.p + to.path.n - iri.p));
    bool is_same_path = str_eq(from.path, to.path) && tail.n;
    str rest = str_join(a, is_same_path ? S("") : path_between(a, from.path, to.path), tail);
    if (!rest.n)
        rest = S("./");
    if (uri_is_absolute(rest))
        rest = str_join(a, S("./"), rest);
    return str_eq(uri_resolve(a, base, rest), iri) ? rest : iri;
}

static str without_base(struct ld_run *r, const struct ld_shorten *s)
{
    str base = ld_base_of(r, s->ctx), rest;

    if (str_is_absent(base) || r->opt->no_relative)
        return s->iri;
    rest = relative(r->a, base, s->iri);
    return ld_looks_like_keyword(rest) ? str_join(r->a, S("./"), rest) : rest;
}

/* Step 9 */
static code check_confusion(struct ld_run *r, const struct ld_shorten *s)
{
    ptrdiff_t colon = str_find_byte(s->iri, ':');

    if (colon <= 0 || str_starts(str_from(s->iri, (size_t)colon + 1), S("//")) ||
        str_starts(s->iri, S("_:")) ||
        !ld_is_prefix_name(r, s->ctx, str_slice(s->iri, 0, (size_t)colon)))
        return OK;
    return ld_fail(r, BAD_INPUT, NULL,
                   "IRI confused with prefix: \"" STR_FMT "\" would be read as a compact IRI",
                   STR_ARG(str_slice(s->iri, 0, 80)));
}

code ld_shorten(struct ld_run *r, const struct ld_shorten *s, str *out)
{
    const struct ld_term *t;
    const struct ld_name *vocab = &s->ctx->vocab;
    struct compact_iri c = {.r = r, .s = s};

    TRY(choose_term(r, s, &t));
    *out = t ? t->name : s->iri;
    if (t || ld_keyword_of(s->iri))
        return OK;
    if (s->vocab && vocab->kind != NAME_NULL && s->iri.n > vocab->text.n &&
        str_starts(s->iri, vocab->text)) {
        *out = str_from(s->iri, vocab->text.n);
        if (!ld_find(s->ctx, *out))
            return OK;
    }
    ld_each_prefix(r, s->ctx, s->iri, try_prefix, &c);
    *out = c.best.p ? c.best : s->iri;
    if (c.best.p)
        return OK;
    TRY(check_confusion(r, s));
    if (!s->vocab)
        *out = without_base(r, s);
    return OK;
}

code ld_alias(struct ld_run *r, const struct ld_context *ctx, enum ld_keyword k, str *out)
{
    const struct ld_shorten s = {.ctx = ctx, .iri = ld_keyword_text(k), .vocab = true};

    *out = s.iri;
    return ctx->aliases >> k & 1 ? ld_shorten(r, &s, out) : OK;
}
