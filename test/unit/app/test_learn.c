#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/catalog/results.h"
#include "app/learn/learn.h"

#define PASSED "http://adlnet.gov/expapi/verbs/passed"
#define COURSE "https://learning.example.org/courses/7"

static struct xapi_statement statement_of(str text)
{
    struct xapi_statement s;
    const struct json *v;

    NEED(json_parse(test_arena, text, NULL, &v, &err));
    NEED(xapi_statement_read(test_arena, v, XAPI_1, &s, &err));
    return s;
}

static str passed(const char *id, const char *who, const char *result)
{
    return str_printf(test_arena, "{\"id\":\"00000000-0000-4000-8000-%s\",\"actor\":%s,\"verb\":{\"id\":\"" PASSED "\"},\"object\":{\"id\":\"" COURSE "\"}%s}", id, who, result);
}

#define ANN "{\"name\":\"Ann\",\"mbox\":\"mailto:ann@example.org\"}"

static code tell(struct fixture *f, str text)
{
    const struct json *v;
    struct str_list ids = {0};

    NEED(json_parse(test_arena, text, NULL, &v, &err));
    return learn_take(f->db, test_arena, &(struct learn_call){f->org, 0, XAPI_1, {0}}, v, &ids, NULL);
}

static void add_person(struct fixture *f, str email)
{
    int64_t id;

    NEED(db_begin(f->db, &err));
    NEED(person_add_within(f->db, test_arena, &(struct person_details){.org = f->org, .by = f->account, .email = email, .name = S("Ann"), .title = S(""),
                                                                       .staff_number = S(""), .employment = S("")}, &id, &err));
    NEED(db_end(f->db, OK, &err));
}

static int64_t make_rule(struct fixture *f, int64_t percent)
{
    int64_t id;

    NEED(learn_rule_save(f->db, test_arena, &(struct learn_rule){.org = f->org, .achievement = f->badge, .account = f->account, .verb = S(PASSED),
                                                                  .activity = S(COURSE), .percent = percent, .gives_evidence = true}, &id, &err));
    NEED(learn_rule_switch(f->db, test_arena, &(struct learn_change){f->org, id, f->account}, true, &err));
    return id;
}

static int64_t in_state(struct fixture *f, const char *state)
{
    int64_t n = -1;
    static const char sql[] = "SELECT count(*) FROM learn_outcome WHERE state = $1";

    NEED(db_int(f->db, sql, ARGS(v_str(cstr(state))), &n, &err));
    return n;
}

static void later(struct fixture *f, msec by)
{
    clock_set(clock_now() + by);
    run_jobs(f);
}

TEST(a_rule_asks_for_verb_activity_and_score_in_this_order)
{
    static const struct { const char *text; struct learn_rule rule; enum learn_answer want; } t[] = {
        {"", {.verb = S(PASSED), .activity = S(COURSE), .percent = -1}, LEARN_MET},
        {"", {.verb = S("http://x.example/v"), .activity = S(COURSE), .percent = -1}, LEARN_VERB},
        {"", {.verb = S(PASSED), .activity = S("https://learning.example.org/courses"), .percent = -1}, LEARN_ACTIVITY},
        {"", {.verb = S(PASSED), .activity = S("https://learning.example.org/courses"), .is_start = true, .percent = -1}, LEARN_MET},
        {"", {.verb = S(PASSED), .activity = S(COURSE), .percent = 0}, LEARN_NO_SCORE},
        {",\"result\":{\"score\":{\"scaled\":0.8}}", {.verb = S(PASSED), .activity = S(COURSE), .percent = 80}, LEARN_MET},
        {",\"result\":{\"score\":{\"scaled\":0.7999}}", {.verb = S(PASSED), .activity = S(COURSE), .percent = 80}, LEARN_SCORE},
        {",\"result\":{\"score\":{\"raw\":29,\"max\":100}}", {.verb = S(PASSED), .activity = S(COURSE), .percent = 29}, LEARN_MET},
        {",\"result\":{\"score\":{\"raw\":29}}", {.verb = S(PASSED), .activity = S(COURSE), .percent = 29}, LEARN_NO_SCORE},
        {",\"result\":{\"success\":false}", {.verb = S(PASSED), .activity = S(COURSE), .percent = -1, .needs_success = true}, LEARN_SUCCESS},
        {",\"result\":{\"success\":true}", {.verb = S(PASSED), .activity = S(COURSE), .percent = -1, .needs_success = true, .needs_completion = true}, LEARN_COMPLETION},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct xapi_statement s = statement_of(passed("000000000001", ANN, t[i].text));
        assert_int_equal(learn_match(&t[i].rule, &s), t[i].want);
    }
}

TEST(a_cmi5_course_is_known_by_its_publishers_id)
{
    static const char context[] = ",\"context\":{\"contextActivities\":{\"grouping\":[{\"id\":\"https://publisher.example/au\"}],\"category\":[{\"id\":\"%s\"}]}}";
    struct learn_rule rule = {.verb = S(PASSED), .activity = S("https://publisher.example/au"), .percent = -1};
    char with[400], without[400];

    snprintf(with, sizeof with, context, "https://w3id.org/xapi/cmi5/context/categories/cmi5");
    snprintf(without, sizeof without, context, "https://x.example/other");
    struct xapi_statement s = statement_of(passed("000000000001", ANN, with));
    assert_int_equal(learn_match(&rule, &s), LEARN_MET);
    s = statement_of(passed("000000000001", ANN, without));
    assert_int_equal(learn_match(&rule, &s), LEARN_ACTIVITY);
}

TEST(the_score_is_told_as_the_badge_measures_it)
{
    static const char *const templates[] = {"percent", "status"};
    static const char *const want[] = {"92.5", "Completed"};
    struct xapi_statement s = statement_of(passed("000000000001", ANN, ",\"result\":{\"success\":true,\"score\":{\"raw\":18.5,\"min\":0,\"max\":20}}"));

    for (size_t i = 0; i < COUNT(templates); i++) {
        struct result_description_list measures = {0};
        struct result_list told = {0};
        NEED(result_from_template(test_arena, cstr(templates[i]), list_add(test_arena, &measures), &err));
        measures.items[0].id = S("k");
        results_kept(test_arena, learn_results(test_arena, &measures, &s), &told);
        assert_int_equal(told.n, 1);
        str said = told.items[0].value.n ? told.items[0].value : told.items[0].status;
        if (i == 0)
            check_str(said, cstr(want[i]));
        else
            assert_true(said.n > 0);
    }
    assert_true(str_is_absent(learn_results(test_arena, &(struct result_description_list){0}, &s)));
}

TEST(an_award_waits_ten_minutes_and_may_be_taken_back_until_then)
{
    struct fixture f = fixture_open();

    clock_set(clock_now() / SECOND * SECOND);
    add_person(&f, S("ann@example.org"));
    make_rule(&f, -1);
    assert_int_equal(tell(&f, passed("000000000001", ANN, "")), OK);
    later(&f, SECOND);
    assert_int_equal(in_state(&f, "held"), 1);
    later(&f, 9 * MINUTE);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 0);
    int64_t id = number_of(&f, "SELECT min(id) FROM learn_outcome");
    NEED(learn_outcome_undo(f.db, test_arena, &(struct learn_change){f.org, id, f.account}, &err));
    later(&f, 5 * MINUTE);
    assert_int_equal(in_state(&f, "undone"), 1);
    NEED(learn_outcome_redo(f.db, test_arena, &(struct learn_change){f.org, id, f.account}, &err));
    assert_int_equal(learn_outcome_redo(f.db, test_arena, &(struct learn_change){f.org, id, f.account}, NULL), CONFLICT);
    later(&f, 11 * MINUTE);
    assert_int_equal(in_state(&f, "awarded"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award WHERE evidence_url = '" COURSE "'"), 1);
    assert_int_equal(learn_outcome_undo(f.db, test_arena, &(struct learn_change){f.org, id, f.account}, NULL), CONFLICT);
    clock_set(-1);
    fixture_close(&f);
}

TEST(a_job_that_runs_twice_awards_once)
{
    struct fixture f = fixture_open();

    clock_set(clock_now() / SECOND * SECOND);
    add_person(&f, S("ann@example.org"));
    make_rule(&f, -1);
    assert_int_equal(tell(&f, passed("000000000001", ANN, "")), OK);
    later(&f, SECOND);
    later(&f, 11 * MINUTE);
    NEED(job_add(f.db, S("learn.award"), S("1 1"), S("again"), 0, &err));
    NEED(job_add(f.db, S("learn.look"), S("1 0"), S("look again"), 0, &err));
    later(&f, SECOND);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 1);
    assert_int_equal(tell(&f, passed("000000000001", ANN, "")), OK);
    assert_int_equal(tell(&f, passed("000000000001", ANN, ",\"result\":{\"success\":true}")), CONFLICT);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM learn_statement"), 1);
    clock_set(-1);
    fixture_close(&f);
}

TEST(who_left_the_directory_waits_for_a_decision_again)
{
    struct fixture f = fixture_open();

    clock_set(clock_now() / SECOND * SECOND);
    add_person(&f, S("ann@example.org"));
    make_rule(&f, -1);
    NEED(person_remove(f.db, test_arena, &(struct person_change){f.org, number_of(&f, "SELECT min(id) FROM person WHERE folded = 'ann@example.org'"), f.account}, &err));
    assert_int_equal(tell(&f, passed("000000000001", ANN, "")), OK);
    later(&f, SECOND);
    assert_int_equal(in_state(&f, "unknown"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM learn_actor WHERE state = 'waiting'"), 1);
    clock_set(-1);
    fixture_close(&f);
}

TEST(a_badge_that_asks_for_more_is_not_awarded_and_says_so)
{
    struct fixture f = fixture_open();

    clock_set(clock_now() / SECOND * SECOND);
    add_person(&f, S("ann@example.org"));
    make_rule(&f, -1);
    NEED(catalog_archive(f.db, f.org, f.badge, true, &err));
    assert_int_equal(tell(&f, passed("000000000001", ANN, "")), OK);
    later(&f, SECOND);
    later(&f, 11 * MINUTE);
    assert_int_equal(in_state(&f, "failed"), 1);
    clock_set(-1);
    fixture_close(&f);
}
