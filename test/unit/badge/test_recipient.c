#include "unit/test.h"

#include "badge/recipient.h"
#include "base/codec.h"
#include "base/crypto.h"

static struct badge badge_of(struct identity *id)
{
    return (struct badge){.identities = {.items = id, .n = 1, .cap = 1}};
}

TEST(the_worked_value_of_the_standard_is_reproduced)
{
    check_str(recipient_hash(test_arena, S("a@example.com"), S("Kosher")),
              S("sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"));
}

TEST(a_new_salt_has_128_bits_and_is_never_the_same)
{
    crypto_start();
    str x = recipient_new_salt(test_arena), y = recipient_new_salt(test_arena);
    assert_int_equal(x.n, 22);
    assert_false(str_eq(x, y));
}

TEST(addresses_match_by_exact_local_part_and_folded_domain)
{
    static const struct { const char *value, *who; bool want; } t[] = {
        {"ada@example.org", "ada@example.org", true},
        {"ada@example.org", "ada@EXAMPLE.org", true},
        {"ada@Example.org", "ada@example.org", true},
        {"mailto:ada@example.org", "ada@example.org", true},
        {"ada@example.org", " ada@example.org ", true},
        {"ada@example.org", "Ada@example.org", false},
        {"ada@example.org", "ada+x@example.org", false},
        {"ada+x@example.org", "ada@example.org", false},
        {"ada@example.org", "", false},
        {"", "", false},
        {"https://x.org/@Ada", "https://x.org/@ada", false},
        {"did:example:ada", "did:example:ada", true},
    };
    crypto_start();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct identity plain = {.type = S("email"), .value = cstr(t[i].value)};
        struct badge b = badge_of(&plain);
        check_at(i, recipient_matches(test_arena, &b, cstr(t[i].who)) == t[i].want);
    }
}

TEST(hashes_match_in_every_form_that_was_ever_used)
{
    static const struct { const char *value, *salt, *who; bool want; } t[] = {
        {"sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399", "Kosher", "a@example.com", true},
        {"sha256$B5809D8A92F8858436D7E6B87C12EBC0AE1EAC4BAECC2C0B913AEE2C922EF399", "Kosher", "a@example.com", true},
        {"sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399", "kosher", "a@example.com", false},
        {"sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399", "Kosher", "a@EXAMPLE.com", true},
        {"sha256$b5809d8a92f8858436d7e6b87c12ebc0", "Kosher", "a@example.com", false},
        {"md5$2a8b6bf1d5b4b1a25b4bbcd1e4d0bd06", "", "nobody@x.org", false},
        {"sha256$", "", "a@example.com", false},
        {"a@example.com", "", "a@example.com", false},      /* said to be hashed, and is not */
    };
    crypto_start();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct identity hidden = {.type = S("email"), .value = cstr(t[i].value),
                                  .salt = cstr(t[i].salt), .hashed = true};
        struct badge b = badge_of(&hidden);
        check_at(i, recipient_matches(test_arena, &b, cstr(t[i].who)) == t[i].want);
    }
}

TEST(old_hashes_are_read)
{
    crypto_start();
    str who = S("ada@example.org"), salted = S("ada@example.orgsalt");
    str forms[] = {str_join(test_arena, S("md5$"), md5_hex(test_arena, salted)),
                   str_join(test_arena, S("sha1$"), sha1_hex(test_arena, salted)),
                   str_join(test_arena, S("sha512$"), hex_encode(test_arena, sha512(test_arena, salted)))};
    for (size_t i = 0; i < COUNT(forms); i++) {
        struct identity hidden = {.value = forms[i], .salt = S("salt"), .hashed = true};
        struct badge b = badge_of(&hidden);
        check_at(i, recipient_matches(test_arena, &b, who));
    }
}

TEST(a_salt_of_any_size_is_not_hashed)
{
    crypto_start();
    char *long_salt = arena_alloc(test_arena, 200000, 1);
    memset(long_salt, 'x', 200000);
    str salt = {long_salt, 200000};
    struct identity hidden = {.value = recipient_hash(test_arena, S("a@x.org"), salt), .salt = salt, .hashed = true};
    struct badge b = badge_of(&hidden);
    assert_false(recipient_matches(test_arena, &b, S("a@x.org")));
}

TEST(the_subject_id_names_the_recipient_too)
{
    struct badge b = {.subject_id = S("did:key:z6Mk")};
    crypto_start();
    assert_true(recipient_matches(test_arena, &b, S("did:key:z6Mk")));
    assert_false(recipient_matches(test_arena, &b, S("did:key:z6Ml")));
}

TEST(old_addresses_match_in_the_spellings_that_were_typed)
{
    static const struct { enum badge_version version; const char *typed, *who; bool want; } t[] = {
        {OB_1_0, "ada.smith@example.org", "Ada.Smith@Example.org", true},
        {OB_1_0, "ADA.SMITH@EXAMPLE.ORG", "ada.smith@example.org", true},
        {OB_0_5, "Ada.smith@example.org", "ada.smith@example.org", true},
        {OB_1_1, "Ada.Smith@example.org", "ada.smith@example.org", true},
        {OB_2_0, "ADA.SMITH@example.org", "ada.smith@example.org", true},
        {OB_2_0, "aDa.smith@example.org", "aDa.smith@example.org", true},
        {OB_2_0, "aDa.smith@example.org", "ada.smith@example.org", false},
        {OB_2_0, "ada.smith+x@example.org", "ada.smith@example.org", false},
        {OB_2_0, "adasmith@example.org", "ada.smith@example.org", false},
        {OB_3_0, "Ada.Smith@example.org", "ada.smith@example.org", false},
        {OB_2_0, "https://X.org/ada", "https://x.org/ada", false},
    };
    crypto_start();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct identity hidden = {.value = recipient_hash(test_arena, cstr(t[i].typed), S("s")), .salt = S("s"), .hashed = true};
        struct badge b = badge_of(&hidden);
        b.version = t[i].version;
        check_at(i, recipient_matches(test_arena, &b, cstr(t[i].who)) == t[i].want);
    }
    struct identity plain = {.type = S("email"), .value = S("Ada@Example.org")};
    struct badge b = badge_of(&plain);
    b.version = OB_1_0;
    assert_true(recipient_matches(test_arena, &b, S("ada@example.org")));
    assert_false(recipient_matches(test_arena, &b, S("ada+x@example.org")));
    b.version = OB_2_0;
    assert_false(recipient_matches(test_arena, &b, S("ada@example.org")));
}
