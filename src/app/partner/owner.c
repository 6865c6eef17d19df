/* partner/owner.c — who answers for a partner: given to somebody else, one by one or all that
 * somebody had who leaves. */
#include "app/partner/partner_private.h"

#include "app/org/access.h"
#include "app/org/members.h"

static const char sql_owner[] = SQL("UPDATE partner SET owner_id = $3, changed_at = $4 WHERE org_id = $1 AND id = $2");
static const char sql_name[] = SQL("SELECT name FROM account WHERE id = $1");

static code hand(struct db *db, struct arena *a, const struct partner *p, const struct partner_hand *h, struct error *err)
{
    struct rows *r = db_query(db, sql_name, ARGS(v_int(h->to)));
    str name = rows_next(r) ? row_str(r, 0, a) : S("");

    TRY(rows_end(r, err));
    TRY(db_run(db, sql_owner, ARGS(v_int(p->org), v_int(p->id), v_int_if(h->to != 0, h->to), v_int(clock_now())), NULL, err));
    TRY(partner_tell(db, &(struct partner_happened){.p = p, .kind = "owner", .words = name, .account = h->by}, err));
    return org_log(db, p->org, h->by, "partner.owner", str_printf(a, "partner %lld", (long long)p->id), name, err);
}

code partner_hand(struct db *db, struct arena *a, const struct partner_hand *h, struct error *err)
{
    struct partner p;

    TRY(partner_get(db, a, h->org, h->id, &p, err));
    if (h->to && !org_may(db, a, h->org, h->to, SET_STANDARDS))
        return fail(err, BAD_INPUT, "owner", "choose a member who says what is asked of people: nobody else can look at a partner again");
    if (p.owner == h->to)
        return fail(err, CONFLICT, "partner", "they answer for it already");
    return hand(db, a, &p, h, err);
}

static const char sql_of_owner[] = SQL("SELECT id FROM partner WHERE org_id = $1 AND owner_id = $2 ORDER BY id");

/* To nobody, and to whom the roles do not allow it: they stay with who left, and an administrator is mailed in their place. */
code partner_hand_over(struct db *db, struct arena *a, const struct partner_handing *h, struct error *err)
{
    struct id_list ids = {0};

    if (!h->to || !org_may(db, a, h->org, h->to, SET_STANDARDS))
        return OK;
    struct rows *r = db_query(db, sql_of_owner, ARGS(v_int(h->org), v_int(h->from)));
    while (rows_next(r))
        *list_add(a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(partner_hand(db, a, &(struct partner_hand){h->org, ids.items[i], h->to, h->by}, err));
    return OK;
}
