/* format/jsonld_run.c — one run over a document: its counters, and errors that
 * begin with the specification's word for them and name the place. */
#include "format/jsonld_private.h"
#include <stdio.h>
#include <string.h>

const struct jsonld_limits jsonld_default_limits = {
    .depth = 64, .terms = 20000, .contexts = 10000, .text = (size_t)8 << 20};

static const struct jsonld_options no_options;

struct ld_run ld_run_new(struct arena *a, const struct jsonld_options *opt, struct error *err)
{
    opt = opt ? opt : &no_options;
    return (struct ld_run){
        .a = a,
        .opt = opt,
        .left = opt->limits ? *opt->limits : jsonld_default_limits,
        .err = err,
        .base = opt->base,
        .url = str_is_absent(opt->url) ? opt->base : opt->url,
    };
}

/* Errors. */

struct pointer {
    char text[sizeof((struct error *)0)->where];
    size_t n;
};

static void put_char(struct pointer *p, char c)
{
    if (p->n + 1 < sizeof p->text)
        p->text[p->n++] = c;
}

/* RFC 6901 §3 */
static void put_token(struct pointer *p, str s)
{
    put_char(p, '/');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '~' || s.p[i] == '/')
            put_char(p, '~');
        put_char(p, s.p[i] == '~' ? '0' : s.p[i] == '/' ? '1' : s.p[i]);
    }
}

static void put_place(struct pointer *p, const struct ld_place *at)
{
    char digits[24];

    if (!at->up) { /* the document, or the address of a context */
        for (size_t i = 0; i < at->key.n; i++)
            put_char(p, at->key.p[i]);
        if (at->key.n)
            put_char(p, '#');
        return;
    }
    put_place(p, at->up);
    if (!str_is_absent(at->key)) {
        put_token(p, at->key);
        return;
    }
    snprintf(digits, sizeof digits, "%zu", at->index);
    put_token(p, cstr(digits));
}

PRINTF_LIKE(4, 0)
static code fail_va(const struct ld_run *r, code c, const struct ld_place *at, const char *fmt,
                    va_list ap)
{
    char text[sizeof((struct error *)0)->text];
    struct pointer p = {.n = 0};

    vsnprintf(text, sizeof text, fmt, ap);
    if (at)
        put_place(&p, at);
    return fail(r->err, c, p.text, "%s", text);
}

code ld_fail(const struct ld_run *r, code c, const struct ld_place *at, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    c = fail_va(r, c, at, fmt, ap);
    va_end(ap);
    return c;
}

code ld_lose(const struct ld_run *r, const struct ld_place *at, const char *fmt, ...)
{
    char text[160];
    va_list ap;

    if (!r->opt->safe)
        return OK;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return ld_fail(r, BAD_INPUT, at, "data-loss: %s", text);
}

code ld_join(struct ld_run *r, str left, str right, const struct ld_place *at, str *out)
{
    size_t n = left.n + right.n;

    if (n > r->left.text)
        return ld_fail(r, LIMIT, at,
                       "too large: the names of this document expand to more text than is read");
    r->left.text -= n;
    char *p = arena_alloc(r->a, n + 3, 1);
    p[0] = '<';
    if (left.n)
        memcpy(p + 1, left.p, left.n);
    if (right.n)
        memcpy(p + 1 + left.n, right.p, right.n);
    p[n + 1] = '>';
    *out = (str){p + 1, n};
    return OK;
}
