/* mozilla/ask.c — forms or JSON in, JSON out. */
#include "app/mozilla/mozilla_private.h"

#include "base/log.h"
#include "base/uri.h"
#include "format/jose.h"

static str json_member(struct request *rq, const char *name)
{
    const struct json *v = NULL;

    return json_parse(rq->arena, rq->body, NULL, &v, NULL) == OK ? json_str(json_get(v, name)) : (str){0};
}

str sent_field(struct request *rq, const char *name)
{
    str s = request_field(rq, name);

    return str_is_absent(s) && rq->body.n ? json_member(rq, name) : s;
}

str asked_for(struct request *rq, const char *name)
{
    str s = sent_field(rq, name);

    return str_is_absent(s) ? request_query(rq, name) : s;
}

bool is_pushable(str s)
{
    return s.n > 0 && (uri_is_http(s) ? s.n <= 2048 : jws_looks_like(s));
}

str site_origin(struct arena *a, str url)
{
    struct uri u;

    return uri_parse(url, &u, NULL) == OK && !u.userinfo.p && u.host.n ? uri_origin(a, url) : (str){0};
}

void answer_json(struct response *rs, int status, str json)
{
    response_json(rs, status, json);
    response_header(rs, "Cache-Control", S("no-store"));
}

void answer_message(struct request *rq, struct response *rs, int status, str message)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "message", message);
    json_close_object(&w);
    answer_json(rs, status, buf_done(&b));
}

void answer_fault(struct request *rq, struct response *rs, const struct error *err)
{
    log_error("mozilla.fault", err);
    answer_message(rq, rs, 500, said("Something went wrong on our side. It has been written to the log."));
}

/* ---- when the router or a limit refuses ---- */

/* Programs alone ask here. */
static const char *const for_programs[] = {"/displayer/", "/issuer/assertion", "/issuer/outcome", "/issuer/withdraw", "/api/token", "/api/issue", "/api/identity", "/bake"};

bool mozilla_answers(const struct request *rq)
{
    static const char *const types[] = {"application/json", "text/html"};

    if (request_accepts(rq, types, COUNT(types)) == 1)
        return false;
    for (size_t i = 0; i < COUNT(for_programs); i++)
        if (str_starts(rq->path, cstr(for_programs[i])))
            return true;
    return false;
}

void mozilla_refuse(struct request *rq, struct response *rs, int status, str sentence)
{
    answer_message(rq, rs, status, sentence);
}
