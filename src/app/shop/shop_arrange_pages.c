/* shop/shop_arrange_pages.c — sections and badges put in order, by buttons or by
 * dragging; and what is chosen for one badge. */
#include "app/shop/shop_view.h"

#include "app/org/org_pages.h"
#include "templates.h"

static const struct form_field section_fields[] = {
    {"name", FIELD_LINE, "Name", .max = 80, .required = true},
    {"about", FIELD_TEXT, "One sentence about it", .max = 400},
};
static const struct form_spec section_form = FORM(section_fields);
static const struct form_field move_fields[] = {
    {"badge", FIELD_INT, "Badge", .min = 1, .max = INT64_MAX}, {"section", FIELD_INT, "Section", .max = INT64_MAX},
    {"before", FIELD_INT, "In front of", .max = INT64_MAX},
};
static const struct form_spec move_form = FORM(move_fields);
static const struct form_field badge_fields[] = {
    {"is_shown", FIELD_BOOL, "In the catalogue"}, {"section", FIELD_INT, "Section", .max = INT64_MAX},
    {"level", FIELD_LINE, "Level", .max = 20},    {"takes", FIELD_LINE, "Time it takes", .max = 60},
    {"way", FIELD_TEXT, "How to get it", .max = 1000},
};
static const struct form_spec badge_form = FORM(badge_fields);

static struct shop_act act_of(const struct request *rq)
{
    return (struct shop_act){rq->org, rq->session->account};
}

static str arrange_path(struct request *rq)
{
    return str_join(rq->arena, org_base(rq), S("/catalogue"));
}

/* ---- all ---- */

static void add_row(struct request *rq, const struct shop_card *c, struct shop_block *to)
{
    struct arena *a = rq->arena;

    *list_add(a, &to->rows) = (struct shop_row){
        .id = c->b.id, .name = c->b.v.name, .is_hidden = c->shop.is_hidden, .level = cstr(words(shop_level_words(c->shop.level))),
        .picture = str_is_empty(c->b.v.png_hash) ? S("") : str_join(a, S("/images/"), c->b.v.png_hash),
        .href = str_printf(a, STR_FMT "/badges/%lld/catalogue", STR_ARG(org_base(rq)), (long long)c->b.id)};
}

/* Up: in front of the one above. Down: in front of the one after the next, or last. */
static void add_ways(struct shop_arrange_view *v)
{
    for (size_t i = 0; i < v->blocks.n; i++) {
        struct shop_block *b = &v->blocks.items[i];
        bool is_last = i + 1 >= v->blocks.n || v->blocks.items[i + 1].s.id == 0;
        b->has_up = i > 0 && b->s.id;
        b->up = b->has_up ? v->blocks.items[i - 1].s.id : 0;
        b->has_down = b->s.id && !is_last;
        b->down = b->has_down && i + 2 < v->blocks.n ? v->blocks.items[i + 2].s.id : 0;
        for (size_t k = 0; k < b->rows.n; k++) {
            struct shop_row *r = &b->rows.items[k];
            r->has_up = k > 0;
            r->up = r->has_up ? b->rows.items[k - 1].id : 0;
            r->has_down = k + 1 < b->rows.n;
            r->down = k + 2 < b->rows.n ? b->rows.items[k + 2].id : 0;
        }
    }
}

static void add_rows(struct request *rq, const struct shop_card_list *cards, struct shop_block *to)
{
    for (size_t i = 0; i < cards->n; i++)
        if (cards->items[i].shop.section == to->s.id)
            add_row(rq, &cards->items[i], to);
}

static code load(struct request *rq, struct shop_arrange_view *v, struct error *err)
{
    struct shop_section_list sections = {0};
    struct shop_card_list cards = {0};
    struct org o;

    TRY(org_get(rq->db, rq->arena, rq->org, &o, err));
    TRY(shop_sections(rq->db, rq->arena, rq->org, &sections, err));
    TRY(shop_cards(rq->db, rq->arena, rq->org, true, &cards, err));
    v->base = org_base(rq);
    v->self = arrange_path(rq);
    v->address = str_join(rq->arena, S("/i/"), o.slug);
    v->badges = (int64_t)cards.n;
    v->may_settle = app_allow(rq, MANAGE_ORG, rq->org) == OK;
    for (size_t i = 0; i <= sections.n; i++) {
        struct shop_block *b = list_add(rq->arena, &v->blocks);
        *b = (struct shop_block){.s = i < sections.n ? sections.items[i] : (struct shop_section){0, S(""), S("")}};
        add_rows(rq, &cards, b);
    }
    add_ways(v);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct shop_arrange_view v = {.form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Catalogue", "badges");
    tmpl_shop_arrange(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void shop_arrange_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &section_form));
}

/* False: the form was told what is wrong, or an answer was given. */
static bool settle(struct request *rq, struct response *rs, struct form *f, code c, struct error *err)
{
    if (c == BAD_INPUT || c == LIMIT)
        form_reject_error(f, err, rq->arena);
    else if (c != OK)
        app_fail(rq, rs, err);
    return c == OK;
}

/* ---- sections ---- */

static code save_section(struct request *rq, const struct form *f, int64_t id, struct error *err)
{
    struct shop_act act = act_of(rq);

    return shop_section_save(rq->db, rq->arena, &act, &(struct shop_section){id, form_text(f, "name"), form_text(f, "about")}, err);
}

void shop_section_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &section_form);
    struct error err = {0};

    if (f->ok && settle(rq, rs, f, save_section(rq, f, 0, &err), &err))
        app_done(rq, rs, arrange_path(rq), "The section is there. Move badges into it.");
    else if (!f->ok)
        show(rq, rs, f);
}

static void section_page(struct request *rq, struct response *rs, struct form *f)
{
    struct shop_section_view v = {.self = arrange_path(rq), .form = f, .id = request_param_int(rq, "section")};
    struct out o = app_page(rq, "Section", "badges");

    tmpl_shop_section(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void shop_section_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &section_form);
    struct shop_section_list all = {0};
    struct error err = {0};
    int64_t id = request_param_int(rq, "section");
    bool found = false;
    code c = shop_sections(rq->db, rq->arena, rq->org, &all, &err);

    for (size_t i = 0; c == OK && i < all.n; i++)
        if (all.items[i].id == id) {
            form_set(f, "name", all.items[i].name);
            form_set(f, "about", all.items[i].about);
            found = true;
        }
    if (c == OK && !found)
        c = fail(&err, NOT_FOUND, "section", "there is no such section");
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        section_page(rq, rs, f);
}

void shop_section_change(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &section_form);
    struct error err = {0};

    if (f->ok && settle(rq, rs, f, save_section(rq, f, request_param_int(rq, "section"), &err), &err))
        app_done(rq, rs, arrange_path(rq), "Saved.");
    else if (!f->ok)
        section_page(rq, rs, f);
}

void shop_section_drop(struct request *rq, struct response *rs)
{
    struct shop_act act = act_of(rq);
    struct error err = {0};

    if (shop_section_remove(rq->db, rq->arena, &act, request_param_int(rq, "section"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, arrange_path(rq), "The section is deleted. Its badges stand below the others.");
}

void shop_section_shift(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &move_form);
    struct shop_act act = act_of(rq);
    struct error err = {0};

    if (shop_section_move(rq->db, rq->arena, &act, request_param_int(rq, "section"), form_int(f, "before"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, arrange_path(rq), NULL);
}

void shop_badge_shift(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &move_form);
    struct shop_move m = {form_int(f, "badge"), form_int(f, "section"), form_int(f, "before")};
    struct shop_act act = act_of(rq);
    struct error err = {0};

    if (shop_badge_move(rq->db, rq->arena, &act, &m, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "#badge-%lld", STR_ARG(arrange_path(rq)), (long long)m.badge), NULL);
}

/* ---- one badge ---- */

static code load_badge(struct request *rq, struct shop_badge_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct shop_section_list sections = {0};

    TRY(catalog_get(rq->db, a, rq->org, request_param_int(rq, "id"), &v->b, err));
    TRY(shop_sections(rq->db, a, rq->org, &sections, err));
    v->back = str_printf(a, STR_FMT "/badges/%lld", STR_ARG(org_base(rq)), (long long)v->b.id);
    v->self = str_join(a, v->back, S("/catalogue"));
    v->picture = str_is_empty(v->b.v.png_hash) ? S("") : str_join(a, S("/images/"), v->b.v.png_hash);
    v->is_published = str_eq(v->b.state, S("published"));
    for (size_t i = 0; i < sections.n; i++)
        *list_add(a, &v->sections) = (struct shop_choice){str_printf(a, "%lld", (long long)sections.items[i].id), sections.items[i].name, 0,
                                                          form_int(v->form, "section") == sections.items[i].id};
    for (size_t i = 0; i < shop_level_count; i++)
        *list_add(a, &v->levels) = (struct shop_choice){cstr(shop_levels[i].name), cstr(words(shop_levels[i].words)), 0,
                                                        str_eq(form_text(v->form, "level"), cstr(shop_levels[i].name))};
    return OK;
}

static void badge_page(struct request *rq, struct response *rs, struct form *f)
{
    struct shop_badge_view v = {.form = f};
    struct error err = {0};

    if (load_badge(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "In the catalogue", "badges");
    tmpl_shop_badge_form(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void shop_badge_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &badge_form);
    struct error err = {0};
    struct shop_badge s;

    if (shop_badge_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &s, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set_int(f, "is_shown", !s.is_hidden);
    form_set_int(f, "section", s.section);
    form_set(f, "level", s.level);
    form_set(f, "takes", s.takes);
    form_set(f, "way", s.way);
    badge_page(rq, rs, f);
}

void shop_badge_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &badge_form);
    struct shop_badge s = {form_int(f, "section"), !form_bool(f, "is_shown"), form_text(f, "level"), form_text(f, "takes"), form_text(f, "way")};
    struct shop_act act = act_of(rq);
    struct error err = {0};

    if (f->ok && settle(rq, rs, f, shop_badge_set(rq->db, rq->arena, &act, request_param_int(rq, "id"), &s, &err), &err))
        app_done(rq, rs, rq->path, "Saved: the badge’s public page says so.");
    else if (!f->ok)
        badge_page(rq, rs, f);
}
