#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/mail/letter.h"
#include "app/mail/mail.h"
#include "app/people/people.h"
#include "app/plan/plan.h"
#include "app/remind/remind.h"
#include "unit/store_db.h"

#define NOON 1795435200000                       /* Monday, 23 November 2026, 12:00 UTC */
#define TODAY (NOON - 12 * HOUR)

TEST(what_is_removed_counts_for_nothing)
{
    struct plan_step items[] = {
        {.id = 1, .minutes = 60, .cost = 100, .done = 5}, {.id = 2, .minutes = 30, .cost = 50}, {.id = 3, .minutes = 900, .cost = 900, .removed = 7},
        {.id = 4, .badge = 9, .is_by_itself = true, .done = 5, .minutes = 10}, {.id = 5, .badge = 9, .is_by_itself = true, .held = 5, .minutes = 20},
    };
    const struct plan_sums s = plan_sum(&(struct plan_steps){.items = items, .n = COUNT(items)});

    assert_int_equal(s.n, 4);
    assert_int_equal(s.done, 2);                 /* what names something is done when it is held, ticked or not */
    assert_int_equal(s.minutes, 120);
    assert_int_equal(s.minutes_open, 40);
    assert_int_equal(s.cost, 150);
    assert_int_equal(s.cost_open, 50);
}

/* ---- two people, of whom one leads the other ---- */

struct two { struct fixture f; int64_t own, own_account, lead, lead_account; };

static int64_t add_account(struct fixture *f, const char *name)
{
    int64_t id = 0;

    NEED(account_create(f->db, test_arena, &(struct new_account){cstr(name), str_printf(test_arena, "%s@example.org", name), S("four plain words here"), true, true}, &id, &err));
    return id;
}

static int64_t add_person(struct fixture *f, const char *name, int64_t manager)
{
    int64_t id = 0;
    struct person_details d = {.org = f->org, .by = f->account, .email = str_printf(test_arena, "%s@example.org", name), .name = cstr(name), .title = S(""), .staff_number = S(""),
                               .employment = S(""), .manager = manager};

    NEED(person_add(f->db, test_arena, &d, &id, &err));
    return id;
}

static struct two open_on(const struct store *s)
{
    struct two p = {0};

    clock_set(NOON);
    p.f = fixture_open_on(s->postgres ? s->url : NULL);
    p.lead = add_person(&p.f, "lena", 0);
    p.own = add_person(&p.f, "eva", p.lead);
    p.own_account = add_account(&p.f, "eva");
    p.lead_account = add_account(&p.f, "lena");
    return p;
}

static void close_it(struct two *p)
{
    fixture_close(&p->f);
    clock_set(-1);
}

static int64_t begin(struct two *p, msec review)
{
    int64_t id = 0;
    const struct plan_new n = {.account = p->own_account, .me = {.org = p->f.org, .person = p->own}, .title = S("Lead a shift"), .why = S(""), .review = review};

    NEED(plan_add(p->f.db, test_arena, &n, &id, &err));
    return id;
}

static code act(struct two *p, int64_t id, int64_t account, enum plan_act what)
{
    struct plan x = {0};

    if (what == PLAN_AGREE)
        (void)!plan_look(p->f.db, test_arena, id, account, &x, NULL);
    return plan_act(p->f.db, test_arena, &(struct plan_do){id, account, what, S(""), x.changed}, NULL);
}

static int64_t run(struct two *p)
{
    int64_t mails = -1;

    NEED(remind_run(p->f.app, p->f.db, test_arena, p->f.org, &mails, &err));
    return mails;
}

static struct mail newest(struct two *p)
{
    struct mail_list all = {0};
    const char *unwanted = NULL;

    NEED(mail_find(p->f.db, test_arena, p->f.org, S(""), &(struct keyset){.limit = 1}, &all, &err));
    NEED(mail_fill(p->f.app, p->f.db, test_arena, &all.items[0], &unwanted, &err));
    assert_null(unwanted);
    return all.items[0];
}

static void nobody_for_another(struct store *s)
{
    struct two p = open_on(s);
    int64_t id = 0;
    struct plan x;
    const struct plan_new foreign = {.account = p.lead_account, .me = {.org = p.f.org, .person = p.own}, .title = S("For you"), .why = S("")};

    assert_int_equal(plan_add(p.f.db, test_arena, &foreign, &id, NULL), DENIED);
    id = begin(&p, 0);
    assert_int_equal(plan_look(p.f.db, test_arena, id, p.lead_account, &x, NULL), NOT_FOUND);
    assert_int_equal(plan_look(p.f.db, test_arena, id, p.f.account, &x, NULL), NOT_FOUND);
    NEED(act(&p, id, p.own_account, PLAN_SEND));
    NEED(plan_look(p.f.db, test_arena, id, p.lead_account, &x, &err));
    assert_true(x.is_led && !x.is_own);
    assert_int_equal(plan_look(p.f.db, test_arena, id, p.f.account, &x, NULL), NOT_FOUND);
    assert_int_equal(act(&p, id, p.own_account, PLAN_AGREE), DENIED);
    assert_int_equal(act(&p, id, p.lead_account, PLAN_TAKE_BACK), DENIED);
    NEED(act(&p, id, p.lead_account, PLAN_AGREE));
    clock_set(NOON + 11 * MINUTE);
    assert_int_equal(act(&p, id, p.lead_account, PLAN_UNDO), CONFLICT);
    NEED(person_remove(p.f.db, test_arena, &(struct person_change){p.f.org, p.lead, p.f.account}, &err));
    assert_int_equal(plan_look(p.f.db, test_arena, id, p.lead_account, &x, NULL), NOT_FOUND);
    close_it(&p);
}

TEST(nobody_begins_answers_or_reads_what_is_not_theirs)
{
    each_engine(nobody_for_another);
}

/* Members of the organisation read its mails. */
static void says_nothing_of_it(const struct mail *m)
{
    assert_false(str_contains(m->subject, S("shift")) || str_contains(m->text, S("shift")) || str_contains(m->html, S("shift")));
}

static void told_once(struct store *s)
{
    struct two p = open_on(s);
    int64_t id = begin(&p, TODAY + 2 * DAY);
    struct mail m;

    assert_int_equal(run(&p), 0);                /* nobody hears of a plan that was not sent */
    clock_set(NOON + 1 * DAY);
    NEED(act(&p, id, p.own_account, PLAN_SEND));
    assert_int_equal(run(&p), 1);
    m = newest(&p);
    check_str(m.kind, S("plan-team"));
    assert_int_equal(m.person, p.lead);
    assert_true(str_contains(m.text, S("eva: Development plan")) && str_contains(m.text, S("Waits for your answer")));
    says_nothing_of_it(&m);
    assert_int_equal(run(&p), 0);
    clock_set(NOON + 2 * DAY);                   /* its day: both */
    assert_int_equal(run(&p), 2);
    m = newest(&p);
    assert_true(str_contains(m.text, S("To be looked at again")));
    says_nothing_of_it(&m);
    NEED(act(&p, id, p.lead_account, PLAN_AGREE));
    clock_set(NOON + 3 * DAY);
    assert_int_equal(run(&p), 1);
    m = newest(&p);
    check_str(m.kind, S("plan"));
    assert_true(str_contains(m.text, S("Agreed by who leads you")) && str_contains(m.text, S("/plan/")));
    check_str(m.subject, S("Your development plan"));
    says_nothing_of_it(&m);
    clock_set(NOON + 4 * DAY);
    assert_int_equal(run(&p), 0);
    close_it(&p);
}

TEST(of_a_plan_each_is_told_once_in_the_mail_of_the_day)
{
    each_engine(told_once);
}

static void not_wanted(struct store *s)
{
    struct two p = open_on(s);

    (void)begin(&p, TODAY);
    NEED(letter_refuse(p.f.db, test_arena, p.f.org, p.own, "reminders", true, &err));
    assert_int_equal(run(&p), 0);
    NEED(letter_refuse(p.f.db, test_arena, p.f.org, p.own, "reminders", false, &err));
    clock_set(NOON + DAY);
    assert_int_equal(run(&p), 0);                /* nor later, of what was passed over */
    close_it(&p);
}

TEST(who_wants_no_reminders_has_none_of_a_plan_either)
{
    each_engine(not_wanted);
}

static void told_anew(struct store *s)
{
    struct two p = open_on(s);
    int64_t id = begin(&p, 0), other = add_person(&p.f, "nina", 0);
    struct mail m;

    NEED(act(&p, id, p.own_account, PLAN_SEND));
    assert_int_equal(run(&p), 1);
    NEED(db_run(p.f.db, "UPDATE person SET manager_id = $2 WHERE id = $1", ARGS(v_int(p.own), v_int(other)), NULL, &err));
    clock_set(NOON + DAY);
    assert_int_equal(run(&p), 1);
    m = newest(&p);
    check_str(m.kind, S("plan-team"));
    assert_int_equal(m.person, other);
    clock_set(NOON + 2 * DAY);
    assert_int_equal(run(&p), 0);
    close_it(&p);
}

TEST(who_leads_somebody_from_now_on_is_told_of_the_plan_that_waits)
{
    each_engine(told_anew);
}

static void not_unread(struct store *s)
{
    struct two p = open_on(s);
    int64_t id = begin(&p, 0);
    struct error why = {0};
    struct plan read;

    NEED(act(&p, id, p.own_account, PLAN_SEND));
    NEED(plan_look(p.f.db, test_arena, id, p.lead_account, &read, &err));
    clock_set(NOON + MINUTE);
    NEED(plan_step_save(p.f.db, test_arena, &(struct plan_step_save){id, p.own_account, {.title = S("A month abroad"), .note = S("")}}, &err));
    check_code(plan_act(p.f.db, test_arena, &(struct plan_do){id, p.lead_account, PLAN_AGREE, S(""), read.changed}, &why), CONFLICT);
    check_str(cstr(why.where), S("seen"));
    check_code(plan_act(p.f.db, test_arena, &(struct plan_do){id, p.lead_account, PLAN_ASK, S("Less of it"), read.changed}, NULL), CONFLICT);
    check_code(plan_act(p.f.db, test_arena, &(struct plan_do){id, p.lead_account, PLAN_AGREE, S(""), 0}, NULL), CONFLICT);
    NEED(plan_look(p.f.db, test_arena, id, p.lead_account, &read, &err));
    NEED(plan_act(p.f.db, test_arena, &(struct plan_do){id, p.lead_account, PLAN_AGREE, S(""), read.changed}, &err));
    close_it(&p);
}

TEST(nobody_agrees_to_what_they_have_not_read)
{
    each_engine(not_unread);
}

static void room_again(struct store *s)
{
    struct two p = open_on(s);
    const struct plan_new n = {.account = p.own_account, .me = {.org = p.f.org, .person = p.own}, .title = S("One more"), .why = S("")};
    int64_t first = begin(&p, 0), id = 0, step = 0;

    NEED(plan_step_save(p.f.db, test_arena, &(struct plan_step_save){first, p.own_account, {.title = S("A step"), .note = S("")}}, &err));
    step = number_of(&p.f, "SELECT id FROM plan_step");
    for (int i = 1; i < PLANS_MOST; i++)
        NEED(plan_add(p.f.db, test_arena, &n, &id, &err));
    check_code(plan_add(p.f.db, test_arena, &n, &id, NULL), LIMIT);
    NEED(act(&p, id, p.own_account, PLAN_REMOVE));
    int64_t removed = id;
    NEED(plan_add(p.f.db, test_arena, &n, &id, &err));
    check_code(act(&p, removed, p.own_account, PLAN_RESTORE), LIMIT);
    NEED(plan_step_act(p.f.db, test_arena, &(struct plan_step_do){first, p.own_account, step, STEP_REMOVE}, &err));
    NEED(plan_schedule(p.f.db, test_arena, &err));
    clock_set(NOON + 10 * MINUTE);
    run_jobs(&p.f);
    assert_int_equal(number_of(&p.f, "SELECT count(*) FROM plan_step"), 1);
    clock_set(NOON + PLAN_KEPT + 2 * DAY);
    run_jobs(&p.f);
    assert_int_equal(number_of(&p.f, "SELECT count(*) FROM plan_step"), 0);
    assert_int_equal(number_of(&p.f, "SELECT count(*) FROM plan WHERE removed_at IS NOT NULL"), 0);
    close_it(&p);
}

TEST(what_was_removed_takes_no_room_and_goes_in_the_end)
{
    each_engine(room_again);
}
