#include "badge/suites.h"

#include <string.h>

#include "format/jcs.h"
#include "format/rdfc.h"

/* ---- hashes: SHA-384 goes with P-384, SHA-256 with all else ---- */

static str hash_text(struct arena *a, enum key_kind kind, str text)
{
    if (kind == KEY_P384)
        return sha384(a, text);
    struct sha256 h = sha256(text);
    return str_copy(a, (str){(const char *)h.b, sizeof h.b});
}

static code hash_statements(struct arena *a, enum key_kind kind, const struct rdf *statements,
                            str *hash, struct error *err)
{
    const struct rdfc_options opt = {.hash = kind == KEY_P384 ? SHA_384 : SHA_256};

    return rdfc_hash(a, statements, &opt, hash, err);
}

static code hash_words(struct arena *a, enum key_kind kind, const struct json *v,
                       const struct jsonld_options *words, str *hash, struct error *err)
{
    struct rdf *statements;

    TRY(jsonld_to_rdf(a, v, words, &statements, err));
    return hash_statements(a, kind, statements, hash, err);
}

static code hash_json(struct arena *a, enum key_kind kind, const struct json *v, str *hash,
                      struct error *err)
{
    str text;

    TRY(jcs_write(a, v, &text, err));
    *hash = hash_text(a, kind, text);
    return OK;
}

/* ---- what a key signs: H(options) ‖ H(document) ---- */

typedef code text_fn(struct arena *a, const struct securing *in, enum key_kind kind, str *text,
                     struct error *err);

/* Whoever issues many badges in one second with one key has the same options
 * each time; each thread remembers the hash of the last ones. */
static __thread struct remembered {
    enum key_kind kind;
    size_t text_n, hash_n;
    char text[1024], hash[48];
} last_options;

static void remember(enum key_kind kind, str text, str hash)
{
    struct remembered *r = &last_options;

    if (str_is_empty(text) || text.n > sizeof r->text)
        return;
    r->kind = kind;
    r->text_n = text.n;
    r->hash_n = hash.n;
    memcpy(r->text, text.p, text.n);
    memcpy(r->hash, hash.p, hash.n);
}

static code hash_options(struct arena *a, const struct securing *in, enum key_kind kind, str *hash,
                         struct error *err)
{
    const struct remembered *r = &last_options;

    if (!str_is_empty(in->options_text) && r->kind == kind &&
        str_eq((str){r->text, r->text_n}, in->options_text)) {
        *hash = str_copy(a, (str){r->hash, r->hash_n});
        return OK;
    }
    TRY(hash_words(a, kind, in->options, in->words, hash, err));
    remember(kind, in->options_text, *hash);
    return OK;
}

/* VC-DI-EDDSA §3.2, VC-DI-ECDSA §3.2. */
static code rdfc_text(struct arena *a, const struct securing *in, enum key_kind kind, str *text,
                      struct error *err)
{
    str options, document;

    TRY(hash_options(a, in, kind, &options, err));
    if (in->statements)
        TRY(hash_statements(a, kind, in->statements, &document, err));
    else
        TRY(hash_words(a, kind, in->document, in->words, &document, err));
    *text = str_join(a, options, document);
    return OK;
}

/* VC-DI-EDDSA §3.3, VC-DI-ECDSA §3.3: where the proof has contexts, they are
 * those that the document had when it was signed. */
static code jcs_text(struct arena *a, const struct securing *in, enum key_kind kind, str *text,
                     struct error *err)
{
    const struct json *words = json_get(in->options, "@context"), *doc = in->document;
    str options, document;

    if (words)
        doc = json_with(a, doc, S("@context"), words);
    TRY(hash_json(a, kind, in->options, &options, err));
    TRY(hash_json(a, kind, doc, &document, err));
    *text = str_join(a, options, document);
    return OK;
}

/* The length of a signature tells the curve, and the curve the hash. */
static enum key_kind kind_by_size(const struct suite *s, size_t n)
{
    for (size_t i = 0; i < COUNT(s->kinds); i++)
        if (s->kinds[i] && n == (s->kinds[i] == KEY_P384 ? 96 : 64))
            return s->kinds[i];
    return 0;
}

static code open_with(struct arena *a, const struct suite *s, const struct securing *in, str value,
                      text_fn *make_text, struct sealed *out, struct error *err)
{
    enum key_kind kind = kind_by_size(s, value.n);

    if (!kind)
        return fail(err, BAD_INPUT, "/proofValue", "the signature has a length that none has");
    *out = (struct sealed){.signature = value};
    return make_text(a, in, kind, &out->text, err);
}

static code sign_with(struct arena *a, const struct securing *in, const struct key *key,
                      text_fn *make_text, str *value, struct error *err)
{
    str text;

    TRY(make_text(a, in, key_kind(key), &text, err));
    return key_sign(a, key, text, value, err);
}

static code rdfc_open(struct arena *a, const struct suite *s, const struct securing *in, str value,
                      struct sealed *out, struct error *err)
{
    return open_with(a, s, in, value, rdfc_text, out, err);
}

static code rdfc_sign(struct arena *a, const struct securing *in, const struct key *key, str *value,
                      struct error *err)
{
    return sign_with(a, in, key, rdfc_text, value, err);
}

static code jcs_open(struct arena *a, const struct suite *s, const struct securing *in, str value,
                     struct sealed *out, struct error *err)
{
    return open_with(a, s, in, value, jcs_text, out, err);
}

static code jcs_sign(struct arena *a, const struct securing *in, const struct key *key, str *value,
                     struct error *err)
{
    return sign_with(a, in, key, jcs_text, value, err);
}

/* ---- the table; what comes first is what we issue with ---- */

#define PROOF S("DataIntegrityProof")

static const struct suite suites[] = {
    {PROOF, S("eddsa-rdfc-2022"), {KEY_ED25519}, 'z', true, false, rdfc_open, rdfc_sign},
    {PROOF, S("ecdsa-rdfc-2019"), {KEY_P256, KEY_P384}, 'z', true, false, rdfc_open, rdfc_sign},
    {PROOF, S("eddsa-jcs-2022"), {KEY_ED25519}, 'z', false, false, jcs_open, jcs_sign},
    {PROOF, S("ecdsa-jcs-2019"), {KEY_P256, KEY_P384}, 'z', false, false, jcs_open, jcs_sign},
    {PROOF, S("ecdsa-sd-2023"), {KEY_P256}, 'u', true, false, sd_open, sd_sign},
    /* The draft's name for eddsa-rdfc-2022: the very same steps. */
    {PROOF, S("eddsa-2022"), {KEY_ED25519}, 'z', true, true, rdfc_open, rdfc_sign},
    {S("Ed25519Signature2020"), {0}, {KEY_ED25519}, 'z', true, true, rdfc_open, rdfc_sign},
};

const struct suite *suite_find(str type, str cryptosuite)
{
    for (size_t i = 0; i < COUNT(suites); i++)
        if (str_eq(suites[i].type, type) && str_eq(suites[i].cryptosuite, cryptosuite))
            return &suites[i];
    return NULL;
}

const struct suite *suite_named(str name)
{
    for (size_t i = 0; i < COUNT(suites); i++)
        if (!str_is_empty(name) &&
            (str_eq(suites[i].cryptosuite, name) || str_eq(suites[i].type, name)))
            return str_eq(name, PROOF) ? NULL : &suites[i];
    return NULL;
}

bool suite_takes(const struct suite *s, enum key_kind kind)
{
    return kind && (s->kinds[0] == kind || s->kinds[1] == kind);
}

const struct suite *suite_for(enum key_kind kind)
{
    for (size_t i = 0; i < COUNT(suites); i++)
        if (suite_takes(&suites[i], kind))
            return &suites[i];
    return NULL;
}

str suite_names(struct arena *a)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < COUNT(suites); i++)
        if (!suites[i].is_old) {
            buf_put(&b, i ? S(", ") : S(""));
            buf_put(&b, suites[i].cryptosuite);
        }
    return buf_done(&b);
}
