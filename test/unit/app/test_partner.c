#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/mail/letter.h"
#include "app/mail/mail.h"
#include "app/partner/partner.h"
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

static code undecide(struct fixture *f, int64_t id)
{
    struct partner_of o = {f->org, id, f->account};

    NEED(db_begin(f->db, &err));
    return db_end(f->db, partner_undecide(f->db, test_arena, &o, NULL), NULL);
}

static str held(struct fixture *f, const char *issuer, const char *anchor)
{
    struct intake_facts facts = {.anchor = cstr(anchor), .issuer = cstr(issuer), .achievement = S(""), .name = S("Crane")};
    str why = {0};

    NEED(intake_held_back(f->db, test_arena, f->org, &facts, &why, &err));
    return why;
}

static void by_any_of_three(struct store *s)
{
    struct fixture f = open_on(s);
    static const struct { const char *issuer, *anchor; bool held; } t[] = {
        {"https://academy.example/issuer", "academy.example", true}, {"https://academy.example/other", "academy.example", true}, {"https://academy.example/other", "ACADEMY.example", true},
        {"did:web:academy.example", "did:web:academy.example", true}, {"did:web:academy.example:x", "did:web:academy.example:x", false},
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
    close_it(&f);
}

TEST(who_answers_for_a_partner_is_mailed_once_on_its_day)
{
    each_engine(reminded);
}
