/* company/scim_speak.c — how SCIM is spoken, whatever it is about: answers, errors,
 * lists, and the notes of each call. */
#include "app/company/scim_private.h"

#define COUNT_MOST 200                           /* on one page */

/* ---- answers ---- */

/* A group comes with all its members. */
static const struct json_limits limits = {.bytes = (size_t)6 << 20, .depth = 20, .values = 250000, .keys = 300, .string = (size_t)64 << 10};

static void note(struct request *rq, const struct response *rs, str detail)
{
    static const char *const methods[] = {[GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE", [OPTIONS] = "", [OTHER_METHOD] = ""};
    const struct bearer *b = bearer_of(rq);
    bool is_plain = rq->method == GET && rs->status < 400;
    code ignored = !b || is_plain ? OK
                 : token_note_call(rq->db, &(struct token_call){rq->org, b->token.id, cstr(methods[rq->method]), rq->path, rq->client, rs->status, detail}, NULL);

    (void)ignored;                               /* a note, not worth failing the call for */
}

static void answer(struct request *rq, struct response *rs, int status, str body, str detail)
{
    response_json(rs, status, body);
    rs->type = S("application/scim+json");
    note(rq, rs, detail);
    token_headers(rq, rs);
}

void scim_send(struct request *rq, struct response *rs, int status, str body)
{
    answer(rq, rs, status, body, (str){0});
}

void scim_send_nothing(struct request *rq, struct response *rs)
{
    response_bytes(rs, S("application/scim+json"), S(""));
    rs->status = 204;
    note(rq, rs, (str){0});
    token_headers(rq, rs);
}

static int status_of(const struct error *err)
{
    switch (err->code) {
    case NOT_FOUND: return 404;
    case CONFLICT: return str_eq(cstr(err->where), S("mutability")) ? 412 : 409;
    case DENIED: return 403;
    case BAD_INPUT:
    case LIMIT: return 400;
    default: return 500;
    }
}

/* RFC 7644 §3.12: the word that says of which kind it is. */
static str type_of(const struct error *err)
{
    static const char *const types[] = {"invalidFilter", "tooMany", "uniqueness", "invalidSyntax", "invalidPath", "noTarget", "invalidValue"};

    for (size_t i = 0; i < COUNT(types); i++)
        if (str_eq(cstr(err->where), cstr(types[i])))
            return cstr(types[i]);
    return err->code == CONFLICT ? S("uniqueness") : err->code == BAD_INPUT ? S("invalidValue") : (str){0};
}

void scim_refuse(struct request *rq, struct response *rs, const struct error *err)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    int status = status_of(err);
    str detail = app_sentence(rq->arena, status == 500 ? "something went wrong here" : err->text);

    json_open_object(&w);
    json_put_key(&w, "schemas");
    json_put_text(&w, S("[\"urn:ietf:params:scim:api:messages:2.0:Error\"]"));
    json_put_member(&w, "status", str_printf(rq->arena, "%d", status));
    json_put_member(&w, "scimType", type_of(err));
    json_put_member(&w, "detail", detail);
    json_close_object(&w);
    answer(rq, rs, status, buf_done(&b), detail);
}

/* W/"7" or "7"; anything else is no version of ours, so it never matches. */
static int64_t version_of(str header)
{
    int64_t n;

    header = str_trim(header);
    if (header.n == 0 || str_eq(header, S("*")))
        return 0;
    if (str_starts(header, S("W/")))
        header = str_from(header, 2);
    if (header.n < 3 || !str_to_int(str_slice(header, 1, header.n - 1), &n) || n <= 0)
        return -1;
    return n;
}

code scim_read_call(struct request *rq, struct scim_call *out, struct error *err)
{
    struct error why = {0};

    *out = (struct scim_call){.org = rq->org, .by = rq->session->account, .id = request_param_int(rq, "id"),
                              .if_match = version_of(request_header(rq, "if-match"))};
    if (rq->method == DELETE)
        return OK;
    code c = json_parse(rq->arena, rq->body, &limits, &out->body, &why);
    return c == OK ? OK : fail(err, c, "invalidSyntax", "the request is no JSON: %s", why.text);
}

/* ---- lists and parts ---- */

static int64_t number_asked(const struct request *rq, const char *name, int64_t otherwise)
{
    int64_t n;

    return str_to_int(request_query(rq, name), &n) ? n : otherwise;
}

/* RFC 7644 §3.4.2.4: what is asked out of bounds means the bound. */
struct scim_question scim_question_of(const struct request *rq)
{
    int64_t start = number_asked(rq, "startIndex", 1), count = number_asked(rq, "count", 100);

    return (struct scim_question){rq->org, request_query(rq, "filter"), start < 1 ? 1 : start, count < 0 ? 0 : count > COUNT_MOST ? COUNT_MOST : count};
}

code scim_filter_of(struct arena *a, const struct scim_question *q, const struct scim_filter **out, struct error *err)
{
    struct error why = {0};
    code c = scim_filter_parse(a, q->filter, out, &why);

    return c == OK ? OK : fail(err, c, "invalidFilter", "%s", why.text);
}

void scim_send_made(struct request *rq, struct response *rs, const struct scim_made *made, str body)
{
    response_header(rs, "ETag", scim_tag(rq->arena, made->version));
    if (made->status == 201)
        response_header(rs, "Location", made->url);
    scim_send(rq, rs, made->status, body);
}

void scim_open_list(struct json_writer *w, int64_t total, const struct scim_question *q, size_t shown)
{
    json_open_object(w);
    json_put_key(w, "schemas");
    json_put_text(w, S("[\"" LIST_SCHEMA "\"]"));
    json_put_member_int(w, "totalResults", total);
    json_put_member_int(w, "startIndex", q->start);
    json_put_member_int(w, "itemsPerPage", (int64_t)shown);
    json_put_key(w, "Resources");
    json_open_array(w);
}

void scim_put_named(struct request *rq, struct json_writer *w, const char *path, const struct scim_named *n)
{
    str id = str_printf(rq->arena, "%lld", (long long)n->id);

    json_open_object(w);
    json_put_member(w, "value", id);
    json_put_member(w, "display", n->name);
    json_put_member(w, "$ref", app_url(rq->arena, app_of(rq), str_join(rq->arena, cstr(path), id)));
    json_close_object(w);
}

str scim_tag(struct arena *a, int64_t version)
{
    return str_printf(a, "W/\"%lld\"", (long long)version);
}

void scim_put_meta(struct request *rq, struct json_writer *w, const struct scim_meta *m)
{
    json_put_key(w, "meta");
    json_open_object(w);
    json_put_member(w, "resourceType", cstr(m->type));
    json_put_member(w, "created", time_format(rq->arena, m->created));
    json_put_member(w, "lastModified", time_format(rq->arena, m->changed));
    json_put_member(w, "location", m->url);
    json_put_member(w, "version", scim_tag(rq->arena, m->version));
    json_close_object(w);
}
