/* web/rate.h — how much of something dear each network may ask for, and how much
 * of it may be at work at once. In the memory of one process: a limit against
 * being a lever, not an account. A network is an IPv4 address, or the /64 that
 * an IPv6 address lies in. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"

struct rate_limits {
    unsigned per_hour;                           /* of one network, in the long run; 0: any number */
    unsigned at_once;                            /* … which it may take in one go */
    unsigned busy_here, busy;                    /* at work: for one network, for all (64 at most) */
};

struct rate;
struct rate *rate_new(struct arena *a, const struct rate_limits *limits);
void rate_end(struct rate *r);                   /* NULL is fine */
/* Takes `n` off what the network may have, and begins work for it. False: not
 * now; `*wait` says in how many seconds to try again. True: rate_leave follows. */
bool rate_enter(struct rate *r, str client, unsigned n, msec now, unsigned *wait);
/* Within that work, whose size was not known before: `n` more. False: not now, and
 * the work ends; rate_leave follows in any case. */
bool rate_more(struct rate *r, str client, unsigned n, msec now, unsigned *wait);
void rate_leave(struct rate *r, str client);
/* The network that an address lies in; a number for a name, never 0. */
str rate_network(str client);
uint64_t rate_name(str text);
