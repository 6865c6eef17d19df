#include "unit/test.h"
#include "unit/app/fixture.h"
#include "app/award/award_correct.h"
#include "app/backpack/backpack_private.h"
#include "app/backpack/goal.h"
#include "app/backpack/watch.h"
#include "app/mail/mail.h"

/* What becomes of badges: the fixture's own awards, looked at through a web that
 * answers, is silent or counts. */

static int64_t award_to(struct fixture *f, const char *email, msec until, int64_t *holding)
{
    struct award_context *c = NULL;
    struct award_row w = {0};
    int64_t id = 0;
    str text;

    NEED(db_begin(f->db, &err));
    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    code got = award_issue(c, f->db, test_arena,
                           &(struct award_request){.org = f->org, .achievement = f->badge, .name = S("Maya"),
                                                   .email = cstr(email), .narrative = S(""), .evidence_url = S(""), .awarded = clock_now(),
                                                   .valid_until = until}, &id, NULL);
    award_context_close(c);
    NEED(db_end(f->db, got, &err));
    NEED(award_get(f->db, test_arena, f->org, id, &w, &err));
    NEED(award_text(f->app, f->db, test_arena, &w, (enum award_form)w.form, &text, &err));
    NEED(backpack_import(f->app, f->db, test_arena, f->account, &(struct import){.bytes = text, .source = S("badge.json")}, holding, &err));
    return id;
}

static struct holding holding_of(struct fixture *f, int64_t id)
{
    struct holding h = {0};

    NEED(backpack_get(f->db, test_arena, f->account, id, &h, &err));
    return h;
}

/* A look while nothing answers. */
static bool look_in_silence(struct fixture *f, int64_t id)
{
    struct look l = {0};
    bool told = true;

    NEED(recheck_look(f->db, test_arena, loader_offline(), f->account, id, &l, &err));
    NEED(recheck_write(f->app, f->db, test_arena, &l, &told, &err));
    return told;
}

TEST(silence_undoes_nothing_for_some_days_and_then_says_so_once)
{
    struct fixture f = fixture_open();
    msec start = clock_now();
    int64_t id;
    bool told;

    clock_set(start);
    award_to(&f, "maya@example.org", 0, &id);
    check_str(holding_of(&f, id).standing, S("good"));
    clock_set(start + DAY);
    assert_false(look_in_silence(&f, id));
    check_str(holding_of(&f, id).standing, S("good"));
    check_str(holding_of(&f, id).verdict, S("valid"));
    assert_true(holding_of(&f, id).checked == start);
    assert_true(holding_of(&f, id).silent_since == start + DAY);
    clock_set(start + DAY + SILENT_AFTER);
    assert_true(look_in_silence(&f, id));
    check_str(holding_of(&f, id).standing, S("silent"));
    assert_true(holding_of(&f, id).held == start);
    clock_set(start + 10 * DAY);
    assert_true(look_in_silence(&f, id));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM holding_event WHERE kind = 'silent'"), 1);
    clock_set(start + 11 * DAY);
    NEED(backpack_recheck(f.app, f.db, test_arena, f.account, id, &told, &err));
    check_str(holding_of(&f, id).standing, S("good"));
    assert_true(holding_of(&f, id).silent_since == 0 && holding_of(&f, id).held == start + 11 * DAY);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM holding_event WHERE kind = 'good'"), 1);
    assert_int_equal(number_of(&f, "SELECT failed_checks FROM holding"), 0);
    clock_set(-1);
    fixture_close(&f);
}

TEST(each_silence_makes_the_next_look_later)
{
    struct fixture f = fixture_open();
    msec start = clock_now(), before = 0;
    int64_t id;

    clock_set(start);
    award_to(&f, "maya@example.org", 0, &id);
    for (int i = 0; i < 9; i++) {
        assert_false(look_in_silence(&f, id));
        msec wait = number_of(&f, "SELECT next_check_at FROM holding") - start;
        check_at(i, wait > before);
        before = wait;
    }
    assert_true(before >= 200 * HOUR);
    clock_set(-1);
    fixture_close(&f);
}

/* ---- rounds ---- */

TEST(a_round_looks_at_what_is_due_and_at_nothing_else)
{
    struct fixture f = fixture_open();
    msec start = clock_now();
    int64_t one, n = 0;

    clock_set(start);
    int64_t award = award_to(&f, "maya@example.org", 0, &one);
    NEED(rounds_go(f.app, f.db, test_arena, start, &n, &err));
    assert_int_equal(n, 0);
    NEED(award_revoke_now(f.db, test_arena, f.org, award, f.account, S("A mistake"), &err));
    clock_set(start + 9 * DAY);
    NEED(rounds_go(f.app, f.db, test_arena, clock_now(), &n, &err));
    assert_int_equal(n, 1);
    check_str(holding_of(&f, one).standing, S("revoked"));
    assert_true(number_of(&f, "SELECT next_check_at FROM holding") > clock_now());
    NEED(rounds_go(f.app, f.db, test_arena, clock_now(), &n, &err));
    assert_int_equal(n, 0);
    clock_set(-1);
    fixture_close(&f);
}

TEST(what_somebody_counts_on_is_looked_at_each_day_also_when_nothing_answered_for_long)
{
    struct report silent = {.verdict = UNVERIFIED}, good = {.verdict = VALID}, bad = {.verdict = INVALID};
    const struct report *all[] = {&silent, &good, &bad};
    msec now = clock_now();

    for (size_t i = 0; i < COUNT(all); i++)
        check_at(i, next_check(&(struct checked){all[i], now, 12, true}) <= now + DAY);
    assert_true(next_check(&(struct checked){&silent, now, 12, false}) > now + DAY);
    assert_true(next_check(&(struct checked){&silent, now, 0, true}) < now + 2 * HOUR);
}

static int64_t refused;

static code refuse_one(struct app *app, struct db *db, struct arena *a, const struct relied *r, struct error *err)
{
    (void)app;
    (void)db;
    (void)a;
    return r->holding == refused ? fail(err, CONFLICT, "record", "it was corrected already") : OK;
}

TEST(one_that_cannot_be_written_down_is_put_off_by_a_day_and_the_others_have_their_turn)
{
    struct fixture f = fixture_open();
    msec start = clock_now();
    int64_t other, n = 0;

    clock_set(start);
    award_to(&f, "maya@example.org", 0, &refused);
    f.badge = make_badge(&f, S("Crane"), 0);
    award_to(&f, "maya@example.org", 0, &other);
    NEED(watch_rely(f.db, refused, true, &err));
    NEED(watch_rely(f.db, other, true, &err));
    watch_set_relier(refuse_one);
    clock_set(start + 30 * HOUR);
    NEED(db_run(f.db, "UPDATE holding SET next_check_at = $1 WHERE id = $2", ARGS(v_int(start), v_int(refused)), NULL, &err));
    NEED(rounds_go(f.app, f.db, test_arena, clock_now(), &n, &err));
    assert_int_equal(n, 2);
    assert_int_equal(holding_of(&f, other).checked, clock_now());
    assert_true(holding_of(&f, refused).checked < clock_now());
    assert_true(number_of(&f, "SELECT min(next_check_at) FROM holding") > clock_now() + 19 * HOUR);
    watch_set_relier(NULL);
    clock_set(-1);
    fixture_close(&f);
}

TEST(paper_and_removed_badges_are_looked_at_by_no_round)
{
    struct fixture f = fixture_open();
    msec start = clock_now();
    int64_t one, n = 0;

    award_to(&f, "maya@example.org", 0, &one);
    NEED(backpack_remove(f.db, f.account, one, &err));
    NEED(db_run(f.db,
                "INSERT INTO holding (owner_id, public_id, credential_key, original, source, title, issuer_name, issuer_anchor, description,"
                " version, verdict, report, checked_at, is_public, created_at, standing)"
                " VALUES (1, 'p', 'p', $1, '', 'T', 'I', '', '', 'paper', 'unverified', '{}', 0, 0, 1, 'paper')", ARGS(v_bytes(S("%PDF"))), NULL, &err));
    NEED(rounds_go(f.app, f.db, test_arena, start + 99 * DAY, &n, &err));
    assert_int_equal(n, 0);
    fixture_close(&f);
}

/* ---- ends and mails ---- */

static int64_t mails(struct fixture *f)
{
    return number_of(f, "SELECT count(*) FROM mail WHERE kind = 'backpack'");
}

TEST(an_end_is_told_before_and_when_it_is_there_each_once)
{
    struct fixture f = fixture_open();
    msec start = clock_now();
    int64_t id, n = 0;

    clock_set(start);
    award_to(&f, "maya@example.org", start + 40 * DAY, &id);
    NEED(watch_ends(f.db, start, &err));
    NEED(watch_tell(f.app, f.db, test_arena, start, &n, &err));
    assert_int_equal(n, 0);
    for (int day = 11; day < 14; day++) {
        clock_set(start + day * DAY);
        NEED(watch_ends(f.db, clock_now(), &err));
        NEED(watch_tell(f.app, f.db, test_arena, clock_now(), &n, &err));
    }
    assert_int_equal(mails(&f), 1);
    clock_set(start + 41 * DAY);
    NEED(watch_ends(f.db, clock_now(), &err));
    NEED(watch_tell(f.app, f.db, test_arena, clock_now(), &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(mails(&f), 2);
    check_str(holding_of(&f, id).standing, S("expired"));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM holding_event"), 2);
    clock_set(-1);
    fixture_close(&f);
}

TEST(who_wants_mails_weekly_or_never_gets_them_so)
{
    struct fixture f = fixture_open();
    msec start = clock_now();
    int64_t id, n = 0;

    clock_set(start);
    award_to(&f, "maya@example.org", start + 40 * DAY, &id);
    NEED(watch_choice_set(f.db, f.account, &(struct watch_choice){S("weekly"), 60}, &err));
    NEED(watch_ends(f.db, start, &err));
    NEED(watch_tell(f.app, f.db, test_arena, start, &n, &err));
    assert_int_equal(n, 1);
    NEED(watch_note(f.db, &(struct watched){id, S("good"), "revoked", start + DAY, 0}, &err));
    NEED(watch_tell(f.app, f.db, test_arena, start + 2 * DAY, &n, &err));
    assert_int_equal(n, 0);
    NEED(watch_tell(f.app, f.db, test_arena, start + 7 * DAY, &n, &err));
    assert_int_equal(n, 1);
    NEED(watch_choice_set(f.db, f.account, &(struct watch_choice){S("never"), 60}, &err));
    NEED(watch_note(f.db, &(struct watched){id, S("revoked"), "good", start + 8 * DAY, 0}, &err));
    NEED(watch_tell(f.app, f.db, test_arena, start + 30 * DAY, &n, &err));
    assert_int_equal(n, 0);
    NEED(watch_choice_set(f.db, f.account, &(struct watch_choice){S("daily"), 60}, &err));
    NEED(watch_tell(f.app, f.db, test_arena, start + 31 * DAY, &n, &err));
    assert_int_equal(n, 0);                                   /* what was not wanted then does not come later */
    clock_set(-1);
    fixture_close(&f);
}

TEST(a_mail_brings_the_way_to_end_them_and_only_that_one)
{
    struct fixture f = fixture_open();
    str path = watch_off_path(test_arena, f.app, f.account), token = str_from(path, sizeof "/backpack/mail/off/" - 1);
    int64_t id = 0, account = 0, n = 0;
    struct mail_list list = {0};

    award_to(&f, "maya@example.org", clock_now() + 5 * DAY, &id);
    NEED(watch_ends(f.db, clock_now(), &err));
    NEED(watch_tell(f.app, f.db, test_arena, clock_now(), &n, &err));
    NEED(mail_find(f.db, test_arena, 0, S("outbox"), &(struct keyset){.limit = 9}, &list, &err));
    assert_int_equal(list.n, 1);
    check_str(list.items[0].detail, path);
    assert_true(str_contains(list.items[0].text, path));
    assert_true(watch_off_read(test_arena, f.app, token, &account));
    assert_int_equal(account, f.account);
    assert_false(watch_off_read(test_arena, f.app, str_join(test_arena, S("2"), str_from(token, 1)), &account));
    assert_false(watch_off_read(test_arena, f.app, S("1."), &account));
    assert_false(watch_off_read(test_arena, f.app, S(""), &account));
    fixture_close(&f);
}

/* ---- goals ---- */

/* 56 MB of them, where a thread's scratch is 48. */
TEST(the_goals_of_all_people_together_need_the_memory_of_a_few_and_the_last_is_told_too)
{
    struct fixture f = fixture_open();
    int64_t holding;

    award_to(&f, "maya@example.org", 0, &holding);
    NEED(db_run(f.db, "INSERT INTO goal (owner_id, title, issuer, achievement, link, picture, needs, note, created_at)"
                          " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                          " SELECT $1, 'Far', '', 'urn:far:' || i || printf('%.28000c', 'x'), '', '', '', '', 1 FROM n",
                ARGS(v_int(f.account)), NULL, &err));
    NEED(db_run(f.db, "INSERT INTO goal (owner_id, title, issuer, achievement, link, picture, needs, note, created_at)"
                          " SELECT $1, 'Near', '', h.achievement_id, '', '', '', '', 1 FROM holding h",
                ARGS(v_int(f.account)), NULL, &err));
    NEED(goals_tell(f.db, &err));
    NEED(goals_tell(f.db, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM goal WHERE done_at IS NOT NULL"), 1);
    assert_int_equal(number_of(&f, "SELECT sum(times) FROM backpack_note WHERE kind = 'goal-done'"), 1);
    fixture_close(&f);
}
