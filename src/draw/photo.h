/* draw/photo.h — JPEG and WebP as surfaces of cairo. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

typedef struct _cairo_surface cairo_surface_t;

bool photo_looks_like(str bytes);
/* Upright (as Exif says), its longer side at most `most`, on white. BAD_INPUT:
 * damaged; LIMIT: too many pixels; UNSUPPORTED: it moves. */
MUST_USE code photo_surface(struct arena *a, str bytes, int most, cairo_surface_t **out, struct error *err);
