/* award/award_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/award/award.h"

/* The award in the words of the standard; pure, so that rebuilding gives the
 * bytes that were signed. */
void award_model(struct arena *a, const struct org *o, const struct badge_row *b, const struct badge_version_row *v,
                 const struct award_row *w, struct badge *out);
