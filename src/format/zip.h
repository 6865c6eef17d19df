/* format/zip.h — writing a ZIP archive (PKWARE APPNOTE 6.3) piece by piece: names
 * are UTF-8, files are stored as they are or deflated. From 65,536 files or 4 GiB
 * on it is ZIP64 (§4.3.14), before that what every program reads. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/list.h"
#include "format/flate.h"

/* Takes the bytes of the archive in their order. */
typedef code zip_put_fn(void *ctx, str bytes, struct error *err);

/* Where the directory waits for the end: an archive of a million files has one of
 * a hundred megabytes. `again` gives all that was put, in any pieces. */
struct zip_aside {
    zip_put_fn *put;
    code (*again)(void *ctx, zip_put_fn *to, void *to_ctx, struct error *err);
    void *ctx;
};

struct zip {
    struct arena *a;
    zip_put_fn *put;
    void *ctx;
    const struct zip_aside *aside;               /* NULL: the directory waits in the arena */
    bool packs;                                  /* zip_add deflates what becomes smaller by it */
    msec when;                                   /* the time that each file bears */
    uint64_t at, files;
    /* Of this file alone: */
    struct buf directory, packed;
    uint64_t directory_bytes;
    uint32_t stamp;
    struct flate_pack *pack;
    struct zip_open { uint64_t at, bytes, packed; uint32_t crc; char name[500]; size_t name_n; } open;
};

/* One file. `name`: with '/' between folders, none at its beginning, no "..":
 * asserted, since names are ours. LIMIT: 4 GiB of bytes at once. */
MUST_USE code zip_add(struct zip *z, str name, str bytes, struct error *err);
/* The same piece by piece, of any size, always deflated; nothing else between
 * begin and close. */
MUST_USE code zip_begin(struct zip *z, str name, struct error *err);
MUST_USE code zip_piece(struct zip *z, str bytes, struct error *err);
MUST_USE code zip_close(struct zip *z, struct error *err);
/* The directory, without which nothing can be read. */
MUST_USE code zip_end(struct zip *z, struct error *err);
