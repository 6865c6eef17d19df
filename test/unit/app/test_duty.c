#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/mail/mail.h"
#include "app/people/people.h"
#include "app/remind/remind.h"
#include "app/requirement/requirement.h"
#include "unit/store_db.h"

#define NOON 1795435200000                       /* Monday, 23 November 2026, 12:00 UTC */
#define TODAY (NOON - 12 * HOUR)

static struct fixture open_on(const struct store *s)
{
    clock_set(NOON);
    return fixture_open_on(s->postgres ? s->url : NULL);
}

static void close_it(struct fixture *f)
{
    fixture_close(f);
    clock_set(-1);
}

static int64_t add_person(struct fixture *f, const char *name)
{
    int64_t id = 0;
    struct person_details d = {.org = f->org, .by = f->account, .email = str_printf(test_arena, "%s@example.org", name), .name = cstr(name), .title = S(""), .staff_number = S(""), .employment = S("")};

    NEED(person_add(f->db, test_arena, &d, &id, &err));
    return id;
}

/* Of everybody, due on that day; proved by a record, for a year. */
static int64_t add_requirement(struct fixture *f, const char *id_code, const char *name, msec due)
{
    int64_t id = 0, number = 0;
    struct requirement_version v;
    struct audience_rules all = {0};
    struct requirement_act act = {f->org, 0, f->account};

    NEED(requirement_add(f->db, test_arena, &(struct requirement_new){f->org, f->account, cstr(id_code), cstr(name)}, &id, &err));
    act.id = id;
    NEED(requirement_working(f->db, test_arena, &act, &v, &err));
    v.rule = str_printf(test_arena, "{\"proof\":{\"record\":\"\"},\"due\":[{\"on\":\"" STR_FMT "\"}],\"validity\":\"P1Y\"}", STR_ARG(date_format(test_arena, date_of(due))));
    NEED(requirement_working_save(f->db, test_arena, &v, &err));
    *list_add(test_arena, &all) = (struct audience_rule){.kind = FOR_EVERYBODY};
    NEED(requirement_audience_set(f->db, test_arena, &act, &all, &err));
    NEED(requirement_publish(f->db, test_arena, &(struct requirement_publish){.org = f->org, .id = id, .by = f->account}, &number, &err));
    NEED(requirement_settle(f->db, test_arena, f->org, &err));
    return id;
}

/* As the night before that day leaves it. */
static void go_to(struct fixture *f, msec when)
{
    clock_set(when);
    NEED(requirement_touch(f->db, test_arena, f->org, 0, 0, &err));
    NEED(requirement_settle(f->db, test_arena, f->org, &err));
}

static void set_duty(struct fixture *f, const char *days, int team_day, bool to_owner)
{
    struct duty_rule r = {.team_day = team_day, .to_owner = to_owner};

    NEED(remind_duty_days_read(cstr(days), &r.days, &err));
    NEED(duty_rule_set(f->db, test_arena, f->org, &r, &err));
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

static const char *read_mail(struct fixture *f, struct mail *m)
{
    const char *unwanted = NULL;

    NEED(mail_fill(f->app, f->db, test_arena, m, &unwanted, &err));
    return unwanted;
}

TEST(days_before_the_day_itself_and_after_are_read)
{
    static const struct { const char *typed, *kept; } t[] = {
        {"90 60 30 14 7 0 -1 -7", "90 60 30 14 7 0 -1 -7"}, {"-1, 0, 7", "7 0 -1"}, {"", ""}, {"-90", "-90"}, {"-91", NULL}, {"731", NULL}, {"x", NULL},
        {"12 11 10 9 8 7 6 5 4 3 2 1 0", NULL},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct remind_steps s;
        code c = remind_duty_days_read(cstr(t[i].typed), &s, NULL);
        check_at(i, (c == OK) == (t[i].kept != NULL));
        if (c == OK)
            check_str_at(i, remind_steps_write(test_arena, &s), cstr(t[i].kept));
    }
}

TEST(what_is_asked_comes_to_the_step_that_is_due_and_to_no_other)
{
    static const struct { int64_t left, step; bool none; } t[] = {
        {91, 0, true}, {90, 90, false}, {31, 90, false}, {1, 30, false}, {0, 0, false}, {-1, -1, false}, {-6, -1, false}, {-7, -7, false}, {-14, -7, false}, {-15, 0, true},
    };
    struct remind_steps s, before;

    NEED(remind_duty_days_read(S("90 30 0 -1 -7"), &s, &err));
    NEED(remind_duty_days_read(S("90 30"), &before, &err));
    for (size_t i = 0; i < COUNT(t); i++) {
        int64_t step = 77;
        check_at(i, remind_step(&s, t[i].left, &step) == !t[i].none && (t[i].none || step == t[i].step));
        check_at(i, t[i].left >= 0 || !remind_step(&before, t[i].left, &step));
    }
}

TEST(the_next_mail_goes_today_when_a_step_was_come_to_else_on_the_day_of_the_next)
{
    /* left: days from the day on which it is asked till it is due; next: days till the mail. */
    static const struct { int64_t left, told, next; bool none; } t[] = {
        {200, REMIND_TOLD_NOTHING, 110, false}, {90, REMIND_TOLD_NOTHING, 0, false}, {50, REMIND_TOLD_NOTHING, 0, false}, {0, REMIND_TOLD_NOTHING, 0, false},
        {-1, REMIND_TOLD_NOTHING, 0, false}, {-7, REMIND_TOLD_NOTHING, 0, false}, {-20, REMIND_TOLD_NOTHING, 0, true},
        {80, 90, 50, false}, {30, 90, 0, false}, {20, 30, 20, false}, {-3, -1, 4, false}, {-8, -7, 0, true},
    };
    struct remind_steps s, before, none = {0};
    msec when;

    NEED(remind_duty_days_read(S("90 30 0 -1 -7"), &s, &err));
    NEED(remind_duty_days_read(S("90 30"), &before, &err));
    for (size_t i = 0; i < COUNT(t); i++) {
        const struct remind_due d = {TODAY + t[i].left * DAY, t[i].told};
        bool found = remind_next(&s, &d, TODAY, &when);
        check_at(i, found == !t[i].none && (!found || when == TODAY + t[i].next * DAY));
        check_at(i, !remind_next(&none, &d, TODAY, &when));
        check_at(i, t[i].left >= 0 || !remind_next(&before, &d, TODAY, &when));
    }
}

static void told_by_days(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), fire = add_requirement(&f, "FS-01", "Fire safety", TODAY + 30 * DAY), id;

    add_requirement(&f, "MH-02", "Manual handling", TODAY + 30 * DAY);
    assert_int_equal(run(&f), 1);                /* the usual days, without a rule; both in one */
    struct mail m = newest(&f);
    check_str(m.kind, S("duty"));
    assert_int_equal(m.person, ann);
    assert_null(read_mail(&f, &m));
    check_str(m.subject, S("To be done: Fire safety, Manual handling"));
    assert_true(str_contains(m.text, S("Fire safety: Due on 23 Dec 2026")) && str_contains(m.text, S("/standards")));
    assert_int_equal(run(&f), 0);
    set_duty(&f, "30 7 0 -1", 0, false);         /* looks again today */
    assert_int_equal(run(&f), 0);
    go_to(&f, NOON + 1 * DAY);
    assert_int_equal(run(&f), 0);
    NEED(requirement_record(f.db, test_arena, &(struct record_new){.of = {f.org, fire, ann, f.account}, .kind = S("record"), .source = S("attendance"), .completed = TODAY}, &id, &err));
    go_to(&f, NOON + 23 * DAY);                  /* 7 days before: one of both is done */
    assert_int_equal(run(&f), 1);
    m = newest(&f);
    assert_null(read_mail(&f, &m));
    assert_true(str_contains(m.text, S("Manual handling")) && !str_contains(m.text, S("Fire safety")));
    go_to(&f, NOON + 31 * DAY);
    assert_int_equal(run(&f), 1);
    m = newest(&f);
    assert_null(read_mail(&f, &m));
    assert_true(str_contains(m.text, S("Manual handling: Was due on 23 Dec 2026")));
    go_to(&f, NOON + 32 * DAY);
    assert_int_equal(run(&f), 0);
    close_it(&f);
}

TEST(each_day_is_told_once_in_one_mail_and_nothing_of_what_is_done)
{
    each_engine(told_by_days);
}

static void ends_and_is_told(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), fire = add_requirement(&f, "FS-01", "Fire safety", TODAY - 400 * DAY), id;

    NEED(requirement_record(f.db, test_arena, &(struct record_new){.of = {f.org, fire, ann, f.account}, .kind = S("record"), .source = S("attendance"), .completed = TODAY - 335 * DAY}, &id, &err));
    set_duty(&f, "30 -1", 0, false);
    go_to(&f, NOON);
    assert_int_equal(run(&f), 1);
    struct mail m = newest(&f);
    assert_null(read_mail(&f, &m));
    assert_true(str_contains(m.text, S("Fire safety: Ends on ")));
    go_to(&f, NOON + 31 * DAY);
    assert_int_equal(run(&f), 1);
    m = newest(&f);
    struct mail again = m;
    assert_null(read_mail(&f, &again));
    assert_true(str_contains(again.text, S("Fire safety: Ended on ")));
    NEED(requirement_record(f.db, test_arena, &(struct record_new){.of = {f.org, fire, ann, f.account}, .kind = S("record"), .source = S("attendance"), .completed = TODAY + 31 * DAY}, &id, &err));
    go_to(&f, NOON + 31 * DAY);
    assert_non_null(read_mail(&f, &m));          /* it waits, and is dropped */
    close_it(&f);
}

TEST(what_was_proved_is_told_of_before_and_after_its_end)
{
    each_engine(ends_and_is_told);
}

static void one_mail_for_all(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann");
    struct remind_rule r = {.to_managers = true, .from_hour = 8, .until_hour = 18};
    struct award_context *c;
    int64_t id = 0;

    NEED(award_context_open(f.app, f.db, test_arena, f.org, f.badge, &c, &err));
    NEED(award_issue(c, f.db, test_arena, &(struct award_request){.org = f.org, .achievement = f.badge, .account = f.account, .name = S("ann"), .email = S("ann@example.org"),
                                                                  .awarded = NOON - 100 * DAY, .valid_until = NOON + 20 * DAY}, &id, &err));
    award_context_close(c);
    NEED(remind_steps_read(S("30"), &r.steps, &err));
    NEED(remind_rule_set(f.db, test_arena, f.org, &r, &err));
    add_requirement(&f, "FS-01", "Fire safety", TODAY + 7 * DAY);
    assert_int_equal(run(&f), 1);
    struct mail m = newest(&f);
    check_str(m.kind, S("duty"));
    assert_int_equal(m.person, ann);
    assert_null(read_mail(&f, &m));
    assert_true(str_contains(m.text, S("Fire safety: Due on")) && str_contains(m.text, S("Forklift operator: Ends on")));
    assert_int_equal(run(&f), 0);
    close_it(&f);
}

TEST(what_is_asked_and_badges_that_end_are_one_mail)
{
    each_engine(one_mail_for_all);
}

static const char sql_lead[] = SQL("UPDATE person SET manager_id = $1 WHERE id <> $1");

static void weekly(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t cy = add_person(&f, "cy");

    add_person(&f, "ann");
    add_person(&f, "bo");
    NEED(db_run(f.db, sql_lead, ARGS(v_int(cy)), NULL, &err));
    add_requirement(&f, "FS-01", "Fire safety", TODAY + 10 * DAY);
    set_duty(&f, "", 1, false);
    assert_int_equal(run(&f), 1);
    struct mail m = newest(&f);
    check_str(m.kind, S("duty-team"));
    assert_int_equal(m.person, cy);
    assert_null(read_mail(&f, &m));
    assert_true(str_contains(m.text, S("ann: Fire safety: Due on")) && str_contains(m.text, S("bo: Fire safety: Due on")) && !str_contains(m.text, S("cy: ")));
    set_duty(&f, "", 1, false);
    assert_int_equal(run(&f), 0);
    go_to(&f, NOON + DAY);
    assert_int_equal(run(&f), 0);
    go_to(&f, NOON + 7 * DAY);
    set_duty(&f, "3 0", 1, false);               /* their own besides, in the same mail */
    go_to(&f, NOON + 7 * DAY);
    assert_int_equal(run(&f), 3);
    close_it(&f);
}

TEST(who_leads_people_gets_one_mail_a_week_of_them)
{
    each_engine(weekly);
}

static void breach(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t fire = add_requirement(&f, "FS-01", "Fire safety", TODAY + DAY);

    add_person(&f, "ann");
    set_duty(&f, "", 0, true);
    go_to(&f, NOON);
    assert_int_equal(run(&f), 0);
    go_to(&f, NOON + 2 * DAY);
    assert_int_equal(run(&f), 1);
    struct mail m = newest(&f);
    check_str(m.kind, S("duty-owner"));
    assert_null(read_mail(&f, &m));
    check_str(m.subject, S("Overdue or expired: Fire safety"));
    assert_true(str_contains(m.text, S("ann: Fire safety: Was due on 24 Nov 2026")));
    assert_true(str_contains(m.text, str_printf(test_arena, "/standards/%lld/people/", (long long)fire)));
    go_to(&f, NOON + 3 * DAY);
    assert_int_equal(run(&f), 0);
    close_it(&f);
}

TEST(who_answers_for_it_hears_once_of_each_breach)
{
    each_engine(breach);
}

static void own_days(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t fire;
    struct remind_steps own;
    struct duty_line d;

    add_person(&f, "ann");
    fire = add_requirement(&f, "FS-01", "Fire safety", TODAY + 100 * DAY);
    set_duty(&f, "30", 0, false);
    assert_int_equal(run(&f), 0);
    NEED(remind_duty_days_read(S("120"), &own, &err));
    NEED(duty_requirement_set(f.db, test_arena, fire, &own, &err));
    NEED(remind_look_anew(f.db, f.org, &err));
    assert_int_equal(run(&f), 1);
    NEED(duty_requirement_get(f.db, test_arena, f.org, fire, &d, &err));
    assert_true(d.has_own && d.asked == 1);
    NEED(duty_requirement_set(f.db, test_arena, fire, &(struct remind_steps){0}, &err));
    go_to(&f, NOON + 74 * DAY);
    assert_int_equal(run(&f), 0);
    NEED(duty_requirement_set(f.db, test_arena, fire, NULL, &err));
    NEED(remind_look_anew(f.db, f.org, &err));
    assert_int_equal(run(&f), 1);
    assert_int_equal(duty_requirement_get(f.db, test_arena, f.org + 1, fire, &d, NULL), NOT_FOUND);
    close_it(&f);
}

TEST(a_requirement_has_days_of_its_own_or_none)
{
    each_engine(own_days);
}

static const char sql_site[] = SQL("INSERT INTO site (org_id, name, folded, created_at, time_zone) VALUES ($1, 'Far', 'far', 0, 'Pacific/Auckland')");
static const char sql_work_there[] = SQL("UPDATE person SET site_id = (SELECT s.id FROM site s) WHERE id = $1");

static void by_zone(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann");

    NEED(org_awarding_set(f.db, test_arena, f.org, f.account, &(struct org_awarding){.time_zone = S("UTC")}, &err));
    add_person(&f, "bo");
    NEED(db_run(f.db, sql_site, ARGS(v_int(f.org)), NULL, &err));
    NEED(db_run(f.db, sql_work_there, ARGS(v_int(ann)), NULL, &err));
    add_requirement(&f, "FS-01", "Fire safety", TODAY + 7 * DAY);
    set_duty(&f, "7 1", 0, false);
    assert_int_equal(run(&f), 1);                /* noon here, one at night there */
    check_str(newest(&f).to_address, S("bo@example.org"));
    go_to(&f, NOON + 9 * HOUR);                  /* 21:00 here, ten in the morning there, of tomorrow */
    assert_int_equal(run(&f), 1);
    check_str(newest(&f).to_address, S("ann@example.org"));
    assert_int_equal(run(&f), 0);
    close_it(&f);
}

TEST(hours_are_those_of_where_people_work)
{
    each_engine(by_zone);
}

static void not_on_leave(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), id;

    add_requirement(&f, "FS-01", "Fire safety", TODAY + 10 * DAY);
    NEED(person_leave_add(f.db, test_arena, &(struct leave_new){.org = f.org, .person = ann, .by = f.account, .first = TODAY, .last = TODAY + 3 * DAY}, &id, &err));
    set_duty(&f, "30 7", 0, false);
    go_to(&f, NOON);
    assert_int_equal(run(&f), 0);
    go_to(&f, NOON + 4 * DAY);
    assert_int_equal(run(&f), 1);
    close_it(&f);
}

TEST(who_is_on_leave_hears_of_it_when_back)
{
    each_engine(not_on_leave);
}

static void at_once(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), bo = add_person(&f, "bo"), mail = 0, id;
    struct id_list which = {0};
    struct remind_coming_list coming = {0};
    struct remind_place place = {0};

    *list_add(test_arena, &which) = add_requirement(&f, "FS-01", "Fire safety", TODAY + 300 * DAY);
    NEED(remind_now(f.db, test_arena, &(struct remind_now){f.org, ann, &which}, &mail, &err));
    struct mail m = newest(&f);
    assert_null(read_mail(&f, &m));
    assert_true(str_contains(m.text, S("Fire safety: Due on")));
    assert_int_equal(remind_now(f.db, test_arena, &(struct remind_now){f.org, ann, &which}, &mail, NULL), CONFLICT);
    assert_int_equal(remind_now(f.db, test_arena, &(struct remind_now){f.org + 1, bo, &which}, &mail, NULL), NOT_FOUND);
    NEED(requirement_record(f.db, test_arena, &(struct record_new){.of = {f.org, which.items[0], bo, f.account}, .kind = S("record"), .source = S("attendance"), .completed = TODAY}, &id, &err));
    go_to(&f, NOON);
    NEED(db_begin(f.db, &err));
    code c = remind_now(f.db, test_arena, &(struct remind_now){f.org, bo, &which}, &mail, NULL);
    assert_int_equal(c, CONFLICT);               /* nothing is open */
    assert_int_equal(db_end(f.db, c, NULL), CONFLICT);
    set_duty(&f, "365", 0, false);
    NEED(remind_look_ahead(f.db, test_arena, f.org, &place, &coming, &err));
    assert_int_equal(coming.n, 1);               /* Ann had one today; what Bo proved ends in a year */
    assert_int_equal(coming.items[0].person, bo);
    check_str(coming.items[0].about.items[0], S("Fire safety"));
    assert_true(place.zone == 0 && place.after == 0);
    assert_int_equal(run(&f), 1);
    close_it(&f);
}

TEST(one_is_reminded_at_once_and_who_comes_today_is_seen_before)
{
    each_engine(at_once);
}
