#include "store/sqlite.h"
#include "base/late.h"

#define SQLITE_NAME(f) "sqlite3_" #f,

struct sqlite_table sqlite;

/* Debian builds SQLite without its own small memory, so that a statement of one
 * row asks for some eighty pieces. Counting them takes a lock of all threads. */
static bool do_not_count_memory(void)
{
    return sqlite.config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
}

code sqlite_load(struct error *err)
{
    static const char *const names[] = {SQLITE_FUNCTIONS(SQLITE_NAME)};
    static struct late library = {.soname = SQLITE_SONAME, .names = names, .n = COUNT(names),
                                  .table = &sqlite, .start = do_not_count_memory};

    return late_need(&library, err);
}
