/* shop/shop_pages.c — the public pages of a catalogue: an issuer with its badges,
 * and one badge with the ways to it. The standard's documents stand at the same
 * addresses, for who asks for those. */
#include "app/shop/shop_view.h"

#include "app/brand.h"
#include "app/catalog/translation.h"
#include "app/endorse/endorse.h"
#include "app/public/public.h"
#include "templates.h"

#define DOCUMENT_OR_PAGE (PUBLIC_CORS | KEPT)

static struct page *page_of(struct out *o)
{
    return (struct page *)(uintptr_t)o->page;
}

void shop_send(struct request *rq, struct response *rs, struct out *o)
{
    app_send(rq, rs, o);
    response_header(rs, "Vary", S("Accept"));
    if (rq->cookies.n == 0) {
        response_header(rs, "Cache-Control", S("public, max-age=60"));
        response_etag(rq, rs);
    }
}

/* ---- the issuer ---- */

static code load_issuer(struct request *rq, struct org *o, struct shop *s, struct shop_page_view *v, struct shop_card_list *shown, struct error *err)
{
    struct shop_wish w = shop_wish_of(rq);
    int64_t page = 1;

    TRY(org_by_slug(rq->db, rq->arena, request_param(rq, "slug"), o, err));
    TRY(shop_get(rq->db, rq->arena, o->id, s, err));
    if (!str_to_int(request_query(rq, "page"), &page))
        page = 1;
    TRY(shop_fill(rq, &(struct shop_filling){o, s, &w, page}, v, shown, err));
    return endorse_view(app_of(rq), rq->db, rq->arena, &(struct endorse_thing){o->id, ENDORSE_ISSUER, 0, 0, o->issuer}, 0, &v->endorsements, err);
}

/* How it is carried into other pages: by oEmbed, and by hand. */
static str offer(struct request *rq, struct page *p, str path)
{
    struct embed e = shop_embed(rq, path, p->title);

    p->oembed = oembed_address(rq->arena, app_of(rq), app_url(rq->arena, app_of(rq), path));
    return embed_snippet(rq->arena, &e);
}

static void describe_issuer(struct request *rq, const struct org *o, const struct shop_page_view *v, struct page *p)
{
    struct arena *a = rq->arena;

    p->canonical = app_url(a, app_of(rq), v->filter.self);
    p->description = o->description;
    p->image = v->logo.n ? app_url(a, app_of(rq), v->logo) : S("");
    p->feed = str_join(a, v->filter.self, S("/badges.atom"));
}

static void issuer_page(struct request *rq, struct response *rs)
{
    struct shop_card_list shown = {0};
    struct shop_page_view v;
    struct error err = {0};
    struct shop s;
    struct org o;

    if (load_issuer(rq, &o, &s, &v, &shown, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out out = app_page(rq, str_z(rq->arena, o.name), "");
    brand_page(rq, &out, &o);
    describe_issuer(rq, &o, &v, page_of(&out));
    page_of(&out)->is_unlisted = !shop_is_found(&s) || v.filter.is_set;      /* a search is no page of its own */
    if (!v.filter.is_set)
        page_of(&out)->data = shop_issuer_data(rq->arena, app_of(rq), &o, &shown);
    v.snippet = offer(rq, page_of(&out), v.filter.self);
    tmpl_shop_issuer(&out, &v);
    shop_send(rq, rs, &out);
}

static void issuer_get(struct request *rq, struct response *rs)
{
    if (public_wants_page(rq))
        issuer_page(rq, rs);
    else
        public_send(rq, rs, rq->path);
}

/* ---- a badge ---- */

code shop_shown_badge(struct request *rq, str public_id, struct shown_badge *x, struct error *err)
{
    struct arena *a = rq->arena;

    TRY(catalog_by_public_id(rq->db, a, public_id, &x->b, err));
    if (str_eq(x->b.state, S("draft")))
        return fail(err, NOT_FOUND, "badge", "there is no such badge");
    TRY(org_issuer_get(rq->db, a, x->b.org, x->b.v.issuer, &x->o, err));
    TRY(shop_get(rq->db, a, x->b.org, &x->shop, err));
    return shop_badge_get(rq->db, a, x->b.org, x->b.id, &x->chosen, err);
}

code shop_shown_article(struct request *rq, struct shown_badge *x, struct badge_article *m, struct error *err)
{
    struct arena *a = rq->arena;
    struct translation_languages others = {0};
    str original = x->b.v.language, chosen;

    TRY(translation_for_reader(rq->db, a, x->b.id, &(struct translation_reader){request_query(rq, "lang"), request_languages(rq)}, &x->b.v,
                               &chosen, &others, err));
    badge_article_fill(a, &x->o, &x->b, m);
    m->tells_awards = x->shop.tells_awards;
    m->level = cstr(words(shop_level_words(x->chosen.level)));
    m->takes = x->chosen.takes;
    TRY(badge_article_relate(rq->db, a, x->b.id, m, err));
    badge_article_languages(a, m, original, chosen, &others, rq->path);
    return OK;
}

static code fill_badge(struct request *rq, struct shown_badge *x, struct shop_badge_page_view *v, struct error *err)
{
    struct door_asked q = {&x->o, &x->b, rq->session->account > 0};

    TRY(endorse_view(app_of(rq), rq->db, rq->arena, &(struct endorse_thing){x->b.org, ENDORSE_BADGE, x->b.id, 0, 0}, x->b.v.id, &v->endorsements, err));
    TRY(shop_shown_article(rq, x, &v->article, err));
    v->way = as_markdown(x->chosen.way);
    return shop_doors(app_of(rq), rq->db, rq->arena, &q, &v->doors, err);
}

static void describe_badge(struct request *rq, const struct shown_badge *x, const struct badge_article *m, struct page *p)
{
    struct arena *a = rq->arena;

    p->canonical = app_url(a, app_of(rq), str_join(a, S("/badges/"), x->b.public_id));
    p->description = m->description;
    p->image = m->picture.n ? app_url(a, app_of(rq), m->picture) : S("");
    p->feed = str_printf(a, "/i/" STR_FMT "/badges.atom", STR_ARG(x->o.slug));
    p->is_unlisted = !shop_is_found(&x->shop) || x->chosen.is_hidden;
    p->data = shop_badge_data(a, app_of(rq), &(struct shop_described){&x->o, &x->b.v, x->b.public_id, &x->chosen});
}

static void badge_page(struct request *rq, struct response *rs)
{
    struct shop_badge_page_view v = {0};
    struct shown_badge x = {0};
    struct error err = {0};

    if (shop_shown_badge(rq, request_param(rq, "id"), &x, &err) != OK || fill_badge(rq, &x, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out out = app_page(rq, str_z(rq->arena, v.article.title), "");
    brand_page(rq, &out, &x.o);
    describe_badge(rq, &x, &v.article, page_of(&out));
    v.snippet = offer(rq, page_of(&out), str_join(rq->arena, S("/badges/"), x.b.public_id));
    v.wish = app_of(rq)->role == ROLE_ALL && !v.article.is_archived ? x.b.public_id : S("");
    v.is_known = rq->session->account > 0;
    tmpl_shop_badge(&out, &v);
    shop_send(rq, rs, &out);
}

static void badge_get(struct request *rq, struct response *rs)
{
    if (public_wants_page(rq))
        badge_page(rq, rs);
    else
        public_send(rq, rs, rq->path);
}

const struct route shop_routes[] = {
    {GET,  "/badges/{id}", EVERYBODY, badge_get, NULL, DOCUMENT_OR_PAGE},
    {GET,  "/badges/{id}/embed", EVERYBODY, shop_badge_embed, NULL, NO_SESSION | EMBEDDABLE},
    {GET,  "/badges/{id}/{number}", EVERYBODY, badge_get, NULL, DOCUMENT_OR_PAGE},
    {GET,  "/badges/{id}/{number}/{language}", EVERYBODY, badge_get, NULL, DOCUMENT_OR_PAGE},
    {GET,  "/i", EVERYBODY, shop_index, NULL, 0},
    {GET,  "/i/{slug}", EVERYBODY, issuer_get, NULL, DOCUMENT_OR_PAGE},
    {GET,  "/i/{slug}/embed", EVERYBODY, shop_window_embed, NULL, NO_SESSION | EMBEDDABLE},
    {GET,  "/i/{slug}/card/embed", EVERYBODY, shop_card_embed, NULL, NO_SESSION | EMBEDDABLE},
    {GET,  "/i/{slug}/badges.atom", EVERYBODY, shop_feed, NULL, NO_SESSION | PUBLIC_CORS},
    {GET,  "/i/{slug}/awards.atom", EVERYBODY, shop_awards_feed, NULL, NO_SESSION | PUBLIC_CORS},
    {GET,  "/i/{slug}/sitemap.xml", EVERYBODY, shop_sitemap_of, NULL, NO_SESSION},
    {GET,  "/sitemap.xml", EVERYBODY, shop_sitemap, NULL, NO_SESSION},
    {GET,  "/robots.txt", EVERYBODY, shop_robots, NULL, NO_SESSION},
    {GET,  "/settings/organisations", OPERATOR, shop_server_show, NULL, 0},
    {POST, "/settings/organisations", OPERATOR, shop_server_post, NULL, 0},
    {GET,  "/org/{org}/settings/catalogue", MANAGE_ORG, shop_settings_show, NULL, 0},
    {POST, "/org/{org}/settings/catalogue", MANAGE_ORG, shop_settings_post, NULL, 0},
    {GET,  "/org/{org}/settings/website", DESIGN_BADGES, shop_website_show, NULL, 0},
    {GET,  "/org/{org}/catalogue", DESIGN_BADGES, shop_arrange_show, NULL, 0},
    {POST, "/org/{org}/catalogue/sections", DESIGN_BADGES, shop_section_post, NULL, 0},
    {GET,  "/org/{org}/catalogue/sections/{section}", DESIGN_BADGES, shop_section_show, NULL, 0},
    {POST, "/org/{org}/catalogue/sections/{section}", DESIGN_BADGES, shop_section_change, NULL, 0},
    {POST, "/org/{org}/catalogue/sections/{section}/remove", DESIGN_BADGES, shop_section_drop, NULL, 0},
    {POST, "/org/{org}/catalogue/sections/{section}/move", DESIGN_BADGES, shop_section_shift, NULL, 0},
    {POST, "/org/{org}/catalogue/move", DESIGN_BADGES, shop_badge_shift, NULL, 0},
    {GET,  "/org/{org}/badges/{id}/catalogue", DESIGN_BADGES, shop_badge_show, NULL, 0},
    {POST, "/org/{org}/badges/{id}/catalogue", DESIGN_BADGES, shop_badge_post, NULL, 0},
    {0},
};
