#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/mail/mail.h"
#include "app/org/person.h"
#include "app/remind/remind.h"
#include "app/requirement/requirement.h"
#include "unit/store_db.h"

#define MONDAY_NOON 1795435200000                /* 23 November 2026, 12:00 UTC */

TEST(days_are_read_sorted_and_refused)
{
    static const struct { const char *typed, *kept; } t[] = {
        {"90, 30,7", "90 30 7"}, {"7 30  90", "90 30 7"}, {"", ""}, {" , ", ""}, {"7;7", "7"}, {"30 -1", "30 -1"},
        {"0", NULL}, {"731", NULL}, {"-2", NULL}, {"x", NULL}, {"9 8 7 6 5 4 3 2 1", NULL}, {"99999999999999999999", NULL},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct remind_steps s;
        code c = remind_steps_read(cstr(t[i].typed), &s, NULL);
        check_at(i, (c == OK) == (t[i].kept != NULL));
        if (c == OK)
            check_str_at(i, remind_steps_write(test_arena, &s), cstr(t[i].kept));
    }
}

TEST(an_award_comes_to_the_step_that_is_due_and_to_no_other)
{
    static const struct { int64_t left, step; } t[] = {   /* 0: none */
        {91, 0}, {90, 90}, {31, 90}, {30, 30}, {8, 30}, {7, 7}, {0, 7}, {-1, -1}, {-8, -1}, {-9, 0}, {-400, 0},
    };
    struct remind_steps s, none = {0};

    NEED(remind_steps_read(S("90 30 7 -1"), &s, &err));
    for (size_t i = 0; i < COUNT(t); i++) {
        int64_t step = 0;
        check_at(i, remind_step(&s, t[i].left, &step) == (t[i].step != 0) && step == t[i].step);
        check_at(i, !remind_step(&none, t[i].left, &step));
    }
}

static void set_rule(struct fixture *f, const char *days, bool managers)
{
    struct remind_rule r = {.to_managers = managers, .from_hour = 8, .until_hour = 18};

    NEED(remind_steps_read(cstr(days), &r.steps, &err));
    NEED(remind_rule_set(f->db, test_arena, f->org, &r, &err));
}

static int64_t award_until(struct fixture *f, int64_t badge, const char *who, msec until)
{
    struct award_context *c;
    int64_t id = 0;

    NEED(award_context_open(f->app, f->db, test_arena, f->org, badge, &c, &err));
    NEED(award_issue(c, f->db, test_arena,
                     &(struct award_request){.org = f->org, .achievement = badge, .account = f->account, .name = cstr(who),
                                             .email = str_printf(test_arena, "%s@example.org", who), .narrative = S(""), .evidence_url = S(""),
                                             .awarded = clock_now() - 300 * DAY, .valid_until = until},
                     &id, &err));
    award_context_close(c);
    return id;
}

static int64_t run(struct fixture *f)
{
    int64_t mails = -1;

    NEED(remind_run(f->app, f->db, test_arena, f->org, &mails, &err));
    return mails;
}

static struct mail newest(struct fixture *f)
{
    struct mail_list all = {0};

    NEED(mail_find(f->db, test_arena, f->org, S(""), &(struct keyset){.limit = 1}, &all, &err));
    return all.items[0];
}

static const char *read_mail(struct fixture *f, struct mail *m, str *text)
{
    const char *unwanted = NULL;

    NEED(mail_fill(f->app, f->db, test_arena, m, &unwanted, &err));
    *text = m->text;
    return unwanted;
}

static void each_step_is_told_once_on(const char *database)
{
    struct fixture f = fixture_open_on(database);
    int64_t other = make_badge(&f, S("First aid"), 12);
    msec end = MONDAY_NOON + 30 * DAY;
    str text;

    clock_set(MONDAY_NOON);
    award_until(&f, f.badge, "ann", end);
    award_until(&f, other, "ann", end + HOUR);
    award_until(&f, other, "bo", end + 200 * DAY);
    assert_int_equal(run(&f), 0);                /* nobody asked for reminders */
    set_rule(&f, "90 30 7 -1", false);
    assert_int_equal(run(&f), 1);                /* two badges, one mail */
    struct mail m = newest(&f);
    check_str(m.kind, S("reminder"));
    assert_null(read_mail(&f, &m, &text));
    assert_true(str_contains(text, S("Forklift operator: Ends on 23 Dec 2026")) && str_contains(text, S("First aid: Ends on")));
    check_str(m.subject, S("Ends soon: Forklift operator, First aid"));
    assert_int_equal(run(&f), 0);
    set_rule(&f, "90 30 7 -1", false);           /* looks again today */
    assert_int_equal(run(&f), 0);
    clock_set(MONDAY_NOON + DAY);
    assert_int_equal(run(&f), 0);                /* 29 days: told at 30 */
    clock_set(MONDAY_NOON + 23 * DAY);
    assert_int_equal(run(&f), 1);
    clock_set(MONDAY_NOON + 31 * DAY);
    assert_int_equal(run(&f), 1);
    m = newest(&f);
    check_str(m.kind, S("ended"));
    assert_null(read_mail(&f, &m, &text));
    assert_true(str_contains(text, S("First aid: Ended on")));
    clock_set(MONDAY_NOON + 38 * DAY);
    assert_int_equal(run(&f), 0);
    clock_set(-1);
    fixture_close(&f);
}

static void on_each_engine(void (*test)(const char *database))
{
    const char *server = getenv("LAPEL_TEST_POSTGRES");

    test(NULL);
    if (server)
        test(new_postgres(server));
}

TEST(each_step_is_told_once_in_one_mail_for_everything)
{
    on_each_engine(each_step_is_told_once_on);
}

TEST(nobody_is_reminded_at_night_or_at_a_weekend)
{
    struct fixture f = fixture_open();
    struct remind_rule r;

    clock_set(MONDAY_NOON);
    award_until(&f, f.badge, "ann", MONDAY_NOON + 20 * DAY);
    set_rule(&f, "30", false);
    NEED(org_awarding_set(f.db, test_arena, f.org, f.account, &(struct org_awarding){.time_zone = S("UTC")}, &err));
    clock_set(MONDAY_NOON - 5 * HOUR);           /* 7:00 */
    assert_int_equal(run(&f), 0);
    clock_set(MONDAY_NOON + 6 * HOUR);           /* 18:00 */
    assert_int_equal(run(&f), 0);
    clock_set(MONDAY_NOON + 5 * DAY);            /* Saturday */
    assert_int_equal(run(&f), 0);
    NEED(remind_rule_get(f.db, test_arena, f.org, &r, &err));
    r.weekends = true;
    NEED(remind_rule_set(f.db, test_arena, f.org, &r, &err));
    assert_int_equal(run(&f), 1);
    r.until_hour = 8;
    assert_int_equal(remind_rule_set(f.db, test_arena, f.org, &r, NULL), BAD_INPUT);
    clock_set(-1);
    fixture_close(&f);
}

TEST(what_was_renewed_or_revoked_is_not_reminded_of_even_when_the_mail_waits)
{
    struct fixture f = fixture_open();
    int64_t other = make_badge(&f, S("First aid"), 12);
    str text;

    clock_set(MONDAY_NOON);
    int64_t one = award_until(&f, f.badge, "ann", MONDAY_NOON + 20 * DAY), two = award_until(&f, other, "ann", MONDAY_NOON + 20 * DAY);
    set_rule(&f, "30 7", false);
    assert_int_equal(run(&f), 1);
    struct mail m = newest(&f);
    NEED(award_revoke(f.db, test_arena, f.org, one, f.account, S("Left"), &err));
    struct mail again = m;
    assert_null(read_mail(&f, &again, &text));
    assert_false(str_contains(text, S("Forklift")));
    NEED(award_revoke(f.db, test_arena, f.org, two, f.account, S("Left"), &err));
    assert_non_null(read_mail(&f, &m, &text));
    clock_set(MONDAY_NOON + 14 * DAY);
    assert_int_equal(run(&f), 0);
    clock_set(-1);
    fixture_close(&f);
}

static const char sql_ann[] = SQL("SELECT id FROM person WHERE folded = 'ann@example.org'");
static const char sql_ann_leads_bo[] = SQL(
    "UPDATE person SET manager_id = (SELECT p.id FROM person p WHERE p.folded = 'ann@example.org') WHERE folded = 'bo@example.org'");

/* Ann, away from Monday to Friday, leads Bo, who is not. */
static void who_is_away_on(const char *database)
{
    struct fixture f = fixture_open_on(database);
    int64_t ann = 0, id;
    msec monday = MONDAY_NOON - 12 * HOUR;

    clock_set(MONDAY_NOON);
    award_until(&f, f.badge, "ann", MONDAY_NOON + 30 * DAY);
    award_until(&f, f.badge, "bo", MONDAY_NOON + 30 * DAY);
    NEED(db_run(f.db, sql_ann_leads_bo, NO_ARGS, NULL, &err));
    NEED(db_int(f.db, sql_ann, NO_ARGS, &ann, &err));
    NEED(person_leave_add(f.db, test_arena, &(struct leave_new){.org = f.org, .person = ann, .by = f.account, .first = monday, .last = monday + 4 * DAY}, &id, &err));
    set_rule(&f, "30 7", true);
    assert_int_equal(run(&f), 1);
    check_str(newest(&f).to_address, S("bo@example.org"));
    clock_set(MONDAY_NOON + 4 * DAY);            /* the last day of it */
    assert_int_equal(run(&f), 0);
    clock_set(MONDAY_NOON + 7 * DAY);
    assert_int_equal(run(&f), 1);                /* her own and that of Bo, in one */
    check_str(newest(&f).to_address, S("ann@example.org"));
    clock_set(MONDAY_NOON + 8 * DAY);
    assert_int_equal(run(&f), 0);
    NEED(person_leave_add(f.db, test_arena, &(struct leave_new){.org = f.org, .person = ann, .by = f.account, .first = monday + 21 * DAY}, &id, &err));
    clock_set(MONDAY_NOON + 24 * DAY);
    assert_int_equal(run(&f), 1);                /* Bo; she is away, nobody knows until when */
    clock_set(-1);
    fixture_close(&f);
}

TEST(who_is_on_leave_is_reminded_when_back)
{
    on_each_engine(who_is_away_on);
}

static const char sql_zone_of_ann[] = SQL("UPDATE person SET site_id = (SELECT s.id FROM site s) WHERE folded = 'ann@example.org'");
static const char sql_site[] = SQL("INSERT INTO site (org_id, name, folded, created_at, time_zone) VALUES ($1, 'Far', 'far', 0, 'Pacific/Auckland')");

TEST(leave_begins_and_ends_by_the_clocks_where_they_work)
{
    struct fixture f = fixture_open();
    int64_t ann = 0, id;
    bool here = true, there = false, after = true;
    msec monday = MONDAY_NOON - 12 * HOUR;

    award_until(&f, f.badge, "ann", MONDAY_NOON + 400 * DAY);
    NEED(db_int(f.db, sql_ann, NO_ARGS, &ann, &err));
    NEED(person_leave_add(f.db, test_arena, &(struct leave_new){.org = f.org, .person = ann, .by = f.account, .first = monday, .last = monday}, &id, &err));
    NEED(person_is_away(f.db, f.org, ann, monday - HOUR, &here, &err));
    NEED(db_run(f.db, sql_site, ARGS(v_int(f.org)), NULL, &err));
    NEED(db_run(f.db, sql_zone_of_ann, NO_ARGS, NULL, &err));
    NEED(person_is_away(f.db, f.org, ann, monday - HOUR, &there, &err));
    NEED(person_is_away(f.db, f.org, ann, monday + 12 * HOUR, &after, &err));
    assert_true(!here && there && !after);
    fixture_close(&f);
}

static const char sql_lead[] = SQL(
    "UPDATE person SET manager_id = (SELECT p.id FROM person p WHERE p.folded = 'cy@example.org') WHERE folded IN ('ann@example.org', 'bo@example.org')");
static const char sql_cy[] = SQL("SELECT id FROM person WHERE folded = 'cy@example.org'");

TEST(who_leads_people_gets_one_mail_for_all_of_them_and_may_refuse_it)
{
    struct fixture f = fixture_open();
    int64_t cy = 0;
    str text;

    clock_set(MONDAY_NOON);
    award_until(&f, f.badge, "ann", MONDAY_NOON + 20 * DAY);
    award_until(&f, f.badge, "bo", MONDAY_NOON + 21 * DAY);
    award_until(&f, f.badge, "cy", MONDAY_NOON + 400 * DAY);
    NEED(db_run(f.db, sql_lead, NO_ARGS, NULL, &err));
    NEED(db_int(f.db, sql_cy, NO_ARGS, &cy, &err));
    set_rule(&f, "30 7", true);
    assert_int_equal(run(&f), 3);
    struct mail m = newest(&f);
    check_str(m.kind, S("team"));
    check_str(m.to_address, S("cy@example.org"));
    assert_null(read_mail(&f, &m, &text));
    assert_true(str_contains(text, S("ann: Forklift operator: Ends on")) && str_contains(text, S("bo: Forklift operator: Ends on")));
    assert_true(str_contains(text, S("/mail-choices/")));
    NEED(letter_refuse(f.db, test_arena, f.org, cy, "team", true, &err));
    clock_set(MONDAY_NOON + 15 * DAY);
    assert_int_equal(run(&f), 2);
    clock_set(-1);
    fixture_close(&f);
}

TEST(a_badge_has_days_of_its_own_or_none)
{
    struct fixture f = fixture_open();
    struct remind_badge_list all = {0};
    struct remind_steps own;

    clock_set(MONDAY_NOON);
    award_until(&f, f.badge, "ann", MONDAY_NOON + 100 * DAY);
    set_rule(&f, "30", false);
    assert_int_equal(run(&f), 0);
    NEED(remind_steps_read(S("120"), &own, &err));
    NEED(remind_badge_set(f.db, test_arena, f.badge, &own, &err));
    set_rule(&f, "30", false);
    assert_int_equal(run(&f), 1);
    NEED(remind_badges(f.db, test_arena, f.org, &all, &err));
    assert_true(all.n == 1 && all.items[0].has_own && all.items[0].held == 1);
    NEED(remind_badge_set(f.db, test_arena, f.badge, &(struct remind_steps){0}, &err));
    clock_set(MONDAY_NOON + 84 * DAY);
    assert_int_equal(run(&f), 0);
    NEED(remind_badge_set(f.db, test_arena, f.badge, NULL, &err));
    set_rule(&f, "30", false);
    assert_int_equal(run(&f), 1);
    clock_set(-1);
    fixture_close(&f);
}
