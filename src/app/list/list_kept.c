/* list/list_kept.c — how somebody looks at a list (table or cards, columns, density,
 * rows of a page), and views that were saved: one's own, and those shared with all of the
 * organisation. Organisation 0: lists of the server. */
#include "app/list/list_private.h"

#define VIEWS_MOST 50

static const char sql_look[] = SQL(
    "SELECT columns, is_dense, per_page, shape FROM list_look WHERE account_id = $1 AND org_id = $2 AND list = $3");
static const char sql_save_look[] = SQL(
    "INSERT INTO list_look (account_id, org_id, list, columns, is_dense, per_page, shape) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    " ON CONFLICT (account_id, org_id, list) DO UPDATE SET columns = excluded.columns, is_dense = excluded.is_dense,"
    " per_page = excluded.per_page, shape = excluded.shape");

code list_look_load(struct list *l, struct error *err)
{
    struct rows *r = db_query(l->db, sql_look, ARGS(v_int(l->account), v_int(l->org), v_str(cstr(l->def->name))));

    if (rows_next(r))
        l->look = (struct list_look){row_str(r, 0, l->a), row_bool(r, 1), row_int(r, 2), row_str(r, 3, l->a)};
    return rows_end(r, err);
}

code list_look_save(struct db *db, int64_t account, int64_t org, str list, const struct list_look *look, struct error *err)
{
    return db_run(db, sql_save_look,
                  ARGS(v_int(account), v_int(org), v_str(list), v_str(look->columns), v_int(look->dense), v_int(look->per_page),
                       v_str(look->shape)),
                  NULL, err);
}

/* ---- views ---- */

static const char sql_views[] = SQL(
    "SELECT id, name, query, is_shared, account_id FROM list_view WHERE org_id = $1 AND list = $2"
    " AND (account_id = $3 OR is_shared = 1) ORDER BY is_shared, name, id LIMIT $4");
static const char sql_count_views[] = SQL(
    "SELECT count(*) FROM list_view WHERE org_id = $1 AND list = $2 AND (account_id = $3 OR is_shared = 1)");
static const char sql_add_view[] = SQL(
    "INSERT INTO list_view (org_id, list, account_id, name, query, is_shared, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)");
static const char sql_drop_view[] = SQL(
    "DELETE FROM list_view WHERE org_id = $1 AND id = $2 AND (account_id = $3 OR ($4 = 1 AND is_shared = 1))");

code list_views_load(struct list *l, struct error *err)
{
    struct rows *r = db_query(l->db, sql_views, ARGS(v_int(l->org), v_str(cstr(l->def->name)), v_int(l->account), v_int(VIEWS_MOST)));

    while (rows_next(r)) {
        str query = row_str(r, 2, l->a);
        *list_add(l->a, &l->views) = (struct list_saved){
            .id = row_int(r, 0), .name = row_str(r, 1, l->a), .href = list_link(l, query), .shared = row_bool(r, 3),
            .own = row_int(r, 4) == l->account, .now = str_eq(query, l->query)};
    }
    return rows_end(r, err);
}

code list_view_add(struct db *db, const struct list_new_view *v, struct error *err)
{
    int64_t n = 0;

    if (str_is_empty(v->name))
        return fail(err, BAD_INPUT, "name", "give the view a name");
    TRY(db_int(db, sql_count_views, ARGS(v_int(v->org), v_str(v->list), v_int(v->account)), &n, err));
    if (n >= VIEWS_MOST)
        return fail(err, CONFLICT, "name", "there are %d views of this list already: delete one first", VIEWS_MOST);
    return db_run(db, sql_add_view,
                  ARGS(v_int(v->org), v_str(v->list), v_int(v->account), v_str(v->name), v_str(v->query), v_int(v->shared),
                       v_int(clock_now())),
                  NULL, err);
}

code list_view_drop(struct db *db, int64_t org, int64_t account, int64_t id, bool any, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_drop_view, ARGS(v_int(org), v_int(id), v_int(account), v_int(any)), &changed, err));
    return changed ? OK : fail(err, NOT_FOUND, "view", "there is no such view, or it is somebody else's");
}
