/* catalog/diff.c */
#include "app/catalog/diff.h"

#include "app/catalog/catalog_view.h"
#include "app/catalog/results.h"
#include "app/catalog/scale.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\n';
}

/* Bytes that both begin with, whole words alone. */
static size_t same_start(str x, str y)
{
    size_t n = 0, word = 0;

    while (n < x.n && n < y.n && x.p[n] == y.p[n]) {
        n++;
        if (is_space(x.p[n - 1]))
            word = n;
    }
    return word;
}

static size_t same_end(str x, str y, size_t start)
{
    size_t n = 0, word = 0;

    while (n < x.n - start && n < y.n - start && x.p[x.n - 1 - n] == y.p[y.n - 1 - n]) {
        n++;
        if (is_space(x.p[x.n - n]))
            word = n;
    }
    /* All of one: it ends at a word if the other goes on with a space. */
    bool x_ends = n == x.n - start, y_ends = n == y.n - start;
    return (x_ends || y_ends) && (y_ends || is_space(y.p[y.n - 1 - n])) && (x_ends || is_space(x.p[x.n - 1 - n])) ? n : word;
}

static void compare(struct arena *a, const char *label, str from, str to, struct version_change_list *out)
{
    if (str_eq(from, to) || (str_is_empty(from) && str_is_empty(to)))
        return;
    size_t start = same_start(from, to), end = same_end(from, to, start);
    *list_add(a, out) = (struct version_change){
        label, str_slice(from, 0, start), str_slice(from, start, from.n - end), str_slice(to, start, to.n - end),
        str_slice(to, to.n - end, to.n)};
}

static str item_words(struct arena *a, const struct criterion *x)
{
    return str_printf(a, STR_FMT " (%s)", STR_ARG(x->text), x->is_required ? "required" : "optional");
}

/* Criteria are the same thing by their id, wherever they stand. */
static void compare_items(struct arena *a, const struct badge_version_row *from, const struct badge_version_row *to,
                          struct version_change_list *out)
{
    for (size_t i = 0; i < from->items.n; i++) {
        const struct criterion *was = &from->items.items[i], *is = catalog_criterion(to, was->id);
        compare(a, is ? "Criterion" : "Criterion taken out", item_words(a, was), is ? item_words(a, is) : S(""), out);
    }
    for (size_t i = 0; i < to->items.n; i++)
        if (!catalog_criterion(from, to->items.items[i].id))
            compare(a, "New criterion", S(""), item_words(a, &to->items.items[i]), out);
}

static str measured_words(struct arena *a, const struct result_description *d)
{
    struct buf b = buf_new(a);

    buf_printf(&b, STR_FMT ": " STR_FMT, STR_ARG(d->name), STR_ARG(result_range_words(a, d)));
    for (size_t i = 0; i < d->levels.n; i++) {
        const struct rubric_level *l = &d->levels.items[i];
        buf_printf(&b, "\n" STR_FMT ": " STR_FMT "%s", STR_ARG(l->name), STR_ARG(l->description),
                   str_eq(l->id, d->required_level) ? " (needed for the badge)" : "");
    }
    if (!str_is_empty(d->required_value))
        buf_printf(&b, " (at least " STR_FMT ")", STR_ARG(d->required_value));
    return buf_done(&b);
}

/* Like criteria, the same by their key. */
static void compare_results(struct arena *a, const struct badge_version_row *from, const struct badge_version_row *to,
                            struct version_change_list *out)
{
    for (size_t i = 0; i < from->results.n; i++) {
        const struct result_description *was = &from->results.items[i], *is = result_described(&to->results, was->id);
        compare(a, is ? "What is measured" : "No longer measured", measured_words(a, was), is ? measured_words(a, is) : S(""), out);
    }
    for (size_t i = 0; i < to->results.n; i++)
        if (!result_described(&from->results, to->results.items[i].id))
            compare(a, "Measured too", S(""), measured_words(a, &to->results.items[i]), out);
}

static str skill_words(struct arena *a, const struct alignment_list *l)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < l->n; i++) {
        str level = scale_name(l->items[i].levels, l->items[i].level);
        buf_printf(&b, "%s" STR_FMT " <" STR_FMT ">", i ? ", " : "", STR_ARG(l->items[i].target_name), STR_ARG(l->items[i].target_url));
        if (level.n)
            buf_printf(&b, " (%s " STR_FMT ")", words("Level"), STR_ARG(level));
    }
    return buf_done(&b);
}

void catalog_diff(struct arena *a, const struct badge_version_row *from, const struct badge_version_row *to,
                  struct version_change_list *out)
{
    compare(a, "Name", from->name, to->name, out);
    compare(a, "Description", from->description, to->description, out);
    compare(a, "Kind", cstr(badge_type_label(from->type)), cstr(badge_type_label(to->type)), out);
    compare(a, "What else is said", from->criteria, to->criteria, out);
    compare_items(a, from, to, out);
    compare_results(a, from, to, out);
    compare(a, "Language of the words", from->language, to->language, out);
    compare(a, "Validity", catalog_validity_words(a, from->validity_months), catalog_validity_words(a, to->validity_months), out);
    compare(a, "Tags", from->tags, to->tags, out);
    compare(a, "Skills", skill_words(a, &from->alignments), skill_words(a, &to->alignments), out);
}

bool catalog_is_other_picture(const struct badge_version_row *from, const struct badge_version_row *to)
{
    return !str_eq(from->png_hash, to->png_hash);
}
