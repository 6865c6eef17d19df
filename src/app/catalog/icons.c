/* catalog/icons.c — the table that tools/embed wrote: a line each, in order. */
#include "app/catalog/icons.h"

#include "base/arena.h"
#include "base/embedded.h"
#include "web/asset.h"

#define MAX_WORDS 6

struct icon { str name, tags, drawing; };

static str table(void)
{
    return (str){(const char *)embedded_icons[0].data, embedded_icons[0].size};
}

static bool next_icon(str *rest, struct icon *out)
{
    str line;

    if (rest->n == 0 || !str_cut(rest, '\n', &line) || line.n == 0)
        return false;
    str_cut(&line, '\t', &out->name);
    str_cut(&line, '\t', &out->tags);
    out->drawing = line;
    return true;
}

/* Halves the table at line ends until one line is left. */
str icon_drawing(str name)
{
    str all = table();
    size_t low = 0, high = all.n;

    while (low < high) {
        size_t at = low + (high - low) / 2;
        struct icon x;
        while (at > low && all.p[at - 1] != '\n')
            at--;
        str rest = str_slice(all, at, high);
        if (!next_icon(&rest, &x))
            break;
        int order = str_cmp(x.name, name);
        if (order == 0)
            return x.drawing;
        if (order < 0)
            low = (size_t)(rest.p ? rest.p - all.p : (ptrdiff_t)high);
        else
            high = at;
    }
    return (str){0};
}

struct query { str words[MAX_WORDS]; size_t n; };

static struct query read_query(struct arena *a, str words)
{
    struct query q = {.n = 0};
    str lower = str_lower(a, words), one;

    while (q.n < MAX_WORDS && str_cut(&lower, ' ', &one))
        if (!str_is_empty(str_trim(one)))
            q.words[q.n++] = str_trim(one);
    return q;
}

static bool has_all(const struct query *q, const struct icon *x, bool in_name)
{
    for (size_t i = 0; i < q->n; i++)
        if (!str_contains(x->name, q->words[i]) && (in_name || !str_contains(x->tags, q->words[i])))
            return false;
    return true;
}

static void find(struct arena *a, const struct icon_search *search, const struct query *q, bool by_name,
                 struct str_list *out, size_t *total)
{
    str rest = table();
    struct icon x;

    while (next_icon(&rest, &x)) {
        bool in_name = has_all(q, &x, true);
        if (by_name ? !in_name : in_name || !has_all(q, &x, false))
            continue;
        if (*total >= search->from && out->n < search->most)
            *list_add(a, out) = x.name;
        ++*total;
    }
}

void icons_find(struct arena *a, const struct icon_search *search, struct str_list *out, size_t *total)
{
    struct query q = read_query(a, search->words);

    *total = 0;
    find(a, search, &q, true, out, total);
    find(a, search, &q, false, out, total);
}

void icons_usual(struct arena *a, struct str_list *out)
{
    static const str begin = {"<symbol id=\"", sizeof "<symbol id=\"" - 1};
    str sprite = {0}, type, name;

    if (!asset_find("studio-icons.svg", &sprite, &type))
        return;
    for (ptrdiff_t at; (at = str_find(sprite, begin)) >= 0;) {
        sprite = str_from(sprite, (size_t)at + begin.n);
        if (str_cut(&sprite, '"', &name))
            *list_add(a, out) = name;
    }
}

str icons_sprite(struct arena *a, const struct str_list *names)
{
    struct buf b = buf_new(a);

    buf_putz(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\">\n");
    for (size_t i = 0; i < names->n; i++) {
        str drawing = icon_drawing(names->items[i]);
        if (!str_is_absent(drawing))
            buf_printf(&b, "<symbol id=\"" STR_FMT "\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\""
                       " stroke-linecap=\"round\" stroke-linejoin=\"round\">" STR_FMT "</symbol>\n",
                       STR_ARG(names->items[i]), STR_ARG(drawing));
    }
    buf_putz(&b, "</svg>\n");
    return buf_done(&b);
}
