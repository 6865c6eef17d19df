/* format/rdf_term.c — how terms are spelled: what is a well-formed IRI, label
 * or language, and the escapes of canonical literals both ways. */
#include <string.h>
#include "base/utf8.h"
#include "format/rdf_private.h"

#define XSD_STRING "http://www.w3.org/2001/XMLSchema#string"
#define LANGSTRING "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

static bool is_letter(unsigned char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* IRIs. */

/* N-Quads, IRIREF: not controls, space or <>"{}|^`\, which we refuse in escapes
 * too. Without branches, so that the compiler can look at many bytes at once. */
static inline bool is_bad_byte(unsigned char c)
{
    return (c <= ' ') | (c == '"') | ((c | 2) == '>') | ((c | 2) == '^') | (c == '`') |
           ((unsigned char)(c - '{') <= 2);
}

#define BLOCK 16

static inline bool is_bad_block(const char *p)
{
    unsigned char bad = 0;

    for (size_t i = 0; i < BLOCK; i++)
        bad |= is_bad_byte((unsigned char)p[i]);
    return bad;
}

static bool has_bad_byte(str text)
{
    size_t i = 0;

    for (; i + BLOCK <= text.n; i += BLOCK)
        if (is_bad_block(text.p + i))
            return true;
    if (text.n >= BLOCK)
        return is_bad_block(text.p + text.n - BLOCK);
    for (; i < text.n; i++)
        if (is_bad_byte((unsigned char)text.p[i]))
            return true;
    return false;
}

static bool has_scheme(str text)
{
    size_t n = 0;

    if (text.n == 0 || !is_letter((unsigned char)text.p[0]))
        return false;
    while (n < text.n && (is_letter((unsigned char)text.p[n]) || is_digit((unsigned char)text.p[n]) ||
                          text.p[n] == '+' || text.p[n] == '-' || text.p[n] == '.'))
        n++;
    return n < text.n && text.p[n] == ':';
}

bool rdf_is_iri(str text)
{
    return has_scheme(text) && !has_bad_byte(text);
}

rdf_term rdf_iri(struct rdf *d, str iri)
{
    if (!rdf_is_iri(iri))
        return 0;
    char *to = rdf_take_room(d, iri.n + 2);
    to[0] = '<';
    memcpy(to + 1, iri.p, iri.n);
    to[iri.n + 1] = '>';
    return rdf_intern_room(d, RDF_IRI, iri.n + 2);
}

/* Labels of blank nodes. */

struct range { int32_t from, to; };

static bool is_in(const struct range *ranges, size_t n, int32_t c)
{
    for (size_t i = 0; i < n; i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return true;
    return false;
}

/* N-Quads §4, PN_CHARS_U and digits. The colon, which the first edition had
 * among them, was taken out by the erratum and the test suite. */
static bool starts_label(int32_t c)
{
    static const struct range ranges[] = {
        {'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF},
        {0x370, 0x37D}, {0x37F, 0x1FFF}, {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
        {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
    };
    return is_in(ranges, COUNT(ranges), c);
}

/* PN_CHARS and '.', which may not be the last. */
static bool continues_label(int32_t c)
{
    static const struct range ranges[] = {
        {'-', '.'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};

    return starts_label(c) || is_in(ranges, COUNT(ranges), c);
}

size_t rdf_label_length(str s)
{
    str rest = s;
    size_t n = 0;

    if (!starts_label(utf8_next(&rest)))
        return 0;
    do
        n = s.n - rest.n;
    while (continues_label(utf8_next(&rest)));
    while (s.p[n - 1] == '.')
        n--;
    return n;
}

bool rdf_is_label(str text)
{
    return text.n && rdf_label_length(text) == text.n;
}

/* Languages: letters, then parts of letters and digits behind a '-'. */

static size_t part_length(str s, bool digits)
{
    size_t n = 0;

    while (n < s.n && (is_letter((unsigned char)s.p[n]) || (digits && is_digit((unsigned char)s.p[n]))))
        n++;
    return n;
}

size_t rdf_language_length(str s)
{
    size_t n = part_length(s, false), part;

    while (n && n < s.n && s.p[n] == '-' && (part = part_length(str_from(s, n + 1), true)))
        n += 1 + part;
    return n;
}

bool rdf_is_language(str text)
{
    return text.n && rdf_language_length(text) == text.n;
}

/* Literals. RDFC-1.0 §A: seven characters have a letter, the other controls
 * and what XML 1.1 does not know as characters are \uXXXX. */

static const char escape_letters[] = "t\tb\bn\nr\rf\f\"\"\\\\";

static char letter_for(unsigned char c)
{
    for (const char *e = escape_letters; *e; e += 2)
        if ((unsigned char)e[1] == c)
            return *e;
    return 0;
}

/* U+FFFE and U+FFFF. */
static bool is_noncharacter(str s)
{
    return s.n >= 3 && (unsigned char)s.p[0] == 0xEF && (unsigned char)s.p[1] == 0xBF &&
           (unsigned char)s.p[2] >= 0xBE;
}

static bool is_plain(unsigned char c)
{
    return c >= ' ' && c != '"' && c != '\\' && c != 0x7F && c != 0xEF;
}

static size_t plain_length(str s)
{
    size_t n = 0;

    while (n < s.n && is_plain((unsigned char)s.p[n]))
        n++;
    return n;
}

static void put_escaped(struct buf *b, str *rest)
{
    unsigned char c = (unsigned char)rest->p[0];
    char letter = letter_for(c);

    if (letter)
        buf_printf(b, "\\%c", letter);
    else if (is_noncharacter(*rest))
        buf_printf(b, "\\uFFF%c", (unsigned char)rest->p[2] == 0xBE ? 'E' : 'F');
    else if (c == 0xEF)
        buf_byte(b, (char)c);
    else
        buf_printf(b, "\\u%04X", c);
    *rest = str_from(*rest, is_noncharacter(*rest) ? 3 : 1);
}

static str escape(struct arena *a, str value)
{
    struct buf b = buf_new(a);

    while (value.n) {
        size_t n = plain_length(value);
        buf_put(&b, str_slice(value, 0, n));
        value = str_from(value, n);
        if (value.n)
            put_escaped(&b, &value);
    }
    return buf_done(&b);
}

static char *append(char *to, str s)
{
    if (s.n)
        memcpy(to, s.p, s.n);
    return to + s.n;
}

rdf_term rdf_literal(struct rdf *d, str value, str datatype, str language)
{
    bool typed = datatype.p && !language.p && !str_eq(datatype, S(XSD_STRING));

    if ((typed && !rdf_is_iri(datatype)) || (language.p && !rdf_is_language(language)))
        return 0;
    if (plain_length(value) < value.n)
        value = escape(d->a, value);
    char *start = rdf_take_room(d, value.n + datatype.n + language.n + 6), *to = start;
    to = append(append(append(to, S("\"")), value), S("\""));
    if (language.p)
        to = append(append(to, S("@")), language);
    if (typed)
        to = append(append(append(to, S("^^<")), datatype), S(">"));
    return rdf_intern_room(d, RDF_LITERAL, (size_t)(to - start));
}

/* Taking apart. */

static uint32_t hex_number(str digits)
{
    uint32_t n = 0;

    for (size_t i = 0; i < digits.n; i++) {
        char c = digits.p[i];
        n = n << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'A' + 10);
    }
    return n;
}

static void put_unescaped(struct buf *b, str *rest)
{
    char letter = rest->p[1];

    if (letter == 'u') {
        utf8_put(b, hex_number(str_slice(*rest, 2, 6)));
        *rest = str_from(*rest, 6);
        return;
    }
    const char *e = escape_letters;
    while (*e != letter)
        e += 2;
    buf_byte(b, e[1]);
    *rest = str_from(*rest, 2);
}

static str unescape(struct arena *a, str text)
{
    struct buf b = buf_new(a);
    ptrdiff_t at;

    while ((at = str_find_byte(text, '\\')) >= 0) {
        buf_put(&b, str_slice(text, 0, (size_t)at));
        text = str_from(text, (size_t)at);
        put_unescaped(&b, &text);
    }
    buf_put(&b, text);
    return buf_done(&b);
}

/* Where the literal's closing quote stands: no quote stands in what follows it. */
static size_t closing_quote(str spelled)
{
    size_t n = spelled.n;

    while (spelled.p[n - 1] != '"')
        n--;
    return n - 1;
}

static struct rdf_parts literal_parts(struct arena *a, str spelled)
{
    size_t end = closing_quote(spelled);
    str behind = str_from(spelled, end + 1);
    str value = str_slice(spelled, 1, end);
    struct rdf_parts parts = {.kind = RDF_LITERAL, .value = value, .datatype = S(XSD_STRING)};

    if (str_find_byte(value, '\\') >= 0)
        parts.value = unescape(a, value);
    if (str_starts(behind, S("^^")))
        parts.datatype = str_slice(behind, 3, behind.n - 1);
    if (str_starts(behind, S("@"))) {
        parts.datatype = S(LANGSTRING);
        parts.language = str_from(behind, 1);
    }
    return parts;
}

struct rdf_parts rdf_parts(const struct rdf *d, struct arena *a, rdf_term t)
{
    str spelled = rdf_spelling(d, t);

    switch (rdf_kind(d, t)) {
    case RDF_IRI:
        return (struct rdf_parts){.kind = RDF_IRI, .value = str_slice(spelled, 1, spelled.n - 1)};
    case RDF_BLANK:
        return (struct rdf_parts){.kind = RDF_BLANK, .value = str_from(spelled, 2)};
    default:
        return literal_parts(a, spelled);
    }
}
