/* catalog/studio_check.h — what of a picture could not be read, said plainly, each
 * with a remedy that is one step. Pure, as the studio is. */
#pragma once
#include "app/catalog/studio.h"

/* `name`: of the remedy; `to`: what becomes of the words; empty: they go. */
struct studio_flaw { const char *name, *sentence; str to; };
LIST_OF(studio_flaw_list, struct studio_flaw);
void studio_check(struct arena *a, const struct studio *s, struct studio_flaw_list *out);
/* False: there is no such flaw. */
bool studio_remedy(struct arena *a, struct studio *s, str name);
/* Letters are so high in the box of 600 × 600; 0: no such words. */
struct studio_sizes { double top, bottom, banner; };
void studio_sizes(struct arena *a, const struct studio *s, struct studio_sizes *out);
