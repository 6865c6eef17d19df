/* skill/changed.c — who is told that what proves skills changed. */
#include "app/skill/skill.h"

static skill_watcher *watching;

void skill_watch(skill_watcher *watcher)
{
    watching = watcher;
}

code skill_changed(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err)
{
    return watching ? watching(db, a, org, person, err) : OK;
}
