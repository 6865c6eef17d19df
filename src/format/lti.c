/* format/lti.c — messages of LTI 1.3, as JSON. */
#include "format/lti.h"

#include "base/uri.h"

#define CLAIM  "https://purl.imsglobal.org/spec/lti/claim/"
#define DEEP   "https://purl.imsglobal.org/spec/lti-dl/claim/"
#define ROLES  "http://purl.imsglobal.org/vocab/lis/v2/"

#define DEPLOYMENT_MOST 255                      /* Core §5.3.3 */
#define ID_MOST         255
#define ROLES_MOST      200

/* ---- small pieces ---- */

static bool says(const struct json *list, str word)
{
    for (size_t i = 0; i < json_many_count(list) && i < ROLES_MOST; i++)
        if (str_eq(json_str(json_many(list, i)), word))
            return true;
    return false;
}

/* Core §A.2.3: a role of the course, or one below it ("membership/Instructor#Grader"). */
bool lti_has_role(const struct json *roles, const char *name)
{
    for (size_t i = 0; i < json_many_count(roles) && i < ROLES_MOST; i++) {
        str role = json_str(json_many(roles, i));
        str plain = S(ROLES "membership#"), below = S(ROLES "membership/");
        if (str_starts(role, plain) && str_eq(str_from(role, plain.n), cstr(name)))
            return true;
        if (str_starts(role, below) && str_starts(str_from(role, below.n), cstr(name)))
            return true;
        if (str_eq(role, cstr(name)))            /* Core §A.2: short names are allowed for these */
            return true;
    }
    return false;
}

static code need_address(const struct json *v, const char *name, str *out, struct error *err)
{
    *out = json_str(json_get(v, name));
    return uri_is_http(*out) ? OK : fail(err, BAD_INPUT, name, "the platform gives no web address as \"%s\"", name);
}

/* ---- a launch ---- */

static code read_resource(const struct json *claims, struct lti_launch *out, struct error *err)
{
    const struct json *link = json_get(claims, CLAIM "resource_link");

    out->message = LTI_RESOURCE;
    out->resource = json_str(json_get(link, "id"));
    out->resource_title = json_str(json_get(link, "title"));
    if (str_is_empty(out->resource) || out->resource.n > ID_MOST)
        return fail(err, BAD_INPUT, "resource_link", "the platform does not say which link was opened");
    return OK;
}

static code read_deep_linking(const struct json *claims, struct lti_launch *out, struct error *err)
{
    const struct json *settings = json_get(claims, DEEP "deep_linking_settings");

    out->message = LTI_DEEP_LINKING;
    TRY(need_address(settings, "deep_link_return_url", &out->return_url, err));
    out->data = json_str(json_get(settings, "data"));
    out->takes_many = json_bool(json_get(settings, "accept_multiple"));
    return says(json_get(settings, "accept_types"), S("ltiResourceLink")) ? OK : fail(err, UNSUPPORTED, "accept_types", "the platform takes no links of this kind here");
}

static void read_roles(const struct json *claims, struct lti_launch *out)
{
    const struct json *roles = json_get(claims, CLAIM "roles");

    out->teaches = lti_has_role(roles, "Instructor") || lti_has_role(roles, "ContentDeveloper");
    out->learns = lti_has_role(roles, "Learner");
    out->administers = lti_has_role(roles, "Administrator") || says(roles, S(ROLES "institution/person#Administrator"));
}

code lti_launch_read(const struct json *claims, struct lti_launch *out, struct error *err)
{
    str type = json_str(json_get(claims, CLAIM "message_type"));
    const struct json *context = json_get(claims, CLAIM "context");

    *out = (struct lti_launch){0};
    if (!str_eq(json_str(json_get(claims, CLAIM "version")), S("1.3.0")))
        return fail(err, UNSUPPORTED, "version", "the platform does not speak LTI 1.3");
    out->deployment = json_str(json_get(claims, CLAIM "deployment_id"));
    if (str_is_empty(out->deployment) || out->deployment.n > DEPLOYMENT_MOST)
        return fail(err, BAD_INPUT, "deployment_id", "the platform does not say of which deployment it is");
    TRY(need_address(claims, CLAIM "target_link_uri", &out->target, err));
    if (!json_is(json_get(claims, CLAIM "roles"), JSON_ARRAY))
        return fail(err, BAD_INPUT, "roles", "the platform does not say in which role somebody comes");
    read_roles(claims, out);
    out->context = json_str(json_get(context, "id"));
    out->context_title = json_str(json_get(context, "title"));
    if (str_is_empty(out->context_title))
        out->context_title = json_str(json_get(context, "label"));
    out->badge = json_str(json_get(json_get(claims, CLAIM "custom"), "badge"));
    if (str_eq(type, S("LtiResourceLinkRequest")))
        return read_resource(claims, out, err);
    return str_eq(type, S("LtiDeepLinkingRequest")) ? read_deep_linking(claims, out, err)
                                                   : fail(err, UNSUPPORTED, "message_type", "this kind of message is not known here");
}

/* ---- the answer ---- */

/* A column of the course's grades for the link: 1 is whose badge it is (Deep Linking 2.0 §3.2). */
static void put_column(struct json_writer *w, const struct lti_item *i)
{
    json_put_key(w, "lineItem");
    json_open_object(w);
    json_put_member(w, "label", i->title);
    json_put_member_int(w, "scoreMaximum", 1);
    json_put_member(w, "resourceId", i->badge);
    json_put_member(w, "tag", S("badge"));
    json_close_object(w);
}

static void put_item(struct json_writer *w, const struct lti_item *i)
{
    json_open_object(w);
    json_put_member(w, "type", S("ltiResourceLink"));
    json_put_member(w, "title", i->title);
    json_put_member(w, "text", i->text);
    json_put_member(w, "url", i->url);
    if (!str_is_empty(i->icon)) {
        json_put_key(w, "icon");
        json_open_object(w);
        json_put_member(w, "url", i->icon);
        json_close_object(w);
    }
    json_put_key(w, "custom");
    json_open_object(w);
    json_put_member(w, "badge", i->badge);
    json_close_object(w);
    put_column(w, i);
    json_close_object(w);
}

str lti_answer_claims(struct arena *a, const struct lti_answer *answer)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "iss", answer->client);
    json_put_member(&w, "aud", answer->issuer);
    json_put_member_int(&w, "iat", answer->now_s);
    json_put_member_int(&w, "exp", answer->now_s + 300);
    json_put_member(&w, "nonce", answer->nonce);
    json_put_member(&w, CLAIM "message_type", S("LtiDeepLinkingResponse"));
    json_put_member(&w, CLAIM "version", S("1.3.0"));
    json_put_member(&w, CLAIM "deployment_id", answer->deployment);
    json_put_member(&w, DEEP "data", answer->data);
    json_put_key(&w, DEEP "content_items");
    json_open_array(&w);
    for (size_t i = 0; i < answer->items.n; i++)
        put_item(&w, &answer->items.items[i]);
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}
