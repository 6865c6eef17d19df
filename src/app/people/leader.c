/* people/leader.c — who leads whom, for those who judge; and who leads is told. */
#include "app/people/leader.h"

#include "app/mail/letter.h"
#include "app/mail/mail.h"
#include "app/org/access.h"
#include "app/org/person.h"

static const char sql_granted[] = SQL("SELECT CASE WHEN $2 = 0 THEN leaders_applications ELSE leaders_training END FROM org WHERE id = $1");

code leaders_judge(struct db *db, int64_t org, enum led_thing what, bool *out, struct error *err)
{
    int64_t on = 0;

    TRY(db_int(db, sql_granted, ARGS(v_int(org), v_int(what)), &on, err));
    *out = on != 0;
    return OK;
}

static const char sql_leads[] = SQL(
    "SELECT count(*) FROM person m WHERE m.id IN " LEADER_ABOVE("(SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id = $3 AND " WORKS_HERE("p", "$4") ")")
    " AND m.id IN " ACCESS_LEADER("$1", "$2", "$4"));
static const char sql_is_over[] = SQL(
    "SELECT count(*) FROM person m WHERE m.id IN " LEADER_ABOVE("(SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id = $3)") " AND m.id IN " ACCESS_ME_ANY("$2"));

code leader_of(struct db *db, const struct leader_ask *q, struct leader_of *out, struct error *err)
{
    int64_t leads = 0, is_over = 0;

    TRY(db_int(db, sql_leads, ARGS(v_int(q->org), v_int(q->account), v_int(q->person), v_int(clock_now())), &leads, err));
    TRY(db_int(db, sql_is_over, ARGS(v_int(q->org), v_int(q->account), v_int(q->person)), &is_over, err));
    *out = (struct leader_of){leads > 0, is_over > 0};
    return OK;
}

static const char sql_leads_address[] = SQL(
    "SELECT count(*) FROM person m WHERE m.id IN " LEADER_ABOVE("(SELECT p.id FROM person p WHERE p.org_id = $1 AND p.folded = $3 AND " WORKS_HERE("p", "$4")
    " UNION SELECT t.person_id FROM person_address t JOIN person o ON o.id = t.person_id WHERE t.org_id = $1 AND t.folded = $3 AND " WORKS_HERE("o", "$4") ")")
    " AND m.id IN " ACCESS_LEADER("$1", "$2", "$4"));

code leader_at(struct db *db, const struct leader_at *q, bool *out, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_leads_address, ARGS(v_int(q->org), v_int(q->account), v_str(q->folded), v_int(clock_now())), &n, err));
    *out = n > 0;
    return OK;
}

/* ---- told ---- */

static const char sql_leader[] = SQL(
    "SELECT m.email, m.name, coalesce(nullif(p.name, ''), p.email), m.id FROM person p JOIN person m ON m.id = p.manager_id WHERE p.org_id = $1 AND p.id = $2 AND " WORKS_HERE("p", "$3") " AND " WORKS_HERE("m", "$3"));

code leader_tell(struct app *app, struct db *db, struct arena *a, const struct leader_told *t, struct error *err)
{
    struct rows *r = db_query(db, sql_leader, ARGS(v_int(t->org), v_int(t->person), v_int(clock_now())));
    struct mail m = {.org = t->org, .kind = S("led-waits"), .to_address = S("")};
    str who = S("");
    bool off = false;

    if (rows_next(r)) {
        m.to_address = row_str(r, 0, a);
        m.to_name = row_str(r, 1, a);
        who = row_str(r, 2, a);
        m.person = row_int(r, 3);
    }
    TRY(rows_end(r, err));
    TRY(letter_is_off(db, a, t->org, "led-waits", &off, err));
    if (off || !m.to_address.n || !person_has_address(m.to_address))
        return OK;
    return mail_letter(app, db, a, &(struct letter){.kind = "led-waits", .org = t->org, .badge = t->what, .sender = who, .link = app_url(a, app, t->link)}, &m, err);
}
