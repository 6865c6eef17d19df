#include "unit/badge/world.h"

#include "badge/stencil.h"

#define HOLE_ID   "AAAAAAAAAAAAAAAAAAAAAA"
#define HOLE_HASH "sha256$hole"
#define HOLE_PLACE "999999999"

static const str hole_words[] = {S(HOLE_ID), S(HOLE_HASH), S(HOLE_PLACE)};
static const struct str_list holes = {.items = (str *)(uintptr_t)hole_words, .n = COUNT(hole_words)};

/* A credential in which these words stand as a server's awards have them. */
static str credential_of(str id, str hash, str place)
{
    struct badge b = sample_badge(S("https://acme.test/i"));
    str json = {0};
    struct error err;

    b.id = str_join(test_arena, S("https://acme.test/b/"), id);
    b.identities = (struct identity_list){0};
    *list_add(test_arena, &b.identities) = (struct identity){S("emailAddress"), hash, id, true};
    *list_add(test_arena, &b.achievement.tags) = S("7");
    *list_add(test_arena, &b.status) = (struct status_ref){
        .purpose = S("revocation"), .list_url = S("https://acme.test/status/x"), .size = 1};
    check_ok(write_v3(test_arena, &b, &json, &err), &err);
    return str_join(test_arena, str_slice(json, 0, (size_t)str_find(json, S("\"statusListIndex\":\"0\""))),
                    str_printf(test_arena, "\"statusListIndex\":\"" STR_FMT "\"" STR_FMT, STR_ARG(place),
                               STR_ARG(str_from(json, (size_t)str_find(json, S("\"statusListIndex\":\"0\"")) + 21))));
}

TEST(a_stencil_signs_what_would_be_signed_one_by_one)
{
    static const struct { const char *id, *hash, *place; } t[] = {
        {"SwFT9CtbJ3F5TZYNlakkxg", "sha256$46771be5", "107882"},
        {"z", "sha256$00", "0"},
        {"---------------------", "x", "7"},     /* which is a tag too */
        {"7", "7", "7"},
    };
    static const enum key_kind kinds[] = {KEY_ED25519, KEY_P256, KEY_P384};

    for (size_t k = 0; k < COUNT(kinds); k++) {
        struct issuer s = issuer_new(kinds[k]);
        struct proof_terms terms = {.suite = suite_for(kinds[k]), .key = s.sign, .created = NOW};
        struct stencil *st = NULL;
        struct error err;
        check_ok(stencil_make(test_arena, credential_of(S(HOLE_ID), S(HOLE_HASH), S(HOLE_PLACE)), terms.suite, &holes, &st, &err), &err);
        for (size_t i = 0; i < COUNT(t); i++) {
            str words[] = {cstr(t[i].id), cstr(t[i].hash), cstr(t[i].place)}, value, want, secured;
            const struct str_list list = {.items = words, .n = COUNT(words)};
            str credential = credential_of(words[0], words[1], words[2]);
            const struct json *doc;
            struct securing in;
            struct sealed sealed;
            terms.created = NOW + (msec)i / 2 * SECOND;
            check_at(i, stencil_fits(test_arena, st, &list, credential));
            check_at(i, !stencil_fits(test_arena, st, &list, str_join(test_arena, S(" "), credential_of(words[0], words[1], S("8")))));
            check_ok(stencil_sign(test_arena, st, &terms, &list, &value, &err), &err);
            check_ok(proof_value(test_arena, credential, &terms, &want, &err), &err);
            if (kinds[k] == KEY_ED25519)
                check_str_at(i, value, want);
            check_ok(json_parse(test_arena, credential, NULL, &doc, &err), &err);
            check_ok(proof_securing(test_arena, doc, &terms, &in, &err), &err);
            check_ok(terms.suite->open(test_arena, terms.suite, &in, value, &sealed, &err), &err);
            check_at(i, key_verify(s.key, sealed.text, sealed.signature));
            check_ok(proof_rebuild(test_arena, credential, &terms, value, &secured, &err), &err);
        }
        key_close(s.key);
    }
}

TEST(a_stencil_wants_its_holes_and_plain_words)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct proof_terms terms = {.suite = suite_named(S("eddsa-rdfc-2022")), .key = s.sign, .created = NOW};
    str sample = credential_of(S(HOLE_ID), S(HOLE_HASH), S(HOLE_PLACE)), missing[] = {S("nowhere")}, value;
    const struct str_list none = {.items = missing, .n = 1};
    static const char *const bad[] = {"", "a b", "a\"b", "a>b", "ü", "a\nb", "a\\b", "%41"};
    struct stencil *st;
    struct error err;

    check_code(stencil_make(test_arena, sample, terms.suite, &none, &st, NULL), NOT_FOUND);
    check_code(stencil_make(test_arena, sample, suite_named(S("eddsa-jcs-2022")), &holes, &st, NULL), UNSUPPORTED);
    check_code(stencil_make(test_arena, sample, suite_named(S("ecdsa-sd-2023")), &holes, &st, NULL), UNSUPPORTED);
    check_code(stencil_make(test_arena, S("{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"x\":\"y\"}"), terms.suite, &none, &st, NULL), BAD_INPUT);
    check_ok(stencil_make(test_arena, sample, terms.suite, &holes, &st, &err), &err);
    for (size_t i = 0; i < COUNT(bad); i++) {
        str words[] = {cstr(bad[i]), S("x"), S("1")};
        check_code_at(i, stencil_sign(test_arena, st, &terms, &(struct str_list){.items = words, .n = 3}, &value, NULL), BAD_INPUT);
    }
    check_code(stencil_sign(test_arena, st, &terms, &none, &value, NULL), BAD_INPUT);
    terms.key.key = NULL;
    check_code(stencil_sign(test_arena, st, &terms, &holes, &value, NULL), BAD_INPUT);
    key_close(s.key);
}

struct sign_again { struct proof_terms terms; str sample, want; };

static void sign_by_stencil(struct arena *a, void *ctx)
{
    const struct sign_again *s = ctx;
    str words[] = {S("z"), S("sha256$00"), S("0")}, value;
    const struct str_list list = {.items = words, .n = COUNT(words)};
    struct stencil *st = NULL;

    check_code(stencil_make(a, s->sample, s->terms.suite, &holes, &st, NULL), OK);
    check_code(stencil_sign(a, st, &s->terms, &list, &value, NULL), OK);
    check_str(value, s->want);
}

TEST(memory_may_run_out_anywhere_and_nothing_else_is_signed)
{
    struct issuer by = issuer_new(KEY_ED25519);
    struct sign_again s = {.terms = {.suite = suite_for(KEY_ED25519), .key = by.sign, .created = NOW},
                           .sample = credential_of(S(HOLE_ID), S(HOLE_HASH), S(HOLE_PLACE))};

    check_code(proof_value(test_arena, credential_of(S("z"), S("sha256$00"), S("0")), &s.terms, &s.want, NULL), OK);
    assert_true(check_each_allocation(sign_by_stencil, &s) > 20);
    key_close(by.key);
}
