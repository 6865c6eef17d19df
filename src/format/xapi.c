/* format/xapi.c — what a statement says, taken out of one that keeps the rules. */
#include "format/xapi.h"

#include "base/crypto.h"
#include "format/email.h"
#include "format/jcs.h"

/* ---- versions ---- */

/* "1.0" and what follows it, "2.0" and what follows it (xAPI-Communication §3.3). */
bool xapi_version_read(str header, enum xapi_version *out)
{
    static const struct { str start; enum xapi_version version; } known[] = {{S("1.0"), XAPI_1}, {S("2.0"), XAPI_2}};
    str s = str_trim(header);
    int64_t n;

    for (size_t i = 0; i < COUNT(known); i++) {
        if (!str_starts(s, known[i].start))
            continue;
        str rest = str_from(s, known[i].start.n);
        *out = known[i].version;
        return rest.n == 0 || (rest.n < 5 && rest.p[0] == '.' && str_to_int(str_from(rest, 1), &n) && n >= 0);
    }
    return false;
}

const char *xapi_version_text(enum xapi_version v)
{
    return v == XAPI_2 ? "2.0.0" : "1.0.3";
}

/* ---- small values ---- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

str xapi_uuid(struct arena *a, str text)
{
    if (text.n != 36)
        return (str){0};
    for (size_t i = 0; i < text.n; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? text.p[i] != '-' : !is_hex(text.p[i]))
            return (str){0};
    }
    return str_lower(a, text);
}

/* 1.0.3 allows all of ISO 8601: without a zone it is read as UTC, and a zone may
 * lack its colon or its minutes. */
code xapi_time(struct arena *a, str text, enum xapi_version version, msec *out)
{
    ptrdiff_t t = str_find_byte(text, 'T');
    size_t sign = text.n;

    if (time_parse(text, out, NULL) == OK)
        return OK;
    if (version != XAPI_1 || t < 0 || text.n > 60)
        return BAD_INPUT;
    for (size_t i = (size_t)t; i < text.n; i++)
        if (text.p[i] == '+' || text.p[i] == '-')
            sign = i;
    if (sign == text.n)
        return time_parse(str_join(a, text, S("Z")), out, NULL);
    str zone = str_from(text, sign);
    return time_parse(str_printf(a, STR_FMT ":" STR_FMT, STR_ARG(str_slice(text, 0, sign + 3)), STR_ARG(zone.n > 3 ? str_from(zone, 3) : S("00"))), out, NULL);
}

/* The words of a language map: English where there is any, else the first. */
static str name_in(const struct json *map)
{
    for (size_t i = 0; i < json_count(map); i++)
        if (str_eq_nocase(str_slice(json_key(map, i), 0, 2), S("en")))
            return json_str(json_value(map, i));
    return json_count(map) && json_is(map, JSON_OBJECT) ? json_str(json_value(map, 0)) : (str){0};
}

/* ---- somebody ---- */

static void read_who(struct arena *a, const struct json *v, struct xapi_who *out)
{
    const struct json *account = json_get(v, "account");
    str mbox = json_str(json_get(v, "mbox")), sha1 = json_str(json_get(v, "mbox_sha1sum"));

    *out = (struct xapi_who){
        .openid = json_str(json_get(v, "openid")), .home = json_str(json_get(account, "homePage")), .account = json_str(json_get(account, "name")),
        .name = json_str(json_get(v, "name")), .is_group = str_eq(json_str(json_get(v, "objectType")), S("Group")),
        .mbox = str_is_absent(mbox) ? mbox : email_fold(a, str_from(mbox, 7)), .sha1 = str_is_absent(sha1) ? sha1 : str_lower(a, sha1),
    };
}

/* A home page has no spaces, so that the name begins behind the second one. */
str xapi_who_key(struct arena *a, const struct xapi_who *w)
{
    if (!str_is_absent(w->mbox))
        return str_join(a, S("mbox "), w->mbox);
    if (!str_is_absent(w->sha1))
        return str_join(a, S("sha1 "), w->sha1);
    if (!str_is_absent(w->openid))
        return str_join(a, S("openid "), w->openid);
    if (!str_is_absent(w->account))
        return str_printf(a, "account " STR_FMT " " STR_FMT, STR_ARG(w->home), STR_ARG(w->account));
    return (str){0};
}

bool xapi_who_of_key(str key, struct xapi_who *out)
{
    str kind;

    *out = (struct xapi_who){0};
    if (!str_cut(&key, ' ', &kind) || str_is_empty(key))
        return false;
    if (str_eq(kind, S("mbox")))
        out->mbox = key;
    else if (str_eq(kind, S("sha1")))
        out->sha1 = key;
    else if (str_eq(kind, S("openid")))
        out->openid = key;
    else if (str_eq(kind, S("account")) && str_cut(&key, ' ', &out->home))
        out->account = key;
    return !str_is_absent(out->mbox) || !str_is_absent(out->sha1) || !str_is_absent(out->openid) || !str_is_absent(out->account);
}

/* ---- what was done, and how well ---- */

static void read_object(struct arena *a, const struct json *v, struct xapi_statement *out)
{
    str type = json_str(json_get(v, "objectType"));

    if (str_eq(type, S("StatementRef"))) {
        out->kind = XAPI_STATEMENT_REF;
        out->object = xapi_uuid(a, json_str(json_get(v, "id")));
    } else if (str_eq(type, S("Agent")) || str_eq(type, S("Group"))) {
        out->kind = XAPI_AGENT;
        out->object = S("");
    } else if (str_eq(type, S("SubStatement"))) {
        out->kind = XAPI_SUBSTATEMENT;
        out->object = S("");
    } else {
        out->object = json_str(json_get(v, "id"));
        out->object_name = name_in(json_get(json_get(v, "definition"), "name"));
    }
}

static bool read_number(const struct json *v, const char *name, double *out)
{
    const struct json *n = json_get(v, name);

    if (n)
        *out = json_double(n);
    return n != NULL;
}

static void read_result(const struct json *v, struct xapi_statement *out)
{
    const struct json *score = json_get(v, "score"), *success = json_get(v, "success"), *completion = json_get(v, "completion");
    struct xapi_score *s = &out->score;

    s->has_scaled = read_number(score, "scaled", &s->scaled);
    s->has_raw = read_number(score, "raw", &s->raw);
    s->has_min = read_number(score, "min", &s->min);
    s->has_max = read_number(score, "max", &s->max);
    s->raw_text = json_number_text(json_get(score, "raw"));
    out->has_success = success != NULL;
    out->success = json_bool(success);
    out->has_completion = completion != NULL;
    out->completion = json_bool(completion);
}

static void add_activities(struct arena *a, const struct json *v, const char *name, struct str_list *out)
{
    const struct json *list = json_get(v, name);

    for (size_t i = 0; i < json_many_count(list); i++)
        *list_add(a, out) = json_str(json_get(json_many(list, i), "id"));
}

bool xapi_percent(const struct xapi_score *s, double *out)
{
    double least = s->has_min ? s->min : 0;

    if (s->has_scaled)
        *out = s->scaled * 100;
    else if (s->has_raw && s->has_max && s->max > least)
        *out = (s->raw - least) / (s->max - least) * 100;
    else
        return false;
    return true;
}

/* ---- the whole ---- */

code xapi_statement_read(struct arena *a, const struct json *v, enum xapi_version version, struct xapi_statement *out, struct error *err)
{
    const struct json *verb, *activities;

    *out = (struct xapi_statement){0};
    TRY(xapi_statement_check(a, v, version, err));
    verb = json_get(v, "verb");
    activities = json_get(json_get(v, "context"), "contextActivities");
    out->id = json_get(v, "id") ? xapi_uuid(a, json_str(json_get(v, "id"))) : (str){0};
    read_who(a, json_get(v, "actor"), &out->actor);
    out->verb = json_str(json_get(verb, "id"));
    out->verb_name = name_in(json_get(verb, "display"));
    read_object(a, json_get(v, "object"), out);
    read_result(json_get(v, "result"), out);
    add_activities(a, activities, "parent", &out->within);
    add_activities(a, activities, "grouping", &out->within);
    add_activities(a, activities, "category", &out->categories);
    if (json_get(v, "timestamp"))
        TRY(xapi_time(a, json_str(json_get(v, "timestamp")), version, &out->at));
    out->voids = str_eq(out->verb, S(XAPI_VOIDED));
    return OK;
}

code xapi_statement_digest(struct arena *a, const struct json *v, str *out, struct error *err)
{
    static const char *const not_counted[] = {"id", "stored", "timestamp", "authority", "version", "attachments"};
    str text;

    TRY(jcs_write(a, json_without(a, v, not_counted, COUNT(not_counted)), &text, err));
    *out = sha256_hex(a, text);
    return OK;
}
