/* format/rdf.c — terms are interned by their spelling, quads by their four
 * numbers; both tables are keyed, so that strangers cannot choose collisions.
 * What is surely new, a node that nobody can name or a quad whose end is in no
 * quad yet, is put into no table: most of a document is, and each place in a
 * large table costs a look into memory that is in no cache. */
#include "format/rdf_private.h"
#include <pthread.h>
#include <string.h>
#include "base/crypto.h"

#define FIRST_TERMS 64
#define FIRST_QUADS 32
#define FIRST_SLOTS 128
#define ROOM        4096
#define LABEL       24
#define SMALL       4096

const struct rdf_limits rdf_default_limits = {.quads = 10000, .term_bytes = (size_t)16 << 20};

/* Hashing: multiply and fold, with a key drawn once per process. */

static uint64_t key[4];

static void draw_key(void)
{
    random_bytes(key, sizeof key);
}

#ifdef __SIZEOF_INT128__
static uint64_t fold(uint64_t x, uint64_t y)
{
    unsigned __int128 product = (unsigned __int128)x * y;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}
#else
static uint64_t fold(uint64_t x, uint64_t y)
{
    uint64_t low = (x & UINT32_MAX) * (y & UINT32_MAX), high = (x >> 32) * (y >> 32);
    uint64_t one = (x >> 32) * (y & UINT32_MAX), other = (x & UINT32_MAX) * (y >> 32);

    one += (low >> 32) + (other & UINT32_MAX);
    return (low & UINT32_MAX) ^ one << 32 ^ (high + (one >> 32) + (other >> 32));
}
#endif

static uint64_t word_at(const char *p)
{
    uint64_t w;

    memcpy(&w, p, sizeof w);
    return w;
}

static uint64_t short_word(str s)
{
    uint64_t w = 0;

    if (s.n)
        memcpy(&w, s.p, s.n);
    return w;
}

static inline uint32_t hash_text(str s)
{
    uint64_t h = key[0] ^ s.n;
    size_t i = 0;

    for (; i + 16 <= s.n; i += 16)
        h = fold(word_at(s.p + i) ^ key[1], word_at(s.p + i + 8) ^ h);
    if (i + 8 <= s.n) {
        h = fold(word_at(s.p + i) ^ key[2], h ^ key[1]);
        i += 8;
    }
    return (uint32_t)fold(short_word(str_from(s, i)) ^ key[3], h ^ key[2]);
}

static uint64_t two(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}

static uint32_t hash_quad(const struct rdf_quad *q)
{
    return (uint32_t)fold(fold(two(q->s, q->p) ^ key[0], key[1]) ^ two(q->o, q->g) ^ key[2], key[3]);
}

/* The dataset. */

struct rdf *rdf_new(struct arena *a, const struct rdf_limits *limits)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct rdf *d = NEW(a, struct rdf);

    pthread_once(&once, draw_key);
    *d = (struct rdf){
        .a = a,
        .limits = limits ? *limits : rdf_default_limits,
        .terms = NEW_ARRAY(a, FIRST_TERMS, struct rdf_text),
        .n_terms = 1,
        .terms_cap = FIRST_TERMS,
        .slots = NEW_ARRAY(a, FIRST_SLOTS, struct rdf_slot),
        .tags = NEW_ARRAY(a, FIRST_SLOTS, uint8_t),
        .slots_cap = FIRST_SLOTS,
        .quads = NEW_ARRAY(a, FIRST_QUADS, struct rdf_quad),
        .quads_cap = FIRST_QUADS,
    };
    return d;
}

char *rdf_take_room(struct rdf *d, size_t n)
{
    if (n > d->room_left) {
        d->room_left = n > ROOM / 4 ? n : ROOM;
        d->room = arena_alloc(d->a, d->room_left, 1);
    }
    return d->room;
}

/* Interning. What is not there yet is told by the tags alone: they stay in the
 * processor's cache when the slots of a large dataset do not. */

static uint8_t tag_of(uint32_t hash)
{
    return (uint8_t)(hash >> 24 | 1);
}

static bool is_term(const struct rdf *d, const struct rdf_slot *slot, str text, uint32_t hash)
{
    const struct rdf_text *t = &d->terms[slot->term];

    return slot->hash == hash && t->n == text.n && !memcmp(t->p, text.p, text.n);
}

/* The slot that holds the text, or the free one where it belongs. */
static size_t find_slot(const struct rdf *d, str text, uint32_t hash)
{
    size_t mask = d->slots_cap - 1, i = hash & mask;
    uint8_t tag = tag_of(hash);

    while (d->tags[i] && !(d->tags[i] == tag && is_term(d, &d->slots[i], text, hash)))
        i = (i + 1) & mask;
    return i;
}

static void grow_slots(struct rdf *d, size_t cap)
{
    struct rdf_slot *slots = NEW_ARRAY(d->a, cap, struct rdf_slot);
    uint8_t *tags = NEW_ARRAY(d->a, cap, uint8_t);

    for (size_t old = 0; old < d->slots_cap; old++) {
        size_t i = d->slots[old].hash & (cap - 1);
        if (!d->tags[old])
            continue;
        while (tags[i])
            i = (i + 1) & (cap - 1);
        tags[i] = d->tags[old];
        slots[i] = d->slots[old];
    }
    d->slots = slots;
    d->tags = tags;
    d->slots_cap = cap;
}

static inline rdf_term add_term(struct rdf *d, enum rdf_kind kind, str text)
{
    if (d->n_terms == d->terms_cap) {
        d->terms = arena_grow(d->a, d->terms, d->terms_cap, d->terms_cap * 2, sizeof *d->terms);
        d->terms_cap *= 2;
    }
    d->terms[d->n_terms] = (struct rdf_text){.p = text.p, .n = text.n, .kind = kind};
    d->term_bytes += text.n;
    return (rdf_term)d->n_terms++;
}

static rdf_term intern(struct rdf *d, enum rdf_kind kind, str text)
{
    uint32_t hash = hash_text(text);
    size_t at = find_slot(d, text, hash);

    if (d->tags[at])
        return d->slots[at].term;
    if (d->n_slots >= d->slots_cap / 2) {
        grow_slots(d, d->slots_cap * 2);
        at = find_slot(d, text, hash);
    }
    rdf_term t = add_term(d, kind, text);
    d->slots[at] = (struct rdf_slot){hash, t};
    d->tags[at] = tag_of(hash);
    d->n_slots++;
    return t;
}

static void keep_room(struct rdf *d, size_t n)
{
    d->room += n;
    d->room_left -= n;
}

rdf_term rdf_intern_room(struct rdf *d, enum rdf_kind kind, size_t n)
{
    size_t before = d->n_terms;
    rdf_term t = intern(d, kind, (str){d->room, n});

    if (d->n_terms > before)
        keep_room(d, n);
    return t;
}

rdf_term rdf_iri_spelled(struct rdf *d, str spelled)
{
    return intern(d, RDF_IRI, spelled);
}

/* Blank nodes. */

static bool is_known(const struct rdf *d, str text)
{
    return d->tags[find_slot(d, text, hash_text(text))] != 0;
}

/* "_:b7"; not by printf, which would take longer than all the rest. */
static size_t write_label(char *to, size_t n)
{
    char digits[LABEL], *at = digits + sizeof digits;

    do
        *--at = (char)('0' + n % 10);
    while (n /= 10);
    size_t length = (size_t)(digits + sizeof digits - at);
    memcpy(to, "_:b", 3);
    memcpy(to + 3, at, length);
    return 3 + length;
}

/* Such a node needs no slot: of a text with its label another one is made. */
rdf_term rdf_blank_new(struct rdf *d)
{
    char *to = rdf_take_room(d, LABEL);
    size_t n;

    do
        n = write_label(to, d->labels++);
    while (d->has_labels && is_known(d, (str){to, n}));
    keep_room(d, n);
    return add_term(d, RDF_BLANK, (str){to, n});
}

/* Was the label given away by rdf_blank_new, unless a text had it before? */
static bool is_given_away(const struct rdf *d, str label)
{
    char own[LABEL];
    int64_t n;

    return str_starts(label, S("b")) && str_to_int(str_from(label, 1), &n) && n >= 0 &&
           (uint64_t)n < d->labels &&
           str_eq(label, str_from((str){own, write_label(own, (size_t)n)}, 2));
}

/* The label of a text that rdf_blank_new had given away before. */
static rdf_term rename_label(struct rdf *d, str label)
{
    if (!d->renamed)
        d->renamed = map_new(d->a);
    void **slot = map_at(d->renamed, str_copy(d->a, label));
    if (!*slot)
        *slot = (void *)(uintptr_t)rdf_blank_new(d);
    return (rdf_term)(uintptr_t)*slot;
}

rdf_term rdf_blank(struct rdf *d, str label)
{
    if (!rdf_is_label(label))
        return 0;
    char *to = rdf_take_room(d, label.n + 2);
    memcpy(to, "_:", 2);
    memcpy(to + 2, label.p, label.n);
    if (is_given_away(d, label) && !is_known(d, (str){to, label.n + 2}))
        return rename_label(d, label);
    d->has_labels = true;
    return rdf_intern_room(d, RDF_BLANK, label.n + 2);
}

/* Quads. */

static size_t find_quad(const struct rdf *d, const struct rdf_quad *q, uint32_t hash)
{
    size_t mask = d->quad_slots_cap - 1, i = hash & mask;
    uint8_t tag = tag_of(hash);

    while (d->quad_tags[i] &&
           (d->quad_tags[i] != tag || memcmp(&d->quads[d->quad_slots[i]], q, sizeof *q)))
        i = (i + 1) & mask;
    return i;
}

static void put_quad(struct rdf *d, size_t at, uint32_t hash, size_t place)
{
    d->quad_tags[at] = tag_of(hash);
    d->quad_slots[at] = (uint32_t)place;
}

/* No quad is a new one's equal when what it is said of, or what is said, was
 * never in that place. */
static bool is_surely_new(const struct rdf *d, const struct rdf_quad *q)
{
    return !d->terms[q->s].is_subject || !d->terms[q->o].is_object;
}

/* Every quad gets its place, now that one of them is looked for. */
static void place_quads(struct rdf *d)
{
    if (d->quad_slots_cap < d->quads_cap * 2) {
        d->quad_slots_cap = d->quads_cap * 2;
        d->quad_slots = NEW_ARRAY(d->a, d->quad_slots_cap, uint32_t);
        d->quad_tags = NEW_ARRAY(d->a, d->quad_slots_cap, uint8_t);
        d->n_placed = 0;
    }
    for (; d->n_placed < d->n_quads; d->n_placed++) {
        const struct rdf_quad *q = &d->quads[d->n_placed];
        uint32_t hash = hash_quad(q);
        put_quad(d, find_quad(d, q, hash), hash, d->n_placed);
    }
}

static bool is_there(struct rdf *d, const struct rdf_quad *q)
{
    place_quads(d);
    return d->quad_tags[find_quad(d, q, hash_quad(q))] != 0;
}

static void grow_quads(struct rdf *d, size_t cap)
{
    d->quads = arena_grow(d->a, d->quads, d->quads_cap, cap, sizeof *d->quads);
    d->quads_cap = cap;
}

code rdf_add(struct rdf *d, rdf_term s, rdf_term p, rdf_term o, rdf_term g, struct error *err)
{
    struct rdf_quad q = {s, p, o, g};

    if (d->term_bytes > d->limits.term_bytes)
        return fail(err, LIMIT, "", "the names and texts of this document take more than %zu KB",
                    d->limits.term_bytes / 1024);
    if (!is_surely_new(d, &q) && is_there(d, &q))
        return OK;
    if (d->n_quads >= d->limits.quads || d->n_quads >= UINT32_MAX / 4)
        return fail(err, LIMIT, "", "this document makes more than %zu statements", d->limits.quads);
    if (d->n_quads == d->quads_cap)
        grow_quads(d, d->quads_cap * 2);
    d->quads[d->n_quads++] = q;
    d->terms[s].is_subject = true;
    d->terms[o].is_object = true;
    return OK;
}

/* The tables are powers of two; there are seldom more new terms than quads. A
 * small one is roomy, so that it need not grow; a large one fits into a cache
 * as long as it can. */
void rdf_reserve(struct rdf *d, size_t quads)
{
    size_t cap = d->quads_cap;

    quads = quads < d->limits.quads ? quads : d->limits.quads;
    while (cap < quads)
        cap *= 2;
    size_t slots = cap <= SMALL ? cap * 2 : cap;
    if (cap > d->quads_cap)
        grow_quads(d, cap);
    if (quads > d->terms_cap) {
        d->terms = arena_grow(d->a, d->terms, d->terms_cap, quads, sizeof *d->terms);
        d->terms_cap = quads;
    }
    if (slots > d->slots_cap)
        grow_slots(d, slots);
}

/* Questions. */

size_t rdf_count(const struct rdf *d)
{
    return d->n_quads;
}

const struct rdf_quad *rdf_quads(const struct rdf *d)
{
    return d->quads;
}

size_t rdf_term_count(const struct rdf *d)
{
    return d->n_terms - 1;
}

enum rdf_kind rdf_kind(const struct rdf *d, rdf_term t)
{
    return d->terms[t].kind;
}

str rdf_spelling(const struct rdf *d, rdf_term t)
{
    return (str){d->terms[t].p, d->terms[t].n};
}

void rdf_respell(struct rdf *d, rdf_term t, str spelled)
{
    d->terms[t].p = spelled.p;
    d->terms[t].n = spelled.n;
}
