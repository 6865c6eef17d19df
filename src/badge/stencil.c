#include "badge/stencil.h"

#include "format/rdfc.h"

/* A term with holes in it: `pieces` of its spelling with a word between each two. */
struct holed {
    rdf_term term;
    str pieces[STENCIL_HOLES + 1];
    size_t words[STENCIL_HOLES], n; /* which word comes behind each piece */
};
LIST_OF(holed_list, struct holed);

struct stencil {
    const struct json *document;
    struct rdf *statements;
    const struct suite *suite;
    struct holed_list terms;
    size_t holes;
    struct arena *a; /* of `securing`, which the same terms need not make again */
    msec created;
    str key_id;
    struct securing securing;
};

/* ---- cutting ---- */

/* The first hole in `text`, and where. */
static bool find_hole(str text, const struct str_list *holes, size_t *which, size_t *at)
{
    bool is_found = false;

    for (size_t i = 0; i < holes->n; i++) {
        ptrdiff_t here = str_find(text, holes->items[i]);
        if (here < 0 || (is_found && (size_t)here >= *at))
            continue;
        *which = i;
        *at = (size_t)here;
        is_found = true;
    }
    return is_found;
}

static void cut(struct holed *h, str spelled, const struct str_list *holes)
{
    size_t at = 0;

    h->n = 0;
    while (h->n < STENCIL_HOLES && find_hole(spelled, holes, &h->words[h->n], &at)) {
        h->pieces[h->n] = str_slice(spelled, 0, at);
        spelled = str_from(spelled, at + holes->items[h->words[h->n]].n);
        h->n++;
    }
    h->pieces[h->n] = spelled;
}

static void cut_terms(struct arena *a, struct stencil *s, const struct str_list *holes, bool *seen)
{
    for (rdf_term t = 1; t <= rdf_term_count(s->statements); t++) {
        struct holed h = {.term = t};
        cut(&h, rdf_spelling(s->statements, t), holes);
        for (size_t i = 0; i < h.n; i++)
            seen[h.words[i]] = true;
        if (h.n)
            *list_add(a, &s->terms) = h;
    }
}

code stencil_make(struct arena *a, str sample, const struct suite *suite, const struct str_list *holes,
                  struct stencil **out, struct error *err)
{
    const struct jsonld_options words = {.safe = true};
    struct stencil *s = NEW(a, struct stencil);
    bool seen[STENCIL_HOLES] = {false};

    if (!suite->by_words || suite->multibase != 'z')
        return fail(err, UNSUPPORTED, "proof", "this kind of proof is made one by one");
    if (holes->n > STENCIL_HOLES)
        return fail(err, LIMIT, "", "more words than a stencil has holes");
    s->suite = suite;
    s->holes = holes->n;
    s->a = a;
    TRY(json_parse(a, str_copy(a, sample), NULL, &s->document, err));
    TRY(jsonld_to_rdf(a, s->document, &words, &s->statements, err));
    cut_terms(a, s, holes, seen);
    for (size_t i = 0; i < holes->n; i++)
        if (!seen[i])
            return fail(err, NOT_FOUND, "", "the badge does not say \"" STR_FMT "\"", STR_ARG(holes->items[i]));
    *out = s;
    return OK;
}

/* ---- painting ---- */

/* Needs no escape in any term, so that the spelling is the word itself. */
static bool is_plain(str word)
{
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '$' || c == '-' || c == '_';
        if (!plain)
            return false;
    }
    return word.n > 0;
}

static str painted(struct arena *a, const struct holed *h, const struct str_list *words)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < h->n; i++) {
        buf_put(&b, h->pieces[i]);
        buf_put(&b, words->items[h->words[i]]);
    }
    buf_put(&b, h->pieces[h->n]);
    return buf_done(&b);
}

static code paint(struct arena *a, struct stencil *s, const struct str_list *words, struct error *err)
{
    if (words->n != s->holes)
        return fail(err, BAD_INPUT, "", "a stencil with %zu holes needs as many words", s->holes);
    for (size_t i = 0; i < words->n; i++)
        if (!is_plain(words->items[i]))
            return fail(err, BAD_INPUT, "", "the word is not plain enough for a stencil");
    for (size_t i = 0; i < s->terms.n; i++)
        rdf_respell(s->statements, s->terms.items[i].term, painted(a, &s->terms.items[i], words));
    return OK;
}

/* Who awards many badges does so within few seconds, by one key. */
static code secure(struct stencil *s, const struct proof_terms *t, struct error *err)
{
    if (s->securing.document && s->created == t->created && str_eq(s->key_id, t->key.id))
        return OK;
    TRY(proof_securing(s->a, s->document, t, &s->securing, err));
    s->securing.statements = s->statements;
    s->created = t->created;
    s->key_id = str_copy(s->a, t->key.id);
    return OK;
}

code stencil_sign(struct arena *a, struct stencil *s, const struct proof_terms *t, const struct str_list *words,
                  str *value, struct error *err)
{
    TRY(proof_check_terms(t, err));
    if (t->suite != s->suite)
        return fail(err, BAD_INPUT, "proof", "the stencil is for another kind of proof");
    TRY(paint(a, s, words, err));
    TRY(secure(s, t, err));
    return s->suite->sign(a, &s->securing, t->key.key, value, err);
}

bool stencil_fits(struct arena *a, struct stencil *s, const struct str_list *words, str credential)
{
    const struct jsonld_options safe = {.safe = true};
    const struct json *doc;
    struct rdf *statements;
    str ours, theirs;

    return paint(a, s, words, NULL) == OK && rdfc_hash(a, s->statements, NULL, &ours, NULL) == OK &&
           json_parse(a, credential, NULL, &doc, NULL) == OK &&
           jsonld_to_rdf(a, doc, &safe, &statements, NULL) == OK &&
           rdfc_hash(a, statements, NULL, &theirs, NULL) == OK && str_eq(ours, theirs);
}
