#include "unit/test.h"

#include "badge/status.h"
#include "format/json.h"

TEST(a_list_is_written_as_its_specification_has_it)
{
    struct bitstring bits = bitstring_new(test_arena, BITSTRING_MIN_BITS), again;
    struct status_list l = {.id = S("https://acme.test/s/1"), .issuer_id = S("did:web:acme.test"),
                            .purpose = S("revocation"), .valid_from = 1767225600000, .ttl_ms = 60000};
    const struct json *v, *subject;
    struct error err;
    uint64_t bit;

    bitstring_set(&bits, 94567, true);
    check_ok(json_parse(test_arena, status_list_write(test_arena, &l, &bits), NULL, &v, &err), &err);
    check_str(json_str(json_get(v, "issuer")), l.issuer_id);
    check_str(json_str(json_get(v, "validFrom")), S("2026-01-01T00:00:00Z"));
    assert_null(json_get(v, "validUntil"));
    check_str(json_str(json_item(json_get(v, "type"), 1)), S("BitstringStatusListCredential"));
    subject = json_get(v, "credentialSubject");
    check_str(json_str(json_get(subject, "type")), S("BitstringStatusList"));
    check_str(json_str(json_get(subject, "statusPurpose")), S("revocation"));
    check_ok(bitstring_decode(test_arena, json_str(json_get(subject, "encodedList")), &again, &err), &err);
    assert_int_equal(again.bits, BITSTRING_MIN_BITS);
    assert_true(bitstring_get(&again, 94567, 1, &bit) && bit == 1);
    assert_true(bitstring_get(&again, 94566, 1, &bit) && bit == 0);
}

TEST(a_list_is_read_for_the_kind_of_entry_that_leads_to_it)
{
    static const char form[] = "{\"type\":[\"VerifiableCredential\",\"%s\"],\"credentialSubject\":"
                               "{\"type\":\"%s\",\"statusPurpose\":\"revocation\",\"encodedList\":\"%s\"%s}}";
    static const struct { const char *entry, *credential, *subject, *encoded, *more; int64_t ttl; } t[] = {
        {"BitstringStatusListEntry", "BitstringStatusListCredential", "BitstringStatusList", "uAA", "", 300000},
        {"BitstringStatusListEntry", "BitstringStatusListCredential", "BitstringStatusList", "uAA", ",\"ttl\":7", 7},
        {"BitstringStatusListEntry", "BitstringStatusListCredential", "BitstringStatusList", "uAA", ",\"ttl\":-7", 300000},
        {"StatusList2021Entry", "StatusList2021Credential", "StatusList2021", "H4sI", "", 300000},
        {"StatusList2021Entry", "StatusList2021Credential", "StatusList2021", "uH4sI", "", 300000},
        {"BitstringStatusListEntry", "BitstringStatusListCredential", "BitstringStatusList", "H4sI", "", -1},
        {"BitstringStatusListEntry", "StatusList2021Credential", "StatusList2021", "uAA", "", -1},
        {"StatusList2021Entry", "BitstringStatusListCredential", "BitstringStatusList", "uAA", "", -1},
        {"BitstringStatusListEntry", "BitstringStatusListCredential", "Other", "uAA", "", -1},
        {"1EdTechRevocationList", "BitstringStatusListCredential", "BitstringStatusList", "uAA", "", -1},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct status_bits bits;
        const struct json *v;
        struct error err;
        str text = str_printf(test_arena, form, t[i].credential, t[i].subject, t[i].encoded, t[i].more);
        check_ok(json_parse(test_arena, text, NULL, &v, &err), &err);
        code c = status_bits_read(v, cstr(t[i].entry), &bits, NULL);
        check_code_at(i, c, t[i].ttl < 0 ? BAD_INPUT : OK);
        check_at(i, c != OK || bits.ttl_ms == t[i].ttl);
        check_at(i, c != OK || str_eq(bits.encoded, cstr(t[i].encoded)));
    }
}

/* Found, and how: ids may be written in more than one way. */
TEST(a_list_of_ids_says_which_badges_are_revoked)
{
    static const struct { const char *entries; bool revoked, unread; const char *reason; } t[] = {
        {"[]", false, false, NULL},
        {"[{\"id\":\"https://x.test/1\"}]", true, false, NULL},
        {"{\"id\":\"https://x.test/1\"}", true, false, NULL},
        {"[{\"id\":\"https://x.test/1\",\"revoked\":true,\"revocationReason\":\"lost\"}]", true, false, "lost"},
        {"[{\"id\":\"https://x.test/1\",\"revoked\":false}]", false, false, NULL},
        {"[{\"id\":\"https://x.test/1\",\"revoked\":\"false\"}]", false, true, NULL},
        {"[{\"id\":\"https://x.test/1\",\"revoked\":false},{\"id\":\"https://x.test/1\"}]", true, false, NULL},
        {"[{\"id\":\"https://x.test/2\"},{\"id\":\" https://x.test/%31 \"}]", true, false, NULL},
        {"[{\"id\":\"https://x.test/11\"}]", false, false, NULL},
        {"[{\"id\":\"https://x.test/%zz\"}]", false, false, NULL},
        {"\"all\"", false, true, NULL},
        {"[null]", false, true, NULL},
        {"[{\"id\":7},{\"id\":\"https://x.test/1\"}]", true, true, NULL},
        {"[\"https://x.test/1\"]", false, true, NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct revocation r;
        const struct json *v;
        struct error err;
        str text = str_printf(test_arena, "{\"issuer\":\"did:web:x.test\",\"revokedCredential\":%s}", t[i].entries);
        check_ok(json_parse(test_arena, text, NULL, &v, &err), &err);
        check_ok(revocation_list_find(test_arena, v, S("https://x.test/1"), &r, &err), &err);
        check_at(i, r.is_revoked == t[i].revoked && r.has_unread == t[i].unread);
        check_str_at(i, r.reason, cstr(t[i].reason));
    }
}

TEST(what_is_no_list_of_ids_is_refused)
{
    static const char *const t[] = {"[]", "\"x\"", "null", "{}", "{\"issuer\":7,\"revokedCredential\":[]}"};

    for (size_t i = 0; i < COUNT(t); i++) {
        struct revocation r;
        const struct json *v;
        struct error err;
        check_ok(json_parse(test_arena, cstr(t[i]), NULL, &v, &err), &err);
        check_code_at(i, revocation_list_find(test_arena, v, S("x"), &r, NULL), BAD_INPUT);
    }
}

TEST(a_list_of_ids_that_was_written_is_read)
{
    struct revoked items[] = {{S("urn:uuid:1"), S("a \"reason\"")}, {S("urn:uuid:2"), {0}}};
    const struct revoked_list l = {.items = items, .n = 2};
    const struct json *v;
    struct revocation r;
    struct error err;

    str text = revocation_list_write(test_arena, S("https://x.test/r"), S("did:web:x.test"), &l);
    check_ok(json_parse(test_arena, text, NULL, &v, &err), &err);
    check_str(json_str(json_get(v, "id")), S("https://x.test/r"));
    check_ok(revocation_list_find(test_arena, v, S("urn:uuid:1"), &r, &err), &err);
    assert_true(r.is_revoked && !r.has_unread);
    check_str(r.reason, S("a \"reason\""));
    check_ok(revocation_list_find(test_arena, v, S("urn:uuid:2"), &r, &err), &err);
    assert_true(r.is_revoked && str_is_empty(r.reason));
    check_ok(revocation_list_find(test_arena, v, S("urn:uuid:3"), &r, &err), &err);
    assert_false(r.is_revoked);
}

TEST(a_list_of_2_0_is_written_in_its_words)
{
    struct revoked items[] = {{S("urn:uuid:1"), S("why")}, {S("urn:uuid:2"), {0}}};
    const struct revoked_list l = {.items = items, .n = 2};

    check_str(revocation_list_write_v2(test_arena, S("https://x.test/r"), S("https://x.test/i"), &l),
              S("{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"RevocationList\","
                "\"id\":\"https://x.test/r\",\"issuer\":\"https://x.test/i\",\"revokedAssertions\":["
                "{\"id\":\"urn:uuid:1\",\"revocationReason\":\"why\"},{\"id\":\"urn:uuid:2\"}]}"));
}
