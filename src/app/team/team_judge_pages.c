/* team/team_judge_pages.c — what people hand in, before who leads them: applications for badges
 * and external training, the oldest first. They are the first to judge and never the only ones. */
#include "app/team/team_view.h"

#include "app/apply/apply.h"
#include "app/intake/intake.h"
#include "app/people/leader.h"
#include "templates.h"

#define SHOWN 50

static code find(struct request *rq, int64_t after_application, int64_t after_training, struct applications *a, struct intakes *i, struct error *err)
{
    TRY(applications_led(rq->db, rq->arena, &(struct apply_led_ask){rq->org, rq->session->account, after_application, SHOWN + 1}, a, err));
    return intake_led_waiting(rq->db, rq->arena, &(struct intake_led_ask){rq->org, rq->session->account, after_training, SHOWN + 1}, i, err);
}

code team_judge_count(struct request *rq, int64_t *out, struct error *err)
{
    int64_t applications = 0, trainings = 0;

    TRY(applications_led_count(rq->db, &(struct apply_led_ask){rq->org, rq->session->account, 0, SHOWN + 1}, &applications, err));
    TRY(intake_led_count(rq->db, &(struct intake_led_ask){rq->org, rq->session->account, 0, SHOWN + 1}, &trainings, err));
    *out = applications + trainings;
    return OK;
}

static int64_t add_applications(struct request *rq, const struct applications *all, struct team_judge_view *v)
{
    size_t n = all->n > SHOWN ? SHOWN : all->n;

    for (size_t i = 0; i < n; i++) {
        const struct application *p = &all->items[i];
        *list_add(rq->arena, &v->lines) = (struct team_judge_line){str_printf(rq->arena, "/org/%lld/team/applications/%lld", (long long)rq->org, (long long)p->id), p->badge_name,
                                                                   p->name.n ? p->name : p->email, "award", p->submitted};
    }
    return all->n > SHOWN ? all->items[SHOWN - 1].id : INT64_MAX;
}

static int64_t add_training(struct request *rq, const struct intakes *all, struct team_judge_view *v)
{
    size_t n = all->n > SHOWN ? SHOWN : all->n;

    for (size_t k = 0; k < n; k++) {
        const struct intake *i = &all->items[k];
        *list_add(rq->arena, &v->lines) = (struct team_judge_line){str_printf(rq->arena, "/org/%lld/team/external/%lld", (long long)rq->org, (long long)i->id), i->title,
                                                                   str_printf(rq->arena, STR_FMT " · " STR_FMT, STR_ARG(i->person_name), STR_ARG(i->issuer)), "school", i->created};
    }
    return all->n > SHOWN ? all->items[SHOWN - 1].id : INT64_MAX;
}

/* "applications.training": behind which each goes on. */
static void read_after(const struct request *rq, int64_t *application, int64_t *training)
{
    str rest = request_query(rq, "after"), first;

    *application = *training = 0;
    if (!str_cut(&rest, '.', &first) || !str_to_int(first, application) || !str_to_int(rest, training))
        *application = *training = 0;
}

static code load(struct request *rq, struct team_judge_view *v, struct error *err)
{
    struct applications a = {0};
    struct intakes i = {0};
    int64_t application, training;
    bool leads = false, by_application = false, by_training = false;

    TRY(team_leads(rq, 0, &leads, err));
    TRY(leaders_judge(rq->db, rq->org, LED_APPLICATIONS, &by_application, err));
    TRY(leaders_judge(rq->db, rq->org, LED_TRAINING, &by_training, err));
    if (!leads || (!by_application && !by_training))
        return fail(err, NOT_FOUND, "team", "nothing here is yours to judge");
    read_after(rq, &application, &training);
    TRY(find(rq, application, training, &a, &i, err));
    application = add_applications(rq, &a, v);
    training = add_training(rq, &i, v);
    v->back = str_printf(rq->arena, "/org/%lld/team", (long long)rq->org);
    if (application != INT64_MAX || training != INT64_MAX)
        v->next = str_printf(rq->arena, STR_FMT "/judge?after=%lld.%lld", STR_ARG(v->back), (long long)application, (long long)training);
    return OK;
}

void team_judge(struct request *rq, struct response *rs)
{
    struct team_judge_view v = {.next = S("")};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "To judge", "team");
    tmpl_team_judge(&o, &v);
    app_send(rq, rs, &o);
}
