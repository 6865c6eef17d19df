/* demo/demo_induct.c — a checklist for who is new: somebody half-way through it, and
 * somebody with whom it got stuck. */
#include "app/demo/demo_private.h"

#include "app/account/account.h"
#include "app/induct/visit.h"
#include "app/people/people.h"
#include "app/org/members.h"

#define NEWCOMER "amina.diallo@example.com"

static const struct induct_item items[] = {
    {.text = S("Rules of the yard"), .kind = S("read"), .when = {PHASE_BEFORE, false, 0}, .doer = S("newcomer"), .signer = S("none"), .edition = S("3"), .mandatory = true, .must = true,
     .document = S("- **High-visibility vest and safety shoes** beyond the yellow line.\n- People on foot have the right of way, and look first all the same.\n- Whoever sees a spill stays with it until it is gone.")},
    {.text = S("Tour of the warehouse and its exits"), .kind = S("meet"), .when = {PHASE_DAY, false, 0}, .doer = S("newcomer"), .signer = S("manager"), .document = S(""), .edition = S(""), .mandatory = true, .must = true},
    {.text = S("Locker, key card and first wage form"), .kind = S("do"), .when = {PHASE_DAY, false, 0}, .doer = S("owner"), .signer = S("none"), .document = S(""), .edition = S(""), .mandatory = true},
    {.text = S("A talk about how the week went"), .kind = S("meet"), .when = {PHASE_WEEK, false, 0}, .doer = S("manager"), .signer = S("none"), .document = S(""), .edition = S(""), .mandatory = true},
    {.text = S("Lifting and carrying: test"), .kind = S("quiz"), .when = {PHASE_MONTH, false, 0}, .doer = S("owner"), .signer = S("none"), .document = S(""), .edition = S(""), .pass_mark = 80, .mandatory = true},
    {.text = S("Coffee with the night shift"), .kind = S("meet"), .when = {PHASE_MONTH, false, 0}, .doer = S("newcomer"), .signer = S("none"), .document = S(""), .edition = S("")},
};

static code make_template(const struct demo_induct *in, int64_t *id, struct error *err)
{
    struct audience_rules who = {0};
    struct induct_template t = {.org = in->org, .name = S("First weeks in the warehouse"), .owner_address = member_address(in->db, in->a, in->account), .achievement = in->badge,
                                .starts = S("hire"), .words = S("Good that you are here. Take it one step after the other; whoever leads you has time for it.")};

    *list_add(in->a, &who) = (struct audience_rule){.kind = FOR_EVERYBODY, .words = S("")};
    TRY(induct_template_save(in->db, in->a, &(struct induct_save){&t, &who, in->account}, id, err));
    for (size_t i = 0; i < COUNT(items); i++) {
        struct induct_item one = items[i];
        one.org = in->org;
        one.template = *id;
        TRY(induct_item_save(in->db, in->a, &one, in->account, err));
    }
    return induct_publish(in->db, in->a, &(struct induct_act){in->org, *id, in->account}, false, err);
}

/* Who is left alone by everything else here has it begun by hand. */
static const char sql_done[] = SQL(
    "UPDATE induct_step SET done_at = $2, done_by = CASE WHEN item_id IN (SELECT i.id FROM induct_item i WHERE i.doer = 'newcomer')"
    " THEN CAST($6 AS BIGINT) ELSE CAST($3 AS BIGINT) END, hash = (SELECT i.hash FROM induct_item i WHERE i.id = item_id), signed_at = CASE WHEN item_id IN"
    " (SELECT i.id FROM induct_item i WHERE i.signer <> 'none') THEN CAST($2 AS BIGINT) ELSE NULL END, signed_by = CASE WHEN item_id IN (SELECT i.id FROM induct_item i WHERE i.signer <> 'none')"
    " THEN CAST($4 AS BIGINT) ELSE NULL END WHERE induct_id = $1 AND due_on <= $5");
static const char sql_dated[] = SQL("UPDATE induct SET created_at = $2, changed_at = $2 WHERE id = $1");
static const char sql_no_mail[] = SQL("DELETE FROM job WHERE kind = 'induct.tell'");

static code begin(const struct demo_induct *in, int64_t template, const char *email, int days_ago, int64_t *id, struct error *err)
{
    msec day = clock_now() / DAY * DAY - days_ago * DAY;
    struct induct_new n = {.org = in->org, .template = template, .by = in->account, .start = day, .source = "hand"};
    int64_t person = 0;

    TRY(person_by_words(in->db, in->a, in->org, cstr(email), &person, err));
    n.person = person;
    TRY(induct_start(in->app, in->db, in->a, &n, id, err));
    return db_run(in->db, sql_dated, ARGS(v_int(*id), v_int(day - 3 * DAY)), NULL, err);
}

static code write(const struct demo_induct *in, int64_t template, struct error *err)
{
    msec today = clock_now() / DAY * DAY;
    struct account newcomer, leader;
    int64_t half = 0, stuck = 0;

    TRY(account_by_email(in->db, in->a, S(NEWCOMER), &newcomer, err));
    TRY(account_by_email(in->db, in->a, S("oliver.schaefer@example.com"), &leader, err));
    TRY(begin(in, template, NEWCOMER, 4, &half, err));
    TRY(db_run(in->db, sql_done, ARGS(v_int(half), v_int(today - 4 * DAY + 10 * HOUR), v_int(in->account), v_int(leader.id), v_int(today - 4 * DAY), v_int(newcomer.id)), NULL, err));
    TRY(begin(in, template, "bjorn.lindqvist@example.com", 21, &stuck, err));
    return db_run(in->db, sql_no_mail, NO_ARGS, NULL, err);
}

static code make_pass(const struct demo_induct *in, int64_t template, struct error *err)
{
    struct lane l = {.org = in->org, .name = S("Gate 2"), .template = template, .valid_days = 1, .keep_days = 30};
    struct induct_items documents = {0};
    struct str_list read = {0};
    int64_t id = 0;
    str token;

    TRY(lane_save(in->db, in->a, &l, in->account, &id, err));
    TRY(lane_get(in->db, in->a, in->org, id, &l, err));
    TRY(lane_documents(in->db, in->a, &l, &documents, err));
    for (size_t i = 0; i < documents.n; i++)
        *list_add(in->a, &read) = documents.items[i].hash;
    return pass_make(in->db, in->a, &(struct pass_new){&l, S("Jun Watanabe"), S("Kestrel Lifts"), &read}, &token, err);
}

code demo_induct_make(const struct demo_induct *in, struct error *err)
{
    int64_t template = 0;

    TRY(make_template(in, &template, err));
    TRY(make_pass(in, template, err));
    TRY(db_begin(in->db, err));
    return db_end(in->db, write(in, template, err), err);
}
