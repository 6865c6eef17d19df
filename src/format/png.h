/* format/png.h — PNG (W3C PNG 3rd ed.) as a list of chunks. Pixels are never
 * decoded here; what is not touched stays byte for byte. */
#pragma once
#include "base/list.h"

bool png_looks_like(str file);                   /* the eight-byte signature */

struct png_info { uint32_t width, height; uint8_t bit_depth, colour; bool damaged; };

/* Walks the whole file: signature, IHDR first, lengths, CRC of IHDR, IEND
 * last. More than 2,000 chunks, 25 megapixels or 16,384 on one side: LIMIT. A
 * wrong CRC of any other chunk sets `damaged`. Bytes after IEND are ignored. */
MUST_USE code png_inspect(str file, struct png_info *out, struct error *err);
/* The same but for the checksums of pixels, which take most of the time. */
MUST_USE code png_outline(str file, struct png_info *out, struct error *err);

struct png_text { str keyword, text; bool compressed, damaged; const char *chunk; /* "tEXt" "iTXt" "zTXt" */ };

/* The n-th text chunk (tEXt, iTXt, zTXt) with this keyword; text inflated to
 * at most `max_text` bytes. NOT_FOUND behind the last. A wrong CRC is told by
 * `damaged` for tEXt, which early tools wrote so, and refused for the others. */
MUST_USE code png_text_get(struct arena *a, str file, str keyword, unsigned n, size_t max_text,
                           struct png_text *out, struct error *err);

/* Where the text chunks of these keywords stand, found in one pass; and one of
 * them read, as by png_text_get. */
struct png_text_at { str keyword; size_t at; };
LIST_OF(png_text_list, struct png_text_at);
MUST_USE code png_texts(struct arena *a, str file, const str *keywords, size_t n,
                        struct png_text_list *out, struct error *err);
MUST_USE code png_text_read(struct arena *a, str file, const struct png_text_at *t, size_t max_text,
                            struct png_text *out, struct error *err);

/* `is_latin`: as tEXt, which is for ASCII here; else as uncompressed iTXt. */
struct png_put { str keyword, text; bool is_latin; const str *without; size_t without_n; };
/* Inserts the chunk before IDAT and drops every text chunk of that keyword and
 * of those in `without`; all else is kept byte for byte. */
MUST_USE code png_text_put(struct arena *a, str file, const struct png_put *put, str *out, struct error *err);
