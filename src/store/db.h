/* store/db.h — one way to talk to SQLite and PostgreSQL, one SQL text for both.
 * Values go in only through $1, $2, …; time, random and ids come in as values. */
#pragma once
#include <stdint.h>
#include "base/arena.h"
#include "base/str.h"

/* Marks a literal for tools/check_sql, which prepares each on both engines;
 * the catalogs of the engines differ, so these have marks of their own.
 * SQL_MADE marks what puts a text together: from the catalog store/tables, from
 * the table of a list app/list, from that of covered tables app/ledger, where SQL_PIECE marks the pieces; their tests
 * prepare them. */
#ifdef CHECK_SQL
#define SQL(text)             check_sql_begin text check_sql_end
#define SQL_ON_SQLITE(text)   check_sql_begin_sqlite text check_sql_end
#define SQL_ON_POSTGRES(text) check_sql_begin_postgres text check_sql_end
#define SQL_MADE(text)        check_sql_begin_made text check_sql_end
#define SQL_PIECE(text)       check_sql_begin_piece text check_sql_end
#else
#define SQL(text)             text
#define SQL_ON_SQLITE(text)   text
#define SQL_ON_POSTGRES(text) text
#define SQL_MADE(text)        text
#define SQL_PIECE(text)       text
#endif

struct db_pool;                                  /* one database, shared by threads */
struct db;                                       /* one connection, one thread at a time */
struct rows;

/* `url`: "sqlite:PATH" or "postgres://…". `connections`: most at once. SQLite:
 * WAL, synchronous FULL, foreign keys, writers take turns inside the process. */
MUST_USE code db_pool_open(const char *url, unsigned connections, struct db_pool **out, struct error *err);
void db_pool_close(struct db_pool *pool);        /* NULL is fine */
bool db_pool_is_postgres(const struct db_pool *pool);
/* Another number for every pool of this process: whoever keeps something that
 * was read from one database must not give it out for another. */
uint64_t db_identity(const struct db *db);
/* Grows with every commit of this process: what was read before it grew may be old. */
uint64_t db_pool_writes(const struct db_pool *pool);
/* Waits for a free connection. NULL only when the database cannot be reached. */
struct db *db_borrow(struct db_pool *pool, struct error *err);
/* Ends what is still open (a request may have been dropped in the middle):
 * rows are closed and an unfinished transaction is rolled back. */
void db_return(struct db_pool *pool, struct db *db);

enum value_kind { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BYTES };
struct value { enum value_kind kind; int64_t i; str s; };
static inline struct value v_int(int64_t i) { return (struct value){VALUE_INT, i, {0}}; }
static inline struct value v_str(str s) { return (struct value){s.p ? VALUE_TEXT : VALUE_NULL, 0, s}; }
static inline struct value v_bytes(str s) { return (struct value){s.p ? VALUE_BYTES : VALUE_NULL, 0, s}; }
static inline struct value v_null(void) { return (struct value){VALUE_NULL, 0, {0}}; }
/* NULL for empty text too: optional remarks. */
static inline struct value v_text_if_any(str s) { return s.n ? v_str(s) : v_null(); }
/* NULL when the condition is false: optional times and references. */
static inline struct value v_int_if(bool has, int64_t i) { return has ? v_int(i) : v_null(); }

struct args { const struct value *items; size_t n; };
#define ARGS(...)                                                              \
    ((struct args){(const struct value[]){__VA_ARGS__},                        \
                   sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)})
#define NO_ARGS ((struct args){NULL, 0})

/* Statements are prepared once per connection and kept by the address of
 * their text: `sql` must be a static literal. */
struct rows *db_query(struct db *db, const char *sql, struct args args);
/* The same for a text that was put together from pieces of ours, each marked
 * SQL_MADE: kept by its content, and only the last few of them. */
struct rows *db_query_made(struct db *db, const char *sql, struct args args);
bool rows_next(struct rows *r);                  /* false at the end and after any failure */
int64_t row_int(struct rows *r, int column);     /* 0 for NULL */
bool row_bool(struct rows *r, int column);
str  row_str(struct rows *r, int column, struct arena *a);   /* copy; absent for NULL */
bool row_is_null(struct rows *r, int column);
struct value row_value(struct rows *r, int column);          /* borrowed until the next row; bytes are told as text */
/* Closes; any earlier failure is told here, once: CONFLICT for a broken
 * unique or foreign key, LIMIT for a full disk, FAULT otherwise. */
MUST_USE code rows_end(struct rows *r, struct error *err);

/* A statement without rows; `*changed` (NULL is fine) counts them. */
MUST_USE code db_run(struct db *db, const char *sql, struct args args, int64_t *changed, struct error *err);
MUST_USE code db_run_made(struct db *db, const char *sql, struct args args, int64_t *changed, struct error *err);
/* A write within a transaction whose outcome may be told later: by any call
 * that follows on this connection, at the latest by db_end. PostgreSQL gets many
 * of them without an answer between; SQLite runs it at once. */
MUST_USE code db_run_later(struct db *db, const char *sql, struct args args, struct error *err);
/* The first column of the only row: INSERT … RETURNING id, SELECT count(*).
 * NOT_FOUND when there is no row. */
MUST_USE code db_int(struct db *db, const char *sql, struct args args, int64_t *out, struct error *err);

/* Results that nobody closed, because what read them was left in the middle (base/attempt.h). */
void db_close_rows(struct db *db);

/* Transactions do not nest. TRY(db_begin(db, err)); return db_end(db, work(…), err);
 * db_end commits after OK and rolls back after anything else, and gives the
 * first of both codes. SQLite: BEGIN IMMEDIATE. */
MUST_USE code db_begin(struct db *db, struct error *err);
MUST_USE code db_end(struct db *db, code result, struct error *err);
bool db_in_transaction(const struct db *db);
/* One transaction around several use cases, each with a db_begin and db_end of
 * its own, which only count until the db_end of this one. What one of them gave
 * up is not committed, whatever this one's result. */
MUST_USE code db_begin_around(struct db *db, struct error *err);
/* A transaction that reads one state of the whole database, whatever is
 * written meanwhile, and holds nobody up. Ends with db_end too. */
MUST_USE code db_begin_snapshot(struct db *db, struct error *err);
bool db_is_postgres(const struct db *db);

/* Somebody who is told of every transaction that wrote, before it is committed,
 * and may write into it himself: the ledger. One per pool, set before it is
 * shared; `ctx` outlives it. `attach` is run once on each connection, outside of
 * transactions. A statement outside of a transaction for which `covers` says yes
 * gets a transaction of its own. */
struct db_watch {
    void *ctx;
    code (*attach)(void *ctx, struct db *db, struct error *err);
    bool (*covers)(void *ctx, const char *sql);
    code (*before_commit)(void *ctx, struct db *db, struct error *err);
};
void db_pool_watch(struct db_pool *pool, const struct db_watch *watch);
const struct db_watch *db_watch_of(const struct db *db);     /* NULL: there is none */
/* On whose account this connection writes from now on, until it is given back:
 * `account` 0 for nobody; `via` a word of ours such as the kind of a job. */
#define DB_VIA 40
void db_done_by(struct db *db, int64_t account, str via);
struct db_doer { int64_t account; char via[DB_VIA]; };
const struct db_doer *db_doer_of(const struct db *db);

/* Several statements of a migration, split at ';'. Not for anything else. */
MUST_USE code db_script(struct db *db, str sql, struct error *err);
/* tools/check_sql: prepares without running. */
MUST_USE code db_check(struct db *db, const char *sql, struct error *err);
/* SQLite: references are not checked on this connection, for a restore that
 * checks them at its end. Outside of transactions; PostgreSQL: nothing. */
MUST_USE code db_check_references(struct db *db, bool on, struct error *err);
/* SQLite: from now on deleted rows are overwritten in the file; ending it empties
 * the journal too, as far as no reader needs it. Outside of transactions.
 * PostgreSQL: nothing; its vacuum frees rows for what comes next. */
MUST_USE code db_overwrite_deleted(struct db *db, bool on, struct error *err);
/* "SQLite 3.40.1", "PostgreSQL 15.4". */
str db_engine_name(struct db *db, struct arena *a);
