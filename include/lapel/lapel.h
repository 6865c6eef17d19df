/* lapel/lapel.h — liblapel: Open Badges 0.5, 1.0, 1.1, 2.0 and 3.0, CLR 2.0.
 *
 * What all of it shares: bytes, errors, results, and the context in which work
 * is done. badge.h reads, bakes and unbakes; verify.h judges; issue.h signs;
 * canonical.h writes the forms that signatures are made over. Each can be
 * included alone, from C and from C++.
 *
 * The library never ends the process, prints nothing, opens no file and no
 * connection: bytes come in, bytes go out, documents are asked for through the
 * caller's loader. Running out of memory is an error like any other.
 *
 * Threads: every function may be called from any thread. One context, one
 * badge, one report, one key may be read by many at once; lapel_set_* and
 * lapel_*_free want to be alone with what they are given. A thread that calls
 * needs a stack of 512 KB.
 *
 * Compatibility: names, values and layouts of a version stay. Structs that may
 * grow begin with their own size; unknown enum values may come with a later
 * version and are to be taken as "something else". */
#ifndef LAPEL_LAPEL_H
#define LAPEL_LAPEL_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LAPEL_VERSION_MAJOR 0
#define LAPEL_VERSION_MINOR 1
#define LAPEL_VERSION_PATCH 0
#define LAPEL_VERSION       "0.1.0"

#if defined(__GNUC__)
#define LAPEL_API      __attribute__((visibility("default")))
#define LAPEL_MUST_USE __attribute__((warn_unused_result))
#else
#define LAPEL_API
#define LAPEL_MUST_USE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library that runs, LAPEL_VERSION of its headers. */
LAPEL_API const char *lapel_version(void);

/* ---- bytes ---- */

/* Bytes that belong to somebody else. As an input: whatever the caller has,
 * until the call returns. As a result: borrowed from the object that was asked,
 * until that is freed; `p` is never NULL and a NUL stands behind the last byte.
 * Text is UTF-8 and may hold NUL: a stranger's name "A\0B" is three bytes. */
struct lapel_bytes {
    const char *p;
    size_t n;
};

/* A C string as bytes; NULL as none. */
static inline struct lapel_bytes lapel_text(const char *z)
{
    struct lapel_bytes b;

    b.p = z;
    b.n = z ? strlen(z) : 0;
    return b;
}

/* Bytes that the library made; the caller frees them. */
struct lapel_buffer;
LAPEL_API struct lapel_bytes lapel_buffer_bytes(const struct lapel_buffer *b); /* NULL: no bytes */
LAPEL_API void lapel_buffer_free(struct lapel_buffer *b);                      /* NULL is fine */

/* ---- errors ---- */

/* Something could not be done. That a badge is not valid is no error but an
 * answer (verify.h). */
enum lapel_code {
    LAPEL_OK = 0,
    LAPEL_BAD_INPUT = 1,   /* what was given breaks a rule */
    LAPEL_NOT_FOUND = 2,   /* the thing looked for is not in it: no badge in the image */
    LAPEL_DENIED = 3,
    LAPEL_CONFLICT = 4,    /* it is there already */
    LAPEL_LIMIT = 5,       /* larger, deeper or more costly than a limit allows */
    LAPEL_UNSUPPORTED = 6, /* well formed, of a kind that is not known here */
    LAPEL_UNREACHABLE = 7, /* a document did not come */
    LAPEL_FAULT = 8,       /* a library below failed */
    LAPEL_NO_MEMORY = 9,   /* of the machine, or of what the context allows */
};

/* `text` begins small, has no full stop and names the thing; `where` is a JSON
 * pointer, a member of the input's struct, or a URL, and may be empty. Filled
 * only when a function fails. Wherever one is asked for, NULL is fine. */
struct lapel_error {
    enum lapel_code code;
    char where[96];
    char text[200];
};

LAPEL_API const char *lapel_code_name(enum lapel_code code); /* "bad input" */

/* ---- context ---- */

/* Limits, the loader, and what earlier verifications proved of other issuers'
 * keys and status lists (kept for minutes, in 16 MiB at most). */
struct lapel;

/* LAPEL_NO_MEMORY, LAPEL_FAULT. `*out` is NULL when it fails, here and wherever
 * something is made. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_open(struct lapel **out, struct lapel_error *err);
/* NULL is fine. Badges, reports, keys and buffers outlive it. */
LAPEL_API void lapel_close(struct lapel *l);

/* Memory that one call may take, in bytes; results that are kept hold up to as
 * much. 0: 40 MiB, which is enough for every badge that is not made to be
 * costly. A call that needs more fails with LAPEL_NO_MEMORY. */
LAPEL_API void lapel_set_memory(struct lapel *l, size_t bytes);
/* Bytes of a badge, an image or a document. 0: 5 MiB. More is LAPEL_LIMIT. */
LAPEL_API void lapel_set_input(struct lapel *l, size_t bytes);

/* ---- documents ---- */

/* What a URL answered. All of it is the library's; `answer_*` copies. */
struct lapel_answer;
/* The HTTP status; 200 unless set. 410 and 404 mean something to a badge. */
LAPEL_API void lapel_answer_set_status(struct lapel_answer *to, int status);
/* As the header Content-Type says it; may be left out. */
LAPEL_API void lapel_answer_set_type(struct lapel_answer *to, struct lapel_bytes content_type);
/* Where redirects led, if they did. */
LAPEL_API void lapel_answer_set_url(struct lapel_answer *to, struct lapel_bytes final_url);
/* More than lapel_set_input allows is a document too large to be read. */
LAPEL_API void lapel_answer_set_body(struct lapel_answer *to, struct lapel_bytes body);

/* Fetches one document and returns 0, or anything else when nothing answered.
 * Called on the thread that verifies, while that call runs; it must come back
 * (no longjmp, no exception through it) and must not free the context.
 *
 * `url` and `accept` are C strings that end with the call. The badge of a
 * stranger chose the URL: whoever fetches must refuse addresses of private
 * networks, after every redirect, and bound time and size. */
typedef int lapel_load_fn(void *ctx, const char *url, const char *accept,
                          struct lapel_answer *answer);

/* `load` NULL, as at the start: no document is to be had, and what needs one is
 * "unverified". Contexts and schemas of the standard are carried along and
 * never asked for. */
LAPEL_API void lapel_set_loader(struct lapel *l, lapel_load_fn *load, void *ctx);
/* Documents per verification. 0: 16. */
LAPEL_API void lapel_set_fetches(struct lapel *l, unsigned n);
/* Not 0: http addresses and did:web on localhost may stand for an issuer.
 * For tests and intranets. */
LAPEL_API void lapel_set_local_web(struct lapel *l, int allowed);

#ifdef __cplusplus
}
#endif
#endif
