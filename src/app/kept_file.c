/* app/kept_file.c — files that are made in the background and kept for some days. */
#include "app/kept_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/start.h"

static const char *path_of(const struct kept_file *f, struct arena *a, const char *ending)
{
    char name[80];

    snprintf(name, sizeof name, "%s/%lld-%lld.%s", f->folder, (long long)f->org, (long long)f->id, ending);
    return data_file(a, f->app->data_folder, name);
}

static code cannot_write(const struct kept_file *f, int why, struct error *err)
{
    return fail(err, why == ENOSPC ? LIMIT : FAULT, f->folder, "the file cannot be written: %s", strerror(why));
}

code kept_file_begin(struct kept_file *f, struct arena *a, struct error *err)
{
    if (mkdir(data_file(a, f->app->data_folder, f->folder), 0700) != 0 && errno != EEXIST)
        return cannot_write(f, errno, err);
    f->fd = open(path_of(f, a, "part"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return f->fd >= 0 ? OK : cannot_write(f, errno, err);
}

code kept_file_put(void *ctx, str bytes, struct error *err)
{
    struct kept_file *f = ctx;

    while (bytes.n) {
        ssize_t n = write(f->fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return cannot_write(f, errno, err);
        bytes = str_from(bytes, (size_t)n);
    }
    return OK;
}

code kept_file_end(struct kept_file *f, struct arena *a, code made, struct error *err)
{
    const char *part = path_of(f, a, "part");

    if (made == OK && fsync(f->fd) != 0)
        made = cannot_write(f, errno, err);
    close(f->fd);
    f->fd = -1;
    if (made == OK && rename(part, path_of(f, a, "zip")) != 0)
        made = fail(err, FAULT, f->folder, "the file cannot take its place: %s", strerror(errno));
    if (made != OK)
        unlink(part);
    return made;
}

code kept_file_open(const struct kept_file *f, struct arena *a, int *fd, uint64_t *bytes, struct error *err)
{
    struct stat st;

    *fd = open(path_of(f, a, "zip"), O_RDONLY | O_CLOEXEC);
    if (*fd < 0 || fstat(*fd, &st) != 0) {
        if (*fd >= 0)
            close(*fd);
        return fail(err, NOT_FOUND, f->folder, "the file is on another machine of this server: ask for a new one");
    }
    *bytes = (uint64_t)st.st_size;
    return OK;
}

void kept_file_remove(const struct kept_file *f, struct arena *a)
{
    unlink(path_of(f, a, "zip"));
    unlink(path_of(f, a, "part"));
}

str kept_file_size(struct arena *a, int64_t bytes)
{
    return bytes < 1000000 ? words_printf(a, "%lld KB", (long long)(bytes + 999) / 1000)
         : bytes < 1000000000 ? words_printf(a, "%lld.%lld MB", (long long)bytes / 1000000, (long long)bytes % 1000000 / 100000)
                              : words_printf(a, "%lld.%lld GB", (long long)bytes / 1000000000, (long long)bytes % 1000000000 / 100000000);
}

void kept_file_forget(const struct app *app, struct arena *a, int64_t account)
{
    str mine = str_printf(a, "%lld-", (long long)account);
    DIR *d = opendir(data_file(a, app->data_folder, KEPT_OF_ACCOUNTS));

    for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
        if (str_starts(cstr(e->d_name), mine))
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
}

/* ---- left behind ---- */

/* "17-3.zip", "17-3.part" */
static bool read_name(str name, int64_t *org, int64_t *id)
{
    str rest = name, part;

    if (!str_cut(&rest, '-', &part) || !str_to_int(part, org) || !str_cut(&rest, '.', &part) || !str_to_int(part, id))
        return false;
    return str_eq(rest, S("zip")) || str_eq(rest, S("part"));
}

static code sweep_one(struct db *db, const struct kept_sweep *s, int folder, const char *name, struct error *err)
{
    int64_t org = 0, id = 0, wanted = 0;

    if (!read_name(cstr(name), &org, &id))
        return OK;
    TRY(db_int(db, s->sql_is_kept, ARGS(v_int(org), v_int(id)), &wanted, err));
    if (!wanted)
        unlinkat(folder, name, 0);
    return OK;
}

code kept_file_sweep(const struct app *app, struct db *db, struct arena *a, const struct kept_sweep *s, struct error *err)
{
    DIR *d = opendir(data_file(a, app->data_folder, s->folder));
    code c = OK;

    for (struct dirent *e = d ? readdir(d) : NULL; e && c == OK; e = readdir(d))
        c = sweep_one(db, s, dirfd(d), e->d_name, err);
    if (d)
        closedir(d);
    return c;
}

/* ---- by night ---- */

/* The key makes it one a day, however often the server starts. */
code kept_days_schedule(const struct kept_days *d, struct db *db, struct error *err)
{
    msec at = date_start(date_of(clock_now())) + DAY;
    char key[60];

    snprintf(key, sizeof key, "%s %lld", d->kind, (long long)(at / DAY));
    return job_add(db, cstr(d->kind), S(""), cstr(key), at, err);
}

struct name { int64_t org, id; };
LIST_OF(names, struct name);

static code tidy(const struct kept_days *d, struct app *app, struct db *db, struct arena *a, struct error *err)
{
    struct names past = {0};
    struct rows *r = db_query(db, d->sql_past, ARGS(v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, &past) = (struct name){row_int(r, 0), row_int(r, 1)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < past.n; i++)
        TRY(d->drop(app, db, a, past.items[i].org, past.items[i].id, 0, err));
    return OK;
}

enum job_result kept_days_run(const struct kept_days *d, struct app *app, struct db *db, struct arena *a, struct error *err)
{
    return tidy(d, app, db, a, err) == OK && kept_days_schedule(d, db, err) == OK ? JOB_DONE : JOB_RETRY;
}
