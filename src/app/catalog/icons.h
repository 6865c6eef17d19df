/* catalog/icons.h — every icon of the set (5,000), by name and by what it shows.
 * They stay on the server: a browser gets the few that it shows. */
#pragma once
#include "base/list.h"

/* Elements in a box of 24 × 24, drawn with strokes; absent for an unknown name. Borrowed. */
str  icon_drawing(str name);
/* Those that have every word in their name or among their tags: first whose name
 * has it, in order of names. Skips `from`, gives at most `most`; `*total` counts all.
 * No words: all there are. */
struct icon_search { str words; size_t from, most; };
void icons_find(struct arena *a, const struct icon_search *q, struct str_list *out, size_t *total);
void icons_usual(struct arena *a, struct str_list *out);     /* assets/studio-icons.list, in its order */
/* These as symbols of one SVG, each under its name. */
str  icons_sprite(struct arena *a, const struct str_list *names);
