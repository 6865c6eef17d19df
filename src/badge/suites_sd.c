#include "badge/suites_sd.h"

#include "badge/sd_statements.h"
#include "base/codec.h"
#include "format/multikey.h"
#include "format/rdfc.h"

#define HMAC_KEY  32
#define SIGNATURE 64

/* ---- what both sides compute ---- */

static str hash(struct arena *a, str text)
{
    struct sha256 h = sha256(text);

    return str_copy(a, (str){(const char *)h.b, sizeof h.b});
}

/* §3.4.17: the lines that every reader sees, as one text. */
static str hash_mandatory(struct arena *a, const struct sd_statements *s, const bool *mandatory)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < s->n; i++)
        if (mandatory[i])
            buf_put(&b, s->lines[i]);
    return hash(a, buf_done(&b));
}

static code hash_options(struct arena *a, const struct securing *in, str *out, struct error *err)
{
    struct rdf *statements;

    TRY(jsonld_to_rdf(a, in->options, in->words, &statements, err));
    return rdfc_hash(a, statements, NULL, out, err);
}

/* §3.4.16: what the issuer's key signs. */
static code issuer_text(struct arena *a, const struct securing *in, str public_key,
                        str mandatory_hash, str *out, struct error *err)
{
    struct buf b = buf_new(a);
    str options;

    TRY(hash_options(a, in, &options, err));
    buf_put(&b, options);
    buf_put(&b, public_key);
    buf_put(&b, mandatory_hash);
    *out = buf_done(&b);
    return OK;
}

/* The key of one proof, as the proof has it: Multikey bytes. */
static code open_proof_key(str bytes, struct key **out, struct error *err)
{
    if (bytes.n != 35 || !str_starts(bytes, S("\x80\x24")))
        return fail(err, BAD_INPUT, "/proofValue", "the proof's own key is not a P-256 key");
    return key_from_ec(KEY_P256, str_from(bytes, 2), out, err);
}

/* ---- the issuer ---- */

/* A key of its own for each proof signs each line that need not be shown, and
 * is forgotten. No memory of the arena is taken while it is there. */
static code sign_lines(const struct sd_statements *s, const bool *mandatory, uint8_t *signatures,
                       uint8_t *point, struct error *err)
{
    struct key *own = NULL;
    bool ok = true;

    TRY(key_generate(KEY_P256, &own, err));
    for (size_t i = 0, n = 0; i < s->n && ok; i++)
        if (!mandatory[i])
            ok = key_sign_into(own, s->lines[i], signatures + SIGNATURE * n++) == SIGNATURE;
    key_public_into(own, point);
    key_close(own);
    return ok ? OK : fail(err, FAULT, "", "the cryptographic library could not sign");
}

static str multikey_bytes(struct arena *a, const uint8_t *point)
{
    return str_join(a, point[64] & 1 ? S("\x80\x24\3") : S("\x80\x24\2"),
                    (str){(const char *)point + 1, 32});
}

static code sign_statements(struct arena *a, const struct sd_statements *s, const bool *mandatory,
                            struct sd_base *base, struct error *err)
{
    uint8_t *signatures = arena_alloc(a, s->n + 1, SIGNATURE), point[65];
    size_t n = 0;

    TRY(sign_lines(s, mandatory, signatures, point, err));
    base->public_key = multikey_bytes(a, point);
    for (size_t i = 0; i < s->n; i++)
        if (!mandatory[i])
            *list_add(a, &base->signatures) =
                (str){(const char *)signatures + SIGNATURE * n++, SIGNATURE};
    return OK;
}

code sd_sign(struct arena *a, const struct securing *in, const struct key *key, str *value,
             struct error *err)
{
    char *hmac_key = arena_alloc(a, HMAC_KEY, 1);
    struct sd_base base = {.mandatory = in->mandatory, .hmac_key = {hmac_key, HMAC_KEY}};
    const struct sd_labelling l = {sd_hmac_label, &base.hmac_key};
    struct sd_statements s;
    bool *mandatory;
    str text;

    random_bytes(hmac_key, HMAC_KEY);
    TRY(sd_statements(a, in->document, in->words, &l, &s, err));
    TRY(sd_choose(a, &s, in->words, &in->mandatory, &mandatory, err));
    TRY(sign_statements(a, &s, mandatory, &base, err));
    TRY(issuer_text(a, in, base.public_key, hash_mandatory(a, &s, mandatory), &text, err));
    TRY(key_sign(a, key, text, &base.signature, err));
    *value = sd_write_base(a, &base);
    return OK;
}

/* ---- the holder ---- */

struct shown {
    bool *mandatory, *chosen, *all;
};

static code choose(struct arena *a, const struct sd_statements *s, const struct securing *in,
                   const struct str_list *pointers, struct shown *out, struct error *err)
{
    TRY(sd_choose(a, s, in->words, &in->mandatory, &out->mandatory, err));
    TRY(sd_choose(a, s, in->words, pointers, &out->chosen, err));
    out->all = NEW_ARRAY(a, s->n + 1, bool);
    for (size_t i = 0; i < s->n; i++)
        out->all[i] = out->mandatory[i] || out->chosen[i];
    return OK;
}

/* §3.5.5: signatures of what is shown beyond the mandatory lines, and the
 * places of these among all that is shown. */
static code filter(struct arena *a, const struct sd_statements *s, const struct sd_base *base,
                   const struct shown *shown, struct sd_derived *out, struct error *err)
{
    size_t signature = 0, place = 0;

    for (size_t i = 0; i < s->n; i++) {
        if (!shown->mandatory[i] && signature == base->signatures.n)
            return fail(err, DENIED, "/proofValue", "the proof does not belong to this credential");
        if (!shown->mandatory[i] && shown->chosen[i])
            *list_add(a, &out->signatures) = base->signatures.items[signature];
        signature += !shown->mandatory[i];
        if (shown->mandatory[i])
            *list_add(a, &out->mandatory) = place;
        place += shown->all[i];
    }
    if (signature != base->signatures.n)
        return fail(err, DENIED, "/proofValue", "the proof does not belong to this credential");
    return OK;
}

static code derive(struct arena *a, const struct securing *in, const struct sd_base *base,
                   const struct str_list *pointers, struct sd_derived *out, struct error *err)
{
    const struct sd_labelling l = {sd_hmac_label, &base->hmac_key};
    struct sd_statements s;
    struct shown shown;

    *out = (struct sd_derived){.signature = base->signature, .public_key = base->public_key};
    TRY(sd_statements(a, in->document, in->words, &l, &s, err));
    TRY(choose(a, &s, in, pointers, &shown, err));
    TRY(filter(a, &s, base, &shown, out, err));
    return sd_labels_of(a, &s, shown.all, &out->labels, err);
}

/* The one base proof of a credential, opened. */
static code find_base(struct arena *a, const struct json *secured, struct proof *p,
                      struct sd_base *base, struct error *err)
{
    const struct json *proof = json_get(secured, "proof");

    if (json_many_count(proof) != 1)
        return fail(err, BAD_INPUT, "/proof",
                    "the credential needs exactly one proof to derive from");
    TRY(proof_read(a, json_many(proof, 0), p, err));
    if (p->suite->open != sd_open)
        return fail(err, BAD_INPUT, "/proof", "the badge was not issued to be shown in parts");
    return sd_read_base(a, p->value, base, err);
}

static const struct json *with_value(struct arena *a, const struct json *proof, str value)
{
    str text = str_join(a, S("u"), base64url_encode(a, value));

    return json_with(a, proof, S("proofValue"), json_of_str(a, text));
}

static code show(struct arena *a, const struct json *document, const struct securing *in,
                 const struct str_list *pointers, const struct json **out, struct error *err)
{
    struct str_list all = {0};

    for (size_t i = 0; i < in->mandatory.n; i++)
        *list_add(a, &all) = in->mandatory.items[i];
    for (size_t i = 0; i < pointers->n; i++)
        *list_add(a, &all) = pointers->items[i];
    if (!all.n)
        return fail(err, BAD_INPUT, "pointer", "nothing of the badge would be shown");
    return sd_select(a, document, &all, true, out, err);
}

static str written(struct arena *a, const struct json *v)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_put_value(&w, v);
    return buf_done(&b);
}

code sd_derive(struct arena *a, str secured, const struct str_list *pointers, str *out,
               struct error *err)
{
    const struct jsonld_options words = {.safe = true};
    struct securing in = {.words = &words};
    const struct json *doc, *shown;
    struct proof p;
    struct sd_base base;
    struct sd_derived d;

    TRY(json_parse(a, str_trim(secured), NULL, &doc, err));
    TRY(find_base(a, doc, &p, &base, err));
    in.mandatory = base.mandatory;
    TRY(proof_document(a, doc, &p, &in.document, err));
    TRY(derive(a, &in, &base, pointers, &d, err));
    TRY(show(a, in.document, &in, pointers, &shown, err));
    shown = json_with(a, shown, S("proof"), with_value(a, p.json, sd_write_derived(a, &d)));
    *out = written(a, shown);
    return OK;
}

/* ---- the verifier ---- */

static str derived_label(struct arena *a, const void *ctx, str canonical)
{
    const struct str_list *labels = ctx;
    int64_t i;

    (void)a;
    if (!str_to_int(str_from(canonical, sizeof "c14n" - 1), &i) || (size_t)i >= labels->n)
        return (str){0};
    return labels->items[i];
}

static code places(struct arena *a, const struct sd_derived *d, size_t n, bool **out,
                   struct error *err)
{
    *out = NEW_ARRAY(a, n + 1, bool);
    for (size_t i = 0; i < d->mandatory.n; i++) {
        size_t at = d->mandatory.items[i];
        if (at >= n || (*out)[at])
            return fail(err, BAD_INPUT, "/proofValue",
                        "the proof names a statement that is not there");
        (*out)[at] = true;
    }
    return OK;
}

/* One signature of the proof's own key for each line that is not mandatory. */
static bool lines_hold(const struct sd_statements *s, const struct sd_derived *d,
                       const bool *mandatory, const struct key *own)
{
    size_t next = 0;

    for (size_t i = 0; i < s->n; i++) {
        if (mandatory[i])
            continue;
        if (next == d->signatures.n || !key_verify(own, s->lines[i], d->signatures.items[next++]))
            return false;
    }
    return next == d->signatures.n;
}

static code statements_of(struct arena *a, const struct securing *in, const struct rdf **out,
                          struct error *err)
{
    struct rdf *made;

    *out = in->statements;
    if (*out)
        return OK;
    TRY(jsonld_to_rdf(a, in->document, in->words, &made, err));
    *out = made;
    return OK;
}

code sd_open(struct arena *a, const struct suite *suite, const struct securing *in, str value,
             struct sealed *out, struct error *err)
{
    struct sd_derived d;
    struct sd_statements s;
    const struct rdf *statements;
    bool *mandatory;
    struct key *own = NULL;

    (void)suite;
    TRY(sd_read_derived(a, value, &d, err));
    const struct sd_labelling l = {derived_label, &d.labels};
    TRY(statements_of(a, in, &statements, err));
    TRY(sd_label(a, statements, &l, &s, err));
    TRY(places(a, &d, s.n, &mandatory, err));
    *out = (struct sealed){.signature = d.signature};
    TRY(issuer_text(a, in, d.public_key, hash_mandatory(a, &s, mandatory), &out->text, err));
    TRY(open_proof_key(d.public_key, &own, err));
    out->is_broken = !lines_hold(&s, &d, mandatory, own);
    key_close(own);
    return OK;
}
