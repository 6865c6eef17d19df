#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/catalog/catalog.h"
#include "app/mail/letter.h"
#include "app/people/people.h"
#include "app/recognise/recognise.h"

#define CITATION S("Stayed until the last crate was out of the cold room, and nobody had asked her to.")

struct cast { struct fixture f; int64_t ann, bob, cy, dee; int64_t p_ann, p_bob, p_cy; struct scheme s; };

static int64_t person(struct fixture *f, const char *name, int64_t manager)
{
    int64_t id = 0;

    NEED(person_add(f->db, test_arena,
                    &(struct person_details){.org = f->org, .by = f->account, .name = cstr(name), .email = str_printf(test_arena, "%s@example.org", name),
                                             .title = S("Fitter"), .staff_number = S(""), .employment = S(""), .manager = manager},
                    &id, &err));
    return id;
}

static int64_t account(struct fixture *f, const char *name, const char *role)
{
    int64_t id = 0;

    NEED(account_create(f->db, test_arena,
                        &(struct new_account){cstr(name), str_printf(test_arena, "%s@example.org", name), S("four plain words here"), true, false}, &id, &err));
    if (role)
        NEED(org_member_back(f->db, test_arena, &(struct member_change){f->org, id, cstr(role), f->account}, &err));
    return id;
}

static struct scheme reload_scheme(struct fixture *f, int64_t id)
{
    struct scheme s;

    NEED(scheme_get(f->db, test_arena, f->org, id, &s, &err));
    return s;
}

static struct scheme scheme(struct fixture *f, struct scheme like, const int64_t *deciders, size_t n)
{
    struct id_list ids = {0};
    int64_t id = 0;

    for (size_t i = 0; i < n; i++)
        *list_add(test_arena, &ids) = deciders[i];
    like.org = f->org;
    like.achievement = f->badge;
    like.name = S("Thank you");
    like.words = S("");
    like.who = like.who.n ? like.who : S("people");
    like.company_values = like.company_values.n ? like.company_values : S("");
    like.votes = like.votes ? like.votes : 1;
    NEED(scheme_save(f->db, test_arena, &(struct scheme_save){&like, &ids, f->account}, &id, &err));
    return reload_scheme(f, id);
}

/* Ann and Bob work here, Cy leads Bob; Dee and Maya decide, Dee is only a member. */
static struct cast cast_open(struct scheme like)
{
    struct cast c = {.f = fixture_open()};

    c.p_cy = person(&c.f, "cy", 0);
    c.p_ann = person(&c.f, "ann", 0);
    c.p_bob = person(&c.f, "bob", c.p_cy);
    c.ann = account(&c.f, "ann", NULL);
    c.bob = account(&c.f, "bob", NULL);
    c.cy = account(&c.f, "cy", NULL);
    c.dee = account(&c.f, "dee", "viewer");
    c.s = scheme(&c.f, like, (int64_t[]){c.f.account, c.dee}, 2);
    return c;
}

static code try_nominate(struct cast *c, int64_t account, int64_t person, struct error *err)
{
    int64_t id;

    return nominate(c->f.db, test_arena, &(struct nominate){&c->s, account, person, S(""), CITATION}, &id, err);
}

static int64_t nominated(struct cast *c, int64_t account, int64_t person)
{
    int64_t id = 0;

    NEED(nominate(c->f.db, test_arena, &(struct nominate){&c->s, account, person, S(""), CITATION}, &id, &err));
    return id;
}

static struct nomination reload(struct cast *c, int64_t id)
{
    struct nomination n;

    NEED(nomination_get(c->f.db, test_arena, c->f.org, id, &n, &err));
    return n;
}

static code vote(struct cast *c, int64_t id, int64_t account, bool is_yes, struct error *err)
{
    struct nomination n = reload(c, id);

    TRY(db_begin(c->f.db, err));
    return db_end(c->f.db, nomination_vote(c->f.db, test_arena, &n, &(struct vote){.account = account, .is_yes = is_yes, .reason = S("Too early.")}, err), err);
}

static code back(struct cast *c, int64_t id, int64_t account)
{
    struct nomination n = reload(c, id);

    NEED(db_begin(c->f.db, &err));
    return db_end(c->f.db, nomination_take_back(c->f.db, test_arena, &n, account, NULL), NULL);
}

static void later(struct cast *c)
{
    clock_set(clock_now() + 11 * MINUTE);
    run_jobs(&c->f);
}

TEST(a_yes_becomes_an_award_with_the_citation_after_ten_minutes_and_is_taken_back_before)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t id = nominated(&c, c.ann, c.p_bob);

    NEED(vote(&c, id, c.dee, true, &err));
    run_jobs(&c.f);
    check_str(reload(&c, id).state, S("accepted"));
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM award"), 0);
    NEED(back(&c, id, c.dee));
    check_str(reload(&c, id).state, S("waiting"));
    later(&c);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM award"), 0);
    NEED(vote(&c, id, c.dee, true, &err));
    later(&c);
    run_jobs(&c.f);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM award w JOIN nomination n ON n.award_id = w.id WHERE w.narrative = n.citation AND w.person_id = n.person_id"), 1);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE kind = 'nomination-accepted' AND to_address = 'ann@example.org'"), 1);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE award_id IS NOT NULL"), 1);
    assert_int_equal(back(&c, id, c.dee), CONFLICT);
    /* Who has the badge gets another one. */
    NEED(vote(&c, nominated(&c, c.cy, c.p_bob), c.dee, true, &err));
    later(&c);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM award"), 2);
    clock_set(-1);
    fixture_close(&c.f);
}

TEST(who_left_or_whose_badge_ended_before_the_award_gets_none_and_who_nominated_hears_why)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t left = nominated(&c, c.ann, c.p_bob), ended = nominated(&c, c.ann, c.p_cy);

    NEED(vote(&c, left, c.dee, true, &err));
    NEED(person_remove(c.f.db, test_arena, &(struct person_change){c.f.org, c.p_bob, c.f.account}, &err));
    later(&c);
    check_str(reload(&c, left).state, S("declined"));
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM person WHERE folded = 'bob@example.org' AND removed_at IS NULL"), 0);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE kind = 'nomination-declined' AND body_text LIKE '%does not work here any more%'"), 1);
    NEED(vote(&c, ended, c.dee, true, &err));
    NEED(catalog_archive(c.f.db, c.f.org, c.f.badge, true, &err));
    later(&c);
    check_str(reload(&c, ended).reason, S("its badge is no longer awarded"));
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE kind = 'nomination-declined' AND to_address = 'ann@example.org'"), 2);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM award"), 0);
    clock_set(-1);
    fixture_close(&c.f);
}

TEST(an_address_is_nobodys_name_to_who_nominates_nor_on_the_award)
{
    struct cast c = cast_open((struct scheme){0});
    struct nominee p;
    struct nominations mine = {0};

    NEED(db_run(c.f.db, "UPDATE person SET name = '' WHERE id = $1", ARGS(v_int(c.p_bob)), NULL, &err));
    NEED(nominee_get(c.f.db, test_arena, c.f.org, c.p_bob, &p, &err));
    check_str(p.name, S("…"));
    int64_t id = nominated(&c, c.ann, c.p_bob);
    NEED(nominations_of(c.f.db, test_arena, c.ann, &mine, &err));
    check_str(mine.items[0].name, S("…"));
    check_str(reload(&c, id).name, S("bob@example.org"));
    NEED(vote(&c, id, c.dee, true, &err));
    later(&c);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM award w JOIN nomination n ON n.award_id = w.id"), 1);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM person WHERE name LIKE '%@%'"), 0);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE kind = 'nomination-accepted' AND body_text LIKE '%bob@%'"), 0);
    clock_set(-1);
    fixture_close(&c.f);
}

TEST(a_no_is_told_to_who_nominated_with_its_reason_and_to_nobody_else)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t id = nominated(&c, c.ann, c.p_bob);
    struct error e = {0};

    struct nomination n = reload(&c, id);
    assert_int_equal(nomination_vote(c.f.db, test_arena, &n, &(struct vote){.account = c.dee, .is_yes = false, .reason = S(" ")}, &e), BAD_INPUT);
    assert_string_equal(e.where, "reason");
    NEED(vote(&c, id, c.dee, false, &err));
    later(&c);
    check_str(reload(&c, id).state, S("declined"));
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE kind <> 'nominations-waiting'"), 1);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE kind = 'nomination-declined' AND to_address = 'ann@example.org' AND body_text LIKE '%Too early.%'"), 1);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM award"), 0);
    clock_set(-1);
    fixture_close(&c.f);
}

static int64_t told_waiting(struct cast *c, int day, int64_t minute)
{
    clock_set(date_start((struct date){2027, 3, day}) + minute * MINUTE);
    run_jobs(&c->f);
    return number_of(&c->f, "SELECT count(*) FROM mail WHERE kind = 'nominations-waiting'");
}

TEST(who_decides_hears_of_what_is_new_in_the_morning_of_a_working_day)
{
    clock_set(date_start((struct date){2027, 3, 10}) + 15 * HOUR);      /* a Wednesday */
    struct cast c = cast_open((struct scheme){0});

    nominated(&c, c.ann, c.p_bob);
    nominated(&c, c.dee, c.p_ann);
    assert_int_equal(told_waiting(&c, 10, 23 * 60), 0);
    assert_int_equal(told_waiting(&c, 11, 7 * 60 + 59), 0);
    assert_int_equal(told_waiting(&c, 11, 8 * 60 + 1), 2);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE kind = 'nominations-waiting' AND to_address = 'dee@example.org' AND body_text LIKE '%Thank you (1)%'"), 1);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE kind = 'nominations-waiting' AND body_text LIKE '%Thank you (2)%'"), 1);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE kind = 'nominations-waiting' AND lower(body_text) LIKE '%bob%'"), 0);
    assert_int_equal(told_waiting(&c, 12, 9 * 60), 2);
    nominated(&c, c.ann, c.p_cy);
    assert_int_equal(told_waiting(&c, 13, 9 * 60), 2);
    assert_int_equal(told_waiting(&c, 15, 8 * 60 + 1), 4);
    /* What one has withdrawn, or that is one's own, is no news. */
    NEED(nomination_withdraw(c.f.db, test_arena, &(struct nomination_of){c.bob, nominated(&c, c.bob, c.p_cy)}, &err));
    assert_int_equal(told_waiting(&c, 16, 9 * 60), 4);
    nominated(&c, c.dee, c.p_bob);
    assert_int_equal(told_waiting(&c, 17, 9 * 60), 5);
    NEED(letter_rule_set(c.f.db, c.f.org, &(struct letter_rule){.lang = S(""), .postal = S(""), .off = S("nominations-waiting")}, &err));
    nominated(&c, c.bob, c.p_ann);
    assert_int_equal(told_waiting(&c, 18, 9 * 60), 5);
    clock_set(-1);
    fixture_close(&c.f);
}

TEST(nobody_decides_on_a_nomination_of_their_own_or_of_themselves_by_any_address)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t p_dee = person(&c.f, "dee", 0), own = nominated(&c, c.dee, c.p_ann), self = nominated(&c, c.ann, p_dee), n = 0;

    assert_int_equal(vote(&c, own, c.dee, true, NULL), DENIED);
    assert_int_equal(vote(&c, self, c.dee, true, NULL), DENIED);
    assert_int_equal(vote(&c, self, c.dee, false, NULL), DENIED);
    NEED(nominations_waiting(c.f.db, c.f.org, c.dee, &n, &err));
    assert_int_equal(n, 0);
    /* Bob is told of in the directory by an address of Dee's. */
    int64_t other = nominated(&c, c.ann, c.p_bob);
    NEED(person_add_address(c.f.db, test_arena, &(struct person_change){c.f.org, c.p_bob, c.f.account}, S("dee2@example.org"), &err));
    NEED(db_run(c.f.db, "INSERT INTO account_email (account_id, address, folded, is_primary) VALUES ($1, 'dee2@example.org', 'dee2@example.org', 0)",
                ARGS(v_int(c.dee)), NULL, &err));
    assert_int_equal(vote(&c, other, c.dee, true, NULL), DENIED);
    NEED(vote(&c, other, c.f.account, true, &err));
    /* Who is not named does not decide, whatever they may otherwise. */
    assert_int_equal(vote(&c, self, account(&c.f, "ed", "admin"), true, NULL), DENIED);
    /* Who has left does not decide any more. */
    NEED(db_run(c.f.db, "DELETE FROM member WHERE account_id = $1", ARGS(v_int(c.dee)), NULL, &err));
    assert_int_equal(vote(&c, nominated(&c, c.bob, c.p_cy), c.dee, true, NULL), DENIED);
    fixture_close(&c.f);
}

TEST(whom_nobody_may_decide_about_is_not_nominated)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t p_dee = person(&c.f, "dee", 0);
    struct error e = {0};

    c.s = scheme(&c.f, (struct scheme){0}, &c.dee, 1);
    assert_int_equal(try_nominate(&c, c.ann, p_dee, &e), BAD_INPUT);
    assert_string_equal(e.where, "person");
    assert_int_equal(try_nominate(&c, c.dee, c.p_ann, NULL), BAD_INPUT);
    nominated(&c, c.ann, c.p_bob);
    fixture_close(&c.f);
}

TEST(a_panel_decides_as_soon_as_it_can_only_come_to_one_thing)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t eve = account(&c.f, "eve", "viewer"), three[] = {c.f.account, c.dee, eve};

    c.s = scheme(&c.f, (struct scheme){.votes = 2}, three, 3);
    int64_t id = nominated(&c, c.ann, c.p_bob);
    NEED(vote(&c, id, c.dee, true, &err));
    check_str(reload(&c, id).state, S("waiting"));
    assert_int_equal(vote(&c, id, c.dee, true, NULL), CONFLICT);
    NEED(vote(&c, id, eve, false, &err));
    check_str(reload(&c, id).state, S("waiting"));
    NEED(vote(&c, id, c.f.account, true, &err));
    check_str(reload(&c, id).state, S("accepted"));
    id = nominated(&c, c.ann, c.p_cy);
    NEED(vote(&c, id, c.dee, false, &err));
    NEED(vote(&c, id, eve, false, &err));
    check_str(reload(&c, id).state, S("declined"));
    /* Two of three may not decide here, so one yes is all there can be. */
    int64_t p_eve = person(&c.f, "eve", 0);
    id = nominated(&c, c.dee, p_eve);
    NEED(vote(&c, id, c.f.account, true, &err));
    check_str(reload(&c, id).state, S("accepted"));
    fixture_close(&c.f);
}

static void end_roles(struct cast *c, int64_t account)
{
    NEED(db_run(c->f.db, "UPDATE member_role SET until_at = $2 WHERE account_id = $1", ARGS(v_int(account), v_int(clock_now())), NULL, &err));
}

TEST(a_vote_counts_while_whoever_cast_it_may_decide)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t eve = account(&c.f, "eve", "viewer"), three[] = {c.f.account, c.dee, eve};

    c.s = scheme(&c.f, (struct scheme){.votes = 2}, three, 3);
    assert_int_equal(c.s.deciders, 3);
    int64_t id = nominated(&c, c.ann, c.p_bob);
    NEED(vote(&c, id, eve, false, &err));
    end_roles(&c, eve);
    assert_int_equal(reload_scheme(&c.f, c.s.id).deciders, 2);
    assert_int_equal(vote(&c, nominated(&c, c.ann, c.p_cy), eve, false, NULL), DENIED);
    /* Of the two who are left both may still say yes. */
    NEED(vote(&c, id, c.dee, true, &err));
    check_str(reload(&c, id).state, S("waiting"));
    NEED(vote(&c, id, c.f.account, true, &err));
    check_str(reload(&c, id).state, S("accepted"));
    fixture_close(&c.f);
}

TEST(what_waits_is_counted_again_when_the_rules_are_saved_unless_nobody_may_decide)
{
    struct cast c = cast_open((struct scheme){.votes = 2});
    int64_t id = nominated(&c, c.ann, c.p_bob), about_dee = nominated(&c, c.ann, person(&c.f, "dee", 0)), saved = 0;
    struct id_list only_dee = {0};

    NEED(vote(&c, id, c.dee, true, &err));
    check_str(reload(&c, id).state, S("waiting"));
    NEED(db_run(c.f.db, "INSERT INTO nomination_vote (nomination_id, account_id, is_yes, reason, created_at) VALUES ($1, $2, 1, '', 1)",
                ARGS(v_int(about_dee), v_int(c.dee)), NULL, &err));
    *list_add(test_arena, &only_dee) = c.dee;
    c.s.votes = 1;
    NEED(scheme_save(c.f.db, test_arena, &(struct scheme_save){&c.s, &only_dee, c.f.account}, &saved, &err));
    check_str(reload(&c, id).state, S("accepted"));
    check_str(reload(&c, about_dee).state, S("waiting"));
    fixture_close(&c.f);
}

TEST(what_the_others_decided_stands_when_one_takes_their_vote_back)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t eve = account(&c.f, "eve", "viewer"), three[] = {c.f.account, c.dee, eve};

    c.s = scheme(&c.f, (struct scheme){.votes = 2}, three, 3);
    int64_t id = nominated(&c, c.ann, c.p_bob);
    NEED(vote(&c, id, c.dee, true, &err));
    NEED(vote(&c, id, eve, false, &err));
    NEED(vote(&c, id, c.f.account, false, &err));
    assert_int_equal(back(&c, id, c.dee), OK);
    check_str(reload(&c, id).state, S("declined"));
    assert_int_equal(back(&c, id, eve), OK);
    check_str(reload(&c, id).state, S("waiting"));
    fixture_close(&c.f);
}

/* As for one row of many: what was written is kept, though there was nothing to take back. */
static code back_among_many(struct cast *c, int64_t id, int64_t account)
{
    struct nomination n = reload(c, id);

    NEED(db_begin(c->f.db, &err));
    code got = nomination_take_back(c->f.db, test_arena, &n, account, NULL);
    NEED(db_end(c->f.db, OK, &err));
    return got;
}

TEST(to_take_back_twice_leaves_what_another_decided_in_between)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t id = nominated(&c, c.ann, c.p_bob);

    NEED(vote(&c, id, c.dee, true, &err));
    NEED(back(&c, id, c.dee));
    NEED(vote(&c, id, c.f.account, true, &err));
    assert_int_equal(back_among_many(&c, id, c.dee), CONFLICT);
    check_str(reload(&c, id).state, S("accepted"));
    later(&c);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM award"), 1);
    clock_set(-1);
    fixture_close(&c.f);
}

/* ---- rounds ---- */

static struct scheme weekly(const char *tie, int64_t votes)
{
    return (struct scheme){.every = S("week"), .counts = S("nominations"), .tie = cstr(tie), .votes = votes, .time_zone = S("Europe/London"), .close_weekday = 5, .close_minute = 15 * 60};
}

static void end_round(struct cast *c)
{
    NEED(db_run(c->f.db, "UPDATE recognition_round SET closes_at = 1000 WHERE state = 'open'", NO_ARGS, NULL, &err));
    NEED(db_run(c->f.db, "UPDATE job SET run_at = 1 WHERE kind = 'recognise.close' AND state = 0", NO_ARGS, NULL, &err));
    run_jobs(&c->f);
}

static int64_t rounds_that(struct cast *c, const char *state)
{
    int64_t n = 0;

    NEED(db_int(c->f.db, "SELECT count(*) FROM recognition_round WHERE state = $1", ARGS(v_str(cstr(state))), &n, &err));
    return n;
}

TEST(who_nominated_learns_no_address_when_a_round_declines_somebody_without_a_name)
{
    struct cast c = cast_open(weekly("waited", 1));
    int64_t id = nominated(&c, c.ann, c.p_bob);

    NEED(db_run(c.f.db, "UPDATE person SET name = '' WHERE id = $1", ARGS(v_int(c.p_bob)), NULL, &err));
    NEED(person_remove(c.f.db, test_arena, &(struct person_change){c.f.org, c.p_bob, c.f.account}, &err));
    end_round(&c);
    check_str(reload(&c, id).state, S("declined"));
    check_str(reload(&c, id).reason, S("… does not work here any more"));
    later(&c);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE kind = 'nomination-declined' AND to_address = 'ann@example.org'"), 1);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM mail WHERE kind = 'nomination-declined' AND (body_text LIKE '%bob@%' OR body_html LIKE '%bob@%')"), 0);
    clock_set(-1);
    fixture_close(&c.f);
}

TEST(a_vote_goes_by_the_round_as_it_stands_when_it_is_cast_and_not_when_it_was_read)
{
    struct cast c = cast_open(weekly("panel", 1));
    int64_t bob = nominated(&c, c.ann, c.p_bob), ann = nominated(&c, c.bob, c.p_ann);
    struct nomination seen = reload(&c, bob), voted;

    check_str(seen.round_state, S("open"));
    end_round(&c);
    NEED(db_begin(c.f.db, &err));
    NEED(db_end(c.f.db, nomination_vote(c.f.db, test_arena, &seen, &(struct vote){.account = c.dee, .is_yes = true, .reason = S("")}, &err), &err));
    check_str(reload(&c, bob).state, S("accepted"));
    check_str(reload(&c, ann).state, S("declined"));
    assert_int_equal(rounds_that(&c, "decided"), 1);
    voted = reload(&c, bob);
    voted.round_state = S("panel");
    NEED(db_begin(c.f.db, &err));
    assert_int_equal(db_end(c.f.db, nomination_take_back(c.f.db, test_arena, &voted, c.dee, NULL), NULL), CONFLICT);
    check_str(reload(&c, bob).state, S("accepted"));
    fixture_close(&c.f);
}

TEST(a_vote_taken_back_brings_nobody_into_a_tie_who_was_not_in_it)
{
    struct cast c = cast_open(weekly("panel", 1));
    int64_t eve = account(&c.f, "eve", "viewer"), three[] = {c.f.account, c.dee, eve};

    c.s = scheme(&c.f, weekly("panel", 2), three, 3);
    int64_t bob = nominated(&c, c.ann, c.p_bob), ann = nominated(&c, c.bob, c.p_ann), cy = nominated(&c, c.ann, c.p_cy);
    nominated(&c, c.cy, c.p_bob);
    nominated(&c, c.cy, c.p_ann);
    NEED(vote(&c, cy, c.dee, true, &err));
    NEED(vote(&c, cy, eve, false, &err));
    end_round(&c);
    assert_int_equal(rounds_that(&c, "panel"), 1);
    check_str(reload(&c, cy).state, S("declined"));
    assert_int_equal(back(&c, cy, c.dee), CONFLICT);
    assert_int_equal(back(&c, cy, eve), CONFLICT);
    check_str(reload(&c, cy).state, S("declined"));
    /* What the panel itself strikes out comes back with the vote. */
    NEED(vote(&c, bob, c.dee, false, &err));
    NEED(vote(&c, bob, eve, false, &err));
    check_str(reload(&c, bob).state, S("declined"));
    assert_int_equal(back(&c, bob, eve), OK);
    check_str(reload(&c, bob).state, S("waiting"));
    check_str(reload(&c, ann).state, S("waiting"));
    fixture_close(&c.f);
}

TEST(a_tie_of_which_everything_is_withdrawn_has_passed)
{
    struct cast c = cast_open(weekly("panel", 1));
    int64_t bob = nominated(&c, c.ann, c.p_bob), ann = nominated(&c, c.bob, c.p_ann);

    end_round(&c);
    NEED(nomination_withdraw(c.f.db, test_arena, &(struct nomination_of){c.ann, bob}, &err));
    assert_int_equal(rounds_that(&c, "panel"), 1);
    NEED(nomination_withdraw(c.f.db, test_arena, &(struct nomination_of){c.bob, ann}, &err));
    assert_int_equal(rounds_that(&c, "panel"), 0);
    assert_int_equal(rounds_that(&c, "passed"), 1);
    fixture_close(&c.f);
}

TEST(a_round_that_is_due_ends_though_its_scheme_is_saved)
{
    struct cast c = cast_open(weekly("waited", 1));
    struct id_list ids = {0};
    int64_t id = nominated(&c, c.ann, c.p_bob), saved = 0;

    *list_add(test_arena, &ids) = c.dee;
    NEED(db_run(c.f.db, "UPDATE recognition_round SET closes_at = 1000 WHERE state = 'open'", NO_ARGS, NULL, &err));
    c.s.close_weekday = 4;
    NEED(scheme_save(c.f.db, test_arena, &(struct scheme_save){&c.s, &ids, c.f.account}, &saved, &err));
    check_str(reload(&c, id).state, S("waiting"));
    run_jobs(&c.f);
    check_str(reload(&c, id).state, S("accepted"));
    assert_int_equal(rounds_that(&c, "decided"), 1);
    assert_int_equal(rounds_that(&c, "open"), 1);
    fixture_close(&c.f);
}

TEST(what_became_a_nomination_of_oneself_is_not_accepted)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t id = nominated(&c, c.ann, c.p_bob);

    NEED(person_add_address(c.f.db, test_arena, &(struct person_change){c.f.org, c.p_bob, c.f.account}, S("ann2@example.org"), &err));
    NEED(db_run(c.f.db, "INSERT INTO account_email (account_id, address, folded, is_primary) VALUES ($1, 'ann2@example.org', 'ann2@example.org', 0)",
                ARGS(v_int(c.ann)), NULL, &err));
    assert_int_equal(vote(&c, id, c.dee, true, NULL), CONFLICT);
    NEED(vote(&c, id, c.dee, false, &err));
    fixture_close(&c.f);
}

TEST(a_month_has_so_many_nominations_and_what_is_withdrawn_counts_no_more)
{
    struct cast c = cast_open((struct scheme){.quota = 2});
    int64_t left = 0;

    clock_set(date_start((struct date){2027, 3, 10}));
    int64_t id = nominated(&c, c.ann, c.p_bob);
    nominated(&c, c.ann, c.p_cy);
    assert_int_equal(try_nominate(&c, c.ann, c.p_bob, NULL), CONFLICT);
    assert_int_equal(nomination_withdraw(c.f.db, test_arena, &(struct nomination_of){c.bob, id}, NULL), CONFLICT);
    NEED(nomination_withdraw(c.f.db, test_arena, &(struct nomination_of){c.ann, id}, &err));
    NEED(scheme_left(c.f.db, test_arena, &c.s, c.ann, &left, &err));
    assert_int_equal(left, 1);
    nominated(&c, c.ann, c.p_bob);
    clock_set(date_start((struct date){2027, 4, 1}) - 1);
    assert_int_equal(scheme_may_nominate(c.f.db, test_arena, &c.s, c.ann, NULL), CONFLICT);
    clock_set(date_start((struct date){2027, 4, 1}));
    NEED(scheme_may_nominate(c.f.db, test_arena, &c.s, c.ann, &err));
    clock_set(-1);
    fixture_close(&c.f);
}

TEST(two_accounts_of_one_person_have_one_month_between_them)
{
    struct cast c = cast_open((struct scheme){.quota = 2});
    int64_t other = account(&c.f, "ann2", NULL), left = 0;

    nominated(&c, c.ann, c.p_bob);
    /* Not proved: it neither counts for Ann nor tells of her. */
    NEED(db_run(c.f.db, "INSERT INTO account_email (account_id, address, folded, is_primary) VALUES ($1, 'ann@example.org', 'ann@example.org', 0)",
                ARGS(v_int(c.dee)), NULL, &err));
    nominated(&c, c.dee, c.p_bob);
    NEED(scheme_left(c.f.db, test_arena, &c.s, c.ann, &left, &err));
    assert_int_equal(left, 1);
    NEED(person_add_address(c.f.db, test_arena, &(struct person_change){c.f.org, c.p_ann, c.f.account}, S("ann2@example.org"), &err));
    NEED(scheme_left(c.f.db, test_arena, &c.s, other, &left, &err));
    assert_int_equal(left, 1);
    assert_int_equal(try_nominate(&c, other, c.p_bob, NULL), BAD_INPUT);
    nominated(&c, other, c.p_cy);
    assert_int_equal(scheme_may_nominate(c.f.db, test_arena, &c.s, c.ann, NULL), CONFLICT);
    fixture_close(&c.f);
}

TEST(of_two_who_nominate_each_other_the_earlier_counts_and_neither_hears_of_the_other)
{
    struct cast c = cast_open((struct scheme){.apart_days = 30});
    msec start = date_start((struct date){2027, 3, 1});
    struct error e = {0};

    clock_set(start);
    int64_t first = nominated(&c, c.ann, c.p_bob), answer = nominated(&c, c.bob, c.p_ann);
    assert_int_equal(vote(&c, answer, c.dee, true, &e), CONFLICT);
    assert_non_null(strstr(e.text, "each other within 30 days"));
    check_str(reload(&c, answer).state, S("waiting"));
    NEED(vote(&c, first, c.dee, true, &err));
    assert_int_equal(vote(&c, answer, c.dee, true, NULL), CONFLICT);
    NEED(back(&c, first, c.dee));
    NEED(vote(&c, first, c.dee, false, &err));
    NEED(vote(&c, answer, c.dee, true, &err));
    check_str(reload(&c, answer).state, S("accepted"));
    clock_set(start + 31 * DAY);
    NEED(vote(&c, nominated(&c, c.ann, c.p_bob), c.dee, true, &err));
    clock_set(-1);
    fixture_close(&c.f);
}

TEST(who_was_recognised_rests)
{
    struct cast c = cast_open((struct scheme){.rest_days = 60});
    msec start = date_start((struct date){2027, 3, 1});

    clock_set(start);
    int64_t id = nominated(&c, c.ann, c.p_bob), second = nominated(&c, c.cy, c.p_bob);
    NEED(vote(&c, id, c.dee, true, &err));
    assert_int_equal(try_nominate(&c, c.dee, c.p_bob, NULL), BAD_INPUT);
    assert_int_equal(vote(&c, second, c.dee, true, NULL), CONFLICT);
    NEED(vote(&c, second, c.dee, false, &err));
    clock_set(start + 31 * DAY);
    assert_int_equal(try_nominate(&c, c.dee, c.p_bob, NULL), BAD_INPUT);
    clock_set(start + 61 * DAY);
    nominated(&c, c.dee, c.p_bob);
    clock_set(-1);
    fixture_close(&c.f);
}

static str letters(size_t n)
{
    struct buf b = buf_new(test_arena);

    for (size_t i = 0; i < n; i++)
        buf_put(&b, S("ä"));
    return buf_done(&b);
}

TEST(a_citation_has_forty_to_six_hundred_letters_and_a_value_is_one_of_the_scheme)
{
    static const struct { size_t letters; const char *value, *wrong; } cases[] = {
        {40, "Care", NULL}, {39, "Care", "citation"}, {600, " Safety first", "value"}, {601, "Care", "citation"}, {50, "", "value"}, {50, "Greed", "value"},
    };
    struct cast c = cast_open((struct scheme){.company_values = S("Care\r\n\n  Safety first  \n")});

    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t id = 0;
        struct error e = {0};
        code got = nominate(c.f.db, test_arena, &(struct nominate){&c.s, c.ann, c.p_bob, cstr(cases[i].value), letters(cases[i].letters)}, &id, &e);
        check_at(i, got == (cases[i].wrong ? BAD_INPUT : OK) && (!cases[i].wrong || !strcmp(e.where, cases[i].wrong)));
        if (got == OK)
            NEED(nomination_withdraw(c.f.db, test_arena, &(struct nomination_of){c.ann, id}, &err));
    }
    fixture_close(&c.f);
}

TEST(who_may_nominate_is_asked_of_directory_roles_and_whom_one_leads)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t stranger = account(&c.f, "sid", NULL), auditor = account(&c.f, "aud", NULL);
    struct scheme members = c.s, managers = c.s;
    struct schemes open = {0};

    members.who = S("members");
    managers.who = S("managers");
    NEED(db_run(c.f.db, "INSERT INTO member (org_id, account_id, created_at) VALUES ($1, $2, 1)", ARGS(v_int(c.f.org), v_int(auditor)), NULL, &err));
    NEED(db_run(c.f.db, "INSERT INTO member_role (org_id, account_id, role, people, badges, created_at) VALUES ($1, $2, 'auditor', 'all', 'all', 1)",
                ARGS(v_int(c.f.org), v_int(auditor)), NULL, &err));
    const struct { const struct scheme *s; int64_t account; code want; } cases[] = {
        {&c.s, c.ann, OK}, {&c.s, c.dee, OK}, {&c.s, stranger, DENIED}, {&c.s, auditor, DENIED}, {&members, c.dee, OK}, {&members, c.ann, DENIED},
        {&managers, c.cy, OK}, {&managers, c.bob, DENIED}, {&managers, c.dee, DENIED},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        check_at(i, scheme_may_nominate(c.f.db, test_arena, cases[i].s, cases[i].account, NULL) == cases[i].want);
    NEED(schemes_open_to(c.f.db, test_arena, stranger, &open, &err));
    assert_int_equal(open.n, 0);
    NEED(schemes_open_to(c.f.db, test_arena, c.ann, &open, &err));
    assert_int_equal(open.n, 1);
    /* Who has left is of the directory no more, and an address that is not proved proves nothing. */
    NEED(person_remove(c.f.db, test_arena, &(struct person_change){c.f.org, c.p_ann, c.f.account}, &err));
    assert_int_equal(scheme_may_nominate(c.f.db, test_arena, &c.s, c.ann, NULL), DENIED);
    NEED(db_run(c.f.db, "UPDATE account_email SET verified_at = NULL WHERE account_id = $1", ARGS(v_int(c.bob)), NULL, &err));
    assert_int_equal(scheme_may_nominate(c.f.db, test_arena, &c.s, c.bob, NULL), DENIED);
    NEED(scheme_set_stopped(c.f.db, test_arena, &(struct scheme_stop){c.f.org, c.s.id, c.f.account, true}, &err));
    c.s = reload_scheme(&c.f, c.s.id);
    assert_int_equal(scheme_may_nominate(c.f.db, test_arena, &c.s, c.cy, NULL), CONFLICT);
    assert_int_equal(try_nominate(&c, c.cy, c.p_bob, NULL), CONFLICT);
    fixture_close(&c.f);
}

static size_t found(struct cast *c, int64_t account, const char *words)
{
    struct nominees all = {0};

    NEED(nominees_find(c->f.db, test_arena, &(struct nominee_search){c->f.org, account, cstr(words)}, &all, &err));
    return all.n;
}

TEST(people_are_found_by_how_a_word_of_their_name_begins_never_oneself_nor_who_left)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t gone = 0;

    person(&c.f, "anna", 0);
    NEED(db_run(c.f.db, "UPDATE person SET name = 'Maria 100% Anders' WHERE folded = 'anna@example.org'", NO_ARGS, NULL, &err));
    assert_int_equal(found(&c, c.bob, "an"), 2);
    assert_int_equal(found(&c, c.ann, "an"), 1);
    assert_int_equal(found(&c, c.bob, "a"), 0);
    assert_int_equal(found(&c, c.bob, "ders"), 0);
    assert_int_equal(found(&c, c.bob, "100%"), 1);
    assert_int_equal(found(&c, c.bob, "%%"), 0);
    assert_int_equal(found(&c, c.bob, "anna@example"), 0);
    assert_int_equal(found(&c, c.bob, "Anna@example.org"), 1);
    gone = person(&c.f, "andy", 0);
    assert_int_equal(found(&c, c.bob, "andy"), 1);
    NEED(person_remove(c.f.db, test_arena, &(struct person_change){c.f.org, gone, c.f.account}, &err));
    assert_int_equal(found(&c, c.bob, "andy"), 0);
    assert_int_equal(try_nominate(&c, c.ann, gone, NULL), BAD_INPUT);
    assert_int_equal(try_nominate(&c, c.ann, c.p_ann, NULL), BAD_INPUT);
    fixture_close(&c.f);
}

TEST(who_decides_is_among_those_to_choose_from_however_many_there_are)
{
    struct cast c = cast_open((struct scheme){0});
    struct deciders all = {0};
    int64_t zoe = account(&c.f, "zoe", "viewer");
    struct scheme s = scheme(&c.f, (struct scheme){0}, &zoe, 1);

    NEED(db_begin(c.f.db, &err));
    for (int i = 0; i < 510; i++) {
        int64_t id = 0;
        NEED(db_int(c.f.db, "INSERT INTO account (name, lang, is_operator, created_at) VALUES ('kim', '', 0, 1) RETURNING id", NO_ARGS, &id, &err));
        NEED(db_run(c.f.db, "INSERT INTO member (org_id, account_id, created_at) VALUES ($1, $2, 1)", ARGS(v_int(c.f.org), v_int(id)), NULL, &err));
        NEED(db_run(c.f.db, "INSERT INTO member_role (org_id, account_id, role, people, badges, created_at) VALUES ($1, $2, 'viewer', 'all', 'all', 1)",
                    ARGS(v_int(c.f.org), v_int(id)), NULL, &err));
    }
    NEED(db_end(c.f.db, OK, &err));
    NEED(scheme_deciders(c.f.db, test_arena, c.f.org, s.id, &all, &err));
    assert_int_equal(all.items[0].account, zoe);
    assert_true(all.items[0].is_chosen && !all.items[1].is_chosen);
    fixture_close(&c.f);
}

TEST(a_scheme_has_a_published_badge_and_deciders_who_are_members)
{
    struct cast c = cast_open((struct scheme){0});
    const struct { int64_t decider, votes, badge; const char *who, *wrong; } cases[] = {
        {c.dee, 1, c.f.badge, "people", NULL}, {c.ann, 1, c.f.badge, "people", "decider"}, {0, 1, c.f.badge, "people", "decider"}, {c.dee, 2, c.f.badge, "people", "votes"},
        {c.dee, 0, c.f.badge, "people", "votes"}, {c.dee, 1, 4711, "people", "badge"}, {c.dee, 1, c.f.badge, "everybody", "who"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct scheme s = {.org = c.f.org, .achievement = cases[i].badge, .name = S("x"), .words = S(""), .who = cstr(cases[i].who), .company_values = S(""), .votes = cases[i].votes};
        struct id_list ids = {0};
        struct error e = {0};
        int64_t id = 0;
        if (cases[i].decider)
            *list_add(test_arena, &ids) = cases[i].decider;
        code got = scheme_save(c.f.db, test_arena, &(struct scheme_save){&s, &ids, c.f.account}, &id, &e);
        check_at(i, got == (cases[i].wrong ? BAD_INPUT : OK) && (!cases[i].wrong || !strcmp(e.where, cases[i].wrong)));
    }
    fixture_close(&c.f);
}

TEST(who_leaves_gives_the_schemes_they_decide_in_to_somebody_who_may_decide)
{
    struct cast c = cast_open((struct scheme){0});
    int64_t eve = account(&c.f, "eve", "viewer"), id = nominated(&c, c.ann, c.p_bob);
    struct nomination n = reload(&c, id);

    NEED(scheme_hand_over(c.f.db, test_arena, &(struct scheme_handing){c.f.org, c.dee, c.ann}, &err));    /* who has no role takes nothing */
    assert_int_equal(nomination_may_decide(c.f.db, &n, c.dee, NULL), OK);
    NEED(scheme_hand_over(c.f.db, test_arena, &(struct scheme_handing){c.f.org, c.dee, 0}, &err));
    assert_int_equal(nomination_may_decide(c.f.db, &n, c.dee, NULL), OK);
    NEED(scheme_hand_over(c.f.db, test_arena, &(struct scheme_handing){c.f.org, c.dee, eve}, &err));
    assert_int_equal(nomination_may_decide(c.f.db, &n, c.dee, NULL), DENIED);
    assert_int_equal(nomination_may_decide(c.f.db, &n, eve, NULL), OK);
    NEED(scheme_hand_over(c.f.db, test_arena, &(struct scheme_handing){c.f.org, eve, c.f.account}, &err));   /* who decided there already */
    assert_int_equal(reload_scheme(&c.f, c.s.id).deciders, 1);
    fixture_close(&c.f);
}
