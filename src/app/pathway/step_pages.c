/* pathway/step_pages.c — one step of a working copy: its form; and all routes of the slice. */
#include "app/pathway/pathway_private.h"
#include "app/pathway/pathway_view.h"

#include "app/catalog/catalog.h"
#include "app/effort.h"
#include "templates.h"

#define MOST_BADGES 300

static const struct form_field fields[] = {
    {"title", FIELD_LINE, "What this step is", .max = 200},
    {"words", FIELD_TEXT, "What somebody has to know about it", .max = 4000},
    {"kind", FIELD_CHOICE, "Kind", .choices = "badge|group"},
    {"needed", FIELD_INT, "How many of its steps", .max = PATHWAY_STEPS_MOST},
    {"badges", FIELD_MANY, "Badges", .max = 40},
    {"outside", FIELD_TEXT, "From elsewhere", .max = 10000},
    {"parent", FIELD_INT, "In the group"},
    {"after", FIELD_MANY, "After", .max = 40},
    {"optional", FIELD_BOOL, "Optional"},
    {"time", FIELD_LINE, "Time it takes", .max = 40},
    {"cost", FIELD_INT, "Cost", .max = 10000000},
    {"unit", FIELD_LINE, "Unit of the qualification", .max = 60},
    {"credit", FIELD_INT, "Credits", .max = 10000},
};
static const struct form_spec spec = FORM(fields);

static bool is_new(const struct request *rq)
{
    return str_is_absent(request_param(rq, "step"));
}

static int64_t line_of(struct request *rq)
{
    return is_new(rq) ? 0 : request_param_int(rq, "step");
}

static bool has(const struct str_list *all, str one)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], one))
            return true;
    return false;
}

static str number(struct arena *a, int64_t n)
{
    return str_printf(a, "%lld", (long long)n);
}

/* ---- shown ---- */

static void add_steps(struct request *rq, struct pathway_step_form *v, const struct pathway_steps *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct pathway_step *s = &all->items[i];
        str value = number(rq->arena, s->line);
        if (s->line == line_of(rq))
            continue;
        *list_add(rq->arena, &v->after) = (struct pathway_choice){value, s->title, has(&form_value(v->form, "after")->many, value)};
        if (s->is_group)
            *list_add(rq->arena, &v->groups) = (struct pathway_choice){value, s->title, form_int(v->form, "parent") == s->line};
    }
}

/* Those that can be chosen, and what is chosen already though it cannot any more. */
static code add_badges(struct request *rq, struct pathway_step_form *v, struct error *err)
{
    struct badge_list badges = {0};
    struct pathway_names names = {0};
    const struct str_list *chosen = &form_value(v->form, "badges")->many;

    TRY(catalog_list(rq->db, rq->arena, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = MOST_BADGES}}, &badges, err));
    for (size_t i = 0; i < badges.n; i++) {
        str value = number(rq->arena, badges.items[i].id);
        *list_add(rq->arena, &v->badges) = (struct pathway_choice){value, badges.items[i].v.name, has(chosen, value)};
    }
    TRY(pathway_badge_names(rq->db, rq->arena, request_param_int(rq, "pathway"), &names, err));
    for (size_t i = 0; i < names.n; i++) {
        str value = number(rq->arena, names.items[i].id);
        bool listed = false;
        for (size_t k = 0; k < badges.n; k++)
            listed = listed || badges.items[k].id == names.items[i].id;
        if (!listed && has(chosen, value))
            *list_add(rq->arena, &v->badges) = (struct pathway_choice){value, names.items[i].name, true};
    }
    return OK;
}

static code load(struct request *rq, struct pathway_step_form *v, struct error *err)
{
    struct pathway_steps all = {0};
    struct pathway p;

    TRY(pathway_get(rq->db, rq->arena, rq->org, request_param_int(rq, "pathway"), &p, err));
    TRY(pathway_steps_of(rq->db, rq->arena, p.id, 0, &all, err));
    add_steps(rq, v, &all);
    return add_badges(rq, v, err);
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct pathway_step_form v = {.form = f, .back = pathway_path(rq, request_param_int(rq, "pathway")), .is_new = is_new(rq)};
    struct error err = {0};

    v.is_group = str_eq(form_text(f, "kind"), S("group"));
    v.action = v.is_new ? str_join(rq->arena, v.back, S("/steps/new")) : str_printf(rq->arena, STR_FMT "/steps/%lld", STR_ARG(v.back), (long long)line_of(rq));
    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v.is_new ? "New step" : "Change the step", "norms");
    tmpl_pathway_step(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void fill_numbers(struct arena *a, struct form *f, const struct pathway_step *s)
{
    if (s->needed)
        form_set_int(f, "needed", s->needed);
    if (s->parent)
        form_set_int(f, "parent", s->parent);
    if (s->minutes)
        form_set(f, "time", effort_time_typed(a, s->minutes));
    if (s->cost)
        form_set_int(f, "cost", s->cost);
    if (s->credit)
        form_set_int(f, "credit", s->credit);
}

/* A line for each: issuer, then achievement. */
static str outside_typed(struct arena *a, const struct pathway_step *s)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < s->outside.n; i++)
        buf_printf(&b, STR_FMT " " STR_FMT "\n", STR_ARG(s->outside.items[i].issuer), STR_ARG(s->outside.items[i].pattern));
    return buf_done(&b);
}

static void read_outside(struct arena *a, str typed, struct pathway_outsides *out)
{
    str line, issuer;

    while (str_cut_line(&typed, &line)) {
        line = str_trim(line);
        if (line.n && str_cut(&line, ' ', &issuer))
            *list_add(a, out) = (struct pathway_outside){issuer, str_trim(line)};
    }
}

static void fill(struct arena *a, struct form *f, const struct pathway_step *s)
{
    form_set(f, "title", s->title);
    form_set(f, "words", s->words);
    form_set(f, "kind", s->is_group ? S("group") : S("badge"));
    form_set(f, "unit", s->unit);
    form_set(f, "outside", outside_typed(a, s));
    form_set_int(f, "optional", s->optional);
    fill_numbers(a, f, s);
    for (size_t i = 0; i < s->badges.n; i++)
        *list_add(a, &form_value(f, "badges")->many) = number(a, s->badges.items[i]);
    for (size_t i = 0; i < s->after.n; i++)
        *list_add(a, &form_value(f, "after")->many) = number(a, s->after.items[i]);
}

static void show_new(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);

    form_set(f, "kind", S("badge"));
    show(rq, rs, f);
}

static void show_step(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct pathway_steps all = {0};
    struct error err = {0};
    struct pathway p;
    code c = pathway_get(rq->db, rq->arena, rq->org, request_param_int(rq, "pathway"), &p, &err);

    if (c == OK)
        c = pathway_steps_of(rq->db, rq->arena, p.id, 0, &all, &err);
    for (size_t i = 0; c == OK && i < all.n; i++)
        if (all.items[i].line == line_of(rq)) {
            fill(rq->arena, f, &all.items[i]);
            show(rq, rs, f);
            return;
        }
    if (c == OK)
        (void)fail(&err, NOT_FOUND, "step", "there is no such step in the working copy");
    app_fail(rq, rs, &err);
}

/* ---- sent ---- */

static code read_numbers(struct request *rq, struct form *f, const char *name, struct id_list *out, struct error *err)
{
    const struct str_list *many = &form_value(f, name)->many;
    int64_t n;

    for (size_t i = 0; i < many->n; i++) {
        if (!str_to_int(many->items[i], &n))
            return fail(err, BAD_INPUT, name, "choose one of the list");
        *list_add(rq->arena, out) = n;
    }
    return OK;
}

static code save(struct request *rq, struct form *f, struct error *err)
{
    struct pathway_act c = pathway_act_of(rq);
    struct pathway_step s = {
        .line = line_of(rq), .title = form_text(f, "title"), .words = form_text(f, "words"), .is_group = str_eq(form_text(f, "kind"), S("group")),
        .needed = form_int(f, "needed"), .parent = form_int(f, "parent"), .optional = form_bool(f, "optional"), .cost = form_int(f, "cost"), .unit = form_text(f, "unit"),
        .credit = form_int(f, "credit")};

    if (!effort_read_time(form_text(f, "time"), &s.minutes))
        return fail(err, BAD_INPUT, "time", "write it as 1:30, 1.5 or 90 min");
    read_outside(rq->arena, form_text(f, "outside"), &s.outside);
    TRY(read_numbers(rq, f, "badges", &s.badges, err));
    TRY(read_numbers(rq, f, "after", &s.after, err));
    return pathway_step_save(rq->db, rq->arena, &c, &s, err);
}

static void post_step(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct error err = {0};
    code c = f->ok ? save(rq, f, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, f);
    else
        app_done_or_fail(rq, rs, c, &err, pathway_path(rq, request_param_int(rq, "pathway")), "Saved in the working copy. Nothing changes for anybody until you publish it.");
}

static void drop_step(struct request *rq, struct response *rs)
{
    struct pathway_act c = pathway_act_of(rq);
    struct error err = {0};

    code done = pathway_step_drop(rq->db, rq->arena, &c, line_of(rq), &err);
    app_done_or_fail(rq, rs, done, &err, pathway_path(rq, c.id), "Taken out of the working copy.");
}

static void up_step(struct request *rq, struct response *rs)
{
    struct pathway_act c = pathway_act_of(rq);
    struct error err = {0};

    if (pathway_step_up(rq->db, rq->arena, &c, line_of(rq), &err) != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, pathway_path(rq, c.id));
}

#define BASE "/org/{org}/pathways"
#define ONE  BASE "/{pathway}"
#define HERS "/org/{org}/people/{id}/pathways"

const struct route pathway_routes[] = {
    {GET, BASE, VIEW_STANDINGS, pathways_show, NULL, 0, .within = IN_LISTS},
    {GET, BASE "/new", SET_STANDARDS, pathway_new_show, NULL, 0, .within = IN_LISTS},
    {POST, BASE "/new", SET_STANDARDS, pathway_post, NULL, 0, .within = IN_LISTS},
    {GET, ONE, VIEW_STANDINGS, pathway_show, NULL, 0, .within = IN_LISTS},
    {GET, ONE "/pathway.json", VIEW_STANDINGS, pathway_json_show, NULL, 0, .within = IN_LISTS},
    {GET, ONE "/people", VIEW_STANDINGS, pathway_people_show, NULL, 0, .within = IN_LISTS},
    {GET, ONE "/edit", SET_STANDARDS, pathway_edit_show, NULL, 0, .within = OF_PATHWAY},
    {POST, ONE "/edit", SET_STANDARDS, pathway_post, NULL, 0, .within = OF_PATHWAY},
    {GET, ONE "/change", SET_STANDARDS, pathway_simulate_show, NULL, 0, .within = OF_PATHWAY},
    {POST, ONE "/publish", SET_STANDARDS, pathway_publish_post, NULL, 0, .within = OF_PATHWAY},
    {POST, ONE "/discard", SET_STANDARDS, pathway_discard_post, NULL, 0, .within = OF_PATHWAY},
    {POST, ONE "/archive", SET_STANDARDS, pathway_archive_post, NULL, 0, .within = OF_PATHWAY},
    {POST, ONE "/restore", SET_STANDARDS, pathway_restore_post, NULL, 0, .within = OF_PATHWAY},
    {GET, ONE "/steps/new", SET_STANDARDS, show_new, NULL, 0, .within = OF_PATHWAY},
    {POST, ONE "/steps/new", SET_STANDARDS, post_step, NULL, 0, .within = OF_PATHWAY},
    {GET, ONE "/steps/{step}", SET_STANDARDS, show_step, NULL, 0, .within = OF_PATHWAY},
    {POST, ONE "/steps/{step}", SET_STANDARDS, post_step, NULL, 0, .within = OF_PATHWAY},
    {POST, ONE "/steps/{step}/drop", SET_STANDARDS, drop_step, NULL, 0, .within = OF_PATHWAY},
    {POST, ONE "/steps/{step}/up", SET_STANDARDS, up_step, NULL, 0, .within = OF_PATHWAY},
    {GET, HERS, VIEW_STANDINGS, pathway_person_show, NULL, 0, .within = OF_PERSON},
    {GET, HERS "/{enrolment}", VIEW_STANDINGS, enrolment_show, NULL, 0, .within = OF_PERSON},
    {POST, HERS "/{enrolment}/leave", RECORD_PROOF, enrolment_leave_post, NULL, 0, .within = OF_PERSON},
    {POST, HERS "/{enrolment}/rejoin", RECORD_PROOF, enrolment_rejoin_post, NULL, 0, .within = OF_PERSON},
    {POST, HERS "/{enrolment}/steps/{step}/recognise", RECORD_PROOF, enrolment_recognise_post, NULL, 0, .within = OF_PERSON},
    {POST, HERS "/{enrolment}/credits/{credit}/end", RECORD_PROOF, enrolment_unrecognise_post, NULL, 0, .within = OF_PERSON},
    {GET, "/pathways", SIGNED_IN, pathway_home, NULL, 0},
    {POST, "/pathways/join/{pathway}", SIGNED_IN, pathway_join_post, NULL, 0},
    {GET, "/pathways/{id}", SIGNED_IN, pathway_mine_show, NULL, 0},
    {POST, "/pathways/{id}/leave", SIGNED_IN, pathway_mine_leave_post, NULL, 0},
    {0},
};
