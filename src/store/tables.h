/* store/tables.h — the tables of a database as data: which there are, all their
 * rows in order, and rows put into them. For backup and restore alone: the
 * texts of these statements are made from the database's own catalog. */
#pragma once
#include "base/list.h"
#include "store/db.h"

struct table_column { str name; enum value_kind kind; };

struct table {
    str name;
    struct table_column *columns;
    size_t n;
    const char *read, *count, *insert, *load, *empty;  /* statements; they live as long as the connection */
    str select, order;                           /* the two halves of `read` */
    const char *open, *fetch, *close;            /* PostgreSQL reads through a cursor */
    const char *find_counter, *set_counter;      /* NULL: rows bring their own keys */
};
LIST_OF(table_list, struct table);

/* All tables but schema_version, by name; columns in their order. Few, so both
 * live as long as the connection. UNSUPPORTED: a column is neither whole number
 * nor text nor bytes. */
MUST_USE code tables_list(struct db *db, struct table_list *out, struct error *err);

/* Every row by primary key; `values` are borrowed for the call. Stops at the
 * first code that is not OK. A few rows are in memory at once. */
typedef code table_row_fn(void *ctx, const struct value *values, struct error *err);
MUST_USE code table_read(struct db *db, const struct table *t, table_row_fn *fn, void *ctx, struct error *err);
MUST_USE code table_count(struct db *db, const struct table *t, int64_t *out, struct error *err);
/* The same of some rows. `which`: a condition, one literal of ours marked SQL_PIECE
 * (its test prepares it), in which the table's name is its own and $1 is `of`. */
struct table_part { const char *which; int64_t of; };
MUST_USE code table_read_part(struct db *db, struct arena *a, const struct table *t, const struct table_part *p, table_row_fn *fn, void *ctx, struct error *err);
MUST_USE code table_count_part(struct db *db, struct arena *a, const struct table *t, const struct table_part *p, int64_t *out, struct error *err);

/* The last number that the database gave out for a key, 0: none. Numbers are
 * not used twice, so a copy must go on behind it. */
MUST_USE code table_counter(struct db *db, const struct table *t, int64_t *last, struct error *err);
MUST_USE code table_set_counter(struct db *db, const struct table *t, int64_t last, struct error *err);

/* Rows into one table, each as many values as columns; nothing else between
 * begin and end. A row that breaks a rule may be told as late as by the end. */
struct table_load;
MUST_USE code table_load_begin(struct db *db, struct arena *a, const struct table *t, struct table_load **out, struct error *err);
MUST_USE code table_load_row(struct table_load *l, const struct value *values, struct error *err);
MUST_USE code table_load_end(struct table_load *l, struct error *err);
MUST_USE code table_empty(struct db *db, const struct table *t, struct error *err);

/* Between these two, in one transaction, rows may come in any order; the second
 * is CONFLICT when a reference leads nowhere. `a` keeps what was loosened.
 * SQLite: db_check_references(false) before the transaction. */
struct loosened { struct str_list again; };
MUST_USE code tables_loosen(struct db *db, struct arena *a, struct loosened *out, struct error *err);
MUST_USE code tables_tighten(struct db *db, const struct loosened *l, struct error *err);

/* No table at all yet, schema_version neither. */
MUST_USE code tables_none(struct db *db, bool *none, struct error *err);
/* What the engine itself finds wrong: pages, indexes, references. `*finding`
 * is absent when all is well. Reads the whole database (SQLite); PostgreSQL
 * keeps its own pages, only references are looked at there, and hold always. */
MUST_USE code tables_check(struct db *db, struct arena *a, str *finding, struct error *err);
