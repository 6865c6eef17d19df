#include "badge/proof_check.h"

#include "badge/checks.h"
#include "badge/meaning.h"
#include "format/did.h"

/* Clocks differ a little: security.md T-46. */
#define TOLERANCE (5 * MINUTE)

struct fitting {
    const struct suite *suite;
    const struct sealed *sealed;
};

static bool fits_proof(void *ctx, const struct key *key)
{
    const struct fitting *f = ctx;

    return !f->sealed->is_broken && suite_takes(f->suite, key_kind(key)) &&
           key_verify(key, f->sealed->text, f->sealed->signature);
}

/* R30-44: "https://issuer#z6Mk…" names a key and is one, whoever wrote it. */
static str key_in_method(str method)
{
    static const str starts[] = {S("z6Mk"), S("zDn"), S("z82"), S("zQ3s"), S("z4MX")};
    ptrdiff_t at = str_find_byte(method, '#');
    str fragment = at < 0 ? (str){0} : str_from(method, (size_t)at + 1);

    for (size_t i = 0; i < COUNT(starts); i++)
        if (str_starts(fragment, starts[i]))
            return fragment;
    return (str){0};
}

/* ---- one proof ---- */

static struct voucher unread(struct inquiry *q, const struct proof *p, code c,
                             const struct error *err)
{
    bool lost = str_starts(cstr(err->text), S("data-loss"));
    const char *flaw = !str_is_empty(cstr(p->flaw)) ? p->flaw
                       : lost                       ? "data-loss"
                       : c == UNSUPPORTED           ? "proof-unsupported"
                       : c == UNREACHABLE           ? "context-unknown"
                       : c == LIMIT                 ? "too-many-values"
                                                    : "signature-invalid";

    return voucher_of(c == BAD_INPUT ? FAIL : UNTESTED, flaw, str_copy(q->a, cstr(err->where)),
                      str_printf(q->a, "The proof does not hold: %s.", err->text));
}

static struct voucher open_and_ask(struct inquiry *q, const struct issued *what,
                                   const struct proof *p, const struct securing *in)
{
    struct sealed sealed;
    struct error err = {0};
    struct fitting f = {p->suite, &sealed};
    const struct signed_text text = {.method = p->method,
                                     .own_multikey = key_in_method(p->method),
                                     .fits = fits_proof,
                                     .ctx = &f};

    code c = p->suite->open(q->a, p->suite, in, p->value, &sealed, &err);
    if (c != OK)
        return unread(q, p, c, &err);
    return issuer_vouches(q, what->issuer, &text);
}

/* A proof over statements holds under the contexts as they were when it was
 * made: newest first, then older. */
static struct voucher check_signature(struct inquiry *q, const struct issued *what,
                                      const struct proof *p, struct securing *in)
{
    struct jsonld_options words = {.safe = true, .revision = what->meaning->revision};
    bool is_chained = json_get(p->json, "previousProof") != NULL;

    in->words = &words;
    in->statements = is_chained ? NULL : what->meaning->statements;
    struct voucher v = open_and_ask(q, what, p, in), older;
    while (p->suite->by_words && str_eq(cstr(v.flaw), S("signature-invalid")) &&
           ++words.revision < what->meaning->revisions) {
        in->statements = NULL;
        older = open_and_ask(q, what, p, in);
        if (older.outcome == PASS)
            return older;
    }
    return v;
}

static struct voucher check_times(struct inquiry *q, const struct proof *p)
{
    if (p->has_created && p->created > q->report->at + TOLERANCE)
        return voucher_of(FAIL, "not-yet-valid", S("/created"),
                          S("The proof was made at a time that is yet to come."));
    if (p->has_expires && p->expires < q->report->at)
        return voucher_of(FAIL, "expired", S("/expires"), S("The proof has expired."));
    return voucher_of(PASS, "", (str){0}, S(""));
}

static struct voucher judge_read(struct inquiry *q, const struct issued *what, struct proof *p)
{
    struct securing in = {0};
    struct error err = {0};
    struct voucher v = check_times(q, p);

    if (v.outcome != PASS)
        return v;
    if (p->suite->by_words && what->meaning->outcome != PASS)
        return voucher_of(UNTESTED, what->meaning->flaw, (str){0},
                          S("The proof is over the badge's words, and these are not all known."));
    code c = proof_document(q->a, what->document, p, &in.document, &err);
    if (c == OK)
        c = proof_options(q->a, in.document, p, &in.options, &err);
    return c == OK ? check_signature(q, what, p, &in) : unread(q, p, c, &err);
}

static struct judged judge_proof(struct inquiry *q, const struct issued *what,
                                 const struct json *json)
{
    struct proof p;
    struct error err = {0};
    struct judged j = {0};

    code c = proof_read(q->a, json, &p, &err);
    j.voucher = c == OK ? judge_read(q, what, &p) : unread(q, &p, c, &err);
    j.suite = p.suite;
    j.is_bound = p.is_bound;
    return j;
}

/* ---- all of them ---- */

void judge_proofs(struct inquiry *q, const struct issued *what, struct judged_list *out)
{
    const struct json *proofs = json_get(what->document, "proof");
    bool is_list = json_is(proofs, JSON_ARRAY);

    for (size_t i = 0; i < json_many_count(proofs) && i < MAX_PROOFS; i++) {
        struct judged j = judge_proof(q, what, json_many(proofs, i));
        str place = is_list ? str_printf(q->a, "/proof/%zu", i) : S("/proof");
        if (str_is_empty(j.voucher.where) || j.voucher.where.p[0] == '/')
            j.voucher.where = str_join(q->a, place, j.voucher.where);
        *list_add(q->a, out) = j;
    }
}

const struct judged *judged_best(const struct judged_list *l)
{
    const struct judged *best = NULL;

    for (size_t i = 0; i < l->n; i++) {
        const struct judged *j = &l->items[i];
        if (j->voucher.outcome == FAIL && !j->voucher.is_foreign)
            return j;
        if (!best || (j->voucher.outcome == PASS && best->voucher.outcome != PASS))
            best = j;
    }
    return best;
}

/* ---- the question ---- */

/* R30-24: any one that holds suffices; but a proof that is there and wrong is
 * never passed over, unless it is a stranger's. */
static enum outcome outcome_beside(const struct voucher *v, bool any_holds)
{
    if (any_holds && (v->is_foreign || v->outcome == UNTESTED))
        return WARN;
    return v->outcome;
}

static void report(struct inquiry *q, const struct judged *j, bool any_holds, bool is_one)
{
    const struct voucher *v = &j->voucher;
    bool good = v->outcome == PASS;

    found(q, outcome_beside(v, any_holds), v->flaw, good && is_one ? (str){0} : v->where, STR_FMT,
          STR_ARG(v->message));
    if (good && j->suite && j->suite->is_old)
        found(q, WARN, "proof-old", v->where, "This kind of proof is not made any more.");
    if (good && j->is_bound)
        found(q, WARN, "proof-purpose", v->where,
              "The proof was made for one reader; whether for this one was not checked.");
}

static void report_all(struct inquiry *q, const struct judged_list *l)
{
    const struct judged *first = NULL;

    for (size_t i = 0; i < l->n && !first; i++)
        if (l->items[i].voucher.outcome == PASS)
            first = &l->items[i];
    for (size_t i = 0; i < l->n; i++)
        report(q, &l->items[i], first != NULL, l->n == 1);
    if (first)
        q->report->anchor = first->voucher.anchor;
}

void check_proof(struct inquiry *q)
{
    const struct issued what = {q->credential, q->badge->issuer.id, &q->meaning};
    size_t proofs = json_many_count(json_get(what.document, "proof"));
    struct judged_list all = {0};

    if (q->badge->kind != KIND_VC_JWT && !proofs) {
        found(q, FAIL, "no-proof", (str){0}, "The badge is not signed by anybody.");
        return;
    }
    if (str_is_empty(what.issuer)) {
        found(q, FAIL, "required-missing", S("/issuer"), "The badge does not say who issued it.");
        return;
    }
    if (q->badge->kind == KIND_VC_JWT)
        *list_add(q->a, &all) =
            (struct judged){.voucher = issuer_vouches_jws(q, what.issuer, &q->in.jws)};
    judge_proofs(q, &what, &all);
    if (proofs > MAX_PROOFS)
        found(q, FAIL, "too-many-values", S("/proof"), "More than %d proofs are not read.",
              MAX_PROOFS);
    report_all(q, &all);
}
