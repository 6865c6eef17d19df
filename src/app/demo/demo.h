/* demo/demo.h — two years in the life of an organisation: departments, people
 * who come and go, badges, courses, renewals, mistakes taken back. The same
 * people and days each time; only what must be random (addresses, salts) is. */
#pragma once
#include "app/app.h"

/* Fills an organisation that has awarded nothing yet; `account` did it all. A
 * few seconds. Mails all go to example.com and none is ever sent: they count as
 * sent long ago, the newest wait in the outbox. CONFLICT: not empty;
 * UNREACHABLE: lapel-draw, which draws the badges, is not there. */
MUST_USE code demo_fill(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t account, struct error *err);

/* What `lapel demo` serves: an organisation with a member of each role, and a
 * Backpack with badges of its own in it. CONFLICT: somebody has set this
 * installation up already. */
MUST_USE code demo_create(struct app *app, struct db *db, struct arena *a, str password, struct error *err);
bool demo_is_here(struct db *db, struct arena *a);               /* made by demo_create */
/* The same new password for each of the accounts below. */
MUST_USE code demo_set_password(struct db *db, struct arena *a, str password, struct error *err);

/* role NULL: has a Backpack alone; "manager", "programme", "auditor" get the part that they are for */
struct demo_account { const char *email, *name, *role, *does; };
extern const struct demo_account demo_accounts[];
extern const size_t demo_account_count;
