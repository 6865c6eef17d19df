#include "unit/test.h"

struct row { int64_t a; char c; };

static bool is_zero(const void *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (((const char *)p)[i])
            return false;
    return true;
}

TEST(memory_is_zeroed_also_after_a_reset)
{
    for (int round = 0; round < 3; round++) {
        for (size_t n = 0; n < 3000; n += 97) {
            char *p = arena_alloc(test_arena, n, 1);
            assert_true(is_zero(p, n));
            memset(p, 0xAA, n);
        }
        arena_reset(test_arena);
        assert_int_equal(arena_used(test_arena), 0);
    }
}

TEST(objects_are_aligned_for_any_type)
{
    for (int i = 0; i < 100; i++) {
        NEW_ARRAY(test_arena, 3, char);
        assert_int_equal((uintptr_t)NEW(test_arena, struct row) % _Alignof(max_align_t), 0);
    }
}

TEST(growing_keeps_what_was_there_and_zeroes_the_rest)
{
    int *p = NULL;
    size_t n = 0;

    for (size_t more = 1; n < 200000; n += more, more = more * 3 / 2 + 1) {
        p = arena_grow(test_arena, p, n, n + more, sizeof *p);
        assert_true(is_zero(p + n, more * sizeof *p));
        for (size_t i = n; i < n + more; i++)
            p[i] = (int)i;
        NEW(test_arena, char);                   /* in the way of growing in place */
    }
    for (size_t i = 0; i < n; i++)
        assert_int_equal(p[i], i);
}

TEST(the_old_array_stays_readable_after_growing)
{
    char *old = NEW_ARRAY(test_arena, 8, char);

    memcpy(old, "lapel", 6);
    NEW(test_arena, char);
    char *grown = arena_grow(test_arena, old, 8, 100000, 1);
    assert_string_equal(old, "lapel");
    assert_string_equal(grown, "lapel");
}

TEST(growing_to_less_changes_nothing)
{
    int *p = NEW_ARRAY(test_arena, 10, int);

    assert_ptr_equal(arena_grow(test_arena, p, 10, 5, sizeof *p), p);
}

struct attempt { size_t quota, count, size; bool is_grown; };

static void leave(void *ctx)
{
    longjmp(*(jmp_buf *)ctx, 1);
}

static bool is_refused(const struct attempt *t)
{
    struct arena *a = arena_new(t->quota);
    jmp_buf full;
    bool refused = true;

    arena_on_full(a, leave, &full);
    if (setjmp(full) == 0) {
        if (t->is_grown)
            arena_grow(a, NEW(a, char), 1, t->count, t->size);
        else
            arena_alloc(a, t->count, t->size);
        refused = false;
    }
    arena_free(a);
    return refused;
}

TEST(the_quota_and_overflowing_products_reach_the_handler)
{
    static const struct { struct attempt try; bool refused; } t[] = {
        {{1000, 900, 1, false}, false},
        {{1000, 1100, 1, false}, true},
        {{0, 15 << 20, 1, false}, false},        /* 16 MiB unless told otherwise */
        {{0, 17 << 20, 1, false}, true},
        {{1000, SIZE_MAX, 1, false}, true},
        {{1000, SIZE_MAX / 2 + 1, 2, false}, true}, /* wraps to 0 */
        {{1000, SIZE_MAX / 16 + 2, 16, false}, true}, /* wraps to 16 */
        {{1000, 900, 1, true}, false},
        {{1000, 1100, 1, true}, true},
        {{1000, SIZE_MAX / 2 + 1, 2, true}, true},
        {{1000, SIZE_MAX, 1, true}, true},
        {{SIZE_MAX, SIZE_MAX / 2, 1, false}, true},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, is_refused(&t[i].try) == t[i].refused);
}

TEST(the_quota_counts_all_objects_and_a_reset_gives_it_back)
{
    struct arena *a = arena_new(10000);

    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 9; i++)
            NEW_ARRAY(a, 1000, char);
        assert_true(arena_used(a) >= 9000 && arena_used(a) <= 10000);
        arena_reset(a);
    }
    arena_free(a);
}

static void allocate_three_times(struct arena *a, void *ctx)
{
    (void)ctx;
    char *p = NEW_ARRAY(a, 10, char);
    NEW(a, struct row);
    arena_grow(a, p, 10, 1000, 1);
}

TEST(an_allocation_can_be_made_to_fail)
{
    assert_int_equal(check_each_allocation(allocate_three_times, NULL), 3);
}

TEST(free_accepts_null)
{
    arena_free(NULL);
}
