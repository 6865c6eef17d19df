/* award/award_self.c — nobody awards to themselves. A badge proves what is asked of people
 * at work, so here it is as with approving and assessing: somebody else does it, by whatever
 * page, list, link or program. */
#include "app/award/award_bulk.h"
#include "app/award/award_plan.h"
#include "app/award/award_private.h"

#include "app/org/access.h"
#include "format/email.h"

#include <string.h>

/* Every address of account `me`, proved or not, and all those by which the organisation knows it. */
#define MY_ADDRESSES(org, me)                                                                                                    \
    "(SELECT my_own.folded FROM account_email my_own WHERE my_own.account_id = " me                                              \
    " UNION SELECT my_main.folded FROM person my_main WHERE my_main.org_id = " org " AND my_main.id IN " ACCESS_ME_ANY(me)       \
    " UNION SELECT my_more.folded FROM person_address my_more WHERE my_more.org_id = " org " AND my_more.person_id IN " ACCESS_ME_ANY(me) ")"

/* An address may stand before a person; then it is looked at alone. */
static const char sql_is_self[] = SQL("SELECT count(*) FROM " MY_ADDRESSES("$1", "$2") " AS mine WHERE mine.folded = $3");

code award_is_self(struct db *db, int64_t org, int64_t account, str folded, bool *is_self, struct error *err)
{
    int64_t n = 0;

    if (account > 0)
        TRY(db_int(db, sql_is_self, ARGS(v_int(org), v_int(account), v_str(folded)), &n, err));
    *is_self = n > 0;
    return OK;
}

code award_need_other(struct db *db, struct arena *a, int64_t org, int64_t account, str email, struct error *err)
{
    bool is_self;

    TRY(award_is_self(db, org, account, email_fold(a, email), &is_self, err));
    return is_self ? fail(err, DENIED, "email", AWARD_IS_SELF) : OK;
}

/* ---- in a list ---- */

static const char sql_mine[] = SQL(
    "SELECT x.state, count(*) FROM award_batch_line x WHERE x.batch_id = $3 AND x.number > $4 AND x.number <= $5 AND x.plan = 'award'"
    " AND x.folded IN " MY_ADDRESSES("$1", "$2") " GROUP BY x.state");
static const char sql_leave_mine[] = SQL(
    "UPDATE award_batch_line SET plan = 'skip-self', state = 'skipped', message = $6 WHERE batch_id = $3 AND number > $4 AND number <= $5"
    " AND plan = 'award' AND folded IN " MY_ADDRESSES("$1", "$2"));

code bulk_plan_selves(struct db *db, struct arena *a, const struct bulk *b, const struct bulk_selves *s, struct error *err)
{
    struct bulk counts = {0};
    int64_t n = 0;

    if (s->account <= 0)
        return OK;
    struct rows *r = db_query(db, sql_mine, ARGS(v_int(b->org), v_int(s->account), v_int(b->id), v_int(s->after), v_int(s->last)));
    while (rows_next(r)) {
        n += row_int(r, 1);
        bulk_count(&counts, S("award"), row_str(r, 0, a), -row_int(r, 1));
        bulk_count(&counts, S("skip-self"), S("skipped"), row_int(r, 1));
    }
    TRY(rows_end(r, err));
    if (n == 0)
        return OK;
    TRY(db_run(db, sql_leave_mine,
               ARGS(v_int(b->org), v_int(s->account), v_int(b->id), v_int(s->after), v_int(s->last), v_str(S(AWARD_IS_SELF))), NULL, err));
    return bulk_add_counts(db, b->id, &counts, err);
}

code plan_self(struct db *db, int64_t org, int64_t account, struct draft_row *row, struct error *err)
{
    bool is_self = false;

    if (strcmp(row->plan, "award") == 0)
        TRY(award_is_self(db, org, account, row->folded, &is_self, err));
    if (is_self) {
        row->plan = "skip-self";
        row->message = S(AWARD_IS_SELF);
    }
    return OK;
}

static const char sql_count[] = SQL("SELECT count(*) FROM award_batch_line WHERE batch_id = $1 AND plan = 'skip-self'");

code bulk_count_selves(struct db *db, int64_t id, int64_t *n, struct error *err)
{
    return db_int(db, sql_count, ARGS(v_int(id)), n, err);
}
