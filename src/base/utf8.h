/* base/utf8.h — UTF-8 as RFC 3629 has it: no surrogates, no overlong forms. */
#pragma once
#include <stdint.h>
#include "base/str.h"

bool utf8_is_valid(str s);
/* Next code point, advancing `*s`; -1 at the end, U+FFFD for a broken byte. */
int32_t utf8_next(str *s);
void utf8_put(struct buf *b, uint32_t cp);
/* Without the byte order mark that some editors put before a text. */
str utf8_without_mark(str s);
size_t utf8_count(str s);                        /* code points */
str utf8_cut(str s, size_t max_bytes);           /* at a code point boundary */
/* Lower case for comparing and searching, by Unicode case folding and NFC
 * (libunistring). Invalid text comes back unchanged. */
str utf8_fold(struct arena *a, str s);
/* Unicode NFC (libunistring); invalid text comes back unchanged. */
str utf8_nfc(struct arena *a, str s);
/* True for C0, C1, bidi controls and other invisible characters that have no
 * place in a one-line name or subject. */
bool utf8_has_controls(str s);
