#include "unit/test.h"
#include "badge/presentation.h"
#include "base/codec.h"
#include "format/json.h"

#define HOLDER "https://badges.example.org/holders/h1"

static struct key *new_key(enum key_kind kind)
{
    struct key *k;

    assert_int_equal(key_generate(kind, &k, NULL), OK);
    return k;
}

static struct proof_terms terms_of(const struct key *k)
{
    return (struct proof_terms){.key = {.key = k, .id = S(HOLDER "#key")}, .created = 1767225600000, .challenge = S("Is it yours? n0nce"), .domain = S("badges.example.org")};
}

static str written(const struct presentation *p)
{
    str json;

    assert_int_equal(presentation_write(test_arena, p, &json, NULL), OK);
    return json;
}

static str signed_by(const struct key *k, const struct presentation *p)
{
    struct proof_terms t = terms_of(k);
    str out;

    struct error why = {0};
    if (presentation_sign(test_arena, written(p), &t, &out, &why) != OK)
        print_error("%s: %s\n", why.where, why.text);
    assert_int_equal(why.code, OK);
    return out;
}

static struct presentation about_one(void)
{
    struct presentation p = {.holder = S(HOLDER)};

    *list_add(test_arena, &p.about) = S("https://badges.example.org/h/abc");
    return p;
}

TEST(a_presentation_holds_for_its_key_challenge_and_domain_alone)
{
    static const enum key_kind kinds[] = {KEY_ED25519, KEY_P256, KEY_P384};

    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct key *k = new_key(kinds[i]), *other = new_key(kinds[i]);
        struct presentation p = about_one();
        str text = signed_by(k, &p);
        struct presented asked = {k, S("Is it yours? n0nce"), S("badges.example.org")};
        assert_int_equal(presentation_check(test_arena, text, &asked, NULL), OK);
        assert_true(str_contains(text, S("\"proofPurpose\":\"authentication\"")));
        asked.challenge = S("another");
        assert_int_equal(presentation_check(test_arena, text, &asked, NULL), BAD_INPUT);
        asked = (struct presented){k, S("Is it yours? n0nce"), S("else.example")};
        assert_int_equal(presentation_check(test_arena, text, &asked, NULL), BAD_INPUT);
        asked = (struct presented){other, S("Is it yours? n0nce"), S("badges.example.org")};
        assert_int_equal(presentation_check(test_arena, text, &asked, NULL), BAD_INPUT);
        key_close(k);
        key_close(other);
    }
}

TEST(what_was_changed_after_signing_does_not_hold)
{
    struct key *k = new_key(KEY_ED25519);
    struct presentation p = about_one();
    str text = signed_by(k, &p);
    struct presented asked = {k, S("Is it yours? n0nce"), S("badges.example.org")};
    ptrdiff_t at = str_find(text, S("h/abc"));
    char *changed = (char *)(uintptr_t)str_z(test_arena, text);

    changed[at + 2] = 'x';
    assert_int_equal(presentation_check(test_arena, cstr(changed), &asked, NULL), BAD_INPUT);
    assert_int_equal(presentation_check(test_arena, S("{}"), &asked, NULL), BAD_INPUT);
    assert_int_equal(presentation_check(test_arena, S("no json"), &asked, NULL), BAD_INPUT);
    assert_int_equal(presentation_check(test_arena, S("{\"type\":\"VerifiablePresentation\",\"proof\":{}}"), &asked, NULL), BAD_INPUT);
    key_close(k);
}

TEST(badges_are_handed_over_as_they_were_issued)
{
    struct key *k = new_key(KEY_ED25519);
    struct presentation p = {.id = S("urn:uuid:1"), .holder = S(HOLDER)};
    const struct json *doc, *all;

    *list_add(test_arena, &p.credentials) = S("eyJhbGciOiJFZERTQSJ9.e30.c2ln");
    *list_add(test_arena, &p.credentials) = S("{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":\"VerifiableCredential\"}");
    str text = signed_by(k, &p);
    assert_int_equal(json_parse(test_arena, text, NULL, &doc, NULL), OK);
    all = json_get(doc, "verifiableCredential");
    check_str(json_str(json_get(json_item(all, 0), "id")), S("data:application/vc+jwt,eyJhbGciOiJFZERTQSJ9.e30.c2ln"));
    check_str(json_str(json_get(json_item(all, 0), "type")), S("EnvelopedVerifiableCredential"));
    check_str(json_str(json_get(json_item(all, 1), "type")), S("VerifiableCredential"));
    assert_int_equal(presentation_check(test_arena, text, &(struct presented){k, S("Is it yours? n0nce"), S("badges.example.org")}, NULL), OK);
    key_close(k);
}

TEST(what_has_unknown_words_is_not_signed)
{
    struct key *k = new_key(KEY_ED25519);
    struct presentation p = {.holder = S(HOLDER)};
    struct proof_terms t = terms_of(k);
    str out;

    *list_add(test_arena, &p.credentials) = S("{\"@context\":[\"https://unknown.example/words\"],\"type\":\"VerifiableCredential\"}");
    assert_int_equal(presentation_sign(test_arena, written(&p), &t, &out, NULL), UNREACHABLE);
    key_close(k);
}

TEST(without_a_question_nothing_is_signed)
{
    struct key *k = new_key(KEY_ED25519);
    struct presentation p = about_one();
    struct proof_terms t = terms_of(k);
    str out;

    t.challenge = S("");
    assert_int_equal(presentation_sign(test_arena, written(&p), &t, &out, NULL), BAD_INPUT);
    for (int i = 0; i < PRESENTED_MOST; i++)
        *list_add(test_arena, &p.about) = S("https://a.example/");
    assert_int_equal(presentation_write(test_arena, &p, &out, NULL), LIMIT);
    p = (struct presentation){.holder = S(HOLDER)};
    *list_add(test_arena, &p.credentials) = S("[]");
    assert_int_equal(presentation_write(test_arena, &p, &out, NULL), BAD_INPUT);
    key_close(k);
}

TEST(a_holders_key_authenticates_and_asserts_nothing)
{
    struct key *k = new_key(KEY_ED25519);
    str text = write_holder(test_arena, S(HOLDER), &(struct issue_key){.key = k, .id = S(HOLDER "#key")});

    assert_true(str_contains(text, S("\"authentication\":[\"" HOLDER "#key\"]")));
    assert_false(str_contains(text, S("assertionMethod")));
    key_close(k);
}

struct asking { const struct key *key; str secured; };

static void sign_and_check(struct arena *a, void *ctx)
{
    const struct asking *s = ctx;
    struct proof_terms t = terms_of(s->key);
    struct presentation p = {.holder = S(HOLDER)};
    struct presented asked = {s->key, t.challenge, t.domain};
    str json, secured;

    *list_add(a, &p.about) = S("https://badges.example.org/h/abc");
    assert_int_equal(presentation_write(a, &p, &json, NULL), OK);
    assert_int_equal(presentation_sign(a, json, &t, &secured, NULL), OK);
    check_str(secured, s->secured);
    assert_int_equal(presentation_check(a, secured, &asked, NULL), OK);
}

TEST(memory_may_run_out_anywhere)
{
    struct key *k = new_key(KEY_ED25519);
    struct presentation p = about_one();
    struct asking s = {k, signed_by(k, &p)};

    assert_true(check_each_allocation(sign_and_check, &s) > 20);
    key_close(k);
}
