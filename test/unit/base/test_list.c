#include "unit/test.h"
#include "base/list.h"

struct row { int n; char c; };

TEST(a_list_grows_and_keeps_its_items)
{
    LIST(struct row) rows = {0};

    for (int i = 0; i < 1000; i++) {
        *list_add(test_arena, &rows) = (struct row){.n = i, .c = 'x'};
        NEW(test_arena, char);
    }
    assert_int_equal(rows.n, 1000);
    for (int i = 0; i < 1000; i++)
        assert_true(rows.items[i].n == i && rows.items[i].c == 'x');
}

TEST(a_new_item_is_zero)
{
    struct str_list names = {0};

    for (int i = 0; i < 50; i++)
        assert_true(str_is_absent(*list_add(test_arena, &names)));
}

TEST(a_map_finds_what_was_put_and_nothing_else)
{
    struct map *m = map_new(test_arena);

    for (intptr_t i = 1; i <= 5000; i++) {
        void **at = map_at(m, str_printf(test_arena, "key-%d", (int)i));
        assert_null(*at);
        *at = (void *)i;
    }
    assert_int_equal(map_count(m), 5000);
    for (intptr_t i = 1; i <= 5000; i++)
        assert_ptr_equal(map_get(m, str_printf(test_arena, "key-%d", (int)i)), (void *)i);
    assert_null(map_get(m, S("key-0")));
    assert_null(map_get(m, S("key-5001")));
    assert_int_equal(map_count(m), 5000);
}

TEST(keys_are_compared_as_whole_bytes)
{
    static const str keys[] = {
        S(""), S("\0"), S("\0\0"), S("a"), S("A"), S("a\0"), S("a\0b"), S("1234567"),
        S("12345678"), S("123456789"), S("1234567\0"), S("\xFF"),
    };
    struct map *m = map_new(test_arena);

    for (size_t i = 0; i < COUNT(keys); i++)
        *map_at(m, keys[i]) = (void *)&keys[i];
    assert_int_equal(map_count(m), COUNT(keys));
    for (size_t i = 0; i < COUNT(keys); i++)
        check_at(i, map_get(m, str_copy(test_arena, keys[i])) == &keys[i]);
}

TEST(a_second_map_at_gives_the_same_slot)
{
    struct map *m = map_new(test_arena);
    int one = 1;

    *map_at(m, S("k")) = &one;
    assert_ptr_equal(*map_at(m, S("k")), &one);
    assert_int_equal(map_count(m), 1);
}

static void fill(struct arena *a, void *ctx)
{
    struct map *m = map_new(a);
    struct str_list keys = {0};

    (void)ctx;
    for (int i = 0; i < 40; i++) {
        *list_add(a, &keys) = str_printf(a, "%d", i);
        *map_at(m, keys.items[i]) = m;
    }
}

TEST(lists_and_maps_survive_memory_that_runs_out)
{
    assert_true(check_each_allocation(fill, NULL) > 40);
}
