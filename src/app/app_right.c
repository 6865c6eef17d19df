/* app/app_right.c — what the router asks of the application: who may, and where
 * somebody proves more than he did. */
#include "app/app.h"

#include "app/account/account.h"
#include "app/audit/audit.h"
#include "app/host/host.h"
#include "app/org/org.h"
#include "app/token/token.h"
#include "base/uri.h"

const char *right_name(enum right right)
{
    static const char *const names[RIGHT_COUNT] = {
        [EVERYBODY] = "everybody", [SIGNED_IN] = "signed-in", [OPERATOR] = "operator", [VIEW_ORG] = "view-org",
        [VIEW_PEOPLE] = "view-people", [VIEW_AWARDS] = "view-awards", [VIEW_EVIDENCE] = "view-evidence", [OPEN_EVIDENCE] = "open-evidence",
        [DESIGN_BADGES] = "design-badges", [SET_FORMS] = "set-forms", [SET_SETS] = "set-sets", [SET_REMINDERS] = "set-reminders",
        [AWARD_BADGES] = "award-badges", [REVOKE_OWN] = "revoke-own", [REVOKE_BADGES] = "revoke-badges", [SEE_QUEUE] = "see-queue",
        [JUDGE_EVIDENCE] = "judge-evidence", [CHECK_JUDGES] = "check-judges", [MANAGE_PEOPLE] = "manage-people",
        [SET_STANDARDS] = "set-standards", [VIEW_STANDINGS] = "view-standings", [RECORD_PROOF] = "record-proof", [WAIVE_STANDARDS] = "waive-standards",
        [SEE_VACANCIES] = "view-vacancies", [RECRUIT] = "recruit", [READ_LOG] = "read-log", [MANAGE_ORG] = "manage-org", [BY_TOKEN] = "by-token", [BY_GRANT] = "by-grant",
    };

    return (unsigned)right < RIGHT_COUNT ? names[right] : "?";
}

/* The word of a company's provider counts in that company alone, and stands for a
 * second step there; elsewhere one shows oneself who one is. */
static bool is_shown_enough(const struct request *rq, int64_t org, const struct org_access *access)
{
    if (rq->session->org == org)
        return true;
    if (access->wants_company || (rq->session->org && rq->session->proved_at == 0))
        return false;
    return !access->wants_second || rq->session->is_strong;
}

/* Members are told that something is not theirs to do; for strangers an
 * organisation's pages are not there at all. What cannot be noted is not opened. */
static code allow_in_org(struct request *rq, int right, int64_t org)
{
    struct org_access access;

    if (org_access(rq->db, rq->arena, org, rq->session->account, &access, NULL) != OK)
        return NOT_FOUND;
    TRY(access_allows(rq, &access.may, (enum right)right));
    return is_shown_enough(rq, org, &access) ? audit_note(rq, &access.may, NULL) : CONFLICT;
}

/* What the maker of the token may, however far the token goes. */
static code load_maker(struct request *rq, const struct access **out)
{
    const struct token *t = &bearer_of(rq)->token;
    struct access *maker = NEW(rq->arena, struct access);

    *out = maker;
    if (!t->some_departments && !t->some_badges)
        return access_of(rq, rq->org, out, NULL);
    return access_load(rq->db, rq->arena, rq->org, t->account, maker, NULL);
}

/* A program reads for the maker of its token, who may be an auditor by now. */
static code allow_token(struct request *rq)
{
    const struct access *maker;

    TRY(token_bearer(rq, rq->route->scope));
    if (rq->method != GET)
        return OK;
    TRY(load_maker(rq, &maker));
    return audit_note(rq, maker, NULL);
}

static code allow_operator(struct request *rq)
{
    struct account acc;

    if (account_get(rq->db, rq->arena, rq->session->account, &acc, NULL) != OK || !acc.is_operator)
        return NOT_FOUND;
    return rq->session->org && rq->session->proved_at == 0 ? CONFLICT : OK;
}

const char *within_name(enum within within)
{
    static const char *const names[WITHIN_COUNT] = {
        [NOT_IN_PART] = "-", [IN_LISTS] = "lists", [OF_PERSON] = "person", [OF_AWARD] = "award", [OF_BADGE] = "badge",
        [OF_APPLICATION] = "application", [OF_EVIDENCE] = "evidence", [OF_REQUIREMENT] = "requirement", [OF_STANDING] = "standing", [OF_PATHWAY] = "pathway", [OF_VACANCY] = "vacancy",
    };

    return (unsigned)within < WITHIN_COUNT ? names[within] : "?";
}

static code allow(struct request *rq, int right, int64_t org)
{
    if (right == EVERYBODY)
        return OK;
    if (right == BY_TOKEN)
        return allow_token(rq);
    if (right == BY_GRANT)
        return grant_bearer(rq, rq->route->scope);
    if (rq->session->account == 0)
        return DENIED;
    if (right == SIGNED_IN)
        return OK;
    if (right == OPERATOR)
        return allow_operator(rq);
    return org > 0 ? allow_in_org(rq, right, org) : NOT_FOUND;
}

/* What is written from here on is written on this account. */
code app_allow(struct request *rq, int right, int64_t org)
{
    code c = allow(rq, right, org);

    if (rq->db && !rq->db_is_shared && rq->session)
        db_done_by(rq->db, rq->session->account, rq->bearer ? S("token") : S(""));
    return c;
}

/* ---- proving more ---- */

/* The page of ours that a form stood on; else one's account. */
static str came_from(const struct request *rq)
{
    struct uri u;

    if (uri_parse(request_header(rq, "referer"), &u, NULL) != OK || !str_eq_nocase(u.authority, request_header(rq, "host")))
        return S("/account");
    return path_is_local(u.path) ? u.path : S("/account");
}

/* By the company's sign-in, which has a page of its own that leads there. */
static void ask_company(struct request *rq, struct response *rs, int64_t org, str next)
{
    struct error err = {0};
    struct org o;

    if (org_get(rq->db, rq->arena, org, &o, &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, str_printf(rq->arena, "/sign-in/company/" STR_FMT "?next=" STR_FMT, STR_ARG(o.slug), STR_ARG(uri_encode(rq->arena, next))));
}

void app_ask_proof(struct request *rq, struct response *rs, int64_t org)
{
    bool is_form = rq->method != GET;
    str next = is_form ? came_from(rq) : rq->target;
    struct org_access access = {0};
    bool known = org > 0 && rq->session->org != org && org_access(rq->db, rq->arena, org, rq->session->account, &access, NULL) == OK;
    bool second = known && !rq->session->is_strong && access.wants_second;

    if (is_form)
        flash_set(rq, rs, &app_of(rq)->session, "bad", said("Nothing was changed yet. Confirm that it is you, then do it once more."));
    if (known && access.wants_company)
        ask_company(rq, rs, org, next);
    else
        response_redirect(rs, str_printf(rq->arena, "/account/confirm?%snext=" STR_FMT, second ? "why=strong&" : "",
                                          STR_ARG(uri_encode(rq->arena, next))));
}
