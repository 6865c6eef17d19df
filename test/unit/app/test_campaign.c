#include "unit/test.h"
#include "app/campaign/campaign.h"
#include "app/mail/letter.h"
#include "app/mail/mail.h"
#include "app/people/directory.h"
#include "app/people/people.h"
#include "app/remind/remind.h"
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

static void counted_beside(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t bad = begin(&f), good = begin(&f), doing = -1;

    clock_set(TODAY + 10 * DAY);
    award_on(&f, "ann@example.org", TODAY + 9 * DAY);
    /* More weeks than there is memory for. */
    NEED(db_run(f.db, "UPDATE campaign SET starts_on = -9000000000000000 WHERE id = $1", ARGS(v_int(bad)), NULL, &err));
    for (int i = 0; i < 2; i++) {
        if (i == 0)
            NEED(campaign_schedule(f.db, test_arena, &err));
        NEED(job_run_all(f.db, test_arena, campaign_jobs, f.app, &err));
        NEED(db_int(f.db, "SELECT doing FROM campaign WHERE id = $1", ARGS(v_int(good)), &doing, &err));
        assert_int_equal(doing, i + 1);
        NEED(db_int(f.db, "SELECT count(*) FROM campaign WHERE id = $1 AND counted_at IS NULL", ARGS(v_int(bad)), &doing, &err));
        assert_int_equal(doing, 1);
        clock_set(TODAY + 10 * DAY + CAMPAIGN_FRESH);        /* when the next run is due */
        if (i == 0)
            award_on(&f, "bo@example.org", TODAY + 9 * DAY);
    }
    fixture_close(&f);
    clock_set(-1);
}

TEST(a_campaign_that_cannot_be_counted_holds_up_none_of_the_others)
{
    each_engine(counted_beside);
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

/* ---- teams ---- */

static void in_team(struct fixture *f, const char *team, const char *department, int skip, int n)
{
    int64_t place = 0;

    NEED(db_begin(f->db, &err));
    NEED(db_end(f->db, place_find(f->db, test_arena, &(struct place_wanted){f->org, f->account, TEAM, cstr(team), true}, &place, &err), &err));
    NEED(db_run(f->db,
                "INSERT INTO person_team (person_id, team_id) SELECT p.id, CAST($1 AS BIGINT) FROM person p JOIN department d ON d.id = p.department_id WHERE d.name = $2 ORDER BY p.id LIMIT $3 OFFSET $4",
                ARGS(v_int(place), v_str(cstr(department)), v_int(n), v_int(skip)), NULL, &err));
}

/* ",Night,Day,": who is shown. */
static str teams_of(struct fixture *f, int64_t id, const struct campaign_reader *who)
{
    struct campaign_adoption with;
    struct campaign_teams teams;
    struct campaign c;
    struct buf b = buf_new(test_arena);

    NEED(campaign_get(f->db, test_arena, f->org, id, &c, &err));
    NEED(campaign_adoption_for(f->db, test_arena, &c, who, &with, &err));
    NEED(campaign_teams(f->db, test_arena, &c, who, &with, &teams, &err));
    for (size_t i = 0; i < teams.units.n; i++)
        buf_printf(&b, "%s" STR_FMT, i ? "," : "", STR_ARG(teams.units.items[i].name));
    buf_printf(&b, " -%lld", (long long)teams.small);
    return buf_done(&b);
}

static void by_team(struct store *s)
{
    const struct campaign_reader all = {0, S("")};
    struct fixture f = open_on(s);
    int64_t id = begin(&f);

    work_in(&f, "Docks", 20);
    work_in(&f, "Yard", 7);
    in_team(&f, "Crew", "Docks", 0, 10);
    check_str(teams_of(&f, id, &all), S("Crew -0"));
    in_team(&f, "Pair", "Docks", 0, 2);                      /* few */
    check_str(teams_of(&f, id, &all), S("Crew -1"));
    in_team(&f, "Gate", "Yard", 0, 5);                       /* two of the department are not in it */
    check_str(teams_of(&f, id, &all), S("Crew -2"));
    in_team(&f, "Early", "Docks", 8, 9);                     /* two are in both */
    check_str(teams_of(&f, id, &all), S("Crew -3"));
    in_team(&f, "Late", "Docks", 10, 5);                     /* nobody of the first */
    check_str(teams_of(&f, id, &all), S("Crew,Late -3"));
    in_team(&f, "Half", "Docks", 5, 10);                     /* five of either */
    check_str(teams_of(&f, id, &all), S("Crew,Late,Half -3"));
    /* Whose right is for nobody sees nobody. */
    check_str(teams_of(&f, id, &(struct campaign_reader){f.account, S(",0,")}), S(" -0"));
    fixture_close(&f);
    clock_set(-1);
}

TEST(a_team_is_shown_where_few_cannot_be_told_apart_by_it)
{
    each_engine(by_team);
}

/* What is taken away in two steps: three people of no department that is shown, and two of one. */
static void by_teams_together(struct store *s)
{
    const struct campaign_reader all = {0, S("")};
    struct fixture f = open_on(s);
    int64_t id = begin(&f);

    work_in(&f, "Docks", 8);
    work_in(&f, "Yard", 7);
    work_in(&f, "Gate", 4);
    work_in(&f, "Office", 3);                                /* seven together in none that is shown */
    in_team(&f, "Both", "Docks", 0, 8);
    in_team(&f, "Both", "Yard", 0, 7);
    check_str(teams_of(&f, id, &all), S("Both -0"));
    in_team(&f, "Both", "Office", 0, 3);
    check_str(teams_of(&f, id, &all), S(" -1"));
    work_in(&f, "Hall", 17);
    in_team(&f, "Early", "Hall", 0, 10);
    check_str(teams_of(&f, id, &all), S("Early -1"));
    in_team(&f, "Late", "Hall", 10, 5);                      /* two are in neither */
    check_str(teams_of(&f, id, &all), S("Early -2"));
    fixture_close(&f);
    clock_set(-1);
}

TEST(what_is_left_by_several_groups_together_is_never_few_people)
{
    each_engine(by_teams_together);
}

static void very_many(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t id = begin(&f);
    struct campaign_adoption with;
    struct campaign_teams teams;
    struct campaign c;

    work_in(&f, "Docks", 1);
    NEED(db_run(f.db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) INSERT INTO person (org_id, name, email, folded, created_at)"
                      " SELECT 1, '', 'many' || n.i, 'many' || n.i, 1 FROM n", NO_ARGS, NULL, &err));
    NEED(db_run(f.db, "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999) INSERT INTO team (org_id, name, folded, created_at) SELECT 1, 't' || n.i, 't' || n.i, 1 FROM n", NO_ARGS, NULL, &err));
    NEED(db_run(f.db, "INSERT INTO person_team (person_id, team_id) SELECT p.id, t.id FROM person p JOIN team t ON t.id % 1000 = p.id % 1000 WHERE p.email LIKE 'many%'", NO_ARGS, NULL, &err));
    NEED(campaign_get(f.db, test_arena, f.org, id, &c, &err));
    NEED(campaign_adoption(f.db, test_arena, &c, &with, &err));
    NEED(campaign_teams(f.db, test_arena, &c, &(struct campaign_reader){0, S("")}, &with, &teams, &err));
    assert_int_equal(teams.units.n, 200);
    assert_int_equal(teams.more, 800);
    assert_int_equal(teams.small, 0);
    fixture_close(&f);
    clock_set(-1);
}

TEST(of_a_thousand_teams_the_largest_are_shown_and_the_others_counted)
{
    each_engine(very_many);
}

/* ---- mails ---- */

static int64_t mails_on(struct fixture *f, msec day)
{
    int64_t mails = -1;

    clock_set(day + 12 * HOUR);
    NEED(remind_run(f->app, f->db, test_arena, f->org, &mails, &err));
    return mails;
}

static void told(struct store *s)
{
    struct fixture f = open_on(s);
    struct mail_list all = {0};
    const char *unwanted = NULL;
    int64_t id = begin(&f), ann, bo;

    for (int i = 0; i < 2; i++) {
        struct person_details d = {.org = f.org, .by = f.account, .email = i ? S("bo@example.org") : S("ann@example.org"), .name = S(""), .title = S(""), .staff_number = S(""), .employment = S("")};
        NEED(person_add(f.db, test_arena, &d, i ? &bo : &ann, &err));
    }
    NEED(letter_refuse(f.db, test_arena, f.org, bo, "campaigns", true, &err));
    assert_int_equal(mails_on(&f, TODAY), 0);
    assert_int_equal(mails_on(&f, TODAY + DAY), 1);          /* it begins; the other wants none. A Friday */
    assert_int_equal(mails_on(&f, TODAY + 4 * DAY), 0);
    NEED(letter_refuse(f.db, test_arena, f.org, bo, "campaigns", false, &err));
    assert_int_equal(mails_on(&f, TODAY + 5 * DAY), 0);      /* what was missed is not said after */
    NEED(mail_find(f.db, test_arena, f.org, S(""), &(struct keyset){.limit = 5}, &all, &err));
    NEED(mail_fill(f.app, f.db, test_arena, &all.items[0], &unwanted, &err));
    assert_null(unwanted);
    check_str(all.items[0].subject, S("From now on: Eyes behind"));
    assert_true(str_contains(all.items[0].text, S("Begins now")));
    award_on(&f, "ann@example.org", TODAY + 6 * DAY);
    assert_int_equal(mails_on(&f, TODAY + 15 * DAY), 1);     /* it ends soon: who does it is left in peace */
    NEED(letter_rule_set(f.db, f.org, &(struct letter_rule){.lang = S(""), .postal = S(""), .off = S("campaign")}, &err));
    clock_set(TODAY);
    id = begin(&f);
    assert_int_equal(mails_on(&f, TODAY + DAY), 0);          /* the organisation does without */
    (void)id;
    (void)ann;
    fixture_close(&f);
    clock_set(-1);
}

static void joins(struct fixture *f, const char *email)
{
    int64_t id = 0;

    NEED(person_add(f->db, test_arena, &(struct person_details){.org = f->org, .by = f->account, .email = cstr(email), .name = S(""), .title = S(""), .staff_number = S(""), .employment = S("")}, &id, &err));
}

static void told_late(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t id = begin(&f);

    NEED(db_run(f.db, "UPDATE campaign SET ends_on = $2 WHERE id = $1", ARGS(v_int(id), v_int(TODAY + 41 * DAY)), NULL, &err));
    joins(&f, "ann@example.org");
    assert_int_equal(mails_on(&f, TODAY + 4 * DAY), 1);      /* three days after: a Monday */
    joins(&f, "bo@example.org");
    assert_int_equal(mails_on(&f, TODAY + 5 * DAY), 0);      /* it began before */
    assert_int_equal(mails_on(&f, TODAY + 22 * DAY), 2);     /* half is over */
    joins(&f, "cy@example.org");
    assert_int_equal(mails_on(&f, TODAY + 25 * DAY), 0);
    assert_int_equal(mails_on(&f, TODAY + 40 * DAY), 3);     /* it ends soon, as late as this */
    fixture_close(&f);
    clock_set(-1);
}

TEST(who_joins_later_is_not_told_that_it_begins)
{
    each_engine(told_late);
}

TEST(those_whom_it_is_for_are_mailed_when_it_begins_and_before_it_ends)
{
    each_engine(told);
}
