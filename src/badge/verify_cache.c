/* Slots, each with an arena of its own; the one that was not used for longest
 * gives way. A few hundred slots are searched by their hashes faster than one
 * signature is checked by orders of magnitude, so there is no table. */
#include "badge/verify_cache.h"

#include <pthread.h>
#include <string.h>

#include "base/attempt.h"
#include "base/list.h"

#define SLOTS         256
#define DEFAULT_BYTES ((size_t)16 << 20)
#define MAX_DOCUMENT  ((size_t)64 << 10)
#define MAX_KEY       4096
#define MAX_PURPOSES  8
#define DOCUMENT_LIFE (5 * MINUTE)
#define SLOT_QUOTA    ((size_t)4 << 20)

struct slot {
    struct arena *arena;
    str key; /* absent: empty */
    uint64_t hash, used, made;
    msec until;
    size_t bytes;
    struct kept_list list;
    struct loaded document;
};

struct verify_cache {
    struct arena *arena;                         /* its own; NULL: it lies in its maker's */
    pthread_mutex_t lock;
    size_t max, bytes;
    uint64_t tick;
    struct slot slots[SLOTS];
};

struct verify_cache *verify_cache_make(struct arena *a, size_t max_bytes)
{
    struct verify_cache *c = NEW(a, struct verify_cache);

    c->max = max_bytes ? max_bytes : DEFAULT_BYTES;
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

struct verify_cache *verify_cache_open(size_t max_bytes)
{
    struct arena *a = arena_new(0);
    struct verify_cache *c = verify_cache_make(a, max_bytes);

    c->arena = a;
    return c;
}

void verify_cache_close(struct verify_cache *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        arena_free(c->slots[i].arena);
    pthread_mutex_destroy(&c->lock);
    arena_free(c->arena);
}

/* ---- slots; all of this with the lock held ---- */

static void empty(struct verify_cache *c, struct slot *s)
{
    struct arena *arena = s->arena;

    c->bytes -= s->bytes;
    if (arena)
        arena_reset(arena);
    *s = (struct slot){.arena = arena};
}

static struct slot *find(struct verify_cache *c, str key)
{
    uint64_t hash = map_hash(key);

    for (size_t i = 0; i < SLOTS; i++)
        if (c->slots[i].hash == hash && str_eq(c->slots[i].key, key))
            return &c->slots[i];
    return NULL;
}

static struct slot *find_fresh(struct verify_cache *c, str key)
{
    struct slot *s = find(c, key);

    if (!s)
        return NULL;
    if (s->until <= clock_now()) {
        empty(c, s);
        return NULL;
    }
    s->used = ++c->tick;
    return s;
}

/* The one that was not used for longest; an empty one was never. */
static struct slot *oldest(struct verify_cache *c)
{
    struct slot *found = &c->slots[0];

    for (size_t i = 1; i < SLOTS; i++)
        if (c->slots[i].used < found->used)
            found = &c->slots[i];
    return found;
}

static struct slot *oldest_full(struct verify_cache *c, const struct slot *but)
{
    struct slot *found = NULL;

    for (size_t i = 0; i < SLOTS; i++) {
        struct slot *s = &c->slots[i];
        if (s != but && !str_is_absent(s->key) && (!found || s->used < found->used))
            found = s;
    }
    return found;
}

static struct slot *slot_for(struct verify_cache *c, str key)
{
    struct slot *s = find(c, key);

    if (!s)
        s = oldest(c);
    empty(c, s);
    return s;
}

/* What was put is counted, and others make room. */
static void settle(struct verify_cache *c, struct slot *s)
{
    struct slot *other;

    s->bytes = arena_used(s->arena);
    c->bytes += s->bytes;
    while (c->bytes > c->max && (other = oldest_full(c, s)))
        empty(c, other);
    if (c->bytes > c->max)
        empty(c, s);
}

static struct kept_list copy_list(struct arena *a, const struct kept_list *l)
{
    struct kept_list copy = *l;
    str *purposes = NEW_ARRAY(a, l->n_purposes + 1, str);
    str bytes = str_copy(a, (str){(const char *)l->bits.bytes, l->bits.bits / 8});

    for (size_t i = 0; i < l->n_purposes; i++)
        purposes[i] = str_copy(a, l->purposes[i]);
    copy.purposes = purposes;
    copy.bits.bytes = (uint8_t *)(uintptr_t)bytes.p;
    return copy;
}

static struct loaded copy_document(struct arena *a, const struct loaded *d)
{
    return (struct loaded){.status = d->status,
                           .content_type = str_copy(a, d->content_type),
                           .body = str_copy(a, d->body),
                           .final_url = str_copy(a, d->final_url),
                           .at = d->at};
}

/* Something to be put: a list, or a document. */
struct put {
    struct slot *slot;
    str key;
    msec until;
    const struct kept_list *list;
    const struct loaded *document;
};

static code fill(void *ctx, struct error *err)
{
    const struct put *p = ctx;
    struct slot *s = p->slot;

    (void)err;
    if (!s->arena)
        s->arena = arena_new(SLOT_QUOTA);
    if (p->list)
        s->list = copy_list(s->arena, p->list);
    else
        s->document = copy_document(s->arena, p->document);
    s->key = str_copy(s->arena, p->key);
    return OK;
}

/* What there is no memory for is not kept; the lock must not be left behind. */
static void put(struct verify_cache *c, struct put *p)
{
    pthread_mutex_lock(&c->lock);
    struct slot *s = p->slot = slot_for(c, p->key);
    if (attempt(fill, p, NULL) == OK) {
        s->hash = map_hash(p->key);
        s->made = s->used = ++c->tick;
        s->until = p->until;
        settle(c, s);
    } else {
        empty(c, s);
    }
    pthread_mutex_unlock(&c->lock);
}

/* ---- status lists ---- */

void verify_cache_put_list(struct verify_cache *c, str key, const struct kept_list *l)
{
    if (key.n > MAX_KEY || l->bits.bits > MAX_KEPT_BITS || l->n_purposes > MAX_PURPOSES)
        return;
    put(c, &(struct put){.key = key, .until = l->until, .list = l});
}

static struct kept_bit look_up(const struct kept_list *l, const struct place *p)
{
    struct kept_bit bit = {.bits = l->bits.bits,
                           .at = l->at,
                           .until = l->until,
                           .judged_at = l->judged_at,
                           .valid_from = l->valid_from,
                           .valid_until = l->valid_until};

    bit.is_inside = bitstring_get(&l->bits, p->index, p->size, &bit.value);
    for (size_t i = 0; i < l->n_purposes; i++)
        bit.for_purpose |= str_eq(l->purposes[i], p->purpose);
    return bit;
}

bool verify_cache_get_bit(struct verify_cache *c, str key, const struct place *p,
                          struct kept_bit *out)
{
    pthread_mutex_lock(&c->lock);
    const struct slot *s = find_fresh(c, key);
    if (s)
        *out = look_up(&s->list, p);
    pthread_mutex_unlock(&c->lock);
    return s != NULL;
}

/* ---- documents ---- */

void verify_cache_put_document(struct verify_cache *c, str url, const struct loaded *doc)
{
    if (url.n > MAX_KEY || doc->body.n > MAX_DOCUMENT)
        return;
    put(c, &(struct put){.key = url, .until = clock_now() + DOCUMENT_LIFE, .document = doc});
}

static size_t size_of(const struct loaded *d)
{
    return d->content_type.n + d->body.n + d->final_url.n;
}

static str move(char **to, str s)
{
    str moved = {*to, s.n};

    if (s.n)
        memcpy(*to, s.p, s.n);
    *to += s.n;
    return moved;
}

/* An arena may end its task (and this thread's stack) while it allocates, so
 * none is asked with the lock held: first the size, then the bytes. */
bool verify_cache_get_document(struct verify_cache *c, struct arena *a, str url, struct loaded *out)
{
    pthread_mutex_lock(&c->lock);
    struct slot *s = find_fresh(c, url);
    uint64_t made = s ? s->made : 0;
    size_t n = s ? size_of(&s->document) : 0;
    pthread_mutex_unlock(&c->lock);
    if (!made)
        return false;

    char *to = NEW_ARRAY(a, n + 1, char);
    pthread_mutex_lock(&c->lock);
    bool is_there = s->made == made;
    if (is_there)
        *out = (struct loaded){.status = s->document.status,
                               .content_type = move(&to, s->document.content_type),
                               .body = move(&to, s->document.body),
                               .final_url = move(&to, s->document.final_url),
                               .at = s->document.at};
    pthread_mutex_unlock(&c->lock);
    return is_there;
}
