/* shop/shop_feed.c — the badges of an organisation as a feed (Atom, RFC 4287),
 * the newest first, for readers that look by themselves. */
#include "app/shop/shop_view.h"

#define ENTRIES 50

/* Text and attributes alike; what XML 1.0 cannot hold is left out. */
static void put_text(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '&')
            buf_putz(b, "&amp;");
        else if (c == '<')
            buf_putz(b, "&lt;");
        else if (c == '>')
            buf_putz(b, "&gt;");
        else if (c == '"')
            buf_putz(b, "&quot;");
        else if (c >= ' ' || c == '\n' || c == '\t')
            buf_byte(b, (char)c);
    }
}

static void put_element(struct buf *b, const char *name, str text)
{
    buf_printf(b, "<%s>", name);
    put_text(b, text);
    buf_printf(b, "</%s>", name);
}

static void put_link(struct buf *b, const char *rel, const char *type, str href)
{
    buf_printf(b, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
    put_text(b, href);
    buf_putz(b, "\"/>");
}

static const char sql_badges[] = SQL(
    "SELECT c.public_id, v.name, v.description, v.png_hash, c.created_at, c.changed_at FROM achievement c"
    " JOIN achievement_version v ON v.id = c.version_id LEFT JOIN shop_badge s ON s.achievement_id = c.id WHERE c.org_id = $1"
    " AND v.issuer_id = $3 AND c.state = 'published' AND coalesce(s.is_hidden, 0) = 0 ORDER BY c.id DESC LIMIT $2");

static msec put_entry(struct buf *b, const struct app *app, struct rows *r)
{
    struct arena *a = b->a;
    str href = app_url(a, app, str_join(a, S("/badges/"), row_str(r, 0, a))), picture = row_str(r, 3, a);
    msec changed = row_int(r, 5);

    buf_putz(b, "<entry>");
    put_element(b, "id", href);
    put_element(b, "title", row_str(r, 1, a));
    put_element(b, "summary", row_str(r, 2, a));
    put_element(b, "published", time_format(a, row_int(r, 4)));
    put_element(b, "updated", time_format(a, changed));
    put_link(b, "alternate", "text/html", href);
    if (picture.n)
        put_link(b, "enclosure", "image/png", app_url(a, app, str_join(a, S("/images/"), picture)));
    buf_putz(b, "</entry>\n");
    return changed;
}

static code put_entries(struct request *rq, const struct org *o, struct buf *b, msec *latest, struct error *err)
{
    struct shop s;

    TRY(shop_get(rq->db, rq->arena, o->id, &s, err));
    if (s.is_closed)
        return OK;
    struct rows *r = db_query(rq->db, sql_badges, ARGS(v_int(o->id), v_int(ENTRIES), v_int(o->issuer)));
    while (rows_next(r)) {
        msec changed = put_entry(b, app_of(rq), r);
        *latest = changed > *latest ? changed : *latest;
    }
    return rows_end(r, err);
}

static void put_head(struct request *rq, const struct org *o, msec latest, struct buf *b)
{
    buf_putz(b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">");
    put_element(b, "id", app_url(rq->arena, app_of(rq), rq->path));
    put_element(b, "title", o->name);
    put_element(b, "updated", time_format(rq->arena, latest));
    buf_putz(b, "<author>");
    put_element(b, "name", o->name);
    buf_putz(b, "</author>");
    put_link(b, "self", "application/atom+xml", app_url(rq->arena, app_of(rq), rq->path));
    put_link(b, "alternate", "text/html", app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/i/"), o->slug)));
    buf_byte(b, '\n');
}

void shop_feed(struct request *rq, struct response *rs)
{
    struct buf entries = buf_new(rq->arena), b = buf_new(rq->arena);
    struct error err = {0};
    msec latest = 0;
    struct org o;

    if (org_by_slug(rq->db, rq->arena, request_param(rq, "slug"), &o, &err) != OK || put_entries(rq, &o, &entries, &latest, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    put_head(rq, &o, latest, &b);
    buf_put(&b, buf_done(&entries));
    buf_putz(&b, "</feed>\n");
    response_bytes(rs, S("application/atom+xml; charset=utf-8"), buf_done(&b));
    response_etag(rq, rs);
}
