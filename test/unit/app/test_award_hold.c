#include "unit/test.h"
#include "unit/app/fixture.h"
#include "app/zone.h"

#define NOON ((msec)1795003200000)               /* 2026-11-18T12:00:00Z */

static int64_t draft_for(struct fixture *f, str text, msec day)
{
    int64_t id = 0;

    NEED(bulk_create(f->db, test_arena,
                     &(struct bulk_source){.org = f->org, .achievement = f->badge, .account = f->account, .text = text,
                                           .narrative = S(""), .evidence_url = S(""), .awarded_on = day}, &id, &err));
    return id;
}

static struct bulk look(struct fixture *f, int64_t id)
{
    struct bulk b;

    NEED(bulk_get(f->db, test_arena, f->org, id, &b, &err));
    return b;
}

static void hold(struct fixture *f, int64_t id, msec at, bool planned)
{
    NEED(bulk_start_at(f->app, f->db, test_arena, &(struct bulk_act){f->org, id, f->account}, &(struct bulk_time){at, planned}, &err));
}

static void work_at(struct fixture *f, msec t)
{
    clock_set(t);
    NEED(job_run_all(f->db, test_arena, app_jobs(test_arena), f->app, &err));
}

static int64_t count(struct fixture *f, const char *sql)
{
    int64_t n = 0;

    NEED(db_int(f->db, sql, NO_ARGS, &n, &err));
    return n;
}

static const char sql_awards[] = SQL("SELECT count(*) FROM award");
static const char sql_mails[] = SQL("SELECT count(*) FROM mail");
#define AWARDS(f) count(f, sql_awards)

TEST(while_a_list_is_held_nothing_is_signed_and_it_can_be_taken_back)
{
    struct fixture f = fixture_open();
    struct bulk_act act = {f.org, 0, f.account};

    clock_set(NOON);
    act.list = draft_for(&f, S("ann@example.org\nbo@example.org\n"), NOON);
    hold(&f, act.list, NOON + 10 * MINUTE, false);
    check_str(look(&f, act.list).state, S("held"));
    work_at(&f, NOON + 10 * MINUTE - 1);
    assert_int_equal(AWARDS(&f), 0);
    assert_int_equal(count(&f, sql_mails), 0);
    NEED(bulk_take_back(f.db, test_arena, &act, &err));
    check_str(look(&f, act.list).state, S("draft"));
    assert_int_equal(bulk_take_back(f.db, test_arena, &act, NULL), CONFLICT);
    work_at(&f, NOON + HOUR);                                     /* the job of the start that was taken back */
    assert_int_equal(AWARDS(&f), 0);
    hold(&f, act.list, NOON + HOUR + 10 * MINUTE, false);
    work_at(&f, NOON + HOUR + 10 * MINUTE);
    check_str(look(&f, act.list).state, S("done"));
    assert_int_equal(AWARDS(&f), 2);
    assert_int_equal(bulk_take_back(f.db, test_arena, &act, NULL), CONFLICT);
    clock_set(-1);
    fixture_close(&f);
}

TEST(a_list_that_is_moved_or_sent_at_once_goes_once)
{
    struct fixture f = fixture_open();
    struct bulk_act act = {f.org, 0, f.account};

    clock_set(NOON);
    act.list = draft_for(&f, S("ann@example.org\n"), NOON);
    hold(&f, act.list, NOON + DAY, true);
    check_str(look(&f, act.list).state, S("planned"));
    hold(&f, act.list, NOON + 2 * DAY, true);
    work_at(&f, NOON + DAY);
    check_str(look(&f, act.list).state, S("planned"));
    assert_int_equal(AWARDS(&f), 0);
    NEED(bulk_start(f.app, f.db, test_arena, &act, &err));
    work_at(&f, NOON + DAY + 1);
    assert_int_equal(AWARDS(&f), 1);
    work_at(&f, NOON + 3 * DAY);
    assert_int_equal(AWARDS(&f), 1);
    assert_int_equal(bulk_start_at(f.app, f.db, test_arena, &act, &(struct bulk_time){NOON, true}, NULL), BAD_INPUT);
    assert_int_equal(bulk_start_at(f.app, f.db, test_arena, &act, &(struct bulk_time){NOON + 800 * DAY, true}, NULL), BAD_INPUT);
    clock_set(-1);
    fixture_close(&f);
}

TEST(an_award_of_a_day_to_come_goes_on_that_day_and_not_before)
{
    struct fixture f = fixture_open();
    struct bulk_act act = {f.org, 0, f.account};

    clock_set(NOON);
    act.list = draft_for(&f, S("ann@example.org\n"), NOON + 5 * DAY);
    assert_int_equal(bulk_start(f.app, f.db, test_arena, &act, NULL), BAD_INPUT);
    hold(&f, act.list, NOON + 5 * DAY, true);
    work_at(&f, NOON + 5 * DAY);
    assert_int_equal(AWARDS(&f), 1);
    clock_set(-1);
    fixture_close(&f);
}

/* The process ends in the middle of the wait; another one finds everything. */
TEST(a_list_that_waits_survives_a_restart)
{
    struct fixture f = fixture_open();
    struct bulk_act act = {f.org, 0, f.account};
    struct start_options again = {.data = f.folder, .listen = "127.0.0.1:1", .public_url = "https://badges.example.org", .connections = 2};

    clock_set(NOON);
    act.list = draft_for(&f, S("ann@example.org\nbo@example.org\nholder\n"), NOON);
    hold(&f, act.list, NOON + 10 * MINUTE, false);
    db_return(f.app->pool, f.db);
    app_close(f.app);
    clock_set(NOON + HOUR);
    NEED(app_open(f.arena, &again, &f.app, &err));
    f.db = db_borrow(f.app->pool, NULL);
    assert_false(bulk_is_stuck(f.db, test_arena, &(struct bulk){.id = act.list, .state = S("running"), .starts = NOON + 10 * MINUTE}));
    work_at(&f, NOON + HOUR);
    assert_int_equal(AWARDS(&f), 2);
    assert_int_equal(look(&f, act.list).n_failed, 1);
    NEED(bulk_correct(f.db, test_arena, &act, 3, S("Cy"), S("cy@example.org"), &err));
    hold(&f, act.list, NOON + 2 * HOUR, false);
    NEED(bulk_take_back(f.db, test_arena, &act, &err));
    check_str(look(&f, act.list).state, S("done"));               /* what was awarded stays so */
    assert_int_equal(look(&f, act.list).n_waiting, 1);
    clock_set(-1);
    fixture_close(&f);
}

TEST(how_an_organisation_awards_is_checked_before_it_is_kept)
{
    struct fixture f = fixture_open();
    struct org_awarding w;

    NEED(org_awarding_get(f.db, test_arena, f.org, &w, &err));
    check_str(w.time_zone, S("UTC"));
    assert_int_equal(w.hold_minutes, 10);
    assert_int_equal(org_awarding_set(f.db, test_arena, f.org, 0, &(struct org_awarding){S("../../etc/passwd"), 5, false}, NULL), NOT_FOUND);
    assert_int_equal(org_awarding_set(f.db, test_arena, f.org, 0, &(struct org_awarding){S("UTC"), 241, false}, NULL), BAD_INPUT);
    NEED(org_awarding_set(f.db, test_arena, f.org, f.account, &(struct org_awarding){S("UTC"), 0, false}, &err));
    check_str(zone_words(test_arena, S("UTC"), NOON), S("18 Nov 2026, 12:00 (UTC)"));
    fixture_close(&f);
}
