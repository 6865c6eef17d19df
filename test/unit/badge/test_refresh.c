#include "unit/badge/world.h"

#define NEWER    "https://acme.test/refresh/1"
#define LIST_URL  "https://acme.test/status/1"

static struct badge sample(struct issuer *s)
{
    struct badge b = sample_badge(s->did);

    b.refresh_url = S(NEWER);
    b.name = S("The edition at hand");
    return b;
}

static struct badge newer_than(const struct badge *b)
{
    struct badge n = *b;

    n.valid_from += DAY;
    n.valid_until = NOW + 300 * DAY;
    n.name = S("The newest edition");
    return n;
}

TEST(the_newest_edition_is_judged_instead)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample(&s), n = newer_than(&b);
    str token = signed_badge(&b, &s.sign);

    world_clear();
    world_put(S(NEWER), 200, signed_badge(&n, &s.sign));
    struct report r = judge(token);
    check_verdict(r, VALID, NULL);
    check_str(r.badge.name, n.name);
    check_str(r.refreshed_from, S(NEWER));
    assert_int_equal(r.badge.valid_until, n.valid_until);
    assert_int_equal(the_world.asked, 1);        /* never twice, though it says so again */
    assert_true(str_contains(report_json(test_arena, &r), S("\"refreshedFrom\":\"" NEWER "\"")));

    b.valid_until = NOW - DAY;                   /* what it is there for */
    r = judge(signed_badge(&b, &s.sign));
    check_verdict(r, VALID, NULL);
    key_close(s.key);
}

TEST(what_is_the_newest_edition_already_is_judged_once)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample(&s);
    str token = signed_badge(&b, &s.sign);

    world_clear();
    world_put(S(NEWER), 200, token);
    struct report r = judge(token);
    check_verdict(r, VALID, NULL);
    assert_int_equal(the_world.asked, 1);
    assert_true(str_is_absent(r.refreshed_from));
    key_close(s.key);
}

/* Whatever is wrong with what comes: the badge at hand stands as it is. */
TEST(what_is_no_newer_edition_changes_nothing)
{
    struct issuer s = issuer_new(KEY_ED25519), other = issuer_new(KEY_ED25519);
    struct badge b = sample(&s), n = newer_than(&b), foreign = n, elsewhere = n, older = n, given_away = n;
    str token = signed_badge(&b, &s.sign);
    foreign.issuer.id = other.did;
    elsewhere.id = S("urn:uuid:7d1c5f6e-0000-4000-8000-000000000002");
    older.valid_from = b.valid_from - 1;
    given_away.subject_id = S("urn:uuid:7d1c5f6e-0000-4000-8000-000000000003");
    str whole = signed_badge(&n, &s.sign);
    const struct { int status; str page; } t[] = {
        {404, whole}, {410, whole}, {500, whole}, {200, S("")}, {200, S("<html>")}, {200, S("{}")}, {200, S(LIST_URL)},
        {200, str_slice(whole, 0, whole.n - 1)},
        {200, signed_badge(&n, &other.sign)},
        {200, signed_badge(&foreign, &other.sign)},
        {200, signed_badge(&elsewhere, &s.sign)},
        {200, signed_badge(&older, &s.sign)},
        {200, signed_badge(&given_away, &s.sign)},
        {200, signed_payload(replaced(payload_of(&n), "\"description\":", "\"x\":"), &s.sign)},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        world_put(S(NEWER), t[i].status, t[i].page);
        struct report r = judge(token);
        check_verdict_at(i, r, VALID, "refresh-failed");
        check_str_at(i, r.badge.name, b.name);
        check_at(i, str_is_absent(r.refreshed_from));
    }
    world_clear();
    struct report r = judge(token);              /* nobody answers */
    check_verdict(r, VALID, "refresh-failed");
    key_close(s.key);
    key_close(other.key);
}

/* That it was withdrawn or has ended is the issuer's last word. */
TEST(the_newest_edition_may_be_worse)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample(&s), n = newer_than(&b);
    struct status_ref ref = {.purpose = S("revocation"), .list_url = S(LIST_URL), .index = 5, .size = 1};
    struct bitstring bits = bitstring_new(test_arena, BITSTRING_MIN_BITS);
    struct status_list l = {.id = S(LIST_URL), .issuer_id = s.did, .purpose = S("revocation"), .valid_from = NOW - DAY};
    str token = signed_badge(&b, &s.sign);

    world_clear();
    n.valid_until = NOW - DAY;
    world_put(S(NEWER), 200, signed_badge(&n, &s.sign));
    struct report r = judge(token);
    check_verdict(r, INVALID, "expired");
    n.valid_until = NOW + DAY;
    n.status = (struct status_ref_list){.items = &ref, .n = 1};
    world_put(S(NEWER), 200, signed_badge(&n, &s.sign));
    r = judge(token);
    check_verdict(r, UNVERIFIED, "status-unreachable");
    bitstring_set(&bits, 5, true);
    world_put(S(LIST_URL), 200, signed_payload(status_list_write(test_arena, &l, &bits), &s.sign));
    r = judge(token);
    check_verdict(r, INVALID, "revoked");
    check_str(r.refreshed_from, S(NEWER));
    key_close(s.key);
}

TEST(a_badge_that_does_not_hold_sends_nobody_anywhere)
{
    struct issuer s = issuer_new(KEY_ED25519), other = issuer_new(KEY_ED25519);
    struct badge b = sample(&s), n = newer_than(&b);
    const str bad[] = {
        signed_badge(&b, &other.sign),
        signed_payload(replaced(payload_of(&b), "\"description\":", "\"x\":"), &s.sign),
        signed_payload(replaced(payload_of(&b), "\"jti\":\"urn", "\"jti\":\"urm"), &s.sign),
    };
    world_clear();
    world_put(S(NEWER), 200, signed_badge(&n, &s.sign));
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct report r = judge(bad[i]);
        check_at(i, r.verdict == INVALID && the_world.asked == 0);
    }
    b.refresh_url = S("file:///etc/passwd");
    struct report r = judge(signed_badge(&b, &s.sign));
    check_verdict(r, VALID, "refresh-failed");
    assert_int_equal(the_world.asked, 0);
    key_close(s.key);
    key_close(other.key);
}

TEST(the_recipient_is_asked_of_the_newest_edition)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample(&s), n = newer_than(&b);

    n.subject_id = S("did:example:eve");
    world_clear();
    world_put(S(NEWER), 200, signed_badge(&n, &s.sign));
    struct verify_options o = {.recipient = S("did:example:ada")};
    struct report r = judge_in(test_arena, signed_badge(&b, &s.sign), &o);
    check_verdict(r, INVALID, "recipient-mismatch");
    o.recipient = n.subject_id;
    r = judge_in(test_arena, signed_badge(&b, &s.sign), &o);
    check_verdict(r, VALID, NULL);
    assert_true(r.has_recipient_match && r.recipient_matches);
    key_close(s.key);
}

/* Without the newest edition the badge at hand is judged; nothing else is lost. */
TEST(requests_and_memory_may_fail_anywhere)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample(&s), n = newer_than(&b);
    struct status_ref ref = {.purpose = S("revocation"), .list_url = S(LIST_URL), .index = 5, .size = 1};
    struct bitstring bits = bitstring_new(test_arena, BITSTRING_MIN_BITS);
    struct status_list l = {.id = S(LIST_URL), .issuer_id = s.did, .purpose = S("revocation"), .valid_from = NOW - DAY};

    b.status = n.status = (struct status_ref_list){.items = &ref, .n = 1};
    str token = signed_badge(&b, &s.sign);
    world_clear();
    world_put(S(NEWER), 200, signed_badge(&n, &s.sign));
    world_put(S(LIST_URL), 200, signed_payload(status_list_write(test_arena, &l, &bits), &s.sign));
    check_never_yes_when_dry(token);
    struct report r = judge(token);
    check_verdict(r, VALID, NULL);
    assert_int_equal(the_world.asked, 2);
    the_world.fail_at = 1;
    r = judge(token);
    check_verdict(r, VALID, "refresh-failed");
    the_world.fail_at = 2;
    r = judge(token);
    check_verdict(r, UNVERIFIED, "status-unreachable");
    key_close(s.key);
}
