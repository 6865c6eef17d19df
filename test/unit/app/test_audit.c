#include "unit/test.h"
#include "app/audit/sample.h"
#include "base/crypto.h"

static const char population[] = "1:7:5\n2:7:6\n3:7:6\nsomething\n4:7\n5:7:99\n6:7:6:1\n17:3:9\n";

TEST(the_smallest_hashes_are_drawn_in_their_order)
{
    struct sample_pairs two = {0}, all = {0};

    sample_draw(test_arena, cstr(population), S("autumn"), 2, &two);
    sample_draw(test_arena, cstr(population), S("autumn"), 50, &all);
    assert_int_equal(two.n, 2);
    assert_int_equal(all.n, 4);
    for (size_t i = 0; i < all.n; i++) {
        check_str(all.items[i].draw, (sha256_hex(test_arena, str_printf(test_arena, "autumn:%lld:%lld", (long long)all.items[i].person, (long long)all.items[i].requirement))));
        if (i)
            assert_true(memcmp(all.items[i - 1].draw.p, all.items[i].draw.p, 64) < 0);
    }
    for (size_t i = 0; i < two.n; i++)
        assert_int_equal(two.items[i].person, all.items[i].person);
}
