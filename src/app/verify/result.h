/* verify/result.h — the result of a check after its page: sealed, in the hands of
 * who asked, so that nothing is kept here; and kept for a while, because that one
 * wants to show it to others. */
#pragma once
#include "app/app.h"
#include "badge/report.h"

/* ---- in their hands ---- */

#define SEALED_MAX ((size_t)256 << 10)           /* as it stands in the form */

struct sealed_result {
    str again;                                   /* text or address of the badge; may be empty */
    struct report report;
};
/* Empty: it is too large to be carried. */
str result_seal(struct arena *a, const struct app *app, const struct sealed_result *in);
/* DENIED: not sealed by this server, or more than a day ago. */
MUST_USE code result_unseal(struct arena *a, const struct app *app, str text, struct sealed_result *out, struct error *err);
/* Is it made out to this address? The report has a row for it afterwards. */
void result_match(struct arena *a, struct report *r, str recipient);

/* ---- kept here ---- */

struct kept_result {
    str token, secret;                           /* of the link, and of its deletion: known only when it is made */
    msec created, until;
    str again;
    struct report report;                        /* as of then, without anybody's address */
};
/* LIMIT: as much is kept as may be. */
MUST_USE code result_keep(struct app *app, struct db *db, struct arena *a, const struct sealed_result *in, int days, struct kept_result *out, struct error *err);
/* NOT_FOUND: never, or no longer. `secret` absent: for who has the link. */
MUST_USE code result_find(struct db *db, struct arena *a, str token, str secret, struct kept_result *out, struct error *err);
MUST_USE code result_delete(struct db *db, struct arena *a, str token, str secret, struct error *err);
/* Takes out whom the badge was awarded to: addresses, their hashes, texts with them. */
void result_without_persons(struct report *r);
extern const struct job_kind result_jobs[];
