/* format/zip_list.h — what a ZIP archive (PKWARE APPNOTE 6.3) says is in it.
 * Nothing is unpacked; only archives without ZIP64, in one piece, with nothing
 * before, between or behind their parts are read. */
#pragma once
#include "base/str.h"

struct zip_listed { str name; uint64_t packed, unpacked; };
struct zip_reader { str directory; unsigned left; };

#define ZIP_ENTRIES 4000

/* BAD_INPUT: no such archive; LIMIT: more than ZIP_ENTRIES files in it. */
MUST_USE code zip_read(str file, struct zip_reader *out, struct error *err);
/* NOT_FOUND behind the last; BAD_INPUT: the list is broken, or a name leads out
 * of the folder that one unpacks into. */
MUST_USE code zip_next(struct zip_reader *r, struct zip_listed *out, struct error *err);
