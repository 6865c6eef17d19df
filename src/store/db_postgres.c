/* store/db_postgres.c — PostgreSQL through libpq: prepared statements, values
 * and results in binary, one result fetched whole. */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/db_engine.h"
#include "store/pq.h"

/* Types by their numbers in pg_type, which never change. */
enum { TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_INT2 = 21, TYPE_INT4 = 23, TYPE_TEXT = 25 };

#define CACHE_SIZE  4096
#define MOST_PARAMS 96
#define SENT_AHEAD  100                          /* few enough that neither side fills its buffer with the other waiting */

struct entry { const char *sql; unsigned number; };
struct state {
    struct entry cache[CACHE_SIZE];
    unsigned next_number;
    unsigned unanswered;                         /* writes sent ahead, in pipeline mode */
};

/* ---- errors ---- */

static code map_state(const char *sqlstate, const char *text, struct error *err)
{
    static const struct { const char *prefix; code code; } classes[] = {
        {"23", CONFLICT}, {"40", CONFLICT}, {"53", LIMIT}, {"22", BAD_INPUT}, {"08", UNREACHABLE}, {"57P", UNREACHABLE},
    };
    char line[180];
    size_t n = strcspn(text, "\n");

    snprintf(line, sizeof line, "%.*s", (int)(n < sizeof line ? n : sizeof line - 1), text);
    if (strcmp(sqlstate, "53100") == 0)
        return fail(err, LIMIT, "database", "the disk is full: nothing was written; free some space and try again");
    for (size_t i = 0; i < COUNT(classes); i++)
        if (strncmp(sqlstate, classes[i].prefix, strlen(classes[i].prefix)) == 0)
            return fail(err, classes[i].code, "database", "%s", line);
    return fail(err, FAULT, "database", "%s (%s)", line, sqlstate);
}

static code map_error(PGconn *conn, const PGresult *result, struct error *err)
{
    const char *sqlstate = result ? pq.resultErrorField(result, PG_DIAG_SQLSTATE) : NULL;

    if (pq.status(conn) == CONNECTION_BAD)
        return fail(err, UNREACHABLE, "database", "the database server does not answer");
    return map_state(sqlstate ? sqlstate : "XX000", result ? pq.resultErrorMessage(result) : pq.errorMessage(conn), err);
}

/* ---- connection ---- */

static void ignore_notice(void *ctx, const char *message)
{
    (void)ctx;
    (void)message;                               /* "table exists already, skipping" and the like */
}

/* Our statements are short; where the planner has no numbers yet it thinks them
 * long, and compiling one costs a hundred times what running it does. */
static void set_up(PGconn *conn)
{
    pq.setNoticeProcessor(conn, ignore_notice, NULL);
    pq.clear(pq.exec(conn, "SET jit = off"));
}

static code pg_open(struct db *db, const char *target, struct error *err)
{
    TRY(pq_load(err));
    PGconn *conn = pq.connectdb(target);

    if (pq.status(conn) != CONNECTION_OK) {
        code c = map_state("08001", pq.errorMessage(conn), err);
        pq.finish(conn);
        return c;
    }
    set_up(conn);
    db->conn = conn;
    db->cache = NEW(db->arena, struct state);
    return OK;
}

static void pg_close(struct db *db)
{
    pq.finish(db->conn);
}

/* A server that was restarted: connect again, unless a transaction was lost. */
static void reconnect(struct db *db)
{
    if (pq.status(db->conn) == CONNECTION_OK || db->in_transaction)
        return;
    pq.reset(db->conn);
    set_up(db->conn);
    memset(db->cache, 0, sizeof(struct state));  /* statements and unanswered writes went with it */
    db->is_attached = false;
    log_event(LOG_WARN, "db.reconnected", NULL);
    if (db_attach(db, NULL) != OK)
        log_event(LOG_ERROR, "db.not_watched", NULL);
}

/* ---- writes that are answered later ---- */

static code take_answer(struct db *db, struct error *err)
{
    PGresult *result = pq.getResult(db->conn), *end;
    code c = pq.resultStatus(result) == PGRES_COMMAND_OK ? OK : map_error(db->conn, result, err);

    pq.clear(result);
    while ((end = pq.getResult(db->conn)) != NULL)
        pq.clear(end);
    return c;
}

/* The first failure counts; those behind it only say that they were left out. */
static code take_answers(struct db *db, struct error *err)
{
    struct state *s = db->cache;
    code c = OK;

    if (s->unanswered == 0)
        return OK;
    if (!pq.pipelineSync(db->conn))
        c = map_error(db->conn, NULL, err);
    for (; s->unanswered > 0; s->unanswered--) {
        code one = take_answer(db, c == OK ? err : NULL);
        c = c == OK ? one : c;
    }
    pq.clear(pq.getResult(db->conn));              /* of the sync itself */
    if (!pq.exitPipelineMode(db->conn) && c == OK)
        c = map_error(db->conn, NULL, err);
    return c;
}

/* ---- statements ---- */

static void name_of(char name[24], unsigned number)
{
    snprintf(name, 24, "s%u", number);
}

static struct entry *slot_of(struct state *s, const char *sql)
{
    size_t at = ((uintptr_t)sql >> 3) % CACHE_SIZE;

    for (size_t i = 0; i < CACHE_SIZE; i++) {
        struct entry *e = &s->cache[(at + i) % CACHE_SIZE];
        if (e->sql == sql || !e->sql)
            return e;
    }
    return NULL;
}

static Oid type_of(const struct value *v)
{
    switch (v->kind) {
    case VALUE_INT:   return TYPE_INT8;
    case VALUE_TEXT:  return TYPE_TEXT;
    case VALUE_BYTES: return TYPE_BYTEA;
    default:          return 0;                  /* NULL fits any type: the server infers it */
    }
}

/* The types are told with the first call: `$2 = 0` alone would be inferred as
 * a 32-bit number. A value that is NULL at first and text later is the same. */
static code prepare(struct db *db, const char *sql, struct args args, struct entry *e, struct error *err)
{
    struct state *s = db->cache;
    Oid types[MOST_PARAMS];
    char name[24];
    code c = OK;

    for (size_t i = 0; i < args.n; i++)
        types[i] = type_of(&args.items[i]);
    e->number = ++s->next_number;
    name_of(name, e->number);
    PGresult *result = pq.prepare(db->conn, name, sql, (int)args.n, types);
    if (pq.resultStatus(result) == PGRES_COMMAND_OK)
        e->sql = sql;
    else
        c = map_error(db->conn, result, err);
    pq.clear(result);
    return c;
}

static code find_entry(struct db *db, const char *sql, struct args args, struct entry **out, struct error *err)
{
    *out = slot_of(db->cache, sql);
    if (!*out || args.n > MOST_PARAMS)
        return fail(err, FAULT, "database", "more statements or parameters than there are places");
    if ((*out)->sql)
        return OK;
    TRY(take_answers(db, err));                  /* nothing can be prepared while writes are under way */
    return prepare(db, sql, args, *out, err);
}

struct params {
    const char *values[MOST_PARAMS];
    int lengths[MOST_PARAMS], formats[MOST_PARAMS];
    uint64_t numbers[MOST_PARAMS];
};

static void bind(struct params *p, struct args args)
{
    for (size_t i = 0; i < args.n; i++) {
        const struct value *v = &args.items[i];
        p->formats[i] = 1;
        p->values[i] = NULL;
        if (v->kind == VALUE_INT) {
            p->numbers[i] = htobe64((uint64_t)v->i);
            p->values[i] = (const char *)&p->numbers[i];
            p->lengths[i] = 8;
        } else if (v->kind != VALUE_NULL) {
            p->values[i] = v->s.p;
            p->lengths[i] = (int)v->s.n;
        }
    }
}

static void take_rows(struct rows *r, PGresult *result)
{
    ExecStatusType status = pq.resultStatus(result);

    r->handle = result;
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        r->failed = map_error(r->db->conn, result, &r->error);
    r->count = pq.ntuples(result);
    r->writes = strncmp(pq.cmdStatus(result), "SELECT", 6) != 0;
    r->changed = strtoll(pq.cmdTuples(result), NULL, 10);
}

static void pg_query(struct rows *r, const char *sql, struct args args)
{
    struct params p;
    struct entry *e;
    char name[24];

    reconnect(r->db);
    r->failed = take_answers(r->db, &r->error);
    if (r->failed == OK)
        r->failed = find_entry(r->db, sql, args, &e, &r->error);
    if (r->failed != OK)
        return;
    name_of(name, e->number);
    bind(&p, args);
    take_rows(r, pq.execPrepared(r->db->conn, name, (int)args.n, p.values, p.lengths, p.formats, 1));
}

/* Planned for these values alone. */
static void pg_query_made(struct rows *r, const char *sql, struct args args)
{
    struct params p;
    Oid types[MOST_PARAMS];

    reconnect(r->db);
    r->failed = take_answers(r->db, &r->error);
    if (r->failed == OK && args.n > MOST_PARAMS)
        r->failed = fail(&r->error, FAULT, "database", "more parameters than there are places");
    if (r->failed != OK)
        return;
    for (size_t i = 0; i < args.n; i++)
        types[i] = type_of(&args.items[i]);
    bind(&p, args);
    take_rows(r, pq.execParams(r->db->conn, sql, (int)args.n, types, p.values, p.lengths, p.formats, 1));
}

static code pg_send(struct db *db, const char *sql, struct args args, struct error *err)
{
    struct state *s = db->cache;
    struct params p;
    struct entry *e;
    char name[24];

    if (s->unanswered >= SENT_AHEAD)
        TRY(take_answers(db, err));
    TRY(find_entry(db, sql, args, &e, err));
    name_of(name, e->number);
    bind(&p, args);
    if (s->unanswered == 0 && !pq.enterPipelineMode(db->conn))
        return map_error(db->conn, NULL, err);
    if (!pq.sendQueryPrepared(db->conn, name, (int)args.n, p.values, p.lengths, p.formats, 1))
        return map_error(db->conn, NULL, err);
    s->unanswered++;
    return OK;
}

static bool pg_next(struct rows *r)
{
    return ++r->row < r->count;
}

static int64_t read_number(const char *p, int n)
{
    uint64_t v = 0;

    for (int i = 0; i < n; i++)
        v = v << 8 | (uint8_t)p[i];
    return n == 2 ? (int16_t)v : n == 4 ? (int32_t)v : (int64_t)v;
}

static void pg_column(struct rows *r, int i, struct value *out)
{
    if (r->row < 0 || r->row >= r->count || pq.getisnull(r->handle, r->row, i))
        return;
    const char *p = pq.getvalue(r->handle, r->row, i);
    int n = pq.getlength(r->handle, r->row, i);

    switch (pq.ftype(r->handle, i)) {
    case TYPE_INT2: case TYPE_INT4: case TYPE_INT8: case TYPE_BOOL:
        *out = v_int(read_number(p, n));
        break;
    default:
        *out = (struct value){VALUE_TEXT, 0, {p, (size_t)n}};
    }
}

static void pg_end(struct rows *r)
{
    pq.clear(r->handle);
    r->handle = NULL;
}

/* ---- the rest ---- */

static code pg_script(struct db *db, const char *sql, struct error *err)
{
    reconnect(db);
    code before = take_answers(db, err);
    if (before != OK && strcmp(sql, "ROLLBACK") != 0)
        return before;
    PGresult *result = pq.exec(db->conn, sql);
    ExecStatusType status = pq.resultStatus(result);
    code c = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? OK : map_error(db->conn, result, err);

    /* COMMIT of a transaction that failed before answers ROLLBACK. */
    if (c == OK && strcmp(sql, "COMMIT") == 0 && strcmp(pq.cmdStatus(result), "ROLLBACK") == 0)
        c = fail(err, FAULT, "database", "the transaction had failed and was rolled back");
    pq.clear(result);
    return c;
}

static code pg_check(struct db *db, const char *sql, struct error *err)
{
    PGresult *result = pq.prepare(db->conn, "", sql, 0, NULL);
    code c = pq.resultStatus(result) == PGRES_COMMAND_OK ? OK : map_error(db->conn, result, err);

    pq.clear(result);
    return c;
}

/* ---- rows in bulk ---- */

static code pg_load_begin(struct db *db, const char *sql, struct error *err)
{
    TRY(take_answers(db, err));
    PGresult *result = pq.exec(db->conn, sql);
    code c = pq.resultStatus(result) == PGRES_COPY_IN ? OK : map_error(db->conn, result, err);

    pq.clear(result);
    return c;
}

static code pg_load_put(struct db *db, str bytes, struct error *err)
{
    return pq.putCopyData(db->conn, bytes.p, (int)bytes.n) == 1 ? OK : map_error(db->conn, NULL, err);
}

static code pg_load_end(struct db *db, struct error *err)
{
    code c = pq.putCopyEnd(db->conn, NULL) == 1 ? OK : map_error(db->conn, NULL, err);

    for (PGresult *result; (result = pq.getResult(db->conn)) != NULL; pq.clear(result))
        if (c == OK && pq.resultStatus(result) != PGRES_COMMAND_OK)
            c = map_error(db->conn, result, err);
    return c;
}

const struct engine engine_postgres = {
    "postgres", pg_open, pg_close, pg_query, pg_query_made, pg_next, pg_column, pg_end, pg_send, pg_script, pg_check,
    "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1",
    pg_load_begin, pg_load_put, pg_load_end,
};
