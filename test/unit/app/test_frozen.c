#include "unit/test.h"
#include "unit/app/draw_program.h"
#include "unit/app/fixture.h"
#include "app/backpack/collect.h"
#include "app/backpack/frozen.h"
#include "app/draw.h"
#include "app/award/award_correct.h"

/* What a badge was judged by stays with it. The awards are the fixture's own, which
 * the server finds in itself. */

static int64_t award_to(struct fixture *f, const char *email, str *text)
{
    struct award_context *c = NULL;
    struct award_row w = {0};
    int64_t id = 0;

    NEED(db_begin(f->db, &err));
    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    code got = award_issue(c, f->db, test_arena,
                           &(struct award_request){.org = f->org, .achievement = f->badge, .name = S("Maya"),
                                                   .email = cstr(email), .narrative = S("Well done"), .evidence_url = S(""), .awarded = clock_now()}, &id, NULL);
    award_context_close(c);
    NEED(db_end(f->db, got, &err));
    NEED(award_get(f->db, test_arena, f->org, id, &w, &err));
    NEED(award_text(f->app, f->db, test_arena, &w, (enum award_form)w.form, text, &err));
    return id;
}

static int64_t keep(struct fixture *f, str text)
{
    int64_t id = 0;

    NEED(backpack_import(f->app, f->db, test_arena, f->account, &(struct import){.bytes = text, .source = S("badge.json")}, &id, &err));
    return id;
}

struct file { str name, bytes; };
struct files { LIST(struct file) list; };

static code put_file(void *ctx, str name, str bytes, struct error *err)
{
    struct files *f = ctx;

    (void)err;
    *list_add(test_arena, &f->list) = (struct file){name, bytes};
    return OK;
}

static code get_file(void *ctx, struct arena *a, str sha256, str *bytes, struct error *err)
{
    struct files *f = ctx;

    for (size_t i = 0; i < f->list.n; i++)
        if (str_ends(f->list.items[i].name, str_join(a, S("documents/"), sha256))) {
            *bytes = f->list.items[i].bytes;
            return OK;
        }
    return fail(err, NOT_FOUND, "", "no such file");
}

TEST(everything_that_a_badge_was_judged_by_is_kept_and_proves_it_later)
{
    struct fixture f = fixture_open();
    struct files files = {0};
    struct frozen frozen;
    struct report r = {0};
    str text, signer;
    bool found = false;

    award_to(&f, "maya@example.org", &text);
    int64_t id = keep(&f, text);
    NEED(holding_frozen(f.db, test_arena, f.account, id, &frozen, &err));
    check_str(frozen.which, S("first"));
    check_str(frozen.verdict, S("valid"));
    check_str(frozen.receipt.server, f.app->base);
    assert_true(frozen.receipt.documents.n >= 2);            /* the issuer and its status list at least */
    check_str(frozen.receipt.report_sha256, sha256_hex(test_arena, frozen.report));
    NEED(holding_frozen_files(f.db, test_arena, f.account, id, &(struct frozen_to){S("evidence/1/"), put_file, &files}, &found, &err));
    assert_true(found && files.list.n >= 5);
    check_str(files.list.items[0].name, S("evidence/1/receipt.jwt"));
    check_str(files.list.items[0].bytes, frozen.token);
    NEED(frozen_signer(f.app, test_arena, &signer, &err));
    struct receipt_case c = {text, frozen.token, signer, {get_file, &files}};
    NEED(receipt_verify(test_arena, &c, NULL, &r, &err));
    if (r.verdict != VALID)
        print_error("%s\n", str_z(test_arena, report_text(test_arena, &r)));
    assert_int_equal(r.verdict, VALID);
    for (size_t i = 0; i < frozen.receipt.documents.n; i++) {
        str bytes;
        NEED(frozen_document(f.db, test_arena, f.account, id, frozen.receipt.documents.items[i].sha256, &bytes, &err));
        check_str(sha256_hex(test_arena, bytes), frozen.receipt.documents.items[i].sha256);
    }
    fixture_close(&f);
}

TEST(nobody_else_gets_what_was_kept)
{
    struct fixture f = fixture_open();
    struct frozen frozen;
    struct files files = {0};
    int64_t other;
    str text, bytes;
    bool found = true;

    award_to(&f, "maya@example.org", &text);
    int64_t id = keep(&f, text);
    NEED(account_create(f.db, test_arena, &(struct new_account){S("Eve"), S("eve@example.org"), S("four plain words here"), true, false}, &other, &err));
    NEED(holding_frozen(f.db, test_arena, f.account, id, &frozen, &err));
    assert_int_equal(frozen_document(f.db, test_arena, other, id, frozen.receipt.documents.items[0].sha256, &bytes, NULL), NOT_FOUND);
    assert_int_equal(holding_frozen(f.db, test_arena, other, id, &frozen, NULL), NOT_FOUND);
    NEED(holding_frozen_files(f.db, test_arena, other, id, &(struct frozen_to){S(""), put_file, &files}, &found, &err));
    assert_false(found);
    assert_int_equal(files.list.n, 0);
    fixture_close(&f);
}

TEST(a_later_look_that_holds_is_kept_beside_the_first_and_one_that_does_not_is_not)
{
    struct fixture f = fixture_open();
    struct frozen frozen;
    str text;
    bool told;
    int64_t award = award_to(&f, "maya@example.org", &text), id = keep(&f, text);
    msec first = clock_now();

    clock_set(first + 20 * DAY);
    NEED(backpack_recheck(f.app, f.db, test_arena, f.account, id, &told, &err));
    assert_true(told);
    NEED(holding_frozen(f.db, test_arena, f.account, id, &frozen, &err));
    check_str(frozen.which, S("last"));
    assert_true(frozen.seen == first + 20 * DAY);
    NEED(award_revoke_now(f.db, test_arena, f.org, award, f.account, S("A mistake"), &err));
    clock_set(first + 30 * DAY);
    NEED(backpack_recheck(f.app, f.db, test_arena, f.account, id, &told, &err));
    NEED(holding_frozen(f.db, test_arena, f.account, id, &frozen, &err));
    assert_true(frozen.seen == first + 20 * DAY);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM holding_sight"), 2);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM holding WHERE standing = 'revoked'"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM holding_event WHERE kind = 'revoked'"), 1);
    clock_set(-1);
    fixture_close(&f);
}

TEST(what_no_look_names_any_more_is_deleted_a_day_later)
{
    struct fixture f = fixture_open();
    str text;

    award_to(&f, "maya@example.org", &text);
    int64_t id = keep(&f, text);
    assert_true(number_of(&f, "SELECT count(*) FROM frozen_document") > 2);
    NEED(frozen_forget(f.db, id, &err));
    NEED(frozen_purge(f.db, &err));
    assert_true(number_of(&f, "SELECT count(*) FROM frozen_document") > 2);
    clock_set(clock_now() + 2 * DAY);
    NEED(frozen_purge(f.db, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM frozen_document"), 0);
    clock_set(-1);
    fixture_close(&f);
}

TEST(a_server_signs_its_receipts_with_one_key)
{
    struct fixture f = fixture_open(), g = fixture_open();
    str a, again, b;

    NEED(frozen_signer(f.app, test_arena, &a, &err));
    NEED(frozen_signer(f.app, test_arena, &again, &err));
    NEED(frozen_signer(g.app, test_arena, &b, &err));
    check_str(a, again);
    assert_false(str_eq(a, b));
    fixture_close(&f);
    fixture_close(&g);
}

/* A photo of the code on somebody's paper. */
TEST(the_qr_code_of_an_award_brings_its_badge)
{
    struct fixture f = fixture_open();
    struct handed_in_list in = {0};
    struct collect_items items = {0};
    struct collect_run run;
    struct award_row w = {0};
    int64_t id = 0;
    str text, svg, png;
    bool all = false;

    int64_t award = award_to(&f, "maya@example.org", &text);
    NEED(award_get(f.db, test_arena, f.org, award, &w, &err));
    NEED(draw_qr_svg(test_arena, app_url(test_arena, f.app, str_join(test_arena, S("/b/"), w.public_id)), &svg, &err));
    NEED(draw_png_from_svg(test_arena, svg, 400, &png, &err));
    *list_add(test_arena, &in) = (struct handed_in){.name = S("photo.png"), .bytes = png};
    NEED(collect_begin(f.db, test_arena, &(struct collect_new){f.account, S("en"), &in}, &id, &err));
    NEED(collect_get(f.db, test_arena, f.account, id, &run, &err));
    NEED(collect_go_on(f.app, f.db, &run, clock_monotonic_ns() + 60 * 1000000000LL, &all, &err));
    NEED(collect_list(f.db, test_arena, id, &items, &err));
    assert_true(all);
    assert_int_equal(items.n, 1);
    check_str(items.items[0].outcome, S("added"));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM holding WHERE standing = 'good'"), 1);
    fixture_close(&f);
}

/* It goes in piece by piece, and out again as a whole. */
TEST(what_is_too_much_to_hand_in_leaves_nothing_behind)
{
    struct fixture f = fixture_open();
    struct handed_in_list in = {0};
    struct buf b = buf_new(test_arena);
    struct error err = {0};
    int64_t id = 0;

    for (int i = 0; i < 6000; i++)
        buf_putz(&b, "no badge; ");
    for (int i = 0; i <= COLLECT_MOST; i++)
        *list_add(test_arena, &in) = (struct handed_in){.name = S("notes.txt"), .bytes = buf_done(&b)};
    check_code(collect_begin(f.db, test_arena, &(struct collect_new){f.account, S("en"), &in}, &id, &err), LIMIT);
    check_str(cstr(err.where), S("file"));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM collect_run"), 0);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM collect_item"), 0);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM job WHERE kind = 'backpack.collect'"), 0);
    fixture_close(&f);
}

TEST(what_a_restart_cut_off_while_it_came_in_goes_after_a_day_and_nothing_else)
{
    struct fixture f = fixture_open();
    struct handed_in_list in = {0};
    int64_t cut = 0, waiting = 0;

    *list_add(test_arena, &in) = (struct handed_in){.name = S("notes.txt"), .bytes = S("no badge")};
    NEED(collect_begin(f.db, test_arena, &(struct collect_new){f.account, S("en"), &in}, &cut, &err));
    NEED(db_run(f.db, "DELETE FROM job WHERE kind = 'backpack.collect'", NO_ARGS, NULL, &err));
    NEED(collect_begin(f.db, test_arena, &(struct collect_new){f.account, S("en"), &in}, &waiting, &err));
    NEED(collect_purge(f.db, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM collect_run"), 2);
    clock_set(clock_now() + 2 * DAY);
    NEED(collect_purge(f.db, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM collect_run"), 1);
    assert_int_equal(number_of(&f, "SELECT min(id) FROM collect_run"), waiting);
    clock_set(-1);
    fixture_close(&f);
}
