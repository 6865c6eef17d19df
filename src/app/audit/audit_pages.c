/* audit/audit_pages.c — where an audit begins, who does it, what they opened, and the
 * register of waivers. */
#include "app/audit/audit_pages.h"

#include "templates.h"

static str base_of(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld", (long long)rq->org);
}

/* ---- the beginning ---- */

static struct tag_view tag_of(enum auditor_state s)
{
    static const struct { const char *kind, *icon, *words; } looks[] = {
        [AUDITOR_COMES] = {"info", "hourglass", "Begins later"}, [AUDITOR_HERE] = {"good", "check", "Here"}, [AUDITOR_OVER] = {NULL, "archive", "Over"},
    };

    return (struct tag_view){looks[s].kind, looks[s].icon, said(looks[s].words)};
}

static code add_auditors(struct request *rq, struct audit_view *v, struct error *err)
{
    struct auditors all = {0};

    TRY(auditors_find(rq->db, rq->arena, rq->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->auditors) = (struct auditor_line){
            .who = all.items[i], .tag = tag_of(all.items[i].state),
            .change = str_printf(rq->arena, STR_FMT "/settings/members/%lld", STR_ARG(v->base), (long long)all.items[i].account),
            .opened = str_printf(rq->arena, STR_FMT "/audit/views?who=%lld", STR_ARG(v->base), (long long)all.items[i].account)};
    return OK;
}

static void add_own(const struct access *x, struct audit_view *v)
{
    for (size_t i = 0; i < x->grants.n; i++)
        if (x->grants.items[i].role == role_named(S("auditor"))) {
            v->from = x->grants.items[i].from;
            v->until = x->grants.items[i].until;
        }
}

static code load(struct request *rq, struct audit_view *v, struct error *err)
{
    const struct access *x;

    TRY(access_of(rq, rq->org, &x, err));
    v->may_manage = access_may(x, MANAGE_ORG);
    v->may_read_log = access_may(x, READ_LOG);
    v->may_pack = pack_may(rq);
    TRY(auditor_scope_words(rq->db, rq->arena, rq->org, rq->session->account, &v->scope, err));
    add_own(x, v);
    return v->may_manage ? add_auditors(rq, v, err) : OK;
}

static void show(struct request *rq, struct response *rs)
{
    struct audit_view v = {.base = base_of(rq)};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Audit", v.scope.n ? "check" : "norms");
    tmpl_audit(&o, &v);
    app_send(rq, rs, &o);
}

static void post_end(struct request *rq, struct response *rs)
{
    struct auditor_end e = {.org = rq->org, .by = rq->session->account};
    struct error err = {0};

    if (!str_to_int(request_field(rq, "account"), &e.account))
        e.account = -1;
    if (auditor_end(app_of(rq), rq->db, rq->arena, &e, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, base_of(rq), S("/audit")), "Ended: nothing opens for them any more. Another last day lets them in again.");
}

/* ---- lists ---- */

static void show_views(struct request *rq, struct response *rs)
{
    struct audit_list_view v = {.base = base_of(rq)};

    v.list = (struct list){.def = &audit_views_list_def, .address = rq->path,
                           .empty = {"eye", "No auditor opened anything yet", "Every page and file that an auditor opens stands here.", S(""), NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "What auditors opened", app_allow(rq, MANAGE_ORG, rq->org) == OK ? "norms" : "check");
    tmpl_audit_views(&o, &v);
    app_send(rq, rs, &o);
}

static void show_waivers(struct request *rq, struct response *rs)
{
    struct audit_list_view v = {.base = base_of(rq), .soon = str_join(rq->arena, rq->path, S("?state=soon"))};

    v.list = (struct list){.def = &waivers_list_def, .address = rq->path,
                           .empty = {"ban", "No waivers", "What was waived, extended or suspended for somebody stands here, with who granted it and why.", S(""), NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Waivers", "norms");
    tmpl_audit_waivers(&o, &v);
    app_send(rq, rs, &o);
}

#define AUDIT "/org/{org}/audit"
const struct route audit_routes[] = {
    {GET,  AUDIT, VIEW_STANDINGS, show, NULL, 0, .within = IN_LISTS},
    {POST, AUDIT "/end", MANAGE_ORG, post_end, NULL, 0},
    {GET,  AUDIT "/views", READ_LOG, show_views, NULL, 0},
    {GET,  AUDIT "/samples", VIEW_STANDINGS, sample_list_show, NULL, 0, .within = IN_LISTS},
    {GET,  AUDIT "/samples/new", VIEW_STANDINGS, sample_new_show, NULL, 0, .within = IN_LISTS},
    {POST, AUDIT "/samples/new", VIEW_STANDINGS, sample_new_post, NULL, 0, .within = IN_LISTS},
    {GET,  AUDIT "/samples/{id}", VIEW_STANDINGS, sample_show, NULL, 0, .within = IN_LISTS},
    {POST, AUDIT "/samples/{id}/lines", VIEW_STANDINGS, sample_lines_post, NULL, 0, .within = IN_LISTS},
    {GET,  AUDIT "/samples/{id}/population.txt", VIEW_STANDINGS, sample_population_send, NULL, 0, .within = IN_LISTS},
    {GET,  AUDIT "/packs", OPEN_EVIDENCE, pack_list_show, NULL, 0, .within = IN_LISTS},
    {POST, AUDIT "/samples/{id}/pack", OPEN_EVIDENCE, pack_post, NULL, 0, .within = IN_LISTS},
    {GET,  AUDIT "/packs/{id}/file.zip", OPEN_EVIDENCE, pack_fetch, NULL, 0, .within = IN_LISTS},
    {POST, AUDIT "/packs/{id}/drop", OPEN_EVIDENCE, pack_drop_post, NULL, 0, .within = IN_LISTS},
    {GET,  AUDIT "/waivers", VIEW_STANDINGS, show_waivers, NULL, 0, .within = IN_LISTS},
    {0},
};
