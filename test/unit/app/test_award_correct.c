#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/award/award_correct.h"
#include "app/people/people.h"
#include "app/public/public.h"
#include "badge/verify.h"
#include "base/codec.h"

#define NEW_DAY 1700000000000                    /* 14 November 2023 */

/* Readers of 2.0 look at the pictures too. */
static const char png[] = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

static void give_pictures(struct fixture *f)
{
    str bytes = base64_decode(test_arena, cstr(png)), hash;

    NEED(blob_put(f->db, test_arena, bytes, S("image/png"), clock_now(), &hash, &err));
    NEED(db_run(f->db, "UPDATE achievement_version SET png_hash = $1", ARGS(v_str(hash)), NULL, &err));
}

static int64_t award_to(struct fixture *f, const char *email)
{
    struct award_context *c = NULL;
    int64_t id = 0;

    NEED(db_begin(f->db, &err));
    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    code got = award_issue(c, f->db, test_arena,
                           &(struct award_request){.org = f->org, .achievement = f->badge, .account = f->account, .name = S("Ann"),
                                                   .email = cstr(email), .narrative = S("Well done"),
                                                   .evidence_url = S("https://example.org/proof"), .awarded = clock_now()}, &id, NULL);
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

static str text_of(struct fixture *f, int64_t id, enum award_form form)
{
    struct award_row w = row_of(f, id);
    str text = {0};

    NEED(award_text(f->app, f->db, test_arena, &w, form, &text, &err));
    return text;
}

/* What the copy at hand says of itself: nobody tells it of a newer one. */
static code get_but_no_newer(void *web, struct arena *a, str url, const char *accept, struct loaded *out, struct error *err)
{
    if (!str_ends(url, S("/refresh")))
        return loader_get(web, a, url, accept, out, err);
    *out = (struct loaded){.status = 404};
    return OK;
}

static enum verdict judged(struct fixture *f, str badge, bool *revoked)
{
    struct loader web = app_loader(f->app, f->db, test_arena), l = web;

    l.get = get_but_no_newer;
    l.ctx = &web;
    struct verify_options opt = {.loader = &l};
    struct report r = {0};

    NEED(badge_verify(test_arena, badge, &opt, &r, &err));
    if (revoked)
        *revoked = report_has(&r, "revoked");
    return r.verdict;
}

static bool holds(struct fixture *f, str badge)
{
    return judged(f, badge, NULL) == VALID;
}

static bool is_withdrawn(struct fixture *f, str badge)
{
    bool revoked;

    return judged(f, badge, &revoked) == INVALID && revoked;
}

static struct award_edit edit(struct fixture *f, int64_t id)
{
    return (struct award_edit){.app = f->app, .org = f->org, .id = id, .account = f->account, .reason = S("A typing mistake")};
}

static struct award_facts facts_of(const struct award_row *w)
{
    return (struct award_facts){w->awarded, w->valid_until, w->narrative, w->evidence_url};
}

static int64_t mails(struct fixture *f)
{
    int64_t n = 0;

    NEED(db_int(f->db, "SELECT count(*) FROM mail", NO_ARGS, &n, &err));
    return n;
}

static const enum award_form all_forms[] = {AWARD_JWT, AWARD_PROOF, AWARD_V2_SIGNED};

TEST(a_corrected_award_keeps_its_address_and_what_was_signed_before_is_withdrawn_in_every_form)
{
    struct fixture f = fixture_open();
    give_pictures(&f);
    int64_t id = award_to(&f, "ann@example.org");
    struct award_row was = row_of(&f, id);
    struct award_facts facts = facts_of(&was);
    struct award_edit e = edit(&f, id);
    str before[COUNT(all_forms)];

    for (size_t i = 0; i < COUNT(all_forms); i++)
        assert_true(holds(&f, before[i] = text_of(&f, id, all_forms[i])));
    facts.awarded = NEW_DAY;
    facts.narrative = S("Very well done");
    NEED(award_correct(f.db, test_arena, &e, &facts, &err));
    struct award_row now = row_of(&f, id);
    check_str(now.public_id, was.public_id);
    assert_true(now.status_index != was.status_index && now.valid_from > was.valid_from && now.edition == 1);
    assert_int_equal(now.awarded, NEW_DAY);
    for (size_t i = 0; i < COUNT(all_forms); i++) {
        str after = text_of(&f, id, all_forms[i]);
        assert_true(holds(&f, after) && !str_eq(after, before[i]));
        assert_true(is_withdrawn(&f, before[i]));
    }
    assert_true(str_contains(text_of(&f, id, AWARD_PROOF), S("Very well done")));
    fixture_close(&f);
}

TEST(what_it_said_is_kept_and_put_back_by_undo)
{
    struct fixture f = fixture_open();
    int64_t id = award_to(&f, "ann@example.org");
    struct award_row was = row_of(&f, id);
    struct award_facts facts = {NEW_DAY, 0, S("Other words"), S("")};
    struct award_edit e = edit(&f, id);
    struct award_past_list past = {0};

    assert_int_equal(award_restore(f.db, test_arena, &e, NULL), CONFLICT);
    NEED(award_correct(f.db, test_arena, &e, &facts, &err));
    str corrected = text_of(&f, id, AWARD_PROOF);
    NEED(award_past_of(f.db, test_arena, id, &past, &err));
    assert_int_equal(past.n, 1);
    check_str(past.items[0].narrative, S("Well done"));
    check_str(past.items[0].why, S("A typing mistake"));
    check_str(past.items[0].by, S("Maya"));
    assert_int_equal(past.items[0].awarded, was.awarded);
    NEED(award_restore(f.db, test_arena, &e, &err));
    struct award_row back = row_of(&f, id);
    check_str(back.narrative, was.narrative);
    check_str(back.evidence_url, was.evidence_url);
    assert_true(back.awarded == was.awarded && back.valid_until == was.valid_until && back.edition == 2);
    assert_true(holds(&f, text_of(&f, id, AWARD_PROOF)) && is_withdrawn(&f, corrected));
    fixture_close(&f);
}

TEST(a_correction_that_cannot_be_says_why_and_changes_nothing)
{
    struct fixture f = fixture_open();
    int64_t id = award_to(&f, "ann@example.org");
    struct award_row w = row_of(&f, id);
    struct award_edit e = edit(&f, id);
    msec now = clock_now();
    char words[2100];

    memset(words, 'x', sizeof words);
    const struct { struct award_facts facts; code want; const char *where; } t[] = {
        {facts_of(&w), CONFLICT, "award"},
        {{0, 0, S(""), S("")}, BAD_INPUT, "awarded"},
        {{now + 3 * DAY, 0, S(""), S("")}, BAD_INPUT, "awarded"},
        {{now, now - DAY, S(""), S("")}, BAD_INPUT, "until"},
        {{now, 0, (str){words, sizeof words}, S("")}, BAD_INPUT, "narrative"},
        {{now, 0, S(""), (str){words, 1001}}, BAD_INPUT, "evidence_url"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct error why = {0};
        assert_int_equal(award_correct(f.db, test_arena, &e, &t[i].facts, &why), t[i].want);
        assert_string_equal(why.where, t[i].where);
    }
    assert_int_equal(row_of(&f, id).edition, 0);
    struct award_facts other = {NEW_DAY, 0, S(""), S("")};
    NEED(award_suspend(f.db, test_arena, f.org, id, &(struct award_act){f.account, S("Looked into")}, &err));
    assert_int_equal(award_correct(f.db, test_arena, &e, &other, NULL), CONFLICT);
    NEED(award_revoke(f.db, test_arena, f.org, id, f.account, S("Mistake"), &err));
    assert_int_equal(award_correct(f.db, test_arena, &e, &other, NULL), CONFLICT);
    assert_int_equal(award_move(f.db, test_arena, &e, S("bo@example.org"), NULL), CONFLICT);
    e.org++;
    assert_int_equal(award_correct(f.db, test_arena, &e, &other, NULL), NOT_FOUND);
    fixture_close(&f);
}

TEST(an_award_ends_after_a_number_of_changes)
{
    struct fixture f = fixture_open();
    int64_t id = award_to(&f, "ann@example.org");
    struct award_edit e = edit(&f, id);
    struct award_facts facts = {NEW_DAY, 0, S(""), S("")};

    NEED(db_run(f.db, "UPDATE award SET edition = $1", ARGS(v_int(CORRECTIONS_MOST)), NULL, &err));
    assert_int_equal(award_correct(f.db, test_arena, &e, &facts, NULL), CONFLICT);
    fixture_close(&f);
}

/* ---- moving ---- */

TEST(a_moved_award_is_made_out_to_the_new_address_and_no_more_to_the_old_one)
{
    struct fixture f = fixture_open();
    int64_t id = award_to(&f, "ann@example.org"), mails_before = mails(&f);
    struct award_row was = row_of(&f, id);
    struct award_edit e = edit(&f, id);
    struct str_list addresses = {0};
    str before = text_of(&f, id, AWARD_PROOF), old_link = award_claim_path(test_arena, f.app, &was);

    e.tells = true;
    NEED(award_move(f.db, test_arena, &e, S("Ann.New@example.org"), &err));
    struct award_row now = row_of(&f, id);
    check_str(now.recipient, S("Ann.New@example.org"));
    check_str(now.public_id, was.public_id);
    assert_int_equal(now.person, was.person);
    assert_true(is_withdrawn(&f, before) && holds(&f, text_of(&f, id, AWARD_PROOF)));
    NEED(person_addresses(f.db, test_arena, now.person, &addresses, &err));
    assert_int_equal(addresses.n, 1);
    assert_int_equal(mails(&f), mails_before + 1);
    assert_false(award_claim_check(test_arena, f.app, &now, str_from(old_link, old_link.n - 22)));
    NEED(award_restore(f.db, test_arena, &e, &err));
    check_str(row_of(&f, id).recipient, S("ann@example.org"));
    assert_true(holds(&f, text_of(&f, id, AWARD_PROOF)));
    fixture_close(&f);
}

TEST(an_address_of_somebody_else_makes_it_theirs_unless_they_hold_the_badge)
{
    struct fixture f = fixture_open();
    int64_t id = award_to(&f, "ann@example.org"), other = award_to(&f, "bo@example.org");
    struct award_edit e = edit(&f, id);
    struct error why = {0};

    assert_int_equal(award_move(f.db, test_arena, &e, S("BO@example.org"), &why), CONFLICT);
    assert_string_equal(why.where, "email");
    NEED(award_revoke(f.db, test_arena, f.org, other, f.account, S("Not Bo’s"), &err));
    NEED(award_move(f.db, test_arena, &e, S("BO@example.org"), &err));
    assert_int_equal(row_of(&f, id).person, row_of(&f, other).person);
    assert_int_equal(award_move(f.db, test_arena, &e, S("bo@example.org"), NULL), CONFLICT);
    assert_int_equal(award_move(f.db, test_arena, &e, S("no address"), NULL), BAD_INPUT);
    e.reason = S(" ");
    assert_int_equal(award_move(f.db, test_arena, &e, S("cy@example.org"), NULL), BAD_INPUT);
    fixture_close(&f);
}

/* ---- given back ---- */

TEST(a_revocation_by_mistake_is_taken_back_with_a_new_signature_and_old_copies_stay_revoked)
{
    struct fixture f = fixture_open();
    int64_t id = award_to(&f, "ann@example.org");
    struct award_edit e = edit(&f, id);
    str before = text_of(&f, id, AWARD_PROOF);

    assert_int_equal(award_return(f.db, test_arena, &e, NULL), CONFLICT);
    NEED(award_revoke(f.db, test_arena, f.org, id, f.account, S("Mistake"), &err));
    NEED(award_return(f.db, test_arena, &e, &err));
    assert_int_equal(row_of(&f, id).revoked, 0);
    assert_true(is_withdrawn(&f, before) && holds(&f, text_of(&f, id, AWARD_PROOF)));
    NEED(award_revoke(f.db, test_arena, f.org, id, f.account, S("Mistake"), &err));
    award_to(&f, "ann@example.org");
    assert_int_equal(award_return(f.db, test_arena, &e, NULL), CONFLICT);   /* awarded again meanwhile */
    fixture_close(&f);
}

TEST(a_correction_without_memory_or_disk_leaves_the_award_as_it_was)
{
    struct fixture f = fixture_open();
    int64_t id = award_to(&f, "ann@example.org");
    struct award_edit e = edit(&f, id);
    struct award_facts facts = {NEW_DAY, 0, S("Other"), S("")};
    str before = text_of(&f, id, AWARD_PROOF);

    NEED(db_run(f.db, "ALTER TABLE award_past RENAME TO award_gone", NO_ARGS, NULL, &err));
    assert_int_not_equal(award_correct(f.db, test_arena, &e, &facts, NULL), OK);
    NEED(db_run(f.db, "ALTER TABLE award_gone RENAME TO award_past", NO_ARGS, NULL, &err));
    assert_true(row_of(&f, id).edition == 0 && holds(&f, before));
    fixture_close(&f);
}
