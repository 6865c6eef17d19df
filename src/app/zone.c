/* app/zone.c — files of the tz database, found by name. */
#include "app/zone.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "base/words.h"

#define FILE_MOST ((size_t)256 << 10)            /* zone1970.tab has 20 kB */

/* "America/Argentina/Buenos_Aires": no dots, so no way up and no hidden file. */
static bool is_name(str name)
{
    bool ok = name.n > 0 && name.n < 64 && name.p[0] != '/' && !str_contains(name, S("//"));

    for (size_t i = 0; ok && i < name.n; i++) {
        char c = name.p[i];
        ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("_+-/", c) != NULL;
    }
    return ok;
}

static str read_file(struct arena *a, str name)
{
    const char *folder = getenv("TZDIR");
    const char *path = str_z(a, str_printf(a, "%s/" STR_FMT, folder ? folder : "/usr/share/zoneinfo", STR_ARG(name)));
    struct stat about;
    size_t all = 0;
    ssize_t n;

    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return (str){0};
    size_t most = about.st_size < (off_t)FILE_MOST ? (size_t)about.st_size : FILE_MOST;
    char *bytes = NEW_ARRAY(a, most + 1, char);  /* before the file is open: there may be no room */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return (str){0};
    while (all < most && (n = read(fd, bytes + all, most - all)) > 0)
        all += (size_t)n;
    close(fd);
    return (str){bytes, all};
}

/* Without any file. */
static const char utc[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4\0\0\0\0\0\0UTC\0"
                          "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4\0\0\0\0\0\0UTC\0\nUTC0\n";

code zone_open(struct arena *a, str name, struct tzif **out, struct error *err)
{
    str bytes = str_eq(name, S("UTC")) ? (str){utc, sizeof utc - 1} : is_name(name) ? read_file(a, name) : (str){0};

    if (bytes.n > 0 && tzif_read(a, bytes, out, NULL) == OK)
        return OK;
    return fail(err, NOT_FOUND, "time_zone", "this server knows no such time zone: take one of the list, such as Europe/London");
}

/* ---- names ---- */

static int by_name(const void *x, const void *y)
{
    const str *a = x, *b = y;
    size_t n = a->n < b->n ? a->n : b->n;
    int c = memcmp(a->p, b->p, n);

    return c ? c : (a->n > b->n) - (a->n < b->n);
}

/* Lines of zone1970.tab: countries, place, name, remark, with tabs between. */
void zone_names(struct arena *a, struct str_list *out)
{
    str all = read_file(a, S("zone1970.tab")), line, cell;

    if (all.n == 0)
        all = read_file(a, S("zone.tab"));
    *list_add(a, out) = S("UTC");
    while (str_cut_line(&all, &line)) {
        if (str_starts(line, S("#")) || !str_cut(&line, '\t', &cell) || !str_cut(&line, '\t', &cell))
            continue;
        str_cut(&line, '\t', &cell);
        if (is_name(str_trim(cell)))
            *list_add(a, out) = str_trim(cell);
    }
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_name);
}

/* ---- moments ---- */

static msec ahead(struct arena *a, str name, msec t)
{
    struct tzif *z;

    return zone_open(a, name, &z, NULL) == OK ? tzif_ahead(z, t) : 0;
}

struct zone_day zone_day(struct arena *a, str name, msec t)
{
    msec wall = t + ahead(a, name, t), day = date_start(date_of(wall));

    return (struct zone_day){day, (wall - day) / MINUTE};
}

msec zone_moment(struct arena *a, str name, msec wall)
{
    struct tzif *z;

    return zone_open(a, name, &z, NULL) == OK ? tzif_moment(z, wall) : wall;
}

str zone_words(struct arena *a, str name, msec t)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct zone_day d = zone_day(a, name, t);
    struct date day = date_of(d.day);

    return words_printf(a, "%d %s %d, %02d:%02d (" STR_FMT ")", day.day, months[day.month - 1], day.year, (int)(d.minute / 60),
                      (int)(d.minute % 60), STR_ARG(name));
}
