/* layout/opening_view.h — an opening as people see it, and as they type it. */
#pragma once
#include "app/layout/parts.h"
#include "app/opening.h"
#include "web/form.h"

struct tag_view opening_tag(const struct opening *o);            /* as it is now */
str opening_moment(struct arena *a, msec t);                     /* "2026-05-04 09:30", UTC */
str opening_hours(struct arena *a, const struct opening *o);     /* empty: at any time */
str opening_used(struct arena *a, const struct opening *o);      /* "3 of 20", "3" */

/* The fields "opens", "closes" and "most" of a form. */
#define OPENING_FIELDS                                                         \
    {"opens", FIELD_LINE, "Opens", .max = 20}, {"closes", FIELD_LINE, "Closes", .max = 20}, \
    {"most", FIELD_INT, "How many at most", .max = 1000000}
/* False: a moment could not be read, which its field says. */
bool opening_read(struct arena *a, struct form *f, struct opening *o);
void opening_fill(struct arena *a, struct form *f, const struct opening *o);
