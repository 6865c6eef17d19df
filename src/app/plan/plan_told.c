/* plan/plan_told.c — what the mail of the day says of development plans: which day to look at
 * one again has come, which was answered (when it can be taken back no more), and which was
 * sent to who leads them: each once. One that waits is told of anew to who leads them from
 * now on. */
#include "app/plan/plan_private.h"

#include "app/mail/mail.h"
#include "app/org/access.h"
#include "app/remind/remind.h"

enum plan_what { PLAN_REVIEW, PLAN_ANSWERED, PLAN_TEAM_REVIEW, PLAN_TEAM_SENT };     /* plan_told.what */

static bool is_of_team(int64_t what)
{
    return what == PLAN_TEAM_REVIEW || what == PLAN_TEAM_SENT;
}

static const char sql_any[] = SQL("SELECT count(*) FROM (SELECT n.id FROM plan n WHERE n.org_id = $1 AND n.closed_at IS NULL AND n.removed_at IS NULL LIMIT 1) x");

static code any(struct db *db, int64_t org, bool *out, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_any, ARGS(v_int(org)), &n, err));
    *out = n > 0;
    return OK;
}

#define NOT_TOLD(what, moment) "NOT EXISTS (SELECT 1 FROM plan_told t WHERE t.plan_id = n.id AND t.what = " what " AND t.moment = " moment ")"
#define OPEN_PLAN "n.org_id + 0 = $1 AND n.closed_at IS NULL AND n.removed_at IS NULL"
static const char sql_plans[] = SQL(
    "SELECT n.person_id, n.person_id, n.id, 0, n.review_on FROM plan n WHERE n.person_id BETWEEN $2 AND $3 AND " OPEN_PLAN " AND n.review_on <= $4 AND " NOT_TOLD("0", "n.review_on")
    " UNION ALL SELECT n.person_id, n.person_id, n.id, 1, n.answered_at FROM plan n WHERE n.person_id BETWEEN $2 AND $3 AND " OPEN_PLAN " AND n.answered_at <= $5 - 600000 AND " NOT_TOLD("1", "n.answered_at")
    " UNION ALL SELECT p.manager_id, n.person_id, n.id, 2, n.review_on FROM person p JOIN plan n ON n.person_id = p.id WHERE p.manager_id BETWEEN $2 AND $3 AND " OPEN_PLAN
    " AND n.state <> 'draft' AND " WORKS_HERE("p", "$5") " AND n.review_on <= $4 AND " NOT_TOLD("2", "n.review_on")
    " UNION ALL SELECT p.manager_id, n.person_id, n.id, 3, n.sent_at FROM person p JOIN plan n ON n.person_id = p.id WHERE p.manager_id BETWEEN $2 AND $3 AND " OPEN_PLAN
    " AND n.state = 'sent' AND " WORKS_HERE("p", "$5") " AND " NOT_TOLD("3", "n.sent_at AND t.told_to = p.manager_id"));

static code find(const struct remind_look *l, struct remind_saids *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_plans, ARGS(v_int(l->org), v_int(l->first), v_int(l->last), v_int(l->today), v_int(l->now)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct remind_said){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4), is_of_team(row_int(r, 3))};
    return rows_end(r, err);
}

static const char sql_told[] = SQL(
    "INSERT INTO plan_told (plan_id, what, moment, told_to, mail_id) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (plan_id, what) DO UPDATE SET moment = excluded.moment, told_to = excluded.told_to, mail_id = excluded.mail_id");

static code told(struct db *db, const struct remind_said *s, int64_t mail, struct error *err)
{
    return db_run(db, sql_told, ARGS(v_int(s->thing), v_int(s->step), v_int(s->until), v_int(s->receiver), v_int_if(mail != 0, mail)), NULL, err);
}

/* Members of the organisation read its mails, and they are in its file: nothing that stands in a plan is in one. */
static const char sql_items[] = SQL(
    "SELECT n.id, coalesce(nullif(p.name, ''), p.email), t.what, n.state FROM plan_told t JOIN plan n ON n.id = t.plan_id JOIN person p ON p.id = n.person_id WHERE t.mail_id = $1"
    " AND n.closed_at IS NULL AND n.removed_at IS NULL AND CASE t.what WHEN 3 THEN n.state = 'sent' WHEN 1 THEN n.state IN ('agreed', 'back') WHEN 2 THEN n.state <> 'draft' ELSE 1 = 1 END"
    " ORDER BY t.what, n.id LIMIT 201");

static const char *plan_words(int64_t what, str state)
{
    switch (what) {
    case PLAN_ANSWERED: return str_eq(state, S("agreed")) ? "Agreed by who leads you" : "Who leads you asks for changes";
    case PLAN_TEAM_SENT: return "Waits for your answer";
    default: return "To be looked at again";
    }
}

static code items(struct app *app, struct db *db, struct arena *a, int64_t mail, struct letter_items *out, struct error *err)
{
    struct rows *r = db_query(db, sql_items, ARGS(v_int(mail)));

    while (rows_next(r)) {
        int64_t what = row_int(r, 2);
        *list_add(a, out) = (struct letter_item){.thing = "Development plan", .title = is_of_team(what) ? row_str(r, 1, a) : S(""), .words = plan_words(what, row_str(r, 3, a)),
                                                 .href = app_url(a, app, str_printf(a, "/plan/%lld", (long long)row_int(r, 0)))};
    }
    return rows_end(r, err);
}

static const struct remind_source source = {.kind = "plan", .team_kind = "plan-team", .thing = "Development plan", .is_private = true, .any = any, .find = find, .told = told, .items = items};
static const struct mail_writer_of writers[] = {{"plan", remind_write}, {"plan-team", remind_write}, {NULL, NULL}};

void plan_start(void)
{
    remind_add_source(&source);
    mail_set_writers(writers);
}
