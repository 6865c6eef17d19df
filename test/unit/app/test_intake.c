#include <pthread.h>
#include <time.h>

#include "unit/test.h"
#include "app/award/award_correct.h"
#include "app/backpack/backpack.h"
#include "app/backpack/watch.h"
#include "app/intake/intake.h"
#include "app/people/people.h"
#include "base/utf8.h"
#include "unit/app/fixture.h"
#include "unit/store_db.h"

#define NOON 1795435200000                       /* 23 November 2026, 12:00 UTC */
#define TODAY (NOON - 12 * HOUR)

/* ---- rules, without a database ---- */

TEST(a_pattern_has_stars_that_stand_for_anything_and_nothing_else_is_special)
{
    static const struct { const char *pattern, *text; bool fits; } cases[] = {
        {"First aid", "First aid", true}, {"First aid", "First aid at work", false}, {"First aid*", "First aid at work", true}, {"*aid*", "First aid at work", true},
        {"*", "", true}, {"*", "anything", true}, {"", "", true}, {"", "a", false}, {"a*b*c", "a--b--c", true}, {"a*b*c", "a--c--b", false}, {"a**c", "abc", true},
        {"https://x.example/a/*", "https://x.example/a/1", true}, {"https://x.example/a/*", "https://x.example/b/1", false}, {"a?c", "abc", false}, {"*ab", "aaab", true},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        check_at(i, intake_pattern_fits(cstr(cases[i].pattern), cstr(cases[i].text)) == cases[i].fits);
}

TEST(many_stars_against_a_long_text_end_soon)
{
    struct buf pattern = buf_new(test_arena), text = buf_new(test_arena);

    for (int i = 0; i < 240; i++)
        buf_putz(&pattern, "a*");
    for (int i = 0; i < 20000; i++)
        buf_byte(&text, 'a');
    buf_byte(&pattern, 'b');
    assert_false(intake_pattern_fits(buf_done(&pattern), buf_done(&text)));
}

TEST(a_rule_takes_what_its_issuer_proved_of_the_achievement_young_enough_while_it_is_in_force)
{
    static const struct { const char *issuer, *pattern; int64_t months; msec until, ended; enum intake_fit want; } cases[] = {
        {"academy.example", "First aid*", 0, NO_DAY, 0, INTAKE_FITS},
        {"ACADEMY.example", "first AID*", 0, NO_DAY, 0, INTAKE_FITS},
        {"other.example", "*", 0, NO_DAY, 0, INTAKE_OTHER_ISSUER},
        {"Red Cross", "*", 0, NO_DAY, 0, INTAKE_OTHER_ISSUER},           /* what it calls itself proves nothing */
        {"https://academy.example/issuers/7", "*", 0, NO_DAY, 0, INTAKE_FITS},
        {"https://academy.example/issuers/8", "*", 0, NO_DAY, 0, INTAKE_OTHER_ISSUER},
        {"academy.example", "https://academy.example/classes/*", 0, NO_DAY, 0, INTAKE_FITS},
        {"academy.example", "https://academy.example/class/*", 0, NO_DAY, 0, INTAKE_OTHER_ACHIEVEMENT},
        {"academy.example", "Fire*", 0, NO_DAY, 0, INTAKE_OTHER_ACHIEVEMENT},
        {"academy.example", "*", 12, NO_DAY, 0, INTAKE_FITS}, {"academy.example", "*", 9, NO_DAY, 0, INTAKE_TOO_OLD},
        {"academy.example", "*", 0, TODAY, 0, INTAKE_FITS}, {"academy.example", "*", 0, TODAY - DAY, 0, INTAKE_RULE_OVER}, {"academy.example", "*", 0, NO_DAY, 1, INTAKE_RULE_OVER},
    };
    const struct intake_facts f = {S("academy.example"), S("https://academy.example/issuers/7"), S("https://academy.example/classes/3"), S("First aid at work"), TODAY - 300 * DAY};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct intake_rule r = {.issuer = cstr(cases[i].issuer), .pattern = cstr(cases[i].pattern), .max_months = cases[i].months, .until = cases[i].until, .ended = cases[i].ended};
        check_at(i, intake_fit(test_arena, &r, &f, TODAY) == cases[i].want);
    }
}

TEST(whose_issuer_was_not_proved_and_whose_day_is_not_known_fits_no_rule)
{
    struct intake_rule r = {.issuer = S("academy.example"), .pattern = S("*"), .max_months = 12};
    struct intake_facts f = {S(""), S(""), S(""), S("First aid"), TODAY};

    assert_int_equal(intake_fit(test_arena, &r, &f, TODAY), INTAKE_OTHER_ISSUER);
    f.anchor = S("academy.example");
    f.awarded = NO_DAY;
    assert_int_equal(intake_fit(test_arena, &r, &f, TODAY), INTAKE_TOO_OLD);
}

TEST(who_is_named_by_an_address_is_believed_on_the_host_that_was_proved_alone)
{
    static const struct { const char *anchor, *issuer; enum intake_fit want; } cases[] = {
        {"academy.example", "https://academy.example/issuers/7", INTAKE_FITS},
        {"evil.example", "https://academy.example/issuers/7", INTAKE_OTHER_ISSUER},
        {"cademy.example", "https://academy.example/issuers/7", INTAKE_OTHER_ISSUER}, {"academy.example:8443", "https://academy.example/issuers/7", INTAKE_OTHER_ISSUER},
        {"", "https://academy.example/issuers/7", INTAKE_OTHER_ISSUER}, {"evil.example/academy.example", "https://academy.example/issuers/7", INTAKE_OTHER_ISSUER},
        {"academy.example@evil.example", "https://academy.example/issuers/7", INTAKE_OTHER_ISSUER}, {"academy.example", "https://academy.example@evil.example/issuers/7", INTAKE_OTHER_ISSUER},
        {"academy.example:8443", "https://academy.example:8443/issuers/7", INTAKE_FITS}, {"academy.example", "https://Academy.example:443/issuers/7", INTAKE_FITS},
        {"academy.example:443", "https://academy.example:443/issuers/7", INTAKE_FITS}, {"academy.example", "urn://academy.example", INTAKE_OTHER_ISSUER},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct intake_rule r = {.issuer = cstr(cases[i].issuer), .pattern = S("*")};
        struct intake_facts f = {cstr(cases[i].anchor), cstr(cases[i].issuer), S(""), S("First aid"), TODAY};   /* it says of itself what the rule asks for */
        check_at(i, intake_fit(test_arena, &r, &f, TODAY) == cases[i].want);
    }
}

TEST(a_did_of_the_web_is_told_by_the_host_that_was_proved_and_by_itself)
{
    static const struct { const char *rule, *anchor, *issuer; enum intake_fit want; } cases[] = {
        {"did:web:academy.example", "academy.example", "did:web:academy.example", INTAKE_FITS},
        {"did:web:academy.example", "academy.example", "https://academy.example/issuers/7", INTAKE_OTHER_ISSUER},
        {"did:web:academy.example", "evil.example", "did:web:academy.example", INTAKE_OTHER_ISSUER},
        {"did:web:academy.example", "academy.example/i/7", "did:web:academy.example:i:7", INTAKE_OTHER_ISSUER},
        {"did:web:academy.example:i:7", "academy.example/i/7", "did:web:academy.example:i:7", INTAKE_FITS},
        {"did:web:academy.example:i:7", "academy.example", "did:web:academy.example:i:7", INTAKE_OTHER_ISSUER},
        {"did:web:academy.example%3A8443", "academy.example:8443", "did:web:academy.example%3A8443", INTAKE_FITS},
        {"did:web:127.0.0.1", "", "did:web:127.0.0.1", INTAKE_OTHER_ISSUER},
        {"academy.example", "academy.example", "did:web:academy.example", INTAKE_FITS},
        {"did:key:z6MkA", "did:key:z6MkA", "did:key:z6MkA", INTAKE_FITS}, {"did:key:z6MkA", "did:key:z6MkB", "did:key:z6MkA", INTAKE_OTHER_ISSUER},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct intake_rule r = {.issuer = cstr(cases[i].rule), .pattern = S("*")};
        struct intake_facts f = {cstr(cases[i].anchor), cstr(cases[i].issuer), S(""), S("First aid"), TODAY};
        check_at(i, intake_fit(test_arena, &r, &f, TODAY) == cases[i].want);
    }
}

/* ---- handed in ---- */

struct scene { struct fixture f; int64_t requirement, person, judge; };

static int64_t add_person(struct fixture *f, const char *email)
{
    int64_t id = 0;
    struct person_details d = {.org = f->org, .by = f->account, .email = cstr(email), .name = cstr(email), .title = S(""), .staff_number = S(""), .employment = S("")};

    NEED(person_add(f->db, test_arena, &d, &id, &err));
    return id;
}

static int64_t add_requirement(struct fixture *f, const char *id_code, const char *rule)
{
    int64_t id = 0, number = 0;
    struct requirement_version v;
    struct audience_rules all = {0};
    struct requirement_act act = {f->org, 0, f->account};

    NEED(requirement_add(f->db, test_arena, &(struct requirement_new){f->org, f->account, cstr(id_code), S("First aid")}, &id, &err));
    act.id = id;
    NEED(requirement_working(f->db, test_arena, &act, &v, &err));
    v.rule = cstr(rule);
    NEED(requirement_working_save(f->db, test_arena, &v, &err));
    *list_add(test_arena, &all) = (struct audience_rule){.kind = FOR_EVERYBODY};
    NEED(requirement_audience_set(f->db, test_arena, &act, &all, &err));
    NEED(requirement_publish(f->db, test_arena, &(struct requirement_publish){.org = f->org, .id = id, .by = f->account}, &number, &err));
    return id;
}

static struct scene open_on(const struct store *s)
{
    struct scene c;

    clock_set(NOON);
    c.f = fixture_open_on(s->postgres ? s->url : NULL);
    c.person = add_person(&c.f, "maya@example.org");
    c.requirement = add_requirement(&c.f, "AID-01", "{\"proof\":{\"any\":[{\"record\":\"\"},{\"external\":0}]},\"grace\":60}");
    NEED(requirement_settle(c.f.db, test_arena, c.f.org, &err));
    NEED(account_create(c.f.db, test_arena, &(struct new_account){S("Jo"), S("jo@example.org"), S("four plain words here"), true, false}, &c.judge, &err));
    return c;
}

static void close_it(struct scene *c)
{
    fixture_close(&c->f);
    clock_set(-1);
}

static int64_t award(struct fixture *f, const char *email, str *text)
{
    struct award_context *c = NULL;
    struct award_row w = {0};
    int64_t id = 0;

    NEED(db_begin(f->db, &err));
    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    code got = award_issue(c, f->db, test_arena,
                           &(struct award_request){.org = f->org, .achievement = f->badge, .name = S("Maya"), .email = cstr(email), .narrative = S(""),
                                                   .evidence_url = S(""), .awarded = clock_now()}, &id, NULL);
    award_context_close(c);
    NEED(db_end(f->db, got, &err));
    NEED(award_get(f->db, test_arena, f->org, id, &w, &err));
    NEED(award_text(f->app, f->db, test_arena, &w, (enum award_form)w.form, text, &err));
    return id;
}

static int64_t add_rule(struct scene *c, const char *issuer)
{
    int64_t id = 0;
    struct intake_rule r = {.org = c->f.org, .by = c->f.account, .requirement = c->requirement, .issuer = cstr(issuer), .pattern = S("Fork*"), .words = S("The same syllabus.")};

    NEED(intake_rule_save(c->f.db, test_arena, &r, &id, &err));
    return id;
}

static int64_t hand_in(struct scene *c, int64_t holding, int64_t *accepted)
{
    struct intake_done done;
    struct intake_new n = {.account = c->f.account, .org = c->f.org, .person = c->person, .note = S("")};

    NEED(intake_badge(c->f.app, c->f.db, test_arena, &n, holding, &done, &err));
    *accepted = done.accepted;
    return done.id;
}

static struct intake row(struct scene *c, int64_t id)
{
    struct intake i;

    NEED(intake_get(c->f.db, test_arena, c->f.org, id, &i, &err));
    return i;
}

static enum requirement_state state(struct scene *c)
{
    struct explained x;

    NEED(requirement_explain(c->f.db, test_arena, &(struct explain_ask){.org = c->f.org, .requirement = c->requirement, .person = c->person}, &x, &err));
    return x.standing.state;
}

static int64_t mails(struct scene *c, const char *kind)
{
    NEED(job_run_all(c->f.db, test_arena, app_jobs(test_arena), c->f.app, &err));
    return number_of(&c->f, str_z(test_arena, str_printf(test_arena, "SELECT count(*) FROM mail WHERE kind = '%s'", kind)));
}

static int64_t bring(struct scene *c, const char *email, int64_t *awarded)
{
    int64_t holding = 0;
    str text;

    *awarded = award(&c->f, email, &text);
    NEED(backpack_import(c->f.app, c->f.db, test_arena, c->f.account, &(struct import){.bytes = text, .source = S("badge.json")}, &holding, &err));
    return holding;
}

static void reopens(struct store *s)
{
    struct scene c = open_on(s);
    int64_t accepted = 0, awarded, holding, id, n = 0;

    add_rule(&c, "badges.example.org");
    holding = bring(&c, "maya@example.org", &awarded);
    id = hand_in(&c, holding, &accepted);
    assert_int_equal(accepted, 1);
    check_str(row(&c, id).state, S("accepted"));
    assert_true(row(&c, id).has_frozen && row(&c, id).rule > 0 && row(&c, id).decided_by == 0);
    assert_int_equal(state(&c), STANDING_CURRENT);
    assert_int_equal(mails(&c, "training-accepted"), 1);
    /* Out of the Backpack it is looked at all the same, within a day. */
    NEED(backpack_remove(c.f.db, c.f.account, holding, &err));
    NEED(award_revoke_now(c.f.db, test_arena, c.f.org, awarded, c.f.account, S("The course was not held"), &err));
    clock_set(NOON + 25 * HOUR);
    NEED(rounds_go(c.f.app, c.f.db, test_arena, clock_now(), &n, &err));
    assert_int_equal(n, 1);
    check_str(row(&c, id).state, S("reopened"));
    assert_true(row(&c, id).reason.n > 0);
    /* No grace: it is asked for as if it had never been. What counted stays, with the record that takes it back. */
    assert_int_equal(state(&c), STANDING_NOT_STARTED);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM requirement_record"), 2);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM requirement_record WHERE voids = 1 AND account_id IS NULL"), 1);
    assert_int_equal(mails(&c, "training-reopened"), 1);
    assert_int_equal(mails(&c, "training-reopened-owner"), 1);
    close_it(&c);
}

TEST(what_its_issuer_revokes_counts_no_more_and_both_are_told)
{
    each_engine(reopens);
}

static void suspended(struct store *s)
{
    struct scene c = open_on(s);
    int64_t accepted = 0, awarded, holding, id, n = 0;

    add_rule(&c, "badges.example.org");
    holding = bring(&c, "maya@example.org", &awarded);
    id = hand_in(&c, holding, &accepted);
    NEED(award_suspend(c.f.db, test_arena, c.f.org, awarded, &(struct award_act){.account = c.f.account, .reason = S("Under review")}, &err));
    NEED(backpack_recheck(c.f.app, c.f.db, test_arena, c.f.account, holding, NULL, &err));
    check_str(row(&c, id).state, S("reopened"));
    NEED(award_reinstate(c.f.db, test_arena, c.f.org, awarded, &(struct award_act){.reason = S("")}, &err));
    clock_set(NOON + 26 * HOUR);
    NEED(rounds_go(c.f.app, c.f.db, test_arena, clock_now(), &n, &err));
    check_str(row(&c, id).state, S("accepted"));
    assert_int_equal(state(&c), STANDING_CURRENT);
    close_it(&c);
}

TEST(what_is_valid_again_counts_again)
{
    each_engine(suspended);
}

static void by_another(struct store *s)
{
    struct scene c = open_on(s);
    int64_t accepted = 0, awarded, holding, id;

    add_rule(&c, "badges.example.org");
    holding = bring(&c, "maya@example.org", &awarded);
    id = hand_in(&c, holding, &accepted);
    NEED(award_suspend(c.f.db, test_arena, c.f.org, awarded, &(struct award_act){.account = c.f.account, .reason = S("Under review")}, &err));
    NEED(backpack_recheck(c.f.app, c.f.db, test_arena, c.f.account, holding, NULL, &err));
    check_str(row(&c, id).state, S("reopened"));
    NEED(db_run(c.f.db, "UPDATE intake SET anchor = 'academy.example' WHERE id = $1", ARGS(v_int(id)), NULL, &err));
    NEED(award_reinstate(c.f.db, test_arena, c.f.org, awarded, &(struct award_act){.reason = S("")}, &err));
    NEED(backpack_recheck(c.f.app, c.f.db, test_arena, c.f.account, holding, NULL, &err));
    check_str(row(&c, id).state, S("reopened"));
    check_str(row(&c, id).standing, S("suspended"));
    assert_int_equal(state(&c), STANDING_NOT_STARTED);
    close_it(&c);
}

TEST(a_good_look_by_which_somebody_else_issued_it_brings_nothing_back)
{
    each_engine(by_another);
}

static code decide(struct scene *c, int64_t id, struct intake_judgement j, struct error *err)
{
    struct intake i = row(c, id);
    code got = db_begin(c->f.db, err);

    return got == OK ? db_end(c->f.db, intake_decide(c->f.db, test_arena, &i, &j, err), err) : got;
}

static struct record_new of_record(struct scene *c, int64_t id, bool voids)
{
    return (struct record_new){.of = {c->f.org, c->requirement, c->person, c->judge}, .corrects = row(c, id).record, .voids = voids, .completed = TODAY - 2 * DAY, .ends = TODAY + 90 * DAY, .note = S("")};
}

static struct scene open_counting(const struct store *s, int64_t *id, int64_t *holding, int64_t *awarded)
{
    struct scene c = open_on(s);
    int64_t accepted = 0;

    add_rule(&c, "badges.example.org");
    *holding = bring(&c, "maya@example.org", awarded);
    *id = hand_in(&c, *holding, &accepted);
    assert_int_equal(accepted, 1);
    return c;
}

static void by_hand(struct store *s)
{
    int64_t id, holding, awarded, record = 0, n = 0;
    struct scene c = open_counting(s, &id, &holding, &awarded);
    struct record_new wrong = of_record(&c, id, true);

    NEED(requirement_record(c.f.db, test_arena, &wrong, &record, &err));
    assert_int_equal(state(&c), STANDING_NOT_STARTED);
    NEED(award_suspend(c.f.db, test_arena, c.f.org, awarded, &(struct award_act){.account = c.f.account, .reason = S("Under review")}, &err));
    clock_set(NOON + 26 * HOUR);
    NEED(rounds_go(c.f.app, c.f.db, test_arena, clock_now(), &n, &err));
    assert_int_equal(n, 1);
    check_str(row(&c, id).standing, S("suspended"));
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM requirement_record"), 2);
    /* Valid again it does not undo what a member did. */
    NEED(award_reinstate(c.f.db, test_arena, c.f.org, awarded, &(struct award_act){.reason = S("")}, &err));
    clock_set(NOON + 52 * HOUR);
    NEED(rounds_go(c.f.app, c.f.db, test_arena, clock_now(), &n, &err));
    check_str(row(&c, id).standing, S("good"));
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM requirement_record"), 2);
    assert_int_equal(state(&c), STANDING_NOT_STARTED);
    close_it(&c);
}

TEST(what_a_member_took_away_by_hand_stays_away_whatever_its_issuer_does)
{
    each_engine(by_hand);
}

static void corrected(struct store *s)
{
    int64_t id, holding, awarded, record = 0;
    struct scene c = open_counting(s, &id, &holding, &awarded);
    struct record_new other_days = of_record(&c, id, false);

    NEED(requirement_record(c.f.db, test_arena, &other_days, &record, &err));
    NEED(award_suspend(c.f.db, test_arena, c.f.org, awarded, &(struct award_act){.account = c.f.account, .reason = S("Under review")}, &err));
    NEED(backpack_recheck(c.f.app, c.f.db, test_arena, c.f.account, holding, NULL, &err));
    check_str(row(&c, id).state, S("reopened"));
    assert_int_equal(state(&c), STANDING_NOT_STARTED);
    NEED(award_reinstate(c.f.db, test_arena, c.f.org, awarded, &(struct award_act){.reason = S("")}, &err));
    NEED(backpack_recheck(c.f.app, c.f.db, test_arena, c.f.account, holding, NULL, &err));
    check_str(row(&c, id).state, S("accepted"));
    assert_int_equal(state(&c), STANDING_CURRENT);
    assert_int_equal(number_of(&c.f, "SELECT completed_on FROM requirement_record ORDER BY id DESC LIMIT 1"), TODAY - 2 * DAY);
    assert_int_equal(number_of(&c.f, "SELECT ends_on FROM requirement_record ORDER BY id DESC LIMIT 1"), TODAY + 90 * DAY);
    close_it(&c);
}

TEST(what_was_corrected_is_taken_back_too_and_comes_back_with_its_days)
{
    each_engine(corrected);
}

static code look_as(struct scene *c, int64_t holding, str reason, struct error *err)
{
    struct report r = {.verdict = INVALID, .badge.revocation_reason = reason};
    code got = db_begin(c->f.db, err);

    return got == OK ? db_end(c->f.db, watch_tell_reliers(c->f.app, c->f.db, test_arena, &(struct relied){holding, "revoked", clock_now(), &r}, err), err) : got;
}

static void reasons(struct store *s)
{
    static const char umlauts[] = "Ungültig: ä", *const controls[] = {"One\001two", "right\342\200\256left", "cut \303"};
    int64_t id, holding, awarded;
    struct scene c = open_counting(s, &id, &holding, &awarded);
    struct buf b = buf_new(test_arena);

    buf_byte(&b, 'x');                           /* 900 bytes end in the middle of a character */
    while (b.n < 1000)
        buf_put(&b, S("ä"));
    NEED(look_as(&c, holding, buf_done(&b), &err));
    assert_true(utf8_is_valid(row(&c, id).reason));
    assert_int_equal(row(&c, id).reason.n, 899);
    NEED(db_run(c.f.db, "UPDATE intake SET state = 'accepted', record_id = NULL", NO_ARGS, NULL, &err));
    NEED(look_as(&c, holding, cstr(umlauts), &err));
    check_str(row(&c, id).reason, cstr(umlauts));
    for (size_t k = 0; k < COUNT(controls); k++) {
        NEED(db_run(c.f.db, "UPDATE intake SET state = 'accepted'", NO_ARGS, NULL, &err));
        NEED(look_as(&c, holding, cstr(controls[k]), &err));
        check_at(k, row(&c, id).reason.n && !str_eq(row(&c, id).reason, cstr(controls[k])));
    }
    close_it(&c);
}

TEST(the_words_of_an_issuer_are_cut_between_characters_and_no_controls_are_told)
{
    each_engine(reasons);
}

static void judged(struct store *s)
{
    struct scene c = open_on(s);
    int64_t accepted = 0, awarded, id, holding = bring(&c, "maya@example.org", &awarded);
    struct intake_judgement yes = {.requirement = c.requirement, .verdict = INTAKE_ACCEPT, .valid = true, .authentic = true, .current = true, .sufficient = true, .completed = TODAY, .method = S("verified")};
    struct error e = {0};

    add_rule(&c, "other.example");
    id = hand_in(&c, holding, &accepted);
    assert_int_equal(accepted, 0);
    check_str(row(&c, id).state, S("waiting"));
    yes.by = c.f.account;
    assert_int_equal(decide(&c, id, yes, NULL), DENIED);
    yes.by = c.judge;
    yes.sufficient = false;
    assert_int_equal(decide(&c, id, yes, &e), BAD_INPUT);
    assert_string_equal(e.where, "checks");
    yes.sufficient = true;
    yes.requirement = 0;
    assert_int_equal(decide(&c, id, yes, &e), BAD_INPUT);
    assert_string_equal(e.where, "requirement");
    assert_int_equal(decide(&c, id, (struct intake_judgement){.by = c.judge, .verdict = INTAKE_REFUSE, .reason = S("  ")}, &e), BAD_INPUT);
    assert_string_equal(e.where, "reason");
    yes.requirement = c.requirement;
    NEED(decide(&c, id, yes, &err));
    assert_int_equal(state(&c), STANDING_CURRENT);
    assert_int_equal(decide(&c, id, yes, NULL), CONFLICT);
    assert_int_equal(mails(&c, "training-accepted"), 0);         /* it can still be taken back */
    struct intake i = row(&c, id);
    assert_int_equal(intake_undo(c.f.db, test_arena, &i, c.f.account, NULL), DENIED);
    NEED(intake_undo(c.f.db, test_arena, &i, c.judge, &err));
    assert_int_equal(state(&c), STANDING_NOT_STARTED);
    assert_int_equal(row(&c, id).requirement, 0);                /* as it was handed in */
    /* Whoever handed it in stays who they are when the address is theirs no more. */
    NEED(db_run(c.f.db, "UPDATE account_email SET folded = 'other@example.org' WHERE account_id = $1", ARGS(v_int(c.f.account)), NULL, &err));
    yes.by = c.f.account;
    assert_int_equal(decide(&c, id, yes, NULL), DENIED);
    NEED(decide(&c, id, (struct intake_judgement){.by = c.judge, .verdict = INTAKE_REFUSE, .reason = S("Another course")}, &err));
    clock_set(NOON + ACT_UNDO_TIME + SECOND);
    assert_int_equal(mails(&c, "training-refused"), 1);
    assert_int_equal(mails(&c, "training-accepted"), 0);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM holding WHERE relied_on = 1"), 0);
    close_it(&c);
}

TEST(nobody_judges_their_own_and_who_does_says_all_four)
{
    each_engine(judged);
}

static void later_rule(struct store *s)
{
    struct scene c = open_on(s);
    int64_t accepted = 0, awarded, holding = bring(&c, "maya@example.org", &awarded), id = hand_in(&c, holding, &accepted), rule, next = 0;
    struct intake_preview p;
    struct intake_rule r;
    struct intake_done done;
    struct intake_new again = {.account = c.f.account, .org = c.f.org, .person = c.person};

    assert_int_equal(intake_badge(c.f.app, c.f.db, test_arena, &again, holding, &done, NULL), CONFLICT);
    assert_int_equal(done.id, id);
    rule = add_rule(&c, "badges.example.org");
    NEED(intake_rule_get(c.f.db, test_arena, c.f.org, rule, &r, &err));
    NEED(intake_rule_preview(c.f.db, &r, &p, &err));
    assert_true(p.looked_at == 1 && p.fit == 1 && p.waiting == 1);
    NEED(intake_rule_apply(c.f.db, test_arena, c.f.org, rule, &accepted, &err));
    assert_int_equal(accepted, 1);
    check_str(row(&c, id).state, S("accepted"));
    /* Changed, it is another row; what it accepted names the wording of that day. */
    r.by = c.f.account;
    r.pattern = S("Something else");
    NEED(intake_rule_save(c.f.db, test_arena, &r, &next, &err));
    assert_true(next != rule && row(&c, id).rule == rule);
    assert_int_equal(intake_rule_save(c.f.db, test_arena, &r, &next, NULL), CONFLICT);
    close_it(&c);
}

TEST(a_rule_made_later_takes_what_waits_and_says_so_beforehand)
{
    each_engine(later_rule);
}

/* Another session of the database refuses what waits, and is a while at it. */
struct rival { struct scene *c; int64_t id; pthread_barrier_t *ready; code got; };

static void *refuse_slowly(void *ctx)
{
    struct rival *v = ctx;
    struct db *db = db_borrow(v->c->f.app->pool, NULL);

    v->got = db_begin(db, NULL);
    if (v->got == OK)
        v->got = db_run(db, "UPDATE intake SET state = 'refused' WHERE id = $1", ARGS(v_int(v->id)), NULL, NULL);
    pthread_barrier_wait(v->ready);
    nanosleep(&(struct timespec){.tv_nsec = 300 * 1000000}, NULL);
    v->got = db_end(db, v->got, NULL);
    db_return(v->c->f.app->pool, db);
    return NULL;
}

static void refused_meanwhile(struct store *s)
{
    struct scene c = open_on(s);
    int64_t accepted = 0, awarded, id = hand_in(&c, bring(&c, "maya@example.org", &awarded), &accepted), rule = add_rule(&c, "badges.example.org");
    pthread_barrier_t ready;
    struct rival v = {.c = &c, .id = id, .ready = &ready};
    pthread_t thread;

    assert_int_equal(pthread_barrier_init(&ready, NULL, 2), 0);
    assert_int_equal(pthread_create(&thread, NULL, refuse_slowly, &v), 0);
    pthread_barrier_wait(&ready);
    code got = intake_rule_apply(c.f.db, test_arena, c.f.org, rule, &accepted, NULL);
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&ready);
    assert_true(got == OK && v.got == OK);
    assert_int_equal(accepted, 0);
    check_str(row(&c, id).state, S("refused"));
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM requirement_record"), 0);
    close_it(&c);
}

TEST(what_somebody_decides_meanwhile_no_rule_decides_again)
{
    each_engine(refused_meanwhile);
}

static const char sql_many[] =
    "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 600)"
    " INSERT INTO intake (org_id, person_id, kind, state, hash, title, issuer, number, note, is_theirs, standing, anchor, issuer_ref, achievement_ref, receipt, report, judged,"
    " reason, created_at, changed_at) SELECT $1, $2, 'badge', 'waiting', '-', 'Crane', '', '', '', 1, 'good', 'other.example', '', '', 'r', '', '', '', 1, 1 FROM k";

static void behind_many(struct store *s)
{
    struct scene c = open_on(s);
    int64_t accepted = 0, awarded, holding, id, rule;
    struct intake_preview p;
    struct intake_rule r;

    NEED(db_run(c.f.db, sql_many, ARGS(v_int(c.f.org), v_int(add_person(&c.f, "otto@example.org"))), NULL, &err));
    holding = bring(&c, "maya@example.org", &awarded);
    id = hand_in(&c, holding, &accepted);
    rule = add_rule(&c, "badges.example.org");
    NEED(intake_rule_get(c.f.db, test_arena, c.f.org, rule, &r, &err));
    NEED(intake_rule_preview(c.f.db, &r, &p, &err));
    assert_true(p.looked_at == 601 && p.fit == 1 && p.waiting == 1);
    NEED(intake_rule_apply(c.f.db, test_arena, c.f.org, rule, &accepted, &err));
    assert_int_equal(accepted, 1);
    check_str(row(&c, id).state, S("accepted"));
    close_it(&c);
}

TEST(a_rule_takes_what_waits_behind_many_that_it_does_not_take)
{
    each_engine(behind_many);
}

static void long_names(struct store *s)
{
    struct scene c = open_on(s);
    int64_t accepted = 0, awarded, id, holding = bring(&c, "maya@example.org", &awarded);
    struct buf b = buf_new(test_arena);

    buf_byte(&b, 'x');
    while (b.n < 100000)
        buf_put(&b, S("ä"));
    NEED(db_run(c.f.db, "UPDATE holding SET title = $1, issuer_name = $1", ARGS(v_str(buf_done(&b))), NULL, &err));
    id = hand_in(&c, holding, &accepted);
    assert_int_equal(row(&c, id).title.n, 199);
    assert_int_equal(row(&c, id).issuer.n, 199);
    close_it(&c);
}

TEST(a_name_that_fills_a_page_is_cut)
{
    each_engine(long_names);
}

static void paper(struct store *s)
{
    static const char pdf[] = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    struct scene c = open_on(s);
    struct intake_new n = {.account = c.f.account, .org = c.f.org, .person = c.person}, other = {.account = c.judge, .org = c.f.org};
    struct intake_file f = {cstr(pdf), S("first-aid.pdf")};
    struct intake_done done, twin;
    struct intake_paper_words w = {.account = c.f.account, .title = S("First aid"), .issuer = S("Quay"), .number = S("7"), .issued = TODAY, .ends = TODAY - DAY};
    struct error e = {0};

    NEED(intake_paper(c.f.db, test_arena, &n, &f, &done, &err));
    w.id = done.id;
    assert_int_equal(intake_paper_say(c.f.db, test_arena, &w, &e), BAD_INPUT);
    assert_string_equal(e.where, "ends");
    w.ends = NO_DAY;
    w.account = c.judge;
    assert_int_equal(intake_paper_say(c.f.db, test_arena, &w, NULL), NOT_FOUND);
    w.account = c.f.account;
    NEED(intake_paper_say(c.f.db, test_arena, &w, &err));
    check_str(row(&c, done.id).state, S("waiting"));
    assert_int_equal(intake_paper(c.f.db, test_arena, &n, &f, &twin, NULL), CONFLICT);
    /* For oneself alone, and the same file from another is marked. */
    other.person = c.person;
    assert_int_equal(intake_paper(c.f.db, test_arena, &other, &f, &twin, NULL), NOT_FOUND);
    other.person = add_person(&c.f, "jo@example.org");
    NEED(intake_paper(c.f.db, test_arena, &other, &f, &twin, &err));
    assert_false(row(&c, done.id).is_twin);
    assert_true(row(&c, twin.id).is_twin);
    f.bytes = S("#!/bin/sh\n");
    assert_int_equal(intake_paper(c.f.db, test_arena, &n, &f, &done, NULL), BAD_INPUT);
    close_it(&c);
}

TEST(a_file_is_handed_in_for_oneself_and_the_same_again_is_noticed)
{
    each_engine(paper);
}
