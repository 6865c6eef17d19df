/* app/draw.h — the drawing program as functions. Each call starts `lapel-draw`
 * (beside our own program, or named by LAPEL_DRAW), which draws in a sandbox:
 * a stranger's picture never meets this process. Ten seconds at most, two at a
 * time; a third waits its turn. The text of BAD_INPUT and LIMIT is for the
 * person who gave the picture. UNREACHABLE: the program is not there; FAULT: it
 * could not lock itself in, or died. */
#pragma once
#include "base/str.h"

#define DRAW_MAX_PNG ((size_t)5 << 20)
#define DRAW_MAX_SVG ((size_t)1 << 20)

/* PNG of size × size (1 to 1024), aspect kept, transparent around. */
MUST_USE code draw_png_from_svg(struct arena *a, str svg, int size, str *png, struct error *err);
/* Square PNG of a PNG, JPEG or WebP, its side at most `size`; nothing of the file is kept but pixels. */
MUST_USE code draw_png_normalise(struct arena *a, str file, int size, str *png, struct error *err);
/* JPEG of a JPEG or WebP, upright, its longer side at most `size`: nothing of the
 * file is kept but pixels, so neither the place nor the camera. */
MUST_USE code draw_photo(struct arena *a, str file, int size, str *jpeg, struct error *err);
/* svg_clean of format/svg.h, inside the sandbox. */
MUST_USE code draw_svg_clean(struct arena *a, str file, str *svg, struct error *err);
/* SVG of the QR code of `text`, black on white. */
MUST_USE code draw_qr_svg(struct arena *a, str text, str *svg, struct error *err);
/* What the QR code in a photo says (PNG, JPEG or WebP). NOT_FOUND: none can be read. */
MUST_USE code draw_qr_read(struct arena *a, str photo, str *text, struct error *err);

/* One page. Absent texts leave their place empty; labels are in the reader's
 * language. */
struct certificate {
    str picture;                                 /* PNG or SVG */
    bool is_letter;                              /* paper; else A4 */
    str colour;                                  /* "#5b2862" */
    str title, given;                            /* "Certificate of achievement", "This certifies that" */
    str name;
    str earned;                                  /* "has earned the badge" */
    str badge, description;
    str issuer_label, issuer, date_label, date, expires_label, expires;
    str check, url;                              /* "Check this certificate"; the QR code holds the address */
};
MUST_USE code draw_certificate_pdf(struct arena *a, const struct certificate *c, str *pdf, struct error *err);

/* A document of several pages, described as draw/paper.c has it. */
MUST_USE code draw_paper_pdf(struct arena *a, str json, str *pdf, struct error *err);
/* A table over pages of A3, as draw/grid.c has it. */
MUST_USE code draw_grid_pdf(struct arena *a, str json, str *pdf, struct error *err);

/* What every uploaded picture goes through. */
struct accepted_image {
    str png;                                     /* square, at most 600 pixels, drawn anew */
    str svg;                                     /* cleaned; absent when the upload was a PNG */
    int width, height;                           /* as uploaded */
    bool was_padded;                             /* not square: the sides were filled up */
};
MUST_USE code draw_image_accept(struct arena *a, str bytes, struct accepted_image *out, struct error *err);
