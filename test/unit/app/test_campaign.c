#include "unit/test.h"
#include "app/campaign/campaign.h"
#include "app/people/directory.h"
#include "app/people/people.h"
#include "unit/app/fixture.h"
#include "unit/store_db.h"

#define TODAY ((msec)1795651200000)              /* 2026-11-26 */

static int64_t award_on(struct fixture *f, const char *email, msec day)
{
    struct award_context *c;
    int64_t id;
    struct award_request r = {.org = f->org, .achievement = f->badge, .account = f->account, .name = S(""), .email = cstr(email), .awarded = day};

    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    NEED(award_issue(c, f->db, test_arena, &r, &id, &err));
    award_context_close(c);
    return id;
}

static int64_t begin(struct fixture *f)
{
    struct campaign c = {.org = f->org, .name = S("Eyes behind"), .words = S(""), .starts = TODAY + DAY, .ends = TODAY + 20 * DAY, .target = 50};
    struct audience_rules who = {0};
    int64_t id = 0;

    *list_add(test_arena, &c.goals) = (struct campaign_goal){.badge = f->badge, .text = S("We look"), .task = S("")};
    *list_add(test_arena, &who) = (struct audience_rule){false, FOR_EVERYBODY, 0, S("")};
    NEED(campaign_save(f->db, test_arena, &(struct campaign_save){&c, &who, f->account}, &id, &err));
    return id;
}

static struct campaign_adoption adoption_of(struct fixture *f, int64_t id)
{
    struct campaign_adoption out;
    struct campaign c;

    NEED(campaign_get(f->db, test_arena, f->org, id, &c, &err));
    NEED(campaign_adoption(f->db, test_arena, &c, &out, &err));
    return out;
}

static struct fixture open_on(const struct store *s)
{
    clock_set(TODAY);
    return fixture_open_on(s->postgres ? s->url : NULL);
}

static void check_counted(struct fixture *f, int64_t id, int64_t doing)
{
    struct campaign c;

    NEED(campaign_get(f->db, test_arena, f->org, id, &c, &err));
    NEED(campaign_count(f->db, test_arena, &c, &err));
    assert_int_equal(c.doing, doing);
    assert_true(c.people >= doing);
}

static void counted(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t id = begin(&f), old = award_on(&f, "ann@example.org", TODAY - 900 * DAY);

    NEED(db_run(f.db, "UPDATE award SET valid_until = $2 WHERE id = $1", ARGS(v_int(old), v_int(TODAY + 9 * DAY)), NULL, &err));
    clock_set(TODAY + 10 * DAY);
    award_on(&f, "ann@example.org", TODAY + 9 * DAY);        /* renewed while it runs */
    award_on(&f, "bo@example.org", TODAY + 8 * DAY);
    struct campaign_adoption now = adoption_of(&f, id);
    assert_int_equal(now.before, 1);
    assert_int_equal(now.all, 2);
    check_counted(&f, id, 2);
    NEED(campaign_act(f.db, test_arena, &(struct campaign_do){f.org, id, f.account, CAMPAIGN_STOP}, &err));
    clock_set(TODAY + 12 * DAY);
    award_on(&f, "cy@example.org", TODAY + 11 * DAY);
    check_counted(&f, id, 2);
    assert_int_equal(adoption_of(&f, id).all, 2);
    NEED(campaign_act(f.db, test_arena, &(struct campaign_do){f.org, id, f.account, CAMPAIGN_GO_ON}, &err));
    assert_int_equal(adoption_of(&f, id).all, 3);
    check_counted(&f, id, 2);                                /* within a quarter of an hour as before */
    clock_set(TODAY + 12 * DAY + CAMPAIGN_FRESH);
    check_counted(&f, id, 3);
    clock_set(TODAY + 30 * DAY);
    award_on(&f, "dee@example.org", TODAY + 20 * DAY + 23 * HOUR);   /* the last day */
    award_on(&f, "eve@example.org", TODAY + 21 * DAY);
    now = adoption_of(&f, id);
    assert_int_equal(now.all, 4);
    assert_int_equal(now.some, 4);
    assert_int_equal(now.people, 5);
    fixture_close(&f);
    clock_set(-1);
}

TEST(a_renewal_does_not_begin_anew_and_what_comes_after_the_end_does_not_count)
{
    each_engine(counted);
}

static void work_in(struct fixture *f, const char *department, int n)
{
    static int number;
    int64_t place = 0;

    NEED(db_begin(f->db, &err));
    NEED(db_end(f->db, place_find(f->db, test_arena, &(struct place_wanted){f->org, f->account, DEPARTMENT, cstr(department), true}, &place, &err), &err));
    for (int i = 0; i < n; i++) {
        int64_t person = 0;
        struct person_details d = {.org = f->org, .by = f->account, .email = str_printf(test_arena, "p%d@example.org", number++), .name = S(""), .title = S(""),
                                   .staff_number = S(""), .employment = S(""), .department = place};
        NEED(person_add(f->db, test_arena, &d, &person, &err));
    }
}

static void few(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t id = begin(&f);
    struct campaign_adoption a;

    work_in(&f, "Docks", 9);
    work_in(&f, "Yard", 7);
    assert_int_equal(adoption_of(&f, id).small, 0);
    work_in(&f, "Office", 2);
    work_in(&f, "Gate", 2);                                  /* four together: the next larger goes too */
    a = adoption_of(&f, id);
    assert_int_equal(a.small, 3);
    assert_int_equal(a.units.n, 1);
    check_str(a.units.items[0].name, S("Docks"));
    work_in(&f, "Gate", 1);                                  /* five together */
    a = adoption_of(&f, id);
    assert_int_equal(a.small, 2);
    assert_int_equal(a.units.n, 2);
    fixture_close(&f);
    clock_set(-1);
}

TEST(departments_left_out_are_never_few_people_together)
{
    each_engine(few);
}
