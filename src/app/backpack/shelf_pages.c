/* backpack/shelf_pages.c — the shelf as grid or list, what is done with what is
 * ticked, and the tags of one badge. */
#include "app/backpack/backpack_pages.h"

#include "templates.h"

/* ---- as a grid ---- */

#define CARDS_AT_ONCE 50
#define TEN(a, b, c, d, e, f, g, h, i, j) "$" #a ",$" #b ",$" #c ",$" #d ",$" #e ",$" #f ",$" #g ",$" #h ",$" #i ",$" #j
static const char sql_cards[] = SQL(
    "SELECT h.id, h.title, h.issuer_name, h.image_hash, h.standing, h.awarded_at, h.valid_until, h.is_public FROM holding h WHERE h.owner_id = $1 AND h.id IN ("
    TEN(2, 3, 4, 5, 6, 7, 8, 9, 10, 11) "," TEN(12, 13, 14, 15, 16, 17, 18, 19, 20, 21) "," TEN(22, 23, 24, 25, 26, 27, 28, 29, 30, 31) ","
    TEN(32, 33, 34, 35, 36, 37, 38, 39, 40, 41) "," TEN(42, 43, 44, 45, 46, 47, 48, 49, 50, 51) ")");

static struct shelf_card read_card(struct rows *r, struct arena *a)
{
    struct holding h = {
        .id = row_int(r, 0), .title = row_str(r, 1, a), .issuer_name = row_str(r, 2, a), .image_hash = row_str(r, 3, a),
        .standing = row_str(r, 4, a), .awarded = row_int(r, 5), .valid_until = row_int(r, 6),
    };

    if (str_eq(h.standing, S("good")) && h.valid_until > 0 && h.valid_until <= clock_now())
        h.standing = S("expired");
    return (struct shelf_card){h.id, holding_card(a, &h, str_printf(a, "/backpack/badges/%lld", (long long)h.id)), row_bool(r, 7)};
}

static code read_cards(struct request *rq, const struct list_row *from, size_t n, struct shelf_card_list *out, struct error *err)
{
    struct value values[1 + CARDS_AT_ONCE] = {v_int(rq->session->account)};

    for (size_t i = 0; i < CARDS_AT_ONCE; i++)
        values[1 + i] = v_int(i < n ? from[i].id : 0);
    struct rows *r = db_query(rq->db, sql_cards, (struct args){values, COUNT(values)});
    while (rows_next(r))
        *list_add(rq->arena, out) = read_card(r, rq->arena);
    return rows_end(r, err);
}

/* In the order of the rows. */
static code fill_cards(struct request *rq, struct shelf_view *v, struct error *err)
{
    const struct list_row *rows = v->list.rows.items;
    size_t n = v->list.rows.n;

    for (size_t from = 0; from < n; from += CARDS_AT_ONCE) {
        size_t some = n - from < CARDS_AT_ONCE ? n - from : CARDS_AT_ONCE;
        struct shelf_card_list found = {0};
        TRY(read_cards(rq, rows + from, some, &found, err));
        for (size_t i = 0; i < some; i++)
            for (size_t k = 0; k < found.n; k++)
                if (found.items[k].id == rows[from + i].id)
                    *list_add(rq->arena, &v->cards) = found.items[k];
    }
    return OK;
}

/* ---- the page ---- */

static str look_href(struct arena *a, const struct list *l, const char *view)
{
    struct buf b = buf_new(a);

    buf_printf(&b, "/backpack%s%s", *view || l->query.n ? "?" : "", view);
    if (l->query.n)
        buf_printf(&b, "%s" STR_FMT, *view ? "&" : "", STR_ARG(l->query));
    return buf_done(&b);
}

static bool shows_bin(const struct request *rq)
{
    return str_eq(request_query(rq, "in"), S("removed"));
}

#define GOALS_SHOWN 3

static code open_goals(struct request *rq, size_t most, struct goal_rows *out, size_t *looked_at, struct error *err)
{
    struct goal_rows some = {0};

    out->n = 0;
    TRY(goal_rows_of(rq->db, rq->arena, rq->session->account, most, &some, err));
    for (size_t i = 0; i < some.n && out->n < GOALS_SHOWN; i++)
        if (!some.items[i].s.is_done)
            *list_add(rq->arena, out) = some.items[i];
    *looked_at = some.n;
    return OK;
}

/* The next few goals, where nothing is looked for. To see how far one is takes a walk
 * through all badges: so more are looked at only if one of the first is reached. */
static code fill_goals(struct request *rq, struct shelf_view *v, struct error *err)
{
    size_t n;

    if (v->list.is_filtered || v->is_bin)
        return OK;
    TRY(goal_ways_of(rq->db, rq->arena, rq->session->account, &v->ways, err));
    TRY(open_goals(rq, GOALS_SHOWN, &v->goals, &n, err));
    return v->goals.n < n ? open_goals(rq, 4 * GOALS_SHOWN, &v->goals, &n, err) : OK;
}

static code fill_shelf(struct request *rq, struct shelf_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct shelf_act last;

    v->is_bin = shows_bin(rq);
    v->grid_href = look_href(a, &v->list, "");
    v->list_href = look_href(a, &v->list, "view=list");
    TRY(shelf_act_last(rq->db, a, rq->session->account, &last, err));
    v->undo = last.id;
    v->undone = said(shelf_act_done(&last));
    v->undo_n = last.n;
    if (!v->is_list)
        TRY(fill_cards(rq, v, err));
    TRY(fill_goals(rq, v, err));
    TRY(collection_list_of(rq->db, a, rq->session->account, &v->collections, err));
    return shelf_words(rq->db, a, rq->session->account, S("tag"), &v->tags, err);
}

static void shelf(struct request *rq, struct response *rs)
{
    struct shelf_view v = {.is_list = str_eq(request_query(rq, "view"), S("list"))};
    struct error err = {0};

    v.list = (struct list){.def = &shelf_list_def, .address = S("/backpack"), .keep = v.is_list ? S("view=list") : (str){0}};
    if (list_answer(rq, rs, &v.list))
        return;
    if (fill_shelf(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "My Backpack", "backpack");
    tmpl_backpack_shelf(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- what is done with many ---- */

static void go_back(struct request *rq, struct response *rs)
{
    str back = request_field(rq, "back");

    response_redirect(rs, path_is_local(back) ? back : S("/backpack"));
}

static void say_and_go_back(struct request *rq, struct response *rs, const char *kind, str sentence)
{
    flash_set(rq, rs, &app_of(rq)->session, kind, sentence);
    go_back(rq, rs);
}

/* Those ticked, or all that the list shows. */
static code chosen(struct request *rq, struct id_list *out, struct error *err)
{
    int64_t id;
    struct list l;

    if (str_eq(request_field(rq, "every"), S("1"))) {
        TRY(list_of_query(&(struct list_query_of){.db = rq->db, .a = rq->arena, .def = &shelf_list_def, .account = rq->session->account,
                                                  .query = request_field(rq, "query")}, &l, err));
        return list_ids(&l, 0, SHELF_ACT_MOST, out, err);
    }
    for (size_t i = 0; i < rq->form.n && out->n < SHELF_ACT_MOST; i++)
        if (str_eq(rq->form.items[i].name, S("row")) && str_to_int(rq->form.items[i].value, &id))
            *list_add(rq->arena, out) = id;
    return out->n ? OK : fail(err, BAD_INPUT, "row", "nothing is ticked");
}

/* What the act is about: the tag that was typed, the collection that was chosen. */
static code find_subject(struct request *rq, struct shelf_act *act, bool *is_new, struct error *err)
{
    str to = request_field(rq, "collection");

    *is_new = false;
    if (str_eq(act->what, S("tag")) || str_eq(act->what, S("untag")))
        return shelf_tag(rq->db, rq->arena, act->owner, request_field(rq, "tag"), &act->subject, err);
    if (!str_eq(act->what, S("collect")))
        return OK;
    if ((*is_new = str_eq(to, S("new"))))
        return collection_create(rq->db, rq->arena, &(struct collection){.owner = act->owner, .name = said("New collection"), .story = S("")},
                                 &act->subject, err);
    return str_to_int(to, &act->subject) ? OK : fail(err, BAD_INPUT, "collection", "choose a collection");
}

static code act_on_them(struct request *rq, struct shelf_act *act, bool *is_new, struct error *err)
{
    struct id_list ids = {0};

    TRY(chosen(rq, &ids, err));
    TRY(find_subject(rq, act, is_new, err));
    return shelf_act_do(rq->db, rq->arena, act, &ids, err);
}

static void act_post(struct request *rq, struct response *rs)
{
    struct shelf_act act = {.owner = rq->session->account, .what = request_field(rq, "act")};
    struct error err = {0};
    bool is_new;
    code c = act_on_them(rq, &act, &is_new, &err);

    if (c == FAULT)
        app_fail(rq, rs, &err);
    else if (c != OK)
        say_and_go_back(rq, rs, "bad", app_sentence(rq->arena, err.text));
    else if (is_new)
        response_redirect(rs, str_printf(rq->arena, "/backpack/collections/%lld/edit", (long long)act.subject));
    else if (act.n == 0)
        say_and_go_back(rq, rs, "warn", said("Nothing had to be changed."));
    else
        go_back(rq, rs);                         /* the page says what was done, beside the way back */
}

static void undo_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    int64_t n = 0;
    code c = shelf_act_undo(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), &n, &err);

    if (c == NOT_FOUND)
        say_and_go_back(rq, rs, "bad", app_sentence(rq->arena, err.text));
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        say_and_go_back(rq, rs, "good", said("Taken back."));
}

/* ---- tags of one badge ---- */

static code change_tags(struct request *rq, const struct form *f, struct error *err)
{
    struct shelf_act act = {.owner = rq->session->account, .what = S("tag")};
    struct id_list ids = {0};
    struct holding h;

    TRY(backpack_get(rq->db, rq->arena, act.owner, request_param_int(rq, "id"), &h, err));
    *list_add(rq->arena, &ids) = h.id;
    if (form_int(f, "drop") > 0) {
        act.what = S("untag");
        act.subject = form_int(f, "drop");
    } else {
        TRY(shelf_tag(rq->db, rq->arena, act.owner, form_text(f, "tag"), &act.subject, err));
    }
    return shelf_act_do(rq->db, rq->arena, &act, &ids, err);
}

static const struct form_field tags_fields[] = {
    {"tag", FIELD_LINE, "Tag", .max = TAG_BYTES},
    {"drop", FIELD_INT, "Tag", .min = 1},
};
static const struct form_spec tags_form = FORM(tags_fields);

static void tags_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &tags_form);
    str back = str_printf(rq->arena, "/backpack/badges/%lld", (long long)request_param_int(rq, "id"));
    struct error err = {0};
    code c = f->ok ? change_tags(rq, f, &err) : fail(&err, BAD_INPUT, "tag", "a tag is a word or a few, %d bytes at most", TAG_BYTES);

    if (c == BAD_INPUT || c == LIMIT) {
        flash_set(rq, rs, &app_of(rq)->session, "bad", app_sentence(rq->arena, err.text));
        response_redirect(rs, back);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_done(rq, rs, back, form_int(f, "drop") > 0 ? "The tag is taken away." : "Tagged.");
    }
}

const struct route shelf_routes[] = {
    {GET,  "/backpack",                  SIGNED_IN, shelf,     NULL,       0},
    {POST, "/backpack/act",              SIGNED_IN, act_post,  NULL,       0},
    {POST, "/backpack/act/{id}/undo",    SIGNED_IN, undo_post, NULL,       0},
    {POST, "/backpack/badges/{id}/tags", SIGNED_IN, tags_post, &tags_form, 0},
    {0},
};
