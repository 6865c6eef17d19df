/* backpack/collection_pages.c — collections: a name, a story, some badges. */
#include "app/backpack/backpack_pages.h"

#include "templates.h"

#define MOST_SHOWN 500

static const struct form_field collection_fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120, .required = true},
    {"story", FIELD_TEXT, "Story", .max = 20000},
    {"is_public", FIELD_BOOL, "Share it"},
};
const struct form_spec collection_form = FORM(collection_fields);

static void show_edit(struct request *rq, struct response *rs, struct form *f, int64_t id)
{
    struct collection_edit_view v = {
        .id = id, .form = f,
        .name = {.value = form_value(f, "name"), .label = "Name"},
        .story = {.value = form_value(f, "story"), .label = "What should a reader know?", .rows = 5, .optional = true,
                  .hint = "Markdown: **bold**, *italic*, lists and links."},
        .is_public = {.value = form_value(f, "is_public"), .label = "Anyone with the link can see it",
                      .hint = "The badges in it are shown there even if you keep them to yourself elsewhere."},
    };
    struct out o = app_page(rq, id ? "Change the collection" : "New collection", "backpack");

    tmpl_collection_edit(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

void collections_show(struct request *rq, struct response *rs)
{
    struct collections_view v = {0};
    struct error err = {0};

    if (collection_list_of(rq->db, rq->arena, rq->session->account, &v.collections, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "My collections", "backpack");
    tmpl_collections(&o, &v);
    app_send(rq, rs, &o);
}

void collection_new(struct request *rq, struct response *rs)
{
    show_edit(rq, rs, form_empty(rq->arena, &collection_form), 0);
}

static struct collection of_form(struct request *rq, const struct form *f, int64_t id)
{
    return (struct collection){.id = id, .owner = rq->session->account, .name = form_text(f, "name"),
                               .story = form_text(f, "story"), .is_public = form_bool(f, "is_public")};
}

static str collection_path(struct arena *a, int64_t id)
{
    return str_printf(a, "/backpack/collections/%lld", (long long)id);
}

void collection_new_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &collection_form);
    struct collection c = of_form(rq, f, 0);
    struct error err = {0};
    int64_t id = 0;

    if (f->ok && collection_create(rq->db, rq->arena, &c, &id, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        response_redirect(rs, str_join(rq->arena, collection_path(rq->arena, id), S("/badges")));
    else
        show_edit(rq, rs, f, 0);
}

static bool find_mine(struct request *rq, struct response *rs, struct collection *c)
{
    struct error err = {0};

    if (collection_get(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), c, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static void show_collection(struct request *rq, struct response *rs, const struct collection *c, bool is_owner)
{
    struct arena *a = rq->arena;
    struct holding_list list = {0};
    struct error err = {0};
    struct collection_view v = {
        .id = c->id, .name = c->name, .story = as_markdown(c->story), .has_story = c->story.n > 0,
        .is_public = c->is_public, .is_owner = is_owner,
        .public_link = app_url(a, app_of(rq), str_join(a, S("/c/"), c->public_id)),
        .choose = str_join(a, collection_path(a, c->id), S("/badges")),
    };
    struct holding_filter in = {.collection = c->id, .at = {.limit = MOST_SHOWN}};

    if (backpack_list(rq->db, a, c->owner, &in, &list, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < list.n; i++) {
        const struct holding *h = &list.items[i];
        str href = is_owner ? str_printf(a, "/backpack/badges/%lld", (long long)h->id)
                            : str_printf(a, "/c/" STR_FMT "/" STR_FMT, STR_ARG(c->public_id), STR_ARG(h->public_id));
        *list_add(a, &v.cards) = holding_card(a, h, href);
    }
    struct out o = app_page(rq, str_z(a, c->name), is_owner ? "backpack" : "");
    tmpl_collection(&o, &v);
    app_send(rq, rs, &o);
}

void collection_show(struct request *rq, struct response *rs)
{
    struct collection c;

    if (find_mine(rq, rs, &c))
        show_collection(rq, rs, &c, true);
}

void collection_public(struct request *rq, struct response *rs)
{
    struct collection c;
    struct error err = {0};

    if (collection_by_public_id(rq->db, rq->arena, request_param(rq, "id"), &c, &err) == OK)
        show_collection(rq, rs, &c, false);
    else
        app_fail(rq, rs, &err);
}

void collection_edit(struct request *rq, struct response *rs)
{
    struct collection c;
    struct form *f = form_empty(rq->arena, &collection_form);

    if (!find_mine(rq, rs, &c))
        return;
    form_set(f, "name", c.name);
    form_set(f, "story", c.story);
    form_set_int(f, "is_public", c.is_public);
    show_edit(rq, rs, f, c.id);
}

void collection_edit_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &collection_form);
    struct collection c = of_form(rq, f, request_param_int(rq, "id"));
    struct error err = {0};

    if (f->ok && collection_update(rq->db, &c, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, collection_path(rq->arena, c.id), "Saved.");
    else
        show_edit(rq, rs, f, c.id);
}

void collection_remove(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (collection_delete(rq->db, rq->session->account, request_param_int(rq, "id"), &err) == OK)
        app_done(rq, rs, S("/backpack/collections"), "The collection is gone; its badges are still in your Backpack.");
    else
        app_fail(rq, rs, &err);
}

/* ---- which badges ---- */

static const struct form_field choose_fields[] = {{"in", FIELD_MANY, "Badges", .max = 40}};
const struct form_spec collection_choose_form = FORM(choose_fields);

/* All badges of the Backpack, the newest first, and which of them are in. */
static code load_choice(struct request *rq, const struct collection *c, struct choose_row_list *out, struct error *err)
{
    struct holding_list all = {0}, in = {0};

    TRY(backpack_list(rq->db, rq->arena, c->owner, &(struct holding_filter){.at = {.limit = MOST_SHOWN}}, &all, err));
    TRY(backpack_list(rq->db, rq->arena, c->owner, &(struct holding_filter){.collection = c->id, .at = {.limit = MOST_SHOWN}}, &in, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct holding *h = &all.items[i];
        struct choose_row *row = list_add(rq->arena, out);
        *row = (struct choose_row){
            .id = h->id, .title = h->title, .issuer = h->issuer_name,
            .picture = str_is_empty(h->image_hash) ? S("") : str_join(rq->arena, S("/images/"), h->image_hash)};
        for (size_t k = 0; k < in.n; k++)
            row->in = row->in || in.items[k].id == h->id;
    }
    return OK;
}

void collection_choose(struct request *rq, struct response *rs)
{
    struct collection c;
    struct error err = {0};
    struct collection_choose_view v = {0};

    if (!find_mine(rq, rs, &c))
        return;
    v.self = collection_path(rq->arena, c.id);
    v.name = c.name;
    if (load_choice(rq, &c, &v.rows, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Choose badges", "backpack");
    tmpl_collection_choose(&o, &v);
    app_send(rq, rs, &o);
}

static bool is_ticked(const struct form *f, int64_t id)
{
    const struct str_list *ticked = &form_value((struct form *)(uintptr_t)f, "in")->many;
    int64_t n;

    for (size_t i = 0; i < ticked->n; i++)
        if (str_to_int(ticked->items[i], &n) && n == id)
            return true;
    return false;
}

static code choose(struct request *rq, const struct collection *c, const struct form *f, struct error *err)
{
    struct choose_row_list rows = {0};

    TRY(load_choice(rq, c, &rows, err));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.items[i].in != is_ticked(f, rows.items[i].id))
            TRY(collection_put(rq->db, c->owner, c->id, rows.items[i].id, !rows.items[i].in, err));
    return OK;
}

void collection_choose_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &collection_choose_form);
    struct collection c;
    struct error err = {0};

    if (!find_mine(rq, rs, &c))
        return;
    code done = db_begin(rq->db, &err);
    if (done == OK)
        done = db_end(rq->db, choose(rq, &c, f, &err), &err);
    if (done == OK)
        app_done(rq, rs, collection_path(rq->arena, c.id), "Saved.");
    else
        app_fail(rq, rs, &err);
}
