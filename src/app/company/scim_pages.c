/* company/scim_pages.c — SCIM as it is spoken: requests into calls, results and
 * errors into its documents. Each call that changes something is noted with its
 * token. */
#include "app/company/scim.h"

#include "app/token/token.h"
#include "format/scim_filter.h"

#define USER_SCHEMA "urn:ietf:params:scim:schemas:core:2.0:User"
#define ENTERPRISE_SCHEMA "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
#define LIST_SCHEMA "urn:ietf:params:scim:api:messages:2.0:ListResponse"

static const struct json_limits limits = {.bytes = (size_t)1 << 20, .depth = 20, .values = 10000, .keys = 300, .string = (size_t)64 << 10};

static void note(struct request *rq, const struct response *rs)
{
    static const char *const methods[] = {[POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE", [OPTIONS] = "", [OTHER_METHOD] = ""};
    const struct bearer *b = bearer_of(rq);
    code ignored = !b || rq->method == GET ? OK
                 : token_note_call(rq->db, &(struct token_call){rq->org, b->token.id, cstr(methods[rq->method]), rq->path, rq->client, rs->status}, NULL);

    (void)ignored;                               /* a note, not worth failing the call for */
}

static void send(struct request *rq, struct response *rs, int status, str body)
{
    response_json(rs, status, body);
    rs->type = S("application/scim+json");
    note(rq, rs);
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

static void refuse(struct request *rq, struct response *rs, const struct error *err)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    int status = status_of(err);

    json_open_object(&w);
    json_put_key(&w, "schemas");
    json_put_text(&w, S("[\"urn:ietf:params:scim:api:messages:2.0:Error\"]"));
    json_put_member(&w, "status", str_printf(rq->arena, "%d", status));
    json_put_member(&w, "scimType", type_of(err));
    json_put_member(&w, "detail", app_sentence(rq->arena, status == 500 ? "something went wrong here" : err->text));
    json_close_object(&w);
    send(rq, rs, status, buf_done(&b));
}

/* ---- users ---- */

static str user_url(struct request *rq, int64_t id)
{
    return app_url(rq->arena, app_of(rq), str_printf(rq->arena, "/scim/v2/Users/%lld", (long long)id));
}

static void put_meta(struct request *rq, struct json_writer *w, const struct scim_row *row)
{
    json_put_key(w, "meta");
    json_open_object(w);
    json_put_member(w, "resourceType", S("User"));
    json_put_member(w, "created", time_format(rq->arena, row->created));
    json_put_member(w, "lastModified", time_format(rq->arena, row->changed));
    json_put_member(w, "location", user_url(rq, row->id));
    json_put_member(w, "version", str_printf(rq->arena, "W/\"%lld\"", (long long)row->version));
    json_close_object(w);
}

/* What the client said, with what is ours around it. */
static code put_user(struct request *rq, struct json_writer *w, const struct scim_row *row, struct error *err)
{
    const struct json *body;

    TRY(json_parse(rq->arena, row->body, NULL, &body, err));
    json_open_object(w);
    json_put_member(w, "id", str_printf(rq->arena, "%lld", (long long)row->id));
    json_put_key(w, "schemas");
    json_put_text(w, scim_member(body, S(ENTERPRISE_SCHEMA)) ? S("[\"" USER_SCHEMA "\",\"" ENTERPRISE_SCHEMA "\"]") : S("[\"" USER_SCHEMA "\"]"));
    for (size_t i = 0; i < json_count(body); i++) {
        str key = json_key(body, i);
        if (str_eq_nocase(key, S("schemas")) || str_eq_nocase(key, S("id")) || str_eq_nocase(key, S("meta")))
            continue;
        json_put_key_str(w, key);
        json_put_value(w, json_value(body, i));
    }
    put_meta(rq, w, row);
    json_close_object(w);
    return OK;
}

static void send_user(struct request *rq, struct response *rs, int status, int64_t id)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct scim_row row;
    struct error err = {0};
    code c = scim_user_get(rq->db, rq->arena, rq->org, id, &row, &err);

    if (c == OK)
        c = put_user(rq, &w, &row, &err);
    if (c != OK) {
        refuse(rq, rs, &err);
        return;
    }
    response_header(rs, "ETag", str_printf(rq->arena, "W/\"%lld\"", (long long)row.version));
    if (status == 201)
        response_header(rs, "Location", user_url(rq, id));
    send(rq, rs, status, buf_done(&b));
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

static code read_call(struct request *rq, struct scim_call *out, struct error *err)
{
    struct error why = {0};

    *out = (struct scim_call){.org = rq->org, .by = rq->session->account, .id = request_param_int(rq, "id"),
                              .if_match = version_of(request_header(rq, "if-match"))};
    if (rq->method == DELETE)
        return OK;
    code c = json_parse(rq->arena, rq->body, &limits, &out->body, &why);
    return c == OK ? OK : fail(err, c, "invalidSyntax", "the request is no JSON: %s", why.text);
}

static void users_make(struct request *rq, struct response *rs)
{
    struct scim_call c;
    struct error err = {0};
    int64_t id;

    if (read_call(rq, &c, &err) != OK || (c.id = 0, c.if_match = 0, scim_user_make(rq->db, rq->arena, &c, &id, &err)) != OK)
        refuse(rq, rs, &err);
    else
        send_user(rq, rs, 201, id);
}

static void users_get(struct request *rq, struct response *rs)
{
    send_user(rq, rs, 200, request_param_int(rq, "id"));
}

typedef code change_fn(struct db *db, struct arena *a, const struct scim_call *c, struct error *err);

static void change(struct request *rq, struct response *rs, change_fn *fn)
{
    struct scim_call c;
    struct error err = {0};

    if (read_call(rq, &c, &err) != OK || fn(rq->db, rq->arena, &c, &err) != OK)
        refuse(rq, rs, &err);
    else
        send_user(rq, rs, 200, c.id);
}

static void users_replace(struct request *rq, struct response *rs) { change(rq, rs, scim_user_replace); }
static void users_patch(struct request *rq, struct response *rs) { change(rq, rs, scim_user_patch); }

static void users_remove(struct request *rq, struct response *rs)
{
    struct scim_call c;
    struct error err = {0};

    if (read_call(rq, &c, &err) != OK || scim_user_remove(rq->db, rq->arena, &c, &err) != OK) {
        refuse(rq, rs, &err);
        return;
    }
    response_bytes(rs, S("application/scim+json"), S(""));
    rs->status = 204;
    note(rq, rs);
    token_headers(rq, rs);
}

static int64_t number_asked(const struct request *rq, const char *name, int64_t otherwise)
{
    int64_t n;

    return str_to_int(request_query(rq, name), &n) ? n : otherwise;
}

static void users_find(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct scim_question q = {rq->org, request_query(rq, "filter"), number_asked(rq, "startIndex", 1), number_asked(rq, "count", 100)};
    struct scim_found found;
    struct error err = {0};
    code c = scim_user_find(rq->db, rq->arena, &q, &found, &err);

    json_open_object(&w);
    json_put_key(&w, "schemas");
    json_put_text(&w, S("[\"" LIST_SCHEMA "\"]"));
    json_put_member_int(&w, "totalResults", found.total);
    json_put_member_int(&w, "startIndex", q.start < 1 ? 1 : q.start);
    json_put_member_int(&w, "itemsPerPage", (int64_t)found.rows.n);
    json_put_key(&w, "Resources");
    json_open_array(&w);
    for (size_t i = 0; c == OK && i < found.rows.n; i++)
        c = put_user(rq, &w, &found.rows.items[i], &err);
    json_close_array(&w);
    json_close_object(&w);
    if (c == OK)
        send(rq, rs, 200, buf_done(&b));
    else
        refuse(rq, rs, &err);
}

/* ---- what there is (RFC 7644 §4) ---- */

static void describe(struct request *rq, struct response *rs)
{
    send(rq, rs, 200,
         S("{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig\"],\"patch\":{\"supported\":true},"
           "\"bulk\":{\"supported\":false,\"maxOperations\":0,\"maxPayloadSize\":0},\"filter\":{\"supported\":true,\"maxResults\":200},"
           "\"changePassword\":{\"supported\":false},\"sort\":{\"supported\":false},\"etag\":{\"supported\":true},"
           "\"authenticationSchemes\":[{\"type\":\"oauthbearertoken\",\"name\":\"Token\",\"description\":\"A token with the scope scim\",\"primary\":true}]}"));
}

static void resource_types(struct request *rq, struct response *rs)
{
    send(rq, rs, 200,
         S("{\"schemas\":[\"" LIST_SCHEMA "\"],\"totalResults\":1,\"startIndex\":1,\"itemsPerPage\":1,\"Resources\":[{\"schemas\":"
           "[\"urn:ietf:params:scim:schemas:core:2.0:ResourceType\"],\"id\":\"User\",\"name\":\"User\",\"endpoint\":\"/Users\",\"schema\":\"" USER_SCHEMA
           "\",\"schemaExtensions\":[{\"schema\":\"" ENTERPRISE_SCHEMA "\",\"required\":false}]}]}"));
}

#define ATTRIBUTE(name, type, rest) "{\"name\":\"" name "\",\"type\":\"" type "\",\"multiValued\":false,\"required\":false,\"caseExact\":false," \
    "\"mutability\":\"readWrite\",\"returned\":\"default\",\"uniqueness\":\"none\"" rest "}"

static void schemas(struct request *rq, struct response *rs)
{
    send(rq, rs, 200,
         S("{\"schemas\":[\"" LIST_SCHEMA "\"],\"totalResults\":2,\"startIndex\":1,\"itemsPerPage\":2,\"Resources\":[{\"schemas\":"
           "[\"urn:ietf:params:scim:schemas:core:2.0:Schema\"],\"id\":\"" USER_SCHEMA "\",\"name\":\"User\",\"attributes\":["
           "{\"name\":\"userName\",\"type\":\"string\",\"multiValued\":false,\"required\":true,\"caseExact\":false,\"mutability\":\"readWrite\","
           "\"returned\":\"default\",\"uniqueness\":\"server\"}," ATTRIBUTE("displayName", "string", "") "," ATTRIBUTE("title", "string", "") ","
           ATTRIBUTE("active", "boolean", "") "," ATTRIBUTE("name", "complex", ",\"subAttributes\":[" ATTRIBUTE("formatted", "string", "") ","
           ATTRIBUTE("givenName", "string", "") "," ATTRIBUTE("familyName", "string", "") "]")
           ",{\"name\":\"emails\",\"type\":\"complex\",\"multiValued\":true,\"required\":false,\"mutability\":\"readWrite\",\"returned\":\"default\","
           "\"uniqueness\":\"none\",\"subAttributes\":[" ATTRIBUTE("value", "string", "") "," ATTRIBUTE("type", "string", "") ","
           ATTRIBUTE("primary", "boolean", "") "]}]},{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Schema\"],\"id\":\"" ENTERPRISE_SCHEMA
           "\",\"name\":\"EnterpriseUser\",\"attributes\":[" ATTRIBUTE("employeeNumber", "string", "") "," ATTRIBUTE("department", "string", "") "]}]}"));
}

const struct route scim_routes[] = {
    {GET,    "/scim/v2/ServiceProviderConfig", BY_TOKEN, describe, NULL, NO_CSRF, .scope = "scim"},
    {GET,    "/scim/v2/ResourceTypes", BY_TOKEN, resource_types, NULL, NO_CSRF, .scope = "scim"},
    {GET,    "/scim/v2/Schemas", BY_TOKEN, schemas, NULL, NO_CSRF, .scope = "scim"},
    {GET,    "/scim/v2/Users", BY_TOKEN, users_find, NULL, NO_CSRF, .scope = "scim"},
    {POST,   "/scim/v2/Users", BY_TOKEN, users_make, NULL, NO_CSRF, .scope = "scim"},
    {GET,    "/scim/v2/Users/{id}", BY_TOKEN, users_get, NULL, NO_CSRF, .scope = "scim"},
    {PUT,    "/scim/v2/Users/{id}", BY_TOKEN, users_replace, NULL, NO_CSRF, .scope = "scim"},
    {PATCH,  "/scim/v2/Users/{id}", BY_TOKEN, users_patch, NULL, NO_CSRF, .scope = "scim"},
    {DELETE, "/scim/v2/Users/{id}", BY_TOKEN, users_remove, NULL, NO_CSRF, .scope = "scim"},
    {0},
};
