#include "base/attempt.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

struct attempt {
    struct attempt *outer;
    struct attempt_thing *things;
    struct error error; /* why it was left */
    jmp_buf start;
};

static __thread struct attempt *current;

int attempt_depth(void)
{
    int n = 0;

    for (const struct attempt *t = current; t; t = t->outer)
        n++;
    return n;
}

static void put(struct attempt_thing *t, struct attempt_thing **to)
{
    t->link = to;
    t->next = *to;
    if (t->next)
        t->next->link = &t->next;
    *to = t;
}

void attempt_keep(struct attempt_thing *t)
{
    t->link = NULL;
    if (current)
        put(t, &current->things);
}

void attempt_forget(struct attempt_thing *t)
{
    if (!t->link)
        return;
    *t->link = t->next;
    if (t->next)
        t->next->link = t->link;
    t->link = NULL;
}

static void hand_out(struct attempt_thing *first, struct attempt *to)
{
    while (first) {
        struct attempt_thing *next = first->next;
        first->link = NULL;
        if (to)
            put(first, &to->things);
        first = next;
    }
}

static void close_all(struct attempt_thing *first)
{
    while (first) {
        struct attempt_thing *next = first->next;
        first->link = NULL;
        first->close(first);
        first = next;
    }
}

code attempt(attempt_fn *work, void *ctx, struct error *err)
{
    struct attempt here = {.outer = current};

    if (setjmp(here.start) == 0) {
        current = &here;
        code c = work(ctx, err);
        current = here.outer;
        hand_out(here.things, current);
        return c;
    }
    struct attempt *left = current;
    current = left->outer;
    close_all(left->things);
    return fail(err, left->error.code, "", "%s", left->error.text);
}

void attempt_leave(code c, const char *why)
{
    if (!current) {
        fprintf(stderr, "lapel: %s\n", why);
        exit(70);
    }
    fail(&current->error, c, "", "%s", why);
    longjmp(current->start, 1);
}
