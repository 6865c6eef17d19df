#include "unit/test.h"
#include "unit/app/fixture.h"
#include "app/award/award_table.h"
#include "app/people/group.h"

static code create(struct fixture *f, str text, int64_t *id, struct error *err)
{
    return bulk_create(f->db, test_arena,
                       &(struct bulk_source){.org = f->org, .achievement = f->badge, .account = f->account, .text = text,
                                             .narrative = S(""), .evidence_url = S(""), .awarded_on = clock_now(), .keeps_table = true},
                       id, err);
}

static struct bulk list_of(struct fixture *f, int64_t id)
{
    struct bulk b;

    NEED(bulk_get(f->db, test_arena, f->org, id, &b, &err));
    return b;
}

static struct bulk_row_list rows_of(struct fixture *f, int64_t id)
{
    struct bulk_row_list rows = {0};
    struct bulk b = list_of(f, id);

    NEED(bulk_rows(f->db, test_arena, &b, &(struct bulk_page){S(""), {.limit = 1000}}, &rows, &err));
    return rows;
}

static struct column_mapping mapping_of(const char *text)
{
    struct column_mapping m;

    mapping_read(test_arena, cstr(text), NULL, &m);
    return m;
}

static code read_anew(struct fixture *f, int64_t id, const char *mapping, struct error *err)
{
    struct bulk_act act = {f->org, id, f->account};
    struct column_mapping m = mapping_of(mapping);

    return bulk_read_anew(f->db, test_arena, &act, &m, err);
}

TEST(a_mapping_is_the_same_after_it_was_kept)
{
    static const char *const texts[] = {"email,name,- names day-first", "first,last,email,day,until,note,evidence,badge people month-first"};

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct column_mapping m = mapping_of(texts[i]);
        check_str_at(i, mapping_text(test_arena, &m, NULL), cstr(texts[i]));
    }
    assert_int_equal(mapping_of("result-gone,nonsense names day-first").uses[0], COLUMN_NOTHING);
    assert_int_equal(mapping_of("").n, 0);
}

TEST(a_mapping_that_names_nobody_or_somebody_twice_is_refused)
{
    static const struct { const char *mapping; bool fits; } t[] = {
        {"email,name names day-first", true}, {"name,- names day-first", false}, {"email,email names day-first", false},
        {"email,name,first names day-first", false}, {"email,first,last names day-first", true}, {"-,- names day-first", false},
    };
    struct column_choice_list choices = {0};

    mapping_choices(test_arena, NULL, &choices);
    for (size_t i = 0; i < COUNT(t); i++) {
        struct column_mapping m = mapping_of(t[i].mapping);
        check_at(i, (mapping_check(&m, &choices, NULL) == OK) == t[i].fits);
    }
}

TEST(a_table_that_cannot_be_guessed_waits_until_its_columns_are_named_and_is_remembered)
{
    static const char text[] = "Manager e-mail,Teilnehmer,E-mail,Abschluss\nboss@example.org,Ann Lee,ann@example.org,03/04/2026\n";
    struct fixture f = fixture_open();
    struct bulk_row_list rows;
    int64_t id, again;

    NEED(create(&f, cstr(text), &id, &err));
    assert_true(bulk_is_unread(&(struct bulk){.total = list_of(&f, id).total}));
    struct bulk_act act = {f.org, id, f.account};
    assert_int_equal(bulk_start(f.app, f.db, test_arena, &act, NULL), CONFLICT);
    struct error why = {0};
    assert_int_equal(read_anew(&f, id, "-,name,-,- names day-first", &why), BAD_INPUT);
    assert_string_equal(why.where, "columns");
    NEED(read_anew(&f, id, "-,name,email,day names month-first", &err));
    rows = rows_of(&f, id);
    assert_int_equal(rows.n, 1);
    check_str(rows.items[0].email, S("ann@example.org"));
    check_str(rows.items[0].name, S("Ann Lee"));
    assert_true(rows.items[0].awarded_on == date_start((struct date){2026, 3, 4}));

    NEED(create(&f, cstr(text), &again, &err));
    assert_int_equal(list_of(&f, again).n_award, 1);
    fixture_close(&f);
}

TEST(a_first_line_that_is_a_person_is_one)
{
    struct fixture f = fixture_open();
    int64_t id;

    NEED(create(&f, S("Ann;x;ann@example.org\nBo;y;bo@example.org\n"), &id, &err));
    NEED(read_anew(&f, id, "name,note,email people day-first", &err));
    struct bulk_row_list rows = rows_of(&f, id);
    assert_int_equal(rows.n, 2);
    check_str(rows.items[0].narrative, S("x"));
    check_str(rows.items[1].name, S("Bo"));
    NEED(read_anew(&f, id, "name,note,email names day-first", &err));
    assert_int_equal(list_of(&f, id).total, 1);
    fixture_close(&f);
}

TEST(columns_are_fixed_once_a_list_goes)
{
    struct fixture f = fixture_open();
    struct table t;
    int64_t id;

    NEED(create(&f, S("name,email\nAnn,ann@example.org\n"), &id, &err));
    struct bulk b = list_of(&f, id);
    NEED(table_get(f.db, test_arena, &b, &t, &err));
    assert_int_equal(t.mapping.uses[1], COLUMN_EMAIL);
    struct bulk_act act = {f.org, id, f.account};
    NEED(bulk_start(f.app, f.db, test_arena, &act, &err));
    b = list_of(&f, id);
    assert_int_equal(table_get(f.db, test_arena, &b, &t, NULL), NOT_FOUND);
    assert_int_equal(read_anew(&f, id, "name,email names day-first", NULL), CONFLICT);
    fixture_close(&f);
}

TEST(a_line_is_changed_with_all_that_it_says)
{
    struct fixture f = fixture_open();
    int64_t id;
    msec today = date_start(date_of(clock_now()));

    NEED(create(&f, S("name,email\nAnn,ann@example.org\nBo,bo@example.org\nCy,cy\n"), &id, &err));
    struct bulk_act act = {f.org, id, f.account};
    struct bulk_line l = {2, S("Ann Lee"), S("ann.lee@example.org"), S("Best of all"), S("https://example.org/e"), S(""), today - DAY, today + 9 * DAY};
    NEED(bulk_change_line(f.db, test_arena, &act, &l, &err));
    struct bulk_row r = rows_of(&f, id).items[0];
    check_str(r.email, S("ann.lee@example.org"));
    check_str(r.narrative, S("Best of all"));
    assert_true(r.awarded_on == today - DAY && r.valid_until == today + 9 * DAY);

    static const struct { const char *email; int from, until; const char *where; } wrong[] = {
        {"ann", 0, 0, "email"}, {"ann@example.org", 400, 0, "awarded_on"}, {"ann@example.org", -1, -2, "valid_until"},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct error why = {0};
        struct bulk_line bad = l;
        bad.email = cstr(wrong[i].email);
        bad.awarded_on = today + wrong[i].from * DAY;
        bad.valid_until = wrong[i].until ? today + wrong[i].until * DAY : 0;
        check_at(i, bulk_change_line(f.db, test_arena, &act, &bad, &why) == BAD_INPUT);
        check_str_at(i, cstr(why.where), cstr(wrong[i].where));
    }
    check_str(rows_of(&f, id).items[0].narrative, S("Best of all"));

    /* One that was wrong gets the badge now; one that says the same as another does not. */
    NEED(bulk_change_line(f.db, test_arena, &act, &(struct bulk_line){.number = 4, .name = S("Cy"), .email = S("cy@example.org"), .narrative = S(""), .evidence_url = S(""), .results = S("")}, &err));
    assert_int_equal(list_of(&f, id).n_award, 3);
    NEED(bulk_change_line(f.db, test_arena, &act, &(struct bulk_line){.number = 4, .name = S("Cy"), .email = S("bo@example.org"), .narrative = S(""), .evidence_url = S(""), .results = S("")}, &err));
    assert_int_equal(list_of(&f, id).n_double, 1);
    fixture_close(&f);
}

TEST(the_people_of_a_list_become_a_group)
{
    struct fixture f = fixture_open();
    int64_t id, n = 0;
    struct bulk_group g = {.name = S("Course of May")};

    NEED(create(&f, S("name,email\nAnn,ann@example.org\nBo,bo@example.org\nAnn,ANN@example.org\nCy,cy\n"), &id, &err));
    struct bulk_act act = {f.org, id, f.account};
    NEED(bulk_keep_group(f.db, test_arena, &act, &g, &err));
    assert_int_equal(g.people, 2);
    NEED(people_count(f.db, test_arena, f.org, str_printf(test_arena, "group=%lld", (long long)g.id), &n, &err));
    assert_int_equal(n, 2);
    struct error why = {0};
    assert_int_equal(bulk_keep_group(f.db, test_arena, &act, &(struct bulk_group){.name = S("course of may")}, &why), CONFLICT);
    assert_string_equal(why.where, "name");
    NEED(create(&f, S("name,email\nCy,cy\n"), &id, &err));
    act.list = id;
    assert_int_equal(bulk_keep_group(f.db, test_arena, &act, &(struct bulk_group){.name = S("Nobody")}, NULL), BAD_INPUT);
    fixture_close(&f);
}

