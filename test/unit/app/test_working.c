#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/catalog/working.h"

static struct badge_row seen(struct fixture *f)
{
    struct badge_row b;

    NEED(catalog_get(f->db, test_arena, f->org, f->badge, &b, &err));
    return b;
}

static struct badge_row edited(struct fixture *f, struct working *w)
{
    struct badge_row b;

    NEED(working_open(f->db, test_arena, f->org, f->badge, &b, w, &err));
    return b;
}

static struct working_act act(struct fixture *f)
{
    return (struct working_act){f->org, f->badge, f->account};
}

static void rename_to(struct fixture *f, str name)
{
    struct working w;
    struct badge_row b = edited(f, &w);

    b.v.name = name;
    NEED(working_save(f->db, test_arena, &(struct working_act){f->org, f->badge, f->account}, &b.v, &err));
}

static void award_one(struct fixture *f)
{
    NEED(catalog_freeze(f->db, seen(f).v.id, clock_now(), &err));
}

static size_t versions(struct fixture *f)
{
    struct badge_version_list all = {0};

    NEED(catalog_versions(f->db, test_arena, f->org, f->badge, &all, &err));
    return all.n;
}

TEST(what_is_changed_at_a_published_badge_is_seen_in_its_editor_alone)
{
    struct fixture f = fixture_open();
    struct working w;
    str before = seen(&f).v.name;

    award_one(&f);
    rename_to(&f, S("Reach trucks"));
    check_str(edited(&f, &w).v.name, S("Reach trucks"));
    assert_true(w.is_there);
    check_str(w.by, S("Maya"));
    assert_int_equal(w.based_on, 1);
    check_str(seen(&f).v.name, before);
    assert_int_equal(seen(&f).v.number, 1);
    assert_int_equal(versions(&f), 1);
    fixture_close(&f);
}

TEST(a_draft_is_changed_itself)
{
    struct fixture f = fixture_open();
    struct working w;
    struct badge_row b;
    int64_t id;

    NEED(catalog_create(f.db, test_arena, f.org, &(struct badge_version_row){.name = S("Half")}, &id, &err));
    NEED(working_save(f.db, test_arena, &(struct working_act){f.org, id, f.account},
                      &(struct badge_version_row){.name = S("Whole")}, &err));
    NEED(working_open(f.db, test_arena, f.org, id, &b, &w, &err));
    assert_false(w.is_there);
    check_str(b.v.name, S("Whole"));
    fixture_close(&f);
}

TEST(published_it_is_the_next_version_and_says_whether_earlier_ones_renew)
{
    struct fixture f = fixture_open();
    struct working_act a = act(&f);
    struct working w;
    int64_t number = 0;

    award_one(&f);
    rename_to(&f, S("Reach trucks"));
    NEED(working_publish(f.db, test_arena, &a, 1800 * DAY, &number, &err));
    assert_int_equal(number, 2);
    check_str(seen(&f).v.name, S("Reach trucks"));
    assert_int_equal(seen(&f).v.renew_by, 1800 * DAY);
    edited(&f, &w);
    assert_false(w.is_there);
    assert_int_equal(versions(&f), 2);
    assert_int_equal(working_publish(f.db, test_arena, &a, 0, &number, NULL), CONFLICT);
    fixture_close(&f);
}

TEST(what_was_never_awarded_is_published_in_place)
{
    struct fixture f = fixture_open();
    struct working_act a = act(&f);
    int64_t number = 0;

    rename_to(&f, S("Reach trucks"));
    NEED(working_publish(f.db, test_arena, &a, 1800 * DAY, &number, &err));
    assert_int_equal(number, 1);
    check_str(seen(&f).v.name, S("Reach trucks"));
    assert_int_equal(seen(&f).v.renew_by, 0);
    fixture_close(&f);
}

TEST(a_working_copy_may_lack_what_a_published_version_may_not)
{
    struct fixture f = fixture_open();
    struct working_act a = act(&f);
    struct working w;
    struct error err = {0};
    int64_t number = 0;

    rename_to(&f, S(""));
    assert_true((edited(&f, &w), w.is_there));
    assert_int_equal(working_publish(f.db, test_arena, &a, 0, &number, &err), BAD_INPUT);
    assert_string_equal(err.where, "name");
    assert_true((edited(&f, &w), w.is_there));
    fixture_close(&f);
}

TEST(what_says_the_same_again_leaves_no_working_copy)
{
    struct fixture f = fixture_open();
    struct working w;
    str name = seen(&f).v.name;

    rename_to(&f, S("Something else"));
    rename_to(&f, name);
    edited(&f, &w);
    assert_false(w.is_there);
    assert_false(w.is_thrown_away);
    fixture_close(&f);
}

TEST(what_was_thrown_away_is_taken_back_until_something_else_is_typed)
{
    struct fixture f = fixture_open();
    struct working_act a = act(&f), elsewhere = a;
    struct working w;

    elsewhere.org++;
    rename_to(&f, S("Reach trucks"));
    assert_int_equal(working_throw_away(f.db, &elsewhere, NULL), CONFLICT);
    NEED(working_throw_away(f.db, &a, &err));
    assert_int_equal(working_throw_away(f.db, &a, NULL), CONFLICT);
    check_str(edited(&f, &w).v.name, seen(&f).v.name);
    assert_true(w.is_thrown_away && !w.is_there);
    NEED(working_take_back(f.db, &a, &err));
    check_str(edited(&f, &w).v.name, S("Reach trucks"));
    NEED(working_throw_away(f.db, &a, &err));
    rename_to(&f, S("Cranes"));
    check_str(edited(&f, &w).v.name, S("Cranes"));
    assert_int_equal(working_take_back(f.db, &a, NULL), CONFLICT);
    fixture_close(&f);
}

TEST(a_version_that_came_out_meanwhile_is_told_of)
{
    struct fixture f = fixture_open();
    struct working w;

    award_one(&f);
    rename_to(&f, S("Reach trucks"));
    struct badge_row b = seen(&f);
    b.v.name = S("By a program");
    NEED(catalog_save(f.db, test_arena, f.org, f.badge, &b.v, &err));
    b = edited(&f, &w);
    check_str(b.v.name, S("Reach trucks"));
    assert_int_equal(b.v.number, 2);
    assert_int_equal(w.based_on, 1);
    fixture_close(&f);
}
