#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/mail/mail.h"

static int64_t award_one(struct fixture *f, str name, str email, code want)
{
    struct award_context *c = NULL;
    struct error why = {0};
    int64_t id = 0;

    NEED(db_begin(f->db, &err));
    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    code got = award_issue(c, f->db, test_arena,
                           &(struct award_request){.org = f->org, .achievement = f->badge, .account = f->account,
                                                   .name = name, .email = email, .narrative = S("Well done, all of you"),
                                                   .evidence_url = S("https://example.org/proof"), .awarded = clock_now()},
                           &id, &why);
    award_context_close(c);
    assert_int_equal(db_end(f->db, got, NULL), want);
    assert_int_equal(got, want);
    return id;
}

TEST(somebody_who_holds_a_valid_badge_does_not_get_it_again)
{
    struct fixture f = fixture_open();
    int64_t id = award_one(&f, S("Ann"), S("Ann@Example.org"), OK);

    award_one(&f, S("Ann"), S("ann@example.ORG"), CONFLICT);
    NEED(award_revoke(f.db, test_arena, f.org, id, f.account, S("by mistake"), &err));
    award_one(&f, S("Ann"), S("ann@example.org"), OK);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM person"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail WHERE kind = 'award'"), 2);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail WHERE kind = 'revoked'"), 1);
    fixture_close(&f);
}

TEST(an_award_is_revoked_once_and_with_a_reason)
{
    struct fixture f = fixture_open();
    int64_t id = award_one(&f, S("Ann"), S("ann@example.org"), OK);

    assert_int_equal(award_revoke(f.db, test_arena, f.org, id, f.account, S("  "), NULL), BAD_INPUT);
    assert_int_equal(award_revoke(f.db, test_arena, f.org + 1, id, f.account, S("no"), NULL), NOT_FOUND);
    NEED(award_revoke(f.db, test_arena, f.org, id, f.account, S("by mistake"), &err));
    assert_int_equal(award_revoke(f.db, test_arena, f.org, id, f.account, S("again"), NULL), CONFLICT);
    assert_int_equal(number_of(&f, "SELECT generation FROM status_list"), 1);
    fixture_close(&f);
}

TEST(every_place_of_a_status_list_is_given_out_once)
{
    enum { SIZE = 131072 };
    static unsigned char seen[SIZE];
    static const int64_t shuffles[] = {0, 1, -1, INT64_MAX, INT64_MIN, 0x123456789abcdef};

    for (size_t s = 0; s < COUNT(shuffles); s++) {
        int64_t neighbours = 0, before = 0;
        memset(seen, 0, sizeof seen);
        for (int64_t i = 0; i < SIZE; i++) {
            int64_t place = award_status_place(i, shuffles[s], SIZE);
            assert_true(place >= 0 && place < SIZE);
            assert_int_equal(seen[place]++, 0);
            neighbours += i > 0 && (place == before + 1 || place == before - 1);
            before = place;
        }
        assert_true(neighbours < SIZE / 100);
    }
}

TEST(a_claim_link_proves_one_address_for_one_award)
{
    struct fixture f = fixture_open();
    struct award_row w, other;
    str path;

    NEED(award_get(f.db, test_arena, f.org, award_one(&f, S("Ann"), S("ann@example.org"), OK), &w, &err));
    NEED(award_get(f.db, test_arena, f.org, award_one(&f, S("Bo"), S("bo@example.org"), OK), &other, &err));
    path = award_claim_path(test_arena, f.app, &w);
    str proof = str_from(path, path.n - 22);
    assert_true(award_claim_check(test_arena, f.app, &w, proof));
    assert_false(award_claim_check(test_arena, f.app, &other, proof));
    assert_false(award_claim_check(test_arena, f.app, &w, S("")));
    fixture_close(&f);
}

TEST(the_mail_of_an_award_is_written_when_it_is_read)
{
    struct fixture f = fixture_open();
    struct mail_list mails = {0};

    award_one(&f, S("Ann <b>Lee"), S("ann@example.org"), OK);
    NEED(mail_find(f.db, test_arena, f.org, S(""), &(struct keyset){.limit = 10}, &mails, &err));
    assert_int_equal(mails.n, 1);
    check_str(mails.items[0].state, S("outbox"));
    NEED(mail_fill(f.app, f.db, test_arena, &mails.items[0], NULL, &err));
    check_str(mails.items[0].subject, S("You earned “Forklift operator”"));
    assert_true(str_contains(mails.items[0].text, S("https://badges.example.org/claim/")));
    assert_true(str_contains(mails.items[0].html, S("Hello Ann &lt;b&gt;Lee,")));
    assert_true(str_contains(mails.items[0].html, S("Harbour &amp; Vale awarded you the badge “Forklift operator”.")));
    fixture_close(&f);
}
