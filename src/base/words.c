/* base/words.c — the form is that of GNU gettext's manual, "The Format of GNU MO
 * Files": two tables of lengths and places, the first sorted by its texts. */
#include "base/words.h"
#include <stdarg.h>
#include <string.h>

#define MAGIC 0x950412DEu
#define HEAD  20                                 /* bytes that are read of it */
#define ROW   8                                  /* length and place */

static _Thread_local const struct dictionary *spoken;

static size_t number_at(str bytes, size_t at)
{
    uint32_t v;

    memcpy(&v, bytes.p + at, sizeof v);
    return v;
}

static const char *text_at(const struct dictionary *d, size_t table, size_t i)
{
    return d->bytes.p + number_at(d->bytes, table + i * ROW + 4);
}

/* Lies inside and ends with a NUL. */
static bool is_sound(str bytes, size_t row)
{
    size_t n = number_at(bytes, row), at = number_at(bytes, row + 4);

    return at < bytes.n && n < bytes.n - at && bytes.p[at + n] == '\0';
}

static bool is_table(str bytes, size_t table, size_t n)
{
    if (table > bytes.n || n > (bytes.n - table) / ROW)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!is_sound(bytes, table + i * ROW))
            return false;
    return true;
}

/* "%-8.*s": from the sign to the letter that ends it. Absent: none left. */
static str next_hole(str *rest)
{
    ptrdiff_t at;

    while ((at = str_find_byte(*rest, '%')) >= 0) {
        str hole = str_from(*rest, (size_t)at);
        size_t n = 1;
        while (n < hole.n && strchr("-+ #0123456789.*hljzt", hole.p[n]))
            n++;
        *rest = str_from(hole, n);
        if (n < hole.n && strchr("diouxXcsfFeEgGaApnmSC%", hole.p[n])) {
            *rest = str_from(hole, n + 1);
            return str_slice(hole, 0, n + 1);
        }
    }
    return (str){NULL, 0};
}

/* Many sentences are formats of printf: one that asks for other values than the
 * English would read what is not there. */
static bool has_same_holes(str english, str there)
{
    for (;;) {
        str hole = next_hole(&english), other = next_hole(&there);
        if (!str_eq(hole, other))
            return false;
        if (str_is_absent(hole))
            return true;
    }
}

bool dictionary_open(str bytes, struct dictionary *out)
{
    if (bytes.n < HEAD || number_at(bytes, 0) != MAGIC)
        return false;
    *out = (struct dictionary){bytes, number_at(bytes, 8), number_at(bytes, 12), number_at(bytes, 16)};
    return is_table(bytes, out->english, out->n) && is_table(bytes, out->there, out->n);
}

/* The English may be followed by a plural behind its NUL; strcmp ends before it. */
static const char *look_up(const struct dictionary *d, const char *english)
{
    size_t low = 0, high = d->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = strcmp(english, text_at(d, d->english, middle));
        if (c == 0)
            return text_at(d, d->there, middle);
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *dictionary_find(const struct dictionary *d, const char *english)
{
    const char *there = *english ? look_up(d, english) : NULL;

    return there && has_same_holes(cstr(english), cstr(there)) ? there : NULL;
}

str dictionary_head(const struct dictionary *d, const char *name)
{
    const char *head = look_up(d, "");
    str rest = head ? cstr(head) : S(""), line, label;

    while (str_cut(&rest, '\n', &line))
        if (str_cut(&line, ':', &label) && str_eq_nocase(label, cstr(name)))
            return str_trim(line);
    return (str){NULL, 0};
}

void words_speak(const struct dictionary *d)
{
    spoken = d;
}

const struct dictionary *words_spoken(void)
{
    return spoken;
}

const char *words(const char *english)
{
    const char *there = spoken ? dictionary_find(spoken, english) : NULL;

    return there ? there : english;
}

str words_printf(struct arena *a, const char *english, ...)
{
    struct buf b = buf_new(a);
    va_list ap;

    va_start(ap, english);
    buf_vprintf(&b, words(english), ap);
    va_end(ap);
    return buf_done(&b);
}
