/* catalog/picture.h — the picture of a badge: from a file, or from the studio. */
#pragma once
#include "app/catalog/catalog.h"
#include "app/catalog/studio.h"

/* A stranger's file, drawn anew in the sandbox; the file itself is not kept.
 * BAD_INPUT, LIMIT, UNSUPPORTED: what is wrong with it. */
MUST_USE code picture_keep(struct db *db, struct arena *a, str bytes, struct badge_version_row *v, struct error *err);
/* What was chosen in the studio, as SVG and PNG. */
MUST_USE code picture_draw(struct db *db, struct arena *a, const struct studio *s, struct badge_version_row *v, struct error *err);
