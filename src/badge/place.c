#include "badge/place.h"

static void put(struct buf *b, const struct place *p)
{
    if (!p)
        return;
    put(b, p->up);
    if (p->key.p)
        buf_printf(b, "/" STR_FMT, STR_ARG(p->key));
    else
        buf_printf(b, "/%zu", p->item);
}

str place_pointer(struct arena *a, str root, const struct place *p)
{
    struct buf b = buf_new(a);

    buf_put(&b, root);
    put(&b, p);
    return buf_done(&b);
}
