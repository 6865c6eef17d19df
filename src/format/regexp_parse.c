/* format/regexp_parse.c — the text of a pattern as a tree. Looser than
 * ECMA-262's `u` flag where real schemas are: any sign may be escaped, and a
 * bracket or brace that closes nothing stands for itself. */
#include <stdio.h>
#include <string.h>
#include <unictype.h>
#include "base/utf8.h"
#include "format/regexp_private.h"

#define MAX_GROUPS      50 /* one within the other */
#define MAX_REPEAT      1000
#define LAST_CODE_POINT 0x10FFFF

struct parser {
    struct arena *a;
    str rest, all;
    unsigned depth;
    struct error *err;
};

static code fail_here(const struct parser *p, code c, const char *what)
{
    char where[32];

    snprintf(where, sizeof where, "byte %zu", p->all.n - p->rest.n);
    return fail(p->err, c, where, "%s", what);
}

/* What stands before `end`, taken with it. */
static bool take_name(struct parser *p, char end, str *name)
{
    return str_find_byte(p->rest, end) > 0 && str_cut(&p->rest, end, name);
}

static bool next_is(const struct parser *p, char c)
{
    return p->rest.n && p->rest.p[0] == c;
}

static bool take(struct parser *p, const char *z)
{
    if (!str_starts(p->rest, cstr(z)))
        return false;
    p->rest = str_from(p->rest, strlen(z));
    return true;
}

/* ---- sets ---- */

static struct regexp_set *set_new(struct parser *p)
{
    return NEW(p->a, struct regexp_set);
}

static void set_add(struct parser *p, struct regexp_set *s, uint32_t low, uint32_t high)
{
    *list_add(p->a, &s->ranges) = (struct regexp_range){.low = low, .high = high};
}

/* ECMA-262 §22.2.2.9: digits, word characters, white space and line ends; each
 * list is in order, so that its complement can be read off. */
struct span {
    uint32_t low, high;
};
static const struct span digits[] = {{'0', '9'}};
static const struct span words[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
static const struct span spaces[] = {
    {'\t', '\r'},     {' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
    {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
static const struct span line_ends[] = {{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}};

static const struct named {
    char letter;
    const struct span *spans;
    size_t n;
} named_sets[] = {
    {'d', digits, COUNT(digits)}, {'w', words, COUNT(words)}, {'s', spaces, COUNT(spaces)}};

static void set_add_spans(struct parser *p, struct regexp_set *s, const struct span *spans,
                          size_t n, bool is_not)
{
    uint32_t from = 0;

    for (size_t i = 0; i < n; i++) {
        if (!is_not)
            set_add(p, s, spans[i].low, spans[i].high);
        else if (spans[i].low > from)
            set_add(p, s, from, spans[i].low - 1);
        from = spans[i].high + 1;
    }
    if (is_not)
        set_add(p, s, from, LAST_CODE_POINT);
}

/* \d \D \w \W \s \S behind the backslash. */
static bool take_named_set(struct parser *p, struct regexp_set *s)
{
    for (size_t i = 0; i < COUNT(named_sets); i++) {
        const struct named *n = &named_sets[i];
        bool is_not = next_is(p, (char)(n->letter - 'a' + 'A'));
        if (!is_not && !next_is(p, n->letter))
            continue;
        p->rest = str_from(p->rest, 1);
        set_add_spans(p, s, n->spans, n->n, is_not);
        return true;
    }
    return false;
}

/* \p{L}, \P{Lu}, \p{General_Category=Letter}: what is behind the backslash. */
static code read_property(struct parser *p, struct regexp_set *s)
{
    bool is_not = next_is(p, 'P');
    str name;

    p->rest = str_from(p->rest, 1);
    if (!take(p, "{") || !take_name(p, '}', &name) || name.n > 40)
        return fail_here(p, BAD_INPUT, "a property has its name in braces");
    if (str_starts(name, S("General_Category=")) || str_starts(name, S("gc=")))
        str_cut(&name, '=', &(str){0});
    uc_general_category_t category = uc_general_category_byname(str_z(p->a, name));
    if (!category.bitmask)
        return fail_here(p, UNSUPPORTED, "only general categories are known as properties");
    *list_add(p->a, &s->ranges) =
        (struct regexp_range){.categories = category.bitmask, .is_not = is_not};
    return OK;
}

/* ---- escapes ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool take_hex(struct parser *p, size_t digits_n, uint32_t *out)
{
    if (p->rest.n < digits_n)
        return false;
    *out = 0;
    for (size_t i = 0; i < digits_n; i++) {
        int v = hex_value(p->rest.p[i]);
        if (v < 0)
            return false;
        *out = *out << 4 | (uint32_t)v;
    }
    p->rest = str_from(p->rest, digits_n);
    return true;
}

static bool take_braced_hex(struct parser *p, uint32_t *out)
{
    ptrdiff_t end = str_find_byte(p->rest, '}');

    return end >= 1 && end <= 6 && take_hex(p, (size_t)end, out) && take(p, "}") &&
           *out <= LAST_CODE_POINT;
}

/* \u0041, \u{41}, and a pair of surrogates for one code point. */
static code read_unicode(struct parser *p, uint32_t *out)
{
    uint32_t low;

    if (take(p, "{"))
        return take_braced_hex(p, out) ? OK : fail_here(p, BAD_INPUT, "this is no code point");
    if (!take_hex(p, 4, out))
        return fail_here(p, BAD_INPUT, "\\u needs four hex digits");
    str before = p->rest;
    if (*out >> 10 == 0x36 && take(p, "\\u") && take_hex(p, 4, &low) && low >> 10 == 0x37)
        *out = 0x10000 + ((*out & 0x3FF) << 10) + (low & 0x3FF);
    else
        p->rest = before;
    return OK;
}

static bool is_alphanumeric(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* One code point behind a backslash. */
static code read_escape(struct parser *p, uint32_t *out)
{
    static const struct {
        char letter;
        uint32_t cp;
    } simple[] = {{'t', '\t'}, {'n', '\n'}, {'v', '\v'}, {'f', '\f'}, {'r', '\r'}, {'0', 0}};

    for (size_t i = 0; i < COUNT(simple); i++)
        if (next_is(p, simple[i].letter)) {
            *out = simple[i].cp;
            p->rest = str_from(p->rest, 1);
            return OK;
        }
    if (take(p, "x"))
        return take_hex(p, 2, out) ? OK : fail_here(p, BAD_INPUT, "\\x needs two hex digits");
    if (take(p, "u"))
        return read_unicode(p, out);
    if (next_is(p, 'c') && p->rest.n > 1 && is_alphanumeric((unsigned char)p->rest.p[1])) {
        *out = (uint32_t)p->rest.p[1] & 0x1F;
        p->rest = str_from(p->rest, 2);
        return OK;
    }
    if (p->rest.n == 0 || is_alphanumeric((unsigned char)p->rest.p[0]))
        return fail_here(p, BAD_INPUT, "this is no escape");
    *out = (uint32_t)utf8_next(&p->rest);
    return OK;
}

/* ---- classes ---- */

/* One member of a class: a code point, or (then `*is_set`) a set of its own. */
static code read_member(struct parser *p, struct regexp_set *s, uint32_t *cp, bool *is_set)
{
    *is_set = false;
    if (!take(p, "\\")) {
        *cp = (uint32_t)utf8_next(&p->rest);
        return OK;
    }
    *is_set = true;
    if (take_named_set(p, s))
        return OK;
    if (next_is(p, 'p') || next_is(p, 'P'))
        return read_property(p, s);
    *is_set = false;
    if (take(p, "b")) {
        *cp = '\b';
        return OK;
    }
    return read_escape(p, cp);
}

static code read_class_range(struct parser *p, struct regexp_set *s)
{
    uint32_t low, high;
    bool is_set, ends_in_set;

    TRY(read_member(p, s, &low, &is_set));
    if (is_set)
        return OK;
    if (!next_is(p, '-') || str_starts(p->rest, S("-]"))) {
        set_add(p, s, low, low);
        return OK;
    }
    p->rest = str_from(p->rest, 1);
    if (p->rest.n == 0)
        return OK; /* the caller tells that the class does not end */
    TRY(read_member(p, s, &high, &ends_in_set));
    if (!ends_in_set && high < low)
        return fail_here(p, BAD_INPUT, "a range runs backwards");
    set_add(p, s, low, ends_in_set ? low : high);
    if (ends_in_set)
        set_add(p, s, '-', '-');
    return OK;
}

/* Behind the opening bracket. */
static code read_class(struct parser *p, struct regexp_set *s)
{
    s->is_not = take(p, "^");
    while (p->rest.n && !next_is(p, ']'))
        TRY(read_class_range(p, s));
    return take(p, "]") ? OK : fail_here(p, BAD_INPUT, "a class does not end");
}

/* ---- the tree ---- */

static struct regexp_node *node_new(struct parser *p, enum regexp_kind kind)
{
    struct regexp_node *n = NEW(p->a, struct regexp_node);

    n->kind = kind;
    return n;
}

static struct regexp_node *set_node(struct parser *p, const struct regexp_set *s)
{
    struct regexp_node *n = node_new(p, NODE_SET);

    n->set = s;
    return n;
}

static code read_escaped_atom(struct parser *p, struct regexp_node **out)
{
    struct regexp_set *s = set_new(p);
    uint32_t cp;

    if (take(p, "b") || take(p, "B")) {
        *out = node_new(p, p->rest.p[-1] == 'b' ? NODE_EDGE : NODE_NO_EDGE);
        return OK;
    }
    if (p->rest.n && (next_is(p, 'k') || (p->rest.p[0] >= '1' && p->rest.p[0] <= '9')))
        return fail_here(p, UNSUPPORTED, "back references are not read here");
    *out = set_node(p, s);
    if (take_named_set(p, s))
        return OK;
    if (next_is(p, 'p') || next_is(p, 'P'))
        return read_property(p, s);
    TRY(read_escape(p, &cp));
    set_add(p, s, cp, cp);
    return OK;
}

static code read_choice(struct parser *p, struct regexp_node **out);

/* Behind the opening parenthesis. */
static code read_group(struct parser *p, struct regexp_node **out)
{
    str name;

    if (take(p, "?=") || take(p, "?!") || take(p, "?<=") || take(p, "?<!"))
        return fail_here(p, UNSUPPORTED, "look-around is not read here");
    if (take(p, "?<") && !take_name(p, '>', &name))
        return fail_here(p, BAD_INPUT, "a group has its name in angle brackets");
    if (!take(p, "?:") && next_is(p, '?'))
        return fail_here(p, BAD_INPUT, "this is no kind of group");
    if (++p->depth > MAX_GROUPS)
        return fail_here(p, LIMIT, "the groups are nested too deeply");
    TRY(read_choice(p, out));
    p->depth--;
    return take(p, ")") ? OK : fail_here(p, BAD_INPUT, "a group does not end");
}

static code read_atom(struct parser *p, struct regexp_node **out)
{
    struct regexp_set *s;
    uint32_t cp;

    if (take(p, "("))
        return read_group(p, out);
    if (take(p, "\\"))
        return read_escaped_atom(p, out);
    if (take(p, "^") || take(p, "$")) {
        *out = node_new(p, p->rest.p[-1] == '^' ? NODE_START : NODE_END);
        return OK;
    }
    s = set_new(p);
    *out = set_node(p, s);
    if (take(p, "["))
        return read_class(p, s);
    if (next_is(p, '*') || next_is(p, '+') || next_is(p, '?'))
        return fail_here(p, BAD_INPUT, "there is nothing to repeat");
    cp = (uint32_t)utf8_next(&p->rest);
    if (cp == '.')
        set_add_spans(p, s, line_ends, COUNT(line_ends), true);
    else
        set_add(p, s, cp, cp);
    return OK;
}

static bool take_number(struct parser *p, uint32_t *out)
{
    size_t n = 0;

    for (*out = 0; n < p->rest.n && p->rest.p[n] >= '0' && p->rest.p[n] <= '9'; n++)
        if (*out <= MAX_REPEAT)
            *out = *out * 10 + (uint32_t)(p->rest.p[n] - '0');
    p->rest = str_from(p->rest, n);
    return n > 0;
}

/* {2} {2,} {2,5}; a brace that begins none of these stands for itself. */
static bool take_braces(struct parser *p, uint32_t *min, uint32_t *max)
{
    str before = p->rest;

    if (take(p, "{") && take_number(p, min)) {
        *max = *min;
        if (take(p, ",") && !take_number(p, max))
            *max = REGEXP_NO_MAX;
        if (take(p, "}"))
            return true;
    }
    p->rest = before;
    return false;
}

static bool take_quantifier(struct parser *p, uint32_t *min, uint32_t *max)
{
    *min = next_is(p, '+');
    *max = next_is(p, '?') ? 1 : REGEXP_NO_MAX;
    if (take(p, "*") || take(p, "+") || take(p, "?") || take_braces(p, min, max)) {
        take(p, "?"); /* lazy: the same answer */
        return true;
    }
    return false;
}

static code read_term(struct parser *p, struct regexp_node **out)
{
    struct regexp_node *repeat;
    uint32_t min, max;

    TRY(read_atom(p, out));
    if (!take_quantifier(p, &min, &max))
        return OK;
    if (max < min)
        return fail_here(p, BAD_INPUT, "a repetition has its numbers the wrong way round");
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max != REGEXP_NO_MAX))
        return fail_here(p, LIMIT, "a repetition is larger than is read here");
    repeat = node_new(p, NODE_REPEAT);
    repeat->min = min;
    repeat->max = max;
    repeat->first = *out;
    *out = repeat;
    return OK;
}

static code read_sequence(struct parser *p, struct regexp_node **out)
{
    struct regexp_node **last;

    *out = node_new(p, NODE_SEQUENCE);
    last = &(*out)->first;
    while (p->rest.n && !next_is(p, '|') && !next_is(p, ')')) {
        TRY(read_term(p, last));
        last = &(*last)->next;
    }
    return OK;
}

static code read_choice(struct parser *p, struct regexp_node **out)
{
    struct regexp_node **last;

    *out = node_new(p, NODE_CHOICE);
    last = &(*out)->first;
    do {
        TRY(read_sequence(p, last));
        last = &(*last)->next;
    } while (take(p, "|"));
    return OK;
}

code regexp_parse(struct arena *a, str pattern, const struct regexp_node **out, struct error *err)
{
    struct parser p = {.a = a, .rest = pattern, .all = pattern, .err = err};
    struct regexp_node *tree;

    if (pattern.n > REGEXP_MAX_BYTES)
        return fail_here(&p, LIMIT, "the pattern is too long");
    if (!utf8_is_valid(pattern))
        return fail_here(&p, BAD_INPUT, "the pattern is not valid UTF-8");
    TRY(read_choice(&p, &tree));
    if (p.rest.n)
        return fail_here(&p, BAD_INPUT, "a group ends that did not begin");
    *out = tree;
    return OK;
}
