#include "unit/test.h"
#include "app/award/award_columns.h"
#include "app/award/award_private.h"
#include "app/catalog/results.h"
#include "badge/verify.h"
#include "unit/app/fixture.h"

/* One of each kind: a rubric of which the second level is needed, percent, grade, status, words. */
static struct result_description_list described(struct arena *a)
{
    static const char *const from[] = {"rubric", "percent", "grade", "status"};
    struct result_description_list l = {0};

    for (size_t i = 0; i < COUNT(from); i++) {
        struct result_description *d = list_add(a, &l);
        assert_int_equal(result_from_template(a, cstr(from[i]), d, NULL), OK);
        d->id = str_printf(a, "k%zu", i);
        d->name = cstr(from[i]);
        for (size_t k = 0; k < d->levels.n; k++)
            d->levels.items[k].id = str_printf(a, "l%zu", k);
    }
    l.items[0].required_level = S("l1");
    l.items[0].levels.items[2].points = S("30");
    l.items[1].required_value = S("60");
    l.items[2].required_value = S("D");
    *list_add(a, &l) = (struct result_description){.id = S("k4"), .name = S("words"), .type = S("Result")};
    return l;
}

TEST(what_somebody_types_is_a_result_or_is_said_not_to_be)
{
    static const struct { size_t of; const char *typed, *kept, *why; } t[] = {
        {0, "Practitioner", "l1", ""}, {0, " expert ", "l2", ""}, {0, "2", "l1", ""}, {0, "30", "l2", ""}, {0, "l2", "l2", ""},
        {0, "Learner", "", "needs at least Practitioner"}, {0, "Master", "", "may be Learner, Practitioner, Expert"},
        {1, "87", "87", ""}, {1, "87,5 %", "87.5", ""}, {1, "100", "100", ""}, {1, "59.9", "", "needs at least 60"},
        {1, "101", "", "from 0 to 100"}, {1, "1e1", "", "from 0 to 100"}, {1, "nan", "", "from 0 to 100"}, {1, "", "", "from 0 to 100"},
        {2, "b", "B", ""}, {2, "F", "", "needs at least D"}, {2, "A+", "", "may be F, E, D, C, B, A"},
        {3, "passed", "Completed", ""}, {3, "yes", "Completed", ""}, {3, "Failed", "Failed", ""}, {3, "maybe", "", "passed, not passed"},
        {4, "Anything at all", "Anything at all", ""},
    };
    struct result_description_list l = described(test_arena);

    for (size_t i = 0; i < COUNT(t); i++) {
        struct result r;
        struct error err = {0};
        code c = result_take(test_arena, &l.items[t[i].of], cstr(t[i].typed), &r, &err);
        check_at(i, (c == OK) == !t[i].why[0]);
        check_at(i, str_contains(cstr(err.text), cstr(t[i].why)));
        if (c == OK)
            check_str_at(i, r.achieved_level.n ? r.achieved_level : r.value.n ? r.value : r.status, cstr(t[i].kept));
    }
}

TEST(a_result_is_kept_short_and_read_back)
{
    struct result_list l = {0}, again;

    assert_true(str_is_absent(results_keep(test_arena, &l)));
    *list_add(test_arena, &l) = (struct result){.description = S("k0"), .achieved_level = S("l2")};
    *list_add(test_arena, &l) = (struct result){.description = S("k1"), .value = S("8\"7")};
    *list_add(test_arena, &l) = (struct result){.description = S("k3"), .status = S("Completed")};
    str kept = results_keep(test_arena, &l);
    check_str(kept, S("[[\"k0\",\"l\",\"l2\"],[\"k1\",\"v\",\"8\\\"7\"],[\"k3\",\"s\",\"Completed\"]]"));
    results_kept(test_arena, kept, &again);
    check_str(results_keep(test_arena, &again), kept);
    results_kept(test_arena, S("[[1],{},null]"), &again);
    assert_true(str_is_absent(again.items[0].value) && again.n == 3);
    struct result_description_list d = described(test_arena);
    check_str(results_words(test_arena, &d, kept), S("rubric: Expert, percent: 8\"7 %, status: Passed"));
}

TEST(a_description_that_does_not_fit_together_is_refused)
{
    static const struct { const char *min, *max, *needs, *where; } t[] = {
        {"0", "100", "", NULL}, {"0", "100", "100", NULL}, {"100", "0", "", "min"}, {"0", "", "", "min"}, {"a", "b", "", "min"},
        {"0", "100", "101", "needed"}, {"0", "100", "most", "needed"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct error err = {0};
        struct result_description d = {.name = S("Score"), .type = S("RawScore"), .value_min = cstr(t[i].min),
                                       .value_max = cstr(t[i].max), .required_value = cstr(t[i].needs)};
        check_at(i, (result_check(test_arena, &d, &err) == OK) == !t[i].where);
        check_str_at(i, cstr(err.where), cstr(t[i].where ? t[i].where : ""));
    }
}

TEST(a_column_that_is_called_as_what_is_measured_holds_it)
{
    static const struct { const char *text, *kept, *why; } t[] = {
        {"name,email,Percent\nAnn,ann@example.org,87", "[[\"k1\",\"v\",\"87\"],[\"k3\",\"s\",\"Completed\"]]", ""},
        {"name,email,rubric,status\nAnn,ann@example.org,Expert,no", "[[\"k0\",\"l\",\"l2\"],[\"k3\",\"s\",\"Failed\"]]", ""},
        {"name,email,percent\nAnn,ann@example.org,", "[[\"k3\",\"s\",\"Completed\"]]", ""},
        {"name,email,percent\nAnn,ann@example.org,7", "", "needs at least 60"},
        {"name,email,grade\nAnn,ann@example.org,Z", "", "may be F"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct result_description_list l = described(test_arena);
        struct list_reader *list;
        struct draft_row row = {0};
        struct str_list badges = {0};
        bool found;
        assert_int_equal(plan_open(test_arena, cstr(t[i].text), &list, NULL), OK);
        plan_for(list, S("Forklift"), &badges);
        plan_results(list, &l, S("[[\"k3\",\"s\",\"Completed\"]]"));
        assert_int_equal(plan_next(list, test_arena, &row, &found, NULL), OK);
        check_at(i, str_eq(cstr(row.plan), S("award")) == !t[i].why[0]);
        check_str_at(i, row.results, cstr(t[i].kept));
        check_at(i, str_contains(row.message, cstr(t[i].why)));
    }
}

static void award_to(struct fixture *f, struct award_context *c, const char *email, str results, code want)
{
    int64_t id;
    struct error err = {0};
    code got = award_issue(c, f->db, test_arena,
                           &(struct award_request){.org = f->org, .achievement = f->badge, .account = f->account, .name = S("Ann"),
                                                   .email = cstr(email), .narrative = S(""), .evidence_url = S(""),
                                                   .results = results, .awarded = clock_now()},
                           &id, &err);

    assert_int_equal(got, want);
}

static void award_some(struct fixture *f)
{
    struct award_context *c;

    NEED(db_begin(f->db, &err));
    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    award_to(f, c, "ann@example.org", S("[[\"k0\",\"l\",\"l2\"],[\"k1\",\"v\",\"87\"]]"), OK);
    award_to(f, c, "ben@example.org", S("[[\"k0\",\"l\",\"l2\"],[\"k1\",\"v\",\"87\"]]"), OK);
    award_to(f, c, "cal@example.org", S("[[\"k0\",\"l\",\"l1\"],[\"k1\",\"v\",\"61\"]]"), OK);
    award_to(f, c, "dee@example.org", (str){0}, OK);
    award_to(f, c, "eve@example.org", S("[[\"k0\",\"l\",\"l1\"],[\"k1\",\"v\",\"62\"]]"), OK);
    award_to(f, c, "fay@example.org", S("[[\"k9\",\"v\",\"1\"]]"), BAD_INPUT);
    award_context_close(c);
    NEED(db_end(f->db, OK, &err));
}

/* One by one or by a stencil: what is signed is what is rebuilt, and it holds. */
TEST(awards_with_results_are_signed_in_every_form_and_hold)
{
    static const enum award_form forms[] = {AWARD_PROOF, AWARD_JWT, AWARD_V2_SIGNED};
    struct fixture f = fixture_open();
    struct badge_row b;
    struct award_list awards = {0};
    int told = 0;

    NEED(catalog_get(f.db, test_arena, f.org, f.badge, &b, &err));
    b.v.results = described(test_arena);
    NEED(catalog_save(f.db, test_arena, f.org, f.badge, &b.v, &err));
    award_some(&f);
    NEED(award_find(f.db, test_arena, f.org, &(struct award_filter){.at = {.limit = 10}}, &awards, &err));
    assert_int_equal(awards.n, 5);
    for (size_t i = 0; i < awards.n; i++)
        for (size_t k = 0; k < 2; k++) {
            str text;
            struct report r = {0};
            struct loader l = app_loader(f.app, f.db, test_arena);
            NEED(award_text(f.app, f.db, test_arena, &awards.items[i], forms[k], &text, &err));
            NEED(badge_verify(test_arena, text, &(struct verify_options){.loader = &l}, &r, &err));
            check_at(i, r.verdict == VALID && !report_has(&r, "value-type"));
            told += (int)r.badge.results.n;
            assert_int_equal(r.badge.achievement.results.n, 5);
        }
    assert_int_equal(told, 16);
    fixture_close(&f);
}
