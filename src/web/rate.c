/* A row per network says when it will have its whole share again: taking moves
 * that moment on (the cell rate algorithm of ATM). Where all rows of a set are
 * taken, the one that is nearest to its whole share gives way, for it loses least. */
#include "web/rate.h"

#include <pthread.h>
#include <string.h>

#define SETS       512
#define WAYS       8
#define MAX_BUSY   64
#define BUSY_WAIT  5                             /* seconds: then something will have ended */
#define LEASE      MINUTE                        /* work that was left in the middle counts no longer than this */

struct network { uint64_t name; msec whole_at; };
struct lease { uint64_t name; msec until; };     /* name 0: free */

struct rate {
    struct rate_limits limits;
    pthread_mutex_t lock;
    struct lease leases[MAX_BUSY];
    struct network rows[SETS][WAYS];
};

struct rate *rate_new(struct arena *a, const struct rate_limits *limits)
{
    struct rate *r = NEW(a, struct rate);

    r->limits = *limits;
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void rate_end(struct rate *r)
{
    if (r)
        pthread_mutex_destroy(&r->lock);
}

/* The first four groups of an IPv6 address; "::" within them ends them. */
str rate_network(str client)
{
    size_t colons = 0;

    if (str_starts(client, S("::ffff:")))        /* IPv4 in the clothes of IPv6 */
        return client;
    for (size_t i = 0; i < client.n; i++)
        if (client.p[i] == ':' && (++colons == 4 || (i + 1 < client.n && client.p[i + 1] == ':')))
            return str_slice(client, 0, i);
    return client;
}

/* FNV-1a; never 0, which is an empty row. */
uint64_t rate_name(str s)
{
    uint64_t h = 14695981039346656037u;

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    h ^= h >> 32;
    return h ? h : 1;
}

static uint64_t name_of(str client)
{
    return rate_name(rate_network(client));
}

static struct network *row_of(struct rate *r, uint64_t name)
{
    struct network *set = r->rows[name % SETS], *worst = &set[0];

    for (size_t i = 0; i < WAYS; i++)
        if (set[i].name == name)
            return &set[i];
    for (size_t i = 1; i < WAYS; i++)
        if (set[i].whole_at < worst->whole_at)
            worst = &set[i];
    *worst = (struct network){.name = name};
    return worst;
}

static bool is_at_work(const struct lease *l, msec now)
{
    return l->name && l->until > now && l->until <= now + LEASE;
}

/* A place to work in; NULL: too many are at work. */
static struct lease *place_for(struct rate *r, uint64_t name, msec now)
{
    unsigned all = 0, here = 0;
    struct lease *place = NULL;

    for (size_t i = 0; i < MAX_BUSY; i++) {
        struct lease *l = &r->leases[i];
        if (is_at_work(l, now)) {
            all++;
            here += l->name == name;
        } else if (!place)
            place = l;
    }
    return all < r->limits.busy && here < r->limits.busy_here ? place : NULL;
}

/* Milliseconds until `n` may be had; 0: now, and it is taken. */
static msec take(const struct rate_limits *l, struct network *w, unsigned n, msec now)
{
    if (l->per_hour == 0)
        return 0;
    msec each = HOUR / l->per_hour, share = each * l->at_once, cost = each * (n < l->at_once ? n : l->at_once);
    msec from = w->whole_at > now ? w->whole_at : now;
    if (from > now + share)                      /* the clock was set back */
        from = now + share;
    if (from + cost > now + share)
        return from + cost - (now + share);
    w->whole_at = from + cost;
    return 0;
}

static unsigned in_seconds(msec left)
{
    return (unsigned)((left + SECOND - 1) / SECOND);
}

bool rate_enter(struct rate *r, str client, unsigned n, msec now, unsigned *wait)
{
    uint64_t name = name_of(client);

    pthread_mutex_lock(&r->lock);
    struct lease *place = place_for(r, name, now);
    msec left = place ? take(&r->limits, row_of(r, name), n, now) : BUSY_WAIT * SECOND;
    if (left == 0)
        *place = (struct lease){name, now + LEASE};
    pthread_mutex_unlock(&r->lock);
    *wait = in_seconds(left);
    return left == 0;
}

bool rate_more(struct rate *r, str client, unsigned n, msec now, unsigned *wait)
{
    uint64_t name = name_of(client);

    pthread_mutex_lock(&r->lock);
    msec left = n ? take(&r->limits, row_of(r, name), n, now) : 0;
    pthread_mutex_unlock(&r->lock);
    *wait = in_seconds(left);
    return left == 0;
}

void rate_leave(struct rate *r, str client)
{
    uint64_t name = name_of(client);

    pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < MAX_BUSY; i++)
        if (r->leases[i].name == name) {
            r->leases[i].name = 0;
            break;
        }
    pthread_mutex_unlock(&r->lock);
}
