/* pathway/turn.c — one person's turn in the background. What cannot be done for one, because a
 * key of their organisation cannot be used or there is too much of something, holds up
 * nobody else on the server. */
#include "app/pathway/pathway_private.h"

#include "base/log.h"

static bool is_disk_full(const struct error *why)
{
    return why->code == LIMIT && str_eq(cstr(why->where), S("database"));
}

code pathway_turn(struct pathway_turn *t, attempt_fn *work, bool *failed, struct error *err)
{
    struct error why = {0};

    *failed = false;
    arena_reset(t->a);
    TRY(db_begin(t->db, err));
    code c = db_end(t->db, attempt(work, t, &why), &why);
    if (c == OK)
        return OK;
    if (is_disk_full(&why)) {
        *err = why;
        return c;
    }
    log_error("pathway.look", &why);
    *failed = true;
    return OK;
}
