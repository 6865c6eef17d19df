/* backup/restore_into.c — where a restore goes, and that a kill leaves no half
 * of one: on PostgreSQL the transaction sees to it, for SQLite the rows go into
 * a file beside, which takes the name lapel.db as the last step. */
#include "app/backup/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/master_key.h"
#include "store/tables.h"

#define WORKING_NAME "lapel.db.restoring"

static code restore_to(struct arena *a, const char *url, const struct restore_request *q, struct restored *out, struct error *err)
{
    struct db_pool *pool;
    str finding = {0};

    TRY(db_pool_open(url, 1, &pool, err));
    struct db *db = db_borrow(pool, err);
    code c = db ? restore_rows(db, a, q, out, err) : FAULT;
    if (c == OK)
        c = tables_check(db, a, &finding, err);
    if (c == OK && !str_is_absent(finding))
        c = fail(err, FAULT, "database", "what was written does not hold together: " STR_FMT, STR_ARG(finding));
    db_return(pool, db);
    db_pool_close(pool);
    return c;
}

static void remove_working(struct arena *a, const char *folder)
{
    static const char *const names[] = {WORKING_NAME, WORKING_NAME "-wal", WORKING_NAME "-shm"};

    for (size_t i = 0; i < COUNT(names); i++)
        unlink(data_file(a, folder, names[i]));
}

static bool is_there(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

/* A log that is left beside the file holds rows that the file lacks. */
static code publish(struct arena *a, const char *folder, struct error *err)
{
    const char *target = data_file(a, folder, "lapel.db");
    int dir;

    if (is_there(data_file(a, folder, WORKING_NAME "-wal")))
        return fail(err, FAULT, target, "the restored database was not closed cleanly");
    if (rename(data_file(a, folder, WORKING_NAME), target) != 0)
        return fail(err, FAULT, target, "the restored database cannot take its place: %s", strerror(errno));
    dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = dir >= 0 && fsync(dir) == 0;
    if (dir >= 0)
        close(dir);
    return synced ? OK : fail(err, FAULT, folder, "the data folder cannot be synced to disk");
}

static code into_locked_folder(struct arena *a, const char *folder, const struct restore_request *q, struct restored *out, struct error *err)
{
    static const char *const taken[] = {"lapel.db", "lapel.db-wal"};

    for (size_t i = 0; i < COUNT(taken); i++)
        if (is_there(data_file(a, folder, taken[i])))
            return fail(err, CONFLICT, data_file(a, folder, taken[i]), "there is a database already: restore into an empty folder, or move it away first");
    remove_working(a, folder);
    code c = restore_to(a, str_z(a, str_printf(a, "sqlite:%s/" WORKING_NAME, folder)), q, out, err);
    if (c == OK)
        c = publish(a, folder, err);
    if (c != OK)
        remove_working(a, folder);
    return c;
}

static code into_folder(struct arena *a, const char *folder, const struct restore_request *q, struct restored *out, struct error *err)
{
    int lock;

    TRY(data_folder_make(folder, err));
    TRY(data_folder_lock(a, folder, &lock, err));
    code c = into_locked_folder(a, folder, q, out, err);
    data_folder_unlock(lock);
    return c;
}

/* The key that is in its place already is used; one that others can read, or
 * that is none, is told now and not at the next start. */
static code find_key(struct arena *a, const struct start_options *opt, struct restore_request *q, struct error *err)
{
    struct error why = {0};
    code c = master_key_read(a, app_master_key_file(a, opt), &q->master_key, &why);

    if (c == NOT_FOUND)
        q->master_key = (str){0};
    else if (c != OK && err)
        *err = why;
    return c == NOT_FOUND ? OK : c;
}

code restore_into(struct arena *a, const struct start_options *opt, const struct restore_request *q,
                  struct restored *out, struct error *err)
{
    struct restore_request with_key = *q;

    TRY(find_key(a, opt, &with_key, err));
    if (opt->database)
        return restore_to(a, opt->database, &with_key, out, err);
    return into_folder(a, opt->data, &with_key, out, err);
}
