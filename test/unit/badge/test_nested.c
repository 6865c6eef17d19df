#include "badge/world.h"

#include "badge/write.h"

/* A token over `json` (' for "), to which issuer and dates are added. */
static str signed_json(const struct issuer *s, const char *json)
{
    struct buf b = buf_new(test_arena);

    buf_printf(&b, "{\"issuer\":{\"id\":\"" STR_FMT "\",\"type\":[\"Profile\"],\"name\":\"Acme\"},"
                   "\"validFrom\":\"2025-12-02T00:00:00Z\",", STR_ARG(s->did));
    for (json++; *json; json++)
        buf_byte(&b, *json == '\'' ? '"' : *json);
    return signed_payload(buf_done(&b), &s->sign);
}

#define CONTEXTS     "'@context':['" CONTEXT_VC2 "','" CONTEXT_OB3 "'],"
#define CLR_CONTEXTS "'@context':['" CONTEXT_VC2 "','" CONTEXT_CLR "','" CONTEXT_OB3 "'],"

static str endorsement(const struct issuer *s, const char *id, const char *of, const char *more)
{
    return signed_json(s, str_printf(test_arena, "{" CONTEXTS "'id':'%s','type':['VerifiableCredential','EndorsementCredential'],'name':'E',"
                                     "'credentialSubject':{'id':'%s','type':'EndorsementSubject','endorsementComment':'Good.'}%s}", id, of, more).p);
}

static str badge(const struct issuer *s, const char *id, const char *more)
{
    return signed_json(s, str_printf(test_arena, "{" CONTEXTS "'id':'%s','type':['VerifiableCredential','OpenBadgeCredential'],'name':'Ladder safety',"
                                     "'credentialSubject':{'id':'did:example:ada','type':['AchievementSubject'],'achievement':{'id':'urn:a:1','type':['Achievement'],"
                                     "'name':'Ladder safety','description':'D','criteria':{'narrative':'C'}}}%s}", id, more).p);
}

static str record(const struct issuer *s, str credentials, const char *more)
{
    return signed_json(s, str_printf(test_arena, "{" CLR_CONTEXTS "'id':'urn:uuid:c','type':['VerifiableCredential','ClrCredential'],'name':'Transcript',"
                                     "'credentialSubject':{'id':'did:example:ada','type':['ClrSubject'],'verifiableCredential':[" STR_FMT "]%s}}",
                                     STR_ARG(credentials), more).p);
}

/* Tokens as VCDM 2.0 carries them. */
static str enveloped(str token)
{
    return str_printf(test_arena, "{'@context':'" CONTEXT_VC2 "','type':'EnvelopedVerifiableCredential','id':'data:application/vc+jwt," STR_FMT "'}", STR_ARG(token));
}

static str both(str x, str y)
{
    return str_printf(test_arena, STR_FMT "," STR_FMT, STR_ARG(x), STR_ARG(y));
}

TEST(a_learner_record_holds_when_all_in_it_holds)
{
    struct issuer s = issuer_new(KEY_ED25519), t = issuer_new(KEY_ED25519);
    str good = enveloped(badge(&t, "urn:uuid:1", "")), late = enveloped(badge(&t, "urn:uuid:2", ",'validUntil':'2025-12-31T00:00:00Z'")),
        forged = enveloped(replaced(badge(&t, "urn:uuid:3", ""), ".ey", ".fy"));
    struct report r;

    world_clear();
    r = judge(record(&s, both(good, enveloped(badge(&s, "urn:uuid:4", ""))), ""));
    check_verdict(r, VALID, NULL);
    assert_int_equal(r.badge.version, CLR_2_0);
    assert_int_equal(r.nested.n, 2);
    check_str(r.nested.items[1].where, S("/credentialSubject/verifiableCredential/1"));
    check_str(r.nested.items[0].report->badge.achievement.name, S("Ladder safety"));
    assert_int_equal(r.nested.items[0].report->verdict, VALID);
    r = judge(record(&s, both(good, late), ""));
    check_verdict(r, INVALID, "credential-invalid");
    assert_true(report_has(r.nested.items[1].report, "expired"));
    r = judge(record(&s, both(good, forged), ""));
    assert_true(r.verdict != VALID);
    key_close(s.key);
    key_close(t.key);
}

TEST(a_credential_within_that_could_not_be_checked_leaves_the_record_open)
{
    struct issuer s = issuer_new(KEY_ED25519);

    world_clear();
    check_judged(judge(record(&s, enveloped(badge(&s, "urn:uuid:1",
                 ",'credentialSchema':{'id':'https://x.test/s','type':'JsonSchema'}")), "")), UNVERIFIED, "credential-invalid");
    key_close(s.key);
}

TEST(what_is_no_credential_makes_the_record_invalid)
{
    static const struct { const char *inside, *flaw; } t[] = {
        {"{'type':'VerifiableCredential'}", "credential-invalid"},
        {"{}", "credential-invalid"},
        {"'eyJ.e30.x'", "credential-invalid"},
        {"'https://x.test/badge'", "value-type"},
        {"7", "value-type"},
    };
    struct issuer s = issuer_new(KEY_ED25519);

    world_clear();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(record(&s, cstr(t[i].inside), ""));
        check_verdict_at(i, r, INVALID, t[i].flaw);
        assert_int_equal(the_world.asked, 0);
    }
    check_judged(judge(record(&s, S(""), "")), INVALID, "value-type");
    key_close(s.key);
}

TEST(any_credential_may_be_in_a_record_and_is_judged_as_what_it_is)
{
    struct issuer s = issuer_new(KEY_ED25519);
    str diploma = signed_json(&s, "{" CONTEXTS "'type':['VerifiableCredential'],'credentialSubject':{'id':'did:example:ada'}}");
    str empty = signed_json(&s, "{" CONTEXTS "'type':['VerifiableCredential'],'credentialSubject':{}}");

    world_clear();
    check_judged(judge(record(&s, enveloped(diploma), "")), VALID, NULL);
    check_judged(judge(record(&s, enveloped(empty), "")), INVALID, "credential-invalid");
    check_judged(judge(diploma), INVALID, NULL);    /* by itself it is no badge */
    check_judged(judge(record(&s, enveloped(record(&s, enveloped(badge(&s, "urn:uuid:1", "")), "")), "")), VALID, NULL);
    key_close(s.key);
}

TEST(records_within_records_end_somewhere)
{
    struct issuer s = issuer_new(KEY_ED25519);
    str inner = badge(&s, "urn:uuid:1", "");

    world_clear();
    for (int i = 0; i < 6; i++)
        inner = record(&s, enveloped(inner), "");
    check_judged(judge(inner), UNVERIFIED, "credential-invalid");
    key_close(s.key);
}

TEST(a_record_with_too_many_credentials_is_not_judged_at_all)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct buf b = buf_new(test_arena);

    world_clear();
    for (int i = 0; i < 101; i++)
        buf_putz(&b, i ? ",{}" : "{}");
    struct report r = judge(record(&s, buf_done(&b), ""));
    check_verdict(r, UNVERIFIED, "too-many-values");
    assert_int_equal(r.nested.n, 0);
    key_close(s.key);
}

TEST(associations_are_between_achievements_of_the_record)
{
    struct issuer s = issuer_new(KEY_ED25519);
    static const struct { const char *to, *flaw; } t[] = {{"urn:a:2", NULL}, {"urn:a:3", "value-type"}};

    world_clear();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(record(&s, enveloped(badge(&s, "urn:uuid:1", "")), str_printf(test_arena,
            ",'achievement':[{'id':'urn:a:1','type':'Achievement','name':'A','description':'D','criteria':{'narrative':'C'}},"
            "{'id':'urn:a:2','type':'Achievement','name':'A','description':'D','criteria':{'narrative':'C'}}],"
            "'association':[{'type':'Association','associationType':'isPartOf','sourceId':'urn:a:1','targetId':'%s'}]", t[i].to).p));
        check_verdict_at(i, r, VALID, t[i].flaw);
        check_at(i, report_has(&r, "value-type") == (t[i].flaw != NULL));
    }
    key_close(s.key);
}

TEST(endorsements_are_judged_and_never_spoil_the_badge)
{
    struct issuer s = issuer_new(KEY_ED25519), e = issuer_new(KEY_ED25519);
    const struct { str token; bool holds; } t[] = {
        {endorsement(&e, "urn:uuid:e", "urn:uuid:1", ""), true},
        {endorsement(&e, "urn:uuid:e", "urn:a:1", ""), true},           /* the achievement in it */
        {endorsement(&e, "urn:uuid:e", "did:example:ada", ""), true},
        {endorsement(&e, "urn:uuid:e", "urn:uuid:2", ""), false},       /* of something else */
        {endorsement(&e, "urn:uuid:e", "urn:uuid:1", ",'validUntil':'2025-12-31T00:00:00Z'"), false},
        {badge(&e, "urn:uuid:e", ""), false},                           /* a badge is no endorsement */
        {replaced(endorsement(&e, "urn:uuid:e", "urn:uuid:1", ""), ".ey", ".fy"), false},
    };
    world_clear();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(badge(&s, "urn:uuid:1", str_printf(test_arena, ",'endorsementJwt':['" STR_FMT "']", STR_ARG(t[i].token)).p));
        check_verdict_at(i, r, VALID, t[i].holds ? NULL : "endorsement-invalid");
        check_at(i, report_has(&r, "endorsement-invalid") == !t[i].holds);
        check_at(i, r.nested.n == 1 && strcmp(r.nested.items[0].what, "endorsement") == 0);
    }
    key_close(s.key);
    key_close(e.key);
}

TEST(an_endorsement_by_itself_can_be_judged)
{
    struct issuer e = issuer_new(KEY_ED25519);
    struct report r;

    world_clear();
    r = judge(endorsement(&e, "urn:uuid:e", "urn:uuid:1", ""));
    check_verdict(r, VALID, NULL);
    assert_int_equal(r.badge.subject, SUBJECT_ENDORSEMENT);
    check_str(r.badge.narrative, S("Good."));
    key_close(e.key);
}

TEST(of_many_endorsements_only_some_are_judged)
{
    struct issuer s = issuer_new(KEY_ED25519);
    str one = endorsement(&s, "urn:uuid:e", "urn:uuid:1", "");
    struct buf b = buf_new(test_arena);

    world_clear();
    for (int i = 0; i < 15; i++)
        buf_printf(&b, "%s'" STR_FMT "'", i ? "," : ",'endorsementJwt':[", STR_ARG(one));
    buf_putz(&b, "]");
    struct report r = judge(badge(&s, "urn:uuid:1", buf_done(&b).p));
    check_verdict(r, VALID, "endorsement-invalid");
    assert_int_equal(r.nested.n, 10);
    key_close(s.key);
}

TEST(an_address_that_several_need_is_asked_once)
{
    struct issuer s = issuer_new(KEY_ED25519);
    static const char more[] = ",'credentialSchema':{'id':'https://x.test/s','type':'JsonSchema'}";

    world_clear();
    world_put(S("https://x.test/s"), 200, S("true"));
    check_judged(judge(record(&s, both(enveloped(badge(&s, "urn:uuid:1", more)), enveloped(badge(&s, "urn:uuid:2", more))), "")), VALID, NULL);
    assert_int_equal(the_world.asked, 1);
    key_close(s.key);
}

TEST(reports_within_are_in_the_json_and_the_text)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct report r;
    const struct json *doc, *inner;

    world_clear();
    r = judge(record(&s, enveloped(badge(&s, "urn:uuid:1", "")), ""));
    assert_int_equal(json_parse(test_arena, report_json(test_arena, &r), NULL, &doc, NULL), OK);
    inner = json_item(json_get(doc, "nested"), 0);
    check_str(json_str(json_get(inner, "what")), S("credential"));
    check_str(json_str(json_get(json_get(inner, "report"), "verdict")), S("valid"));
    assert_true(str_contains(report_text(test_arena, &r), S("credential Ladder safety\n    Genuine.")));
    key_close(s.key);
}

TEST(a_presentation_with_one_badge_is_judged_as_that_badge)
{
    struct issuer s = issuer_new(KEY_ED25519);
    str one = enveloped(badge(&s, "urn:uuid:1", ""));
    const struct { const char *before; str list; const char *flaw; enum verdict want; } t[] = {
        {"'@context':['" CONTEXT_VC2 "'],'type':'VerifiablePresentation'", one, "proof-unsupported", VALID},
        {"'@context':['" CONTEXT_VC2 "'],'type':['VerifiablePresentation'],'holder':'did:example:ada'", one, NULL, VALID},
        {"'@context':['" CONTEXT_VC2 "'],'type':['VerifiablePresentation'],'holder':'ada'", one, "id-not-uri", INVALID},
        {"'@context':['https://x.test/c'],'type':['VerifiablePresentation']", one, "context-order", INVALID},
        {"'@context':['" CONTEXT_VC2 "'],'type':['VerifiablePresentation'],'id':7", one, "id-not-uri", INVALID},
        {"'@context':['" CONTEXT_VC1 "'],'type':['VerifiablePresentation']", str_printf(test_arena, "'" STR_FMT "'", STR_ARG(badge(&s, "urn:uuid:1", ""))), NULL, VALID},
        {"'@context':['" CONTEXT_VC2 "'],'type':['VerifiablePresentation']", str_printf(test_arena, "'" STR_FMT "'", STR_ARG(badge(&s, "urn:uuid:1", ""))), "value-type", INVALID},
        {"'@context':['" CONTEXT_VC2 "'],'type':['VerifiablePresentation']", both(one, one), "not-a-badge", INVALID},
        {"'@context':['" CONTEXT_VC2 "'],'type':['VerifiablePresentation']", S(""), "not-a-badge", INVALID},
    };
    world_clear();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct buf b = buf_new(test_arena);
        const char *text = str_printf(test_arena, "{%s,'verifiableCredential':[" STR_FMT "]}", t[i].before, STR_ARG(t[i].list)).p;
        for (; *text; text++)
            buf_byte(&b, *text == '\'' ? '"' : *text);
        struct report r = judge(buf_done(&b));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    key_close(s.key);
}

TEST(a_signed_presentation_is_opened_too)
{
    struct issuer s = issuer_new(KEY_ED25519);
    str token = badge(&s, "urn:uuid:1", "");
    struct report r;

    world_clear();
    r = judge(signed_json(&s, str_printf(test_arena, "{'vp':{'@context':['" CONTEXT_VC1 "'],'type':['VerifiablePresentation'],'verifiableCredential':['" STR_FMT "']}}", STR_ARG(token)).p));
    check_verdict(r, VALID, "proof-unsupported");
    check_str(r.badge.original, token);
    check_judged(judge(signed_json(&s, "{'vp':{'type':['VerifiablePresentation'],'verifiableCredential':[]}}")), INVALID, "not-a-badge");
    key_close(s.key);
}

TEST(no_silence_and_no_allocation_that_fails_leaves_a_yes)
{
    struct issuer s = issuer_new(KEY_ED25519);
    str input = record(&s, enveloped(badge(&s, "urn:uuid:1", ",'credentialSchema':{'id':'https://x.test/s','type':'JsonSchema'}")), "");

    world_clear();
    world_put(S("https://x.test/s"), 200, S("true"));
    check_never_yes_when_silent(input);
    check_never_yes_when_dry(input);
    key_close(s.key);
}
