/* badge/loader.h — how documents and keys are obtained: an interface, so that
 * the library itself never touches the network. */
#pragma once
#include "base/clock.h"
#include "base/str.h"

#define LOADER_BUDGET 16                         /* security.md §4: fetches per check */

struct loaded { int status; str content_type, body, final_url; msec at; };

/* UNREACHABLE when nothing answered; any HTTP answer, 404 too, is OK with its
 * status. The body lives in `a`. */
typedef code loader_get_fn(void *ctx, struct arena *a, str url, const char *accept,
                           struct loaded *out, struct error *err);

struct loader {
    loader_get_fn *get;
    void *ctx;
    unsigned budget;                             /* fetches left; 0 in a check means LOADER_BUDGET */
    bool allow_local_web;                        /* did:web on localhost, http origins: tests and intranets */
    str own;                                     /* what lies under this address is our own, and always at hand */
};

/* Is it an address of our own, of which nothing needs to be kept? */
bool loader_owns(const struct loader *l, str url);

/* One document, off the budget; the answer lives in `a`. UNREACHABLE: nothing answered;
 * LIMIT: the budget is used up; DENIED: an address that is not asked. */
MUST_USE code loader_get(struct loader *l, struct arena *a, str url, const char *accept,
                         struct loaded *out, struct error *err);
/* A loader that answers nothing. */
struct loader loader_offline(void);

/* A map that stands for the whole web (DESIGN §5 `--documents`): URL to a file
 * name, or to {"status","headers","type","location", and one of "file","json",
 * "text","base64"}; {"sequence":[…]} answers with its first, {"hang"}, {"drip"}
 * and {"tls"} never. A URL that is not in it does not answer. Redirects by
 * "location" are followed, three at most. The reading of files is the
 * caller's: `read` gets the name as the map, its owner's own file, has it. */
typedef code loader_read_fn(void *ctx, struct arena *a, str path, str *bytes, struct error *err);
struct loader_map;
/* The map lives in `a`, as long as loaders of it. BAD_INPUT: it is no such map. */
MUST_USE code loader_map_open(struct arena *a, str json, loader_read_fn *read, void *ctx,
                              struct loader_map **out, struct error *err);
struct loader loader_of_map(struct loader_map *m);   /* with LOADER_BUDGET */
