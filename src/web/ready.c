/* web/ready.c — sets of four slots by the hash of the key, each with a lock. An
 * answer is kept when it was asked for a second time: what is read once, by one
 * who walks through all of them, drives nothing out. */
#include "web/ready.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "web/text.h"

#define SETS       1024
#define SLOTS      4                             /* in each set */
#define MOST_KEY   256
#define MOST_AGE   (60LL * 1000 * 1000 * 1000)   /* what the answers say in Cache-Control */

struct key { uint64_t hash; size_t n; char text[MOST_KEY]; };

struct slot {
    struct http_ready answer;                    /* whole NULL: empty */
    int64_t generation, made_ns;
    struct key key;
};

struct set {
    struct slot slots[SLOTS];
    uint64_t asked[SLOTS];                       /* hashes that were asked for and are not kept, the last four */
    unsigned next_asked, next_out;
};

struct ready {
    const struct db_pool *pool;
    pthread_mutex_t locks[SETS];                 /* apart: a start then touches none of the sets, and an idle server stays small */
    struct set *sets;
    atomic_size_t bytes;
    atomic_size_t hand;                          /* the set that is emptied next when there is too much */
    pthread_mutex_t know;
    bool is_known;
    uint64_t writes;
    int64_t generation, known_ns;
};

struct ready *ready_open(struct arena *a, const struct db_pool *pool)
{
    struct ready *r = NEW(a, struct ready);

    r->pool = pool;
    r->sets = NEW_ARRAY(a, SETS, struct set);
    for (int i = 0; i < SETS; i++)
        pthread_mutex_init(&r->locks[i], NULL);
    pthread_mutex_init(&r->know, NULL);
    return r;
}

/* The lock of the set is held. */
static void empty(struct ready *r, struct slot *s)
{
    atomic_fetch_sub(&r->bytes, s->answer.size);
    http_ready_end(&s->answer);
}

void ready_close(struct ready *r)
{
    if (!r)
        return;
    for (int i = 0; i < SETS; i++) {
        for (int k = 0; k < SLOTS; k++)
            empty(r, &r->sets[i].slots[k]);
        pthread_mutex_destroy(&r->locks[i]);
    }
    pthread_mutex_destroy(&r->know);
}

/* ---- keys ---- */

/* With an end that is in none of the parts. */
static bool add(struct key *k, str part)
{
    if (part.n + 1 > MOST_KEY - k->n)
        return false;
    memcpy(k->text + k->n, part.n ? part.p : "", part.n);
    k->text[k->n + part.n] = '\n';
    k->n += part.n + 1;
    return true;
}

/* All that a public document may depend on; false: too long to be kept. */
static bool key_of(const struct request *rq, struct key *k)
{
    k->n = 0;
    if (!add(k, request_header(rq, "host")) || !add(k, rq->target) || !add(k, request_header(rq, "accept")) ||
        !add(k, request_language(rq)))
        return false;
    k->hash = map_hash((str){k->text, k->n});
    return true;
}

static struct set *lock_set(struct ready *r, size_t i)
{
    pthread_mutex_lock(&r->locks[i % SETS]);
    return &r->sets[i % SETS];
}

static void unlock_set(struct ready *r, const struct set *set)
{
    pthread_mutex_unlock(&r->locks[set - r->sets]);
}

static bool is_of(const struct slot *s, const struct key *k)
{
    return s->answer.whole && s->key.hash == k->hash && s->key.n == k->n && memcmp(s->key.text, k->text, k->n) == 0;
}

static struct slot *find(struct set *set, const struct key *k)
{
    for (int i = 0; i < SLOTS; i++)
        if (is_of(&set->slots[i], k))
            return &set->slots[i];
    return NULL;
}

/* ---- the generation ---- */

bool ready_knows(struct ready *r, int64_t *generation)
{
    int64_t now = clock_monotonic_ns();

    pthread_mutex_lock(&r->know);
    bool knows = r->is_known && r->writes == db_pool_writes(r->pool) && now - r->known_ns < READY_KNOWN_NS;
    *generation = r->generation;
    pthread_mutex_unlock(&r->know);
    return knows;
}

uint64_t ready_before(const struct ready *r)
{
    return db_pool_writes(r->pool);
}

/* Of two that read at once, the one that began later knows better. */
void ready_know(struct ready *r, uint64_t before, int64_t generation)
{
    pthread_mutex_lock(&r->know);
    if (!r->is_known || before >= r->writes) {
        r->is_known = true;
        r->writes = before;
        r->generation = generation > r->generation ? generation : r->generation;
        r->known_ns = clock_monotonic_ns();
    }
    pthread_mutex_unlock(&r->know);
}

/* ---- sending ---- */

bool ready_send(struct ready *r, const struct request *rq, struct exchange *x)
{
    int64_t generation;
    struct key k;

    if (!ready_knows(r, &generation) || !key_of(rq, &k))
        return false;
    struct set *set = lock_set(r, k.hash);
    struct slot *s = find(set, &k);
    bool hit = s && s->generation == generation && clock_monotonic_ns() - s->made_ns < MOST_AGE;
    if (hit)
        http_send_ready(x, &s->answer);
    unlock_set(r, set);
    return hit;
}

/* ---- keeping ---- */

/* Was it asked for before? Notes that it is now. */
static bool was_asked(struct set *set, const struct key *k)
{
    for (int i = 0; i < SLOTS; i++)
        if (set->asked[i] == k->hash)
            return true;
    set->asked[set->next_asked++ % SLOTS] = k->hash;
    return find(set, k) != NULL;
}

static bool is_wanted(struct ready *r, const struct key *k)
{
    struct set *set = lock_set(r, k->hash);
    bool wanted = was_asked(set, k);

    unlock_set(r, set);
    return wanted;
}

static void make_room(struct ready *r, size_t wanted)
{
    for (int tries = 0; tries < SETS && atomic_load(&r->bytes) + wanted > READY_BYTES; tries++) {
        struct set *set = lock_set(r, atomic_fetch_add(&r->hand, 1));
        for (int i = 0; i < SLOTS; i++)
            empty(r, &set->slots[i]);
        unlock_set(r, set);
    }
}

static struct slot *choose_slot(struct set *set, const struct key *k)
{
    struct slot *s = find(set, k);

    for (int i = 0; i < SLOTS && !s; i++)
        if (!set->slots[i].answer.whole)
            s = &set->slots[i];
    return s ? s : &set->slots[set->next_out++ % SLOTS];
}

static void put(struct ready *r, const struct key *k, const struct http_ready *answer, int64_t generation)
{
    struct set *set = lock_set(r, k->hash);
    struct slot *s = choose_slot(set, k);

    empty(r, s);
    *s = (struct slot){*answer, generation, clock_monotonic_ns(), *k};
    unlock_set(r, set);
}

void ready_keep(struct ready *r, const struct request *rq, const struct response *rs, int64_t generation)
{
    struct http_ready answer;
    struct key k;

    if (!key_of(rq, &k) || !is_wanted(r, &k) || !http_ready_make(rs, &answer))
        return;
    make_room(r, answer.size);
    atomic_fetch_add(&r->bytes, answer.size);
    put(r, &k, &answer, generation);
}

size_t ready_bytes(struct ready *r)
{
    return atomic_load(&r->bytes);
}
