/* store/db_engine.h — what an engine must be able to do. Private to store/. */
#pragma once
#include <pthread.h>

#include "store/db.h"

#define ROWS_AT_ONCE 8                           /* results open at the same time on one connection */

struct rows {
    struct db *db;
    bool is_open, writes, holds_lock;
    bool is_watched;                             /* the transaction is its own: rows_end ends it */
    code failed;                                 /* told by rows_end */
    struct error error;
    void *handle;                                /* statement or result */
    void *entry;                                 /* of the statement cache; NULL: not kept */
    int row, count;                              /* PostgreSQL: which row of the result */
    int64_t changed;
};

struct engine {
    const char *name;
    code (*open)(struct db *db, const char *target, struct error *err);
    void (*close)(struct db *db);
    /* Prepares or finds, binds, starts. Failures go into r->failed and r->error. */
    void (*query)(struct rows *r, const char *sql, struct args args);
    void (*query_made)(struct rows *r, const char *sql, struct args args);
    bool (*next)(struct rows *r);
    /* Borrowed until the next row. Integers from anything whole; text and bytes as they are. */
    void (*column)(struct rows *r, int column, struct value *out);
    void (*end)(struct rows *r);
    /* A write that need not be answered now; NULL: the engine answers at once. */
    code (*send)(struct db *db, const char *sql, struct args args, struct error *err);
    code (*script)(struct db *db, const char *sql, struct error *err);
    code (*check)(struct db *db, const char *sql, struct error *err);
    const char *begin, *begin_snapshot;          /* how a transaction starts */
    /* Rows in bulk, as bytes in the engine's own form; NULL: it is as quick one by one. */
    code (*load_begin)(struct db *db, const char *sql, struct error *err);
    code (*load_put)(struct db *db, str bytes, struct error *err);
    code (*load_end)(struct db *db, struct error *err);
};

extern const struct engine engine_sqlite, engine_postgres;

struct db {
    const struct engine *engine;
    struct db_pool *pool;
    struct arena *arena;                         /* of the connection: statement cache */
    void *conn;
    void *cache;
    bool in_transaction, reads_only;
    bool is_around, is_spoilt;                   /* db_begin_around; a part of it failed */
    int inner;                                   /* begun within it */
    bool is_attached;                            /* to the pool's watch */
    struct db_doer doer;
    struct rows rows[ROWS_AT_ONCE];
};

/* Writers of one process take turns, first come first served, so that the
 * engine never answers "busy" to a page while a long list is awarded. */
void db_lock_writer(struct db *db);

/* Once on each connection, and again on one that was lost. */
MUST_USE code db_attach(struct db *db, struct error *err);

