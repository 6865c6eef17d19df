/* demo/demo_plan.c — who gets which badge on which day: a small simulation of
 * courses, renewals that some miss, and people who come and go. */
#include "app/demo/demo_private.h"

#define MOST_BADGES 24
#define MOST_PEOPLE 96
#define NEVER (-10000)

unsigned demo_roll(struct demo_dice *d, unsigned sides)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((d->state >> 33) % sides);
}

struct life {
    struct demo_dice dice;
    int got[MOST_BADGES][MOST_PEOPLE];           /* day of the last award */
};

/* A few days longer than the award says, so that months of 31 days fit too. */
static bool holds(const struct life *l, size_t badge, size_t person, int day)
{
    int got = l->got[badge][person], months = demo_badges[badge].validity_months;

    return got != NEVER && (months == 0 || day < got + months * 31 + 3);
}

static bool is_there(const struct demo_person *p, int day)
{
    return p->joined <= day && (p->left == 0 || day < p->left);
}

static bool comes(struct life *l, size_t badge, size_t person, int day)
{
    const struct demo_badge *b = &demo_badges[badge];
    const struct demo_person *p = &demo_people[person];

    return is_there(p, day) && (b->audience & (int)p->department) && !holds(l, badge, person, day)
        && demo_roll(&l->dice, 100) < (unsigned)b->percent;
}

static void hold_session(struct arena *a, struct life *l, size_t badge, int day, struct demo_plan *out)
{
    struct demo_session s = {.day = day, .badge = badge};
    size_t first = demo_roll(&l->dice, (unsigned)demo_person_count);

    /* From another person each time, or the same would always take the places. */
    for (size_t i = 0; i < demo_person_count && (int)s.people.n < demo_badges[badge].most; i++) {
        size_t person = (first + i) % demo_person_count;
        if (!comes(l, badge, person, day))
            continue;
        *list_add(a, &s.people) = person;
        l->got[badge][person] = day;
    }
    if (s.people.n)
        *list_add(a, out) = s;
}

void demo_plan_make(struct arena *a, struct demo_plan *out)
{
    struct life *l = NEW(a, struct life);

    l->dice.state = 20;
    for (size_t b = 0; b < MOST_BADGES; b++)
        for (size_t p = 0; p < MOST_PEOPLE; p++)
            l->got[b][p] = NEVER;
    for (int day = 0; day < DEMO_DAYS; day++)
        for (size_t b = 0; b < demo_badge_count; b++)
            if (day >= demo_badges[b].first && (day - demo_badges[b].first) % demo_badges[b].every == 0)
                hold_session(a, l, b, day, out);
}
