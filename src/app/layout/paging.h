/* layout/paging.h — going through a long list page by page, forward and back,
 * for every list: ?after=ID and ?before=ID name the row that the page is next
 * to, ?from=N says where it stands, for "26–50 of 1,204". */
#pragma once
#include "app/layout/parts.h"
#include "store/keyset.h"

struct paging {
    struct keyset at;                            /* one row more is asked for than shown */
    int64_t from;
    bool more;                                   /* rows behind the page, in its direction */
};

struct paging paging_of(const struct request *rq, int per_page);

/* After the query: the row too many is dropped, and a page that was read
 * backwards is turned round. */
#define paging_arrange(p, list)                                                \
    do {                                                                       \
        (list)->n = paging_cut_((p), (list)->n);                               \
        if (keyset_is_back(&(p)->at))                                          \
            list_reverse(list);                                                \
    } while (0)
size_t paging_cut_(struct paging *p, size_t found);

/* The links. `address`: of the list with its filters; `first`, `last`: ids of
 * the rows shown; total 0: not counted. */
struct paged { str address; size_t n; int64_t first, last, total; };
struct pagination paging_links(struct arena *a, const struct paging *p, const struct paged *rows);
