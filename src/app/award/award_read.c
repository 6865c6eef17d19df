/* award/award_read.c — the durable job that reads a long list: line by line into
 * rows, some at a time, so that nobody waits for the database meanwhile. Killed, it
 * begins anew. */
#include "app/award/award_private.h"

#include <string.h>

#include "app/award/award_bulk.h"
#include "app/award/award_plan.h"
#include "app/award/award_table.h"

struct reading { struct db *db; struct arena *a; struct bulk b; struct list_reader *list; };

static const char sql_reading[] = SQL("UPDATE award_batch SET state = 'reading' WHERE id = $1 AND state = 'draft'");
static const char sql_so_far[] = SQL("UPDATE award_batch SET rows_total = rows_total + $2 WHERE id = $1 AND state = 'reading'");
static const char sql_read[] = SQL("UPDATE award_batch SET state = 'draft' WHERE id = $1 AND state = 'reading'");

code bulk_is_read(struct db *db, int64_t id, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_reading, ARGS(v_int(id)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "list", "this list is being read already");
}

code bulk_was_read(struct db *db, int64_t id, struct error *err)
{
    return db_run(db, sql_read, ARGS(v_int(id)), NULL, err);
}

code bulk_read_on(struct db *db, struct arena *a, int64_t id, struct error *err)
{
    str name = str_printf(a, "%lld", (long long)id);

    return job_add(db, S("award.read"), name, str_join(a, S("award.read:"), name), clock_now(), err);
}

/* ---- some rows more ---- */

static code read_some(struct reading *r, bool *more, struct error *err)
{
    struct bulk counts = {.id = r->b.id};
    int64_t changed = 0;

    TRY(bulk_fill_some(r->db, r->list, BULK_ROWS_PER_COMMIT, &counts, more, err));
    TRY(db_run(r->db, sql_so_far, ARGS(v_int(r->b.id), v_int(counts.total)), &changed, err));
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
    return badge.award_count > 0 && !r->b.renews ? mark_holders(r, err) : OK;
}

static code read_list(struct reading *r, struct error *err)
{
    str text;

    TRY(bulk_empty(r->db, r->b.id, err));
    TRY(source_open(r->db, r->b.id, &text, err));
    code c = text.n ? read_text(r, text, err) : OK;
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

enum job_result award_run_read(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct reading r = {.db = db, .a = a};
    int64_t id;

    (void)ctx;
    if (!str_to_int(j->payload, &id))
        return JOB_DEAD;
    code c = bulk_by_id(db, a, id, &r.b, err);
    if (c == OK && bulk_is(&r.b, "reading"))
        c = read_list(&r, err);
    if (c == NOT_FOUND)
        return JOB_DONE;                         /* thrown away */
    if (is_flaw(c, err))
        c = bulk_empty(db, id, err);
    if (c == OK)
        c = bulk_was_read(db, id, err);
    return c == OK ? JOB_DONE : JOB_RETRY;
}
