#include "unit/badge/world.h"

#include "badge/sign.h"
#include "badge/write.h"

static struct endorsement sample(struct issuer *s, str about)
{
    return (struct endorsement){.id = S("urn:uuid:7d1c5f6e-0000-4000-8000-0000000000e1"), .about = about,
                                .comment = S("A \"fair\" test."), .issuer = {.id = s->did, .name = S("The Board")},
                                .valid_from = NOW - DAY, .has_valid_until = true, .valid_until = NOW + DAY};
}

static str signed_endorsement(const struct endorsement *e, struct issuer *s, const struct suite *suite)
{
    const struct proof_terms t = {.suite = suite, .key = s->sign, .created = NOW - DAY};
    str json, out;
    struct error err;

    check_ok(write_endorsement(test_arena, e, &json, &err), &err);
    check_ok(sign_credential(test_arena, json, &t, &out, &err), &err);
    return out;
}

TEST(what_is_written_is_a_genuine_endorsement_in_either_form)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct endorsement e = sample(&s, S("https://acme.test/b/1"));
    const struct suite *suites[] = {NULL, suite_for(KEY_ED25519), suite_named(S("eddsa-jcs-2022"))};

    world_clear();
    for (size_t i = 0; i < COUNT(suites); i++) {
        struct report r = judge(signed_endorsement(&e, &s, suites[i]));
        check_verdict_at(i, r, VALID, NULL);
        check_at(i, r.badge.subject == SUBJECT_ENDORSEMENT);
        check_str_at(i, r.badge.achievement.id, e.about);
        check_str_at(i, r.badge.narrative, e.comment);
        check_at(i, str_contains(report_json(test_arena, &r), S("\"subject\":\"endorsement\"")));
        check_at(i, str_starts(report_sentence(test_arena, &r), S("A genuine endorsement, and no award.")));
    }
    key_close(s.key);
}

TEST(what_lacks_something_is_not_written)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct endorsement good = sample(&s, S("urn:x:1")), bad[5];
    struct error err;
    str json;

    for (size_t i = 0; i < COUNT(bad); i++)
        bad[i] = good;
    bad[0].id = bad[1].issuer.id = bad[2].about = (str){0};
    bad[3].valid_from = 0;
    bad[4].valid_until = bad[4].valid_from - 1;
    check_ok(write_endorsement(test_arena, &good, &json, &err), &err);
    for (size_t i = 0; i < COUNT(bad); i++)
        check_code_at(i, write_endorsement(test_arena, &bad[i], &json, NULL), BAD_INPUT);
    key_close(s.key);
}

/* Wherever they stand, as whatever they come, and signed over by the badge. */
TEST(a_badge_carries_endorsements_of_itself_its_achievement_and_its_issuer)
{
    struct issuer s = issuer_new(KEY_ED25519), board = issuer_new(KEY_P256);
    struct badge b = sample_badge(s.did);
    str about[] = {b.achievement.id, b.issuer.id, b.id};
    struct str_list *places[] = {&b.achievement.endorsements, &b.issuer.endorsements, &b.endorsements};
    str secured;
    struct error err;

    world_clear();
    for (size_t i = 0; i < COUNT(places); i++)
        for (int form = 0; form < 2; form++) {
            struct endorsement e = sample(&board, about[i]);
            *list_add(test_arena, places[i]) = signed_endorsement(&e, &board, form ? suite_for(KEY_P256) : NULL);
        }
    str json;
    check_ok(write_v3(test_arena, &b, &json, &err), &err);
    const struct proof_terms t = {.suite = suite_for(KEY_ED25519), .key = s.sign, .created = NOW - DAY};
    check_ok(sign_credential(test_arena, json, &t, &secured, &err), &err);
    str badges[] = {signed_badge(&b, &s.sign), secured};
    for (size_t i = 0; i < COUNT(badges); i++) {
        struct report r = judge(badges[i]);
        check_verdict_at(i, r, VALID, NULL);
        check_at(i, r.nested.n == 6 && !report_has(&r, "endorsement-invalid"));
        for (size_t k = 0; k < r.nested.n; k++)
            check_at(k, r.nested.items[k].counts);
    }
    key_close(s.key);
    key_close(board.key);
}

/* One that does not hold, or is of something else, is told and counts for nothing. */
TEST(what_an_endorsement_is_worth_is_told)
{
    struct issuer s = issuer_new(KEY_ED25519), board = issuer_new(KEY_ED25519), liar = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    struct endorsement good = sample(&board, b.achievement.id), other = sample(&board, S("urn:x:other")), ended = good,
                       forged = good;
    ended.valid_until = NOW - 1;
    str texts[] = {signed_endorsement(&good, &board, NULL), signed_endorsement(&other, &board, NULL),
                   signed_endorsement(&ended, &board, NULL), signed_endorsement(&forged, &liar, NULL)};

    b.achievement.endorsements = (struct str_list){.items = texts, .n = COUNT(texts)};
    world_clear();
    struct report r = judge(signed_badge(&b, &s.sign));
    check_verdict(r, VALID, "endorsement-invalid");
    assert_int_equal(r.nested.n, 4);
    for (size_t i = 0; i < 4; i++)
        check_at(i, r.nested.items[i].counts == (i == 0));
    str text = report_json(test_arena, &r);
    const struct json *v;
    struct error err;
    check_ok(json_parse(test_arena, text, NULL, &v, &err), &err);
    const struct json *list = json_get(json_get(v, "badge"), "endorsements");
    assert_int_equal(json_count(list), 4);
    static const char *const verdicts[] = {"valid", "valid", "invalid", "invalid"};
    for (size_t i = 0; i < 4; i++) {
        const struct json *e = json_item(list, i);
        check_str_at(i, json_str(json_get(e, "verdict")), cstr(verdicts[i]));
        check_at(i, json_bool(json_get(e, "counts")) == (i == 0));
        check_str_at(i, json_str(json_get(e, "comment")), good.comment);
        check_str_at(i, json_str(json_get(e, "issuer")), S("The Board"));
        check_str_at(i, json_str(json_get(json_get(e, "anchor"), "value")), i == 0 || i == 1 || i == 2 ? board.did : (str){0});
    }
    key_close(s.key);
    key_close(board.key);
    key_close(liar.key);
}
