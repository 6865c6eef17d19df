/* format/badge_host.c — manifest and service description of a host of badges. */
#include "format/badge_host.h"

#include "base/uri.h"

#define MAX_ADDRESS 2000
#define MAX_NAME 200

/* ---- reading ---- */

/* Absent stays so; what is there must be usable. */
static code take(const struct json *doc, const char *member, const struct badge_host_asked *asked, str *out, struct error *err)
{
    str text = json_str(json_get(doc, member));
    struct uri u;

    *out = (str){0};
    if (text.n == 0)
        return OK;
    if (text.n > MAX_ADDRESS || uri_parse(text, &u, NULL) != OK || !uri_is_http(text) || u.fragment.p || u.userinfo.p ||
        (!asked->allow_http && !str_starts(text, S("https://"))))
        return fail(err, UNSUPPORTED, member, "%s of that host is no address that begins with https://", member);
    *out = text;
    return OK;
}

static str without_slash(str s)
{
    return str_ends(s, S("/")) ? str_slice(s, 0, s.n - 1) : s;
}

static str short_name(str s)
{
    str name = str_trim(str_slice(s, 0, MAX_NAME));

    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < ' ' || name.p[i] == 0x7f)
            return (str){0};
    while (name.n && s.n > name.n && ((unsigned char)s.p[name.n] & 0xc0) == 0x80)
        name.n--;                                /* not through the middle of a character */
    return name;
}

static void add_word(struct buf *b, str word)
{
    if (word.n == 0 || word.n >= 200 || str_find_byte(word, ' ') >= 0)
        return;
    buf_putz(b, b->n ? " " : "");
    buf_put(b, word);
}

static str join_words(struct arena *a, const struct json *list)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < json_count(list) && i < 40; i++)
        add_word(&b, json_str(json_item(list, i)));
    return buf_done(&b);
}

static str join_keys(struct arena *a, const struct json *object)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; json_is(object, JSON_OBJECT) && i < json_count(object) && i < 40; i++)
        add_word(&b, json_key(object, i));
    return buf_done(&b);
}

/* OB 2.1 §Manifest: of several, the first of a version that we speak. */
static const struct json *fitting(const struct json *list)
{
    for (size_t i = 0; i < json_many_count(list); i++) {
        const struct json *api = json_many(list, i);
        str version = json_str(json_get(api, "version"));
        if (str_eq(version, S("v2p1")) || str_eq(version, S("v1p0")))
            return api;
    }
    return NULL;
}

static code read_manifest(struct arena *a, const struct json *doc, const struct badge_host_asked *asked, struct badge_host *out, struct error *err)
{
    const struct json *api = fitting(json_get(doc, "badgeConnectAPI"));

    if (!api)
        return fail(err, UNSUPPORTED, "badgeConnectAPI", "that host offers no version of Badge Connect that is known here");
    out->kind = API_OB21;
    out->name = short_name(json_str(json_get(api, "name")));
    TRY(take(api, "apiBase", asked, &out->base, err));
    out->base = without_slash(out->base);
    TRY(take(api, "registrationUrl", asked, &out->registration, err));
    TRY(take(api, "authorizationUrl", asked, &out->authorize, err));
    TRY(take(api, "tokenUrl", asked, &out->token, err));
    TRY(take(api, "tokenRevocationUrl", asked, &out->revoke, err));
    TRY(take(api, "termsOfServiceUrl", asked, &out->terms, err));
    TRY(take(api, "privacyPolicyUrl", asked, &out->privacy, err));
    out->scopes = join_words(a, json_get(api, "scopesOffered"));
    return OK;
}

/* Servers of a description are often left as a pattern; then the badges are
 * beside the description itself. */
static code find_base(const struct json *doc, const struct badge_host_asked *asked, struct badge_host *out, struct error *err)
{
    const struct json *server = json_many(json_get(doc, "servers"), 0);
    str url = json_str(json_get(server, "url"));

    if (str_starts(url, S("http")) && str_find_byte(url, '{') < 0)
        TRY(take(server, "url", asked, &out->base, err));
    else if (str_ends(asked->at, S("/discovery")))
        out->base = str_slice(asked->at, 0, asked->at.n - S("/discovery").n);
    out->base = without_slash(out->base);
    return OK;
}

static code read_service(struct arena *a, const struct json *doc, const struct badge_host_asked *asked, struct badge_host *out, struct error *err)
{
    const struct json *scheme = json_get(json_get(json_get(doc, "components"), "securitySchemes"), "OAuth2ACG");
    const struct json *flow = json_get(json_get(scheme, "flows"), "authorizationCode"), *info = json_get(doc, "info");
    str title = json_str(json_get(scheme, "x-imssf-name"));

    out->name = short_name(title.n ? title : json_str(json_get(info, "title")));
    TRY(find_base(doc, asked, out, err));
    TRY(take(scheme, "x-imssf-registrationUrl", asked, &out->registration, err));
    TRY(take(scheme, "x-imssf-revocationUrl", asked, &out->revoke, err));
    TRY(take(flow, "authorizationUrl", asked, &out->authorize, err));
    TRY(take(flow, "tokenUrl", asked, &out->token, err));
    TRY(take(info, "termsOfService", asked, &out->terms, err));
    TRY(take(info, "x-imssf-privacyPolicyUrl", asked, &out->privacy, err));
    out->scopes = join_keys(a, json_get(flow, "scopes"));
    out->kind = str_contains(out->scopes, S(CLR20_SCOPE)) && !str_contains(out->scopes, S(OB30_SCOPE)) ? API_CLR20 : API_OB30;
    return OK;
}

/* The token of one host is never sent to another: who could name a foreign token
 * endpoint beside an address of its own would be given what that one grants. */
static code check_origins(struct arena *a, const struct badge_host *h, struct error *err)
{
    str origin = uri_origin(a, h->token);

    if (!str_eq(uri_origin(a, h->base), origin) || !str_eq(uri_origin(a, h->registration), origin) ||
        (h->revoke.n && !str_eq(uri_origin(a, h->revoke), origin)))
        return fail(err, DENIED, "token", "that host has its tokens, its registration and its badges on different hosts: a token could get into wrong hands");
    return OK;
}

static code check_whole(struct arena *a, const struct badge_host *h, struct error *err)
{
    const struct { str value; const char *what; } needed[] = {
        {h->base, "where its badges are"}, {h->registration, "where programs register"},
        {h->authorize, "where its people allow something"}, {h->token, "where tokens come from"},
    };

    for (size_t i = 0; i < COUNT(needed); i++)
        if (needed[i].value.n == 0)
            return fail(err, UNSUPPORTED, "host", "that host does not say %s", needed[i].what);
    return check_origins(a, h, err);
}

code badge_host_read(struct arena *a, str text, const struct badge_host_asked *asked, struct badge_host *out, struct error *err)
{
    const struct json *doc = NULL;

    *out = (struct badge_host){0};
    if (json_parse(a, text, NULL, &doc, NULL) != OK)
        return fail(err, BAD_INPUT, "host", "what is there is no JSON");
    if (json_get(doc, "badgeConnectAPI"))
        TRY(read_manifest(a, doc, asked, out, err));
    else if (json_get(doc, "openapi"))
        TRY(read_service(a, doc, asked, out, err));
    else
        return fail(err, BAD_INPUT, "host", "what is there is neither a manifest of Badge Connect nor a service description of Open Badges 3.0");
    return check_whole(a, out, err);
}

/* ---- writing ---- */

static void put_words(struct json_writer *w, const char *key, str words)
{
    str word;

    json_put_key(w, key);
    json_open_array(w);
    while (str_cut(&words, ' ', &word))
        if (word.n)
            json_put_str(w, word);
    json_close_array(w);
}

str badge_host_manifest(struct arena *a, const struct badge_host *h, str at)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "@context", S("https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld"));
    json_put_member(&w, "id", at);
    json_put_key(&w, "badgeConnectAPI");
    json_open_array(&w);
    json_open_object(&w);
    json_put_member(&w, "name", h->name);
    json_put_member(&w, "apiBase", h->base);
    json_put_member(&w, "version", S("v2p1"));
    json_put_member(&w, "termsOfServiceUrl", h->terms);
    json_put_member(&w, "privacyPolicyUrl", h->privacy);
    put_words(&w, "scopesOffered", h->scopes);
    json_put_member(&w, "registrationUrl", h->registration);
    json_put_member(&w, "authorizationUrl", h->authorize);
    json_put_member(&w, "tokenUrl", h->token);
    json_put_member(&w, "tokenRevocationUrl", h->revoke);
    json_close_object(&w);
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}

/* Of OB 3.0 §API: operations as they are named there. */
#define FAILURE(status, words) "\"" status "\":{\"description\":\"" words "\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Imsx_StatusInfo\"}}}}"
#define FAILURES FAILURE("400", "The request is wrong.") "," FAILURE("401", "No token, or one that is not good.") "," \
    FAILURE("403", "The token is not for this.") "," FAILURE("404", "There is no such thing.") "," FAILURE("405", "Not with this method.") "," FAILURE("500", "It failed here.")
#define NEEDS(scope) "\"security\":[{\"OAuth2ACG\":[\"" OB30_SCOPE scope "\"]}]"
#define NUMBER(name, least, words) "{\"name\":\"" name "\",\"in\":\"query\",\"description\":\"" words "\",\"schema\":{\"type\":\"integer\",\"format\":\"int32\",\"minimum\":" least "}}"
#define ANSWER(status, words, types) "\"" status "\":{\"description\":\"" words "\",\"content\":{" types "}}"
#define BODY(type, schema) "\"" type "\":{\"schema\":" schema "}"
#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define CREDENTIAL_BODY BODY("application/json", REF("AchievementCredential")) "," BODY("application/vc+ld+json", REF("AchievementCredential")) "," BODY("text/plain", REF("CompactJws"))
#define PROFILE_BODY BODY("application/json", REF("Profile"))
static const char paths[] =
    "{\"/credentials\":{\"get\":{\"operationId\":\"getCredentials\",\"tags\":[\"OpenBadgeCredentials\"],\"summary\":\"Badges of the person\"," NEEDS("credential.readonly") ","
    "\"parameters\":[" NUMBER("limit", "1", "How many at most.") "," NUMBER("offset", "0", "Behind how many to begin.") ","
    "{\"name\":\"since\",\"in\":\"query\",\"description\":\"Only those put in or changed after this moment.\",\"schema\":{\"type\":\"string\",\"format\":\"date-time\"}}],"
    "\"responses\":{" ANSWER("200", "Badges, the latest first.", BODY("application/json", REF("GetOpenBadgeCredentialsResponse"))) ",\"304\":{\"description\":\"Nothing changed since that ETag.\"}," FAILURES "}},"
    "\"post\":{\"operationId\":\"upsertCredential\",\"tags\":[\"OpenBadgeCredentials\"],\"summary\":\"Put a badge in, or a newer edition of it\"," NEEDS("credential.upsert") ","
    "\"requestBody\":{\"required\":true,\"content\":{" CREDENTIAL_BODY "}},"
    "\"responses\":{" ANSWER("200", "It took the place of an older edition.", CREDENTIAL_BODY) "," ANSWER("201", "It was put in.", CREDENTIAL_BODY) ",\"304\":{\"description\":\"This edition, or a newer one, is there already.\"}," FAILURES "}}},"
    "\"/profile\":{\"get\":{\"operationId\":\"getProfile\",\"tags\":[\"OpenBadgeCredentials\"],\"summary\":\"Who the person is\"," NEEDS("profile.readonly") ","
    "\"responses\":{" ANSWER("200", "The profile.", PROFILE_BODY) "," FAILURES "}},"
    "\"put\":{\"operationId\":\"putProfile\",\"tags\":[\"OpenBadgeCredentials\"],\"summary\":\"Change the profile\"," NEEDS("profile.update") ","
    "\"requestBody\":{\"required\":true,\"content\":{" PROFILE_BODY "}},"
    "\"responses\":{" ANSWER("200", "The profile as it is now.", PROFILE_BODY) "," ANSWER("202", "Taken; something in it waits for a proof.", PROFILE_BODY) "," FAILURES "}}},"
    "\"/discovery\":{\"get\":{\"operationId\":\"getServiceDescription\",\"tags\":[\"Discovery\"],\"summary\":\"This document\",\"security\":[],"
    "\"responses\":{" ANSWER("200", "This document.", BODY("application/json", "{\"type\":\"object\"}")) "}}}}";
static const char schemas[] =
    "{\"AchievementCredential\":{\"type\":\"object\",\"description\":\"An AchievementCredential of Open Badges 3.0, secured by a proof.\",\"additionalProperties\":true},"
    "\"CompactJws\":{\"type\":\"string\",\"pattern\":\"^[-A-Za-z0-9_]+\\\\.[-A-Za-z0-9_]*\\\\.[-A-Za-z0-9_]*$\"},"
    "\"GetOpenBadgeCredentialsResponse\":{\"type\":\"object\",\"properties\":{\"credential\":{\"type\":\"array\",\"items\":" REF("AchievementCredential") "},"
    "\"compactJwsString\":{\"type\":\"array\",\"items\":" REF("CompactJws") "}}},"
    "\"Profile\":{\"type\":\"object\",\"required\":[\"id\",\"type\"],\"additionalProperties\":true},"
    "\"Imsx_StatusInfo\":{\"type\":\"object\",\"required\":[\"imsx_codeMajor\",\"imsx_severity\"],\"properties\":{\"imsx_codeMajor\":{\"type\":\"string\"},\"imsx_severity\":{\"type\":\"string\"},"
    "\"imsx_description\":{\"type\":\"string\"},\"imsx_CodeMinor\":{\"type\":\"object\"}}}}";

static void put_info(struct json_writer *w, const struct badge_host *h)
{
    json_put_member(w, "openapi", S("3.0.1"));
    json_put_key(w, "info");
    json_open_object(w);
    json_put_member(w, "title", h->name);
    json_put_member(w, "version", S("1.0"));
    json_put_member(w, "description", h->kind == API_CLR20 ? S("CLR 2.0 API") : S("Open Badges 3.0 API"));
    json_put_member(w, "termsOfService", h->terms);
    json_put_member(w, "x-imssf-privacyPolicyUrl", h->privacy);
    json_close_object(w);
    json_put_key(w, "servers");
    json_open_array(w);
    json_open_object(w);
    json_put_member(w, "url", h->base);
    json_close_object(w);
    json_close_array(w);
}

static void put_flow(struct json_writer *w, const struct badge_host *h)
{
    str scopes = h->scopes, word;

    json_put_key(w, "flows");
    json_open_object(w);
    json_put_key(w, "authorizationCode");
    json_open_object(w);
    json_put_member(w, "authorizationUrl", h->authorize);
    json_put_member(w, "tokenUrl", h->token);
    json_put_member(w, "refreshUrl", h->token);
    json_put_key(w, "scopes");
    json_open_object(w);
    while (str_cut(&scopes, ' ', &word))
        if (word.n)
            json_put_member(w, str_z(w->b->a, word), word);
    json_close_object(w);
    json_close_object(w);
    json_close_object(w);
}

static void put_scheme(struct json_writer *w, const struct badge_host *h)
{
    json_put_key(w, "securitySchemes");
    json_open_object(w);
    json_put_key(w, "OAuth2ACG");
    json_open_object(w);
    json_put_member(w, "type", S("oauth2"));
    json_put_member(w, "description", S("OAuth 2.0 Authorization Code Grant with PKCE"));
    json_put_member(w, "x-imssf-name", h->name);
    json_put_member(w, "x-imssf-privacyPolicyUrl", h->privacy);
    json_put_member(w, "x-imssf-registrationUrl", h->registration);
    json_put_member(w, "x-imssf-revocationUrl", h->revoke);
    json_put_member(w, "x-imssf-termsOfServiceUrl", h->terms);
    put_flow(w, h);
    json_close_object(w);
    json_close_object(w);
}

/* CLR 2.0 §API has the operations of Open Badges 3.0 under names of its own. */
static str in_words_of(struct arena *a, const struct badge_host *h, const char *text)
{
    static const struct { const char *ob30, *clr20; } names[] = {
        {OB30_SCOPE, CLR20_SCOPE}, {"GetOpenBadgeCredentialsResponse", "GetClrCredentialsResponse"}, {"OpenBadgeCredentials", "ClrCredentials"},
        {"AchievementCredential of Open Badges 3.0", "ClrCredential of CLR 2.0"}, {"AchievementCredential", "ClrCredential"},
    };
    struct buf b = buf_new(a);
    str rest = cstr(text);

    while (h->kind == API_CLR20 && rest.n) {
        size_t i = 0;
        while (i < COUNT(names) && !str_starts(rest, cstr(names[i].ob30)))
            i++;
        buf_put(&b, i < COUNT(names) ? cstr(names[i].clr20) : str_slice(rest, 0, 1));
        rest = str_from(rest, i < COUNT(names) ? cstr(names[i].ob30).n : 1);
    }
    return h->kind == API_CLR20 ? buf_done(&b) : rest;
}

str badge_host_service(struct arena *a, const struct badge_host *h)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    put_info(&w, h);
    json_put_key(&w, "tags");
    json_put_text(&w, in_words_of(a, h, "[{\"name\":\"OpenBadgeCredentials\"},{\"name\":\"Discovery\"}]"));
    json_put_key(&w, "paths");
    json_put_text(&w, in_words_of(a, h, paths));
    json_put_key(&w, "components");
    json_open_object(&w);
    put_scheme(&w, h);
    json_put_key(&w, "schemas");
    json_put_text(&w, in_words_of(a, h, schemas));
    json_close_object(&w);
    json_close_object(&w);
    return buf_done(&b);
}

/* ---- links ---- */

/* rel may hold several words, in quotes or not (RFC 8288 §3.3). */
static bool says_next(str params)
{
    str param, name, word;

    while (str_cut(&params, ';', &param)) {
        str value = param;
        if (!str_cut(&value, '=', &name) || !str_eq_nocase(str_trim(name), S("rel")))
            continue;
        value = str_trim(value);
        if (value.n >= 2 && str_starts(value, S("\"")) && str_ends(value, S("\"")))
            value = str_slice(value, 1, value.n - 1);
        while (str_cut(&value, ' ', &word))
            if (str_eq_nocase(word, S("next")))
                return true;
    }
    return false;
}

str link_next(str header)
{
    ptrdiff_t from, to, more;

    while ((from = str_find_byte(header, '<')) >= 0) {
        str rest = str_from(header, (size_t)from + 1), target, params;
        if ((to = str_find_byte(rest, '>')) < 0)
            break;
        target = str_slice(rest, 0, (size_t)to);
        rest = str_from(rest, (size_t)to + 1);
        more = str_find_byte(rest, '<');
        params = str_trim(more < 0 ? rest : str_slice(rest, 0, (size_t)more));
        if (str_ends(params, S(",")))
            params = str_slice(params, 0, params.n - 1);
        if (target.n && says_next(params))
            return target;
        header = more < 0 ? S("") : str_from(rest, (size_t)more);
    }
    return (str){0};
}
