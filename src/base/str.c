/* base/str.c */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE                              /* memmem */
#endif
#include "base/str.h"
#include <stdio.h>
#include <string.h>
#include "base/arena.h"

#define FIRST_BUF 64

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Making text. */

str cstr(const char *z)
{
    return z ? (str){z, strlen(z)} : (str){NULL, 0};
}

str str_copy(struct arena *a, str s)
{
    if (!s.p)
        return s;
    char *p = arena_alloc(a, s.n + 1, 1);
    memcpy(p, s.p, s.n);
    return (str){p, s.n};
}

const char *str_z(struct arena *a, str s)
{
    return s.p ? str_copy(a, s).p : "";
}

str str_printf(struct arena *a, const char *fmt, ...)
{
    struct buf b = buf_new(a);
    va_list ap;

    va_start(ap, fmt);
    buf_vprintf(&b, fmt, ap);
    va_end(ap);
    return buf_done(&b);
}

str str_join(struct arena *a, str left, str right)
{
    char *p = arena_alloc(a, left.n + right.n + 1, 1);

    if (left.n)
        memcpy(p, left.p, left.n);
    if (right.n)
        memcpy(p + left.n, right.p, right.n);
    return (str){p, left.n + right.n};
}

str str_lower(struct arena *a, str s)
{
    if (!s.p)
        return s;
    char *p = arena_alloc(a, s.n + 1, 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = lower(s.p[i]);
    return (str){p, s.n};
}

/* Asking. */

bool str_is_absent(str s)
{
    return !s.p;
}

bool str_is_empty(str s)
{
    return s.n == 0;
}

bool str_eq(str a, str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eq_nocase(str a, str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

int str_cmp(str a, str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;

    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(str s, str prefix)
{
    return s.n >= prefix.n && str_eq(str_slice(s, 0, prefix.n), prefix);
}

bool str_ends(str s, str suffix)
{
    return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

bool str_contains(str s, str part)
{
    return str_find(s, part) >= 0;
}

ptrdiff_t str_find(str s, str part)
{
    if (part.n == 0)
        return 0;
    const char *at = s.n ? memmem(s.p, s.n, part.p, part.n) : NULL;
    return at ? at - s.p : -1;
}

ptrdiff_t str_find_byte(str s, char c)
{
    const char *at = s.n ? memchr(s.p, (unsigned char)c, s.n) : NULL;

    return at ? at - s.p : -1;
}

/* Taking apart. */

str str_slice(str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    return s.p ? (str){s.p + from, to - from} : s;
}

str str_from(str s, size_t from)
{
    return str_slice(s, from, s.n);
}

str str_trim(str s)
{
    size_t from = 0, to = s.n;

    while (from < to && is_space(s.p[from]))
        from++;
    while (to > from && is_space(s.p[to - 1]))
        to--;
    return str_slice(s, from, to);
}

bool str_cut(str *rest, char sep, str *part)
{
    if (!rest->p)
        return false;
    ptrdiff_t at = str_find_byte(*rest, sep);
    *part = at < 0 ? *rest : str_slice(*rest, 0, (size_t)at);
    *rest = at < 0 ? (str){NULL, 0} : str_from(*rest, (size_t)at + 1);
    return true;
}

bool str_cut_line(str *rest, str *line)
{
    size_t n = 0;

    if (rest->n == 0)
        return false;
    while (n < rest->n && rest->p[n] != '\n' && rest->p[n] != '\r')
        n++;
    *line = str_slice(*rest, 0, n);
    bool is_crlf = n + 1 < rest->n && rest->p[n] == '\r' && rest->p[n + 1] == '\n';
    *rest = str_from(*rest, n + (is_crlf ? 2 : 1));
    return true;
}

bool str_to_int(str s, int64_t *out)
{
    bool negative = s.n && s.p[0] == '-';
    int64_t v = 0;

    if (s.n == (negative ? 1 : 0))
        return false;
    for (size_t i = negative; i < s.n; i++) {
        int digit = s.p[i] - '0';
        if (digit < 0 || digit > 9)
            return false;
        /* Counted below zero, where the range is one longer. */
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
            return false;
    }
    if (!negative && v == INT64_MIN)
        return false;
    *out = negative ? v : -v;
    return true;
}

/* Growing. */

struct buf buf_new(struct arena *a)
{
    return (struct buf){.a = a};
}

/* Room for `n` more bytes and a NUL. */
static void reserve(struct buf *b, size_t n)
{
    size_t need, cap = b->cap ? b->cap : FIRST_BUF;

    if (__builtin_add_overflow(b->n + 1, n, &need))
        need = SIZE_MAX;                         /* which the arena refuses */
    if (need <= b->cap)
        return;
    while (cap < need)
        cap = cap > SIZE_MAX / 2 ? SIZE_MAX : cap * 2;
    b->p = arena_grow(b->a, b->p, b->cap, cap, 1);
    b->cap = cap;
}

struct buf buf_sized(struct arena *a, size_t n)
{
    struct buf b = buf_new(a);

    reserve(&b, n);
    return b;
}

void buf_put_more_(struct buf *b, str s)
{
    if (s.n == 0)
        return;
    reserve(b, s.n);
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
}

void buf_byte_more_(struct buf *b, char c)
{
    reserve(b, 1);
    b->p[b->n++] = c;
}

void buf_int(struct buf *b, int64_t v)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

    do
        digits[--at] = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        digits[--at] = '-';
    buf_put(b, (str){digits + at, sizeof digits - at});
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    buf_vprintf(b, fmt, ap);
    va_end(ap);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
    va_list again;

    va_copy(again, ap);
    reserve(b, 0);
    int n = vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
    if (n > 0 && (size_t)n >= b->cap - b->n) {
        reserve(b, (size_t)n);
        vsnprintf(b->p + b->n, b->cap - b->n, fmt, again);
    }
    va_end(again);
    b->n += n > 0 ? (size_t)n : 0;
}

str buf_done(struct buf *b)
{
    reserve(b, 0);
    b->p[b->n] = '\0';
    return (str){b->p, b->n};
}
