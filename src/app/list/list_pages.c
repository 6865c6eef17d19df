/* list/list_pages.c — the small forms of every list: which columns, how dense,
 * how many rows. Then back to the list. */
#include "app/list/act.h"
#include "app/list/list_private.h"

const struct list_def *list_asked_for(struct request *rq, struct response *rs)
{
    const struct list_def *def = list_named(request_param(rq, "list"));

    if (!def || app_allow(rq, def->right, rq->org) != OK) {
        app_error_page(rq, rs, 404, "there is no such list");
        return NULL;
    }
    return def;
}

void list_go_back(struct request *rq, struct response *rs)
{
    str back = request_field(rq, "back");

    response_redirect(rs, path_is_local(back) ? back : S("/"));
}

/* ---- look, columns and density ---- */

static bool is_picked(struct request *rq, const char *column)
{
    for (size_t i = 0; i < rq->form.n; i++)
        if (str_eq(rq->form.items[i].name, S("column")) && str_eq(rq->form.items[i].value, cstr(column)))
            return true;
    return false;
}

static str picked_columns(struct request *rq, const struct list_def *def)
{
    struct buf b = buf_new(rq->arena);
    int n = 1;

    buf_putz(&b, def->columns[0].name);
    for (size_t i = 1; i < def->n_columns && n < LIST_SHOWN_MOST; i++)
        if (is_picked(rq, def->columns[i].name)) {
            buf_printf(&b, ",%s", def->columns[i].name);
            n++;
        }
    return buf_done(&b);
}

static int64_t picked_rows(struct request *rq)
{
    static const int64_t sizes[] = {25, 50, 100};
    int64_t n = 0;

    if (str_to_int(request_field(rq, "rows"), &n))
        for (size_t i = 0; i < COUNT(sizes); i++)
            if (n == sizes[i])
                return n;
    return sizes[0];
}

static bool is_shape(const struct list_def *def, str shape)
{
    return def->card && (str_eq(shape, S("table")) || str_eq(shape, S("cards")));
}

/* The buttons of the two looks change nothing else; the form of the columns leaves those. */
static code change_look(struct request *rq, const struct list_def *def, struct error *err)
{
    struct list l = {.def = def, .a = rq->arena, .db = rq->db, .org = rq->org, .account = rq->session->account, .look.shape = S(""), .look.columns = S("")};
    str shape = request_field(rq, "shape");

    TRY(list_look_load(&l, err));
    if (is_shape(def, shape))
        l.look.shape = shape;
    else if (str_eq(request_field(rq, "reset"), S("1")))
        l.look = (struct list_look){S(""), false, 25, l.look.shape};
    else
        l.look = (struct list_look){picked_columns(rq, def), str_eq(request_field(rq, "dense"), S("1")), picked_rows(rq), l.look.shape};
    return list_look_save(rq->db, l.account, l.org, cstr(def->name), &l.look, err);
}

static void save_look(struct request *rq, struct response *rs)
{
    const struct list_def *def = list_asked_for(rq, rs);
    struct error err = {0};

    if (!def)
        return;
    if (change_look(rq, def, &err) != OK)
        app_fail(rq, rs, &err);
    else
        list_go_back(rq, rs);
}

const struct route list_routes[] = {
    {POST, "/org/{org}/lists/{list}/look", VIEW_ORG, save_look, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/lists/{list}/views", VIEW_ORG, list_view_add, NULL, 0, .within = IN_LISTS},
    {GET, "/org/{org}/lists/{list}/views/{id}", VIEW_ORG, list_view_show, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/lists/{list}/views/{id}", VIEW_ORG, list_view_rename, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/lists/{list}/views/{id}/delete", VIEW_ORG, list_view_drop, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/lists/{list}/views/{id}/restore", VIEW_ORG, list_view_back, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/lists/{list}/acts", VIEW_ORG, act_asked, NULL, 0, .within = IN_LISTS},
    {GET, "/org/{org}/acts/{id}", VIEW_ORG, act_show, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/acts/{id}/do", VIEW_ORG, act_do, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/acts/{id}/undo", VIEW_ORG, act_take_back, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/acts/{id}/leave", VIEW_ORG, act_leave, NULL, 0, .within = IN_LISTS},
    {POST, "/lists/{list}/look", SIGNED_IN, save_look, NULL, 0},
    {POST, "/lists/{list}/views", SIGNED_IN, list_view_add, NULL, 0},
    {GET, "/lists/{list}/views/{id}", SIGNED_IN, list_view_show, NULL, 0},
    {POST, "/lists/{list}/views/{id}", SIGNED_IN, list_view_rename, NULL, 0},
    {POST, "/lists/{list}/views/{id}/delete", SIGNED_IN, list_view_drop, NULL, 0},
    {POST, "/lists/{list}/views/{id}/restore", SIGNED_IN, list_view_back, NULL, 0},
    {0},
};
