#include "store/sqlite.h"
#include "base/late.h"

#define SQLITE_NAME(f) "sqlite3_" #f,

struct sqlite_table sqlite;

code sqlite_load(struct error *err)
{
    static const char *const names[] = {SQLITE_FUNCTIONS(SQLITE_NAME)};
    static struct late library = {.soname = SQLITE_SONAME, .names = names, .n = COUNT(names),
                                  .table = &sqlite};

    return late_need(&library, err);
}
