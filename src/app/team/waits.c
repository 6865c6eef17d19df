/* team/waits.c — what waits for whoever looks, as who they are here: a judge, a decider, somebody
 * who leads others or was asked. Each with how many it is and where it is done. */
#include "app/team/team_view.h"

#include "app/apply/apply.h"
#include "app/recognise/recognise.h"
#include "app/skill/vouch.h"

#define COUNTED_MOST 1000

static void add(struct request *rq, struct team_waits *out, const char *icon, str words, str sub, const char *path)
{
    *list_add(rq->arena, out) = (struct team_wait){icon, words, sub, path[0] == '~' ? cstr(path + 1) : str_printf(rq->arena, "/org/%lld%s", (long long)rq->org, path)};
}

/* Whose role lets them judge; as far as it goes. */
static code add_applications(struct request *rq, struct team_waits *out, struct error *err)
{
    const struct access *may;
    struct list l;
    int64_t n = 0;

    TRY(access_of(rq, rq->org, &may, err));
    if (!access_may_some(may, SEE_QUEUE))
        return OK;
    TRY(list_of_query(&(struct list_query_of){rq->db, rq->arena, &applications_list_def, rq->org, rq->session->account, 0, S("state=open")}, &l, err));
    TRY(list_count(&l, COUNTED_MOST, &n, err));
    if (n)
        add(rq, out, "clipboard-check", words_printf(rq->arena, "Applications to judge: %lld", (long long)n), said("In the queue of those who judge"), "/applications");
    return OK;
}

static code add_led(struct request *rq, struct team_waits *out, struct error *err)
{
    int64_t n = 0;

    TRY(team_judge_count(rq, &n, err));
    if (n)
        add(rq, out, "gavel", words_printf(rq->arena, n >= 100 ? "To judge: %lld or more" : "To judge: %lld", (long long)n),
            said("Handed in by people you lead: you look first, somebody else after you"), "/team/judge");
    return OK;
}

static code add_nominations(struct request *rq, struct team_waits *out, struct error *err)
{
    int64_t n = 0;

    TRY(nominations_waiting(rq->db, rq->org, rq->session->account, &n, err));
    if (n)
        add(rq, out, "heart-handshake", words_printf(rq->arena, "Nominations to decide: %lld", (long long)n), said("Colleagues who were named for a badge"), "/recognition");
    return OK;
}

/* Whoever leads them may be asked, too; they need no role for it, and so the page of everybody has it. */
static code add_named(struct request *rq, struct team_waits *out, struct error *err)
{
    struct led_list led = {0};

    TRY(nominations_led(rq->db, rq->arena, rq->org, rq->session->account, &led, err));
    if (led.n)
        *list_add(rq->arena, out) = (struct team_wait){"heart-handshake", words_printf(rq->arena, led.n >= 100 ? "Nominations that want your yes: %zu or more" : "Nominations that want your yes: %zu", led.n),
                                                       said("People you lead, who were named for a badge"), S("/recognise")};
    return OK;
}

static code add_plans(struct request *rq, struct team_waits *out, struct error *err)
{
    int64_t n = 0;

    TRY(plan_waiting(rq->db, rq->org, rq->session->account, &n, err));
    if (n)
        add(rq, out, "target-arrow", words_printf(rq->arena, "Development plans to answer: %lld", (long long)n), said("Sent by people you lead"), "/team/plans?state=waiting");
    return OK;
}

static code add_skills(struct request *rq, struct team_waits *out, struct error *err)
{
    int64_t n = 0;

    TRY(skill_waiting(rq->db, rq->org, rq->session->account, &n, err));
    if (n)
        add(rq, out, "puzzle", words_printf(rq->arena, "Skills to confirm: %lld", (long long)n), said("Colleagues who ask you"), "~/skills/asked");
    return OK;
}

code team_waits_find(struct request *rq, struct team_waits *out, struct error *err)
{
    TRY(add_led(rq, out, err));
    TRY(add_applications(rq, out, err));
    TRY(add_plans(rq, out, err));
    TRY(add_skills(rq, out, err));
    TRY(add_named(rq, out, err));
    return add_nominations(rq, out, err);
}
