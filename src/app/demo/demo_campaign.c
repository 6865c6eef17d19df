/* demo/demo_campaign.c — campaigns of the sample organisation: one that runs since some
 * weeks, with a curve, and one that is planned. */
#include "app/demo/demo_private.h"

#include "app/campaign/campaign.h"

static const char sql_running[] = SQL("UPDATE campaign SET starts_on = $2, created_at = $3 WHERE id = $1");

static code make(const struct demo_campaign *in, struct campaign *c, int64_t *id, struct error *err)
{
    struct audience_rules who = {0};

    *list_add(in->a, &who) = (struct audience_rule){.kind = FOR_EVERYBODY, .words = S("")};
    c->org = in->org;
    return campaign_save(in->db, in->a, &(struct campaign_save){c, &who, in->account}, id, err);
}

static code running(const struct demo_campaign *in, struct error *err)
{
    msec today = campaign_today();
    struct campaign c = {.name = S("Screens are locked"), .starts = today + DAY, .ends = today + 60 * DAY, .target = 80,
                         .words = S("Twice this year somebody read what was not theirs, and both times it was **luck** that nothing came of it. From now on it is habit.")};
    int64_t id = 0;

    *list_add(in->a, &c.goals) = (struct campaign_goal){.badge = in->badges[1], .text = S("We lock the screen when we get up"), .task = S("Ten minutes of film, four questions")};
    TRY(make(in, &c, &id, err));
    return db_run(in->db, sql_running, ARGS(v_int(id), v_int(today - 300 * DAY), v_int(today - 310 * DAY)), NULL, err);
}

static code planned(const struct demo_campaign *in, struct error *err)
{
    msec today = campaign_today();
    struct campaign c = {.name = S("Ready to help"), .starts = today + 14 * DAY, .ends = today + 100 * DAY, .target = 50, .words = S("The ambulance needs eleven minutes to the quay.")};
    int64_t id = 0;

    *list_add(in->a, &c.goals) = (struct campaign_goal){.badge = in->badges[3], .text = S("We help before the ambulance is there"), .task = S("Two days of practice")};
    *list_add(in->a, &c.goals) = (struct campaign_goal){.badge = in->badges[4], .text = S("We know the way out"), .task = S("Walk it once, with somebody who is new")};
    return make(in, &c, &id, err);
}

code demo_campaign_make(const struct demo_campaign *in, struct error *err)
{
    TRY(running(in, err));
    return planned(in, err);
}
