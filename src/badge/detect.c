#include "badge/detect.h"

#include "badge/read.h"
#include "badge/verify.h"
#include "badge/words_v2.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "format/png.h"
#include "format/svg.h"

#define MAX_URL 2048

static bool any_context_starts(const struct json *doc, str prefix)
{
    const struct json *c = json_get(doc, "@context");

    for (size_t i = 0; i < json_many_count(c); i++)
        if (str_starts(json_str(json_many(c, i)), prefix))
            return true;
    return false;
}

static bool is_clr(const struct json *doc)
{
    return has_type(doc, "ClrCredential");
}

static bool is_v3(const struct json *doc)
{
    return has_type(doc, "VerifiableCredential") || has_type(doc, "OpenBadgeCredential") ||
           has_type(doc, "AchievementCredential") ||
           any_context_starts(doc, S("https://www.w3.org/ns/credentials/")) ||
           any_context_starts(doc, S("https://www.w3.org/2018/credentials/")) ||
           any_context_starts(doc, S("https://purl.imsglobal.org/spec/ob/v3"));
}

static bool is_v1_1(const struct json *doc)
{
    return any_context_starts(doc, S("https://w3id.org/openbadges/v1"));
}

static bool is_class_of_v2(const struct json *doc)
{
    return has_type(doc, "Assertion") || has_type(doc, "BadgeClass") ||
           has_type(doc, "Endorsement") || (json_get(doc, "recipient") && json_get(doc, "badge"));
}

/* Any other context is read as 2.0, as the reference validator does. */
static bool is_v2(const struct json *doc)
{
    return json_get(doc, "@context") &&
           (any_context_starts(doc, S("https://w3id.org/openbadges/v2")) || is_class_of_v2(doc));
}

/* Only 0.5 and the Backpack's own form name the recipient by a string. */
static bool is_v1_0(const struct json *doc)
{
    const struct json *badge = json_get(doc, "badge");
    bool has_v1_words =
        json_get(doc, "uid") || json_get(doc, "issuedOn") || json_is(badge, JSON_STRING);

    return !json_get(doc, "@context") && badge &&
           (json_is(json_get(doc, "recipient"), JSON_OBJECT) ||
            (json_is(json_get(doc, "verify"), JSON_OBJECT) && has_v1_words));
}

static bool is_v0_5(const struct json *doc)
{
    const struct json *badge = json_get(doc, "badge");

    return !json_get(doc, "@context") && json_is(badge, JSON_OBJECT) &&
           (json_is(json_get(doc, "recipient"), JSON_STRING) ||
            json_is(json_get(badge, "issuer"), JSON_OBJECT));
}

/* Everything inlined for display, and `verify` to tell where the badge is. */
static bool is_flattened(const struct json *doc)
{
    return (is_v1_0(doc) || is_v0_5(doc)) && json_is(json_get(doc, "badge"), JSON_OBJECT) &&
           json_is(json_get(doc, "recipient"), JSON_STRING) && uri_is_http(hosted_address(doc));
}

/* The first that says yes. */
static const struct version_sign {
    enum badge_version version;
    bool (*is)(const struct json *doc);
    void (*read)(struct arena *a, const struct json *doc, struct badge *out);
} versions[] = {
    {CLR_2_0, is_clr, read_v3}, {OB_3_0, is_v3, read_v3},   {OB_1_1, is_v1_1, read_v1},
    {OB_2_0, is_v2, read_v2},   {OB_1_0, is_v1_0, read_v1}, {OB_0_5, is_v0_5, read_v0},
};

static enum badge_version version_of(const struct json *doc)
{
    for (size_t i = 0; i < COUNT(versions); i++)
        if (versions[i].is(doc))
            return versions[i].version;
    return OB_UNKNOWN;
}

/* Whatever else is linked data may be a badge of 2.0 in other words. */
static void find_version(struct arena *a, struct detected *d)
{
    const struct json *in_v2;

    d->raw = d->document;
    d->version = version_of(d->document);
    if (!json_get(d->document, "@context") || (d->version != OB_2_0 && d->version != OB_UNKNOWN))
        return;
    d->is_unread = words_v2(a, d->document, &in_v2, NULL) != OK;
    if (d->is_unread || (d->version == OB_UNKNOWN && !is_class_of_v2(in_v2)))
        return;
    d->version = OB_2_0;
    d->document = in_v2;
}

void detected_read(struct arena *a, const struct detected *d, struct badge *out)
{
    *out = (struct badge){.version = d->version,
                          .kind = d->kind,
                          .token = d->token,
                          .document = d->document,
                          .original = d->payload,
                          .id = d->url};
    for (size_t i = 0; i < COUNT(versions); i++)
        if (versions[i].version == d->version)
            versions[i].read(a, d->document, out);
}

static code flawed(struct detected *d, const char *flaw, code c)
{
    d->flaw = flaw;
    return c;
}

static enum badge_kind kind_of_json(enum badge_version v, const struct json *doc)
{
    if (v == OB_3_0 || v == CLR_2_0)
        return json_get(doc, "proof") ? KIND_DATA_INTEGRITY : KIND_UNSIGNED;
    return KIND_HOSTED;
}

static code detect_presented(struct arena *a, struct detected *d, const struct json *presentation,
                             struct error *err);
static code detect_answer(struct arena *a, struct detected *d, struct error *err);
static bool is_api_answer(const struct json *doc);

static bool is_presentation(const struct json *doc)
{
    return has_type(doc, "VerifiablePresentation");
}

static code detect_claims(struct arena *a, struct detected *d, struct error *err)
{
    const struct json *vc, *vp;

    code c = json_parse(a, d->jws.payload, NULL, &d->claims, err);
    if (c != OK)
        return flawed(d, "json-syntax", c);
    vp = json_get(d->claims, "vp");
    if (is_presentation(vp) || is_presentation(d->claims))
        return detect_presented(a, d, is_presentation(vp) ? vp : d->claims, err);
    vc = json_get(d->claims, "vc");
    d->has_vc_claim = json_is(vc, JSON_OBJECT);
    d->document = d->has_vc_claim ? vc : d->claims;
    find_version(a, d);
    if (d->version == OB_UNKNOWN)
        return flawed(d, "not-a-badge",
                      fail(err, BAD_INPUT, "payload", "the signed text is not a badge"));
    d->kind = d->version == OB_3_0 || d->version == CLR_2_0 ? KIND_VC_JWT : KIND_JWS;
    return OK;
}

static code detect_token(struct arena *a, struct detected *d, str token, struct error *err)
{
    d->flaw_is_verdict = true;
    d->kind = KIND_VC_JWT;
    d->token = str_trim(token);
    code c = jws_parse(a, token, &d->jws, err);
    if (c != OK)
        return flawed(d, "jws-malformed", c);
    return detect_claims(a, d, err);
}

str enveloped_token(const struct json *document)
{
    static const str prefixes[] = {S("data:application/vc+jwt,"),
                                   S("data:application/vc+ld+json+jwt,"),
                                   S("data:application/jwt,")};
    str id = member_text(document, "id");

    if (!has_type(document, "EnvelopedVerifiableCredential"))
        return (str){0};
    for (size_t i = 0; i < COUNT(prefixes); i++)
        if (str_starts(id, prefixes[i]))
            return str_from(id, prefixes[i].n);
    return (str){0};
}

static code detect_document(struct arena *a, struct detected *d, struct error *err)
{
    str token = enveloped_token(d->document);
    if (!str_is_absent(token)) {
        d->enveloped = true;
        return detect_token(a, d, token, err);
    }
    if (is_presentation(d->document))
        return detect_presented(a, d, d->document, err);
    if (is_api_answer(d->document))
        return detect_answer(a, d, err);
    find_version(a, d);
    d->kind = kind_of_json(d->version, d->document);
    d->is_flattened = is_flattened(d->document);
    if (d->version == OB_UNKNOWN)
        return flawed(d, "not-a-badge",
                      fail(err, BAD_INPUT, "", "this is JSON, and not a badge of any version"));
    return OK;
}

/* One badge of whatever holds it, as JSON or as a token. */
static code detect_one(struct arena *a, struct detected *d, const struct json *one,
                       struct error *err)
{
    if (json_is(one, JSON_STRING)) {
        d->payload = json_str(one);
        return detect_token(a, d, d->payload, err);
    }
    d->payload = json_text_of(one);
    d->document = one;
    d->token = (str){0};
    return detect_document(a, d, err);
}

/* What a wallet hands over: the one badge in it is what is judged. Of several
 * nobody could say which was meant. */
static code detect_presented(struct arena *a, struct detected *d, const struct json *presentation,
                             struct error *err)
{
    const struct json *list = json_get(presentation, "verifiableCredential");

    if (json_many_count(list) != 1 || d->presentation)
        return flawed(d, "not-a-badge",
                      fail(err, BAD_INPUT, "/verifiableCredential",
                           "a presentation must hold one badge to be judged; this one holds %zu",
                           json_many_count(list)));
    d->presentation = presentation;
    return detect_one(a, d, json_many(list, 0), err);
}

/* What a Backpack answers a program (OB 3.0 §getCredentials, OB 2.1
 * §Assertions): kept as a file, it is still its badges. */
static const char *const answer_members[] = {"credential", "compactJwsString", "compactJwsStrings",
                                             "assertions", "signedAssertions"};

static bool is_api_answer(const struct json *doc)
{
    bool has_list = false;

    for (size_t i = 0; i < COUNT(answer_members); i++)
        has_list |= json_is(json_get(doc, answer_members[i]), JSON_ARRAY);
    return has_list && !json_get(doc, "@context") && !json_get(doc, "type");
}

static code detect_answer(struct arena *a, struct detected *d, struct error *err)
{
    const struct json *answer = d->document, *one = NULL;
    size_t n = 0;

    for (size_t i = 0; i < COUNT(answer_members); i++) {
        const struct json *list = json_get(answer, answer_members[i]);
        if (!json_is(list, JSON_ARRAY) || !json_count(list))
            continue;
        n += json_count(list);
        one = json_item(list, 0);
    }
    if (n != 1 || d->is_answer)
        return flawed(d, "not-a-badge",
                      fail(err, BAD_INPUT, "",
                           "the answer of a Backpack must hold one badge to be judged; this one "
                           "holds %zu",
                           n));
    d->is_answer = true;
    return detect_one(a, d, one, err);
}

static code detect_json(struct arena *a, struct detected *d, str text, struct error *err)
{
    struct error why = {0};

    code c = json_parse(a, text, NULL, &d->document, &why);
    if (c != OK)
        return flawed(d, "json-syntax", fail(err, c, why.where, "the JSON cannot be read: %s", why.text));
    return detect_document(a, d, err);
}

/* Base64url of a JSON object always begins "ey" or, with white space or a
 * stranger shape inside, with something that has dots and no spaces. */
static bool could_be_token(str text)
{
    if (str_starts(text, S("ey")))
        return true;
    return str_find_byte(text, '.') >= 0 && str_find_byte(text, ' ') < 0 &&
           str_find_byte(text, '<') < 0 && str_find_byte(text, '/') < 0;
}

static bool is_address(str text)
{
    return text.n <= MAX_URL && utf8_is_valid(text) && !utf8_has_controls(text) &&
           uri_is_http(text);
}

/* Files that people take for badges. */
static const struct { str begins; const char *name; } other_pictures[] = {
    {S("\xff\xd8\xff"), "JPEG"}, {S("GIF8"), "GIF"}, {S("RIFF"), "WebP"},
};

static bool begins(str text, str with)
{
    return str_eq_nocase(str_slice(text, 0, with.n), with);
}

/* OK: it is none of them. */
static code refuse_stranger(struct detected *d, str text, struct error *err)
{
    for (size_t i = 0; i < COUNT(other_pictures); i++)
        if (str_starts(text, other_pictures[i].begins))
            return flawed(d, "no-badge-data",
                          fail(err, BAD_INPUT, "", "a %s picture cannot hold a badge; PNG and SVG can", other_pictures[i].name));
    d->flaw = "not-a-badge";
    if (str_starts(text, S("%PDF-")))
        return fail(err, BAD_INPUT, "", "a PDF document is no badge; files that are attached to it may be");
    if (str_starts(text, S("PK\3\4")))
        return fail(err, BAD_INPUT, "", "a ZIP archive is no badge; files in it may be");
    if (str_starts(text, S("PK\5\6")))
        return fail(err, BAD_INPUT, "", "this ZIP archive is empty");
    if (begins(text, S("<!doctype html")) || begins(text, S("<html")))
        return fail(err, BAD_INPUT, "",
                    "this is a page to look at, and no badge: most pages about a badge have its file or its own address on them");
    d->flaw = NULL;
    return OK;
}

/* RFC 8259 §2: other white space is none to JSON. */
static str trimmed(str s)
{
    static const str space = S(" \t\n\r");

    while (s.n && str_find_byte(space, s.p[0]) >= 0)
        s = str_from(s, 1);
    while (s.n && str_find_byte(space, s.p[s.n - 1]) >= 0)
        s = str_slice(s, 0, s.n - 1);
    return s;
}

static code detect_payload(struct arena *a, struct detected *d, struct error *err)
{
    str text = trimmed(utf8_without_mark(d->payload));

    TRY(refuse_stranger(d, text, err));
    if (str_is_empty(text))
        return flawed(d, "no-badge-data", fail(err, BAD_INPUT, "", "there is nothing in it"));
    if (is_address(text)) {
        d->url = text;
        d->kind = KIND_HOSTED;
        return OK;
    }
    if (text.p[0] == '{' || text.p[0] == '[' || text.p[0] == '"')
        return detect_json(a, d, text, err);
    if (could_be_token(text))
        return detect_token(a, d, text, err);
    return flawed(d, "not-a-badge",
                  fail(err, BAD_INPUT, "", "this is neither a badge nor a picture that holds one"));
}

static code detect_image(struct arena *a, struct detected *d, str input, struct error *err)
{
    struct error why = {0};

    d->from_image = true;
    code c = unbake(a, input, &d->baked, &why);
    if (c == NOT_FOUND)
        return flawed(d, "no-badge-data", fail(err, BAD_INPUT, why.where, "%s", why.text));
    if (c != OK)
        return flawed(d, "input-unreadable", fail(err, c, why.where, "the picture cannot be read: %s", why.text));
    d->payload = d->baked.payload;
    d->baked.damaged |= !image_is_whole(input);
    return detect_payload(a, d, err);
}

code detect(struct arena *a, str input, struct detected *d, struct error *err)
{
    *d = (struct detected){.payload = input};
    if (png_looks_like(input) || svg_looks_like(input))
        return detect_image(a, d, input, err);
    return detect_payload(a, d, err);
}

code badge_read(struct arena *a, str input, struct badge *out, struct error *err)
{
    struct detected d;

    *out = (struct badge){0};
    TRY(detect(a, input, &d, err));
    detected_read(a, &d, out);
    return OK;
}
