/* team/team_person_pages.c — one person as who leads them sees it: how they stand and why,
 * what they are ready for, what they hold; and a reminder. */
#include "app/team/team_view.h"

#include "app/matrix/matrix.h"
#include "app/pathway/pathway.h"
#include "app/ready/ready.h"
#include "templates.h"

#include <stdlib.h>

#define REASONS_MOST 30                          /* each costs some statements; red comes first */
#define ROLES_MOST   10

/* ---- how they stand ---- */

/* What is late first, what is done last. */
static int rank(enum requirement_state s)
{
    static const int ranks[STANDING_STATES] = {
        [STANDING_EXPIRED] = 0, [STANDING_OVERDUE] = 1, [STANDING_GRACE] = 2, [STANDING_DUE_SOON] = 3, [STANDING_IN_RENEWAL] = 4, [STANDING_NOT_STARTED] = 5,
        [STANDING_IN_PROGRESS] = 6, [STANDING_SUBMITTED] = 7, [STANDING_SUSPENDED] = 8, [STANDING_CURRENT] = 9, [STANDING_WAIVED] = 10, [STANDING_NOT_APPLICABLE] = 11,
    };

    return ranks[s];
}

static int red_first(const void *x, const void *y)
{
    const struct standing_line *a = x, *b = y;

    if (rank(a->state) != rank(b->state))
        return rank(a->state) < rank(b->state) ? -1 : 1;
    if (matrix_day(a) != matrix_day(b))
        return matrix_day(a) < matrix_day(b) ? -1 : 1;
    return (a->requirement > b->requirement) - (a->requirement < b->requirement);
}

static code add_why(struct request *rq, int64_t person, int64_t requirement, struct team_standing *out, struct error *err)
{
    struct explained x;

    TRY(requirement_explain(rq->db, rq->arena, &(struct explain_ask){.org = rq->org, .requirement = requirement, .person = person}, &x, err));
    for (size_t i = 0; i < x.standing.why.n; i++)
        *list_add(rq->arena, &out->why) = requirement_why_words(rq->arena, rq->db, &x, &x.standing.why.items[i]);
    return OK;
}

/* What was archived since is asked no more. */
static code add_standing(struct request *rq, struct team_one_view *v, const struct requirement_list *all, const struct standing_line *s, struct error *err)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct requirement *r = &all->items[i];
        if (r->id != s->requirement)
            continue;
        struct team_standing *line = list_add(rq->arena, &v->standings);
        *line = (struct team_standing){.code = r->code, .name = r->name, .tag = matrix_look(s->state), .day = matrix_day(s),
                                       .day_words = requirement_state_is_met(s->state) ? "Until" : "Due"};
        return v->standings.n <= REASONS_MOST ? add_why(rq, s->person, r->id, line, err) : OK;
    }
    return OK;
}

static code add_standings(struct request *rq, struct team_one_view *v, int64_t person, struct error *err)
{
    struct requirement_list all = {0};
    struct standing_lines lines = {0};

    TRY(requirement_find(rq->db, rq->arena, rq->org, &all, err));
    TRY(requirement_standings_of(rq->db, rq->arena, rq->org, person, &lines, err));
    if (lines.n)
        qsort(lines.items, lines.n, sizeof lines.items[0], red_first);
    for (size_t i = 0; i < lines.n; i++) {
        lines.items[i].person = person;
        TRY(add_standing(rq, v, &all, &lines.items[i], err));
        v->may_remind = v->may_remind || (!requirement_state_is_met(lines.items[i].state) && lines.items[i].state != STANDING_SUBMITTED && lines.items[i].state != STANDING_SUSPENDED)
                     || lines.items[i].state == STANDING_IN_RENEWAL;
    }
    return OK;
}

static code add_roles(struct request *rq, struct team_one_view *v, int64_t person, struct error *err)
{
    struct jobrole_list all = {0};

    TRY(jobrole_of_person(rq->db, rq->arena, &(struct jobrole_of_person){rq->org, person, true, ROLES_MOST}, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        struct ready r;
        TRY(ready_find(rq->db, rq->arena, &(struct ready_ask){.org = rq->org, .jobrole = all.items[i].id, .person = person}, &r, err));
        *list_add(rq->arena, &v->roles) = (struct team_role){all.items[i].name, ready_tag(rq->arena, &r)};
    }
    return OK;
}

static code add_plans(struct request *rq, struct team_one_view *v, int64_t person, struct error *err)
{
    struct plans all = {0};

    TRY(plan_of_led(rq->db, rq->arena, person, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->plans) = (struct plan_line){.p = all.items[i], .href = plan_path(rq->arena, all.items[i].id), .tag = plan_tag(&all.items[i])};
    return OK;
}

static code add_pathways(struct request *rq, struct team_one_view *v, int64_t person, struct error *err)
{
    struct enrolments all = {0};

    TRY(enrolments_of(rq->db, rq->arena, rq->org, person, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct enrolment *e = &all.items[i];
        if (!e->left)
            *list_add(rq->arena, &v->pathways) = (struct team_pathway){e->name, e->done_at ? S("") : e->next, enrolment_tag(false, e->done_at > 0, e->lapsed > 0), e->done, e->steps};
    }
    return OK;
}

/* ---- the page ---- */

/* Whom they do not lead is not there. */
static code check_led(struct request *rq, int64_t person, struct error *err)
{
    bool leads = false;

    if (person > 0)
        TRY(team_leads(rq, person, &leads, err));
    return leads ? OK : fail(err, NOT_FOUND, "person", "there is no such person in your team");
}

static code load(struct request *rq, struct team_one_view *v, int64_t person, struct error *err)
{
    TRY(check_led(rq, person, err));
    TRY(person_view_load(rq, &v->person, err));
    TRY(person_is_away(rq->db, rq->org, person, clock_now(), &v->is_away, err));
    TRY(team_reminded(rq->db, rq->org, person, &v->reminded, err));
    TRY(add_standings(rq, v, person, err));
    TRY(add_plans(rq, v, person, err));
    TRY(add_roles(rq, v, person, err));
    return add_pathways(rq, v, person, err);
}

void team_person(struct request *rq, struct response *rs)
{
    int64_t person = request_param_int(rq, "id");
    struct team_one_view v = {.back = str_printf(rq->arena, "/org/%lld/team", (long long)rq->org)};
    struct error err = {0};

    v.self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v.back), (long long)person);
    if (load(rq, &v, person, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.may_remind = v.may_remind && !v.is_away && person_has_address(v.person.person.email);
    struct out o = app_page(rq, str_z(rq->arena, v.person.person.name.n ? v.person.person.name : v.person.person.email), "team");
    tmpl_team_person(&o, &v);
    app_send(rq, rs, &o);
}

void team_person_remind(struct request *rq, struct response *rs)
{
    struct team_remind r = {.org = rq->org, .person = request_param_int(rq, "id"), .by = rq->session->account};
    struct error err = {0};
    code c = check_led(rq, r.person, &err);

    if (c == OK)
        c = team_remind(rq->db, rq->arena, &r, &err);
    if (c != OK && c != CONFLICT) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    flash_set(rq, rs, &app_of(rq)->session, c == OK ? "good" : "bad", c == OK ? said("A reminder is on its way.") : app_sentence(rq->arena, err.text));
    response_redirect(rs, str_printf(rq->arena, "/org/%lld/team/%lld", (long long)rq->org, (long long)r.person));
}
