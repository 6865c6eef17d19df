/* catalog/framework_plan.c — a file against what is there: which skill is which, what is new,
 * changed, the same, or gone. */
#include "app/catalog/framework_private.h"

static str key_of(struct arena *a, const char *kind, str key)
{
    return str_printf(a, "%s " STR_FMT, kind, STR_ARG(key));
}

/* A code that two have tells nobody apart. */
#define TWICE ((void *)(uintptr_t)SIZE_MAX)

static struct map *index_of(struct arena *a, const struct framework_file *f)
{
    struct map *m = map_new(a);

    for (size_t i = 0; i < f->items.n; i++) {
        const struct alignment *x = &f->items.items[i].x;
        for (size_t k = 0; k < f->items.items[i].former.n; k++)
            *map_at(m, key_of(a, "was", f->items.items[i].former.items[k])) = (void *)(uintptr_t)(i + 1);
        *map_at(m, key_of(a, "url", x->target_url)) = (void *)(uintptr_t)(i + 1);
        if (x->target_code.n) {
            void **slot = map_at(m, key_of(a, "code", x->target_code));
            *slot = *slot ? TWICE : (void *)(uintptr_t)(i + 1);
        }
    }
    return m;
}

static size_t found(const struct map *m, str key)
{
    void *v = map_get(m, key);

    return v == TWICE ? 0 : (size_t)(uintptr_t)v;
}

/* By an address that it had, else by its code. */
static size_t match(struct arena *a, const struct map *there, const struct map *file, const struct alignment *x, const bool *taken)
{
    size_t at = found(there, key_of(a, "was", x->target_url));

    if (at && !taken[at - 1])
        return at;
    if (!x->target_code.n || !found(file, key_of(a, "code", x->target_code)))
        return 0;
    at = found(there, key_of(a, "code", x->target_code));
    return at && !taken[at - 1] ? at : 0;
}

static bool has_label(const struct framework_skill *s, const struct framework_label *l)
{
    for (size_t i = 0; i < s->labels.n; i++)
        if (str_eq(s->labels.items[i].language, l->language))
            return str_eq(s->labels.items[i].name, l->name);
    return false;
}

/* A file without names in other languages takes none away. */
static bool has_labels(const struct framework_skill *s, const struct framework_skill *of)
{
    for (size_t i = 0; i < of->labels.n; i++)
        if (!has_label(s, &of->labels.items[i]))
            return false;
    return true;
}

static bool has_broader(const struct framework_skill *x, const struct framework_skill *y)
{
    for (size_t i = 0; i < x->broader.n; i++) {
        bool is_there = false;
        for (size_t k = 0; k < y->broader.n; k++)
            is_there |= str_eq(x->broader.items[i], y->broader.items[k]);
        if (!is_there)
            return false;
    }
    return x->broader.n == y->broader.n;
}

static bool is_same(const struct framework_skill *x, const struct framework_skill *y)
{
    return str_eq(x->x.target_name, y->x.target_name) && str_eq(x->x.target_url, y->x.target_url) && str_eq(x->x.target_code, y->x.target_code) &&
           str_eq(x->x.target_description, y->x.target_description) && x->is_retired == y->is_retired && has_broader(x, y) && has_labels(x, y);
}

static enum framework_fate fate_of(const struct framework_file *there, const struct framework_file *file, const struct framework_plan *p, size_t i)
{
    const struct framework_skill *s = &file->items.items[i];

    if (!p->match[i])
        return p->labels_only ? FATE_SAME : FATE_NEW;
    const struct framework_skill *was = &there->items.items[p->match[i] - 1];
    if (p->labels_only)
        return has_label(was, &(struct framework_label){file->language, s->x.target_name}) ? FATE_SAME : FATE_CHANGE;
    return is_same(s, was) ? FATE_SAME : FATE_CHANGE;
}

static void match_all(struct arena *a, const struct framework_file *there, const struct framework_file *file, struct framework_plan *p, bool *taken)
{
    struct map *by_there = index_of(a, there), *by_file = index_of(a, file);

    for (size_t i = 0; i < file->items.n; i++) {
        size_t at = found(by_there, key_of(a, "url", file->items.items[i].x.target_url));
        p->match[i] = at;
        if (at)
            taken[at - 1] = true;
    }
    for (size_t i = 0; i < file->items.n; i++) {
        size_t at = p->match[i] ? 0 : match(a, by_there, by_file, &file->items.items[i].x, taken);
        if (!at)
            continue;
        p->match[i] = at;
        taken[at - 1] = true;
    }
}

static str primary(str language)
{
    ptrdiff_t at = str_find_byte(language, '-');

    return at < 0 ? language : str_slice(language, 0, (size_t)at);
}

bool framework_other_language(str x, str y)
{
    return x.n && y.n && !str_eq(primary(x), primary(y));
}

void framework_plan(struct arena *a, const struct framework_file *there, const struct framework_file *file, struct framework_plan *out)
{
    bool *taken = NEW_ARRAY(a, there->items.n + 1, bool);

    *out = (struct framework_plan){.match = NEW_ARRAY(a, file->items.n + 1, size_t), .fate = NEW_ARRAY(a, file->items.n + 1, enum framework_fate),
                                   .gone = NEW_ARRAY(a, there->items.n + 1, bool)};
    out->labels_only = there->items.n && framework_other_language(there->language, file->language);
    match_all(a, there, file, out, taken);
    for (size_t i = 0; i < file->items.n; i++) {
        out->fate[i] = fate_of(there, file, out, i);
        out->n_new += out->fate[i] == FATE_NEW;
        out->n_change += out->fate[i] == FATE_CHANGE;
        out->n_same += out->fate[i] == FATE_SAME;
    }
    for (size_t i = 0; !out->labels_only && i < there->items.n; i++) {
        out->gone[i] = !taken[i] && !there->items.items[i].is_retired;
        out->n_gone += out->gone[i];
    }
}
