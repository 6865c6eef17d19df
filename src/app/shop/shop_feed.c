/* shop/shop_feed.c — feeds (Atom, RFC 4287) for readers that look by themselves, the
 * newest first: the badges of an organisation, and its awards, of people who agreed. */
#include "app/shop/shop_view.h"

#define ENTRIES   50
#define LOOKED_AT 5000                           /* awards, for those of people who agreed */

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

static code put_badges(struct request *rq, const struct org *o, struct buf *b, msec *latest, struct error *err)
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

/* ---- awards ---- */

/* Of the last $3 of the organisation: a feed tells what is new, and may be asked for often. */
static const char sql_awards[] = SQL(
    "SELECT w.public_id, v.name, v.description, v.png_hash, p.name, w.awarded_at"
    " FROM (SELECT a.id, a.public_id, a.person_id, a.version_id, a.achievement_id, a.awarded_at FROM award a"
    " WHERE a.org_id = $1 AND a.revoked_at IS NULL ORDER BY a.id DESC LIMIT $3) w"
    " JOIN letter_choice x ON x.person_id = w.person_id AND x.named_at > 0"
    " JOIN person p ON p.id = w.person_id AND p.removed_at IS NULL AND p.name <> ''"
    " JOIN achievement_version v ON v.id = w.version_id AND v.issuer_id = $4"
    " LEFT JOIN shop_badge s ON s.achievement_id = w.achievement_id LEFT JOIN award_suspension h ON h.award_id = w.id"
    " WHERE coalesce(s.is_hidden, 0) = 0 AND h.award_id IS NULL ORDER BY w.id DESC LIMIT $2");

static msec put_award(struct buf *b, const struct app *app, struct rows *r)
{
    struct arena *a = b->a;
    str href = app_url(a, app, str_join(a, S("/b/"), row_str(r, 0, a))), picture = row_str(r, 3, a), name = row_str(r, 4, a);
    msec awarded = row_int(r, 5);

    buf_putz(b, "<entry>");
    put_element(b, "id", href);
    put_element(b, "title", str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(name), STR_ARG(row_str(r, 1, a))));
    put_element(b, "summary", row_str(r, 2, a));
    put_element(b, "published", time_format(a, awarded));
    put_element(b, "updated", time_format(a, awarded));
    put_link(b, "alternate", "text/html", href);
    if (picture.n)
        put_link(b, "enclosure", "image/png", app_url(a, app, str_join(a, S("/images/"), picture)));
    buf_putz(b, "</entry>\n");
    return awarded;
}

static code put_awards(struct request *rq, const struct org *o, struct buf *b, msec *latest, struct error *err)
{
    struct shop s;

    TRY(shop_get(rq->db, rq->arena, o->id, &s, err));
    if (!s.tells_people)
        return fail(err, NOT_FOUND, "feed", "this organisation does not tell of its awards");
    struct rows *r = db_query(rq->db, sql_awards, ARGS(v_int(o->id), v_int(ENTRIES), v_int(LOOKED_AT), v_int(o->issuer)));
    while (rows_next(r)) {
        msec awarded = put_award(b, app_of(rq), r);
        *latest = awarded > *latest ? awarded : *latest;
    }
    return rows_end(r, err);
}

/* ---- the feed ---- */

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

typedef code put_fn(struct request *rq, const struct org *o, struct buf *b, msec *latest, struct error *err);

static void send_feed(struct request *rq, struct response *rs, put_fn *put)
{
    struct buf entries = buf_new(rq->arena), b = buf_new(rq->arena);
    struct error err = {0};
    msec latest = 0;
    struct org o;

    if (org_by_slug(rq->db, rq->arena, request_param(rq, "slug"), &o, &err) != OK || put(rq, &o, &entries, &latest, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    put_head(rq, &o, latest, &b);
    buf_put(&b, buf_done(&entries));
    buf_putz(&b, "</feed>\n");
    response_bytes(rs, S("application/atom+xml; charset=utf-8"), buf_done(&b));
    response_etag(rq, rs);
}

void shop_feed(struct request *rq, struct response *rs)
{
    send_feed(rq, rs, put_badges);
}

void shop_awards_feed(struct request *rq, struct response *rs)
{
    send_feed(rq, rs, put_awards);
    response_header(rs, "X-Robots-Tag", S("noindex"));           /* it names people, who may want to be forgotten */
}
