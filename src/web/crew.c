/* web/crew.c */
#include "web/crew.h"
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

struct crew {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct crew_job *first, **last;
    bool stopping;
    crew_run *run;
    void *ctx;
    pthread_t *threads;
    unsigned n;
};

/* NULL: the crew stops and nothing is left. */
static struct crew_job *take(struct crew *c)
{
    pthread_mutex_lock(&c->lock);
    while (!c->first && !c->stopping)
        pthread_cond_wait(&c->more, &c->lock);
    struct crew_job *job = c->first;
    if (job && !(c->first = job->next))
        c->last = &c->first;
    pthread_mutex_unlock(&c->lock);
    return job;
}

static void *work(void *arg)
{
    struct crew *c = arg;
    struct crew_job *job;

    while ((job = take(c)))
        c->run(c->ctx, job);
    return NULL;
}

code crew_start(struct arena *a, unsigned threads, crew_run *run, void *ctx, struct crew **out, struct error *err)
{
    struct crew *c = NEW(a, struct crew);

    c->last = &c->first;
    c->run = run;
    c->ctx = ctx;
    c->threads = NEW_ARRAY(a, threads, pthread_t);
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->more, NULL);
    for (; c->n < threads; c->n++) {
        int why = pthread_create(&c->threads[c->n], NULL, work, c);
        if (why != 0) {
            crew_stop(c);
            return fail(err, FAULT, "", "cannot start a thread: %s", strerror(why));
        }
    }
    *out = c;
    return OK;
}

void crew_give(struct crew *c, struct crew_job *job)
{
    job->next = NULL;
    pthread_mutex_lock(&c->lock);
    *c->last = job;
    c->last = &job->next;
    pthread_cond_signal(&c->more);
    pthread_mutex_unlock(&c->lock);
}

void crew_stop(struct crew *c)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->lock);
    c->stopping = true;
    pthread_cond_broadcast(&c->more);
    pthread_mutex_unlock(&c->lock);
    for (unsigned i = 0; i < c->n; i++)
        pthread_join(c->threads[i], NULL);
    pthread_cond_destroy(&c->more);
    pthread_mutex_destroy(&c->lock);
}
