/* induct/state.c — days and state of a checklist, by what it is given alone. */
#include "app/induct/induct.h"

const char *const induct_phases[INDUCT_PHASES] = {
    [PHASE_BEFORE] = "Before the first day", [PHASE_DAY] = "On the first day", [PHASE_WEEK] = "In the first week",
    [PHASE_MONTH] = "In the first month", [PHASE_PROBATION] = "In the probation period",
};

msec induct_due(msec start, const struct induct_when *w)
{
    if (w->has_days)
        return start + w->days * DAY;
    switch (w->phase) {
    case PHASE_BEFORE: return start - DAY;
    case PHASE_WEEK: return start + 6 * DAY;
    case PHASE_MONTH: return date_start(date_add_months(date_of(start), 1));
    case PHASE_PROBATION: return date_start(date_add_months(date_of(start), 6));
    default: return start;
    }
}

enum step_state step_judge(const struct step_facts *s, msec today)
{
    if (s->done)
        return s->wants_sign && !s->signed_off ? STEP_TO_SIGN : STEP_DONE;
    return s->due < today ? STEP_OVERDUE : STEP_OPEN;
}

static bool comes_first(const struct step_facts *all, size_t i, size_t than, size_t n)
{
    return than == n || all[i].due < all[than].due;
}

struct induct_state induct_judge(const struct step_facts *all, size_t n, msec today)
{
    struct induct_state out = {.n = n, .next = n};
    size_t mandatory = 0, missing = 0;

    for (size_t i = 0; i < n; i++) {
        enum step_state s = step_judge(&all[i], today);
        out.done += s == STEP_DONE;
        out.overdue += s == STEP_OVERDUE || (s == STEP_TO_SIGN && all[i].due < today);
        out.held_back += all[i].must && s != STEP_DONE;
        mandatory += all[i].mandatory;
        missing += all[i].mandatory && s != STEP_DONE;
        if ((s == STEP_OPEN || s == STEP_OVERDUE) && comes_first(all, i, out.next, n))
            out.next = i;
    }
    out.is_cleared = out.held_back == 0;
    out.is_complete = n > 0 && out.held_back == 0 && (mandatory ? missing == 0 : out.done == n);
    return out;
}
