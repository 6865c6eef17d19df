/* web/policy.c — strict for pages, stricter for everything that is not one. */
#include "web/policy.h"
#include "web/route.h"
#include "web/session.h"

#define CSP_PAGE                                                                   \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "  \
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; "     \
    "base-uri 'none'; form-action 'self'"
/* The same but for whose frames it may stand in, and where forms lead. */
#define CSP_FRAMED                                                                           \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "  \
    "font-src 'self'; connect-src 'self'; base-uri 'none'; "
#define CSP_EMBED                                                                            \
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; "       \
    "frame-ancestors *; base-uri 'none'"
/* A picture opened as a page of its own must not run what a stranger put in. */
#define CSP_SVG   "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
#define CSP_OTHER "default-src 'none'; frame-ancestors 'none'"

static bool has_flag(const struct request *rq, unsigned flag)
{
    return rq->route && (rq->route->flags & flag);
}

/* Literals: nothing in them is to be checked or copied. */
static void add(struct response *rs, const char *name, str value)
{
    if (str_is_absent(response_get_header(rs, name)))
        *list_add(rs->arena, &rs->headers) = (struct pair){cstr(name), value};
}

static str content_policy(const struct request *rq, const struct response *rs)
{
    if (has_flag(rq, EMBEDDABLE))
        return S(CSP_EMBED);
    if (str_starts(rs->type, S("text/html")))
        return S(CSP_PAGE);
    return str_starts(rs->type, S("image/svg")) ? S(CSP_SVG) : S(CSP_OTHER);
}

static str cache_policy(const struct request *rq, const struct response *rs)
{
    if ((rq->session && rq->session->account) || !str_is_absent(response_get_header(rs, "Set-Cookie")))
        return S("no-store");
    return str_starts(rs->type, S("text/html")) ? S("private, no-cache") : S("no-cache");
}

void policy_headers(const struct request *rq, struct response *rs, bool https)
{
    bool is_open = has_flag(rq, PUBLIC_CORS | EMBEDDABLE), is_page = str_starts(rs->type, S("text/html"));

    add(rs, "Content-Security-Policy", content_policy(rq, rs));
    add(rs, "X-Content-Type-Options", S("nosniff"));
    if (is_page || str_starts(rs->type, S("image/svg"))) {   /* what can open windows and follow links */
        /* Not no-referrer: browsers then send "Origin: null" with our own forms. */
        add(rs, "Referrer-Policy", S("same-origin"));
        add(rs, "Cross-Origin-Opener-Policy", S("same-origin"));
    }
    add(rs, "Cross-Origin-Resource-Policy", is_open ? S("cross-origin") : S("same-origin"));
    add(rs, "Cache-Control", cache_policy(rq, rs));
    if (https)
        add(rs, "Strict-Transport-Security", S("max-age=31536000"));
}

void policy_form_leads_to(struct response *rs, str origin)
{
    response_header(rs, "Content-Security-Policy", str_printf(rs->arena, CSP_PAGE " " STR_FMT, STR_ARG(origin)));
}

void policy_own_frame(struct response *rs)
{
    response_header(rs, "Content-Security-Policy", S(CSP_PAGE "; frame-src 'self'"));
}

void policy_framed(struct response *rs, str ancestors, str leads_to)
{
    response_header(rs, "Content-Security-Policy", str_printf(rs->arena, CSP_FRAMED "frame-ancestors 'self' " STR_FMT "; form-action 'self' " STR_FMT,
                                                              STR_ARG(ancestors), STR_ARG(leads_to)));
}
