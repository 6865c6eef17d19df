#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/token/token.h"

static int64_t make(struct fixture *f, const char *scopes, msec expires, str *secret)
{
    int64_t id = 0;

    NEED(token_make(f->db, test_arena,
                    &(struct token){.org = f->org, .account = f->account, .name = S("Learning platform"), .scopes = cstr(scopes), .expires = expires},
                    &id, secret, &err));
    return id;
}

static code token_at(struct fixture *f, str secret, msec now, struct token *out)
{
    return token_check(f->db, test_arena, &(struct token_use){secret, S("192.0.2.1"), now}, out, NULL);
}

TEST(a_secret_is_known_by_its_hash_alone_and_ends_when_it_is_revoked_or_old)
{
    struct fixture f = fixture_open();
    struct token t;
    str secret, other;
    msec now = clock_now();
    int64_t id = make(&f, "awards:write badges:read nonsense badges:read", now + DAY, &secret);

    assert_true(str_starts(secret, S("lapel_")) && secret.n == 49);
    assert_int_equal(token_at(&f, secret, now, &t), OK);
    check_str(t.scopes, S("badges:read awards:write"));
    assert_true(token_has(&t, "awards:write") && !token_has(&t, "awards") && !token_has(&t, "awards:revoke"));
    assert_int_equal(token_at(&f, str_slice(secret, 0, secret.n - 1), now, &t), DENIED);
    assert_int_equal(token_at(&f, S(""), now, &t), DENIED);
    assert_int_equal(token_at(&f, secret, now + DAY, &t), DENIED);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM token WHERE hash LIKE 'lapel%'"), 0);

    NEED(token_revoke(f.db, test_arena, &(struct token_revoke){f.org, id, f.account}, &err));
    assert_int_equal(token_at(&f, secret, now, &t), DENIED);
    assert_int_equal(token_revoke(f.db, test_arena, &(struct token_revoke){f.org, id, f.account}, NULL), CONFLICT);
    assert_int_equal(token_revoke(f.db, test_arena, &(struct token_revoke){f.org + 1, id, f.account}, NULL), NOT_FOUND);

    make(&f, "org:read", 0, &other);
    assert_int_equal(token_at(&f, other, now + 1000 * DAY, &t), OK);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM org_log WHERE what LIKE 'token.%'"), 3);
    fixture_close(&f);
}

TEST(a_token_says_what_it_is_for_and_there_are_not_too_many)
{
    static const struct { const char *name, *scopes; msec expires; code want; } t[] = {
        {"", "org:read", 0, BAD_INPUT}, {"  ", "org:read", 0, BAD_INPUT}, {"x", "", 0, BAD_INPUT}, {"x", "all", 0, BAD_INPUT},
        {"x", "org:read", 1000, BAD_INPUT}, {"x", "org:read", 0, OK},
    };
    struct fixture f = fixture_open();
    int64_t id;
    str secret;

    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(token_make(f.db, test_arena,
                                    &(struct token){.org = f.org, .account = f.account, .name = cstr(t[i].name), .scopes = cstr(t[i].scopes), .expires = t[i].expires},
                                    &id, &secret, NULL), t[i].want);
    for (int i = 1; i < TOKENS_MOST; i++)
        make(&f, "org:read", 0, &secret);
    assert_int_equal(token_make(f.db, test_arena, &(struct token){.org = f.org, .account = f.account, .name = S("x"), .scopes = S("org:read")}, &id, &secret, NULL), LIMIT);
    fixture_close(&f);
}

TEST(calls_come_back_evenly_and_one_token_does_not_use_up_another)
{
    msec now = 1000000;
    struct token_rate r = {0};

    for (int i = 0; i < TOKEN_CALLS_A_MINUTE; i++) {
        r = token_rate(7, now);
        assert_false(r.is_over);
    }
    assert_int_equal(r.left, 0);
    assert_true(token_rate(7, now).is_over);
    assert_false(token_rate(8, now).is_over);
    assert_true(token_rate(7, now + 99).is_over);
    assert_false(token_rate(7, now + 100).is_over);
    assert_int_equal(token_rate(7, now + 100 + MINUTE).left, TOKEN_CALLS_A_MINUTE - 1);
}

TEST(the_log_of_calls_keeps_the_newest)
{
    struct fixture f = fixture_open();
    str secret;
    int64_t id = make(&f, "org:read", 0, &secret);

    NEED(db_begin(f.db, &err));
    for (int i = 0; i < TOKEN_CALLS + 300; i++)
        check_ok(token_note_call(f.db, &(struct token_call){f.org, id, S("POST"), S("/api/v1/awards"), S("192.0.2.1"), 201}, NULL), NULL);
    NEED(db_end(f.db, OK, &err));
    assert_in_range(number_of(&f, "SELECT count(*) FROM token_call"), TOKEN_CALLS, TOKEN_CALLS + 64);
    assert_int_equal(number_of(&f, "SELECT max(id) FROM token_call"), TOKEN_CALLS + 300);
    fixture_close(&f);
}

TEST(who_came_without_a_token_bears_none)
{
    struct request rq = {.arena = test_arena};

    assert_null(bearer_of(&rq));
}
