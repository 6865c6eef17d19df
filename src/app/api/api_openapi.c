/* api/api_openapi.c — the description of the interface (OpenAPI 3.1), written
 * from the same tables that requests are held against. */
#include "app/api/api_private.h"

#include <string.h>

const char *const api_methods[] = {[GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE"};
static const char *const small_methods[] = {[GET] = "get", [POST] = "post", [PUT] = "put", [PATCH] = "patch", [DELETE] = "delete"};

const struct route *const api_tables[] = {
    api_org_routes, api_badge_routes, api_award_routes, api_award_change_routes, api_list_routes, api_people_routes, api_standing_routes, api_clearance_routes, api_pathway_routes, api_skill_routes, api_group_routes, api_place_routes, api_claim_routes, api_claim_people_routes, api_endorse_routes, api_intake_routes, api_apply_routes,
    api_report_routes, api_member_routes, api_record_routes, api_view_routes, api_verify_routes, api_webhook_routes, NULL,
};

/* ends with 0 */
static const struct api_failure api_failures[] = {
    {400, "Unreadable", "The request cannot be read, or asks for a filter that there is not."},
    {401, "NoToken", "No token came, or one that does not work."},
    {403, "NotAllowed", "The token lacks the scope, or its maker the right."},
    {404, "NotThere", "There is no such thing in this organisation."},
    {409, "NotNow", "The state of things does not allow it."},
    {412, "ChangedMeanwhile", "It is not what If-Match names any more."},
    {413, "TooLarge", "More than can be taken at once."},
    {415, "NotJson", "The body is not JSON."},
    {422, "Flawed", "Some members cannot be taken; each is named in errors. Or the Idempotency-Key was used for another request."},
    {429, "TooOften", "More than 600 calls in a minute."},
    {0},
};

static bool api_may_fail(const struct route *row, int status)
{
    const struct api_about *about = row->about;
    bool has_id = strstr(row->path, "{id}") != NULL, changes = row->method != GET, names_one = about->query && !about->is_list;

    switch (status) {
    case 404: return has_id || names_one || about->fetches;
    case 409: return changes && !about->asks;
    case 412: return has_id && changes && !about->asks;
    case 413: case 415: return about->body != NULL;
    case 422: return about->body != NULL || row->method == POST || names_one;
    default: return true;
    }
}

/* ---- one call ---- */

static void put_parameter(struct json_writer *w, const char *in, const struct api_field *f)
{
    json_open_object(w);
    json_put_member(w, "name", cstr(f->name));
    json_put_member(w, "in", cstr(in));
    if (str_eq(cstr(in), S("path")))
        json_put_member_bool(w, "required", true);
    json_put_member(w, "description", cstr(f->says));
    api_put_parameter_schema(w, f);
    json_close_object(w);
}

static const struct api_field id_field = {"id", API_INT, 0, "Number of it.", NULL};
static const struct api_field once_field = {
    "Idempotency-Key", API_TEXT, 0, "Sent again with the same key and body within a day, the request is not done twice: the same answer comes.", NULL, .max = 255};
static const struct api_field match_field = {
    "If-Match", API_TEXT, 0, "The ETag that was seen: the change is done only if nobody else changed it meanwhile.", NULL};

static void put_shape_parameters(struct json_writer *w, const struct api_shape *s)
{
    for (size_t i = 0; s && i < s->n; i++)
        put_parameter(w, "query", &s->fields[i]);
}

static void put_parameters(struct json_writer *w, const struct route *r)
{
    const struct api_about *about = r->about;
    bool has_id = strstr(r->path, "{id}") != NULL;

    json_put_key(w, "parameters");
    json_open_array(w);
    if (has_id)
        put_parameter(w, "path", &id_field);
    put_shape_parameters(w, about->query);
    if (about->is_list)
        put_shape_parameters(w, &api_page_shape);
    if (r->method != GET && !about->asks)
        put_parameter(w, "header", &once_field);
    if (r->method != GET && !about->asks && has_id)
        put_parameter(w, "header", &match_field);
    json_close_array(w);
}

/* `example`: as JSON; absent: none. */
static void put_json_of(struct json_writer *w, str schema, str example)
{
    api_open_member(w, "content");
    api_open_member(w, "application/json");
    json_put_key(w, "schema");
    api_put_ref(w, "schemas", schema);
    if (!str_is_absent(example)) {
        json_put_key(w, "example");
        json_put_text(w, example);
    }
    json_close_object(w);
    json_close_object(w);
}

static void put_text_of(struct json_writer *w, const char *type)
{
    api_open_member(w, "content");
    api_open_member(w, type);
    api_open_member(w, "schema");
    json_put_member(w, "type", S("string"));
    json_close_object(w);
    json_close_object(w);
    json_close_object(w);
}

static void put_body(struct json_writer *w, const struct api_about *about)
{
    if (!about->body)
        return;
    api_open_member(w, "requestBody");
    json_put_member_bool(w, "required", true);
    put_json_of(w, api_body_name(w->b->a, about), api_example(w->b->a, about));
    json_close_object(w);
}

static const struct { const char *name, *says; } headers[] = {
    {"ETag", "Names this state of it, for If-Match and If-None-Match."}, {"Link", "The next page: rel=\"next\" (RFC 8288)."},
    {"Location", "Where the new one is."}, {"RateLimit-Remaining", "So many calls may come at once."},
};

static bool has_header(const struct route *r, size_t i)
{
    const struct api_about *about = r->about;
    bool by_header[] = {r->method == GET, about->is_list, about->status == 201 || (about->status == 202 && about->body), true};

    return by_header[i];
}

static void put_headers(struct json_writer *w, const struct route *r)
{
    api_open_member(w, "headers");
    for (size_t i = 0; i < COUNT(headers); i++) {
        if (!has_header(r, i))
            continue;
        api_open_member(w, headers[i].name);
        json_put_member(w, "description", cstr(headers[i].says));
        api_open_member(w, "schema");
        json_put_member(w, "type", S("string"));
        json_close_object(w);
        json_close_object(w);
    }
    json_close_object(w);
}

static void put_responses(struct json_writer *w, const struct route *r)
{
    const struct api_about *about = r->about;
    struct arena *a = w->b->a;

    api_open_member(w, "responses");
    json_put_key_str(w, str_printf(a, "%d", about->status ? about->status : 200));
    json_open_object(w);
    json_put_member(w, "description", about->answer || about->file ? S("It went well.") : S("It went well; there is no more to say."));
    put_headers(w, r);
    if (about->file)
        put_text_of(w, about->file);
    if (about->answer)
        put_json_of(w, str_printf(a, "%s%s", about->answer->name, about->is_list ? "Page" : ""), api_answer_example(a, about->answer, about->is_list));
    json_close_object(w);
    for (const struct api_failure *f = api_failures; f->status; f++)
        if (api_may_fail(r, f->status)) {
            json_put_key_str(w, str_printf(a, "%d", f->status));
            api_put_ref(w, "responses", cstr(f->name));
        }
    json_close_object(w);
}

static void put_security(struct json_writer *w, const char *scope)
{
    json_put_key(w, "security");
    json_open_array(w);
    json_open_object(w);
    json_put_key(w, "token");
    json_open_array(w);
    json_put_cstr(w, scope);
    json_close_array(w);
    json_close_object(w);
    json_close_array(w);
}

static void put_operation(struct json_writer *w, const struct route *r)
{
    const struct api_about *about = r->about;

    api_open_member(w, small_methods[r->method]);
    json_put_member(w, "operationId", cstr(about->id));
    json_put_key(w, "tags");
    json_open_array(w);
    json_put_cstr(w, about->tag);
    json_close_array(w);
    json_put_member(w, "summary", cstr(about->title));
    json_put_member(w, "description", cstr(about->says));
    put_security(w, r->scope);
    put_parameters(w, r);
    put_body(w, about);
    put_responses(w, r);
    json_close_object(w);
}

static void put_paths(struct json_writer *w)
{
    struct map *seen = map_new(w->b->a);

    api_open_member(w, "paths");
    for (const struct route *const *t = api_tables; *t; t++)
        for (const struct route *r = *t; r->path; r++) {
            void **mark = map_at(seen, cstr(r->path));
            if (*mark)
                continue;
            *mark = (void *)(uintptr_t)r;
            api_open_member(w, r->path);
            for (const struct route *same = r; same->path; same++)
                if (str_eq(cstr(same->path), cstr(r->path)))
                    put_operation(w, same);
            json_close_object(w);
        }
    json_close_object(w);
}

/* ---- the whole ---- */

static void put_failures(struct json_writer *w)
{
    api_open_member(w, "responses");
    for (const struct api_failure *f = api_failures; f->status; f++) {
        api_open_member(w, f->name);
        json_put_member(w, "description", cstr(f->says));
        api_open_member(w, "content");
        api_open_member(w, "application/problem+json");
        json_put_key(w, "schema");
        api_put_ref(w, "schemas", S("Problem"));
        json_close_object(w);
        json_close_object(w);
        json_close_object(w);
    }
    json_close_object(w);
}

static const char info[] =
    "{\"title\":\"Lapel\",\"version\":\"1\",\"summary\":\"Badges of an organisation: made, awarded, followed, revoked.\","
    "\"description\":\"Every call carries a token that an administrator of the organisation makes under Settings, Tokens. "
    "It may do what its scopes say, as far as its maker may.\",\"license\":{\"name\":\"See the server\",\"identifier\":\"LicenseRef-server\"}}";

str api_document(struct arena *a, str base)
{
    struct buf b = buf_sized(a, (size_t)128 << 10);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "openapi", S("3.1.0"));
    json_put_key(&w, "info");
    json_put_text(&w, cstr(info));
    json_put_key(&w, "servers");
    json_open_array(&w);
    json_open_object(&w);
    json_put_member(&w, "url", base);
    json_close_object(&w);
    json_close_array(&w);
    put_paths(&w);
    api_put_messages(&w);
    api_open_member(&w, "components");
    json_put_key(&w, "securitySchemes");
    json_put_text(&w, S("{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"A token of the organisation.\"}}"));
    api_put_schemas(&w, api_tables);
    put_failures(&w);
    json_close_object(&w);
    json_close_object(&w);
    return buf_done(&b);
}
