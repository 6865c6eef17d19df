/* app/app_page.c — how every page of the application begins and ends, and what
 * went wrong as a page. */
#include "app/app.h"

#include "app/account/account.h"
#include "app/draw.h"
#include "app/host/host.h"
#include "app/layout/parts.h"
#include "app/mozilla/mozilla.h"
#include "app/org/org.h"
#include "app/people/people.h"
#include "app/problem.h"
#include "app/requirement/requirement.h"
#include "base/log.h"
#include "base/words.h"
#include "templates.h"

/* ---- the page around a template ---- */

static const struct {
    const char *id, *icon, *label, *path;
    enum right right;
} org_tabs[] = {
    {"home",     "home",        "Home",     "",          VIEW_ORG},
    {"badges",   "award",       "Badges",   "/badges",   VIEW_ORG},
    {"awards",   "certificate", "Awards",   "/awards",   VIEW_AWARDS},
    {"people",   "users",       "People",   "/people",   VIEW_PEOPLE},
    {"team",     "users-group", "My team",  "/team",     SIGNED_IN},     /* for who leads somebody, by the directory */
    {"norms",    "list-check",  "Standards", "/standards", VIEW_ORG},     /* its key is n: s goes to Settings */
    {"review",   "clipboard-check", "Review", "/applications", SEE_QUEUE},
    {"vacancies", "user-search", "Vacancies", "/vacancies", SEE_VACANCIES},
    {"mail",     "mail",        "Mail",     "/mail",     AWARD_BADGES},
    {"figures",  "chart-bar",   "Reports",  "/reports",  VIEW_AWARDS},   /* its key is f: r goes to Review */
    {"settings", "settings",    "Settings", "/settings", MANAGE_ORG},
    {"check",    "shield-check", "Audit",   "/audit",    VIEW_STANDINGS},  /* for auditors; others find it under Standards */
    {"log",      "history",     "Log",      "/settings/log", READ_LOG},   /* under Settings for who has those */
};

static void fill_org(struct request *rq, struct page *p)
{
    struct arena *a = rq->arena;
    struct org o;
    const struct access *may;
    bool leads = false;

    if (rq->org == 0 || org_get(rq->db, a, rq->org, &o, NULL) != OK || access_of(rq, rq->org, &may, NULL) != OK)
        return;
    p->org_name = o.name;
    p->org_href = str_printf(a, "/org/%lld", (long long)o.id);
    if (!str_is_empty(o.logo_hash))
        p->org_logo = str_join(a, S("/images/"), o.logo_hash);
    if (team_leads(rq, 0, &leads, NULL) != OK)
        leads = false;
    for (size_t i = 0; i < COUNT(org_tabs); i++)
        if ((org_tabs[i].right == SIGNED_IN ? leads : access_may_some(may, org_tabs[i].right)) && (org_tabs[i].right != READ_LOG || !access_may(may, MANAGE_ORG))
            && (org_tabs[i].right != VIEW_STANDINGS || access_has_role(may, role_named(S("auditor")))))
            *list_add(a, &p->tabs) = (struct page_tab){org_tabs[i].id, org_tabs[i].icon, org_tabs[i].label,
                                                       str_join(a, p->org_href, cstr(org_tabs[i].path))};
}

static void fill_person(struct request *rq, struct page *p)
{
    struct app *app = app_of(rq);
    struct account acc;
    struct membership_list orgs = {0};
    struct requirement_mine mine = {0};

    if (rq->session->account == 0 || account_get(rq->db, rq->arena, rq->session->account, &acc, NULL) != OK)
        return;
    p->user_name = str_is_empty(acc.name) ? acc.email : acc.name;
    p->has_backpack = app->role != ROLE_ISSUER;
    p->may_recognise = app->role != ROLE_BACKPACK;
    p->has_org = org_memberships(rq->db, rq->arena, acc.id, &orgs, NULL) == OK && orgs.n > 0;
    if (p->may_recognise && requirement_mine(rq->db, acc.id, &mine, NULL) == OK) {
        p->asked = mine.open;
        p->asked_by = mine.next;
    }
    p->works = p->has_org || mine.is_known;
    p->is_operator = acc.is_operator;
}

void app_fill_page(struct request *rq, struct page *p)
{
    if (!rq->session || !rq->db)
        return;
    fill_person(rq, p);
    fill_org(rq, p);
}

/* The message is read here, for the template, and taken off the visitor in
 * app_send, with the answer that shows it. */
static void show_flash(struct request *rq, struct page *p)
{
    struct response unsent = {.arena = rq->arena};

    if (!flash_take(rq, &unsent, &app_of(rq)->session, &p->flash_kind, &p->flash))
        p->flash = p->flash_kind = S("");
}

struct out app_page(struct request *rq, const char *title, const char *section)
{
    struct page *p = NEW(rq->arena, struct page);

    router_fill_page(rq, p);
    p->title = cstr(words(title));
    p->section = cstr(section);
    show_flash(rq, p);
    return (struct out){.buf = buf_new(rq->arena), .page = p};
}

void app_send(struct request *rq, struct response *rs, struct out *o)
{
    str kind, message;

    if (!str_is_empty(o->page->flash) && !flash_take(rq, rs, &app_of(rq)->session, &kind, &message))
        log_event(LOG_WARN, "flash.lost", NULL);
    rs->body = buf_done(&o->buf);
    rs->type = S("text/html; charset=utf-8");
    response_header(rs, "Vary", S("Accept-Language, Cookie"));   /* both say which language */
}

void app_send_form(struct request *rq, struct response *rs, struct out *o, const struct form *f)
{
    app_send(rq, rs, o);
    if (f && !f->ok)
        rs->status = 422;
}

void app_send_svg(struct response *rs, str svg, str kept)
{
    response_bytes(rs, S("image/svg+xml"), svg);
    response_header(rs, "Content-Security-Policy", S("default-src 'none'; style-src 'unsafe-inline'; sandbox"));
    response_header(rs, "Cache-Control", kept);
}

void app_send_qr(struct request *rq, struct response *rs, str text, str kept)
{
    struct error err = {0};
    str svg;

    if (draw_qr_svg(rq->arena, text, &svg, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_send_svg(rs, svg, kept);
}

void app_keep_to_oneself(struct response *rs)
{
    response_header(rs, "Cache-Control", S("no-store"));
    response_header(rs, "X-Robots-Tag", S("noindex"));
}

str app_long_action(struct request *rq, str path)
{
    return str_printf(rq->arena, STR_FMT "?long=" STR_FMT, STR_ARG(path), STR_ARG(session_long_mark(rq, &app_of(rq)->session)));
}

void app_done(struct request *rq, struct response *rs, str path, const char *english_message)
{
    if (english_message)
        flash_set(rq, rs, &app_of(rq)->session, "good", cstr(words(english_message)));
    response_redirect(rs, path);
}

/* ---- errors ---- */

static const struct { code code; int status; } statuses[] = {
    {BAD_INPUT, 400}, {NOT_FOUND, 404}, {DENIED, 403}, {CONFLICT, 409}, {LIMIT, 413},
    {UNSUPPORTED, 415}, {UNREACHABLE, 502}, {FAULT, 500},
};

static int status_of(code c)
{
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].code == c)
            return statuses[i].status;
    return 500;
}

static const struct { int status; const char *icon, *heading; } looks[] = {
    {401, "key", "Sign in first"}, {403, "lock", "This is not yours to do"}, {404, "search", "There is nothing here"},
    {409, "replace", "That cannot be done now"}, {413, "upload", "That is too large"},
    {429, "hourglass", "Too many tries"}, {502, "server", "Somebody else did not answer"},
    {503, "hourglass", "Too much at once"}, {507, "database", "The storage is full"},
};

static struct error_view look_of(int status)
{
    for (size_t i = 0; i < COUNT(looks); i++)
        if (looks[i].status == status)
            return (struct error_view){status, looks[i].icon, looks[i].heading, S("")};
    return (struct error_view){status, "alert-circle",
                               status >= 500 ? "Something went wrong on our side" : "That did not work", S("")};
}

str app_sentence(struct arena *a, const char *small)
{
    str s = str_copy(a, cstr(small));
    struct buf b = buf_new(a);

    if (s.n == 0)
        return S("");
    buf_byte(&b, s.p[0] >= 'a' && s.p[0] <= 'z' ? (char)(s.p[0] - 32) : s.p[0]);
    buf_put(&b, str_from(s, 1));
    if (!str_ends(s, S(".")))
        buf_byte(&b, '.');
    return buf_done(&b);
}

/* What the router says of a form without its token. */
static bool is_of_an_old_form(str sentence)
{
    str whole = said("Nothing was changed: %s."), opening;

    return str_cut(&whole, '%', &opening) && str_starts(sentence, opening);
}

void app_error_page(struct request *rq, struct response *rs, int status, const char *small_sentence)
{
    struct error_view view = look_of(status);

    if (status == 403 && is_of_an_old_form(cstr(small_sentence)))
        view = (struct error_view){status, "refresh", "Please send that once more", S("")};
    view.sentence = app_sentence(rq->arena, small_sentence);
    if (host_answers(rq->path)) {
        host_refuse(rq, rs, status, view.sentence);
        return;
    }
    if (mozilla_answers(rq)) {
        mozilla_refuse(rq, rs, status, view.sentence);
        return;
    }
    if (problem_wanted(rq)) {
        problem_send(rq, rs, &(struct problem){.status = status, .title = cstr(view.heading), .detail = view.sentence});
        return;
    }
    struct out o = app_page(rq, view.heading, "");
    tmpl_error_page(&o, &view);
    app_send(rq, rs, &o);
    rs->status = status;
}

/* RFC 4918 §11.5: no room to write what was asked for. */
static bool is_disk_full(const struct error *err)
{
    return err->code == LIMIT && str_eq(cstr(err->where), S("database"));
}

void app_fail(struct request *rq, struct response *rs, const struct error *err)
{
    if (err->code == FAULT || is_disk_full(err))
        log_error("request.fault", err);
    app_error_page(rq, rs, is_disk_full(err) ? 507 : status_of(err->code), err->text);
}

void app_done_or_fail(struct request *rq, struct response *rs, code c, const struct error *err, str path, const char *english_message)
{
    if (c == OK)
        app_done(rq, rs, path, english_message);
    else
        app_fail(rq, rs, err);
}

bool app_wants_json(const struct request *rq)
{
    static const char *const types[] = {"text/html", "application/ld+json", "application/json"};

    return request_accepts(rq, types, COUNT(types)) > 0;
}
