#include "badge/proof.h"

#include "badge/read.h"
#include "base/codec.h"
#include "base/uri.h"

#define MAX_VALUE ((size_t)64 << 10) /* of proofValue: one that discloses selectively is long */

/* ---- reading ---- */

static code flawed(struct proof *p, const char *flaw, code c)
{
    p->flaw = flaw;
    return c;
}

static code read_suite(struct arena *a, struct proof *p, struct error *err)
{
    str type = member_text(p->json, "type"), name = member_text(p->json, "cryptosuite");

    (void)a;
    if (str_is_empty(type))
        return flawed(p, "no-proof", fail(err, BAD_INPUT, "/type", "the proof says nothing"));
    p->suite = suite_find(type, name);
    if (!p->suite)
        return flawed(p, "proof-unsupported",
                      fail(err, UNSUPPORTED, "/cryptosuite",
                           "the proof is of a kind that this program does not check"));
    return OK;
}

static code read_purpose(struct arena *a, struct proof *p, struct error *err)
{
    (void)a;
    if (!str_eq(member_text(p->json, "proofPurpose"), S("assertionMethod")))
        return flawed(
            p, "proof-purpose",
            fail(err, BAD_INPUT, "/proofPurpose", "the proof was not made to assert a badge"));
    return OK;
}

/* R30-40 and onwards: an address or a DID URL; anything else leads nowhere. */
static code read_method(struct arena *a, struct proof *p, struct error *err)
{
    (void)a;
    p->method = member_text(p->json, "verificationMethod");
    if (!uri_is_http(p->method) && !str_starts(p->method, S("did:")))
        return flawed(p, "key-unresolvable",
                      fail(err, BAD_INPUT, "/verificationMethod",
                           "the proof does not say where its key is found"));
    return OK;
}

static code read_value(struct arena *a, struct proof *p, struct error *err)
{
    str text = member_text(p->json, "proofValue");

    if (str_is_empty(text) || text.n > MAX_VALUE || text.p[0] != p->suite->multibase ||
        multibase_decode(a, text, &p->value, NULL) != OK || p->value.n == 0)
        return flawed(
            p, "signature-invalid",
            fail(err, BAD_INPUT, "/proofValue", "the signature is not written as it must be"));
    return OK;
}

/* `name` with the slash of its place. */
static code read_time(struct proof *p, const char *name, bool *has, msec *t, struct error *err)
{
    const struct json *v = json_get(p->json, name + 1);

    *has = v != NULL;
    if (v && time_parse_stamp(json_str(v), t, NULL) != OK)
        return flawed(
            p, "date-malformed",
            fail(err, BAD_INPUT, name,
                 time_has_other_year(json_str(v))
                     ? "\"%s\" of the proof is not of a year from 0000 to 9999"
                     : "\"%s\" of the proof is no date and time",
                 name + 1));
    return OK;
}

static code read_times(struct arena *a, struct proof *p, struct error *err)
{
    (void)a;
    p->is_bound = json_get(p->json, "domain") || json_get(p->json, "challenge");
    TRY(read_time(p, "/created", &p->has_created, &p->created, err));
    return read_time(p, "/expires", &p->has_expires, &p->expires, err);
}

code proof_read(struct arena *a, const struct json *json, struct proof *out, struct error *err)
{
    static code (*const steps[])(struct arena * a, struct proof * p, struct error * err) = {
        read_suite, read_purpose, read_method, read_value, read_times};

    *out = (struct proof){.json = json, .id = member_text(json, "id"), .flaw = ""};
    for (size_t i = 0; i < COUNT(steps); i++)
        TRY(steps[i](a, out, err));
    return OK;
}

/* ---- what a proof was made over ---- */

static const struct json *without(struct arena *a, const struct json *object, const char *name)
{
    return json_without(a, object, &name, 1);
}

/* The proofs of that id; a proof without one cannot be named. */
static size_t find_named(const struct json *proofs, str id, const struct json **found, size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < json_many_count(proofs) && n < max; i++)
        if (!str_is_empty(id) && str_eq(member_text(json_many(proofs, i), "id"), id))
            found[n++] = json_many(proofs, i);
    return n;
}

code proof_document(struct arena *a, const struct json *secured, const struct proof *p,
                    const struct json **out, struct error *err)
{
    const struct json *before = json_get(p->json, "previousProof"), *found[MAX_PROOFS];
    size_t n = 0;

    *out = without(a, secured, "proof");
    for (size_t i = 0; i < json_many_count(before); i++) {
        size_t more = find_named(json_get(secured, "proof"), json_str(json_many(before, i)),
                                 found + n, MAX_PROOFS - n);
        if (!more)
            return fail(err, BAD_INPUT, "/previousProof",
                        "the proof before this one is not in the badge");
        n += more;
    }
    if (n)
        *out = json_with(a, *out, S("proof"), json_of_items(a, found, n));
    return OK;
}

static bool same_text(const struct json *x, const struct json *y)
{
    return json_is(x, JSON_STRING) && json_is(y, JSON_STRING) && str_eq(json_str(x), json_str(y));
}

/* VC-DI-EDDSA §3.3.2: the document's contexts begin with the proof's. */
static bool begins_with(const struct json *contexts, const struct json *start)
{
    for (size_t i = 0; i < json_many_count(start); i++)
        if (!same_text(json_many(contexts, i), json_many(start, i)))
            return false;
    return true;
}

code proof_options(struct arena *a, const struct json *document, struct proof *p,
                   const struct json **out, struct error *err)
{
    const struct json *words = json_get(document, "@context"), *own = json_get(p->json, "@context");

    if (own && !begins_with(words, own))
        return flawed(p, "context-unknown",
                      fail(err, BAD_INPUT, "/@context", "the proof has words of its own"));
    *out = without(a, p->json, "proofValue");
    if (p->suite->by_words && words)
        *out = json_with(a, *out, S("@context"), words);
    return OK;
}

/* ---- making ---- */

/* The one text of a proof: rebuilt byte for byte from the same terms. `value`
 * absent: the options alone. */
static str proof_text(struct arena *a, const struct json *credential, const struct proof_terms *t,
                      str value)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);
    const struct json *words = json_get(credential, "@context");

    json_open_object(&w);
    if (!t->suite->by_words && words) { /* VC-DI-EDDSA §3.3.1 */
        json_put_key(&w, "@context");
        json_put_value(&w, words);
    }
    json_put_member(&w, "type", t->suite->type);
    json_put_member(&w, "cryptosuite", t->suite->cryptosuite);
    json_put_member(&w, "created", time_format(a, t->created));
    json_put_member(&w, "verificationMethod", t->key.id);
    json_put_member(&w, "proofPurpose", t->challenge.n ? S("authentication") : S("assertionMethod"));
    if (t->challenge.n) {
        json_put_member(&w, "domain", t->domain);
        json_put_member(&w, "challenge", t->challenge);
    }
    if (value.n) {
        str text =
            t->suite->multibase == 'z' ? base58_encode(a, value) : base64url_encode(a, value);
        json_put_member(&w, "proofValue", str_join(a, (str){&t->suite->multibase, 1}, text));
    }
    json_close_object(&w);
    return buf_done(&out);
}

/* The credential with the proof as its last member. */
static str with_proof(struct arena *a, str credential, str proof)
{
    struct buf out = buf_new(a);
    str body = str_trim(credential);

    buf_put(&out, str_slice(body, 0, body.n - 1));
    buf_put(&out, S(",\"proof\":"));
    buf_put(&out, proof);
    buf_put(&out, S("}"));
    return buf_done(&out);
}

static code read_credential(struct arena *a, str credential, const struct json **out,
                            struct error *err)
{
    TRY(json_parse(a, credential, NULL, out, err));
    if (!json_is(*out, JSON_OBJECT) || json_count(*out) == 0)
        return fail(err, BAD_INPUT, "", "what is to be signed must be a JSON object");
    if (json_get(*out, "proof"))
        return fail(err, BAD_INPUT, "/proof", "the credential has a proof already");
    return OK;
}

code proof_check_terms(const struct proof_terms *t, struct error *err)
{
    if (!t->key.key || !key_has_secret(t->key.key))
        return fail(err, BAD_INPUT, "key", "a badge cannot be signed without the secret key");
    if (str_is_empty(t->key.id))
        return fail(err, BAD_INPUT, "key", "the key needs an address where others find it");
    if (t->suite->is_old)
        return fail(err, BAD_INPUT, "proof", "this kind of proof is not made any more");
    if (!suite_takes(t->suite, key_kind(t->key.key)))
        return fail(err, BAD_INPUT, "key", "this kind of proof needs another kind of key");
    return OK;
}

static code check_words(struct arena *a, const struct json *doc, const struct jsonld_options *words,
                        struct error *err)
{
    struct rdf *statements;

    return jsonld_to_rdf(a, doc, words, &statements, err);
}

static const struct jsonld_options safe_words = {.safe = true};

code proof_securing(struct arena *a, const struct json *document, const struct proof_terms *t,
                    struct securing *out, struct error *err)
{
    const struct json *contexts = json_get(document, "@context");
    str options = proof_text(a, document, t, (str){0});

    *out = (struct securing){
        .document = document, .words = &safe_words, .mandatory = t->mandatory};
    TRY(json_parse(a, options, NULL, &out->options, err));
    if (t->suite->by_words && contexts)
        out->options = json_with(a, out->options, S("@context"), contexts);
    out->options_text = str_join(a, options, json_text_of(contexts));
    return OK;
}

static code make_value(struct arena *a, const struct json *doc, const struct proof_terms *t,
                       str *value, struct error *err)
{
    struct securing in;

    TRY(proof_securing(a, doc, t, &in, err));
    if (!t->suite->by_words) /* a badge whose words are lost is not valid: R30-14 */
        TRY(check_words(a, doc, &safe_words, err));
    return t->suite->sign(a, &in, t->key.key, value, err);
}

code proof_value(struct arena *a, str credential, const struct proof_terms *t, str *value,
                 struct error *err)
{
    const struct json *doc;

    TRY(proof_check_terms(t, err));
    TRY(read_credential(a, credential, &doc, err));
    return make_value(a, doc, t, value, err);
}

code proof_sign(struct arena *a, str credential, const struct proof_terms *t, str *value,
                str *secured, struct error *err)
{
    const struct json *doc;

    TRY(proof_check_terms(t, err));
    TRY(read_credential(a, credential, &doc, err));
    TRY(make_value(a, doc, t, value, err));
    *secured = with_proof(a, credential, proof_text(a, doc, t, *value));
    return OK;
}

code proof_rebuild(struct arena *a, str credential, const struct proof_terms *t, str value,
                   str *secured, struct error *err)
{
    const struct json *doc;

    TRY(read_credential(a, credential, &doc, err));
    *secured = with_proof(a, credential, proof_text(a, doc, t, value));
    return OK;
}
