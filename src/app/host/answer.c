/* host/answer.c — what went wrong, in the form that each interface asks for. */
#include "app/host/host_private.h"

#include "base/log.h"

/* ---- Open Badges 3.0: imsx_StatusInfo ---- */

static const struct { int status; const char *minor; } minors[] = {
    {400, "invalid_data"}, {401, "unauthorizedrequest"}, {403, "forbidden"}, {404, "not_found"}, {405, "not_allowed"},
    {409, "invalid_data"}, {413, "invalid_data"}, {415, "invalid_data"}, {429, "server_busy"}, {500, "internal_server_error"}, {503, "server_busy"},
};

static const char *minor_of(int status)
{
    for (size_t i = 0; i < COUNT(minors); i++)
        if (minors[i].status == status)
            return minors[i].minor;
    return "unknown";
}

static void put_minor(struct json_writer *w, int status)
{
    json_put_key(w, "imsx_CodeMinor");
    json_open_object(w);
    json_put_key(w, "imsx_codeMinorField");
    json_open_array(w);
    json_open_object(w);
    json_put_member(w, "imsx_codeMinorFieldName", S("TargetEndSystem"));
    json_put_member(w, "imsx_codeMinorFieldValue", cstr(minor_of(status)));
    json_close_object(w);
    json_close_array(w);
    json_close_object(w);
}

static void ob30_refuse(struct request *rq, struct response *rs, int status, str sentence)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "imsx_codeMajor", S("failure"));
    json_put_member(&w, "imsx_severity", S("error"));
    json_put_member(&w, "imsx_description", sentence);
    put_minor(&w, status);
    json_close_object(&w);
    response_json(rs, status, buf_done(&b));
}

/* ---- Open Badges 2.1: status ---- */

void ob21_put_status(struct json_writer *w, int status, const char *word, str error)
{
    json_put_key(w, "status");
    json_open_object(w);
    json_put_key(w, "error");
    if (error.n)
        json_put_str(w, error);
    else
        json_put_null(w);
    json_put_member_int(w, "statusCode", status);
    json_put_member(w, "statusText", cstr(word));
    json_close_object(w);
}

void ob21_refuse(struct request *rq, struct response *rs, const struct refusal *r)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    ob21_put_status(&w, r->status, r->word, r->sentence);
    json_close_object(&w);
    response_json(rs, r->status, buf_done(&b));
}

/* Of a token that lacks the scope the interface says 401 too, with another word. */
static struct refusal refusal_21(int status, str sentence)
{
    switch (status) {
    case 401: return (struct refusal){401, "UNAUTHENTICATED", sentence};
    case 403: return (struct refusal){401, "PERMISSION_DENIED", sentence};
    case 404: return (struct refusal){404, "NOT_FOUND", sentence};
    case 405: return (struct refusal){405, "METHOD_NOT_ALLOWED", sentence};
    default: return (struct refusal){status, status >= 500 ? "INTERNAL_SERVER_ERROR" : "BAD_REQUEST", sentence};
    }
}

/* ---- either ---- */

bool host_answers(str path)
{
    return str_starts(path, S(OB21_PATH "/")) || str_starts(path, S(OB30_PATH "/")) || str_starts(path, S(CLR20_PATH "/"));
}

enum badge_api host_api_of(const struct request *rq)
{
    return str_starts(rq->path, S(CLR20_PATH "/")) ? API_CLR20 : API_OB30;
}

/* RFC 6750 §3 */
static void put_challenge(struct request *rq, struct response *rs, int status)
{
    bool has_token = str_eq_nocase(str_slice(request_header(rq, "authorization"), 0, 7), S("Bearer "));

    if (status == 401)
        response_header(rs, "WWW-Authenticate", has_token ? S("Bearer realm=\"backpack\", error=\"invalid_token\"") : S("Bearer realm=\"backpack\""));
    else if (status == 403 && rq->route && rq->route->scope)
        response_header(rs, "WWW-Authenticate",
                        str_printf(rq->arena, "Bearer realm=\"backpack\", error=\"insufficient_scope\", scope=\"%s\"", rq->route->scope));
    else if (status == 429 || status == 503)
        response_header(rs, "Retry-After", S("60"));
}

void host_refuse(struct request *rq, struct response *rs, int status, str sentence)
{
    struct refusal r = refusal_21(status, sentence);

    if (str_starts(rq->path, S(OB21_PATH "/")))
        ob21_refuse(rq, rs, &r);
    else
        ob30_refuse(rq, rs, status, sentence);
    put_challenge(rq, rs, status);
}

void host_fail(struct request *rq, struct response *rs, const struct error *err)
{
    static const struct { code code; int status; } statuses[] = {
        {BAD_INPUT, 400}, {UNSUPPORTED, 400}, {DENIED, 400}, {NOT_FOUND, 404}, {CONFLICT, 400}, {LIMIT, 400}, {UNREACHABLE, 400},
    };

    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].code == err->code) {
            host_refuse(rq, rs, statuses[i].status, app_sentence(rq->arena, err->text));
            return;
        }
    log_error("host.fault", err);
    host_refuse(rq, rs, 500, said("Something went wrong on our side. It has been written to the log."));
}
