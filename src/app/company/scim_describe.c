/* company/scim_describe.c — what a directory can ask of us (RFC 7644 §4): abilities,
 * kinds of resources, and which attributes they have. */
#include "app/company/scim_private.h"

static void describe(struct request *rq, struct response *rs)
{
    scim_send(rq, rs, 200,
              S("{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig\"],\"patch\":{\"supported\":true},"
                "\"bulk\":{\"supported\":false,\"maxOperations\":0,\"maxPayloadSize\":0},\"filter\":{\"supported\":true,\"maxResults\":200},"
                "\"changePassword\":{\"supported\":false},\"sort\":{\"supported\":false},\"etag\":{\"supported\":true},"
                "\"authenticationSchemes\":[{\"type\":\"oauthbearertoken\",\"name\":\"Token\",\"description\":\"A token with the scope scim\",\"primary\":true}]}"));
}

#define TYPE(name, path, schema, rest) "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:ResourceType\"],\"id\":\"" name "\",\"name\":\"" name \
    "\",\"endpoint\":\"" path "\",\"schema\":\"" schema "\"" rest "}"
#define USER_TYPE TYPE("User", "/Users", USER_SCHEMA, ",\"schemaExtensions\":[{\"schema\":\"" ENTERPRISE_SCHEMA "\",\"required\":false}]")
#define GROUP_TYPE TYPE("Group", "/Groups", GROUP_SCHEMA, "")

#define ATTRIBUTE(name, type, many, rest) "{\"name\":\"" name "\",\"type\":\"" type "\",\"multiValued\":" many ",\"required\":false,\"caseExact\":false," \
    "\"mutability\":\"readWrite\",\"returned\":\"default\",\"uniqueness\":\"none\"" rest "}"
#define TEXT(name) ATTRIBUTE(name, "string", "false", "")
#define UNIQUE(name) "{\"name\":\"" name "\",\"type\":\"string\",\"multiValued\":false,\"required\":true,\"caseExact\":false," \
    "\"mutability\":\"readWrite\",\"returned\":\"default\",\"uniqueness\":\"server\"}"
#define SCHEMA(id, name, attributes) "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Schema\"],\"id\":\"" id "\",\"name\":\"" name \
    "\",\"attributes\":[" attributes "]}"
#define SUB(parts) ",\"subAttributes\":[" parts "]"

static const struct { const char *path, *id, *text; } documents[] = {
    {"/ResourceTypes", "User", USER_TYPE},
    {"/ResourceTypes", "Group", GROUP_TYPE},
    {"/Schemas", USER_SCHEMA,
     SCHEMA(USER_SCHEMA, "User",
            UNIQUE("userName") "," TEXT("externalId") "," TEXT("displayName") "," TEXT("title") "," ATTRIBUTE("active", "boolean", "false", "") ","
            ATTRIBUTE("name", "complex", "false", SUB(TEXT("formatted") "," TEXT("givenName") "," TEXT("familyName"))) ","
            ATTRIBUTE("emails", "complex", "true", SUB(TEXT("value") "," TEXT("type") "," ATTRIBUTE("primary", "boolean", "false", ""))) ","
            "{\"name\":\"groups\",\"type\":\"complex\",\"multiValued\":true,\"required\":false,\"mutability\":\"readOnly\",\"returned\":\"default\""
            SUB(TEXT("value") "," TEXT("display")) "}")},
    {"/Schemas", ENTERPRISE_SCHEMA, SCHEMA(ENTERPRISE_SCHEMA, "EnterpriseUser", TEXT("employeeNumber") "," TEXT("department"))},
    {"/Schemas", GROUP_SCHEMA,
     SCHEMA(GROUP_SCHEMA, "Group",
            UNIQUE("displayName") "," TEXT("externalId") ","
            ATTRIBUTE("members", "complex", "true", SUB(TEXT("value") "," TEXT("display") "," TEXT("type"))))},
};

static void send_all(struct request *rq, struct response *rs, const char *path)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    size_t n = 0;

    for (size_t i = 0; i < COUNT(documents); i++)
        n += str_eq(cstr(documents[i].path), cstr(path));
    scim_open_list(&w, (int64_t)n, &(struct scim_question){.start = 1}, n);
    for (size_t i = 0; i < COUNT(documents); i++)
        if (str_eq(cstr(documents[i].path), cstr(path)))
            json_put_text(&w, cstr(documents[i].text));
    json_close_array(&w);
    json_close_object(&w);
    scim_send(rq, rs, 200, buf_done(&b));
}

static void send_one(struct request *rq, struct response *rs, const char *path)
{
    struct error err = {0};

    for (size_t i = 0; i < COUNT(documents); i++)
        if (str_eq(cstr(documents[i].path), cstr(path)) && str_eq_nocase(cstr(documents[i].id), request_param(rq, "name"))) {
            scim_send(rq, rs, 200, cstr(documents[i].text));
            return;
        }
    if (fail(&err, NOT_FOUND, "", "there is nothing of that name") != OK)
        scim_refuse(rq, rs, &err);
}

static void types(struct request *rq, struct response *rs) { send_all(rq, rs, "/ResourceTypes"); }
static void type(struct request *rq, struct response *rs) { send_one(rq, rs, "/ResourceTypes"); }
static void schemas(struct request *rq, struct response *rs) { send_all(rq, rs, "/Schemas"); }
static void schema(struct request *rq, struct response *rs) { send_one(rq, rs, "/Schemas"); }

const struct route scim_describe_routes[] = {
    {GET, "/scim/v2/ServiceProviderConfig", BY_TOKEN, describe, NULL, NO_CSRF, .scope = "scim"},
    {GET, "/scim/v2/ResourceTypes", BY_TOKEN, types, NULL, NO_CSRF, .scope = "scim"},
    {GET, "/scim/v2/ResourceTypes/{name}", BY_TOKEN, type, NULL, NO_CSRF, .scope = "scim"},
    {GET, "/scim/v2/Schemas", BY_TOKEN, schemas, NULL, NO_CSRF, .scope = "scim"},
    {GET, "/scim/v2/Schemas/{name}", BY_TOKEN, schema, NULL, NO_CSRF, .scope = "scim"},
    {0},
};
