/* format/regexp.c — a pattern's tree as a program, and the program run over a
 * text: all places where it could be are followed at once (Thompson 1968), so
 * that no text makes it try the same thing twice. */
#include "format/regexp.h"
#include <string.h>
#include <unictype.h>
#include "base/utf8.h"
#include "format/regexp_private.h"

enum op { OP_SET, OP_SPLIT, OP_JUMP, OP_START, OP_END, OP_EDGE, OP_NO_EDGE, OP_MATCH };

struct step {
    enum op op;
    uint32_t to, or_to; /* of a jump and a split */
    const struct regexp_set *set;
};

/* Places in the program, each once. */
struct places {
    uint32_t n;
    uint16_t *list;
};

struct regexp {
    struct step *steps;
    uint32_t n, cap;
    struct places now, then;
    uint16_t *stack;
    uint32_t *seen, round; /* in which round a place was added last */
};

/* ---- writing the program ---- */

struct writer {
    struct arena *a;
    struct regexp *re;
    unsigned visits; /* also of what writes nothing, like (){1000} */
    struct error *err;
};

static code write_node(struct writer *w, const struct regexp_node *n);

static code write_step(struct writer *w, struct step s, uint32_t *at)
{
    struct regexp *re = w->re;

    if (re->n >= REGEXP_MAX_STEPS)
        return fail(w->err, LIMIT, "", "the pattern is too large, its repetitions written out");
    if (re->n == re->cap) {
        uint32_t cap = re->cap ? re->cap * 2 : 32;
        re->steps = arena_grow(w->a, re->steps, re->cap, cap, sizeof *re->steps);
        re->cap = cap;
    }
    *at = re->n;
    re->steps[re->n++] = s;
    return OK;
}

static code write_children(struct writer *w, const struct regexp_node *n)
{
    for (const struct regexp_node *c = n->first; c; c = c->next)
        TRY(write_node(w, c));
    return OK;
}

/*   split L1, L2;  L1: first; jump end;  L2: split … */
static code write_choice(struct writer *w, const struct regexp_node *n)
{
    uint32_t split, jump, ends = UINT32_MAX; /* jumps to the end, a chain through `to` */

    for (const struct regexp_node *c = n->first; c; c = c->next) {
        if (!c->next) {
            TRY(write_node(w, c));
            break;
        }
        TRY(write_step(w, (struct step){.op = OP_SPLIT}, &split));
        TRY(write_node(w, c));
        TRY(write_step(w, (struct step){.op = OP_JUMP, .to = ends}, &jump));
        ends = jump;
        w->re->steps[split].to = split + 1;
        w->re->steps[split].or_to = w->re->n;
    }
    while (ends != UINT32_MAX) {
        jump = ends;
        ends = w->re->steps[jump].to;
        w->re->steps[jump].to = w->re->n;
    }
    return OK;
}

/*   L1: split L2, L3;  L2: what; jump L1;  L3: */
static code write_star(struct writer *w, const struct regexp_node *what)
{
    uint32_t split, jump;

    TRY(write_step(w, (struct step){.op = OP_SPLIT}, &split));
    TRY(write_node(w, what));
    TRY(write_step(w, (struct step){.op = OP_JUMP, .to = split}, &jump));
    w->re->steps[split].to = split + 1;
    w->re->steps[split].or_to = w->re->n;
    return OK;
}

static code write_maybe(struct writer *w, const struct regexp_node *what)
{
    uint32_t split;

    TRY(write_step(w, (struct step){.op = OP_SPLIT}, &split));
    TRY(write_node(w, what));
    w->re->steps[split].to = split + 1;
    w->re->steps[split].or_to = w->re->n;
    return OK;
}

static code write_repeat(struct writer *w, const struct regexp_node *n)
{
    for (uint32_t i = 0; i < n->min; i++)
        TRY(write_node(w, n->first));
    if (n->max == REGEXP_NO_MAX)
        return write_star(w, n->first);
    for (uint32_t i = n->min; i < n->max; i++)
        TRY(write_maybe(w, n->first));
    return OK;
}

static code write_node(struct writer *w, const struct regexp_node *n)
{
    static const enum op ops[] = {[NODE_SET] = OP_SET,
                                  [NODE_START] = OP_START,
                                  [NODE_END] = OP_END,
                                  [NODE_EDGE] = OP_EDGE,
                                  [NODE_NO_EDGE] = OP_NO_EDGE};
    uint32_t at;

    if (++w->visits > 8 * REGEXP_MAX_STEPS)
        return fail(w->err, LIMIT, "", "the pattern is too large, its repetitions written out");
    switch (n->kind) {
    case NODE_SEQUENCE:
        return write_children(w, n);
    case NODE_CHOICE:
        return write_choice(w, n);
    case NODE_REPEAT:
        return write_repeat(w, n);
    default:
        return write_step(w, (struct step){.op = ops[n->kind], .set = n->set}, &at);
    }
}

code regexp_read(struct arena *a, str pattern, struct regexp **out, struct error *err)
{
    struct regexp *re = NEW(a, struct regexp);
    struct writer w = {.a = a, .re = re, .err = err};
    const struct regexp_node *tree;
    uint32_t at;

    TRY(regexp_parse(a, pattern, &tree, err));
    TRY(write_node(&w, tree));
    if (re->n == REGEXP_MAX_STEPS)
        return fail(err, LIMIT, "", "the pattern is too large, its repetitions written out");
    TRY(write_step(&w, (struct step){.op = OP_MATCH}, &at));
    re->now.list = NEW_ARRAY(a, re->n, uint16_t);
    re->then.list = NEW_ARRAY(a, re->n, uint16_t);
    re->stack = NEW_ARRAY(a, 2 * re->n, uint16_t);
    re->seen = NEW_ARRAY(a, re->n, uint32_t);
    *out = re;
    return OK;
}

/* ---- running it ---- */

struct run {
    struct regexp *re;
    size_t *budget;
    int32_t before, after; /* code points around the place; -1: none */
};

static bool spend(struct run *r, size_t n)
{
    bool is_enough = *r->budget >= n;

    *r->budget -= is_enough ? n : *r->budget;
    return is_enough;
}

static bool in_range(const struct regexp_range *g, uint32_t cp)
{
    bool is_in = g->categories ? uc_is_general_category_withtable(cp, g->categories)
                               : cp >= g->low && cp <= g->high;

    return is_in != g->is_not;
}

static bool in_set(const struct regexp_set *s, uint32_t cp)
{
    for (size_t i = 0; i < s->ranges.n; i++)
        if (in_range(&s->ranges.items[i], cp))
            return !s->is_not;
    return s->is_not;
}

static bool is_word(int32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || cp == '_' ||
           (cp >= 'a' && cp <= 'z');
}

static bool holds_here(const struct run *r, enum op op)
{
    switch (op) {
    case OP_START:
        return r->before < 0;
    case OP_END:
        return r->after < 0;
    case OP_EDGE:
        return is_word(r->before) != is_word(r->after);
    default:
        return is_word(r->before) == is_word(r->after);
    }
}

/* Adds `from` and all places that are reached from it without reading. */
static bool add(struct run *r, struct places *to, uint32_t from)
{
    struct regexp *re = r->re;
    uint32_t depth = 0;

    for (re->stack[depth++] = (uint16_t)from; depth > 0;) {
        uint16_t at = re->stack[--depth];
        const struct step *s = &re->steps[at];
        if (re->seen[at] == re->round)
            continue;
        re->seen[at] = re->round;
        if (!spend(r, 1))
            return false;
        if (s->op == OP_SET || s->op == OP_MATCH)
            to->list[to->n++] = at;
        else if (s->op == OP_JUMP)
            re->stack[depth++] = (uint16_t)s->to;
        else if (s->op == OP_SPLIT) {
            re->stack[depth++] = (uint16_t)s->or_to;
            re->stack[depth++] = (uint16_t)s->to;
        } else if (holds_here(r, s->op))
            re->stack[depth++] = (uint16_t)(at + 1);
    }
    return true;
}

static bool is_matched(const struct regexp *re)
{
    for (uint32_t i = 0; i < re->now.n; i++)
        if (re->steps[re->now.list[i]].op == OP_MATCH)
            return true;
    return false;
}

/* Reads `cp`: `now` becomes the places behind it. */
static bool advance(struct run *r, uint32_t cp)
{
    struct regexp *re = r->re;
    struct places was = re->now;

    re->then.n = 0;
    for (uint32_t i = 0; i < was.n; i++) {
        const struct step *s = &re->steps[was.list[i]];
        if (!spend(r, 1 + s->set->ranges.n / 8))
            return false;
        if (in_set(s->set, cp) && !add(r, &re->then, was.list[i] + 1u))
            return false;
    }
    re->now = re->then;
    re->then = was;
    return true;
}

static void next_round(struct regexp *re)
{
    if (++re->round == 0) { /* after four thousand million code points */
        memset(re->seen, 0, re->n * sizeof *re->seen);
        re->round = 1;
    }
}

static int32_t peek(str rest)
{
    return utf8_next(&rest);
}

code regexp_find(struct regexp *re, str text, size_t *budget, bool *found, struct error *err)
{
    struct run r = {.re = re, .budget = budget, .before = -1, .after = peek(text)};
    bool is_able = true;

    *found = false;
    next_round(re);
    for (re->now.n = 0; is_able;) {
        is_able = add(&r, &re->now, 0); /* a match may begin at any place */
        *found = is_able && is_matched(re);
        if (*found || r.after < 0 || !is_able)
            break;
        r.before = utf8_next(&text);
        r.after = peek(text);
        next_round(re);
        is_able = advance(&r, (uint32_t)r.before);
    }
    return is_able ? OK
                   : fail(err, LIMIT, "", "matching a pattern takes more work than is allowed");
}
