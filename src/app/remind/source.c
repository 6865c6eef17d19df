/* remind/source.c — what slices above have to say in the mail of the day: added at start,
 * asked when an organisation is looked at. */
#include "app/remind/remind_private.h"

#include <assert.h>

const struct remind_source *remind_sources[REMIND_SOURCES + 1];

void remind_add_source(const struct remind_source *s)
{
    size_t i = 0;

    while (i < REMIND_SOURCES && remind_sources[i] && remind_sources[i] != s)
        i++;
    assert(i < REMIND_SOURCES);
    remind_sources[i] = s;
}

code run_sources_open(struct run *r, bool *any, struct error *err)
{
    *any = false;
    for (size_t i = 0; remind_sources[i]; i++) {
        if (remind_sources[i]->any)
            TRY(remind_sources[i]->any(r->db, r->org, &r->has[i], err));
        r->has_owners = r->has_owners || remind_sources[i]->owners != NULL;
        *any = *any || r->has[i] || remind_sources[i]->owners != NULL;
    }
    return OK;
}

static struct remind_look look_of(const struct run *r, struct arena *a)
{
    return (struct remind_look){.db = r->db, .a = a, .org = r->org, .now = r->now, .today = r->today};
}

code run_sources_find(struct run *r, int64_t first, int64_t last, struct due_list *out, struct error *err)
{
    struct remind_look look = look_of(r, r->some);

    look.first = first;
    look.last = last;
    for (size_t i = 0; remind_sources[i]; i++) {
        struct remind_saids said_by = {0};
        if (!r->has[i])
            continue;
        TRY(remind_sources[i]->find(&look, &said_by, err));
        for (size_t k = 0; k < said_by.n; k++) {
            const struct remind_said *s = &said_by.items[k];
            *list_add(r->some, out) = (struct due){s->receiver, DUE_SOURCE, s->person, s->thing, s->step, s->until, i, s->of_team};
        }
    }
    return OK;
}

code run_sources_owners(struct run *r, struct error *err)
{
    struct remind_look look = look_of(r, r->a);

    for (size_t i = 0; remind_sources[i]; i++)
        if (remind_sources[i]->owners)
            TRY(remind_sources[i]->owners(&look, &r->mails, err));
    return OK;
}
