/* award/award_bulk.c — a list of people who are to be awarded: read into rows
 * with a plan each (award_plan.c), shown, corrected, started. award_run.c works
 * through it. */
#include "app/award/award_bulk.h"
#include "app/award/award_plan.h"
#include "app/award/award_private.h"
#include "app/award/award_table.h"
#include "web/scratch.h"

#include <string.h>

/* ---- how many rows there are of each kind ---- */

void bulk_count(struct bulk *b, str plan, str state, int64_t n)
{
    b->n_award += str_eq(plan, S("award")) ? n : 0;
    b->n_holds += str_eq(plan, S("skip-holds")) ? n : 0;
    b->n_double += str_eq(plan, S("skip-double")) ? n : 0;
    b->n_wrong += str_eq(plan, S("wrong")) ? n : 0;
    b->n_waiting += str_eq(state, S("waiting")) ? n : 0;
    b->n_failed += str_eq(state, S("failed")) ? n : 0;
    b->n_done += str_eq(state, S("done")) ? n : 0;
    b->n_skipped += str_eq(state, S("skipped")) ? n : 0;
}

static const char sql_add_counts[] = SQL(
    "UPDATE award_batch SET n_award = n_award + $2, n_holds = n_holds + $3, n_double = n_double + $4,"
    " n_wrong = n_wrong + $5, n_waiting = n_waiting + $6, n_failed = n_failed + $7, rows_done = rows_done + $8,"
    " n_skipped = n_skipped + $9 WHERE id = $1");

code bulk_add_counts(struct db *db, int64_t id, const struct bulk *more, struct error *err)
{
    return db_run_later(db, sql_add_counts,
                        ARGS(v_int(id), v_int(more->n_award), v_int(more->n_holds), v_int(more->n_double),
                             v_int(more->n_wrong), v_int(more->n_waiting), v_int(more->n_failed), v_int(more->n_done),
                             v_int(more->n_skipped)),
                        err);
}

/* ---- a new list ---- */

static const char sql_insert_row[] = SQL(
    "INSERT INTO award_batch_line (batch_id, number, name, email, folded, plan, state, message, narrative, evidence_url,"
    " results, awarded_on, valid_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");

static code insert_row(struct db *db, int64_t batch, const struct draft_row *row, struct error *err)
{
    return db_run_later(db, sql_insert_row,
                        ARGS(v_int(batch), v_int(row->number), v_str(row->name), v_str(row->email), v_str(row->folded),
                             v_str(cstr(row->plan)), v_str(cstr(plan_state(row->plan))),
                             v_str(str_is_absent(row->message) ? S("") : row->message), v_str(row->narrative),
                             v_str(row->evidence_url), v_str(row->results), v_int_if(row->awarded_on > 0, row->awarded_on),
                             v_int_if(row->valid_until > 0, row->valid_until)),
                        err);
}

/* A second arena for what a row needs: emptied at every row. */
code bulk_fill_some(struct db *db, struct list_reader *list, size_t most, struct bulk *counts, bool *more, struct error *err)
{
    struct arena *row_arena = scratch_open();
    struct draft_row row;

    *more = true;
    for (size_t i = 0; i < most; i++) {
        arena_reset(row_arena);
        TRY(plan_next(list, row_arena, &row, more, err));
        if (!*more)
            return OK;
        TRY(insert_row(db, counts->id, &row, err));
        bulk_count(counts, cstr(row.plan), cstr(plan_state(row.plan)), 1);
        counts->total++;
    }
    return OK;
}

/* ---- who holds the badge already ---- */

#define HOLDERS_AT_ONCE 500

struct holder { int64_t number; msec since; };
LIST_OF(holder_list, struct holder);

static const char sql_holders[] = SQL(
    "SELECT x.number, max(w.awarded_at) FROM award_batch_line x LEFT JOIN person_address o ON o.org_id = $1 AND o.folded = x.folded"
    " JOIN person p ON p.id = coalesce(o.person_id, (SELECT q.id FROM person q WHERE q.org_id = $1 AND q.folded = x.folded))"
    " JOIN award w ON w.person_id = p.id AND w.achievement_id = $2 AND w.revoked_at IS NULL"
    " AND (w.valid_until IS NULL OR w.valid_until > $3)"
    " WHERE x.batch_id = $4 AND x.number > $5 AND x.plan = 'award' GROUP BY x.number ORDER BY x.number LIMIT $6");
static const char sql_holds[] = SQL(
    "UPDATE award_batch_line SET plan = 'skip-holds', state = 'skipped', message = $3 WHERE batch_id = $1 AND number = $2");

static code find_holders(struct db *db, struct arena *a, const struct bulk *b, int64_t after, struct holder_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_holders,
                              ARGS(v_int(b->org), v_int(b->achievement), v_int(clock_now()), v_int(b->id), v_int(after),
                                   v_int(HOLDERS_AT_ONCE)));

    out->n = 0;
    while (rows_next(r))
        *list_add(a, out) = (struct holder){row_int(r, 0), row_int(r, 1)};
    return rows_end(r, err);
}

code bulk_plan_holders(struct db *db, struct arena *a, const struct bulk *b, int64_t *after, bool *more, struct error *err)
{
    struct holder_list found = {0};
    struct bulk counts = {0};

    TRY(find_holders(db, a, b, *after, &found, err));
    for (size_t i = 0; i < found.n; i++) {
        str why = plan_holds_since(a, found.items[i].since);
        TRY(db_run_later(db, sql_holds, ARGS(v_int(b->id), v_int(found.items[i].number), v_str(why)), err));
        *after = found.items[i].number;
    }
    *more = found.n == HOLDERS_AT_ONCE;
    bulk_count(&counts, S("award"), S("waiting"), -(int64_t)found.n);
    bulk_count(&counts, S("skip-holds"), S("skipped"), (int64_t)found.n);
    return found.n ? bulk_add_counts(db, b->id, &counts, err) : OK;
}

/* ---- all of it ---- */

static const char sql_insert[] = SQL(
    "INSERT INTO award_batch (org_id, achievement_id, account_id, state, awarded_on, narrative,"
    " evidence_url, rows_total, rows_done, created_at, results, renews) VALUES ($1, $2, $3, 'draft', $4, $5, $6, 0, 0, $7, $8, $9)"
    " RETURNING id");
static const char sql_total[] = SQL("UPDATE award_batch SET rows_total = $2 WHERE id = $1");

static const char sql_badge_names[] = SQL(
    "SELECT v.name FROM achievement c JOIN achievement_version v ON v.id = c.version_id WHERE c.org_id = $1 ORDER BY c.id");

static code badge_names(struct db *db, struct arena *a, int64_t org, struct str_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badge_names, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = row_str(r, 0, a);
    return rows_end(r, err);
}

code bulk_prepare(struct db *db, struct arena *a, const struct bulk *b, const struct badge_row *badge, struct list_reader *list,
                  const struct column_mapping *m, struct error *err)
{
    struct str_list names = {0};

    TRY(badge_names(db, a, b->org, &names, err));
    plan_for(list, badge->v.name, &names);
    plan_results(list, &badge->v.results, b->results);
    if (m)
        plan_mapping(list, m);
    return OK;
}

code bulk_fill(struct db *db, struct arena *a, const struct bulk *b, const struct badge_row *badge, struct list_reader *list,
               const struct column_mapping *m, struct error *err)
{
    struct bulk counts = {.id = b->id};
    bool more = badge->award_count > 0 && !b->renews, rows_left;
    int64_t after = 0;

    TRY(bulk_prepare(db, a, b, badge, list, m, err));
    TRY(bulk_fill_some(db, list, SIZE_MAX, &counts, &rows_left, err));
    if (counts.total == 0)
        return fail(err, BAD_INPUT, "people", "nobody is in this list yet: give one name and e-mail address per line");
    TRY(bulk_plan_selves(db, a, b, &(struct bulk_selves){b->account, 0, INT64_MAX}, err));
    while (more)
        TRY(bulk_plan_holders(db, a, b, &after, &more, err));
    TRY(db_run(db, sql_total, ARGS(v_int(b->id), v_int(counts.total)), NULL, err));
    return bulk_add_counts(db, b->id, &counts, err);
}

static const char sql_no_rows[] = SQL("DELETE FROM award_batch_line WHERE batch_id = $1");
static const char sql_no_counts[] = SQL(
    "UPDATE award_batch SET rows_total = 0, n_award = 0, n_holds = 0, n_double = 0, n_wrong = 0, n_waiting = 0, n_failed = 0,"
    " n_skipped = 0 WHERE id = $1");

code bulk_empty(struct db *db, int64_t id, struct error *err)
{
    TRY(db_run(db, sql_no_rows, ARGS(v_int(id)), NULL, err));
    return db_run(db, sql_no_counts, ARGS(v_int(id)), NULL, err);
}

/* Its row, without lines so far. */
static code create_list(struct db *db, struct arena *a, const struct bulk_source *s, struct bulk *b, struct badge_row *badge, struct error *err)
{
    *b = (struct bulk){.org = s->org, .account = s->account, .achievement = s->achievement, .renews = s->renews,
                       .results = str_is_absent(s->results) ? S("") : s->results};
    TRY(catalog_get(db, a, s->org, s->achievement, badge, err));
    if (!str_eq(badge->state, S("published")))
        return fail(err, CONFLICT, "badge", "this badge is not published, so it cannot be awarded");
    return db_int(db, sql_insert,
                  ARGS(v_int(s->org), v_int(s->achievement), v_int_if(s->account > 0, s->account), v_int(s->awarded_on),
                       v_str(s->narrative), v_str(s->evidence_url), v_int(clock_now()), v_str(b->results), v_int(s->renews)),
                  &b->id, err);
}

static code create_rows(struct db *db, struct arena *a, const struct bulk_source *s, struct list_reader *list, int64_t *id, struct error *err)
{
    struct badge_row badge;
    struct bulk b;
    struct table t = {0};
    struct table_of of = {.org = s->org, .text = s->text, .results = &badge.v.results};

    TRY(create_list(db, a, s, &b, &badge, err));
    if (s->keeps_table)
        TRY(table_learn(db, a, &of, &t, err));
    *id = b.id;
    if (t.is_table && str_find_byte(s->text, '\0') < 0) {
        TRY(table_keep(db, a, b.id, &of, &t, err));
        TRY(source_keep(db, b.id, &of.text, SIZE_MAX, err));
    }
    return t.must_ask ? OK : bulk_fill(db, a, &b, &badge, list, t.is_said ? &t.mapping : NULL, err);
}

/* A list may be made ready for a day to come; it cannot go before. */
static code check_award_day(msec day, struct error *err)
{
    if (day > clock_now() + 366 * DAY)
        return fail(err, BAD_INPUT, "awarded_on", "the day of the award lies too far in the future");
    if (day < date_start((struct date){1950, 1, 1}))
        return fail(err, BAD_INPUT, "awarded_on", "the day of the award lies too far back");
    return OK;
}

/* ---- a long one ---- */

#define BYTES_PER_COMMIT ((size_t)2 << 20)

static code begin_long(struct db *db, struct arena *a, const struct bulk_source *s, int64_t lines, struct bulk *b, struct table *t,
                       struct error *err)
{
    struct badge_row badge;
    struct table_of of = {s->org, s->text, lines, &badge.v.results};

    TRY(create_list(db, a, s, b, &badge, err));
    if (s->keeps_table)
        TRY(table_learn(db, a, &of, t, err));
    TRY(table_keep(db, a, b->id, &of, t, err));
    return bulk_is_read(db, b, err);
}

/* Its text in parts, so that nobody waits for the database meanwhile. */
static code keep_long(struct db *db, int64_t id, str text, struct error *err)
{
    while (text.n) {
        TRY(db_begin(db, err));
        TRY(db_end(db, source_keep(db, id, &text, BYTES_PER_COMMIT, err), err));
    }
    return OK;
}

/* A process that dies on the way leaves a list that waits to be thrown away. */
static code create_long(struct db *db, struct arena *a, const struct bulk_source *s, int64_t lines, struct bulk *b, struct error *err)
{
    struct table t = {0};

    TRY(db_begin(db, err));
    TRY(db_end(db, begin_long(db, a, s, lines, b, &t, err), err));
    TRY(keep_long(db, b->id, s->text, err));
    return t.must_ask ? bulk_was_read(db, b, err) : bulk_read_on(db, a, b, err);
}

static const char sql_forget[] = SQL("DELETE FROM award_batch WHERE id = $1");

static code long_list(struct db *db, struct arena *a, const struct bulk_source *s, int64_t *id, struct error *err)
{
    struct bulk b = {0};
    int64_t lines;

    TRY(plan_check(s->text, &lines, err));
    code c = create_long(db, a, s, lines, &b, err);
    if (c != OK && b.id && db_run(db, sql_forget, ARGS(v_int(b.id)), NULL, NULL) == OK)
        b.id = 0;
    *id = b.id;
    return c;
}

/* ---- either ---- */

code bulk_create(struct db *db, struct arena *a, const struct bulk_source *s, int64_t *id, struct error *err)
{
    struct list_reader *list;

    TRY(check_award_day(s->awarded_on, err));
    if (s->may_wait && table_is_long(s->text))
        return long_list(db, a, s, id, err);
    TRY(plan_open(a, s->text, &list, err));
    TRY(db_begin(db, err));
    return db_end(db, create_rows(db, a, s, list, id, err), err);
}

/* ---- reading ---- */

#define BULK_COLUMNS                                                           \
    "b.id, b.org_id, b.achievement_id, b.account_id, b.state, b.narrative, b.evidence_url, b.awarded_on,"     \
    " b.created_at, b.started_at, b.ended_at, b.rows_total, b.n_award, b.n_holds, b.n_double, b.n_wrong,"     \
    " b.n_waiting, b.n_failed, b.rows_done, b.n_skipped, b.next_line, v.name, b.results, b.starts_at, b.renews"
#define BULK_FROM                                                              \
    " FROM award_batch b JOIN achievement c ON c.id = b.achievement_id"        \
    " JOIN achievement_version v ON v.id = c.version_id "

static void read_bulk(struct rows *r, struct arena *a, struct bulk *b)
{
    *b = (struct bulk){
        .id = row_int(r, 0), .org = row_int(r, 1), .achievement = row_int(r, 2), .account = row_int(r, 3),
        .state = row_str(r, 4, a), .narrative = row_str(r, 5, a), .evidence_url = row_str(r, 6, a),
        .awarded_on = row_int(r, 7), .created = row_int(r, 8), .started = row_int(r, 9), .ended = row_int(r, 10),
        .total = row_int(r, 11), .n_award = row_int(r, 12), .n_holds = row_int(r, 13), .n_double = row_int(r, 14),
        .n_wrong = row_int(r, 15), .n_waiting = row_int(r, 16), .n_failed = row_int(r, 17), .n_done = row_int(r, 18),
        .n_skipped = row_int(r, 19), .next_line = row_int(r, 20), .badge_name = row_str(r, 21, a),
        .results = row_str(r, 22, a), .starts = row_int(r, 23), .renews = row_bool(r, 24),
    };
}

static const char sql_get[] = SQL("SELECT " BULK_COLUMNS BULK_FROM "WHERE b.org_id = $1 AND b.id = $2");
static const char sql_by_id[] = SQL("SELECT " BULK_COLUMNS BULK_FROM "WHERE b.id = $1");

static code one_bulk(struct rows *r, struct arena *a, struct bulk *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_bulk(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "list", "there is no such list");
}

code bulk_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct bulk *out, struct error *err)
{
    return one_bulk(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code bulk_by_id(struct db *db, struct arena *a, int64_t id, struct bulk *out, struct error *err)
{
    return one_bulk(db_query(db, sql_by_id, ARGS(v_int(id))), a, out, err);
}

#define PAGE(than, order) "SELECT " BULK_COLUMNS BULK_FROM "WHERE b.org_id = $1 AND b.id " than " $2 ORDER BY b.id " order " LIMIT $3"
static const char sql_page[] = SQL(PAGE("<", "DESC"));
static const char sql_page_back[] = SQL(PAGE(">", "ASC"));

code bulk_find(struct db *db, struct arena *a, int64_t org, const struct keyset *at, struct bulk_list *out, struct error *err)
{
    struct rows *r = db_query(db, keyset_is_back(at) ? sql_page_back : sql_page,
                              ARGS(v_int(org), v_int(keyset_row(at, INT64_MAX)), v_int(at->limit)));

    while (rows_next(r))
        read_bulk(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* ---- starting ---- */

/* Each start has a moment of its own, by which its job knows whether it is still
 * meant. A list whose job gave up may be started anew. What failed though it
 * could have been awarded waits again. */
static const char sql_go[] = SQL(
    "UPDATE award_batch SET state = $5, starts_at = $3, next_line = 0,"
    " started_at = CASE WHEN $5 = 'running' THEN $3 ELSE started_at END,"
    " ended_at = CASE WHEN $5 = 'running' THEN NULL ELSE ended_at END"
    " WHERE org_id = $1 AND id = $2 AND state <> 'reading' AND (state <> 'running' OR NOT EXISTS"
    " (SELECT 1 FROM job WHERE job_key = $4 AND state <> 2))");
static const char sql_waiting_again[] = SQL(
    "UPDATE award_batch_line SET state = 'waiting', message = ''"
    " WHERE batch_id = $1 AND state = 'failed' AND plan = 'award'");

static code wait_again(struct db *db, int64_t id, struct error *err)
{
    struct bulk delta = {0};
    int64_t again = 0;

    TRY(db_run(db, sql_waiting_again, ARGS(v_int(id)), &again, err));
    bulk_count(&delta, S(""), S("failed"), -again);
    bulk_count(&delta, S(""), S("waiting"), again);
    return bulk_add_counts(db, id, &delta, err);
}

static code log_start(struct db *db, struct arena *a, const struct bulk_act *act, struct error *err)
{
    struct bulk b;

    TRY(bulk_get(db, a, act->org, act->list, &b, err));
    return org_log(db, act->org, act->by, "award.list", str_printf(a, "list %lld", (long long)act->list),
                   str_printf(a, STR_FMT ": %lld", STR_ARG(b.badge_name), (long long)b.n_waiting), err);
}

static str start_key(struct arena *a, int64_t list, msec at)
{
    return str_printf(a, at ? "award.batch:%lld:%lld" : "award.batch:%lld", (long long)list, (long long)at);
}

/* Somewhere on earth it is tomorrow already. */
static code check_day(const struct bulk *b, msec at, struct error *err)
{
    if (b->awarded_on <= at + DAY)
        return OK;
    return fail(err, BAD_INPUT, "day", "the day of the award comes later than that: choose a time on that day or after it");
}

code bulk_go(struct db *db, struct arena *a, const struct bulk_go *g, struct error *err)
{
    const struct bulk_act *act = g->act;
    int64_t changed = 0;
    struct bulk b;

    TRY(bulk_get(db, a, act->org, act->list, &b, err));
    if (bulk_is(&b, "reading"))
        return fail(err, CONFLICT, "list", "this list is still being read");
    if (bulk_is_unread(&b))
        return fail(err, CONFLICT, "list", "say first which column of this list is what");
    TRY(check_day(&b, g->at, err));
    if (strcmp(g->state, "running") == 0)
        TRY(table_drop(db, b.id, err));
    TRY(db_run(db, sql_go,
               ARGS(v_int(act->org), v_int(act->list), v_int(g->at), v_str(start_key(a, b.id, b.starts)), v_str(cstr(g->state))),
               &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "list", "this list is being awarded already");
    if (b.n_failed > 0)
        TRY(wait_again(db, act->list, err));
    TRY(bulk_plan_selves(db, a, &b, &(struct bulk_selves){act->by, 0, INT64_MAX}, err));
    TRY(log_start(db, a, act, err));
    return job_add(db, S("award.batch"), str_printf(a, "%lld %lld", (long long)b.id, (long long)g->at),
                   start_key(a, b.id, g->at), g->at, err);
}

code bulk_start(struct app *app, struct db *db, struct arena *a, const struct bulk_act *act, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, bulk_go(db, a, &(struct bulk_go){act, "running", clock_now()}, err), err));
    app_wake(app);
    return OK;
}

static const char sql_jobs[] = SQL("SELECT count(*) FROM job WHERE job_key = $1 AND state <> 2");

bool bulk_is_stuck(struct db *db, struct arena *a, const struct bulk *b)
{
    int64_t jobs = 1;
    code c = db_int(db, sql_jobs, ARGS(v_str(start_key(a, b->id, b->starts))), &jobs, NULL);

    return c == OK && jobs == 0 && str_eq(b->state, S("running"));
}

static const char sql_discard[] = SQL("DELETE FROM award_batch WHERE org_id = $1 AND id = $2 AND state IN ('draft', 'reading')");

static code discard(struct db *db, struct arena *a, const struct bulk_act *act, struct error *err)
{
    int64_t changed = 0;
    struct bulk b;

    TRY(bulk_get(db, a, act->org, act->list, &b, err));
    TRY(db_run(db, sql_discard, ARGS(v_int(act->org), v_int(act->list)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "list", "only a list that was not sent can be thrown away");
    return org_log(db, act->org, act->by, "award.discard", b.badge_name, str_printf(a, "%lld", (long long)b.total), err);
}

code bulk_discard(struct db *db, struct arena *a, const struct bulk_act *act, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, discard(db, a, act, err), err);
}
