/* loose.c — an object literal of a JavaScript file as JSON text. Packages that
 * publish a document only as a module are read without running anything:
 * comments, single quotes, bare keys, commas before a closing bracket, and
 * whatever stands before the first brace. Judging the JSON is the parser's. */
#include <string.h>
#include "embed.h"

#define MAX_DEPTH 64

struct loose {
    const char *path, *at, *end;
    struct buf out;
    struct error *err;
};

static code broken(const struct loose *l, const char *what)
{
    return fail(l->err, BAD_INPUT, l->path, "%s, before: %.*s", what, (int)(l->end - l->at < 20 ? l->end - l->at : 20),
                l->at);
}

static bool next_is(const struct loose *l, const char *z)
{
    size_t n = strlen(z);

    return (size_t)(l->end - l->at) >= n && memcmp(l->at, z, n) == 0;
}

static void skip_past(struct loose *l, const char *z)
{
    while (l->at < l->end && !next_is(l, z))
        l->at++;
    l->at += l->at < l->end ? strlen(z) : 0;
}

static void skip_space(struct loose *l)
{
    for (;;) {
        if (next_is(l, "//"))
            skip_past(l, "\n");
        else if (next_is(l, "/*"))
            skip_past(l, "*/");
        else if (l->at < l->end && strchr(" \t\r\n", *l->at) && *l->at)
            l->at++;
        else
            return;
    }
}

static code put_string(struct loose *l)
{
    char quote = *l->at++;

    buf_byte(&l->out, '"');
    while (l->at < l->end && *l->at != quote) {
        if (next_is(l, "\\'"))
            l->at++;
        else if (*l->at == '\\' && l->at + 1 < l->end)
            buf_byte(&l->out, *l->at++);
        else if (*l->at == '"')
            buf_byte(&l->out, '\\');
        buf_byte(&l->out, *l->at++);
    }
    if (l->at == l->end)
        return broken(l, "a string does not end");
    l->at++;
    buf_byte(&l->out, '"');
    return OK;
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("_$+-.", c);
}

/* A bare key, a number, true, false or null. */
static code put_word(struct loose *l, bool is_key)
{
    const char *from = l->at;

    while (l->at < l->end && *l->at && is_word_byte(*l->at))
        l->at++;
    if (l->at == from)
        return broken(l, "this is no object literal");
    if (is_key)
        buf_byte(&l->out, '"');
    buf_put(&l->out, (str){from, (size_t)(l->at - from)});
    if (is_key)
        buf_byte(&l->out, '"');
    return OK;
}

static code put_value(struct loose *l, int depth);

static code put_key(struct loose *l)
{
    TRY(next_is(l, "\"") || next_is(l, "'") ? put_string(l) : put_word(l, true));
    skip_space(l);
    if (!next_is(l, ":"))
        return broken(l, "a colon is missing");
    l->at++;
    buf_byte(&l->out, ':');
    return OK;
}

static code put_container(struct loose *l, int depth)
{
    bool is_object = *l->at == '{', is_first = true;
    const char *close = is_object ? "}" : "]";

    if (depth > MAX_DEPTH)
        return broken(l, "this is nested too deeply");
    buf_byte(&l->out, *l->at++);
    for (skip_space(l); !next_is(l, close); skip_space(l), is_first = false) {
        if (!is_first)
            buf_byte(&l->out, ',');
        if (is_object)
            TRY(put_key(l));
        TRY(put_value(l, depth + 1));
        skip_space(l);
        if (next_is(l, ","))
            l->at++;
        else if (!next_is(l, close))
            return broken(l, "a comma is missing");
    }
    buf_byte(&l->out, *l->at++);
    return OK;
}

static code put_value(struct loose *l, int depth)
{
    skip_space(l);
    if (next_is(l, "{") || next_is(l, "["))
        return put_container(l, depth);
    return next_is(l, "\"") || next_is(l, "'") ? put_string(l) : put_word(l, false);
}

code loose_json(struct arena *a, str text, const char *path, str *out, struct error *err)
{
    struct loose l = {.path = path, .at = text.p, .end = text.p + text.n, .out = buf_new(a), .err = err};

    for (skip_space(&l); l.at < l.end && !next_is(&l, "{"); skip_space(&l))
        l.at++;
    TRY(put_value(&l, 0));
    skip_space(&l);
    l.at += next_is(&l, ";");
    skip_space(&l);
    if (l.at < l.end)
        return broken(&l, "something follows the object");
    *out = buf_done(&l.out);
    return OK;
}
