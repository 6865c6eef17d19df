/* lib/work.h — how a public function does its work: in memory of its own and
 * in an attempt, so that whatever happens its caller gets a code. */
#pragma once
#include <lapel/lapel.h>
#include "badge/loader.h"
#include "base/attempt.h"
#include "base/arena.h"

struct verify_cache;

struct lapel {
    struct arena *a;
    size_t memory, input;
    unsigned fetches;
    bool is_local_web;
    lapel_load_fn *load;
    void *load_ctx;
    struct verify_cache *cache;
};

struct lapel_buffer {
    struct arena *a;
    struct lapel_bytes bytes;
    bool is_secret;
};

/* The first member of each job; the job is what `fn` gets. */
struct work {
    size_t memory;                               /* 0: the usual */
    struct arena *a;                             /* what `fn` makes; of whoever keeps it when it went well */
};
MUST_USE enum lapel_code work_run(struct work *w, attempt_fn *fn, struct lapel_error *err);
/* The same for what ends in bytes: `result`, a member of the job, is copied. */
MUST_USE enum lapel_code work_run_to_buffer(struct work *w, attempt_fn *fn, const str *result,
                                            struct lapel_buffer **out, struct lapel_error *err);

enum lapel_code work_fail(struct lapel_error *err, code c, const char *where, const char *text);
/* An input of at most what the context allows. */
MUST_USE code work_take(const struct lapel *l, struct lapel_bytes in, str *out, struct error *err);
/* A struct that begins with its size, of this version, an older or a newer one. */
MUST_USE code work_options(void *to, size_t size, const void *from, struct error *err);
/* With a NUL behind it; absent is "". */
struct lapel_bytes work_bytes(struct arena *a, str s);

/* The caller's loader as the library's own; `of` lives as long as the result. */
struct loader work_loader(const struct lapel *l);
