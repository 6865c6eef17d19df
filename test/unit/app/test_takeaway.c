#include "unit/test.h"
#include <stdlib.h>

#include "app/kept_file.h"
#include "app/takeaway/takeaway.h"
#include "unit/app/fixture.h"

/* A Backpack made into a file in the background, one for one person, for some days. */

static struct takeout_row newest(struct fixture *f, int64_t account)
{
    struct takeout_rows rows = {0};

    NEED(takeout_find(f->db, test_arena, account, &rows, &err));
    assert_true(rows.n > 0);
    return rows.items[0];
}

static int64_t files_of(const struct fixture *f)
{
    char command[160];

    snprintf(command, sizeof command, "exit $(ls %s/takeouts 2>/dev/null | wc -l)", f->folder);
    return WEXITSTATUS(system(command));
}

TEST(a_file_that_was_made_is_its_owners_alone_and_goes_after_its_days)
{
    struct fixture f = fixture_open();
    uint64_t bytes = 0;
    int fd = -1;

    NEED(takeout_ask(f.app, f.db, test_arena, f.account, S("en"), &err));
    check_code(takeout_ask(f.app, f.db, test_arena, f.account, S("en"), NULL), CONFLICT);
    run_jobs(&f);
    struct takeout_row row = newest(&f, f.account);
    check_str(row.state, S("done"));
    NEED(takeout_open(f.app, f.db, test_arena, f.account, row.id, &fd, &bytes, &err));
    assert_int_equal((int64_t)bytes, row.bytes);
    close(fd);
    check_code(takeout_open(f.app, f.db, test_arena, f.account + 1, row.id, &fd, &bytes, NULL), NOT_FOUND);
    NEED(takeout_drop(f.app, f.db, test_arena, f.account + 1, row.id, 0, &err));
    assert_int_equal(files_of(&f), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail WHERE kind = 'takeout'"), 1);
    NEED(takeout_schedule(f.db, &err));
    clock_set(clock_now() + (TAKEOUT_DAYS + 1) * DAY);
    run_jobs(&f);
    clock_set(-1);
    check_str(newest(&f, f.account).state, S("gone"));
    assert_int_equal(files_of(&f), 0);
    fixture_close(&f);
}

TEST(a_file_that_is_stopped_is_not_made_and_another_may_be)
{
    struct fixture f = fixture_open();

    NEED(takeout_ask(f.app, f.db, test_arena, f.account, S("en"), &err));
    NEED(takeout_drop(f.app, f.db, test_arena, f.account, newest(&f, f.account).id, 0, &err));
    run_jobs(&f);
    check_str(newest(&f, f.account).state, S("stopped"));
    assert_int_equal(files_of(&f), 0);
    NEED(takeout_ask(f.app, f.db, test_arena, f.account, S("en"), &err));
    run_jobs(&f);
    NEED(takeout_ask(f.app, f.db, test_arena, f.account, S("en"), &err));
    assert_int_equal(files_of(&f), 0);                       /* the one before has gone */
    fixture_close(&f);
}

TEST(what_is_left_of_an_account_that_is_gone_are_no_files)
{
    struct fixture f = fixture_open();

    NEED(takeout_ask(f.app, f.db, test_arena, f.account, S("en"), &err));
    run_jobs(&f);
    kept_file_forget(f.app, test_arena, f.account + 10);
    assert_int_equal(files_of(&f), 1);
    kept_file_forget(f.app, test_arena, f.account);
    assert_int_equal(files_of(&f), 0);
    fixture_close(&f);
}

static void leave_file(const struct fixture *f, const char *name)
{
    char command[260];

    snprintf(command, sizeof command, "mkdir -p %s/takeouts && touch '%s/takeouts/%s'", f->folder, f->folder, name);
    assert_int_equal(system(command), 0);
}

TEST(what_a_killed_process_left_behind_goes)
{
    struct fixture f = fixture_open();
    char name[48];

    NEED(takeout_ask(f.app, f.db, test_arena, f.account, S("en"), &err));
    run_jobs(&f);
    assert_int_equal(files_of(&f), 1);
    leave_file(&f, "7-999.zip");
    leave_file(&f, "7-999.part");
    leave_file(&f, "notes.txt");                             /* nobody of ours made that */
    NEED(db_run(f.db, "UPDATE takeout SET state = 'running'", NO_ARGS, NULL, &err));
    NEED(takeout_schedule(f.db, &err));
    clock_set(clock_now() + 2 * DAY);
    run_jobs(&f);
    clock_set(-1);
    check_str(newest(&f, f.account).state, S("failed"));
    assert_true(newest(&f, f.account).why.n > 0);
    assert_int_equal(files_of(&f), 1);
    NEED(takeout_ask(f.app, f.db, test_arena, f.account, S("en"), &err));
    int64_t id = newest(&f, f.account).id;
    snprintf(name, sizeof name, "%lld-%lld.part", (long long)f.account, (long long)id);
    leave_file(&f, name);
    NEED(db_run(f.db, "UPDATE takeout SET state = 'stopped' WHERE state = 'running'", NO_ARGS, NULL, &err));
    run_jobs(&f);
    assert_int_equal(files_of(&f), 1);
    fixture_close(&f);
}

static code hungry(void *ctx, str bytes, struct error *err)
{
    (void)bytes;
    (void)err;
    for (int i = 0; i < 100; i++)
        memset(arena_alloc(ctx, 1, 1 << 20), 1, 1);
    return OK;
}

TEST(where_memory_ends_the_moment_that_was_read_ends_too)
{
    struct fixture f = fixture_open();
    const struct takeaway q = {.owner = f.account, .lang = S("en")};
    struct arena *a = arena_new((size_t)16 << 20);

    check_code(takeaway_write(f.app, f.db, a, &q, &(struct takeaway_to){.put = hungry, .ctx = a}, NULL), NO_MEMORY);
    NEED(db_begin(f.db, &err));
    NEED(db_end(f.db, OK, &err));
    arena_free(a);
    fixture_close(&f);
}

static code stop_at_once(void *ctx, int64_t done, struct error *err)
{
    (void)ctx;
    (void)done;
    return fail(err, CONFLICT, "takeout", "it was stopped");
}

static code nowhere(void *ctx, str bytes, struct error *err)
{
    (void)ctx;
    (void)bytes;
    (void)err;
    return OK;
}

TEST(work_ends_where_it_is_told_to)
{
    struct fixture f = fixture_open();
    const struct takeaway q = {.owner = f.account, .lang = S("en")};

    NEED(db_run(f.db, "INSERT INTO log_entry (owner_id, mark, what, day, month, minutes, words, link, seen_by, edition, search_key, created_at, changed_at)"
                      " SELECT id, 'm', 'Deed', 1, 1, 1, '', '', '', 1, 'deed', 1, 1 FROM account", NO_ARGS, NULL, &err));
    check_code(takeaway_write(f.app, f.db, test_arena, &q, &(struct takeaway_to){.put = nowhere, .tell = stop_at_once}, NULL), CONFLICT);
    NEED(takeaway_write(f.app, f.db, test_arena, &q, &(struct takeaway_to){.put = nowhere}, &err));
    fixture_close(&f);
}
