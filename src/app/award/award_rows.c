/* award/award_rows.c — the rows of a list: shown page by page, corrected, left out. */
#include "app/award/award_bulk.h"
#include "app/award/award_plan.h"
#include "app/award/award_private.h"

#include <string.h>

/* ---- shown ---- */

/* Rows that are not awarded; $2: a plan or a state, or all. */
#define OPEN_ROW "SELECT number, name, email, plan, state, message, 0, NULL, narrative, evidence_url, results, awarded_on, valid_until FROM award_batch_line WHERE batch_id = $1"
#define OPEN_ONE OPEN_ROW " AND number = $2"
#define OPEN_ROWS(than, order)                                                 \
    OPEN_ROW                                                                   \
    " AND ($2 = '' OR plan = $2 OR state = $2) AND number " than " $3 ORDER BY number " order " LIMIT $4"
static const char sql_open_rows[] = SQL(OPEN_ROWS(">", "ASC"));
static const char sql_open_rows_back[] = SQL(OPEN_ROWS("<", "DESC"));
/* Those that are. */
#define DONE_ROWS(than, order)                                                 \
    "SELECT w.batch_line, p.name, CASE WHEN w.recipient = '' THEN p.email ELSE w.recipient END, 'award', 'done', '',"  \
    " w.id, w.public_id, '', '', coalesce(w.results, ''), 0, 0 FROM award w JOIN person p ON p.id = w.person_id WHERE w.batch_id = $1"                     \
    " AND w.batch_line " than " $2 ORDER BY w.batch_line " order " LIMIT $3"
static const char sql_done_rows[] = SQL(DONE_ROWS(">", "ASC"));
static const char sql_done_rows_back[] = SQL(DONE_ROWS("<", "DESC"));

static code read_rows(struct rows *r, struct arena *a, struct bulk_row_list *out, struct error *err)
{
    while (rows_next(r))
        *list_add(a, out) = (struct bulk_row){
            .number = row_int(r, 0), .name = row_str(r, 1, a), .email = row_str(r, 2, a), .plan = row_str(r, 3, a),
            .state = row_str(r, 4, a), .message = row_str(r, 5, a), .award = row_int(r, 6),
            .public_id = row_str(r, 7, a), .narrative = row_str(r, 8, a), .evidence_url = row_str(r, 9, a),
            .results = row_str(r, 10, a), .awarded_on = row_int(r, 11),
            .valid_until = row_int(r, 12)};
    return rows_end(r, err);
}

static code open_rows(struct db *db, struct arena *a, const struct bulk *b, const struct bulk_page *p,
                      struct bulk_row_list *out, struct error *err)
{
    return read_rows(db_query(db, keyset_is_back(&p->at) ? sql_open_rows_back : sql_open_rows,
                              ARGS(v_int(b->id), v_str(str_is_absent(p->only) ? S("") : p->only),
                                   v_int(keyset_row(&p->at, 0)), v_int(p->at.limit))), a, out, err);
}

static code done_rows(struct db *db, struct arena *a, const struct bulk *b, const struct bulk_page *p,
                      struct bulk_row_list *out, struct error *err)
{
    return read_rows(db_query(db, keyset_is_back(&p->at) ? sql_done_rows_back : sql_done_rows,
                              ARGS(v_int(b->id), v_int(keyset_row(&p->at, 0)), v_int(p->at.limit))), a, out, err);
}

/* Both are in the order of the page already. */
static void merge_rows(struct arena *a, const struct bulk_row_list *x, const struct bulk_row_list *y, const struct keyset *at,
                       struct bulk_row_list *out)
{
    size_t i = 0, j = 0;

    while ((i < x->n || j < y->n) && out->n < (size_t)at->limit) {
        bool x_first = j == y->n || (i < x->n && (x->items[i].number < y->items[j].number) != keyset_is_back(at));
        *list_add(a, out) = x_first ? x->items[i++] : y->items[j++];
    }
}

code bulk_rows(struct db *db, struct arena *a, const struct bulk *b, const struct bulk_page *p,
               struct bulk_row_list *out, struct error *err)
{
    struct bulk_row_list open = {0}, done = {0};

    if (str_eq(p->only, S("done")))
        return done_rows(db, a, b, p, out, err);
    if (!str_is_empty(p->only) || b->n_done == 0)
        return open_rows(db, a, b, p, out, err);
    TRY(open_rows(db, a, b, p, &open, err));
    TRY(done_rows(db, a, b, p, &done, err));
    merge_rows(a, &open, &done, &p->at, out);
    return OK;
}

/* ---- correcting ---- */

static const char sql_was[] = SQL("SELECT plan, state FROM award_batch_line WHERE batch_id = $1 AND number = $2");
static const char sql_double[] = SQL(
    "SELECT count(*) FROM (SELECT 1 FROM award_batch_line WHERE batch_id = $1 AND folded = $2 AND number <> $3"
    " AND plan = 'award' LIMIT 1) AS other");
static const char sql_change[] = SQL(
    "UPDATE award_batch_line SET name = $3, email = $4, folded = $5, plan = $6, state = $7, message = $8"
    " WHERE batch_id = $1 AND number = $2 AND plan = $9 AND state = $10");

static code plan_double(struct db *db, int64_t batch, struct draft_row *row, struct error *err)
{
    int64_t others = 0;

    if (strcmp(row->plan, "award") != 0)
        return OK;
    TRY(db_int(db, sql_double, ARGS(v_int(batch), v_str(row->folded), v_int(row->number)), &others, err));
    if (others > 0) {
        row->plan = "skip-double";
        row->message = S("another line of this list has the same address");
    }
    return OK;
}

/* A row that was awarded meanwhile is not there any more, and stays as it is. */
static code find_was(struct db *db, struct arena *a, int64_t batch, int64_t number, str *plan, str *state, struct error *err)
{
    struct rows *r = db_query(db, sql_was, ARGS(v_int(batch), v_int(number)));

    *plan = *state = (str){0};
    if (rows_next(r)) {
        *plan = row_str(r, 0, a);
        *state = row_str(r, 1, a);
    }
    return rows_end(r, err);
}

static code change_row(struct db *db, struct arena *a, int64_t batch, const struct draft_row *row, struct error *err)
{
    struct bulk delta = {0};
    str plan, state, new_state = cstr(plan_state(row->plan));
    int64_t changed = 0;

    TRY(find_was(db, a, batch, row->number, &plan, &state, err));
    if (str_is_absent(plan))
        return OK;
    TRY(db_run(db, sql_change,
               ARGS(v_int(batch), v_int(row->number), v_str(row->name), v_str(row->email), v_str(row->folded),
                    v_str(cstr(row->plan)), v_str(new_state), v_str(str_is_absent(row->message) ? S("") : row->message),
                    v_str(plan), v_str(state)),
               &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "row", "somebody else changed this line at the same moment");
    bulk_count(&delta, plan, state, -1);
    bulk_count(&delta, cstr(row->plan), new_state, 1);
    return bulk_add_counts(db, batch, &delta, err);
}

static code correct_row(struct db *db, struct arena *a, const struct bulk_act *act, struct draft_row *row, struct error *err)
{
    struct bulk b;

    TRY(bulk_get(db, a, act->org, act->list, &b, err));
    TRY(plan_double(db, b.id, row, err));
    TRY(plan_self(db, b.org, b.account, row, err));
    TRY(plan_self(db, b.org, act->by, row, err));
    if (!b.renews)
        TRY(plan_holder(db, a, b.org, b.achievement, row, err));
    return change_row(db, a, b.id, row, err);
}

code bulk_correct(struct db *db, struct arena *a, const struct bulk_act *act, int64_t number, str name, str email, struct error *err)
{
    struct draft_row row = {.number = number};

    plan_address(a, str_trim(email), str_trim(name), &row);
    if (strcmp(row.plan, "wrong") == 0)
        return fail(err, BAD_INPUT, "email", STR_FMT, STR_ARG(row.message));
    TRY(db_begin(db, err));
    return db_end(db, correct_row(db, a, act, &row, err), err);
}

/* ---- all that a line says ---- */

static const char sql_one[] = SQL(OPEN_ONE);
static const char sql_details[] = SQL(
    "UPDATE award_batch_line SET narrative = $3, evidence_url = $4, results = $5, awarded_on = $6, valid_until = $7"
    " WHERE batch_id = $1 AND number = $2");

code bulk_line_get(struct db *db, struct arena *a, const struct bulk *b, int64_t number, struct bulk_row *out, struct error *err)
{
    struct bulk_row_list one = {0};

    TRY(read_rows(db_query(db, sql_one, ARGS(v_int(b->id), v_int(number))), a, &one, err));
    if (one.n == 0)
        return fail(err, NOT_FOUND, "row", "there is no such line, or it was awarded meanwhile");
    *out = one.items[0];
    return OK;
}

static code check_line(const struct bulk *b, const struct bulk_line *l, struct error *err)
{
    msec day = l->awarded_on ? l->awarded_on : b->awarded_on;

    if (bulk_is(b, "running"))
        return fail(err, CONFLICT, "row", "this list is being awarded already");
    if (day > clock_now() + 366 * DAY)
        return fail(err, BAD_INPUT, "awarded_on", "the day of the award lies too far in the future");
    if (l->valid_until > 0 && l->valid_until <= day)
        return fail(err, BAD_INPUT, "valid_until", "the award would end before it begins");
    if (l->narrative.n > 2000)
        return fail(err, BAD_INPUT, "narrative", "that is longer than 2,000 bytes");
    return l->evidence_url.n <= 1000 ? OK : fail(err, BAD_INPUT, "evidence_url", "that is longer than 1,000 bytes");
}

static code change_line(struct db *db, struct arena *a, const struct bulk_act *act, const struct bulk_line *l, struct draft_row *row,
                        struct error *err)
{
    struct bulk b;

    TRY(bulk_get(db, a, act->org, act->list, &b, err));
    TRY(check_line(&b, l, err));
    TRY(db_run(db, sql_details,
               ARGS(v_int(b.id), v_int(l->number), v_str(l->narrative), v_str(l->evidence_url), v_str(l->results),
                    v_int_if(l->awarded_on > 0, l->awarded_on), v_int_if(l->valid_until > 0, l->valid_until)),
               NULL, err));
    return correct_row(db, a, act, row, err);
}

code bulk_change_line(struct db *db, struct arena *a, const struct bulk_act *act, const struct bulk_line *l, struct error *err)
{
    struct draft_row row = {.number = l->number};

    plan_address(a, str_trim(l->email), str_trim(l->name), &row);
    if (strcmp(row.plan, "wrong") == 0)
        return fail(err, BAD_INPUT, "email", STR_FMT, STR_ARG(row.message));
    TRY(db_begin(db, err));
    return db_end(db, change_line(db, a, act, l, &row, err), err);
}

/* ---- left out ---- */

static const char sql_row[] = SQL("SELECT name, email, folded FROM award_batch_line WHERE batch_id = $1 AND number = $2");

static code leave_out(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t number, struct error *err)
{
    struct draft_row row = {.number = number, .plan = "skip-user", .message = S("left out by hand")};
    struct bulk b;

    TRY(bulk_get(db, a, org, id, &b, err));
    struct rows *r = db_query(db, sql_row, ARGS(v_int(id), v_int(number)));
    if (rows_next(r)) {
        row.name = row_str(r, 0, a);
        row.email = row_str(r, 1, a);
        row.folded = row_str(r, 2, a);
    }
    TRY(rows_end(r, err));
    return change_row(db, a, id, &row, err);
}

code bulk_leave_out(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t number, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, leave_out(db, a, org, id, number, err), err);
}
