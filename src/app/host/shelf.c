/* host/shelf.c — the badges that a program may read, page by page as both
 * interfaces ask for them: the latest change first, by number and offset. */
#include "app/host/host_private.h"

#include "badge/detect.h"
#include "base/uri.h"

/* ---- what is asked ---- */

static code read_number(const struct request *rq, const char *name, int64_t least, int64_t *out, struct error *err)
{
    str text = request_query(rq, name);

    if (str_is_absent(text))
        return OK;
    if (!str_to_int(text, out) || *out < least || *out > INT32_MAX)
        return fail(err, BAD_INPUT, name, "%s must be a whole number from %lld on", name, (long long)least);
    return OK;
}

code shelf_query_read(const struct request *rq, enum badge_api api, struct shelf_query *out, struct error *err)
{
    str since = request_query(rq, "since");

    *out = (struct shelf_query){.limit = SHELF_USUAL, .api = api};
    TRY(read_number(rq, "limit", 1, &out->limit, err));
    TRY(read_number(rq, "offset", 0, &out->offset, err));
    if (out->limit > SHELF_MOST)
        out->limit = SHELF_MOST;
    if (since.n && time_parse(since, &out->since, NULL) != OK)
        return fail(err, BAD_INPUT, "since", "since must be a moment such as 2026-01-31T12:00:00Z");
    return OK;
}

/* ---- what there is ---- */

/* Of $1, for the grant $2 ($3: all of it), of version $4, after $5. A badge that is
 * known to be broken is handed on to nobody. */
#define SHELF_OF                                                                \
    " FROM holding h WHERE h.owner_id = $1 AND h.removed_at IS NULL AND h.verdict <> 'invalid' AND h.version = $4" \
    " AND h.changed_at > $5 AND ($3 = 1 OR EXISTS (SELECT 1 FROM collection_holding x JOIN app_grant_collection c"       \
    " ON c.collection_id = x.collection_id WHERE x.holding_id = h.id AND c.grant_id = $2))"
static const char sql_count[] = SQL("SELECT count(*)" SHELF_OF);
static const char sql_page[] = SQL("SELECT h.original" SHELF_OF " ORDER BY h.changed_at DESC, h.id DESC LIMIT $6 OFFSET $7");

static str version_of(enum badge_api api)
{
    return cstr(badge_version_name(api == API_OB21 ? OB_2_0 : api == API_OB30 ? OB_3_0 : CLR_2_0));
}

/* The badge out of its picture: its token, or its JSON as it came. */
static bool take_out(struct arena *a, str bytes, struct shelf_badge *out)
{
    struct detected d = {0};

    *out = (struct shelf_badge){0};
    if (detect(a, bytes, &d, NULL) != OK || d.flaw)
        return false;
    if (d.token.p)
        out->token = d.token;
    else if (json_is(d.raw, JSON_OBJECT))
        out->json = d.payload;
    return out->token.p || out->json.p;
}

code shelf_read(struct db *db, struct arena *a, const struct grant *g, const struct shelf_query *q, struct shelf *out, struct error *err)
{
    str version = version_of(q->api);
    struct rows *r;

    *out = (struct shelf){0};
    TRY(db_int(db, sql_count, ARGS(v_int(g->account), v_int(g->id), v_int(g->reads_all), v_str(version), v_int(q->since)), &out->total, err));
    r = db_query(db, sql_page, ARGS(v_int(g->account), v_int(g->id), v_int(g->reads_all), v_str(version), v_int(q->since),
                                    v_int(q->limit), v_int(q->offset)));
    while (rows_next(r)) {
        struct shelf_badge b;
        if (take_out(a, row_str(r, 0, a), &b))
            *list_add(a, &out->badges) = b;
    }
    return rows_end(r, err);
}

void shelf_put(struct json_writer *w, const struct shelf *s, const char *badges, const char *tokens)
{
    json_put_key(w, badges);
    json_open_array(w);
    for (size_t i = 0; i < s->badges.n; i++)
        if (s->badges.items[i].json.p)
            json_put_text(w, s->badges.items[i].json);
    json_close_array(w);
    json_put_key(w, tokens);
    json_open_array(w);
    for (size_t i = 0; i < s->badges.n; i++)
        if (s->badges.items[i].token.p)
            json_put_str(w, s->badges.items[i].token);
    json_close_array(w);
}

/* ---- the way through the pages ---- */

static void put_link(struct request *rq, struct buf *b, const struct shelf_query *q, int64_t offset, const char *rel)
{
    str since = request_query(rq, "since");

    buf_printf(b, "%s<" STR_FMT "?limit=%lld&offset=%lld", b->n ? ", " : "", STR_ARG(app_url(rq->arena, app_of(rq), rq->path)),
               (long long)q->limit, (long long)offset);
    if (since.n)
        buf_printf(b, "&since=" STR_FMT, STR_ARG(uri_encode(rq->arena, since)));
    buf_printf(b, ">; rel=\"%s\"", rel);
}

void shelf_headers(struct request *rq, struct response *rs, const struct shelf_query *q, const struct shelf *s)
{
    struct buf b = buf_new(rq->arena);
    int64_t last = s->total ? (s->total - 1) / q->limit * q->limit : 0;

    if (q->offset + q->limit < s->total)
        put_link(rq, &b, q, q->offset + q->limit, "next");
    put_link(rq, &b, q, last, "last");
    put_link(rq, &b, q, 0, "first");
    if (q->offset > 0)
        put_link(rq, &b, q, q->offset > q->limit ? q->offset - q->limit : 0, "prev");
    response_header(rs, "Link", buf_done(&b));
    response_header(rs, "X-Total-Count", str_printf(rq->arena, "%lld", (long long)s->total));
}
