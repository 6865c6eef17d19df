/* org/org_private.h — shared by the files of the use case alone. */
#pragma once
#include "app/org/org.h"

/* The next version of a profile, which everybody sees from then on; in the caller's transaction. */
MUST_USE code org_add_version(struct db *db, const struct org *o, struct error *err);
