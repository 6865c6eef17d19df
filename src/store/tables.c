/* store/tables.c — the catalogs of both engines, and statements made from them.
 * Names come from the database itself and are held to small letters, digits
 * and underscores, so none needs quoting to be safe; they are quoted all the
 * same, for some are words of SQL. */
#include "store/tables.h"

#include "store/db_engine.h"

#define ROWS_AT_ONCE_PG 32                       /* a row may hold a picture of 5 MB */
#define MOST_COLUMNS    64                       /* as parameters of a statement */

/* ---- the catalog ---- */

/* Which columns in which order; the last names the one that the table numbers itself. */
static const char sql_columns_sqlite[] = SQL_ON_SQLITE(
    "SELECT m.name, c.name, c.type, c.pk, CASE WHEN m.sql LIKE '%AUTOINCREMENT%' THEN 'id' END FROM sqlite_master m, pragma_table_info(m.name) c"
    " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'schema_version' ORDER BY m.name, c.cid");
static const char sql_columns_postgres[] = SQL_ON_POSTGRES(
    "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod),"
    "  coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0),"
    "  (SELECT k.attname::text FROM pg_attribute k WHERE k.attrelid = c.oid AND k.attidentity <> '')"
    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
    " WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> 'schema_version'"
    " ORDER BY c.relname COLLATE \"C\", a.attnum");

static const struct { const char *type; enum value_kind kind; } kinds[] = {
    {"INTEGER", VALUE_INT}, {"bigint", VALUE_INT},
    {"TEXT", VALUE_TEXT}, {"text", VALUE_TEXT}, {"BLOB", VALUE_BYTES}, {"bytea", VALUE_BYTES},
};

static bool is_plain_name(str name)
{
    bool plain = name.n > 0 && name.n <= 63;

    for (size_t i = 0; plain && i < name.n; i++)
        plain = (name.p[i] >= 'a' && name.p[i] <= 'z') || (name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '_';
    return plain;
}

static code kind_of(str table, str column, str type, enum value_kind *out, struct error *err)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq(type, cstr(kinds[i].type))) {
            *out = kinds[i].kind;
            return is_plain_name(table) && is_plain_name(column)
                       ? OK : fail(err, UNSUPPORTED, "database", "a table or column has a name that no backup can hold");
        }
    return fail(err, UNSUPPORTED, "database", "column " STR_FMT " of " STR_FMT " is of a kind that no backup can hold: " STR_FMT,
                STR_ARG(column), STR_ARG(table), STR_ARG(type));
}

/* ---- statements ---- */

struct draft { struct table table; LIST(struct table_column) columns; str keys[4], counted; };

static str column_names(struct arena *a, const struct table *t)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < t->n; i++)
        buf_printf(&b, "%s\"" STR_FMT "\"", i ? ", " : "", STR_ARG(t->columns[i].name));
    return buf_done(&b);
}

static str places(struct arena *a, size_t n)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "%s$%zu", i ? ", " : "", i + 1);
    return buf_done(&b);
}

static str order_by(struct arena *a, const struct draft *d)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < COUNT(d->keys) && d->keys[i].n; i++)
        buf_printf(&b, "%s\"" STR_FMT "\"", i ? ", " : " ORDER BY ", STR_ARG(d->keys[i]));
    return buf_done(&b);
}

static void write_counter(struct arena *a, struct table *t, str column, bool postgres)
{
    str name = t->name;
    str sequence = str_printf(a, "pg_get_serial_sequence('\"" STR_FMT "\"', '" STR_FMT "')::regclass", STR_ARG(name), STR_ARG(column));

    t->find_counter = str_z(a, postgres
        ? str_printf(a, SQL_MADE("SELECT coalesce(pg_sequence_last_value(" STR_FMT "), 0)"), STR_ARG(sequence))
        : str_printf(a, SQL_MADE("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = '" STR_FMT "'"), STR_ARG(name)));
    t->set_counter = str_z(a, postgres
        ? str_printf(a, SQL_MADE("SELECT setval(" STR_FMT ", $1)"), STR_ARG(sequence))
        : str_printf(a, SQL_MADE("UPDATE sqlite_sequence SET seq = $1 WHERE name = '" STR_FMT "'"), STR_ARG(name)));
}

static void write_statements(struct arena *a, struct draft *d, bool postgres)
{
    struct table *t = &d->table;
    str name = t->name, columns = column_names(a, t), order = order_by(a, d);

    t->select = str_printf(a, SQL_MADE("SELECT " STR_FMT " FROM \"" STR_FMT "\""), STR_ARG(columns), STR_ARG(name));
    t->order = order;
    t->read = str_z(a, str_join(a, t->select, order));
    t->count = str_z(a, str_printf(a, SQL_MADE("SELECT count(*) FROM \"" STR_FMT "\""), STR_ARG(name)));
    t->empty = str_z(a, str_printf(a, SQL_MADE("DELETE FROM \"" STR_FMT "\""), STR_ARG(name)));
    t->insert = str_z(a, str_printf(a, SQL_MADE("INSERT INTO \"" STR_FMT "\" (" STR_FMT ") VALUES (" STR_FMT ")"), STR_ARG(name),
                                    STR_ARG(columns), STR_ARG(places(a, t->n))));
    t->open = str_z(a, str_printf(a, SQL_MADE("DECLARE \"rows of " STR_FMT "\" NO SCROLL CURSOR FOR %s"), STR_ARG(name), t->read));
    t->fetch = str_z(a, str_printf(a, SQL_MADE("FETCH %d FROM \"rows of " STR_FMT "\""), ROWS_AT_ONCE_PG, STR_ARG(name)));
    t->close = str_z(a, str_printf(a, SQL_MADE("CLOSE \"rows of " STR_FMT "\""), STR_ARG(name)));
    t->load = str_z(a, str_printf(a, SQL_MADE("COPY \"" STR_FMT "\" (" STR_FMT ") FROM STDIN (FORMAT binary)"), STR_ARG(name), STR_ARG(columns)));
    if (!str_is_empty(d->counted))
        write_counter(a, t, d->counted, postgres);
}

/* ---- listing ---- */

static void finish_table(struct db *db, struct draft *d, struct table_list *out)
{
    if (str_is_empty(d->table.name))
        return;
    d->table.columns = d->columns.items;
    d->table.n = d->columns.n;
    write_statements(db->arena, d, db_is_postgres(db));
    *list_add(db->arena, out) = d->table;
}

static code add_column(struct arena *a, struct rows *r, struct draft *d, struct error *err)
{
    struct table_column c = {.name = row_str(r, 1, a)};
    int64_t key = row_int(r, 3);

    TRY(kind_of(d->table.name, c.name, row_str(r, 2, a), &c.kind, err));
    if (key > (int64_t)COUNT(d->keys) || d->columns.n == MOST_COLUMNS)
        return fail(err, UNSUPPORTED, "database", "table " STR_FMT " is too wide for a backup", STR_ARG(d->table.name));
    if (key > 0)
        d->keys[key - 1] = c.name;
    d->counted = row_str(r, 4, a);
    *list_add(a, &d->columns) = c;
    return OK;
}

static code read_columns(struct db *db, struct rows *r, struct table_list *out, struct error *err)
{
    struct draft d = {0};

    while (rows_next(r)) {
        str table = row_str(r, 0, db->arena);
        if (!str_eq(table, d.table.name)) {
            finish_table(db, &d, out);
            d = (struct draft){.table.name = table};
        }
        TRY(add_column(db->arena, r, &d, err));
    }
    finish_table(db, &d, out);
    return OK;
}

code tables_list(struct db *db, struct table_list *out, struct error *err)
{
    struct rows *r = db_query(db, db_is_postgres(db) ? sql_columns_postgres : sql_columns_sqlite, NO_ARGS);
    struct error why = {0};

    *out = (struct table_list){0};
    code c = read_columns(db, r, out, &why);
    TRY(rows_end(r, err));
    if (c != OK && err)
        *err = why;
    return c;
}

/* ---- rows ---- */

static code give_rows(struct rows *r, const struct table *t, table_row_fn *fn, void *ctx, int *n, struct error *err)
{
    struct value values[MOST_COLUMNS];

    for (*n = 0; rows_next(r); ++*n) {
        for (size_t i = 0; i < t->n; i++) {
            values[i] = row_value(r, (int)i);
            if (values[i].kind == VALUE_TEXT)
                values[i].kind = t->columns[i].kind;
        }
        TRY(fn(ctx, values, err));
    }
    return OK;
}

static code read_rows(struct rows *r, const struct table *t, table_row_fn *fn, void *ctx, int *n, struct error *err)
{
    struct error why = {0};
    code c = give_rows(r, t, fn, ctx, n, &why);

    TRY(rows_end(r, err));
    if (c != OK && err)
        *err = why;
    return c;
}

static code read_cursor(struct db *db, const struct table *t, table_row_fn *fn, void *ctx, struct error *err)
{
    int n = 0;

    do
        TRY(read_rows(db_query(db, t->fetch, NO_ARGS), t, fn, ctx, &n, err));
    while (n > 0);
    return db_script(db, cstr(t->close), err);
}

code table_read(struct db *db, const struct table *t, table_row_fn *fn, void *ctx, struct error *err)
{
    int n = 0;

    if (!db_is_postgres(db))
        return read_rows(db_query(db, t->read, NO_ARGS), t, fn, ctx, &n, err);
    TRY(db_script(db, cstr(t->open), err));
    return read_cursor(db, t, fn, ctx, err);
}

code table_read_part(struct db *db, struct arena *a, const struct table *t, const struct table_part *p, table_row_fn *fn, void *ctx, struct error *err)
{
    str sql = str_printf(a, SQL_MADE(STR_FMT " WHERE %s" STR_FMT), STR_ARG(t->select), p->which, STR_ARG(t->order));
    int n = 0;

    if (!db_is_postgres(db))
        return read_rows(db_query_made(db, str_z(a, sql), ARGS(v_int(p->of))), t, fn, ctx, &n, err);
    sql = str_printf(a, SQL_MADE("DECLARE \"rows of " STR_FMT "\" NO SCROLL CURSOR FOR " STR_FMT), STR_ARG(t->name), STR_ARG(sql));
    TRY(db_run_made(db, str_z(a, sql), ARGS(v_int(p->of)), NULL, err));
    return read_cursor(db, t, fn, ctx, err);
}

code table_count(struct db *db, const struct table *t, int64_t *out, struct error *err)
{
    return db_int(db, t->count, NO_ARGS, out, err);
}

code table_count_part(struct db *db, struct arena *a, const struct table *t, const struct table_part *p, int64_t *out, struct error *err)
{
    str sql = str_printf(a, SQL_MADE("SELECT count(*) FROM \"" STR_FMT "\" WHERE %s"), STR_ARG(t->name), p->which);
    struct rows *r = db_query_made(db, str_z(a, sql), ARGS(v_int(p->of)));

    *out = rows_next(r) ? row_int(r, 0) : 0;
    return rows_end(r, err);
}

code table_counter(struct db *db, const struct table *t, int64_t *last, struct error *err)
{
    *last = 0;
    return t->find_counter ? db_int(db, t->find_counter, NO_ARGS, last, err) : OK;
}

/* SQLite keeps the counter of a table only from its first row on. */
static const char sql_add_counter[] = SQL_ON_SQLITE("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)");

code table_set_counter(struct db *db, const struct table *t, int64_t last, struct error *err)
{
    int64_t changed = 0;

    if (!t->set_counter || last <= 0)
        return OK;
    TRY(db_run(db, t->set_counter, ARGS(v_int(last)), &changed, err));
    if (changed > 0 || db_is_postgres(db))
        return OK;
    return db_run(db, sql_add_counter, ARGS(v_str(t->name), v_int(last)), NULL, err);
}

code table_empty(struct db *db, const struct table *t, struct error *err)
{
    return db_run(db, t->empty, NO_ARGS, NULL, err);
}

/* ---- rows in ---- */

#define LOAD_BYTES ((size_t)64 << 10)            /* sent at once */

struct table_load { struct db *db; const struct table *t; struct buf b; };

code table_load_begin(struct db *db, struct arena *a, const struct table *t, struct table_load **out, struct error *err)
{
    struct table_load *l = NEW(a, struct table_load);

    *l = (struct table_load){.db = db, .t = t, .b = buf_new(a)};
    *out = l;
    if (!db->engine->load_begin)
        return OK;
    /* Signature, flags and length of what may follow: none. */
    buf_put(&l->b, (str){"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19});
    return db->engine->load_begin(db, t->load, err);
}

static void put_number(struct buf *b, uint64_t v, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        buf_byte(b, (char)(v >> shift));
}

static void put_value(struct buf *b, const struct value *v)
{
    if (v->kind == VALUE_NULL) {
        put_number(b, UINT32_MAX, 4);
    } else if (v->kind == VALUE_INT) {
        put_number(b, 8, 4);
        put_number(b, (uint64_t)v->i, 8);
    } else {
        put_number(b, v->s.n, 4);
        buf_put(b, v->s);
    }
}

static code send_rows(struct table_load *l, struct error *err)
{
    code c = l->db->engine->load_put(l->db, buf_done(&l->b), err);

    l->b.n = 0;
    return c;
}

code table_load_row(struct table_load *l, const struct value *values, struct error *err)
{
    if (!l->db->engine->load_begin)
        return db_run(l->db, l->t->insert, (struct args){values, l->t->n}, NULL, err);
    put_number(&l->b, l->t->n, 2);
    for (size_t i = 0; i < l->t->n; i++)
        put_value(&l->b, &values[i]);
    return l->b.n < LOAD_BYTES ? OK : send_rows(l, err);
}

code table_load_end(struct table_load *l, struct error *err)
{
    if (!l->db->engine->load_begin)
        return OK;
    put_number(&l->b, UINT16_MAX, 2);
    code c = send_rows(l, err);
    return c == OK ? l->db->engine->load_end(l->db, err) : c;
}

/* ---- references ---- */

static const char sql_references[] = SQL_ON_POSTGRES(
    "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),"
    " format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))"
    " FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname");

/* References are taken off and put on again, as pg_restore does: checked in
 * bulk, in any order of rows, and undone with the transaction. */
code tables_loosen(struct db *db, struct arena *a, struct loosened *out, struct error *err)
{
    struct str_list off = {0};

    *out = (struct loosened){0};
    if (!db_is_postgres(db))
        return OK;
    struct rows *r = db_query(db, sql_references, NO_ARGS);
    while (rows_next(r)) {
        *list_add(a, &off) = row_str(r, 0, a);
        *list_add(a, &out->again) = row_str(r, 1, a);
    }
    TRY(rows_end(r, err));
    for (size_t i = 0; i < off.n; i++)
        TRY(db_script(db, off.items[i], err));
    return OK;
}

static const char sql_broken_references[] = SQL_ON_SQLITE("SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1");

static code broken_reference(struct db *db, struct arena *a, str *from, str *to, struct error *err)
{
    struct rows *r = db_query(db, sql_broken_references, NO_ARGS);

    *from = *to = (str){0};
    if (rows_next(r)) {
        *from = row_str(r, 0, a);
        *to = row_str(r, 1, a);
    }
    return rows_end(r, err);
}

code tables_tighten(struct db *db, const struct loosened *l, struct error *err)
{
    str from, to;

    for (size_t i = 0; i < l->again.n; i++)
        TRY(db_script(db, l->again.items[i], err));
    if (db_is_postgres(db))
        return OK;
    TRY(broken_reference(db, db->arena, &from, &to, err));
    return str_is_absent(from) ? OK : fail(err, CONFLICT, "database", "a row of " STR_FMT " names one of " STR_FMT " that is not there",
                                           STR_ARG(from), STR_ARG(to));
}

/* ---- questions ---- */

static const char sql_any_sqlite[] = SQL_ON_SQLITE("SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite%'");
static const char sql_any_postgres[] = SQL_ON_POSTGRES(
    "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p') AND relnamespace = current_schema()::regnamespace");

code tables_none(struct db *db, bool *none, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, db_is_postgres(db) ? sql_any_postgres : sql_any_sqlite, NO_ARGS, &n, err));
    *none = n == 0;
    return OK;
}

static const char sql_integrity[] = SQL_ON_SQLITE("SELECT integrity_check FROM pragma_integrity_check(3)");

static code check_pages(struct db *db, struct arena *a, str *finding, struct error *err)
{
    struct rows *r = db_query(db, sql_integrity, NO_ARGS);
    struct buf b = buf_new(a);

    while (rows_next(r)) {
        str line = row_str(r, 0, a);
        if (!str_eq(line, S("ok")))
            buf_printf(&b, "%s" STR_FMT, b.n ? "; " : "", STR_ARG(line));
    }
    *finding = b.n ? buf_done(&b) : (str){0};
    return rows_end(r, err);
}

code tables_check(struct db *db, struct arena *a, str *finding, struct error *err)
{
    str from, to;

    *finding = (str){0};
    if (db_is_postgres(db))
        return OK;
    TRY(check_pages(db, a, finding, err));
    if (!str_is_absent(*finding))
        return OK;
    TRY(broken_reference(db, a, &from, &to, err));
    if (!str_is_absent(from))
        *finding = str_printf(a, "a row of " STR_FMT " names one of " STR_FMT " that is not there", STR_ARG(from), STR_ARG(to));
    return OK;
}
