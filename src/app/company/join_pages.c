/* company/join_pages.c — inside: the session that a company's sign-in opens, the
 * account that is connected with it, and the way out again. */
#include "app/company/company_pages.h"

#include "app/account/entrance.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "templates.h"
#include "web/ticket.h"

#define TICKET "lapel-join"
#define TICKET_LIFE HOUR
#define TOKEN_MOST ((size_t)6 << 10)             /* an ID token that is handed back in an address */
#define OFFERS_SHOWN 3

/* ---- in ---- */

static str sealed_token(struct request *rq, const struct came_with *with)
{
    return with && with->token.n && with->token.n <= TOKEN_MOST ? seal(rq->arena, app_of(rq)->master_key, with->token) : (str){0};
}

void company_enter(struct request *rq, struct response *rs, const struct provider *p, const struct arrival *v, int64_t account,
                   const struct came_with *with, str next)
{
    struct entrance in = {.account = account, .method = "company", .is_new = account == 0, .org = p->org, .next = next};
    struct error err = {0};

    if (arrival_enter(app_of(rq), rq->db, rq->arena, p, v, &in.account, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    in.provider_session = with ? with->session : (str){0};
    in.provider_token = sealed_token(rq, with);
    entrance_go(rq, rs, &in);
}

/* ---- whose account? "org LF issuer LF subject LF name LF email LF role LF mapped LF next" ---- */

void join_hold(struct request *rq, struct response *rs, const struct arrival *v, str next)
{
    str text = str_printf(rq->arena, "%lld\n" STR_FMT "\n" STR_FMT "\n" STR_FMT "\n" STR_FMT "\n" STR_FMT "\n%d\n" STR_FMT, (long long)v->org,
                          STR_ARG(v->issuer), STR_ARG(v->subject), STR_ARG(v->name), STR_ARG(v->email), STR_ARG(v->role), v->has_roles, STR_ARG(next));

    if (text.n > 2000)                           /* a ticket's size: the longest part is where to go on */
        text = str_slice(text, 0, text.n - next.n);
    ticket_give(rs, &app_of(rq)->session, TICKET, text, TICKET_LIFE);
    response_redirect(rs, S("/sign-in/join"));
}

static bool recall(struct request *rq, struct arrival *v, str *next)
{
    str text, org, mapped;

    *v = (struct arrival){0};
    if (!ticket_read(rq, &app_of(rq)->session, TICKET, &text) || !str_cut(&text, '\n', &org) || !str_to_int(org, &v->org) ||
        !str_cut(&text, '\n', &v->issuer) || !str_cut(&text, '\n', &v->subject) || !str_cut(&text, '\n', &v->name) ||
        !str_cut(&text, '\n', &v->email) || !str_cut(&text, '\n', &v->role) || !str_cut(&text, '\n', &mapped))
        return false;
    v->has_roles = str_eq(mapped, S("1"));
    *next = path_is_local(text) ? text : S("/");
    return true;
}

static void nothing_held(struct request *rq, struct response *rs)
{
    app_error_page(rq, rs, 404, "nothing waits here any more: begin again at the company sign-in");
}

void join_show(struct request *rq, struct response *rs)
{
    struct provider p;
    struct arrival v;
    struct account own = {0};
    struct error err = {0};
    str next;

    if (!recall(rq, &v, &next) || provider_get(rq->db, rq->arena, v.org, &p, &err) != OK) {
        nothing_held(rq, rs);
        return;
    }
    struct join_view view = {.company = p.org_name, .name = v.name, .email = v.email, .is_signed_in = rq->session->account != 0,
                             .sign_in = S("/sign-in?next=%2Fsign-in%2Fjoin"), .register_href = S("/register?next=%2Fsign-in%2Fjoin")};
    if (view.is_signed_in && account_get(rq->db, rq->arena, rq->session->account, &own, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    view.account_email = own.email;
    struct out o = app_page(rq, "Whose account is it?", "");
    tmpl_company_join(&o, &view);
    app_send(rq, rs, &o);
}

/* The form is of a session that was opened by means of one's own, a moment ago. */
void join_do(struct request *rq, struct response *rs)
{
    struct provider p;
    struct arrival v;
    struct error err = {0};
    str next;

    if (!recall(rq, &v, &next) || provider_get(rq->db, rq->arena, v.org, &p, &err) != OK || !p.is_on) {
        nothing_held(rq, rs);
        return;
    }
    ticket_drop(rs, &app_of(rq)->session, TICKET);
    company_enter(rq, rs, &p, &v, rq->session->account, NULL, next);
}

/* ---- which companies lead into one's account ---- */

void known_show(struct request *rq, struct response *rs)
{
    struct known_view v = {0};
    struct error err = {0};

    if (company_known_as(rq->db, rq->arena, rq->session->account, &v.rows, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Company sign-ins", "account");
    tmpl_company_known(&o, &v);
    app_send(rq, rs, &o);
}

void known_forget(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (company_forget(app_of(rq), rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, S("/account/company"), "That company’s sign-in no longer leads into your account.");
}

/* ---- out ---- */

/* The address there holds the token, so it waits under a name that says nothing. */
static code keep_way_out(struct request *rq, const struct provider *p, str token, str *path, struct error *err)
{
    str url = provider_sign_out_url(app_of(rq), rq->arena, p, token), name;

    if (str_is_absent(url))
        return fail(err, NOT_FOUND, "provider", "this provider has no place to sign out");
    TRY(link_make(rq->db, rq->arena, "company-out", 0, str_printf(rq->arena, STR_FMT "\n" STR_FMT, STR_ARG(p->org_name), STR_ARG(url)), 15 * MINUTE, &name,
                  err));
    *path = str_join(rq->arena, S("/sign-out/company/"), name);
    return OK;
}

static str company_way_out(struct request *rq)
{
    struct provider p;
    str sealed, token = {0}, path;

    if (!rq->session->org || provider_get(rq->db, rq->arena, rq->session->org, &p, NULL) != OK ||
        session_provider_token(rq, &sealed, NULL) != OK)
        return (str){0};
    if (sealed.n && unseal(rq->arena, app_of(rq)->master_key, sealed, &token, NULL) != OK)
        token = (str){0};
    return keep_way_out(rq, &p, token, &path, NULL) == OK ? path : (str){0};
}

static bool look(struct request *rq, str *name, str *url)
{
    struct one_time_link l;

    if (link_look(rq->db, rq->arena, "company-out", request_param(rq, "token"), &l, NULL) != OK)
        return false;
    *url = l.payload;
    return str_cut(url, '\n', name);
}

void gone_show(struct request *rq, struct response *rs)
{
    struct gone_view v = {0};
    str url;

    if (!look(rq, &v.name, &url)) {
        response_redirect(rs, S("/"));
        return;
    }
    v.href = str_join(rq->arena, rq->path, S("/go"));
    struct out o = app_page(rq, "Signed out", "");
    tmpl_company_gone(&o, &v);
    app_send(rq, rs, &o);
}

void gone_go(struct request *rq, struct response *rs)
{
    str name, url;

    if (!look(rq, &name, &url)) {
        response_redirect(rs, S("/"));
        return;
    }
    response_header(rs, "Location", url);
    rs->status = 303;
}

/* ---- offered at the sign-in page ---- */

static code company_ways(struct request *rq, str next, struct way_in_list *out, struct error *err)
{
    struct provider_offer_list found = {0};
    str encoded = uri_encode(rq->arena, next);

    TRY(provider_offers(rq->db, rq->arena, OFFERS_SHOWN + 1, &found, err));
    if (found.n > OFFERS_SHOWN) {
        *list_add(rq->arena, out) = (struct way_in){(str){0}, str_printf(rq->arena, "/sign-in/company?next=" STR_FMT, STR_ARG(encoded))};
        return OK;
    }
    for (size_t i = 0; i < found.n; i++)
        *list_add(rq->arena, out) = (struct way_in){
            found.items[i].name, str_printf(rq->arena, "/sign-in/company/" STR_FMT "/go?next=" STR_FMT, STR_ARG(found.items[i].slug), STR_ARG(encoded))};
    return OK;
}

void company_start(void)
{
    static const struct account_company company = {company_ways, company_way_out};

    account_set_company(&company);
}
