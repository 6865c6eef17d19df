#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/catalog/relation.h"

static code relate(struct fixture *f, int64_t from, const char *kind, int64_t to, struct error *err)
{
    return relation_add(f->db, test_arena, &(struct relation_act){f->org, from, to, f->account, cstr(kind)}, err);
}

static size_t found(struct fixture *f, int64_t badge, struct relation_list *out)
{
    *out = (struct relation_list){0};
    NEED(relation_find(f->db, test_arena, badge, false, out, &err));
    return out->n;
}

TEST(a_relation_is_seen_from_both_sides_in_words_of_its_own)
{
    struct fixture f = fixture_open();
    int64_t crane = make_badge(&f, S("Crane"), 0);
    struct relation_list l;

    NEED(relate(&f, crane, "needs", f.badge, &err));
    assert_int_equal(found(&f, crane, &l), 1);
    assert_string_equal(relation_words(&l.items[0]), "Needed before");
    assert_int_equal(l.items[0].other, f.badge);
    assert_int_equal(found(&f, f.badge, &l), 1);
    assert_string_equal(relation_words(&l.items[0]), "Leads on to");
    check_str(l.items[0].name, S("Crane"));
    fixture_close(&f);
}

TEST(no_way_leads_in_a_circle)
{
    struct fixture f = fixture_open();
    int64_t b = make_badge(&f, S("B"), 0), c = make_badge(&f, S("C"), 0);

    NEED(relate(&f, f.badge, "needs", b, &err));
    NEED(relate(&f, b, "needs", c, &err));
    assert_int_equal(relate(&f, c, "needs", f.badge, NULL), CONFLICT);
    assert_int_equal(relate(&f, b, "needs", f.badge, NULL), CONFLICT);
    assert_int_equal(relate(&f, f.badge, "needs", b, NULL), CONFLICT);        /* said already */
    assert_int_equal(relate(&f, c, "part", f.badge, NULL), OK);               /* another kind, another way */
    fixture_close(&f);
}

TEST(what_makes_no_sense_is_said_at_its_field)
{
    struct fixture f = fixture_open();
    const struct { int64_t from; const char *kind; int64_t to; const char *where; } t[] = {
        {f.badge, "eats", f.badge + 1, "kind"}, {f.badge, "", f.badge, "kind"}, {f.badge, "needs", f.badge, "other"},
        {f.badge, "needs", 4711, "other"}, {4711, "needs", f.badge, "other"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct error err = {0};
        check_at(i, relate(&f, t[i].from, t[i].kind, t[i].to, &err) == BAD_INPUT);
        check_at(i, strcmp(err.where, t[i].where) == 0);
    }
    fixture_close(&f);
}

TEST(drafts_are_named_inside_alone_and_either_side_takes_it_away)
{
    struct fixture f = fixture_open();
    struct relation_list l = {0};
    int64_t draft;

    NEED(catalog_create(f.db, test_arena, f.org, &(struct badge_version_row){.name = S("Draft")}, &draft, &err));
    NEED(relate(&f, f.badge, "replaces", draft, &err));
    assert_int_equal(found(&f, f.badge, &l), 1);
    struct relation_act act = {.org = f.org, .achievement = draft, .account = f.account};
    int64_t id = l.items[0].id;
    l = (struct relation_list){0};
    NEED(relation_find(f.db, test_arena, f.badge, true, &l, &err));
    assert_int_equal(l.n, 0);
    act.org++;
    assert_int_equal(relation_remove(f.db, test_arena, &act, id, NULL), NOT_FOUND);
    act.org--;
    NEED(relation_remove(f.db, test_arena, &act, id, &err));
    assert_int_equal(found(&f, f.badge, &l), 0);
    fixture_close(&f);
}

TEST(a_badge_names_no_more_than_twenty)
{
    struct fixture f = fixture_open();

    for (int i = 0; i < RELATIONS_MOST; i++)
        NEED(relate(&f, f.badge, "related", make_badge(&f, str_printf(test_arena, "B%d", i), 0), &err));
    assert_int_equal(relate(&f, f.badge, "related", make_badge(&f, S("One more"), 0), NULL), CONFLICT);
    fixture_close(&f);
}
