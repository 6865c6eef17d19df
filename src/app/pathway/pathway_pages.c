/* pathway/pathway_pages.c — pathways of an organisation: all of them, one with its picture
 * and its list, and its form. */
#include "app/pathway/pathway_private.h"
#include "app/pathway/pathway_view.h"

#include "app/catalog/catalog.h"
#include "app/org/access.h"
#include "app/org/members.h"
#include "templates.h"

#define MOST_BADGES 300

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/pathways", (long long)rq->org);
}

str pathway_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)id);
}

struct pathway_act pathway_act_of(struct request *rq)
{
    return (struct pathway_act){rq->org, request_param_int(rq, "pathway"), rq->session->account};
}

static struct tag_view tag_of(const struct pathway *p, bool may_edit)
{
    if (p->archived)
        return (struct tag_view){NULL, "archive", said("Archived")};
    if (p->number == 0)
        return (struct tag_view){"info", "pencil", said("Not published")};
    return p->is_edited && may_edit ? (struct tag_view){"warn", "pencil", said("Changed since")} : (struct tag_view){"good", "check", said("In use")};
}

static bool may_edit(struct request *rq, int64_t pathway)
{
    const struct access *may;
    bool reaches = false;

    return access_of(rq, rq->org, &may, NULL) == OK
        && access_reaches(rq->db, may, &(struct reach_ask){.right = SET_STANDARDS, .what = OF_PATHWAY, .id = pathway}, &reaches, NULL) == OK && reaches;
}

/* ---- all ---- */

static str sub_of(struct arena *a, const struct pathway *p)
{
    struct buf b = buf_new(a);

    buf_put(&b, p->qualification);
    if (p->level.n)
        buf_printf(&b, "%s" STR_FMT, b.n ? " · " : "", STR_ARG(p->level));
    return buf_done(&b);
}

/* As the newest version has it, for whoever may not change it. */
static code add_line(struct request *rq, struct pathways_view *v, const struct pathway *p, bool counts, struct error *err)
{
    bool edits = may_edit(rq, p->id);
    struct pathway shown = *p;

    if (!edits && !p->number)
        return OK;
    if (!edits)
        TRY(pathway_as(rq->db, rq->arena, rq->org, p->id, p->number, &shown, err));
    *list_add(rq->arena, &v->lines) = (struct pathway_line){pathway_path(rq, p->id), shown.name, sub_of(rq->arena, &shown), tag_of(&shown, edits), shown.steps,
                                                            counts ? p->people : -1, counts ? p->complete : -1};
    return OK;
}

void pathways_show(struct request *rq, struct response *rs)
{
    bool counts = access_holds(rq, VIEW_STANDINGS);
    struct pathways_view v = {.base = str_printf(rq->arena, "/org/%lld/standards", (long long)rq->org)};
    struct pathways all = {0};
    struct error err = {0};
    code c = pathway_find(rq->db, rq->arena, rq->org, &all, &err);

    v.add = access_holds_some(rq, SET_STANDARDS) ? str_join(rq->arena, base_path(rq), S("/new")) : S("");
    for (size_t i = 0; i < all.n && c == OK; i++)
        c = add_line(rq, &v, &all.items[i], counts, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Pathways", "norms");
    tmpl_pathways(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one ---- */

/* ?version=3: that one; else the working copy for whoever may change it, the newest for others. */
static code find_version(struct request *rq, struct pathway_page_view *v, struct error *err)
{
    int64_t asked = 0;

    v->shown = v->may_edit ? 0 : v->p.number;
    if (str_to_int(request_query(rq, "version"), &asked) && asked > 0)
        v->shown = asked;
    if (v->shown > v->p.number || (v->shown == 0 && !v->may_edit))
        return fail(err, NOT_FOUND, "pathway", "there is no such version");
    return OK;
}

static code load(struct request *rq, struct pathway_page_view *v, struct error *err)
{
    struct pathway_steps all = {0};
    struct pathway_names names = {0};
    struct arena *a = rq->arena;

    TRY(pathway_get(rq->db, a, rq->org, request_param_int(rq, "pathway"), &v->p, err));
    v->may_edit = may_edit(rq, v->p.id);
    TRY(find_version(rq, v, err));
    TRY(pathway_as(rq->db, a, rq->org, v->p.id, v->shown, &v->p, err));
    TRY(pathway_steps_of(rq->db, a, v->p.id, v->shown, &all, err));
    TRY(pathway_badge_names(rq->db, a, v->p.id, &names, err));
    TRY(pathway_versions_of(rq->db, a, v->p.id, &v->versions, err));
    v->base = base_path(rq);
    v->self = pathway_path(rq, v->p.id);
    v->directory = access_holds_some(rq, VIEW_PEOPLE) ? str_printf(a, "/org/%lld/people", (long long)rq->org) : S("");
    v->tag = tag_of(&v->p, v->may_edit);
    v->words = as_markdown(v->p.words);
    pathway_rows(a, &(struct path_rows_ask){&all, &names, NULL, v->p.currency, v->may_edit && v->shown == 0 ? v->self : S("")}, &v->rows);
    struct pathway_facts nothing = {.at = clock_now()};
    struct pathway_state s = pathway_judge(a, &all, &nothing);
    v->effort = pathway_effort(a, s.minutes, s.cost, v->p.currency);
    pathway_draw(a, &all, NULL, v->p.badge_name, &v->graph);
    return OK;
}

static void show(struct request *rq, struct response *rs, str error)
{
    struct pathway_page_view v = {.error = error};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.p.name), "norms");
    tmpl_pathway(&o, &v);
    app_send(rq, rs, &o);
    if (error.n)
        rs->status = 422;
}

void pathway_show(struct request *rq, struct response *rs)
{
    show(rq, rs, S(""));
}

static void answer(struct request *rq, struct response *rs, code c, const struct error *err, const char *done)
{
    if (c == BAD_INPUT || c == CONFLICT)
        show(rq, rs, app_sentence(rq->arena, err->text));
    else if (c != OK)
        app_fail(rq, rs, err);
    else
        app_done(rq, rs, pathway_path(rq, request_param_int(rq, "pathway")), done);
}

void pathway_publish_post(struct request *rq, struct response *rs)
{
    struct pathway_act c = pathway_act_of(rq);
    struct error err = {0};
    code done = pathway_publish(rq->db, rq->arena, &c, str_eq(request_field(rq, "moves"), S("1")), &err);

    if (done == OK)
        app_wake(app_of(rq));
    answer(rq, rs, done, &err, "Published. This version never changes any more.");
}

void pathway_discard_post(struct request *rq, struct response *rs)
{
    struct pathway_act c = pathway_act_of(rq);
    struct error err = {0};

    answer(rq, rs, pathway_discard(rq->db, rq->arena, &c, &err), &err, "The working copy is as the last version again.");
}

void pathway_archive_post(struct request *rq, struct response *rs)
{
    struct pathway_act c = pathway_act_of(rq);
    struct error err = {0};

    answer(rq, rs, pathway_set_archived(rq->db, rq->arena, &c, true, &err), &err, "Archived. Nobody comes onto it any more; whoever is on it goes on.");
}

void pathway_restore_post(struct request *rq, struct response *rs)
{
    struct pathway_act c = pathway_act_of(rq);
    struct error err = {0};

    answer(rq, rs, pathway_set_archived(rq->db, rq->arena, &c, false, &err), &err, "In use again.");
}

/* ---- its form ---- */

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120},
    {"words", FIELD_TEXT, "What it is for", .max = 5000},
    {"qualification", FIELD_LINE, "Qualification", .max = 200},
    {"body", FIELD_LINE, "Awarding body", .max = 200},
    {"level", FIELD_LINE, "Level", .max = 40},
    {"owner", FIELD_EMAIL, "Owner"},
    {"badge", FIELD_INT, "Badge"},
    {"lapses", FIELD_BOOL, "It reopens when a step is not done any more"},
    {"is_open", FIELD_BOOL, "People join by themselves"},
    {"currency", FIELD_LINE, "Currency", .max = 3},
};
static const struct form_spec spec = FORM(fields);

static bool is_new(const struct request *rq)
{
    return str_is_absent(request_param(rq, "pathway"));
}

/* The one that stands there, where it cannot be chosen any more: saving does not lose it. */
static code add_present(struct request *rq, struct pathway_form *v, struct error *err)
{
    struct pathway p;

    for (size_t i = 0; i < v->badges.n; i++)
        if (v->badges.items[i].chosen)
            return OK;
    if (v->is_new)
        return OK;
    TRY(pathway_get(rq->db, rq->arena, rq->org, request_param_int(rq, "pathway"), &p, err));
    if (p.achievement && p.achievement == form_int(v->form, "badge"))
        *list_add(rq->arena, &v->badges) = (struct pathway_choice){str_printf(rq->arena, "%lld", (long long)p.achievement), p.badge_name, true};
    return OK;
}

static code add_badges(struct request *rq, struct pathway_form *v, struct error *err)
{
    struct badge_list badges = {0};

    TRY(catalog_list(rq->db, rq->arena, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = MOST_BADGES}}, &badges, err));
    for (size_t i = 0; i < badges.n; i++)
        *list_add(rq->arena, &v->badges) = (struct pathway_choice){str_printf(rq->arena, "%lld", (long long)badges.items[i].id), badges.items[i].v.name,
                                                                   badges.items[i].id == form_int(v->form, "badge")};
    return add_present(rq, v, err);
}

static void show_form(struct request *rq, struct response *rs, struct form *f)
{
    struct pathway_form v = {.form = f, .is_new = is_new(rq)};
    struct error err = {0};

    v.back = v.is_new ? base_path(rq) : pathway_path(rq, request_param_int(rq, "pathway"));
    v.action = str_join(rq->arena, v.back, v.is_new ? S("/new") : S("/edit"));
    if (add_badges(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v.is_new ? "New pathway" : "Change the pathway", "norms");
    tmpl_pathway_form(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void pathway_new_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);

    form_set(f, "owner", member_address(rq->db, rq->arena, rq->session->account));
    form_set_int(f, "lapses", 1);
    show_form(rq, rs, f);
}

void pathway_edit_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct error err = {0};
    struct pathway p;

    if (pathway_get(rq->db, rq->arena, rq->org, request_param_int(rq, "pathway"), &p, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(f, "name", p.name);
    form_set(f, "words", p.words);
    form_set(f, "qualification", p.qualification);
    form_set(f, "body", p.body);
    form_set(f, "level", p.level);
    form_set(f, "owner", p.owner_address);
    form_set(f, "currency", p.currency);
    if (p.achievement)
        form_set_int(f, "badge", p.achievement);
    form_set_int(f, "lapses", p.lapses);
    form_set_int(f, "is_open", p.is_open);
    show_form(rq, rs, f);
}

void pathway_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct error err = {0};
    int64_t id = 0;
    code c = OK;
    struct pathway p = {
        .org = rq->org, .id = is_new(rq) ? 0 : request_param_int(rq, "pathway"), .name = form_text(f, "name"), .words = form_text(f, "words"),
        .qualification = form_text(f, "qualification"), .body = form_text(f, "body"), .level = form_text(f, "level"), .currency = form_text(f, "currency"),
        .owner_address = form_text(f, "owner"), .achievement = form_int(f, "badge"), .is_open = form_bool(f, "is_open"), .lapses = form_bool(f, "lapses")};

    if (f->ok)
        c = pathway_save(rq->db, rq->arena, &p, rq->session->account, &id, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_form(rq, rs, f);
    else
        app_done_or_fail(rq, rs, c, &err, pathway_path(rq, id), "Saved.");
}

/* ---- what the working copy would do ---- */

/* Whoever may change a pathway sees what becomes of how many, and by name whom else they see. */
static code simulate(struct request *rq, struct simulation_view *v, struct error *err)
{
    const struct access *may;

    TRY(access_of(rq, rq->org, &may, err));
    return pathway_simulate(rq->db, rq->arena, &(struct pathway_ask){rq->org, v->p.id, rq->session->account, access_grants(rq->arena, may, VIEW_STANDINGS)}, &v->s, err);
}

void pathway_simulate_show(struct request *rq, struct response *rs)
{
    struct simulation_view v = {.self = pathway_path(rq, request_param_int(rq, "pathway")), .people = str_printf(rq->arena, "/org/%lld/people", (long long)rq->org), .error = S("")};
    struct pathway_steps all = {0};
    struct error err = {0};
    code c = pathway_get(rq->db, rq->arena, rq->org, request_param_int(rq, "pathway"), &v.p, &err);

    if (c == OK)
        c = pathway_steps_of(rq->db, rq->arena, v.p.id, 0, &all, &err);
    if (c == OK && pathway_check(rq->arena, &all, true, &err) != OK)
        v.error = app_sentence(rq->arena, err.text);
    else if (c == OK)
        c = simulate(rq, &v, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "What would change", "norms");
    tmpl_pathway_simulation(&o, &v);
    app_send(rq, rs, &o);
}
