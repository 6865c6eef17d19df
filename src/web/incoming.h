/* web/incoming.h — a body on its way in: gathered in the request's arena, a long one in
 * a file, and beyond its limit only counted. Who sent a little too much, or what there
 * is no place for, hears so that way, instead of finding the connection broken. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "web/limits.h"

struct incoming {
    struct arena *arena;
    size_t received;
    /* Its own: */
    bool is_long;
    size_t most;                                 /* bytes of a body of its kind */
    size_t limit, cut;                           /* kept up to here; from there the connection is cut off */
    char *bytes;
    size_t room;
    int spool;
    code spooled;                                /* why it could not be kept */
    str mapped;
};

/* More than a request has room for in memory? A body that does not say how long it is
 * (`length` below 0) may be long too. */
bool incoming_is_long(const struct http_limits *limits, int64_t length);
/* `in->arena` is set. A long body is kept in a file. False: it said more than it may have,
 * by so much that nothing of it should be read; or at all, where the sender `waits` to hear. */
bool incoming_begin(struct incoming *in, const struct http_limits *limits, bool is_long, int64_t length, bool waits);
/* Nothing of it is kept any more. */
void incoming_discard(struct incoming *in);
/* The next bytes; false: the connection is to be cut off. */
bool incoming_take(struct incoming *in, str bytes);
/* All of it, borrowed until incoming_end. LIMIT: too long; there is no room. */
MUST_USE code incoming_whole(struct incoming *in, str *out, struct error *err);
void incoming_end(struct incoming *in);
