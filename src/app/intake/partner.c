/* intake/partner.c — of which partner something is that counts from now on, and by which terms:
 * told by the slice of partners, which stands above. */
#include "app/intake/intake_private.h"

static intake_whose_fn *whose;

void intake_set_whose(intake_whose_fn *fn)
{
    whose = fn;
}

static const char sql_rests[] = SQL("UPDATE intake SET partner_id = $2, terms_id = $3 WHERE id = $1");

/* Paper proves nothing of who gave it, nor does a badge that could not be verified. */
code intake_rest_on_partner(struct db *db, struct arena *a, const struct intake *i, struct error *err)
{
    struct intake_facts facts = intake_facts_of(i);
    struct intake_terms t = {0};

    if (!whose || !str_eq(i->kind, S("badge")) || !str_eq(i->standing, S("good")))
        return OK;
    TRY(whose(db, a, i->org, &facts, &t, err));
    return t.id ? db_run(db, sql_rests, ARGS(v_int(i->id), v_int(t.partner), v_int(t.id)), NULL, err) : OK;
}
