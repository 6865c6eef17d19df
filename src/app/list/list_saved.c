/* list/list_saved.c */
#include "app/list/saved.h"

#include "base/utf8.h"

#define VIEWS_MOST 50                            /* of one list, that one person sees when they save another */

#define COLUMNS "id, org_id, coalesce(account_id, 0), list, name, query, is_shared, created_at"

static struct saved_view read_view(struct rows *r, struct arena *a)
{
    return (struct saved_view){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_str(r, 3, a), row_str(r, 4, a), row_str(r, 5, a),
                               row_bool(r, 6), row_int(r, 7)};
}

static const char sql_find[] = SQL(
    "SELECT " COLUMNS " FROM list_view WHERE org_id = $1 AND (account_id = $2 OR is_shared = 1) AND ($3 = '' OR list = $3)"
    " AND removed_at IS NULL ORDER BY is_shared, name, id");

code saved_find(struct db *db, struct arena *a, const struct saved_ask *q, struct saved_view_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(q->org), v_int(q->account), v_str(q->list)));

    while (rows_next(r))
        *list_add(a, out) = read_view(r, a);
    return rows_end(r, err);
}

static code no_view(struct error *err)
{
    return fail(err, NOT_FOUND, "view", "there is no such view, or it is somebody else's");
}

static const char sql_get[] = SQL(
    "SELECT " COLUMNS " FROM list_view WHERE org_id = $1 AND id = $2 AND (account_id = $3 OR is_shared = 1) AND removed_at IS NULL");

code saved_get(struct db *db, struct arena *a, const struct saved_ask *who, int64_t id, struct saved_view *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(who->org), v_int(id), v_int(who->account)));
    bool found = rows_next(r);

    if (found)
        *out = read_view(r, a);
    TRY(rows_end(r, err));
    return found ? OK : no_view(err);
}

static code check_name(str name, struct error *err)
{
    if (str_is_empty(name))
        return fail(err, BAD_INPUT, "name", "give the view a name");
    if (!utf8_is_valid(name) || utf8_has_controls(name))
        return fail(err, BAD_INPUT, "name", "the name has signs that cannot be shown");
    return name.n <= SAVED_NAME_MOST ? OK : fail(err, BAD_INPUT, "name", "a name has at most %d letters", SAVED_NAME_MOST);
}

static const char sql_count[] = SQL(
    "SELECT count(*) FROM list_view WHERE org_id = $1 AND list = $2 AND (account_id = $3 OR is_shared = 1) AND removed_at IS NULL");
static const char sql_add[] = SQL(
    "INSERT INTO list_view (org_id, list, account_id, name, query, is_shared, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id");

code saved_add(struct db *db, const struct saved_view *v, int64_t *id, struct error *err)
{
    int64_t n = 0;

    TRY(check_name(v->name, err));
    TRY(db_int(db, sql_count, ARGS(v_int(v->org), v_str(v->list), v_int(v->account)), &n, err));
    if (n >= VIEWS_MOST)
        return fail(err, CONFLICT, "name", "there are %d views of this list already: delete one first", VIEWS_MOST);
    return db_int(db, sql_add,
                  ARGS(v_int(v->org), v_str(v->list), v_int(v->account), v_str(v->name), v_str(v->query), v_int(v->shared), v_int(clock_now())),
                  id, err);
}

/* Whose it must be: one's own, or a shared one where one may. */
#define IN_HANDS " WHERE org_id = $1 AND id = $2 AND (account_id = $3 OR ($4 = 1 AND is_shared = 1))"

static const char sql_change[] = SQL("UPDATE list_view SET name = $5, query = $6" IN_HANDS " AND removed_at IS NULL");

code saved_change(struct db *db, const struct saved_act *act, str name, str query, struct error *err)
{
    int64_t changed = 0;

    TRY(check_name(name, err));
    TRY(db_run(db, sql_change, ARGS(v_int(act->org), v_int(act->id), v_int(act->account), v_int(act->any), v_str(name), v_str(query)), &changed, err));
    return changed ? OK : no_view(err);
}

/* ---- deleted, and back for some minutes ---- */

static const char sql_drop[] = SQL("UPDATE list_view SET removed_at = $5" IN_HANDS " AND removed_at IS NULL");
static const char sql_sweep[] = SQL("DELETE FROM list_view WHERE org_id = $1 AND removed_at <= $2");

code saved_drop(struct db *db, const struct saved_act *act, struct error *err)
{
    int64_t changed = 0;
    msec now = clock_now();

    TRY(db_run(db, sql_sweep, ARGS(v_int(act->org), v_int(now - SAVED_UNDO_TIME)), NULL, err));
    TRY(db_run(db, sql_drop, ARGS(v_int(act->org), v_int(act->id), v_int(act->account), v_int(act->any), v_int(now)), &changed, err));
    return changed ? OK : no_view(err);
}

static const char sql_sweep_all[] = SQL("DELETE FROM list_view WHERE removed_at <= $1");

code saved_sweep(struct db *db, struct error *err)
{
    return db_run(db, sql_sweep_all, ARGS(v_int(clock_now() - SAVED_UNDO_TIME)), NULL, err);
}

static const char sql_back[] = SQL("UPDATE list_view SET removed_at = NULL" IN_HANDS " AND removed_at > $5");

code saved_restore(struct db *db, const struct saved_act *act, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_back, ARGS(v_int(act->org), v_int(act->id), v_int(act->account), v_int(act->any), v_int(clock_now() - SAVED_UNDO_TIME)),
               &changed, err));
    return changed ? OK : fail(err, CONFLICT, "view", "the view cannot be brought back any more");
}

static const char sql_gone[] = SQL(
    "SELECT id, name, account_id, removed_at FROM list_view WHERE org_id = $1 AND list = $3 AND (account_id = $2 OR is_shared = 1)"
    " AND removed_at > $4 ORDER BY removed_at DESC, id DESC LIMIT 1");

code saved_gone(struct db *db, struct arena *a, const struct saved_ask *q, struct saved_gone *out, struct error *err)
{
    struct rows *r = db_query(db, sql_gone, ARGS(v_int(q->org), v_int(q->account), v_str(q->list), v_int(clock_now() - SAVED_UNDO_TIME)));

    *out = (struct saved_gone){0};
    if (rows_next(r))
        *out = (struct saved_gone){row_int(r, 0), row_str(r, 1, a), row_int(r, 2) == q->account, row_int(r, 3) + SAVED_UNDO_TIME};
    return rows_end(r, err);
}
