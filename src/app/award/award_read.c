/* award/award_read.c — the durable job that reads a long list: line by line into
 * rows, some at a time, so that nobody waits for the database meanwhile. Killed, it
 * begins anew. */
#include "app/award/award_private.h"

#include <string.h>

#include "app/award/award_bulk.h"
#include "app/award/award_plan.h"
#include "app/award/award_table.h"

struct reading { struct db *db; struct arena *a; struct bulk b; struct list_reader *list; };

/* Each reading has a moment of its own, by which its job knows whether it is still
 * meant: columns may be named anew before the job that read by the former ones has ended. */
static const char sql_reading[] = SQL("UPDATE award_batch SET state = 'reading', starts_at = $2 WHERE id = $1 AND state = 'draft'");
static const char sql_so_far[] = SQL(
    "UPDATE award_batch SET rows_total = rows_total + $2 WHERE id = $1 AND state = 'reading' AND coalesce(starts_at, 0) = $3");
static const char sql_read[] = SQL(
    "UPDATE award_batch SET state = 'draft', starts_at = NULL WHERE id = $1 AND state = 'reading' AND coalesce(starts_at, 0) = $2");

#define ON_THE_WAY (2 * MINUTE)                  /* its text is being kept, and the job comes then */

code bulk_is_read(struct db *db, struct bulk *b, struct error *err)
{
    int64_t changed = 0;

    b->starts = clock_now();
    TRY(db_run(db, sql_reading, ARGS(v_int(b->id), v_int(b->starts)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "list", "this list is being read already");
}

code bulk_was_read(struct db *db, const struct bulk *b, struct error *err)
{
    return db_run(db, sql_read, ARGS(v_int(b->id), v_int(b->starts)), NULL, err);
}

static str read_key(struct arena *a, const struct bulk *b)
{
    return str_printf(a, b->starts ? "award.read:%lld:%lld" : "award.read:%lld", (long long)b->id, (long long)b->starts);
}

code bulk_read_on(struct db *db, struct arena *a, const struct bulk *b, struct error *err)
{
    return job_add(db, S("award.read"), str_printf(a, "%lld %lld", (long long)b->id, (long long)b->starts), read_key(a, b), clock_now(), err);
}

bool bulk_is_left(struct db *db, struct arena *a, const struct bulk *b)
{
    msec since = b->starts ? b->starts : b->created;

    return bulk_is(b, "reading") && clock_now() - since > ON_THE_WAY && !job_is_queued(db, read_key(a, b));
}

/* ---- some rows more ---- */

static code read_some(struct reading *r, bool *more, struct error *err)
{
    struct bulk counts = {.id = r->b.id};
    int64_t changed = 0;

    TRY(bulk_fill_some(r->db, r->list, BULK_ROWS_PER_COMMIT, &counts, more, err));
    TRY(db_run(r->db, sql_so_far, ARGS(v_int(r->b.id), v_int(counts.total), v_int(r->b.starts)), &changed, err));
    if (!changed)
        return fail(err, NOT_FOUND, "list", "this list was thrown away");
    return bulk_add_counts(r->db, r->b.id, &counts, err);
}

static code read_rows(struct reading *r, struct error *err)
{
    bool more = true;

    while (more) {
        TRY(db_begin(r->db, err));
        TRY(db_end(r->db, read_some(r, &more, err), err));
    }
    return OK;
}

static code mark_holders(struct reading *r, struct error *err)
{
    int64_t after = 0;
    bool more = true;

    while (more) {
        TRY(db_begin(r->db, err));
        TRY(db_end(r->db, bulk_plan_holders(r->db, r->a, &r->b, &after, &more, err), err));
    }
    return OK;
}

static code leave_maker(struct reading *r, struct error *err)
{
    TRY(db_begin(r->db, err));
    return db_end(r->db, bulk_plan_selves(r->db, r->a, &r->b, &(struct bulk_selves){r->b.account, 0, INT64_MAX}, err), err);
}

/* ---- all of it ---- */

static code read_text(struct reading *r, str text, struct error *err)
{
    struct badge_row badge;
    struct table t;

    TRY(catalog_get(r->db, r->a, r->b.org, r->b.achievement, &badge, err));
    TRY(table_of_list(r->db, r->a, &r->b, &badge, &t, err));
    TRY(plan_open(r->a, text, &r->list, err));
    TRY(bulk_prepare(r->db, r->a, &r->b, &badge, r->list, t.is_said ? &t.mapping : NULL, err));
    TRY(read_rows(r, err));
    TRY(leave_maker(r, err));
    return badge.award_count > 0 && !r->b.renews ? mark_holders(r, err) : OK;
}

/* Without its text, which goes when a person of the organisation is erased, it is
 * left as it is: its page says so, and an empty draft would not. */
static code read_list(struct reading *r, struct error *err)
{
    str text;

    TRY(bulk_empty(r->db, r->b.id, err));
    TRY(source_open(r->db, r->b.id, &text, err));
    if (text.n == 0)
        return fail(err, NOT_FOUND, "list", "the text of this list is gone");
    code c = read_text(r, text, err);
    source_close(text);
    return c;
}

/* Everything that can be wrong with the text was said when it was handed in. Should
 * it be after all, none of it is a list: half of it would look like the whole. A
 * disk that is full comes as LIMIT too, of the database or of a temporary file; that
 * passes, and is tried again. */
static bool is_flaw(code c, const struct error *why)
{
    return c == BAD_INPUT || c == UNSUPPORTED || (c == LIMIT && strcmp(why->where, "people") == 0);
}

/* Of a process before this one the payload is the list alone. */
static bool names_reading(const struct job *j, int64_t *id, msec *at)
{
    if (job_names(j, id, at))
        return true;
    *at = 0;
    return str_to_int(j->payload, id);
}

enum job_result award_run_read(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct reading r = {.db = db, .a = a};
    int64_t id;
    msec at;

    (void)ctx;
    if (!names_reading(j, &id, &at))
        return JOB_DEAD;
    code c = bulk_by_id(db, a, id, &r.b, err);
    if (c == OK && (!bulk_is(&r.b, "reading") || r.b.starts != at))
        return JOB_DONE;                         /* read already, or by another job */
    if (c == OK)
        c = read_list(&r, err);
    if (c == NOT_FOUND)
        return JOB_DONE;                         /* thrown away, or its text */
    if (is_flaw(c, err))
        c = bulk_empty(db, id, err);
    if (c == OK)
        c = bulk_was_read(db, &r.b, err);
    return c == OK ? JOB_DONE : JOB_RETRY;
}
