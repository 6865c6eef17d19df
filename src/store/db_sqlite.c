/* store/db_sqlite.c — SQLite: WAL, every commit on disk before it is
 * acknowledged, statements prepared once and bound by name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "store/db_engine.h"
#include "store/sqlite.h"

/* ---- errors ---- */

/* After a failed sync nobody knows what is on disk (security.md 5.3): only a
 * restart, which replays the log, is safe. */
static void stop_after_sync_error(int rc)
{
    if (rc != SQLITE_IOERR_FSYNC && rc != SQLITE_IOERR_DIR_FSYNC)
        return;
    log_event(LOG_ERROR, "db.sync_failed", "action", "stopping: what was acknowledged is on disk, the rest is not", NULL);
    _exit(70);
}

static code map_error(sqlite3 *conn, struct error *err)
{
    int rc = sqlite.extended_errcode(conn);

    stop_after_sync_error(rc);
    switch (rc & 0xff) {
    case SQLITE_CONSTRAINT:
        return fail(err, CONFLICT, "database", "%s", sqlite.errmsg(conn));
    case SQLITE_FULL:
        return fail(err, LIMIT, "database", "the disk is full: nothing was written; free some space and try again");
    case SQLITE_TOOBIG:
        return fail(err, LIMIT, "database", "a value is too large to be stored");
    default:
        return fail(err, FAULT, "database", "%s (%d)", sqlite.errmsg(conn), rc);
    }
}

/* ---- connection ---- */

static const char settings[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
    "PRAGMA busy_timeout=15000; PRAGMA cache_size=-8192; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
    "PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=8000;";

static code sqlite_script(struct db *db, const char *sql, struct error *err)
{
    return sqlite.exec(db->conn, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : map_error(db->conn, err);
}

static code sqlite_open(struct db *db, const char *target, struct error *err)
{
    sqlite3 *conn = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

    TRY(sqlite_load(err));
    int rc = sqlite.open_v2(target, &conn, flags, NULL);
    if (rc != SQLITE_OK) {
        code c = fail(err, FAULT, target, "cannot open the database: %s", conn ? sqlite.errmsg(conn) : "out of memory");
        sqlite.close(conn);
        return c;
    }
    sqlite.extended_result_codes(conn, 1);
    sqlite.db_config(conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    db->conn = conn;
    code c = sqlite_script(db, settings, err);
    if (c != OK)
        sqlite.close(conn);
    return c;
}

/* ---- statements, kept by the address of their text ---- */

#define CACHE_SIZE 4096                          /* slots; the program has fewer literals: 2,400 */
#define MOST_MADE  ROWS_AT_ONCE                  /* texts that were put together */
#define MOST_PARAMS 96

struct entry {
    const char *sql;
    sqlite3_stmt *stmt;
    bool busy, writes;
    uint8_t n_params;
    uint8_t *arg_of;                             /* SQLite numbers parameters by first appearance: $3 may be its first */
};

struct cache {
    struct entry kept[CACHE_SIZE];               /* by the address of their text */
    struct entry made[MOST_MADE];                /* by the text */
    uint8_t made_args[MOST_MADE][MOST_PARAMS];   /* their parameters, used anew with their place */
    unsigned next_made;
};

static void sqlite_close(struct db *db)
{
    struct cache *c = db->cache;

    for (size_t i = 0; c && i < CACHE_SIZE; i++)
        sqlite.finalize(c->kept[i].stmt);
    for (size_t i = 0; c && i < MOST_MADE; i++)
        sqlite.finalize(c->made[i].stmt);
    sqlite.close(db->conn);
}

/* Most of the places for statements are never taken: one that is makes room
 * for its own parameters only, so that an idle connection stays small. */
static bool name_params(struct db *db, struct entry *e)
{
    int n = sqlite.bind_parameter_count(e->stmt);

    if (n > MOST_PARAMS)
        return false;
    if (!e->arg_of && n > 0)
        e->arg_of = NEW_ARRAY(db->arena, (size_t)n, uint8_t);
    for (int i = 1; i <= n; i++) {
        const char *name = sqlite.bind_parameter_name(e->stmt, i);
        long number = name && name[0] == '$' ? strtol(name + 1, NULL, 10) : 0;
        if (number < 1 || number > MOST_PARAMS)
            return false;
        e->arg_of[i - 1] = (uint8_t)(number - 1);
    }
    e->n_params = (uint8_t)n;
    return true;
}

static bool prepare(struct rows *r, const char *sql, struct entry *e)
{
    if (sqlite.prepare_v3(r->db->conn, sql, -1, SQLITE_PREPARE_PERSISTENT, &e->stmt, NULL) != SQLITE_OK) {
        r->failed = map_error(r->db->conn, &r->error);
        return false;
    }
    e->sql = sql;
    e->writes = !sqlite.stmt_readonly(e->stmt);
    if (name_params(r->db, e))
        return true;
    r->failed = fail(&r->error, FAULT, "database", "parameters must be $1, $2, …: %.80s", sql);
    return false;
}

static struct cache *cache_of(struct db *db)
{
    if (!db->cache)
        db->cache = NEW(db->arena, struct cache);
    return db->cache;
}

static struct entry *find_entry(struct rows *r, const char *sql)
{
    struct cache *c = cache_of(r->db);
    size_t at = ((uintptr_t)sql >> 3) % CACHE_SIZE;

    for (size_t i = 0; i < CACHE_SIZE; i++) {
        struct entry *e = &c->kept[(at + i) % CACHE_SIZE];
        if (e->sql == sql && !e->busy)
            return e;
        if (!e->sql)
            return prepare(r, sql, e) ? e : NULL;
    }
    r->failed = fail(&r->error, FAULT, "database", "more statements than the cache has places");
    return NULL;
}

/* A place in turn; one that is being read is passed over. No more than
 * ROWS_AT_ONCE are, so there always is one. */
static struct entry *find_made(struct rows *r, const char *sql)
{
    struct cache *c = cache_of(r->db);
    struct entry *e;

    for (size_t i = 0; i < MOST_MADE; i++)
        if (c->made[i].stmt && !c->made[i].busy && strcmp(sqlite.sql(c->made[i].stmt), sql) == 0)
            return &c->made[i];
    do
        e = &c->made[c->next_made++ % MOST_MADE];
    while (e->busy);
    sqlite.finalize(e->stmt);
    *e = (struct entry){.arg_of = c->made_args[e - c->made]};
    return prepare(r, sql, e) ? e : NULL;
}

/* Values stay where they are until rows_end: the caller's arguments outlive it. */
static int bind_one(sqlite3_stmt *stmt, int at, const struct value *v)
{
    switch (v->kind) {
    case VALUE_INT:
        return sqlite.bind_int64(stmt, at, v->i);
    case VALUE_TEXT:
        return sqlite.bind_text64(stmt, at, v->s.p, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BYTES:
        return sqlite.bind_blob64(stmt, at, v->s.p, v->s.n, SQLITE_STATIC);
    default:
        return sqlite.bind_null(stmt, at);
    }
}

static void bind_all(struct rows *r, const struct entry *e, struct args args)
{
    for (int i = 0; i < e->n_params && r->failed == OK; i++) {
        if (e->arg_of[i] >= args.n)
            r->failed = fail(&r->error, FAULT, "database", "parameter $%d has no value: %.80s", e->arg_of[i] + 1, e->sql);
        else if (bind_one(e->stmt, i + 1, &args.items[e->arg_of[i]]) != SQLITE_OK)
            r->failed = map_error(r->db->conn, &r->error);
    }
}

static void start(struct rows *r, struct entry *e, struct args args)
{
    if (!e)
        return;
    e->busy = true;
    r->entry = e;
    r->handle = e->stmt;
    r->writes = e->writes;
    bind_all(r, e, args);
    if (r->failed == OK && e->writes && !r->db->in_transaction) {
        db_lock_writer(r->db);
        r->holds_lock = true;
    }
}

static void sqlite_query(struct rows *r, const char *sql, struct args args)
{
    start(r, find_entry(r, sql), args);
}

static void sqlite_query_made(struct rows *r, const char *sql, struct args args)
{
    start(r, find_made(r, sql), args);
}

static bool sqlite_next(struct rows *r)
{
    int rc = r->handle ? sqlite.step(r->handle) : SQLITE_DONE;

    if (rc == SQLITE_ROW)
        return true;
    if (rc != SQLITE_DONE)
        r->failed = map_error(r->db->conn, &r->error);
    else if (r->writes)
        r->changed = sqlite.changes64(r->db->conn);
    return false;
}

static void sqlite_column(struct rows *r, int i, struct value *out)
{
    sqlite3_stmt *stmt = r->handle;

    switch (sqlite.column_type(stmt, i)) {
    case SQLITE_INTEGER:
        *out = v_int(sqlite.column_int64(stmt, i));
        break;
    case SQLITE_NULL:
        break;
    default: {
        const char *p = sqlite.column_blob(stmt, i);
        *out = (struct value){VALUE_TEXT, 0, {p ? p : "", (size_t)sqlite.column_bytes(stmt, i)}};
    }
    }
}

static void sqlite_end(struct rows *r)
{
    struct entry *e = r->entry;

    if (!e)
        return;
    /* INSERT … RETURNING is over only when it was stepped to its end. */
    while (r->writes && r->failed == OK && sqlite.stmt_busy(e->stmt) && sqlite_next(r))
        ;
    sqlite.reset(e->stmt);
    sqlite.clear_bindings(e->stmt);
    e->busy = false;
}

/* ---- the rest ---- */

static code sqlite_check(struct db *db, const char *sql, struct error *err)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite.prepare_v2(db->conn, sql, -1, &stmt, NULL) != SQLITE_OK)
        return map_error(db->conn, err);
    sqlite.finalize(stmt);
    return OK;
}

const struct engine engine_sqlite = {
    "sqlite", sqlite_open, sqlite_close, sqlite_query, sqlite_query_made, sqlite_next, sqlite_column, sqlite_end,
    NULL, sqlite_script, sqlite_check,
    /* Of a deferred transaction the first read decides which state it sees. */
    "BEGIN IMMEDIATE", "BEGIN; SELECT count(*) FROM sqlite_master",
    NULL, NULL, NULL,
};
