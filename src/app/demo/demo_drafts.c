/* demo/demo_drafts.c — what makes a catalogue of badges one: how they stand to each
 * other, and the working copy of one that is out. */
#include "app/demo/demo_private.h"

#include "app/catalog/relation.h"
#include "app/catalog/working.h"

/* Places in the list of badges. */
static const struct { size_t from; const char *kind; size_t to; } related[] = {
    {2, "needs", 0}, {4, "needs", 3}, {3, "part", 8}, {4, "part", 8}, {7, "part", 8}, {1, "related", 5},
};

static code relate(const struct demo_drafts *in, struct error *err)
{
    for (size_t i = 0; i < COUNT(related); i++)
        TRY(relation_add(in->db, in->a, &(struct relation_act){in->org, in->badges[related[i].from], in->badges[related[i].to],
                                                               in->account, cstr(related[i].kind)}, err));
    return OK;
}

code demo_drafts_make(const struct demo_drafts *in, struct error *err)
{
    struct working_act act = {in->org, in->badges[0], in->account};
    struct working w;
    struct badge_row b;

    TRY(relate(in, err));
    TRY(working_open(in->db, in->a, act.org, act.id, &b, &w, err));
    b.v.description = str_join(in->a, b.v.description, S(" Knows the rules for lithium batteries."));
    b.v.criteria = str_join(in->a, b.v.criteria, S("\n\nSince this year: charging and storing lithium batteries."));
    return working_save(in->db, in->a, &act, &b.v, err);
}
