/* embed.h — the parts of the program that puts files into Lapel's binary. */
#pragma once
#include "base/list.h"
#include "base/str.h"

struct item { str name; str bytes; };            /* a file as it will be known, and what is in it */
LIST_OF(items, struct item);

/* table.c: C text that defines TABLE[] and TABLE's count (base/embedded.h). */
MUST_USE code table_write(struct arena *a, const char *table, const struct items *items, str *out,
                          struct error *err);
/* "text/css; charset=utf-8"; NULL for an ending nobody has thought of. */
const char *content_type(str name);

/* sprite.c: one SVG with a <symbol> for each name in `list` (a name per line),
 * drawn as in DIR/name.svg. NOT_FOUND: there is no such icon. */
MUST_USE code sprite_write(struct arena *a, const char *list_path, const char *dir, str *out,
                           struct error *err);
