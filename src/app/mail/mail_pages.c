/* mail/mail_pages.c — the mails of an organisation, and those about accounts,
 * which the operator of the server reads: list, one mail, send, try again. */
#include "app/mail/mail_private.h"
#include "app/list/list.h"
#include "app/mail/mail_view.h"
#include "app/layout/paging.h"
#include "base/uri.h"
#include "templates.h"
#include "web/policy.h"

#include <string.h>

#define PER_PAGE 25

/* The same pages stand under an organisation and under the server's settings. */
static str base_path(struct request *rq)
{
    return rq->org ? str_printf(rq->arena, "/org/%lld/mail", (long long)rq->org) : S("/settings/mail/outbox");
}

static const struct { const char *state, *kind, *icon, *words, *chip; } looks[] = {
    {"outbox", "warn", "clock", "Waits here", "Waiting"},
    {"queued", "info", "hourglass", "Being sent", "Being sent"},
    {"sent", "good", "check", "Sent", "Sent"},
    {"failed", "bad", "alert-circle", "Not sent", "Not sent"},
    {"dropped", NULL, "circle-minus", "Not needed any more", "Not needed"},
};

struct tag_view mail_tag(const struct mail *m)
{
    if (m->bounced && str_eq(m->state, S("failed")))
        return (struct tag_view){"bad", "mail-x", said("Came back")};
    for (size_t i = 0; i < COUNT(looks); i++)
        if (str_eq(m->state, cstr(looks[i].state))) {
            if (str_eq(m->state, S("queued")) && !str_is_empty(m->last_error))
                return (struct tag_view){"warn", "clock", said("Will be tried again")};
            return (struct tag_view){looks[i].kind, looks[i].icon, said(looks[i].words)};
        }
    return (struct tag_view){0};
}

/* ---- the list ---- */

static void add_chips(struct request *rq, const struct mail_counts *n, str state, struct mail_list_view *v)
{
    struct arena *a = rq->arena;
    const int64_t counts[] = {n->outbox, n->queued, n->sent, n->failed, n->dropped};

    *list_add(a, &v->chips) = (struct mail_chip){"All", v->base, n->outbox + n->queued + n->sent + n->failed + n->dropped, state.n == 0};
    for (size_t i = 0; i < COUNT(looks); i++)
        *list_add(a, &v->chips) = (struct mail_chip){
            looks[i].chip, str_printf(a, STR_FMT "?state=%s", STR_ARG(v->base), looks[i].state), counts[i],
            str_eq(state, cstr(looks[i].state))};
}

void mail_line_add(struct request *rq, str base, struct mail *m, struct mail_line_list *out)
{
    struct error why = {0};
    struct arena *a = rq->arena;

    if (mail_fill(app_of(rq), rq->db, a, m, NULL, &why) != OK)
        m->subject = S("(its award is gone)");
    *list_add(a, out) = (struct mail_line){
        .href = str_printf(a, STR_FMT "/%lld", STR_ARG(base), (long long)m->id),
        .to = str_is_empty(m->to_name) ? m->to_address : m->to_name, .address = m->to_address,
        .subject = m->subject, .tag = mail_tag(m), .at = m->sent ? m->sent : m->created};
}

static int64_t count_of(const struct mail_counts *n, str state)
{
    const int64_t counts[] = {n->outbox, n->queued, n->sent, n->failed, n->dropped};
    int64_t all = 0;

    for (size_t i = 0; i < COUNT(looks); i++) {
        if (str_eq(state, cstr(looks[i].state)))
            return counts[i];
        all += counts[i];
    }
    return all;
}

static code add_mails(struct request *rq, str state, int64_t total, struct mail_list_view *v, struct error *err)
{
    struct mail_list mails = {0};
    struct paging p = paging_of(rq, PER_PAGE);

    TRY(mail_find(rq->db, rq->arena, rq->org, state, &p.at, &mails, err));
    paging_arrange(&p, &mails);
    for (size_t i = 0; i < mails.n; i++)
        mail_line_add(rq, v->base, &mails.items[i], &v->lines);
    v->pages = paging_links(rq->arena, &p, &(struct paged){
        .address = str_printf(rq->arena, STR_FMT "?state=" STR_FMT, STR_ARG(v->base), STR_ARG(state)), .n = mails.n,
        .first = mails.n ? mails.items[0].id : 0, .last = mails.n ? mails.items[mails.n - 1].id : 0, .total = total});
    return OK;
}

static str known_state(str state)
{
    for (size_t i = 0; i < COUNT(looks); i++)
        if (str_eq(state, cstr(looks[i].state)))
            return state;
    return S("");
}

static code fill_head(struct request *rq, str state, struct mail_list_view *v, struct error *err)
{
    struct mail_counts n;
    struct mail_settings s;

    TRY(mail_settings_load(app_of(rq), rq->db, rq->arena, &s, err));
    TRY(mail_count(rq->db, rq->arena, rq->org, 0, &n, err));
    v->has_server = s.has_server;
    v->server = s.server.url;
    v->waiting = n.outbox + n.failed;
    v->may_set_server = app_allow(rq, OPERATOR, 0) == OK;
    add_chips(rq, &n, state, v);
    return rq->org ? OK : add_mails(rq, state, count_of(&n, state), v, err);
}

static void show_list(struct request *rq, struct response *rs)
{
    str state = known_state(request_query(rq, "state"));
    struct mail_list_view v = {.base = base_path(rq), .settings = S("/settings/mail"), .is_filtered = state.n > 0};
    struct error err = {0};

    v.list = (struct list){.def = &mail_list_def, .address = rq->path,
                           .empty = {"mail", "No mails yet", "When you award a badge, the mail to its earner is shown here.", S(""), NULL}};
    if (rq->org && list_answer(rq, rs, &v.list))
        return;
    if (fill_head(rq, state, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Mail", "mail");
    (rq->org ? tmpl_mail_list : tmpl_mail_account_list)(&o, &v);
    app_send(rq, rs, &o);
}

static void post_send(struct request *rq, struct response *rs)
{
    int64_t count = 0;
    struct error err = {0};

    if (mail_send_waiting(app_of(rq), rq->db, rq->org, &count, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, base_path(rq), count ? "The mails are on their way." : "There was nothing to send.");
}

/* ---- one mail ---- */

static void split_error(struct mail_page_view *v)
{
    str rest = v->m.last_error, first;

    if (str_cut(&rest, '\n', &first)) {
        v->problem = first;
        v->dialogue = str_is_absent(rest) ? S("") : str_trim(rest);
    }
}

static str next_step(struct request *rq, const struct mail *m, bool has_server)
{
    if (str_eq(m->state, S("sent")))
        return words_printf(rq->arena, "The mail server took it on %s.",
                          str_z(rq->arena, time_format(rq->arena, m->sent / SECOND * SECOND)));
    if (str_eq(m->state, S("outbox")))
        return has_server ? said("It waits here. Send it now, or send all that wait from the list.")
                          : said("It waits here because no mail server is set. You can read it and pass its link on yourself.");
    if (str_eq(m->state, S("failed")))
        return said("It will not be sent by itself. Correct the cause, then try again.");
    if (str_is_empty(m->last_error))
        return said("It is being sent; this takes a few seconds.");
    return words_printf(rq->arena, "It will be tried again by itself at %s.",
                      str_z(rq->arena, time_format(rq->arena, m->due / SECOND * SECOND)));
}

static code load_mail(struct request *rq, struct mail_page_view *v, struct error *err)
{
    struct mail_settings s;
    int64_t id = request_param_int(rq, "id");

    TRY(mail_settings_load(app_of(rq), rq->db, rq->arena, &s, err));
    TRY(mail_get(rq->db, rq->arena, rq->org, id, &v->m, err));
    TRY(mail_fill(app_of(rq), rq->db, rq->arena, &v->m, NULL, err));
    v->base = base_path(rq);
    v->self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->base), (long long)id);
    v->body = str_join(rq->arena, v->self, S("/body"));
    v->has_server = s.has_server;
    v->from = str_is_empty(s.from_address) ? S("") : str_printf(rq->arena, STR_FMT " <" STR_FMT ">", STR_ARG(s.from_name), STR_ARG(s.from_address));
    v->tag = mail_tag(&v->m);
    v->next_step = next_step(rq, &v->m, s.has_server);
    v->may_retry = s.has_server && !str_eq(v->m.state, S("sent")) &&
                   !(str_eq(v->m.state, S("queued")) && str_is_empty(v->m.last_error));
    split_error(v);
    return OK;
}

static void show_mail(struct request *rq, struct response *rs)
{
    struct mail_page_view v = {0};
    struct error err = {0};

    if (load_mail(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Mail", "mail");
    if (rq->org)
        tmpl_mail_page(&o, &v);
    else
        tmpl_mail_account_page(&o, &v);
    app_send(rq, rs, &o);
    policy_own_frame(rs);
}

void mail_body_send(struct request *rq, struct response *rs, str html)
{
    str own = uri_origin(rq->arena, app_of(rq)->base);

    rs->body = html;
    rs->type = S("text/html; charset=utf-8");
    response_header(rs, "Content-Security-Policy",
                    str_printf(rq->arena, "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' " STR_FMT
                                          "; frame-ancestors 'self'; base-uri 'none'; sandbox", STR_ARG(own)));
}

/* The letter alone, for the frame. */
static void show_body(struct request *rq, struct response *rs)
{
    struct mail_page_view v = {0};
    struct error err = {0};

    if (load_mail(rq, &v, &err) != OK)
        app_fail(rq, rs, &err);
    else
        mail_body_send(rq, rs, str_is_absent(v.m.html) ? S("") : v.m.html);
}

static void post_retry(struct request *rq, struct response *rs)
{
    int64_t id = request_param_int(rq, "id");
    struct error err = {0};

    if (mail_retry(app_of(rq), rq->db, rq->org, id, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)id),
                 "The mail is on its way.");
}

const struct route mail_routes[] = {
    {GET, "/org/{org}/mail", AWARD_BADGES, show_list, NULL, 0},
    {POST, "/org/{org}/mail/send", AWARD_BADGES, post_send, NULL, 0},
    {GET, "/org/{org}/mail/{id}", AWARD_BADGES, show_mail, NULL, 0},
    {GET, "/org/{org}/mail/{id}/body", AWARD_BADGES, show_body, NULL, 0},
    {POST, "/org/{org}/mail/{id}/retry", AWARD_BADGES, post_retry, NULL, 0},
    {GET, "/settings/mail", OPERATOR, mail_settings_show, NULL, 0},
    {POST, "/settings/mail", OPERATOR, mail_settings_post, NULL, 0},
    {POST, "/settings/mail/test", OPERATOR, mail_settings_test, NULL, 0},
    {POST, "/settings/mail/remove", OPERATOR, mail_settings_remove, NULL, 0},
    {GET, "/settings/mail/outbox", OPERATOR, show_list, NULL, 0},
    {POST, "/settings/mail/outbox/send", OPERATOR, post_send, NULL, 0},
    {GET, "/settings/mail/outbox/{id}", OPERATOR, show_mail, NULL, 0},
    {GET, "/settings/mail/outbox/{id}/body", OPERATOR, show_body, NULL, 0},
    {POST, "/settings/mail/outbox/{id}/retry", OPERATOR, post_retry, NULL, 0},
    {0},
};
