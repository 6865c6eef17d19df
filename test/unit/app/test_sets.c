#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/sets/sets.h"

static int64_t give(struct fixture *f, int64_t badge, str email)
{
    struct award_context *c = NULL;
    int64_t id = 0;

    NEED(db_begin(f->db, &err));
    NEED(award_context_open(f->app, f->db, test_arena, f->org, badge, &c, &err));
    NEED(award_issue(c, f->db, test_arena,
                     &(struct award_request){.org = f->org, .achievement = badge, .account = f->account, .name = S("Ann"), .email = email,
                                             .narrative = S(""), .evidence_url = S(""), .awarded = clock_now()}, &id, &err));
    award_context_close(c);
    NEED(db_end(f->db, OK, &err));
    return id;
}

struct trio { int64_t whole, a, b; };

static struct trio make_set(struct fixture *f, int64_t needed, bool lapses)
{
    struct trio t = {f->badge, make_badge(f, S("Part A"), 12), make_badge(f, S("Part B"), 0)};
    struct badge_set s = {.org = f->org, .achievement = t.whole, .account = f->account, .needed = needed, .lapses = lapses};

    *list_add(test_arena, &s.parts) = t.a;
    *list_add(test_arena, &s.parts) = t.b;
    NEED(set_save(f->db, test_arena, &s, &err));
    return t;
}

static void turn_on(struct fixture *f, int64_t badge)
{
    NEED(set_switch(f->db, test_arena, &(struct set_switch){f->org, badge, f->account, true}, &err));
}

/* Jobs are for the next second. */
static void later(struct fixture *f, msec by)
{
    clock_set(clock_now() + by);
    run_jobs(f);
}

static int64_t valid_wholes(struct fixture *f)
{
    return number_of(f, "SELECT count(*) FROM award WHERE achievement_id = (SELECT min(id) FROM achievement) AND revoked_at IS NULL");
}

TEST(the_badge_comes_with_the_last_part_and_once)
{
    struct fixture f = fixture_open();
    struct trio t = make_set(&f, 0, true);

    give(&f, t.a, S("ann@example.org"));
    turn_on(&f, t.whole);
    later(&f, 2 * SECOND);
    assert_int_equal(valid_wholes(&f), 0);
    give(&f, t.b, S("ann@example.org"));
    later(&f, 2 * SECOND);
    assert_int_equal(valid_wholes(&f), 1);
    /* As after a death before the job's end. */
    NEED(job_add(f.db, S("set.run"), S("1"), S("again"), 0, &err));
    later(&f, 2 * SECOND);
    assert_int_equal(valid_wholes(&f), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award_set_award"), 1);
    clock_set(-1);
    fixture_close(&f);
}

TEST(what_would_happen_is_shown_and_nothing_happens_while_it_is_off)
{
    struct fixture f = fixture_open();
    struct trio t = make_set(&f, 1, true);
    struct badge_set s;
    struct set_preview p = {0};

    give(&f, t.a, S("ann@example.org"));
    give(&f, t.b, S("bo@example.org"));
    NEED(set_get(f.db, test_arena, f.org, t.whole, &s, &err));
    NEED(set_preview(f.db, test_arena, &s, &p, &err));
    assert_int_equal(p.gain.n, 2);
    assert_int_equal(p.lose.n, 0);
    later(&f, 2 * SECOND);
    assert_int_equal(valid_wholes(&f), 0);
    turn_on(&f, t.whole);
    later(&f, 2 * SECOND);
    assert_int_equal(valid_wholes(&f), 2);
    clock_set(-1);
    fixture_close(&f);
}

TEST(it_lapses_with_a_part_and_comes_back)
{
    struct fixture f = fixture_open();
    struct trio t = make_set(&f, 0, true);

    int64_t part = give(&f, t.b, S("ann@example.org"));
    give(&f, t.a, S("ann@example.org"));
    turn_on(&f, t.whole);
    later(&f, 2 * SECOND);
    assert_int_equal(valid_wholes(&f), 1);
    NEED(award_revoke(f.db, test_arena, f.org, part, f.account, S("by mistake"), &err));
    later(&f, 2 * SECOND);
    assert_int_equal(valid_wholes(&f), 0);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award WHERE revoke_reason LIKE 'A badge that this one%'"), 1);
    give(&f, t.b, S("ann@example.org"));
    later(&f, 2 * SECOND);
    assert_int_equal(valid_wholes(&f), 1);
    /* Part A expires by itself. */
    later(&f, 400 * DAY);
    assert_int_equal(valid_wholes(&f), 0);
    clock_set(-1);
    fixture_close(&f);
}

TEST(where_it_is_wanted_it_is_only_suspended_and_the_same_award_comes_back)
{
    struct fixture f = fixture_open();
    struct trio t = make_set(&f, 0, true);
    struct badge_set s;

    NEED(set_get(f.db, test_arena, f.org, t.whole, &s, &err));
    s.suspends = true;
    NEED(set_save(f.db, test_arena, &s, &err));
    int64_t part = give(&f, t.b, S("ann@example.org"));
    give(&f, t.a, S("ann@example.org"));
    turn_on(&f, t.whole);
    later(&f, 2 * SECOND);
    NEED(award_revoke(f.db, test_arena, f.org, part, f.account, S("by mistake"), &err));
    later(&f, 2 * SECOND);
    assert_int_equal(valid_wholes(&f), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award_suspension"), 1);
    later(&f, 2 * DAY);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award_suspension"), 1);
    give(&f, t.b, S("ann@example.org"));
    later(&f, 2 * SECOND);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award_suspension"), 0);
    assert_int_equal(valid_wholes(&f), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award_set_award WHERE lapsed_at IS NOT NULL"), 0);
    clock_set(-1);
    fixture_close(&f);
}

TEST(what_somebody_revoked_by_hand_is_not_awarded_again)
{
    struct fixture f = fixture_open();
    struct trio t = make_set(&f, 0, false);

    give(&f, t.a, S("ann@example.org"));
    give(&f, t.b, S("ann@example.org"));
    turn_on(&f, t.whole);
    later(&f, 2 * SECOND);
    NEED(award_revoke(f.db, test_arena, f.org, number_of(&f, "SELECT award_id FROM award_set_award"), f.account, S("unsafe"), &err));
    later(&f, 2 * DAY);
    assert_int_equal(valid_wholes(&f), 0);
    clock_set(-1);
    fixture_close(&f);
}

TEST(a_set_that_cannot_be_is_refused)
{
    struct fixture f = fixture_open();
    struct badge_set s = {.org = f.org, .achievement = f.badge};

    assert_int_equal(set_switch(f.db, test_arena, &(struct set_switch){f.org, f.badge, f.account, true}, NULL), CONFLICT);
    assert_int_equal(set_save(f.db, test_arena, &s, NULL), BAD_INPUT);
    *list_add(test_arena, &s.parts) = f.badge;
    assert_int_equal(set_save(f.db, test_arena, &s, NULL), BAD_INPUT);
    s.parts.items[0] = 999;
    assert_int_equal(set_save(f.db, test_arena, &s, NULL), NOT_FOUND);
    s.parts.items[0] = make_badge(&f, S("Part"), 0);
    s.needed = 2;
    assert_int_equal(set_save(f.db, test_arena, &s, NULL), BAD_INPUT);
    s.needed = 1;
    NEED(set_save(f.db, test_arena, &s, &err));
    s.org++;
    assert_int_equal(set_save(f.db, test_arena, &s, NULL), NOT_FOUND);
    fixture_close(&f);
}
