#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/mail/letter.h"
#include "app/mail/mail.h"
#include "app/partner/partner.h"
#include "app/people/people.h"
#include "app/remind/remind.h"
#include "unit/store_db.h"

#define NOON 1795435200000                       /* Monday, 23 November 2026, 12:00 UTC */
#define TODAY (NOON - 12 * HOUR)

static struct fixture open_on(const struct store *s)
{
    clock_set(NOON);
    return fixture_open_on(s->postgres ? s->url : NULL);
}

static void close_it(struct fixture *f)
{
    fixture_close(f);
    clock_set(-1);
}

static int64_t propose(struct fixture *f, const struct partner *p)
{
    struct partner full = *p;
    int64_t id = 0;

    full.org = f->org;
    full.owner = f->account;
    NEED(partner_save(f->db, test_arena, &(struct partner_save){&full, f->account}, &id, &err));
    return id;
}

static code decide(struct fixture *f, int64_t id, const char *trust, const char *reason)
{
    struct partner_decide d = {f->org, id, f->account, trust, cstr(reason)};

    NEED(db_begin(f->db, &err));
    return db_end(f->db, partner_decide(f->db, test_arena, &d, NULL), NULL);
}

static int64_t last(struct fixture *f, int64_t id)
{
    struct partner p;
    int64_t decision = 0;

    NEED(partner_get(f->db, test_arena, f->org, id, &p, &err));
    NEED(partner_last_decision(f->db, test_arena, &p, &decision, &err));
    return decision;
}

static code undecide(struct fixture *f, int64_t id)
{
    struct partner_of o = {f->org, id, f->account};

    NEED(db_begin(f->db, &err));
    return db_end(f->db, partner_undecide(f->db, test_arena, &o, last(f, id), NULL), NULL);
}

static str held(struct fixture *f, const char *issuer, const char *anchor)
{
    struct intake_facts facts = {.anchor = cstr(anchor), .issuer = cstr(issuer), .achievement = S(""), .name = S("Crane")};
    str why = {0};

    NEED(intake_held_back(f->db, test_arena, f->org, &facts, &why, &err));
    return intake_held_words(test_arena, why);
}

static void by_any_of_three(struct store *s)
{
    struct fixture f = open_on(s);
    static const struct { const char *issuer, *anchor; bool held; } t[] = {
        {"https://academy.example/issuer", "academy.example", true}, {"https://academy.example/other", "academy.example", true}, {"https://academy.example/other", "ACADEMY.example", true},
        {"did:web:academy.example", "academy.example", true}, {"did:web:academy.example:x", "academy.example/x", false},
        {"https://platform.example/i/7", "platform.example", true}, {"https://platform.example/i/8", "platform.example", false}, {"", "platform.example", false},
        {"https://other.example/issuer", "other.example", false}, {"", "", false},
    };
    int64_t all = propose(&f, &(struct partner){.name = S("Academy"), .did = S("did:web:academy.example"), .host = S("Academy.example")});
    int64_t one = propose(&f, &(struct partner){.name = S("Seven"), .profile = S("https://platform.example/i/7")});

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, held(&f, t[i].issuer, t[i].anchor).n == 0);
    check_code(decide(&f, all, "suspended", "no licence"), OK);
    check_code(decide(&f, one, "ended", "the contract is over"), OK);
    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, (held(&f, t[i].issuer, t[i].anchor).n > 0) == t[i].held);
    check_str(held(&f, "https://platform.example/i/7", "platform.example"), S("The partnership with Seven has ended: the contract is over"));
    close_it(&f);
}

TEST(of_whom_is_suspended_no_rule_takes_anything_and_of_nobody_else)
{
    each_engine(by_any_of_three);
}

/* ---- what they issue, as it was handed in ---- */

static const char sql_handed[] = SQL(
    "INSERT INTO intake (org_id, person_id, kind, state, hash, title, issuer, number, note, is_theirs, standing, anchor, issuer_ref, achievement_ref, receipt, report, judged, reason,"
    " created_at, changed_at, issue) VALUES ($1, $2, 'badge', $3, $4, $5, '', '', '', 1, $6, $7, $8, '', '', '', '', '', 1, 1, $9)");

static void only_proved(struct store *s)
{
    struct fixture f = open_on(s);
    static const struct { const char *state, *standing, *anchor, *issuer; bool seen; } t[] = {
        {"waiting", "good", "platform.example", "https://platform.example/i/7", true}, {"accepted", "good", "platform.example:443", "https://platform.example/i/7", true},
        {"waiting", "good", "evil.example", "https://platform.example/i/7", false}, {"waiting", "doubtful", "platform.example", "https://platform.example/i/7", false},
        {"refused", "good", "platform.example", "https://platform.example/i/7", false}, {"waiting", "good", "platform.example", "https://platform.example/i/8", false},
        {"waiting", "good", "academy.example/i/7", "did:web:academy.example:i:7", true}, {"waiting", "good", "evil.example", "did:web:academy.example:i:7", false},
        {"waiting", "good", "academy.example/i/7", "https://academy.example/i/7", false}, {"waiting", "good", "school.example", "did:key:z1", true}, {"withdrawn", "good", "school.example", "", false},
    };
    struct partner p = {0};
    struct partner_issues all = {0};
    int64_t person = 0, seen = 0, want = 0;
    int64_t id = propose(&f, &(struct partner){.name = S("Academy"), .profile = S("https://platform.example/i/7"), .did = S("did:web:academy.example:i:7"), .host = S("school.example")});

    NEED(person_add(f.db, test_arena, &(struct person_details){.org = f.org, .by = f.account, .email = S("ann@example.org"), .name = S("Ann"), .title = S(""), .staff_number = S(""), .employment = S("")}, &person, &err));
    for (size_t i = 0; i < COUNT(t); i++) {
        NEED(db_run(f.db, sql_handed, ARGS(v_int(f.org), v_int(person), v_str(cstr(t[i].state)), v_str(str_printf(test_arena, "%zu", i)), v_str(str_printf(test_arena, "Crane %zu", i)),
                                           v_str(cstr(t[i].standing)), v_str(cstr(t[i].anchor)), v_str(cstr(t[i].issuer)), v_int((int64_t)i)), NULL, &err));
        want += t[i].seen;
    }
    NEED(partner_get(f.db, test_arena, f.org, id, &p, &err));
    NEED(partner_issues(f.db, test_arena, &p, &all, &err));
    for (size_t i = 0; i < all.n; i++)
        seen += all.items[i].seen;
    assert_int_equal(seen, want);
    close_it(&f);
}

TEST(only_what_is_proved_to_be_theirs_is_shown_as_issued_by_a_partner)
{
    each_engine(only_proved);
}

static void put_back(struct store *s)
{
    struct fixture f = open_on(s);
    struct partner p;
    int64_t id = propose(&f, &(struct partner){.name = S("Academy"), .host = S("academy.example")});

    assert_int_equal(undecide(&f, id), CONFLICT);
    assert_int_equal(decide(&f, id, "suspended", " "), BAD_INPUT);
    check_code(decide(&f, id, "trusted", ""), OK);
    assert_int_equal(decide(&f, id, "trusted", ""), CONFLICT);
    check_code(decide(&f, id, "suspended", "no licence"), OK);
    int64_t mine = last(&f, id);
    check_code(decide(&f, id, "ended", "somebody else"), OK);
    NEED(db_begin(f.db, &err));
    assert_int_equal(db_end(f.db, partner_undecide(f.db, test_arena, &(struct partner_of){f.org, id, f.account}, mine, NULL), NULL), CONFLICT);
    check_code(undecide(&f, id), OK);
    check_code(decide(&f, id, "trusted", ""), OK);
    check_code(decide(&f, id, "suspended", "no licence"), OK);
    check_code(undecide(&f, id), OK);
    assert_int_equal(undecide(&f, id), CONFLICT);        /* the one before is not taken back by pressing twice */
    NEED(partner_get(f.db, test_arena, f.org, id, &p, &err));
    assert_true(partner_is(&p, "trusted"));
    check_code(decide(&f, id, "ended", "over"), OK);
    clock_set(NOON + 11 * MINUTE);
    assert_int_equal(undecide(&f, id), CONFLICT);
    close_it(&f);
}

TEST(a_decision_is_put_back_once_and_for_ten_minutes)
{
    each_engine(put_back);
}

static code save_as(struct fixture *f, int64_t id, const struct partner *with, const char *why)
{
    struct partner p;

    NEED(partner_get(f->db, test_arena, f->org, id, &p, &err));
    p.profile = with->profile;
    p.did = with->did;
    p.host = with->host;
    return partner_save(f->db, test_arena, &(struct partner_save){&p, f->account, cstr(why)}, &id, NULL);
}

static void told_by_another(struct store *s)
{
    struct fixture f = open_on(s);
    struct partner_events all = {0};
    struct partner p;
    int64_t id = propose(&f, &(struct partner){.name = S("Academy"), .profile = S("https://academy.example/i"), .did = S(""), .host = S("")});

    check_code(decide(&f, id, "trusted", ""), OK);
    check_code(save_as(&f, id, &(struct partner){.profile = S("https://academy.example/i")}, ""), OK);
    NEED(partner_get(f.db, test_arena, f.org, id, &p, &err));
    assert_true(partner_is(&p, "trusted"));              /* nothing of what it is told by */
    check_code(save_as(&f, id, &(struct partner){.profile = S("https://evil.example/i")}, ""), OK);
    NEED(partner_get(f.db, test_arena, f.org, id, &p, &err));
    assert_true(partner_is(&p, "proposed"));
    NEED(partner_events(f.db, test_arena, &(struct partner_events_ask){&p, false, {.limit = 100}}, &all, &err));
    check_str(all.items[0].words, S("https://academy.example/i → https://evil.example/i"));
    assert_int_equal(last(&f, id), 0);                   /* and undo does not bring the trust to another */
    check_code(decide(&f, id, "suspended", "no licence"), OK);
    assert_int_equal(save_as(&f, id, &(struct partner){.profile = S("https://other.example/i")}, " "), BAD_INPUT);
    check_code(save_as(&f, id, &(struct partner){.profile = S("https://evil.example/i"), .host = S("evil.example")}, ""), OK);   /* more is held */
    check_code(save_as(&f, id, &(struct partner){.profile = S("https://other.example/i")}, "they moved"), OK);
    assert_true(held(&f, "https://other.example/i", "other.example").n > 0);
    close_it(&f);
}

TEST(who_is_told_by_something_else_is_not_trusted_by_what_was_decided_before)
{
    each_engine(told_by_another);
}

static void alone(struct store *s)
{
    struct fixture f = open_on(s);
    static const struct { struct partner p; code want; } t[] = {
        {{.host = S("ACADEMY.example")}, CONFLICT}, {{.profile = S("https://academy.example/other")}, CONFLICT}, {{.did = S("did:web:academy.example")}, CONFLICT},
        {{.did = S("did:web:academy.example:i:7")}, OK}, {{.profile = S("https://platform.example/i/8")}, OK}, {{.host = S("platform.example")}, CONFLICT},
        {{.host = S("did:web:x")}, BAD_INPUT}, {{.host = S("did:web:x.example")}, BAD_INPUT},
    };

    propose(&f, &(struct partner){.name = S("Academy"), .host = S("academy.example")});
    propose(&f, &(struct partner){.name = S("Seven"), .profile = S("https://platform.example/i/7")});
    for (size_t i = 0; i < COUNT(t); i++) {
        struct partner p = t[i].p;
        int64_t id = 0;
        p.org = f.org;
        p.name = S("Another");
        check_at(i, partner_save(f.db, test_arena, &(struct partner_save){.p = &p, .by = f.account}, &id, NULL) == t[i].want);
    }
    close_it(&f);
}

TEST(one_badge_is_of_one_partner_whatever_it_is_told_by)
{
    each_engine(alone);
}

static void reminded(struct store *s)
{
    struct fixture f = open_on(s);
    struct mail_list all = {0};
    const char *unwanted = NULL;
    struct partner p = {0};
    int64_t mails = 0, id = propose(&f, &(struct partner){.name = S("Academy"), .host = S("academy.example"), .review = TODAY});

    propose(&f, &(struct partner){.name = S("Later"), .host = S("later.example"), .review = TODAY + DAY});
    NEED(remind_run(f.app, f.db, test_arena, f.org, &mails, &err));
    assert_int_equal(mails, 1);
    NEED(mail_find(f.db, test_arena, f.org, S(""), &(struct keyset){.limit = 5}, &all, &err));
    NEED(mail_fill(f.app, f.db, test_arena, &all.items[0], &unwanted, &err));
    assert_null(unwanted);
    check_str(all.items[0].subject, S("Look at it again: Academy"));
    assert_true(str_contains(all.items[0].text, S("Academy")));
    assert_false(str_contains(all.items[0].text, S("Later")));
    clock_set(NOON + DAY);
    NEED(remind_run(f.app, f.db, test_arena, f.org, &mails, &err));
    assert_int_equal(mails, 1);                          /* the other one; this one is told once for its day */
    NEED(partner_get(f.db, test_arena, f.org, id, &p, &err));
    p.review = TODAY + 90 * DAY;
    NEED(partner_save(f.db, test_arena, &(struct partner_save){&p, f.account}, &id, &err));
    all.n = 0;
    NEED(mail_find(f.db, test_arena, f.org, S(""), &(struct keyset){.limit = 5}, &all, &err));
    NEED(mail_fill(f.app, f.db, test_arena, &all.items[1], &unwanted, &err));
    assert_non_null(unwanted);                           /* it was looked at before the mail went */
    NEED(db_run(f.db, "UPDATE partner SET owner_id = NULL, review_on = $1 WHERE id = $2", ARGS(v_int(TODAY + 2 * DAY), v_int(id)), NULL, &err));
    clock_set(NOON + 2 * DAY);
    NEED(remind_run(f.app, f.db, test_arena, f.org, &mails, &err));
    assert_int_equal(mails, 1);                          /* nobody answers for it: an administrator is told */
    close_it(&f);
}

TEST(who_answers_for_a_partner_is_mailed_once_on_its_day)
{
    each_engine(reminded);
}

/* ---- the agreement ends ---- */

static struct mail newest_filled(struct fixture *f, const char **unwanted)
{
    struct mail_list all = {0};

    NEED(mail_find(f->db, test_arena, f->org, S(""), &(struct keyset){.limit = 5}, &all, &err));
    NEED(mail_fill(f->app, f->db, test_arena, &all.items[0], unwanted, &err));
    return all.items[0];
}

static void ending(struct store *s)
{
    struct fixture f = open_on(s);
    const msec last_day = TODAY + 31 * DAY;
    static const struct { int day, mails; const char *words; } t[] = {
        {0, 0, NULL}, {1, 1, "The agreement ends"}, {2, 0, NULL}, {31, 0, NULL}, {32, 1, "The agreement has ended"}, {33, 0, NULL}, {90, 0, NULL},
    };
    struct partner p = {0};
    const char *unwanted = NULL;
    int64_t mails = 0, id = propose(&f, &(struct partner){.name = S("Academy"), .host = S("academy.example"), .agreed_until = last_day});

    for (size_t i = 0; i < COUNT(t); i++) {
        clock_set(NOON + t[i].day * DAY);
        NEED(remind_run(f.app, f.db, test_arena, f.org, &mails, &err));
        check_at(i, mails == t[i].mails);
        if (t[i].words)
            check_at(i, str_contains(newest_filled(&f, &unwanted).text, cstr(t[i].words)) && !unwanted);
    }
    NEED(partner_get(f.db, test_arena, f.org, id, &p, &err));
    check_str(p.trust, S("proposed"));                   /* nothing is decided by that */
    p.agreed_until = TODAY + 400 * DAY;
    NEED(partner_save(f.db, test_arena, &(struct partner_save){&p, f.account}, &id, &err));
    newest_filled(&f, &unwanted);
    assert_non_null(unwanted);                           /* it was agreed anew before the mail went */
    close_it(&f);
}

TEST(who_answers_for_a_partner_is_mailed_before_the_agreement_ends_and_when_it_has_once_each)
{
    each_engine(ending);
}

/* ---- what was true when ---- */

static void terms(struct store *s)
{
    struct fixture f = open_on(s);
    struct partner_terms_list all = {0};
    struct partner p = {0};
    int64_t id = propose(&f, &(struct partner){.name = S("Academy"), .host = S("academy.example"), .scope = S("Cranes"), .agreed_until = TODAY});

    check_code(decide(&f, id, "trusted", ""), OK);
    NEED(partner_get(f.db, test_arena, f.org, id, &p, &err));
    p.contact = S("Ana");                                /* nothing of the terms */
    NEED(partner_save(f.db, test_arena, &(struct partner_save){&p, f.account}, &id, &err));
    p.scope = S("Cranes and slings");
    p.agreed_until = NO_DAY;
    NEED(partner_save(f.db, test_arena, &(struct partner_save){&p, f.account}, &id, &err));
    NEED(partner_terms(f.db, test_arena, &p, &all, &err));
    assert_int_equal(all.n, 3);
    check_str(all.items[0].was.scope, S("Cranes and slings"));
    check_str(all.items[1].was.scope, S("Cranes"));
    check_str(all.items[1].was.trust, S("trusted"));
    assert_int_equal(all.items[1].was.until, TODAY);
    check_str(all.items[2].was.trust, S("proposed"));
    close_it(&f);
}

TEST(what_is_agreed_is_kept_as_of_each_time_it_changed)
{
    each_engine(terms);
}

TEST(what_looking_came_to_is_said_in_words_whatever_was_kept)
{
    static const struct { const char *kept, *words; } t[] = {
        {"no-profile", "There is no profile of Open Badges at its address."}, {"another\nhttps://x.example/i", "The document says that it is another: https://x.example/i"},
        {"status\n404", "The address answered with status 404."}, {"silent", "Nothing answered at its address."}, {"", ""}, {"A sentence of before.", "A sentence of before."}, {"status", "status"},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, str_eq(partner_found_words(test_arena, cstr(t[i].kept)), cstr(t[i].words)));
}
