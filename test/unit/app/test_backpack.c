#include "unit/test.h"
#include "app/backpack/backpack.h"
#include "unit/app/fixture.h"

static const char fill[] =
    "INSERT INTO holding (owner_id, public_id, credential_key, original, source, title, issuer_name, issuer_anchor, description,"
    " version, verdict, report, checked_at, is_public, created_at, removed_at)"
    " VALUES ($1, $2, $2, $3, '', 'Title', 'Acme', '', '', '3.0', 'valid', '{}', 1, 0, 1, $4)";

static int64_t count(struct db *db, const char *sql)
{
    int64_t n = -1;

    NEED(db_int(db, sql, NO_ARGS, &n, &err));
    return n;
}

TEST(what_was_removed_is_kept_for_thirty_days_and_then_deleted)
{
    struct fixture f = fixture_open();
    const struct { const char *id; msec age; } t[] = {{"old", 31 * DAY}, {"new", 29 * DAY}, {"kept", 0}};

    for (size_t i = 0; i < COUNT(t); i++)
        NEED(db_run(f.db, fill,
                    ARGS(v_int(f.account), v_str(cstr(t[i].id)), v_bytes(S("{}")),
                         v_int_if(t[i].age > 0, clock_now() - t[i].age)),
                    NULL, &err));
    NEED(backpack_schedule(f.db, test_arena, &err));
    NEED(backpack_schedule(f.db, test_arena, &err));
    assert_int_equal(count(f.db, "SELECT count(*) FROM job WHERE kind = 'backpack.purge'"), 1);
    NEED(db_run(f.db, "UPDATE job SET run_at = 0, job_key = 'purge now' WHERE kind = 'backpack.purge'", NO_ARGS, NULL, &err));
    NEED(job_run_all(f.db, test_arena, backpack_jobs, f.app, &err));
    assert_int_equal(count(f.db, "SELECT count(*) FROM holding WHERE public_id = 'old'"), 0);
    assert_int_equal(count(f.db, "SELECT count(*) FROM holding"), 2);
    assert_int_equal(count(f.db, "SELECT count(*) FROM job WHERE kind = 'backpack.purge' AND run_at > 0"), 1);
    fixture_close(&f);
}
