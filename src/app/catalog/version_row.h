/* catalog/version_row.h — a version of a badge as a row of achievement_version. The
 * number 0 is the working copy of a badge that is out already: catalog/working. */
#pragma once
#include "app/catalog/catalog_private.h"

#define VERSION_COLUMNS                                                        \
    "v.id, v.achievement_id, v.number, v.name, v.description, v.criteria, v.type, v.tags,"   \
    " v.alignments, v.validity_months, v.png_hash, v.svg_hash, v.studio, v.frozen_at, v.criteria_items, v.renew_by,"   \
    " v.results, v.language, v.issuer_id"
#define VERSION_COLUMN_COUNT 19

void version_row_read(struct rows *r, struct arena *a, struct badge_version_row *v);   /* the first columns of `r` */
MUST_USE code version_row_insert(struct db *db, struct arena *a, int64_t achievement, int64_t number,
                                 const struct badge_version_row *v, int64_t *id, struct error *err);
/* `*changed` is 0 where the version is frozen. */
MUST_USE code version_row_update(struct db *db, struct arena *a, int64_t version, const struct badge_version_row *v,
                                 int64_t *changed, struct error *err);
/* Says one what the other says? A step saved without a change must not make a version. */
bool version_row_is_same(struct arena *a, const struct badge_version_row *x, const struct badge_version_row *y);
