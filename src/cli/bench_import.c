/* cli/bench_import.c — a list of people brought into the directory, the whole way from
 * the bytes of a file: kept, understood, planned line by line, done, with who leads whom.
 * Against the least that could be done for each: one bare insert of the person and one of
 * the line, with their indexes. The tenfold list must not take longer for each. */
#include "app/people/roster.h"
#include "base/crypto.h"
#include "cli/bench_org.h"

#define FEW    2000
#define MANY   20000
#define ROUNDS 5

struct importing {
    struct bench_org org;
    struct db_pool *raw_pool;
    struct db *raw;
    const char *raw_folder;
    struct error *err;
};

static code bring_in(struct importing *w, struct arena *a, int n, double *us, struct error *err)
{
    const struct roster_new list = {w->org.org, 1, S("all.csv"), bench_roster_text(a, n)};
    struct app *app = w->org.app;
    struct db *db = w->org.db;
    struct people_import i;
    struct roster_mapping m;
    int64_t id;
    double began = bench_us(&w->org);

    TRY(roster_open(db, a, &list, &id, err));
    TRY(roster_get(db, a, w->org.org, id, &i, err));
    roster_mapping_read(i.mapping, &m);
    TRY(roster_plan(app, db, a, &i, &m, err));
    TRY(job_run_all(db, a, app_jobs(a), app, err));
    TRY(roster_get(db, a, w->org.org, id, &i, err));
    TRY(roster_start(app, db, a, &i, err));
    TRY(job_run_all(db, a, app_jobs(a), app, err));
    *us = (bench_us(&w->org) - began) / n;
    TRY(roster_get(db, a, w->org.org, id, &i, err));
    return i.n_done == n ? OK : fail(err, FAULT, "import", "%lld of %d people were brought in", (long long)i.n_done, n);
}

/* ---- the bare inserts: the columns and indexes of a person and of a line ---- */

static const char raw_schema[] =
    "CREATE TABLE raw (id INTEGER PRIMARY KEY, org_id INTEGER, name TEXT, email TEXT, folded TEXT, created_at INTEGER, title TEXT, staff_number TEXT,"
    " department_id INTEGER, site_id INTEGER, manager_id INTEGER, UNIQUE (org_id, folded));"
    "CREATE INDEX raw_name ON raw (org_id, lower(name)); CREATE INDEX raw_manager ON raw (manager_id); CREATE UNIQUE INDEX raw_number ON raw (org_id, staff_number);"
    "CREATE INDEX raw_org ON raw (org_id); CREATE INDEX raw_folded ON raw (folded); CREATE INDEX raw_department ON raw (department_id, org_id);"
    "CREATE INDEX raw_site ON raw (site_id, org_id); CREATE INDEX raw_title ON raw (org_id, title);"
    "CREATE TABLE line (id INTEGER PRIMARY KEY, import_id INTEGER, number INTEGER, cells TEXT, key TEXT, address_key TEXT, plan TEXT, UNIQUE (import_id, number));"
    "CREATE INDEX line_key ON line (import_id, key, number); CREATE INDEX line_address ON line (import_id, address_key, number);"
    "CREATE INDEX line_plan ON line (import_id, plan, number);";
static const char raw_person[] =
    "INSERT INTO raw (org_id, name, email, folded, created_at, title, staff_number, department_id, site_id, manager_id)"
    " VALUES (1, $1, $2, $2, 1767225600000, 'Fitter', $3, $4, $5, $6)";
static const char raw_line[] = "INSERT INTO line (import_id, number, cells, key, address_key, plan) VALUES (1, $1, $2, $3, $4, 'new')";

static code insert_raw(struct importing *w, const str *names, int from, struct error *err)
{
    static int64_t number;
    str cells = S("[\"Person 012345\",\"p012345678901@example.org\",\"Department 1\",\"Site 1\",\"Fitter\",\"N012345678901\",\"N012345678901\"]");

    for (int i = from; i < from + 500; i++) {
        TRY(db_run_later(w->raw, raw_person, ARGS(v_str(names[i]), v_str(names[i]), v_str(names[i]), v_int(i % 20), v_int(i % 10), v_int(i / 20)), err));
        TRY(db_run_later(w->raw, raw_line, ARGS(v_int(number++), v_str(cells), v_str(names[i]), v_str(names[i])), err));
    }
    return OK;
}

static code insert_all(struct importing *w, struct arena *a, double *us, struct error *err)
{
    str *names = NEW_ARRAY(a, MANY, str);

    for (int i = 0; i < MANY; i++)
        names[i] = random_token(a, 16);
    double began = bench_us(&w->org);
    for (int i = 0; i < MANY; i += 500) {
        TRY(db_begin(w->raw, err));
        TRY(db_end(w->raw, insert_raw(w, names, i, err), err));
    }
    *us = (bench_us(&w->org) - began) / MANY;
    return OK;
}

/* ---- readings ---- */

static void stop_at(struct importing *w, code c)
{
    if (c == OK)
        return;
    fprintf(stderr, "lapel: %s: %s\n", w->err->where, w->err->text);
    __builtin_trap();
}

static double read_list(struct importing *w, int n)
{
    struct arena *a = arena_new((size_t)1 << 30);
    double us = 0;

    stop_at(w, bring_in(w, a, n, &us, w->err));
    arena_free(a);
    return us;
}

static double read_few(void *ctx)
{
    return read_list(ctx, FEW);
}

static double read_many(void *ctx)
{
    return read_list(ctx, MANY);
}

static double read_raw(void *ctx)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct importing *w = ctx;
    double us = 0;

    stop_at(w, insert_all(w, a, &us, w->err));
    arena_free(a);
    return us;
}

/* ---- proof before timing ---- */

static code expect(struct db *db, const char *sql, int64_t want, const char *what, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql, NO_ARGS, &n, err));
    return n == want ? OK : fail(err, FAULT, "import", "%lld %s instead of %lld", (long long)n, what, (long long)want);
}

static code prove(struct importing *w, struct error *err)
{
    struct db *db = w->org.db;

    read_list(w, FEW);
    TRY(expect(db, "SELECT count(*) FROM person WHERE department_id IS NOT NULL AND site_id IS NOT NULL AND staff_number <> ''", FEW, "people with their places", err));
    TRY(expect(db, "SELECT count(*) FROM person p JOIN person m ON m.id = p.manager_id", FEW - FEW / 20, "people who are led", err));
    return expect(db, "SELECT count(*) FROM department", 20, "departments", err);
}

/* ---- all together ---- */

static code open_raw(struct bench *b, struct importing *w, struct error *err)
{
    if (!(w->raw_folder = bench_folder(b, err)))
        return FAULT;
    TRY(db_pool_open(str_z(bench_arena(b), str_printf(bench_arena(b), "sqlite:%s/raw.db", w->raw_folder)), 1, &w->raw_pool, err));
    w->raw = db_borrow(w->raw_pool, err);
    return w->raw ? db_script(w->raw, cstr(raw_schema), err) : FAULT;
}

static code compare(struct bench *b, struct importing *w, struct error *err)
{
    enum { RAW, SMALL, LARGE };
    const struct measure measures[] = {
        [RAW] = {"bare inserts of a person and a line, with indexes", "us", .read = read_raw, .ctx = w},
        [SMALL] = {"one of 2,000 people, from file to directory", "us", .read = read_few, .ctx = w},
        [LARGE] = {"one of 20,000", "us", .read = read_many, .ctx = w},
    };
    const struct ratio ratios[] = {
        {"import of 20,000 / bare inserts", LARGE, RAW, 0, {8, 4, false}},
        {"growth: one of 20,000 / one of 2,000", LARGE, SMALL, 0, {1.5, 1.2, false}},
    };

    TRY(open_raw(b, w, err));
    TRY(prove(w, err));
    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), ROUNDS});
    return OK;
}

code bench_import(struct bench *b, struct error *err)
{
    struct importing w = {.err = err};
    code c = bench_org_open(b, (str){0}, false, &w.org, err);

    if (c == OK)
        c = compare(b, &w, err);
    bench_org_close(&w.org);
    if (w.raw)
        db_return(w.raw_pool, w.raw);
    db_pool_close(w.raw_pool);
    bench_remove_folder(w.raw_folder);
    return c;
}
