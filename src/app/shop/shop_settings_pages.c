/* shop/shop_settings_pages.c — what is chosen for the whole catalogue, with the
 * window below as strangers would see it. */
#include "app/shop/shop_view.h"

#include "app/org/org_pages.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"welcome", FIELD_TEXT, "Words above the badges", .max = 2000},
    {"is_open", FIELD_BOOL, "Show the badges"},
    {"is_listed", FIELD_BOOL, "Let search engines find them"},
    {"tells_awards", FIELD_BOOL, "Say how often each badge was awarded"},
    {"tells_people", FIELD_BOOL, "Tell who was awarded a badge"},
    {"go", FIELD_CHOICE, "What to do", .choices = "save|try"},
};
static const struct form_spec spec = FORM(fields);

static struct shop shop_of(const struct form *f)
{
    return (struct shop){!form_bool(f, "is_open"), !form_bool(f, "is_listed"), form_bool(f, "tells_awards"), form_bool(f, "tells_people"), form_text(f, "welcome")};
}

static code load(struct request *rq, const struct shop *s, struct shop_settings_view *v, struct error *err)
{
    const struct shop_wish all = {.section = -1};
    struct shop_card_list shown = {0};
    struct org o;

    TRY(org_get(rq->db, rq->arena, rq->org, &o, err));
    TRY(shop_named_people(rq->db, rq->org, &v->named, err));
    v->address = app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/i/"), o.slug));
    return shop_fill(rq, &(struct shop_filling){&o, s, &all, 1}, &v->seen, &shown, err);
}

static void show(struct request *rq, struct response *rs, struct form *f, const struct shop *s, bool is_tried)
{
    struct shop_settings_view v = {.form = f, .base = org_base(rq), .is_tried = is_tried};
    struct error err = {0};

    if (load(rq, s, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Catalogue", "settings");
    tmpl_shop_settings(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void shop_settings_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct error err = {0};
    struct shop s;

    if (shop_get(rq->db, rq->arena, rq->org, &s, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(f, "welcome", s.welcome);
    form_set_int(f, "is_open", !s.is_closed);
    form_set_int(f, "is_listed", !s.is_unlisted);
    form_set_int(f, "tells_awards", s.tells_awards);
    form_set_int(f, "tells_people", s.tells_people);
    show(rq, rs, f, &s, false);
}

void shop_settings_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct shop s = shop_of(f);
    struct error err = {0};

    if (!f->ok || str_eq(form_text(f, "go"), S("try")))
        show(rq, rs, f, &s, f->ok);
    else if (shop_set(rq->db, rq->org, rq->session->account, &s, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, rq->path, "Saved: everybody sees it so now.");
}
