/* format/zip.h — writing a ZIP archive (PKWARE APPNOTE 6.3) piece by piece:
 * entries are stored as they are, names are UTF-8. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/list.h"

/* Takes the bytes of the archive in their order. */
typedef code zip_put_fn(void *ctx, str bytes, struct error *err);

struct zip_entry { str name; uint32_t crc, size, at; };
LIST_OF(zip_entry_list, struct zip_entry);
struct zip {
    struct arena *a;                             /* of the list of entries */
    zip_put_fn *put;
    void *ctx;
    msec when;                                   /* the time that each entry bears */
    uint64_t at;
    struct zip_entry_list entries;
};

/* One file. `name`: with '/' between folders, none at its beginning, no "..":
 * asserted, since names are ours. LIMIT: an archive has room for 65,535 entries
 * and 4 GiB. */
MUST_USE code zip_add(struct zip *z, str name, str bytes, struct error *err);
/* The directory, without which nothing can be read. */
MUST_USE code zip_end(struct zip *z, struct error *err);
