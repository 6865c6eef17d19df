/* base/error.c */
#include "base/error.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/words.h"

/* snprintf cuts anywhere; a cut in the middle of a character would make the
 * sentence invalid UTF-8 and spoil the page or the JSON that shows it. */
static void end_at_character(char *text, size_t size)
{
    size_t n = size - 1;

    while (n > 0 && ((unsigned char)text[n - 1] & 0xC0) == 0x80)
        n--;
    if (n == 0)
        return;
    unsigned char lead = (unsigned char)text[n - 1];
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (n - 1 + need > size - 1)
        text[n - 1] = '\0';
}

code fail(struct error *err, code c, const char *where, const char *fmt, ...)
{
    if (!err)
        return c;

    /* Built aside: the arguments may be the old error's own text. */
    struct error e = {.code = c};
    va_list ap;

    va_start(ap, fmt);
    if (vsnprintf(e.text, sizeof e.text, words(fmt), ap) >= (int)sizeof e.text)
        end_at_character(e.text, sizeof e.text);
    va_end(ap);
    if (snprintf(e.where, sizeof e.where, "%s", where ? where : "") >= (int)sizeof e.where)
        end_at_character(e.where, sizeof e.where);
    *err = e;
    return c;
}

const char *code_name(code c)
{
    static const char *const names[] = {
        [OK] = "ok",
        [BAD_INPUT] = "bad input",
        [NOT_FOUND] = "not found",
        [DENIED] = "denied",
        [CONFLICT] = "conflict",
        [LIMIT] = "limit",
        [UNSUPPORTED] = "unsupported",
        [UNREACHABLE] = "unreachable",
        [FAULT] = "fault",
        [NO_MEMORY] = "no memory",
    };
    return (size_t)c < COUNT(names) ? names[c] : "unknown";
}
