/* campaign/teams.c — how far a campaign is by team, beside the departments: people are in
 * several, so a team is shown only where fewer than five people cannot be told apart by it. */
#include "app/campaign/campaign_private.h"

/* Two groups, by id, that so many people are in both of. Of departments the id is below zero. */
struct meeting { int64_t one, other, people; };
LIST_OF(meetings, struct meeting);

static const char sql_teams[] = SQL(
    "SELECT y.team_id, t.name, count(*) FROM person p JOIN person_team y ON y.person_id = p.id JOIN team t ON t.id = y.team_id WHERE p.org_id = $1 AND " CAMPAIGN_IS_FOR("$2", "$3")
    " AND " CAMPAIGN_MAY_SEE("$1", "$4", "$5") " GROUP BY y.team_id, t.name ORDER BY 3 DESC, 1 LIMIT 1000");
static const char sql_done[] = SQL("SELECT y.team_id, count(*) FROM (" CAMPAIGN_HOLDERS ") z JOIN person_team y ON y.person_id = z.id WHERE z.held >= $8 GROUP BY y.team_id");
static const char sql_departments[] = SQL(
    "SELECT y.team_id, coalesce(p.department_id, 0), count(*) FROM person p JOIN person_team y ON y.person_id = p.id WHERE p.org_id = $1 AND " CAMPAIGN_IS_FOR("$2", "$3")
    " AND " CAMPAIGN_MAY_SEE("$1", "$4", "$5") " GROUP BY y.team_id, p.department_id");
static const char sql_pairs[] = SQL(
    "SELECT y.team_id, z.team_id, count(*) FROM person p JOIN person_team y ON y.person_id = p.id JOIN person_team z ON z.person_id = p.id AND z.team_id > y.team_id"
    " WHERE p.org_id = $1 AND " CAMPAIGN_IS_FOR("$2", "$3") " AND " CAMPAIGN_MAY_SEE("$1", "$4", "$5") " GROUP BY y.team_id, z.team_id");

static code find_teams(struct db *db, struct arena *a, const struct campaign *c, const struct campaign_reader *who, struct campaign_units *out, struct error *err)
{
    struct rows *r = db_query(db, sql_teams, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now()), v_int(who->account), v_str(who->grants)));

    while (rows_next(r))
        *list_add(a, out) = (struct campaign_unit){.id = row_int(r, 0), .name = row_str(r, 1, a), .people = row_int(r, 2)};
    return rows_end(r, err);
}

static code count_done(struct db *db, const struct campaign *c, const struct campaign_reader *who, struct campaign_units *all, struct error *err)
{
    struct rows *r = db_query(db, sql_done, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now()), v_int(c->starts), v_int(campaign_end_of(c)), v_int(who->account), v_str(who->grants),
                                                 v_int((int64_t)c->goals.n)));

    while (rows_next(r))
        for (size_t i = 0; i < all->n; i++)
            if (all->items[i].id == row_int(r, 0))
                all->items[i].all = row_int(r, 1);
    return rows_end(r, err);
}

static code find_meetings(struct db *db, struct arena *a, const char *sql, const struct campaign *c, const struct campaign_reader *who, int64_t sign, struct meetings *out, struct error *err)
{
    struct rows *r = db_query(db, sql, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now()), v_int(who->account), v_str(who->grants)));

    while (rows_next(r))
        *list_add(a, out) = (struct meeting){row_int(r, 0), sign < 0 ? -row_int(r, 1) - 1 : row_int(r, 1), row_int(r, 2)};
    return rows_end(r, err);
}

static int64_t in_both(const struct meetings *all, int64_t one, int64_t other)
{
    for (size_t i = 0; i < all->n; i++)
        if ((all->items[i].one == one && all->items[i].other == other) || (all->items[i].one == other && all->items[i].other == one))
            return all->items[i].people;
    return 0;
}

static bool tells_apart(int64_t people)
{
    return people > 0 && people < CAMPAIGN_SMALL;
}

/* What both have, and what either has alone, could be worked out. */
static bool fits_beside(const struct campaign_unit *t, int64_t people, int64_t both)
{
    return !tells_apart(both) && !tells_apart(t->people - both) && !tells_apart(people - both);
}

static bool may_show(const struct campaign_unit *t, const struct campaign_adoption *with, const struct campaign_units *shown, const struct meetings *all)
{
    if (t->people < CAMPAIGN_SMALL || tells_apart(with->people - t->people))
        return false;
    for (size_t i = 0; i < with->units.n; i++)
        if (!fits_beside(t, with->units.items[i].people, in_both(all, t->id, -with->units.items[i].id - 1)))
            return false;
    for (size_t i = 0; i < shown->n; i++)
        if (!fits_beside(t, shown->items[i].people, in_both(all, t->id, shown->items[i].id)))
            return false;
    return true;
}

code campaign_teams(struct db *db, struct arena *a, const struct campaign *c, const struct campaign_reader *who, const struct campaign_adoption *with,
                    struct campaign_units *out, int64_t *small, struct error *err)
{
    struct campaign_units all = {0};
    struct meetings met = {0};

    TRY(find_teams(db, a, c, who, &all, err));
    TRY(count_done(db, c, who, &all, err));
    TRY(find_meetings(db, a, sql_departments, c, who, -1, &met, err));
    TRY(find_meetings(db, a, sql_pairs, c, who, 1, &met, err));
    for (size_t i = 0; i < all.n; i++)           /* the largest first */
        if (may_show(&all.items[i], with, out, &met))
            *list_add(a, out) = all.items[i];
    *small = (int64_t)(all.n - out->n);
    campaign_behind_first(out);
    return OK;
}
