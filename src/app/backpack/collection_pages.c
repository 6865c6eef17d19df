/* backpack/collection_pages.c — collections: a name, a story, some badges. */
#include "app/backpack/backpack_pages.h"

#include "app/draw.h"
#include "store/blob.h"
#include "templates.h"

#define MOST_SHOWN 500

static const struct form_field collection_fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120, .required = true},
    {"story", FIELD_TEXT, "Story", .max = STORY_BYTES},
    {"is_public", FIELD_BOOL, "Share it"},
    {"shows", FIELD_MANY, "What readers see", .max = 3},
    {"told", FIELD_BOOL, "What readers see"},
    {"cover", FIELD_FILE, "Cover picture", .max = 5 << 20},
    {"no_cover", FIELD_BOOL, "No cover picture"},
};
const struct form_spec collection_form = FORM(collection_fields);

static str picture_path(struct arena *a, str hash)
{
    return str_is_empty(hash) ? S("") : str_join(a, S("/images/"), hash);
}

static void show_edit(struct request *rq, struct response *rs, struct form *f, const struct collection *c)
{
    struct collection_edit_view v = {
        .id = c->id, .form = f, .picture = picture_path(rq->arena, c->cover_hash),
        .name = {.value = form_value(f, "name"), .label = "Name"},
        .story = {.value = form_value(f, "story"), .label = "What should a reader know?", .rows = 5, .optional = true,
                  .hint = "Markdown: **bold**, *italic*, lists and links."},
        .is_public = {.value = form_value(f, "is_public"), .label = "Anyone with the link can see it",
                      .hint = "The badges in it are shown there even if you keep them to yourself elsewhere."},
        .cover = {.value = form_value(f, "cover"), .label = "Cover picture", .title = "Choose a picture", .icon = "photo-up",
                  .hint = "PNG or SVG. Without one, its first badges are the cover.", .accept = ".png,.svg,image/png,image/svg+xml",
                  .small = true, .optional = true},
    };
    struct out o = app_page(rq, c->id ? "Change the collection" : "New collection", "backpack");

    show_ticks(rq->arena, form_bool(f, "told") ? show_ticked(f, "shows") : c->shows, &v.shows);
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
    show_edit(rq, rs, form_empty(rq->arena, &collection_form), &(struct collection){.shows = SHOW_USUAL});
}

static str collection_path(struct arena *a, int64_t id)
{
    return str_printf(a, "/backpack/collections/%lld", (long long)id);
}

/* The picture is drawn anew in the sandbox, as everything that people upload. */
static code take_cover(struct request *rq, const struct form *f, struct collection *c, struct error *err)
{
    const struct part *file = form_file(f, "cover");
    struct accepted_image image;
    struct error why = {0};

    if (form_bool(f, "no_cover"))
        c->cover_hash = S("");
    if (!file)
        return OK;
    if (draw_image_accept(rq->arena, file->value, &image, &why) != OK)
        return fail(err, why.code, "cover", "%s", why.text);
    return blob_put(rq->db, rq->arena, image.png, S("image/png"), clock_now(), &c->cover_hash, err);
}

static code save(struct request *rq, const struct form *f, struct collection *c, struct error *err)
{
    c->name = form_text(f, "name");
    c->story = form_text(f, "story");
    c->is_public = form_bool(f, "is_public");
    if (form_bool(f, "told"))
        c->shows = show_ticked(f, "shows");
    TRY(take_cover(rq, f, c, err));
    if (c->id == 0)
        TRY(collection_create(rq->db, rq->arena, c, &c->id, err));
    else
        TRY(collection_update(rq->db, c, err));
    return collection_set_look(rq->db, c, err);
}

void collection_new_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &collection_form);
    struct collection c = {.owner = rq->session->account, .shows = SHOW_USUAL};
    struct error err = {0};

    if (f->ok && save(rq, f, &c, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        response_redirect(rs, str_join(rq->arena, collection_path(rq->arena, c.id), S("/badges")));
    else
        show_edit(rq, rs, f, &(struct collection){.shows = SHOW_USUAL});
}

static bool find_mine(struct request *rq, struct response *rs, struct collection *c)
{
    struct error err = {0};

    if (collection_get(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), c, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

/* `i`: its place among all of the collection. */
static struct collection_row row_of(struct arena *a, const struct id_list *all, size_t i, const struct collection_item *item)
{
    const struct holding *h = &item->holding;

    return (struct collection_row){
        .id = h->id, .title = h->title, .issuer = h->issuer_name, .picture = picture_path(a, h->image_hash), .story = item->story,
        .tag = holding_tag(h), .has_up = i > 0, .up = i > 0 ? all->items[i - 1] : 0,
        .has_down = i + 1 < all->n, .down = i + 2 < all->n ? all->items[i + 2] : 0,
    };
}

#define ROWS_A_PAGE 60

/* The page on which the badge at `at` stands. */
static str page_path(struct arena *a, int64_t collection, size_t at)
{
    size_t from = at - at % ROWS_A_PAGE;

    return from ? str_printf(a, STR_FMT "?from=%zu", STR_ARG(collection_path(a, collection)), from + 1) : collection_path(a, collection);
}

/* What is not understood is the first page, what lies behind all of it the last. */
static size_t first_row(struct request *rq, size_t n)
{
    int64_t from;

    if (n == 0 || !str_to_int(request_query(rq, "from"), &from) || from < 1)
        return 0;
    size_t at = (uint64_t)from > n ? n - 1 : (size_t)from - 1;
    return at - at % ROWS_A_PAGE;
}

static code add_page(struct request *rq, const struct collection *c, struct collection_view *v, struct error *err)
{
    struct id_list all = {0};
    struct collection_item_list items = {0};

    TRY(collection_ids(rq->db, rq->arena, c, &all, err));
    size_t from = first_row(rq, all.n);
    TRY(collection_some(rq->db, rq->arena, &(struct collection_part){.of = c, .after = S(""), .most = ROWS_A_PAGE, .skip = (int64_t)from}, &items, err));
    size_t to = from + items.n;
    for (size_t i = 0; i < items.n; i++)
        *list_add(rq->arena, &v->rows) = row_of(rq->arena, &all, from + i, &items.items[i]);
    v->behind = to < all.n ? all.items[to] : 0;
    v->pages = (struct pagination){.from = (int64_t)from + 1, .to = (int64_t)to, .total = (int64_t)all.n,
                                   .previous = from ? page_path(rq->arena, v->id, from - 1) : S(""), .next = to < all.n ? page_path(rq->arena, v->id, to) : S("")};
    return OK;
}

void collection_show(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct collection c;
    struct error err = {0};

    if (!find_mine(rq, rs, &c))
        return;
    struct collection_view v = {
        .id = c.id, .name = c.name, .story = as_markdown(c.story), .has_story = c.story.n > 0, .is_public = c.is_public,
        .public_link = app_url(a, app_of(rq), str_join(a, S("/c/"), c.public_id)), .cover = picture_path(a, c.cover_hash),
        .choose = str_join(a, collection_path(a, c.id), S("/badges")),
    };
    if (add_page(rq, &c, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(a, c.name), "backpack");
    tmpl_collection(&o, &v);
    app_send(rq, rs, &o);
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
    show_edit(rq, rs, f, &c);
}

void collection_edit_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &collection_form);
    struct collection c, before;
    struct error err = {0};

    if (!find_mine(rq, rs, &c))
        return;
    before = c;
    if (f->ok && save(rq, f, &c, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, collection_path(rq->arena, c.id), "Saved.");
    else
        show_edit(rq, rs, f, &before);
}

/* ---- order, stories, a copy ---- */

/* Where that badge stands in the collection now. */
static str badge_path(struct request *rq, int64_t collection, int64_t holding)
{
    struct collection c;
    struct id_list all = {0};
    size_t at = 0;

    if (collection_get(rq->db, rq->arena, rq->session->account, collection, &c, NULL) != OK || collection_ids(rq->db, rq->arena, &c, &all, NULL) != OK)
        return collection_path(rq->arena, collection);
    while (at < all.n && all.items[at] != holding)
        at++;
    return str_printf(rq->arena, STR_FMT "#badge-%lld", STR_ARG(page_path(rq->arena, collection, at < all.n ? at : 0)), (long long)holding);
}

/* As arrange.js and the buttons tell it. */
static const struct form_field arrange_fields[] = {
    {"badge", FIELD_INT, "Badge", .required = true, .min = 1},
    {"section", FIELD_INT, "Section"},
    {"before", FIELD_INT, "Before"},
};
const struct form_spec collection_arrange_form = FORM(arrange_fields);

void collection_arrange(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &collection_arrange_form);
    struct collection_move m = {rq->session->account, request_param_int(rq, "id"), form_int(f, "badge"), form_int(f, "before")};
    struct error err = {0};
    code c = f->ok ? collection_move(rq->db, rq->arena, &m, &err) : fail(&err, BAD_INPUT, "badge", "choose a badge");

    if (c == OK)
        response_redirect(rs, badge_path(rq, m.collection, m.holding));
    else
        app_fail(rq, rs, &err);
}

static const struct form_field story_fields[] = {
    {"badge", FIELD_INT, "Badge", .required = true, .min = 1},
    {"story", FIELD_TEXT, "Story", .max = STORY_BYTES},
};
const struct form_spec collection_story_form = FORM(story_fields);

void collection_story_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &collection_story_form);
    struct collection_story s = {rq->session->account, request_param_int(rq, "id"), form_int(f, "badge"), form_text(f, "story")};
    struct error err = {0};
    code c = f->ok ? collection_tell(rq->db, &s, &err) : fail(&err, BAD_INPUT, "story", "the story is too long");

    app_done_or_fail(rq, rs, c, &err, badge_path(rq, s.collection, s.holding), "Saved.");
}

void collection_copy_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    int64_t copy = 0;

    if (collection_copy(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), &copy, &err) == OK)
        app_done(rq, rs, str_join(rq->arena, collection_path(rq->arena, copy), S("/edit")), "Copied. Nobody but you sees the copy.");
    else
        app_fail(rq, rs, &err);
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
