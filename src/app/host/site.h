/* host/site.h — sites that may put badges into somebody's Backpack without asking
 * each time (Backpack Connect of Mozilla's Backpack). A site is an origin. */
#pragma once
#include "app/app.h"
#include "base/list.h"

#define SITE_ACCESS_LIFE HOUR

struct site_tokens { str access, refresh; };
struct site_grant { int64_t id, account; str origin; msec expires, used; };

/* Each time it is allowed there is one more pair of tokens, beside those before. */
struct site_allowance { int64_t account; str origin, user_agent; };
MUST_USE code site_allow(struct app *app, struct db *db, struct arena *a, const struct site_allowance *w, struct site_tokens *out, struct error *err);
/* Who comes with this access token. NOT_FOUND; `expires` may lie in the past. */
MUST_USE code site_by_access(struct db *db, struct arena *a, str token, struct site_grant *out, struct error *err);
MUST_USE code site_by_refresh(struct db *db, struct arena *a, str token, struct site_grant *out, struct error *err);
/* Two new ones, the old are dead. NOT_FOUND: it is not good; one that was good
 * before ends all that came of it. */
MUST_USE code site_refresh(struct db *db, struct arena *a, str token, struct site_tokens *out, struct error *err);
MUST_USE code site_note_use(struct db *db, const struct site_grant *g, struct error *err);

/* For its owner: an origin may have been let in several times. */
struct site { str origin; msec created, used; };
LIST_OF(site_list, struct site);
MUST_USE code site_list_of(struct db *db, struct arena *a, int64_t account, struct site_list *out, struct error *err);
/* All of this origin. NOT_FOUND: there was nothing. */
MUST_USE code site_end(struct app *app, struct db *db, struct arena *a, const struct site_allowance *w, struct error *err);
