/* web/limits.c */
#include "web/limits.h"
#include <sched.h>
#include "web/listen.h"

#define SMALLEST_ARENA ((size_t)256 << 10)
#define SPARE_FILES    256                       /* database, logs, fetches */

static const struct http_limits http_default_limits = {
    .body = (size_t)6 << 20,
    .long_body = (size_t)64 << 20,
    .form_fields = 200,
    .headers = 64,
    .arena = (size_t)16 << 20,
    .head_seconds = 10,
    .body_min_rate = 1024,
    .connections = 12000,
    .connections_per_ip = 256,
};

struct http_limits limits_with_defaults(struct http_limits l)
{
    const struct http_limits *d = &http_default_limits;

    l.body = l.body ? l.body : d->body;
    l.long_body = l.long_body ? l.long_body : d->long_body;
    l.form_fields = l.form_fields ? l.form_fields : d->form_fields;
    l.headers = l.headers ? l.headers : d->headers;
    l.arena = l.arena ? l.arena : d->arena;
    l.arena = l.arena < SMALLEST_ARENA ? SMALLEST_ARENA : l.arena;
    l.head_seconds = l.head_seconds ? l.head_seconds : d->head_seconds;
    l.body_min_rate = l.body_min_rate ? l.body_min_rate : d->body_min_rate;
    l.connections = l.connections ? l.connections : d->connections;
    l.connections_per_ip = l.connections_per_ip ? l.connections_per_ip : d->connections_per_ip;
    return l;
}

/* Those that we may use: fewer than the machine has when we are pinned. */
static unsigned cores(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    int n = CPU_COUNT(&set);
    return n < 1 ? 1 : n > 64 ? 64 : (unsigned)n;
}

unsigned limits_event_threads(unsigned n)
{
    return n ? n : cores();
}

unsigned limits_workers(unsigned n)
{
    return n ? n : 4 * cores() < 8 ? 8 : 4 * cores();
}

size_t limits_fit_files(struct http_limits *l)
{
    size_t files = listen_raise_file_limit(l->connections + SPARE_FILES);

    if (files < l->connections + SPARE_FILES)
        l->connections = files > 2 * SPARE_FILES ? (unsigned)(files - SPARE_FILES) : (unsigned)(files / 2);
    return l->connections + SPARE_FILES;
}
