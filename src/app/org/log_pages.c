/* org/log_pages.c — the organisation's log in words: what was done, to what, by
 * whom. Each line leads to the thing it is about. */
#include "app/org/org_pages.h"

#include "app/layout/paging.h"
#include "templates.h"

#define LOG_PER_PAGE 50

static const struct { const char *what, *words; } names[] = {
    {"org.create", "Organisation created"}, {"org.change", "Profile changed"}, {"org.address", "Public address changed"},
    {"member.invite", "Invited"}, {"member.join", "Joined"}, {"member.role", "Role changed"}, {"member.remove", "Member removed"},
    {"key.new", "New signing key"},
    {"badge.create", "Badge drafted"}, {"badge.publish", "Badge published"}, {"badge.archive", "Badge archived"},
    {"badge.restore", "Badge taken out of the archive"},
    {"award.list", "List awarded"}, {"award.discard", "List thrown away"},
    {"award.revoke", "Award revoked"},
    {"person.change", "Person’s details changed"}, {"person.remove", "Person removed"}, {"person.restore", "Person restored"},
};
/* Subjects "badge 7" and so on have a page of their own. */
static const struct { const char *kind, *path; } places[] = {
    {"badge ", "/badges/"}, {"person ", "/people/"}, {"list ", "/awards/lists/"},
};

const char *log_words(struct arena *a, str what)
{
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(what, cstr(names[i].what)))
            return names[i].words;
    return str_z(a, what);
}

static str place_of(struct arena *a, str base, const struct org_log_row *r)
{
    if (str_eq(r->what, S("award.revoke")))
        return str_join(a, S("/b/"), r->subject);
    for (size_t i = 0; i < COUNT(places); i++)
        if (str_starts(r->subject, cstr(places[i].kind)))
            return str_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(base), places[i].path,
                              STR_ARG(str_from(r->subject, cstr(places[i].kind).n)));
    return S("");
}

/* A role is told by its name. */
static str note_of(struct arena *a, const struct org_log_row *r)
{
    return str_starts(r->what, S("member.")) && !str_is_empty(r->detail) ? cstr(org_role_name(a, r->detail)) : r->detail;
}

void log_lines(struct arena *a, str base, const struct org_log_list *rows, struct log_line_list *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct org_log_row *r = &rows->items[i];
        str href = place_of(a, base, r);
        bool has_page = !str_is_empty(href);
        *list_add(a, out) = (struct log_line){
            .at = r->at, .who = r->who, .what = log_words(a, r->what), .href = href,
            .about = has_page ? r->detail : r->subject, .note = has_page ? S("") : note_of(a, r)};
    }
}

static code load_log(struct request *rq, struct log_view *v, struct error *err)
{
    struct org_log_list rows = {0};
    struct paging p = paging_of(rq, LOG_PER_PAGE);

    TRY(org_log_find(rq->db, rq->arena, rq->org, S(""), &p.at, &rows, err));
    paging_arrange(&p, &rows);
    log_lines(rq->arena, v->base, &rows, &v->lines);
    v->pages = paging_links(rq->arena, &p, &(struct paged){
        .address = rq->path, .n = rows.n, .first = rows.n ? rows.items[0].id : 0,
        .last = rows.n ? rows.items[rows.n - 1].id : 0});
    return OK;
}

void org_log_show(struct request *rq, struct response *rs)
{
    struct log_view v = {.base = org_base(rq)};
    struct error err = {0};

    if (load_log(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Log", "settings");
    tmpl_org_log(&o, &v);
    app_send(rq, rs, &o);
}
