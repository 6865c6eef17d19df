/* base/utf8.c */
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>
#include "base/arena.h"

#define REPLACEMENT 0xFFFD

/* Length of the sequence at the front of `s` and its code point in `*cp`; 0
 * when it is none. RFC 3629 §4: the second byte's range excludes overlong
 * forms, surrogates and what lies above U+10FFFF. */
static size_t decode(str s, uint32_t *cp)
{
    const unsigned char *p = (const unsigned char *)s.p;
    unsigned char lead = p[0];
    unsigned char low = 0x80, high = 0xBF;

    if (lead < 0x80) {
        *cp = lead;
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    size_t n = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (s.n < n)
        return 0;
    switch (lead) {
    case 0xE0: low = 0xA0; break;
    case 0xED: high = 0x9F; break;
    case 0xF0: low = 0x90; break;
    case 0xF4: high = 0x8F; break;
    }
    if (p[1] < low || p[1] > high)
        return 0;
    *cp = lead & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        *cp = *cp << 6 | (p[i] & 0x3F);
    }
    return n;
}

/* Bytes at the front that are ASCII, eight at a time. */
static size_t ascii_prefix(str s)
{
    size_t i = 0;
    uint64_t word;

    for (; i + 8 <= s.n; i += 8) {
        memcpy(&word, s.p + i, 8);
        if (word & 0x8080808080808080)
            break;
    }
    while (i < s.n && !(s.p[i] & 0x80))
        i++;
    return i;
}

bool utf8_is_valid(str s)
{
    uint32_t cp;

    for (s = str_from(s, ascii_prefix(s)); s.n; s = str_from(s, ascii_prefix(s))) {
        size_t n = decode(s, &cp);
        if (n == 0)
            return false;
        s = str_from(s, n);
    }
    return true;
}

int32_t utf8_next(str *s)
{
    uint32_t cp = REPLACEMENT;

    if (s->n == 0)
        return -1;
    size_t n = decode(*s, &cp);
    *s = str_from(*s, n ? n : 1);
    return n ? (int32_t)cp : REPLACEMENT;
}

void utf8_put(struct buf *b, uint32_t cp)
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        cp = REPLACEMENT;
    if (cp < 0x80) {
        buf_byte(b, (char)cp);
        return;
    }
    int n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    buf_byte(b, (char)((0xF00 >> n & 0xFF) | cp >> 6 * (n - 1)));
    for (int shift = 6 * (n - 2); shift >= 0; shift -= 6)
        buf_byte(b, (char)(0x80 | (cp >> shift & 0x3F)));
}

size_t utf8_count(str s)
{
    size_t n = 0;

    while (utf8_next(&s) >= 0)
        n++;
    return n;
}

str utf8_without_mark(str s)
{
    return str_starts(s, S("\xef\xbb\xbf")) ? str_from(s, 3) : s;
}

str utf8_cut(str s, size_t max_bytes)
{
    if (s.n <= max_bytes)
        return s;
    size_t n = max_bytes;
    while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    return str_slice(s, 0, n);
}

/* One attempt with room for `*cap` bytes. False: `*cap` says what it takes.
 * libunistring mallocs its result, so no arena call may happen in between. */
static bool fold_into(str s, char *out, size_t *cap, size_t *n)
{
    uint8_t *folded = u8_casefold((const uint8_t *)s.p, s.n, NULL, UNINORM_NFC, NULL, n);

    if (!folded) {
        *n = 0;
        return true;
    }
    bool fits = *n <= *cap;
    if (fits)
        memcpy(out, folded, *n);
    else
        *cap = *n;
    free(folded);
    return fits;
}

str utf8_fold(struct arena *a, str s)
{
    if (ascii_prefix(s) == s.n)
        return str_lower(a, s);
    if (!utf8_is_valid(s))
        return s;

    size_t n = 0, cap = s.n * 2;
    char *out = arena_alloc(a, cap + 1, 1);
    while (!fold_into(s, out, &cap, &n))
        out = arena_alloc(a, cap + 1, 1);
    return n ? (str){out, n} : s;
}

/* In a buffer of ours: libunistring then mallocs nothing that a full arena could
 * strand. NFC makes no text more than three times longer (UAX #15, in UTF-8). */
str utf8_nfc(struct arena *a, str s)
{
    if (ascii_prefix(s) == s.n || !utf8_is_valid(s))
        return s;

    size_t n = s.n * 3;
    uint8_t *out = arena_alloc(a, n + 1, 1);
    uint8_t *got = u8_normalize(UNINORM_NFC, (const uint8_t *)s.p, s.n, out, &n);
    if (got == out)
        return (str){(const char *)out, n};
    free(got);
    return s;
}

/* Joiners (200C, 200D) and variation selectors stay out of this table: Persian
 * and Sinhala names and most emoji cannot be written without them. */
static const struct { int32_t from, to; } invisible[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F},          /* C0, DEL, C1 */
    {0x00AD, 0x00AD},                            /* soft hyphen */
    {0x034F, 0x034F},                            /* grapheme joiner */
    {0x061C, 0x061C},                            /* Arabic letter mark (bidi) */
    {0x115F, 0x1160}, {0x3164, 0x3164}, {0xFFA0, 0xFFA0}, /* Hangul fillers */
    {0x17B4, 0x17B5}, {0x180B, 0x180F},          /* Khmer, Mongolian */
    {0x200B, 0x200B}, {0x200E, 0x200F},          /* zero width space, bidi marks */
    {0x2028, 0x202E},                            /* line ends, bidi embeddings */
    {0x2060, 0x206F},                            /* word joiner .. bidi isolates */
    {0xFEFF, 0xFEFF}, {0xFFF0, 0xFFFB}, {0xFFFE, 0xFFFF},
    {0xE0000, 0xE00FF},                          /* tags: hidden text */
};

static bool is_invisible(int32_t cp)
{
    if (cp >= ' ' && cp <= '~')                  /* as most are */
        return false;
    for (size_t i = 0; i < COUNT(invisible); i++)
        if (cp >= invisible[i].from && cp <= invisible[i].to)
            return true;
    return false;
}

bool utf8_has_controls(str s)
{
    for (int32_t cp; (cp = utf8_next(&s)) >= 0;)
        if (is_invisible(cp))
            return true;
    return false;
}
