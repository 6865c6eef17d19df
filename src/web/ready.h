/* web/ready.h — answers that are ready: public documents, whole with their
 * headers, sent from the event thread without a look at the database. Bounded;
 * keyed by host, address and Accept, so that what is negotiated is not mixed up.
 *
 * Nothing stale is sent. The application has a generation, a number in its
 * database that every change of a public document raises in the same
 * transaction; an answer is good for the generation that was read before it was
 * made. Whether that number may have grown is seen without reading it: by the
 * count of commits of this process, and by its age where other processes write
 * too (READY_KNOWN_NS). Then the next request takes the long way and reads it. */
#pragma once
#include "store/db.h"
#include "web/http.h"

#define READY_KNOWN_NS (50LL * 1000 * 1000)

struct ready;
struct ready *ready_open(struct arena *a, const struct db_pool *pool);
void ready_close(struct ready *r);               /* NULL is fine */

/* True: answered. */
bool ready_send(struct ready *r, const struct request *rq, struct exchange *x);

/* Is the generation known without a look at the database? */
bool ready_knows(struct ready *r, int64_t *generation);
/* The long way: the count of commits, then the generation, then the answer. */
uint64_t ready_before(const struct ready *r);
void ready_know(struct ready *r, uint64_t before, int64_t generation);
void ready_keep(struct ready *r, const struct request *rq, const struct response *rs, int64_t generation);
size_t ready_bytes(struct ready *r);             /* what is held; never above READY_BYTES */
#define READY_BYTES ((size_t)12 << 20)
