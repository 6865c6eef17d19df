/* layout/share.c — pages of ours in other sites and networks. */
#include "app/layout/share.h"

#include "base/uri.h"
#include "format/json.h"
#include "web/out.h"

/* ---- into other sites' pages ---- */

static void put_attribute(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '"': buf_putz(b, "&quot;"); break;
        case '&': buf_putz(b, "&amp;"); break;
        case '<': buf_putz(b, "&lt;"); break;
        case '>': buf_putz(b, "&gt;"); break;
        default: buf_byte(b, s.p[i]);
        }
}

str embed_snippet(struct arena *a, const struct embed *e)
{
    struct buf b = buf_new(a);

    buf_putz(&b, "<iframe src=\"");
    put_attribute(&b, e->address);
    buf_printf(&b, "\" width=\"%d\" height=\"%d\" title=\"", e->width, e->height);
    put_attribute(&b, e->title);
    buf_putz(&b, "\" style=\"border:0;max-width:100%\" loading=\"lazy\"></iframe>");
    return buf_done(&b);
}

#define SERVED_MOST 16
static struct { const char *prefix; oembed_fn *answer; } served[SERVED_MOST];
static size_t n_served;

void oembed_serve(const char *prefix, oembed_fn *answer)
{
    for (size_t i = 0; i < n_served; i++)
        if (!strcmp(served[i].prefix, prefix))
            return;                              /* tests start more than one application */
    if (n_served < SERVED_MOST) {
        served[n_served].prefix = prefix;
        served[n_served++].answer = answer;
    }
}

code oembed_find(struct request *rq, str path, struct oembed *out, struct error *err)
{
    for (size_t i = 0; i < n_served; i++)
        if (str_starts(path, cstr(served[i].prefix)))
            return served[i].answer(rq, str_from(path, strlen(served[i].prefix)), out, err);
    return fail(err, NOT_FOUND, "url", "there is nothing at this address that could be embedded");
}

str oembed_json(struct arena *a, const struct app *app, const struct oembed *o)
{
    struct buf b = buf_new(a);
    struct json_writer j = json_writer(&b);

    json_open_object(&j);
    json_put_member(&j, "version", S("1.0"));
    json_put_member(&j, "type", S("rich"));
    json_put_member(&j, "title", o->title);
    if (!str_is_empty(o->author))
        json_put_member(&j, "author_name", o->author);
    json_put_member(&j, "provider_name", S("Lapel"));
    json_put_member(&j, "provider_url", app->base);
    json_put_member_int(&j, "width", o->embed.width);
    json_put_member_int(&j, "height", o->embed.height);
    if (!str_is_empty(o->thumbnail)) {
        json_put_member(&j, "thumbnail_url", o->thumbnail);
        json_put_member_int(&j, "thumbnail_width", OEMBED_THUMBNAIL);
        json_put_member_int(&j, "thumbnail_height", OEMBED_THUMBNAIL);
    }
    json_put_member(&j, "html", embed_snippet(a, &o->embed));
    json_close_object(&j);
    return buf_done(&b);
}

str oembed_address(struct arena *a, const struct app *app, str page)
{
    return app_url(a, app, str_join(a, S("/oembed?url="), uri_encode(a, page)));
}

/* ---- to networks ---- */

/* In each: where the address and where the title goes. */
static const struct { const char *name, *before_address, *before_title; } networks[] = {
    {"LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url=", NULL},
    {"Facebook", "https://www.facebook.com/sharer/sharer.php?u=", NULL},
    {"X", "https://x.com/intent/post?url=", "&text="},
    {"Bluesky", "https://bsky.app/intent/compose?text=", "%20"},
    {"WhatsApp", "https://wa.me/?text=", "%20"},
    {"XING", "https://www.xing.com/spi/shares/new?url=", NULL},
};

void share_links(struct arena *a, str address, str title, struct share_link_list *out)
{
    str where = uri_encode(a, address), what = uri_encode(a, title);

    for (size_t i = 0; i < COUNT(networks); i++) {
        str href = str_join(a, cstr(networks[i].before_address), where);
        if (networks[i].before_title)
            href = str_join(a, href, str_join(a, cstr(networks[i].before_title), what));
        *list_add(a, out) = (struct share_link){networks[i].name, href};
    }
    *list_add(a, out) = (struct share_link){
        words("Mail"), str_printf(a, "mailto:?subject=" STR_FMT "&body=" STR_FMT, STR_ARG(what), STR_ARG(where))};
}

str linkedin_certification(struct arena *a, const struct certification *c)
{
    struct date issued = date_of(c->issued), expires = date_of(c->expires);
    struct buf b = buf_new(a);

    buf_printf(&b, "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=" STR_FMT "&organizationName=" STR_FMT,
               STR_ARG(uri_encode(a, c->name)), STR_ARG(uri_encode(a, c->organisation)));
    if (c->issued > 0)
        buf_printf(&b, "&issueYear=%d&issueMonth=%d", issued.year, issued.month);
    buf_printf(&b, "&certUrl=" STR_FMT "&certId=" STR_FMT, STR_ARG(uri_encode(a, c->address)), STR_ARG(uri_encode(a, c->id)));
    if (c->expires > 0)
        buf_printf(&b, "&expirationYear=%d&expirationMonth=%d", expires.year, expires.month);
    return buf_done(&b);
}
