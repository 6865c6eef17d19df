/* shop/shop_crawl.c — for who reads whole sites: robots.txt and sitemaps
 * (sitemaps.org), and the list of this server's organisations, which stands only
 * where the operator wants it. */
#include "app/shop/shop_view.h"

#include "web/out.h"
#include "templates.h"

#define XML_TYPE S("application/xml; charset=utf-8")
#define NAMESPACE "http://www.sitemaps.org/schemas/sitemap/0.9"

/* ---- robots.txt ---- */

/* Pages of awards are not among these: sites where people share them must be able
 * to read them, and they say themselves that they are not to be found. */
static const char *const closed[] = {
    "/org/", "/account", "/backpack", "/settings", "/sign-in", "/invite/", "/endorse/", "/evidence/", "/claim/", "/api/", "/oauth/", "/verify/",
};

void shop_robots(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);

    buf_putz(&b, "User-agent: *\n");
    for (size_t i = 0; i < COUNT(closed); i++)
        buf_printf(&b, "Disallow: %s\n", closed[i]);
    if (shop_has_index(rq->db, rq->arena))
        buf_printf(&b, "\nSitemap: " STR_FMT "\n", STR_ARG(app_url(rq->arena, app_of(rq), S("/sitemap.xml"))));
    response_text(rs, 200, buf_done(&b));
    response_header(rs, "Cache-Control", S("public, max-age=3600"));
    response_etag(rq, rs);
}

/* ---- sitemaps ---- */

static void put_place(struct buf *b, const struct app *app, const char *element, str path, msec changed)
{
    buf_printf(b, "<%s><loc>", element);
    out_escape(b, app_url(b->a, app, path));
    buf_putz(b, "</loc>");
    if (changed > 0) {
        struct date d = date_of(changed);
        buf_printf(b, "<lastmod>%04d-%02d-%02d</lastmod>", d.year, d.month, d.day);
    }
    buf_printf(b, "</%s>\n", element);
}

static void send_xml(struct request *rq, struct response *rs, struct buf *b)
{
    response_bytes(rs, XML_TYPE, buf_done(b));
    response_header(rs, "Cache-Control", S("public, max-age=3600"));
    response_etag(rq, rs);
}

static void no_such_page(struct request *rq, struct response *rs)
{
    app_error_page(rq, rs, 404, "there is no such page");
}

void shop_sitemap(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct shop_org_list all = {0};
    struct error err = {0};
    struct buf b = buf_new(a);

    if (!shop_has_index(rq->db, a)) {
        no_such_page(rq, rs);
        return;
    }
    if (shop_orgs(rq->db, a, &all, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    buf_putz(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"" NAMESPACE "\">\n");
    for (size_t i = 0; i < all.n; i++)
        put_place(&b, app_of(rq), "sitemap", str_printf(a, "/i/" STR_FMT "/sitemap.xml", STR_ARG(all.items[i].slug)), all.items[i].changed);
    buf_putz(&b, "</sitemapindex>\n");
    send_xml(rq, rs, &b);
}

static code put_badges(struct request *rq, const struct org *o, struct buf *b, struct error *err)
{
    struct arena *a = rq->arena;
    struct shop_card_list cards = {0};
    struct org_issuer_list issuers = {0};

    TRY(org_issuers(rq->db, a, o->id, &issuers, err));
    TRY(shop_cards(rq->db, a, o->id, false, &cards, err));
    for (size_t i = 0; i < issuers.n; i++)
        if (i == 0 || issuers.items[i].badges > 0)
            put_place(b, app_of(rq), "url", str_join(a, S("/i/"), issuers.items[i].slug), 0);
    for (size_t i = 0; i < cards.n; i++)
        put_place(b, app_of(rq), "url", str_join(a, S("/badges/"), cards.items[i].b.public_id), cards.items[i].b.changed);
    return OK;
}

/* Of an organisation, with all its profiles; at the address of the first one. */
void shop_sitemap_of(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct error err = {0};
    struct shop s;
    struct org o;
    code c = org_by_slug(rq->db, rq->arena, request_param(rq, "slug"), &o, &err);

    if (c == OK)
        c = shop_get(rq->db, rq->arena, o.id, &s, &err);
    if (c == OK && (!shop_is_found(&s) || o.issuer))
        c = fail(&err, NOT_FOUND, "", "there is no such page");
    buf_putz(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"" NAMESPACE "\">\n");
    if (c == OK)
        c = put_badges(rq, &o, &b, &err);
    buf_putz(&b, "</urlset>\n");
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        send_xml(rq, rs, &b);
}

/* ---- the organisations of this server ---- */

void shop_index(struct request *rq, struct response *rs)
{
    struct shop_index_view v = {0};
    struct error err = {0};

    if (!shop_has_index(rq->db, rq->arena)) {
        no_such_page(rq, rs);
        return;
    }
    if (shop_orgs(rq->db, rq->arena, &v.orgs, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Organisations", "");
    ((struct page *)(uintptr_t)o.page)->canonical = app_url(rq->arena, app_of(rq), S("/i"));
    tmpl_shop_index(&o, &v);
    app_send(rq, rs, &o);
}

static const struct form_field fields[] = {{"index", FIELD_BOOL, "List of organisations"}};
static const struct form_spec spec = FORM(fields);

void shop_server_show(struct request *rq, struct response *rs)
{
    struct shop_server_view v = {.form = form_empty(rq->arena, &spec)};
    struct error err = {0};

    form_set_int(v.form, "index", shop_has_index(rq->db, rq->arena));
    if (shop_orgs(rq->db, rq->arena, &v.orgs, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Public list", "");
    tmpl_shop_server(&o, &v);
    app_send(rq, rs, &o);
}

void shop_server_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct error err = {0};

    if (shop_set_index(rq->db, form_bool(f, "index"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, rq->path, "Saved.");
}
