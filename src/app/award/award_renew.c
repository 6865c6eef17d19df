/* award/award_renew.c — an award in the place of an earlier one. A date is never
 * changed in what was signed: the new award is one of its own, and the earlier
 * one knows its successor. */
#include "app/award/award_bulk.h"
#include "app/award/award_correct.h"
#include "app/award/award_private.h"
#include "app/hook/hook.h"
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
/* All of them have changed for whoever keeps them. */
static const char sql_note[] = SQL(
    "INSERT INTO award_change (award_id, at) SELECT s.award_id, CAST($5 AS BIGINT) FROM award n JOIN award_successor s ON s.next_id = n.id"
    " WHERE n.batch_id = $1 AND n.batch_line > $2 AND n.batch_line <= $3 AND n.id > $4 ON CONFLICT (award_id) DO UPDATE SET at = excluded.at");
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
    TRY(db_run(db, sql_note, ARGS(v_int(l->batch), v_int(l->after_line), v_int(l->to_line), v_int(l->after_award), v_int(clock_now())), NULL, err));
    TRY(award_changes_noted(db, a, err));
    TRY(public_changed(db, err));
    TRY(org_awarding_get(db, a, b->org, &rule, err));
    return rule.renewed_end ? end_them(db, a, b, l, err) : OK;
}

/* ---- one ---- */

static const char sql_succeed[] = SQL(
    "INSERT INTO award_successor (award_id, next_id, why) VALUES ($1, $2, 'renewed') ON CONFLICT (award_id) DO NOTHING");
static const char sql_id[] = SQL("SELECT id FROM award WHERE public_id = $1");

static code check_renewable(struct db *db, struct arena *a, const struct award_row *w, struct error *err)
{
    struct award_next next;

    if (w->revoked > 0 || w->suspended > 0)
        return fail(err, CONFLICT, "award", "what is revoked or suspended is not renewed");
    TRY(award_next(db, a, w->id, &next, err));
    return next.next == 0 ? OK : fail(err, CONFLICT, "award", "this award was renewed before");
}

static code issue_next(struct award_context *c, struct db *db, struct arena *a, const struct award_row *w, int64_t account,
                       int64_t *next, struct error *err)
{
    struct award_request r = {.org = w->org, .achievement = w->achievement, .account = account, .name = w->name,
                              .email = w->recipient, .narrative = S(""), .evidence_url = S(""), .results = w->results,
                              .awarded = clock_now()};
    str public_id;

    TRY(award_take_places(c, db, 1, err));
    TRY(award_write(c, db, a, &r, &(struct award_person){w->person, S("")}, &public_id, err));
    TRY(award_count(c, db, 1, w->person, err));
    TRY(db_int(db, sql_id, ARGS(v_str(public_id)), next, err));
    TRY(db_run(db, sql_succeed, ARGS(v_int(w->id), v_int(*next)), NULL, err));
    return award_note_change(db, a, w->id, err);
}

static code tell_next(struct app *app, struct db *db, struct arena *a, const struct award_row *w, int64_t next, struct error *err)
{
    TRY(public_changed(db, err));
    TRY(hook_tell(db, a, w->org, "award.issued", next, err));
    if (!person_has_address(w->recipient))
        return OK;
    return mail_queue(app, db, a, &(struct mail){.org = w->org, .award = next, .kind = S("award")}, err);
}

code award_renew_now(struct app *app, struct db *db, struct arena *a, const struct award_renewal *n, int64_t *next, struct error *err)
{
    struct award_context *c = NULL;
    struct org_awarding rule;
    struct award_row w;

    TRY(award_get(db, a, n->org, n->id, &w, err));
    if (!n->by_rule)
        TRY(award_need_other(db, a, n->org, n->account, w.recipient, err));
    TRY(check_renewable(db, a, &w, err));
    TRY(org_awarding_get(db, a, n->org, &rule, err));
    TRY(award_context_open(app, db, a, n->org, w.achievement, &c, err));
    code issued = issue_next(c, db, a, &w, n->account, next, err);
    award_context_close(c);
    TRY(issued);
    TRY(tell_next(app, db, a, &w, *next, err));
    if (!rule.renewed_end)
        return OK;
    return award_revoke_now(db, a, n->org, n->id, n->account, S("Renewed: a newer award of this badge takes its place"), err);
}

static const char sql_unsucceed[] = SQL("DELETE FROM award_successor WHERE award_id = $1 AND next_id = $2");

code award_unrenew_now(struct app *app, struct db *db, struct arena *a, const struct award_renewal *n, int64_t next, struct error *err)
{
    struct award_edit e = {.app = app, .org = n->org, .id = n->id, .account = n->account, .reason = S("Renewal taken back")};
    struct award_row w;
    int64_t n_gone = 0;

    TRY(award_get(db, a, n->org, n->id, &w, err));
    TRY(award_revoke_now(db, a, n->org, next, n->account, e.reason, err));
    TRY(db_run(db, sql_unsucceed, ARGS(v_int(n->id), v_int(next)), &n_gone, err));
    return w.revoked > 0 ? award_return_now(db, a, &e, err) : OK;
}
