/* award/award_suspend.c — an award held back for a while, and given back: a bit
 * in the second list beside the one of revocations. */
#include "app/award/award_private.h"

#include "app/hook/hook.h"
#include "app/settings.h"

static const char sql_suspend[] = SQL(
    "INSERT INTO award_suspension (award_id, org_id, status_list_id, since, reason) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (award_id) DO NOTHING");
static const char sql_reinstate[] = SQL("DELETE FROM award_suspension WHERE award_id = $1 AND org_id = $2");

str award_withheld_why(const struct award_row *w)
{
    return w->revoked > 0 ? w->revoke_reason : w->suspended > 0 ? w->suspend_reason : S("");
}

/* The list, the public documents and the log, in the transaction of the change. */
static code tell(struct db *db, struct arena *a, const struct award_row *w, const struct award_act *act, const char *what,
                 struct error *err)
{
    TRY(award_touch_list(db, w->status_list, err));
    TRY(public_changed(db, err));
    TRY(award_note_change(db, a, w->id, err));
    TRY(award_tell_watcher(db, a, w->achievement, w->person, err));
    TRY(hook_tell(db, a, w->org, str_eq(cstr(what), S("award.suspend")) ? "award.suspended" : "award.reinstated", w->id, err));
    TRY(award_tell_holder(db, a, w, str_eq(cstr(what), S("award.suspend")) ? "suspended" : "reinstated", act->reason, err));
    return org_log(db, w->org, act->account, what, str_copy(a, w->public_id), act->reason, err);
}

static code suspend_rows(struct db *db, struct arena *a, const struct award_row *w, const struct award_act *act, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_suspend, ARGS(v_int(w->id), v_int(w->org), v_int(w->status_list), v_int(clock_now()), v_str(act->reason)),
               &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "award", "this award is suspended already");
    return tell(db, a, w, act, "award.suspend", err);
}

static code reinstate_rows(struct db *db, struct arena *a, const struct award_row *w, const struct award_act *act, struct error *err)
{
    int64_t changed = 0;

    TRY(award_need_other(db, a, w->org, act->account, w->recipient, err));
    TRY(db_run(db, sql_reinstate, ARGS(v_int(w->id), v_int(w->org)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "award", "this award is not suspended");
    return tell(db, a, w, act, "award.reinstate", err);
}

code award_suspend_now(struct db *db, struct arena *a, int64_t org, int64_t id, const struct award_act *act, struct error *err)
{
    struct award_row w;

    TRY(award_get(db, a, org, id, &w, err));
    if (w.revoked > 0)
        return fail(err, CONFLICT, "award", "this award is revoked, which is for good");
    if (!w.can_suspend)
        return fail(err, UNSUPPORTED, "award", "this award was signed before awards could be suspended; it can be revoked");
    return suspend_rows(db, a, &w, act, err);
}

code award_reinstate_now(struct db *db, struct arena *a, int64_t org, int64_t id, const struct award_act *act, struct error *err)
{
    struct award_row w;

    TRY(award_get(db, a, org, id, &w, err));
    return reinstate_rows(db, a, &w, act, err);
}

code award_suspend(struct db *db, struct arena *a, int64_t org, int64_t id, const struct award_act *act, struct error *err)
{
    struct award_row w;
    struct award_act trimmed = {act->account, str_trim(act->reason)};

    if (str_is_empty(trimmed.reason))
        return fail(err, BAD_INPUT, "reason", "say why: the reason is shown to everyone who checks the award");
    TRY(award_get(db, a, org, id, &w, err));
    if (w.revoked > 0)
        return fail(err, CONFLICT, "award", "this award is revoked, which is for good");
    if (!w.can_suspend)
        return fail(err, CONFLICT, "award", "this award was signed before awards could be suspended; it can be revoked");
    TRY(db_begin(db, err));
    return db_end(db, suspend_rows(db, a, &w, &trimmed, err), err);
}

code award_reinstate(struct db *db, struct arena *a, int64_t org, int64_t id, const struct award_act *act, struct error *err)
{
    struct award_row w;

    TRY(award_get(db, a, org, id, &w, err));
    TRY(db_begin(db, err));
    return db_end(db, reinstate_rows(db, a, &w, &(struct award_act){act->account, str_trim(act->reason)}, err), err);
}
