/* catalog/glyph.h — text as outlines, so that a badge looks the same wherever
 * it is opened: no font has to be there. Latin, Greek and Cyrillic letters;
 * others are written as text and left to the viewer's fonts. */
#pragma once
#include <stdint.h>
#include "base/str.h"

/* 1000 units to the em, y downwards from the base line. */
struct glyph { uint32_t cp; int advance; const char *path; };
extern const struct glyph glyphs[];              /* in order of cp */
extern const size_t glyph_count;

/* True when every letter has an outline. */
bool glyph_covers(str text);
/* Width at `size` with `spacing` (a share of the size) between letters; what
 * has no outline is guessed. */
double glyph_width(str text, double size, double spacing);

/* Where text stands: its middle at x, y of the base line. */
struct glyph_place { double x, y, size, spacing; };
void glyph_put(struct buf *b, str text, const struct glyph_place *at);
/* On a circle around x, y; the middle of the text is at the top, or at the
 * bottom, reading from left to right either way. */
struct glyph_arc { double x, y, radius, size, spacing; bool at_bottom; };
void glyph_put_arc(struct buf *b, str text, const struct glyph_arc *at);

/* Text for SVG: the five characters of XML escaped, controls dropped. */
void glyph_put_escaped(struct buf *b, str text);
