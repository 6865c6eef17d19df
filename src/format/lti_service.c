/* format/lti_service.c — LTI Advantage as JSON, both ways. */
#include "format/lti_service.h"

#include "base/uri.h"
#include "format/lti.h"

#define NRPS "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
#define AGS  "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"

#define URL_MOST   2000
#define ID_MOST    255
#define NAME_MOST  200
#define SCOPE_MOST 100

/* ---- what is offered ---- */

/* An address, or nothing; what is neither is a mistake that nobody would find otherwise. */
static code offered(const struct json *of, const char *name, str *out, struct error *err)
{
    const struct json *v = json_get(of, name);

    *out = v ? json_str(v) : S("");
    if (!v)
        return OK;
    return uri_is_http(*out) && out->n <= URL_MOST ? OK : fail(err, BAD_INPUT, name, "the platform gives no web address as \"%s\"", name);
}

static bool has_scope(const struct json *of, const char *scope)
{
    const struct json *all = json_get(of, "scope");

    for (size_t i = 0; i < json_many_count(all) && i < SCOPE_MOST; i++)
        if (str_eq(json_str(json_many(all, i)), cstr(scope)))
            return true;
    return false;
}

code lti_services_read(const struct json *claims, struct lti_services *out, struct error *err)
{
    const struct json *grades = json_get(claims, AGS);

    *out = (struct lti_services){0};
    TRY(offered(json_get(claims, NRPS), "context_memberships_url", &out->roster, err));
    TRY(offered(grades, "lineitems", &out->columns, err));
    TRY(offered(grades, "lineitem", &out->column, err));
    out->may_score = has_scope(grades, LTI_SCOPE_SCORE);
    out->may_read = has_scope(grades, LTI_SCOPE_RESULTS);
    return OK;
}

/* ---- who is in the course ---- */

static str text_of(const struct json *v, const char *name, size_t most)
{
    str s = json_str(json_get(v, name));

    return str_is_absent(s) || s.n > most ? S("") : s;
}

static str name_of(struct arena *a, const struct json *v)
{
    str whole = text_of(v, "name", NAME_MOST), given = text_of(v, "given_name", NAME_MOST / 2), family = text_of(v, "family_name", NAME_MOST / 2);

    if (whole.n || !(given.n || family.n))
        return whole;
    return str_trim(str_printf(a, STR_FMT " " STR_FMT, STR_ARG(given), STR_ARG(family)));
}

code lti_members_read(struct arena *a, const struct json *page, struct lti_member_list *out, struct error *err)
{
    const struct json *members = json_get(page, "members");

    if (!json_is(members, JSON_ARRAY))
        return fail(err, BAD_INPUT, "members", "the platform’s answer is no list of members");
    if (json_count(members) > LTI_PAGE_MOST)
        return fail(err, LIMIT, "members", "the platform sends more than %d members at once", LTI_PAGE_MOST);
    for (size_t i = 0; i < json_count(members); i++) {
        const struct json *m = json_item(members, i);
        struct lti_member one = {text_of(m, "user_id", ID_MOST), name_of(a, m), text_of(m, "email", 254), lti_has_role(json_get(m, "roles"), "Learner"), lti_has_role(json_get(m, "roles"), "Instructor")};
        str status = json_str(json_get(m, "status"));
        if (one.subject.n && (str_is_absent(status) || str_eq(status, S("Active"))))
            *list_add(a, out) = one;
    }
    return OK;
}

/* ---- results ---- */

code lti_results_read(struct arena *a, const struct json *page, struct lti_result_list *out, struct error *err)
{
    if (!json_is(page, JSON_ARRAY))
        return fail(err, BAD_INPUT, "results", "the platform’s answer is no list of results");
    if (json_count(page) > LTI_PAGE_MOST)
        return fail(err, LIMIT, "results", "the platform sends more than %d results at once", LTI_PAGE_MOST);
    for (size_t i = 0; i < json_count(page); i++) {
        const struct json *v = json_item(page, i), *score = json_get(v, "resultScore"), *most = json_get(v, "resultMaximum");
        struct lti_result one = {text_of(v, "userId", ID_MOST), json_number_text(score), json_is(most, JSON_NUMBER) ? json_number_text(most) : S("1")};
        double got = json_double(score), of = json_is(most, JSON_NUMBER) ? json_double(most) : 1;
        if (one.subject.n && !str_is_absent(one.score) && of > 0 && of < 1e9 && got >= 0 && got <= of)
            *list_add(a, out) = one;
    }
    return OK;
}

/* ---- a word for calls ---- */

code lti_token_read(const struct json *answer, str *token, struct error *err)
{
    str type = json_str(json_get(answer, "token_type"));

    *token = json_str(json_get(answer, "access_token"));
    if (!str_is_absent(type) && !str_eq_nocase(type, S("bearer")))
        return fail(err, UNSUPPORTED, "token_type", "the platform gives another kind of token than a bearer token");
    if (str_is_empty(*token) || token->n > 4000)
        return fail(err, BAD_INPUT, "access_token", "the platform gave no token for its services");
    for (size_t i = 0; i < token->n; i++)
        if (token->p[i] <= ' ' || token->p[i] > '~')
            return fail(err, BAD_INPUT, "access_token", "the platform’s token has signs that no token has");
    return OK;
}

str lti_token_claims(struct arena *a, const struct lti_token_ask *ask)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "iss", ask->client);
    json_put_member(&w, "sub", ask->client);
    json_put_member(&w, "aud", ask->audience);
    json_put_member_int(&w, "iat", ask->now_s);
    json_put_member_int(&w, "exp", ask->now_s + 300);
    json_put_member(&w, "jti", ask->id);
    json_close_object(&w);
    return buf_done(&b);
}

/* ---- a score ---- */

str lti_score_text(struct arena *a, const struct lti_score *s)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "userId", s->subject);
    json_put_member_int(&w, "scoreGiven", s->has);
    json_put_member_int(&w, "scoreMaximum", 1);
    json_put_member(&w, "activityProgress", s->has ? S("Completed") : S("Initialized"));
    json_put_member(&w, "gradingProgress", s->has ? S("FullyGraded") : S("NotReady"));
    json_put_member(&w, "timestamp", time_format(a, s->at));
    json_close_object(&w);
    return buf_done(&b);
}

str lti_below(struct arena *a, str url, const char *name)
{
    ptrdiff_t query = str_find_byte(url, '?');
    str path = query < 0 ? url : str_slice(url, 0, (size_t)query);

    while (path.n && path.p[path.n - 1] == '/')
        path = str_slice(path, 0, path.n - 1);
    return str_printf(a, STR_FMT "/%s" STR_FMT, STR_ARG(path), name, STR_ARG(query < 0 ? S("") : str_from(url, (size_t)query)));
}
