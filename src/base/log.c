/* base/log.c — a line is built on the stack and leaves in one write, so that
 * threads and processes that share standard error never mix their lines. */
#include "base/log.h"
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/utf8.h"

#define MAX_LINE  4096                           /* PIPE_BUF: one write stays whole */
#define MAX_VALUE 1024

struct line {
    char text[MAX_LINE];
    size_t n;
};

static _Atomic int min_level = LOG_INFO;

void log_set_level(enum log_level min)
{
    atomic_store(&min_level, (int)min);
}

/* All or nothing, so that no escape is cut in half; one byte stays for LF. */
static void put(struct line *l, str s)
{
    if (s.n > sizeof l->text - 1 - l->n)
        return;
    memcpy(l->text + l->n, s.p, s.n);
    l->n += s.n;
}

static void put_escape(struct line *l, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    const char text[] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};

    put(l, (str){text, sizeof text});
}

static bool is_plain(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7F ||
            s.p[i] == '"' || s.p[i] == '\\' || s.p[i] == '=')
            return false;
    return s.n > 0;
}

/* One character between quotes. Controls, bidi marks and broken bytes are
 * written as \xNN: a terminal must not act on them. */
static void put_character(struct line *l, str c)
{
    if (str_eq(c, S("\"")) || str_eq(c, S("\\"))) {
        put(l, S("\\"));
        put(l, c);
    } else if (!utf8_is_valid(c) || utf8_has_controls(c)) {
        for (size_t i = 0; i < c.n; i++)
            put_escape(l, (unsigned char)c.p[i]);
    } else {
        put(l, c);
    }
}

static void put_value(struct line *l, str value)
{
    str s = utf8_cut(value, MAX_VALUE);
    bool was_cut = s.n < value.n;

    if (!was_cut && is_plain(s)) {
        put(l, s);
        return;
    }
    put(l, S("\""));
    while (s.n) {
        str before = s;
        utf8_next(&s);
        put_character(l, str_slice(before, 0, before.n - s.n));
    }
    put(l, was_cut ? S("...\"") : S("\""));
}

static void put_head(struct line *l, enum log_level level, const char *event)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    msec now = clock_now();
    struct date d = date_of(now);
    int second = (int)((now - date_start(d)) / SECOND);
    int n = snprintf(l->text, sizeof l->text, "%04d-%02d-%02dT%02d:%02d:%02dZ %s ", d.year,
                     d.month, d.day, second / 3600, second / 60 % 60, second % 60, names[level]);

    l->n = n > 0 ? (size_t)n : 0;
    put(l, cstr(event));
}

bool log_is_on(enum log_level level)
{
    return (int)level >= atomic_load_explicit(&min_level, memory_order_relaxed);
}

void log_event(enum log_level level, const char *event, ...)
{
    struct line l = {.n = 0};
    va_list ap;

    if (!log_is_on(level))
        return;
    put_head(&l, level, event);
    va_start(ap, event);
    for (const char *name; (name = va_arg(ap, const char *)) != NULL;) {
        put(&l, S(" "));
        put(&l, cstr(name));
        put(&l, S("="));
        put_value(&l, cstr(va_arg(ap, const char *)));
    }
    va_end(ap);
    l.text[l.n++] = '\n';
    if (write(STDERR_FILENO, l.text, l.n) < 0)
        return;                                  /* nobody left to tell */
}

void log_error(const char *event, const struct error *err)
{
    log_event(LOG_ERROR, event, "code", code_name(err->code), "where", err->where,
              "text", err->text, NULL);
}
