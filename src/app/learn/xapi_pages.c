/* learn/xapi_pages.c — the part of an LRS that takes statements (xAPI-Communication
 * §2): what is sent is kept and looked at; what is asked for is answered for one
 * statement by its id. There is no state, no profile of activities, no search. */
#include "app/learn/learn.h"

#include "app/problem.h"
#include "app/token/token.h"

static const struct json_limits limits = {.bytes = (size_t)4 << 20, .depth = 24, .values = 200000, .keys = 300, .string = (size_t)64 << 10};

/* ---- answers ---- */

static void put_common(struct request *rq, struct response *rs, enum xapi_version version)
{
    response_header(rs, "X-Experience-API-Version", cstr(xapi_version_text(version)));
    response_header(rs, "X-Experience-API-Consistent-Through", time_format(rq->arena, clock_now()));
    response_header(rs, "Access-Control-Expose-Headers", S("X-Experience-API-Version, X-Experience-API-Consistent-Through"));
}

static void finish(struct request *rq, struct response *rs, enum xapi_version version)
{
    static const char *const methods[] = {[POST] = "POST", [PUT] = "PUT"};
    const struct bearer *b = bearer_of(rq);
    bool is_note = b && (rq->method == POST || rq->method == PUT);
    code ignored = is_note ? token_note_call(rq->db, &(struct token_call){rq->org, b->token.id, cstr(methods[rq->method]), rq->path, rq->client, rs->status}, NULL) : OK;

    (void)ignored;                               /* a note, not worth failing the call for */
    put_common(rq, rs, version);
    token_headers(rq, rs);
}

static int status_of(code c)
{
    switch (c) {
    case BAD_INPUT:
    case UNSUPPORTED: return 400;
    case NOT_FOUND: return 404;
    case CONFLICT: return 409;
    case LIMIT: return 413;
    default: return 500;
    }
}

static void refuse(struct request *rq, struct response *rs, const struct error *err, enum xapi_version version)
{
    struct problem p = {.status = status_of(err->code), .detail = app_sentence(rq->arena, err->text)};

    if (p.status == 500)
        p.detail = said("Something went wrong here.");
    else if (err->where[0] == '/')
        *list_add(rq->arena, &p.fields) = (struct problem_field){str_join(rq->arena, S("#"), str_copy(rq->arena, cstr(err->where))), str_copy(rq->arena, cstr(err->text))};
    problem_send(rq, rs, &p);
    finish(rq, rs, version);
}

/* ---- reading a call ---- */

/* xAPI-Communication §3.3: without the header a call is refused. */
static code read_version(struct request *rq, enum xapi_version *out, struct error *err)
{
    str header = request_header(rq, "x-experience-api-version");

    *out = XAPI_1;
    if (str_is_absent(header))
        return fail(err, BAD_INPUT, "version", "send the header X-Experience-API-Version: 1.0.3 or 2.0.0");
    return xapi_version_read(header, out) ? OK : fail(err, BAD_INPUT, "version", "versions 1.0 and 2.0 of xAPI are spoken here");
}

static code read_body(struct request *rq, const struct json **out, struct error *err)
{
    str type = request_header(rq, "content-type");
    struct error why = {0};

    if (!str_is_absent(request_query(rq, "method")))
        return fail(err, UNSUPPORTED, "method", "the old way of sending by forms (method=…) is not taken here: send JSON");
    if (str_starts(type, S("multipart/")))
        return fail(err, UNSUPPORTED, "type", "files of attachments are not taken here: send statements alone, as application/json");
    if (!str_starts(type, S("application/json")))
        return fail(err, UNSUPPORTED, "type", "send statements as application/json");
    code c = json_parse(rq->arena, rq->body, &limits, out, &why);
    return c == OK ? OK : fail(err, c, "json", "this is no JSON: %s", why.text);
}

static code read_id(struct request *rq, const char *name, str *out, struct error *err)
{
    *out = xapi_uuid(rq->arena, request_query(rq, name));
    return str_is_absent(*out) ? fail(err, BAD_INPUT, name, "the address must name a statement by its UUID: ?%s=…", name) : OK;
}

/* ---- sent ---- */

static code take(struct request *rq, enum xapi_version version, str id, struct str_list *ids, struct error *err)
{
    const struct bearer *b = bearer_of(rq);
    const struct json *body;

    TRY(read_body(rq, &body, err));
    return learn_take(rq->db, rq->arena, &(struct learn_call){rq->org, b ? b->token.id : 0, version, id}, body, ids, err);
}

static void post_statements(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct str_list ids = {0};
    struct error err = {0};
    enum xapi_version version;

    if (read_version(rq, &version, &err) != OK || take(rq, version, (str){0}, &ids, &err) != OK) {
        refuse(rq, rs, &err, version);
        return;
    }
    json_open_array(&w);
    for (size_t i = 0; i < ids.n; i++)
        json_put_str(&w, ids.items[i]);
    json_close_array(&w);
    response_json(rs, 200, buf_done(&b));
    finish(rq, rs, version);
    app_wake(app_of(rq));
}

static void put_statement(struct request *rq, struct response *rs)
{
    struct str_list ids = {0};
    struct error err = {0};
    enum xapi_version version;
    str id;

    if (read_version(rq, &version, &err) != OK || read_id(rq, "statementId", &id, &err) != OK || take(rq, version, id, &ids, &err) != OK) {
        refuse(rq, rs, &err, version);
        return;
    }
    response_bytes(rs, S("application/json"), S(""));
    rs->status = 204;
    finish(rq, rs, version);
    app_wake(app_of(rq));
}

/* ---- asked ---- */

/* What an LRS adds to a statement (xAPI-Data §2.4): its id, when it was kept. */
static code put_kept(struct request *rq, const struct learn_statement *s, str *out, struct error *err)
{
    struct arena *a = rq->arena;
    const struct json *v;
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    TRY(json_parse(a, s->body, &limits, &v, err));
    v = json_with(a, v, S("id"), json_of_str(a, s->statement_id));
    v = json_with(a, v, S("stored"), json_of_str(a, time_format(a, s->stored)));
    if (!json_get(v, "timestamp"))
        v = json_with(a, v, S("timestamp"), json_of_str(a, time_format(a, s->at)));
    v = json_with(a, v, S("version"), json_of_str(a, cstr(xapi_version_text(s->version == XAPI_2 ? XAPI_2 : XAPI_1))));
    json_put_value(&w, v);
    *out = buf_done(&b);
    return OK;
}

static code find(struct request *rq, str *out, struct error *err)
{
    bool voided = !str_is_absent(request_query(rq, "voidedStatementId")), plain = !str_is_absent(request_query(rq, "statementId"));
    struct learn_statement s;
    str id;

    if (voided == plain)
        return fail(err, UNSUPPORTED, "query", "statements are taken here, not searched: ask for one by ?statementId=… or ?voidedStatementId=…");
    TRY(read_id(rq, voided ? "voidedStatementId" : "statementId", &id, err));
    TRY(learn_statement_find(rq->db, rq->arena, rq->org, id, &s, err));
    if ((s.voided > 0) != voided)
        return fail(err, NOT_FOUND, "statement", "there is no such statement");
    return put_kept(rq, &s, out, err);
}

static void get_statement(struct request *rq, struct response *rs)
{
    struct error err = {0};
    enum xapi_version version;
    str body;

    if (read_version(rq, &version, &err) != OK || find(rq, &body, &err) != OK) {
        refuse(rq, rs, &err, version);
        return;
    }
    response_json(rs, 200, body);
    finish(rq, rs, version);
}

/* xAPI-Communication §2.8: for everybody, without the header. */
static void about(struct request *rq, struct response *rs)
{
    response_json(rs, 200, S("{\"version\":[\"1.0.3\",\"2.0.0\"],\"extensions\":{}}"));
    put_common(rq, rs, XAPI_2);
}

#define STATEMENTS "/api/xapi/statements"

const struct route xapi_routes[] = {
    {GET, "/api/xapi/about", EVERYBODY, about, NULL, NO_SESSION | PUBLIC_CORS},
    {GET, STATEMENTS, BY_TOKEN, get_statement, NULL, NO_CSRF | PUBLIC_CORS, .scope = "statements:write"},
    {POST, STATEMENTS, BY_TOKEN, post_statements, NULL, NO_CSRF | PUBLIC_CORS, .scope = "statements:write"},
    {PUT, STATEMENTS, BY_TOKEN, put_statement, NULL, NO_CSRF | PUBLIC_CORS, .scope = "statements:write"},
    {0},
};
