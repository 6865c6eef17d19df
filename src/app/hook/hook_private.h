/* hook/hook_private.h — what the files of this slice share. */
#pragma once
#include "app/hook/hook.h"

/* A message of one webhook, in the caller's transaction. */
MUST_USE code hook_write(struct db *db, struct arena *a, const struct hook_send *s, struct error *err);
/* What logs and letters may say of an address: of a channel it is the secret, and its host is enough. */
str hook_told_address(struct arena *a, str listener, str url);
job_fn hook_look_for_expired;                    /* hook_expired.c */
