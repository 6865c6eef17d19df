/* people/leader.h — those who lead others, as judges of what these hand in: where the
 * organisation lets them, and never as the only ones. No role is needed for it. */
#pragma once
#include "app/app.h"

enum led_thing { LED_APPLICATIONS, LED_TRAINING };
MUST_USE code leaders_judge(struct db *db, int64_t org, enum led_thing what, bool *out, struct error *err);

/* leads: by an address that is proved, at any number of steps, and both work here: they may judge
 * where it is granted. is_over: by any address of the account, so that they are never the second. */
struct leader_of { bool leads, is_over; };
struct leader_ask { int64_t org, account, person; };
MUST_USE code leader_of(struct db *db, const struct leader_ask *q, struct leader_of *out, struct error *err);
/* leads, of whoever in the directory has this address. */
struct leader_at { int64_t org, account; str folded; };
MUST_USE code leader_at(struct db *db, const struct leader_at *q, bool *out, struct error *err);
/* Who leads one of these entries, and who leads those: from the few upwards, as below a head are all. */
#define LEADER_ABOVE(led)                                                                                                        \
    "(WITH RECURSIVE above(id) AS (SELECT q.manager_id FROM person q WHERE q.manager_id IS NOT NULL AND q.id IN " led             \
    " UNION SELECT r.manager_id FROM above JOIN person r ON r.id = above.id WHERE r.manager_id IS NOT NULL) SELECT id FROM above)"

/* Whoever leads the person directly hears that something waits for them; `link` is a path of ours. */
struct leader_told { int64_t org, person; str what, link; };
MUST_USE code leader_tell(struct app *app, struct db *db, struct arena *a, const struct leader_told *t, struct error *err);
