/* campaign/teams.c — how far a campaign is by team, beside the departments. What can be worked
 * out from figures of groups, whatever is added or taken away, is about tiles: the people
 * who are in the same of the groups. So a team is shown only where all tiles, cut by it,
 * are still of five people or more: then nothing follows about fewer. */
#include "app/campaign/campaign_private.h"

#include <stdlib.h>

#define SHOWN 200

struct tile { int64_t people, inside; size_t becomes; };     /* inside: of the team that is looked at, who then are a tile of their own */
struct one { int64_t id; size_t tile; };
struct team { int64_t id; size_t at, first, n; };            /* at: in the list; its members: from `first` on, so many */
struct floor {
    struct one *people;                          /* by id */
    struct tile *tiles;                          /* from 1 on; the first: who is in no department that is shown */
    struct team *teams;                          /* by id */
    size_t *members, *touched;
    size_t n_people, n_tiles, n_teams, n_touched;
};

#define THEIRS " WHERE p.org_id = $1 AND " CAMPAIGN_IS_FOR("$2", "$3") " AND " CAMPAIGN_MAY_SEE("$1", "$4", "$5")
static const char sql_teams[] = SQL(
    "SELECT y.team_id, t.name, count(*) FROM person p JOIN person_team y ON y.person_id = p.id JOIN team t ON t.id = y.team_id" THEIRS " GROUP BY y.team_id, t.name ORDER BY 3 DESC, 1");
static const char sql_done[] = SQL("SELECT y.team_id, count(*) FROM (" CAMPAIGN_HOLDERS ") z JOIN person_team y ON y.person_id = z.id WHERE z.held >= $8 GROUP BY y.team_id");
static const char sql_people[] = SQL("SELECT p.id, coalesce(p.department_id, 0) FROM person p" THEIRS " ORDER BY 2");
static const char sql_members[] = SQL("SELECT y.team_id, y.person_id FROM person p JOIN person_team y ON y.person_id = p.id" THEIRS);

static struct rows *ask(struct db *db, const char *sql, const struct campaign *c, const struct campaign_reader *who)
{
    return db_query(db, sql, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now()), v_int(who->account), v_str(who->grants)));
}

/* ---- read ---- */

static int by_id(const void *x, const void *y)               /* each begins with its id */
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

    return (a > b) - (a < b);
}

static code find_teams(struct db *db, struct arena *a, const struct campaign *c, const struct campaign_reader *who, struct campaign_units *all, struct floor *f, struct error *err)
{
    struct rows *r = ask(db, sql_teams, c, who);
    size_t first = 0;

    while (rows_next(r))
        *list_add(a, all) = (struct campaign_unit){.id = row_int(r, 0), .name = row_str(r, 1, a), .people = row_int(r, 2)};
    TRY(rows_end(r, err));
    f->teams = NEW_ARRAY(a, all->n + 1, struct team);
    for (size_t i = 0; i < all->n; i++) {
        f->teams[f->n_teams++] = (struct team){.id = all->items[i].id, .at = i, .first = first};
        first += (size_t)all->items[i].people;
    }
    f->members = NEW_ARRAY(a, first + 1, size_t);
    qsort(f->teams, f->n_teams, sizeof f->teams[0], by_id);
    return OK;
}

static struct team *team_of(const struct floor *f, int64_t id)
{
    return bsearch(&id, f->teams, f->n_teams, sizeof f->teams[0], by_id);
}

static code count_done(struct db *db, const struct campaign *c, const struct campaign_reader *who, const struct floor *f, struct campaign_units *all, struct error *err)
{
    struct rows *r = db_query(db, sql_done, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now()), v_int(c->starts), v_int(campaign_end_of(c)), v_int(who->account), v_str(who->grants),
                                                 v_int((int64_t)c->goals.n)));

    while (rows_next(r)) {
        const struct team *t = team_of(f, row_int(r, 0));
        if (t)
            all->items[t->at].all = row_int(r, 1);
    }
    return rows_end(r, err);
}

static size_t tile_of(const struct campaign_adoption *with, int64_t department)
{
    for (size_t i = 0; i < with->units.n; i++)
        if (with->units.items[i].id == department)
            return i + 2;
    return 1;
}

static code find_people(struct db *db, struct arena *a, const struct campaign *c, const struct campaign_reader *who, const struct campaign_adoption *with, struct floor *f, struct error *err)
{
    size_t most = (size_t)with->people, tiles = with->units.n + 3 + most / CAMPAIGN_SMALL, tile = 1;
    struct rows *r = ask(db, sql_people, c, who);
    int64_t last = -1;

    f->people = NEW_ARRAY(a, most + 1, struct one);
    f->tiles = NEW_ARRAY(a, tiles, struct tile);
    f->touched = NEW_ARRAY(a, tiles, size_t);
    f->n_tiles = with->units.n + 2;
    while (rows_next(r) && f->n_people < most) {
        if (row_int(r, 1) != last)
            tile = tile_of(with, last = row_int(r, 1));
        f->people[f->n_people++] = (struct one){row_int(r, 0), tile};
        f->tiles[tile].people++;
    }
    TRY(rows_end(r, err));
    if (f->n_people)
        qsort(f->people, f->n_people, sizeof f->people[0], by_id);
    return OK;
}

static code find_members(struct db *db, const struct campaign *c, const struct campaign_reader *who, const struct campaign_units *all, struct floor *f, struct error *err)
{
    struct rows *r = ask(db, sql_members, c, who);

    while (rows_next(r)) {
        int64_t id = row_int(r, 1);
        const struct one *p = bsearch(&id, f->people, f->n_people, sizeof f->people[0], by_id);
        struct team *t = team_of(f, row_int(r, 0));
        if (p && t && (int64_t)t->n < all->items[t->at].people)
            f->members[t->first + t->n++] = (size_t)(p - f->people);
    }
    return rows_end(r, err);
}

/* ---- cut ---- */

static bool tells_apart(int64_t people)
{
    return people > 0 && people < CAMPAIGN_SMALL;
}

static struct tile *under(const struct floor *f, const struct team *t, size_t i)
{
    return &f->tiles[f->people[f->members[t->first + i]].tile];
}

/* What the team has of each tile, and whether it may be told from the rest. */
static bool lay(struct floor *f, const struct team *t)
{
    bool fits = true;

    f->n_touched = 0;
    for (size_t i = 0; i < t->n; i++) {
        struct tile *x = under(f, t, i);
        if (x->inside++ == 0)
            f->touched[f->n_touched++] = (size_t)(x - f->tiles);
    }
    for (size_t i = 0; i < f->n_touched; i++) {
        const struct tile *x = &f->tiles[f->touched[i]];
        fits = fits && !tells_apart(x->inside) && !tells_apart(x->people - x->inside);
    }
    return fits;
}

static void cut(struct floor *f, const struct team *t)
{
    for (size_t i = 0; i < f->n_touched; i++) {
        struct tile *x = &f->tiles[f->touched[i]];
        x->becomes = x->inside == x->people ? f->touched[i] : f->n_tiles++;
        x->people -= x->inside;
        f->tiles[x->becomes].people += x->inside;
    }
    for (size_t i = 0; i < t->n; i++)
        f->people[f->members[t->first + i]].tile = under(f, t, i)->becomes;
}

static bool may_show(struct floor *f, const struct campaign_unit *u)
{
    const struct team *t = team_of(f, u->id);
    bool fits = lay(f, t) && u->people >= CAMPAIGN_SMALL && (int64_t)t->n == u->people;

    if (fits)
        cut(f, t);
    for (size_t i = 0; i < f->n_touched; i++)
        f->tiles[f->touched[i]].inside = 0;
    return fits;
}

code campaign_teams(struct db *db, struct arena *a, const struct campaign *c, const struct campaign_reader *who, const struct campaign_adoption *with,
                    struct campaign_teams *out, struct error *err)
{
    struct campaign_units all = {0};
    struct floor f = {0};

    *out = (struct campaign_teams){0};
    TRY(find_teams(db, a, c, who, &all, &f, err));
    TRY(count_done(db, c, who, &f, &all, err));
    TRY(find_people(db, a, c, who, with, &f, err));
    TRY(find_members(db, c, who, &all, &f, err));
    for (size_t i = 0; i < all.n; i++)           /* the largest first */
        if (out->units.n == SHOWN && all.items[i].people >= CAMPAIGN_SMALL)
            out->more++;
        else if (may_show(&f, &all.items[i]))
            *list_add(a, &out->units) = all.items[i];
        else
            out->small++;
    campaign_behind_first(&out->units);
    return OK;
}
