/* catalog/catalog_pages.c — one badge, and what can be done with it as a whole. */
#include "app/catalog/catalog_view.h"
#include "app/layout/paging.h"
#include "app/hook/hook.h"
#include "base/uri.h"
#include "templates.h"

str catalog_base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/badges", (long long)rq->org);
}

str catalog_badge_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, "/org/%lld/badges/%lld", (long long)rq->org, (long long)id);
}

str catalog_picture(struct arena *a, const struct badge_version_row *v)
{
    return str_is_empty(v->png_hash) ? S("") : str_join(a, S("/images/"), v->png_hash);
}

str catalog_validity_words(struct arena *a, int64_t months)
{
    if (months == 0)
        return said("Does not expire");
    if (months % 12)
        return words_printf(a, months == 1 ? "Valid for %lld month" : "Valid for %lld months", (long long)months);
    return words_printf(a, months == 12 ? "Valid for %lld year" : "Valid for %lld years", (long long)(months / 12));
}

static const struct { const char *state, *kind, *icon, *word, *tab; } states[] = {
    {"published", "good", "check", "Published", "Published"},
    {"draft", "info", "pencil", "Draft", "Drafts"},
    {"archived", NULL, "archive", "Archived", "Archived"},
};

struct tag_view catalog_state_tag(str state)
{
    for (size_t i = 0; i < COUNT(states); i++)
        if (str_eq(state, cstr(states[i].state)))
            return (struct tag_view){states[i].kind, states[i].icon, said(states[i].word)};
    return (struct tag_view){0};
}

/* ---- one badge ---- */

static code load_versions(struct request *rq, struct catalog_badge_view *v, struct error *err)
{
    struct badge_version_list versions = {0};

    TRY(catalog_versions(rq->db, rq->arena, rq->org, v->b.id, &versions, err));
    for (size_t i = 0; i < versions.n; i++) {
        const struct badge_version_row *one = &versions.items[i];
        struct version_line *line = list_add(rq->arena, &v->versions);
        *line = (struct version_line){
            .number = one->number, .since = one->frozen_at, .now = one->id == v->b.v.id, .renew_by = one->renew_by,
            .href = one->number > 1 ? str_printf(rq->arena, STR_FMT "/versions/%lld", STR_ARG(catalog_badge_path(rq, v->b.id)),
                                                 (long long)one->number) : S("")};
        TRY(catalog_holders(rq->db, rq->org, one, &line->holders, err));
    }
    return OK;
}

static code load_relations(struct request *rq, struct catalog_badge_view *v, struct error *err)
{
    struct relation_list found = {0};

    TRY(relation_find(rq->db, rq->arena, v->b.id, false, &found, err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(rq->arena, &v->relations) = (struct relation_line){
            .words = relation_words(&found.items[i]), .name = found.items[i].name,
            .href = catalog_badge_path(rq, found.items[i].other)};
    return OK;
}

static code load_badge(struct request *rq, struct catalog_badge_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct badge_row edited;

    TRY(catalog_get(rq->db, a, rq->org, request_param_int(rq, "id"), &v->b, err));
    TRY(working_open(rq->db, a, rq->org, v->b.id, &edited, &v->w, err));
    TRY(load_versions(rq, v, err));
    TRY(load_relations(rq, v, err));
    long long id = (long long)v->b.id, org = (long long)rq->org;
    v->base = catalog_base_path(rq);
    v->self = catalog_badge_path(rq, v->b.id);
    v->picture = catalog_picture(a, &v->b.v);
    v->drawing = str_is_empty(v->b.v.svg_hash) ? S("") : str_join(a, S("/images/"), v->b.v.svg_hash);
    v->criteria = catalog_criteria(a, &v->b.v);
    v->validity = catalog_validity_words(a, v->b.v.validity_months);
    v->public_href = app_url(a, app_of(rq), str_join(a, S("/badges/"), v->b.public_id));
    v->awards_href = str_printf(a, "/org/%lld/awards?badge=%lld", org, id);
    v->award_href = str_printf(a, "/org/%lld/awards/new?badge=%lld", org, id);
    v->kind = badge_type_label(v->b.v.type);
    v->tag = catalog_state_tag(v->b.state);
    catalog_split_tags(a, v->b.v.tags, &v->tags);
    catalog_missing(a, &v->b.v, &v->missing);
    return OK;
}

static void show_badge(struct request *rq, struct response *rs)
{
    struct catalog_badge_view v = {0};
    struct error err = {0};

    if (load_badge(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.may_design = app_allow(rq, DESIGN_BADGES, rq->org) == OK;
    v.may_award = app_allow(rq, AWARD_BADGES, rq->org) == OK;
    v.sees_awards = app_allow(rq, VIEW_AWARDS, rq->org) == OK;
    v.may_set_forms = app_allow(rq, SET_FORMS, rq->org) == OK;
    v.may_set_sets = app_allow(rq, SET_SETS, rq->org) == OK;
    v.may_remind = app_allow(rq, SET_REMINDERS, rq->org) == OK;
    v.is_draft = str_eq(v.b.state, S("draft"));
    v.is_published = str_eq(v.b.state, S("published"));
    v.is_archived = str_eq(v.b.state, S("archived"));
    v.show_thrown = v.w.is_thrown_away && v.may_design && str_eq(request_query(rq, "done"), S("thrown-away"));
    v.show_undo = v.is_archived && v.may_design && str_eq(request_query(rq, "done"), S("archived"));
    struct out o = app_page(rq, str_z(rq->arena, v.b.v.name), "badges");
    tmpl_catalog_badge(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- the badge as a whole ---- */

static code noted(struct request *rq, const char *what, int64_t id, struct error *err)
{
    if (str_eq(cstr(what), S("badge.archive")))
        TRY(hook_tell(rq->db, rq->arena, rq->org, "badge.archived", id, err));
    return org_log(rq->db, rq->org, rq->session->account, what, str_printf(rq->arena, "badge %lld", (long long)id),
                   S(""), err);
}

static void archive(struct request *rq, struct response *rs)
{
    int64_t id = request_param_int(rq, "id");
    struct error err = {0};

    if (catalog_archive(rq->db, rq->org, id, true, &err) != OK || noted(rq, "badge.archive", id, &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, str_join(rq->arena, catalog_badge_path(rq, id), S("?done=archived")));
}

static void restore(struct request *rq, struct response *rs)
{
    int64_t id = request_param_int(rq, "id");
    struct error err = {0};

    if (catalog_archive(rq->db, rq->org, id, false, &err) != OK || noted(rq, "badge.restore", id, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, catalog_badge_path(rq, id), "The badge is published again.");
}

static void copy(struct request *rq, struct response *rs)
{
    int64_t made;
    struct error err = {0};

    if (catalog_copy(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &made, &err) != OK ||
        noted(rq, "badge.copy", made, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, catalog_badge_path(rq, made), S("/basics")),
                 "This is the copy: a draft of its own. Give it a name.");
}

static void delete(struct request *rq, struct response *rs)
{
    int64_t id = request_param_int(rq, "id");
    struct error err = {0};

    if (catalog_delete_draft(rq->db, rq->org, id, &err) != OK || noted(rq, "badge.delete", id, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, catalog_base_path(rq), "The draft is deleted.");
}

#define BADGES     "/org/{org}/badges"
#define FRAMEWORKS "/org/{org}/frameworks"

const struct route catalog_routes[] = {
    {GET, BADGES, VIEW_ORG, badges_show, NULL, 0},
    {POST, BADGES, DESIGN_BADGES, basics_create, NULL, 0},
    {GET, BADGES "/list", VIEW_ORG, badges_show, NULL, 0},               /* its address when the table was a page of its own */
    {GET, BADGES "/new", DESIGN_BADGES, basics_new, NULL, 0},
    {GET, BADGES "/templates", DESIGN_BADGES, templates_show, NULL, 0},
    {POST, BADGES "/templates", DESIGN_BADGES, templates_use, NULL, 0},
    {GET, BADGES "/import", DESIGN_BADGES, import_show, NULL, 0},
    {POST, BADGES "/import", DESIGN_BADGES, import_post, NULL, 0},
    {POST, BADGES "/import/undo", DESIGN_BADGES, import_undo, NULL, 0},
    {GET, BADGES "/export", DESIGN_BADGES, export_all, NULL, 0},
    {GET, BADGES "/{id}/export", DESIGN_BADGES, export_one, NULL, 0},
    {GET, BADGES "/icons.svg", VIEW_ORG, studio_sprite, NULL, 0},
    {GET, BADGES "/studio.svg", VIEW_ORG, studio_draw, NULL, 0},
    {GET, BADGES "/{id}", VIEW_ORG, show_badge, NULL, 0, .within = OF_BADGE},
    {GET, BADGES "/{id}/basics", DESIGN_BADGES, basics_show, NULL, 0},
    {POST, BADGES "/{id}/basics", DESIGN_BADGES, basics_post, NULL, 0},
    {GET, BADGES "/{id}/picture", DESIGN_BADGES, studio_show, NULL, 0},
    {POST, BADGES "/{id}/picture", DESIGN_BADGES, studio_post, NULL, 0},
    {GET, BADGES "/{id}/upload", DESIGN_BADGES, upload_show, NULL, 0},
    {POST, BADGES "/{id}/upload", DESIGN_BADGES, upload_post, NULL, 0},
    {GET, BADGES "/{id}/criteria", DESIGN_BADGES, criteria_show, NULL, 0},
    {POST, BADGES "/{id}/criteria", DESIGN_BADGES, criteria_post, NULL, 0},
    {GET, BADGES "/{id}/levels", DESIGN_BADGES, levels_show, NULL, 0},
    {POST, BADGES "/{id}/levels", DESIGN_BADGES, levels_post, NULL, 0},
    {GET, BADGES "/{id}/levels/{key}", DESIGN_BADGES, level_show, NULL, 0},
    {POST, BADGES "/{id}/levels/{key}", DESIGN_BADGES, level_post, NULL, 0},
    {GET, BADGES "/{id}/validity", DESIGN_BADGES, validity_show, NULL, 0},
    {POST, BADGES "/{id}/validity", DESIGN_BADGES, validity_post, NULL, 0},
    {GET, BADGES "/{id}/skills", DESIGN_BADGES, skills_show, NULL, 0},
    {POST, BADGES "/{id}/skills", DESIGN_BADGES, skills_post, NULL, 0},
    {GET, BADGES "/{id}/translations", DESIGN_BADGES, translations_show, NULL, 0},
    {POST, BADGES "/{id}/translations", DESIGN_BADGES, translations_post, NULL, 0},
    {GET, BADGES "/{id}/translations/{language}", DESIGN_BADGES, translation_show, NULL, 0},
    {POST, BADGES "/{id}/translations/{language}", DESIGN_BADGES, translation_post, NULL, 0},
    {GET, BADGES "/{id}/relations", DESIGN_BADGES, relations_show, NULL, 0},
    {POST, BADGES "/{id}/relations", DESIGN_BADGES, relations_post, NULL, 0},
    {POST, BADGES "/{id}/relations/{relation}/remove", DESIGN_BADGES, relations_remove, NULL, 0},
    {GET, BADGES "/{id}/preview", DESIGN_BADGES, preview_show, NULL, 0},
    {GET, BADGES "/{id}/versions/{number}", VIEW_ORG, version_show, NULL, 0},
    {POST, BADGES "/{id}/versions/{number}", DESIGN_BADGES, version_post, NULL, 0},
    {POST, BADGES "/{id}/working/publish", DESIGN_BADGES, working_publish_post, NULL, 0},
    {POST, BADGES "/{id}/working/throw-away", DESIGN_BADGES, working_throw_away_post, NULL, 0},
    {POST, BADGES "/{id}/working/take-back", DESIGN_BADGES, working_take_back_post, NULL, 0},
    {POST, BADGES "/{id}/publish", DESIGN_BADGES, preview_publish, NULL, 0},
    {POST, BADGES "/{id}/archive", DESIGN_BADGES, archive, NULL, 0},
    {POST, BADGES "/{id}/restore", DESIGN_BADGES, restore, NULL, 0},
    {POST, BADGES "/{id}/copy", DESIGN_BADGES, copy, NULL, 0},
    {POST, BADGES "/{id}/delete", DESIGN_BADGES, delete, NULL, 0},
    {GET, FRAMEWORKS, VIEW_ORG, frameworks_show, NULL, 0},
    {POST, FRAMEWORKS, DESIGN_BADGES, frameworks_post, NULL, LONG_BODY},
    {GET, FRAMEWORKS "/imports/{import}", DESIGN_BADGES, framework_plan_show, NULL, 0},
    {POST, FRAMEWORKS "/imports/{import}/start", DESIGN_BADGES, framework_start_post, NULL, 0},
    {POST, FRAMEWORKS "/imports/{import}/drop", DESIGN_BADGES, framework_drop_post, NULL, 0},
    {POST, FRAMEWORKS "/imports/{import}/undo", DESIGN_BADGES, framework_undo_post, NULL, 0},
    {GET, FRAMEWORKS "/{id}", VIEW_ORG, framework_show, NULL, 0},
    {POST, FRAMEWORKS "/{id}", DESIGN_BADGES, framework_post, NULL, 0},
    {POST, FRAMEWORKS "/{id}/file", DESIGN_BADGES, framework_file_post, NULL, LONG_BODY},
    {GET, FRAMEWORKS "/{id}/framework.json", VIEW_ORG, framework_json, NULL, 0},
    {GET, FRAMEWORKS "/{id}/skills/{skill}", VIEW_ORG, framework_skill_show, NULL, 0},
    {POST, FRAMEWORKS "/{id}/remove", DESIGN_BADGES, frameworks_remove, NULL, 0},
    {0},
};
