/* base/late.h — libraries that most commands never need, loaded by the first
 * that does. To its users such a library is a table of its functions
 * (web/curl.h, web/mhd.h, store/pq.h, store/sqlite.h), typed by the library's own
 * header. What nobody asks for costs nothing: they bring forty other libraries
 * with them, whose loading takes longer than a verification.
 * Linking lazily instead would leave the table of addresses writable. */
#pragma once
#include "base/error.h"

struct late {
    const char *soname;
    const char *const *names;
    size_t n;
    void *table;                                 /* nothing but function pointers, in the order of `names` */
    bool (*start)(void);                         /* once, when it is loaded; may be NULL */
    bool was_tried;                              /* from here on late_need's own */
    struct error why_not;
};

/* The table is filled when this is OK; the library stays for the life of the
 * process. UNREACHABLE: it is not installed; FAULT: it lacks a function, or
 * does not start. Any thread, any number of times. */
MUST_USE code late_need(struct late *l, struct error *err);
