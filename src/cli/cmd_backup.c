/* cli/cmd_backup.c — `lapel backup`: all rows of a running server in one file. */
#include <stdio.h>

#include "app/backup/backup.h"
#include "app/master_key.h"
#include "cli/app_options.h"
#include "cli/stream.h"

#define BACKUP_QUOTA ((size_t)256 << 20)

/* "lapel-20261125T182430Z.backup": sorts by time. */
static str dated_name(struct arena *a, msec now)
{
    struct buf b = buf_new(a);
    str time = time_format(a, now - now % SECOND);

    buf_putz(&b, "lapel-");
    for (size_t i = 0; i < time.n; i++)
        if (time.p[i] != '-' && time.p[i] != ':')
            buf_byte(&b, time.p[i]);
    buf_putz(&b, ".backup");
    return buf_done(&b);
}

/* A copy on read-only storage, a replica: the backup is good all the same. */
static void note(struct db *db)
{
    struct error err = {0};

    if (backup_note(db, clock_now(), &err) != OK)
        cli_complain(EXIT_YES, "the time of this backup could not be noted for the health page: %s", err.text);
}

static void say_what_is_apart(const struct app *app)
{
    if (app->master_key.n)
        fprintf(stderr, "The master key is NOT in it: keep a copy of %s apart from it (--key-sheet prints one).\n", app->master_key_file);
    else
        fprintf(stderr, "The master key was not at hand, so this backup bears no seal: keep a copy of it, for it is NOT in the backup.\n");
}

static code write_backup(struct arena *a, struct app *app, struct db *db, str path, struct error *err)
{
    struct progress p = {stream_progress, "Backing up"};
    struct backup_count n = {0};
    struct stream_out out;

    TRY(stream_create(a, path, dated_name(a, clock_now()), &out, err));
    code c = backup_write(app, db, a, (struct archive_sink){stream_write, &out}, &p, &n, err);
    stream_progress_end();
    TRY(stream_finish(a, &out, c, err));
    note(db);
    fprintf(stderr, "%lld rows of %lld tables are in %s.\n", (long long)n.rows, (long long)n.tables, out.path);
    say_what_is_apart(app);
    return OK;
}

static code print_sheet(struct arena *a, const struct app *app, struct error *err)
{
    str key;

    TRY(master_key_read(a, app->master_key_file, &key, err));
    return cli_print(master_key_sheet(a, key, app->base, clock_now())) ? OK : fail(err, FAULT, "", "standard output is closed");
}

static code backup(struct arena *a, struct start_options *opt, str path, struct error *err)
{
    struct app *app = NULL;

    opt->as_is = true;
    opt->connections = 1;
    TRY(app_open(a, opt, &app, err));
    struct db *db = db_borrow(app->pool, err);
    code c = !db ? FAULT : str_is_absent(path) ? print_sheet(a, app, err) : write_backup(a, app, db, path, err);
    db_return(app->pool, db);
    app_close(app);
    return c;
}

static int run(struct arena *a, struct app_options *o, str path)
{
    struct start_options opt;
    struct error err = {0};
    code c = app_options_finish(a, o, &opt, &err);

    if (c == OK)
        c = backup(a, &opt, path, &err);
    return c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
}

int cmd_backup(int argc, char **argv)
{
    struct arena *a = arena_new(BACKUP_QUOTA);
    struct app_options o;
    struct str_list args = {0};
    bool sheet = false;
    int status;

    app_options_init(&o);
    app_options_add(&o, (struct cli_option){"key-sheet", NULL, "print the master key for a safe, and make no backup", .flag = &sheet});
    const struct cli_usage usage = {
        .unclear = CLI_DATABASE_AWAY, .command = "backup", .arguments = "[--data DIR | --database URL] OUT", .summary = "Back up everything while the server runs",
        .options = o.rows, .n_options = o.n_rows, .max_arguments = 1,
        .more = "OUT is a file, a folder (the file is then named by the time) or - for standard output.\n"
                "It is written under another name and renamed when it is whole. `lapel restore` reads it\n"
                "into SQLite or PostgreSQL, whichever it came from; `lapel restore --check` says whether\n"
                "it is whole. People's names and addresses are in it: keep it as you keep the database.\n\n"
                "Never in it: the master key and lapel.conf. Print the key once with --key-sheet and keep\n"
                "the sheet apart from the backups.",
    };
    if (cli_parse(&usage, a, argc, argv, &args, &status))
        status = sheet != (args.n == 1) ? run(a, &o, sheet ? (str){0} : args.items[0])
                                        : cli_complain(EXIT_USAGE, "name the file to write, or give --key-sheet alone");
    arena_free(a);
    return status;
}
