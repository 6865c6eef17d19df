/* company/sign_pages.c — to the provider and back: the same way for who comes in
 * and for who tests the connection. What is remembered of it meanwhile lies
 * sealed in the browser that went. */
#include "app/company/company_pages.h"

#include "app/account/entrance.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "templates.h"
#include "web/ticket.h"

#define TICKET "lapel-company"
#define TICKET_LIFE (15 * MINUTE)
#define NEXT_MOST 1000

/* ---- the one way, remembered: "org LF test LF state LF nonce LF verifier LF next" ---- */

struct journey { int64_t org; bool is_test; struct passage way; str next; };

static void remember(struct request *rq, struct response *rs, const struct journey *j)
{
    const struct passage *w = &j->way;

    ticket_give(rs, &app_of(rq)->session, TICKET,
                str_printf(rq->arena, "%lld\n%d\n" STR_FMT "\n" STR_FMT "\n" STR_FMT "\n" STR_FMT, (long long)j->org, j->is_test,
                           STR_ARG(w->state), STR_ARG(w->nonce), STR_ARG(w->verifier), STR_ARG(j->next)),
                TICKET_LIFE);
}

static bool recall(struct request *rq, struct journey *out)
{
    str text, org, test;

    *out = (struct journey){0};
    if (!ticket_read(rq, &app_of(rq)->session, TICKET, &text) || !str_cut(&text, '\n', &org) || !str_to_int(org, &out->org) ||
        !str_cut(&text, '\n', &test) || !str_cut(&text, '\n', &out->way.state) || !str_cut(&text, '\n', &out->way.nonce) ||
        !str_cut(&text, '\n', &out->way.verifier))
        return false;
    out->is_test = str_eq(test, S("1"));
    out->next = text;
    return true;
}

/* ---- what went wrong ---- */

static const char *status_words(code c)
{
    return c == UNREACHABLE ? "It does not answer at the moment. Try again in a few minutes, or sign in another way." : NULL;
}

/* A plain sentence for who wanted in; the reason for the administrator. */
static void refuse(struct request *rq, struct response *rs, const struct provider *p, const struct error *err)
{
    str reason = app_sentence(rq->arena, err->text);
    const char *words = status_words(err->code);
    struct refused_view v = {.name = p->org_name, .sentence = words ? cstr(words) : reason, .back = S("/sign-in"),
                             .again = str_printf(rq->arena, "/sign-in/company/" STR_FMT, STR_ARG(p->slug))};
    struct out o = app_page(rq, "Not signed in", "");
    code ignored = provider_note_failure(rq->db, p->org, reason, NULL);

    (void)ignored;                               /* a note, for whoever looks into it */
    tmpl_company_refused(&o, &v);
    app_send(rq, rs, &o);
    rs->status = err->code == UNREACHABLE ? 502 : err->code == FAULT ? 500 : 403;
}

/* A test ends on the page of the settings, whatever came of it. */
static void end_test(struct request *rq, struct response *rs, int64_t org, struct buf *seen, const struct error *err)
{
    struct error own = {0};

    if (err)
        seen_put(seen, "failed", app_sentence(rq->arena, err->text));
    if (provider_note_test(rq->db, org, buf_done(seen), err == NULL, &own) != OK)
        app_fail(rq, rs, &own);
    else
        response_redirect(rs, str_printf(rq->arena, "/org/%lld/settings/company#test", (long long)org));
}

/* ---- there ---- */

static str next_of(const struct request *rq)
{
    str next = request_query(rq, "next");

    return path_is_local(next) && next.n <= NEXT_MOST ? next : S("/");
}

static void leave_for(struct request *rq, struct response *rs, struct provider *p, bool is_test)
{
    struct journey j = {.org = p->org, .is_test = is_test, .way = passage_new(rq->arena), .next = next_of(rq)};
    struct oidc_provider o;
    struct error err = {0};
    struct buf seen = buf_new(rq->arena);

    if (provider_describe(app_of(rq), rq->db, rq->arena, p, &o, &err) == OK) {
        remember(rq, rs, &j);
        response_header(rs, "Location", provider_sign_in_url(app_of(rq), rq->arena, p, &o, &j.way));
        rs->status = 303;
    } else if (is_test) {
        end_test(rq, rs, p->org, &seen, &err);
    } else {
        refuse(rq, rs, p, &err);
    }
}

/* One that is on, by the name in the path. */
static bool find_provider(struct request *rq, struct response *rs, struct provider *p)
{
    struct error err = {0};

    if (provider_by_slug(rq->db, rq->arena, request_param(rq, "slug"), p, &err) == OK && p->is_on)
        return true;
    app_error_page(rq, rs, 404, "there is no company sign-in at this address");
    return false;
}

void company_go(struct request *rq, struct response *rs)
{
    struct provider p;

    if (find_provider(rq, rs, &p))
        leave_for(rq, rs, &p, false);
}

/* On or not: it is tried before it is switched on, and anew from what the
 * provider says now. */
void company_test(struct request *rq, struct response *rs)
{
    struct provider p;
    struct error err = {0};

    if (provider_get(rq->db, rq->arena, rq->org, &p, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    p.described = 0;
    leave_for(rq, rs, &p, true);
}

/* The page before it, where a form may not lead to another host. */
void company_door(struct request *rq, struct response *rs)
{
    struct provider p;

    if (!find_provider(rq, rs, &p))
        return;
    struct door_view v = {.name = p.org_name, .next = next_of(rq)};
    v.href = str_printf(rq->arena, "/sign-in/company/" STR_FMT "/go?next=" STR_FMT, STR_ARG(p.slug), STR_ARG(uri_encode(rq->arena, v.next)));
    struct out o = app_page(rq, "Company sign-in", "");
    tmpl_company_door(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- which company? ---- */

static const struct form_field find_fields[] = {{"email", FIELD_EMAIL, "E-mail address", .required = true}};
static const struct form_spec find_form = FORM(find_fields);

static void show_find(struct request *rq, struct response *rs, struct find_view *v)
{
    struct out o = app_page(rq, "Company sign-in", "");

    tmpl_company_find(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

void company_find(struct request *rq, struct response *rs)
{
    show_find(rq, rs, &(struct find_view){.form = form_empty(rq->arena, &find_form), .next = next_of(rq)});
}

void company_found(struct request *rq, struct response *rs)
{
    struct find_view v = {.form = form_read(rq, &find_form), .next = request_field(rq, "next")};
    struct provider_offer found;
    struct error err = {0};

    if (!path_is_local(v.next) || v.next.n > NEXT_MOST)
        v.next = S("/");
    if (v.form->ok && provider_of_address(rq->db, rq->arena, form_text(v.form, "email"), &found, &err) == OK) {
        v.name = found.name;
        v.href = str_printf(rq->arena, "/sign-in/company/" STR_FMT "/go?next=" STR_FMT, STR_ARG(found.slug), STR_ARG(uri_encode(rq->arena, v.next)));
    } else if (v.form->ok) {
        form_reject_error(v.form, &err, rq->arena);
    }
    show_find(rq, rs, &v);
}

/* ---- and back ---- */

/* RFC 6749 §4.1.2.1: letters and '_'; the words beside it are a stranger's. */
static code read_refusal(struct request *rq, struct error *err)
{
    str word = request_query(rq, "error");
    bool plain = word.n > 0 && word.n < 60;

    if (str_is_absent(word))
        return OK;
    for (size_t i = 0; i < word.n; i++)
        plain = plain && (word.p[i] == '_' || (word.p[i] >= 'a' && word.p[i] <= 'z'));
    if (str_eq(word, S("access_denied")))
        return fail(err, DENIED, "error", "the provider did not let you in: you cancelled, or this application is not open to you there");
    return fail(err, DENIED, "error", "the provider did not let you in and named as reason: %.*s", plain ? (int)word.n : 7, plain ? word.p : "no word");
}

/* RFC 9207: an answer of another provider must not pass for this one's. */
static code check_return(struct request *rq, const struct provider *p, const struct journey *j, struct error *err)
{
    str state = request_query(rq, "state"), issuer = request_query(rq, "iss");

    if (str_is_empty(state) || !crypto_equal(state, j->way.state))
        return fail(err, DENIED, "state", "this answer belongs to another sign-in; begin again");
    if (!str_is_absent(issuer) && !str_eq(issuer, p->issuer))
        return fail(err, DENIED, "iss", "the answer comes from another provider");
    TRY(read_refusal(rq, err));
    return request_query(rq, "code").n ? OK : fail(err, DENIED, "code", "the provider sent no code");
}

static void see_groups(struct arena *a, const struct provider *p, const struct oidc_identity *who, struct buf *seen)
{
    struct str_list values = {0};
    struct buf b = buf_new(a);

    if (p->claim.n == 0)
        return;
    oidc_values(a, who->claims, p->claim, &values);
    for (size_t i = 0; i < values.n && b.n < 1000; i++)
        buf_printf(&b, "%s" STR_FMT, i ? " · " : "", STR_ARG(values.items[i]));
    seen_put(seen, values.n ? "groups" : "groups-none", values.n ? buf_done(&b) : p->claim);
}

static const char *address_kind(const struct provider *p, const struct oidc_identity *who, const struct arrival *v)
{
    if (str_is_absent(v->email))
        return "email-none";
    if (v->is_trusted)
        return "email-good";
    if (who->says_verified && !who->is_verified)
        return "email-unverified";
    return !who->says_verified && !p->trusts_unmarked ? "email-unmarked" : "email-domain";
}

static void see(struct arena *a, const struct provider *p, const struct oidc_identity *who, const struct arrival *v, struct buf *seen)
{
    seen_put(seen, "token", S(""));
    seen_put(seen, "subject", v->subject);
    seen_put(seen, "name", v->name);
    seen_put(seen, address_kind(p, who, v), v->email);
    see_groups(a, p, who, seen);
    seen_put(seen, v->role.n ? "role" : "role-none", v->role.n ? role_names_words(a, v->role) : S(""));
}

static void back_from_test(struct request *rq, struct response *rs, struct provider *p, const struct journey *j)
{
    struct buf seen = buf_new(rq->arena);
    struct oidc_identity who;
    struct arrival v;
    struct error err = {0};
    str token;

    seen_put(&seen, "found", p->issuer);
    code c = check_return(rq, p, j, &err);
    if (c == OK) {
        seen_put(&seen, "back", S(""));
        c = provider_redeem(app_of(rq), rq->db, rq->arena, p, &(struct answer){request_query(rq, "code"), j->way}, &who, &token, &err);
    }
    if (c == OK)
        c = arrival_of(rq->db, rq->arena, p, &who, &v, &err);
    if (c == OK)
        see(rq->arena, p, &who, &v, &seen);
    end_test(rq, rs, p->org, &seen, c == OK ? NULL : &err);
}

/* Somebody whose account is known comes in; others prove one first. */
static void go_on(struct request *rq, struct response *rs, struct provider *p, const struct arrival *v, const struct came_with *with, str next)
{
    enum arrival_step step;
    int64_t account = 0;
    struct error err = {0};

    if (arrival_look(rq->db, rq->arena, v, &step, &account, &err) != OK)
        refuse(rq, rs, p, &err);
    else if (step == ARRIVAL_PROVE)
        join_hold(rq, rs, v, next);
    else
        company_enter(rq, rs, p, v, account, with, next);
}

static void back_to_come_in(struct request *rq, struct response *rs, struct provider *p, const struct journey *j)
{
    struct oidc_identity who;
    struct came_with with = {0};
    struct arrival v;
    struct error err = {0};
    code c = check_return(rq, p, j, &err);

    if (c == OK)
        c = provider_redeem(app_of(rq), rq->db, rq->arena, p, &(struct answer){request_query(rq, "code"), j->way}, &who, &with.token, &err);
    if (c == OK)
        c = arrival_of(rq->db, rq->arena, p, &who, &v, &err);
    if (c != OK) {
        refuse(rq, rs, p, &err);
        return;
    }
    with.session = who.session;
    go_on(rq, rs, p, &v, &with, j->next);
}

static bool may_test(struct request *rq, int64_t org)
{
    return org_may(rq->db, rq->arena, org, rq->session->account, MANAGE_ORG);
}

void company_back(struct request *rq, struct response *rs)
{
    struct provider p;
    struct journey j;
    struct error err = {0};

    if (provider_by_slug(rq->db, rq->arena, request_param(rq, "slug"), &p, &err) != OK) {
        app_error_page(rq, rs, 404, "there is no company sign-in at this address");
        return;
    }
    bool known = recall(rq, &j) && j.org == p.org;
    ticket_drop(rs, &app_of(rq)->session, TICKET);
    if (known && j.is_test && may_test(rq, p.org))
        back_from_test(rq, rs, &p, &j);
    else if (known && !j.is_test && p.is_on)
        back_to_come_in(rq, rs, &p, &j);
    else if (fail(&err, DENIED, "state", "this sign-in was not begun in this browser, or too long ago; begin again") != OK)
        refuse(rq, rs, &p, &err);
}
