/* cli/bench_rdfc.c — canonical forms: RDFC-1.0 of a usual credential, against
 * the hash that any signature needs over the same bytes. */
#include <string.h>

#include "base/codec.h"
#include "base/crypto.h"
#include "cli/bench.h"
#include "format/jcs.h"
#include "format/jsonld.h"
#include "format/rdfc.h"

/* Profile with image and address, hashed recipient, criteria, two alignments,
 * two results, evidence and an entry in a status list. */
static const char credential[] =
    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],"
    "\"id\":\"urn:uuid:7b9f0c52-3f1e-4a55-9a66-1f2d7c1d3a10\",\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"
    "\"name\":\"Working at heights\",\"description\":\"Passed the practical test at the second site in January, with no fault.\","
    "\"image\":{\"id\":\"https://badges.example.org/images/award-2t1bYx1Q9yY8nU.png\",\"type\":\"Image\",\"caption\":\"A ladder and a rope\"},"
    "\"awardedDate\":\"2026-01-14T16:30:00Z\",\"validFrom\":\"2026-01-15T09:00:00Z\",\"validUntil\":\"2029-01-15T09:00:00Z\","
    "\"issuer\":{\"id\":\"did:web:badges.example.org\",\"type\":\"Profile\",\"name\":\"Acme Training\",\"url\":\"https://acme.example.org/\","
    "\"email\":\"badges@acme.example.org\",\"phone\":\"+44 20 7946 0000\","
    "\"description\":\"Training for people who work where a fall would be the last one.\","
    "\"image\":{\"id\":\"https://badges.example.org/images/issuer-8Q9yY8nUl7tBV0XhCh1mGk6g.png\",\"type\":\"Image\",\"caption\":\"The sign of Acme Training\"},"
    "\"address\":{\"type\":\"Address\",\"addressCountry\":\"United Kingdom\",\"addressCountryCode\":\"GB\",\"addressLocality\":\"Leeds\","
    "\"postalCode\":\"LS1 4AP\",\"streetAddress\":\"14 Ladder Street\"}},"
    "\"credentialSubject\":{\"type\":\"AchievementSubject\",\"identifier\":[{\"type\":\"IdentityObject\",\"hashed\":true,"
    "\"identityHash\":\"sha256$9b9d0d3f5f8a4b3a1c8f5a0e3d5f1c2b4a6978867564534231201f1e1d1c1b1a\",\"identityType\":\"emailAddress\",\"salt\":\"q7Xk2p9vTz\"}],"
    "\"result\":[{\"type\":\"Result\",\"resultDescription\":\"urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd413\",\"value\":\"Pass\"},"
    "{\"type\":\"Result\",\"resultDescription\":\"urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd414\",\"value\":\"38\"}],"
    "\"achievement\":{\"id\":\"https://badges.example.org/achievements/working-at-heights/3\",\"type\":\"Achievement\",\"name\":\"Working at heights\","
    "\"achievementType\":\"Certification\",\"humanCode\":\"WAH-2\",\"version\":\"3\",\"inLanguage\":\"en\",\"tag\":[\"safety\",\"heights\",\"rescue\"],"
    "\"description\":\"Plans and does work on ladders, roofs and scaffolds so that nobody falls, and knows what to do when somebody does.\","
    "\"criteria\":{\"id\":\"https://badges.example.org/achievements/working-at-heights\",\"narrative\":\"## What was asked\\n\\n1. A day of theory "
    "with a written test of forty questions.\\n2. A day on the training roof: anchoring, moving, working, and rescue of a person who hangs in the "
    "harness.\\n3. A talk with an examiner about a plan for work that the learner wrote.\"},"
    "\"image\":{\"id\":\"https://badges.example.org/images/l7tBV0XhCh1mGk6gOaJ2RZqkq0Jtq2t1bYx1Q9yY8nU.png\",\"type\":\"Image\"},"
    "\"alignment\":[{\"type\":\"Alignment\",\"targetCode\":\"CPCCCM2010\",\"targetName\":\"Use fall protection\",\"targetType\":\"CTDL\","
    "\"targetDescription\":\"A unit of competency of the national register\",\"targetFramework\":\"National register of training\","
    "\"targetUrl\":\"https://skills.example.org/CPCCCM2010\"},"
    "{\"type\":\"Alignment\",\"targetCode\":\"RIIWHS204E\",\"targetName\":\"Work safely at heights\",\"targetType\":\"CTDL\","
    "\"targetDescription\":\"A unit of competency of the national register\",\"targetFramework\":\"National register of training\","
    "\"targetUrl\":\"https://skills.example.org/RIIWHS204E\"}],"
    "\"resultDescription\":[{\"id\":\"urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd413\",\"type\":\"ResultDescription\",\"name\":\"Practical test\","
    "\"resultType\":\"Status\",\"allowedValue\":[\"Pass\"]},"
    "{\"id\":\"urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd414\",\"type\":\"ResultDescription\",\"name\":\"Written test\",\"resultType\":\"RawScore\","
    "\"valueMin\":\"0\",\"valueMax\":\"40\",\"requiredValue\":\"34\"}]}},"
    "\"evidence\":[{\"id\":\"https://badges.example.org/evidence/2026/01/plan-0017.pdf\",\"type\":[\"Evidence\"],\"name\":\"Plan for work\","
    "\"narrative\":\"The plan as the examiner saw it.\",\"genre\":\"Document\"}],"
    "\"credentialStatus\":{\"id\":\"https://badges.example.org/status/4#94567\",\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation\","
    "\"statusListIndex\":\"94567\",\"statusListCredential\":\"https://badges.example.org/status/4\"}}";

/* SHA-256 of its canonical N-Quads. */
#define CANONICAL_HASH "da4459e54ac65f12af0ab8895748428af50139b11187ab44fb93a27cb854505c"

struct canonical {
    struct arena *a;                             /* of one call */
    str json, nquads;
    const struct json *tree;
    struct rdf *quads;
};

/* ---- the work ---- */

static void hash_work(void *ctx)
{
    struct canonical *x = ctx;
    struct sha256 h = sha256(x->nquads);

    __asm__ volatile("" : : "r"(&h) : "memory");
}

static str to_text(struct canonical *x, const struct rdf *d)
{
    str out = {0};

    return rdfc_canonicalize(x->a, d, NULL, &out, NULL, NULL) == OK ? out : (str){0};
}

static str to_hash(struct canonical *x, const struct rdf *d)
{
    str out = {0};

    return rdfc_hash(x->a, d, NULL, &out, NULL) == OK ? out : (str){0};
}

static str json_to_hash(struct canonical *x, str json)
{
    const struct json *document;
    struct rdf *d;

    if (json_parse(x->a, json, NULL, &document, NULL) != OK ||
        jsonld_to_rdf(x->a, document, &(struct jsonld_options){.safe = true}, &d, NULL) != OK)
        return (str){0};
    return to_hash(x, d);
}

static void text_work(void *ctx)
{
    struct canonical *x = ctx;

    arena_reset(x->a);
    if (str_is_absent(to_text(x, x->quads)))
        __builtin_trap();
}

static void quads_to_hash_work(void *ctx)
{
    struct canonical *x = ctx;

    arena_reset(x->a);
    if (str_is_absent(to_hash(x, x->quads)))
        __builtin_trap();
}

static void json_to_hash_work(void *ctx)
{
    struct canonical *x = ctx;

    arena_reset(x->a);
    if (str_is_absent(json_to_hash(x, x->json)))
        __builtin_trap();
}

static void jcs_work(void *ctx)
{
    struct canonical *x = ctx;
    str out;

    arena_reset(x->a);
    if (jcs_write(x->a, x->tree, &out, NULL) != OK)
        __builtin_trap();
}

/* ---- proof before timing ---- */

/* The lines from the last to the first. */
static str turned_around(struct arena *a, str text)
{
    struct buf b = buf_new(a);
    size_t end = text.n, at = end;

    while (end) {
        for (at = end - 1; at && text.p[at - 1] != '\n';)
            at--;
        buf_put(&b, str_slice(text, at, end));
        end = at;
    }
    return buf_done(&b);
}

static bool has_hash(struct canonical *x, str hash)
{
    return str_eq(hex_encode(x->a, hash), S(CANONICAL_HASH));
}

static code prove(struct arena *a, struct canonical *x, struct error *err)
{
    struct rdf *other;

    arena_reset(x->a);
    TRY(nquads_parse(a, turned_around(a, x->nquads), NULL, &other, err));
    if (!str_eq(sha256_hex(a, x->nquads), S(CANONICAL_HASH)) || !has_hash(x, to_hash(x, x->quads)) ||
        !has_hash(x, to_hash(x, other)) || !has_hash(x, json_to_hash(x, x->json)))
        return fail(err, FAULT, "rdfc", "the canonical form is not what it must be");
    for (size_t at = 5; at < x->json.n; at += 41) {
        str changed = str_copy(a, x->json);
        ((char *)(uintptr_t)changed.p)[at] ^= 1;
        arena_reset(x->a);
        if (has_hash(x, json_to_hash(x, changed)))
            return fail(err, FAULT, "rdfc", "a changed byte does not change the hash");
    }
    return OK;
}

static code prepare(struct arena *a, struct canonical *x, struct error *err)
{
    x->json = (str){credential, sizeof credential - 1};
    TRY(json_parse(a, x->json, NULL, &x->tree, err));
    TRY(jsonld_to_rdf(a, x->tree, &(struct jsonld_options){.safe = true}, &x->quads, err));
    TRY(rdfc_canonicalize(a, x->quads, NULL, &x->nquads, NULL, err));
    return prove(a, x, err);
}

static void compare(struct bench *b, struct canonical *x)
{
    enum { HASH, TEXT, QUADS, JSON, JCS };
    const struct measure measures[] = {
        [HASH] = {"SHA-256 of 12 KB", "us", hash_work, .ctx = x},
        [TEXT] = {"RDFC-1.0 of 98 quads, to text", "us", text_work, .ctx = x},
        [QUADS] = {"RDFC-1.0 of 98 quads, to a hash", "us", quads_to_hash_work, .ctx = x},
        [JSON] = {"JSON-LD text to the hash", "us", json_to_hash_work, .ctx = x},
        [JCS] = {"JCS of the same 4 KB", "us", jcs_work, .ctx = x},
    };
    const struct ratio ratios[] = {
        {"RDFC-1.0 to text / SHA-256", TEXT, HASH, 0, {2.5, 1.3, false}},
        {"RDFC-1.0 to a hash / SHA-256", QUADS, HASH, 0, {3.5, 2.3, false}},
        {"JSON-LD text to the hash / SHA-256", JSON, HASH, 0, {0}},
        {"JCS / SHA-256", JCS, HASH, 0, {0}},
    };
    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), 0});
}

code bench_rdfc(struct bench *b, struct error *err)
{
    struct canonical x = {.a = arena_new(0)};
    code c = prepare(bench_arena(b), &x, err);

    if (c == OK)
        compare(b, &x);
    arena_free(x.a);
    return c;
}
