/* apply/apply_tell.c — telling: messages, mails, and the decision, which leaves
 * after the minutes in which it can be taken back. The award is made then. */
#include "app/apply/apply_private.h"

#include "app/account/account.h"
#include "app/mail/mail.h"
#include "app/hook/hook.h"

code apply_mail(struct app *app, struct db *db, struct arena *a, const struct application *p, const char *kind, str words, struct error *err)
{
    struct mail m = {.org = p->org, .kind = cstr(kind), .to_address = p->email, .to_name = p->name};
    str path;

    TRY(application_path(app, db, a, p, &path, err));
    return mail_letter(app, db, a, &(struct letter){.kind = kind, .org = p->org, .issuer = p->issuer, .badge = p->badge_name, .message = words, .reason = words,
                                                    .link = app_url(a, app, path)}, &m, err);
}

/* ---- messages ---- */

static const char sql_messages[] = SQL(
    "SELECT c.name, m.words, m.from_applicant, m.created_at FROM application_message m LEFT JOIN account c ON c.id = m.account_id"
    " WHERE m.application_id = $1 ORDER BY m.id");
static const char sql_say[] = SQL(
    "INSERT INTO application_message (application_id, account_id, from_applicant, words, created_at) VALUES ($1, $2, $3, $4, $5)");

code application_messages(struct db *db, struct arena *a, int64_t id, struct apply_messages *out, struct error *err)
{
    struct rows *r = db_query(db, sql_messages, ARGS(v_int(id)));

    while (rows_next(r))
        *list_add(a, out) = (struct apply_message){row_str(r, 0, a), row_str(r, 1, a), row_bool(r, 2), row_int(r, 3)};
    return rows_end(r, err);
}

static code say(struct app *app, struct db *db, struct arena *a, const struct application *p, int64_t account, str words, struct error *err)
{
    TRY(db_run(db, sql_say, ARGS(v_int(p->id), v_int_if(account > 0, account), v_int(account == 0), v_str(words), v_int(clock_now())), NULL, err));
    if (account == 0)
        return OK;
    return apply_mail(app, db, a, p, "application-message", words, err);
}

code application_say(struct app *app, struct db *db, struct arena *a, const struct application *p, int64_t account, str words, struct error *err)
{
    if (str_is_empty(str_trim(words)))
        return fail(err, BAD_INPUT, "words", "write something first");
    if (account == 0)
        TRY(throttle_try(db, str_printf(a, "application-message %lld", (long long)p->id), 30, err));
    TRY(db_begin(db, err));
    TRY(db_end(db, say(app, db, a, p, account, words, err), err));
    app_wake(app);
    return OK;
}

/* ---- the decision ---- */

code apply_tell_later(struct db *db, struct arena *a, const struct application *p, msec decided, struct error *err)
{
    str id = str_printf(a, "%lld %lld", (long long)p->org, (long long)p->id);

    return job_add(db, S("apply.decided"), id, str_printf(a, "apply.decided %lld %lld", (long long)p->id, (long long)decided),
                   decided + ACT_UNDO_TIME, err);
}

static const char sql_judge_of[] = SQL(
    "SELECT account_id FROM judgement WHERE application_id = $1 AND round = $2 ORDER BY stage DESC LIMIT 1");
static const char sql_has_award[] = SQL("UPDATE application SET award_id = $2 WHERE id = $1");

static code issue(struct app *app, struct db *db, struct arena *a, const struct application *p, struct award_context *c, int64_t *award, struct error *err)
{
    int64_t judge = 0;
    str url;

    TRY(db_int(db, sql_judge_of, ARGS(v_int(p->id), v_int(p->round)), &judge, err));
    TRY(evidence_public_url(app, db, a, p->folder, &url, err));
    TRY(award_issue(c, db, a,
                    &(struct award_request){.org = p->org, .achievement = p->achievement, .account = judge, .by_rule = true, .name = p->name, .email = p->email,
                                            .narrative = p->reason, .evidence_url = url, .awarded = clock_now()},
                    award, err));
    TRY(evidence_give_award(db, p->folder, *award, err));
    return db_run(db, sql_has_award, ARGS(v_int(p->id), v_int(*award)), NULL, err);
}

/* Who got the badge another way meanwhile keeps that one. */
static code award(struct app *app, struct db *db, struct arena *a, const struct application *p, struct error *err)
{
    struct award_context *c = NULL;
    int64_t id = 0;
    code result = award_context_open(app, db, a, p->org, p->achievement, &c, err);

    if (result == OK)
        result = issue(app, db, a, p, c, &id, err);
    award_context_close(c);
    if (result != CONFLICT)
        return result;
    return org_log(db, p->org, 0, "apply.had-it", str_printf(a, "application %lld", (long long)p->id), p->name, err);
}

static code tell_by_mail(struct app *app, struct db *db, struct arena *a, const struct application *p, struct error *err)
{
    return apply_mail(app, db, a, p, str_eq(p->state, S("more")) ? "application-more" : "application-declined", p->reason, err);
}

/* Marked and done in one transaction. A decision that was taken back and made
 * anew has a job of its own: this one leaves it alone. */
static const char sql_told[] = SQL(
    "UPDATE application SET told_at = $2 WHERE id = $1 AND told_at IS NULL AND state IN ('passed', 'declined', 'more') AND decided_at <= $3");

static code tell(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct application p;
    msec now = clock_now();
    int64_t changed = 0;

    TRY(db_run(db, sql_told, ARGS(v_int(id), v_int(now), v_int(now - ACT_UNDO_TIME)), &changed, err));
    if (changed == 0)
        return OK;
    TRY(application_get(db, a, org, id, &p, err));
    if (!str_eq(p.state, S("more")))
        TRY(hook_tell(db, a, org, "application.decided", id, err));
    return str_eq(p.state, S("passed")) ? award(app, db, a, &p, err) : tell_by_mail(app, db, a, &p, err);
}

static enum job_result run_decided(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    return app_run_about(ctx, db, a, j, tell, err);
}

const struct job_kind apply_jobs[] = {{"apply.decided", run_decided}, {NULL, NULL}};
