#include "badge/checks.h"

#include "badge/model.h"
#include "badge/nested.h"
#include "badge/read.h"
#include "badge/recipient.h"
#include "badge/rules.h"
#include "badge/write.h"

/* Clocks differ a little: security.md T-46. */
#define TOLERANCE (5 * MINUTE)

/* ---- what was handed in ---- */

static void judge_picture(struct inquiry *q)
{
    const struct unbaked *b = &q->in.baked;

    if (b->conflict)
        found(q, FAIL, "baked-twice", (str){0}, "The picture holds two different badges.");
    else if (b->twice)
        found(q, WARN, "baked-twice", (str){0}, "The picture holds the same badge twice.");
    if (b->compressed)
        found(q, WARN, "baked-twice", (str){0},
              "The badge is compressed inside the picture, which the standard forbids.");
    if (b->damaged)
        found(q, WARN, "input-unreadable", (str){0},
              "The picture is damaged; the badge in it is whole.");
    if (b->is_text_odd)
        found(q, WARN, "input-unreadable", (str){0},
              "Beside the badge's address the picture holds a text that is no badge.");
}

/* VCDM 2.0 §4.13: what is around the badge is as it must be; who shows the
 * badge is not asked, and nobody may think that it was. */
static void judge_presentation(struct inquiry *q)
{
    const struct json *contexts = json_get(q->in.presentation, "@context");
    struct model_flaw_list flaws;

    if (!str_eq(json_str(json_many(contexts, 0)), S(CONTEXT_VC2)) &&
        !str_eq(json_str(json_many(contexts, 0)), S(CONTEXT_VC1)))
        found(q, FAIL, "context-order", S("/@context"),
              "The presentation does not begin with the credentials context.");
    if (str_eq(json_str(json_many(contexts, 0)), S(CONTEXT_VC2)) &&
        json_is(json_many(json_get(q->in.presentation, "verifiableCredential"), 0), JSON_STRING))
        found(q, FAIL, "value-type", S("/verifiableCredential"),
              "A token in a presentation of this version must be enveloped.");
    model_judge(q->a, &model_presentation, q->in.presentation, S(""), &flaws);
    for (size_t i = 0; i < flaws.n; i++)
        found(q, FAIL, flaws.items[i].flaw, flaws.items[i].where, "The presentation: " STR_FMT,
              STR_ARG(flaws.items[i].text));
    found(q, WARN, "proof-unsupported", (str){0},
          "The badge came in a presentation; who presented it was not checked.");
}

static void check_input(struct inquiry *q)
{
    if (q->in.presentation)
        judge_presentation(q);
    if (q->in.from_image)
        judge_picture(q);
    /* A hosted badge judges its own answer; any other must simply be there. */
    if (q->source && q->in.kind != KIND_HOSTED && !answer_is_ok(q->source))
        found(q, UNTESTED, "fetch-failed", q->source->url,
              "The badge could not be fetched: " STR_FMT ".", STR_ARG(answer_why(q, q->source)));
    passed(q, "A badge was found.");
}

/* ---- OB 3.0 ---- */

static bool is_vcdm2(const struct inquiry *q)
{
    return many_has(json_get(q->badge->document, "@context"), S(CONTEXT_VC2));
}

/* OB 3.0 §8.2.3; VC-JOSE-COSE §3.2.1 says "vc+jwt". What names another kind of
 * token was signed for another purpose (RFC 8725 §3.11). */
static bool is_credential_type(str typ)
{
    static const str types[] = {S("JWT"), S("vc+jwt"), S("vc+ld+jwt"), S("vc+ld+json+jwt")};

    if (str_starts(typ, S("application/")))
        typ = str_from(typ, sizeof "application/" - 1);
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_eq_nocase(typ, types[i]))
            return true;
    return str_is_absent(typ);
}

/* VC-JOSE-COSE: the claims are about the token alone, and repeat nothing. */
static bool is_w3c_token(const struct inquiry *q)
{
    str typ = q->in.jws.typ;

    return !str_is_absent(typ) && !str_eq_nocase(typ, S("JWT")) &&
           !str_eq_nocase(typ, S("application/JWT"));
}

static void judge_header(struct inquiry *q)
{
    static const char *const allowed[] = {"alg", "kid", "jwk", "typ", "cty", "iss"};
    const struct json *rest = json_without(q->a, q->in.jws.header, allowed, COUNT(allowed));

    if (!is_credential_type(q->in.jws.typ))
        found(q, FAIL, "jws-malformed", S("/typ"), "The token is of another kind than a badge.");
    if (json_count(rest))
        found(q, WARN, "jws-malformed", str_join(q->a, S("/"), json_key(rest, 0)),
              "The token's header says what the standard does not allow there.");
}

/* Implementation guide, "Verifiable Credentials v1.1": `vc` and the context agree. */
static void check_version(struct inquiry *q)
{
    const struct json *claims = q->in.claims;

    judge_header(q);
    if (q->in.has_vc_claim && json_get(claims, "@context"))
        found(q, FAIL, "version-mismatch", S("/vc"), "There are two credentials in one token.");
    if (q->in.has_vc_claim == is_vcdm2(q))
        found(q, FAIL, "version-mismatch", S("/vc"),
              "The badge's form is of one version, and its words are of another.");
    passed(q, "The badge is written as its version has it.");
}

static void check_structure(struct inquiry *q)
{
    rules_v3(q, q->badge->document, is_vcdm2(q));
    passed(q, "The badge says all that a badge must say.");
}

static void check_subject(struct inquiry *q)
{
    if (rules_v3_model(q->badge->document, q->as) == &model_credential) {
        passed(q, "The credential may be about nobody in particular.");
        return;
    }
    if (q->badge->subject == SUBJECT_ENDORSEMENT) {
        if (str_is_empty(q->badge->achievement.id))
            found(q, FAIL, "subject-unidentified", S("/credentialSubject"),
                  "The endorsement does not say what it is about.");
        passed(q, "The endorsement says what it is about.");
        return;
    }
    if (str_is_empty(q->badge->subject_id) && q->badge->identities.n == 0)
        found(q, FAIL, "subject-unidentified", S("/credentialSubject"),
              "The badge does not say whose it is.");
    judge_identities(q);
    passed(q, "The badge says whose it is.");
}

/* A key alone proves that the badge is whole, not who holds the key. */
static void check_anchor(struct inquiry *q)
{
    str kind = cstr(q->report->anchor.kind);

    if (str_is_empty(kind) || str_eq(kind, S("none")))
        return;
    if (str_eq(kind, S("did:key")) || str_eq(kind, S("did:jwk")))
        found(q, WARN, "key-not-anchored", q->badge->issuer.id,
              "The issuer is known by its key alone; nothing shows whose key that is.");
    passed(q, "The issuer is " STR_FMT ".", STR_ARG(q->report->anchor.value));
}

/* ---- claims: OB 3.0 §8.2.4, one fact in two places ---- */

static void judge_text_claim(struct inquiry *q, const char *name, str want)
{
    const struct json *claim = json_get(q->in.claims, name);
    str where = str_printf(q->a, "/%s", name);

    if (claim && !str_eq(json_str(claim), want))
        found(q, FAIL, "jwt-claim-mismatch", where, "The token's \"%s\" is not the badge's.", name);
    else if (!claim && !str_is_empty(want) && !is_w3c_token(q))
        found(q, WARN, "jwt-claim-mismatch", where, "The token lacks \"%s\".", name);
}

static int64_t floor_seconds(msec t)
{
    return t / SECOND - (t % SECOND < 0);
}

static void judge_time_claim(struct inquiry *q, const char *name, bool has, msec want)
{
    const struct json *claim = json_get(q->in.claims, name);
    double value = json_double(claim);
    str where = str_printf(q->a, "/%s", name);

    if (!claim) {
        if (has && !is_w3c_token(q))
            found(q, WARN, "jwt-claim-mismatch", where, "The token lacks \"%s\".", name);
        return;
    }
    /* RFC 7519 §2: a number of seconds, which may have a fraction. */
    if (!json_is(claim, JSON_NUMBER) || !(value > -1e11 && value < 1e12))
        found(q, FAIL, "jwt-claim-mismatch", where, "The token's \"%s\" is not a time.", name);
    else if (is_w3c_token(q)) /* of the signature; check_dates asks them as well */
        return;
    else if (!has)
        found(q, WARN, "jwt-claim-mismatch", where, "The token has \"%s\", the badge has none.",
              name);
    else if ((int64_t)__builtin_floor(value) != floor_seconds(want))
        found(q, FAIL, "jwt-claim-mismatch", where, "The token's \"%s\" is not the badge's.", name);
}

static void check_claims(struct inquiry *q)
{
    const struct badge *b = q->badge;

    judge_text_claim(q, "iss", b->issuer.id);
    judge_text_claim(q, "jti", b->id);
    judge_text_claim(
        q, "sub", b->subject == SUBJECT_ENDORSEMENT ? b->achievement.id : b->subject_id);
    judge_time_claim(q, "nbf", b->has_valid_from, b->valid_from);
    judge_time_claim(q, "exp", b->has_valid_until, b->valid_until);
    passed(q, "The token and the badge say the same.");
}

/* ---- time ---- */

static void judge_token_times(struct inquiry *q)
{
    const struct json *exp = json_get(q->in.claims, "exp"), *nbf = json_get(q->in.claims, "nbf");
    double now = (double)q->report->at / (double)SECOND;

    if (json_is(exp, JSON_NUMBER) && json_double(exp) < now)
        found(q, FAIL, "expired", S("/exp"), "The badge has expired.");
    if (json_is(nbf, JSON_NUMBER) && json_double(nbf) > now + (double)(TOLERANCE / SECOND))
        found(q, FAIL, "not-yet-valid", S("/nbf"), "The badge is not valid yet.");
}

static str day(struct inquiry *q, msec t)
{
    return date_format(q->a, date_of(t));
}

static void check_dates(struct inquiry *q)
{
    const struct badge *b = q->badge;
    msec now = q->report->at;

    if (b->version < OB_3_0 && !q->assertion.doc)
        return; /* it could not be fetched, or is revoked */
    if (!b->has_valid_from && b->version != OB_0_5) {
        found(q, FAIL, "date-malformed", (str){0},
              "The badge does not say since when it is valid.");
        return;
    }
    if (b->has_valid_from && b->has_valid_until && b->valid_until < b->valid_from)
        found(q, FAIL, "expires-before-issue", (str){0}, "The badge would end before it begins.");
    if (b->has_valid_from && b->valid_from > now + TOLERANCE)
        found(q, FAIL, "not-yet-valid", (str){0}, "The badge is not valid before " STR_FMT ".",
              STR_ARG(day(q, b->valid_from)));
    if (b->has_valid_until && b->valid_until < now)
        found(q, FAIL, "expired", (str){0}, "The badge expired on " STR_FMT ".",
              STR_ARG(day(q, b->valid_until)));
    if (!q->failed && b->version >= OB_3_0)
        judge_token_times(q);
    passed(q, b->has_valid_until ? "The badge is within its dates."
                                 : "The badge is valid by now, and does not expire.");
}

/* ---- whose ---- */

static void check_recipient(struct inquiry *q)
{
    const struct verify_options *o = q->opt;
    bool any = recipient_matches(q->a, q->badge, o->recipient);

    for (size_t i = 0; i < o->recipients.n && !any; i++)
        any = recipient_matches(q->a, q->badge, o->recipients.items[i]);
    q->report->has_recipient_match = true;
    q->report->recipient_matches = any;
    if (!any)
        found(q, FAIL, "recipient-mismatch", (str){0},
              "The badge was not issued to this recipient.");
    passed(q, "The badge was issued to this recipient.");
}

/* ---- two forms in one picture ---- */

/* A badge served once more in an older, perhaps unsigned form could say other
 * things to older readers (security.md T-48): both must hold, and agree. */
static void check_older_form(struct inquiry *q)
{
    struct report r = part_verify(q, q->in.baked.older, AS_BADGE);

    if (r.verdict == INVALID)
        found(q, FAIL, "baked-twice", (str){0},
              "The picture holds an older form too, which is not valid.");
    else if (r.verdict != VALID)
        found(q, UNTESTED, "baked-twice", (str){0},
              "The picture holds an older form too, which could not be checked.");
    else if (!str_eq(str_trim(r.badge.achievement.name), str_trim(q->badge->achievement.name)))
        found(q, FAIL, "baked-twice", (str){0},
              "The picture holds two badges, of different names.");
    passed(q, "The picture holds an older form too, which says the same.");
}

/* OB 3.0 §8.4, OB 2.0 §Verification and OB 1.1 as questions, in the order of asking. */
const struct question questions[] = {
    {"input", ASK_ANY, check_input, "Baking 2.0"},
    {"version", ASK_V3_JWT, check_version, "OB 3.0 Implementation Guide, VCDM 1.1"},
    {"hosted", ASK_HOSTED, check_hosted, "OB 2.0 Hosted Verification; OB 1.1 Hosted Assertion"},
    {"documents", ASK_OLD, check_documents, "OB 2.0 Data Classes; OB 1.1 Badge Objects"},
    {"scope", ASK_HOSTED, check_hosted_scope, "OB 2.0 VerificationObject; OB 0.5 issuer.origin"},
    {"context", ASK_V3, check_context_v3, "OB 3.0 §B.1.1"},
    {"context", ASK_LINKED_DATA, check_context_old, "OB 2.0 Open Badges in Linked Data"},
    {"words", ASK_V3, check_words, "VC Data Integrity 1.0 §4.6 Context Validation"},
    {"structure", ASK_V3, check_structure, "OB 3.0 §B Data Models"},
    {"schema", ASK_SCHEMA, check_credential_schema, "OB 3.0 §9 JSON Schema; VCDM 2.0 §4.11"},
    {"structure", ASK_OLD, check_structure_old, "OB 2.0 Data Classes; OB 1.1 Badge Objects"},
    {"images", ASK_PICTURED, check_pictures, "OB 2.0 Image"},
    {"subject", ASK_V3, check_subject, "OB 3.0 §B.1.3 AchievementSubject"},
    {"proof", ASK_V3_JWT, check_proof, "OB 3.0 §8.2 JSON Web Token Proof Format"},
    {"proof", ASK_V3_JSON, check_proof, "OB 3.0 §8.3 Linked Data Proof Format"},
    {"proof", ASK_SIGNED, check_signed, "OB 2.0 Signed Verification; OB 1.1 Signed Assertion"},
    {"issuer", ASK_V3, check_anchor, "OB 3.0 §8.2.5 Dereferencing the Public Key"},
    {"claims", ASK_V3_JWT, check_claims, "OB 3.0 §8.2.4 JWT Payload"},
    {"refresh", ASK_REFRESH, check_refresh, "OB 3.0 §1EdTechCredentialRefresh"},
    {"status", ASK_V3, check_status, "Bitstring Status List v1.0 §3.2"},
    {"status", ASK_SIGNED, check_revocation, "OB 2.0 RevocationList; OB 1.1 Revoking"},
    {"dates", ASK_V3 | ASK_DATED, check_dates, "OB 3.0 §8.4; OB 2.0 Assertion"},
    {"credentials", ASK_CREDENTIALS, check_credentials, "CLR 2.0 ClrSubject"},
    {"endorsements", ASK_ENDORSED, check_endorsements, "OB 2.0 Endorsement"},
    {"endorsements", ASK_ENDORSEMENTS_V3, check_endorsements_v3, "OB 3.0 EndorsementCredential"},
    {"older-form", ASK_OLDER_FORM, check_older_form, "Baking 2.0"},
    {"recipient", ASK_RECIPIENT, check_recipient, "OB 3.0 §8.5 Verify the Recipient"},
};
const size_t questions_count = COUNT(questions);
