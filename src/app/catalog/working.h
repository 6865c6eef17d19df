/* catalog/working.h — the working copy of a badge that is out already: what is typed
 * is kept in it, and nobody sees it until it is published as the next version. A
 * draft has none; there what is typed is the badge itself. */
#pragma once
#include "app/catalog/catalog.h"

struct working {
    bool is_there, is_thrown_away;               /* thrown away: it can still be taken back */
    int64_t based_on;                            /* number of the version it was begun from */
    msec changed;
    str by;                                      /* name of who changed it last; may be empty */
};
/* The badge as its editor shows it: what the working copy says, where there is one,
 * under id, number and state of the newest version. */
MUST_USE code working_open(struct db *db, struct arena *a, int64_t org, int64_t id, struct badge_row *out, struct working *w,
                           struct error *err);
/* Of a draft: catalog_save. What says the same as the newest version leaves no working copy. */
struct working_act { int64_t org, id, account; };
MUST_USE code working_save(struct db *db, struct arena *a, const struct working_act *act, const struct badge_version_row *v,
                           struct error *err);
/* As the next version, or in place while the newest was never awarded. `renew_by`: of
 * those who hold an earlier one; 0: it still counts. BAD_INPUT names what lacks,
 * CONFLICT: there is nothing to publish. */
MUST_USE code working_publish(struct db *db, struct arena *a, const struct working_act *act, msec renew_by, int64_t *number,
                              struct error *err);
/* CONFLICT: there is none, or none that was thrown away. */
MUST_USE code working_throw_away(struct db *db, const struct working_act *act, struct error *err);
MUST_USE code working_take_back(struct db *db, const struct working_act *act, struct error *err);
