/* cli/sheet.c — lists for people and programs. */
#include "cli/sheet.h"

#include <string.h>

#include "base/utf8.h"
#include "format/json.h"

#define MOST_COLUMNS 12
#define WIDEST       60

struct sheet sheet_new(struct arena *a, bool json, const char *const *columns, size_t n)
{
    return (struct sheet){.a = a, .json = json, .columns = columns, .n = n < MOST_COLUMNS ? n : MOST_COLUMNS};
}

void sheet_text(struct sheet *s, str text)
{
    *list_add(s->a, &s->cells) = (struct cell){text, str_is_absent(text) ? CELL_NOTHING : CELL_TEXT};
}

void sheet_number(struct sheet *s, int64_t number)
{
    *list_add(s->a, &s->cells) = (struct cell){str_printf(s->a, "%lld", (long long)number), CELL_NUMBER};
}

void sheet_truth(struct sheet *s, bool is_so)
{
    *list_add(s->a, &s->cells) = (struct cell){is_so ? S("yes") : S("no"), CELL_TRUTH};
}

void sheet_time(struct sheet *s, msec at)
{
    if (at > 0)
        sheet_text(s, time_format(s->a, at - at % SECOND));
    else
        sheet_text(s, (str){0});
}

/* ---- for programs ---- */

static void put_cell(struct json_writer *w, const struct cell *c)
{
    if (c->kind == CELL_NUMBER)
        json_put_number_text(w, c->text);
    else if (c->kind == CELL_TRUTH)
        json_put_bool(w, str_eq(c->text, S("yes")));
    else if (c->kind == CELL_TEXT)
        json_put_str(w, c->text);
    else
        json_put_null(w);
}

static str as_json(const struct sheet *s)
{
    struct buf b = buf_new(s->a);
    struct json_writer w = json_writer(&b);

    json_open_array(&w);
    for (size_t i = 0; i + s->n <= s->cells.n; i += s->n) {
        json_open_object(&w);
        for (size_t k = 0; k < s->n; k++) {
            json_put_key(&w, s->columns[k]);
            put_cell(&w, &s->cells.items[i + k]);
        }
        json_close_object(&w);
    }
    json_close_array(&w);
    buf_byte(&b, '\n');
    return buf_done(&b);
}

/* ---- for people ---- */

/* One line: what somebody typed must not move the cursor of a terminal. */
static str shown(struct arena *a, const struct cell *c)
{
    struct buf b = buf_new(a);

    if (c->kind == CELL_NOTHING || c->text.n == 0)
        return S("-");
    for (size_t i = 0; i < c->text.n; i++)
        buf_byte(&b, (unsigned char)c->text.p[i] < ' ' || c->text.p[i] == 0x7F ? ' ' : c->text.p[i]);
    return buf_done(&b);
}

static void measure(const struct sheet *s, size_t width[MOST_COLUMNS])
{
    for (size_t k = 0; k < s->n; k++)
        width[k] = strlen(s->columns[k]);
    for (size_t i = 0; i < s->cells.n; i++) {
        size_t n = utf8_count(shown(s->a, &s->cells.items[i]));
        if (n > width[i % s->n])
            width[i % s->n] = n < WIDEST ? n : WIDEST;
    }
}

/* The last column needs no room behind it. */
static void put_padded(struct buf *b, str text, size_t width, bool is_last)
{
    buf_put(b, text);
    for (size_t n = utf8_count(text); !is_last && n < width + 2; n++)
        buf_byte(b, ' ');
    if (is_last)
        buf_byte(b, '\n');
}

static str as_columns(const struct sheet *s)
{
    struct buf b = buf_new(s->a);
    size_t width[MOST_COLUMNS];

    if (s->cells.n == 0)
        return S("None.\n");
    measure(s, width);
    for (size_t k = 0; k < s->n; k++)
        put_padded(&b, cstr(s->columns[k]), width[k], k + 1 == s->n);
    for (size_t i = 0; i < s->cells.n; i++)
        put_padded(&b, shown(s->a, &s->cells.items[i]), width[i % s->n], (i + 1) % s->n == 0);
    return buf_done(&b);
}

code sheet_print(const struct sheet *s, struct error *err)
{
    return cli_print(s->json ? as_json(s) : as_columns(s)) ? OK : fail(err, FAULT, "", "standard output is closed");
}
