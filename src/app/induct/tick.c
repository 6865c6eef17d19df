/* induct/tick.c — what is done of a checklist: ticked, signed off, sent back, taken back;
 * and the badge at its end. */
#include "app/induct/induct_private.h"

#include "app/award/award.h"
#include "app/evidence/evidence.h"
#include "app/hook/hook.h"
#include "app/people/people.h"

#define REASON_MOST 500

static code need_running(const struct induct *u, struct error *err)
{
    if (u->cancelled)
        return fail(err, CONFLICT, "induction", "this checklist was ended");
    return u->done ? fail(err, CONFLICT, "induction", "this checklist is complete") : OK;
}

static code find_step(struct db *db, struct arena *a, const struct induct *u, const struct induct_touch *t, struct induct_step *out, struct error *err)
{
    struct induct_steps all = {0};

    TRY(need_running(u, err));
    TRY(induct_steps_of(db, a, u, t->account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id == t->step) {
            *out = all.items[i];
            return OK;
        }
    return fail(err, NOT_FOUND, "step", "there is no such step in this checklist");
}

static code tell(struct db *db, struct arena *a, const struct induct *u, int64_t by, const char *what, str detail, struct error *err)
{
    TRY(induct_log(db, a, &(struct induct_act){u->org, u->id, by}, what, detail, err));
    return induct_look_whether_done(db, a, u, err);
}

/* ---- done ---- */

static code holds_badge(struct db *db, const struct induct *u, int64_t achievement, bool *out, struct error *err);

static code check_tick(struct db *db, const struct induct_tick *t, const struct induct_step *s, struct error *err)
{
    const struct induct_item *i = &s->item;
    bool holds = false;

    if (!s->is_doer)
        return fail(err, DENIED, "step", "this is for somebody else to do");
    if (str_eq(i->kind, S("read")) && !str_eq(t->hash, i->hash))
        return fail(err, BAD_INPUT, "hash", "the document was changed meanwhile: read it again");
    if (str_eq(i->kind, S("quiz")) && (!t->has_score || t->score < 0 || t->score > 100))
        return fail(err, BAD_INPUT, "score", "write the score, from 0 to 100 per cent");
    if (str_eq(i->kind, S("quiz")) && t->score < i->pass_mark)
        return fail(err, BAD_INPUT, "score", "%lld per cent are asked for: it stays open until then", (long long)i->pass_mark);
    if (str_eq(i->kind, S("upload")) && t->file.n == 0)
        return fail(err, BAD_INPUT, "file", "choose a file");
    if (!str_eq(i->kind, S("badge")))
        return OK;
    TRY(holds_badge(db, t->u, i->achievement, &holds, err));
    return holds ? OK : fail(err, BAD_INPUT, "badge", "they do not have this badge yet");
}

static const char sql_holds[] = SQL(
    "SELECT count(*) FROM award w JOIN achievement_version v ON v.id = w.version_id WHERE w.org_id = $1 AND w.person_id = $2 AND v.achievement_id = $3 AND " INDUCT_VALID("w", "$4"));

static code holds_badge(struct db *db, const struct induct *u, int64_t achievement, bool *out, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_holds, ARGS(v_int(u->org), v_int(u->person), v_int(achievement), v_int(clock_now())), &n, err));
    *out = n > 0;
    return OK;
}

/* For nobody but whose it is: who signs it off opens it on this checklist (file_pages.c). */
static code hand_in(struct db *db, struct arena *a, const struct induct_tick *t, const struct induct_step *s, int64_t *folder, struct error *err)
{
    *folder = s->folder;
    if (!*folder)
        TRY(evidence_open(db, a, &(struct evidence_owner){t->u->org, t->u->person_email, t->u->name}, folder, err));
    return evidence_add(db, a, &(struct evidence_new){.folder = *folder, .account = t->account, .item = S(""), .title = s->item.text, .words = S(""), .url = S(""), .file = t->file,
                                                      .file_name = t->file_name, .audience = TO_NAMED}, err);
}

static const char sql_done[] = SQL(
    "UPDATE induct_step SET done_at = $3, done_by = $4, hash = $5, note = $6, score = $7, folder_id = $8, told_at = NULL WHERE org_id = $1 AND id = $2 AND done_at IS NULL AND dropped_at IS NULL");

code induct_tick(struct db *db, struct arena *a, const struct induct_tick *t, struct error *err)
{
    struct induct_step s;
    int64_t changed = 0, folder = 0;

    TRY(find_step(db, a, t->u, &(struct induct_touch){t->u, t->step, t->account, S("")}, &s, err));
    TRY(check_tick(db, t, &s, err));
    if (s.facts.done)
        return fail(err, CONFLICT, "step", "this was done already");
    folder = s.folder;
    if (str_eq(s.item.kind, S("upload")))
        TRY(hand_in(db, a, t, &s, &folder, err));
    TRY(db_run(db, sql_done, ARGS(v_int(t->u->org), v_int(s.id), v_int(clock_now()), v_int(t->account), v_str(s.item.hash), v_str(str_trim(t->note)),
                                  v_int_if(t->has_score && str_eq(s.item.kind, S("quiz")), t->score), v_int_if(folder > 0, folder)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "step", "this was done already");
    return tell(db, a, t->u, t->account, "induction.done", s.item.text, err);
}

/* ---- signed off ---- */

static const char sql_sign[] = SQL(
    "UPDATE induct_step SET signed_at = $3, signed_by = $4 WHERE org_id = $1 AND id = $2 AND done_at IS NOT NULL AND signed_at IS NULL AND dropped_at IS NULL");
static const char sql_send_back[] = SQL(
    "UPDATE induct_step SET done_at = NULL, done_by = NULL, hash = '', score = NULL, note = $3, told_at = NULL WHERE org_id = $1 AND id = $2 AND done_at IS NOT NULL AND signed_at IS NULL");

static code find_to_sign(struct db *db, struct arena *a, const struct induct_touch *t, struct induct_step *s, struct error *err)
{
    TRY(find_step(db, a, t->u, t, s, err));
    if (!s->is_signer || s->done_by == t->account)
        return fail(err, DENIED, "step", "this is for somebody else to sign off");
    return s->facts.done && !s->facts.signed_off ? OK : fail(err, CONFLICT, "step", "this does not wait for a signature");
}

code induct_sign(struct db *db, struct arena *a, const struct induct_touch *t, struct error *err)
{
    struct induct_step s;
    int64_t changed = 0;

    TRY(find_to_sign(db, a, t, &s, err));
    TRY(db_run(db, sql_sign, ARGS(v_int(t->u->org), v_int(s.id), v_int(clock_now()), v_int(t->account)), &changed, err));
    return changed ? tell(db, a, t->u, t->account, "induction.sign", s.item.text, err) : fail(err, CONFLICT, "step", "this does not wait for a signature");
}

code induct_send_back(struct db *db, struct arena *a, const struct induct_touch *t, struct error *err)
{
    struct induct_step s;
    int64_t changed = 0;

    TRY(find_to_sign(db, a, t, &s, err));
    if (str_is_empty(str_trim(t->reason)) || t->reason.n > REASON_MOST)
        return fail(err, BAD_INPUT, "reason", "say what is missing");
    TRY(db_run(db, sql_send_back, ARGS(v_int(t->u->org), v_int(s.id), v_str(str_trim(t->reason))), &changed, err));
    return changed ? tell(db, a, t->u, t->account, "induction.back", s.item.text, err) : fail(err, CONFLICT, "step", "this does not wait for a signature");
}

/* ---- taken back ---- */

static const char sql_unsign[] = SQL("UPDATE induct_step SET signed_at = NULL, signed_by = NULL WHERE org_id = $1 AND id = $2 AND signed_by = $3 AND signed_at >= $4");
static const char sql_undone[] = SQL(
    "UPDATE induct_step SET done_at = NULL, done_by = NULL, hash = '', score = NULL, told_at = NULL WHERE org_id = $1 AND id = $2 AND done_by = $3 AND done_at >= $4 AND signed_at IS NULL");

code induct_undo(struct db *db, struct arena *a, const struct induct_touch *t, struct error *err)
{
    struct induct_step s;
    int64_t changed = 0;

    TRY(find_step(db, a, t->u, t, &s, err));
    TRY(db_run(db, s.facts.signed_off ? sql_unsign : sql_undone,
               ARGS(v_int(t->u->org), v_int(s.id), v_int(t->account), v_int(clock_now() - ACT_UNDO_TIME)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "step", "it is not yours to take back, or ten minutes have passed");
    return tell(db, a, t->u, t->account, "induction.undo", s.item.text, err);
}

/* ---- the end ---- */

static const char sql_changed[] = SQL("UPDATE induct SET changed_at = $2 WHERE id = $1");

/* Ten minutes later, when nothing can be taken back any more. */
code induct_look_whether_done(struct db *db, struct arena *a, const struct induct *u, struct error *err)
{
    struct induct_steps all = {0};
    msec now = clock_now(), when = now + ACT_UNDO_TIME + SECOND;

    TRY(db_run(db, sql_changed, ARGS(v_int(u->id), v_int(now)), NULL, err));
    TRY(induct_steps_of(db, a, u, 0, &all, err));
    if (!induct_state_of(a, u, &all).is_complete)
        return OK;
    return job_add(db, S("induct.finish"), str_printf(a, "%lld %lld", (long long)u->org, (long long)u->id),
                   str_printf(a, "induct.finish %lld %lld", (long long)u->id, (long long)now), when, err);
}

static const char sql_finish[] = SQL("UPDATE induct SET done_at = $2 WHERE id = $1 AND done_at IS NULL AND cancelled_at IS NULL");
static const char sql_award[] = SQL("UPDATE induct SET award_id = $2 WHERE id = $1");
/* The badge of the same checklist before this one, which a refreshment takes the place of. */
static const char sql_before[] = SQL(
    "SELECT w.id FROM induct u JOIN award w ON w.id = u.award_id JOIN achievement_version v ON v.id = w.version_id WHERE u.template_id = $1 AND u.person_id = $2"
    " AND u.id <> $3 AND v.achievement_id = $4 AND w.revoked_at IS NULL ORDER BY w.id DESC LIMIT 1");
static const char sql_is_published[] = SQL("SELECT count(*) FROM achievement b WHERE b.org_id = $1 AND b.id = $2 AND b.state = 'published'");

static code issue(struct app *app, struct db *db, struct arena *a, const struct induct *u, const struct induct_template *t, int64_t *award, struct error *err)
{
    struct award_context *c = NULL;
    code result = award_context_open(app, db, a, u->org, t->achievement, &c, err);

    if (result == OK)
        result = award_issue(c, db, a, &(struct award_request){.org = u->org, .achievement = t->achievement, .account = t->owner, .by_rule = true, .email = u->person_email,
                                                               .name = str_eq(u->person_name, u->person_email) ? S("") : u->person_name, .awarded = clock_now(), .again = true},
                             award, err);
    award_context_close(c);
    return result;
}

static code award(struct app *app, struct db *db, struct arena *a, const struct induct *u, const struct induct_template *t, struct error *err)
{
    int64_t before = 0, award = 0;
    code c = db_int(db, sql_before, ARGS(v_int(t->id), v_int(u->person), v_int(u->id), v_int(t->achievement)), &before, NULL);

    if (c != OK && c != NOT_FOUND)
        return fail(err, c, "award", "the badge before could not be read");
    c = before ? award_renew_now(app, db, a, &(struct award_renewal){u->org, before, t->owner, true}, &award, NULL) : CONFLICT;
    if (c == CONFLICT)
        c = issue(app, db, a, u, t, &award, err);
    TRY(c);
    return db_run(db, sql_award, ARGS(v_int(u->id), v_int(award)), NULL, err);
}

static code finish(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct induct u;
    struct induct_template t;
    struct induct_steps all = {0};
    int64_t changed = 0, published = 0;

    TRY(induct_get(db, a, org, id, &u, err));
    TRY(induct_steps_of(db, a, &u, 0, &all, err));
    if (u.changed > clock_now() - ACT_UNDO_TIME || !induct_state_of(a, &u, &all).is_complete)
        return OK;
    TRY(db_run(db, sql_finish, ARGS(v_int(id), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return OK;
    TRY(induct_log(db, a, &(struct induct_act){org, id, 0}, "induction.complete", u.name, err));
    TRY(hook_tell(db, a, org, "induction.finished", id, err));
    TRY(induct_template_get(db, a, org, u.template, &t, err));
    TRY(db_int(db, sql_is_published, ARGS(v_int(org), v_int(t.achievement)), &published, err));
    return published && person_has_address(u.person_email) ? award(app, db, a, &u, &t, err) : OK;
}

enum job_result induct_run_finish(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    return app_run_about(ctx, db, a, j, finish, err);
}
