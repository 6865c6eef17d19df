/* catalog/diff.h — what changed from one version of a badge to another, in words. */
#pragma once
#include "app/catalog/catalog.h"

/* One thing that differs: what both begin and end with, and what is between. */
struct version_change { const char *label; str start, removed, added, end; };
LIST_OF(version_change_list, struct version_change);

/* In the order of the editor; pictures are compared by is_other_picture. */
void catalog_diff(struct arena *a, const struct badge_version_row *from, const struct badge_version_row *to,
                  struct version_change_list *out);
bool catalog_is_other_picture(const struct badge_version_row *from, const struct badge_version_row *to);
