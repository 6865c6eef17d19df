/* store/db.c — the pool of connections, and the part of a query that is the
 * same for both engines. */
#include "store/db.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "store/db_engine.h"

#define MOST_CONNECTIONS 64

struct db_pool {
    struct arena *arena;
    const struct engine *engine;
    const char *target;                          /* path or connection string */
    pthread_mutex_t lock;
    pthread_cond_t returned;
    struct db *idle[MOST_CONNECTIONS];
    unsigned n_idle, n_open, most;
    pthread_mutex_t turn_lock;
    pthread_cond_t turn_over;
    uint64_t next_ticket, serving;
    atomic_uint_fast64_t writes;
    uint64_t identity;
    const struct db_watch *watch;
};

/* ---- turns of writers ---- */

void db_lock_writer(struct db *db)
{
    struct db_pool *p = db->pool;

    if (db->engine != &engine_sqlite)
        return;
    pthread_mutex_lock(&p->turn_lock);
    uint64_t ticket = p->next_ticket++;
    while (ticket != p->serving)
        pthread_cond_wait(&p->turn_over, &p->turn_lock);
    pthread_mutex_unlock(&p->turn_lock);
}

static void db_unlock_writer(struct db *db)
{
    struct db_pool *p = db->pool;

    if (db->engine != &engine_sqlite)
        return;
    pthread_mutex_lock(&p->turn_lock);
    p->serving++;
    pthread_cond_broadcast(&p->turn_over);
    pthread_mutex_unlock(&p->turn_lock);
}

/* ---- connections ---- */

static struct db *open_connection(struct db_pool *pool, struct error *err)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct db *db = NEW(a, struct db);

    db->engine = pool->engine;
    db->pool = pool;
    db->arena = a;
    if (db->engine->open(db, pool->target, err) != OK) {
        arena_free(a);
        return NULL;
    }
    return db;
}

static void close_connection(struct db *db)
{
    db->engine->close(db);
    arena_free(db->arena);
}

code db_pool_open(const char *url, unsigned connections, struct db_pool **out, struct error *err)
{
    struct arena *a = arena_new((size_t)1 << 20);
    struct db_pool *p = NEW(a, struct db_pool);
    static atomic_uint_fast64_t pools;
    bool is_sqlite = strncmp(url, "sqlite:", 7) == 0;

    p->arena = a;
    p->identity = atomic_fetch_add(&pools, 1);
    p->engine = is_sqlite ? &engine_sqlite : &engine_postgres;
    p->target = str_z(a, cstr(is_sqlite ? url + 7 : url));
    p->most = connections < 1 ? 1 : connections > MOST_CONNECTIONS ? MOST_CONNECTIONS : connections;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->returned, NULL);
    pthread_mutex_init(&p->turn_lock, NULL);
    pthread_cond_init(&p->turn_over, NULL);

    struct db *first = open_connection(p, err);
    if (!first) {
        arena_free(a);
        return err && err->code ? err->code : FAULT;
    }
    p->idle[p->n_idle++] = first;
    p->n_open = 1;
    *out = p;
    return OK;
}

void db_pool_close(struct db_pool *pool)
{
    if (!pool)
        return;
    for (unsigned i = 0; i < pool->n_idle; i++)
        close_connection(pool->idle[i]);
    arena_free(pool->arena);
}

uint64_t db_identity(const struct db *db)
{
    return db->pool->identity;
}

uint64_t db_pool_writes(const struct db_pool *pool)
{
    return atomic_load(&pool->writes);
}

bool db_pool_is_postgres(const struct db_pool *pool)
{
    return pool->engine == &engine_postgres;
}

static struct db *take_connection(struct db_pool *pool, struct error *err)
{
    struct db *db = NULL;

    pthread_mutex_lock(&pool->lock);
    while (pool->n_idle == 0 && pool->n_open >= pool->most)
        pthread_cond_wait(&pool->returned, &pool->lock);
    if (pool->n_idle > 0)
        db = pool->idle[--pool->n_idle];
    else
        pool->n_open++;
    pthread_mutex_unlock(&pool->lock);
    if (db)
        return db;

    db = open_connection(pool, err);
    if (!db) {
        pthread_mutex_lock(&pool->lock);
        pool->n_open--;
        pthread_cond_signal(&pool->returned);
        pthread_mutex_unlock(&pool->lock);
    }
    return db;
}

/* ---- who watches ---- */

void db_pool_watch(struct db_pool *pool, const struct db_watch *watch)
{
    pool->watch = watch;
}

const struct db_watch *db_watch_of(const struct db *db)
{
    return db->pool->watch;
}

void db_done_by(struct db *db, int64_t account, str via)
{
    size_t n = via.n < DB_VIA ? via.n : DB_VIA - 1;

    db->doer.account = account;
    memcpy(db->doer.via, n ? via.p : "", n);
    db->doer.via[n] = '\0';
}

const struct db_doer *db_doer_of(const struct db *db)
{
    return &db->doer;
}

code db_attach(struct db *db, struct error *err)
{
    const struct db_watch *w = db->pool->watch;

    if (!w || db->is_attached)
        return OK;
    TRY(w->attach(w->ctx, db, err));
    db->is_attached = true;
    return OK;
}

struct db *db_borrow(struct db_pool *pool, struct error *err)
{
    struct db *db = take_connection(pool, err);

    if (db && db_attach(db, err) != OK) {
        db_return(pool, db);
        return NULL;
    }
    return db;
}

void db_close_rows(struct db *db)
{
    for (int i = 0; i < ROWS_AT_ONCE; i++)
        if (db->rows[i].is_open && rows_end(&db->rows[i], NULL) != OK)
            log_event(LOG_WARN, "db.rows_failed_unseen", NULL);
}

static void clean_up(struct db *db)
{
    db_close_rows(db);
    db->inner = 0;
    if (db->in_transaction && db_end(db, FAULT, NULL) != FAULT)
        log_event(LOG_ERROR, "db.rollback_failed", NULL);
}

void db_return(struct db_pool *pool, struct db *db)
{
    if (!db)
        return;
    clean_up(db);
    db_done_by(db, 0, (str){0});
    pthread_mutex_lock(&pool->lock);
    pool->idle[pool->n_idle++] = db;
    pthread_cond_signal(&pool->returned);
    pthread_mutex_unlock(&pool->lock);
}

/* ---- queries ---- */

static struct rows *free_rows(struct db *db)
{
    for (int i = 0; i < ROWS_AT_ONCE; i++)
        if (!db->rows[i].is_open)
            return &db->rows[i];
    fprintf(stderr, "db: more than %d results open on one connection\n", ROWS_AT_ONCE);
    __builtin_trap();                            /* a mistake of ours: rows_end is missing somewhere */
}

static bool is_unwatched(const struct db *db)
{
    return db->pool->watch && !db->is_attached;
}

static code tell_before_commit(struct db *db, struct error *err)
{
    const struct db_watch *w = db->pool->watch;

    if (!w || db->reads_only)
        return OK;
    return is_unwatched(db) ? fail(err, FAULT, "database", "the connection is not watched") : w->before_commit(w->ctx, db, err);
}

/* What is watched and stands alone: begun here, ended by rows_end. A connection
 * that is not watched, as one that was lost and could not be attached again, is
 * tried once more: nothing covered is written past the watch. */
static code begin_watched(struct db *db, const char *sql, bool *begun, struct error *err)
{
    const struct db_watch *w = db->in_transaction ? NULL : db->pool->watch;

    if (!w || !w->covers(w->ctx, sql))
        return OK;
    TRY(db_attach(db, err));
    TRY(db_begin(db, err));
    *begun = true;
    return OK;
}

static struct rows *open_rows(struct db *db, const char *sql)
{
    struct rows *r = free_rows(db);

    *r = (struct rows){.db = db, .is_open = true, .row = -1};
    r->failed = begin_watched(db, sql, &r->is_watched, &r->error);
    return r;
}

struct rows *db_query(struct db *db, const char *sql, struct args args)
{
    struct rows *r = open_rows(db, sql);

    if (r->failed == OK)
        db->engine->query(r, sql, args);
    return r;
}

struct rows *db_query_made(struct db *db, const char *sql, struct args args)
{
    struct rows *r = open_rows(db, sql);

    if (r->failed == OK)
        db->engine->query_made(r, sql, args);
    return r;
}

bool rows_next(struct rows *r)
{
    return r->failed == OK && r->db->engine->next(r);
}

static void column(struct rows *r, int i, struct value *out)
{
    *out = (struct value){VALUE_NULL, 0, {0}};
    if (r->failed == OK)
        r->db->engine->column(r, i, out);
}

int64_t row_int(struct rows *r, int i)
{
    struct value v;

    column(r, i, &v);
    return v.kind == VALUE_INT ? v.i : 0;
}

bool row_bool(struct rows *r, int i)
{
    return row_int(r, i) != 0;
}

str row_str(struct rows *r, int i, struct arena *a)
{
    struct value v;

    column(r, i, &v);
    if (v.kind == VALUE_INT)
        return str_printf(a, "%lld", (long long)v.i);
    return v.kind == VALUE_NULL ? (str){0} : str_copy(a, v.s.p ? v.s : S(""));
}

struct value row_value(struct rows *r, int i)
{
    struct value v;

    column(r, i, &v);
    return v;
}

bool row_is_null(struct rows *r, int i)
{
    struct value v;

    column(r, i, &v);
    return v.kind == VALUE_NULL;
}

code rows_end(struct rows *r, struct error *err)
{
    code c = r->failed;

    r->db->engine->end(r);
    if (c == OK)
        c = r->failed;                           /* ending a write may fail too */
    if (r->holds_lock)
        db_unlock_writer(r->db);
    if (r->writes && !r->db->in_transaction)
        atomic_fetch_add(&r->db->pool->writes, 1);
    if (c != OK && err)
        *err = r->error;
    r->is_open = false;
    return r->is_watched ? db_end(r->db, c, err) : c;
}

static code run(struct rows *r, int64_t *changed, struct error *err)
{
    while (rows_next(r))
        ;
    int64_t n = r->changed;
    TRY(rows_end(r, err));
    if (changed)
        *changed = n;
    return OK;
}

code db_run(struct db *db, const char *sql, struct args args, int64_t *changed, struct error *err)
{
    return run(db_query(db, sql, args), changed, err);
}

code db_run_made(struct db *db, const char *sql, struct args args, int64_t *changed, struct error *err)
{
    return run(db_query_made(db, sql, args), changed, err);
}

code db_run_later(struct db *db, const char *sql, struct args args, struct error *err)
{
    if (db->engine->send && db->in_transaction)
        return db->engine->send(db, sql, args, err);
    return db_run(db, sql, args, NULL, err);
}

code db_int(struct db *db, const char *sql, struct args args, int64_t *out, struct error *err)
{
    struct rows *r = db_query(db, sql, args);
    bool found = rows_next(r);
    int64_t n = found ? row_int(r, 0) : 0;

    TRY(rows_end(r, err));
    if (!found)
        return fail(err, NOT_FOUND, "", "nothing was found");
    *out = n;
    return OK;
}

/* ---- transactions ---- */

code db_begin(struct db *db, struct error *err)
{
    if (db->is_around) {
        db->inner++;
        return OK;
    }
    if (db->in_transaction)
        return fail(err, FAULT, "transaction", "a transaction was begun inside another");
    db_lock_writer(db);
    code c = db->engine->script(db, db->engine->begin, err);
    if (c != OK)
        db_unlock_writer(db);
    db->in_transaction = c == OK;
    db->reads_only = false;
    return c;
}

code db_begin_around(struct db *db, struct error *err)
{
    TRY(db_begin(db, err));
    db->is_around = true;
    return OK;
}

code db_begin_snapshot(struct db *db, struct error *err)
{
    if (db->in_transaction)
        return fail(err, FAULT, "transaction", "a transaction was begun inside another");
    TRY(db->engine->script(db, db->engine->begin_snapshot, err));
    db->in_transaction = db->reads_only = true;
    return OK;
}

code db_end(struct db *db, code result, struct error *err)
{
    struct error why = {0};
    code c = result;

    if (db->inner > 0) {
        db->inner--;
        db->is_spoilt |= result != OK;
        return result;
    }
    if (result == OK && db->is_spoilt)
        c = fail(err, FAULT, "transaction", "a part of it was given up");
    if (c == OK)
        c = tell_before_commit(db, err);
    if (c == OK) {
        c = db->engine->script(db, "COMMIT", &why);
        if (c != OK && err)
            *err = why;
    }
    if (c != OK && db->engine->script(db, "ROLLBACK", &why) != OK)
        log_error("db.rollback", &why);
    db->in_transaction = db->is_around = db->is_spoilt = false;
    if (!db->reads_only) {
        atomic_fetch_add(&db->pool->writes, 1);
        db_unlock_writer(db);
    }
    return c;
}

bool db_in_transaction(const struct db *db)
{
    return db->in_transaction;
}

bool db_is_postgres(const struct db *db)
{
    return db->engine == &engine_postgres;
}

code db_script(struct db *db, str sql, struct error *err)
{
    struct arena *a = arena_new((size_t)4 << 20);
    code c = db->engine->script(db, str_z(a, sql), err);

    arena_free(a);
    return c;
}

code db_check(struct db *db, const char *sql, struct error *err)
{
    return db->engine->check(db, sql, err);
}

static const char sql_references_off[] = "PRAGMA foreign_keys=OFF";
static const char sql_references_on[] = "PRAGMA foreign_keys=ON";

code db_check_references(struct db *db, bool on, struct error *err)
{
    if (db_is_postgres(db))
        return OK;
    return db->engine->script(db, on ? sql_references_on : sql_references_off, err);
}

static const char sql_overwrite_on[] = "PRAGMA secure_delete=ON";
static const char sql_overwrite_off[] = "PRAGMA secure_delete=OFF; PRAGMA wal_checkpoint(TRUNCATE)";

code db_overwrite_deleted(struct db *db, bool on, struct error *err)
{
    if (db_is_postgres(db))
        return OK;
    return db->engine->script(db, on ? sql_overwrite_on : sql_overwrite_off, err);
}

static const char sql_sqlite_version[] = SQL_ON_SQLITE("SELECT 'SQLite ' || sqlite_version()");
static const char sql_postgres_version[] = SQL_ON_POSTGRES(
    "SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1)");

str db_engine_name(struct db *db, struct arena *a)
{
    struct rows *r = db_query(db, db_is_postgres(db) ? sql_postgres_version : sql_sqlite_version, NO_ARGS);
    str name = rows_next(r) ? row_str(r, 0, a) : S("");

    return rows_end(r, NULL) == OK ? name : S("");
}
