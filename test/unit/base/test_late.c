#include "unit/test.h"
#include "base/late.h"

struct maths { double (*cos)(double), (*sin)(double); };

static int started;

static bool start(void)
{
    started++;
    return true;
}

static bool do_not_start(void)
{
    return false;
}

TEST(a_library_becomes_a_table_of_its_functions_once)
{
    static const char *const names[] = {"cos", "sin"};
    struct maths m = {0};
    struct late l = {.soname = "libm.so.6", .names = names, .n = 2, .table = &m, .start = start};
    struct error err = {0};

    check_ok(late_need(&l, &err), &err);
    check_ok(late_need(&l, &err), &err);
    assert_int_equal(started, 1);
    assert_true(m.cos(0) > 0.99 && m.sin(0) < 0.01);
}

TEST(a_library_that_cannot_be_used_says_so_every_time)
{
    static const char *const cosine[] = {"cos"}, *const stranger[] = {"lapel_never_was"};
    struct { const char *soname; const char *const *names; bool (*start)(void); code want; } t[] = {
        {"liblapel-never-was.so.9", cosine, NULL, UNREACHABLE},
        {"libm.so.6", stranger, NULL, FAULT},
        {"libm.so.6", cosine, do_not_start, FAULT},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        double (*table[1])(double);
        struct late l = {.soname = t[i].soname, .names = t[i].names, .n = 1, .table = table, .start = t[i].start};
        for (int again = 0; again < 2; again++) {
            struct error err = {0};
            check_at(i, late_need(&l, &err) == t[i].want);
            check_at(i, err.code == t[i].want && strcmp(err.where, t[i].soname) == 0);
        }
        check_at(i, late_need(&l, NULL) == t[i].want);
    }
}
