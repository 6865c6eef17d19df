/* learn/learn_run.c — what comes of statements: looked at by one job, held, and
 * awarded by another when the minutes are over. Each may die anywhere. */
#include "app/learn/learn_private.h"

#include "app/catalog/results.h"
#include "base/uri.h"

#define STEP 200                                 /* statements in one transaction */
#define COUNTED 1000

/* ---- a score as the badge measures ---- */

/* The first spelling that the badge takes. */
static bool take_first(struct arena *a, const struct result_description *d, const str *tries, size_t n, struct result *out)
{
    for (size_t i = 0; i < n; i++)
        if (!str_is_empty(tries[i]) && result_take(a, d, tries[i], out, NULL) == OK)
            return true;
    return false;
}

static bool measures_percent(const struct result_description *d)
{
    return str_eq(d->type, S("Percent")) || (str_eq(d->value_max, S("100")) && str_is_empty(d->value_min));
}

/* Hundredths at most, and none where they are zero. */
static str percent_text(struct arena *a, double percent)
{
    str s = str_printf(a, "%.2f", percent);

    while (str_ends(s, S("0")))
        s = str_slice(s, 0, s.n - 1);
    return str_ends(s, S(".")) ? str_slice(s, 0, s.n - 1) : s;
}

str learn_results(struct arena *a, const struct result_description_list *measures, const struct xapi_statement *s)
{
    struct result_list found = {0};
    double percent = 0;
    str status = s->success ? S("passed") : S("failed");
    str of_hundred = xapi_percent(&s->score, &percent) ? percent_text(a, percent) : S("");

    for (size_t i = 0; i < measures->n; i++) {
        const struct result_description *d = &measures->items[i];
        struct result one = {0};
        bool taken = false;
        if (result_entry_of(d) == RESULT_STATUS) {
            taken = s->has_success && take_first(a, d, &status, 1, &one);
        } else if (measures_percent(d)) {
            taken = take_first(a, d, &of_hundred, 1, &one);
        } else {
            const str tries[] = {s->score.raw_text, of_hundred};
            taken = take_first(a, d, tries, COUNT(tries), &one);
        }
        if (taken)
            *list_add(a, &found) = one;
    }
    return results_keep(a, &found);
}

/* ---- found for people ---- */

static const char sql_outcomes[] = SQL(
    "SELECT o.id, o.statement, coalesce(o.rule_id, 0), coalesce(o.award_id, 0), v.name, o.state, o.why, o.due_at FROM learn_outcome o"
    " JOIN achievement b ON b.id = o.achievement_id JOIN achievement_version v ON v.id = b.version_id WHERE o.statement = $1 ORDER BY o.id");

code learn_outcomes(struct db *db, struct arena *a, int64_t statement, struct learn_outcome_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_outcomes, ARGS(v_int(statement)));

    while (rows_next(r))
        *list_add(a, out) = (struct learn_outcome){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3), row_str(r, 4, a),
                                                   row_str(r, 5, a), row_str(r, 6, a), row_int(r, 7)};
    return rows_end(r, err);
}

static const struct { const char *state; struct { const char *kind, *icon, *words; } look; } looks[] = {
    {"unknown", {"warn", "help", "Waits: who is it?"}}, {"held", {"info", "hourglass", "Is awarded soon"}}, {"awarded", {"good", "check", "Awarded"}},
    {"holds", {NULL, "award", "Has the badge already"}}, {"out", {NULL, "circle-minus", "Person left out"}}, {"undone", {NULL, "arrow-back-up", "Taken back"}},
    {"voided", {"warn", "ban", "Statement taken back"}}, {"off", {NULL, "player-pause", "Rule switched off"}}, {"failed", {"bad", "x", "Could not be awarded"}},
};

struct tag_view learn_outcome_tag(str state)
{
    for (size_t i = 0; i < COUNT(looks); i++)
        if (str_eq(state, cstr(looks[i].state)))
            return (struct tag_view){looks[i].look.kind, looks[i].look.icon, said(looks[i].look.words)};
    return (struct tag_view){NULL, "circle-minus", state};
}

static const char sql_waiting[] = SQL(
    "SELECT count(*) FROM (SELECT 1 FROM learn_actor c WHERE c.org_id = $1 AND c.state = 'waiting' LIMIT $2) AS first_ones");
static const char sql_held[] = SQL("SELECT count(*) FROM (SELECT 1 FROM learn_outcome o WHERE o.org_id = $1 AND o.state = 'held' LIMIT $2) AS first_ones");

code learn_count(struct db *db, int64_t org, struct learn_counts *out, struct error *err)
{
    TRY(db_int(db, sql_waiting, ARGS(v_int(org), v_int(COUNTED)), &out->waiting, err));
    return db_int(db, sql_held, ARGS(v_int(org), v_int(COUNTED)), &out->held, err);
}

/* ---- held ---- */

static code job_at(struct db *db, struct arena *a, int64_t org, int64_t outcome, msec due, struct error *err)
{
    return job_add(db, S("learn.award"), str_printf(a, "%lld %lld", (long long)org, (long long)outcome),
                   str_printf(a, "learn.award %lld %lld", (long long)outcome, (long long)due), due, err);
}

static const char sql_hold[] = SQL("UPDATE learn_outcome SET state = 'held', why = '', due_at = $2, changed_at = $3 WHERE id = $1");

static code hold(struct db *db, struct arena *a, int64_t org, int64_t outcome, struct error *err)
{
    struct org_awarding w;
    msec now = clock_now();

    TRY(org_awarding_get(db, a, org, &w, err));
    TRY(db_run(db, sql_hold, ARGS(v_int(outcome), v_int(now + w.hold_minutes * MINUTE), v_int(now)), NULL, err));
    return job_at(db, a, org, outcome, now + w.hold_minutes * MINUTE, err);
}

static const char sql_state[] = SQL("UPDATE learn_outcome SET state = $2, why = $3, changed_at = $4 WHERE id = $1");

static code set_state(struct db *db, int64_t outcome, const char *state, str why, struct error *err)
{
    return db_run(db, sql_state, ARGS(v_int(outcome), v_str(cstr(state)), v_str(why), v_int(clock_now())), NULL, err);
}

/* Holds the badge, or gets it already in some minutes. */
static const char sql_has[] = SQL(
    "SELECT (SELECT count(*) FROM award w WHERE w.person_id = $1 AND w.achievement_id = $2 AND w.revoked_at IS NULL"
    " AND (w.valid_until IS NULL OR w.valid_until > $3)) + (SELECT count(*) FROM learn_outcome o JOIN learn_actor c ON c.id = o.actor_id"
    " WHERE c.person_id = $1 AND o.achievement_id = $2 AND o.state = 'held')");

static code hold_or_not(struct db *db, struct arena *a, const struct learn_actor *who, int64_t outcome, int64_t achievement, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_has, ARGS(v_int(who->person), v_int(achievement), v_int(clock_now())), &n, err));
    return n ? set_state(db, outcome, "holds", S(""), err) : hold(db, a, who->org, outcome, err);
}

/* ---- statements looked at ---- */

code learn_wake(struct db *db, struct arena *a, int64_t org, struct error *err)
{
    return job_add(db, S("learn.look"), str_printf(a, "%lld 0", (long long)org), (str){0}, clock_now(), err);
}

static const char sql_outcome[] = SQL(
    "INSERT INTO learn_outcome (org_id, statement, rule_id, achievement_id, actor_id, state, why, due_at, changed_at)"
    " VALUES ($1, $2, $3, $4, $5, 'unknown', '', 0, $6) ON CONFLICT (statement, rule_id) DO NOTHING RETURNING id");

static code meet(struct db *db, struct arena *a, const struct learn_rule *rule, const struct learn_actor *who, int64_t statement, struct error *err)
{
    int64_t id = 0;
    code c = db_int(db, sql_outcome, ARGS(v_int(rule->org), v_int(statement), v_int(rule->id), v_int(rule->achievement), v_int(who->id), v_int(clock_now())), &id, err);

    if (c == NOT_FOUND)
        return OK;
    TRY(c);
    if (str_eq(who->state, S("out")))
        return set_state(db, id, "out", S(""), err);
    return who->person ? hold_or_not(db, a, who, id, rule->achievement, err) : OK;
}

static const char sql_looked[] = SQL("UPDATE learn_statement SET state = $2 WHERE id = $1");

static code look(struct db *db, struct arena *a, const struct learn_rule_list *rules, const struct learn_statement *s, struct error *err)
{
    struct xapi_statement x;
    struct learn_actor who = {0};
    bool met = false;

    TRY(learn_statement_read(a, s, &x, err));
    for (size_t i = 0; !s->voided && i < rules->n; i++) {
        const struct learn_rule *r = &rules->items[i];
        if (!r->is_on || learn_match(r, &x) != LEARN_MET)
            continue;
        if (!met)
            TRY(learn_actor_of(db, a, s->org, &x.actor, &who, err));
        TRY(meet(db, a, r, &who, s->id, err));
        met = true;
    }
    return db_run(db, sql_looked, ARGS(v_int(s->id), v_str(met ? S("met") : S("none"))), NULL, err);
}

static const char sql_new[] = SQL(
    "SELECT s.id, s.version, s.body, coalesce(s.voided_at, 0) FROM learn_statement s WHERE s.org_id = $1 AND s.state = 'new' ORDER BY s.id LIMIT $2");

static code look_step(struct db *db, struct arena *a, int64_t org, size_t *n, struct error *err)
{
    struct learn_statement_list found = {0};
    struct learn_rule_list rules = {0};
    struct rows *r = db_query(db, sql_new, ARGS(v_int(org), v_int(STEP)));

    while (rows_next(r))
        *list_add(a, &found) = (struct learn_statement){.id = row_int(r, 0), .org = org, .version = row_int(r, 1), .body = row_str(r, 2, a), .voided = row_int(r, 3)};
    TRY(rows_end(r, err));
    TRY(learn_rules(db, a, org, &rules, err));
    for (size_t i = 0; i < found.n; i++)
        TRY(look(db, a, &rules, &found.items[i], err));
    *n = found.n;
    return OK;
}

static enum job_result run_look(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, ignored;
    size_t n = 0;

    (void)ctx;
    if (!job_names(j, &org, &ignored))
        return JOB_DEAD;
    if (db_begin(db, err) != OK || db_end(db, look_step(db, a, org, &n, err), err) != OK)
        return JOB_RETRY;
    return n == STEP ? JOB_AGAIN : JOB_DONE;
}

/* ---- awarded ---- */

struct due { int64_t id, org, rule, achievement, account; str state, name, email; bool rule_is_on, gives_evidence; msec due; struct learn_statement s; };

static const char sql_due[] = SQL(
    "SELECT o.id, coalesce(o.rule_id, 0), o.achievement_id, coalesce(r.account_id, 0), o.state, coalesce(p.name, ''), coalesce(p.email, ''),"
    " coalesce(r.is_on, 0), coalesce(r.gives_evidence, 0), o.due_at, s.version, s.body, coalesce(s.voided_at, 0), s.verb, s.verb_name, s.object, s.object_name"
    " FROM learn_outcome o JOIN learn_statement s ON s.id = o.statement JOIN learn_actor c ON c.id = o.actor_id"
    " LEFT JOIN learn_rule r ON r.id = o.rule_id LEFT JOIN person p ON p.id = c.person_id AND p.removed_at IS NULL WHERE o.org_id = $1 AND o.id = $2");

static code due_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct due *d, struct error *err)
{
    struct rows *r = db_query(db, sql_due, ARGS(v_int(org), v_int(id)));

    *d = (struct due){0};
    if (rows_next(r))
        *d = (struct due){
            .id = row_int(r, 0), .org = org, .rule = row_int(r, 1), .achievement = row_int(r, 2), .account = row_int(r, 3), .state = row_str(r, 4, a),
            .name = row_str(r, 5, a), .email = row_str(r, 6, a), .rule_is_on = row_bool(r, 7), .gives_evidence = row_bool(r, 8), .due = row_int(r, 9),
            .s = {.version = row_int(r, 10), .body = row_str(r, 11, a), .voided = row_int(r, 12), .verb = row_str(r, 13, a),
                  .verb_name = row_str(r, 14, a), .object = row_str(r, 15, a), .object_name = row_str(r, 16, a)}};
    return rows_end(r, err);
}

/* "passed: Fire safety, 92 %", as the statement itself calls it. */
static str narrative_of(struct arena *a, const struct due *d, const struct xapi_statement *x)
{
    struct buf b = buf_new(a);
    double percent;

    buf_put(&b, learn_verb_words(a, d->s.verb, d->s.verb_name));
    buf_printf(&b, ": " STR_FMT, STR_ARG(d->s.object_name.n ? d->s.object_name : d->s.object));
    if (xapi_percent(&x->score, &percent))
        buf_printf(&b, ", " STR_FMT " %%", STR_ARG(percent_text(a, percent)));
    return buf_done(&b);
}

static code issue(struct app *app, struct db *db, struct arena *a, const struct due *d, int64_t *award, struct error *err)
{
    struct award_context *c = NULL;
    struct result_description_list measures = {0};
    struct xapi_statement x;
    struct badge_row b;

    TRY(learn_statement_read(a, &d->s, &x, err));
    TRY(catalog_get(db, a, d->org, d->achievement, &b, err));
    measures = b.v.results;
    struct award_request r = {
        .org = d->org, .achievement = d->achievement, .account = d->account, .by_rule = true, .name = d->name, .email = d->email, .awarded = clock_now(),
        .narrative = d->gives_evidence ? narrative_of(a, d, &x) : S(""),
        .evidence_url = d->gives_evidence && uri_is_http(d->s.object) ? d->s.object : S(""), .results = learn_results(a, &measures, &x)};
    code result = award_context_open(app, db, a, d->org, d->achievement, &c, err);
    if (result == OK)
        result = award_issue(c, db, a, &r, award, err);
    award_context_close(c);
    return result;
}

static const char sql_awarded[] = SQL("UPDATE learn_outcome SET state = 'awarded', why = '', award_id = $2, changed_at = $3 WHERE id = $1");

/* False with OK: it is not to be awarded, and its row says why. */
static code may_go(struct db *db, const struct due *d, bool *go, struct error *err)
{
    *go = false;
    if (!str_eq(d->state, S("held")) || d->due > clock_now())
        return OK;
    if (d->s.voided)
        return set_state(db, d->id, "voided", S(""), err);
    if (!d->rule_is_on)
        return set_state(db, d->id, "off", S(""), err);
    if (str_is_empty(d->email))
        return set_state(db, d->id, "unknown", S(""), err);
    *go = true;
    return OK;
}

static code award_due(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct due d;
    bool go;
    int64_t award = 0;

    TRY(due_get(db, a, org, id, &d, err));
    TRY(may_go(db, &d, &go, err));
    if (!go)
        return OK;
    TRY(issue(app, db, a, &d, &award, err));
    return db_run(db, sql_awarded, ARGS(v_int(id), v_int(award), v_int(clock_now())), NULL, err);
}

/* What no second try would mend is told on its row. */
static code note_failure(struct db *db, int64_t id, code c, const struct error *why, struct error *err)
{
    bool holds = c == CONFLICT && str_eq(cstr(why->where), S("email"));

    TRY(db_begin(db, err));
    return db_end(db, set_state(db, id, holds ? "holds" : "failed", holds ? S("") : cstr(why->text), err), err);
}

static enum job_result run_award(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, id;
    struct error why = {0};

    if (!job_names(j, &org, &id))
        return JOB_DEAD;
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    code c = db_end(db, award_due(ctx, db, a, org, id, &why), &why);
    if (c == OK)
        return JOB_DONE;
    if (c == FAULT || c == NO_MEMORY || c == UNREACHABLE) {
        fail(err, c, why.where, "%s", why.text);
        return JOB_RETRY;
    }
    return note_failure(db, id, c, &why, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind learn_jobs[] = {{"learn.look", run_look}, {"learn.award", run_award}, {NULL, NULL}};

/* ---- what people decide ---- */

static const char sql_waits_for[] = SQL("SELECT o.id, o.achievement_id FROM learn_outcome o WHERE o.actor_id = $1 AND o.state = 'unknown' ORDER BY o.id");

code learn_release(struct db *db, struct arena *a, const struct learn_actor *who, struct error *err)
{
    LIST(struct due) found = {0};
    struct rows *r = db_query(db, sql_waits_for, ARGS(v_int(who->id)));

    while (rows_next(r))
        *list_add(a, &found) = (struct due){.id = row_int(r, 0), .achievement = row_int(r, 1)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < found.n; i++)
        TRY(hold_or_not(db, a, who, found.items[i].id, found.items[i].achievement, err));
    return OK;
}

static const char sql_leave_out[] = SQL("UPDATE learn_outcome SET state = 'out', changed_at = $2 WHERE actor_id = $1 AND state = 'unknown'");
static const char sql_wait_again[] = SQL(
    "UPDATE learn_outcome SET state = 'unknown', changed_at = $2 WHERE actor_id = $1 AND state IN ('held', 'out', 'holds')");

code learn_leave_out(struct db *db, const struct learn_actor *who, struct error *err)
{
    return db_run(db, sql_leave_out, ARGS(v_int(who->id), v_int(clock_now())), NULL, err);
}

code learn_wait_again(struct db *db, const struct learn_actor *who, struct error *err)
{
    return db_run(db, sql_wait_again, ARGS(v_int(who->id), v_int(clock_now())), NULL, err);
}

static const char sql_drop_held[] = SQL("UPDATE learn_outcome SET state = 'off', changed_at = $2 WHERE rule_id = $1 AND state = 'held'");

code learn_drop_held(struct db *db, int64_t rule, struct error *err)
{
    return db_run(db, sql_drop_held, ARGS(v_int(rule), v_int(clock_now())), NULL, err);
}

static const char sql_undo[] = SQL("UPDATE learn_outcome SET state = 'undone', changed_at = $3 WHERE org_id = $1 AND id = $2 AND state = 'held'");
static const char sql_redo[] = SQL("UPDATE learn_outcome SET state = 'held', changed_at = $3 WHERE org_id = $1 AND id = $2 AND state = 'undone'");
static const char sql_is_of[] = SQL("SELECT achievement_id FROM learn_outcome WHERE org_id = $1 AND id = $2");

static code note(struct db *db, struct arena *a, const struct learn_change *c, const char *what, struct error *err)
{
    int64_t achievement;
    struct badge_row b;

    TRY(db_int(db, sql_is_of, ARGS(v_int(c->org), v_int(c->id)), &achievement, err));
    TRY(catalog_get(db, a, c->org, achievement, &b, err));
    return org_log(db, c->org, c->by, what, str_printf(a, "badge %lld", (long long)achievement), b.v.name, err);
}

code learn_outcome_undo(struct db *db, struct arena *a, const struct learn_change *c, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_undo, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now())), &changed, err));
    return changed ? note(db, a, c, "learning.take-back", err) : fail(err, CONFLICT, "award", "it is not waiting any more");
}

code learn_outcome_redo(struct db *db, struct arena *a, const struct learn_change *c, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_redo, ARGS(v_int(c->org), v_int(c->id), v_int(clock_now())), &changed, err));
    if (!changed)
        return fail(err, CONFLICT, "award", "it was not taken back");
    TRY(hold(db, a, c->org, c->id, err));
    return note(db, a, c, "learning.again", err);
}
