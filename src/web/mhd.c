#include "web/mhd.h"
#include "base/late.h"

#define MHD_NAME(f) "MHD_" #f,

struct mhd_table mhd;

code mhd_load(struct error *err)
{
    static const char *const names[] = {MHD_FUNCTIONS(MHD_NAME)};
    static struct late library = {.soname = MHD_SONAME, .names = names, .n = COUNT(names),
                                  .table = &mhd};

    return late_need(&library, err);
}
