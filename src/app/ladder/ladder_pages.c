/* ladder/ladder_pages.c — the ladder as a picture and in words, and changed; who could fill a
 * post; and how far one is oneself from what comes next. */
#include "app/ladder/ladder_view.h"

#include "app/jobrole/met.h"
#include "app/org/access.h"
#include "app/skill/vouch.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"from", FIELD_INT, "From"},
    {"to", FIELD_INT, "To"},
    {"words", FIELD_LINE, "How one gets there", .max = 500},
};
static const struct form_spec spec = FORM(fields);

static str roles_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/job-roles", (long long)rq->org);
}

static str role_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(roles_path(rq)), (long long)id);
}

struct ladder_choice ladder_choice_of(const struct jobrole *j, size_t place, int64_t from, int64_t to)
{
    return (struct ladder_choice){j->id, j->name, j->id == from, to ? j->id == to : place == 1};
}

/* ---- the ladder ---- */

static struct pathway_step *drawn(struct arena *a, struct pathway_steps *all, int64_t id, str name)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].line == id)
            return &all->items[i];
    struct pathway_step *s = list_add(a, all);
    *s = (struct pathway_step){.line = id, .title = name};
    return s;
}

static void draw(struct arena *a, const struct ladder_steps *steps, struct path_graph *out)
{
    struct pathway_steps all = {0};

    for (size_t i = 0; i < steps->n; i++) {
        (void)drawn(a, &all, steps->items[i].from, steps->items[i].from_name);
        *list_add(a, &drawn(a, &all, steps->items[i].to, steps->items[i].to_name)->after) = steps->items[i].from;
    }
    pathway_draw_open(a, &all, out);
}

static void add_rungs(struct request *rq, const struct ladder_steps *steps, struct ladder_view *v)
{
    struct ladder_rung *rung = NULL;

    for (size_t i = 0; i < steps->n; i++) {
        const struct ladder_step *s = &steps->items[i];
        if (i == 0 || s->from != steps->items[i - 1].from) {
            rung = list_add(rq->arena, &v->rungs);
            *rung = (struct ladder_rung){.name = s->from_name, .href = role_path(rq, s->from)};
        }
        *list_add(rq->arena, &rung->next) = (struct ladder_next){
            s->to_name, s->words, str_printf(rq->arena, STR_FMT "?a=%lld&b=%lld", STR_ARG(v->compare), (long long)s->from, (long long)s->to),
            str_printf(rq->arena, STR_FMT "/%lld/drop", STR_ARG(v->self), (long long)s->id)};
    }
}

static code load(struct request *rq, struct ladder_view *v, struct error *err)
{
    struct ladder_steps steps = {0};
    struct jobrole_list roles = {0};

    TRY(ladder_steps(rq->db, rq->arena, rq->org, &steps, err));
    TRY(jobrole_find(rq->db, rq->arena, rq->org, &roles, err));
    for (size_t i = 0; i < roles.n; i++)
        *list_add(rq->arena, &v->roles) = ladder_choice_of(&roles.items[i], i, form_int(v->form, "from"), form_int(v->form, "to"));
    add_rungs(rq, &steps, v);
    draw(rq->arena, &steps, &v->graph);
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct ladder_view v = {.form = f, .back = roles_path(rq), .may_change = access_holds(rq, SET_STANDARDS)};
    struct error err = {0};

    v.self = str_join(rq->arena, v.back, S("/ladder"));
    v.compare = str_join(rq->arena, v.back, S("/compare"));
    v.way = str_join(rq->arena, v.back, S("/way"));
    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Ladder", "norms");
    tmpl_ladder(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void ladder_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &spec));
}

static void ladder_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    const struct ladder_change c = {.org = rq->org, .by = rq->session->account, .from = form_int(f, "from"), .to = form_int(f, "to"), .words = form_text(f, "words")};
    struct error err = {0};
    code done = f->ok ? ladder_add(rq->db, rq->arena, &c, &err) : OK;

    if (done == BAD_INPUT || done == LIMIT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, f);
    else if (done != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, roles_path(rq), S("/ladder")), "The step stands on the ladder.");
}

static void ladder_drop_post(struct request *rq, struct response *rs)
{
    const struct ladder_change c = {.org = rq->org, .by = rq->session->account, .id = request_param_int(rq, "step")};
    struct error err = {0};
    code done = ladder_drop(rq->db, rq->arena, &c, &err);

    app_done_or_fail(rq, rs, done, &err, str_join(rq->arena, roles_path(rq), S("/ladder")), "The step is taken off.");
}

/* ---- who could fill it ---- */

static code load_could(struct request *rq, struct ladder_could_view *v, struct error *err)
{
    struct list l = {.def = &could_list_def, .address = str_join(rq->arena, role_path(rq, request_param_int(rq, "id")), S("/could")), .id = request_param_int(rq, "id")};
    struct ladder_people people = {0};

    TRY(jobrole_get(rq->db, rq->arena, rq->org, l.id, &v->j, err));
    TRY(list_load(rq, &l, err));
    TRY(ladder_could(&l, &people, err));
    TRY(jobrole_met_waits(rq->db, rq->org, l.id, &v->waits, err));
    v->pages = l.pages;
    for (size_t i = 0; i < people.n; i++)
        *list_add(rq->arena, &v->people) = (struct ladder_could_line){
            people.items[i].name, people.items[i].title, str_printf(rq->arena, "/org/%lld/people/%lld/ready/%lld", (long long)rq->org, (long long)people.items[i].id, (long long)l.id),
            ready_tag(rq->arena, &people.items[i].r)};
    return OK;
}

static void could_show(struct request *rq, struct response *rs)
{
    struct ladder_could_view v = {.back = role_path(rq, request_param_int(rq, "id")), .ladder = str_join(rq->arena, roles_path(rq), S("/ladder"))};
    struct error err = {0};

    if (load_could(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.j.name), "norms");
    tmpl_ladder_could(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- oneself ---- */

#define ROLES_SHOWN 10

struct walking { struct request *rq; const struct skill_me *me; struct ready_of of; struct ladder_steps steps; };

static code add_ahead(struct walking *w, const struct jobrole *from, const struct ladder_step *s, struct ladder_mine_view *v, struct error *err)
{
    struct arena *a = w->rq->arena;
    struct ladder_ahead *x = list_add(a, &v->ahead);
    struct jobrole to;

    *x = (struct ladder_ahead){.from = from->name, .words = s->words, .org = w->me->org_name, .plan = str_printf(a, "/plan/new?me=%lld&role=%lld", (long long)w->me->person, (long long)s->to),
                               .way = str_printf(a, "/ladder/way?me=%lld&b=%lld", (long long)w->me->person, (long long)s->to)};
    TRY(jobrole_get(w->rq->db, a, w->me->org, s->to, &to, err));
    return ready_one_find(w->rq, &w->of, &to, &x->one, err);
}

static code add_role(struct walking *w, const struct jobrole *from, struct ladder_mine_view *v, struct error *err)
{
    for (size_t i = 0; i < w->steps.n; i++)
        if (w->steps.items[i].from == from->id)
            TRY(add_ahead(w, from, &w->steps.items[i], v, err));
    return OK;
}

static code load_mine(struct request *rq, struct ladder_mine_view *v, struct error *err)
{
    struct skill_mes me = {0};

    TRY(skill_me_find(rq->db, rq->arena, rq->session->account, &me, err));
    v->is_known = me.n > 0;
    for (size_t i = 0; i < me.n; i++) {
        struct walking w = {.rq = rq, .me = &me.items[i], .of = {.org = me.items[i].org, .person = me.items[i].person}};
        struct jobrole_list all = {0};
        TRY(ladder_steps(rq->db, rq->arena, w.me->org, &w.steps, err));
        TRY(jobrole_of_person(rq->db, rq->arena, &(struct jobrole_of_person){w.me->org, w.me->person, true, ROLES_SHOWN}, &all, err));
        for (size_t k = 0; k < all.n; k++)
            TRY(add_role(&w, &all.items[k], v, err));
    }
    return OK;
}

static void mine_show(struct request *rq, struct response *rs)
{
    struct ladder_mine_view v = {0};
    struct error err = {0};

    if (load_mine(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Where I can go", "");
    tmpl_ladder_mine(&o, &v);
    app_send(rq, rs, &o);
}

#define ROLES "/org/{org}/job-roles"

const struct route ladder_routes[] = {
    {GET,  ROLES "/ladder", VIEW_ORG, ladder_show, NULL, 0, .within = IN_LISTS},
    {POST, ROLES "/ladder", SET_STANDARDS, ladder_post, NULL, 0},
    {POST, ROLES "/ladder/{step}/drop", SET_STANDARDS, ladder_drop_post, NULL, 0},
    {GET,  ROLES "/compare", VIEW_ORG, ladder_compare_show, NULL, 0, .within = IN_LISTS},
    {GET,  ROLES "/way", VIEW_ORG, way_show, NULL, 0, .within = IN_LISTS},
    {GET,  "/ladder/compare", SIGNED_IN, ladder_compare_mine, NULL, 0},
    {GET,  "/roles/{role}/compare", EVERYBODY, ladder_compare_public, NULL, 0},
    {GET,  ROLES "/{id}/could", VIEW_STANDINGS, could_show, NULL, 0, .within = IN_LISTS},
    {GET,  "/org/{org}/people/{id}/way", VIEW_STANDINGS, way_of_person, NULL, 0, .within = OF_PERSON},
    {GET,  "/org/{org}/team/{id}/way", SIGNED_IN, way_of_led, NULL, 0},
    {GET,  "/ladder", SIGNED_IN, mine_show, NULL, 0},
    {GET,  "/ladder/way", SIGNED_IN, way_mine, NULL, 0},
    {0},
};
