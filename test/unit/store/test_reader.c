#include "store/reader.h"
#include "unit/store_db.h"

static const char sql_put[] = SQL("INSERT INTO t (id) VALUES ($1)");
static const char sql_count[] = SQL("SELECT count(*) FROM t");

static int64_t count(struct db *db)
{
    int64_t n = -1;

    assert_int_equal(db_int(db, sql_count, NO_ARGS, &n, NULL), OK);
    return n;
}

static void put(struct db *db, int64_t id)
{
    assert_int_equal(db_run(db, sql_put, ARGS(v_int(id)), NULL, NULL), OK);
}

struct open { char folder[64]; struct store s; struct readers *readers; };

static struct open begin(unsigned most)
{
    struct open o = {.s = {0}};

    open_store(&o.s, new_sqlite(o.folder), 8);
    check_code(db_script(o.s.db, S("CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT"), NULL), OK);
    o.readers = readers_open(test_arena, o.s.pool, most);
    return o;
}

static void end(struct open *o)
{
    readers_close(o->readers);
    close_store(&o->s);
    remove_sqlite(o->folder);
}

TEST(a_commit_of_this_process_is_seen_by_the_next_read)
{
    struct open o = begin(1);

    for (int i = 0; i < 100; i++) {
        struct db *reader = readers_take(o.readers);
        assert_non_null(reader);
        assert_int_equal(count(reader), i);
        assert_true(db_in_transaction(reader));
        readers_give(o.readers, reader);
        put(o.s.db, i);
    }
    end(&o);
}

TEST(a_commit_of_another_process_is_seen_after_a_moment)
{
    struct open o = begin(1);
    struct store other = {0};
    struct db *reader = readers_take(o.readers);

    assert_int_equal(count(reader), 0);
    readers_give(o.readers, reader);
    open_store(&other, o.s.url, 1);              /* its pool counts its own commits, as another process does */
    put(other.db, 1);
    usleep(READER_VIEW_NS / 1000 + 1000);
    reader = readers_take(o.readers);
    assert_int_equal(count(reader), 1);
    readers_give(o.readers, reader);
    close_store(&other);
    end(&o);
}

TEST(no_two_read_on_one_connection_and_whoever_finds_none_borrows)
{
    struct open o = begin(2);
    struct db *x = readers_take(o.readers), *y = readers_take(o.readers);

    assert_non_null(x);
    assert_non_null(y);
    assert_ptr_not_equal(x, y);
    assert_null(readers_take(o.readers));
    readers_give(o.readers, x);
    assert_ptr_equal(readers_take(o.readers), x);
    readers_give(o.readers, x);
    readers_give(o.readers, y);
    end(&o);
}

TEST(a_result_left_open_does_not_stay_open)
{
    struct open o = begin(1);

    put(o.s.db, 1);
    for (int i = 0; i < 20; i++) {               /* more than one connection has places for */
        struct db *reader = readers_take(o.readers);
        struct rows *r = db_query(reader, sql_count, NO_ARGS);
        assert_true(rows_next(r));
        readers_give(o.readers, reader);
    }
    end(&o);
}

TEST(a_view_that_nobody_asks_for_is_ended)
{
    struct open o = begin(1);
    struct db *reader = readers_take(o.readers);

    assert_int_equal(count(reader), 0);
    readers_give(o.readers, reader);
    readers_rest(o.readers);
    assert_true(db_in_transaction(reader));
    usleep(READER_VIEW_NS / 1000 + 1000);
    readers_rest(o.readers);
    assert_false(db_in_transaction(reader));
    assert_ptr_equal(readers_take(o.readers), reader);
    readers_rest(o.readers);                     /* in use: left alone */
    assert_true(db_in_transaction(reader));
    readers_give(o.readers, reader);
    end(&o);
}
