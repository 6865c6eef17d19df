/* cli/bench_peer.h — another program that verifies the same badge, in the same
 * rounds. It gets the badge as one line, answers "ready" when it said yes to it,
 * and then, for each empty line, the microseconds that one verification took. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

struct peer;
/* NULL: no command is given, or it does not come so far. */
struct peer *peer_open(struct arena *a, str command, str badge);
double peer_read(void *peer);                    /* of a measure */
void peer_close(struct peer *p);                 /* NULL is fine */
