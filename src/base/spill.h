/* base/spill.h — bytes that wait on the disk until their turn comes: a file
 * without a name, which is gone with whoever opened it. */
#pragma once
#include "base/str.h"

struct spill { int fd; uint64_t bytes; char *waiting; size_t n; };

typedef code spill_fn(void *ctx, str bytes, struct error *err);

/* In TMPDIR, else /tmp; what is put waits in `a` until it is worth a write.
 * Close it in any case: an attempt that is left does not. */
MUST_USE code spill_open(struct arena *a, struct spill *out, struct error *err);
MUST_USE code spill_put(void *spill, str bytes, struct error *err);      /* LIMIT: the disk is full */
/* All of it from the beginning, as often as one likes; more may be put afterwards. */
MUST_USE code spill_again(void *spill, spill_fn *to, void *ctx, struct error *err);
/* Up to `n` of them from a place on; fewer only at the end. */
MUST_USE code spill_read(struct spill *s, uint64_t at, char *out, size_t n, size_t *got, struct error *err);
void spill_close(struct spill *s);               /* of one that never was opened (zeros) too */
