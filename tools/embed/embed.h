/* embed.h — the parts of the program that puts files into Lapel's binary. */
#pragma once
#include "base/list.h"
#include "base/str.h"

struct item { str name; str bytes; };            /* a file as it will be known, and what is in it */
LIST_OF(items, struct item);

/* table.c: C text that defines TABLE[] and TABLE's count (base/embedded.h). */
MUST_USE code table_write(struct arena *a, const char *table, const struct items *items, str *out,
                          struct error *err);
/* The bytes as a C string in lines of 32: gcc reads it far faster than numbers. */
void put_bytes(struct buf *b, str bytes);
/* "text/css; charset=utf-8"; NULL for an ending nobody has thought of. */
const char *content_type(str name);

/* sprite.c: one SVG with a <symbol> for each name in `list` (a name per line),
 * drawn as in DIR/name.svg. NOT_FOUND: there is no such icon. */
MUST_USE code sprite_write(struct arena *a, const char *list_path, const char *dir, str *out,
                           struct error *err);

/* The drawing between <svg …> and </svg>, one line, without the invisible frame. */
MUST_USE code icon_drawing(struct arena *a, str svg, const char *path, str *out, struct error *err);

/* icons.c: every icon that ICONS.json names, a line each: name, words, drawing. */
MUST_USE code icons_write(struct arena *a, const char *list_path, const char *dir, str *out, struct error *err);

/* documents.c: C text of the JSON documents that `list` names by address, of a
 * known kind: "contexts" or "schemas". Packages are looked for in `modules`. */
struct documents_input { const char *kind, *list, *modules; };
bool documents_known(const char *kind);
MUST_USE code documents_write(struct arena *a, const struct documents_input *in, str *out,
                              struct error *err);

/* loose.c: the object literal of a JavaScript or JSON file, as JSON text.
 * `path` is for the error. */
MUST_USE code loose_json(struct arena *a, str text, const char *path, str *out, struct error *err);
