/* ready/ready_pages.c — who is ready for a role; what one person is ready for; and what I am. */
#include "app/ready/ready_view.h"

#include "app/jobrole/met.h"
#include "app/matrix/matrix.h"
#include "app/org/access.h"
#include "app/org/person.h"
#include "templates.h"

/* ---- the role ---- */

static code find_role(struct request *rq, struct ready_list_view *v, struct error *err)
{
    TRY(jobrole_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->j, err));
    return jobrole_met_waits(rq->db, rq->org, v->j.id, &v->waits, err);
}

static void show_role(struct request *rq, struct response *rs)
{
    struct ready_list_view v = {.self = str_printf(rq->arena, "/org/%lld/job-roles/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"))};
    struct error err = {0};

    if (find_role(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.list = (struct list){.def = &ready_list_def, .address = str_join(rq->arena, v.self, S("/ready")), .id = v.j.id,
                           .empty = {"users", "Nobody you may see works as it", "Say at the job role by which titles people work as it, or name them.", v.self, "The job role"}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, str_z(rq->arena, v.j.name), "norms");
    tmpl_ready_role(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one person and one role ---- */

/* What cannot be found out is left out: the page says what is asked without it. */
static void add_how(struct request *rq, struct ready_of *of, const struct ready_line *line, struct ready_gap *gap)
{
    struct requirement_version version;

    of->to.kind = of->linked ? PROOF_FOR_MEMBER : PROOF_FOR_THEM;
    of->to.app = app_of(rq);
    of->to.org = of->org;
    of->to.account = rq->session->account;
    if (requirement_version_get(rq->db, rq->arena, of->org, line->ask.r.id, line->ask.r.number, &version, NULL) != OK
        || requirement_proof_shown(rq->db, rq->arena, &of->to, &version, &gap->how, NULL) != OK)
        gap->how = (struct proof_part){0};
    if (!of->linked && requirement_ways(rq->db, rq->arena, of->org, line->ask.r.id, &gap->ways, NULL) != OK)
        gap->ways.n = 0;
}

static void add_gap(struct request *rq, struct ready_of *of, const struct ready_line *line, struct ready_gaps *out)
{
    struct ready_gap gap = {.code = line->ask.r.code, .name = line->ask.r.name, .why = line->ask.why, .tag = matrix_look(line->state),
                            .day = line->is_met ? line->expires : line->due, .day_words = line->is_met ? "Until" : "Due",
                            .is_met = line->is_met, .is_mandatory = line->ask.mandatory};

    if (line->ask.r.archived || !line->ask.r.version)
        gap.tag = (struct tag_view){"warn", "alert-triangle", said("Not in force")};
    else if (of->linked)
        gap.href = str_printf(rq->arena, "/org/%lld/matrix/%lld/%lld", (long long)of->org, (long long)of->person, (long long)line->ask.r.id);
    if (!line->is_met)
        add_how(rq, of, line, &gap);
    *list_add(rq->arena, out) = gap;
}

static void add_skill_gap(struct request *rq, int64_t org, bool linked, const struct ready_skill *s, struct ready_gaps *out)
{
    struct ready_gap gap = {.code = s->ask.code, .name = s->ask.name, .why = s->ask.why, .is_met = s->is_met, .is_mandatory = s->ask.mandatory, .day = s->until, .day_words = "Until",
                            .tag = s->now ? skill_tag(s->full, s->now) : (struct tag_view){NULL, "circle", said("Not proved yet")}};

    if (linked && s->ask.item)
        gap.href = str_printf(rq->arena, "/org/%lld/frameworks/%lld/skills/%lld", (long long)org, (long long)s->ask.framework, (long long)s->ask.item);
    if (!s->is_met && s->now)
        gap.tag.kind = "warn";
    if (!s->is_met)
        gap.how = (struct proof_part){.words = words_printf(rq->arena, "Skill, at least: " STR_FMT, STR_ARG(jobrole_skill_words(rq->arena, &s->ask))), .href = S(""), .note = S("")};
    if (ready_level_words(rq->arena, s).n)
        gap.tag = (struct tag_view){"warn", "stairs", ready_level_words(rq->arena, s)};
    *list_add(rq->arena, out) = gap;
}

code ready_one_find(struct request *rq, struct ready_of *of, const struct jobrole *j, struct ready_one *out, struct error *err)
{
    *out = (struct ready_one){.j = *j, .href = str_printf(rq->arena, "/org/%lld/people/%lld/ready/%lld", (long long)of->org, (long long)of->person, (long long)j->id)};
    out->card = of->linked ? str_join(rq->arena, out->href, S("/card")) : str_printf(rq->arena, "/ready/%lld/%lld/card", (long long)of->person, (long long)j->id);
    TRY(ready_find(rq->db, rq->arena, &(struct ready_ask){.org = of->org, .jobrole = j->id, .person = of->person, .kept = &of->kept}, &out->r, err));
    out->tag = ready_tag(rq->arena, &out->r);
    for (size_t i = 0; i < out->r.lines.n; i++)
        add_gap(rq, of, &out->r.lines.items[i], &out->gaps);
    for (size_t i = 0; i < out->r.skills.n; i++)
        add_skill_gap(rq, of->org, of->linked, &out->r.skills.items[i], &out->gaps);
    return OK;
}

static void show_person_role(struct request *rq, struct response *rs)
{
    struct ready_of of = {.org = rq->org, .person = request_param_int(rq, "id"), .linked = true};
    struct ready_role_view v = {.back = str_printf(rq->arena, "/org/%lld/people/%lld/ready", (long long)rq->org, (long long)of.person)};
    struct error err = {0};
    struct jobrole j;
    struct person p;
    code c = person_get(rq->db, rq->arena, rq->org, of.person, &p, &err);

    if (c == OK)
        c = jobrole_get(rq->db, rq->arena, rq->org, request_param_int(rq, "role"), &j, &err);
    if (c == OK)
        c = ready_one_find(rq, &of, &j, &v.one, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.name = p.name.n ? p.name : p.email;
    v.self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v.back), (long long)j.id);
    v.role = str_printf(rq->arena, "/org/%lld/job-roles/%lld", (long long)rq->org, (long long)j.id);
    struct out o = app_page(rq, str_z(rq->arena, v.name), "people");
    tmpl_ready_person_role(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- everything that somebody is ready for ---- */

#define ROLES_SHOWN 60                           /* each costs some statements */

static code find_part(struct request *rq, struct ready_of *of, bool works_as, struct ready_ones *out, struct error *err)
{
    struct jobrole_list all = {0};

    TRY(jobrole_of_person(rq->db, rq->arena, &(struct jobrole_of_person){of->org, of->person, works_as, ROLES_SHOWN}, &all, err));
    for (size_t i = 0; i < all.n; i++)
        TRY(ready_one_find(rq, of, &all.items[i], list_add(rq->arena, out), err));
    return OK;
}

static code find_all(struct request *rq, struct ready_of *of, struct ready_ones *works_as, struct ready_ones *others, struct error *err)
{
    TRY(find_part(rq, of, true, works_as, err));
    return find_part(rq, of, false, others, err);
}

static void show_person(struct request *rq, struct response *rs)
{
    struct ready_of of = {.org = rq->org, .person = request_param_int(rq, "id"), .linked = true};
    struct ready_person_view v = {.back = str_printf(rq->arena, "/org/%lld/people/%lld", (long long)rq->org, (long long)of.person)};
    struct error err = {0};
    struct person p;
    code c = person_get(rq->db, rq->arena, rq->org, of.person, &p, &err);

    if (c == OK)
        c = find_all(rq, &of, &v.works_as, &v.others, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.name = p.name.n ? p.name : p.email;
    struct out o = app_page(rq, str_z(rq->arena, v.name), "people");
    tmpl_ready_person(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- whoever looks ---- */

static const char sql_me[] = SQL(
    "SELECT p.org_id, p.id FROM person p WHERE p.removed_at IS NULL AND p.id IN " ACCESS_ME("$1") " ORDER BY p.org_id, p.id LIMIT 20");

static code name_org(struct request *rq, int64_t org, struct ready_ones *all, size_t from, struct error *err)
{
    struct org o;

    TRY(org_get(rq->db, rq->arena, org, &o, err));
    for (; from < all->n; from++)
        all->items[from].org = o.name;
    return OK;
}

static code find_mine(struct request *rq, struct ready_mine_view *v, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_me, ARGS(v_int(rq->session->account)));
    LIST(struct ready_of) me = {0};

    while (rows_next(r))
        *list_add(rq->arena, &me) = (struct ready_of){.org = row_int(r, 0), .person = row_int(r, 1)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < me.n; i++) {
        size_t works_as = v->works_as.n, others = v->others.n;
        TRY(find_all(rq, &me.items[i], &v->works_as, &v->others, err));
        TRY(name_org(rq, me.items[i].org, &v->works_as, works_as, err));
        TRY(name_org(rq, me.items[i].org, &v->others, others, err));
    }
    return OK;
}

static void show_mine(struct request *rq, struct response *rs)
{
    struct ready_mine_view v = {0};
    struct error err = {0};

    if (find_mine(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "What I am ready for", "norms");
    tmpl_ready_mine(&o, &v);
    app_send(rq, rs, &o);
}

const struct route ready_routes[] = {
    {GET, "/org/{org}/job-roles/{id}/ready", VIEW_STANDINGS, show_role, NULL, 0, .within = IN_LISTS},
    {GET, "/org/{org}/people/{id}/ready", VIEW_STANDINGS, show_person, NULL, 0, .within = OF_PERSON},
    {GET, "/org/{org}/people/{id}/ready/{role}", VIEW_STANDINGS, show_person_role, NULL, 0, .within = OF_PERSON},
    {GET, "/org/{org}/people/{id}/clearance", VIEW_STANDINGS, clearance_of_person, NULL, 0, .within = OF_PERSON},
    {GET, "/org/{org}/clearance", VIEW_STANDINGS, clearance_show, NULL, 0, .within = IN_LISTS},
    {GET, "/ready", SIGNED_IN, show_mine, NULL, 0},
    {0},
};
