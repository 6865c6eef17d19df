/* list/list_pages.c — the small forms of every list: which columns, how dense,
 * how many rows; a view saved and deleted. Then back to the list. */
#include "app/list/act.h"
#include "app/list/list_private.h"
#include "app/list/saved.h"

#include "base/utf8.h"

static const struct list_def *asked_list(struct request *rq, struct response *rs)
{
    const struct list_def *def = list_named(request_param(rq, "list"));

    if (!def || app_allow(rq, def->right, rq->org) != OK) {
        app_error_page(rq, rs, 404, "there is no such list");
        return NULL;
    }
    return def;
}

static void go_back(struct request *rq, struct response *rs)
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
    const struct list_def *def = asked_list(rq, rs);
    struct error err = {0};

    if (!def)
        return;
    if (change_look(rq, def, &err) != OK)
        app_fail(rq, rs, &err);
    else
        go_back(rq, rs);
}

/* ---- views ---- */

static code add_view(struct request *rq, const struct list_def *def, struct error *err)
{
    struct saved_view v = {.org = rq->org, .account = rq->session->account, .list = cstr(def->name),
                           .name = utf8_cut(str_trim(request_field(rq, "name")), SAVED_NAME_MOST),
                           .shared = rq->org > 0 && str_eq(request_field(rq, "shared"), S("1"))};
    struct list l;

    TRY(list_of_query(&(struct list_query_of){rq->db, rq->arena, def, rq->org, .query = request_field(rq, "query")}, &l, err));
    v.query = list_query(&l);
    return saved_add(rq->db, &v, &v.id, err);
}

static void save_view(struct request *rq, struct response *rs)
{
    const struct list_def *def = asked_list(rq, rs);
    struct error err = {0};

    if (!def)
        return;
    code c = add_view(rq, def, &err);
    if (c == OK)
        flash_set(rq, rs, &app_of(rq)->session, "good", said("The view is saved."));
    else if (c == BAD_INPUT || c == CONFLICT)
        flash_set(rq, rs, &app_of(rq)->session, "bad", app_sentence(rq->arena, err.text));
    if (c == OK || c == BAD_INPUT || c == CONFLICT)
        go_back(rq, rs);
    else
        app_fail(rq, rs, &err);
}

static void drop_view(struct request *rq, struct response *rs)
{
    const struct list_def *def = asked_list(rq, rs);
    bool any = rq->org > 0 && app_allow(rq, MANAGE_ORG, rq->org) == OK;
    struct error err = {0};

    if (!def)
        return;
    if (saved_drop(rq->db, &(struct saved_act){rq->org, rq->session->account, request_param_int(rq, "id"), any}, &err) != OK)
        app_fail(rq, rs, &err);
    else
        go_back(rq, rs);
}

const struct route list_routes[] = {
    {POST, "/org/{org}/lists/{list}/look", VIEW_ORG, save_look, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/lists/{list}/views", VIEW_ORG, save_view, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/lists/{list}/views/{id}/delete", VIEW_ORG, drop_view, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/lists/{list}/acts", VIEW_ORG, act_asked, NULL, 0, .within = IN_LISTS},
    {GET, "/org/{org}/acts/{id}", VIEW_ORG, act_show, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/acts/{id}/do", VIEW_ORG, act_do, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/acts/{id}/undo", VIEW_ORG, act_take_back, NULL, 0, .within = IN_LISTS},
    {POST, "/org/{org}/acts/{id}/leave", VIEW_ORG, act_leave, NULL, 0, .within = IN_LISTS},
    {POST, "/lists/{list}/look", SIGNED_IN, save_look, NULL, 0},
    {POST, "/lists/{list}/views", SIGNED_IN, save_view, NULL, 0},
    {POST, "/lists/{list}/views/{id}/delete", SIGNED_IN, drop_view, NULL, 0},
    {0},
};
