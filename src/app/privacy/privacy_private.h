/* privacy/privacy_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/privacy/privacy.h"

enum job_result erase_run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
