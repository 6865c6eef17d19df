/* base/str.h — text with a length, and buffers that grow.
 * A `str` borrows: it never owns its bytes and may contain NUL. Text is
 * UTF-8, checked where it enters the program. */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "base/error.h"

struct arena;

typedef struct str {
    const char *p;  /* NULL only with n == 0: "absent" */
    size_t n;
} str;

#define S(literal) ((str){("" literal), sizeof(literal) - 1})
#define STR_FMT    "%.*s"
#define STR_ARG(s) (int)((s).n > 0x7fffffff ? 0x7fffffff : (s).n), ((s).p ? (s).p : "")

str  cstr(const char *z);                        /* borrows; NULL gives the absent str */
str  str_copy(struct arena *a, str s);           /* NUL-terminated copy; absent stays absent */
const char *str_z(struct arena *a, str s);       /* as C string; cut at an inner NUL */
str  str_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
str  str_join(struct arena *a, str left, str right);

bool str_is_absent(str s);
bool str_is_empty(str s);                        /* absent or no bytes */
bool str_eq(str a, str b);
bool str_eq_nocase(str a, str b);                /* ASCII letters only */
int  str_cmp(str a, str b);                      /* by bytes, then length */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
bool str_contains(str s, str part);
ptrdiff_t str_find(str s, str part);             /* -1: not there */
ptrdiff_t str_find_byte(str s, char c);

str  str_slice(str s, size_t from, size_t to);   /* clamped to the length */
str  str_from(str s, size_t from);
str  str_trim(str s);                            /* ASCII white space at both ends */
str  str_lower(struct arena *a, str s);          /* ASCII letters only */
/* Takes the part before `sep` off the front of `*rest`. False when `*rest`
 * was used up; the last part has no separator behind it. "a," has two parts,
 * "" has one, the absent str none. */
bool str_cut(str *rest, char sep, str *part);
bool str_cut_line(str *rest, str *line);         /* LF, CRLF or CR; none at the end is fine */

/* Decimal integers, no sign but '-', no spaces, no overflow. */
MUST_USE bool str_to_int(str s, int64_t *out);

/* Growing text. Errors cannot happen visibly: the arena never runs dry. */
struct buf {
    struct arena *a;
    char *p;
    size_t n, cap;
};

struct buf buf_new(struct arena *a);
struct buf buf_sized(struct arena *a, size_t n); /* room for `n` bytes from the beginning */
void buf_put_more_(struct buf *b, str s);        /* when it does not fit */
void buf_byte_more_(struct buf *b, char c);
/* In place where there is room: most of what a page or a document is made of. */
static inline void buf_put(struct buf *b, str s)
{
    if (s.n >= b->cap - b->n) {
        buf_put_more_(b, s);
    } else if (s.n) {
        memcpy(b->p + b->n, s.p, s.n);
        b->n += s.n;
    }
}
static inline void buf_byte(struct buf *b, char c)
{
    if (b->cap - b->n < 2)
        buf_byte_more_(b, c);
    else
        b->p[b->n++] = c;
}
static inline void buf_putz(struct buf *b, const char *z) { buf_put(b, cstr(z)); }
void buf_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
str  buf_done(struct buf *b);                    /* NUL-terminated; the buffer may go on */
