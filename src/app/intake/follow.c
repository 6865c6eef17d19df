/* intake/follow.c — what becomes of badges that count: taken back by their issuer, valid
 * again, out of reach; and who is told of what. */
#include "app/intake/intake_private.h"

#include "app/backpack/watch.h"
#include "app/hook/hook.h"
#include "app/mail/mail.h"
#include "app/org/members.h"
#include "app/org/person.h"
#include "base/utf8.h"

/* ---- looked at again ---- */

static const char sql_of_holding[] = SQL("SELECT org_id, id FROM intake WHERE holding_id = $1 AND state NOT IN ('refused', 'withdrawn') ORDER BY id");
static const char sql_seen[] = SQL("UPDATE intake SET standing = $2, checked_at = $3 WHERE id = $1");
static const char sql_reopened[] = SQL("UPDATE intake SET state = 'reopened', reason = $2, changed_at = $3 WHERE id = $1 AND state = 'accepted'");

static bool is_gone(const char *stands)
{
    return str_eq(cstr(stands), S("revoked")) || str_eq(cstr(stands), S("suspended")) || str_eq(cstr(stands), S("broken"));
}

/* The issuer's own words, where they are some, or the sentence of the check that decided. */
static str why(struct arena *a, const struct relied *r)
{
    str reason = str_trim(r->report->badge.revocation_reason);
    bool is_words = reason.n && utf8_is_valid(reason) && !utf8_has_controls(reason);

    return utf8_cut(is_words ? reason : report_sentence(a, r->report), 900);
}

/* A record that says so takes its place: both stay to be seen. What somebody took away by hand counts no more already. */
static code reopen(struct db *db, struct arena *a, const struct intake *i, const struct relied *r, struct error *err)
{
    str reason = why(a, r);
    bool was_void;

    TRY(intake_record_void(db, a, i, 0, reason, &was_void, err));
    if (was_void)
        return OK;
    TRY(db_run(db, sql_reopened, ARGS(v_int(i->id), v_str(reason), v_int(r->now)), NULL, err));
    TRY(intake_note(db, i->id, "reopened", reason, 0, err));
    TRY(intake_changed(db, a, i->org, i->id, err));
    TRY(org_log(db, i->org, 0, "intake.reopened", str_printf(a, "person %lld", (long long)i->person), str_printf(a, "external training %lld, %s", (long long)i->id, r->stands), err));
    TRY(hook_tell(db, a, i->org, "training.reopened", i->id, err));
    return intake_tell_later(db, a, i->id, r->now, err);
}

static code restore_it(struct db *db, struct arena *a, const struct intake *i, struct error *err)
{
    struct intake_counts c = {.rule = i->rule, .requirement = i->requirement, .completed = NO_DAY, .judged = str_z(a, i->judged), .reason = ""};
    struct intake_record was;

    if (!i->requirement)
        return intake_count_it(db, a, i, &c, err);
    TRY(intake_record_now(db, i->record, &was, err));
    c.completed = was.completed;
    c.ends = was.ends;
    return intake_count_it(db, a, i, &c, err);
}

/* Only what was held back comes back by itself, with the days by which it counted; a day that the requirement does not take any more does not. */
static code restore(struct db *db, struct arena *a, const struct intake *i, const struct relied *r, struct error *err)
{
    struct error why_not = {0};
    bool had_one = i->requirement ? i->record != 0 : i->pathway != 0;
    code got = had_one ? restore_it(db, a, i, &why_not) : BAD_INPUT;

    if (got == BAD_INPUT || got == NOT_FOUND || got == DENIED)
        return OK;
    if (got != OK) {
        if (err)
            *err = why_not;
        return got;
    }
    TRY(intake_note(db, i->id, "good", S(""), 0, err));
    TRY(intake_changed(db, a, i->org, i->id, err));
    return intake_tell_later(db, a, i->id, r->now, err);
}

/* A good look by which somebody else issued it says nothing of what was handed in. */
static bool is_by_another(const struct intake *i, const struct relied *r)
{
    return str_eq(cstr(r->stands), S("good")) && i->anchor.n && !str_eq(r->report->anchor.value, i->anchor);
}

static code follow(struct db *db, struct arena *a, const struct intake *i, const struct relied *r, struct error *err)
{
    TRY(db_run(db, sql_seen, ARGS(v_int(i->id), v_str(cstr(r->stands)), v_int(r->now)), NULL, err));
    if (intake_is(i, "accepted") && is_gone(r->stands))
        return reopen(db, a, i, r, err);
    if (intake_is(i, "reopened") && str_eq(cstr(r->stands), S("good")))
        return restore(db, a, i, r, err);
    if (!str_eq(i->standing, cstr(r->stands)) && str_eq(cstr(r->stands), S("silent")))
        return intake_note(db, i->id, "silent", S(""), 0, err);
    return OK;
}

struct named { int64_t org, id; };

static code looked_at(struct app *app, struct db *db, struct arena *a, const struct relied *r, struct error *err)
{
    LIST(struct named) all = {0};
    struct rows *rows = db_query(db, sql_of_holding, ARGS(v_int(r->holding)));

    (void)app;
    while (rows_next(rows))
        *list_add(a, &all) = (struct named){row_int(rows, 0), row_int(rows, 1)};
    TRY(rows_end(rows, err));
    for (size_t k = 0; k < all.n; k++) {
        struct intake i;
        TRY(intake_get(db, a, all.items[k].org, all.items[k].id, &i, err));
        if (!is_by_another(&i, r))
            TRY(follow(db, a, &i, r, err));
    }
    return OK;
}

void intake_start(void)
{
    watch_set_relier(looked_at);
}

/* ---- told ---- */

static const char sql_changed[] = SQL("SELECT changed_at FROM intake WHERE id = $1");

code intake_tell_later(struct db *db, struct arena *a, int64_t id, msec when, struct error *err)
{
    int64_t changed = 0;

    TRY(db_int(db, sql_changed, ARGS(v_int(id)), &changed, err));
    return job_add(db, S("intake.tell"), str_printf(a, "%lld %lld", (long long)id, (long long)changed),
                   str_printf(a, "intake.tell %lld %lld", (long long)id, (long long)changed), when, err);
}

struct telling { struct app *app; struct db *db; struct arena *a; const struct intake *i; };

static str named(const struct intake *i)
{
    return i->requirement_name.n ? i->requirement_name : i->title;
}

static code tell_person(const struct telling *t, const char *kind, struct error *err)
{
    const struct intake *i = t->i;
    struct mail m = {.org = i->org, .person = i->person, .kind = cstr(kind), .to_address = i->email, .to_name = i->person_name};
    bool off = false;

    TRY(letter_is_off(t->db, t->a, i->org, kind, &off, err));
    if (off || !i->email.n || !person_has_address(i->email))
        return OK;
    return mail_letter(t->app, t->db, t->a,
                       &(struct letter){.kind = kind, .org = i->org, .badge = i->title, .message = named(i), .reason = i->reason.n ? i->reason : S("–"),
                                        .link = app_url(t->a, t->app, str_printf(t->a, "/training/%lld", (long long)i->id))}, &m, err);
}

/* Who answers for the requirement, else who accepted it or made the rule; of the members. */
static const char sql_owner[] = SQL(
    "SELECT m.account_id, c.name FROM intake i LEFT JOIN requirement q ON q.id = i.requirement_id LEFT JOIN intake_rule r ON r.id = i.rule_id"
    " JOIN member m ON m.org_id = i.org_id AND m.account_id = coalesce(q.owner_id, i.decided_by, r.account_id) JOIN account c ON c.id = m.account_id WHERE i.id = $1");

static code tell_owner(const struct telling *t, struct error *err)
{
    const struct intake *i = t->i;
    struct rows *r = db_query(t->db, sql_owner, ARGS(v_int(i->id)));
    struct mail m = {.org = i->org, .kind = S("training-reopened-owner")};
    int64_t owner = 0;

    if (rows_next(r)) {
        owner = row_int(r, 0);
        m.to_name = row_str(r, 1, t->a);
    }
    TRY(rows_end(r, err));
    if (!owner)
        return OK;
    m.to_address = member_address(t->db, t->a, owner);
    return mail_letter(t->app, t->db, t->a,
                       &(struct letter){.kind = "training-reopened-owner", .org = i->org, .badge = i->title, .message = named(i), .sender = i->person_name, .reason = i->reason,
                                        .link = app_url(t->a, t->app, str_printf(t->a, "/org/%lld/external/%lld", (long long)i->org, (long long)i->id))}, &m, err);
}

static code tell(const struct telling *t, struct error *err)
{
    static const struct { const char *state, *kind; } kinds[] = {
        {"accepted", "training-accepted"}, {"asked", "training-asked"}, {"refused", "training-refused"}, {"reopened", "training-reopened"},
    };

    for (size_t k = 0; k < COUNT(kinds); k++)
        if (intake_is(t->i, kinds[k].state))
            TRY(tell_person(t, kinds[k].kind, err));
    return intake_is(t->i, "reopened") ? tell_owner(t, err) : OK;
}

static const char sql_org[] = SQL("SELECT org_id FROM intake WHERE id = $1 AND changed_at = $2");

/* What changed since has a mail of its own. */
static enum job_result run_tell(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct intake i;
    int64_t id, changed, org = 0;

    if (!job_names(j, &id, &changed))
        return JOB_DEAD;
    code c = db_int(db, sql_org, ARGS(v_int(id), v_int(changed)), &org, err);
    if (c == OK)
        c = intake_get(db, a, org, id, &i, err);
    if (c != OK)
        return c == NOT_FOUND ? JOB_DONE : JOB_RETRY;
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    return db_end(db, tell(&(struct telling){ctx, db, a, &i}, err), err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind intake_jobs[] = {{"intake.tell", run_tell}, {"intake.leader", intake_run_leader}, {0}};
