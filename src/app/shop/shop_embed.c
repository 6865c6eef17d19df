/* shop/shop_embed.c — a badge, an issuer and its catalogue as small pages for frames
 * in other sites, and what oEmbed says of them. No script, no form, no cookie. */
#include "app/shop/shop_view.h"

#include "app/brand.h"
#include "templates.h"

#define MOST_CARDS 12                            /* more is for the page itself */

/* ---- the frame ---- */

struct embed shop_embed(struct request *rq, str path, str title)
{
    bool is_window = str_starts(path, S("/i/")) && !str_ends(path, S("/card"));

    return (struct embed){app_url(rq->arena, app_of(rq), str_join(rq->arena, path, S("/embed"))), title, is_window ? 800 : 400, is_window ? 560 : 220};
}

static void send_embed(struct request *rq, struct response *rs, struct out *o)
{
    shop_send(rq, rs, o);
    response_header(rs, "X-Robots-Tag", S("noindex"));           /* the page itself is what should be found */
}

static str picture_of(struct arena *a, str hash)
{
    return str_is_empty(hash) ? S("") : str_join(a, S("/images/"), hash);
}

/* ---- a badge ---- */

static code fill_badge(struct request *rq, str id, struct shown_badge *x, struct shop_embed_view *v, struct error *err)
{
    struct badge_article m = {0};

    TRY(shop_shown_badge(rq, id, x, err));
    TRY(shop_shown_article(rq, x, &m, err));
    *v = (struct shop_embed_view){.title = m.title, .by = m.issuer, .text = m.description, .picture = m.picture, .note = m.level,
                                  .link = app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/badges/"), x->b.public_id))};
    if (m.is_archived)
        v->note = said("It is not awarded any more");
    return OK;
}

void shop_badge_embed(struct request *rq, struct response *rs)
{
    struct shop_embed_view v;
    struct shown_badge x = {0};
    struct error err = {0};

    if (fill_badge(rq, request_param(rq, "id"), &x, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.title), "");
    brand_page(rq, &o, &x.o);
    tmpl_shop_badge_embed(&o, &v);
    send_embed(rq, rs, &o);
}

/* ---- an issuer ---- */

static void add_cards(struct arena *a, const struct shelves *shelves, struct shop_embed_window_view *v)
{
    for (size_t i = 0; i < shelves->items.n; i++)
        for (size_t k = 0; k < shelves->items.items[i].cards.n && v->cards.n < MOST_CARDS; k++)
            *list_add(a, &v->cards) = shelves->items.items[i].cards.items[k];
}

static code fill_window(struct request *rq, struct org *o, bool with_cards, struct shop_embed_window_view *v, struct error *err)
{
    const struct shop_wish all = {.section = -1};
    struct shop_card_list shown = {0};
    struct shop_page_view page;
    struct shop s;

    TRY(org_by_slug(rq->db, rq->arena, request_param(rq, "slug"), o, err));
    TRY(shop_get(rq->db, rq->arena, o->id, &s, err));
    TRY(shop_fill(rq, &(struct shop_filling){o, &s, &all, 1}, &page, &shown, err));
    *v = (struct shop_embed_window_view){.name = page.name, .text = page.description, .logo = page.logo, .all = page.all,
                                         .link = app_url(rq->arena, app_of(rq), page.filter.self)};
    if (with_cards)
        add_cards(rq->arena, &page.shelves, v);
    v->rest = v->all - (int64_t)v->cards.n;
    return OK;
}

static void window_embed(struct request *rq, struct response *rs, bool with_cards)
{
    struct shop_embed_window_view v;
    struct error err = {0};
    struct org o;

    if (fill_window(rq, &o, with_cards, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out out = app_page(rq, str_z(rq->arena, v.name), "");
    brand_page(rq, &out, &o);
    if (with_cards)
        tmpl_shop_window_embed(&out, &v);
    else
        tmpl_shop_card_embed(&out, &v);
    send_embed(rq, rs, &out);
}

void shop_card_embed(struct request *rq, struct response *rs) { window_embed(rq, rs, false); }
void shop_window_embed(struct request *rq, struct response *rs) { window_embed(rq, rs, true); }

/* ---- oEmbed ---- */

/* A badge has an address for each version and language too; the card is that of today. */
static code oembed_badge(struct request *rq, str rest, struct oembed *out, struct error *err)
{
    struct arena *a = rq->arena;
    struct shown_badge x = {0};
    str id;

    if (!str_cut(&rest, '/', &id))
        id = rest;
    TRY(shop_shown_badge(rq, id, &x, err));
    *out = (struct oembed){shop_embed(rq, str_join(a, S("/badges/"), x.b.public_id), x.b.v.name), x.b.v.name, x.o.name, picture_of(a, x.b.v.png_hash)};
    out->thumbnail = out->thumbnail.n ? app_url(a, app_of(rq), out->thumbnail) : S("");
    return OK;
}

static code oembed_issuer(struct request *rq, str rest, struct oembed *out, struct error *err)
{
    struct arena *a = rq->arena;
    struct org o;

    if (str_find_byte(rest, '/') >= 0)
        return fail(err, NOT_FOUND, "url", "there is nothing at this address that could be embedded");
    TRY(org_by_slug(rq->db, a, rest, &o, err));
    *out = (struct oembed){shop_embed(rq, str_join(a, S("/i/"), o.slug), o.name), o.name, o.name, S("")};
    return OK;
}

void shop_start(void)
{
    shop_door_start();
    oembed_serve("/badges/", oembed_badge);
    oembed_serve("/i/", oembed_issuer);
}
