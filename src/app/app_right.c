/* app/app_right.c — what the router asks of the application: who may, and where
 * somebody proves more than he did. */
#include "app/app.h"

#include "app/account/account.h"
#include "app/org/org.h"
#include "app/token/token.h"
#include "base/uri.h"

const char *right_name(enum right right)
{
    static const char *const names[RIGHT_COUNT] = {
        [EVERYBODY] = "everybody", [SIGNED_IN] = "signed-in", [OPERATOR] = "operator", [VIEW_ORG] = "view-org",
        [DESIGN_BADGES] = "design-badges", [AWARD_BADGES] = "award-badges", [REVOKE_BADGES] = "revoke-badges",
        [MANAGE_PEOPLE] = "manage-people", [MANAGE_ORG] = "manage-org",
        [BY_TOKEN] = "by-token",
    };

    return (unsigned)right < RIGHT_COUNT ? names[right] : "?";
}

/* Members are told that something is not theirs to do; for strangers an
 * organisation's pages are not there at all. */
static code allow_in_org(struct request *rq, int right, int64_t org)
{
    struct org_access access;

    if (org_access(rq->db, rq->arena, org, rq->session->account, &access, NULL) != OK)
        return NOT_FOUND;
    if (!role_may(access.role, (enum right)right))
        return DENIED;
    return access.wants_second && !rq->session->is_strong ? CONFLICT : OK;
}

static code allow_operator(struct request *rq)
{
    struct account acc;

    if (account_get(rq->db, rq->arena, rq->session->account, &acc, NULL) != OK || !acc.is_operator)
        return NOT_FOUND;
    return OK;
}

code app_allow(struct request *rq, int right, int64_t org)
{
    if (right == EVERYBODY)
        return OK;
    if (right == BY_TOKEN)
        return token_bearer(rq, rq->route->scope);
    if (rq->session->account == 0)
        return DENIED;
    if (right == SIGNED_IN)
        return OK;
    if (right == OPERATOR)
        return allow_operator(rq);
    return org > 0 ? allow_in_org(rq, right, org) : NOT_FOUND;
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

void app_ask_proof(struct request *rq, struct response *rs, int64_t org)
{
    bool is_form = rq->method != GET;
    str next = is_form ? came_from(rq) : rq->target;
    struct org_access access = {0};
    bool second = org > 0 && !rq->session->is_strong &&
                  org_access(rq->db, rq->arena, org, rq->session->account, &access, NULL) == OK && access.wants_second;

    if (is_form)
        flash_set(rq, rs, &app_of(rq)->session, "bad", S("Nothing was changed yet. Confirm that it is you, then do it once more."));
    response_redirect(rs, str_printf(rq->arena, "/account/confirm?%snext=" STR_FMT, second ? "why=strong&" : "",
                                      STR_ARG(uri_encode(rq->arena, next))));
}
