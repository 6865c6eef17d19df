/* token/token_rate.c — how often a token may be used: a bucket per token that
 * fills evenly, in the memory of this process. */
#include "app/token/token.h"

#include <pthread.h>

#define SLOTS 1024                               /* a token that falls on another's slot takes it, full */
#define COST  (MINUTE / TOKEN_CALLS_A_MINUTE)

static struct slot { int64_t token; msec empty_at; } slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* `empty_at`: when all that was taken will have come back (a leaky bucket, kept
 * as one moment). */
static bool take(struct slot *s, int64_t token, msec now, msec *taken)
{
    if (s->token != token || s->empty_at < now)
        *s = (struct slot){token, now};
    if (s->empty_at - now > MINUTE - COST) {
        *taken = s->empty_at - now;
        return false;
    }
    s->empty_at += COST;
    *taken = s->empty_at - now;
    return true;
}

struct token_rate token_rate(int64_t token, msec now)
{
    msec taken = 0;

    pthread_mutex_lock(&lock);
    bool ok = take(&slots[(uint64_t)token % SLOTS], token, now, &taken);
    pthread_mutex_unlock(&lock);
    return (struct token_rate){
        .limit = TOKEN_CALLS_A_MINUTE, .left = ok ? (int)((MINUTE - taken) / COST) : 0,
        .reset_s = ok ? (int)((taken + SECOND - 1) / SECOND) : 1, .is_over = !ok,
    };
}
