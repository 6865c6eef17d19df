/* web/places.c */
#include "web/places.h"
#include <pthread.h>
#include "web/rate.h"

#define MOST 64

struct holder { uint64_t sender, network; };     /* sender 0: free */

struct places {
    struct places_limits limits;
    pthread_mutex_t lock;
    struct holder holders[MOST];
};

struct places *places_new(struct arena *a, const struct places_limits *limits)
{
    struct places *p = NEW(a, struct places);

    p->limits = *limits;
    p->limits.all = limits->all < MOST ? limits->all : MOST;
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

void places_end(struct places *p)
{
    if (p)
        pthread_mutex_destroy(&p->lock);
}

static int find_place(const struct places *p, const struct holder *who)
{
    unsigned sender = 0, network = 0;
    int place = PLACE_ALL_TAKEN;

    for (unsigned i = 0; i < p->limits.all; i++) {
        const struct holder *h = &p->holders[i];
        if (!h->sender) {
            place = (int)i;
            continue;
        }
        sender += h->sender == who->sender;
        network += h->network == who->network;
    }
    return sender >= p->limits.by_sender || network >= p->limits.by_network ? PLACE_SHARE_USED : place;
}

int places_take(struct places *p, str sender, str client)
{
    const struct holder who = {rate_name(sender), rate_name(rate_network(client))};

    pthread_mutex_lock(&p->lock);
    int place = find_place(p, &who);
    if (place >= 0)
        p->holders[place] = who;
    pthread_mutex_unlock(&p->lock);
    return place;
}

void places_leave(struct places *p, int place)
{
    if (place < 0)
        return;
    pthread_mutex_lock(&p->lock);
    p->holders[place] = (struct holder){0, 0};
    pthread_mutex_unlock(&p->lock);
}
