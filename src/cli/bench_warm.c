/* cli/bench_warm.c — a whole verification when the issuer's status list was
 * proved before and its keys are at hand, against the proof of the badge alone. */
#include "badge/sign.h"
#include "badge/status.h"
#include "badge/verify.h"
#include "badge/verify_cache.h"
#include "cli/bench.h"
#include "cli/bench_badge.h"

#define AT     1800000000000
#define ISSUER "did:web:badges.example.org"
#define KEY_ID ISSUER "#1"
#define LIST_URL "https://badges.example.org/status/1"

struct warm {
    struct arena *a;                             /* of one call */
    struct key *key;
    str badge, list, document;
    struct loader loader;
    struct verify_options kept, anew;
    size_t asked;
};

static code answer(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out,
                   struct error *err)
{
    struct warm *w = ctx;
    bool is_list = str_eq(url, S(LIST_URL));

    (void)accept;
    if (!is_list && !str_eq(url, S("https://badges.example.org/.well-known/did.json")))
        return fail(err, UNREACHABLE, str_z(a, url), "nobody lives there");
    w->asked++;
    *out = (struct loaded){.status = 200, .body = is_list ? w->list : w->document};
    return OK;
}

/* ---- the work ---- */

/* What a proof alone needs, with the key at hand: no contexts judged, no
 * rules, no report. */
static code check_proof_alone(struct warm *w)
{
    const struct jsonld_options words = {.safe = true};
    struct securing in = {.words = &words};
    const struct json *doc;
    struct proof p;
    struct sealed sealed;
    struct rdf *statements;

    arena_reset(w->a);
    TRY(json_parse(w->a, w->badge, NULL, &doc, NULL));
    TRY(proof_read(w->a, json_get(doc, "proof"), &p, NULL));
    TRY(proof_document(w->a, doc, &p, &in.document, NULL));
    TRY(proof_options(w->a, in.document, &p, &in.options, NULL));
    TRY(jsonld_to_rdf(w->a, in.document, &words, &statements, NULL));
    in.statements = statements;
    TRY(p.suite->open(w->a, p.suite, &in, p.value, &sealed, NULL));
    return key_verify(w->key, sealed.text, sealed.signature) ? OK : DENIED;
}

static void proof_work(void *ctx)
{
    if (check_proof_alone(ctx) != OK)
        __builtin_trap();
}

static bool holds(struct warm *w, const struct verify_options *o, str badge)
{
    struct report report;
    struct error err;

    arena_reset(w->a);
    return badge_verify(w->a, badge, o, &report, &err) == OK && report.verdict == VALID;
}

static void kept_work(void *ctx)
{
    struct warm *w = ctx;

    if (!holds(w, &w->kept, w->badge))
        __builtin_trap();
}

static void anew_work(void *ctx)
{
    struct warm *w = ctx;

    if (!holds(w, &w->anew, w->badge))
        __builtin_trap();
}

/* ---- making ---- */

static code make_list(struct arena *a, struct warm *w, const struct proof_terms *t, size_t set,
                      struct error *err)
{
    struct bitstring bits = bitstring_new(a, BITSTRING_MIN_BITS);
    const struct status_list l = {.id = S(LIST_URL), .issuer_id = S(ISSUER), .purpose = S("revocation"),
                                  .valid_from = AT - DAY, .ttl_ms = DAY};

    bitstring_set(&bits, set, true);
    return sign_credential(a, status_list_write(a, &l, &bits), t, &w->list, err);
}

static code make(struct arena *a, struct warm *w, const struct proof_terms *t, struct error *err)
{
    struct status_ref place = {.id = S(LIST_URL "#94567"), .purpose = S("revocation"),
                               .list_url = S(LIST_URL), .index = 94567, .size = 1};
    struct badge b;
    str credential;

    bench_fill_badge(a, &b, S(ISSUER));
    b.status = (struct status_ref_list){.items = &place, .n = 1};
    TRY(write_v3(a, &b, &credential, err));
    TRY(sign_credential(a, credential, t, &w->badge, err));
    w->document = write_did_document(a, S(ISSUER), (str){0}, &t->key, 1);
    return make_list(a, w, t, 7, err);
}

/* Kept means: nothing is asked, a changed byte and a revoked badge are seen. */
static code prove(struct arena *a, struct warm *w, const struct proof_terms *t, struct error *err)
{
    str changed = str_copy(a, w->badge);

    if (!holds(w, &w->kept, w->badge) || !holds(w, &w->anew, w->badge))
        return fail(err, FAULT, "warm", "the badge that was issued does not hold");
    w->asked = 0;
    if (!holds(w, &w->kept, w->badge) || w->asked)
        return fail(err, FAULT, "warm", "what was proved is not kept");
    ((char *)(uintptr_t)changed.p)[w->badge.n / 2] ^= 1;
    if (holds(w, &w->kept, changed))
        return fail(err, FAULT, "warm", "a badge with a changed byte is not refused");
    TRY(make_list(a, w, t, 94567, err));
    if (holds(w, &w->anew, w->badge))
        return fail(err, FAULT, "warm", "a revoked badge is not refused");
    return make_list(a, w, t, 7, err);
}

static void compare(struct bench *b, struct warm *w)
{
    enum { PROOF, KEPT, ANEW };
    const struct measure measures[] = {
        [PROOF] = {"proof of a badge alone, key at hand", "us", proof_work, .ctx = w},
        [KEPT] = {"the same badge whole, list and keys kept", "us", kept_work, .ctx = w},
        [ANEW] = {"the same badge whole, list and keys anew", "us", anew_work, .ctx = w},
    };
    const struct ratio ratios[] = {
        {"whole and warm / proof alone", KEPT, PROOF, 0, {1.3, 1.15, false}},
        {"list and keys anew / kept", ANEW, KEPT, 0, {0}},
    };
    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), 0});
}

static code run(struct bench *b, struct warm *w, struct error *err)
{
    struct arena *a = bench_arena(b);

    TRY(key_generate(KEY_ED25519, &w->key, err));
    const struct proof_terms t = {.suite = suite_for(KEY_ED25519), .key = {w->key, S(KEY_ID)}, .created = AT - DAY};
    TRY(make(a, w, &t, err));
    TRY(prove(a, w, &t, err));
    compare(b, w);
    return OK;
}

code bench_warm(struct bench *b, struct error *err)
{
    struct warm w = {.a = arena_new(0)};

    w.loader = (struct loader){.get = answer, .ctx = &w};
    w.anew = (struct verify_options){.loader = &w.loader, .at = AT};
    w.kept = w.anew;
    w.kept.cache = verify_cache_open(0);
    code c = run(b, &w, err);
    verify_cache_close(w.kept.cache);
    key_close(w.key);
    arena_free(w.a);
    return c;
}
