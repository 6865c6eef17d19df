/* campaign/campaign.c — campaigns written, changed before they begin, stopped and archived. */
#include "app/campaign/campaign_private.h"

#include "app/catalog/catalog.h"
#include "app/org/access.h"

#define NAME_MOST 120

msec campaign_today(void)
{
    return date_start(date_of(clock_now()));
}

enum campaign_state campaign_state(const struct campaign *c, msec today)
{
    if (c->stopped)
        return CAMPAIGN_STOPPED;
    return today < c->starts ? CAMPAIGN_PLANNED : today > c->ends ? CAMPAIGN_ENDED : CAMPAIGN_RUNNING;
}

/* ---- read ---- */

#define CAMPAIGN                                                                                                                 \
    "SELECT c.id, c.org_id, c.name, c.words, c.starts_on, c.ends_on, c.target, c.created_at, c.stopped_at, c.archived_at, v.name, c.people, c.doing, c.counted_at FROM campaign c"  \
    " JOIN org g ON g.id = c.org_id JOIN org_version v ON v.id = g.version_id"
static const char sql_get[] = SQL(CAMPAIGN " WHERE c.org_id = $1 AND c.id = $2");
static const char sql_all[] = SQL(CAMPAIGN " WHERE c.org_id = $1 ORDER BY c.archived_at IS NOT NULL, c.id DESC LIMIT 200");
static const char sql_mine[] = SQL(
    CAMPAIGN " WHERE c.stopped_at IS NULL AND c.archived_at IS NULL AND c.starts_on <= $2 AND c.ends_on >= $2 AND EXISTS (SELECT 1 FROM person p WHERE p.org_id = c.org_id"
    " AND p.id IN " ACCESS_ME("$1") " AND " CAMPAIGN_IS_FOR("c.id", "$3") ") ORDER BY c.ends_on, c.id LIMIT 20");
/* Since when an account holds the badge of each; account 0: nobody. */
static const char sql_goals[] = SQL(
    "SELECT g.achievement_id, g.text, g.task, v.name, b.public_id, coalesce((SELECT min(w.awarded_at) FROM award w WHERE +w.achievement_id = g.achievement_id"
    " AND w.person_id IN " ACCESS_ME("$2") " AND " CAMPAIGN_VALID("$3") "), 0)"
    " FROM campaign_goal g JOIN achievement b ON b.id = g.achievement_id JOIN achievement_version v ON v.id = b.version_id WHERE g.campaign_id = $1 ORDER BY g.id");

static code find_goals(struct db *db, struct arena *a, int64_t campaign, int64_t account, struct campaign_goals *out, struct error *err)
{
    struct rows *r = db_query(db, sql_goals, ARGS(v_int(campaign), v_int(account), v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, out) = (struct campaign_goal){.badge = row_int(r, 0), .text = row_str(r, 1, a), .task = row_str(r, 2, a), .badge_name = row_str(r, 3, a),
                                                   .badge_link = str_printf(a, "/badges/" STR_FMT, STR_ARG(row_str(r, 4, a))), .held = row_int(r, 5)};
    return rows_end(r, err);
}

static void read_campaign(struct rows *r, struct arena *a, struct campaign *c)
{
    *c = (struct campaign){.id = row_int(r, 0), .org = row_int(r, 1), .name = row_str(r, 2, a), .words = row_str(r, 3, a), .starts = row_int(r, 4), .ends = row_int(r, 5),
                           .target = row_int(r, 6), .created = row_int(r, 7), .stopped = row_int(r, 8), .archived = row_int(r, 9), .org_name = row_str(r, 10, a),
                           .people = row_int(r, 11), .doing = row_int(r, 12), .counted = row_int(r, 13)};
}

code campaign_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct campaign *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_campaign(r, a, out);
    TRY(rows_end(r, err));
    return found ? find_goals(db, a, id, 0, &out->goals, err) : fail(err, NOT_FOUND, "campaign", "there is no such campaign");
}

code campaign_find(struct db *db, struct arena *a, int64_t org, struct campaigns *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(org)));

    while (rows_next(r))
        read_campaign(r, a, list_add(a, out));
    return rows_end(r, err);
}

code campaign_mine(struct db *db, struct arena *a, int64_t account, struct campaigns *out, struct error *err)
{
    struct rows *r = db_query(db, sql_mine, ARGS(v_int(account), v_int(campaign_today()), v_int(clock_now())));

    while (rows_next(r))
        read_campaign(r, a, list_add(a, out));
    TRY(rows_end(r, err));
    for (size_t i = 0; i < out->n; i++)
        TRY(find_goals(db, a, out->items[i].id, account, &out->items[i].goals, err));
    return OK;
}

/* ---- whom it is for ---- */

static const char sql_rules[] = SQL("SELECT kind, ref_id, words FROM campaign_audience WHERE campaign_id = $1 ORDER BY id");
static const char sql_no_rules[] = SQL("DELETE FROM campaign_audience WHERE campaign_id = $1");
static const char sql_rule[] = SQL("INSERT INTO campaign_audience (org_id, campaign_id, kind, ref_id, words) VALUES ($1, $2, $3, $4, $5)");

code campaign_audience(struct db *db, struct arena *a, int64_t id, struct audience_rules *out, struct error *err)
{
    struct rows *r = db_query(db, sql_rules, ARGS(v_int(id)));
    enum audience_kind kind;

    while (rows_next(r))
        if (audience_kind_named(row_str(r, 0, a), &kind))
            *list_add(a, out) = (struct audience_rule){false, kind, row_int(r, 1), row_str(r, 2, a)};
    return rows_end(r, err);
}

static code set_audience(struct db *db, int64_t org, int64_t id, const struct audience_rules *all, struct error *err)
{
    TRY(db_run(db, sql_no_rules, ARGS(v_int(id)), NULL, err));
    for (size_t i = 0; i < all->n; i++) {
        const struct audience_rule *x = &all->items[i];
        if (requirement_audience_check(db, org, x, NULL) != OK)
            return fail(err, BAD_INPUT, "who", "a place, group or role of it is not there any more");
        TRY(db_run(db, sql_rule, ARGS(v_int(org), v_int(id), v_str(cstr(audience_kind_name(x->kind))), v_int(x->ref), v_str(x->words)), NULL, err));
    }
    return OK;
}

/* ---- saved ---- */

static code check(const struct campaign_save *s, struct error *err)
{
    const struct campaign *c = s->c;

    if (!c->name.n || c->name.n > NAME_MOST)
        return fail(err, BAD_INPUT, "name", "give it a name");
    if (c->starts <= campaign_today())
        return fail(err, BAD_INPUT, "starts", "choose a day from tomorrow on, so that it can still be changed");
    if (c->ends < c->starts || c->ends > c->starts + CAMPAIGN_DAYS * DAY)
        return fail(err, BAD_INPUT, "ends", "choose a day after the first one, within two years");
    if (c->target < 1 || c->target > 100)
        return fail(err, BAD_INPUT, "target", "choose 1 to 100 per cent");
    if (!s->who->n || s->who->n > AUDIENCE_RULES_MOST)
        return fail(err, BAD_INPUT, "who", "tick whom it is for");
    return c->goals.n ? OK : fail(err, BAD_INPUT, "text1", "say what is done from now on");
}

/* Of the row of the form that it stands in. */
static const char *goal_field(size_t i, bool badge)
{
    static const char *const names[CAMPAIGN_GOALS][2] = {{"text1", "badge1"}, {"text2", "badge2"}, {"text3", "badge3"}};

    return names[i][badge];
}

static const char sql_no_goals[] = SQL("DELETE FROM campaign_goal WHERE campaign_id = $1");
static const char sql_goal[] = SQL("INSERT INTO campaign_goal (org_id, campaign_id, achievement_id, text, task) VALUES ($1, $2, $3, $4, $5)");

static code set_goals(struct db *db, struct arena *a, const struct campaign *c, int64_t id, struct error *err)
{
    struct badge_row b;

    TRY(db_run(db, sql_no_goals, ARGS(v_int(id)), NULL, err));
    for (size_t i = 0; i < c->goals.n && i < CAMPAIGN_GOALS; i++) {
        const struct campaign_goal *g = &c->goals.items[i];
        if (!g->text.n)
            return fail(err, BAD_INPUT, goal_field(g->row, false), "say what is done from now on");
        if (catalog_get(db, a, c->org, g->badge, &b, NULL) != OK || !str_eq(b.state, S("published")))
            return fail(err, BAD_INPUT, goal_field(g->row, true), "choose the badge that shows it");
        for (size_t k = 0; k < i; k++)
            if (c->goals.items[k].badge == g->badge)
                return fail(err, BAD_INPUT, goal_field(g->row, true), "each has a badge of its own");
        TRY(db_run(db, sql_goal, ARGS(v_int(c->org), v_int(id), v_int(g->badge), v_str(g->text), v_str(g->task)), NULL, err));
    }
    return OK;
}

static const char sql_insert[] = SQL(
    "INSERT INTO campaign (org_id, account_id, name, words, starts_on, ends_on, target, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id");
static const char sql_update[] = SQL(
    "UPDATE campaign SET name = $3, words = $4, starts_on = $5, ends_on = $6, target = $7 WHERE org_id = $1 AND id = $2 AND starts_on > $8 AND stopped_at IS NULL AND archived_at IS NULL");

static code write(struct db *db, const struct campaign_save *s, int64_t *id, struct error *err)
{
    const struct campaign *c = s->c;
    int64_t changed = 0;

    if (!c->id)
        return db_int(db, sql_insert, ARGS(v_int(c->org), v_int(s->by), v_str(c->name), v_str(c->words), v_int(c->starts), v_int(c->ends), v_int(c->target), v_int(clock_now())), id, err);
    *id = c->id;
    TRY(db_run(db, sql_update, ARGS(v_int(c->org), v_int(c->id), v_str(c->name), v_str(c->words), v_int(c->starts), v_int(c->ends), v_int(c->target), v_int(campaign_today())), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "campaign", "it has begun, and is not changed any more");
}

static code save(struct db *db, struct arena *a, const struct campaign_save *s, int64_t *id, struct error *err)
{
    TRY(write(db, s, id, err));
    TRY(set_audience(db, s->c->org, *id, s->who, err));
    TRY(set_goals(db, a, s->c, *id, err));
    return org_log(db, s->c->org, s->by, s->c->id ? "campaign.change" : "campaign.add", str_printf(a, "campaign %lld", (long long)*id), s->c->name, err);
}

code campaign_save(struct db *db, struct arena *a, const struct campaign_save *s, int64_t *id, struct error *err)
{
    TRY(check(s, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, s, id, err), err);
}

/* ---- stopped, archived, and back ---- */

bool campaign_may(const struct campaign *c, enum campaign_act act)
{
    enum campaign_state s = campaign_state(c, campaign_today());

    switch (act) {
    case CAMPAIGN_STOP: return !c->archived && (s == CAMPAIGN_PLANNED || s == CAMPAIGN_RUNNING);
    case CAMPAIGN_GO_ON: return !c->archived && s == CAMPAIGN_STOPPED && c->ends >= campaign_today();
    case CAMPAIGN_ARCHIVE: return !c->archived && s != CAMPAIGN_RUNNING;
    case CAMPAIGN_UNARCHIVE: return c->archived > 0;
    case CAMPAIGN_ACTS: break;
    }
    return false;
}

static const char sql_stop[] = SQL("UPDATE campaign SET stopped_at = $3 WHERE org_id = $1 AND id = $2");
static const char sql_go_on[] = SQL("UPDATE campaign SET stopped_at = NULL WHERE org_id = $1 AND id = $2 AND $3 = $3");
static const char sql_archive[] = SQL("UPDATE campaign SET archived_at = $3 WHERE org_id = $1 AND id = $2");
static const char sql_unarchive[] = SQL("UPDATE campaign SET archived_at = NULL WHERE org_id = $1 AND id = $2 AND $3 = $3");
static const struct { const char *sql, *log; } acts[CAMPAIGN_ACTS] = {
    [CAMPAIGN_STOP] = {sql_stop, "campaign.stop"}, [CAMPAIGN_GO_ON] = {sql_go_on, "campaign.go-on"},
    [CAMPAIGN_ARCHIVE] = {sql_archive, "campaign.archive"}, [CAMPAIGN_UNARCHIVE] = {sql_unarchive, "campaign.restore"},
};

static code act(struct db *db, struct arena *a, const struct campaign_do *d, struct error *err)
{
    struct campaign c;

    TRY(campaign_get(db, a, d->org, d->id, &c, err));
    if (!campaign_may(&c, d->act))
        return fail(err, CONFLICT, "campaign", "that cannot be done as the campaign stands now");
    TRY(db_run(db, acts[d->act].sql, ARGS(v_int(d->org), v_int(d->id), v_int(clock_now())), NULL, err));
    return org_log(db, d->org, d->by, acts[d->act].log, str_printf(a, "campaign %lld", (long long)d->id), c.name, err);
}

code campaign_act(struct db *db, struct arena *a, const struct campaign_do *d, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, act(db, a, d, err), err);
}
