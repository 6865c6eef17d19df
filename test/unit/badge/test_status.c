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
