/* mozilla/displayer.c — what sites may show of somebody: collections that their
 * owner shares and has let be found by address. Whoever let nothing be found is,
 * for all questions, not there. */
#include "app/mozilla/mozilla_private.h"

#include "base/crypto.h"

/* Shared, let be found, and not all of it thrown away. */
#define SHOWN_OF                                                               \
    " FROM displayer_user u JOIN collection c ON c.owner_id = u.account_id AND c.is_public = 1"   \
    " JOIN displayed_collection d ON d.collection_id = c.id WHERE u.number = $1"
/* Display sites have no word for doubt: what they get holds, today too. */
#define HELD "x.holding_id = h.id AND h.removed_at IS NULL AND h.verdict = 'valid' AND (h.valid_until IS NULL OR h.valid_until > $2)"

static const char sql_find[] = SQL(
    "SELECT u.number FROM displayer_user u WHERE u.account_id = $1 AND EXISTS (SELECT 1 FROM collection c"
    " JOIN displayed_collection d ON d.collection_id = c.id WHERE c.owner_id = u.account_id AND c.is_public = 1)");
static const char sql_groups[] = SQL(
    "SELECT c.id, c.name, (SELECT count(*) FROM collection_holding x JOIN holding h ON " HELD " WHERE x.collection_id = c.id)" SHOWN_OF
    " ORDER BY c.id");
static const char sql_group[] = SQL(
    "SELECT h.id, h.image_hash, h.checked_at FROM collection_holding x JOIN holding h ON " HELD
    " WHERE x.collection_id = $3 AND x.collection_id IN (SELECT c.id" SHOWN_OF ") ORDER BY x.place, h.id LIMIT 500");
static const char sql_is_shown[] = SQL("SELECT count(*)" SHOWN_OF " AND c.id = $2");

code displayer_find(struct db *db, struct arena *a, str email, int64_t *number, struct error *err)
{
    struct account who;

    TRY(account_by_email(db, a, email, &who, err));
    return db_int(db, sql_find, ARGS(v_int(who.id)), number, err);
}

code displayer_groups(struct db *db, struct arena *a, int64_t number, struct displayed_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_groups, ARGS(v_int(number), v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, out) = (struct displayed){row_int(r, 0), row_str(r, 1, a), row_int(r, 2)};
    TRY(rows_end(r, err));
    return out->n ? OK : fail(err, NOT_FOUND, "user", "there is nothing to show");
}

code displayer_group(struct db *db, struct arena *a, int64_t number, int64_t group, struct displayed_badge_list *out, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_is_shown, ARGS(v_int(number), v_int(group)), &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "group", "there is nothing to show");
    struct rows *r = db_query(db, sql_group, ARGS(v_int(number), v_int(clock_now()), v_int(group)));
    while (rows_next(r))
        *list_add(a, out) = (struct displayed_badge){row_int(r, 0), row_str(r, 1, a), row_int(r, 2)};
    return rows_end(r, err);
}

static const char sql_report[] = SQL("SELECT report FROM holding WHERE id = $1");

code displayed_report(struct db *db, struct arena *a, const struct displayed_badge *b, struct report *out, struct error *err)
{
    struct rows *r = db_query(db, sql_report, ARGS(v_int(b->id)));
    str json = rows_next(r) ? row_str(r, 0, a) : (str){0};

    TRY(rows_end(r, err));
    return report_read(a, json, out, err);
}

/* ---- for their owner ---- */

static const char sql_mine[] = SQL(
    "SELECT c.id, c.name, (SELECT count(*) FROM collection_holding x JOIN holding h ON h.id = x.holding_id"
    " WHERE x.collection_id = c.id AND h.removed_at IS NULL), c.is_public, d.collection_id"
    " FROM collection c LEFT JOIN displayed_collection d ON d.collection_id = c.id WHERE c.owner_id = $1 ORDER BY c.id DESC");

code displayer_mine(struct db *db, struct arena *a, int64_t account, struct shown_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_mine, ARGS(v_int(account)));

    while (rows_next(r))
        *list_add(a, out) = (struct shown_row){row_int(r, 0), row_str(r, 1, a), row_int(r, 2), row_bool(r, 3), row_bool(r, 3) && !row_is_null(r, 4)};
    return rows_end(r, err);
}

static const char sql_hide_all[] = SQL(
    "DELETE FROM displayed_collection WHERE collection_id IN (SELECT id FROM collection WHERE owner_id = $1)");
static const char sql_show[] = SQL(
    "INSERT INTO displayed_collection (collection_id) SELECT id FROM collection WHERE id = $2 AND owner_id = $1 AND is_public = 1"
    " ON CONFLICT (collection_id) DO NOTHING");
static const char sql_number[] = SQL(
    "INSERT INTO displayer_user (account_id, number) VALUES ($1, $2) ON CONFLICT (account_id) DO NOTHING");

/* Clients keep it as a number of 32 bits. */
static int64_t random_number(void)
{
    return (int64_t)random_below(INT32_MAX) + 1;
}

static code show_these(struct db *db, int64_t account, const struct str_list *ids, struct error *err)
{
    int64_t id;

    TRY(db_run(db, sql_number, ARGS(v_int(account), v_int(random_number())), NULL, err));
    TRY(db_run(db, sql_hide_all, ARGS(v_int(account)), NULL, err));
    for (size_t i = 0; i < ids->n; i++)
        if (str_to_int(ids->items[i], &id))
            TRY(db_run(db, sql_show, ARGS(v_int(account), v_int(id)), NULL, err));
    return OK;
}

code displayer_show(struct db *db, int64_t account, const struct str_list *ids, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, show_these(db, account, ids, err), err);
}
