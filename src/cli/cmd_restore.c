/* cli/cmd_restore.c — `lapel restore`: a backup into an empty place, or only
 * looked through. */
#include <stdio.h>

#include "app/backup/backup.h"
#include "app/master_key.h"
#include "base/crypto.h"
#include "cli/app_options.h"
#include "cli/stream.h"

#define RESTORE_QUOTA ((size_t)256 << 20)

/* ---- what to say in the end ---- */

static void print_summary(struct arena *a, const struct restored *r)
{
    const struct archive_header *h = &r->header;

    printf("Backup of " STR_FMT ", made " STR_FMT ", schema %lld: %lld rows of %lld tables, whole and unchanged%s.\n",
           STR_ARG(h->public_url), STR_ARG(time_format(a, h->made_at - h->made_at % SECOND)), (long long)h->schema,
           (long long)r->rows, (long long)r->tables, r->key == RESTORE_KEY_FITS ? " since it was made under your master key" : "");
}

static void print_key_advice(const struct start_options *opt, struct arena *a, const struct restored *r)
{
    const char *path = app_master_key_file(a, opt);

    if (r->key == RESTORE_KEY_MISSING)
        printf("The master key is missing. Put it back as %s before the server starts:\n"
               "copy the file there (chmod 400), or type its sheet into `lapel admin master-key restore`.\n", path);
    else if (r->key == RESTORE_KEY_UNKNOWN)
        printf("The backup bears no seal, so nobody can tell whether it was changed.\n");
}

static void print_restored(struct arena *a, const struct start_options *opt, const struct restored *r)
{
    print_summary(a, r);
    printf("Restored into %s.\n", opt->database ? "the PostgreSQL database" : data_file(a, opt->data, "lapel.db"));
    if (r->schema != r->header.schema)
        printf("The schema was brought up to %d.\n", r->schema);
    print_key_advice(opt, a, r);
    printf("Mails and jobs that waited when the backup was made go out again when the server starts.\n");
}

/* ---- the work ---- */

static code restore_stream(struct arena *a, const struct start_options *opt, struct stream_in *in, bool check_only, struct error *err)
{
    const struct progress p = {stream_progress, check_only ? "Checking" : "Restoring"};
    struct restore_request q = {.source = {stream_read, in}, .progress = &p};
    struct restored done;

    if (check_only && master_key_read(a, app_master_key_file(a, opt), &q.master_key, NULL) != OK)
        q.master_key = (str){0};
    code c = check_only ? restore_check(a, &q, &done, err) : restore_into(a, opt, &q, &done, err);

    stream_progress_end();
    TRY(c);
    if (check_only)
        print_summary(a, &done);
    else
        print_restored(a, opt, &done);
    return fflush(stdout) == 0 ? OK : fail(err, FAULT, "", "standard output is closed");
}

static code restore(struct arena *a, const struct start_options *opt, str path, bool check_only, struct error *err)
{
    struct stream_in in;

    crypto_start();
    TRY(stream_open(a, path, &in, err));
    code c = restore_stream(a, opt, &in, check_only, err);
    stream_close(&in);
    return c;
}

static int run(struct arena *a, struct app_options *o, str path, bool check_only)
{
    struct start_options opt;
    struct error err = {0};
    code c = app_options_finish(a, o, &opt, &err);

    if (c == OK)
        c = restore(a, &opt, path, check_only, &err);
    return c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
}

int cmd_restore(int argc, char **argv)
{
    struct arena *a = arena_new(RESTORE_QUOTA);
    struct app_options o;
    struct str_list args = {0};
    bool check_only = false;
    int status;

    app_options_init(&o);
    app_options_add(&o, (struct cli_option){"check", NULL, "say whether the backup is whole, and restore nothing", .flag = &check_only});
    const struct cli_usage usage = {
        .unclear = CLI_DATABASE_AWAY, .command = "restore", .arguments = "FILE --data DIR | --database URL", .summary = "Put a backup back into an empty data folder or database",
        .options = o.rows, .n_options = o.n_rows, .min_arguments = 1, .max_arguments = 1,
        .more = "FILE is what `lapel backup` made, on either engine, or - for standard input. Rows alone\n"
                "are taken from it, into a schema of our own; a backup of an older version is brought up\n"
                "to date. The target must be empty; it holds all of the backup or nothing.\n\n"
                "Put the master key into its place first: the backup is then proved to be yours and\n"
                "unchanged. Without it everything is restored, but nothing can be signed.",
    };
    if (cli_parse(&usage, a, argc, argv, &args, &status))
        status = run(a, &o, args.items[0], check_only);
    arena_free(a);
    return status;
}
