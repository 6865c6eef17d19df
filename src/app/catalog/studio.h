/* catalog/studio.h — the picture studio: a few choices become a badge picture.
 * Pure: the same choices give the same bytes. Any text is allowed in any field:
 * what is not a known name or colour counts as the first of its kind. */
#pragma once
#include "base/list.h"
#include "base/str.h"

struct studio {
    str shape, border, ground;                   /* names of the tables below */
    str colour, colour2;                         /* of the face, "#rrggbb"; colour2 absent: plain */
    str ring;                                    /* rim, banner and stars */
    str icon;                                    /* name of assets/studio-icons.list; absent: none */
    str text_top, text_bottom, banner;           /* up to 60 letters each are drawn */
    int stars;                                   /* 0 to 5 */
};

struct studio_choice { const char *name, *label; };
extern const struct studio_choice studio_borders[], studio_grounds[];
extern const size_t studio_border_count, studio_ground_count;    /* shapes: catalog/shape.h */

struct studio_palette { const char *label, *colour, *colour2, *ring; };
extern const struct studio_palette studio_palettes[];
extern const size_t studio_palette_count;

/* Handsome starting points; also the pictures of the sample organisation. */
struct studio_preset { const char *name, *label; struct studio studio; };
extern const struct studio_preset studio_presets[];
extern const size_t studio_preset_count;
/* NULL: there is none of that name. */
const struct studio *studio_preset(str name);

/* The choices as they are kept and as the fields of a form name them:
 * "shape=shield&colour=%235b2862&…". Unknown names are passed over. */
#define STUDIO_BYTES 16384                       /* of such a text */
str  studio_write(struct arena *a, const struct studio *s);
void studio_read(struct arena *a, str text, struct studio *out);
void studio_set(struct studio *s, str name, str value);      /* one field by its name */

/* Every icon's name, in the order of the list; and its drawing, elements in a
 * box of 24 × 24, absent for an unknown name. */
void studio_icons(struct arena *a, struct str_list *out);
str  studio_icon(str name);

/* SVG in a box of 600 × 600. Text and icon have a contrast of at least 4.5 to
 * their ground: where a colour does not allow it, the colour gives way. */
str studio_svg(struct arena *a, const struct studio *s);
