/* web/spool.h — a file without a name, in $TMPDIR or /tmp: for what is too long
 * for memory. It is gone when it is closed, also after a crash. */
#pragma once
#include "base/error.h"
#include "base/str.h"

MUST_USE code spool_open(int *fd, struct error *err);
/* At its end. LIMIT: the disk is full. */
MUST_USE code spool_put(int fd, str bytes, struct error *err);
/* Its first `size` bytes, to be read; nothing of them is copied. Absent: it cannot
 * be. The bytes are there until spool_unmap, also after the file is closed. */
str  spool_map(int fd, size_t size);
void spool_unmap(str text);                      /* absent is fine */
