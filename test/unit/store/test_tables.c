#include "store/tables.h"
#include "unit/store_db.h"

static const struct table *table_named(const struct table_list *all, str name)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i].name, name))
            return &all->items[i];
    return NULL;
}

static void list(struct store *s, struct table_list *out)
{
    struct error err = {0};

    check_ok(tables_list(s->db, out, &err), &err);
}

static void make(struct store *s)
{
    static const struct migration step[] = {{1, "0001", S(
        "CREATE TABLE parent (id PRIMARY_ID, name TEXT NOT NULL, raw BYTES, up BIGINT REFERENCES parent(id)) STRICT_TABLE;"
        "CREATE TABLE child (a BIGINT NOT NULL REFERENCES parent(id), b TEXT NOT NULL, PRIMARY KEY (b, a)) STRICT_TABLE;")}};
    struct error err = {0};

    check_ok(migrate(s->db, test_arena, step, 1, &err), &err);
}

static void listed(struct store *s)
{
    static const enum value_kind kinds[] = {VALUE_INT, VALUE_TEXT, VALUE_BYTES, VALUE_INT};
    struct table_list all;
    bool none;

    check_code(tables_none(s->db, &none, NULL), OK);
    assert_true(none);
    make(s);
    check_code(tables_none(s->db, &none, NULL), OK);
    assert_false(none);
    list(s, &all);
    assert_int_equal(all.n, 2);
    check_str(all.items[0].name, S("child"));
    const struct table *t = &all.items[1];
    check_str(t->name, S("parent"));
    assert_int_equal(t->n, COUNT(kinds));
    for (size_t i = 0; i < COUNT(kinds); i++)
        check_at(i, t->columns[i].kind == kinds[i]);
    check_str(t->columns[3].name, S("up"));
}

TEST(tables_and_columns_are_listed_with_their_kinds)
{
    each_engine(listed);
}

static void real_schema(struct store *s)
{
    struct table_list all;

    with_schema(s);
    list(s, &all);
    assert_true(all.n > 20);
    assert_non_null(table_named(&all, S("award")));
    assert_null(table_named(&all, S("schema_version")));
}

TEST(every_table_of_the_schema_can_be_listed)
{
    each_engine(real_schema);
}

/* ---- rows ---- */

static code load(struct store *s, const struct table *t, const struct value *rows, size_t n, struct error *err)
{
    struct table_load *l;

    TRY(table_load_begin(s->db, test_arena, t, &l, err));
    for (size_t i = 0; i < n; i++)
        TRY(table_load_row(l, rows + i * t->n, err));
    return table_load_end(l, err);
}

struct seen { struct buf b; size_t columns; };

static code see(void *ctx, const struct value *v, struct error *err)
{
    struct seen *s = ctx;

    (void)err;
    for (size_t i = 0; i < s->columns; i++) {
        if (v[i].kind == VALUE_NULL)
            buf_putz(&s->b, "-");
        else if (v[i].kind == VALUE_INT)
            buf_int(&s->b, v[i].i);
        else
            buf_printf(&s->b, "%c" STR_FMT, v[i].kind == VALUE_BYTES ? 'b' : 't', STR_ARG(v[i].s));
        buf_byte(&s->b, i + 1 < s->columns ? ' ' : '\n');
    }
    return OK;
}

static str all_rows(struct store *s, const struct table *t)
{
    struct seen seen = {buf_new(test_arena), t->n};
    struct error err = {0};

    check_ok(db_begin_snapshot(s->db, &err), &err);
    check_ok(db_end(s->db, table_read(s->db, t, see, &seen, &err), &err), &err);
    return buf_done(&seen.b);
}

/* The first row points at the second, the child comes before its parent. */
static code load_family(struct store *s, int64_t last_up, struct error *err)
{
    const struct value parents[] = {
        v_int(3), v_str(S("three")), v_null(), v_int(9),
        v_int(9), v_str(S("")), v_bytes(S("\x01\xff")), v_int(last_up),
    };
    const struct value children[] = {v_int(9), v_str(S("z")), v_int(3), v_str(S("a"))};
    struct table_list all;
    struct loosened l;

    TRY(migrate_version(s->db) == 1 ? OK : FAULT);
    TRY(tables_list(s->db, &all, err));
    TRY(tables_loosen(s->db, test_arena, &l, err));
    TRY(load(s, table_named(&all, S("child")), children, 2, err));
    TRY(load(s, table_named(&all, S("parent")), parents, 2, err));
    TRY(table_set_counter(s->db, table_named(&all, S("parent")), 70, err));
    return tables_tighten(s->db, &l, err);
}

static code in_transaction(struct store *s, int64_t last_up, struct error *err)
{
    TRY(db_check_references(s->db, false, err));
    TRY(db_begin(s->db, err));
    code c = db_end(s->db, load_family(s, last_up, err), err);
    TRY(db_check_references(s->db, true, err));
    return c;
}

static const char sql_next[] = SQL("INSERT INTO parent (name) VALUES ('next') RETURNING id");
static const char sql_orphan[] = SQL("INSERT INTO child (a, b) VALUES (4711, 'orphan')");

static void there_and_back(struct store *s)
{
    struct table_list all;
    struct error err = {0};
    int64_t n = 0;

    make(s);
    list(s, &all);
    check_ok(in_transaction(s, 3, &err), &err);
    check_str(all_rows(s, table_named(&all, S("child"))), S("3 ta\n9 tz\n"));
    check_str(all_rows(s, table_named(&all, S("parent"))), S("3 tthree - 9\n9 t b\x01\xff 3\n"));
    check_ok(table_counter(s->db, table_named(&all, S("parent")), &n, &err), &err);
    assert_int_equal(n, 70);
    check_ok(table_count(s->db, table_named(&all, S("child")), &n, &err), &err);
    assert_int_equal(n, 2);
    check_ok(db_int(s->db, sql_next, NO_ARGS, &n, &err), &err);
    assert_int_equal(n, 71);
    check_code(db_run(s->db, sql_orphan, NO_ARGS, NULL, NULL), CONFLICT);
}

TEST(rows_go_in_in_any_order_and_come_out_by_key)
{
    each_engine(there_and_back);
}

static void broken(struct store *s)
{
    struct table_list all;
    struct error err = {0};
    str finding;

    make(s);
    list(s, &all);
    check_code(in_transaction(s, 4711, &err), CONFLICT);
    check_str(all_rows(s, table_named(&all, S("parent"))), S(""));
    check_code(db_run(s->db, sql_orphan, NO_ARGS, NULL, NULL), CONFLICT);
    check_ok(tables_check(s->db, test_arena, &finding, &err), &err);
    assert_true(str_is_absent(finding));
}

TEST(a_reference_that_leads_nowhere_is_a_conflict_and_leaves_nothing)
{
    each_engine(broken);
}

TEST(a_broken_reference_inside_is_found)
{
    char folder[64];
    struct store s = {0};
    struct error err = {0};
    str finding;

    open_store(&s, new_sqlite(folder), 1);
    make(&s);
    check_ok(db_check_references(s.db, false, &err), &err);
    check_ok(db_run(s.db, sql_orphan, NO_ARGS, NULL, &err), &err);
    check_ok(tables_check(s.db, test_arena, &finding, &err), &err);
    check_str(finding, S("a row of child names one of parent that is not there"));
    close_store(&s);
    remove_sqlite(folder);
}

static void many(struct store *s)
{
    struct table_list all;
    struct error err = {0};
    struct table_load *l;
    int64_t n = 0;

    make(s);
    list(s, &all);
    const struct table *t = table_named(&all, S("parent"));
    check_ok(db_begin(s->db, &err), &err);
    check_ok(table_load_begin(s->db, test_arena, t, &l, &err), &err);
    for (int64_t i = 1; i <= 5000; i++)
        check_ok(table_load_row(l, (const struct value[]){v_int(i), v_str(S("somebody")), v_null(), v_null()}, &err), &err);
    check_ok(table_load_end(l, &err), &err);
    check_ok(db_end(s->db, OK, &err), &err);
    struct seen seen = {buf_new(test_arena), 1};
    check_ok(db_begin_snapshot(s->db, &err), &err);
    check_ok(db_end(s->db, table_read(s->db, t, see, &seen, &err), &err), &err);
    str line, rest = buf_done(&seen.b);
    for (int64_t i = 1; str_cut_line(&rest, &line); i++)
        check_at(i, str_to_int(line, &n) && n == i);
    assert_int_equal(n, 5000);
}

TEST(thousands_of_rows_keep_their_order)
{
    each_engine(many);
}

static code stop(void *ctx, const struct value *v, struct error *err)
{
    int *calls = ctx;

    (void)v;
    return ++*calls == 2 ? fail(err, LIMIT, "here", "enough") : OK;
}

static void stopped(struct store *s)
{
    struct table_list all;
    struct error err = {0};
    int calls = 0;

    make(s);
    list(s, &all);
    check_ok(in_transaction(s, 3, &err), &err);
    check_ok(db_begin_snapshot(s->db, &err), &err);
    check_code(db_end(s->db, table_read(s->db, table_named(&all, S("parent")), stop, &calls, &err), &err), LIMIT);
    assert_string_equal(err.text, "enough");
    assert_int_equal(calls, 2);
    check_ok(in_transaction(s, 4711, &err) == CONFLICT ? OK : FAULT, &err);
}

TEST(a_reader_that_says_no_ends_the_reading)
{
    each_engine(stopped);
}
