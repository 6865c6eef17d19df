/* claim/claim_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/claim/claim.h"

/* The award itself, in the caller's transaction. */
struct claim_person { int64_t org, achievement, account; str name, email; };
MUST_USE code claim_award(struct app *app, struct db *db, struct arena *a, const struct claim_person *p, int64_t *award, struct error *err);
/* Whoever's it is: for somebody who holds a mailed link, and for jobs. */
MUST_USE code claim_by_id(struct db *db, struct arena *a, int64_t id, struct claim_link *out, struct error *err);
