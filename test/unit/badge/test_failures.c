/* Whatever is missing on the way, nobody is told yes: good badges of every kind,
 * judged once for each request that fails in each manner, and once for each
 * allocation that fails. */
#include "unit/badge/world.h"

#include "badge/bake.h"
#include "badge/sign.h"
#include "badge/suites_sd.h"
#include "badge/write.h"
#include "unit/badge/keys.h"

#define HOST     "https://acme.test"
#define CLASS    HOST "/b/1"
#define ISSUER   HOST "/issuer"
#define KEY      HOST "/key"
#define LIST_URL HOST "/status/1"
#define PICTURE  HOST "/p.png"
#define NEWER    HOST "/newer"
#define SCHEMA   HOST "/schema"
#define DID      "did:web:acme.test"
#define DID_URL  HOST "/.well-known/did.json"
#define BOARD    "did:web:board.test"
#define V2       "\"@context\":\"https://w3id.org/openbadges/v2\","

/* A good badge, whose web is put up while it is made. `optional`: what may fail
 * without the badge falling; `empty`: where "{}" is an answer, a schema that
 * everything fits or a list of nobody. */
struct sample {
    const char *name;
    str (*make)(struct key *key);
    const char *optional, *empty;
};

/* ---- 3.0 ---- */

static struct issue_key web_key(struct key *key)
{
    return (struct issue_key){key, S(DID "#1")};
}

static struct badge web_badge(struct key *key)
{
    struct issue_key k = web_key(key);

    world_put(S(DID_URL), 200, write_did_document(test_arena, S(DID), (str){0}, &k, 1));
    return sample_badge(S(DID));
}

static str secured(struct badge *b, const struct issue_key *k, const char *suite)
{
    const struct proof_terms t = {.suite = suite ? suite_named(cstr(suite)) : NULL, .key = *k, .created = NOW - DAY};
    str json, out;
    struct error err;

    check_ok(write_v3(test_arena, b, &json, &err), &err);
    check_ok(sign_credential(test_arena, json, &t, &out, &err), &err);
    return out;
}

static str list_of(const struct issue_key *k, const char *suite)
{
    const struct proof_terms t = {.suite = suite ? suite_named(cstr(suite)) : NULL, .key = *k, .created = NOW - DAY};
    struct bitstring bits = bitstring_new(test_arena, BITSTRING_MIN_BITS);
    const struct status_list l = {.id = S(LIST_URL), .issuer_id = S(DID), .purpose = S("revocation"), .valid_from = NOW - DAY};
    str out;
    struct error err;

    check_ok(sign_credential(test_arena, status_list_write(test_arena, &l, &bits), &t, &out, &err), &err);
    return out;
}

static void add_status(struct badge *b, const char *type)
{
    *list_add(test_arena, &b->status) = (struct status_ref){
        .type = cstr(type), .id = S(LIST_URL), .purpose = S("revocation"), .list_url = S(LIST_URL), .index = 7, .size = 1};
}

static str token_with_list(struct key *key)
{
    struct issue_key k = web_key(key);
    struct badge b = web_badge(key);

    add_status(&b, NULL);
    world_put(S(LIST_URL), 200, list_of(&k, NULL));
    return secured(&b, &k, NULL);
}

static str proof_with_list(struct key *key)
{
    struct issue_key k = web_key(key);
    struct badge b = web_badge(key);

    add_status(&b, NULL);
    world_put(S(LIST_URL), 200, list_of(&k, "eddsa-rdfc-2022"));
    return secured(&b, &k, "eddsa-rdfc-2022");
}

static str badge_with_ids(struct key *key)
{
    struct issue_key k = web_key(key);
    struct badge b = web_badge(key);

    add_status(&b, STATUS_LIST_OF_IDS);
    world_put(S(LIST_URL), 200, revocation_list_write(test_arena, S(LIST_URL), S(DID), &(struct revoked_list){0}));
    return secured(&b, &k, "eddsa-jcs-2022");
}

static str badge_of_https_issuer(struct key *key)
{
    struct issue_key k = {key, S(ISSUER "#1")};
    struct badge b = sample_badge(S(ISSUER));

    world_put(S(ISSUER), 200, write_profile(test_arena, &b.issuer, &k, 1));
    return secured(&b, &k, NULL);
}

static str badge_in_a_picture(struct key *key)
{
    static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>";
    str out;
    struct error err;

    check_ok(bake(test_arena, cstr(svg), OB_3_0, proof_with_list(key), &out, &err), &err);
    return out;
}

static str badge_with_newer_edition(struct key *key)
{
    struct issue_key k = web_key(key);
    struct badge b = web_badge(key), newer;

    b.refresh_url = S(NEWER);
    newer = b;
    newer.valid_from += DAY;
    world_put(S(NEWER), 200, secured(&newer, &k, NULL));
    return secured(&b, &k, NULL);
}

static str endorsed_badge(struct key *key)
{
    struct issue_key k = web_key(key), board = {key, S(BOARD "#1")};
    struct badge b = web_badge(key);
    const struct endorsement e = {.id = S("urn:uuid:7d1c5f6e-0000-4000-8000-0000000000e1"), .about = b.achievement.id,
                                  .issuer = {.id = S(BOARD)}, .valid_from = NOW - DAY};
    const struct proof_terms t = {.key = board, .created = NOW - DAY};
    str json, token;
    struct error err;

    world_put(S("https://board.test/.well-known/did.json"), 200, write_did_document(test_arena, S(BOARD), (str){0}, &board, 1));
    check_ok(write_endorsement(test_arena, &e, &json, &err), &err);
    check_ok(sign_credential(test_arena, json, &t, &token, &err), &err);
    *list_add(test_arena, &b.achievement.endorsements) = token;
    return secured(&b, &k, "eddsa-rdfc-2022");
}

/* A learner record whose credential has a list of its own. */
static str record(struct key *key)
{
    struct issue_key k = web_key(key);
    const struct proof_terms t = {.key = k, .created = NOW - DAY};
    str inner = token_with_list(key), out;
    struct error err;
    str json = str_printf(test_arena,
        "{\"@context\":[\"" CONTEXT_VC2 "\",\"" CONTEXT_CLR "\",\"" CONTEXT_OB3 "\"],\"id\":\"urn:uuid:c\","
        "\"type\":[\"VerifiableCredential\",\"ClrCredential\"],\"name\":\"Transcript\",\"issuer\":{\"id\":\"" DID "\",\"type\":[\"Profile\"],"
        "\"name\":\"Acme\"},\"validFrom\":\"2025-12-02T00:00:00Z\",\"credentialSubject\":{\"id\":\"did:example:ada\",\"type\":[\"ClrSubject\"],"
        "\"verifiableCredential\":[{\"@context\":\"" CONTEXT_VC2 "\",\"type\":\"EnvelopedVerifiableCredential\","
        "\"id\":\"data:application/vc+jwt," STR_FMT "\"}]}}", STR_ARG(inner));

    check_ok(sign_credential(test_arena, json, &t, &out, &err), &err);
    return out;
}

/* The badge as JSON, signed by the key that `DID` has. */
static str json_of(struct badge *b)
{
    str json;
    struct error err;

    check_ok(write_v3(test_arena, b, &json, &err), &err);
    return json;
}

static str signed_json(str json, struct key *key, const char *suite)
{
    const struct proof_terms t = {.suite = suite ? suite_named(cstr(suite)) : NULL, .key = web_key(key), .created = NOW - DAY};
    str out;
    struct error err;

    check_ok(sign_credential(test_arena, json, &t, &out, &err), &err);
    return out;
}

static str token_of_vcdm_1_1(struct key *key)
{
    struct issue_key k = web_key(key);
    struct badge b = web_badge(key);
    str v1 = replaced(json_of(&b), "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1");

    v1 = replaced(replaced(v1, "validFrom", "issuanceDate"), "validUntil", "expirationDate");
    return signed_payload(str_printf(test_arena, "{\"vc\":" STR_FMT ",\"iss\":\"" DID "\"}", STR_ARG(v1)), &k);
}

static str badge_with_a_schema(struct key *key)
{
    struct badge b = web_badge(key);

    world_put(S(SCHEMA), 200, S("{\"type\":\"object\"}"));
    return signed_json(replaced(json_of(&b), "\"credentialSubject\"",
                                "\"credentialSchema\":{\"id\":\"" SCHEMA "\",\"type\":\"JsonSchema\"},\"credentialSubject\""),
                       key, "eddsa-rdfc-2022");
}

static str shown_in_parts(struct key *unused)
{
    static str mandatory[] = {S("/issuer"), S("/validFrom"), S("/validUntil"), S("/credentialSubject/achievement")};
    struct key *key;
    struct str_list show = {0};
    str value, base, shown;
    struct error err;

    (void)unused;
    check_ok(key_generate(KEY_P256, &key, &err), &err);
    struct issue_key k = web_key(key);
    struct badge b = web_badge(key);
    struct proof_terms t = {.suite = suite_named(S("ecdsa-sd-2023")), .key = k, .created = NOW - DAY,
                            .mandatory = {.items = mandatory, .n = COUNT(mandatory)}};
    *list_add(test_arena, &show) = S("/name");
    check_ok(proof_sign(test_arena, json_of(&b), &t, &value, &base, &err), &err);
    check_ok(sd_derive(test_arena, base, &show, &shown, &err), &err);
    key_close(key);
    return shown;
}

static str token_in_a_png(struct key *key)
{
    static const char png[] =
        "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x02\0\0\0\x90wS\xde"
        "\0\0\0\x0cIDATx\x9c" "c\xf8\xcf\xc0\0\0\x03\x01\x01\0\xc9\xfe\x92\xef\0\0\0\0IEND\xae" "B`\x82";
    str out;
    struct error err;

    check_ok(bake(test_arena, (str){png, sizeof png - 1}, OB_3_0, badge_of_https_issuer(key), &out, &err), &err);
    return out;
}

static str presentation(struct key *key)
{
    return str_printf(test_arena,
        "{\"@context\":[\"" CONTEXT_VC2 "\"],\"type\":[\"VerifiablePresentation\"],\"verifiableCredential\":[{\"@context\":\"" CONTEXT_VC2 "\","
        "\"type\":\"EnvelopedVerifiableCredential\",\"id\":\"data:application/vc+jwt," STR_FMT "\"}]}", STR_ARG(token_with_list(key)));
}

static str address_of_a_token(struct key *key)
{
    world_put(S(HOST "/t"), 200, token_with_list(key));
    return S(HOST "/t");
}

/* ---- before 3.0 ---- */

static const char v2_issuer[] =
    "{" V2 "\"type\":\"Issuer\",\"id\":\"" ISSUER "\",\"name\":\"Acme\",\"url\":\"" HOST "\",\"email\":\"a@acme.test\","
    "\"publicKey\":\"" KEY "\",\"revocationList\":\"" LIST_URL "\"}";
static const char v2_class[] =
    "{" V2 "\"type\":\"BadgeClass\",\"id\":\"" CLASS "\",\"name\":\"Ladder safety\",\"description\":\"D\",\"image\":\"" PICTURE "\","
    "\"criteria\":\"" HOST "/c\",\"issuer\":\"" ISSUER "\"}";
static const char v2_award[] =
    "{" V2 "\"type\":\"Assertion\",\"id\":\"%s\",\"recipient\":{\"type\":\"email\",\"hashed\":false,\"identity\":\"ada@example.org\"},"
    "\"badge\":\"" CLASS "\",\"verification\":{\"type\":\"%s\"%s},\"issuedOn\":\"2025-12-02T00:00:00Z\"}";

static void put_v2(void)
{
    world_put(S(ISSUER), 200, cstr(v2_issuer));
    world_put(S(CLASS), 200, cstr(v2_class));
    world_put(S(PICTURE), 200, S("\x89PNG\r\n\x1a\n"));
}

static str hosted_v2(struct key *key)
{
    (void)key;
    put_v2();
    world_put(S(HOST "/a/1"), 200, str_printf(test_arena, v2_award, HOST "/a/1", "HostedBadge", ""));
    return S(HOST "/a/1");
}

static str signed_v2(struct key *key)
{
    struct key *rsa;
    struct buf b = buf_new(test_arena);
    struct json_writer w = json_writer(&b);
    str token;
    struct error err;

    (void)key;
    put_v2();
    buf_putz(&b, "{" V2 "\"type\":\"CryptographicKey\",\"id\":\"" KEY "\",\"owner\":\"" ISSUER "\",\"publicKeyPem\":");
    json_put_cstr(&w, RSA_PUBLIC);
    buf_putz(&b, "}");
    world_put(S(KEY), 200, buf_done(&b));
    world_put(S(LIST_URL), 200, revocation_list_write_v2(test_arena, S(LIST_URL), S(ISSUER), &(struct revoked_list){0}));
    check_ok(key_from_pem(S(RSA_SECRET), &rsa, &err), &err);
    str payload = str_printf(test_arena, v2_award, "urn:uuid:9d278beb-36cf-4bc8-888d-674ff9843d72", "SignedBadge",
                             ",\"creator\":\"" KEY "\"");
    check_ok(jws_sign(test_arena, rsa, &(struct jws_header){0}, payload, &token, &err), &err);
    key_close(rsa);
    return token;
}

static str hosted_v1(struct key *key)
{
    (void)key;
    world_put(S(HOST "/a/1"), 200, S("{\"uid\":\"u1\",\"recipient\":{\"type\":\"email\",\"hashed\":false,\"identity\":\"ada@example.org\"},"
                                     "\"badge\":\"" CLASS "\",\"verify\":{\"type\":\"hosted\",\"url\":\"" HOST "/a/1\"},\"issuedOn\":\"2025-12-02\"}"));
    world_put(S(CLASS), 200, S("{\"name\":\"Ladder safety\",\"description\":\"D\",\"image\":\"" PICTURE "\",\"criteria\":\"" HOST "/c\","
                               "\"issuer\":\"" ISSUER "\"}"));
    world_put(S(ISSUER), 200, S("{\"name\":\"Acme\",\"url\":\"" HOST "\"}"));
    world_put(S(PICTURE), 200, S("\x89PNG\r\n\x1a\n"));
    return S(HOST "/a/1");
}

static str hosted_v1_1(struct key *key)
{
    static const char context[] = "{\"@context\":\"https://w3id.org/openbadges/v1\",";
    str url = hosted_v1(key);

    for (size_t i = 0; i < the_world.n; i++)
        if (str_starts(the_world.pages[i].body, S("{")))
            the_world.pages[i].body = replaced(the_world.pages[i].body, "{", context);
    return url;
}

static str signed_v1(struct key *key)
{
    struct key *rsa;
    str payload, token;
    struct error err;

    hosted_v1(key);
    payload = replaced(replaced(the_world.pages[0].body, "\"type\":\"hosted\"", "\"type\":\"signed\""), HOST "/a/1", KEY);
    world_put(S(ISSUER), 200, S("{\"name\":\"Acme\",\"url\":\"" HOST "\",\"revocationList\":\"" LIST_URL "\"}"));
    world_put(S(LIST_URL), 200, S("{\"u2\":\"left\"}"));
    world_put(S(KEY), 200, S(RSA_PUBLIC));
    check_ok(key_from_pem(S(RSA_SECRET), &rsa, &err), &err);
    check_ok(jws_sign(test_arena, rsa, &(struct jws_header){0}, payload, &token, &err), &err);
    key_close(rsa);
    return token;
}

static str hosted_v0_5(struct key *key)
{
    (void)key;
    world_put(S(PICTURE), 200, S("\x89PNG\r\n\x1a\n"));
    world_put(S(HOST "/a/1"), 200, S("{\"recipient\":\"ada@example.org\",\"issued_on\":\"2025-12-02\",\"badge\":{\"version\":\"0.5.0\","
                                     "\"name\":\"Ladder safety\",\"image\":\"/p.png\",\"description\":\"D\",\"criteria\":\"/c\","
                                     "\"issuer\":{\"origin\":\"" HOST "\",\"name\":\"Acme\"}}}"));
    return S(HOST "/a/1");
}

static str baked_v2(struct key *key)
{
    static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>";
    str out;
    struct error err;

    check_ok(bake(test_arena, cstr(svg), OB_2_0, hosted_v2(key), &out, &err), &err);
    return out;
}

static str endorsed_v2(struct key *key)
{
    str url = hosted_v2(key);

    world_put(S(CLASS), 200, replaced(cstr(v2_class), "\"criteria\"", "\"endorsement\":\"https://board.test/e\",\"criteria\""));
    world_put(S("https://board.test/e"), 200,
              S("{" V2 "\"type\":\"Endorsement\",\"id\":\"https://board.test/e\",\"claim\":{\"id\":\"" CLASS "\",\"endorsementComment\":\"Good\"},"
                "\"issuer\":\"https://board.test/i\",\"issuedOn\":\"2025-12-02T00:00:00Z\",\"verification\":{\"type\":\"HostedBadge\"}}"));
    world_put(S("https://board.test/i"), 200,
              S("{" V2 "\"type\":\"Issuer\",\"id\":\"https://board.test/i\",\"name\":\"Board\",\"url\":\"https://board.test\",\"email\":\"b@board.test\"}"));
    return url;
}

static const struct sample samples[] = {
    {"3.0 token with a signed list", token_with_list, NULL, NULL},
    {"3.0 proof with a proved list", proof_with_list, NULL, NULL},
    {"3.0 proof with a list of ids", badge_with_ids, NULL, NULL},
    {"3.0 token of an https issuer", badge_of_https_issuer, NULL, NULL},
    {"3.0 in a picture", badge_in_a_picture, NULL, NULL},
    {"3.0 token of VCDM 1.1", token_of_vcdm_1_1, NULL, NULL},
    {"3.0 with a schema", badge_with_a_schema, NULL, SCHEMA},
    {"3.0 shown in parts", shown_in_parts, NULL, NULL},
    {"3.0 token in a PNG", token_in_a_png, NULL, NULL},
    {"3.0 in a presentation", presentation, NULL, NULL},
    {"3.0 behind an address", address_of_a_token, NULL, NULL},
    {"3.0 with a newer edition", badge_with_newer_edition, NEWER, NULL},
    {"3.0 endorsed", endorsed_badge, "https://board.test/", NULL},
    {"CLR 2.0", record, NULL, NULL},
    {"2.0 hosted", hosted_v2, NULL, NULL},
    {"2.0 signed", signed_v2, NULL, NULL},
    {"2.0 in an SVG", baked_v2, NULL, NULL},
    {"2.0 endorsed", endorsed_v2, "https://board.test/", NULL},
    {"1.1 hosted", hosted_v1_1, NULL, NULL},
    {"1.0 hosted", hosted_v1, NULL, NULL},
    {"1.0 signed", signed_v1, NULL, LIST_URL},
    {"0.5 hosted", hosted_v0_5, NULL, NULL},
};

/* ---- what may come instead ---- */

static const struct page manners[] = {
    {.status = 0},                                            /* silence */
    {.status = 500, .body = S("{}")},
    {.status = 404, .body = S("not here")},
    {.status = 200, .body = S("")},
    {.status = 200, .body = S("<!doctype html><p>Sign in to the network")},
    {.status = 200, .body = S("{}")},
    {.status = 200, .body = S("null")},
};

static struct report make_and_judge(const struct sample *s, struct key *key, str *input)
{
    world_clear();
    *input = s->make(key);
    return judge(*input);
}

TEST(every_sample_is_good)
{
    struct issuer s = issuer_new(KEY_ED25519);

    for (size_t i = 0; i < COUNT(samples); i++) {
        str input;
        struct report r = make_and_judge(&samples[i], s.key, &input);
        if (r.verdict != VALID)
            print_error("%s\n", samples[i].name);
        check_verdict_at(i, r, VALID, NULL);
        check_at(i, the_world.asked > 0);
    }
    key_close(s.key);
}

static bool is_optional(const struct sample *s)
{
    return s->optional && str_starts(the_world.failed, cstr(s->optional));
}

static bool is_right_too(const struct sample *s, const struct page *p)
{
    return s->empty && str_eq(the_world.failed, cstr(s->empty)) && p->status == 200 && str_eq(p->body, S("{}"));
}

TEST(no_request_that_fails_in_any_manner_leaves_a_yes)
{
    struct issuer s = issuer_new(KEY_ED25519);

    for (size_t i = 0; i < COUNT(samples); i++) {
        str input;
        (void)make_and_judge(&samples[i], s.key, &input);
        size_t asked = the_world.asked;
        for (size_t m = 0; m < COUNT(manners); m++)
            for (size_t n = 1; n <= asked; n++) {
                the_world.fail_at = n;
                the_world.instead = manners[m];
                struct report r = judge(input);
                bool good = r.verdict == VALID;
                bool may_be_good = is_optional(&samples[i]) || is_right_too(&samples[i], &manners[m]);
                if (good != may_be_good)
                    print_error("%s, request %zu (%s), manner %zu: %s\n", samples[i].name, n, str_z(test_arena, the_world.failed),
                                m, verdict_name(r.verdict));
                check_at(i, good == may_be_good);
                check_at(i, m > 0 || r.verdict != INVALID);   /* silence is no answer */
            }
        the_world.fail_at = 0;
    }
    key_close(s.key);
}

/* One answer that fails, and all that come after it. */
TEST(no_web_that_goes_away_leaves_a_yes)
{
    struct issuer s = issuer_new(KEY_ED25519);

    for (size_t i = 0; i < COUNT(samples); i++) {
        str input;
        (void)make_and_judge(&samples[i], s.key, &input);
        while (the_world.n > 0) {
            the_world.n--;
            struct report r = judge(input);
            check_at(i, r.verdict != VALID || samples[i].optional);
            check_at(i, r.verdict != INVALID);
        }
        struct report r = judge(input);
        check_verdict_at(i, r, UNVERIFIED, NULL);
    }
    key_close(s.key);
}

TEST(no_allocation_that_fails_leaves_a_yes)
{
    struct issuer s = issuer_new(KEY_ED25519);

    for (size_t i = 0; i < COUNT(samples); i++) {
        str input;
        (void)make_and_judge(&samples[i], s.key, &input);
        check_never_yes_when_dry(input);
    }
    key_close(s.key);
}
