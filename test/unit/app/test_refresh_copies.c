#include "unit/test.h"
#include "unit/app/fixture.h"
#include "app/award/award_correct.h"
#include "app/backpack/backpack.h"

/* A picture that the standard can sign: the fixture's is no PNG, which nobody looks at here. */
static int64_t award_to(struct fixture *f, const char *email)
{
    struct award_context *c = NULL;
    int64_t id = 0;

    NEED(db_begin(f->db, &err));
    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    code got = award_issue(c, f->db, test_arena,
                           &(struct award_request){.org = f->org, .achievement = f->badge, .name = S("Maya"),
                                                   .email = cstr(email), .narrative = S("Well done"), .evidence_url = S(""), .awarded = clock_now()}, &id, NULL);
    award_context_close(c);
    NEED(db_end(f->db, got, &err));
    return id;
}

static struct award_row row_of(struct fixture *f, int64_t id)
{
    struct award_row w = {0};

    NEED(award_get(f->db, test_arena, f->org, id, &w, &err));
    return w;
}

static str text_of(struct fixture *f, int64_t id)
{
    struct award_row w = row_of(f, id);
    str text = {0};

    NEED(award_text(f->app, f->db, test_arena, &w, (enum award_form)w.form, &text, &err));
    return text;
}

static int64_t keep(struct fixture *f, int64_t award)
{
    int64_t id = 0;

    NEED(backpack_import(f->app, f->db, test_arena, f->account, &(struct import){.bytes = text_of(f, award), .source = S("badge.json")}, &id, &err));
    return id;
}

static struct holding holding_of(struct fixture *f, int64_t id)
{
    struct holding h = {0};

    NEED(backpack_get(f->db, test_arena, f->account, id, &h, &err));
    return h;
}

static str original_of(struct fixture *f, int64_t id)
{
    str bytes = {0};

    NEED(backpack_original(f->db, test_arena, f->account, id, &bytes, &err));
    return bytes;
}

/* The moment is over that the job waits for. */
static void hear_of_it(struct fixture *f)
{
    NEED(db_run(f->db, "UPDATE job SET run_at = 0 WHERE kind = 'backpack.refresh'", NO_ARGS, NULL, &err));
    run_jobs(f);
    assert_int_equal(number_of(f, "SELECT count(*) FROM award_change"), 0);
}

static struct award_edit edit(struct fixture *f, int64_t id)
{
    return (struct award_edit){.app = f->app, .org = f->org, .id = id, .reason = S("A typing mistake")};
}

static void correct(struct fixture *f, int64_t id, const char *narrative)
{
    struct award_row w = row_of(f, id);
    struct award_edit e = edit(f, id);

    NEED(award_correct(f->db, test_arena, &e, &(struct award_facts){w.awarded, w.valid_until, cstr(narrative), S("")}, &err));
}

TEST(a_new_award_says_where_its_newest_edition_is_and_one_of_before_does_not)
{
    struct fixture f = fixture_open();
    int64_t id = award_to(&f, "maya@example.org");
    struct award_row w = row_of(&f, id);
    struct badge b;

    assert_true(w.can_refresh);
    NEED(award_badge(f.db, test_arena, &w, &b, &err));
    check_str(b.refresh_url, str_join(test_arena, b.id, S("/refresh")));
    NEED(db_run(f.db, "UPDATE status_list SET refreshes = 0", NO_ARGS, NULL, &err));
    w = row_of(&f, id);
    NEED(award_badge(f.db, test_arena, &w, &b, &err));
    assert_true(str_is_empty(b.refresh_url));
    assert_true(row_of(&f, award_to(&f, "ann@example.org")).can_refresh);
    fixture_close(&f);
}

TEST(a_corrected_award_takes_the_place_of_its_copy_by_itself)
{
    struct fixture f = fixture_open();
    int64_t award = award_to(&f, "maya@example.org"), id = keep(&f, award);
    str before = original_of(&f, id);

    assert_true(holding_of(&f, id).refreshed == 0);
    correct(&f, award, "Very well done");
    hear_of_it(&f);
    check_str(original_of(&f, id), text_of(&f, award));
    assert_false(str_eq(original_of(&f, id), before));
    check_str(holding_of(&f, id).verdict, S("valid"));
    assert_true(holding_of(&f, id).refreshed > 0);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM holding"), 1);
    fixture_close(&f);
}

TEST(what_is_revoked_suspended_or_moved_away_shows_it_in_the_copy)
{
    static const char *const ways[] = {"revoke", "suspend", "move"};

    for (size_t i = 0; i < COUNT(ways); i++) {
        struct fixture f = fixture_open();
        int64_t award = award_to(&f, "maya@example.org"), id = keep(&f, award);
        struct award_edit e = edit(&f, award);
        str before = original_of(&f, id);
        if (i == 0)
            NEED(award_revoke(f.db, test_arena, f.org, award, f.account, S("A mistake"), &err));
        if (i == 1)
            NEED(award_suspend(f.db, test_arena, f.org, award, &(struct award_act){f.account, S("To be looked at")}, &err));
        if (i == 2)
            NEED(award_move(f.db, test_arena, &e, S("ann@example.org"), &err));
        hear_of_it(&f);
        check_str_at(i, holding_of(&f, id).verdict, S("invalid"));
        check_str_at(i, original_of(&f, id), before);
        if (i == 1) {
            NEED(award_reinstate(f.db, test_arena, f.org, award, &(struct award_act){0, S("")}, &err));
            hear_of_it(&f);
            check_str(holding_of(&f, id).verdict, S("valid"));
        }
        fixture_close(&f);
    }
}

TEST(a_renewed_award_comes_to_whoever_kept_the_earlier_one)
{
    struct fixture f = fixture_open();
    int64_t award = award_to(&f, "maya@example.org"), next = 0;

    keep(&f, award);
    NEED(db_begin(f.db, &err));
    NEED(db_end(f.db, award_renew_now(f.app, f.db, test_arena, &(struct award_renewal){.org = f.org, .id = award}, &next, NULL), &err));
    hear_of_it(&f);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM holding"), 2);
    hear_of_it(&f);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM holding"), 2);
    fixture_close(&f);
}

TEST(what_its_owner_removed_stays_away)
{
    struct fixture f = fixture_open();
    int64_t award = award_to(&f, "maya@example.org"), id = keep(&f, award);
    str before = original_of(&f, id);

    NEED(backpack_remove(f.db, f.account, id, &err));
    correct(&f, award, "Very well done");
    hear_of_it(&f);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM holding WHERE removed_at IS NULL"), 0);
    check_str(original_of(&f, id), before);
    fixture_close(&f);
}

TEST(a_newer_version_is_found_when_its_owner_looks_for_it)
{
    struct fixture f = fixture_open();
    int64_t award = award_to(&f, "maya@example.org"), id = keep(&f, award);
    bool newer = true;

    NEED(backpack_look_newer(f.app, f.db, test_arena, f.account, id, &newer, &err));
    assert_false(newer);
    correct(&f, award, "Very well done");
    NEED(backpack_look_newer(f.app, f.db, test_arena, f.account, id, &newer, &err));
    assert_true(newer);
    check_str(holding_of(&f, id).verdict, S("valid"));
    assert_int_equal(backpack_look_newer(f.app, f.db, test_arena, f.account, id + 1, &newer, NULL), NOT_FOUND);
    fixture_close(&f);
}
