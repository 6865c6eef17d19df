#include "app/oauth_answer.h"

#include "base/log.h"
#include "format/json.h"

void oauth_answer_send(struct response *rs, int status, str json)
{
    response_json(rs, status, json);
    response_header(rs, "Cache-Control", S("no-store"));
    response_header(rs, "Pragma", S("no-cache"));
}

/* RFC 6749 §5.2: printable ASCII without '"' and '\\'. */
static str description(struct arena *a, const char *text)
{
    str s = str_copy(a, cstr(text));
    char *p = (char *)(uintptr_t)s.p;

    for (size_t i = 0; i < s.n; i++)
        if (p[i] < ' ' || p[i] > '~' || p[i] == '"' || p[i] == '\\')
            p[i] = '\'';
    return s;
}

void oauth_answer_refuse(struct request *rq, struct response *rs, const struct oauth_refusal *r)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "error", cstr(r->word));
    json_put_member(&w, "error_description", description(rq->arena, r->text));
    json_close_object(&w);
    oauth_answer_send(rs, r->status, buf_done(&b));
    if (r->status == 401)
        response_header(rs, "WWW-Authenticate", cstr(r->challenge));
    if (r->status == 429)
        response_header(rs, "Retry-After", S("60"));
}

void oauth_answer_fault(struct request *rq, struct response *rs, const char *event, const struct error *err)
{
    log_error(event, err);
    oauth_answer_refuse(rq, rs, &(struct oauth_refusal){500, "server_error", "something went wrong here; it has been written to the log", NULL});
}
