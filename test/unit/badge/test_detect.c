#include "unit/test.h"

#include "badge/detect.h"
#include "base/codec.h"

TEST(version_and_wrapping_are_told_by_content)
{
    static const struct { const char *text; enum badge_version version; enum badge_kind kind; } t[] = {
        {"{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"proof\":{}}", OB_3_0, KIND_DATA_INTEGRITY},
        {"{\"@context\":[\"https://www.w3.org/2018/credentials/v1\"]}", OB_3_0, KIND_UNSIGNED},
        {"{\"type\":\"OpenBadgeCredential\"}", OB_3_0, KIND_UNSIGNED},
        {"{\"type\":[\"VerifiableCredential\",\"ClrCredential\"]}", CLR_2_0, KIND_UNSIGNED},
        {"{\"@context\":\"https://w3id.org/openbadges/v2\"}", OB_2_0, KIND_HOSTED},
        {"{\"@context\":{},\"type\":\"Assertion\"}", OB_2_0, KIND_HOSTED},
        {"{\"@context\":\"https://w3id.org/openbadges/v1\",\"recipient\":{},\"badge\":\"x\"}", OB_1_1, KIND_HOSTED},
        {"{\"recipient\":{},\"badge\":\"x\"}", OB_1_0, KIND_HOSTED},
        {"{\"recipient\":\"a@x.org\",\"badge\":{}}", OB_0_5, KIND_HOSTED},
        {"  {\"type\":\"OpenBadgeCredential\"}\n", OB_3_0, KIND_UNSIGNED},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct detected d;
        struct error err;
        check_ok(detect(test_arena, cstr(t[i].text), &d, &err), &err);
        check_at(i, d.version == t[i].version && d.kind == t[i].kind);
    }
}

static str token_of(const char *payload)
{
    return str_printf(test_arena, "eyJhbGciOiJFZERTQSJ9." STR_FMT ".AAAA",
                      STR_ARG(base64url_encode(test_arena, cstr(payload))));
}

TEST(a_token_is_told_by_what_it_signs)
{
    static const struct { const char *payload; enum badge_version version; enum badge_kind kind; bool vc; } t[] = {
        {"{\"type\":\"OpenBadgeCredential\"}", OB_3_0, KIND_VC_JWT, false},
        {"{\"vc\":{\"type\":\"OpenBadgeCredential\"}}", OB_3_0, KIND_VC_JWT, true},
        {"{\"@context\":\"https://w3id.org/openbadges/v2\"}", OB_2_0, KIND_JWS, false},
        {"{\"recipient\":{},\"badge\":\"x\"}", OB_1_0, KIND_JWS, false},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct detected d;
        struct error err;
        check_ok(detect(test_arena, token_of(t[i].payload), &d, &err), &err);
        check_at(i, d.version == t[i].version && d.kind == t[i].kind && d.has_vc_claim == t[i].vc);
    }
}

TEST(an_address_is_only_an_address)
{
    struct detected d;
    struct error err;

    check_ok(detect(test_arena, S(" https://acme.test/a/1\n"), &d, &err), &err);
    check_str(d.url, S("https://acme.test/a/1"));
    assert_null(d.document);
    check_code(detect(test_arena, S("file:///etc/passwd"), &d, &err), BAD_INPUT);
    check_code(detect(test_arena, S("javascript:alert(1)"), &d, &err), BAD_INPUT);
}

TEST(what_is_wrong_is_named)
{
    static const struct { const char *text, *flaw; } t[] = {
        {"", "no-badge-data"}, {"{", "json-syntax"}, {"{}", "not-a-badge"}, {"x", "not-a-badge"},
        {"\xff\xd8\xff\xe0.JFIF", "no-badge-data"}, {"GIF89a.x.y", "no-badge-data"}, {"%PDF-1.7", "not-a-badge"},
        {"PK\3\4", "not-a-badge"}, {"<!DOCTYPE html><title>Badge</title>", "not-a-badge"}, {"\n<HTML>", "not-a-badge"},
        {"ey.ey", "jws-malformed"}, {"{\"a\":1,\"a\":2}", "json-syntax"},
        {"\v{\"type\":\"OpenBadgeCredential\"}", "not-a-badge"}, /* no white space to JSON */
        {"{\"type\":\"OpenBadgeCredential\"}\f", "json-syntax"},
        {"<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>", "no-badge-data"},
        {"\x89PNG\r\n\x1a\n", "input-unreadable"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct detected d;
        struct error err = {0};
        check_at(i, detect(test_arena, cstr(t[i].text), &d, &err) != OK && err.text[0]);
        check_str_at(i, cstr(d.flaw), cstr(t[i].flaw));
    }
}

TEST(what_cannot_be_read_says_of_what_it_is)
{
    static const struct { const char *text, *want; } t[] = {
        {"{\"a\":", "the JSON cannot be read: the text ends too early"},
        {"[InternetShortcut]", "the JSON cannot be read: this is no JSON value"},
        {"\x89PNG\r\n\x1a\n", "the picture cannot be read: the PNG file ends too early"},
        {"<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>", "there is no badge inside this SVG"},
        {"%PDF-1.7", "a PDF document is no badge; files that are attached to it may be"},
        {"GIF89a", "a GIF picture cannot hold a badge; PNG and SVG can"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct detected d;
        struct error err = {0};
        check_at(i, detect(test_arena, cstr(t[i].text), &d, &err) != OK);
        check_str_at(i, cstr(err.text), cstr(t[i].want));
    }
}
