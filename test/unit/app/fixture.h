/* fixture.h — an application with a data folder of its own, one organisation
 * and one published badge, for tests of use cases. */
#pragma once
#include <sys/stat.h>
#include <unistd.h>

#include "app/award/award_bulk.h"
#include "app/account/account.h"
#include "app/start.h"
#include "base/crypto.h"
#include "store/blob.h"

#define NEED(call)                                                             \
    do {                                                                       \
        struct error err = {0};                                                \
        if ((call) != OK) {                                                    \
            print_error("%s:%d: %s: %s\n", __FILE__, __LINE__, err.where, err.text); \
            assert_true(0);                                                    \
        }                                                                      \
    } while (0)

struct fixture {
    struct app *app;
    struct db *db;
    struct arena *arena;                         /* of the application */
    int64_t org, account, badge;
    char folder[64];
};

TEST_HELPER int64_t make_badge(struct fixture *f, str name, int64_t months)
{
    int64_t id;
    str hash;

    NEED(blob_put(f->db, test_arena, S("not really a picture"), S("image/png"), clock_now(), &hash, &err));
    NEED(catalog_create(f->db, test_arena, f->org,
                        &(struct badge_version_row){.name = name, .description = S("Drives trucks safely."),
                                                    .criteria = S("Two days of training."), .type = S("Badge"),
                                                    .tags = S(""), .validity_months = months, .png_hash = hash},
                        &id, &err));
    NEED(catalog_publish(f->db, test_arena, f->org, id, &err));
    return id;
}

/* database: NULL for SQLite in the data folder. */
TEST_HELPER struct fixture fixture_open_on(const char *database)
{
    struct fixture f = {.folder = "/tmp/lapel-unit.XXXXXX", .arena = arena_new(0)};

    assert_non_null(mkdtemp(f.folder));
    NEED(app_open(f.arena,
                  &(struct start_options){.data = str_z(f.arena, cstr(f.folder)), .listen = "127.0.0.1:1",
                                          .public_url = "https://badges.example.org", .database = database, .connections = 2},
                  &f.app, &err));
    password_set_cheap(true);
    f.db = db_borrow(f.app->pool, NULL);
    assert_non_null(f.db);
    NEED(account_create(f.db, test_arena,
                        &(struct new_account){S("Maya"), S("maya@example.org"), S("four plain words here"), true, true},
                        &f.account, &err));
    NEED(org_create(f.app, f.db, test_arena,
                    &(struct org){.slug = S("harbour"), .base = f.app->base, .name = S("Harbour & Vale"),
                                  .description = S(""), .url = S("https://example.org"), .email = S("b@example.org"),
                                  .id_form = S("https")},
                    f.account, &f.org, &err));
    f.badge = make_badge(&f, S("Forklift operator"), 36);
    return f;
}

TEST_HELPER struct fixture fixture_open(void)
{
    return fixture_open_on(NULL);
}

TEST_HELPER void fixture_close(struct fixture *f)
{
    char command[128];

    db_return(f->app->pool, f->db);
    app_close(f->app);
    arena_free(f->arena);
    snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    assert_int_equal(system(command), 0);
}

TEST_HELPER int64_t number_of(struct fixture *f, const char *sql)
{
    int64_t n = -1;

    NEED(db_int(f->db, sql, NO_ARGS, &n, &err));
    return n;
}

TEST_HELPER void run_jobs(struct fixture *f)
{
    struct arena *a = arena_new((size_t)64 << 20);

    NEED(job_run_all(f->db, a, app_jobs(test_arena), f->app, &err));
    arena_free(a);
}
