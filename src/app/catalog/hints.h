/* catalog/hints.h — what would make a badge better: said kindly, never asked for. */
#pragma once
#include "app/catalog/catalog.h"

struct badge_hint { const char *step, *sentence; };  /* step: of the editor, "basics" */
LIST_OF(badge_hint_list, struct badge_hint);

/* By how much is said, not by words: a badge may be written in any language. */
void catalog_hints(struct arena *a, const struct badge_version_row *v, struct badge_hint_list *out);
