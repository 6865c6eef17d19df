#include "store/pq.h"
#include "base/late.h"

#define PQ_NAME(f) "PQ" #f,

struct pq_table pq;

code pq_load(struct error *err)
{
    static const char *const names[] = {PQ_FUNCTIONS(PQ_NAME)};
    static struct late library = {.soname = PQ_SONAME, .names = names, .n = COUNT(names),
                                  .table = &pq};

    return late_need(&library, err);
}
