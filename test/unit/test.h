/* test.h — what a unit test needs, over cmocka. One program per module:
 *
 *     #include "unit/test.h"
 *     #include "base/codec.h"
 *
 *     TEST(hex_is_written_in_lower_case)
 *     {
 *         check_str(hex_encode(test_arena, S("\xAB")), S("ab"));
 *     }
 *
 * TEST registers the test; `main` is in this file. `test_arena` is new for
 * each test. cmocka's own assert_true, assert_int_equal … are there too. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#undef fail                                      /* `fail` is ours, of base/error.h */
#undef fail_msg
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#define TEST_HELPER static __attribute__((unused))
#define MAX_TESTS   256

TEST_HELPER struct arena *test_arena;
static struct CMUnitTest all_tests[MAX_TESTS];
static size_t all_tests_n;

#define TEST(claim)                                                            \
    static void claim(void);                                                   \
    static void claim##_run(void **state)                                      \
    {                                                                          \
        (void)state;                                                           \
        claim();                                                               \
    }                                                                          \
    __attribute__((constructor)) static void claim##_register(void)            \
    {                                                                          \
        add_test(#claim, claim##_run);                                         \
    }                                                                          \
    static void claim(void)

static int begin_test(void **state)
{
    (void)state;
    test_arena = arena_new(0);
    return 0;
}

static int end_test(void **state)
{
    (void)state;
    arena_free(test_arena);
    return 0;
}

static void add_test(const char *name, CMUnitTestFunction run)
{
    if (all_tests_n == MAX_TESTS)
        abort();
    all_tests[all_tests_n++] = (struct CMUnitTest){name, run, begin_test, end_test, NULL};
}

int main(void)
{
    return _cmocka_run_group_tests("unit", all_tests, all_tests_n, NULL, NULL);
}

/* Texts. Absent and empty are two different things here. */

#define check_str(got, want)       check_str_(-1, (got), (want), __FILE__, __LINE__)
#define check_str_at(i, got, want) check_str_((long)(i), (got), (want), __FILE__, __LINE__)

/* As text where it can be read, other bytes as \xNN. */
TEST_HELPER void print_str(const char *label, str s)
{
    print_error("  %s ", label);
    for (size_t i = 0; i < s.n && i < 2000; i++)
        print_error(s.p[i] >= ' ' && s.p[i] != 0x7F ? "%c" : "\\x%02x", (unsigned char)s.p[i]);
    print_error("%s (%zu bytes)\n", s.p ? "" : "absent", s.n);
}

TEST_HELPER void check_str_(long row, str got, str want, const char *file, int line)
{
    if (str_eq(got, want) && str_is_absent(got) == str_is_absent(want))
        return;
    if (row >= 0)
        print_error("row %ld\n", row);
    print_str("got: ", got);
    print_str("want:", want);
    _fail(file, line);
}

/* Codes. `check_ok(json_parse(…, &err), &err)` shows the sentence when it
 * fails; `check_code(call, BAD_INPUT)` wants that code. */

#define check_ok(call, err)      check_ok_((call), (err), __FILE__, __LINE__)
#define check_code(call, want)   check_code_(-1, (call), (want), __FILE__, __LINE__)
#define check_code_at(i, call, want) check_code_((long)(i), (call), (want), __FILE__, __LINE__)

TEST_HELPER void check_ok_(code c, const struct error *err, const char *file, int line)
{
    if (c == OK)
        return;
    print_error("%s at \"%s\": %s\n", code_name(c), err ? err->where : "", err ? err->text : "");
    _fail(file, line);
}

TEST_HELPER void check_code_(long row, code got, code want, const char *file, int line)
{
    if (got == want)
        return;
    if (row >= 0)
        print_error("row %ld\n", row);
    print_error("  got:  %s\n  want: %s\n", code_name(got), code_name(want));
    _fail(file, line);
}

/* A number or truth in row `i` of a table. */
#define check_at(i, claim)                                                     \
    do {                                                                       \
        if (!(claim)) {                                                        \
            print_error("row %ld: not so: %s\n", (long)(i), #claim);           \
            _fail(__FILE__, __LINE__);                                         \
        }                                                                      \
    } while (0)

/* Memory that runs out. Calls `body` with an arena whose first allocation
 * fails, then one whose second fails, until `body` comes to its end. What
 * `body` opens outside the arena must survive that: sanitizers see the leaks.
 * Returns how many allocations there were. */

TEST_HELPER void leave_body(void *ctx)
{
    longjmp(*(jmp_buf *)ctx, 1);
}

TEST_HELPER bool body_ends(size_t fail_after, void (*body)(struct arena *a, void *ctx), void *ctx)
{
    jmp_buf full;
    struct arena *volatile a = arena_new(0);
    volatile bool ended = false;

    arena_on_full(a, leave_body, &full);
    arena_fail_after(a, fail_after);
    if (setjmp(full) == 0) {
        body(a, ctx);
        ended = true;
    }
    arena_free(a);
    return ended;
}

TEST_HELPER size_t check_each_allocation(void (*body)(struct arena *a, void *ctx), void *ctx)
{
    size_t n = 1;

    while (!body_ends(n, body, ctx))
        assert_true(++n < 1000000);
    return n - 1;
}
