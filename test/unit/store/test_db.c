#include "unit/store_db.h"

#include <pthread.h>

static const char sql_put[] = SQL("INSERT INTO t (id, word, raw) VALUES ($2, $1, $3)");
static const char sql_get[] = SQL("SELECT word, raw, id FROM t WHERE id = $1");
static const char sql_count[] = SQL("SELECT count(*) FROM t");

static void make_table(struct store *s)
{
    struct error err = {0};
    const char *ddl = s->postgres ? "CREATE TABLE t (id BIGINT PRIMARY KEY, word TEXT UNIQUE, raw BYTEA)"
                                  : "CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT UNIQUE, raw BLOB) STRICT";

    check_ok(db_script(s->db, cstr(ddl), &err), &err);
}

static int64_t rows_in(struct db *db)
{
    int64_t n = -1;

    assert_int_equal(db_int(db, sql_count, NO_ARGS, &n, NULL), OK);
    return n;
}

static code put(struct db *db, int64_t id, str word, str raw)
{
    return db_run(db, sql_put, ARGS(v_str(word), v_int(id), v_bytes(raw)), NULL, NULL);
}

static void parameters(struct store *s)
{
    static const struct { int64_t id; str word, raw; } t[] = {
        {1, S("plain"), S("bytes")},
        {INT64_MAX, S("größer 字"), S("a\0b\xff")},
        {INT64_MIN, S(""), S("")},
        {7, {0}, {0}},
    };

    make_table(s);
    for (size_t i = 0; i < COUNT(t); i++) {
        check_code_at(i, put(s->db, t[i].id, t[i].word, t[i].raw), OK);
        struct rows *r = db_query(s->db, sql_get, ARGS(v_int(t[i].id)));
        assert_true(rows_next(r));
        check_str_at(i, row_str(r, 0, test_arena), t[i].word);
        check_str_at(i, row_str(r, 1, test_arena), t[i].raw);
        check_at(i, row_int(r, 2) == t[i].id);
        check_at(i, row_is_null(r, 0) == str_is_absent(t[i].word));
        assert_false(rows_next(r));
        check_code_at(i, rows_end(r, NULL), OK);
    }
}

TEST(parameters_are_bound_by_name_and_come_back_unchanged)
{
    each_engine(parameters);
}

static void conflict(struct store *s)
{
    struct error err = {0};

    make_table(s);
    check_code(put(s->db, 1, S("same"), S("")), OK);
    check_code(db_run(s->db, sql_put, ARGS(v_str(S("same")), v_int(2), v_bytes(S(""))), NULL, &err), CONFLICT);
    assert_int_equal(err.code, CONFLICT);
    assert_int_equal(rows_in(s->db), 1);
}

TEST(a_broken_unique_key_is_a_conflict)
{
    each_engine(conflict);
}

static void transactions(struct store *s)
{
    make_table(s);
    check_code(db_begin(s->db, NULL), OK);
    check_code(db_end(s->db, put(s->db, 1, S("kept"), S("")), NULL), OK);
    check_code(db_begin(s->db, NULL), OK);
    check_code(put(s->db, 2, S("dropped"), S("")), OK);
    check_code(db_end(s->db, BAD_INPUT, NULL), BAD_INPUT);
    assert_int_equal(rows_in(s->db), 1);
    check_code(db_begin(s->db, NULL), OK);
    check_code(db_begin(s->db, NULL), FAULT);
    check_code(db_end(s->db, OK, NULL), OK);
}

TEST(a_transaction_keeps_all_or_nothing_and_does_not_nest)
{
    each_engine(transactions);
}

static void dropped(struct store *s)
{
    struct rows *r;

    make_table(s);
    check_code(put(s->db, 1, S("one"), S("")), OK);
    check_code(db_begin(s->db, NULL), OK);
    check_code(put(s->db, 2, S("two"), S("")), OK);
    r = db_query(s->db, sql_get, ARGS(v_int(1)));
    assert_true(rows_next(r));
    db_return(s->pool, s->db);                   /* as after a request that was dropped */
    s->db = db_borrow(s->pool, NULL);
    assert_false(db_in_transaction(s->db));
    assert_int_equal(rows_in(s->db), 1);
    check_code(put(s->db, 3, S("three"), S("")), OK);
}

TEST(a_connection_given_back_in_the_middle_comes_back_clean)
{
    each_engine(dropped);
}

static code put_later(struct db *db, int64_t id, struct error *err)
{
    str word = str_printf(test_arena, "w%lld", (long long)id);

    return db_run_later(db, sql_put, ARGS(v_str(word), v_int(id), v_bytes(word)), err);
}

static void later(struct store *s)
{
    make_table(s);
    check_code(db_begin(s->db, NULL), OK);
    for (int i = 0; i < 250; i++)
        check_code(put_later(s->db, i, NULL), OK);
    assert_int_equal(rows_in(s->db), 250);
    check_code(put(s->db, 250, S("between"), S("")), OK);
    check_code(put_later(s->db, 251, NULL), OK);
    check_code(db_end(s->db, OK, NULL), OK);
    check_code(put_later(s->db, 252, NULL), OK); /* outside a transaction: at once */
    assert_int_equal(rows_in(s->db), 253);
}

TEST(writes_that_are_answered_later_are_there_for_whatever_follows)
{
    each_engine(later);
}

static void later_broken(struct store *s)
{
    struct error err = {0};
    code c = OK;

    make_table(s);
    check_code(db_begin(s->db, NULL), OK);
    for (int i = 0; i < 300 && c == OK; i++)
        c = put_later(s->db, i == 150 ? 1 : i, &err);
    check_code(db_end(s->db, c, &err), CONFLICT);
    assert_int_equal(err.code, CONFLICT);
    assert_int_equal(rows_in(s->db), 0);

    check_code(db_begin(s->db, NULL), OK);
    check_code(put_later(s->db, 1, NULL), OK);
    c = put_later(s->db, 1, &err);
    check_code(db_end(s->db, c, &err), CONFLICT);
    assert_int_equal(rows_in(s->db), 0);
    check_code(put(s->db, 1, S("the connection is fine"), S("")), OK);
}

TEST(a_write_that_fails_later_fails_its_transaction_with_the_first_reason)
{
    each_engine(later_broken);
}

static void nested(struct store *s)
{
    make_table(s);
    for (int i = 0; i < 3; i++)
        check_code(put(s->db, i, str_printf(test_arena, "w%d", i), S("x")), OK);
    struct rows *outer = db_query(s->db, sql_get, ARGS(v_int(1)));
    assert_true(rows_next(outer));
    struct rows *inner = db_query(s->db, sql_get, ARGS(v_int(2)));
    assert_true(rows_next(inner));
    check_str(row_str(inner, 0, test_arena), S("w2"));
    check_str(row_str(outer, 0, test_arena), S("w1"));
    check_code(rows_end(inner, NULL), OK);
    check_code(rows_end(outer, NULL), OK);
}

TEST(the_same_statement_may_run_inside_itself)
{
    each_engine(nested);
}

/* More texts than are kept, each while others are being read. */
static void texts_put_together(struct store *s)
{
    make_table(s);
    assert_int_equal(put(s->db, 1, S("one"), S("")), OK);
    for (int i = 0; i < 40; i++) {
        const char *sql = str_z(test_arena, str_printf(test_arena, "SELECT word, %d FROM t WHERE id = $1", i % 20));
        struct rows *outer = db_query_made(s->db, sql, ARGS(v_int(1)));
        assert_true(rows_next(outer));
        struct rows *inner = db_query_made(s->db, sql, ARGS(v_int(1)));
        assert_true(rows_next(inner));
        check_at(i, row_int(outer, 1) == i % 20 && row_int(inner, 1) == i % 20);
        check_code_at(i, rows_end(inner, NULL), OK);
        check_str_at(i, row_str(outer, 0, test_arena), S("one"));
        check_code_at(i, rows_end(outer, NULL), OK);
    }
    assert_int_equal(rows_end(db_query_made(s->db, "SELECT nothing FROM nowhere", NO_ARGS), NULL), FAULT);
    assert_int_equal(rows_in(s->db), 1);
}

TEST(a_text_that_was_put_together_is_kept_by_its_content)
{
    each_engine(texts_put_together);
}

static const char sql_wrong[] = SQL("SELECT nonsense FROM t");

static void errors_once(struct store *s)
{
    struct error err = {0};

    make_table(s);
    struct rows *r = db_query(s->db, sql_wrong, NO_ARGS);
    assert_false(rows_next(r));
    assert_int_equal(row_int(r, 0), 0);
    check_code(rows_end(r, &err), FAULT);
    assert_true(err.text[0]);
    assert_int_equal(rows_in(s->db), 0);
}

TEST(a_failure_is_told_once_at_the_end_and_the_connection_goes_on)
{
    each_engine(errors_once);
}

struct writer { struct db_pool *pool; int from; code result; };

static void *write_many(void *ctx)
{
    struct writer *w = ctx;
    struct db *db = db_borrow(w->pool, NULL);
    struct arena *a = arena_new(0);

    w->result = OK;
    for (int i = 0; i < 100 && w->result == OK; i++)
        w->result = put(db, w->from + i, str_printf(a, "%d", w->from + i), S(""));
    arena_free(a);
    db_return(w->pool, db);
    return NULL;
}

static void four_writers(struct store *s)
{
    struct writer w[4];
    pthread_t t[4];

    make_table(s);
    for (int i = 0; i < 4; i++) {
        w[i] = (struct writer){s->pool, i * 1000, FAULT};
        assert_int_equal(pthread_create(&t[i], NULL, write_many, &w[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(t[i], NULL);
        check_at(i, w[i].result == OK);
    }
    assert_int_equal(rows_in(s->db), 400);
}

TEST(writers_take_turns_and_none_sees_busy)
{
    each_engine(four_writers);
}

TEST(a_full_disk_is_said_in_words_and_readers_go_on)
{
    char folder[64];
    struct store s = {0};
    struct error err = {0};
    char big[8000];
    code c = OK;

    memset(big, 'x', sizeof big);
    open_store(&s, new_sqlite(folder), 1);
    make_table(&s);
    check_ok(db_script(s.db, S("PRAGMA max_page_count = 20"), &err), &err);
    for (int i = 0; i < 100 && c == OK; i++)
        c = db_run(s.db, sql_put, ARGS(v_null(), v_int(i), v_bytes((str){big, sizeof big})), NULL, &err);
    check_code(c, LIMIT);
    assert_non_null(strstr(err.text, "disk is full"));
    int64_t kept = rows_in(s.db);
    assert_true(kept > 0);
    check_ok(db_script(s.db, S("PRAGMA max_page_count = 2000"), &err), &err);
    check_code(put(s.db, 1000, S("after"), S("")), OK);
    assert_int_equal(rows_in(s.db), kept + 1);
    close_store(&s);
    remove_sqlite(folder);
}

static void one_state(struct store *s)
{
    struct db *other = db_borrow(s->pool, NULL);
    struct error err = {0};

    make_table(s);
    check_code(put(s->db, 1, S("before"), S("")), OK);
    check_ok(db_begin_snapshot(s->db, &err), &err);
    check_code(put(other, 2, S("meanwhile"), S("")), OK);
    assert_int_equal(rows_in(s->db), 1);
    check_ok(db_end(s->db, OK, &err), &err);
    assert_int_equal(rows_in(s->db), 2);
    db_return(s->pool, other);
}

TEST(a_snapshot_shows_one_state_and_holds_no_writer_up)
{
    each_engine(one_state);
}

/* ---- a watch that cannot be kept ---- */

static code refuse(void *ctx, struct db *db, struct error *err)
{
    (void)db;
    return *(bool *)ctx ? OK : fail(err, FAULT, "watch", "it cannot be attached");
}

static bool covers_settings(void *ctx, const char *sql)
{
    (void)ctx;
    return strncmp(sql, "INSERT INTO setting", 19) == 0;
}

static code write_setting(struct db *db, const char *name, struct error *err)
{
    return db_run(db, "INSERT INTO setting (name, value, changed_at) VALUES ($1, 'x', 0)", ARGS(v_str(cstr(name))), NULL, err);
}

static void refuses_unwatched(struct store *s)
{
    struct error err = {0};
    bool attaches = false;
    const struct db_watch watch = {&attaches, refuse, covers_settings, refuse};
    int64_t n = 0;

    with_schema(s);
    db_pool_watch(s->pool, &watch);
    check_code(write_setting(s->db, "past", &err), FAULT);
    check_ok(db_int(s->db, "SELECT count(*) FROM setting", NO_ARGS, &n, &err), &err);      /* what is not covered goes on */
    assert_int_equal(n, 0);
    attaches = true;
    check_ok(write_setting(s->db, "watched", &err), &err);
    check_ok(db_int(s->db, "SELECT count(*) FROM setting", NO_ARGS, &n, &err), &err);
    assert_int_equal(n, 1);
}

TEST(nothing_covered_is_written_by_a_connection_that_is_not_watched)
{
    each_engine(refuses_unwatched);
}
