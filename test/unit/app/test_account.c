#include "unit/test.h"
#include "unit/app/fixture.h"

static code sign_in(struct fixture *f, str password)
{
    int64_t id;

    return account_sign_in(f->db, test_arena, S("maya@example.org"), password, S("192.0.2.1"), &id, NULL);
}

TEST(a_clock_that_stood_wrong_locks_nobody_out_when_it_is_set_right)
{
    static const struct { msec step; code want; } t[] = {
        {0, LIMIT}, {-MINUTE, LIMIT}, {-HOUR, OK}, {-3650 * DAY, OK}, {16 * MINUTE, OK},
    };
    struct fixture f = fixture_open();
    msec now = clock_now();

    for (size_t i = 0; i < COUNT(t); i++) {
        clock_set(now);
        for (int k = 0; k < 14; k++)
            check_at(i, sign_in(&f, S("wrong wrong wrong")) != OK);
        clock_set(now + t[i].step);
        check_code_at(i, sign_in(&f, S("four plain words here")), t[i].want);
        clock_set(now + DAY);
        check_code_at(i, sign_in(&f, S("four plain words here")), OK);
    }
    clock_set(-1);
    fixture_close(&f);
}

static struct account_row row_of(struct fixture *f, str email)
{
    struct account_list all = {0};

    NEED(account_all(f->db, test_arena, 0, 100, &all, &err));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.items[i].account.email, email))
            return all.items[i];
    return (struct account_row){0};
}

TEST(an_operator_is_made_or_named_and_nothing_else_changes)
{
    struct fixture f = fixture_open();
    struct new_account n = {.name = S("Ann"), .email = S("Ann@example.org")};
    struct error why = {0};
    int64_t id, again;
    bool made;

    NEED(account_appoint(f.db, test_arena, &n, &id, &made, &err));
    assert_true(made);
    assert_true(row_of(&f, S("Ann@example.org")).account.is_operator);
    assert_false(row_of(&f, S("Ann@example.org")).account.has_password);
    n = (struct new_account){.name = S("Somebody else"), .email = S("ann@EXAMPLE.org"), .password = S("rain on a tin roof")};
    NEED(account_appoint(f.db, test_arena, &n, &again, &made, &err));
    assert_false(made);
    assert_true(again == id);
    check_str(row_of(&f, S("Ann@example.org")).account.name, S("Ann"));
    assert_true(row_of(&f, S("Ann@example.org")).account.has_password);
    n.password = S("short");
    check_code(account_appoint(f.db, test_arena, &n, &again, &made, &why), BAD_INPUT);
    n = (struct new_account){.name = S(" "), .email = S("new@example.org")};
    check_code(account_appoint(f.db, test_arena, &n, &again, &made, &why), BAD_INPUT);
    fixture_close(&f);
}
