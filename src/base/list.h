/* base/list.h — typed growing arrays and maps keyed by text, in an arena. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

/* LIST(struct row) rows = {0};  *list_add(a, &rows) = (struct row){...};
 * for (size_t i = 0; i < rows.n; i++) use(&rows.items[i]); */
#define LIST(type)                                                             \
    struct {                                                                   \
        type *items;                                                           \
        size_t n, cap;                                                         \
    }

#define list_add(a, list)                                                      \
    (((list)->n == (list)->cap                                                 \
          ? (void)((list)->items = list_more_((a), (list)->items, &(list)->cap, \
                                              sizeof *(list)->items))          \
          : (void)0),                                                          \
     &(list)->items[(list)->n++])

void *list_more_(struct arena *a, void *items, size_t *cap, size_t size);

/* A named list type for headers: LIST_OF(str_list, str); */
#define LIST_OF(name, type)                                                    \
    struct name {                                                              \
        type *items;                                                           \
        size_t n, cap;                                                         \
    }

LIST_OF(str_list, str);

/* The last first. */
#define list_reverse(list) list_reverse_((list)->items, (list)->n, sizeof *(list)->items)
void list_reverse_(void *items, size_t n, size_t size);

/* Map from text to a pointer; keys are compared by bytes and borrowed. The
 * hash is keyed per process, so that strangers cannot choose collisions. */
struct map;
struct map *map_new(struct arena *a);
/* The slot for `key`, made NULL when new. Valid until the next map_at. */
void **map_at(struct map *m, str key);
void  *map_get(const struct map *m, str key);    /* NULL: not there */
size_t map_count(const struct map *m);
uint64_t map_hash(str key);                      /* the hash it uses, for tables of other shapes */
