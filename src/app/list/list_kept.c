/* list/list_kept.c — how somebody looks at a list (table or cards, columns, density,
 * rows of a page), and the views in its menu. Organisation 0: lists of the server. */
#include "app/list/list_private.h"

#include "app/list/saved.h"
#include "base/uri.h"

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

/* A shared one of somebody else comes back by who might have deleted it. */
static code find_gone(struct list *l, struct error *err)
{
    struct saved_gone gone;

    TRY(saved_gone(l->db, l->a, &(struct saved_ask){l->org, l->account, cstr(l->def->name)}, &gone, err));
    if (gone.id && (gone.own || (l->org > 0 && list_host()->may(l->db, l->a, l->org, l->account, MANAGE_ORG))))
        l->view_undo = (struct list_undo){gone.id, gone.name, gone.until};
    return OK;
}

code list_views_load(struct list *l, struct error *err)
{
    struct saved_view_list found = {0};

    TRY(saved_find(l->db, l->a, &(struct saved_ask){l->org, l->account, cstr(l->def->name)}, &found, err));
    for (size_t i = 0; i < found.n; i++) {
        const struct saved_view *v = &found.items[i];
        *list_add(l->a, &l->views) = (struct list_saved){
            .id = v->id, .name = v->name, .href = list_link(l, v->query), .shared = v->shared, .own = v->account == l->account,
            .edit_href = str_printf(l->a, STR_FMT "/%lld?back=" STR_FMT, STR_ARG(l->views_href), (long long)v->id, STR_ARG(uri_encode(l->a, l->page_href))),
            .now = str_eq(v->query, l->query)};
    }
    return find_gone(l, err);
}
