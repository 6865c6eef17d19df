/* catalog/studio.h — the picture studio: a few choices become a badge picture.
 * Pure: the same choices give the same bytes. Any text is allowed in any field:
 * what is not a known name or colour counts as the first of its kind. */
#pragma once
#include "base/list.h"
#include "base/str.h"

/* What lies on top of the picture, the first one lowest. Any numbers are allowed:
 * they are brought into their limits. */
enum studio_number { LAYER_X, LAYER_Y, LAYER_SIZE, LAYER_TURN, LAYER_BEND, LAYER_OPACITY, STUDIO_NUMBERS };
struct studio_layer {
    str kind;                                    /* a name of studio_kinds; absent: no layer */
    str value;                                   /* name of an icon or shape; words */
    str colour, colour2;                         /* "#rrggbb"; colour2 absent: plain */
    int64_t n[STUDIO_NUMBERS];
    bool is_hidden;
};
#define STUDIO_LAYERS 10

struct studio_kind {
    const char *name, *label, *icon;
    const char *value_label;                     /* NULL: has none */
    const char *size_label;
    struct studio_layer fresh;                   /* as it comes when it is added */
};
extern const struct studio_kind studio_kinds[];
extern const size_t studio_kind_count;
const struct studio_kind *studio_kind(str name); /* NULL: there is none */
/* Limits of a number, and what it is when it was not given. */
struct studio_limits { const char *name, *label; int64_t least, most, standard; };
extern const struct studio_limits studio_limits[STUDIO_NUMBERS];
int64_t studio_within(enum studio_number i, int64_t n);

struct studio {
    str shape, border, ground;                   /* names of the tables below */
    str colour, colour2;                         /* of the face, "#rrggbb"; colour2 absent: plain */
    str ring;                                    /* rim, banner and stars */
    str icon;                                    /* name of catalog/icons.h; absent: none */
    str text_top, text_bottom, banner;           /* up to 60 letters each are drawn */
    int stars;                                   /* 0 to 5 */
    struct studio_layer layers[STUDIO_LAYERS];   /* up to the first without a kind */
};
size_t studio_layer_count(const struct studio *s);

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

/* SVG in a box of 600 × 600. Text and icon have a contrast of at least 4.5 to
 * their ground: where a colour does not allow it, the colour gives way. */
str studio_svg(struct arena *a, const struct studio *s);
/* Can the words or the icon of that layer be read on the face (WCAG 2.2 §1.4.3, §1.4.11)? */
bool studio_layer_is_clear(const struct studio *s, size_t layer);
