/* learn/learn_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/learn/learn.h"

/* In the caller's transaction: the statements that are new are looked at soon. */
MUST_USE code learn_wake(struct db *db, struct arena *a, int64_t org, struct error *err);
/* Those of this actor that wait for a decision: held from now on, or left out. */
MUST_USE code learn_release(struct db *db, struct arena *a, const struct learn_actor *who, struct error *err);
MUST_USE code learn_leave_out(struct db *db, const struct learn_actor *who, struct error *err);
/* Those that were decided and are not awarded wait again. */
MUST_USE code learn_wait_again(struct db *db, const struct learn_actor *who, struct error *err);
/* What this rule holds is not awarded. */
MUST_USE code learn_drop_held(struct db *db, int64_t rule, struct error *err);
