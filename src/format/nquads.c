/* format/nquads.c — RDF 1.1 N-Quads: a function per production of its grammar
 * (§4). Every term is spelled anew in the canonical way. */
#include <stdio.h>
#include <string.h>
#include "base/utf8.h"
#include "format/rdf_private.h"

struct reader {
    struct rdf *d;
    const char *at, *end;
    size_t line;
    struct error *err;
};

static code broken(const struct reader *r, const char *what)
{
    char where[32];

    snprintf(where, sizeof where, "line %zu", r->line);
    return fail(r->err, BAD_INPUT, where, "%s", what);
}

static bool next_is(const struct reader *r, char c)
{
    return r->at < r->end && *r->at == c;
}

static bool at_line_end(const struct reader *r)
{
    return r->at == r->end || *r->at == '\n' || *r->at == '\r';
}

static void skip_space(struct reader *r)
{
    while (next_is(r, ' ') || next_is(r, '\t'))
        r->at++;
}

static str rest_of(const struct reader *r)
{
    return (str){r->at, (size_t)(r->end - r->at)};
}

/* Escapes. */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* UCHAR: `digits` of them at the front of `*s`. False for broken ones and for
 * numbers that are no character. */
static bool take_hex(str *s, size_t digits, uint32_t *cp)
{
    if (s->n < digits)
        return false;
    *cp = 0;
    for (size_t i = 0; i < digits; i++) {
        int digit = hex_digit(s->p[i]);
        if (digit < 0)
            return false;
        *cp = *cp << 4 | (uint32_t)digit;
    }
    *s = str_from(*s, digits);
    return *cp <= 0x10FFFF && !(*cp >= 0xD800 && *cp <= 0xDFFF);
}

/* ECHAR; -1: none. */
static int letter_escape(char c)
{
    static const char known[] = "tbnrf\"'\\", stand_for[] = "\t\b\n\r\f\"'\\";
    const char *at = c ? strchr(known, c) : NULL;

    return at ? stand_for[at - known] : -1;
}

/* Takes what stands behind a backslash. */
static bool take_escape(str *s, bool letters, struct buf *out)
{
    uint32_t cp;
    char c = s->n ? s->p[0] : '\0';

    *s = str_from(*s, 1);
    if (c == 'u' || c == 'U') {
        if (!take_hex(s, c == 'u' ? 4 : 8, &cp))
            return false;
        utf8_put(out, cp);
        return true;
    }
    if (!letters || letter_escape(c) < 0)
        return false;
    buf_byte(out, (char)letter_escape(c));
    return true;
}

/* `*text` with its escapes resolved; itself when it has none. */
static bool unescape(struct arena *a, bool letters, str *text)
{
    struct buf b = buf_new(a);
    str rest = *text;
    ptrdiff_t at = str_find_byte(rest, '\\');

    if (at < 0)
        return true;
    for (; at >= 0; at = str_find_byte(rest, '\\')) {
        buf_put(&b, str_slice(rest, 0, (size_t)at));
        rest = str_from(rest, (size_t)at + 1);
        if (!take_escape(&rest, letters, &b))
            return false;
    }
    buf_put(&b, rest);
    *text = buf_done(&b);
    return true;
}

/* Terms. */

/* Puts what stands between here and `>`, brackets aside, into `*iri`. */
static code read_bracketed(struct reader *r, str *iri)
{
    const char *close = memchr(r->at, '>', (size_t)(r->end - r->at));

    if (!close)
        return broken(r, "an IRI has no > at its end");
    *iri = (str){r->at + 1, (size_t)(close - r->at - 1)};
    r->at = close + 1;
    if (!unescape(r->d->a, false, iri))
        return broken(r, "an IRI has a backslash that is no \\u escape of a character");
    if (!rdf_is_iri(*iri))
        return broken(r, "an IRI must be absolute, without spaces, controls or <>\"{}|^`\\");
    return OK;
}

static code read_iri(struct reader *r, rdf_term *out)
{
    const char *from = r->at;
    str iri;

    TRY(read_bracketed(r, &iri));
    *out = iri.p == from + 1 ? rdf_iri_spelled(r->d, (str){from, (size_t)(r->at - from)})
                             : rdf_iri(r->d, iri);
    return OK;
}

static code read_blank(struct reader *r, rdf_term *out)
{
    str label = str_from(rest_of(r), 2);

    label.n = str_starts(rest_of(r), S("_:")) ? rdf_label_length(label) : 0;
    if (!label.n)
        return broken(r, "a blank node is written _: and a label of letters, digits, - _ .");
    *out = rdf_blank(r->d, label);
    r->at = label.p + label.n;
    return OK;
}

/* STRING_LITERAL_QUOTE */
static code read_string(struct reader *r, str *value)
{
    const char *from = ++r->at;

    while (r->at < r->end && *r->at != '"' && !at_line_end(r))
        r->at += *r->at == '\\' && r->at + 1 < r->end ? 2 : 1;
    if (!next_is(r, '"'))
        return broken(r, "a text has no \" at its end");
    *value = (str){from, (size_t)(r->at++ - from)};
    if (!unescape(r->d->a, true, value))
        return broken(r, "a text has a backslash that is no escape known here");
    return OK;
}

static code read_literal(struct reader *r, rdf_term *out)
{
    str value, datatype = {0}, language = {0};

    TRY(read_string(r, &value));
    if (next_is(r, '@')) {
        language = str_from(rest_of(r), 1);
        language.n = rdf_language_length(language);
        if (!language.n)
            return broken(r, "a language is written @ and letters");
        r->at = language.p + language.n;
    } else if (str_starts(rest_of(r), S("^^"))) {
        r->at += 2;
        if (!next_is(r, '<'))
            return broken(r, "a datatype is an IRI in < and >");
        TRY(read_bracketed(r, &datatype));
    }
    *out = rdf_literal(r->d, value, datatype, language);
    return OK;
}

/* `kinds` names the first bytes that are allowed here. */
static code read_term(struct reader *r, const char *kinds, const char *what, rdf_term *out)
{
    char c = r->at < r->end ? *r->at : '\0';

    if (!c || !strchr(kinds, c))
        return broken(r, what);
    TRY(c == '<' ? read_iri(r, out) : c == '_' ? read_blank(r, out) : read_literal(r, out));
    skip_space(r);
    return OK;
}

static code read_statement(struct reader *r)
{
    struct rdf_quad q = {0};

    TRY(read_term(r, "<_", "a statement begins with an IRI in < and > or with a blank node", &q.s));
    TRY(read_term(r, "<", "what stands second is an IRI in < and >", &q.p));
    TRY(read_term(r, "<_\"", "what stands third is an IRI, a blank node or a text", &q.o));
    if (!next_is(r, '.'))
        TRY(read_term(r, "<_", "here comes a full stop, or the graph's IRI or blank node", &q.g));
    if (!next_is(r, '.'))
        return broken(r, "a statement ends with a full stop");
    r->at++;
    skip_space(r);
    return rdf_add(r->d, q.s, q.p, q.o, q.g, r->err);
}

static void skip_comment(struct reader *r)
{
    if (next_is(r, '#'))
        while (!at_line_end(r))
            r->at++;
}

static code read_line(struct reader *r)
{
    skip_space(r);
    if (!at_line_end(r) && !next_is(r, '#'))
        TRY(read_statement(r));
    skip_comment(r);
    if (!at_line_end(r))
        return broken(r, "each statement has a line of its own");
    return OK;
}

static void skip_line_end(struct reader *r)
{
    r->at += r->end - r->at > 1 && r->at[0] == '\r' && r->at[1] == '\n' ? 2 : 1;
    r->line++;
}

code nquads_parse(struct arena *a, str text, const struct rdf_limits *limits, struct rdf **out,
                  struct error *err)
{
    struct reader r = {
        .d = rdf_new(a, limits), .at = text.p, .end = text.p + text.n, .line = 1, .err = err};

    if (!utf8_is_valid(text))
        return fail(err, BAD_INPUT, "", "the N-Quads are not valid UTF-8");
    while (r.at < r.end) {
        TRY(read_line(&r));
        if (r.at < r.end)
            skip_line_end(&r);
    }
    *out = r.d;
    return OK;
}

/* Writing. */

str nquads_write(struct arena *a, const struct rdf *d)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < rdf_count(d); i++) {
        const struct rdf_quad *q = &rdf_quads(d)[i];
        const rdf_term t[] = {q->s, q->p, q->o, q->g};
        for (size_t j = 0; j < COUNT(t) && t[j]; j++) {
            buf_put(&b, rdf_spelling(d, t[j]));
            buf_byte(&b, ' ');
        }
        buf_putz(&b, ".\n");
    }
    return buf_done(&b);
}
