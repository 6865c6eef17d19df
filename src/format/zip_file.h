/* format/zip_file.h — reading a ZIP archive (PKWARE APPNOTE 6.3, ZIP64 too) that
 * is in memory, or mapped there as a file: nothing of it is copied, and what is
 * packed comes out piece by piece. Nothing may follow the directory's end. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

struct zip_file { str bytes, directory; uint64_t files; };
/* BAD_INPUT: no such archive, or a cut one. */
MUST_USE code zip_file_open(str bytes, struct zip_file *out, struct error *err);

/* Names are UTF-8, of files, and lead nowhere else: none begins with '/', none
 * has "..", a backslash or a control in it. */
struct zip_item { str name; uint64_t at, bytes, packed; uint32_t crc; bool is_deflated; };
/* One after the other, as the directory has them; `*walk` begins as its text.
 * Folders are passed over. BAD_INPUT: damaged; UNSUPPORTED: encrypted, or packed
 * in another way than by deflate. */
MUST_USE code zip_file_next(const struct zip_file *f, str *walk, struct zip_item *out, bool *found, struct error *err);

/* What is in one; lives in `a`. A piece lives until the next call; an empty one
 * is the end, and says that length and checksum were right. BAD_INPUT. */
struct zip_contents;
MUST_USE code zip_item_open(struct arena *a, const struct zip_file *f, const struct zip_item *e, struct zip_contents **out, struct error *err);
MUST_USE code zip_item_more(struct zip_contents *c, str *piece, struct error *err);
/* All of it. LIMIT: more than `max` bytes. */
MUST_USE code zip_item_read(struct arena *a, const struct zip_file *f, const struct zip_item *e, size_t max, str *out, struct error *err);
