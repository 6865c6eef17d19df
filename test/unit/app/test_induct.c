#include "unit/test.h"
#include "app/induct/induct.h"

static msec day(int year, int month, int of_month)
{
    return date_start((struct date){year, month, of_month});
}

TEST(what_is_due_follows_the_calendar)
{
    static const struct { struct date start; struct induct_when when; struct date due; } t[] = {
        {{2027, 1, 31}, {PHASE_BEFORE, false, 0}, {2027, 1, 30}},
        {{2027, 1, 31}, {PHASE_DAY, false, 0}, {2027, 1, 31}},
        {{2027, 1, 31}, {PHASE_WEEK, false, 0}, {2027, 2, 6}},
        {{2027, 1, 31}, {PHASE_MONTH, false, 0}, {2027, 2, 28}},     /* a month has its last day */
        {{2028, 1, 31}, {PHASE_MONTH, false, 0}, {2028, 2, 29}},
        {{2027, 1, 15}, {PHASE_MONTH, false, 0}, {2027, 2, 15}},
        {{2027, 8, 31}, {PHASE_PROBATION, false, 0}, {2028, 2, 29}},
        {{2027, 12, 31}, {PHASE_PROBATION, false, 0}, {2028, 6, 30}},
        {{2027, 3, 1}, {PHASE_BEFORE, true, -14}, {2027, 2, 15}},
        {{2028, 3, 1}, {PHASE_WEEK, true, 0}, {2028, 3, 1}},         /* a day of its own, whatever the phase */
        {{2027, 12, 30}, {PHASE_MONTH, true, 3}, {2028, 1, 2}},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(induct_due(date_start(t[i].start), &t[i].when), date_start(t[i].due));
}

TEST(a_step_is_done_when_it_is_signed_off_where_it_has_to_be)
{
    msec due = day(2027, 3, 1), at = due + HOUR;
    static const struct { bool wants_sign, done, is_signed; int days; enum step_state want; } t[] = {
        {false, false, false, 0, STEP_OPEN}, {false, false, false, 1, STEP_OVERDUE}, {false, true, false, 1, STEP_DONE},
        {true, true, false, 1, STEP_TO_SIGN}, {true, true, true, 1, STEP_DONE}, {true, false, false, -1, STEP_OPEN},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct step_facts s = {.wants_sign = t[i].wants_sign, .due = due, .done = t[i].done ? at : 0, .signed_off = t[i].is_signed ? at : 0};
        assert_int_equal(step_judge(&s, due + t[i].days * DAY), t[i].want);
    }
}

TEST(a_checklist_clears_and_completes_by_what_it_is_made_of)
{
    msec due = day(2027, 3, 1), later = due + 5 * DAY, at = due + HOUR;
    struct step_facts s[] = {
        {.mandatory = true, .must = true, .wants_sign = true, .due = due, .done = at},
        {.mandatory = true, .due = later}, {.due = due + DAY},
    };
    struct induct_state x = induct_judge(s, COUNT(s), due);

    assert_false(x.is_cleared);
    assert_int_equal(x.held_back, 1);
    assert_int_equal(x.next, 2);                 /* what is due first, though it stands last */
    s[0].signed_off = at;
    x = induct_judge(s, COUNT(s), later + DAY);
    assert_true(x.is_cleared);
    assert_false(x.is_complete);
    assert_int_equal(x.done, 1);
    assert_int_equal(x.overdue, 2);
    s[1].done = at;
    x = induct_judge(s, COUNT(s), later);
    assert_true(x.is_complete);                  /* what is optional may stay open */
    assert_int_equal(x.next, 2);
}

TEST(a_checklist_without_anything_mandatory_is_complete_when_all_of_it_is_done)
{
    struct step_facts s[] = {{.due = day(2027, 3, 1), .done = 1}, {.due = day(2027, 3, 1)}};

    assert_false(induct_judge(s, 2, 0).is_complete);
    s[1].done = 1;
    assert_true(induct_judge(s, 2, 0).is_complete);
    assert_int_equal(induct_judge(s, 2, 0).next, 2);
    assert_false(induct_judge(NULL, 0, 0).is_complete);
}
