#include "unit/badge/world.h"

#include "badge/proof.h"

#define VC2 "\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]"
#define CLR2 "\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json\",\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]"

static str secured(str credential, const struct issue_key *k)
{
    struct proof_terms terms = {.suite = suite_for(key_kind(k->key)), .key = *k, .created = NOW - DAY};
    struct error err = {0};
    str value, out;

    check_ok(proof_sign(test_arena, credential, &terms, &value, &out, &err), &err);
    return out;
}

static str credential_of(const struct badge *b)
{
    str text;
    struct error err;

    check_ok(write_v3(test_arena, b, &text, &err), &err);
    return text;
}

static const struct check *row_of(const struct report *r, const char *id)
{
    for (size_t i = 0; i < r->checks.n; i++)
        if (str_eq(cstr(r->checks.items[i].id), cstr(id)))
            return &r->checks.items[i];
    return NULL;
}

/* ---- endorsements that stand in a badge of 3.0 ---- */

static str endorsement(str issuer, const char *about)
{
    return str_printf(test_arena,
        "{" VC2 ",\"id\":\"urn:uuid:e1\",\"type\":[\"VerifiableCredential\",\"EndorsementCredential\"],"
        "\"issuer\":{\"id\":\"" STR_FMT "\",\"type\":[\"Profile\"],\"name\":\"Board\"},\"validFrom\":\"2025-12-01T00:00:00Z\",\"name\":\"Well made\","
        "\"credentialSubject\":{\"id\":\"%s\",\"type\":[\"EndorsementSubject\"],\"endorsementComment\":\"A hard test.\"}}",
        STR_ARG(issuer), about);
}

/* The sample badge with a member put into its achievement. */
static str carrying(struct issuer *s, const char *member, str endorsement_text)
{
    struct badge b = sample_badge(s->did);
    str more = str_printf(test_arena, "\"%s\":[" STR_FMT "],\"description\"", member, STR_ARG(endorsement_text));

    return secured(replaced(credential_of(&b), "\"description\"", more.p), &s->sign);
}

TEST(an_endorsement_in_a_badge_counts_under_its_own_issuers_key)
{
    struct issuer s = issuer_new(KEY_ED25519), board = issuer_new(KEY_P256);
    str good = secured(endorsement(board.did, "https://acme.test/b/1"), &board.sign);
    str token = str_printf(test_arena, "\"" STR_FMT "\"", STR_ARG(signed_payload(endorsement(board.did, "https://acme.test/b/1"), &board.sign)));
    struct badge award = sample_badge(board.did);

    award.id = S("urn:uuid:a2");
    award.subject_id = S("did:example:eve");
    const struct { const char *member; str text; const char *flaw; } t[] = {
        {"endorsement", good, NULL},
        {"endorsementJwt", token, NULL},
        {"endorsement", secured(endorsement(board.did, "https://acme.test/b/2"), &board.sign), "endorsement-invalid"},
        {"endorsement", secured(endorsement(board.did, "https://acme.test/b/1"), &s.sign), "endorsement-invalid"},
        {"endorsement", replaced(good, "A hard test.", "An easy test"), "endorsement-invalid"},
        {"endorsement", endorsement(board.did, "https://acme.test/b/1"), "endorsement-invalid"},
        {"endorsement", secured(credential_of(&award), &board.sign), "endorsement-invalid"},
    };
    world_clear();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(carrying(&s, t[i].member, t[i].text));
        check_verdict_at(i, r, VALID, t[i].flaw);
        check_at(i, (row_of(&r, "endorsements")->outcome == PASS) == !t[i].flaw);
    }
    award.subject_id = S("did:example:ada");         /* two badges of one person could change places */
    struct report r = judge(carrying(&s, "endorsement", secured(credential_of(&award), &board.sign)));
    check_verdict(r, INVALID, "data-loss");
    r = judge(carrying(&s, "endorsementJwt", S("\"x\"")));
    check_verdict(r, INVALID, "value-type");         /* not even a token: the badge itself is not as it must be */
    r = judge(good);
    check_verdict(r, VALID, "key-not-anchored");
    assert_int_equal(r.badge.subject, SUBJECT_ENDORSEMENT);
    check_str(r.badge.narrative, S("A hard test."));
    r = judge(secured(replaced(endorsement(board.did, "x:1"), "\"id\":\"x:1\",", ""), &board.sign));
    check_verdict(r, INVALID, "subject-unidentified");
    key_close(s.key);
    key_close(board.key);
}

/* ---- CLR 2.0 ---- */

static str record_of(str issuer, str parts)
{
    return str_printf(test_arena,
        "{" CLR2 ",\"id\":\"urn:uuid:c1\",\"type\":[\"VerifiableCredential\",\"ClrCredential\"],"
        "\"issuer\":{\"id\":\"" STR_FMT "\",\"type\":[\"Profile\"],\"name\":\"Acme\"},\"validFrom\":\"2025-12-01T00:00:00Z\",\"name\":\"Transcript\","
        "\"credentialSubject\":{\"id\":\"did:example:ada\",\"type\":[\"ClrSubject\"],\"verifiableCredential\":[" STR_FMT "]}}",
        STR_ARG(issuer), STR_ARG(parts));
}

TEST(a_record_is_valid_when_it_and_each_of_its_parts_is)
{
    struct issuer s = issuer_new(KEY_ED25519), other = issuer_new(KEY_ED25519);
    struct badge a = sample_badge(s.did), b = sample_badge(other.did), far = sample_badge(S("https://far.test/i"));
    str one = secured(credential_of(&a), &s.sign), two = secured(credential_of(&b), &other.sign);
    str both = str_printf(test_arena, STR_FMT "," STR_FMT, STR_ARG(one), STR_ARG(two));
    const struct { str parts; enum verdict want; const char *flaw; } t[] = {
        {one, VALID, NULL},
        {both, VALID, NULL},
        {replaced(both, "\"Safe use of ladders\"", "\"Safer use of ladders\""), INVALID, "credential-invalid"},
        {str_printf(test_arena, STR_FMT "," STR_FMT, STR_ARG(one), STR_ARG(credential_of(&b))), INVALID, "credential-invalid"},
        {secured(credential_of(&far), &(struct issue_key){s.key, S("https://far.test/i#1")}), UNVERIFIED, "credential-invalid"},
        {S("\"urn:uuid:1\""), INVALID, NULL},
        {S(""), INVALID, NULL},
    };
    world_clear();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(secured(record_of(s.did, t[i].parts), &s.sign));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    struct report r = judge(replaced(secured(record_of(s.did, one), &s.sign), "\"Transcript\"", "\"Transcripts\""));
    check_verdict(r, INVALID, "signature-invalid");
    check_never_yes_when_dry(secured(record_of(s.did, one), &s.sign));
    key_close(s.key);
    key_close(other.key);
}
