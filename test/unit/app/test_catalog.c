#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/catalog/catalog.h"
#include "app/catalog/diff.h"

static struct badge_row get(struct fixture *f, int64_t id)
{
    struct badge_row b;

    NEED(catalog_get(f->db, test_arena, f->org, id, &b, &err));
    return b;
}

static int64_t draft(struct fixture *f, str name)
{
    int64_t id;

    NEED(catalog_create(f->db, test_arena, f->org, &(struct badge_version_row){.name = name}, &id, &err));
    return id;
}

static code save(struct fixture *f, int64_t id, const struct badge_version_row *v)
{
    return catalog_save(f->db, test_arena, f->org, id, v, NULL);
}

TEST(a_draft_may_lack_everything_but_its_name)
{
    struct fixture f = fixture_open();
    struct badge_row b = get(&f, draft(&f, S("Half an idea")));

    check_str(b.state, S("draft"));
    check_str(b.v.name, S("Half an idea"));
    check_str(b.v.criteria, S(""));
    assert_int_equal(b.v.number, 1);
    assert_true(str_is_absent(b.v.png_hash));
    fixture_close(&f);
}

TEST(publishing_names_what_is_missing_one_after_the_other)
{
    struct fixture f = fixture_open();
    struct error err = {0};
    int64_t id = draft(&f, S("Fire warden"));
    struct badge_row b = get(&f, id);

    assert_int_equal(catalog_publish(f.db, test_arena, f.org, id, &err), BAD_INPUT);
    assert_string_equal(err.where, "description");
    b.v.description = S("Leads people out.");
    assert_int_equal(save(&f, id, &b.v), OK);
    assert_int_equal(catalog_publish(f.db, test_arena, f.org, id, &err), BAD_INPUT);
    assert_string_equal(err.where, "image");
    b.v.png_hash = get(&f, f.badge).v.png_hash;
    assert_int_equal(save(&f, id, &b.v), OK);
    assert_int_equal(catalog_publish(f.db, test_arena, f.org, id, &err), BAD_INPUT);
    assert_string_equal(err.where, "criteria");
    b.v.criteria = S("- a drill");
    assert_int_equal(save(&f, id, &b.v), OK);
    assert_int_equal(catalog_publish(f.db, test_arena, f.org, id, &err), OK);
    check_str(get(&f, id).state, S("published"));
    fixture_close(&f);
}

static void add_item(struct badge_version_row *v, str id, str text, bool is_required)
{
    *list_add(test_arena, &v->items) = (struct criterion){.id = id, .text = text, .is_required = is_required};
}

TEST(criteria_are_kept_item_by_item_and_say_the_same_for_ever)
{
    struct fixture f = fixture_open();
    struct badge_row b = get(&f, f.badge);
    struct org o;
    struct achievement ac;

    add_item(&b.v, S("x"), S("A **drill**"), true);
    add_item(&b.v, S(""), S("A talk"), false);
    b.v.items.items[0].note = S("ask twice");
    assert_int_equal(save(&f, f.badge, &b.v), OK);
    b = get(&f, f.badge);
    assert_int_equal(b.v.items.n, 2);
    check_str(b.v.items.items[0].id, S("x"));
    check_str(b.v.items.items[0].note, S("ask twice"));
    check_str(b.v.items.items[1].id, S("1"));
    assert_ptr_equal(catalog_criterion(&b.v, S("x")), &b.v.items.items[0]);
    assert_null(catalog_criterion(&b.v, S("")));
    NEED(org_get(f.db, test_arena, f.org, &o, &err));
    catalog_achievement(test_arena, &o, &b, &b.v, &ac);
    /* These bytes are signed: a change here breaks awards that people hold. */
    check_str(ac.criteria_narrative,
              S("Two days of training.\n\n**Required**\n\n- A **drill**\n\n**Optional**\n\n- A talk"));
    b.v.items.n = 1;
    check_str(catalog_criteria(test_arena, &b.v), S("Two days of training.\n\n- A **drill**"));
    b.v.criteria = S("");
    check_str(catalog_criteria(test_arena, &b.v), S("- A **drill**"));
    b.v.items.n = 0;
    check_str(catalog_criteria(test_arena, &b.v), S(""));
    fixture_close(&f);
}

TEST(items_alone_are_criteria_enough)
{
    struct fixture f = fixture_open();
    struct badge_row b = get(&f, f.badge);
    struct badge_need_list missing = {0};

    b.v.criteria = S("");
    add_item(&b.v, S(""), S("A drill"), true);
    catalog_missing(test_arena, &b.v, &missing);
    assert_int_equal(missing.n, 0);
    fixture_close(&f);
}

TEST(a_diff_names_what_changed_and_marks_the_words)
{
    struct badge_version_row from = {.name = S("Fire warden"), .description = S("Leads people out of the building."),
                                     .type = S("Badge"), .tags = S("x"), .png_hash = S("1")}, to = from;
    struct version_change_list changes = {0};

    add_item(&from, S("k1"), S("A drill"), true);
    add_item(&from, S("k2"), S("A talk"), true);
    add_item(&to, S("k3"), S("A test"), false);
    add_item(&to, S("k1"), S("Two drills"), true);
    to.description = S("Leads all people out of the building.");
    to.validity_months = 12;
    catalog_diff(test_arena, &from, &to, &changes);
    assert_int_equal(changes.n, 5);
    check_str(changes.items[0].start, S("Leads "));
    check_str(changes.items[0].removed, S(""));
    check_str(changes.items[0].added, S("all "));
    check_str(changes.items[0].end, S("people out of the building."));
    assert_string_equal(changes.items[1].label, "Criterion");
    assert_string_equal(changes.items[2].label, "Criterion taken out");
    assert_string_equal(changes.items[3].label, "New criterion");
    check_str(changes.items[4].added, S("Valid for 1 year"));
    changes.n = 0;
    catalog_diff(test_arena, &from, &from, &changes);
    assert_int_equal(changes.n, 0);
    assert_false(catalog_is_other_picture(&from, &to));
}

TEST(whether_earlier_versions_count_is_said_of_the_newest_alone)
{
    struct fixture f = fixture_open();
    struct badge_row b = get(&f, f.badge);

    assert_int_equal(catalog_set_renewal(f.db, f.org, f.badge, 1, 5 * DAY, NULL), CONFLICT);
    NEED(catalog_freeze(f.db, b.v.id, clock_now(), &err));
    b.v.name = S("Forklift driver");
    assert_int_equal(save(&f, f.badge, &b.v), OK);
    NEED(catalog_set_renewal(f.db, f.org, f.badge, 2, 5 * DAY, &err));
    assert_int_equal(get(&f, f.badge).v.renew_by, 5 * DAY);
    b = get(&f, f.badge);
    assert_int_equal(save(&f, f.badge, &b.v), OK);
    assert_int_equal(get(&f, f.badge).v.number, 2);
    NEED(catalog_set_renewal(f.db, f.org, f.badge, 2, 0, &err));
    assert_int_equal(get(&f, f.badge).v.renew_by, 0);
    assert_int_equal(catalog_set_renewal(f.db, f.org + 1, f.badge, 2, 0, NULL), NOT_FOUND);
    fixture_close(&f);
}

TEST(what_is_published_stays_complete)
{
    struct fixture f = fixture_open();
    struct badge_row b = get(&f, f.badge);

    b.v.description = S("");
    assert_int_equal(save(&f, f.badge, &b.v), BAD_INPUT);
    check_str(get(&f, f.badge).v.description, S("Drives trucks safely."));
    fixture_close(&f);
}

TEST(an_edit_before_the_first_award_changes_the_version)
{
    struct fixture f = fixture_open();
    struct badge_row b = get(&f, f.badge);

    b.v.name = S("Forklift driver");
    assert_int_equal(save(&f, f.badge, &b.v), OK);
    assert_int_equal(get(&f, f.badge).v.number, 1);
    check_str(get(&f, f.badge).v.name, S("Forklift driver"));
    fixture_close(&f);
}

TEST(an_edit_after_the_first_award_makes_the_next_version_and_leaves_the_frozen_one)
{
    struct fixture f = fixture_open();
    struct badge_row before = get(&f, f.badge), after;
    struct badge_version_row old;
    struct badge_version_list versions = {0};

    NEED(catalog_freeze(f.db, before.v.id, clock_now(), &err));
    after = before;
    after.v.criteria = S("Three days of training.");
    assert_int_equal(save(&f, f.badge, &after.v), OK);
    assert_int_equal(get(&f, f.badge).v.number, 2);
    NEED(catalog_version(f.db, test_arena, before.v.id, &old, &err));
    check_str(old.criteria, S("Two days of training."));
    after.v.tags = S("driving");
    assert_int_equal(save(&f, f.badge, &after.v), OK);
    NEED(catalog_versions(f.db, test_arena, f.org, f.badge, &versions, &err));
    assert_int_equal(versions.n, 2);
    assert_int_equal(versions.items[0].number, 2);
    fixture_close(&f);
}

TEST(saving_without_a_change_makes_no_version)
{
    struct fixture f = fixture_open();
    struct badge_row b = get(&f, f.badge);

    NEED(catalog_freeze(f.db, b.v.id, clock_now(), &err));
    assert_int_equal(save(&f, f.badge, &b.v), OK);
    assert_int_equal(get(&f, f.badge).v.number, 1);
    fixture_close(&f);
}

TEST(freezing_again_keeps_the_first_day)
{
    struct fixture f = fixture_open();
    int64_t version = get(&f, f.badge).v.id;

    NEED(catalog_freeze(f.db, version, 1000, &err));
    NEED(catalog_freeze(f.db, version, 2000, &err));
    assert_int_equal(get(&f, f.badge).v.frozen_at, 1000);
    fixture_close(&f);
}

TEST(skills_come_back_as_they_were_saved)
{
    struct fixture f = fixture_open();
    struct badge_row b = get(&f, f.badge);

    *list_add(test_arena, &b.v.alignments) = (struct alignment){
        .target_name = S("Operate forklift"), .target_url = S("http://data.europa.eu/esco/skill/x"),
        .target_framework = S("ESCO"), .target_code = S("S8 \"4\"")};
    assert_int_equal(save(&f, f.badge, &b.v), OK);
    b = get(&f, f.badge);
    assert_int_equal(b.v.alignments.n, 1);
    check_str(b.v.alignments.items[0].target_code, S("S8 \"4\""));
    check_str(b.v.alignments.items[0].target_framework, S("ESCO"));
    fixture_close(&f);
}

TEST(a_badge_of_another_organisation_is_not_there)
{
    struct fixture f = fixture_open();
    struct badge_row b = get(&f, f.badge), other;
    int64_t id, stranger;

    NEED(org_create(f.app, f.db, test_arena,
                    &(struct org){.slug = S("other"), .base = f.app->base, .name = S("Other"), .description = S(""),
                                  .url = S(""), .email = S(""), .id_form = S("https")},
                    f.account, &stranger, &err));
    assert_int_equal(catalog_get(f.db, test_arena, stranger, f.badge, &other, NULL), NOT_FOUND);
    assert_int_equal(catalog_save(f.db, test_arena, stranger, f.badge, &b.v, NULL), NOT_FOUND);
    assert_int_equal(catalog_publish(f.db, test_arena, stranger, f.badge, NULL), NOT_FOUND);
    assert_int_equal(catalog_archive(f.db, stranger, f.badge, true, NULL), NOT_FOUND);
    assert_int_equal(catalog_delete_draft(f.db, stranger, draft(&f, S("x")), NULL), NOT_FOUND);
    assert_int_equal(catalog_copy(f.db, test_arena, stranger, f.badge, &id, NULL), NOT_FOUND);
    fixture_close(&f);
}

TEST(only_published_badges_are_archived_and_only_archived_ones_come_back)
{
    struct fixture f = fixture_open();
    int64_t id = draft(&f, S("x"));

    assert_int_equal(catalog_archive(f.db, f.org, id, true, NULL), CONFLICT);
    assert_int_equal(catalog_archive(f.db, f.org, id, false, NULL), CONFLICT);
    assert_int_equal(catalog_archive(f.db, f.org, f.badge, true, NULL), OK);
    check_str(get(&f, f.badge).state, S("archived"));
    assert_int_equal(catalog_archive(f.db, f.org, f.badge, false, NULL), OK);
    check_str(get(&f, f.badge).state, S("published"));
    fixture_close(&f);
}

TEST(only_a_draft_can_be_deleted)
{
    struct fixture f = fixture_open();
    struct badge_row b;
    int64_t id = draft(&f, S("x"));

    assert_int_equal(catalog_delete_draft(f.db, f.org, f.badge, NULL), CONFLICT);
    assert_int_equal(catalog_delete_draft(f.db, f.org, id, NULL), OK);
    assert_int_equal(catalog_get(f.db, test_arena, f.org, id, &b, NULL), NOT_FOUND);
    fixture_close(&f);
}

TEST(a_copy_is_a_draft_of_its_own)
{
    struct fixture f = fixture_open();
    int64_t id;

    NEED(catalog_copy(f.db, test_arena, f.org, f.badge, &id, &err));
    struct badge_row one = get(&f, f.badge), two = get(&f, id);
    check_str(two.v.name, S("Forklift operator (copy)"));
    check_str(two.state, S("draft"));
    check_str(two.v.criteria, one.v.criteria);
    assert_false(str_eq(one.public_id, two.public_id));
    fixture_close(&f);
}

TEST(signs_of_a_pattern_are_looked_for_as_they_are)
{
    static const struct { const char *words; size_t n; } t[] = {
        {"", 3}, {"100%", 1}, {"%", 1}, {"_", 1}, {"forkLIFT", 1}, {"!", 0}, {"first_aid", 1},
    };
    struct fixture f = fixture_open();

    draft(&f, S("100% safe"));
    draft(&f, S("first_aid"));
    for (size_t i = 0; i < COUNT(t); i++) {
        struct badge_list found = {0};
        NEED(catalog_list(f.db, test_arena, f.org, &(struct badge_filter){.search = cstr(t[i].words), .at = {.limit = 10}},
                          &found, &err));
        check_at(i, found.n == t[i].n);
    }
    fixture_close(&f);
}

TEST(the_list_goes_on_before_a_badge_and_keeps_to_a_state)
{
    struct fixture f = fixture_open();
    struct badge_list found = {0}, rest = {0};
    int64_t n;

    draft(&f, S("one"));
    draft(&f, S("two"));
    NEED(catalog_list(f.db, test_arena, f.org, &(struct badge_filter){.state = S("draft"), .at = {.limit = 1}}, &found, &err));
    check_str(found.items[0].v.name, S("two"));
    NEED(catalog_list(f.db, test_arena, f.org,
                      &(struct badge_filter){.state = S("draft"), .at = {.after = found.items[0].id, .limit = 5}}, &rest, &err));
    assert_int_equal(rest.n, 1);
    check_str(rest.items[0].v.name, S("one"));
    NEED(catalog_count(f.db, f.org, S("draft"), &n, &err));
    assert_int_equal(n, 2);
    fixture_close(&f);
}

TEST(every_kind_of_the_standard_has_plain_words)
{
    assert_int_equal(badge_type_count, 31);
    assert_string_equal(badge_type_label(S("License")), "Licence or permit for a task");
    assert_string_equal(badge_type_label(S("ext:Thing")), "Badge");
    for (size_t i = 0; i < badge_type_count; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(badge_types[i].name, badge_types[k].name);
}

TEST(the_achievement_carries_what_the_version_says)
{
    struct fixture f = fixture_open();
    struct badge_row b = get(&f, f.badge);
    struct achievement out;
    struct org o;

    NEED(org_get(f.db, test_arena, f.org, &o, &err));
    b.v.tags = S("safety, , warehouse ");
    catalog_achievement(test_arena, &o, &b, &b.v, &out);
    assert_true(str_starts(out.id, S("https://badges.example.org/badges/")));
    assert_true(str_ends(out.id, S("/1")));
    assert_true(str_starts(out.image.id, S("https://badges.example.org/images/")));
    assert_int_equal(out.tags.n, 2);
    check_str(out.tags.items[1], S("warehouse"));
    fixture_close(&f);
}
