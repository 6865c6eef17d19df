/* host/ob30_pages.c — the API of Open Badges 3.0, and that of CLR 2.0, which is the
 * same for learner records: credentials and profile. */
#include "app/host/host_private.h"

static const struct json_limits body_limits = {(size_t)2 << 20, 64, 50000, 1000, (size_t)2 << 20};

/* ---- credentials ---- */

void credentials_get(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct shelf_query q;
    struct shelf s;
    struct error err = {0};

    if (shelf_query_read(rq, host_api_of(rq), &q, &err) != OK || shelf_read(rq->db, rq->arena, grant_of(rq), &q, &s, &err) != OK) {
        host_fail(rq, rs, &err);
        return;
    }
    json_open_object(&w);
    shelf_put(&w, &s, "credential", "compactJwsString");
    json_close_object(&w);
    response_json(rs, 200, buf_done(&b));
    shelf_headers(rq, rs, &q, &s);
    response_etag(rq, rs);
}

static str media_type(const struct request *rq)
{
    str type = request_header(rq, "content-type");
    ptrdiff_t end = str_find_byte(type, ';');

    return str_trim(end < 0 ? type : str_slice(type, 0, (size_t)end));
}

/* As JSON or as a compact JWS, told by the type; never a picture or an address. */
static code read_badge(const struct request *rq, struct error *err)
{
    static const char *const json_types[] = {"application/json", "application/vc+ld+json", "application/ld+json", "application/vc"};
    str type = media_type(rq), body = str_trim(rq->body);

    for (size_t i = 0; i < COUNT(json_types); i++)
        if (str_eq_nocase(type, cstr(json_types[i])))
            return str_starts(body, S("{")) ? OK : fail(err, BAD_INPUT, "body", "the body is no JSON object");
    if (str_eq_nocase(type, S("text/plain")) || str_eq_nocase(type, S("application/vc+jwt")))
        return str_starts(body, S("ey")) ? OK : fail(err, BAD_INPUT, "body", "the body is no compact JWS");
    return fail(err, UNSUPPORTED, "body", "send a credential as application/vc+ld+json or application/json, or a compact JWS as text/plain");
}

/* OB 3.0 §upsertCredential: what was sent comes back. */
void credentials_post(struct request *rq, struct response *rs)
{
    static const int statuses[] = {[PUT_NEW] = 201, [PUT_REPLACED] = 200, [PUT_SAME] = 304};
    struct import in = {.bytes = str_trim(rq->body), .source = grant_of(rq)->name};
    struct put put;
    struct error err = {0};
    code c = read_badge(rq, &err);

    if (c == OK)
        c = backpack_put(app_of(rq), rq->db, rq->arena, grant_of(rq)->account, &in, &put, &err);
    if (c != OK) {
        host_fail(rq, rs, &err);
        return;
    }
    rs->status = statuses[put.outcome];
    rs->type = media_type(rq);
    rs->body = put.outcome == PUT_SAME ? S("") : rq->body;
}

/* ---- profile ---- */

static void send_profile(struct request *rq, struct response *rs, int status)
{
    struct error err = {0};
    str body;

    if (profile_write(app_of(rq), rq->db, rq->arena, grant_of(rq)->account, API_OB30, &body, &err) != OK) {
        host_fail(rq, rs, &err);
        return;
    }
    response_json(rs, status, body);
}

void profile30_get(struct request *rq, struct response *rs)
{
    send_profile(rq, rs, 200);
    response_etag(rq, rs);
}

void profile30_put(struct request *rq, struct response *rs)
{
    const struct json *v = NULL;
    struct error err = {0};
    bool waits = false;
    code c = json_parse(rq->arena, rq->body, &body_limits, &v, &err);

    if (c == OK)
        c = profile_put(app_of(rq), rq->db, rq->arena, grant_of(rq)->account, v, &waits, &err);
    if (c == OK)
        send_profile(rq, rs, waits ? 202 : 200);
    else
        host_fail(rq, rs, &err);
}
