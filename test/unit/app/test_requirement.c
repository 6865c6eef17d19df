#include "unit/test.h"
#include "app/apply/apply.h"
#include "app/people/people.h"
#include "app/requirement/requirement.h"
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

static int64_t add_person(struct fixture *f, const char *name)
{
    int64_t id = 0;
    struct person_details d = {.org = f->org, .by = f->account, .email = str_printf(test_arena, "%s@example.org", name), .name = cstr(name), .title = S(""), .staff_number = S(""), .employment = S("")};

    NEED(person_add(f->db, test_arena, &d, &id, &err));
    return id;
}

/* For everybody, by this rule; published. */
static int64_t add_requirement(struct fixture *f, const char *id_code, str rule)
{
    int64_t id = 0, number = 0;
    struct requirement_version v;
    struct audience_rules all = {0};
    struct requirement_act act = {f->org, 0, f->account};

    NEED(requirement_add(f->db, test_arena, &(struct requirement_new){f->org, f->account, cstr(id_code), S("Fire safety")}, &id, &err));
    act.id = id;
    NEED(requirement_working(f->db, test_arena, &act, &v, &err));
    v.rule = rule;
    NEED(requirement_working_save(f->db, test_arena, &v, &err));
    *list_add(test_arena, &all) = (struct audience_rule){.kind = FOR_EVERYBODY};
    NEED(requirement_audience_set(f->db, test_arena, &act, &all, &err));
    NEED(requirement_publish(f->db, test_arena, &(struct requirement_publish){.org = f->org, .id = id, .by = f->account}, &number, &err));
    NEED(requirement_settle(f->db, test_arena, f->org, &err));
    return id;
}

static str badge_rule(struct fixture *f, const char *more)
{
    return str_printf(test_arena, "{\"proof\":{\"any\":[{\"badge\":%lld},{\"record\":\"\"}]}%s%s}", (long long)f->badge, *more ? "," : "", more);
}

static enum requirement_state state_of(struct fixture *f, int64_t requirement, int64_t person)
{
    struct standing_lines lines = {0};

    NEED(requirement_standings_of(f->db, test_arena, f->org, person, &lines, &err));
    for (size_t i = 0; i < lines.n; i++)
        if (lines.items[i].requirement == requirement)
            return lines.items[i].state;
    return STANDING_NOT_APPLICABLE;
}

static int64_t award_to(struct fixture *f, const char *name)
{
    struct award_context *c;
    int64_t id;
    struct award_request r = {.org = f->org, .achievement = f->badge, .account = f->account, .name = cstr(name),
                              .email = str_printf(test_arena, "%s@example.org", name), .awarded = clock_now()};

    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    NEED(db_begin(f->db, &err));
    code done = award_issue(c, f->db, test_arena, &r, &id, NULL);
    NEED(db_end(f->db, done, &err));
    award_context_close(c);
    return id;
}

static code record_for(struct fixture *f, int64_t requirement, int64_t person, msec day, int64_t *id, struct error *err)
{
    return requirement_record(f->db, test_arena, &(struct record_new){.of = {f->org, requirement, person, f->account}, .kind = S("record"), .source = S("attendance"), .completed = day}, id, err);
}

static void settle(struct fixture *f)
{
    NEED(requirement_settle(f->db, test_arena, f->org, &err));
}

/* ---- */

static void award_counts(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), bo = add_person(&f, "bo");
    int64_t id = add_requirement(&f, "FS-01", badge_rule(&f, "\"validity\":\"P1Y\""));
    struct requirement_counts n;

    assert_int_equal(state_of(&f, id, ann), STANDING_NOT_STARTED);
    int64_t award = award_to(&f, "ann");
    run_jobs(&f);
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_CURRENT);
    assert_int_equal(state_of(&f, id, bo), STANDING_NOT_STARTED);
    NEED(requirement_count(f.db, id, &n, &err));
    assert_int_equal(n.n[STANDING_CURRENT], 1);
    assert_int_equal(n.n[STANDING_NOT_STARTED], 1);
    assert_int_equal(n.all, 2);
    NEED(award_revoke(f.db, test_arena, f.org, award, f.account, S("wrong person"), &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_NOT_STARTED);
    NEED(requirement_count(f.db, id, &n, &err));
    assert_int_equal(n.n[STANDING_CURRENT], 0);
    assert_int_equal(n.n[STANDING_NOT_STARTED], 2);
    close_it(&f);
}

TEST(an_award_satisfies_and_its_revocation_reopens)
{
    each_engine(award_counts);
}

static const char sql_touched_all[] = "SELECT count(*) FROM requirement_touched WHERE person_id = 0";
static const char sql_touched_one[] = "SELECT count(*) FROM requirement_touched WHERE person_id = $1";

static void touches_one(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), id = add_requirement(&f, "FS-01", badge_rule(&f, "")), all = 0, one = 0;

    settle(&f);
    int64_t award = award_to(&f, "ann");
    for (int i = 0; i < 2; i++) {
        NEED(db_int(f.db, sql_touched_all, NO_ARGS, &all, &err));
        NEED(db_int(f.db, sql_touched_one, ARGS(v_int(ann)), &one, &err));
        assert_int_equal(all, 0);
        assert_int_equal(one, 1);
        settle(&f);
        if (i == 0)
            NEED(award_revoke(f.db, test_arena, f.org, award, f.account, S("wrong person"), &err));
    }
    assert_int_equal(state_of(&f, id, ann), STANDING_NOT_STARTED);
    close_it(&f);
}

TEST(an_award_or_revocation_of_one_person_is_worked_out_for_them_alone)
{
    each_engine(touches_one);
}

static void touches_many(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t people[30], left = 1, id = 0;

    for (int i = 0; i < 30; i++)
        people[i] = add_person(&f, str_z(test_arena, str_printf(test_arena, "p%d", i)));
    id = add_requirement(&f, "FS-01", badge_rule(&f, ""));
    for (int i = 0; i < 30; i++)
        award_to(&f, str_z(test_arena, str_printf(test_arena, "p%d", i)));
    settle(&f);
    NEED(db_int(f.db, "SELECT count(*) FROM requirement_touched", NO_ARGS, &left, &err));
    assert_int_equal(left, 0);
    for (int i = 0; i < 30; i++)
        assert_int_equal(state_of(&f, id, people[i]), STANDING_CURRENT);
    close_it(&f);
}

TEST(many_awards_one_by_one_are_all_worked_out)
{
    each_engine(touches_many);
}

static void midnight(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), id = add_requirement(&f, "FS-01", S("{\"proof\":{\"record\":\"\"},\"due\":[{\"on\":\"2026-11-23\"}]}"));

    assert_int_equal(state_of(&f, id, ann), STANDING_DUE_SOON);
    assert_int_equal(number_of(&f, "SELECT next_at FROM requirement_standing"), TODAY + DAY);
    NEED(org_awarding_set(f.db, test_arena, f.org, f.account, &(struct org_awarding){.time_zone = S("America/New_York"), .hold_minutes = 0}, &err));
    NEED(requirement_touch(f.db, test_arena, f.org, 0, 0, &err));
    settle(&f);
    assert_int_equal(number_of(&f, "SELECT next_at FROM requirement_standing"), TODAY + DAY + 5 * HOUR);
    /* The tick of a quarter of an hour finds whose midnight it was, and no other. */
    NEED(requirement_schedule(f.db, test_arena, &err));
    run_jobs(&f);
    clock_set(TODAY + DAY + HOUR);
    run_jobs(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_DUE_SOON);
    clock_set(TODAY + DAY + 5 * HOUR + 15 * MINUTE);
    run_jobs(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_OVERDUE);
    close_it(&f);
}

TEST(states_change_at_the_midnight_of_the_site)
{
    each_engine(midnight);
}

static void nobody_for_himself(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t maya = add_person(&f, "maya"), ann = add_person(&f, "ann"), id = add_requirement(&f, "FS-01", badge_rule(&f, "")), n;
    struct exception_new e = {.of = {f.org, id, maya, f.account}, .kind = EXCEPT_WAIVE, .first = TODAY, .reason = S("busy")};

    assert_int_equal(record_for(&f, id, maya, TODAY, &n, NULL), DENIED);
    assert_int_equal(requirement_except(f.db, test_arena, &e, &n, NULL), DENIED);
    assert_int_equal(person_leave_add(f.db, test_arena, &(struct leave_new){f.org, maya, f.account, TODAY, 0}, &n, NULL), DENIED);
    assert_int_equal(requirement_unassign(f.db, test_arena, &e.of, NULL), DENIED);
    NEED(record_for(&f, id, ann, TODAY - 400 * DAY, &n, &err));
    e.of.person = ann;
    NEED(requirement_except(f.db, test_arena, &e, &n, &err));
    NEED(db_run(f.db, "UPDATE person SET manager_id = $1 WHERE id = $2", ARGS(v_int(maya), v_int(ann)), NULL, &err));
    NEED(db_run(f.db, "UPDATE requirement_version SET sign_off = 'not-manager' WHERE requirement_id = $1", ARGS(v_int(id)), NULL, &err));
    assert_int_equal(record_for(&f, id, ann, TODAY, &n, NULL), DENIED);
    close_it(&f);
}

TEST(nobody_records_or_waives_for_himself_nor_a_manager_where_the_version_says_so)
{
    each_engine(nobody_for_himself);
}

static void corrections(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), id = add_requirement(&f, "FS-01", badge_rule(&f, "\"validity\":\"P1Y\"")), first = 0, second = 0, n;
    struct record_new r = {.of = {f.org, id, ann, f.account}, .completed = TODAY - 400 * DAY};
    struct record_lines lines = {0};

    NEED(record_for(&f, id, ann, TODAY, &first, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_CURRENT);
    r.corrects = first;
    NEED(requirement_record(f.db, test_arena, &r, &second, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_EXPIRED);
    assert_int_equal(requirement_record(f.db, test_arena, &r, &n, NULL), CONFLICT);
    r.corrects = second;
    r.voids = true;
    NEED(requirement_record(f.db, test_arena, &r, &n, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_NOT_STARTED);
    NEED(requirement_records(f.db, test_arena, &r.of, &lines, &err));
    assert_int_equal(lines.n, 3);
    assert_int_equal(record_for(&f, id, ann, TODAY + DAY, &n, NULL), BAD_INPUT);
    r = (struct record_new){.of = r.of, .kind = S("record"), .source = S("member"), .what = S("drill"), .completed = TODAY};
    assert_int_equal(requirement_record(f.db, test_arena, &r, &n, NULL), BAD_INPUT);
    close_it(&f);
}

TEST(a_correction_is_a_record_of_its_own)
{
    each_engine(corrections);
}

static void audience(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), bo = add_person(&f, "bo"), id = add_requirement(&f, "FS-01", badge_rule(&f, "")), number = 0;
    struct requirement_act act = {f.org, id, f.account};
    struct requirement_version v;
    struct audience_rules all = {0};
    struct requirement_person p = {f.org, id, bo, f.account};

    NEED(requirement_working(f.db, test_arena, &act, &v, &err));
    *list_add(test_arena, &all) = (struct audience_rule){.kind = FOR_EVERYBODY};
    *list_add(test_arena, &all) = (struct audience_rule){.leaves_out = true, .kind = FOR_PERSON, .ref = bo};
    NEED(requirement_audience_set(f.db, test_arena, &act, &all, &err));
    NEED(requirement_publish(f.db, test_arena, &(struct requirement_publish){.org = f.org, .id = id, .by = f.account}, &number, &err));
    assert_int_equal(number, 2);
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_NOT_STARTED);
    assert_int_equal(state_of(&f, id, bo), STANDING_NOT_APPLICABLE);
    NEED(requirement_assign(f.db, test_arena, &p, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, bo), STANDING_NOT_STARTED);
    assert_int_equal(requirement_assign(f.db, test_arena, &p, NULL), CONFLICT);
    NEED(requirement_unassign(f.db, test_arena, &p, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, bo), STANDING_NOT_APPLICABLE);
    /* Who leaves is asked no more; the assignment stays with its last day. */
    NEED(person_remove(f.db, test_arena, &(struct person_change){f.org, ann, f.account}, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_NOT_APPLICABLE);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM requirement_assignment WHERE until_why = 'left'"), 1);
    NEED(person_restore(f.db, test_arena, &(struct person_change){f.org, ann, f.account}, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_NOT_STARTED);
    NEED(requirement_archive(f.db, test_arena, &act, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_NOT_APPLICABLE);
    assert_int_equal(number_of(&f, "SELECT coalesce(sum(n), 0) FROM requirement_tally"), 0);
    close_it(&f);
}

TEST(who_is_asked_follows_the_audience_and_the_directory)
{
    each_engine(audience);
}

static enum requirement_state explained_state(struct fixture *f, int64_t requirement, int64_t person)
{
    struct explained x;

    NEED(requirement_explain(f->db, test_arena, &(struct explain_ask){.org = f->org, .requirement = requirement, .person = person}, &x, &err));
    return x.standing.state;
}

/* What is kept, what is explained, and what is worked out for many, of today. */
static void check_everywhere(struct fixture *f, int64_t requirement, int64_t person, enum requirement_state want)
{
    struct id_list people = {.items = &person, .n = 1};
    struct standing_lines lines = {0};

    settle(f);
    assert_int_equal(state_of(f, requirement, person), want);
    assert_int_equal(explained_state(f, requirement, person), want);
    NEED(requirement_as_at(f->db, test_arena, &(struct as_at_ask){.org = f->org, .requirement = requirement, .people = &people, .at = {.day = TODAY}}, &lines, &err));
    assert_int_equal(lines.n, 1);
    assert_int_equal(lines.items[0].state, want);
}

static void other_that_ended(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), first = add_requirement(&f, "A", badge_rule(&f, "\"validity\":\"P1Y\"")), n = 0;
    int64_t second = add_requirement(&f, "B", str_printf(test_arena, "{\"proof\":{\"requirement\":%lld}}", (long long)first));

    check_everywhere(&f, second, ann, STANDING_NOT_STARTED);
    NEED(record_for(&f, first, ann, TODAY - 400 * DAY, &n, &err));
    check_everywhere(&f, first, ann, STANDING_EXPIRED);
    check_everywhere(&f, second, ann, STANDING_EXPIRED);
    NEED(record_for(&f, first, ann, TODAY, &n, &err));
    check_everywhere(&f, second, ann, STANDING_CURRENT);
    NEED(requirement_except(f.db, test_arena, &(struct exception_new){.of = {f.org, first, ann, f.account}, .kind = EXCEPT_SUSPEND, .first = TODAY, .reason = S("looked into")}, &n, &err));
    check_everywhere(&f, first, ann, STANDING_SUSPENDED);
    check_everywhere(&f, second, ann, STANDING_NOT_STARTED);
    close_it(&f);
}

TEST(another_requirement_that_ended_or_is_suspended_counts_alike_kept_and_explained)
{
    each_engine(other_that_ended);
}

static void chains(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), first = add_requirement(&f, "A", badge_rule(&f, "")), n = 0;
    int64_t second = add_requirement(&f, "B", str_printf(test_arena, "{\"proof\":{\"requirement\":%lld}}", (long long)first));
    struct requirement_act act = {f.org, first, f.account};
    struct requirement_version v;

    NEED(record_for(&f, first, ann, TODAY - 10 * DAY, &n, &err));
    settle(&f);
    assert_int_equal(state_of(&f, second, ann), STANDING_CURRENT);
    /* It must not lead back to itself. */
    NEED(requirement_working(f.db, test_arena, &act, &v, &err));
    v.rule = str_printf(test_arena, "{\"proof\":{\"requirement\":%lld}}", (long long)second);
    NEED(requirement_working_save(f.db, test_arena, &v, &err));
    assert_int_equal(requirement_publish(f.db, test_arena, &(struct requirement_publish){.org = f.org, .id = first, .by = f.account}, &n, NULL), CONFLICT);
    close_it(&f);
}

TEST(a_requirement_that_names_another_follows_it)
{
    each_engine(chains);
}

static void explained(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), id = add_requirement(&f, "FS-01", badge_rule(&f, "\"validity\":\"P1M\",\"window\":10,\"due\":[{\"from\":\"assigned\",\"after\":\"P5D\"}]")), n;
    struct explain_ask q = {.org = f.org, .requirement = id, .person = ann};
    struct explained x;

    NEED(requirement_explain(f.db, test_arena, &q, &x, &err));
    assert_int_equal(x.standing.state, STANDING_DUE_SOON);
    NEED(record_for(&f, id, ann, TODAY, &n, &err));
    q.at.day = TODAY + 40 * DAY;
    NEED(requirement_explain(f.db, test_arena, &q, &x, &err));
    assert_int_equal(x.standing.state, STANDING_EXPIRED);
    for (size_t i = 0; i < x.standing.why.n; i++)
        assert_true(requirement_why_words(test_arena, f.db, &x, &x.standing.why.items[i]).n > 0);
    q.at.day = TODAY - DAY;
    NEED(requirement_explain(f.db, test_arena, &q, &x, &err));
    assert_int_equal(x.standing.state, STANDING_NOT_APPLICABLE);
    close_it(&f);
}

TEST(any_cell_is_explained_for_any_day)
{
    each_engine(explained);
}

static void new_version(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), id = add_requirement(&f, "FS-01", badge_rule(&f, "")), n;
    struct requirement_act act = {f.org, id, f.account};
    struct requirement_version v;
    struct requirement_publish p = {.org = f.org, .id = id, .by = f.account};
    struct requirement_versions all = {0};

    NEED(record_for(&f, id, ann, TODAY - 30 * DAY, &n, &err));
    NEED(requirement_working(f.db, test_arena, &act, &v, &err));
    v.name = S("Fire safety, new");
    NEED(requirement_working_save(f.db, test_arena, &v, &err));
    p.renew_by = TODAY - DAY;
    assert_int_equal(requirement_publish(f.db, test_arena, &p, &n, NULL), BAD_INPUT);
    p.renew_by = TODAY + 20 * DAY;
    NEED(requirement_publish(f.db, test_arena, &p, &n, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_IN_RENEWAL);
    clock_set(NOON + 21 * DAY);
    NEED(requirement_touch(f.db, test_arena, f.org, id, 0, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_EXPIRED);
    NEED(requirement_versions(f.db, test_arena, f.org, id, &all, &err));
    assert_int_equal(all.n, 2);
    check_str(all.items[1].name, S("Fire safety"));
    assert_int_equal(requirement_publish(f.db, test_arena, &p, &n, NULL), CONFLICT);      /* nothing was changed */
    close_it(&f);
}

TEST(a_version_that_asks_anew_lets_old_proof_end_on_its_day)
{
    each_engine(new_version);
}

static void preview(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), bo = add_person(&f, "bo"), id = add_requirement(&f, "FS-01", badge_rule(&f, "")), n = 0;
    struct requirement_act act = {f.org, id, f.account};
    struct requirement_version v;
    struct audience_rules all = {0}, read = {0};
    struct audience_people people = {0};

    NEED(requirement_working(f.db, test_arena, &act, &v, &err));
    for (enum audience_kind k = 0; k < FOR_KINDS; k++) {
        enum audience_kind named;
        assert_true(audience_kind_named(cstr(audience_kind_name(k)), &named) && named == k);
    }
    *list_add(test_arena, &all) = (struct audience_rule){.kind = FOR_PERSON, .ref = ann};
    *list_add(test_arena, &all) = (struct audience_rule){.kind = FOR_TITLE, .words = S("Driver")};
    NEED(requirement_audience_set(f.db, test_arena, &act, &all, &err));
    NEED(requirement_audience(f.db, test_arena, v.id, &read, &err));
    assert_int_equal(read.n, 2);
    NEED(requirement_match_count(f.db, f.org, v.id, &n, &err));
    assert_int_equal(n, 1);
    NEED(db_run(f.db, "UPDATE person SET title = 'Driver' WHERE id = $1", ARGS(v_int(bo)), NULL, &err));
    NEED(requirement_matches(f.db, test_arena, &(struct audience_ask){f.org, v.id, 0, 10}, &people, &err));
    assert_int_equal(people.n, 2);
    assert_int_equal(people.items[0].rule.kind, FOR_PERSON);
    assert_int_equal(people.items[1].rule.kind, FOR_TITLE);
    *list_add(test_arena, &all) = (struct audience_rule){.kind = FOR_SITE, .ref = 999};
    assert_int_equal(requirement_audience_set(f.db, test_arena, &act, &all, NULL), BAD_INPUT);
    NEED(requirement_working_drop(f.db, test_arena, &act, &err));
    assert_int_equal(requirement_version_get(f.db, test_arena, f.org, id, 0, &v, NULL), NOT_FOUND);
    close_it(&f);
}

TEST(before_publishing_one_sees_whom_it_takes_in_and_why)
{
    each_engine(preview);
}

static void register_of(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t id = add_requirement(&f, "FS-01", badge_rule(&f, "")), other = 0;
    struct requirement r;
    struct requirement_list all = {0};
    struct requirement_act act = {f.org, id, f.account};
    struct requirement_change c = {f.org, id, f.account, 999, S("FS-02"), {.minutes = 90, .has_time = true, .has_cost = true}};

    assert_int_equal(requirement_add(f.db, test_arena, &(struct requirement_new){f.org, f.account, S("fs-01"), S("Twice")}, &other, NULL), CONFLICT);
    NEED(requirement_add(f.db, test_arena, &(struct requirement_new){f.org, f.account, S("DP-01"), S("Data protection")}, &other, &err));
    assert_int_equal(requirement_save(f.db, test_arena, &c, NULL), BAD_INPUT);
    c.owner = 0;
    NEED(requirement_save(f.db, test_arena, &c, &err));
    NEED(requirement_by_code(f.db, test_arena, f.org, S("fs-02"), &r, &err));
    assert_int_equal(r.id, id);
    assert_int_equal(r.owner, 0);
    assert_true(r.usual.has_time && r.usual.has_cost);
    assert_int_equal(r.usual.minutes, 90);
    assert_int_equal(r.usual.cost, 0);           /* nothing, which is known */
    c.usual = (struct effort){.minutes = EFFORT_MINUTES + 1, .has_time = true};
    assert_int_equal(requirement_save(f.db, test_arena, &c, NULL), BAD_INPUT);
    c.usual = (struct effort){.cost = -1, .has_cost = true};
    assert_int_equal(requirement_save(f.db, test_arena, &c, NULL), BAD_INPUT);
    c.usual = (struct effort){0};
    NEED(requirement_save(f.db, test_arena, &c, &err));
    NEED(requirement_get(f.db, test_arena, f.org, id, &r, &err));
    assert_false(r.usual.has_time || r.usual.has_cost);
    c.code = S("dp-01");
    assert_int_equal(requirement_save(f.db, test_arena, &c, NULL), CONFLICT);
    NEED(requirement_archive(f.db, test_arena, &act, &err));
    NEED(requirement_find(f.db, test_arena, f.org, &all, &err));
    assert_int_equal(all.n, 0);                  /* archived, and one that was never published */
    NEED(requirement_restore(f.db, test_arena, &act, &err));
    NEED(requirement_find(f.db, test_arena, f.org, &all, &err));
    assert_int_equal(all.n, 1);
    close_it(&f);
}

TEST(a_code_is_there_once_and_its_owner_is_a_member)
{
    each_engine(register_of);
}

static void away(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), id = add_requirement(&f, "FS-01", badge_rule(&f, "\"due\":[{\"on\":\"2026-11-22\"},{\"from\":\"role\",\"after\":\"P1D\"}]")), leave = 0, n = 0;
    struct leave_new l = {f.org, ann, f.account, TODAY - 5 * DAY, 0};
    struct exception_new e = {.of = {f.org, id, ann, f.account}, .kind = EXCEPT_WAIVE, .first = TODAY, .reason = S("works from home")};
    struct exception_lines lines = {0};
    enum requirement_state state;

    assert_int_equal(state_of(&f, id, ann), STANDING_OVERDUE);
    NEED(person_leave_add(f.db, test_arena, &l, &leave, &err));
    assert_int_equal(person_leave_add(f.db, test_arena, &l, &n, NULL), BAD_INPUT);
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_SUSPENDED);
    l.last = TODAY - DAY;
    NEED(person_leave_end(f.db, test_arena, &l, leave, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_OVERDUE);   /* the leave was over before it was asked */
    NEED(person_day_set(f.db, test_arena, &(struct person_day){f.org, ann, f.account, S("role"), TODAY - 90 * DAY}, &err));
    settle(&f);
    assert_int_equal(number_of(&f, "SELECT due_on FROM requirement_standing"), TODAY - 89 * DAY);
    NEED(requirement_except(f.db, test_arena, &e, &n, &err));
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_WAIVED);
    NEED(requirement_except_end(f.db, test_arena, &(struct exception_end){e.of, n, S("back in the office")}, &err));
    assert_int_equal(requirement_except_end(f.db, test_arena, &(struct exception_end){e.of, n, S("")}, NULL), NOT_FOUND);
    settle(&f);
    assert_int_equal(state_of(&f, id, ann), STANDING_OVERDUE);
    NEED(requirement_exceptions(f.db, test_arena, &e.of, &lines, &err));
    assert_int_equal(lines.n, 1);
    assert_true(lines.items[0].ended > 0);
    assert_true(requirement_state_named(S("due-soon"), &state) && state == STANDING_DUE_SOON);
    close_it(&f);
}

static void touches(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), bo = add_person(&f, "bo"), id = add_requirement(&f, "FS-01", badge_rule(&f, "")), n;

    NEED(requirement_touch(f.db, test_arena, f.org, id, ann, &err));
    clock_set(NOON + MINUTE);
    NEED(requirement_touch(f.db, test_arena, f.org, id, ann, &err));
    assert_int_equal(number_of(&f, "SELECT at FROM requirement_touched"), NOON + MINUTE);
    /* Another worker has this organisation in hand: ours waits. */
    NEED(db_run(f.db, "UPDATE job SET state = 1, lease_until = $1, lease_by = 'another' WHERE kind = 'requirement.run' AND id ="
                      " (SELECT min(j.id) FROM job j WHERE j.kind = 'requirement.run')", ARGS(v_int(NOON + HOUR)), NULL, &err));
    clock_set(NOON + 2 * MINUTE);
    run_jobs(&f);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM requirement_touched"), 1);
    clock_set(NOON + 2 * HOUR);                  /* whoever had it is dead */
    run_jobs(&f);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM requirement_touched"), 0);
    /* Who was deleted is counted no more after everybody was looked at. */
    assert_int_equal(number_of(&f, "SELECT CAST(sum(n) AS BIGINT) FROM requirement_tally"), 2);
    NEED(db_run(f.db, "DELETE FROM person WHERE id = $1", ARGS(v_int(bo)), NULL, &err));
    NEED(requirement_touch(f.db, test_arena, f.org, id, 0, &err));
    settle(&f);
    NEED(db_int(f.db, "SELECT CAST(sum(n) AS BIGINT) FROM requirement_tally WHERE requirement_id = $1", ARGS(v_int(id)), &n, &err));
    assert_int_equal(n, 1);
    close_it(&f);
}

TEST(a_touch_keeps_the_newest_time_one_works_at_once_and_counts_mend_themselves)
{
    each_engine(touches);
}

static void past_completions(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), first = add_requirement(&f, "A", S("{\"proof\":{\"record\":\"\"}}")), n = 0;
    int64_t second = add_requirement(&f, "B", str_printf(test_arena, "{\"proof\":{\"record\":\"\"},\"due\":[{\"from\":\"completed\",\"requirement\":%lld,\"after\":\"P5D\"}]}", (long long)first));
    struct explain_ask q = {.org = f.org, .requirement = second, .person = ann, .at.day = TODAY};
    struct explained x;
    struct id_list people = {.items = &ann, .n = 1};
    struct standing_lines then = {0}, later = {0};

    clock_set(NOON + 3 * DAY);
    NEED(record_for(&f, first, ann, TODAY + 2 * DAY, &n, &err));
    settle(&f);
    NEED(requirement_explain(f.db, test_arena, &q, &x, &err));
    assert_int_equal(x.standing.due, NO_DAY);    /* on that day it was still to be done */
    NEED(requirement_as_at(f.db, test_arena, &(struct as_at_ask){.org = f.org, .requirement = second, .people = &people, .at.day = TODAY}, &then, &err));
    assert_int_equal(then.items[0].due, NO_DAY);
    NEED(requirement_as_at(f.db, test_arena, &(struct as_at_ask){.org = f.org, .requirement = second, .people = &people, .at.day = TODAY + 2 * DAY}, &later, &err));
    assert_int_equal(later.items[0].due, TODAY + 7 * DAY);
    q.at.day = TODAY + 2 * DAY;
    NEED(requirement_explain(f.db, test_arena, &q, &x, &err));
    assert_int_equal(x.standing.due, TODAY + 7 * DAY);
    close_it(&f);
}

TEST(a_past_day_knows_no_later_completion_of_another_requirement)
{
    each_engine(past_completions);
}

static void of_another(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = add_person(&f, "ann"), bo = add_person(&f, "bo"), fire = add_requirement(&f, "FS-01", badge_rule(&f, "")), first_aid = add_requirement(&f, "FA-01", badge_rule(&f, "")), n = 0;
    const struct exception_new e = {.of = {f.org, fire, ann, f.account}, .kind = EXCEPT_WAIVE, .first = TODAY, .reason = S("works from home")};
    struct exception_end end = {.of = {f.org, first_aid, ann, f.account}, .why = S("")};

    NEED(requirement_except(f.db, test_arena, &e, &n, &err));
    end.id = n;
    assert_int_equal(requirement_except_end(f.db, test_arena, &end, NULL), NOT_FOUND);
    end.of = (struct requirement_person){f.org, fire, bo, f.account};
    assert_int_equal(requirement_except_end(f.db, test_arena, &end, NULL), NOT_FOUND);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM requirement_exception WHERE ended_at IS NULL"), 1);
    close_it(&f);
}

TEST(a_waiver_is_ended_by_way_of_its_own_person_and_requirement_alone)
{
    each_engine(of_another);
}

TEST(leave_pauses_a_day_of_theirs_counts_and_a_waiver_is_taken_back)
{
    each_engine(away);
}

static void applies(struct store *s)
{
    struct fixture f = open_on(s);
    struct apply_form form, like = {.org = f.org, .achievement = f.badge, .account = f.account, .words = S(""), .audience = TO_NAMED, .days = 7};
    str rule = str_printf(test_arena, "{\"proof\":{\"badge\":%lld}}", (long long)f.badge);
    int64_t person = add_person(&f, "ann"), one = add_requirement(&f, "FS-01", rule), ann = 0;
    struct application p;

    NEED(account_create(f.db, test_arena, &(struct new_account){S("Ann"), S("ann@example.org"), S("four plain words here"), true, false}, &ann, &err));
    NEED(apply_form_save(f.db, test_arena, &like, &err));
    NEED(apply_form_get(f.db, test_arena, f.org, f.badge, &form, &err));
    NEED(apply_begin(f.db, test_arena, &form, ann, &p, &err));
    settle(&f);
    assert_int_equal(state_of(&f, one, person), STANDING_IN_PROGRESS);
    NEED(application_save(f.db, test_arena, &(struct apply_draft){&p, p.name, S("Two years of it."), &(struct apply_answers){0}}, &err));
    NEED(application_submit(f.app, f.db, test_arena, &p, &err));
    settle(&f);
    assert_int_equal(state_of(&f, one, person), STANDING_SUBMITTED);
    NEED(application_withdraw(f.db, test_arena, &p, &err));
    settle(&f);
    assert_int_equal(state_of(&f, one, person), STANDING_NOT_STARTED);
    close_it(&f);
}

TEST(an_application_shows_at_once_from_its_beginning_to_its_end)
{
    each_engine(applies);
}
