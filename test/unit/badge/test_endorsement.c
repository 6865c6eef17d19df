#include "unit/badge/world.h"

/* Endorsements of 2.0: what they say of a badge, and as badges of their own. */

#define ASSERTION   "https://acme.test/a/1"
#define CLASS       "https://acme.test/b/1"
#define ISSUER      "https://acme.test/issuer"
#define PICTURE     "https://acme.test/p.png"
#define ENDORSEMENT "https://board.test/e/1"
#define BOARD       "https://board.test/profile"
#define V2          "{\"@context\":\"https://w3id.org/openbadges/v2\","

static const char assertion[] =
    V2 "\"type\":\"Assertion\",\"id\":\"" ASSERTION "\",\"recipient\":{\"type\":\"email\",\"hashed\":false,\"identity\":\"ada@example.org\"},"
    "\"badge\":\"" CLASS "\",\"verification\":{\"type\":\"HostedBadge\"},\"issuedOn\":\"2025-12-02T00:00:00Z\"}";
static const char badge_class[] =
    V2 "\"type\":\"BadgeClass\",\"id\":\"" CLASS "\",\"name\":\"Ladder safety\",\"description\":\"D\",\"image\":\"" PICTURE "\","
    "\"criteria\":\"https://acme.test/c\",\"issuer\":\"" ISSUER "\",\"endorsement\":\"" ENDORSEMENT "\"}";
static const char issuer[] =
    V2 "\"type\":\"Issuer\",\"id\":\"" ISSUER "\",\"name\":\"Acme\",\"url\":\"https://acme.test\",\"email\":\"a@acme.test\"}";
static const char endorsement[] =
    V2 "\"type\":\"Endorsement\",\"id\":\"" ENDORSEMENT "\",\"claim\":{\"id\":\"" CLASS "\",\"endorsementComment\":\"Pretty good\"},"
    "\"issuedOn\":\"2025-12-01T00:00Z\",\"issuer\":\"" BOARD "\",\"verification\":{\"type\":\"HostedBadge\"}}";
static const char board[] =
    V2 "\"type\":\"Profile\",\"id\":\"" BOARD "\",\"name\":\"Board\",\"url\":\"https://board.test\",\"email\":\"b@board.test\"}";

static void put_all(void)
{
    crypto_start();
    world_clear();
    world_put(S(ASSERTION), 200, cstr(assertion));
    world_put(S(CLASS), 200, cstr(badge_class));
    world_put(S(ISSUER), 200, cstr(issuer));
    world_put(S(PICTURE), 200, S("\x89PNG\r\n\x1a\n"));
    world_put(S(ENDORSEMENT), 200, cstr(endorsement));
    world_put(S(BOARD), 200, cstr(board));
}

static const struct check *row_of(const struct report *r, const char *id)
{
    for (size_t i = 0; i < r->checks.n; i++)
        if (strcmp(r->checks.items[i].id, id) == 0)
            return &r->checks.items[i];
    return NULL;
}

TEST(who_endorses_is_told_by_what_was_proved)
{
    put_all();
    struct report r = judge(S(ASSERTION));
    check_verdict(r, VALID, NULL);
    check_str(row_of(&r, "endorsements")->message, S("The badge is endorsed by board.test: \"Pretty good\"."));
    assert_true(r.nested.n == 1 && r.nested.items[0].counts);
    assert_int_equal(the_world.asked, 6);
}

TEST(an_endorsement_that_does_not_hold_harms_nobody)
{
    static const struct { const char *from, *to; } t[] = {
        {"\"claim\":{\"id\":\"" CLASS "\"", "\"claim\":{\"id\":\"https://acme.test/b/2\""},
        {"\"claim\"", "\"other\""}, {"\"issuedOn\":\"2025", "\"issuedOn\":\"2999"},
        {"\"type\":\"Endorsement\"", "\"type\":\"Assertion\""}, {"\"issuer\":\"" BOARD "\"", "\"issuer\":\"" ISSUER "\""},
        {"\"issuedOn\"", "\"revoked\":true,\"issuedOn\""}, {"\"issuer\":\"" BOARD "\"", "\"issuer\":\"https://board.test/none\""},
        {"\"id\":\"" ENDORSEMENT "\"", "\"id\":\"https://board.test/e/2\""},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        put_all();
        world_put(S(ENDORSEMENT), 200, replaced(cstr(endorsement), t[i].from, t[i].to));
        struct report r = judge(S(ASSERTION));
        check_verdict_at(i, r, VALID, "endorsement-invalid");
    }
    put_all();
    world_put(S(ENDORSEMENT), 404, S(""));
    struct report r = judge(S(ASSERTION));
    check_verdict(r, VALID, "endorsement-invalid");
    put_all();                                                /* the badge endorses itself, endlessly */
    world_put(S(CLASS), 200, replaced(cstr(badge_class), ENDORSEMENT, ASSERTION));
    r = judge(S(ASSERTION));
    check_verdict(r, VALID, "endorsement-invalid");
    put_all();
    world_put(S(CLASS), 200, replaced(cstr(badge_class), "\"" ENDORSEMENT "\"", "{\"type\":\"Endorsement\"}"));
    r = judge(S(ASSERTION));
    check_verdict(r, VALID, "endorsement-invalid");
}

TEST(five_hundred_endorsements_are_not_all_asked_for)
{
    struct buf list = buf_new(test_arena);

    put_all();
    buf_putz(&list, "[\"" ENDORSEMENT "\"");
    for (int i = 0; i < 500; i++)
        buf_printf(&list, ",\"https://board.test/e/%d\"", i + 2);
    buf_putz(&list, "]");
    world_put(S(CLASS), 200, replaced(cstr(badge_class), "\"" ENDORSEMENT "\"", buf_done(&list).p));
    struct report r = judge(S(ASSERTION));
    check_verdict(r, VALID, "endorsement-invalid");
    assert_true(the_world.asked <= LOADER_BUDGET);
    assert_true(r.checks.n < 50);
}

TEST(an_endorsement_is_judged_by_itself_and_is_no_award)
{
    put_all();
    struct report r = judge(S(ENDORSEMENT));
    check_verdict(r, VALID, NULL);
    assert_int_equal(r.badge.subject, SUBJECT_ENDORSEMENT);
    check_str(r.badge.achievement.id, S(CLASS));
    check_str(r.badge.narrative, S("Pretty good"));
    check_str(r.badge.issuer.name, S("Board"));
    check_str(report_sentence(test_arena, &r),
              S("A genuine endorsement, and no award. Written by board.test (Board) on 1 Dec 2025."));
    r = judge_in(test_arena, S(ENDORSEMENT), &(struct verify_options){.recipient = S("ada@example.org")});
    check_verdict(r, INVALID, "recipient-mismatch");
    world_put(S(ENDORSEMENT), 200, replaced(cstr(endorsement), "\"claim\"", "\"other\""));
    r = judge(S(ENDORSEMENT));
    check_verdict(r, INVALID, "required-missing");
}

TEST(a_badge_class_is_judged_by_itself_and_is_no_award)
{
    put_all();
    struct report r = judge(S(CLASS));
    check_verdict(r, VALID, NULL);
    assert_int_equal(r.badge.subject, SUBJECT_BADGE_CLASS);
    check_str(report_sentence(test_arena, &r), S("A genuine badge class, and no award. Published by acme.test (Acme)."));
    assert_true(str_contains(report_json(test_arena, &r), S("\"subject\":\"badge-class\"")));
    r = judge_in(test_arena, S(CLASS), &(struct verify_options){.recipient = S("ada@example.org")});
    check_verdict(r, INVALID, "recipient-mismatch");
    world_put(S(PICTURE), 404, S(""));
    r = judge(S(CLASS));
    check_verdict(r, INVALID, "image-unreachable");
    put_all();
    world_put(S("https://evil.test/b"), 200, replaced(cstr(badge_class), CLASS, "https://evil.test/b"));
    r = judge(S("https://evil.test/b"));
    check_verdict(r, INVALID, "outside-hosted-scope");
}

TEST(no_allocation_that_fails_leaves_a_yes)
{
    put_all();
    check_never_yes_when_dry(S(ASSERTION));
    check_never_yes_when_silent(S(ENDORSEMENT));
}
