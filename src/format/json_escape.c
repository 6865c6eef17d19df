/* format/json_escape.c — what a string with escapes stands for (RFC 8259 §7).
 * The reader has seen that no backslash is the last byte. */
#include "format/json_private.h"

static int hex4(const char *p)
{
    int v = 0;

    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int d = c >= '0' && c <= '9' ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (d < 0)
            return -1;
        v = v << 4 | d;
    }
    return v;
}

/* The code point of `\uXXXX` or of a pair of them; `*p` stands behind `\u`. */
static int32_t unicode_escape(const char **p, const char *end)
{
    int high, low;

    if (end - *p < 4 || (high = hex4(*p)) < 0)
        return -1;
    *p += 4;
    if (high < 0xD800 || high > 0xDFFF)
        return high;
    if (high > 0xDBFF || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
        return -1;
    if ((low = hex4(*p + 2)) < 0xDC00 || low > 0xDFFF)
        return -1;
    *p += 6;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static char *put_utf8(char *o, int32_t cp)
{
    if (cp < 0x80) {
        *o++ = (char)cp;
    } else if (cp < 0x800) {
        *o++ = (char)(0xC0 | cp >> 6);
        *o++ = (char)(0x80 | (cp & 0x3F));
    } else if (cp < 0x10000) {
        *o++ = (char)(0xE0 | cp >> 12);
        *o++ = (char)(0x80 | (cp >> 6 & 0x3F));
        *o++ = (char)(0x80 | (cp & 0x3F));
    } else {
        *o++ = (char)(0xF0 | cp >> 18);
        *o++ = (char)(0x80 | (cp >> 12 & 0x3F));
        *o++ = (char)(0x80 | (cp >> 6 & 0x3F));
        *o++ = (char)(0x80 | (cp & 0x3F));
    }
    return o;
}

str json_unescape(struct arena *a, str raw, const char **broken)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char *decoded = arena_alloc(a, raw.n + 1, 1), *o = decoded;
    const char *p = raw.p, *end = raw.p + raw.n;

    while (p < end) {
        if (*p != '\\') {
            *o++ = *p++;
            continue;
        }
        const char *escape = p, *known = p[1] ? strchr(from, p[1]) : NULL;
        p += 2;
        if (known) {
            *o++ = to[known - from];
            continue;
        }
        int32_t cp = escape[1] == 'u' ? unicode_escape(&p, end) : -1;
        if (cp < 0) {
            *broken = escape;
            return (str){0};
        }
        o = put_utf8(o, cp);
    }
    return (str){decoded, (size_t)(o - decoded)};
}
