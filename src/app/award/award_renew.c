/* award/award_renew.c — an award in the place of an earlier one. A date is never
 * changed in what was signed: the new award is one of its own, and the earlier
 * one knows its successor. */
#include "app/award/award_bulk.h"
#include "app/award/award_private.h"
#include "app/mail/mail.h"

/* ---- which one ---- */

static const char sql_next[] = SQL(
    "SELECT w.id, w.public_id, s.why, w.awarded_at FROM award_successor s JOIN award w ON w.id = s.next_id WHERE s.award_id = $1");
static const char sql_previous[] = SQL(
    "SELECT w.id, w.public_id, s.why, w.awarded_at FROM award_successor s JOIN award w ON w.id = s.award_id WHERE s.next_id = $1"
    " ORDER BY w.id DESC LIMIT 1");

static code read_one(struct rows *r, struct arena *a, struct award_next *out, struct error *err)
{
    *out = (struct award_next){0};
    if (rows_next(r))
        *out = (struct award_next){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_int(r, 3)};
    return rows_end(r, err);
}

code award_next(struct db *db, struct arena *a, int64_t id, struct award_next *out, struct error *err)
{
    return read_one(db_query(db, sql_next, ARGS(v_int(id))), a, out, err);
}

code award_previous(struct db *db, struct arena *a, int64_t id, struct award_next *out, struct error *err)
{
    return read_one(db_query(db, sql_previous, ARGS(v_int(id))), a, out, err);
}

/* ---- a list that renews ---- */

/* One statement for a whole part: what each of its people held of this badge. */
static const char sql_renewed[] = SQL(
    "INSERT INTO award_successor (award_id, next_id, why) SELECT o.id, n.id, 'renewed' FROM award n"
    " JOIN award o ON o.person_id = n.person_id AND o.achievement_id = n.achievement_id AND o.id < n.id"
    " WHERE n.batch_id = $1 AND n.batch_line > $2 AND n.batch_line <= $3 AND n.id > $4 AND o.revoked_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM award_successor s WHERE s.award_id = o.id)");
static const char sql_ended[] = SQL(
    "SELECT s.award_id FROM award n JOIN award_successor s ON s.next_id = n.id JOIN award o ON o.id = s.award_id"
    " WHERE n.batch_id = $1 AND n.batch_line > $2 AND n.batch_line <= $3 AND n.id > $4 AND o.revoked_at IS NULL");

static code end_them(struct db *db, struct arena *a, const struct bulk *b, const struct mail_lines *l, struct error *err)
{
    LIST(int64_t) ids = {0};
    struct rows *r = db_query(db, sql_ended, ARGS(v_int(l->batch), v_int(l->after_line), v_int(l->to_line), v_int(l->after_award)));

    while (rows_next(r))
        *list_add(a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(award_revoke_now(db, a, b->org, ids.items[i], b->account, S("Renewed: a newer award of this badge takes its place"), err));
    return OK;
}

code award_renewed_lines(struct db *db, struct arena *a, const struct bulk *b, const struct mail_lines *l, struct error *err)
{
    struct org_awarding rule;
    int64_t n = 0;

    TRY(db_run(db, sql_renewed, ARGS(v_int(l->batch), v_int(l->after_line), v_int(l->to_line), v_int(l->after_award)), &n, err));
    if (n == 0)
        return OK;
    TRY(public_changed(db, err));
    TRY(org_awarding_get(db, a, b->org, &rule, err));
    return rule.renewed_end ? end_them(db, a, b, l, err) : OK;
}
