/* store/reader.c — each reader with a lock: who takes it may be any thread. */
#include "store/reader.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/db_engine.h"

struct reader {
    pthread_mutex_t lock;                        /* held while somebody reads */
    struct db *db;                               /* NULL: not borrowed yet */
    int64_t since_ns;                            /* of the view */
    uint64_t writes;
};

struct readers {
    struct db_pool *pool;
    struct reader *all;
    unsigned n;
};

struct readers *readers_open(struct arena *a, struct db_pool *pool, unsigned most)
{
    struct readers *r = NEW(a, struct readers);

    *r = (struct readers){pool, NEW_ARRAY(a, most, struct reader), most};
    for (unsigned i = 0; i < most; i++)
        pthread_mutex_init(&r->all[i].lock, NULL);
    return r;
}

void readers_close(struct readers *r)
{
    for (unsigned i = 0; r && i < r->n; i++) {
        db_return(r->pool, r->all[i].db);
        pthread_mutex_destroy(&r->all[i].lock);
    }
}

static bool end_view(struct reader *one)
{
    struct error err = {0};

    if (!one->db || !db_in_transaction(one->db) || db_end(one->db, OK, &err) == OK)
        return true;
    log_error("db.reader", &err);
    return false;
}

/* The count of commits is read before the view begins: a commit between the two
 * only ends the view too early. */
static bool begin_view(struct readers *r, struct reader *one, int64_t now)
{
    struct error err = {0};

    if (!one->db && !(one->db = db_borrow(r->pool, &err)))
        return false;
    one->writes = db_pool_writes(r->pool);
    one->since_ns = now;
    if (db_begin_snapshot(one->db, &err) == OK)
        return true;
    log_error("db.reader", &err);
    return false;
}

static bool is_fresh(const struct readers *r, const struct reader *one, int64_t now)
{
    return one->db && db_in_transaction(one->db) && now - one->since_ns < READER_VIEW_NS &&
           one->writes == db_pool_writes(r->pool);
}

struct db *readers_take(struct readers *r)
{
    int64_t now = clock_monotonic_ns();

    for (unsigned i = 0; i < r->n; i++) {
        struct reader *one = &r->all[i];
        if (pthread_mutex_trylock(&one->lock) != 0)
            continue;
        if (is_fresh(r, one, now) || (end_view(one) && begin_view(r, one, now)))
            return one->db;
        pthread_mutex_unlock(&one->lock);
        return NULL;
    }
    return NULL;
}

void readers_give(struct readers *r, struct db *db)
{
    for (unsigned i = 0; i < r->n; i++)
        if (r->all[i].db == db) {
            db_close_rows(db);                   /* a request may have been dropped in the middle */
            pthread_mutex_unlock(&r->all[i].lock);
        }
}

void readers_rest(struct readers *r)
{
    int64_t now = clock_monotonic_ns();

    for (unsigned i = 0; i < r->n; i++) {
        struct reader *one = &r->all[i];
        if (pthread_mutex_trylock(&one->lock) != 0)
            continue;
        if (now - one->since_ns >= READER_VIEW_NS)
            end_view(one);
        pthread_mutex_unlock(&one->lock);
    }
}
