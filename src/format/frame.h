/* format/frame.h — one request to the drawing program, or its answer: a verb,
 * named options, bytes. Both programs read and write through this file.
 *
 *     "LPL1"  head length  body length        two 32-bit numbers, big endian
 *     verb LF  name=value LF ...              the head, UTF-8, at most 32 KiB
 *     body                                    at most 16 MiB
 */
#pragma once
#include "base/list.h"

#define FRAME_HEADER   12
#define FRAME_MAX_HEAD ((size_t)32 << 10)
#define FRAME_MAX_BODY ((size_t)16 << 20)

struct frame_option { str name, value; };
LIST_OF(frame_options, struct frame_option);
struct frame { str verb; struct frame_options options; str body; };

/* Line ends and other controls in values become spaces. */
void frame_set(struct arena *a, struct frame *f, const char *name, str value);
str  frame_get(const struct frame *f, const char *name);     /* absent: not given */
int  frame_int(const struct frame *f, const char *name, int low, int high, int otherwise);

/* LIMIT when head or body are too large. */
MUST_USE code frame_write(struct arena *a, const struct frame *f, str *out, struct error *err);
/* How long the whole frame is that begins with these FRAME_HEADER bytes.
 * BAD_INPUT: not a frame; LIMIT: too large. */
MUST_USE code frame_length(const char header[FRAME_HEADER], size_t *total, struct error *err);
/* The whole frame, nothing behind it; verb, options and body borrow. */
MUST_USE code frame_read(struct arena *a, str bytes, struct frame *out, struct error *err);
