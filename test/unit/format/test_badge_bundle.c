#include "unit/test.h"
#include "format/badge_bundle.h"

/* Written after the documentation of each; none of it is anybody's file. */

#define VC(id) "{\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],\"id\":\"" id "\",\"credentialSubject\":{}}"
#define V2(id) "{\"type\":\"Assertion\",\"id\":\"" id "\",\"recipient\":{},\"badge\":\"https://a.example/b\",\"verification\":{}}"
#define JWT "eyJhbGciOiJFZERTQSJ9.e30.AAAA"

/* Items as "T" or "L" and the text, with a space between. */
static str read_all(const char *text, code *c)
{
    struct bundle_items items;
    struct buf b = buf_new(test_arena);

    *c = bundle_read(test_arena, cstr(text), &items, NULL);
    for (size_t i = 0; i < items.n; i++)
        buf_printf(&b, "%s%s" STR_FMT, i ? " " : "", items.items[i].what == BUNDLED_LINK ? "L:" : "T:", STR_ARG(items.items[i].text));
    return buf_done(&b);
}

TEST(exports_of_others_are_known_by_what_is_in_them)
{
    static const struct { const char *in, *want; } t[] = {
        /* Badgr, Canvas, Parchment */
        {"{\"status\":{\"success\":true},\"result\":[{\"entityType\":\"Assertion\",\"entityId\":\"x\",\"openBadgeId\":\"https://api.badgr.io/public/assertions/x\","
         "\"badgeclassOpenBadgeId\":\"https://api.badgr.io/public/badges/y\",\"recipient\":{\"identity\":\"sha256$1\"}}]}",
         "L:https://api.badgr.io/public/assertions/x"},
        /* Credly */
        {"{\"data\":[{\"id\":\"0a1b2c3d-0000-4000-8000-00000000000f\",\"issued_to\":\"Ann\",\"badge_template\":{\"name\":\"N\",\"url\":\"https://www.credly.com/org/o/badge/n\"}}]}",
         "L:https://api.credly.com/v1/obi/v2/badge_assertions/0a1b2c3d-0000-4000-8000-00000000000f"},
        {"{\"data\":[{\"id\":\"../../evil\",\"badge_template\":{}}]}", ""},
        /* Open Badge Passport */
        {"{\"badges\":[{\"name\":\"N\",\"image_file\":\"f.png\",\"assertion_url\":\"https://openbadgefactory.com/v1/assertion/e.json\"},"
         "{\"assertion_url\":null,\"assertion_jws\":\"" JWT "\"},{\"assertion_json\":\"{\\\"type\\\":\\\"Assertion\\\",\\\"recipient\\\":{},\\\"badge\\\":{}}\"}]}",
         "L:https://openbadgefactory.com/v1/assertion/e.json T:" JWT " T:{\"type\":\"Assertion\",\"recipient\":{},\"badge\":{}}"},
        /* Moodle */
        {"{\"badges\":[{\"id\":4,\"name\":\"N\",\"uniquehash\":\"00112233445566778899aabbccddeeff00112233\","
         "\"badgeurl\":\"https://school.example/moodle/webservice/pluginfile.php/1/badges/badgeimage/4/f1\"}],\"warnings\":[]}",
         "L:https://school.example/moodle/badges/assertion.php?b=00112233445566778899aabbccddeeff00112233&obversion=2"},
        /* Mozilla's Displayer: the flattened copy beside the address is left alone */
        {"{\"userId\":1,\"groupId\":2,\"badges\":[{\"lastValidated\":\"2016\",\"hostedUrl\":\"https://a.example/1.json\",\"assertion\":{\"recipient\":\"x\",\"badge\":{\"name\":\"N\"}}},"
         "{\"hostedUrl\":null,\"assertion\":{\"recipient\":\"x\",\"badge\":{\"name\":\"N\"}}}]}",
         "L:https://a.example/1.json T:{\"recipient\":\"x\",\"badge\":{\"name\":\"N\"}}"},
        /* hosts of OB 2.1 and 3.0 */
        {"{\"status\":{},\"assertions\":[" V2("https://a.example/1") "],\"signedAssertions\":[\"" JWT "\"]}", "T:" V2("https://a.example/1") " T:" JWT},
        {"{\"credential\":[" VC("urn:1") "],\"compactJwsString\":[\"" JWT "\"]}", "T:" VC("urn:1") " T:" JWT},
        /* LearnCard, other wallets */
        {"[" VC("urn:1") "," VC("urn:2") "," VC("urn:1") "]", "T:" VC("urn:1") " T:" VC("urn:2")},
        {"{\"type\":[\"VerifiablePresentation\"],\"verifiableCredential\":" VC("urn:1") ",\"proof\":{}}", "T:" VC("urn:1")},
        {"{\"type\":[\"VerifiablePresentation\"],\"verifiableCredential\":\"" JWT "\"}", "T:" JWT},
        {"{\"type\":[\"VerifiableCredential\",\"CertifiedBoostCredential\"],\"credentialSubject\":{},\"boostCredential\":" VC("urn:1") "}", "T:" VC("urn:1")},
        {"{\"rawCredentialRecords\":[{\"rawCredential\":\"{\\\"type\\\":[\\\"VerifiableCredential\\\"],\\\"credentialSubject\\\":{}}\"}]}",
         "T:{\"type\":[\"VerifiableCredential\"],\"credentialSubject\":{}}"},
        /* lists of addresses and tokens */
        {"[\"https://a.example/1\",\"https://a.example/2\"]", "L:https://a.example/1 L:https://a.example/2"},
        {" https://a.example/1\r\n\r\n" JWT "\n", "L:https://a.example/1 T:" JWT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        code c;
        check_str_at(i, read_all(t[i].in, &c), cstr(t[i].want));
        assert_int_equal(c, OK);
    }
}

TEST(one_badge_and_what_is_none_is_no_bundle)
{
    static const char *const t[] = {
        "", " ", JWT, "https://a.example/1", VC("urn:1"), V2("https://a.example/1"), "no badge at all", "https://a.example/1\nand a word",
        "{", "[]", "{}", "{\"badges\":[]}", "{\"result\":[{\"openBadgeId\":\"javascript:alert(1)\"}]}", "\x89PNG",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        code c;
        check_str_at(i, read_all(t[i], &c), S(""));
        assert_int_equal(c, OK);
    }
}

TEST(more_badges_than_may_come_at_once_are_refused)
{
    struct buf b = buf_new(test_arena);
    struct bundle_items items;

    for (int i = 0; i <= BUNDLE_MOST; i++)
        buf_printf(&b, "https://a.example/%d\n", i);
    assert_int_equal(bundle_read(test_arena, buf_done(&b), &items, NULL), LIMIT);
}

static void read_bundles(struct arena *a, void *ctx)
{
    struct bundle_items items;

    (void)ctx;
    assert_int_equal(bundle_read(a, S("https://a.example/1\nhttps://a.example/2\n"), &items, NULL), OK);
    assert_int_equal(items.n, 2);
    assert_int_equal(bundle_read(a, S("[" VC("urn:1") "," VC("urn:2") "]"), &items, NULL), OK);
    assert_int_equal(items.n, 2);
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(read_bundles, NULL) > 5);
}
