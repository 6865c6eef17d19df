/* demo/demo_drafts.c — what somebody has begun and not finished: the working copy of
 * a badge that is out. */
#include "app/demo/demo_private.h"

#include "app/catalog/working.h"

code demo_drafts_make(const struct demo_drafts *in, struct error *err)
{
    struct working_act act = {in->org, in->badges[0], in->account};
    struct working w;
    struct badge_row b;

    TRY(working_open(in->db, in->a, act.org, act.id, &b, &w, err));
    b.v.description = str_join(in->a, b.v.description, S(" Knows the rules for lithium batteries."));
    b.v.criteria = str_join(in->a, b.v.criteria, S("\n\nSince this year: charging and storing lithium batteries."));
    return working_save(in->db, in->a, &act, &b.v, err);
}
