/* draw/verbs.h — what the drawing program can do. Each verb reads the request
 * and fills the answer's options and body; its text is for the person who
 * gave the picture. */
#pragma once
#include "base/arena.h"
#include "format/frame.h"

typedef code verb_fn(struct arena *a, const struct frame *in, struct frame *out, struct error *err);

/* body SVG, size → PNG of size × size, aspect kept, transparent around;
 * answer: width, height as the file says them, rounded. */
verb_fn verb_png_from_svg;
/* body PNG, JPEG or WebP, size → PNG, square, side at most `size`, aspect kept, nothing but
 * pixels; answer: width and height as they were. At most 25 megapixels. */
verb_fn verb_png_normalise;
/* body JPEG or WebP, size → JPEG, upright, its longer side at most `size`, nothing
 * but pixels; answer: width and height of it. At most 100 megapixels, or 25 of
 * what has to be held whole. */
verb_fn verb_photo;
/* body SVG → SVG of the allow-list (format/svg.h). */
verb_fn verb_svg_clean;
/* text → SVG of its QR code, with the quiet zone of four modules. */
verb_fn verb_qr;
/* body PNG, JPEG or WebP → the text of the QR code in it. */
verb_fn verb_qr_read;
/* One page PDF; the options are in certificate.c. Body: picture, PNG or SVG. */
verb_fn verb_certificate;

/* Pages of PDF; what the body says is in paper.c. */
verb_fn verb_paper;
/* A table over pages of A3; what the body says is in grid.c. */
verb_fn verb_grid;

/* Draws one picture that uses all of the library, so that its threads exist
 * before the sandbox closes. */
void picture_warm(void);

/* Shared by picture.c, certificate.c and paper.c: a picture of either kind, drawn into
 * a square with its upper left corner at x, y. */
typedef struct _cairo cairo_t;
MUST_USE code picture_draw(struct arena *a, cairo_t *cr, str bytes, double x, double y, double side,
                           struct error *err);
/* Shared by qr.c, certificate.c and paper.c: the modules, row by row, 1 is dark. */
MUST_USE code qr_modules(struct arena *a, str text, str *modules, int *width, struct error *err);
