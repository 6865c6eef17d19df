/* privacy/retention.c — rules by kind: what is older goes by night, some hundred
 * rows a step, and what went is counted. */
#include "app/list/saved.h"
#include "app/mail/mail.h"
#include "app/people/kept.h"
#include "app/privacy/privacy_private.h"

#define ROWS_AT_ONCE 500
#define NIGHT        (2 * HOUR)                  /* UTC */

const int retention_choices[9] = {0, 1, 3, 6, 12, 24, 36, 60, 120};

/* Nobody under a hold; a badge under a hold keeps its own. */
#define NO_HOLD(column) " AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.org_id = $1 AND h.ended_at IS NULL AND h.achievement_id = " column ")"
#define NOT_HELD                                                               \
    " AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.org_id = $1 AND h.ended_at IS NULL AND (h.person_id = p.id OR h.achievement_id IN" \
    " (SELECT w.achievement_id FROM award w WHERE w.person_id = p.id)))"
#define NOBODY_HELD(column)                                                    \
    " AND NOT EXISTS (SELECT 1 FROM legal_hold h JOIN person q ON q.id = h.person_id WHERE h.org_id = $1 AND h.ended_at IS NULL AND q.folded = " column ")"

#define GONE    " FROM person p WHERE p.org_id = $1 AND p.erased_at IS NULL AND coalesce(p.ended_at, p.leaves_at) < $2" NOT_HELD \
                " AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.person_id = p.id AND e.state IN ('waiting', 'stopped'))"
/* What a requirement wants kept for years is kept so long, whatever the months. */
#define YEARS_OF_PERSON KEPT_YEARS(KEPT_FOR("p.id"))
#define LEFT(now)    GONE " AND coalesce(p.ended_at, p.leaves_at) + " YEARS_OF_PERSON " * " KEPT_YEAR " < " now
#define STAYING(now) GONE " AND coalesce(p.ended_at, p.leaves_at) + " YEARS_OF_PERSON " * " KEPT_YEAR " >= " now
#define REFUSED " FROM application x WHERE x.org_id = $1 AND x.state IN ('declined', 'withdrawn') AND x.changed_at < $2" \
                NO_HOLD("x.achievement_id") NOBODY_HELD("x.folded")
#define PASSED(now) " FROM application x WHERE x.org_id = $1 AND x.state = 'passed' AND x.told_at < $2 AND x.told_at + "          \
                KEPT_YEARS(KEPT_BY_BADGE("x.achievement_id")) " * " KEPT_YEAR " < " now NO_HOLD("x.achievement_id") NOBODY_HELD("x.folded")
#define DRAFTS  " FROM application x WHERE x.org_id = $1 AND x.state = 'draft' AND x.changed_at < $2" NO_HOLD("x.achievement_id") NOBODY_HELD("x.folded")
#define MAILS   " FROM mail x WHERE x.org_id = $1 AND x.state NOT IN ('queued', 'outbox') AND x.created_at < $2" NOBODY_HELD("lower(x.to_address)")
#define CLAIMS  " FROM claim_entry x WHERE x.org_id = $1 AND x.created_at < $2" NOBODY_HELD("x.folded")
#define ASKED   " FROM endorsement x WHERE x.org_id = $1 AND x.state IN ('asked', 'refused', 'declined', 'withdrawn') AND x.ends_at < $2"
#define BROUGHT " FROM people_import x WHERE x.org_id = $1 AND x.ended_at < $2"
#define LISTED  " FROM award_batch_line x JOIN award_batch b ON b.id = x.batch_id WHERE b.org_id = $1 AND b.state IN ('done', 'cancelled') AND b.ended_at < $2"
#define TOLD    " FROM hook_send x WHERE x.org_id = $1 AND x.created_at < $2"
#define LEARNT  " FROM learn_statement x WHERE x.org_id = $1 AND x.stored_at < $2"
#define CALLS   " FROM token_call x WHERE x.org_id = $1 AND x.at < $2"
#define ACTS    " FROM list_act x WHERE x.org_id = $1 AND x.ended_at < $2"
#define LOGGED  " FROM org_log x WHERE x.org_id = $1 AND x.at < $2"
/* Folders without application and award, and without a record, something handed in or a step of a checklist, which go with
 * their person; and bytes without a piece. What is within
 * goes first, by itself: while its folder stands the ledger can tell whose it was. */
#define LOOSE                                                                  \
    " FROM evidence_folder f WHERE f.org_id = $1 AND f.folded <> '' AND f.created_at < $2 AND NOT EXISTS (SELECT 1 FROM application n WHERE n.folder_id = f.id)" \
    " AND NOT EXISTS (SELECT 1 FROM evidence_award n WHERE n.folder_id = f.id)"                                                  \
    " AND NOT EXISTS (SELECT 1 FROM requirement_record n WHERE n.folder_id = f.id) AND NOT EXISTS (SELECT 1 FROM intake n WHERE n.folder_id = f.id)"               \
    " AND NOT EXISTS (SELECT 1 FROM induct_step n WHERE n.folder_id = f.id)" NOBODY_HELD("f.folded") " ORDER BY f.id LIMIT $3"
#define LOOSE_FOLDERS                                                          \
    SQL("DELETE FROM evidence WHERE folder_id IN (SELECT f.id" LOOSE ")"), SQL("DELETE FROM evidence_folder WHERE id IN (SELECT f.id" LOOSE ")")
#define LOOSE_BYTES                                                            \
    SQL("DELETE FROM evidence_bytes WHERE hash IN (SELECT y.hash FROM evidence_bytes y WHERE y.created_at < $2 AND EXISTS (SELECT 1 FROM org o WHERE o.id = $1)" \
        " AND NOT EXISTS (SELECT 1 FROM evidence n WHERE n.hash = y.hash AND n.removed_at IS NULL) LIMIT $3)")
#define COUNTED(rows)     SQL("SELECT count(*)" rows)
#define FOUND(rows, what) SQL("SELECT " what rows " ORDER BY 2 LIMIT $3")
#define DROPPED(table, rows) SQL("DELETE FROM " table " WHERE id IN (SELECT x.id" rows " ORDER BY x.id LIMIT $3)")
#define JUDGED(rows)      SQL("DELETE FROM judgement WHERE application_id IN (SELECT x.id" rows " ORDER BY x.id LIMIT $3)")

const struct retention_kind retention_kinds[] = {
    {"leavers", "People who have left", "Erased as if they had asked for it. Counted from the day they left; kept longer where a requirement asked of them wants it.", 36,
     COUNTED(LEFT("$3")), FOUND(LEFT("$4"), "CASE WHEN p.name = '' THEN p.email ELSE p.name END, coalesce(p.ended_at, p.leaves_at)"), {NULL}, .by_years = true, .stays = true},
    {"refused", "Applications declined or withdrawn", "With what was handed in as evidence.", 12,
     COUNTED(REFUSED), FOUND(REFUSED, "x.name, x.changed_at"), {DROPPED("application", REFUSED), LOOSE_FOLDERS, LOOSE_BYTES}, JUDGED(REFUSED)},
    {"drafts", "Applications that were never handed in", "With their evidence.", 6,
     COUNTED(DRAFTS), FOUND(DRAFTS, "x.name, x.changed_at"), {DROPPED("application", DRAFTS), LOOSE_FOLDERS, LOOSE_BYTES}, JUDGED(DRAFTS)},
    {"passed", "Applications that led to an award", "What was said and judged. The evidence stays with the award. Kept longer where the badge proves a requirement that wants it.", 60,
     COUNTED(PASSED("$3")), FOUND(PASSED("$4"), "x.name, x.told_at"), {DROPPED("application", PASSED("$4"))}, JUDGED(PASSED("$4")), true},
    {"claims", "Claims by link or code", "Name and address of who came. Their awards stay.", 12,
     COUNTED(CLAIMS), FOUND(CLAIMS, "CASE WHEN x.name = '' THEN x.email ELSE x.name END, x.created_at"), {DROPPED("claim_entry", CLAIMS)}},
    {"endorsements", "Requests to endorse without an answer shown", "Those that are shown are part of the badge.", 12,
     COUNTED(ASKED), FOUND(ASKED, "x.email, x.ends_at"), {DROPPED("endorsement", ASKED)}},
    {"mails", "Mails that were sent or failed", "Those that wait are kept.", 24,
     COUNTED(MAILS), FOUND(MAILS, "x.to_address, x.created_at"), {DROPPED("mail", MAILS)}},
    {"imports", "Lists of people that were brought in", "What stood in the files. The people stay.", 12,
     COUNTED(BROUGHT), FOUND(BROUGHT, "x.name, x.ended_at"), {DROPPED("people_import", BROUGHT)}},
    {"lines", "Lines of lists that were not awarded", "Names that stood in a list and got nothing.", 12,
     COUNTED(LISTED), FOUND(LISTED, "CASE WHEN x.email = '' THEN x.name ELSE x.email END, b.ended_at"),
     {SQL("DELETE FROM award_batch_line WHERE batch_id IN (SELECT b.id FROM award_batch b WHERE b.org_id = $1 AND b.state IN ('done', 'cancelled') AND b.ended_at < $2"
          " AND EXISTS (SELECT 1 FROM award_batch_line y WHERE y.batch_id = b.id) ORDER BY b.id LIMIT (SELECT CASE WHEN $3 > 0 THEN 1 ELSE 0 END))")}},
    {"webhooks", "Messages of webhooks", "What was sent, and what was answered.", 3, COUNTED(TOLD), FOUND(TOLD, "x.event, x.created_at"), {DROPPED("hook_send", TOLD)}},
    {"statements", "Statements of learning platforms", "Who learnt what. Awards that came of them stay.", 24, COUNTED(LEARNT),
     FOUND(LEARNT, "CASE WHEN x.actor_name = '' THEN x.actor ELSE x.actor_name END, x.stored_at"), {DROPPED("learn_statement", LEARNT)}},
    {"calls", "Calls of programs", "Which token asked what, and from where.", 3, COUNTED(CALLS), FOUND(CALLS, "x.path, x.at"), {DROPPED("token_call", CALLS)}},
    {"acts", "What was done with many at once", "The notes for taking it back.", 3, COUNTED(ACTS), FOUND(ACTS, "x.act, x.ended_at"), {DROPPED("list_act", ACTS)}},
    {"log", "The log of the organisation", "Auditors ask for it: keep it long.", 120, COUNTED(LOGGED), FOUND(LOGGED, "x.what, x.at"), {DROPPED("org_log", LOGGED)}},
    {NULL},
};

const struct retention_kind *retention_kind_of(str name)
{
    for (const struct retention_kind *k = retention_kinds; k->name; k++)
        if (str_eq(name, cstr(k->name)))
            return k;
    return NULL;
}

/* ---- rules ---- */

/* What a statement of the kind takes: organisation, moment, how many unless it counts, and now
 * where years of requirements count besides. */
static struct args args_of(struct value v[4], int64_t org, const struct retention_rule *rule, int64_t limit)
{
    size_t n = 0;

    v[n++] = v_int(org);
    v[n++] = v_int(rule->before);
    if (limit > 0)
        v[n++] = v_int(limit);
    if (rule->kind->by_years)
        v[n++] = v_int(rule->now);
    return (struct args){v, n};
}

static const char sql_rules[] = SQL("SELECT kind, months FROM retention_rule WHERE org_id = $1");
static const char sql_since[] = SQL("SELECT coalesce(retention_since, 0) FROM org WHERE id = $1");

static msec months_before(msec now, int64_t months)
{
    return date_start(date_add_months(date_of(now), (int)-months));
}

code retention_load(struct db *db, struct arena *a, int64_t org, msec now, struct retention_rules *out, msec *since, struct error *err)
{
    for (const struct retention_kind *k = retention_kinds; k->name; k++)
        *list_add(a, out) = (struct retention_rule){.kind = k, .months = k->months};
    struct rows *r = db_query(db, sql_rules, ARGS(v_int(org)));
    while (rows_next(r)) {
        const struct retention_kind *k = retention_kind_of(row_str(r, 0, a));
        if (k)
            out->items[k - retention_kinds].months = row_int(r, 1);
    }
    TRY(rows_end(r, err));
    for (size_t i = 0; i < out->n; i++) {
        struct retention_rule *rule = &out->items[i];
        struct value v[4];
        rule->now = now;
        rule->before = months_before(now, rule->months);
        if (rule->months)
            TRY(db_int(db, rule->kind->count, args_of(v, org, rule, 0), &rule->due, err));
    }
    return db_int(db, sql_since, ARGS(v_int(org)), since, err);
}

code retention_find(struct db *db, struct arena *a, int64_t org, const struct retention_rule *rule, struct retention_dues *out, struct error *err)
{
    struct value v[4];
    struct rows *r = db_query(db, rule->kind->find, args_of(v, org, rule, RETENTION_SHOWN));

    while (rows_next(r))
        *list_add(a, out) = (struct retention_due){row_str(r, 0, a), row_int(r, 1)};
    return rows_end(r, err);
}

static const char sql_staying[] = SQL(
    "SELECT p.id, CASE WHEN p.name = '' THEN p.email ELSE p.name END" STAYING("$4") " ORDER BY coalesce(p.ended_at, p.leaves_at), p.id LIMIT $3");
static const char sql_count_staying[] = SQL("SELECT count(*)" STAYING("$3"));

code retention_staying(struct db *db, struct arena *a, int64_t org, const struct retention_rule *rule, struct retention_stays *out, struct error *err)
{
    struct value v[4];
    struct rows *r = db_query(db, sql_staying, args_of(v, org, rule, RETENTION_SHOWN));

    while (rows_next(r))
        *list_add(a, out) = (struct retention_stay){.person = row_int(r, 0), .name = row_str(r, 1, a)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < out->n; i++)
        TRY(person_kept(db, a, org, out->items[i].person, &out->items[i].kept, err));
    return OK;
}

code retention_count_staying(struct db *db, int64_t org, const struct retention_rule *rule, int64_t *n, struct error *err)
{
    struct value v[4];

    *n = 0;
    return rule->months ? db_int(db, sql_count_staying, args_of(v, org, rule, 0), n, err) : OK;
}

static const char sql_set[] = SQL(
    "INSERT INTO retention_rule (org_id, kind, months) VALUES ($1, $2, $3) ON CONFLICT (org_id, kind) DO UPDATE SET months = excluded.months");

code retention_set(struct db *db, int64_t org, const struct retention_kind *k, int64_t months, struct error *err)
{
    bool known = false;

    for (size_t i = 0; i < COUNT(retention_choices); i++)
        known |= months == retention_choices[i];
    if (!known)
        return fail(err, BAD_INPUT, k->name, "choose one of the list");
    return db_run(db, sql_set, ARGS(v_int(org), v_str(cstr(k->name)), v_int(months)), NULL, err);
}

static const char sql_switch[] = SQL("UPDATE org SET retention_since = $2 WHERE id = $1");

code retention_switch(struct db *db, struct arena *a, int64_t org, int64_t by, bool on, struct error *err)
{
    TRY(db_run(db, sql_switch, ARGS(v_int(org), v_int_if(on, clock_now())), NULL, err));
    (void)a;
    return org_log(db, org, by, on ? "privacy.rules-on" : "privacy.rules-off", S(""), S(""), err);
}

static const char sql_nights[] = SQL(
    "SELECT day, kind, n FROM retention_night WHERE org_id = $1 ORDER BY day DESC, kind LIMIT 60");

code retention_nights(struct db *db, struct arena *a, int64_t org, struct retention_nights *out, struct error *err)
{
    struct rows *r = db_query(db, sql_nights, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = (struct retention_night){row_int(r, 0) * DAY, row_str(r, 1, a), row_int(r, 2)};
    return rows_end(r, err);
}

/* ---- by night ---- */

static const char sql_leavers[] = SQL("SELECT p.id" LEFT("$4") " ORDER BY p.id LIMIT $3");

/* Erased at once: the months were their grace. */
static code erase_leavers(struct db *db, struct arena *a, int64_t org, const struct retention_rule *rule, int64_t *n, struct error *err)
{
    LIST(int64_t) due = {0};
    struct value v[4];
    struct rows *r = db_query(db, sql_leavers, args_of(v, org, rule, 50));

    while (rows_next(r))
        *list_add(a, &due) = row_int(r, 0);
    TRY(rows_end(r, err));
    *n = 0;
    for (size_t i = 0; i < due.n; i++) {
        int64_t id;
        code c = erasure_ask(db, a, &(struct erasure_ask){.who = {org, due.items[i], 0}, .reference = S(""), .at_once = true}, &id, err);
        if (c != OK && c != CONFLICT)
            return c;
        *n += c == OK;
    }
    return OK;
}

static const char sql_count[] = SQL(
    "INSERT INTO retention_night (org_id, day, kind, n) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org_id, day, kind) DO UPDATE SET n = retention_night.n + excluded.n");

static code drop(struct db *db, int64_t org, const struct retention_rule *rule, int64_t *n, struct error *err)
{
    const struct retention_kind *k = rule->kind;
    struct value v[4];
    struct args args = args_of(v, org, rule, ROWS_AT_ONCE);

    if (k->within)
        TRY(db_run(db, k->within, args, NULL, err));
    TRY(db_run(db, k->drop[0], args, n, err));
    for (size_t i = 1; i < COUNT(k->drop) && k->drop[i]; i++)
        TRY(db_run(db, k->drop[i], args, NULL, err));
    if (*n && str_eq(cstr(k->name), S("mails")))
        TRY(mail_recount(db, org, err));
    return *n ? db_run(db, sql_count, ARGS(v_int(org), v_int(clock_now() / DAY), v_str(cstr(k->name)), v_int(*n)), NULL, err) : OK;
}

static code step(struct db *db, struct arena *a, int64_t org, const struct retention_rule *rule, int64_t *n, struct error *err)
{
    if (!rule->kind->drop[0]) {
        TRY(erase_leavers(db, a, org, rule, n, err));
        return *n ? db_run(db, sql_count, ARGS(v_int(org), v_int(clock_now() / DAY), v_str(cstr(rule->kind->name)), v_int(*n)), NULL, err) : OK;
    }
    TRY(db_begin(db, err));
    return db_end(db, drop(db, org, rule, n, err), err);
}

static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("privacy.night"), S(""), str_printf(a, "night %lld", (long long)(at / DAY)), at, err);
}

code privacy_schedule(struct db *db, struct arena *a, struct error *err)
{
    msec today = date_start(date_of(clock_now())) + NIGHT;

    return schedule_at(db, a, today > clock_now() ? today : today + DAY, err);
}

static const char sql_orgs[] = SQL("SELECT id FROM org WHERE retention_since IS NOT NULL ORDER BY id");

/* One step of the first rule of the first organisation that has something due. */
static code one_step(struct db *db, struct arena *a, bool *more, struct error *err)
{
    LIST(int64_t) orgs = {0};
    struct rows *r = db_query(db, sql_orgs, NO_ARGS);

    while (rows_next(r))
        *list_add(a, &orgs) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < orgs.n && !*more; i++) {
        struct retention_rules rules = {0};
        msec since;
        TRY(retention_load(db, a, orgs.items[i], clock_now(), &rules, &since, err));
        for (size_t k = 0; k < rules.n && !*more; k++) {
            int64_t n = 0;
            if (rules.items[k].months && rules.items[k].due)
                TRY(step(db, a, orgs.items[i], &rules.items[k], &n, err));
            *more = n > 0;
        }
    }
    return OK;
}

/* Invitations and links that nobody can use any more, views that were deleted; results that were kept to
 * be shown go by a job of their own. */
static const char sql_links[] = SQL("DELETE FROM one_time_link WHERE expires_at < $1");

static code sweep(struct db *db, struct error *err)
{
    TRY(db_run(db, sql_links, ARGS(v_int(clock_now() - 30 * DAY)), NULL, err));
    return saved_sweep(db, err);
}

static enum job_result night(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    bool more = false;

    (void)ctx, (void)j;
    if (db_overwrite_deleted(db, true, err) != OK)
        return JOB_RETRY;
    code c = one_step(db, a, &more, err);
    if (c == OK && !more)
        c = sweep(db, err);
    if (db_overwrite_deleted(db, false, c == OK ? err : NULL) != OK || c != OK)
        return JOB_RETRY;
    if (more)
        return JOB_AGAIN;
    return schedule_at(db, a, date_start(date_of(clock_now())) + DAY + NIGHT, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind privacy_jobs[] = {{"privacy.erase", erase_run}, {"privacy.night", night}, {NULL, NULL}};
