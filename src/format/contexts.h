/* format/contexts.h — the JSON-LD contexts that the program carries, by exact
 * address. Nothing is fetched in order to read a badge, so a context that is
 * not here is not known. What is here is listed in contexts/contexts.list. */
#pragma once
#include "base/str.h"

struct bundled_context {
    str url;
    str json;                                    /* the whole document; lives as long as the program */
    size_t text;                                 /* its number: two addresses of one text share it */
};

/* All of them by address, the revisions of one address side by side, newest first. */
extern const struct bundled_context contexts_table[];
extern const size_t contexts_count;
extern const size_t contexts_texts;              /* numbers are below this */

/* `revision` 0 is what the address gives today, 1 what it gave before that,
 * and so on: documents are changed in place, and a proof holds under one of
 * them only. NULL: there is none. */
const struct bundled_context *contexts_find(str url, size_t revision);
