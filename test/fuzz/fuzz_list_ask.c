/* What an address asks of a list, and the address that asks it again. */
#include "fuzz/fuzz.h"

#include "app/list/list_private.h"
#include "web/head.h"

static const struct list_column columns[] = {
    {.name = "name", .label = "Name", .order = "p.name"},
    {.name = "since", .label = "Since", .order = "p.since", .kind = CELL_DATE},
    {.name = "note", .label = "Note"},
};
static const struct list_option states[] = {{"active", "Active", NULL}, {"left", "Left", NULL}, {"all", "All", NULL}, {0}};
static const struct list_filter filters[] = {
    {.name = "state", .label = "State", .kind = FILTER_OPTIONS, .options = states, .standard = "active"},
    {.name = "kind", .label = "Kind", .kind = FILTER_OPTIONS, .options = states, .many = true},
    {.name = "group", .label = "Group", .kind = FILTER_CHOICES, .is_number = true, .many = true},
    {.name = "place", .label = "Place", .kind = FILTER_CHOICES},
    {.name = "from", .label = "From", .kind = FILTER_FROM},
    {.name = "until", .label = "Until", .kind = FILTER_UNTIL},
};
static const struct list_def def = {.name = "fuzz", .search = "p.search_key LIKE :word ESCAPE '!'", LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-since"};

static bool ask(struct arena *a, str text, struct list *l)
{
    struct pair_list query = {0};

    *l = (struct list){.def = &def, .a = a};
    if (head_pairs(a, text, 100, &query, NULL) != OK)
        return false;
    list_ask(l, &query);
    l->columns_asked = false;                    /* who looks decides which are shown: list_kept.c */
    return true;
}

static bool same_asked(const struct list_asked *x, const struct list_asked *y)
{
    bool same = x->n == y->n;

    for (size_t i = 0; i < x->n && same; i++)
        same = str_eq(x->values[i], y->values[i]);
    return same;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct list first, again;
    size_t values = 0;

    if (ask(a, (str){(const char *)p, n}, &first)) {
        str query = list_query(&first);
        REQUIRE(ask(a, query, &again) && str_eq(list_query(&again), query));
        REQUIRE(str_eq(first.search, again.search) && first.sort == again.sort && first.descending == again.descending &&
                first.is_filtered == again.is_filtered);
        for (size_t i = 0; i < COUNT(filters); i++) {
            REQUIRE(same_asked(&first.asked[i], &again.asked[i]));
            REQUIRE(filters[i].many || first.asked[i].n <= 1);
            values += first.asked[i].n;
        }
        REQUIRE(values <= SQL_VALUES_MOST);
        str bare = list_query_with(&first, &(struct list_change){.no_search = true, .no_filters = true});
        REQUIRE(ask(a, bare, &again) && !again.is_filtered);
    }
    arena_free(a);
    return 0;
}
