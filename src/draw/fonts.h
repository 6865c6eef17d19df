/* draw/fonts.h — the fonts of the drawing program: a short list of files, all
 * of them opened before the sandbox closes, so that none is opened behind it. */
#pragma once
#include "base/error.h"

/* UNREACHABLE: not one font of the list is installed. */
MUST_USE code fonts_load(struct error *err);
