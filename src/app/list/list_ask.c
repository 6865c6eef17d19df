/* list/list_ask.c — what the address asks of a list, and the addresses that ask
 * something else of it. Whatever the list does not know is left out. */
#include "app/list/list_private.h"
#include "base/uri.h"
#include "base/utf8.h"

#include <string.h>

#define SEARCH_MOST      100                     /* bytes */
#define VALUE_MOST       64
#define ALL_VALUES_MOST  16                      /* of all filters together: a statement has its limit */

/* ---- reading ---- */

const struct list_option *list_option_of(const struct list_filter *f, str value)
{
    for (const struct list_option *o = f->options; o && o->value; o++)
        if (str_eq(value, cstr(o->value)))
            return o;
    return NULL;
}

static bool is_known(const struct list_filter *f, str value)
{
    struct date day;
    int64_t n;

    if (str_is_empty(value) || value.n > VALUE_MOST)
        return false;
    if (f->kind == FILTER_OPTIONS)
        return list_option_of(f, value) != NULL;
    if (f->kind == FILTER_FROM || f->kind == FILTER_UNTIL)
        return date_parse(value, &day, NULL) == OK;
    return !f->is_number || (str_to_int(value, &n) && n > 0);
}

static bool has_value(const struct list_asked *asked, str value)
{
    for (size_t i = 0; i < asked->n; i++)
        if (str_eq(asked->values[i], value))
            return true;
    return false;
}

static void add_value(const struct list_filter *f, struct list_asked *asked, str value, size_t *room)
{
    if (!is_known(f, value) || has_value(asked, value) || *room == 0)
        return;
    if (!f->many)
        asked->n = 0;                            /* the last one counts */
    if (asked->n == LIST_VALUES_MOST)
        return;
    asked->values[asked->n++] = value;
    --*room;
}

static void ask_filters(struct list *l, const struct pair_list *query)
{
    size_t room = ALL_VALUES_MOST;

    for (size_t i = 0; i < l->def->n_filters; i++) {
        const struct list_filter *f = &l->def->filters[i];
        for (size_t k = 0; k < query->n; k++)
            if (str_eq(query->items[k].name, cstr(f->name)))
                add_value(f, &l->asked[i], query->items[k].value, &room);
        if (l->asked[i].n == 0 && f->standard)
            l->asked[i] = (struct list_asked){.values = {cstr(f->standard)}, .n = 1};
        l->is_filtered |= l->asked[i].n > 0 && !list_is_standard(l, i);
    }
}

bool list_is_standard(const struct list *l, size_t i)
{
    const char *standard = l->def->filters[i].standard;

    return standard && l->asked[i].n == 1 && str_eq(l->asked[i].values[0], cstr(standard));
}

static bool set_sort(struct list *l, str name)
{
    bool down = str_starts(name, S("-"));

    name = down ? str_from(name, 1) : name;
    for (size_t i = 0; i < l->def->n_columns; i++)
        if (l->def->columns[i].order && str_eq(name, cstr(l->def->columns[i].name))) {
            l->sort = i;
            l->descending = down;
            return true;
        }
    return false;
}

static str last_of(const struct pair_list *query, const char *name)
{
    for (size_t i = query->n; i-- > 0;)
        if (str_eq(query->items[i].name, cstr(name)))
            return query->items[i].value;
    return (str){0};
}

static void ask_search(struct list *l, str q)
{
    l->search = l->def->search && utf8_is_valid(q) && !utf8_has_controls(q) ? str_trim(utf8_cut(str_trim(q), SEARCH_MOST)) : S("");
    if (str_is_absent(l->search))
        l->search = S("");
    l->is_filtered |= l->search.n > 0;
}

void list_sort_standard(struct list *l)
{
    if (!set_sort(l, cstr(l->def->order)))
        __builtin_trap();                        /* the declaration sorts by no column of its own */
}

void list_ask(struct list *l, const struct pair_list *query)
{
    str columns = last_of(query, "columns");

    ask_filters(l, query);
    ask_search(l, last_of(query, "q"));
    if (!set_sort(l, last_of(query, "sort")))
        list_sort_standard(l);
    l->columns_asked = !str_is_empty(columns) && columns.n < 400;
    if (l->columns_asked)
        l->look.columns = columns;
}

/* ---- writing ---- */

static void put_pair(struct buf *b, const char *name, str value)
{
    if (b->n > 0)
        buf_byte(b, '&');
    buf_printf(b, "%s=", name);
    buf_put(b, uri_encode(b->a, value));
}

static void put_filter(struct buf *b, const struct list *l, size_t i, const struct list_change *c)
{
    const struct list_filter *f = &l->def->filters[i];
    const struct list_asked *asked = &l->asked[i];

    if (list_is_standard(l, i))
        return;
    for (size_t k = 0; k < asked->n; k++)
        if (c->without != f || !str_eq(asked->values[k], c->value))
            put_pair(b, f->name, asked->values[k]);
}

static void put_sort(struct buf *b, const struct list *l, const struct list_change *c)
{
    const char *name = c->sort ? c->sort : l->def->columns[l->sort].name;
    bool down = c->sort ? c->descending : l->descending;
    str words = str_printf(b->a, "%s%s", down ? "-" : "", name);

    if (!str_eq(words, cstr(l->def->order)))
        put_pair(b, "sort", words);
}

static str shown_columns(const struct list *l)
{
    struct buf b = buf_new(l->a);

    for (size_t i = 0; i < l->def->n_columns; i++)
        if (l->shown[i])
            buf_printf(&b, "%s%s", b.n ? "," : "", l->def->columns[i].name);
    return buf_done(&b);
}

str list_query_with(const struct list *l, const struct list_change *c)
{
    struct buf b = buf_new(l->a);

    if (!c->no_search && l->search.n > 0)
        put_pair(&b, "q", l->search);
    for (size_t i = 0; !c->no_filters && i < l->def->n_filters; i++)
        put_filter(&b, l, i, c);
    put_sort(&b, l, c);
    if (l->columns_asked)
        put_pair(&b, "columns", shown_columns(l));
    return buf_done(&b);
}

str list_query(const struct list *l)
{
    return list_query_with(l, &(struct list_change){0});
}

str list_link(const struct list *l, str query)
{
    struct buf b = buf_new(l->a);

    buf_put(&b, l->address);
    if (!str_is_empty(l->keep))
        buf_printf(&b, "?" STR_FMT, STR_ARG(l->keep));
    if (query.n > 0)
        buf_printf(&b, "%s" STR_FMT, str_is_empty(l->keep) ? "?" : "&", STR_ARG(query));
    return buf_done(&b);
}
