/* pathway/check.c — can a pathway be gone through by anybody? What is wrong is said with
 * the names of the steps. */
#include "app/pathway/pathway.h"

struct trail { struct arena *a; const struct pathway_steps *all; unsigned char *marks; size_t *path; size_t n; };

static const struct pathway_step *step_of(const struct pathway_steps *all, int64_t line)
{
    for (size_t i = 0; line && i < all->n; i++)
        if (all->items[i].line == line)
            return &all->items[i];
    return NULL;
}

/* ---- groups ---- */

static code check_place(struct arena *a, const struct pathway_steps *all, const struct pathway_step *s, struct error *err)
{
    const struct pathway_step *up = s;

    for (int depth = 0; up->parent; depth++) {
        const struct pathway_step *above = step_of(all, up->parent);
        if (!above || !above->is_group)
            return fail(err, BAD_INPUT, "parent", "the group of “%s” is not there any more", str_z(a, up->title));
        if (depth >= PATHWAY_DEPTH_MOST || above == s)
            return fail(err, BAD_INPUT, "parent", "“%s” would stand in itself, or in more than %d groups", str_z(a, s->title), PATHWAY_DEPTH_MOST);
        up = above;
    }
    return OK;
}

static code check_group(struct arena *a, const struct pathway_steps *all, const struct pathway_step *s, struct error *err)
{
    int64_t parts = 0;

    for (size_t i = 0; i < all->n; i++)
        parts += all->items[i].parent == s->line;
    if (parts == 0)
        return fail(err, BAD_INPUT, "needed", "the group “%s” has no steps in it, so nobody could ever be done with it", str_z(a, s->title));
    if (s->needed > parts)
        return fail(err, BAD_INPUT, "needed", "the group “%s” asks for %lld of only %lld steps", str_z(a, s->title), (long long)s->needed, (long long)parts);
    return OK;
}

static code check_whole(struct arena *a, const struct pathway_steps *all, struct error *err)
{
    if (all->n == 0)
        return fail(err, BAD_INPUT, "title", "it has no steps yet");
    for (size_t i = 0; i < all->n; i++) {
        const struct pathway_step *s = &all->items[i];
        if (s->is_group)
            TRY(check_group(a, all, s, err));
        else if (s->badges.n == 0 && s->outside.n == 0)
            return fail(err, BAD_INPUT, "badges", "“%s” has no badge that it could be done with", str_z(a, s->title));
    }
    return OK;
}

/* ---- circles ---- */

static code say_circle(const struct trail *t, size_t from, struct error *err)
{
    struct buf b = buf_new(t->a);
    size_t i = t->n;

    while (i && t->path[i - 1] != from)
        i--;
    for (size_t k = i ? i - 1 : 0; k < t->n; k++)
        buf_printf(&b, "“" STR_FMT "” → ", STR_ARG(t->all->items[t->path[k]].title));
    buf_printf(&b, "“" STR_FMT "”", STR_ARG(t->all->items[from].title));
    return fail(err, BAD_INPUT, "after", "this goes in a circle, so nobody could ever begin: %s", str_z(t->a, buf_done(&b)));
}

static code follow(struct trail *t, size_t i, struct error *err);

static code follow_line(struct trail *t, int64_t line, struct error *err)
{
    const struct pathway_step *s = step_of(t->all, line);

    return s ? follow(t, (size_t)(s - t->all->items), err) : OK;
}

/* What has to be judged before a step: what it and the groups around it come after; of a
 * group its parts. */
static code follow_needs(struct trail *t, const struct pathway_step *s, struct error *err)
{
    const struct pathway_step *up = s;

    for (; up; up = step_of(t->all, up->parent))
        for (size_t i = 0; i < up->after.n; i++)
            TRY(follow_line(t, up->after.items[i], err));
    for (size_t i = 0; s->is_group && i < t->all->n; i++)
        if (t->all->items[i].parent == s->line)
            TRY(follow(t, i, err));
    return OK;
}

static code follow(struct trail *t, size_t i, struct error *err)
{
    if (t->marks[i] == 2)
        return OK;
    if (t->marks[i] == 1)
        return say_circle(t, i, err);
    t->marks[i] = 1;
    t->path[t->n++] = i;
    TRY(follow_needs(t, &t->all->items[i], err));
    t->marks[i] = 2;
    t->n--;
    return OK;
}

code pathway_check(struct arena *a, const struct pathway_steps *all, bool whole, struct error *err)
{
    struct trail t = {a, all, NEW_ARRAY(a, all->n + 1, unsigned char), NEW_ARRAY(a, all->n + 1, size_t), 0};

    if (all->n > PATHWAY_STEPS_MOST)
        return fail(err, BAD_INPUT, "title", "a pathway has at most %d steps", PATHWAY_STEPS_MOST);
    for (size_t i = 0; i < all->n; i++)
        TRY(check_place(a, all, &all->items[i], err));
    for (size_t i = 0; i < all->n; i++)
        TRY(follow(&t, i, err));
    return whole ? check_whole(a, all, err) : OK;
}
