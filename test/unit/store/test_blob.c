#include "store/blob.h"
#include "unit/store_db.h"

static void once(struct store *s)
{
    struct error err = {0};
    struct blob b;
    str first, second, other;

    with_schema(s);
    check_ok(blob_put(s->db, test_arena, S("a\0b"), S("image/png"), 1, &first, &err), &err);
    check_ok(blob_put(s->db, test_arena, S("a\0b"), S("image/png"), 2, &second, &err), &err);
    check_ok(blob_put(s->db, test_arena, S("c"), S("image/png"), 2, &other, &err), &err);
    check_str(first, second);
    assert_int_equal(first.n, 43);
    assert_false(str_eq(first, other));
    check_ok(blob_get(s->db, test_arena, first, &b, &err), &err);
    check_str(b.bytes, S("a\0b"));
    check_str(b.type, S("image/png"));
    check_code(blob_get(s->db, test_arena, S("nothing"), &b, &err), NOT_FOUND);
}

TEST(the_same_bytes_are_kept_once_and_found_by_their_hash)
{
    each_engine(once);
}
