/* web/incoming.c */
#include "web/incoming.h"
#include <string.h>
#include <unistd.h>
#include "web/spool.h"

#define FIRST_ROOM   ((size_t)64 << 10)
#define DISCARD_MAX  ((size_t)64 << 20)          /* larger bodies are cut off, smaller ones read and refused */
#define LONG_DISCARD ((size_t)256 << 20)         /* the same for who may send a long one: a browser that is cut off says nothing of the reason */

bool incoming_is_long(const struct http_limits *limits, int64_t length)
{
    return length < 0 || (size_t)length > limits->body;
}

bool incoming_begin(struct incoming *in, const struct http_limits *limits, bool is_long, int64_t length, bool waits)
{
    size_t said = length > 0 ? (size_t)length : 0;

    in->is_long = is_long;
    in->most = is_long ? limits->long_body : limits->body;
    in->cut = is_long ? LONG_DISCARD : DISCARD_MAX;
    in->spool = -1;
    if (said > in->cut || (said > in->most && waits))
        return false;
    in->limit = length < 0 ? in->most : said <= in->most ? said : 0;
    return true;
}

void incoming_discard(struct incoming *in)
{
    in->limit = 0;
}

static void make_room(struct incoming *in, size_t wanted)
{
    size_t room = in->room ? in->room * 4 : FIRST_ROOM;

    if (wanted <= in->room)
        return;
    while (room < wanted)
        room *= 4;
    room = room > in->limit ? in->limit : room;
    in->bytes = arena_grow(in->arena, in->bytes, in->room, room, 1);
    in->room = room;
}

static void keep(struct incoming *in, str bytes)
{
    if (!in->is_long) {
        make_room(in, in->received + bytes.n);
        memcpy(in->bytes + in->received, bytes.p, bytes.n);
        return;
    }
    if (in->spool < 0 && in->spooled == OK)
        in->spooled = spool_open(&in->spool, NULL);
    if (in->spooled == OK)
        in->spooled = spool_put(in->spool, bytes, NULL);
}

bool incoming_take(struct incoming *in, str bytes)
{
    if (in->received + bytes.n <= in->limit)
        keep(in, bytes);
    else if (in->received + bytes.n > in->cut)
        return false;
    in->received += bytes.n;
    return true;
}

code incoming_whole(struct incoming *in, str *out, struct error *err)
{
    *out = (str){in->bytes, in->bytes ? in->received : 0};
    if (in->received > in->most)
        return fail(err, LIMIT, "", "this is larger than %zu MB", in->most >> 20);
    if (!in->is_long || !in->received)
        return OK;
    if (in->spooled == OK)
        *out = in->mapped = spool_map(in->spool, in->received);
    return out->n ? OK : fail(err, LIMIT, "", "the server has no room for a file of this size at the moment");
}

void incoming_end(struct incoming *in)
{
    spool_unmap(in->mapped);
    if (in->is_long && in->spool >= 0)
        close(in->spool);
}
