/* claim/claim_decide.c — those who wait for approval. A refusal is told by mail
 * when it can no longer be taken back. */
#include "app/claim/claim_private.h"

#include "app/hook/hook.h"
#include "app/list/act.h"
#include "app/mail/mail.h"

struct entry { int64_t id, link; str state, name, email, reason; };

static const char sql_entry[] = SQL(
    "SELECT id, link_id, state, name, email, reason FROM claim_entry WHERE org_id = $1 AND id = $2");

static code entry_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct entry *out, struct error *err)
{
    struct rows *r = db_query(db, sql_entry, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        *out = (struct entry){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a), row_str(r, 5, a)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "claim", "there is no such claim");
}

static const char sql_move[] = SQL(
    "UPDATE claim_entry SET state = $4, reason = $5, decided_at = $6, decided_by = $7 WHERE org_id = $1 AND id = $2 AND state = $3");

struct move { const char *from, *to; };

static code move(struct db *db, const struct claim_decision *d, const struct move *m, struct error *err)
{
    int64_t changed = 0;
    bool decided = !str_eq(cstr(m->to), S("waiting"));

    TRY(db_run(db, sql_move,
               ARGS(v_int(d->org), v_int(d->entry), v_str(cstr(m->from)), v_str(cstr(m->to)),
                    v_str(str_is_absent(d->reason) ? S("") : d->reason), v_int_if(decided, clock_now()), v_int_if(decided, d->account)),
               &changed, err));
    return changed ? OK : fail(err, CONFLICT, "claim", "somebody decided this meanwhile");
}

static code note(struct db *db, struct arena *a, const struct claim_decision *d, const char *what, const struct entry *e, struct error *err)
{
    return org_log(db, d->org, d->account, what, str_printf(a, "claim %lld", (long long)e->link), e->name.n ? e->name : e->email, err);
}

static const char sql_has_award[] = SQL("UPDATE claim_entry SET award_id = $2 WHERE id = $1");
static const char sql_give_place[] = SQL("UPDATE claim_link SET taken = taken + $2 WHERE id = $1");

code claim_accept(struct app *app, struct db *db, struct arena *a, const struct claim_decision *d, struct error *err)
{
    struct entry e;
    struct claim_link l;
    int64_t award = 0;

    TRY(entry_get(db, a, d->org, d->entry, &e, err));
    TRY(claim_get(db, a, d->org, e.link, &l, err));
    if (!str_eq(e.state, S("waiting")))
        return fail(err, CONFLICT, "claim", "somebody decided this meanwhile");
    TRY(claim_award(app, db, a, &(struct claim_person){d->org, l.achievement, d->account, e.name, e.email}, &award, err));
    TRY(move(db, d, &(struct move){"waiting", "done"}, err));
    TRY(db_run(db, sql_has_award, ARGS(v_int(e.id), v_int(award)), NULL, err));
    return note(db, a, d, "claim.accept", &e, err);
}

code claim_refuse(struct db *db, struct arena *a, const struct claim_decision *d, struct error *err)
{
    struct entry e;

    if (str_is_empty(d->reason))
        return fail(err, BAD_INPUT, "reason", "say why: the person reads it");
    TRY(entry_get(db, a, d->org, d->entry, &e, err));
    TRY(move(db, d, &(struct move){"waiting", "refused"}, err));
    TRY(db_run(db, sql_give_place, ARGS(v_int(e.link), v_int(-1)), NULL, err));
    str id = str_printf(a, "%lld %lld", (long long)d->org, (long long)e.id);
    TRY(job_add(db, S("claim.refused"), id, str_join(a, S("claim.refused "), id), clock_now() + ACT_UNDO_TIME, err));
    return note(db, a, d, "claim.refuse", &e, err);
}

code claim_reopen(struct db *db, struct arena *a, const struct claim_decision *d, struct error *err)
{
    struct entry e;

    TRY(entry_get(db, a, d->org, d->entry, &e, err));
    TRY(move(db, &(struct claim_decision){d->org, d->entry, d->account, S("")}, &(struct move){"refused", "waiting"}, err));
    TRY(db_run(db, sql_give_place, ARGS(v_int(e.link), v_int(1)), NULL, err));
    return note(db, a, d, "claim.reopen", &e, err);
}

/* ---- the mail of a refusal ---- */

static code mail_refusal(struct app *app, struct db *db, struct arena *a, int64_t org, const struct entry *e, struct error *err)
{
    struct claim_link l;
    struct mail m = {.org = org, .kind = S("claim-refused"), .to_address = e->email, .to_name = e->name};

    TRY(claim_by_id(db, a, e->link, &l, err));
    return mail_letter(app, db, a, &(struct letter){.kind = "claim-refused", .org = org, .issuer = l.issuer, .badge = l.badge_name, .reason = e->reason,
                                                    .link = app_url(a, app, str_join(a, S("/claim/"), l.public_id))}, &m, err);
}

/* Marked and queued in one transaction: told once, whenever the process dies. */
static const char sql_told[] = SQL("UPDATE claim_entry SET told_at = $3 WHERE org_id = $1 AND id = $2 AND state = 'refused' AND told_at IS NULL");

static code tell(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct entry e;
    int64_t changed = 0;

    TRY(db_run(db, sql_told, ARGS(v_int(org), v_int(id), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return OK;
    TRY(entry_get(db, a, org, id, &e, err));
    TRY(hook_tell(db, a, org, "claim.refused", id, err));
    return mail_refusal(app, db, a, org, &e, err);
}

static enum job_result run_refused(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    return app_run_about(ctx, db, a, j, tell, err);
}

const struct job_kind claim_jobs[] = {{"claim.refused", run_refused}, {NULL, NULL}};
