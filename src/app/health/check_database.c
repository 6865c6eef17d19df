/* health/check_database.c — the database: there, known, sound, backed up. */
#include "app/health/checks.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "app/backup/backup.h"
#include "store/migrate.h"
#include "store/tables.h"

#define OLDEST_POSTGRES 13
#define BACKUP_DUE      (8 * DAY)

static void say_engine(struct health *h, struct health_result *out)
{
    str engine = db_engine_name(h->db, h->arena);
    struct stat st;

    if (db_is_postgres(h->db))
        health_good(h, out, STR_FMT " answers.", STR_ARG(engine));
    else if (stat(data_file(h->arena, h->app->data_folder, "lapel.db"), &st) == 0)
        health_good(h, out, STR_FMT ", %.1f MB in %s.", STR_ARG(engine), (double)st.st_size / 1e6, h->app->data_folder);
    else
        health_good(h, out, STR_FMT ".", STR_ARG(engine));
}

void check_database(struct health *h, struct health_result *out)
{
    const struct error *why = h->opt->database_error;

    if (!h->db) {
        health_fail(h, out, h->opt->database ? "Is the PostgreSQL server running, and is the address right?" : "Is the data folder readable for this user?",
                    "The database does not open: %s.", why ? why->text : "no connection");
        return;
    }
    say_engine(h, out);
    long version = strtol(str_from(db_engine_name(h->db, h->arena), db_is_postgres(h->db) ? 11 : 0).p, NULL, 10);
    if (db_is_postgres(h->db) && version < OLDEST_POSTGRES)
        health_warn(h, out, "Plan an upgrade of the database server.", "PostgreSQL %ld gets no more corrections from its makers.", version);
}

void check_schema(struct health *h, struct health_result *out)
{
    size_t n;
    const struct migration *steps = migrate_steps(h->arena, &n);
    int newest = n ? steps[n - 1].number : 0, here = migrate_version(h->db);

    if (here == newest)
        health_good(h, out, "Schema %d, as this program needs it.", here);
    else if (here == 0)
        health_fail(h, out, "Start the server once with “lapel serve”.", "The database is empty.");
    else if (here < newest)
        health_warn(h, out, "Make a backup; the next start of the server brings it up to date.", "Schema %d, and this program knows %d.", here, newest);
    else
        health_fail(h, out, "Install the newer version of Lapel again.", "The database was written by a newer Lapel: schema %d, and this program knows %d.",
                    here, newest);
}

void check_integrity(struct health *h, struct health_result *out)
{
    struct error err = {0};
    str finding;

    if (tables_check(h->db, h->arena, &finding, &err) != OK)
        health_error(h, out, &err);
    else if (!str_is_absent(finding))
        health_fail(h, out, "Stop the server, keep a copy of the folder as it is, and restore the last backup.",
                    "The database is damaged: " STR_FMT ".", STR_ARG(finding));
    else if (db_is_postgres(h->db))
        health_good(h, out, "References hold; PostgreSQL looks after its own pages.");
    else
        health_good(h, out, "Every page, index and reference is sound.");
}

void check_backup(struct health *h, struct health_result *out)
{
    static const char advice[] = "Run “lapel backup OUT” daily, and try a restore once: the manual has the steps.";
    msec last = backup_last(h->db, h->arena), ago = clock_now() - last;

    if (last == 0)
        health_warn(h, out, advice, "No backup was made with “lapel backup” yet.");
    else if (ago > BACKUP_DUE)
        health_warn(h, out, advice, "The last backup is " STR_FMT " old.", STR_ARG(health_ago(h->arena, ago)));
    else
        health_good(h, out, "The last backup is " STR_FMT " old.", STR_ARG(health_ago(h->arena, ago)));
}
