/* demo/demo_remind.c — the sample organisation reminds of what ends: some of it was
 * sent two days ago. */
#include "app/demo/demo_private.h"

#include "app/mail/mail.h"
#include "app/remind/remind.h"

static const char sql_sent[] = SQL(
    "UPDATE mail SET state = 'sent', attempts = 1, created_at = $2, due_at = $2, sent_at = CAST($2 AS BIGINT) + 4000, lang = 'en'"
    " WHERE org_id = $1 AND kind IN ('reminder', 'ended', 'team')");

code demo_remind_make(const struct demo_remind *in, struct error *err)
{
    struct remind_rule always = {.to_managers = true, .weekends = true, .from_hour = 0, .until_hour = 24};
    struct remind_rule rule = {.to_managers = true, .from_hour = 8, .until_hour = 18};
    int64_t mails = 0;

    TRY(remind_steps_read(S("90 30 7 -1"), &always.steps, err));
    rule.steps = always.steps;
    TRY(letter_rule_set(in->db, in->org, &(struct letter_rule){S("en"), S("Harbour & Vale, 1 Quay Street, Hull"), S("")}, err));
    TRY(remind_rule_set(in->db, in->a, in->org, &always, err));
    TRY(remind_run(in->app, in->db, in->a, in->org, &mails, err));
    TRY(db_run(in->db, sql_sent, ARGS(v_int(in->org), v_int(clock_now() - 2 * DAY)), NULL, err));
    return remind_rule_set(in->db, in->a, in->org, &rule, err);
}
