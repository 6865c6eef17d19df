#include "badge/presentation.h"

#include "badge/read.h"
#include "badge/write.h"
#include "base/codec.h"
#include "format/jose.h"
#include "format/multikey.h"

#define ABOUT "https://schema.org/about"

/* ---- writing ---- */

/* VCDM 2.0 §4.13.2 */
static void put_envelope(struct json_writer *w, struct arena *a, str token)
{
    json_open_object(w);
    json_put_member(w, "@context", S(CONTEXT_VC2));
    json_put_member(w, "id", str_join(a, S("data:application/vc+jwt,"), token));
    json_put_member(w, "type", S("EnvelopedVerifiableCredential"));
    json_close_object(w);
}

static code put_credential(struct json_writer *w, struct arena *a, str credential, struct error *err)
{
    const struct json *doc;

    credential = str_trim(credential);
    if (jws_looks_like(credential)) {
        put_envelope(w, a, credential);
        return OK;
    }
    TRY(json_parse(a, credential, NULL, &doc, err));
    if (!json_is(doc, JSON_OBJECT))
        return fail(err, BAD_INPUT, "credential", "what is presented must be a signed badge");
    json_put_value(w, doc);
    return OK;
}

/* The one word that VCDM does not have comes with its meaning. */
static void put_contexts(struct json_writer *w, bool has_about)
{
    json_put_key(w, "@context");
    json_open_array(w);
    json_put_cstr(w, CONTEXT_VC2);
    if (has_about) {
        json_open_object(w);
        json_put_key(w, "about");
        json_open_object(w);
        json_put_member(w, "@id", S(ABOUT));
        json_put_member(w, "@type", S("@id"));
        json_close_object(w);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_about(struct json_writer *w, const struct str_list *about)
{
    if (about->n == 0)
        return;
    json_put_key(w, "about");
    json_open_array(w);
    for (size_t i = 0; i < about->n; i++)
        json_put_str(w, about->items[i]);
    json_close_array(w);
}

code presentation_write(struct arena *a, const struct presentation *p, str *json, struct error *err)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    if (p->credentials.n + p->about.n > PRESENTED_MOST)
        return fail(err, LIMIT, "credential", "at most %d badges are presented at once", PRESENTED_MOST);
    json_open_object(&w);
    put_contexts(&w, p->about.n > 0);
    if (p->id.n)
        json_put_member(&w, "id", p->id);
    json_put_member(&w, "type", S("VerifiablePresentation"));
    json_put_member(&w, "holder", p->holder);
    put_about(&w, &p->about);
    if (p->credentials.n) {
        json_put_key(&w, "verifiableCredential");
        json_open_array(&w);
        for (size_t i = 0; i < p->credentials.n; i++)
            TRY(put_credential(&w, a, p->credentials.items[i], err));
        json_close_array(&w);
    }
    json_close_object(&w);
    *json = buf_done(&out);
    return OK;
}

/* ---- signing ---- */

code presentation_sign(struct arena *a, str json, const struct proof_terms *t, str *secured, struct error *err)
{
    struct proof_terms terms = *t;
    str value;

    if (str_is_empty(t->challenge) || str_is_empty(t->domain))
        return fail(err, BAD_INPUT, "challenge", "a presentation answers somebody's question: challenge and domain are missing");
    terms.suite = suite_for(key_kind(t->key.key));
    if (!terms.suite)
        return fail(err, BAD_INPUT, "key", "this kind of key signs no presentations");
    return proof_sign(a, json, &terms, &value, secured, err);
}

/* ---- checking ---- */

static code no(struct error *err, const char *why)
{
    return fail(err, BAD_INPUT, "/proof", "%s", why);
}

static code open_proof(struct arena *a, const struct json *doc, const struct json *proof, struct sealed *out, struct error *err)
{
    static const struct jsonld_options words = {.safe = true};
    static const char *const names[] = {"proof", "proofValue"};
    const struct suite *s = suite_find(member_text(proof, "type"), member_text(proof, "cryptosuite"));
    struct securing in = {.document = json_without(a, doc, &names[0], 1), .options = json_without(a, proof, &names[1], 1), .words = &words};
    str value;

    if (!s || multibase_decode(a, member_text(proof, "proofValue"), &value, NULL) != OK)
        return no(err, "the presentation is signed in a way that is not known here");
    if (s->by_words && json_get(doc, "@context"))
        in.options = json_with(a, in.options, S("@context"), json_get(doc, "@context"));
    return s->open(a, s, &in, value, out, err);
}

code presentation_check(struct arena *a, str secured, const struct presented *asked, struct error *err)
{
    const struct json *doc, *proof;
    struct sealed sealed = {0};

    TRY(json_parse(a, secured, NULL, &doc, err));
    proof = json_get(doc, "proof");
    if (!str_eq(member_text(doc, "type"), S("VerifiablePresentation")) || !json_is(proof, JSON_OBJECT))
        return no(err, "this is no signed presentation");
    if (!str_eq(member_text(proof, "proofPurpose"), S("authentication")))
        return no(err, "the presentation was not signed to show who holds it");
    if (!str_eq(member_text(proof, "challenge"), asked->challenge) || !str_eq(member_text(proof, "domain"), asked->domain))
        return no(err, "the presentation answers another question");
    TRY(open_proof(a, doc, proof, &sealed, err));
    if (sealed.is_broken || !key_verify(asked->key, sealed.text, sealed.signature))
        return no(err, "the signature does not hold");
    return OK;
}

/* ---- whose key it is ---- */

str write_holder(struct arena *a, str holder, const struct issue_key *key)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    json_open_object(&w);
    json_put_key(&w, "@context");
    json_open_array(&w);
    json_put_cstr(&w, CONTEXT_DID);
    json_put_cstr(&w, CONTEXT_MULTIKEY);
    json_close_array(&w);
    json_put_member(&w, "id", holder);
    json_put_key(&w, "verificationMethod");
    json_open_array(&w);
    json_open_object(&w);
    json_put_member(&w, "id", key->id);
    json_put_member(&w, "type", S("Multikey"));
    json_put_member(&w, "controller", holder);
    json_put_member(&w, "publicKeyMultibase", multikey_write(a, key->key));
    json_close_object(&w);
    json_close_array(&w);
    json_put_key(&w, "authentication");
    json_open_array(&w);
    json_put_str(&w, key->id);
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&out);
}
