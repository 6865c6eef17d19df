/* campaign/told.c — what the mail of the day says of campaigns to those whom they are for: that
 * one begins, and to who does not do all of it yet that half of the time is over and that it
 * ends soon. Each is said once; what was missed is not said after. */
#include "app/campaign/campaign_private.h"

#include "app/mail/letter.h"
#include "app/mail/mail.h"
#include "app/remind/remind.h"

enum what { IT_BEGINS, HALF_IS_OVER, IT_ENDS_SOON };         /* campaign_told.what */
#define SOON  (5 * DAY)
#define FRESH (3 * DAY)                          /* so long after the day something is said still: a week-end lies between */

static const char *const phases[] = {[IT_BEGINS] = "Begins now", [HALF_IS_OVER] = "Half of the time is over", [IT_ENDS_SOON] = "Ends soon"};

static bool is_fresh(msec since, msec today)
{
    return today >= since && today <= since + FRESH;
}

/* What there is to say today; false: nothing. A short one has no middle. That it ends soon is
 * true until it does; the other two are said to nobody who comes to it later. */
static bool what_now(msec starts, msec ends, msec today, enum what *out)
{
    msec half = starts + (ends - starts) / 2 / DAY * DAY;

    if (ends - starts >= 2 * SOON && today >= ends - SOON)
        *out = IT_ENDS_SOON;
    else if (ends - starts >= 4 * SOON && today >= half)
        *out = HALF_IS_OVER;
    else
        *out = IT_BEGINS;
    return *out == IT_ENDS_SOON || is_fresh(*out == HALF_IS_OVER ? half : starts, today);
}

#define RUNS "c.org_id = $1 AND c.stopped_at IS NULL AND c.archived_at IS NULL AND c.starts_on <= $2 AND c.ends_on >= $2"
static const char sql_any[] = SQL("SELECT count(*) FROM (SELECT c.id FROM campaign c WHERE " RUNS " LIMIT 1) x");

/* A day to either side, for clocks elsewhere. */
static code any(struct db *db, int64_t org, bool *out, struct error *err)
{
    int64_t today = 0, tomorrow = 0;

    TRY(db_int(db, sql_any, ARGS(v_int(org), v_int(campaign_today())), &today, err));
    TRY(db_int(db, sql_any, ARGS(v_int(org), v_int(campaign_today() + DAY)), &tomorrow, err));
    *out = today > 0 || tomorrow > 0;
    return OK;
}

static const char sql_runs[] = SQL("SELECT c.id, c.starts_on, c.ends_on FROM campaign c WHERE " RUNS " ORDER BY c.ends_on, c.id LIMIT 50");
static const char sql_people[] = SQL(
    "SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id BETWEEN $4 AND $5 AND " CAMPAIGN_IS_FOR("$2", "$3")
    " AND NOT EXISTS (SELECT 1 FROM campaign_told t WHERE t.campaign_id = $2 AND t.person_id = p.id AND t.what = $6)"
    " AND (SELECT count(DISTINCT w.achievement_id) FROM award w WHERE w.person_id = p.id AND w.achievement_id IN (SELECT g.achievement_id FROM campaign_goal g WHERE g.campaign_id = $2)"
    " AND " CAMPAIGN_VALID("$3") ") < (SELECT count(*) FROM campaign_goal g WHERE g.campaign_id = $2)");

struct running { int64_t id; msec starts, ends; };

static code find_one(const struct remind_look *l, const struct running *x, struct remind_saids *out, struct error *err)
{
    enum what what;

    if (!what_now(x->starts, x->ends, l->today, &what))
        return OK;
    struct rows *r = db_query(l->db, sql_people, ARGS(v_int(l->org), v_int(x->id), v_int(l->now), v_int(l->first), v_int(l->last), v_int(what)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct remind_said){row_int(r, 0), row_int(r, 0), x->id, what, x->ends, false};
    return rows_end(r, err);
}

static code find(const struct remind_look *l, struct remind_saids *out, struct error *err)
{
    LIST(struct running) all = {0};
    struct rows *r = db_query(l->db, sql_runs, ARGS(v_int(l->org), v_int(l->today)));
    bool is_off = false;

    while (rows_next(r))
        *list_add(l->a, &all) = (struct running){row_int(r, 0), row_int(r, 1), row_int(r, 2)};
    TRY(rows_end(r, err));
    TRY(letter_is_off(l->db, l->a, l->org, "campaign", &is_off, err));
    for (size_t i = 0; i < all.n && !is_off; i++)
        TRY(find_one(l, &all.items[i], out, err));
    return OK;
}

static const char sql_told[] = SQL(
    "INSERT INTO campaign_told (campaign_id, person_id, what, mail_id) VALUES ($1, $2, $3, $4) ON CONFLICT (campaign_id, person_id, what) DO UPDATE SET mail_id = excluded.mail_id");

static code told(struct db *db, const struct remind_said *s, int64_t mail, struct error *err)
{
    return db_run(db, sql_told, ARGS(v_int(s->thing), v_int(s->receiver), v_int(s->step), v_int_if(mail != 0, mail)), NULL, err);
}

static const char sql_items[] = SQL(
    "SELECT c.name, t.what, c.ends_on FROM campaign_told t JOIN campaign c ON c.id = t.campaign_id WHERE t.mail_id = $1 AND c.stopped_at IS NULL AND c.archived_at IS NULL"
    " AND c.ends_on >= $2 ORDER BY c.ends_on, c.id LIMIT 50");

static code items(struct app *app, struct db *db, struct arena *a, int64_t mail, struct letter_items *out, struct error *err)
{
    struct rows *r = db_query(db, sql_items, ARGS(v_int(mail), v_int(campaign_today())));

    while (rows_next(r)) {
        int64_t what = row_int(r, 1);
        *list_add(a, out) = (struct letter_item){.title = row_str(r, 0, a), .until = row_int(r, 2), .words = phases[what >= 0 && what < (int64_t)COUNT(phases) ? what : IT_BEGINS],
                                                 .href = app_url(a, app, S("/campaigns"))};
    }
    return rows_end(r, err);
}

static const struct remind_source source = {.kind = "campaign", .topic = "campaigns", .any = any, .find = find, .told = told, .items = items};
static const struct mail_writer_of writers[] = {{"campaign", remind_write}, {NULL, NULL}};

void campaign_start(void)
{
    remind_add_source(&source);
    mail_set_writers(writers);
}
