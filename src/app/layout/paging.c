/* layout/paging.c */
#include "app/layout/paging.h"

#define MOST_ROWS 1000000000000                  /* no list is that long: an address made it up */

static int64_t query_number(const struct request *rq, const char *name)
{
    int64_t n = 0;

    return str_to_int(request_query(rq, name), &n) && n > 0 ? n : 0;
}

struct paging paging_of(const struct request *rq, int per_page)
{
    struct paging p = {{query_number(rq, "after"), query_number(rq, "before"), per_page + 1}, query_number(rq, "from"), false};

    if (keyset_is_back(&p.at))
        p.at.after = 0;
    if (p.from == 0 || p.from > MOST_ROWS || keyset_row(&p.at, 0) == 0)
        p.from = 1;
    return p;
}

size_t paging_cut_(struct paging *p, size_t found)
{
    size_t shown = (size_t)p->at.limit - 1;

    p->more = found > shown;
    if (keyset_is_back(&p->at) && !p->more)
        p->from = 1;                             /* the start of the list, whatever the address said */
    return p->more ? shown : found;
}

static str link_to(struct arena *a, const struct paged *rows, const char *side, int64_t row, int64_t from)
{
    const char *joint = str_find_byte(rows->address, '?') >= 0 ? "&" : "?";

    return str_printf(a, STR_FMT "%s%s=%lld&from=%lld", STR_ARG(rows->address), joint, side, (long long)row, (long long)from);
}

struct pagination paging_links(struct arena *a, const struct paging *p, const struct paged *rows)
{
    struct pagination out = {.from = p->from, .to = p->from + (int64_t)rows->n - 1, .total = rows->total,
                             .previous = S(""), .next = S("")};
    int64_t earlier = p->from - (p->at.limit - 1);
    bool is_back = keyset_is_back(&p->at);

    if (rows->n == 0)
        return out;
    if (is_back ? p->more : keyset_row(&p->at, 0) > 0)
        out.previous = link_to(a, rows, "before", rows->first, earlier > 1 ? earlier : 1);
    if (is_back || p->more)
        out.next = link_to(a, rows, "after", rows->last, out.to + 1);
    return out;
}
