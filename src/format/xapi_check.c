/* format/xapi_check.c — the rules for statements (xAPI-Data §2), as tables of
 * members: which there may be, which there must be, and what each has to be. */
#include "format/xapi.h"

#include "base/codec.h"
#include "base/uri.h"
#include "format/email.h"

#define WAY_MOST 90                              /* of a way to a member */
#define MEMBERS_MOST 1000                        /* of a group */

/* `way`: to the value that is looked at. */
struct look { struct arena *a; enum xapi_version version; bool is_inner; const char *way; };
typedef code member_fn(struct look *k, const struct json *v, struct error *err);
struct member { const char *name; member_fn *check; bool needed; };
struct members { const struct member *items; size_t n; };
#define MEMBERS(array) ((struct members){(array), COUNT(array)})

static const char *place(const struct look *k)
{
    return *k->way ? k->way : "/";
}

static struct look inside(const struct look *k, str name)
{
    struct look in = *k;
    str way = str_printf(k->a, "%s/" STR_FMT, k->way, STR_ARG(name));

    in.way = str_z(k->a, str_slice(way, 0, WAY_MOST));
    return in;
}

static const struct member *member_named(struct members m, str name)
{
    for (size_t i = 0; i < m.n; i++)
        if (str_eq(name, cstr(m.items[i].name)))
            return &m.items[i];
    return NULL;
}

/* xAPI-Data §2.2: no others, none that is null, all that must be there. */
static code check_members(struct look *k, const struct json *v, struct members m, struct error *err)
{
    if (!json_is(v, JSON_OBJECT))
        return fail(err, BAD_INPUT, place(k), "must be an object");
    for (size_t i = 0; i < json_count(v); i++) {
        struct look in = inside(k, json_key(v, i));
        const struct member *one = member_named(m, json_key(v, i));
        if (!one)
            return fail(err, BAD_INPUT, place(&in), "there is no such member");
        if (json_is(json_value(v, i), JSON_NULL))
            return fail(err, BAD_INPUT, place(&in), "may be left out, but not be null");
        TRY(one->check(&in, json_value(v, i), err));
    }
    for (size_t i = 0; i < m.n; i++)
        if (m.items[i].needed && !json_get(v, m.items[i].name)) {
            struct look in = inside(k, cstr(m.items[i].name));
            return fail(err, BAD_INPUT, place(&in), "is missing");
        }
    return OK;
}

static code check_each(struct look *k, const struct json *v, member_fn *check, struct error *err)
{
    if (!json_is(v, JSON_ARRAY))
        return fail(err, BAD_INPUT, place(k), "must be a list");
    for (size_t i = 0; i < json_count(v); i++) {
        struct look in = inside(k, str_printf(k->a, "%zu", i));
        TRY(check(&in, json_item(v, i), err));
    }
    return OK;
}

/* ---- plain values ---- */

static code is_text(struct look *k, const struct json *v, struct error *err)
{
    return json_is(v, JSON_STRING) ? OK : fail(err, BAD_INPUT, place(k), "must be text");
}

static code is_texts(struct look *k, const struct json *v, struct error *err)
{
    return check_each(k, v, is_text, err);
}

static code is_bool(struct look *k, const struct json *v, struct error *err)
{
    return json_is(v, JSON_TRUE) || json_is(v, JSON_FALSE) ? OK : fail(err, BAD_INPUT, place(k), "must be true or false");
}

static code is_number(struct look *k, const struct json *v, struct error *err)
{
    return json_is(v, JSON_NUMBER) ? OK : fail(err, BAD_INPUT, place(k), "must be a number");
}

static code is_length(struct look *k, const struct json *v, struct error *err)
{
    int64_t n;

    return json_int(v, &n) && n >= 0 ? OK : fail(err, BAD_INPUT, place(k), "must be a whole number");
}

static bool iri_is_good(str s)
{
    struct uri u;

    return !str_is_empty(s) && uri_parse(s, &u, NULL) == OK && !str_is_absent(u.scheme);
}

static code is_iri(struct look *k, const struct json *v, struct error *err)
{
    return iri_is_good(json_str(v)) ? OK : fail(err, BAD_INPUT, place(k), "must be an IRI, such as https://example.org/courses/1");
}

static code is_uuid(struct look *k, const struct json *v, struct error *err)
{
    return str_is_absent(xapi_uuid(k->a, json_str(v))) ? fail(err, BAD_INPUT, place(k), "must be a UUID") : OK;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* RFC 5646 §2.1 as far as its form goes: pieces of one to eight, the first of letters. */
static bool language_is_good(str tag)
{
    str piece;
    bool first = true;

    if (tag.n == 0 || tag.n > 60)
        return false;
    for (; str_cut(&tag, '-', &piece); first = false) {
        if (piece.n < 1 || piece.n > 8)
            return false;
        for (size_t i = 0; i < piece.n; i++)
            if (!is_letter(piece.p[i]) && (first || !is_digit(piece.p[i])))
                return false;
    }
    return true;
}

static code is_language(struct look *k, const struct json *v, struct error *err)
{
    return language_is_good(json_str(v)) ? OK : fail(err, BAD_INPUT, place(k), "must be a language, such as en or de-AT");
}

static code is_language_map(struct look *k, const struct json *v, struct error *err)
{
    if (!json_is(v, JSON_OBJECT))
        return fail(err, BAD_INPUT, place(k), "must give words by language, such as {\"en\": \"passed\"}");
    for (size_t i = 0; i < json_count(v); i++) {
        struct look in = inside(k, json_key(v, i));
        if (!language_is_good(json_key(v, i)))
            return fail(err, BAD_INPUT, place(&in), "must be a language, such as en or de-AT");
        TRY(is_text(&in, json_value(v, i), err));
    }
    return OK;
}

static code is_extensions(struct look *k, const struct json *v, struct error *err)
{
    if (!json_is(v, JSON_OBJECT))
        return fail(err, BAD_INPUT, place(k), "must be an object");
    for (size_t i = 0; i < json_count(v); i++)
        if (!iri_is_good(json_key(v, i)))
            return fail(err, BAD_INPUT, place(k), "an extension is named by an IRI");
    return OK;
}

/* ISO 8601 §4.4.3.2: number and letter, in the order of `letters`; the last may have a fraction. */
static bool take_parts(str *s, const char *letters, bool *any)
{
    while (s->n && is_digit(s->p[0])) {
        size_t i = 0;
        while (i < s->n && (is_digit(s->p[i]) || s->p[i] == '.' || s->p[i] == ','))
            i++;
        const char *at = i < s->n ? strchr(letters, s->p[i]) : NULL;
        if (!at || *at == 0)
            return false;
        letters = at + 1;
        *s = str_from(*s, i + 1);
        *any = true;
    }
    return true;
}

static bool duration_is_good(str s)
{
    bool any = false, timed = false;

    if (s.n < 3 || s.p[0] != 'P')
        return false;
    s = str_from(s, 1);
    if (!take_parts(&s, "YMWD", &any))
        return false;
    if (s.n && s.p[0] == 'T') {
        s = str_from(s, 1);
        if (!take_parts(&s, "HMS", &timed) || !timed)
            return false;
    }
    return s.n == 0 && (any || timed);
}

static code is_duration(struct look *k, const struct json *v, struct error *err)
{
    return duration_is_good(json_str(v)) ? OK : fail(err, BAD_INPUT, place(k), "must be a duration, such as PT1H30M");
}

/* xAPI-Data §4.5: an offset of "minus nothing" is refused. */
static code is_time(struct look *k, const struct json *v, struct error *err)
{
    str s = json_str(v);
    msec t;

    if (str_ends(s, S("-00:00")) || str_ends(s, S("-0000")) || str_ends(s, S("-00")) || xapi_time(k->a, s, k->version, &t) != OK)
        return fail(err, BAD_INPUT, place(k), "must be a time, such as 2026-05-04T09:30:00Z");
    return OK;
}

static code is_version(struct look *k, const struct json *v, struct error *err)
{
    enum xapi_version ignored;

    return xapi_version_read(json_str(v), &ignored) ? OK : fail(err, BAD_INPUT, place(k), "must be a version, such as 1.0.3 or 2.0.0");
}

/* ---- somebody (§2.4.2) ---- */

static code is_mbox(struct look *k, const struct json *v, struct error *err)
{
    struct email e;
    str s = json_str(v);

    if (!str_starts(s, S("mailto:")) || email_parse(k->a, str_from(s, 7), &e, NULL) != OK || e.name.n)
        return fail(err, BAD_INPUT, place(k), "must be an address, such as mailto:ann@example.org");
    return OK;
}

static code is_sha1(struct look *k, const struct json *v, struct error *err)
{
    str s = json_str(v);

    return s.n == 40 && !str_is_absent(hex_decode(k->a, s)) ? OK : fail(err, BAD_INPUT, place(k), "must be 40 hex digits");
}

static code is_account(struct look *k, const struct json *v, struct error *err)
{
    static const struct member account[] = {{"homePage", is_iri, true}, {"name", is_text, true}};

    TRY(check_members(k, v, MEMBERS(account), err));
    return str_is_empty(json_str(json_get(v, "name"))) ? fail(err, BAD_INPUT, place(k), "an account must have a name") : OK;
}

static code is_agent(struct look *k, const struct json *v, struct error *err);

static code is_member_list(struct look *k, const struct json *v, struct error *err)
{
    if (json_count(v) > MEMBERS_MOST)
        return fail(err, BAD_INPUT, place(k), "a group has at most 1,000 members");
    return check_each(k, v, is_agent, err);
}

static size_t count_names(const struct json *v)
{
    static const char *const names[] = {"mbox", "mbox_sha1sum", "openid", "account"};
    size_t n = 0;

    for (size_t i = 0; i < COUNT(names); i++)
        n += json_get(v, names[i]) != NULL;
    return n;
}

static code is_agent(struct look *k, const struct json *v, struct error *err)
{
    static const struct member agent[] = {
        {"objectType", is_text, false}, {"name", is_text, false}, {"mbox", is_mbox, false}, {"mbox_sha1sum", is_sha1, false},
        {"openid", is_iri, false}, {"account", is_account, false},
    };
    str type = json_str(json_get(v, "objectType"));

    TRY(check_members(k, v, MEMBERS(agent), err));
    if (!str_is_absent(type) && !str_eq(type, S("Agent")))
        return fail(err, BAD_INPUT, place(k), "must be an Agent");
    return count_names(v) == 1 ? OK : fail(err, BAD_INPUT, place(k), "must say who it is in exactly one way: mbox, mbox_sha1sum, openid or account");
}

static code is_group(struct look *k, const struct json *v, struct error *err)
{
    static const struct member group[] = {
        {"objectType", is_text, true}, {"name", is_text, false}, {"member", is_member_list, false}, {"mbox", is_mbox, false},
        {"mbox_sha1sum", is_sha1, false}, {"openid", is_iri, false}, {"account", is_account, false},
    };
    size_t named = count_names(v);

    TRY(check_members(k, v, MEMBERS(group), err));
    if (!str_eq(json_str(json_get(v, "objectType")), S("Group")))
        return fail(err, BAD_INPUT, place(k), "must be a Group");
    if (named > 1)
        return fail(err, BAD_INPUT, place(k), "must say who it is in exactly one way: mbox, mbox_sha1sum, openid or account");
    return named || json_count(json_get(v, "member")) ? OK : fail(err, BAD_INPUT, place(k), "a group without a name of its own must have members");
}

static code is_somebody(struct look *k, const struct json *v, struct error *err)
{
    return str_eq(json_str(json_get(v, "objectType")), S("Group")) ? is_group(k, v, err) : is_agent(k, v, err);
}

/* ---- verb and activity (§2.4.3, §2.4.4) ---- */

static code is_verb(struct look *k, const struct json *v, struct error *err)
{
    static const struct member verb[] = {{"id", is_iri, true}, {"display", is_language_map, false}};

    return check_members(k, v, MEMBERS(verb), err);
}

static code is_component(struct look *k, const struct json *v, struct error *err)
{
    static const struct member component[] = {{"id", is_text, true}, {"description", is_language_map, false}};

    return check_members(k, v, MEMBERS(component), err);
}

static code is_components(struct look *k, const struct json *v, struct error *err)
{
    return check_each(k, v, is_component, err);
}

static code is_interaction(struct look *k, const struct json *v, struct error *err)
{
    static const char *const kinds[] = {"true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric", "other"};

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq(json_str(v), cstr(kinds[i])))
            return OK;
    return fail(err, BAD_INPUT, place(k), "there is no such kind of interaction");
}

static code is_definition(struct look *k, const struct json *v, struct error *err)
{
    static const struct member definition[] = {
        {"name", is_language_map, false}, {"description", is_language_map, false}, {"type", is_iri, false}, {"moreInfo", is_iri, false},
        {"extensions", is_extensions, false}, {"interactionType", is_interaction, false}, {"correctResponsesPattern", is_texts, false},
        {"choices", is_components, false}, {"scale", is_components, false}, {"source", is_components, false},
        {"target", is_components, false}, {"steps", is_components, false},
    };
    static const char *const parts[] = {"correctResponsesPattern", "choices", "scale", "source", "target", "steps"};

    TRY(check_members(k, v, MEMBERS(definition), err));
    for (size_t i = 0; i < COUNT(parts); i++)
        if (json_get(v, parts[i]) && !json_get(v, "interactionType"))
            return fail(err, BAD_INPUT, place(k), "parts of an interaction need an interactionType");
    return OK;
}

static code is_activity(struct look *k, const struct json *v, struct error *err)
{
    static const struct member activity[] = {{"objectType", is_text, false}, {"id", is_iri, true}, {"definition", is_definition, false}};
    str type = json_str(json_get(v, "objectType"));

    TRY(check_members(k, v, MEMBERS(activity), err));
    return str_is_absent(type) || str_eq(type, S("Activity")) ? OK : fail(err, BAD_INPUT, place(k), "must be an Activity");
}

static code is_reference(struct look *k, const struct json *v, struct error *err)
{
    static const struct member reference[] = {{"objectType", is_text, true}, {"id", is_uuid, true}};

    TRY(check_members(k, v, MEMBERS(reference), err));
    return str_eq(json_str(json_get(v, "objectType")), S("StatementRef")) ? OK : fail(err, BAD_INPUT, place(k), "must be a StatementRef");
}

/* ---- result and context (§2.4.5, §2.4.6) ---- */

static code is_score(struct look *k, const struct json *v, struct error *err)
{
    static const struct member score[] = {{"scaled", is_number, false}, {"raw", is_number, false}, {"min", is_number, false}, {"max", is_number, false}};
    const struct json *scaled = json_get(v, "scaled"), *raw = json_get(v, "raw"), *min = json_get(v, "min"), *max = json_get(v, "max");

    TRY(check_members(k, v, MEMBERS(score), err));
    if (scaled && !(json_double(scaled) >= -1 && json_double(scaled) <= 1))
        return fail(err, BAD_INPUT, place(k), "a scaled score is between -1 and 1");
    if (min && max && !(json_double(min) < json_double(max)))
        return fail(err, BAD_INPUT, place(k), "the least score must be below the most");
    if (raw && ((min && json_double(raw) < json_double(min)) || (max && json_double(raw) > json_double(max))))
        return fail(err, BAD_INPUT, place(k), "the score lies outside of what it may be");
    return OK;
}

static code is_result(struct look *k, const struct json *v, struct error *err)
{
    static const struct member result[] = {
        {"score", is_score, false}, {"success", is_bool, false}, {"completion", is_bool, false}, {"response", is_text, false},
        {"duration", is_duration, false}, {"extensions", is_extensions, false},
    };

    return check_members(k, v, MEMBERS(result), err);
}

static code is_activities(struct look *k, const struct json *v, struct error *err)
{
    return json_is(v, JSON_ARRAY) ? check_each(k, v, is_activity, err) : is_activity(k, v, err);
}

static code is_context_activities(struct look *k, const struct json *v, struct error *err)
{
    static const struct member kinds[] = {{"parent", is_activities, false}, {"grouping", is_activities, false}, {"category", is_activities, false}, {"other", is_activities, false}};

    return check_members(k, v, MEMBERS(kinds), err);
}

static code is_types(struct look *k, const struct json *v, struct error *err)
{
    return json_count(v) ? check_each(k, v, is_iri, err) : fail(err, BAD_INPUT, place(k), "must be a list of IRIs");
}

/* 2.0 alone: who else had to do with it. */
static code is_context_agent(struct look *k, const struct json *v, struct error *err)
{
    static const struct member one[] = {{"objectType", is_text, true}, {"agent", is_agent, true}, {"relevantTypes", is_types, false}};

    TRY(check_members(k, v, MEMBERS(one), err));
    return str_eq(json_str(json_get(v, "objectType")), S("contextAgent")) ? OK : fail(err, BAD_INPUT, place(k), "must be a contextAgent");
}

static code is_context_group(struct look *k, const struct json *v, struct error *err)
{
    static const struct member one[] = {{"objectType", is_text, true}, {"group", is_group, true}, {"relevantTypes", is_types, false}};

    TRY(check_members(k, v, MEMBERS(one), err));
    return str_eq(json_str(json_get(v, "objectType")), S("contextGroup")) ? OK : fail(err, BAD_INPUT, place(k), "must be a contextGroup");
}

static code is_context_agents(struct look *k, const struct json *v, struct error *err)
{
    return k->version == XAPI_2 ? check_each(k, v, is_context_agent, err) : fail(err, BAD_INPUT, place(k), "is a member of version 2.0");
}

static code is_context_groups(struct look *k, const struct json *v, struct error *err)
{
    return k->version == XAPI_2 ? check_each(k, v, is_context_group, err) : fail(err, BAD_INPUT, place(k), "is a member of version 2.0");
}

static code is_context(struct look *k, const struct json *v, struct error *err)
{
    static const struct member context[] = {
        {"registration", is_uuid, false}, {"instructor", is_somebody, false}, {"team", is_group, false},
        {"contextActivities", is_context_activities, false}, {"contextAgents", is_context_agents, false}, {"contextGroups", is_context_groups, false},
        {"revision", is_text, false}, {"platform", is_text, false}, {"language", is_language, false}, {"statement", is_reference, false},
        {"extensions", is_extensions, false},
    };

    return check_members(k, v, MEMBERS(context), err);
}

/* ---- attachments (§2.4.11): their bytes do not come here ---- */

static code is_sha2(struct look *k, const struct json *v, struct error *err)
{
    str s = json_str(v);
    bool fits = s.n == 56 || s.n == 64 || s.n == 96 || s.n == 128;

    return fits && !str_is_absent(hex_decode(k->a, s)) ? OK : fail(err, BAD_INPUT, place(k), "must be the hash of the file in hex digits");
}

static code is_attachment(struct look *k, const struct json *v, struct error *err)
{
    static const struct member attachment[] = {
        {"usageType", is_iri, true}, {"display", is_language_map, true}, {"description", is_language_map, false}, {"contentType", is_text, true},
        {"length", is_length, true}, {"sha2", is_sha2, true}, {"fileUrl", is_iri, false},
    };

    TRY(check_members(k, v, MEMBERS(attachment), err));
    return json_get(v, "fileUrl") ? OK : fail(err, BAD_INPUT, place(k), "an attachment must be at an address of its own: no files are taken here");
}

static code is_attachments(struct look *k, const struct json *v, struct error *err)
{
    return check_each(k, v, is_attachment, err);
}

/* ---- the statement ---- */

static code is_inner(struct look *k, const struct json *v, struct error *err);

static code is_object(struct look *k, const struct json *v, struct error *err)
{
    str type = json_str(json_get(v, "objectType"));

    if (str_eq(type, S("Agent")) || str_eq(type, S("Group")))
        return is_somebody(k, v, err);
    if (str_eq(type, S("StatementRef")))
        return is_reference(k, v, err);
    return str_eq(type, S("SubStatement")) ? is_inner(k, v, err) : is_activity(k, v, err);
}

/* §2.4.6: revision and platform are said of activities alone. */
static code check_together(struct look *k, const struct json *v, struct error *err)
{
    const struct json *context = json_get(v, "context"), *object = json_get(v, "object");
    str type = json_str(json_get(object, "objectType"));
    bool is_of_activity = str_is_absent(type) || str_eq(type, S("Activity"));

    if (!is_of_activity && (json_get(context, "revision") || json_get(context, "platform")))
        return fail(err, BAD_INPUT, place(k), "revision and platform belong to activities alone");
    if (str_eq(json_str(json_get(json_get(v, "verb"), "id")), S(XAPI_VOIDED)) && !str_eq(type, S("StatementRef")))
        return fail(err, BAD_INPUT, place(k), "what is voided must be a StatementRef");
    return OK;
}

static code is_inner(struct look *k, const struct json *v, struct error *err)
{
    static const struct member inner[] = {
        {"objectType", is_text, true}, {"actor", is_somebody, true}, {"verb", is_verb, true}, {"object", is_object, true}, {"result", is_result, false},
        {"context", is_context, false}, {"timestamp", is_time, false}, {"attachments", is_attachments, false},
    };
    struct look in = *k;

    if (k->is_inner)
        return fail(err, BAD_INPUT, place(k), "a statement within a statement may not have another in it");
    in.is_inner = true;
    TRY(check_members(&in, v, MEMBERS(inner), err));
    return check_together(&in, v, err);
}

code xapi_statement_check(struct arena *a, const struct json *v, enum xapi_version version, struct error *err)
{
    static const struct member statement[] = {
        {"id", is_uuid, false}, {"actor", is_somebody, true}, {"verb", is_verb, true}, {"object", is_object, true}, {"result", is_result, false},
        {"context", is_context, false}, {"timestamp", is_time, false}, {"stored", is_time, false}, {"authority", is_somebody, false},
        {"version", is_version, false}, {"attachments", is_attachments, false},
    };
    struct look k = {a, version, false, ""};

    TRY(check_members(&k, v, MEMBERS(statement), err));
    return check_together(&k, v, err);
}
