/* remind/remind_owner.c — who answers for a requirement hears of who became overdue
 * with it, or whose proof expired: each once, in one mail a day. */
#include "app/remind/remind_private.h"

#include "app/mail/mail.h"
#include "app/org/members.h"

#define NEWS_DAYS 14                             /* after the day, in which that is still news */

/* Of those who answer for something the ones that are still members. */
static const char sql_owners[] = SQL(
    "SELECT DISTINCT q.owner_id, c.name FROM requirement q JOIN member m ON m.org_id = q.org_id AND m.account_id = q.owner_id"
    " JOIN account c ON c.id = q.owner_id WHERE q.org_id = $1 AND q.archived_at IS NULL ORDER BY q.owner_id");

struct owner { int64_t account; str name; };
LIST_OF(owners, struct owner);

static code find_owners(struct run *r, struct owners *out, struct error *err)
{
    struct rows *row = db_query(r->db, sql_owners, ARGS(v_int(r->org)));

    while (rows_next(row))
        *list_add(r->a, out) = (struct owner){row_int(row, 0), row_str(row, 1, r->a)};
    return rows_end(row, err);
}

/* A requirement of which nobody is to be reminded is not told of here either. */
#define SQL_BREACHES                                                                                                        \
    " FROM requirement q JOIN requirement_standing s ON s.requirement_id = q.id"  \
    " WHERE q.org_id = $1 AND q.owner_id = $2 AND q.archived_at IS NULL AND s.state IN " LATE_STATES " AND s.due_on >= $3"  \
    " AND NOT EXISTS (SELECT 1 FROM requirement_reminder d WHERE d.requirement_id = q.id AND d.days = '')"  \
    " AND NOT EXISTS (SELECT 1 FROM duty_told t WHERE t.person_id = s.person_id AND t.requirement_id = s.requirement_id AND t.to_owner = 1 AND t.due_on = s.due_on)"
static const char sql_breaches[] = SQL("SELECT count(*) FROM (SELECT s.person_id" SQL_BREACHES " LIMIT 1) x");
static const char sql_told[] = SQL(
    "INSERT INTO duty_told (person_id, requirement_id, to_owner, due_on, days, mail_id)"
    " SELECT s.person_id, s.requirement_id, 1, s.due_on, 0, CAST($4 AS BIGINT)" SQL_BREACHES
    " ON CONFLICT (person_id, requirement_id, to_owner, due_on) DO NOTHING");

static code tell_rows(struct run *r, const struct owner *o, msec since, struct error *err)
{
    int64_t mail = 0;

    TRY(mail_queue_id(r->db, &(struct mail){.org = r->org, .kind = S("duty-owner"), .to_address = member_address(r->db, r->a, o->account), .to_name = o->name},
                      &mail, err));
    TRY(db_run(r->db, sql_told, ARGS(v_int(r->org), v_int(o->account), v_int(since), v_int(mail)), NULL, err));
    r->mails++;
    return OK;
}

static code tell_owner(struct run *r, const struct owner *o, struct error *err)
{
    msec since = r->today - NEWS_DAYS * DAY;
    int64_t any = 0;

    TRY(db_int(r->db, sql_breaches, ARGS(v_int(r->org), v_int(o->account), v_int(since)), &any, err));
    if (!any)
        return OK;
    TRY(db_begin(r->db, err));
    return db_end(r->db, tell_rows(r, o, since, err), err);
}

code remind_owners(struct run *r, struct error *err)
{
    struct owners all = {0};

    TRY(find_owners(r, &all, err));
    for (size_t i = 0; i < all.n; i++)
        TRY(tell_owner(r, &all.items[i], err));
    return OK;
}
