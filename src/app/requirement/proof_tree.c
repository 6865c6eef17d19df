/* requirement/proof_tree.c — the tree and its JSON. */
#include "app/requirement/proof_tree.h"

static const char *const kind_names[PROOF_KINDS] = {
    [PROOF_ALL] = "all", [PROOF_ANY] = "any", [PROOF_SOME] = "of", [PROOF_BADGE] = "badge", [PROOF_REQUIREMENT] = "requirement",
    [PROOF_RECORD] = "record", [PROOF_EVIDENCE] = "evidence", [PROOF_EXTERNAL] = "external",
};

const char *proof_kind_name(enum proof_kind kind)
{
    return (unsigned)kind < PROOF_KINDS ? kind_names[kind] : "?";
}

bool proof_tree_is_leaf(const struct proof_tree *p)
{
    return p->kind >= PROOF_BADGE;
}

/* ---- reading ---- */

struct reading { struct arena *a; size_t nodes; };

static code read_node(struct reading *r, const struct json *v, unsigned depth, struct proof_tree *out, struct error *err);

static code read_parts(struct reading *r, const struct json *array, unsigned depth, struct proof_tree *out, struct error *err)
{
    size_t n = json_count(array);

    if (!json_is(array, JSON_ARRAY) || n == 0)
        return fail(err, BAD_INPUT, "proof", "what is joined has to be a list with something in it");
    if (n > PROOF_NODES || depth >= PROOF_DEPTH)
        return fail(err, LIMIT, "proof", "this is joined from more than can be looked at");
    struct proof_tree *parts = NEW_ARRAY(r->a, n, struct proof_tree);
    for (size_t i = 0; i < n; i++)
        TRY(read_node(r, json_item(array, i), depth + 1, &parts[i], err));
    out->parts = parts;
    out->n = n;
    return OK;
}

static code read_number(const struct json *v, int64_t least, int64_t most, int64_t *out, struct error *err)
{
    if (!json_int(v, out) || *out < least || *out > most)
        return fail(err, BAD_INPUT, "proof", "a number is missing, or too small or large");
    return OK;
}

static code read_some(struct reading *r, const struct json *v, unsigned depth, struct proof_tree *out, struct error *err)
{
    int64_t need;

    TRY(read_parts(r, json_get(v, "from"), depth, out, err));
    TRY(read_number(json_get(v, "of"), 1, (int64_t)out->n, &need, err));
    out->need = (int)need;
    return OK;
}

static code read_what(const struct json *v, struct proof_tree *out, struct error *err)
{
    out->what = json_str(v);
    if (!json_is(v, JSON_STRING) || out->what.n > PROOF_WHAT)
        return fail(err, BAD_INPUT, "proof", "what a record is of has to be a short text");
    return OK;
}

static code read_leaf(const struct json *v, struct proof_tree *out, struct error *err)
{
    const struct json *subject = json_get(v, kind_names[out->kind]), *level = json_get(v, "level"), *age = json_get(v, "age");
    int64_t n = 0;

    if (out->kind == PROOF_RECORD || out->kind == PROOF_EVIDENCE)
        TRY(read_what(subject, out, err));
    else
        TRY(read_number(subject, out->kind == PROOF_EXTERNAL ? 0 : 1, INT64_MAX, &out->ref, err));
    if (level)
        TRY(read_number(level, 1, 100, &n, err));
    out->level = (int)n;
    if (level && out->kind != PROOF_BADGE)
        return fail(err, BAD_INPUT, "proof", "only a badge has levels");
    if (age && (!span_read(json_str(age), &out->age) || out->age.n <= 0))
        return fail(err, BAD_INPUT, "proof", "an age is written like P12M");
    return OK;
}

static code read_node(struct reading *r, const struct json *v, unsigned depth, struct proof_tree *out, struct error *err)
{
    enum proof_kind kind = 0;

    *out = (struct proof_tree){.what = S("")};
    if (++r->nodes > PROOF_NODES)
        return fail(err, LIMIT, "proof", "this is joined from more than can be looked at");
    while (kind < PROOF_KINDS && !json_get(v, kind_names[kind]))
        kind++;
    if (kind == PROOF_KINDS)
        return fail(err, BAD_INPUT, "proof", "each part has to name a badge, a requirement, a record or what joins others");
    out->kind = kind;
    if (kind == PROOF_SOME)
        return read_some(r, v, depth, out, err);
    return proof_tree_is_leaf(out) ? read_leaf(v, out, err) : read_parts(r, json_get(v, kind_names[kind]), depth, out, err);
}

code proof_tree_read(struct arena *a, const struct json *v, struct proof_tree *out, struct error *err)
{
    struct reading r = {.a = a};

    return read_node(&r, v, 0, out, err);
}

/* ---- writing ---- */

static void write_parts(struct arena *a, struct json_writer *w, const struct proof_tree *p, const char *key)
{
    json_put_key(w, key);
    json_open_array(w);
    for (size_t i = 0; i < p->n; i++)
        proof_tree_write(a, w, &p->parts[i]);
    json_close_array(w);
}

static void write_leaf(struct arena *a, struct json_writer *w, const struct proof_tree *p)
{
    if (p->kind == PROOF_RECORD || p->kind == PROOF_EVIDENCE)
        json_put_member(w, kind_names[p->kind], p->what);
    else
        json_put_member_int(w, kind_names[p->kind], p->ref);
    if (p->level)
        json_put_member_int(w, "level", p->level);
    if (p->age.unit)
        json_put_member(w, "age", span_write(a, p->age));
}

void proof_tree_write(struct arena *a, struct json_writer *w, const struct proof_tree *p)
{
    json_open_object(w);
    if (proof_tree_is_leaf(p)) {
        write_leaf(a, w, p);
    } else if (p->kind == PROOF_SOME) {
        json_put_member_int(w, "of", p->need);
        write_parts(a, w, p, "from");
    } else {
        write_parts(a, w, p, kind_names[p->kind]);
    }
    json_close_object(w);
}

void proof_tree_leaves(struct arena *a, const struct proof_tree *p, struct proof_leaves *out)
{
    if (proof_tree_is_leaf(p))
        *list_add(a, out) = p;
    for (size_t i = 0; i < p->n; i++)
        proof_tree_leaves(a, &p->parts[i], out);
}

/* ---- one of each ---- */

/* Each of `*all` joined with each of `by`: either holds where one of every pair does. */
static bool multiply(struct arena *a, struct proof_clauses *all, const struct proof_clauses *by, size_t most)
{
    struct proof_clauses out = {0};

    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < by->n; k++) {
            struct proof_leaves *both = list_add(a, &out);
            *both = (struct proof_leaves){0};
            if (out.n > most)
                return false;
            for (size_t x = 0; x < all->items[i].n; x++)
                *list_add(a, both) = all->items[i].items[x];
            for (size_t x = 0; x < by->items[k].n; x++)
                *list_add(a, both) = by->items[k].items[x];
        }
    *all = out;
    return true;
}

struct joining { struct arena *a; const struct proof_clauses *parts; size_t n, most; struct proof_clauses *out; };

/* Any `left` of the parts from `at` on, joined with what was chosen before them. */
static bool choose(struct joining *j, size_t at, size_t left, struct proof_clauses chosen)
{
    if (left == 0) {
        for (size_t i = 0; i < chosen.n; i++)
            *list_add(j->a, j->out) = chosen.items[i];
        return j->out->n <= j->most;
    }
    for (size_t i = at; i + left <= j->n; i++) {
        struct proof_clauses with = chosen;
        if (!multiply(j->a, &with, &j->parts[i], j->most) || !choose(j, i + 1, left - 1, with))
            return false;
    }
    return true;
}

/* How many parts have to be there: among any n - so many + 1 of them one is, then. */
static size_t needed(const struct proof_tree *p)
{
    return p->kind == PROOF_ALL ? p->n : p->kind == PROOF_SOME ? (size_t)p->need : 1;
}

bool proof_tree_clauses(struct arena *a, const struct proof_tree *p, size_t most, struct proof_clauses *out)
{
    struct proof_clauses *parts = NEW_ARRAY(a, p->n + 1, struct proof_clauses), start = {0};

    if (proof_tree_is_leaf(p)) {
        struct proof_leaves *alone = list_add(a, out);
        *alone = (struct proof_leaves){0};
        *list_add(a, alone) = p;
        return out->n <= most;
    }
    for (size_t i = 0; i < p->n; i++)
        if (!proof_tree_clauses(a, &p->parts[i], most, &parts[i]))
            return false;
    *list_add(a, &start) = (struct proof_leaves){0};
    return p->n == 0 || choose(&(struct joining){a, parts, p->n, most, out}, 0, p->n - needed(p) + 1, start);
}
