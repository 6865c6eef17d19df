/* web/limits.h — what a server takes when nothing else is said (security.md §4). */
#pragma once
#include "web/http.h"

/* Zeros replaced by the defaults. */
struct http_limits limits_with_defaults(struct http_limits l);
unsigned limits_event_threads(unsigned n);       /* 0: one for each core */
unsigned limits_workers(unsigned n);             /* 0: four for each core, at least eight */
/* Raises the limit of open files, lowers `connections` to what it leaves; says
 * how many descriptors there may be. */
size_t limits_fit_files(struct http_limits *l);
