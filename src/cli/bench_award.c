/* cli/bench_award.c — awarding a list, the whole way from pasted text to signed
 * awards and waiting mails, against the least that could be done for each
 * person: one bare signature, and one insert of a row of the same size. */
#include "app/award/award_bulk.h"
#include "base/clock.h"
#include "base/crypto_bare.h"
#include "cli/bench_org.h"
#include "format/jose.h"

#define ROUNDS 5

struct awarding {
    struct arena *a;
    struct bench_org org;
    int people;                                  /* in each list */
    struct db_pool *raw_pool;
    struct db *raw;
    const char *raw_folder;
    struct bare_key *sodium, *openssl;
    str signed_bytes;
    struct bench_work cost;                      /* of the last round */
    double disk, mail_disk;                      /* bytes an award, of the last round */
    struct error *err;
};

/* ---- the bare insert: the columns and indexes of the table award ---- */

static const char raw_schema[] =
    "CREATE TABLE raw (id %s, org_id BIGINT, public_id TEXT UNIQUE, version_id BIGINT, achievement_id BIGINT,"
    " org_version_id BIGINT, person_id BIGINT, batch_id BIGINT, batch_line BIGINT, form BIGINT, recipient TEXT, salt TEXT,"
    " awarded_at BIGINT, valid_from BIGINT, valid_until BIGINT, status_list_id BIGINT, status_index BIGINT,"
    " key_id BIGINT, signature %s, created_at BIGINT);"
    "CREATE INDEX raw_org ON raw (org_id); CREATE INDEX raw_badge ON raw (achievement_id);"
    "CREATE INDEX raw_person ON raw (person_id); CREATE INDEX raw_line ON raw (batch_id, batch_line);"
    "CREATE INDEX raw_expiry ON raw (org_id, valid_until);";
static const char raw_insert[] =
    "INSERT INTO raw (org_id, public_id, version_id, achievement_id, org_version_id, person_id, batch_id, batch_line, form,"
    " recipient, salt, awarded_at, valid_from, valid_until, status_list_id, status_index, key_id, signature, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', $10, $11, $12, $13, $14, $15, $16, $17)";

static code insert_raw_rows(struct awarding *w, const str *names, int from, struct error *err)
{
    str signature = {"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 64};

    for (int i = from; i < from + BULK_ROWS_PER_COMMIT; i++)
        TRY(db_run_later(w->raw, raw_insert,
                         ARGS(v_int(1), v_str(names[i]), v_int(1), v_int(1), v_int(1), v_int(i), v_int(1), v_int(i),
                              v_int(1), v_int(1767225600000), v_int(0), v_int(1861920000000), v_int(1), v_int(i), v_int(1),
                              v_bytes(signature), v_int(1767225600000)),
                         err));
    return OK;
}

static code insert_raw(struct awarding *w, struct arena *a, double *us, struct error *err)
{
    str *names = NEW_ARRAY(a, w->people, str);

    for (int i = 0; i < w->people; i++)
        names[i] = random_token(a, 16);
    double began = bench_us(&w->org);
    for (int i = 0; i < w->people; i += BULK_ROWS_PER_COMMIT) {
        TRY(db_begin(w->raw, err));
        TRY(db_end(w->raw, insert_raw_rows(w, names, i, err), err));
    }
    *us = (bench_us(&w->org) - began) / w->people;
    return OK;
}

/* ---- readings ---- */

static void stop_at(struct awarding *w, code c)
{
    if (c == OK)
        return;
    fprintf(stderr, "lapel: %s: %s\n", w->err->where, w->err->text);
    __builtin_trap();
}

static double read_raw(void *ctx)
{
    struct awarding *w = ctx;
    struct arena *a = arena_new((size_t)64 << 20);
    double us = 0;

    stop_at(w, insert_raw(w, a, &us, w->err));
    arena_free(a);
    return us;
}

static void sodium_sign(void *ctx)
{
    struct awarding *w = ctx;
    uint8_t signature[BARE_SIGNATURE];

    bare_sign(w->sodium, w->signed_bytes, signature);
}

static void openssl_sign(void *ctx)
{
    struct awarding *w = ctx;
    uint8_t signature[BARE_SIGNATURE];

    bare_sign(w->openssl, w->signed_bytes, signature);
}

static int64_t number(struct db *db, const char *sql)
{
    int64_t n = 0;

    return db_int(db, sql, NO_ARGS, &n, NULL) == OK ? n : 0;
}

/* Pages that hold something: those of a list that is done are free for the next.
 * Of SQLite alone, so not among the statements that both engines prepare. */
static const char pages_used[] =
    "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
static const char pages_of_mail[] =
    "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = 'mail' OR name LIKE 'mail\\_%' ESCAPE '\\'";

static double read_award(void *ctx)
{
    struct awarding *w = ctx;

    stop_at(w, bench_org_award(&w->org, w->people, &w->cost, w->err));
    return (w->cost.draft_us + w->cost.award_us) / w->people;
}

static double read_award_and_disk(void *ctx)
{
    struct awarding *w = ctx;
    struct db *db = w->org.db;
    int64_t pages = number(db, pages_used), mail = number(db, pages_of_mail);
    double us = read_award(ctx);

    mail = number(db, pages_of_mail) - mail;
    w->disk = (double)(number(db, pages_used) - pages - mail) / w->people;
    w->mail_disk = (double)mail / w->people;
    return us;
}

static double read_draft(void *ctx)
{
    struct awarding *w = ctx;

    return w->cost.draft_us / w->people;
}

static double read_disk(void *ctx)
{
    return ((struct awarding *)ctx)->disk;
}

static double read_mail_disk(void *ctx)
{
    return ((struct awarding *)ctx)->mail_disk;
}

static code prove(struct awarding *w, struct error *err)
{
    TRY(bench_org_award(&w->org, w->people, &w->cost, err));
    TRY(bench_org_prove(&w->org, w->a, w->people, err));
    w->signed_bytes = S("what is signed are two hashes of 32 bytes each, as long as this.");
    return OK;
}

/* ---- all together ---- */

static code open_raw(struct bench *b, struct awarding *w, struct error *err)
{
    bool postgres = db_is_postgres(w->org.db);

    if (!postgres && !(w->raw_folder = bench_folder(b, err)))
        return FAULT;
    TRY(db_pool_open(postgres ? str_z(w->a, bench_database(b)) : str_z(w->a, str_printf(w->a, "sqlite:%s/raw.db", w->raw_folder)),
                     1, &w->raw_pool, err));
    w->raw = db_borrow(w->raw_pool, err);
    if (!w->raw)
        return FAULT;
    return db_script(w->raw, str_printf(w->a, raw_schema, postgres ? "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY" : "INTEGER PRIMARY KEY",
                                        postgres ? "BYTEA" : "BLOB"), err);
}

static void compare(struct bench *b, struct awarding *w)
{
    enum { RAW, SODIUM, OPENSSL, AWARD, DRAFT, DISK, MAIL };
    const char *award = str_z(w->a, str_printf(w->a, "award one of %d, from text to mail", w->people));
    const struct measure measures[] = {
        [RAW] = {"bare insert, row and indexes of an award", "us", .read = read_raw, .ctx = w},
        [SODIUM] = {"bare Ed25519 sign, libsodium", "us", sodium_sign, .ctx = w},
        [OPENSSL] = {"bare Ed25519 sign, OpenSSL", "us", openssl_sign, .ctx = w},
        [AWARD] = {award, "us", .read = read_award_and_disk, .ctx = w},
        [DRAFT] = {"of it: reading the list and planning", "us", .read = read_draft, .ctx = w},
        [DISK] = {"disk an award, with person and list, no mail", "bytes", .read = read_disk, .ctx = w,
                  .bar = {600, 400, false}},
        [MAIL] = {"disk a waiting mail", "bytes", .read = read_mail_disk, .ctx = w},
    };
    const struct ratio ratios[] = {
        {str_z(w->a, str_printf(w->a, "award of %d / (insert + sign, libsodium)", w->people)), AWARD, RAW, SODIUM, {3, 1.8, false}},
        {str_z(w->a, str_printf(w->a, "award of %d / (insert + sign, OpenSSL)", w->people)), AWARD, RAW, OPENSSL, {3, 1.8, false}},
    };
    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), ROUNDS});
}

/* The server's work is done elsewhere, so time on the wall counts here. */
static void compare_postgres(struct bench *b, struct awarding *w)
{
    enum { RAW, SODIUM, AWARD, DRAFT };
    const struct measure measures[] = {
        [RAW] = {"bare insert, a hundred sent at a time", "us", .read = read_raw, .ctx = w},
        [SODIUM] = {"bare Ed25519 sign, libsodium", "us", sodium_sign, .ctx = w},
        [AWARD] = {"award one of 10,000, from text to mail", "us", .read = read_award, .ctx = w},
        [DRAFT] = {"of it: reading the list and planning", "us", .read = read_draft, .ctx = w},
    };
    const struct ratio ratios[] = {{"award / (insert + sign, libsodium)", AWARD, RAW, SODIUM, {0}}};

    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), ROUNDS});
}

static code measure(struct bench *b, struct awarding *w, struct error *err)
{
    static const uint8_t seed[32] = "measured with a seed of our own";

    TRY(open_raw(b, w, err));
    w->sodium = bare_open(BARE_SODIUM, seed);
    w->openssl = bare_open(BARE_OPENSSL, seed);
    TRY(prove(w, err));
    if (db_is_postgres(w->org.db))
        compare_postgres(b, w);
    else
        compare(b, w);
    return OK;
}

static code bench_list(struct bench *b, int people, str database, struct error *err)
{
    struct awarding w = {.a = arena_new((size_t)512 << 20), .people = people, .err = err};
    code c = bench_org_open(b, database, false, &w.org, err);

    if (c == OK)
        c = measure(b, &w, err);
    bench_org_close(&w.org);
    if (w.raw)
        db_return(w.raw_pool, w.raw);
    db_pool_close(w.raw_pool);
    bench_remove_folder(w.raw_folder);
    bare_close(w.sodium);
    bare_close(w.openssl);
    arena_free(w.a);
    return c;
}

code bench_award(struct bench *b, struct error *err)
{
    TRY(bench_list(b, 10000, (str){0}, err));
    return bench_list(b, 100000, (str){0}, err);
}

code bench_postgres(struct bench *b, struct error *err)
{
    if (!str_is_absent(bench_database(b)))
        return bench_list(b, 10000, bench_database(b), err);
    bench_note(b, "not measured: give an empty database with --database postgres://...");
    return OK;
}
