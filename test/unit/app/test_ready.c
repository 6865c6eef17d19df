#include "unit/test.h"
#include "app/people/people.h"
#include "app/ready/ready.h"
#include "unit/app/fixture.h"
#include "unit/store_db.h"

#define NOON 1795435200000                       /* 23 November 2026, 12:00 UTC */
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

static int64_t add_person(struct fixture *f, const char *name, const char *title)
{
    int64_t id = 0;
    struct person_details d = {.org = f->org, .by = f->account, .email = str_printf(test_arena, "%s@example.org", name), .name = cstr(name), .title = cstr(title), .staff_number = S(""), .employment = S("")};

    NEED(person_add(f->db, test_arena, &d, &id, &err));
    return id;
}

static int64_t add_requirement(struct fixture *f, const char *id_code, const char *rule, struct audience_rule who)
{
    int64_t id = 0, number = 0;
    struct requirement_version v;
    struct audience_rules all = {0};
    struct requirement_act act = {f->org, 0, f->account};

    NEED(requirement_add(f->db, test_arena, &(struct requirement_new){f->org, f->account, cstr(id_code), S("Fire safety")}, &id, &err));
    act.id = id;
    NEED(requirement_working(f->db, test_arena, &act, &v, &err));
    v.rule = cstr(rule);
    NEED(requirement_working_save(f->db, test_arena, &v, &err));
    *list_add(test_arena, &all) = who;
    NEED(requirement_audience_set(f->db, test_arena, &act, &all, &err));
    NEED(requirement_publish(f->db, test_arena, &(struct requirement_publish){.org = f->org, .id = id, .by = f->account}, &number, &err));
    NEED(requirement_settle(f->db, test_arena, f->org, &err));
    return id;
}

static void record(struct fixture *f, int64_t requirement, int64_t person, msec day)
{
    int64_t id;
    struct record_new r = {.of = {f->org, requirement, person, f->account}, .kind = S("record"), .source = S("member"), .what = S(""), .note = S(""), .completed = day};

    NEED(requirement_record(f->db, test_arena, &r, &id, &err));
    NEED(requirement_settle(f->db, test_arena, f->org, &err));
}

static int64_t add_role(struct fixture *f, const char *id_code, const char *title)
{
    struct jobrole_details d = {.org = f->org, .by = f->account, .code = cstr(id_code), .name = S("Driver"), .words = S("")};
    int64_t id = 0;

    *list_add(test_arena, &d.titles) = cstr(title);
    NEED(jobrole_add(f->db, test_arena, &d, &id, &err));
    return id;
}

static struct jobrole_act act_of(struct fixture *f, int64_t role)
{
    return (struct jobrole_act){f->org, role, f->account};
}

static void takes(struct fixture *f, int64_t role, int64_t requirement, bool mandatory)
{
    NEED(jobrole_ask_set(f->db, test_arena, &(struct jobrole_ask_change){act_of(f, role), requirement, mandatory, S("The law says so.")}, &err));
}

static struct ready ready_on(struct fixture *f, int64_t role, int64_t person, msec day)
{
    struct ready r;

    NEED(ready_find(f->db, test_arena, &(struct ready_ask){.org = f->org, .jobrole = role, .person = person, .at = {.day = day}}, &r, &err));
    return r;
}

/* ---- judged, without a database ---- */

static struct ready_line line(bool mandatory, enum requirement_state state, msec due, msec since, msec expires)
{
    return (struct ready_line){.ask = {.mandatory = mandatory}, .state = state, .due = due, .since = since, .expires = expires, .is_met = requirement_state_is_met(state)};
}

TEST(nobody_is_ready_for_what_asks_for_nothing)
{
    struct ready r = {0};

    *list_add(test_arena, &r.lines) = line(false, STANDING_CURRENT, 0, TODAY, 0);
    ready_judge(&r, TODAY);
    assert_int_equal(r.state, READY_UNKNOWN);
}

TEST(ready_lasts_from_the_last_that_was_got_to_the_first_that_ends)
{
    struct ready r = {0};

    *list_add(test_arena, &r.lines) = line(true, STANDING_CURRENT, 0, TODAY - 9 * DAY, TODAY + 90 * DAY);
    *list_add(test_arena, &r.lines) = line(true, STANDING_IN_RENEWAL, 0, TODAY - 300 * DAY, TODAY + 20 * DAY);
    *list_add(test_arena, &r.lines) = line(true, STANDING_WAIVED, 0, 0, 0);
    *list_add(test_arena, &r.lines) = line(false, STANDING_EXPIRED, 0, 0, 0);
    ready_judge(&r, TODAY);
    assert_int_equal(r.state, READY_YES);
    assert_int_equal(r.since, TODAY - 9 * DAY);
    assert_int_equal(r.until, TODAY + 20 * DAY);
}

TEST(what_is_missing_is_under_way_only_while_each_day_is_to_come)
{
    static const struct { enum requirement_state state; int days; enum ready_state want; } t[] = {
        {STANDING_NOT_STARTED, 5, READY_UNDER_WAY}, {STANDING_DUE_SOON, 0, READY_UNDER_WAY}, {STANDING_SUBMITTED, -1, READY_NO},
        {STANDING_OVERDUE, -1, READY_NO}, {STANDING_GRACE, 5, READY_NO}, {STANDING_EXPIRED, 5, READY_NO}, {STANDING_SUSPENDED, 5, READY_NO},
        {STANDING_NOT_APPLICABLE, 5, READY_NO}, {STANDING_IN_PROGRESS, -99999, READY_NO},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct ready r = {0};
        msec due = t[i].days == -99999 ? NO_DAY : TODAY + t[i].days * DAY;
        *list_add(test_arena, &r.lines) = line(true, STANDING_NOT_STARTED, TODAY + 3 * DAY, 0, 0);
        *list_add(test_arena, &r.lines) = line(true, t[i].state, due, 0, 0);
        ready_judge(&r, TODAY);
        assert_int_equal(r.state, t[i].want);
        assert_int_equal(r.missing, 2);
        assert_int_equal(r.by, t[i].want != READY_UNDER_WAY ? NO_DAY : due > TODAY + 3 * DAY ? due : TODAY + 3 * DAY);
    }
}

/* ---- with people ---- */

static void by_role(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann", "Driver"), bo = add_person(&f, "bo", "Cook"), role = add_role(&f, "DRV", "Driver");
    int64_t fire = add_requirement(&f, "FS-01", "{\"proof\":{\"record\":\"\"},\"validity\":\"P1Y\"}", (struct audience_rule){.kind = FOR_JOB, .ref = role, .words = S("")});
    struct ready r;

    assert_int_equal(ready_on(&f, role, ann, NO_DAY).state, READY_UNKNOWN);
    takes(&f, role, fire, true);
    r = ready_on(&f, role, ann, NO_DAY);
    assert_true(r.works_as);
    assert_int_equal(r.state, READY_NO);
    assert_int_equal(r.missing, 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM requirement_assignment WHERE until_on IS NULL"), 1);
    record(&f, fire, ann, TODAY - 10 * DAY);
    r = ready_on(&f, role, ann, NO_DAY);
    assert_int_equal(r.state, READY_YES);
    assert_int_equal(r.since, TODAY - 10 * DAY);
    assert_true(r.until > TODAY + 300 * DAY);
    assert_int_equal(ready_on(&f, role, ann, TODAY + 900 * DAY).state, READY_NO);
    /* Named for a second job: asked from then on, as if by title. */
    assert_false(ready_on(&f, role, bo, NO_DAY).works_as);
    NEED(jobrole_hold(f.db, test_arena, &(struct jobrole_holder){act_of(&f, role), bo}, &err));
    NEED(requirement_settle(f.db, test_arena, f.org, &err));
    assert_true(ready_on(&f, role, bo, NO_DAY).works_as);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM requirement_assignment WHERE until_on IS NULL"), 2);
    assert_int_equal(jobrole_hold(f.db, test_arena, &(struct jobrole_holder){act_of(&f, role), bo}, NULL), CONFLICT);
    NEED(jobrole_unhold(f.db, test_arena, &(struct jobrole_holder){act_of(&f, role), bo}, &err));
    NEED(requirement_settle(f.db, test_arena, f.org, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM requirement_assignment WHERE until_on IS NULL"), 1);
    close_it(&f);
}

TEST(whoever_works_as_a_role_is_asked_for_it_and_ready_by_what_they_hold)
{
    each_engine(by_role);
}

static void unknown(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann", "Driver"), bo = add_person(&f, "bo", "Cook"), role = add_role(&f, "DRV", "Driver"), n = 0;
    int64_t fire = add_requirement(&f, "FS-01", "{\"proof\":{\"record\":\"\"}}", (struct audience_rule){.kind = FOR_PERSON, .ref = bo});

    takes(&f, role, fire, true);
    record(&f, fire, bo, TODAY - DAY);
    /* Who works as it and is not asked is not ready; somebody else who has it all would be. */
    assert_int_equal(ready_on(&f, role, ann, NO_DAY).state, READY_NO);
    assert_int_equal(ready_on(&f, role, bo, NO_DAY).state, READY_YES);
    NEED(jobrole_unasked(f.db, f.org, role, fire, &n, &err));
    assert_int_equal(n, 1);
    NEED(jobrole_ask_holders(f.db, test_arena, &(struct jobrole_ask_change){act_of(&f, role), fire, true, S("")}, &err));
    NEED(jobrole_ask_holders(f.db, test_arena, &(struct jobrole_ask_change){act_of(&f, role), fire, true, S("")}, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM requirement_audience WHERE kind = 'job'"), 1);
    NEED(requirement_publish(f.db, test_arena, &(struct requirement_publish){.org = f.org, .id = fire, .by = f.account}, &n, &err));
    NEED(requirement_settle(f.db, test_arena, f.org, &err));
    NEED(jobrole_unasked(f.db, f.org, role, fire, &n, &err));
    assert_int_equal(n, 0);
    /* What is archived is held by nobody. */
    NEED(requirement_archive(f.db, test_arena, &(struct requirement_act){f.org, fire, f.account}, &err));
    NEED(requirement_settle(f.db, test_arena, f.org, &err));
    assert_int_equal(ready_on(&f, role, bo, NO_DAY).state, READY_NO);
    close_it(&f);
}

static void waived(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann", "Driver"), role = add_role(&f, "DRV", "Driver"), id;
    int64_t fire = add_requirement(&f, "FS-01", "{\"proof\":{\"record\":\"\"}}", (struct audience_rule){.kind = FOR_JOB, .ref = role, .words = S("")});

    takes(&f, role, fire, true);
    NEED(requirement_except(f.db, test_arena, &(struct exception_new){.of = {f.org, fire, ann, f.account}, .kind = EXCEPT_WAIVE, .first = TODAY, .last = TODAY + 30 * DAY, .reason = S("away")}, &id, &err));
    NEED(requirement_settle(f.db, test_arena, f.org, &err));
    struct ready r = ready_on(&f, role, ann, NO_DAY);
    assert_int_equal(r.state, READY_YES);
    assert_int_equal(r.until, TODAY + 30 * DAY);
    assert_int_equal(ready_on(&f, role, ann, TODAY + 31 * DAY).state, READY_NO);
    close_it(&f);
}

TEST(ready_by_a_waiver_ends_with_it)
{
    each_engine(waived);
}

static void gone(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann", "Driver"), role = add_role(&f, "DRV", "Driver");

    /* Removed at 04:00 UTC, which is the evening before in New York. */
    NEED(org_awarding_set(f.db, test_arena, f.org, f.account, &(struct org_awarding){.time_zone = S("America/New_York")}, &err));
    clock_set(TODAY + 4 * HOUR);
    NEED(person_remove(f.db, test_arena, &(struct person_change){f.org, ann, f.account}, &err));
    assert_false(ready_on(&f, role, ann, TODAY - 2 * DAY).is_gone);
    assert_true(ready_on(&f, role, ann, TODAY - DAY).is_gone);
    assert_true(ready_on(&f, role, ann, NO_DAY).is_gone);
    close_it(&f);
}

TEST(who_was_removed_is_gone_from_that_day_on_by_their_own_clocks)
{
    each_engine(gone);
}

TEST(what_is_not_known_is_never_ready)
{
    each_engine(unknown);
}

static void flaws(struct store *s)
{
    struct fixture f = open_on(s);
    struct jobrole_details d = {.org = f.org, .by = f.account, .code = S("drv"), .name = S("Driver"), .words = S("")};
    int64_t role = add_role(&f, "DRV", "Driver"), id;
    struct jobrole j;

    assert_int_equal(jobrole_add(f.db, test_arena, &d, &id, NULL), CONFLICT);
    d.code = S(" ");
    assert_int_equal(jobrole_add(f.db, test_arena, &d, &id, NULL), BAD_INPUT);
    assert_int_equal(jobrole_ask_set(f.db, test_arena, &(struct jobrole_ask_change){act_of(&f, role), 99, true, S("")}, NULL), BAD_INPUT);
    assert_int_equal(jobrole_ask_drop(f.db, test_arena, &(struct jobrole_ask_change){act_of(&f, role), 99, true, S("")}, NULL), NOT_FOUND);
    assert_int_equal(jobrole_get(f.db, test_arena, f.org + 1, role, &j, NULL), NOT_FOUND);
    NEED(jobrole_by_code(f.db, test_arena, f.org, S(" drv "), &j, &err));
    NEED(jobrole_archive(f.db, test_arena, &(struct jobrole_act){f.org, role, f.account}, &err));
    NEED(jobrole_get(f.db, test_arena, f.org, role, &j, &err));
    assert_int_equal(j.archived, NOON);
    close_it(&f);
}

TEST(a_job_role_has_a_code_of_its_own_and_takes_what_is_there)
{
    each_engine(flaws);
}
