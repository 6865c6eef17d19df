/* archive_memory.h — an archive in memory, for unit tests and fuzzing. */
#pragma once
#include <string.h>
#include "format/archive_private.h"
#include "format/flate.h"

struct memory { struct buf out; str in; size_t fail_at; };

static inline code memory_write(void *ctx, str bytes, struct error *err)
{
    struct memory *m = ctx;

    if (m->fail_at && m->out.n + bytes.n > m->fail_at)
        return fail(err, LIMIT, "disk", "the disk is full");
    buf_put(&m->out, bytes);
    return OK;
}

static inline code memory_read(void *ctx, char *out, size_t n, size_t *got, struct error *err)
{
    struct memory *m = ctx;
    str part = str_slice(m->in, 0, n);

    (void)err;
    if (part.n)
        memcpy(out, part.p, part.n);
    m->in = str_from(m->in, part.n);
    *got = part.n;
    return OK;
}

/* Any records as a block of its own. */
static inline void memory_block(struct buf *b, str records)
{
    str packed = flate_gzip(b->a, records);

    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(b, (char)(records.n >> shift));
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(b, (char)(packed.n >> shift));
    buf_put(b, packed);
}
