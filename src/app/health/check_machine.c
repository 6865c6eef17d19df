/* health/check_machine.c — what the server stands on: folder, disk, clock, and
 * the drawing program in its sandbox. */
#include "app/health/checks.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/draw.h"

#define LITTLE_MB     1000
#define TOO_LITTLE_MB 100
#define MOST_APART    (5 * MINUTE)               /* what a verifier forgives */

void check_folder(struct health *h, struct health_result *out)
{
    const char *folder = h->app->data_folder;
    struct stat st;

    if (stat(folder, &st) != 0)
        health_fail(h, out, "Name it with --data.", "The data folder %s is not there: %s.", folder, strerror(errno));
    else if (access(folder, R_OK | W_OK | X_OK) != 0)
        health_fail(h, out, "Run this as the user of the server, or give the folder to that user.", "This user may not write into %s.", folder);
    else if (st.st_mode & 077)
        health_warn(h, out, "Run chmod 700 on it.", "Others on this machine may look into %s.", folder);
    else
        health_good(h, out, "%s belongs to the server alone.", folder);
}

void check_disk(struct health *h, struct health_result *out)
{
    static const char advice[] = "Free some space, or move the data folder to a larger disk.";
    struct statvfs fs;

    if (statvfs(h->app->data_folder, &fs) != 0) {
        health_unknown(h, out, NULL, "The disk could not be asked: %s.", strerror(errno));
        return;
    }
    double mb = (double)fs.f_bavail * (double)fs.f_frsize / 1e6;
    if (mb < TOO_LITTLE_MB)
        health_fail(h, out, advice, "Only %.0f MB are free: soon nothing can be saved.", mb);
    else if (mb < LITTLE_MB)
        health_warn(h, out, advice, "%.0f MB are free.", mb);
    else
        health_good(h, out, "%.1f GB are free.", mb / 1000);
}

/* Against the day this program was made, and any other clock that was heard. */
static bool is_apart(struct health *h, struct health_result *out, msec other, const char *whose)
{
    msec apart = clock_now() - other;

    if (other == 0 || (apart < MOST_APART && apart > -MOST_APART))
        return false;
    health_fail(h, out, "Let the machines set their clocks by NTP (timedatectl set-ntp true).",
                "The clock of this machine is " STR_FMT " %s that of %s: badges may count as not yet or no longer valid.",
                STR_ARG(health_ago(h->arena, apart < 0 ? -apart : apart)), apart < 0 ? "behind" : "ahead of", whose);
    return true;
}

static const char sql_clock[] = SQL_ON_POSTGRES("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint");

static msec clock_of_database(struct health *h)
{
    int64_t at = 0;

    if (!h->db || !db_is_postgres(h->db) || db_int(h->db, sql_clock, NO_ARGS, &at, NULL) != OK)
        return 0;
    return at;
}

void check_clock(struct health *h, struct health_result *out)
{
    if (clock_now() < clock_build_time())
        health_fail(h, out, "Set it, and let it be set by NTP (timedatectl set-ntp true).",
                    "The clock says " STR_FMT ", before this program was made.", STR_ARG(time_format(h->arena, clock_now())));
    else if (!is_apart(h, out, clock_of_database(h), "the database server") && !is_apart(h, out, health_probe(h)->date, "the public address"))
        health_good(h, out, "The clock is plausible%s.", health_probe(h)->date ? ", and the public address tells the same time" : "");
}

void check_draw(struct health *h, struct health_result *out)
{
    struct error err = {0};
    str svg;
    code c = draw_qr_svg(h->arena, S("https://example.org"), &svg, &err);

    if (c == OK)
        health_good(h, out, "lapel-draw draws, locked into its sandbox.");
    else if (c == UNREACHABLE)
        health_fail(h, out, "Install lapel-draw beside lapel, or name it with LAPEL_DRAW.", "lapel-draw cannot be started: %s.", err.text);
    else
        health_fail(h, out, "The kernel must allow seccomp filters to programs; containers sometimes forbid them. Without it no picture can be taken.",
                    "lapel-draw does not work: %s.", err.text);
}
