/* catalog/shape.h — the shapes of badge pictures, in a box of 600 × 600. */
#pragma once
#include "base/str.h"

enum shape_text { TEXT_ON_ARC, TEXT_STRAIGHT };

/* A line of text: its middle is above each other with the shape's. */
struct shape_line { double y, width; };

struct shape {
    const char *name, *label;
    double x, y, radius;                         /* the circle that the face leaves free */
    double rim;                                  /* the face is the outline scaled by this; 0: that circle */
    enum shape_text text;
    struct shape_line top, bottom;               /* where text is straight */
    double banner_y, banner_width;
};

extern const struct shape shapes[];
extern const size_t shape_count;

/* The first one where there is none of that name. */
const struct shape *shape_of(str name);
/* Path data of the whole outline, without what hangs behind it. */
str shape_outline(struct arena *a, const struct shape *s);
/* What hangs behind: ribbon, laurel. The front is drawn in two shades. Empty
 * for most shapes. Borrowed colours as "#rrggbb". */
void shape_put_behind(struct buf *b, const struct shape *s, const char *light, const char *dark);
