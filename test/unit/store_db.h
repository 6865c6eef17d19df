/* store_db.h — a fresh database for a store test, on every engine at hand:
 * SQLite in a temporary folder always, PostgreSQL when LAPEL_TEST_POSTGRES
 * names a server. `each_engine(test)` calls `test` once per engine. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/crypto.h"
#include "store/migrate.h"
#include "unit/test.h"

struct store { struct db_pool *pool; struct db *db; const char *url; bool postgres; };

TEST_HELPER void with_schema(struct store *s)
{
    struct error err = {0};
    size_t n;
    const struct migration *steps = migrate_steps(test_arena, &n);

    check_ok(migrate(s->db, test_arena, steps, n, &err), &err);
}

TEST_HELPER void open_store(struct store *s, const char *url, unsigned connections)
{
    struct error err = {0};

    s->url = url;
    check_ok(db_pool_open(url, connections, &s->pool, &err), &err);
    s->db = db_borrow(s->pool, &err);
    assert_non_null(s->db);
}

TEST_HELPER void close_store(struct store *s)
{
    db_return(s->pool, s->db);
    db_pool_close(s->pool);
}

TEST_HELPER const char *new_sqlite(char folder[64])
{
    snprintf(folder, 64, "/tmp/lapel-store.XXXXXX");
    assert_non_null(mkdtemp(folder));
    return str_z(test_arena, str_printf(test_arena, "sqlite:%s/test.db", folder));
}

TEST_HELPER void remove_sqlite(const char *folder)
{
    static const char *const names[] = {"test.db", "test.db-wal", "test.db-shm", "copy.db"};
    char path[96];

    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

/* A schema of its own in the given server's database: gone with the next run. */
TEST_HELPER const char *new_postgres(const char *server)
{
    struct store s = {0};
    struct error err = {0};
    str name = str_printf(test_arena, "t%u_%u", (unsigned)getpid(), random_below(1000000000));
    const char *url = str_z(test_arena, str_printf(test_arena, "%s/postgres", server));

    open_store(&s, url, 1);
    check_ok(db_script(s.db, str_printf(test_arena, "CREATE SCHEMA " STR_FMT, STR_ARG(name)), &err), &err);
    close_store(&s);
    return str_z(test_arena, str_printf(test_arena, "%s?options=-csearch_path%%3D" STR_FMT, url, STR_ARG(name)));
}

TEST_HELPER void each_engine(void (*test)(struct store *s))
{
    char folder[64];
    struct store s = {0};
    const char *server = getenv("LAPEL_TEST_POSTGRES");

    crypto_start();
    open_store(&s, new_sqlite(folder), 8);
    test(&s);
    close_store(&s);
    remove_sqlite(folder);
    if (!server)
        return;
    s = (struct store){.postgres = true};
    open_store(&s, new_postgres(server), 8);
    test(&s);
    close_store(&s);
}
