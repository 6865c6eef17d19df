/* award/award_group.c — the people of a list as a group of the directory. All of
 * them in three statements, so that a list of 100,000 is one short transaction. */
#include "app/award/award_bulk.h"
#include "app/people/group.h"

/* Whoever is meant to get the badge, got it or holds it. */
#define WANTED " x.batch_id = $1 AND x.plan IN ('award', 'skip-holds') AND x.folded <> ''"
static const char sql_add_people[] = SQL(
    "INSERT INTO person (org_id, name, email, folded, created_at)"
    " SELECT CAST($2 AS BIGINT), min(x.name), min(x.email), x.folded, CAST($3 AS BIGINT) FROM award_batch_line x WHERE" WANTED
    " AND NOT EXISTS (SELECT 1 FROM person_address o WHERE o.org_id = $2 AND o.folded = x.folded) GROUP BY x.folded ORDER BY x.folded"
    " ON CONFLICT (org_id, folded) DO UPDATE SET removed_at = NULL WHERE person.removed_at IS NOT NULL");
static const char sql_join_by_address[] = SQL(
    "INSERT INTO group_member (group_id, person_id) SELECT DISTINCT CAST($3 AS BIGINT), p.id FROM award_batch_line x"
    " JOIN person p ON p.org_id = $2 AND p.folded = x.folded WHERE" WANTED " ON CONFLICT DO NOTHING");
static const char sql_join_by_other[] = SQL(
    "INSERT INTO group_member (group_id, person_id) SELECT DISTINCT CAST($3 AS BIGINT), o.person_id FROM award_batch_line x"
    " JOIN person_address o ON o.org_id = $2 AND o.folded = x.folded WHERE" WANTED " ON CONFLICT DO NOTHING");
static const char sql_join_awarded[] = SQL(
    "INSERT INTO group_member (group_id, person_id) SELECT DISTINCT CAST($2 AS BIGINT), w.person_id FROM award w WHERE w.batch_id = $1"
    " ON CONFLICT DO NOTHING");
static const char sql_count[] = SQL("SELECT count(*) FROM group_member WHERE group_id = $1");

static code keep(struct db *db, struct arena *a, const struct bulk_act *act, struct bulk_group *g, struct error *err)
{
    struct bulk b;

    TRY(bulk_get(db, a, act->org, act->list, &b, err));
    TRY(group_add_within(db, a, &(struct group_change){act->org, 0, act->by, g->name, {0}}, &g->id, err));
    TRY(db_run(db, sql_add_people, ARGS(v_int(b.id), v_int(b.org), v_int(clock_now())), NULL, err));
    TRY(db_run(db, sql_join_by_address, ARGS(v_int(b.id), v_int(b.org), v_int(g->id)), NULL, err));
    TRY(db_run(db, sql_join_by_other, ARGS(v_int(b.id), v_int(b.org), v_int(g->id)), NULL, err));
    TRY(db_run(db, sql_join_awarded, ARGS(v_int(b.id), v_int(g->id)), NULL, err));
    TRY(db_int(db, sql_count, ARGS(v_int(g->id)), &g->people, err));
    return g->people > 0 ? OK : fail(err, BAD_INPUT, "name", "nobody of this list can be in a group: correct a line first");
}

code bulk_keep_group(struct db *db, struct arena *a, const struct bulk_act *act, struct bulk_group *g, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, keep(db, a, act, g, err), err);
}
