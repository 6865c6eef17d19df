/* cli/bench_award.c — awarding a list, the whole way from pasted text to signed
 * awards and waiting mails, against the least that could be done for each
 * person: one bare signature, and one insert of a row of the same size. */
#include "app/award/award.h"
#include "badge/verify.h"
#include "base/crypto_bare.h"
#include "cli/bench_org.h"
#include "format/jose.h"

#define PEOPLE          10000
#define ROWS_PER_COMMIT 200
#define ROUNDS          5

struct awarding {
    struct arena *a;
    struct bench_org org;
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
    "CREATE TABLE raw (id INTEGER PRIMARY KEY, org_id INTEGER, public_id TEXT UNIQUE, version_id INTEGER,"
    " org_version_id INTEGER, person_id INTEGER, batch_id INTEGER, form INTEGER, recipient TEXT, salt TEXT,"
    " awarded_at INTEGER, valid_from INTEGER, valid_until INTEGER, status_list_id INTEGER, status_index INTEGER,"
    " key_id INTEGER, signature BLOB, created_at INTEGER) STRICT;"
    "CREATE INDEX raw_org ON raw (org_id, id); CREATE INDEX raw_version ON raw (version_id, person_id);"
    "CREATE INDEX raw_person ON raw (person_id, id);";
static const char raw_insert[] =
    "INSERT INTO raw (org_id, public_id, version_id, org_version_id, person_id, batch_id, form, recipient, salt,"
    " awarded_at, valid_from, valid_until, status_list_id, status_index, key_id, signature, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

static code insert_raw_rows(struct awarding *w, struct arena *a, const str *names, int from, struct error *err)
{
    str signature = {"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 64};

    (void)a;
    for (int i = from; i < from + ROWS_PER_COMMIT; i++)
        TRY(db_run(w->raw, raw_insert,
                   ARGS(v_int(1), v_str(names[i]), v_int(1), v_int(1), v_int(i), v_int(1), v_int(1),
                        v_str(S("p0123456789ab@example.org")), v_str(names[PEOPLE - 1 - i]), v_int(1767225600000),
                        v_int(1767225600000), v_int(1861920000000), v_int(1), v_int(i), v_int(1),
                        v_bytes(signature), v_int(1767225600000)),
                   NULL, err));
    return OK;
}

static code insert_raw(struct awarding *w, struct arena *a, double *us, struct error *err)
{
    str *names = NEW_ARRAY(a, PEOPLE, str);

    for (int i = 0; i < PEOPLE; i++)
        names[i] = random_token(a, 16);
    double began = bench_cpu_us();
    for (int i = 0; i < PEOPLE; i += ROWS_PER_COMMIT) {
        TRY(db_begin(w->raw, err));
        TRY(db_end(w->raw, insert_raw_rows(w, a, names, i, err), err));
    }
    *us = (bench_cpu_us() - began) / PEOPLE;
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

/* Of SQLite alone, so not among the statements that both engines prepare. */
static const char pages_used[] = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
static const char pages_of_mail[] =
    "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = 'mail' OR name LIKE 'mail\\_%' ESCAPE '\\'";

static double read_award(void *ctx)
{
    struct awarding *w = ctx;
    struct db *db = w->org.db;
    int64_t pages = number(db, pages_used), mail = number(db, pages_of_mail);

    stop_at(w, bench_org_award(&w->org, PEOPLE, &w->cost, w->err));
    mail = number(db, pages_of_mail) - mail;
    w->disk = (double)(number(db, pages_used) - pages - mail) / PEOPLE;
    w->mail_disk = (double)mail / PEOPLE;
    return (w->cost.draft_us + w->cost.award_us) / PEOPLE;
}

static double read_draft(void *ctx)
{
    return ((struct awarding *)ctx)->cost.draft_us / PEOPLE;
}

static double read_disk(void *ctx)
{
    return ((struct awarding *)ctx)->disk;
}

static double read_mail_disk(void *ctx)
{
    return ((struct awarding *)ctx)->mail_disk;
}

/* ---- proof before timing ---- */

static code no_web(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out, struct error *err)
{
    struct awarding *w = ctx;
    struct loader own = app_loader(w->org.app, w->org.db, a);

    return own.get(own.ctx, a, url, accept, out, err);
}

static code prove_token(struct awarding *w, str token, struct error *err)
{
    struct loader l = {.get = no_web, .ctx = w, .allow_local_web = true};
    struct verify_options opt = {.loader = &l};
    struct report r;
    str changed = str_copy(w->a, token);

    TRY(badge_verify(w->a, token, &opt, &r, err));
    if (r.verdict != VALID)
        return fail(err, FAULT, "award", "an award that was made here does not hold");
    ((char *)(uintptr_t)changed.p)[token.n / 2] ^= 1;
    if (badge_verify(w->a, changed, &opt, &r, NULL) == OK && r.verdict == VALID)
        return fail(err, FAULT, "award", "an award with a changed byte is not refused");
    return OK;
}

/* One in a thousand of the first list, rebuilt and judged as a stranger would. */
static code prove(struct awarding *w, struct error *err)
{
    struct award_list made = {0};
    str token = {0};

    TRY(bench_org_award(&w->org, PEOPLE, &w->cost, err));
    TRY(award_find(w->org.db, w->a, w->org.org, &(struct award_filter){.limit = PEOPLE}, &made, err));
    if (made.n != PEOPLE)
        return fail(err, FAULT, "award", "%zu awards were made instead of %d", made.n, PEOPLE);
    for (size_t i = 0; i < made.n; i += 1000) {
        TRY(award_token(w->org.db, w->a, &made.items[i], &token, err));
        TRY(prove_token(w, token, err));
    }
    w->signed_bytes = str_slice(token, 0, token.n - 87);
    return OK;
}

/* ---- all together ---- */

static code open_raw(struct bench *b, struct awarding *w, struct error *err)
{
    w->raw_folder = bench_folder(b, err);
    if (!w->raw_folder)
        return FAULT;
    TRY(db_pool_open(str_z(w->a, str_printf(w->a, "sqlite:%s/raw.db", w->raw_folder)), 1, &w->raw_pool, err));
    w->raw = db_borrow(w->raw_pool, err);
    return w->raw ? db_script(w->raw, cstr(raw_schema), err) : FAULT;
}

static void compare(struct bench *b, struct awarding *w)
{
    enum { RAW, SODIUM, OPENSSL, AWARD, DRAFT, DISK, MAIL };
    const struct measure measures[] = {
        [RAW] = {"bare SQLite insert, row and indexes of an award", "us", .read = read_raw, .ctx = w},
        [SODIUM] = {"bare Ed25519 sign, libsodium", "us", sodium_sign, .ctx = w},
        [OPENSSL] = {"bare Ed25519 sign, OpenSSL", "us", openssl_sign, .ctx = w},
        [AWARD] = {"award one of 10,000, from text to mail", "us", .read = read_award, .ctx = w},
        [DRAFT] = {"of it: reading the list and planning", "us", .read = read_draft, .ctx = w},
        [DISK] = {"disk an award, with person and list, no mail", "bytes", .read = read_disk, .ctx = w,
                  .bar = {600, 400, false}},
        [MAIL] = {"disk a waiting mail", "bytes", .read = read_mail_disk, .ctx = w},
    };
    const struct ratio ratios[] = {
        {"award / (insert + sign, libsodium)", AWARD, RAW, SODIUM, {3, 1.8, false}},
        {"award / (insert + sign, OpenSSL)", AWARD, RAW, OPENSSL, {0}},
    };
    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), ROUNDS});
}

static code measure(struct bench *b, struct awarding *w, struct error *err)
{
    static const uint8_t seed[32] = "measured with a seed of our own";

    TRY(open_raw(b, w, err));
    TRY(bench_org_open(b, &w->org, err));
    w->sodium = bare_open(BARE_SODIUM, seed);
    w->openssl = bare_open(BARE_OPENSSL, seed);
    TRY(prove(w, err));
    compare(b, w);
    return OK;
}

code bench_award(struct bench *b, struct error *err)
{
    struct awarding w = {.a = bench_arena(b), .err = err};
    code c = measure(b, &w, err);

    bench_org_close(&w.org);
    if (w.raw)
        db_return(w.raw_pool, w.raw);
    db_pool_close(w.raw_pool);
    bench_remove_folder(w.raw_folder);
    bare_close(w.sodium);
    bare_close(w.openssl);
    return c;
}
